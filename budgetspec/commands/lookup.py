"""What authors look up: the schema, the forms, the rules, the names a rule can use, one rule explained on a submission."""

from __future__ import annotations

import argparse
from typing import Final

from budgetspec.arguments import Command, Option
from budgetspec.commands.console import FORM, Console, form_of
from budgetspec.finding import Bilingual, BudgetspecError


def _schema(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    console.stdout.write(Rulebook.load(form_of(options, console)).schema_path.read_text("utf-8"))
    return 0


def _forms(_: argparse.Namespace, console: Console) -> int:
    from budgetspec.rulebook import Rulebook, forms  # noqa: PLC0415 - it takes its time

    for book in map(Rulebook.load, forms()):
        console.stdout.write(f"{book.name}  {book.version}  {book.title}\n")
    return 0


def _rules(options: argparse.Namespace, console: Console) -> int:
    from budgetspec import catalogue  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    book = Rulebook.load(form_of(options, console))
    if options.id is None:
        console.stdout.write(f"{catalogue.rules_page(book, console.language)}\n")
        return 0
    rule = next((rule for rule in book.rules if rule.id == options.id), None)
    if rule is None:
        raise BudgetspecError(_no_rule(options.id, [rule.id for rule in book.rules], console))
    console.stdout.write(f"{catalogue.rule_page(rule, console.language)}\n")
    return 0


def _no_rule(name: str, known: list[str], console: Console) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a misspelt id

    near = get_close_matches(name, known, n=3)
    zh, en = f"，是否为 {' 或 '.join(near)}？", f"; did you mean {' or '.join(near)}?"
    hint = (zh, en) if near else ("；budgetspec rules 列出全部", "; budgetspec rules lists them all")
    return console.said(f"没有规则 {name}{hint[0]}", f"no rule {name}{hint[1]}")


def _names(options: argparse.Namespace, console: Console) -> int:
    from budgetspec import catalogue  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    book = Rulebook.load(form_of(options, console))
    if options.table is None:
        console.stdout.write(f"{catalogue.names_page(book, console.language)}\n")
    else:
        table = catalogue.find_table(book, options.table)
        console.stdout.write(f"{catalogue.table_page(table, console.language)}\n")
    return 0


def _explain(options: argparse.Namespace, console: Console) -> int:
    from budgetspec import catalogue  # noqa: PLC0415 - it takes its time
    from budgetspec.checker import Checker  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    checker = Checker(Rulebook.load(options.form) if options.form else None, language=console.language)
    book, disclosure = checker.open(console.stdin if options.path == "-" else options.path)
    rule, problems = book.rule(options.rule)
    for problem in problems:
        console.complain(problem.render(console.language))
    if rule is None:
        if not problems:
            raise BudgetspecError(_no_rule(options.rule, [rule.id for rule in book.rules], console))
        return 2
    console.stdout.write(f"{catalogue.explain_page(rule, disclosure, console.language)}\n")
    return 0


LOOKUPS: Final = (
    Command(
        "explain",
        Bilingual("在一份公开上逐项说明一条规则", "explain a rule on a submission, term by term"),
        _explain,
        (
            Option(("rule",), Bilingual("规则编号，或一条规则的文字", "a rule's id, or the text of a rule"), {"metavar": "RULE"}),
            Option(("path",), Bilingual("公开文件，- 为标准输入", "a submission, or - for stdin"), {"metavar": "PATH"}),
            FORM,
        ),
        Bilingual(
            "  budgetspec explain X04-07 公开.json\n"
            "  budgetspec explain 'in 一般公共预算基本支出表 { sum(30x) == [合计] }' 公开.json\n",
            "  budgetspec explain X04-07 disclosure.json\n"
            "  budgetspec explain 'in 一般公共预算基本支出表 { sum(30x) == [合计] }' disclosure.json\n",
        ),
    ),
    Command(
        "rules",
        Bilingual("列出表式的规则，或说明其中一条", "list a form's rules, or describe one"),
        _rules,
        (Option(("id",), Bilingual("规则编号", "a rule's id"), {"metavar": "ID", "nargs": "?"}), FORM),
        Bilingual("  budgetspec rules\n  budgetspec rules X04-07\n", "  budgetspec rules\n  budgetspec rules X04-07\n"),
    ),
    Command(
        "names",
        Bilingual("列出规则中可用的名称，或一张表的级和列", "list the names a rule can use, or a table's levels and columns"),
        _names,
        (Option(("table",), Bilingual("表名或附表号", "a table, or its number"), {"metavar": "TABLE", "nargs": "?"}), FORM),
        Bilingual("  budgetspec names\n  budgetspec names 附表8\n", "  budgetspec names\n  budgetspec names 附表8\n"),
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
