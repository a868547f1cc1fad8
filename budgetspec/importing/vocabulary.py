"""The words that a form prints around its values: by them header rows, titles and labelled lines are told in a grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgetspec.importing import names
from budgetspec.importing.blueprint import Leaf, Part, TablePlan, headers
from budgetspec.lang.types import Kind
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of one table, or of several.

    ``headers`` are parts of headers, ``totals`` labels of rows without key, ``fields`` names of texts that may stand on a line
    of their own, ``keys`` names of what rows are told by, ``labels`` what rows of records are called.
    """

    headers: frozenset[str]
    totals: frozenset[str]
    fields: frozenset[str]
    keys: frozenset[str]
    labels: frozenset[str]


def vocabulary(plans: Iterable[TablePlan], year: int | None) -> Vocabulary:
    """Gather the words of tables."""
    parts = [(plan, part) for plan in plans for part in plan.parts]
    captions = {caption for plan, _ in parts for caption in plan.captions}
    return Vocabulary(
        frozenset(word for _, part in parts for word in _headers(part, year)) | captions,
        frozenset(label for _, part in parts for rank in part.ranks if not rank.key for label in rank.labels),
        frozenset(word for _, part in parts for word in _texts(part, year, keys=False)),
        frozenset(word for _, part in parts for word in _texts(part, year, keys=True)),
        frozenset(names.label(own) for _, part in parts if part.record for leaf in part.leaves for own in leaf.own),
    )


def _headers(part: Part, year: int | None) -> Iterator[str]:
    yield from (*part.sides, *part.starts, *(rank.name for rank in part.ranks if rank.classification))
    for leaf in _leaves(part):
        if not (part.record and part.starts):
            for header in headers(leaf.printed, year):
                yield header
                yield from header.split("/")


def _texts(part: Part, year: int | None, *, keys: bool) -> Iterator[str]:
    """Name the texts of a row, either those that rows are told by or the others; names beside a code are neither."""
    known = {name for rank in part.ranks for name in rank.key}
    named = {leaf.named for leaf in part.leaves} | {part.label}
    for leaf in part.leaves:
        is_text = leaf.kind in {Kind.TEXT, Kind.CODE} and leaf.path[-1] not in named
        if is_text and not part.starts and (leaf.path[-1] in known) == keys:
            yield from headers(leaf.own, year)


def _leaves(part: Part) -> Iterator[Leaf]:
    yield from part.leaves
    if part.nested:
        yield from part.nested.leaves


def word(text: str | None) -> str:
    """Return a cell as the words of a vocabulary are."""
    return names.header(text or "")
