"""What authors look up: the rules of a form, one rule's page, the names a rule can use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from budgetspec.finding import SEVERITY_NAMES, Bilingual, BudgetspecError, Language
from budgetspec.lang.functions import FUNCTIONS
from budgetspec.lang.mention import bare
from budgetspec.lang.plan import Cells, Single, walk
from budgetspec.lang.printer import dotted, quoted, written
from budgetspec.lang.problems import letters
from budgetspec.lang.types import KIND_NAMES, PRIOR, Column, Kind, Level, Table
from budgetspec.lang.unknown import is_numbered
from budgetspec.lang.words import WORDS, Theme
from budgetspec.reading import Reading
from budgetspec.resources import shown
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook

_BASIS: Final = Bilingual("依据：", "basis: ")
_NOTE: Final = Bilingual("说明：", "note: ")
_YEARS: Final = Bilingual("适用年度：{} 至 {}", "years: {} to {}")
_PLACE: Final = Bilingual("写在：", "written in: ")
_IN_TABLES: Final = Bilingual("表：", "tables: ")
_LEFT_OUT: Final = Bilingual("两边都有的级才核对，这里不含 {}", "checked at the levels that both sides have, so not at {}")
_TABLES: Final = Bilingual("表", "tables")
_RECORDS: Final = Bilingual("单个的值", "single values")
_READINGS: Final = Bilingual(
    "读法（budgetspec names 读法 列出句式）", "readings (budgetspec names READING shows their sentences)"
)
_SECTIONS: Final = Bilingual("节（写在读法的 from 后面）", "sections (what a reading reads, behind its from)")
_SENTENCE: Final = Bilingual("句式（{}）：{}", "sentence ({}): {}")
_LISTS: Final = Bilingual("代码表", "code lists")
_LETS: Final = Bilingual(
    "变量（同一文件的规则可用，命令行上的规则文字也可用）",
    "lets (for the rules of their file, and for rule text on the command line)",
)
_MOST_OF_A_LET: Final = 60
_FUNCTIONS: Final = Bilingual("函数", "functions")
_LEVELS: Final = Bilingual("级（方括号内选用）", "levels (select with brackets)")
_COLUMNS: Final = Bilingual("列", "columns")
_KEYS: Final = Bilingual("按 {}", "by {}")
_MAIN: Final = Bilingual("（{}，主列）", "({}, main column)")
_PLAIN: Final = Bilingual("（{}）", "({})")
_BETWEEN: Final = Bilingual("、", ", ")
_NO_NAME: Final = Bilingual(
    "没有名称含“{}”的表、列、值、读法或科目；budgetspec names 列出全部",
    "no table, column, value, reading or code has '{}' in its name; budgetspec names lists them all",
)
_CODES: Final = Bilingual("科目（方括号内选用）", "codes (select with brackets)")
_TOTAL: Final = Bilingual("全表一行", "one row")
_OF_LAST_YEAR: Final = f"{PRIOR}."


def rules_page(book: Rulebook, language: Language, word: str = "") -> str:
    """List a form's rules: id, severity and title, in their order, and what has become of those that are amended.

    Of a ``word``, only those that have it in id, title or condition; nothing if none has.
    """
    width = max((len(rule.called(language)) for rule in book.written), default=0)
    found = (rule for rule in book.written if any(_has(word, said) for said in (rule.id, rule.tree.title, rule.expression)))
    return "\n".join(_line(rule, width, language) for rule in found)


def _line(rule: Rule, width: int, language: Language) -> str:
    amended = f"  {rule.amendment.said(language)}" if rule.amendment else ""
    return f"{rule.called(language):<{width}}  {SEVERITY_NAMES[rule.severity].said(language)}  {rule.tree.title}{amended}"


def rule_page(rule: Rule, readings: Iterable[Reading], language: Language) -> str:
    """Describe one rule: what must hold, on what ground, for which years; ``readings`` are those of its form."""
    tree = rule.tree
    years = (tree.from_year or "…", tree.until_year or "…")
    notes = (
        f"{_BASIS.said(language)}{tree.basis}" if tree.basis else "",
        f"{_NOTE.said(language)}{tree.note}" if tree.note else "",
        _YEARS.said(language).format(*years) if tree.from_year or tree.until_year else "",
        _LEFT_OUT.said(language).format(_BETWEEN.said(language).join(rule.plan.left_out)) if rule.plan.left_out else "",
        _IN_TABLES.said(language) + _BETWEEN.said(language).join(rule.tables) if rule.tables else "",
        *(_SENTENCE.said(language).format(*each) for each in _sentences(rule, readings)),
        f"{_PLACE.said(language)}{rule.place}",
        rule.amendment.said(language) if rule.amendment else "",
    )
    head = [f"{rule.id} {SEVERITY_NAMES[rule.severity].said(language)} {tree.title}"] if tree.id else []
    return "\n".join([*head, f"  {rule.expression}", *(f"  {note}" for note in notes if note)])


def _sentences(rule: Rule, readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    """Go through the sentences in which a rule reads something, each with the name of its reading."""
    read = {path.removeprefix(_OF_LAST_YEAR).partition(".")[::2] for path in _read_by(rule)}
    for reading in readings:
        columns = [column for name, column in read if name == reading.name]
        told = {sentence.span: sentence for column in columns for sentence in reading.sentences(column)}
        yield from ((reading.name, quoted(told[span].pattern)) for span in sorted(told))


def _read_by(rule: Rule) -> Iterator[str]:
    """Name the columns and single values that a rule reads, in full."""
    for instance in rule.plan.instances:
        for node in (n for expr in (instance.guard, instance.body) if expr for n in walk(expr)):
            match node:
                case Cells(table=table, column=column):
                    yield f"{table}.{column}"
                case Single(path=path):
                    yield path


def names_page(book: Rulebook, own: Iterable[str], language: Language) -> str:
    """List everything a rule can hold: tables, single values, readings, code lists, lets, functions, words and signs.

    Those of last year's submission are called as this year's are, behind a word that is listed. Of the lets only those that
    are the author's ``own``: a form has many, for its rules alone.
    """
    model = book.model
    tables = [f"  {_quoted(name)}  {table.title}" for name, table in book.structure.tables().items()]
    records = [f"  {_quoted(n)}  {_kind(scalar.column.kind, language)}" for n, scalar in book.structure.scalars.items()]
    readings = [_reading(reading, language) for reading in book.readings]
    lists = [_code_list(name, book, language) for name in model.lists]
    lets = [_let(book, name) for name in own]
    functions = [f"  {f.usage.said(language)}  {f.says.said(language)}" for f in FUNCTIONS.values()]
    parts = (
        (_TABLES, tables),
        (_RECORDS, records),
        (_SECTIONS, [*_sections(book)]),
        (_READINGS, readings),
        (_LISTS, lists),
        (_LETS, lets),
        (_FUNCTIONS, functions),
    )
    words = [
        (theme.value, [f"  {w.usage.said(language)}  {w.says.said(language)}" for w in WORDS if w.theme is theme])
        for theme in Theme
    ]
    return "\n\n".join("\n".join([title.said(language), *lines]) for title, lines in (*parts, *words) if lines)


def _reading(reading: Reading, language: Language) -> str:
    sections = _BETWEEN.said(language).join(dotted(part.text for part in path) for path in reading.tree.sources)
    taken = [f"{name}{_PLAIN.said(language).format(what) if what else ''}" for name, what in reading.taken().items()]
    return f"  {_quoted(reading.name)}  {sections}  {_BETWEEN.said(language).join(taken)}"


def _code_list(name: str, book: Rulebook, language: Language) -> str:
    return f'  list("{name}")  {_BETWEEN.said(language).join(book.model.lists[name].columns)}'


def _let(book: Rulebook, name: str) -> str:
    text = written(book.lets[name].value)
    return f"  {_quoted(name)} = {_beginning(text)}"


def _beginning(text: str) -> str:
    return text if len(text) <= _MOST_OF_A_LET else f"{text[:_MOST_OF_A_LET]}…"


def _sections(book: Rulebook, of: str = "", word: str = "") -> Iterator[str]:
    """Go through the sections of the texts, or of one, as readings name them: those with a word in their name or heading."""
    for text, about in book.structure.sections.items():
        for name in about.named if of in {"", text} else ():
            if _has(word, f"{text}.{name}") or about.called(word) == name:
                yield f"  {_quoted(f'{text}.{name}')}"


def text_page(book: Rulebook, table: Table, language: Language) -> str:
    """Describe a table, and if it is a text its sections."""
    sections = [*_sections(book, of=table.name)] if table.name in book.structure.sections else []
    return "\n".join([table_page(table, language), *([_SECTIONS.said(language), *sections] if sections else [])])


def table_page(table: Table, language: Language) -> str:
    """Describe a table: its levels with their keys, and its columns with what they hold."""
    levels = [f"  [{level.name}]  {_keys(level, language)}" for level in table.levels]
    columns = [_column(table, path, language) for path in table.columns]
    called = [] if table.title.split()[-1:] == [_quoted(table.name)] else [_quoted(table.name)]
    head = ["  ".join([table.title, *called]), *([table.help] if table.help else [])]
    return "\n".join([*head, _LEVELS.said(language), *levels, _COLUMNS.said(language), *columns])


def reading_page(reading: Reading, language: Language) -> str:
    """Describe a reading: its text, where it is written, and what rules can name of it."""
    line = reading.source.locate(reading.tree.span.start)[0]
    text = [f"  {line}" for line in written(reading.tree).splitlines()]
    place = f"{_PLACE.said(language)}{shown(reading.source.name)}:{line}"
    if reading.table:
        return "\n".join([*text, f"  {place}", table_page(reading.table, language)])
    values = [_value(path, column, language) for path, column in reading.scalars().items()]
    return "\n".join([*text, f"  {place}", _RECORDS.said(language), *values])


def _value(path: str, column: Column, language: Language) -> str:
    return f"  {_quoted(path)}  {_PLAIN.said(language).format(_kind(column.kind, language))}".rstrip()


def _column(table: Table, path: str, language: Language) -> str:
    column = table.columns[path]
    note = (_MAIN if path == table.main else _PLAIN).said(language).format(_kind(column.kind, language))
    return f"  {path}  {note}{column.help}" if language == "zh" else f"  {path}  {note} {column.help}".rstrip()


def _kind(kind: Kind, language: Language) -> str:
    return KIND_NAMES[kind] if language == "zh" else kind.value


def _keys(level: Level, language: Language) -> str:
    classification = f"{level.classification} " if level.classification else ""
    keys = _KEYS.said(language).format(_BETWEEN.said(language).join(level.keys)) if level.keys else _TOTAL.said(language)
    return f"{classification}{keys}"


def _quoted(name: str) -> str:
    return ".".join(f"「{part}」" if not part.isidentifier() else part for part in name.split("."))


def found_page(book: Rulebook, word: str, language: Language) -> str:
    """List what a rule can name that is called by a word, and the codes; a table that is alone in that is described.

    Raises ``BudgetspecError`` if nothing is called so.
    """
    selected = {level.classification for table in book.structure.tables().values() for level in table.levels}
    columns = [
        f"  {_quoted(f'{table.name}.{path}')}  {_PLAIN.said(language).format(_kind(column.kind, language))}".rstrip()
        for table in book.structure.tables().values()
        for path, column in table.columns.items()
        if _has(word, path)
    ]
    titled = {name: table for name, table in book.structure.tables().items() if _has(word, table.title)}
    alone = len(titled) == 1
    tables = [text_page(book, t, language) if alone else f"  {_quoted(name)}  {t.title}" for name, t in titled.items()]
    values = [_value(path, scalar.column, language) for path, scalar in book.structure.scalars.items() if _has(word, path)]
    readings = [_reading(reading, language) for reading in book.readings if _has(word, reading.name)]
    codes = [
        f"  [{code}]  {label}（{name}）"
        for name, codes in book.model.lists.items()
        for code, label in codes.codes().items()
        if (_has(word, label) or code.startswith(word)) and codes.classification in selected
    ]
    lets = [_let(book, name) for name in book.lets if _has(word, name)]
    lists = [_code_list(name, book, language) for name in book.model.lists if _has(word, name)]
    parts = (
        (_TABLES, tables),
        (_COLUMNS, columns),
        (_RECORDS, values),
        (_SECTIONS, [*_sections(book, word=word)]),
        (_READINGS, readings),
        (_LISTS, lists),
        (_LETS, lets),
        (_CODES, codes),
    )
    found = ["\n".join([title.said(language), *lines]) for title, lines in parts if lines]
    if not found:
        raise BudgetspecError(Bilingual(_NO_NAME.zh.format(word), _NO_NAME.en.format(word)))
    return "\n\n".join(found)


def _has(word: str, text: str) -> bool:
    """Tell whether a word stands in a text, whatever signs are in either: 三公经费 in “三公”经费."""
    return word in text or ((bare := letters(word)) != "" and bare in letters(text))


def find_reading(book: Rulebook, name: str) -> Reading | None:
    """Return a reading by its name, if there is one."""
    return next((reading for reading in book.readings if reading.name == name.strip("「」")), None)


def find_table(book: Rulebook, name: str) -> Table | None:
    """Return a table by its name, signs aside, its number (附表4, 表4, 表四) or its printed title, if there is one."""
    tables = book.model.tables
    wanted = bare(name)
    titled = (table for table in tables.values() if wanted != PRIOR)
    numbered = (table for table in titled if wanted in table.title.split() or is_numbered(table.title, wanted))
    named = (table for name, table in tables.items() if letters(name) == letters(wanted) != "")
    return tables.get(wanted) or next(numbered, None) or next(named, None)
