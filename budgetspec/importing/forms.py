"""What importing needs to know of forms, read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from budgetspec.codes import Classification
from budgetspec.form import Schema
from budgetspec.manifest import read_manifest, read_schema
from budgetspec.rulebook import form_folder
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from budgetspec.importing.blueprint import Blueprint


@dataclass(frozen=True)
class Form:
    """What importing needs of a form: its schema and its code lists."""

    schema: Schema
    codes: Mapping[str, Classification]

    @classmethod
    def load(cls, place: Path) -> Form:
        """Read what importing needs of a form's folder; raises ``BudgetspecError`` for whatever is wrong with it."""
        manifest = read_manifest(place)
        return cls(read_schema(manifest.schema), manifest.codes)

    @cached_property
    def plan(self) -> Blueprint:
        """Where what is printed goes."""
        from budgetspec.importing.blueprint import blueprint  # noqa: PLC0415 - only where something is imported

        return blueprint(self.schema)


class Forms(Mapping[str, Form]):
    """Shipped forms by name, each read when it is first asked for."""

    def __init__(self, shipped: Sequence[str]) -> None:
        self._names, self._read = tuple(shipped), dict[str, Form]()

    def __getitem__(self, name: str) -> Form:
        if name not in self._read:
            if name not in self._names:
                raise KeyError(name)
            self._read[name] = Form.load(form_folder(name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
