"""How messages mention names and expressions: as rules write them, cut if they are long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from budgetspec.lang import ast
from budgetspec.source import Span

_LONGEST_SHOWN: Final = 40


def written(ref: ast.Reference) -> str:
    """Return the path of a reference as written."""
    return ".".join("*" if isinstance(p, ast.Star) else p.text for p in ref.parts)


def quoted(path: str) -> str:
    """Return a path as rules write it, with 「」 where a name needs them."""
    return ".".join(part if re.fullmatch(r"[^\W\d]\w*|\*|「.*」", part) else f"「{part}」" for part in path.split("."))


def bare(path: str) -> str:
    """Return a path without the 「」 that rules write around its names."""
    return path.replace("「", "").replace("」", "")


def shown(expr: ast.Expr) -> str:
    """Return an expression as messages mention it, cut if it is long."""
    text = _shown(expr, 0)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _shown(expr: ast.Expr, depth: int) -> str:  # noqa: PLR0911 - one line for each node of the tree
    if depth > 4:  # noqa: PLR2004 - no message shows more
        return "…"
    match expr:
        case ast.Reference(parts=parts, at=at):
            names = [_part(part) for part in parts]
            return ".".join(filter(None, [".".join(names[:at]) + rows_of(expr), *names[at:]]))
        case ast.Number(text=text, unit=unit):
            return f"{text} {unit}" if unit == "days" else f"{text}{unit or ''}"
        case ast.String(value=value):
            return f'"{value}"'
        case ast.Negative(operand=inner):
            return f"-{_bracketed(inner, depth, isinstance(inner, ast.Binary))}"
        case ast.Binary():
            return _operation(expr, depth)
        case ast.Compare(op=op, left=left, right=right):
            return f"{_shown(left, depth + 1)} {op} {_shown(right, depth + 1)}"
        case ast.Call(function=function, arguments=arguments, by=by):
            keys = f" by {_listed(name.text for name in by)}" if by else ""
            return f"{function.text}({_listed(_shown(a, depth + 1) for a in arguments)}{keys})"
        case ast.Lookup(function=function, arguments=arguments, column=column):
            return f"{function.text}({_listed(_shown(a, depth + 1) for a in arguments)}).{column.text}"
    return "(…)"


def _operation(expr: ast.Binary, depth: int) -> str:
    op, left, right = expr.op, expr.left, expr.right
    first = _bracketed(left, depth, op in "*/" and isinstance(left, ast.Binary) and left.op in "+-")
    last = _bracketed(right, depth, isinstance(right, ast.Binary) and (op in "*/" or (op == "-" and right.op in "+-")))
    return f"{first} {op} {last}"


def _bracketed(expr: ast.Expr, depth: int, needed: bool) -> str:  # noqa: FBT001 - passed on
    return f"({_shown(expr, depth + 1)})" if needed else _shown(expr, depth + 1)


def _part(part: ast.Name | ast.Star) -> str:
    return "*" if isinstance(part, ast.Star) else quoted(part.text)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def selector(chosen: ast.Selector) -> str:
    """Return a level, code or pattern as written."""
    match chosen:
        case ast.LevelSelector(name=text) | ast.CodeSelector(code=text) | ast.PatternSelector(pattern=text):
            return text


def rows_of(ref: ast.Reference) -> str:
    """Return the rows that a reference selects, in their brackets; nothing if it selects none."""
    return f"[{_listed(map(selector, ref.selection))}]" if ref.selection else ""


def folded(function: str, column: str, keys: Iterable[str]) -> str:
    """Return a fold of a column as rules write it.

    >>> folded("sum", "合计[类]", ["单位", "科目"])
    'sum(合计[类] by 单位, 科目)'
    """
    return f"{function}({column} by {_listed(keys)})"


def span_of_last(ref: ast.Reference, name: str) -> Span:
    """Return the place of the last names of a reference, without the rows behind them."""
    return Span(ref.parts[-name.count(".") - 1].span.start, ref.parts[-1].span.end)


def by_kind(selection: Iterable[ast.Selector]) -> list[str]:
    """Return the brackets in which what is selected can stand: one for levels, one for codes and patterns."""
    kinds: dict[bool, list[str]] = {}
    for chosen in selection:
        kinds.setdefault(isinstance(chosen, ast.LevelSelector), []).append(selector(chosen))
    return [f"[{_listed(texts)}]" for texts in kinds.values()]


def stars(expr: ast.Expr) -> Iterator[ast.Reference]:
    """Find the ``*`` of an expression."""
    return (ref for ref in references(expr) if ref.parts and isinstance(ref.parts[-1], ast.Star))


def references(expr: ast.Expr) -> Iterator[ast.Reference]:
    """Find the references of an expression."""
    return (each for each in _walk(expr) if isinstance(each, ast.Reference))


def calls_of(expr: ast.Expr) -> Iterator[ast.Call]:
    """Find the functions of an expression."""
    return (each for each in _walk(expr) if isinstance(each, ast.Call))


def sides_of(expr: ast.Expr) -> Iterator[ast.Expr]:
    """Find both sides of the comparisons of an expression."""
    return (side for each in _walk(expr) if isinstance(each, ast.Compare) for side in (each.left, each.right))


def logic_of(expr: ast.Expr) -> Iterator[ast.Logic]:
    """Find the ``and``, ``or``, ``implies`` of an expression."""
    return (each for each in _walk(expr) if isinstance(each, ast.Logic))


def _walk(expr: ast.Expr) -> Iterator[ast.Expr]:
    """Go through an expression and all that is inside it, outermost first."""
    yield expr
    for inner in _inner(expr):
        yield from _walk(inner)


def _inner(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    match expr:
        case ast.Negative(operand=x) | ast.Not(operand=x):
            return (x,)
        case ast.Binary(left=a, right=b) | ast.Compare(left=a, right=b):
            return (a, b)
        case ast.Member(item=x, options=rest):
            return (x, *rest)
        case ast.Logic(operands=parts) | ast.Call(arguments=parts) | ast.Lookup(arguments=parts):
            return parts
    return ()
