"""The whole check of the reference, schema and sentences included, against what a checker cannot do without.

json.loads with Decimal is the floor for any checker in Python; jsonschema alone is what it costs to hold the same submission
against the same schema without any rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from table import Line, compared, seconds

from budgetspec import Checker
from budgetspec.rulebook import Rulebook, forms

REFERENCE: Final = Path(__file__).parent.parent.parent / "examples" / "xigang-2025" / "disclosure.json"

_RUNS: Final = 7
_FLOOR: Final = "json.loads, with Decimal"


def lines() -> list[Line]:
    """Time each on the same bytes."""
    data = REFERENCE.read_bytes()
    book = Rulebook.load(forms()[0])
    checker = Checker(book)
    value = json.loads(data, parse_float=Decimal)
    works: dict[str, Callable[[], Any]] = {
        _FLOOR: lambda: json.loads(data, parse_float=Decimal),
        "budgetspec, from bytes to report": lambda: checker.check(data),
        "jsonschema alone, on the parsed submission": lambda: list(Draft202012Validator(book.schema).iter_errors(value)),
        **_rust(book.schema, value),
    }
    return compared(seconds(works, _RUNS), _FLOOR)


def _rust(schema: Mapping[str, Any], value: Any) -> dict[str, Callable[[], Any]]:
    """Time jsonschema-rs too, if it is installed: no part of budgetspec, but the fastest there is."""
    try:
        validator = import_module("jsonschema_rs").validator_for(schema)
    except ImportError:
        return {}
    return {"jsonschema-rs alone, which only decides": lambda: validator.is_valid(value)}
