"""The summary of many reports, as text for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from budgetspec.finding import SEVERITY_NAMES, Bilingual, Language, number_of
from budgetspec.render.controls import escaped, one_line
from budgetspec.summary import DepartmentTotal, RuleTotal, Summary

_MOST: Final = 20
_PIECES: Final = 10_000
_INDENT: Final = "    "
_UNNAMED: Final = Bilingual("没有写明部门", "no department stated")


def as_json(summary: Summary) -> Iterator[str]:
    """Give the whole summary as indented JSON, piece by piece: there may be a hundred thousand departments."""
    pieces = map(escaped, json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(summary.to_dict()))
    while text := "".join(islice(pieces, _PIECES)):
        yield text
    yield "\n"


def as_text(summary: Summary, language: Language) -> str:
    """Return the summary as blocks of lines: in all, the first rules and the first departments that have findings."""
    rules = [_rule(rule, language) for rule in summary.rules()]
    departments = [_department(each, language) for each in summary.departments() if any(each.counts)]
    blocks = [
        [_total(summary, language)],
        _block(Bilingual("按规则", "By rule"), rules, language),
        _block(Bilingual("按部门", "By department"), departments, language),
    ]
    return "\n".join("".join(f"{one_line(line)}\n" for line in block) for block in blocks if block)


def _total(summary: Summary, language: Language) -> str:
    n, errors, unreadable = summary.submissions, summary.with_errors, summary.unreadable
    counts = _counts(tuple(summary.counts.values()), language)
    zh = f"共 {n:,} 份：有错误 {errors:,} 份，无法读取 {unreadable:,} 份；{counts}"
    return Bilingual(zh, f"{number_of(n, 'submission')}: {errors:,} with errors, {unreadable:,} unreadable; {counts}").said(
        language
    )


def _rule(total: RuleTotal, language: Language) -> str:
    severity, rule, title = total.heading
    head = f"{SEVERITY_NAMES[severity].said(language)} {rule} {title}"
    findings, places = total.findings, total.submissions
    zh = f"{head}：{findings:,} 处，{places:,} 份"
    return Bilingual(zh, f"{head}: {number_of(findings, 'finding')} in {number_of(places, 'submission')}").said(language)


def _department(total: DepartmentTotal, language: Language) -> str:
    name, counts = total.name or _UNNAMED.said(language), _counts(total.counts, language)
    zh = f"{name}：{counts}；{total.submissions:,} 份"
    return Bilingual(zh, f"{name}: {counts}; {number_of(total.submissions, 'submission')}").said(language)


def _counts(counts: Sequence[int], language: Language) -> str:
    return " · ".join(f"{name.said(language)} {n:,}" for name, n in zip(SEVERITY_NAMES.values(), counts, strict=True))


def _block(heading: Bilingual, lines: Sequence[str], language: Language) -> list[str]:
    return [heading.said(language), *(_INDENT + line for line in _first(lines, language))] if lines else []


def _first(lines: Sequence[str], language: Language) -> Iterator[str]:
    """Give the first lines, and say how many more there are and where."""
    yield from lines[:_MOST]
    if (left := len(lines) - _MOST) > 0:
        yield Bilingual(f"另有 {left:,} 行（--summary 写出全部）", f"and {left:,} more (--summary writes all)").said(language)
