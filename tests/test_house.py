"""One direction of dependency: a module imports only from those above it."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "budgetspec"
ORDER = """
values garbage resources packing finding files source money numbering
lang.ast lang.mention lang.problems lang.sayings
lang.misspelt lang.foreign lang.misnamed lang.misselected lang.mistyped lang.suspicious
lang.types lang.textpattern lang.groups lang.functions lang.written lang.words lang.recovery
lang.passage lang.misread lang.pattern lang.program lang.matcher lang.phrase
lang.tables lang.builder lang.sections lang.stops lang.shapes lang.brackets lang.reread lang.unreadable
lang.rewordings lang.restated lang.exceptions lang.headings lang.idioms lang.examples lang.parser
lang.layout lang.comments lang.printer
lang.plan lang.names lang.spoken lang.unknown lang.criteria lang.spreadsheet
lang.kinds lang.mismatches lang.guesses lang.miscoded lang.mislevelled lang.levels lang.binder lang.resolver
lang.formatter
lang.operations lang.formulas lang.pieces lang.evaluator lang.demands lang.explainer lang.expansion
lang.routes lang.normal lang.reasoning lang.reads lang.equations
terms codes malformed reader order mistakes violations conformance sequence form derived misprints cells disclosure
miswritten yamltext
wordlists manifest
part reading readings rule rulefiles narrative naming figures stated statements sentences submission
rulebook kept correction patch
diagnosis diagnosis.amended diagnosis.linear diagnosis.system diagnosis.solving diagnosis.move
diagnosis.board diagnosis.shifts diagnosis.exchanges diagnosis.carried diagnosis.moves diagnosis.omitted diagnosis.rows
diagnosis.units diagnosis.localise diagnosis.doubts diagnosis.causes diagnosis.reasons diagnosis.suspects diagnosis.breaks
importing importing.printed importing.names importing.values importing.remarks importing.blueprint importing.columns
importing.rows importing.tables importing.texts importing.mapping importing.jsonform
importing.pages importing.formats importing.textfile importing.unpacking importing.workbook importing.vocabulary importing.grids
importing.outline importing.layout importing.forms importing.submitting importing.opening
judge catalogue explanation report summary
coverage solving completing unsettled deriving jsontext
chance template drawing kernels ledger telling narrating generating faults testing
cases clauses trial rewriting casepages
changed forgotten alignment vacuous titles subjects elsewhere lint
render.controls render.text render.json render.jsonl render coveragepage
derivationpage summarypage checker inputs pool batch arguments
commands.console commands.progress commands.saving commands.imports commands.generate
commands.check commands.lookup commands.coverage commands.derive commands.author commands.test
commands cli __main__
""".split()  # noqa: SIM905 - reads as shelves


def imported(path: Path) -> set[str]:
    """Names of this package's modules that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "budgetspec":
            inside = (node.module or "").removeprefix("budgetspec").removeprefix(".")
            found |= {".".join(filter(None, (inside, alias.name))) for alias in node.names} & {*ORDER} or {inside}
    return found - {"", "lang"}


def test_a_module_imports_only_from_those_above_it() -> None:
    paths = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }
    modules = {name: path for name, path in paths.items() if name not in {"__init__", "lang"}}
    assert sorted(set(modules) - set(ORDER)) == [], "name these modules in ORDER"
    wrong = [
        f"{name} imports {other}"
        for name, path in modules.items()
        for other in sorted(imported(path))
        if ORDER.index(other) >= ORDER.index(name)
    ]
    assert wrong == []


def test_dataclasses_are_made_in_one_way() -> None:
    """A start makes 170 of them: those of ``values`` cost a ninth. A report has an ``InitVar``, which they have not."""
    imports = re.compile(r"^\s*from dataclasses import .*\bdataclass\b", re.MULTILINE)
    standard = [path.name for path in sorted(PACKAGE.rglob("*.py")) if imports.search(path.read_text("utf-8"))]
    assert standard == ["report.py", "values.py"]
