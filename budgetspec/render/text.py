"""A report as a reviewer reads it: the findings, what could not be checked and why, and a summary line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from budgetspec.finding import (
    SEVERITY_NAMES,
    Amendment,
    Bilingual,
    Cell,
    Check,
    Finding,
    Language,
    Quote,
    Suspect,
    Undecided,
    Verdict,
    counted,
    number_of,
)
from budgetspec.money import is_nil
from budgetspec.render.controls import escaped, one_line
from budgetspec.report import Report

_MOST_PLACES: Final = 4
_MOST_CHECKS: Final = 3
_MOST_RULES: Final = 12
_INDENT: Final = "    "
_COLON: Final = Bilingual("：", ": ")
_IN_PRINT: Final = Bilingual("（{}）", " ({})")

_LABELS: Final = {
    "place": Bilingual("位置", "place"),
    "quote": Bilingual("原文", "text"),
    "checks": Bilingual("还有", "also"),
    "suspect": Bilingual("疑似", "suspect"),
    "consequences": Bilingual("牵连", "entails"),
    "basis": Bilingual("依据", "basis"),
}


def render(report: Report) -> str:
    """Return the report as text: blocks of lines with a blank line between them."""
    language = report.language
    blocks = [
        _header(report),
        *(_finding(finding, language) for finding in report.findings),
        _omitted(report),
        _undecided(report.undecided, language),
        _amendments(report.amendments, language),
        _summary(report),
    ]
    return "\n".join("".join(f"{line.rstrip()}\n" for line in block) for block in blocks if block)


def _header(report: Report) -> list[str]:
    year = None if report.year is None else Bilingual(f"{report.year} 年", str(report.year)).said(report.language)
    form = " ".join(filter(None, [report.form, report.rulebook_version]))
    parts = [report.source, report.department, year, form]
    return [" · ".join(one_line(part) for part in parts if part)]


def _finding(finding: Finding, language: Language) -> list[str]:
    head = [SEVERITY_NAMES[finding.severity].said(language), finding.rule, finding.title]
    body = {
        "place": _some([_cell(cell, language) for cell in finding.cells], _MOST_PLACES, language),
        "quote": _some([_quote(quote) for quote in finding.quotes], _MOST_PLACES, language),
        "checks": _some(list(_others(finding, language)), _MOST_CHECKS, language, finding.truncated),
        "suspect": _some([_suspect(suspect, language) for suspect in finding.suspects], _MOST_PLACES, language),
        "consequences": [_names(finding.consequences, language)] if finding.consequences else [],
        "basis": [finding.basis] if finding.basis else [],
    }
    return [
        " ".join(one_line(part) for part in head if part),
        *(_INDENT + escaped(line) for line in finding.message.split("\n")),
        *(line for label, lines in body.items() for line in _labelled(_LABELS[label].said(language), lines, language)),
    ]


def _labelled(label: str, lines: Iterable[str], language: Language) -> Iterator[str]:
    """Put a label before the first line and its width before the others; a Chinese character is two columns wide."""
    width = len(label) * 2 + 2 if language == "zh" else max(len(name.en) for name in _LABELS.values()) + 2
    before = f"{_INDENT}{label}  " if language == "zh" else f"{_INDENT}{label:{width}}"
    for line in lines:
        yield before + one_line(line)
        before = _INDENT + " " * width


def _some(lines: Sequence[str], most: int, language: Language, more: int = 0) -> list[str]:
    """Return the first lines and how many others there are, ``more`` with them; one is shown rather than counted."""
    if len(lines) <= most + 1 and not more:
        return list(lines)
    left = len(lines) - most + more
    return [*lines[:most], Bilingual(f"另有 {left} 处", f"and {left} more").said(language)]


def _cell(cell: Cell, language: Language) -> str:
    whole = Bilingual("整个文件", "the whole file").said(language)
    place = " / ".join(part for part in (cell.table, cell.row, cell.column) if part) or cell.pointer or whole
    place = place if cell.value is None else f"{place}{_COLON.said(language)}{cell.value}"
    return f"{place}{_IN_PRINT.said(language).format(cell.printed_at)}" if cell.printed_at else place


def _quote(quote: Quote) -> str:
    return f"“{quote.quote}” {quote.pointer}"


def _others(finding: Finding, language: Language) -> Iterator[str]:
    """Tell the other checks as the first is told: with their numbers where its message has them."""
    numbered = finding.left is not None and _grouped(finding.left) in finding.message
    return (_check(check, language) if numbered else " ".join(check.key.values()) for check in finding.checks[1:])


def _check(check: Check, language: Language) -> str:
    key = " ".join(check.key.values())
    if check.left is None or check.right is None:
        return key
    unit = f" {check.unit}" if check.unit else ""
    left, right, difference = (_grouped(side) if unit else side for side in (check.left, check.right, check.difference))
    differ = difference and not is_nil(difference)
    by = Bilingual(f"，差 {difference}{unit}", f", difference {difference}{unit}").said(language) if differ else ""
    return f"{key}{_COLON.said(language)}{left} {_sign(check.difference)} {right}{unit}{by}"


def _sign(difference: str | None) -> str:
    """Return how the sides of a failing check compare: of a limit, which one is more."""
    amount = Decimal(difference or "NaN")
    return "≠" if amount.is_nan() else ">" if amount > 0 else "<" if amount else "="


def _grouped(amount: str | None) -> str:
    """Return an amount with separators; what has no unit may be a code or a name, and is not for this."""
    whole, point, rest = (amount or "").partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdecimal() else amount or ""


def _suspect(suspect: Suspect, language: Language) -> str:
    value = _amount(suspect.value) or Bilingual("空", "blank").said(language)
    if suspect.suggested is None:
        return Bilingual(f"{suspect.pointer}：{value}，{suspect.reason}", f"{suspect.pointer}: {value}, {suspect.reason}").said(
            language
        )
    suggested = _amount(suspect.suggested)
    zh = f"{suspect.pointer}：{value} 应为 {suggested}，{suspect.reason}"
    return Bilingual(zh, f"{suspect.pointer}: {value} should be {suggested}, {suspect.reason}").said(language)


def _amount(value: str | None) -> str:
    """Return an amount with separators: what has no decimals may be a code."""
    return _grouped(value) if value and "." in value else value or ""


def _names(rules: Sequence[str], language: Language) -> str:
    more = Bilingual(f" 等 {len(rules)} 条", f" … ({len(rules)} in all)").said(language) if len(rules) > _MOST_RULES else ""
    return Bilingual("、", ", ").said(language).join(rules[:_MOST_RULES]) + more


def _omitted(report: Report) -> list[str]:
    left = report.truncated
    said = Bilingual(f"另有 {left} 处问题未列出", f"not listed: {number_of(left, 'more finding')}")
    return [said.said(report.language)] if left else []


def _undecided(undecided: Iterable[Undecided], language: Language) -> list[str]:
    """List what was not checked, rules of one reason together."""
    reasons: dict[str, list[str]] = {}
    for each in undecided:
        reasons.setdefault(each.why, []).append(each.rule)
    colon = _COLON.said(language)
    lines = [f"{_INDENT}{one_line(why)}{colon}{one_line(_names(rules, language))}" for why, rules in reasons.items()]
    return [Bilingual("未能检查", "Not checked").said(language), *lines] if lines else []


def _amendments(amendments: Sequence[Amendment], language: Language) -> list[str]:
    """List the rules that were disabled or regraded."""
    lines = [f"{_INDENT}{one_line(each.rule)} {one_line(each.said(language))}" for each in amendments]
    return [Bilingual("停用或改了级别的规则", "Rules disabled or regraded").said(language), *lines] if lines else []


def _summary(report: Report) -> list[str]:
    """Say how many findings and checks there are; no checks were made on an input that could not be read."""
    verdicts, total = {v: report.checks.counts.get(v, 0) for v in Verdict}, sum(report.checks.counts.values())
    found = " · ".join(f"{name.said(report.language)} {report.counts[severity]}" for severity, name in SEVERITY_NAMES.items())
    if not total:
        return [found]
    checks = Bilingual(f"；检查 {total:,} 项：", f"; {number_of(total, 'check')}: ").said(report.language)
    return [f"{found}{checks}{counted(verdicts, report.language)}"]
