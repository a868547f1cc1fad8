"""What authors look up: the schema, the forms, the rules, the names a rule can use, one rule explained on a submission."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from budgetspec.arguments import Command, Option
from budgetspec.commands.console import ADD, FORM, PRIOR, RULES, Console, form_of, prior_of, rulebook_of
from budgetspec.files import read_text
from budgetspec.finding import Bilingual, BudgetspecError

if TYPE_CHECKING:
    from budgetspec.lang.problems import Problem
    from budgetspec.rulebook import Rulebook

_FAULTY: Final = 2


def _schema(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    console.show(read_text(Rulebook.load(form_of(options, console)).schema_path).expandtabs())
    return 0


def _forms(_: argparse.Namespace, console: Console) -> int:
    from budgetspec.rulebook import Rulebook, forms  # noqa: PLC0415 - it takes its time

    for book in map(Rulebook.load, forms()):
        console.show(f"{book.name}  {book.version}  {book.title}\n")
    return 0


def _rules(options: argparse.Namespace, console: Console) -> int:
    from budgetspec import catalogue  # noqa: PLC0415 - it takes its time

    book = rulebook_of(options, console)
    code = _told(book.problems, console)
    if options.id is None:
        console.show(f"{catalogue.rules_page(book, console.language)}\n")
        return code
    rule = next((rule for rule in book.written if rule.id == options.id), None)
    if rule:
        console.show(f"{catalogue.rule_page(rule, book.readings, console.language)}\n")
        return code
    if found := catalogue.rules_page(book, console.language, options.id):
        console.show(f"{found}\n")
        return code
    return _not_there(options.id, book, console)


def _told(problems: Iterable[Problem], console: Console) -> int:
    """Say what is wrong with rules; returns the exit code."""
    code = 0
    for problem in problems:
        console.complain(problem.render(console.language))
        code = _FAULTY
    return code


def _not_there(rule: str, book: Rulebook, console: Console) -> int:
    """Raise ``BudgetspecError`` for a rule that does not exist; one that is faulty, or reads what is, has been told."""
    from budgetspec.rulebook import is_rule_id  # noqa: PLC0415 - it takes its time

    if not is_rule_id(rule) or any(problem.rule == rule for problem in book.faults):
        return _FAULTY
    raise BudgetspecError(_no_rule(rule, [rule.id for rule in book.written], console))


def _no_rule(name: str, known: list[str], console: Console) -> str:
    from budgetspec.lang.problems import meant  # noqa: PLC0415 - only for a misspelt id

    near = meant(name, known)
    hint = near if near.zh else Bilingual("；budgetspec rules 列出全部", "; budgetspec rules lists them all")
    return console.said(f"没有规则 {name}{hint.zh}", f"no rule {name}{hint.en}")


def _names(options: argparse.Namespace, console: Console) -> int:
    from budgetspec import catalogue  # noqa: PLC0415 - it takes its time

    book = rulebook_of(options, console)
    if options.table is None:
        page = catalogue.names_page(book, _own_lets(book, options, console), console.language)
    elif reading := catalogue.find_reading(book, options.table):
        page = catalogue.reading_page(reading, console.language)
    elif table := catalogue.find_table(book, options.table):
        page = catalogue.text_page(book, table, console.language)
    else:
        page = catalogue.found_page(book, options.table, console.language)
    console.show(f"{page}\n")
    return _told(book.problems, console)


def _own_lets(book: Rulebook, options: argparse.Namespace, console: Console) -> list[str]:
    """Name the lets that stand in the author's own files, not in those of the form."""
    if not options.rules and not options.add:
        return []
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    of_form = Rulebook.load(form_of(options, console)).lets
    return [name for name, let in book.lets.items() if of_form.get(name) != let]


def _explain(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.checker import Checker  # noqa: PLC0415 - it takes its time
    from budgetspec.explanation import explain_page  # noqa: PLC0415 - it takes its time

    named = options.form or options.rules or options.add
    checker = Checker(rulebook_of(options, console) if named else None, language=console.language)
    read = console.stdin if options.path == "-" else options.path
    book, submission = checker.open(read, prior_of(options, checker))
    rule, problems = book.rule(options.rule)
    code = _told([*book.problems, *problems], console)
    if rule:
        console.show(f"{explain_page(rule, submission, console.language)}\n")
        if not rule.tree.id:
            from budgetspec.lint import doubts  # noqa: PLC0415 - only for a rule that is being written

            _told(doubts(rule, book), console)
        return code
    return code if problems else _not_there(options.rule, book, console)


LOOKUPS: Final = (
    Command(
        "explain",
        Bilingual("在一份公开上逐项说明一条规则", "explain a rule on a submission, term by term"),
        _explain,
        (
            Option(("rule",), Bilingual("规则编号，或一条规则的文字", "a rule's id, or the text of a rule"), {"metavar": "RULE"}),
            Option(("path",), Bilingual("公开文件，- 为标准输入", "a submission, or - for stdin"), {"metavar": "PATH"}),
            FORM,
            RULES,
            ADD,
            PRIOR,
        ),
        Bilingual(
            "  budgetspec explain X04-07 公开.json\n  budgetspec explain 'in 表名 { sum(30x) == [合计] }' 公开.json\n",
            "  budgetspec explain X04-07 disclosure.json\n"
            "  budgetspec explain 'in TABLE { sum(30x) == [合计] }' disclosure.json\n",
        ),
    ),
    Command(
        "rules",
        Bilingual("列出表式的规则，或说明其中一条", "list a form's rules, or describe one"),
        _rules,
        (
            Option(
                ("id",),
                Bilingual("规则编号；或一个词，列出写有它的规则", "a rule's id, or a word: the rules that have it"),
                {"metavar": "ID", "nargs": "?"},
            ),
            FORM,
            RULES,
            ADD,
        ),
        Bilingual(
            "  budgetspec rules\n  budgetspec rules X04-07\n  budgetspec rules 三公\n",
            "  budgetspec rules\n  budgetspec rules X04-07\n  budgetspec rules 三公\n",
        ),
    ),
    Command(
        "names",
        Bilingual(
            "列出规则中可用的名称，或一张表的级和列、一个读法的句式；也查科目代码、文字的节",
            "list the names a rule can use, describe a table or a reading, look up a code or section",
        ),
        _names,
        (
            Option(
                ("table",),
                Bilingual(
                    "表名、附表号或读法的名称；或一个词、一个代码，列出含有它的名称和科目；或一节的标题",
                    "a table, its number, a reading; or a word or code: the names and subjects that have it; or a heading",
                ),
                {"metavar": "TABLE", "nargs": "?"},
            ),
            FORM,
            RULES,
            ADD,
        ),
        Bilingual(
            "  budgetspec names\n  budgetspec names 表名\n  budgetspec names 工会经费\n  budgetspec names 30228\n"
            "  budgetspec names （五）政府采购情况\n",
            "  budgetspec names\n  budgetspec names TABLE\n  budgetspec names 工会经费\n  budgetspec names 30228\n"
            "  budgetspec names （五）政府采购情况\n",
        ),
    ),
    Command("forms", Bilingual("列出内置的表式", "list the shipped forms"), _forms),
    Command(
        "schema",
        Bilingual("输出表式的 JSON Schema", "print a form's JSON Schema"),
        _schema,
        (FORM,),
        Bilingual("  budgetspec schema > 表式.schema.json\n", "  budgetspec schema > form.schema.json\n"),
    ),
)
