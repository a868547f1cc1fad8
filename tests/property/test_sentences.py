"""Laws of sentence patterns; each docstring is the law."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgetspec.lang.matcher import Match, Matcher, Search
from budgetspec.lang.passage import Passage
from budgetspec.lang.pattern import Pattern, holes, read_pattern
from budgetspec.lang.phrase import printed_change, readable, say

LETTERS = "赤橙黄绿青蓝紫东南西北春夏秋冬梅兰竹菊金木水火土风花雪月山川"
WORDS = "甲乙丙丁戊己庚辛"
SEPARATORS = "，、：；。"
NOTATION = "{}[]()|｛：:（）赤橙，。“”"
TROUBLE = "1,，.。“”：；增加减少(（）)/万元%个年月日2025度其中比等、 　\n赤橙"
DECIMALS = st.decimals(min_value=-99_999_999, max_value=99_999_999, places=2)


def printed(value: Decimal, unit: str, *, change: bool) -> str:
    return printed_change(value, unit) if change else f"{value}{unit}"


HOLES = st.one_of(
    st.tuples(st.sampled_from(["万元", "元", "亿元", "%", "个", "辆"]), DECIMALS, st.booleans()).map(
        lambda drawn: (f"{'增减 ' * drawn[2]}{drawn[0]}", printed(drawn[1], drawn[0], change=drawn[2]), drawn[1])
    ),
    st.integers(1900, 2100).map(lambda year: ("年", f"{year}年", Decimal(year))),
    st.dates().map(lambda day: ("日期", day.isoformat(), None)),
    st.text(WORDS, min_size=1, max_size=6).flatmap(lambda text: st.sampled_from([("文", text, None), ("类", text, None)])),
)


@dataclass(frozen=True)
class Sentence:
    """A pattern, the values of its holes as printed, and the numbers that they mean."""

    pattern: str
    values: Mapping[str, str]
    numbers: Mapping[str, Decimal | None]


@st.composite
def sentences(draw: st.DrawFn) -> Sentence:
    """Draw holes with a literal before each, no letter of which stands elsewhere; some parts are optional, not all filled."""
    letters = draw(st.permutations(LETTERS))
    pattern, values, numbers = "", {}, {}
    for number, (kind, value, meant) in enumerate(draw(st.lists(HOLES, min_size=1, max_size=6))):
        word = "".join(letters[4 * number : 4 * number + draw(st.integers(1, 4))])
        part = f"{word}{draw(st.sampled_from(['', '，', '：']))}{{空{number}:{kind}}}"
        optional = number > 0 and draw(st.booleans())
        pattern += f"{'，' * bool(number)}{part}" if not optional else f"[，{part}]"
        if not optional or draw(st.booleans()):
            values[f"空{number}"], numbers[f"空{number}"] = value, meant
    return Sentence(f"{pattern}。", values, numbers)


def read(text: str) -> Pattern:
    pattern, problems = read_pattern(text, 0, ("类",))
    assert pattern is not None, problems
    return pattern


def matched(sentence: Sentence, text: str) -> Match:
    found, _ = Matcher(read(sentence.pattern)).matches(Passage.of([text]))
    assert len(found) == 1
    return found[0]


def numbers(match: Match) -> dict[str, Decimal | None]:
    return {captured.hole.name: captured.number for captured in match.captured}


def said(sentence: Sentence) -> str:
    text = say(read(sentence.pattern), sentence.values)
    assert text is not None
    return text


class TestRoundTrip:
    @given(sentences())
    def test_figures(self, sentence: Sentence) -> None:
        """What is printed from figures states these figures."""
        match = matched(sentence, said(sentence))
        assert {captured.hole.name: captured.text for captured in match.captured} == sentence.values
        assert numbers(match) == sentence.numbers

    @given(sentences(), st.text(WORDS, max_size=5))
    def test_the_end_of_the_sentence(self, sentence: Sentence, after: str) -> None:
        """What follows in the next sentence changes nothing, and is not part of it."""
        text = said(sentence)
        match = matched(sentence, text + after)
        assert (match.start, match.end) == (0, len(text))


class TestPrintedAnyhow:
    @given(sentences(), st.data())
    def test_blanks(self, sentence: Sentence, data: st.DataObject) -> None:
        """Blanks and line breaks may stand anywhere."""
        blanks = st.sampled_from(["", "", " ", "　", "\n", "\u00a0\u200b"])
        text = "".join(character + data.draw(blanks) for character in said(sentence))
        assert numbers(matched(sentence, text)) == sentence.numbers

    @given(sentences(), st.data())
    def test_width(self, sentence: Sentence, data: st.DataObject) -> None:
        """Signs and digits may be of either width."""
        wide = {character: chr(ord(character) + 0xFEE0) for character in string.digits + string.punctuation}
        text = "".join(data.draw(st.sampled_from([character, wide.get(character, character)])) for character in said(sentence))
        assert numbers(matched(sentence, text)) == sentence.numbers

    @given(sentences(), st.data())
    def test_quotes(self, sentence: Sentence, data: st.DataObject) -> None:
        """Quotes may stand anywhere in the words of a pattern."""
        quotes = st.sampled_from(["", "", "“", "”", "《"])
        text = "".join(data.draw(quotes) * (character in LETTERS) + character for character in said(sentence))
        assert numbers(matched(sentence, text)) == sentence.numbers

    @given(sentences(), st.data())
    def test_separators(self, sentence: Sentence, data: st.DataObject) -> None:
        """The separators of a pattern may be others, or more."""
        others = st.text("，、：", min_size=1, max_size=2)
        text = "".join(data.draw(others) if character in "，：" else character for character in said(sentence))
        assert numbers(matched(sentence, text)) == sentence.numbers

    @given(sentences(), st.data())
    def test_missing_separators(self, sentence: Sentence, data: st.DataObject) -> None:
        """The separators of a pattern may be left out where no text shows its end by them."""
        if all(hole.type not in {"文", "类"} for hole in holes(read(sentence.pattern))):
            text = "".join(character for character in said(sentence) if character not in SEPARATORS or data.draw(st.booleans()))
            assert numbers(matched(sentence, text)) == sentence.numbers

    @given(sentences(), st.data())
    def test_pieces(self, sentence: Sentence, data: st.DataObject) -> None:
        """A page may end anywhere."""
        text = said(sentence)
        cut = data.draw(st.integers(0, len(text)))
        passage = Passage.of([text[:cut], text[cut:]])
        (match,), _ = Matcher(read(sentence.pattern)).matches(passage)
        assert numbers(match) == sentence.numbers
        assert [passage.origin(at) for at in range(len(text))] == [(at >= cut, at - cut * (at >= cut)) for at in range(len(text))]


PARTS = """
赤 橙， “ 。 比 其中 [ ] ( | ) {a:文} {:万元} {b:增减万元} {:年} {c:列举类} {d:类} {:段} {e:日期}
""".split()  # noqa: SIM905 - reads as a vocabulary
ANY_PATTERN = st.text(NOTATION + string.ascii_letters, max_size=40) | st.lists(st.sampled_from(PARTS), max_size=20).map("".join)
ANY_TEXT = st.text(max_size=60) | st.text(TROUBLE, max_size=120)


class TestAnything:
    @given(ANY_PATTERN)
    def test_any_pattern(self, text: str) -> None:
        """Any text is a pattern or has problems with their places."""
        pattern, problems = read_pattern(text, 7, ("类",))
        assert (pattern is None) == bool(problems)
        assert all(7 <= problem.span.start <= problem.span.end <= 7 + len(text) for problem in problems)
        if pattern:
            assert say(pattern, {}) is None or not [*holes(pattern)] or "[" in text or "［" in text or "|" in text
            assert isinstance(readable(pattern), str)

    @given(ANY_PATTERN, st.lists(ANY_TEXT, max_size=3))
    def test_any_text(self, text: str, pieces: list[str]) -> None:
        """Any pattern has matches in any text that stand in order and hold what their holes took."""
        passage = Passage.of(pieces)
        pattern, _ = read_pattern(text, 0, ("类",))
        if pattern:
            found, stop = Matcher(pattern).matches(passage)
            ends = [0, *(match.end for match in found)]
            assert all(end <= match.start < match.end for end, match in zip(ends, found, strict=False))
            taken = [captured for match in found for captured in match.captured]
            assert all(passage.text[captured.start : captured.end] == captured.text != "" for captured in taken)
            assert stop is None or (stop.start in passage.starts and stop.start <= stop.at <= len(passage.text) and stop.expected)

    @given(ANY_PATTERN, ANY_TEXT)
    def test_steps(self, text: str, printed_text: str) -> None:
        """The steps taken from all starts together grow with the pattern and the text, not faster."""
        passage = Passage.of([printed_text])
        pattern, _ = read_pattern(text, 0, ("类",))
        if pattern:
            search = Search(Matcher(pattern).program, passage)
            for start in passage.starts:
                search.at(start)
            assert search.steps <= 8 * (len(text) + 1) * (len(passage.text) + 1)
