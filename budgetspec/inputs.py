"""Names what there is to check: files, folders, globs, JSON Lines and a stream, one after the other, never all at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO, Final

from budgetspec.files import cannot_read, is_file, is_folder, is_there
from budgetspec.finding import BudgetspecError
from budgetspec.values import dataclass

_LINES: Final = ".jsonl"

STREAM: Final = "-"
SUFFIXES: Final = (".json", _LINES, ".xlsx", ".xls")
"""What the names of submissions and of workbooks end in; a folder is searched for them."""

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """A file to check, and the path that led to it; ``listed`` if a folder lists it, so that it need not hold submissions."""

    path: Path
    asked: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be a submission: what reports call it, its text or where that is, and how many bytes it takes.

    In place of the text may stand why it cannot be had. ``asked`` and ``listed`` are those of its file, ``line`` is where the
    text begins in it.
    """

    source: str
    text: Path | bytes | BudgetspecError
    size: int
    asked: str
    listed: bool = False
    line: int = 1


def is_one(path: str) -> bool:
    """Tell whether a path can lead to one submission only."""
    place = Path(path)
    return not (is_folder(place) or holds_lines(place) or (has_magic(path) and not is_there(place)))


def files(path: str) -> Iterator[File]:
    """Name the files that a path leads to, in order: itself, those below a folder, or those that fit a glob.

    A glob that nothing fits, like a file that is not there, names itself.
    """
    place = Path(path)
    if is_folder(place):
        yield from _below(place, path)
    elif has_magic(path) and not is_there(place) and (fitting := sorted(glob(path, recursive=True))):  # noqa: PTH207 - any path
        for each in fitting:
            yield from _fitting(Path(each), path)
    else:
        yield File(place, path)


def _fitting(place: Path, pattern: str) -> Iterator[File]:
    """Name what a glob leads to; one with ``**`` names what is below the folders itself."""
    if not is_folder(place):
        yield File(place, pattern)
    elif "**" not in pattern:
        yield from _below(place, pattern)


def _below(folder: Path, asked: str) -> Iterator[File]:
    """Go through a folder by name, without hidden files and pipes; one that cannot be opened stands for itself."""
    try:
        with os.scandir(folder) as found:
            seen = [each for each in found if not each.name.startswith(".") and not _may_never_end(each)]
            below = sorted((each.name, each.is_dir(follow_symlinks=False)) for each in seen)
    except OSError:
        yield File(folder, asked)
        return
    for name, holds_more in below:
        if holds_more:
            yield from _below(folder / name, asked)
        elif name.lower().endswith(SUFFIXES):
            yield File(folder / name, asked, listed=True)


def _may_never_end(entry: os.DirEntry[str]) -> bool:
    """Tell a pipe, socket or device, which whoever names it may want to read; nobody who names its folder does.

    Of files and folders the system has said so already; only of others, and of links, it is asked again.
    """
    if entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False):
        return False
    return is_there(entry.path) and not is_folder(entry.path) and not is_file(entry.path)


def holds_lines(path: Path) -> bool:
    """Tell a file of JSON Lines by its name."""
    return path.suffix.lower() == _LINES


def entries(file: File, most: int, *, lines: bool = False) -> Iterator[Entry]:
    """Go through what a file holds: one submission or, in ``lines`` or if it is called ``.jsonl``, one a line.

    Of a line little more than ``most`` bytes are read.
    """
    try:
        if lines or holds_lines(file.path):
            with file.path.open("rb") as stream:
                yield from line_entries(stream, file, most)
        elif is_folder(file.path):
            os.scandir(file.path).close()
        else:
            yield Entry(str(file.path), _text(file.path, most), size(file), file.asked, file.listed)
    except OSError as error:
        yield Entry(str(file.path), cannot_read(file.path, error), 0, file.asked)


def _text(path: Path, most: int) -> Path | bytes:
    """Return where a text is or, of a pipe, which no other process may be able to open, the text."""
    if path.is_file() or not path.exists():
        return path
    with path.open("rb") as stream:
        return stream.read(most + 1)


def line_entries(stream: BinaryIO, file: File, most: int) -> Iterator[Entry]:
    """Go through the lines of a stream, called by the file and their number; blank ones are left out."""
    number = 0
    while line := stream.readline(most + 2):
        number += 1
        length = len(line) + _skipped(line, stream)
        text = line.rstrip(b"\r\n")
        if text.strip():
            yield Entry(f"{file.path}:{number}", text, length, file.asked, file.listed, number)


def _skipped(line: bytes, stream: BinaryIO) -> int:
    """Skip what is left of a line that was not read to its end, and say how long it was."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = stream.readline(_CHUNK)
        skipped += len(line)
    return skipped


def size(file: File) -> int:
    """Return the bytes of a file, 0 where that cannot be known."""
    try:
        return file.path.stat().st_size
    except (OSError, ValueError):
        return 0
