"""What authors look up: the rules of a form, one rule's page, the names a rule can use, one rule explained on a submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from budgetspec.disclosure import Disclosure
from budgetspec.finding import SEVERITY_NAMES, VERDICT_NAMES, Bilingual, BudgetspecError, Language, Verdict
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.explainer import Explainer
from budgetspec.lang.functions import FUNCTIONS
from budgetspec.lang.types import KIND_NAMES, Key, Level, Table
from budgetspec.lang.words import WORDS, Theme
from budgetspec.money import grouped
from budgetspec.rulebook import Rule, Rulebook

_BASIS: Final = Bilingual("依据：", "basis: ")
_NOTE: Final = Bilingual("说明：", "note: ")
_YEARS: Final = Bilingual("适用年度：{} 至 {}", "years: {} to {}")
_PLACE: Final = Bilingual("写在：{}:{}", "written in: {}:{}")
_LEFT_OUT: Final = Bilingual("只有一方有、不核对的级：{}", "levels that only one side has, left out: {}")
_CHECKS: Final = Bilingual("{} 项检查：{}", "{} checks: {}")
_DIFFERENCE: Final = Bilingual("，差额 {}", "; difference {}")
_TABLES: Final = Bilingual("表", "tables")
_RECORDS: Final = Bilingual("单个的值", "single values")
_LISTS: Final = Bilingual("代码表", "code lists")
_FUNCTIONS: Final = Bilingual("函数", "functions")
_LEVELS: Final = Bilingual("级（方括号内选用）", "levels (select with brackets)")
_COLUMNS: Final = Bilingual("列", "columns")
_KEYS: Final = Bilingual("按 {}", "by {}")
_MAIN: Final = Bilingual("主列", "main column")
_TOTAL: Final = Bilingual("全表一行", "one row")


def rules_page(book: Rulebook, language: Language) -> str:
    """List a form's rules: id, severity and title, in their order."""
    width = max((len(rule.id) for rule in book.rules), default=0)
    lines = (f"{rule.id:<{width}}  {SEVERITY_NAMES[rule.severity].said(language)}  {rule.tree.title}" for rule in book.rules)
    return "\n".join(lines)


def rule_page(rule: Rule, language: Language) -> str:
    """Describe one rule: what must hold, on what ground, for which years."""
    tree = rule.tree
    line, _ = rule.source.locate(tree.span.start)
    years = (tree.from_year or "…", tree.until_year or "…")
    notes = (
        f"{_BASIS.said(language)}{tree.basis}" if tree.basis else "",
        f"{_NOTE.said(language)}{tree.note}" if tree.note else "",
        _YEARS.said(language).format(*years) if tree.from_year or tree.until_year else "",
        _LEFT_OUT.said(language).format("、".join(rule.plan.left_out)) if rule.plan.left_out else "",
        _PLACE.said(language).format(rule.source.name, line),
    )
    head = [f"{rule.id} {SEVERITY_NAMES[rule.severity].said(language)} {tree.title}"] if tree.id else []
    return "\n".join([*head, f"  {rule.expression}", *(f"  {note}" for note in notes if note)])


def names_page(book: Rulebook, language: Language) -> str:
    """List everything a rule can hold: tables, single values, code lists, functions, words and signs."""
    model = book.model
    tables = [f"  {_quoted(name)}  {table.title}" for name, table in model.tables.items()]
    records = [f"  {_quoted(name)}  {KIND_NAMES[column.kind]}" for name, column in model.scalars.items()]
    lists = [f'  list("{name}")  {"、".join(codes.columns)}' for name, codes in model.lists.items()]
    functions = [f"  {f.usage}  {f.says.said(language)}" for f in FUNCTIONS.values()]
    parts = ((_TABLES, tables), (_RECORDS, records), (_LISTS, lists), (_FUNCTIONS, functions))
    words = [(theme.value, [f"  {w.usage}  {w.says.said(language)}" for w in WORDS if w.theme is theme]) for theme in Theme]
    return "\n\n".join("\n".join([title.said(language), *lines]) for title, lines in (*parts, *words))


def table_page(table: Table, language: Language) -> str:
    """Describe a table: its levels with their keys, and its columns with what they hold."""
    levels = [f"  [{level.name}]  {_keys(level, language)}" for level in table.levels]
    columns = [_column(table, path, language) for path in table.columns]
    head = [f"{table.title}  {_quoted(table.name)}", *([table.help] if table.help else [])]
    return "\n".join([*head, _LEVELS.said(language), *levels, _COLUMNS.said(language), *columns])


def _column(table: Table, path: str, language: Language) -> str:
    column = table.columns[path]
    main = f"，{_MAIN.said(language)}" if path == table.main else ""
    kind = KIND_NAMES[column.kind] if language == "zh" else column.kind.value
    return f"  {path}  （{kind}{main}）{column.help}"


def _keys(level: Level, language: Language) -> str:
    classification = f"{level.classification} " if level.classification else ""
    keys = _KEYS.said(language).format("、".join(level.keys)) if level.keys else _TOTAL.said(language)
    return f"{classification}{keys}"


def _quoted(name: str) -> str:
    return ".".join(f"「{part}」" if not part.isidentifier() else part for part in name.split("."))


def find_table(book: Rulebook, name: str) -> Table:
    """Return a table by its name, its number (附表4) or its printed title; raises ``BudgetspecError`` if there is none."""
    tables = book.model.tables
    wanted = name.replace("「", "").replace("」", "")
    found = tables.get(wanted) or next((t for t in tables.values() if wanted in t.title.split()), None)
    if found is None:
        raise BudgetspecError(f"没有表 {name}；budgetspec names 列出全部")
    return found


def explain_page(rule: Rule, disclosure: Disclosure, language: Language) -> str:
    """Explain every check of a rule on a submission, the failing ones first, with all its numbers."""
    evaluation = Evaluation(disclosure)
    explainer = Explainer(evaluation, language)
    outcomes = list(evaluation.run(rule.plan))
    lines = sorted(_checks(outcomes, explainer, language), key=lambda line: line[0])
    verdicts = [v for outcome in outcomes for v in outcome.verdicts]
    counted = "，".join(f"{VERDICT_NAMES[v].said(language)} {verdicts.count(v)}" for v in Verdict if v in verdicts)
    summary = _CHECKS.said(language).format(len(verdicts), counted or "0")
    whys = dict.fromkeys(f"  {why.said(language)}" for o in outcomes for why in o.whys)
    return "\n".join([rule_page(rule, language), summary, *whys, *(text for _, text in lines)])


_ORDER: Final = (Verdict.FAILS, Verdict.UNDECIDED, Verdict.HOLDS, Verdict.EMPTY, Verdict.NOT_APPLICABLE)


def _checks(outcomes: Sequence[Outcome], explainer: Explainer, language: Language) -> Iterator[tuple[int, str]]:
    for outcome in outcomes:
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True):
            said = explainer.explain(outcome.instance.body, outcome.level, key)
            place = _place(outcome, key, [cell.row for cell in said.cells if cell.row])
            failed = verdict is Verdict.FAILS
            difference = _DIFFERENCE.said(language).format(grouped(said.difference)) if failed and said.difference else ""
            mark = VERDICT_NAMES[verdict].said(language)
            omitted = f"；{said.omitted}" if failed and said.omitted else ""
            yield _ORDER.index(verdict), f"{mark}  {place}{said.filled}{difference}{omitted}"


def _place(outcome: Outcome, key: Key, rows: Sequence[str]) -> str:
    if outcome.level is None:
        return ""
    return f"{rows[0] if rows else ' '.join(key) or outcome.level.name}："
