"""What the shipped readings print, they read back: sentences run backwards and forwards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetspec.lang.matcher import Passage
from budgetspec.lang.pattern import Hole, holes
from budgetspec.lang.phrase import printed_change, say
from budgetspec.lang.written import MEASURES
from budgetspec.reading import Phrase
from budgetspec.rulebook import Rulebook, forms

PHRASES = [
    (reading.name, phrase)
    for form in forms()
    for reading in Rulebook.load(form).readings
    for phrase in (*reading.phrases, *([reading.under] if reading.under else []))
    if say(phrase.pattern, {hole.name: "" for hole in holes(phrase.pattern)}) is not None
]
"""Those that can be printed: a text without a name has no value to print."""
WORDS = st.text("甲乙丙丁", min_size=2, max_size=6)


def figure(draw: st.DrawFn, hole: Hole) -> str:
    """Print something that a hole of this type may take."""
    match hole.type:
        case "年":
            return f"{draw(st.integers(2000, 2099))}年"
        case "日期":
            return f"{draw(st.integers(2000, 2099))}年{draw(st.integers(1, 12))}月{draw(st.integers(1, 28))}日"
    if hole.named or hole.type not in MEASURES:
        return draw(WORDS)
    number = Decimal(draw(st.integers(1, 10**8))) / 100
    return printed_change(draw(st.sampled_from([1, -1])) * number, hole.type) if hole.change else f"{number}{hole.type}"


@pytest.mark.parametrize("phrase", [phrase for _, phrase in PHRASES], ids=[f"{name}-{i}" for i, (name, _) in enumerate(PHRASES)])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_sentence_printed_is_read_back_the_same(phrase: Phrase, data: st.DataObject) -> None:
    """Every figure and name that a sentence pattern prints comes back from the printed sentence under the same name."""

    @st.composite
    def written(draw: st.DrawFn) -> dict[str, str]:
        return {hole.name: figure(draw, hole) for hole in holes(phrase.pattern) if hole.name}

    values: dict[str, Any] = data.draw(written())
    sentence = say(phrase.pattern, values) or ""
    found, _ = phrase.matcher.matches(Passage.of([sentence if sentence.endswith("。") else f"{sentence}。"]))
    assert len(found) == 1, sentence
    read = {c.hole.name: c.text for c in found[0].captured if c.hole.name}
    assert read == {name: Passage.of([values[name]]).text for name in read}
    # Of alternatives one is printed, and nothing optional that has a text without a name.
    assert {*read} == {*values} or any(sign in phrase.pattern.text for sign in ("|", "{:"))
