"""What is meant by names that mean nothing where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, misnamed, misselected, misspelt
from budgetspec.lang.functions import CALLED, FUNCTIONS, ROWS
from budgetspec.lang.mention import calls_of, quoted, references, rows_of, selector, span_of_last, written
from budgetspec.lang.names import OF_LAST_YEAR, Names, amounts_of, is_of_last_year, named_columns, of_the_year
from budgetspec.lang.problems import Fault, Problem, either, leaves_out, letters, listed, nearest, shortens
from budgetspec.lang.sayings import EVERY_TABLE, NUMERAL, TODAY, TOTALS, TRUTHS, figure
from budgetspec.lang.spoken import Spoken
from budgetspec.lang.types import PRIOR, Kind, Table
from budgetspec.source import Span

_MOST_SHOWN: Final = 3
_MOST_IN_GROUP: Final = 8
_SHORT: Final = 4
_ADDRESS: Final = re.compile(r"\$?[A-Za-z]{1,2}\$?[0-9]{1,4}")
_WORD_OF_ALL: Final = re.compile(r"的?(?:合计|总计|总额|总数|总和|合计数)$")
LAST_YEAR: Final = frozenset({"上年度", "上一年", "上一年度", "去年", "往年", "前一年"})
"""What people call last year, besides the word of the language."""
YEARS: Final = tuple(sorted({PRIOR, *LAST_YEAR}, key=lambda word: (-len(word), word)))
"""All words for last year, those that begin with another one before it."""
_WITH_LAST_YEAR: Final = re.compile(rf"(?:{'|'.join(YEARS)})[.的]?(?P<rest>.+)")


def known(names: Names) -> Names:
    """Return the names of a place; raise ``Fault`` where the ``in`` around it is of no table."""
    if not names.is_known():
        raise Fault(*([] if names.is_unread(names.scope) else [Unknown(names).table(_of_one_in(names.path))]))
    return names


class Unknown:
    """Says what is meant by names that mean nothing at a place, by those that can be used there."""

    def __init__(self, names: Names) -> None:
        self.names, self.model, self.scope, self.here = names, names.model, names.scope, names.table

    def table(self, span: Span) -> Problem:
        """Say what is wrong with the name of a table behind ``in``."""
        if meaning := _last_year(self.scope):
            return misnamed.last_year(span, path=self.scope, meaning=meaning)
        if any(
            ".".join(name.text for name in self.names.path[at:]) in self.model.tables for at in range(1, len(self.names.path))
        ):
            return misnamed.table_in_table(span)
        if self.scope in EVERY_TABLE:
            return misspelt.every_table(span)
        near = self._tables_like(self.scope) or self._in_tables_like(self.scope) or self._tables_with(self.scope)
        return misnamed.unknown_table(span, self.scope, near)

    def name(self, ref: ast.Reference, path: str) -> Problem:
        """Say what is wrong with a path that means nothing."""
        if columns := self.names.below(path):
            return self._group(ref, path, columns)
        if path in FUNCTIONS:
            rows = f"{path}({rows_of(ref)})"
            return misnamed.function_as_name(ref.span, name=path, usage=rows if ref.selection else FUNCTIONS[path].usage)
        table, rest = self.names.table_of(path)
        return (
            self._of_let(ref, path, rest if table else path)
            or self._turned(ref, path)
            or self._section(ref, path)
            or (self._column_of(table, ref, rest) if table else None)
            or (misnamed.truth_as_name(ref.span, name=path) if path.lower() in TRUTHS else None)
            or self._said(ref.span, path)
            or self._of_last_year(ref, path)
            or self._unknown_name(ref, path)
        )

    def _of_let(self, ref: ast.Reference, path: str, name: str) -> Problem | None:
        """Report a let with a table before it, or with rows behind it."""
        let = self.names.lets.get(name)
        if let is None:
            return None
        if name != path:
            return misnamed.let_of_table(ref.span, name=quoted(name))
        plain = isinstance(let.value, ast.Reference) and not let.value.selection
        value = (
            f"{quoted(written(let.value))}{rows_of(ref)}"
            if plain and isinstance(let.value, ast.Reference)
            else f"…{rows_of(ref)}"
        )
        return misnamed.rows_of_let(ref.span, name=quoted(name), value=value)

    def _turned(self, ref: ast.Reference, path: str) -> Problem | None:
        """Say what is meant by a path with its rows in another place, or with the name of a level or total in it."""
        if meaning := self._named_twice(ref, path) or self._rows_before(path) or self._parts_of_total(ref, path):
            return misnamed.operator_in_name(ref.span, name=path, meaning=meaning)
        meaning = self._level_outside(path)
        return self._level_as_column(ref, path, meaning) if meaning else None

    def _column_of(self, table: Table, ref: ast.Reference, name: str) -> Problem:
        """Say what is wrong with a column that its table does not have: its parts are turned round, or it goes on behind them."""
        year, _, rest = name.partition(".")
        meaning = f"{OF_LAST_YEAR}{table.name}.{rest}" if year in YEARS else ""
        if meaning and self.names.find(meaning):
            rows = rows_of(ref)
            return misnamed.last_year(ref.span, path=f"{quoted(written(ref))}{rows}", meaning=f"{quoted(meaning)}{rows}")
        turned = [column for column in table.columns if sorted(column.split(".")) == sorted(name.split("."))]
        turned = turned or [column for column in table.columns if name.startswith(f"{column}.") or leaves_out(name, column)]
        if turned:
            return misnamed.likely_column(span_of_last(ref, name), table.title, name, turned[:_MOST_SHOWN])
        elsewhere = self._elsewhere(name) or [*map(quoted, self._ending_so(name))]
        columns = dict.fromkeys([*amounts_of(table, ""), *table.columns])
        return misnamed.unknown_column(span_of_last(ref, name), table.title, name, [*columns], elsewhere)

    def _section(self, ref: ast.Reference, path: str) -> Problem | None:
        """Say that a path is a section of a text, by its whole name, or as what a function of texts is asked about."""
        calls = (call for expr in self.names.whole for call in calls_of(expr) if ref in call.arguments)
        text = next((text.value for call in calls for text in call.arguments if isinstance(text, ast.String)), "")
        called = (each for each in self.model.sections if path in {each, each.rpartition(".")[2] if text else each})
        section = next(called, None)
        if section is None:
            return None
        last = section.rpartition(".")[2]
        read = [name for name, about in self.model.scalars.items() if name.startswith(last) and about.kind is Kind.AMOUNT]
        if read and not text:
            return misnamed.section_already_read(
                ref.span, section=quoted(section), meant=either([*map(quoted, read[:_MOST_SHOWN])])
            )
        return misnamed.section_as_value(ref.span, quoted(section), text)

    def _roots(self, path: str) -> list[str]:
        records = {name.rpartition(".")[0] for name in self.model.scalars} - {"", PRIOR}
        return [*of_the_year([*self.model.tables, *sorted(records - {*self.model.tables})], path)]

    def _tables_like(self, name: str) -> list[str]:
        """Return the tables that may be meant, as they are written: by number, by a part of their name, else by one like it."""
        return [*map(quoted, self._roots_like(name)[:_MOST_SHOWN])]

    def _roots_like(self, name: str) -> list[str]:
        titles = {root: self._title(root) for root in self._roots(name)}
        wanted = letters(name.removeprefix(OF_LAST_YEAR))
        numbered = [root for root, title in titles.items() if is_numbered(title, wanted)]
        inside = sorted((root for root in titles if len(root) > _SHORT and shortens(root, wanted)), key=len)[-1:]
        parts = [root for root in titles if len(wanted) > 1 and wanted in letters(root)]
        if told := numbered or inside or (parts if len(parts) == 1 else []):
            return told
        near = [root for root in nearest(name, titles) if len(name) <= _SHORT or len(root) * 2 > len(name)]
        found = near or parts or [root for root in titles if shortens(wanted, root)]
        begun = [root for root in titles if len(wanted) > _SHORT and root[:2] == wanted[:2] and root[-1] == wanted[-1]]
        return found if any(root in begun for root in found) else [*begun, *found]

    def _tables_with(self, name: str) -> list[str]:
        """Return the tables with a column that a name begins with: 公用经费表."""
        ends = {root: {column.rpartition(".")[2] for column in table.columns} for root, table in self.model.tables.items()}
        found = [root for root, columns in ends.items() if any(len(c) > 2 and name.startswith(c) for c in columns)]  # noqa: PLR2004
        return [*map(quoted, of_the_year(found, name))][:_MOST_SHOWN]

    def _title(self, root: str) -> str:
        return self.model.tables[root].title if root in self.model.tables else self.model.titles.get(root, "")

    def _group(self, ref: ast.Reference, path: str, columns: Sequence[str]) -> Problem:
        """Say that a path is a group, and which of its columns may be meant; of last year alone, the table here."""
        chosen = [selector(each) for each in ref.selection]
        if path == PRIOR and self.scope:
            rows = f"[{', '.join(chosen)}]" if chosen else ""
            column = "" if chosen else self._column_beside()
            meaning = f"{OF_LAST_YEAR}{quoted(self.scope)}{rows}{column}"
            return misnamed.last_year(ref.span, path=f"{path}{rows}", meaning=meaning)
        named = [column for column in columns if column.rpartition(".")[2] in chosen]
        if (
            not named
            and not {column.rpartition(".")[2] for column in columns} & {*TOTALS}
            and (parts := self.names.numbers_below(path))
        ):
            return misnamed.whole_group(ref.span, path, parts)
        rows = "" if named else rows_of(ref)
        return misnamed.group_as_value(ref.span, path, [f"{quoted(name)}{rows}" for name in named or columns])

    def _column_beside(self) -> str:
        """Return the first column of the table here that is written at the place, with its point and rows."""
        beside = (ref for expr in self.names.whole for ref in references(expr))
        columns = (ref for ref in beside if self.here and written(ref) in self.here.columns)
        return next((f".{quoted(written(ref))}{rows_of(ref)}" for ref in columns), "")

    def _said(self, span: Span, path: str) -> Problem | None:
        """Say what is meant by a name that is none: a figure or formula in words, or a cell of a spreadsheet."""
        if cell := self._as_in_spreadsheets(span, path):
            return cell
        if told := Spoken(self.names).meanings(path):
            return misnamed.operator_in_name(span, name=path, meaning=either(told))
        if codes := self.names.codes_called(path, self.here):
            return misselected.label_as_column(span, path, min(codes, key=len), [*amounts_of(self.here, "")] if self.here else [])
        head, _, last = path.rpartition(".")
        behind = CALLED.get(last.lower(), last)
        if head and behind in FUNCTIONS and self.names.find(head):
            return misnamed.operator_in_name(span, name=path, meaning=f"{behind}({quoted(head)})")
        function, _, rest = path.partition(".")
        if (
            (called := CALLED.get(function.lower()))
            and (not rest or (called in ROWS and self.names.find(rest)))
            and not self._elsewhere(function)
        ):
            usage = FUNCTIONS[called].usage
            meant = Bilingual(usage.zh.replace("列", quoted(rest)), usage.en.replace("COLUMN", quoted(rest))) if rest else usage
            return misnamed.function_as_name(span, name=function, usage=meant)
        return None

    def _as_in_spreadsheets(self, span: Span, path: str) -> Problem | None:
        """Say that a name is a cell, or the day of today."""
        if path.lower() in TODAY:
            return misnamed.written_otherwise(span, name=path, usage=misnamed.FIXED_DATE)
        if _ADDRESS.fullmatch(path.rpartition(".")[2]):
            return misnamed.cell_address(span, path, self.here.main if self.here else None)
        return None

    def _named_twice(self, ref: ast.Reference, path: str) -> str | None:
        """Return what is meant by a column that has its name again behind its rows: ``合计[类].合计``."""
        column, _, last = path.rpartition(".")
        found = self.names.find(column) if ref.selection and column.rpartition(".")[2] == last else None
        return f"{quoted(column)}{rows_of(ref)}" if found and found[1] else None

    def _level_as_column(self, ref: ast.Reference, path: str, meaning: str) -> Problem:
        """Say what is wrong with the name of a level where a column stands: the main column, if it is like it, or its rows."""
        head, _, last = path.rpartition(".")
        table, column = (self.names.find(head) or (None, None)) if head else (self.here, None)
        if table and table.main and not column and (ref.selection or nearest(last, [table.main])):
            return misnamed.likely_column(ref.span, table.title, last, [table.main])
        main = f"{head}.{table.main}".strip(".") if table and table.main and not column and last in TOTALS else ""
        beside = {written(each) for expr in self.names.whole for each in references(expr)}
        return misselected.level_outside(ref.span, last, meaning, quoted(main) if main and main not in beside else "")

    def _rows_before(self, path: str) -> str | None:
        """Return what is meant by ``表.类.合计`` or ``类.合计``: rows of a column, with a point for their brackets."""
        named, rest = self.names.table_of(path)
        for table, head, within in ((self.here, "", path), (named, path.removesuffix(rest), rest)):
            rows, _, column = within.partition(".")
            levels = {level.name for level in table.levels} if table else set()
            chosen = [name for name in (rows, rows.removesuffix("行")) if name in levels] or self.names.codes_called(rows, table)
            if table and column in table.columns and chosen:
                return f"{quoted(f'{head}{column}')}[{chosen[0]}]"
        return None

    def _unknown_name(self, ref: ast.Reference, path: str) -> Problem:
        if (meaning := path.replace("的", ".")) != path and self.names.find(meaning):
            return misnamed.unknown_name(ref.span, path, self._with_rows(ref, [meaning]))
        if not self.scope and "." not in path and (places := self._elsewhere(path)):
            return self._in_other_tables(ref, path, places)
        near = (
            self._column_before(path)
            or self._total_of_group(path)
            or [name for name in self.names.near() if leaves_out(path, name)]
            or nearest(path, self.names.near())
            or [*self._outside_group(path), *self._in_group(path)]
            or self._group_like(path)
            or self._shortened(path)
            or self._behind_stranger(path)
        )
        if not near and (places := self._elsewhere(path)):
            return self._in_other_tables(ref, path, places)
        record, known = self._record_of(path)
        near = near or [f"{record}.{name}" for name in nearest(path.removeprefix(f"{record}."), known)]
        near = near or self._within(record, path)
        if record and not near:
            return misnamed.unknown_column(ref.span, quoted(record), path.removeprefix(f"{record}."), known, ())
        if not near and (total := self._total_of_table(path)):
            return misnamed.unknown_name(ref.span, path, [total])
        near = near or nearest(path, self.names.everything(path)) or self._in_tables_like(path) or self._ending_so(path)
        amounts = [*amounts_of(self.here, "")] if self.here and "." not in path else []
        return misnamed.unknown_name(ref.span, path, self._with_rows(ref, near), amounts)

    def _with_rows(self, ref: ast.Reference, names: Sequence[str]) -> list[str]:
        """Return names as they are written with the rows that a reference selects, single values aside."""
        rows = rows_of(ref)
        return [f"{quoted(name)}{'' if name in self.model.scalars else rows}" for name in names]

    def _in_other_tables(self, ref: ast.Reference, path: str, places: Sequence[str]) -> Problem:
        """Say where a name stands that has no table here, and which table has all names beside it, too."""
        paths = (written(ref) for expr in self.names.whole for ref in references(expr))
        beside = dict.fromkeys(each for each in paths if each not in self.names.lets)
        tables = {root: self.model.tables[root].columns for root in of_the_year(self.model.tables, path)}
        sought = [name for name in beside if not self.names.find(name) and any(name in columns for columns in tables.values())]
        wanted = {*sought, *(name for name in beside if self.here and name in self.here.columns)}
        found = [quoted(root) for root, columns in tables.items() if path in sought and wanted <= {*columns}]
        if self.here:
            in_full = [f"{place}{rows_of(ref)}" for place in places]
            if 0 < len(found) <= _MOST_SHOWN:
                examples = in_full if len(sought) == 1 else self._elsewhere(sought[0])
                return misnamed.other_in(ref.span, (quoted(self.scope), self.here.title), sought, found, examples)
            return misnamed.not_here(ref.span, self.here.title, path, named_columns(self.here), in_full)
        if self.scope or not found:
            return misnamed.in_other_tables(ref.span, path, places, rows_of(ref))
        if len(found) == 1:
            return misnamed.in_one_table(ref.span, names=listed(sought), table=found[0])
        return misnamed.in_other_tables(ref.span, path, [f"{root}.{quoted(path)}" for root in found], rows_of(ref))

    def _total_of_table(self, path: str) -> str | None:
        """Return the row of all of a table that is named with a word for it: ``三公经费合计``, ``上年三公经费总额``."""
        last_year = _WITH_LAST_YEAR.fullmatch(path)
        name = _WORD_OF_ALL.sub("", last_year["rest"] if last_year else path)
        roots = (
            []
            if name == path or "." in name or len(name) < _SHORT
            else self._roots_like(f"{OF_LAST_YEAR if last_year else ''}{name}")
        )
        table = self.model.tables.get(roots[0]) if len(roots) == 1 else None
        return f"{quoted(table.name)}[{table.whole}].{quoted(table.main)}" if table and table.main and table.whole else None

    def _shortened(self, path: str) -> list[str]:
        """Return the names here whose last part a name is a part of: ``政府性基金`` for ``财政拨款.政府性基金预算``."""
        found = [name for name in self.names.near() if shortens(path, name.rpartition(".")[2])]
        return found if len(found) <= _MOST_SHOWN else []

    def _behind_stranger(self, path: str) -> list[str]:
        """Return the name that stands behind one that is nothing here: ``this.合计``, ``row.合计``."""
        head, _, rest = path.partition(".")
        return [rest] if rest and self.names.find(rest) and not self._roots_like(head) else []

    def _within(self, record: str, path: str) -> list[str]:
        """Return the names below a record that end as a path does: with the list or group between them that it leaves out."""
        head, end = f"{record}.", f".{path.rpartition('.')[2]}"
        found = [name for name in self.names.everything(path) if record and name.startswith(head) and name.endswith(end)]
        return found if len(found) <= _MOST_SHOWN else []

    def _ending_so(self, path: str) -> list[str]:
        """Return the names that end as a path does whose beginning is unknown."""
        _, point, last = path.rpartition(".")
        found = [name for name in self.names.everything(path) if name.endswith(f".{last}")] if point else []
        return found if len(found) <= _MOST_SHOWN else []

    def _of_last_year(self, ref: ast.Reference, path: str) -> Problem | None:
        """Say how a column of last year is written; of a whole table it is the first word alone that is another."""
        if (meaning := _last_year(path)) and self.names.find(meaning):
            head = ref.parts[0]
            return misnamed.last_year(head.span, path=path.partition(".")[0], meaning=PRIOR)
        meaning = self._here_last_year(path) or _last_year(path) or self._behind(path) or self._run_into_last_year(path)
        if meaning is None or meaning == path:
            return None
        if not self.names.find(meaning):
            return self._unknown_name(ref, meaning)
        rows = rows_of(ref)
        return misnamed.last_year(ref.span, path=f"{path}{rows}", meaning=f"{quoted(meaning)}{rows}")

    def _here_last_year(self, path: str) -> str | None:
        """Return the column of the table here in last year's submission: ``上年.合计``, ``去年的合计``."""
        found = _WITH_LAST_YEAR.fullmatch(path)
        meaning = f"{OF_LAST_YEAR}{self.scope}.{found['rest']}" if found and self.scope else ""
        return meaning if meaning and self.names.find(meaning) else None

    def _behind(self, path: str) -> str | None:
        """Return what is meant by a column with last year behind it: ``支出表.合计.上年``."""
        head, _, last = path.rpartition(".")
        table, column = (self.names.find(head) if head and last in YEARS else None) or (None, None)
        return f"{OF_LAST_YEAR}{table.name + '.' if table else ''}{column.path}" if column else None

    def _run_into_last_year(self, path: str) -> str | None:
        """Return what is meant by ``上年支出表.…``: last year, with its point left out."""
        found = _WITH_LAST_YEAR.fullmatch(path)
        head = found["rest"].partition(".")[0] if found else ""
        return f"{OF_LAST_YEAR}{found['rest']}" if found and any(r.partition(".")[0] == head for r in self._roots("")) else None

    def _column_before(self, path: str) -> list[str]:
        """Return the column or value that a path goes on behind, as if it were a group: ``项目支出.小计``."""
        head = path.rpartition(".")[0]
        found = self.names.find(head) if head else None
        return [head] if found and found[1] else []

    def _total_of_group(self, path: str) -> list[str]:
        """Return what is meant by ``上年结转合计``: the total of a group whose name runs into what it is called elsewhere."""
        total = next((word for word in TOTALS if path.endswith(word)), "")
        below = self.names.below(path.removesuffix(total).rstrip(".")) if total and self.here else []
        return [name for name in below if name.rpartition(".")[2] in TOTALS][:1]

    def _parts_of_total(self, ref: ast.Reference, path: str) -> str | None:
        """Return what ``财政拨款.小计`` is the sum of where the group has no such column."""
        group, _, last = path.rpartition(".")
        inside = {c.rpartition(".")[2] for c in self.here.columns if c.startswith(f"{group}.")} if self.here and group else set()
        if last not in TOTALS or not inside or inside & {*TOTALS}:
            return None
        return " + ".join(f"{name}{rows_of(ref)}" for name in self.names.numbers_below(group))

    def _group_like(self, path: str) -> list[str]:
        """Return the columns of the group whose name a path begins, the total first: ``上年结转`` for ``上年结转结余``."""
        groups = dict.fromkeys(column.rpartition(".")[0] for column in self.here.columns) if self.here else {}
        found = [group for group in groups if len(path) > 2 and group.startswith(path)]  # noqa: PLR2004 - two may stand anywhere
        inside = self.names.below(found[0]) if len(found) == 1 else []
        return sorted(inside, key=lambda name: name.rpartition(".")[2] not in TOTALS)[:_MOST_SHOWN]

    def _outside_group(self, path: str) -> list[str]:
        """Return the columns that are called as one is that a group has not: ``财政拨款.单位资金``."""
        last = path.rpartition(".")[2]
        columns = self.here.columns if self.here and last not in TOTALS else ()
        return [column for column in columns if column.rpartition(".")[2] == last][:_MOST_SHOWN] if last != path else []

    def _in_group(self, path: str) -> list[str]:
        """Return the columns of the group that a path begins with."""
        head, _, _ = path.rpartition(".")
        return self.names.below(head)[:_MOST_IN_GROUP] if head and self.here else []

    def _record_of(self, path: str) -> tuple[str, list[str]]:
        """Return the record that a path begins with, and the names in it; nothing where it begins with none."""
        while (path := path.rpartition(".")[0]) not in {"", PRIOR}:
            within = f"{path}."
            if inside := [name.removeprefix(within) for name in self.model.scalars if name.startswith(within)]:
                return path, inside
        return "", []

    def _in_tables_like(self, path: str) -> list[str]:
        """Return what a path may be whose table has another name: a column of that table that is there, as far as one is."""
        year = OF_LAST_YEAR if is_of_last_year(path) else ""
        head, _, rest = path.removeprefix(year).partition(".")
        roots = self._roots_like(f"{year}{head}")
        if not rest:
            return roots[:1]
        inside = [
            name
            for name in self.names.everything(path)
            if name.endswith(f".{rest}") and name.startswith(tuple(f"{r}." for r in roots))
        ]
        return inside[:_MOST_SHOWN]

    def _elsewhere(self, path: str) -> list[str]:
        """Return the columns of other tables that are called so."""
        whole = [f"{table.name}.{path}" for table in self.model.tables.values() if path in table.columns]
        inside = (name for name in self.names.everything(path) if name.endswith(f".{path}"))
        return [*map(quoted, [*of_the_year(whole, path)] or inside)]

    def _level_outside(self, path: str) -> str | None:
        """Return what is meant by the name of a level where no brackets are: ``类``, ``合计.类``, ``表.类``."""
        head, _, last = path.rpartition(".")
        table, _ = (self.names.find(head) if head else None) or (None if head else self.here, None)
        return f"{quoted(head) if head else ''}[{last}]" if table and last in {level.name for level in table.levels} else None


def _of_one_in(scope: ast.Path) -> Span:
    """Return the place of the last path among those of ``in`` inside ``in``: its names have a point between them."""
    begin = scope[-1].span.start
    for name in reversed(scope[:-1]):
        begin = name.span.start if name.span.end + 1 == begin else begin
    return Span(begin, scope[-1].span.end)


def is_numbered(title: str, name: str) -> bool:
    """Tell whether a name is the number that stands in a table's title, or ends it: 附表8 or 表8, 附表八 too."""
    match = re.fullmatch(rf"(?P<head>\D+?)(?P<number>[0-9]+|[{NUMERAL}]+)", name)
    digits = match and (match["number"] if match["number"].isdecimal() else figure(match["number"]))
    end = f"{match['head']}{digits}" if match else ""
    return match is not None and any(word.endswith(end) and word != name[len(word) :] for word in title.split())


def _last_year(path: str) -> str | None:
    """Return a path whose beginning is another word for last year as the language has it."""
    head, _, rest = path.partition(".")
    return f"{OF_LAST_YEAR}{rest}" if rest and head in LAST_YEAR else None
