"""What authors read of cases that ran: why one failed, what none has put to the test, what was rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from budgetspec.clauses import Clause, Exercise, Role
from budgetspec.finding import VERDICT_NAMES, Bilingual, Cell, Language, Verdict, counted, number_of
from budgetspec.rewriting import Change
from budgetspec.rule import Rule
from budgetspec.source import Source
from budgetspec.trial import Mismatch, Result, Trial

_EXPECTED: Final = Bilingual("{}：应为 {}，实为 {}", "{}: expected {}, found {}")
_EXPECTED_AMONG: Final = Bilingual("{}：应指向 {}，实际指向 {}", "{}: expected among the places {}, found {}")
_NOTHING: Final = Bilingual("无", "nothing")
_FIRST: Final = Bilingual("第一项不成立：{}", "first failure: {}")
_BETWEEN: Final = Bilingual("，", ", ")
_AND: Final = Bilingual("、", ", ")
_NO_CASE: Final = {
    Verdict.HOLDS: Bilingual("没有成立用例的规则（{}）：{}", "rules without a case in which they hold ({}): {}"),
    Verdict.FAILS: Bilingual("没有不成立用例的规则（{}）：{}", "rules without a case in which they fail ({}): {}"),
}
_UNTESTED: Final = Bilingual("没有用例检验的条件（{}）：", "conditions that no case puts to the test ({}):")
_MORE: Final = Bilingual("  … 另有 {} 条，用 --coverage 全部列出", "  … {} more, listed with --coverage")
_ROLES: Final = {
    Role.GUARD_TRUE: Bilingual("没有用例使 when 成立：{}", "no case makes the “when” true: {}"),
    Role.GUARD_FALSE: Bilingual("没有用例使 when 不成立：{}", "no case makes the “when” false: {}"),
    Role.BREAKS_AND: Bilingual("没有用例只因 and 的这一项而不成立：{}", "no case in which “and” is false only by this: {}"),
    Role.MAKES_OR: Bilingual("没有用例只因 or 的这一项而成立：{}", "no case in which “or” is true only by this: {}"),
    Role.PREMISE_FALSE: Bilingual(
        "没有用例只因 implies 的前提不成立而成立：{}", "no case in which “implies” is true only by its premise's being false: {}"
    ),
    Role.CONCLUSION_TRUE: Bilingual(
        "没有用例使 implies 的前提和结论都成立：{}", "no case in which both sides of “implies” are true: {}"
    ),
}
_PASSED: Final = Bilingual("{} 个用例：{} 个通过", "{}: {} passed")
_FAILED: Final = Bilingual("{} 个不通过", "{} failed")
_REWRITTEN: Final = Bilingual("其中 {} 个已改写", "{} of them rewritten")
_COULD_NOT: Final = Bilingual("{} 处有误，未能运行", "not run because of faults: {}")
_REMOVED: Final = Bilingual("删去", "removed")
_MOST_CELLS: Final = 6
_MOST_LISTED: Final = 20


def failure_page(trial: Trial, language: Language) -> str:
    """Say where a failing case stands, what was expected and what came of it, and explain the first failing check."""
    case, result = trial.case, trial.result
    head = f"{case.text.source.name}:{case.line} {case.rule} {trial.rule.tree.title}".rstrip()
    title = case.content.get("title")
    lines = [
        *([str(title)] if title else []),
        *(_mismatch(one, language) for one in trial.mismatches),
        _counts(result, language),
        *_explained(result, language),
        *(why.said(language) for why in result.whys),
    ]
    return "\n".join([head, *(f"  {line}" for line in lines)])


def _mismatch(one: Mismatch, language: Language) -> str:
    wording = _EXPECTED_AMONG if one.member == "at" else _EXPECTED
    return wording.said(language).format(one.member, _shown(one.expected, language), _shown(one.actual, language))


def _shown(value: Any, language: Language) -> str:
    match value:
        case None:
            return _NOTHING.said(language)
        case list():
            return _AND.said(language).join(map(str, value)) or _NOTHING.said(language)
        case str() if value in {*Verdict}:
            return f"{value}（{VERDICT_NAMES[Verdict(value)].zh}）" if language == "zh" else value
    return str(value)


def _counts(result: Result, language: Language) -> str:
    total = sum(result.verdicts.values())
    said = counted({verdict: count for verdict, count in result.verdicts.items() if count}, language)
    return Bilingual(f"{total} 项检查：{said or 0}", f"{number_of(total, 'check')}: {said or 0}").said(language)


def _explained(result: Result, language: Language) -> Iterator[str]:
    said = result.failure
    if said is None:
        return
    yield _FIRST.said(language).format(said.with_difference(said.filled, language))
    yield from (f"  {_cell(cell)}" for cell in said.cells[:_MOST_CELLS])
    if len(said.cells) > _MOST_CELLS:
        yield "  …"


def _cell(cell: Cell) -> str:
    place = " ".join(filter(None, (cell.table, cell.row, cell.column)))
    return f"{place}  {cell.pointer}" if place else cell.pointer


def coverage_page(exercise: Exercise, rules: Sequence[Rule], language: Language, *, whole: bool) -> str:
    """Say which rules have no case in which they hold, or fail, and which conditions none tests; cut short unless ``whole``."""
    lines: list[str] = []
    for verdict, wording in _NO_CASE.items():
        ids = [rule.id for rule in exercise.without(verdict, rules)]
        if ids:
            listed = ids if whole else ids[:_MOST_LISTED]
            lines.append(wording.said(language).format(len(ids), " ".join(listed) + " …" * (len(listed) < len(ids))))
    clauses = _clauses(exercise, rules, language)
    if clauses:
        lines += [_UNTESTED.said(language).format(len(clauses)), *(clauses if whole else clauses[:_MOST_LISTED])]
    if len(clauses) > _MOST_LISTED and not whole:
        lines.append(_MORE.said(language).format(len(clauses) - _MOST_LISTED))
    return "\n".join(lines)


def _clauses(exercise: Exercise, rules: Sequence[Rule], language: Language) -> list[str]:
    """Name each condition that is not tested once, with the rules that share it."""
    found: dict[tuple[Source, Clause], list[str]] = {}
    for rule in rules:
        for clause in exercise.untested(rule):
            found.setdefault((rule.source, clause), []).append(rule.id)
    return [_clause(source, clause, ids, language) for (source, clause), ids in found.items()]


def _clause(source: Source, clause: Clause, ids: Sequence[str], language: Language) -> str:
    line, _ = source.locate(clause.span.start)
    written = " ".join(source.text[clause.span.start : clause.span.end].split())
    return f"  {source.name}:{line} {' '.join(ids)} {_ROLES[clause.role].said(language).format(written)}"


def change_line(change: Change, language: Language) -> str:
    """Say what was rewritten in one member of a case."""
    old = _shown(change.old, language)
    new = _REMOVED.said(language) if change.new is None else _shown(change.new, language)
    return f"{change.case.text.source.name}:{change.case.line} {change.case.rule} {change.member}: {old} → {new}"


def summary_line(trials: Iterable[Trial], rewritten: int, faults: int, language: Language) -> str:
    """Count the cases that passed, those that failed, those of them that were rewritten, and what kept others from running."""
    failed = [bool(trial.mismatches) for trial in trials]
    total = Bilingual(str(len(failed)), number_of(len(failed), "case")).said(language)
    parts = [_PASSED.said(language).format(total, failed.count(False))]
    for wording, count in ((_FAILED, sum(failed)), (_REWRITTEN, rewritten), (_COULD_NOT, faults)):
        parts += [wording.said(language).format(count)] if count else []
    return _BETWEEN.said(language).join(parts)
