"""Shipped rulebooks as they were read and checked last time, kept for the next start of the command.

To read and check the rules of a form takes twenty times as long as to read what came of it, which is kept in the user's cache
folder: values, read back by a reader that makes nothing else. The code of the formulas stands where Python keeps that of this
package, in ``__pycache__``, and only if Python does: whoever can write there has no need of formulas to run what he likes.

What is kept belongs to exactly these files of the form and of this package, by their sizes and times; where it does not, or
cannot be read, it is made anew. Only the command keeps anything: a library must not write where nobody asked it to.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

from budgetspec.packing import pack, unpack
from budgetspec.resources import folder

if TYPE_CHECKING:
    from budgetspec.lang.plan import Instance
    from budgetspec.rulebook import Rulebook

_PRIVATE: Final = 0o700
_MOST_KEPT: Final = 16
"""So many of a form: there may be several versions of Python, and of this package."""


def shipped(form: str) -> Rulebook:
    """Load a shipped form by name: as it was kept, or from its files."""
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - the reader of rules need not be imported before

    fingerprint = _fingerprint()
    place = _cache() / f"{form}-{fingerprint}"
    compiled = Path(cache_from_source(str(Path(__file__).parent / f"formulas-{form}-{fingerprint}.py")))
    book = _resumed(_read(place, unpack), _read(compiled, marshal.loads) or {})
    with_code = not sys.dont_write_bytecode and _can_be_written(compiled.parent)
    if book and (book.formulas.ready or not with_code):
        return book
    book = book or Rulebook.load(form)
    if with_code:
        for instance in _instances(book):
            book.formulas.check(instance)
    _keep(pack((book.parts(), book.formulas.kept(), book.readers)), place, f"{form}-*")
    if with_code:
        _keep(marshal.dumps(_with_parts(book)), compiled, f"formulas-{form}-*")
    return book


def _resumed(kept: Any, codes: Mapping[str, CodeType]) -> Rulebook | None:
    """Return a rulebook with its formulas as both were kept; None if there is nothing like that."""
    from budgetspec.lang.formulas import Formulas  # noqa: PLC0415 - as above
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - as above

    try:
        parts, formulas, readers = kept
        book = Rulebook(**parts)
        vars(book).update(formulas=Formulas.resumed(formulas, codes), readers=readers)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return book


def _with_parts(book: Rulebook) -> dict[str, CodeType]:
    """Return the code of all formulas of a rulebook, also of parts of its rules: where there is something to say of one."""
    from budgetspec.lang.plan import operands  # noqa: PLC0415 - as above

    for instance in _instances(book):
        guards = () if instance.guard is None else (instance.guard,)
        for part in (*guards, instance.body, *operands(instance.body)):
            book.formulas.unit(part)
    return book.formulas.codes


def _instances(book: Rulebook) -> Iterator[Instance]:
    return (instance for rule in book.rules for instance in rule.plan.instances)


def _read(place: Path, read: Callable[[bytes], Any]) -> Any:
    """Return what is kept at a place; None where that is nothing, or nothing that can be read."""
    try:
        return read(place.read_bytes())
    except (OSError, EOFError, TypeError, ValueError):
        return None


def _can_be_written(place: Path) -> bool:
    """Tell whether files can be put into a folder, or into what is there of the path to it."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    return os.access(there, os.W_OK)


def _keep(data: bytes, place: Path, alike: str) -> None:
    """Write something for the next time, and forget the oldest; it does not matter if that cannot be done."""
    try:
        place.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        written = place.with_suffix(f".{os.getpid()}")
        written.write_bytes(data)
        written.replace(place)
        newest_first = sorted(place.parent.glob(alike), key=lambda path: path.stat().st_mtime, reverse=True)
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
