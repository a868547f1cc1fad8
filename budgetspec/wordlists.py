"""Word lists: what rules look for in texts, read from tab-separated files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.lang.textpattern import as_word, signs_of
from budgetspec.lang.types import Word, WordList

_WORD: Final = "word"
"""The column of the words; any other is for the people who keep the list."""


def read_words(name: str, path: Path, text: str) -> WordList:
    r"""Read a word list from the text of a file; raises ``BudgetspecError`` for what is none.

    >>> read_words("选择", Path("a.tsv"), "word\tnote\n增加/减少\t照抄\n").stands_in("比上年增加/减少")
    True
    """
    head, *lines = [line.split("\t") for line in text.splitlines()] or [[]]
    if _WORD not in head:
        raise BudgetspecError(_wrong(path, 1, f"没有“{_WORD}”一栏", f"no column {_WORD}"))
    rows = [(number, row) for number, row in enumerate(lines, 2) if any(row)]
    return WordList(name, tuple(_word(path, number, row, head.index(_WORD)) for number, row in rows))


def _word(path: Path, number: int, row: Sequence[str], at: int) -> Word:
    word = row[at].strip() if at < len(row) else ""
    regex = as_word(word)
    if regex is None:
        raise BudgetspecError(_wrong(path, number, f"“{word}”不能用作要找的词", f"'{word}' cannot be looked for"))
    return Word(regex, signs_of(word))


def _wrong(path: Path, number: int, zh: str, en: str) -> Bilingual:
    return Bilingual(f"{path} 第 {number} 行：{zh}", f"{path}, line {number}: {en}")
