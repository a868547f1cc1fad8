"""Rewrites what failing cases expect to what came of them, in place: comments and layout stay as the author has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from budgetspec import patch
from budgetspec.cases import OF_FAILURES, Case
from budgetspec.finding import Verdict
from budgetspec.source import Source, Span
from budgetspec.trial import Mismatch, Trial
from budgetspec.values import dataclass
from budgetspec.yamltext import YamlText, read_yaml

_PLACES: Final = "at"
"""The one member that is not rewritten: that a failure points elsewhere is for the author to judge."""
_REST: Final = re.compile(r"[ \t]*(#.*)?(\r?\n|$)")


@dataclass(frozen=True, slots=True)
class Change:
    """A member of a case that was rewritten; ``new`` is None where it went."""

    case: Case
    member: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The new text of a case file, what changed, and the cases that the author has to change."""

    text: str
    changes: tuple[Change, ...]
    left: tuple[Trial, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    span: Span
    text: str


def rewritten(text: YamlText, trials: Sequence[Trial]) -> Rewriting:
    """Return the text of a case file with what its failing cases expect rewritten, as far as that can be done safely.

    The new text is read again: unless it says exactly what it should, nothing is changed.
    """
    left = [trial for trial in trials if _edits(text, trial) is None]
    done = [trial for trial in trials if trial not in left]
    changes = tuple(change for trial in done for change in _changes(trial))
    new = _applied(text.source.text, [edit for trial in done for edit in _edits(text, trial) or ()])
    if not _says(new, text, changes):
        return Rewriting(text.source.text, (), tuple(trials))
    return Rewriting(new, changes, tuple(left))


def _changes(trial: Trial) -> Iterator[Change]:
    case, content = trial.case, trial.case.content
    for one in trial.mismatches:
        yield Change(case, one.member, one.expected, one.actual)
    if _verdict_left_fails(trial):
        yield from (Change(case, member, content[member], None) for member in OF_FAILURES if member in content)


def _verdict_left_fails(trial: Trial) -> bool:
    return trial.case.verdict is Verdict.FAILS and trial.result.verdict is not Verdict.FAILS


def _edits(text: YamlText, trial: Trial) -> list[_Edit] | None:
    """Return the edits of one case; None if one of them is not for a machine to make."""
    if any(one.member == _PLACES for one in trial.mismatches):
        return None
    edits = [_replacement(text, trial.case, one) for one in trial.mismatches]
    if _verdict_left_fails(trial):
        edits += [_removal(text, trial.case, member) for member in OF_FAILURES if member in trial.case.content]
    return None if None in edits else [edit for edit in edits if edit is not None]


def _replacement(text: YamlText, case: Case, one: Mismatch) -> _Edit | None:
    span = text.values.get(f"{case.place}/{one.member}")
    if span is None or one.actual is None:
        return None
    old = text.source.text[span.start : span.end]
    return None if old[:1] in {"|", ">"} else _Edit(span, _scalar(one.actual, old))


def _scalar(value: Any, old: str) -> str:
    """Write a value in the quotes it had; texts that had none get some, words of our own do not."""
    if isinstance(value, int):
        return str(value)
    if old.startswith("'") and "'" not in value:
        return f"'{value}'"
    return value if value in {*Verdict} and not old.startswith('"') else json.dumps(value, ensure_ascii=False)


def _removal(text: YamlText, case: Case, member: str) -> _Edit | None:
    """Remove a member that stands on lines of its own; in braces, with a comma."""
    place = f"{case.place}/{member}"
    if place not in text.values:
        return None
    written, start, end = text.source.text, text.keys[place].start, text.values[place].end
    begin = written.rfind("\n", 0, start) + 1
    rest = _REST.match(written, end)
    if rest and not written[begin:start].strip():
        return _Edit(Span(begin, rest.end()), "")
    before = re.search(r",\s*$", written[:start])
    return _Edit(Span(before.start(), end), "") if before else None


def _applied(text: str, edits: Sequence[_Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _says(new: str, old: YamlText, changes: Sequence[Change]) -> bool:
    """Whether a new text says what the old one says, but for the changes."""
    wanted = patch.changed(
        old.value,
        {
            "set": {f"{c.case.place}/{c.member}": c.new for c in changes if c.new is not None},
            "remove": [f"{c.case.place}/{c.member}" for c in changes if c.new is None],
        },
    )
    read, problems = read_yaml(Source(old.source.name, new))
    return not problems and read.value == wanted
