"""The submissions that the benchmarks check: consistent, of any size, the same on every run.

A row has eight amounts: the first two are sums of others. A unit of the ``Shape`` (3, 4, 185) has 200 rows and 520 identities.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from budgetspec.source import Source

FORM: Final = Path(__file__).parent / "workload"
COLUMNS: Final = 8

_A_FILE: Final = 1000

Amounts = tuple[int, ...]
"""The eight amounts of a row, in 分: 合计, 小计, the three parts of 小计, and the three others of 合计."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a unit's table, with the codes of the rows below it."""

    level: str
    code: str
    amounts: Amounts
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """How many 类 a unit has, how many 款 each of them, and how many 项 in all, dealt out evenly."""

    classes: int = 3
    sections: int = 4
    items: int = 185


SMALL: Final = Shape(1, 2, 7)
"""Ten rows and 44 identities a unit."""


def rows(seed: int, shape: Shape) -> list[Row]:
    """Draw a unit's table, in printed order."""
    rng = random.Random(seed)
    sections = [f"{200 + c}{s:02}" for c in range(1, shape.classes + 1) for s in range(1, shape.sections + 1)]
    items: dict[str, list[Row]] = {section: [] for section in sections}
    for number in range(shape.items):
        section = sections[number % len(sections)]
        items[section].append(Row("项", f"{section}{len(items[section]) + 1:02}", _drawn(rng)))
    return list(_with_sums(items))


def _with_sums(items: dict[str, list[Row]]) -> Iterator[Row]:
    """Put the sums of 款 and 类 above what they are sums of."""
    sections = {code: _sum("款", code, below) for code, below in items.items()}
    for code in dict.fromkeys(section[:3] for section in sections):
        below = [row for row in sections.values() if row.code[:3] == code]
        yield _sum("类", code, below)
        for section in below:
            yield section
            yield from items[section.code]


def _sum(level: str, code: str, below: Sequence[Row]) -> Row:
    amounts = tuple(map(sum, zip(*(row.amounts for row in below), strict=True)))
    return Row(level, code, amounts, tuple(row.code for row in below))


def _drawn(rng: random.Random) -> Amounts:
    parts = [rng.randrange(1, 10_000_000) for _ in range(6)]
    subtotal = sum(parts[:3])
    return (subtotal + sum(parts[3:]), subtotal, *parts)


def text(units: int = 1, shape: Shape | None = None) -> bytes:
    """Return a submission of so many units as JSON, amounts as they are printed."""
    table = (_written(f"{unit:06}", row) for unit in range(units) for row in rows(unit, shape or Shape()))
    return ('{"表式": "workload", "支出表": [' + ",\n".join(table) + "]}").encode()


def _written(unit: str, row: Row) -> str:
    total, subtotal, staff, office, aid, project, business, carried = (f"{n // 100}.{n % 100:02}" for n in row.amounts)
    basic = f'{{"小计": {subtotal}, "人员经费": {staff}, "公用经费": {office}, "对个人和家庭的补助": {aid}}}'
    return (
        f'{{"级": "{row.level}", "单位": "{unit}", "科目": "{row.code}", "合计": {total}, "基本支出": {basic}, '
        f'"项目支出": {project}, "事业单位经营支出": {business}, "结转下年": {carried}}}'
    )


def amounts(row: dict[str, Any]) -> list[Any]:
    """Return the eight amounts of a row of a parsed submission."""
    basic = row["基本支出"]
    return [
        row["合计"], basic["小计"], basic["人员经费"], basic["公用经费"], basic["对个人和家庭的补助"],
        row["项目支出"], row["事业单位经营支出"], row["结转下年"],
    ]  # fmt: skip


def rules(count: int) -> list[Source]:
    """Write so many rules, each of which holds of a row of its own, a thousand a file."""
    codes = [row.code for row in rows(0, Shape()) if row.level == "项"]
    body = 'rule S-{0:05} "第{0}条"\n    合计[{1}] >= 基本支出.小计[{1}]\n'
    written = [body.format(n, codes[n % len(codes)]) for n in range(count)]
    parts = [written[n : n + _A_FILE] for n in range(0, count, _A_FILE)]
    return [Source(f"{n}.rules", f"in 支出表 {{\n{''.join(part)}}}\n") for n, part in enumerate(parts)]
