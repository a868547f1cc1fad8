"""Shipped rulebooks as they were read and checked last time, kept in the user's cache folder for the next start of the command.

To read and check the rules of a form takes ten times as long as to read what came of it. What is kept belongs to exactly these
files of the form and of this package, by their sizes and times; where it does not, or cannot be read, the form is read anew.
Only the command keeps anything: a library must not write where nobody asked it to.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.packing import UnpackableError, pack, unpack
from budgetspec.resources import folder

if TYPE_CHECKING:
    from budgetspec.rulebook import Rulebook

_PRIVATE: Final = 0o700
_MOST_KEPT: Final = 16


def shipped(form: str) -> Rulebook:
    """Load a shipped form by name: as it was kept, or from its files."""
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - the reader of rules need not be imported before

    place = _cache() / f"{form}-{_fingerprint()}"
    try:
        kept = unpack(place.read_bytes())
    except (OSError, UnpackableError):
        kept = None
    if isinstance(kept, Rulebook):
        return kept
    book = Rulebook.load(form)
    _keep(book, place)
    return book


def _keep(book: Rulebook, place: Path) -> None:
    """Write a rulebook for the next time, and forget the oldest; it does not matter if that cannot be done."""
    try:
        place.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        written = place.with_suffix(f".{os.getpid()}")
        written.write_bytes(pack(book))
        written.replace(place)
        newest_first = sorted(place.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[_MOST_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _cache() -> Path:
    """Return the folder for what can be made anew, as the system has it for its users."""
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return (Path(named) if named else Path("~/.cache").expanduser()) / "budgetspec"


def _fingerprint() -> str:
    """Return what tells these files, and this Python, from others."""
    told = [sys.version, *(f"{path}\0{size}\0{time}" for path, size, time in sorted(_files()))]
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _files() -> Iterator[tuple[str, int, int]]:
    """Go through the files of the package, of the schema and of the grammar: path, size and time of the last change."""
    left = [str(Path(__file__).parent), str(folder("schema")), str(folder("grammar"))]
    while left:
        for entry in os.scandir(left.pop()):
            if entry.is_dir():
                left += [entry.path] * (entry.name != "__pycache__")
            else:
                stat = entry.stat()
                yield entry.path, stat.st_size, stat.st_mtime_ns
