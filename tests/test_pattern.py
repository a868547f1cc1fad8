"""The notation of sentence patterns: what it means, and what is said where it is not right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgetspec.lang.passage import Passage
from budgetspec.lang.pattern import MOST_CHARACTERS, Choice, Hole, Literal, Maybe, Part, Pattern, holes, read_pattern
from budgetspec.lang.phrase import printed_change, readable, say
from budgetspec.lang.written import COUNTERS, Lacking, Written, figures
from budgetspec.source import Span

TYPES = ("类", "款", "项", "项目")


def read(text: str) -> Pattern:
    pattern, problems = read_pattern(text, 0, TYPES)
    assert pattern, [problem.render() for problem in problems]
    return pattern


class TestNotation:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("收入预算{收入:万元}", (Literal("收入预算"), Hole("收入", "万元", span=Span(4, 11)))),
            ("{科目：类}（类）", (Hole("科目", "类", span=Span(0, 6), named=True), Literal("（类）"))),
            ("甲 乙｛ 变动 ： 增减 万元 ｝", (Literal("甲乙"), Hole("变动", "万元", change=True, span=Span(3, 17)))),
            ("甲{变动:增减%}", (Literal("甲"), Hole("变动", "%", change=True, span=Span(1, 9)))),
            ("甲{幅度：％}", (Literal("甲"), Hole("幅度", "%", span=Span(1, 7)))),
            ("甲{:列举 款}", (Literal("甲"), Hole("", "款", listed=True, span=Span(1, 8), named=True))),
            ("甲[，乙[丙]]", (Literal("甲"), Maybe((Literal("，乙"), Maybe((Literal("丙"),)))))),
            ("甲(乙|丙［丁］)", (Literal("甲"), Choice(((Literal("乙"),), (Literal("丙"), Maybe((Literal("丁"),))))))),
        ],
    )
    def test_parts(self, text: str, parts: tuple[Part, ...]) -> None:
        assert read(text) == Pattern(text, parts)

    def test_spans_count_from_where_the_pattern_stands(self) -> None:
        pattern, _ = read_pattern("甲{a:元}", 100, ())
        assert pattern
        assert [hole.span for hole in holes(pattern)] == [Span(101, 106)]

    def test_choices_may_bind_one_name(self) -> None:
        assert [hole.name for hole in holes(read("甲(乙{a:元}|丙{a:元})"))] == ["a", "a"]

    def test_the_name_of_a_level_goes_before_a_counter(self) -> None:
        assert "项" in COUNTERS
        assert [hole.textual for hole in holes(read("甲{a:项}乙{b:个}"))] == [True, False]


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "code", "start", "zh", "en"),
        [
            (
                "甲" * (MOST_CHARACTERS + 1), "R001", 0,
                "句式太长，最多 2,000 个字符；请分成几句",
                "too long: at most 2,000 characters; split the pattern",
            ),
            (
                "甲[[[[[[[[[乙]]]]]]]]]", "R002", 9,
                "[ ] 和 ( ) 套得太多，最多 8 层；请分成几个句式",
                "[ ] and ( ) are nested too deep: at most 8 levels; split the pattern",
            ),
            ("甲{a:元", "R003", 1, "“{”没有对应的“}”，请补上", "'{' has no '}'; add it"),
            ("甲{a{b:元}", "R003", 1, "“{”没有对应的“}”，请补上", "'{' has no '}'; add it"),
            ("甲[乙", "R003", 1, "“[”没有对应的“]”，请补上", "'[' has no ']'; add it"),
            (
                "甲(类）", "R003", 1,
                "“(”没有对应的“)”，请补上；原文中的括号写全角（ ）",
                "'(' has no ')'; add it; brackets of the text are full width （ ）",
            ),
            (
                "甲（类)", "R004", 3,
                "“)”前面没有与它对应的括号，请删去；原文中的括号写全角（ ）",
                "')' closes nothing; delete it; brackets of the text are full width （ ）",
            ),
            ("甲[乙}]", "R004", 3, "“}”前面没有与它对应的括号，请删去", "'}' closes nothing; delete it"),
            ("为|是", "R005", 1, "“|”只能写在半角括号里：(甲|乙)", "'|' stands only in half-width brackets: (A|B)"),
            (
                "甲[]", "R006", 1,
                "“[”里有一处是空的；可有可无的文字写作 [文字]",
                "something in '[' is empty; what may be left out is written [文字]",
            ),
            (
                "甲(乙|)", "R006", 1,
                "“(”里有一处是空的；可有可无的文字写作 [文字]",
                "something in '(' is empty; what may be left out is written [文字]",
            ),
            (
                "科目(类){a:元}", "R007", 2,
                "原文中的括号写全角：（类）；半角括号里要有几种写法：(甲|乙)",
                "brackets of the text are full width: （类）; half-width ones hold alternatives: (A|B)",
            ),
            (
                "甲{}", "R008", 1,
                "空格要写明型：{金额:万元}；常用的型有 万元、元、%、年、日期、文、个、辆",
                "a hole needs a type: {金额:万元}; common types are 万元、元、%、年、日期、文、个、辆",
            ),
            (
                "甲{万元}", "R008", 1,
                "空格要写明型：{:万元}；常用的型有 万元、元、%、年、日期、文、个、辆",
                "a hole needs a type: {:万元}; common types are 万元、元、%、年、日期、文、个、辆",
            ),
            (
                "甲{收入：}", "R008", 1,
                "空格要写明型：{收入:万元}；常用的型有 万元、元、%、年、日期、文、个、辆",
                "a hole needs a type: {收入:万元}; common types are 万元、元、%、年、日期、文、个、辆",
            ),
            (
                "甲{2024年:万元}", "R009", 1,
                "“2024年”不能作名称：名称只含汉字、字母、数字和下划线，不以数字开头，如 {金额:万元}",
                (
                    "'2024年' is no name: names have only letters, digits and underscores, and begin with no digit, "
                    "as in {金额:万元}"
                ),
            ),
            ("甲{a:万圆}", "R010", 1, "没有“万圆”这个型，是否为 万元？", "there is no type 万圆; did you mean 万元?"),
            (
                "甲{a:吨数}", "R010", 1,
                "没有“吨数”这个型，常用的型有 万元、元、%、年、日期、文、个、辆",
                "there is no type 吨数; common types are 万元、元、%、年、日期、文、个、辆",
            ),
            (
                "甲{a:增减 年}", "R011", 1,
                "增减后面写单位，如 {a:增减 万元}",
                "增减 takes a unit, as in {a:增减 万元}",
            ),
            (
                "甲{a:列举 万元}", "R012", 1,
                "列举的是名称，如 {a:列举 款}；“万元”不是名称的型",
                "列举 lists names, as in {a:列举 款}; 万元 is no type of names",
            ),
            (
                "甲{a:元}[乙{a:元}]", "R013", 8,
                "一句话里有两个空格都叫“a”，请改其中一个的名称",
                "two holes of the sentence are called a; rename one of them",
            ),
            (
                "甲{a:文}[“{b:类}”]", "R014", 8,
                "{a} 和 {b} 之间没有文字，无法断定前一个到哪里为止；请在两者之间写上原文的字或标点",
                "nothing stands between {a} and {b}, so the first has no end; write the text between them",
            ),
            (
                "甲{a:段}乙", "R015", 1,
                "段 取到这一项的末尾，后面不能再写；只取到句末的型是 文",
                "段 takes all up to the end of the item, so nothing can follow; 文 ends with its sentence",
            ),
            (
                "{a:文}[，甲]。", "R016", 0,
                "这个句式没有任何一定要有的文字或数，什么句子都符合；请写上原文中的字",
                "the pattern has no text or figure that must be there, so any sentence fits; write some text of the sentence",
            ),
        ],
    )  # fmt: skip
    def test_what_is_said(self, text: str, code: str, start: int, zh: str, en: str) -> None:
        pattern, (problem,) = read_pattern(text, 5, TYPES)
        assert pattern is None
        assert (problem.code, problem.span.start, problem.message.zh, problem.message.en) == (code, 5 + start, zh, en)

    def test_every_hole_is_looked_at(self) -> None:
        _, problems = read_pattern("甲{a}乙(类){b:吨数}", 0, TYPES)
        assert [problem.code for problem in problems] == ["R008", "R007", "R010"]

    def test_separators_after_the_rest_of_an_item_do_no_harm(self) -> None:
        assert [hole.type for hole in holes(read("依据：{a:段}。"))] == ["段"]


class TestSay:
    PATTERN = "{年度:年}收入(为|是){收入:万元}(，比上年{变动:增减 万元}|，无变化)[，占{占比:%}][。原因：{:文}][。另：{注:文}]。"

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"年度": "2025年", "收入": "5万元", "变动": "增加1万元"}, "2025年收入为5万元，比上年增加1万元。"),
            ({"年度": "2025年", "收入": "5万元", "占比": "3%"}, "2025年收入为5万元，无变化，占3%。"),
            ({"年度": "2025年", "收入": "5万元", "注": "甲"}, "2025年收入为5万元，无变化。另：甲。"),
            ({"收入": "5万元"}, None),
        ],
    )
    def test_say(self, values: dict[str, str], said: str | None) -> None:
        assert say(read(self.PATTERN), values) == said

    def test_an_unnamed_hole_cannot_be_said(self) -> None:
        assert say(read("甲{:万元}"), {"": "5万元"}) is None

    def test_readable(self) -> None:
        assert readable(read(self.PATTERN)) == "…年收入为…万元，比上年增减…万元。"

    @pytest.mark.parametrize(
        ("number", "unit", "printed"),
        [("34.25", "万元", "增加34.25万元"), ("-0.50", "元", "减少0.50元"), ("-2.1", "%", "下降2.1%"), ("0.00", "个", "持平")],
    )
    def test_changes(self, number: str, unit: str, printed: str) -> None:
        assert printed_change(Decimal(number), unit) == printed


class TestFigures:
    @pytest.mark.parametrize(
        ("text", "kind", "number"),
        [
            ("719.85万元", "万元", "719.85"), ("18,976.76万元", "万元", "18976.76"), ("-3.2万元", "万元", "-3.2"),
            ("−3.2亿元", "亿元", "-3.2"), ("0元", "元", "0"), ("2.70%", "%", "2.70"), ("3个百分点", "%", "3"), ("4辆", "辆", "4"),
        ],
    )  # fmt: skip
    def test_amounts(self, text: str, kind: str, number: str) -> None:
        assert figures(text, 0, kind) == (Written(len(text), Decimal(number)),)

    @pytest.mark.parametrize("word", ["增加", "增长", "上升", "提高", "上涨"])
    def test_rises(self, word: str) -> None:
        assert figures(f"{word}3.2万元", 0, "万元", change=True) == (Written(7 + len(word) - 2, Decimal("3.2")),)

    @pytest.mark.parametrize("word", ["减少", "下降", "降低", "压减", "下浮", "减少了", "下降约", "压减了约", "降低为"])
    def test_falls(self, word: str) -> None:
        assert figures(f"{word}3.2%", 0, "%", change=True) == (Written(len(word) + 4, Decimal("-3.2")),)

    @pytest.mark.parametrize("word", ["持平", "无增减", "无增减变化", "无变化", "不变", "没有变化"])
    def test_no_change(self, word: str) -> None:
        assert figures(word, 0, "万元", change=True) == (Written(len(word), Decimal(0)),)

    @pytest.mark.parametrize(
        "words", ["减少(增加)", "增加(减少)", "下降(增长)", "增加/减少", "增加/减少/持平", "增加或减少", "增减"]
    )
    def test_a_choice_left_standing(self, words: str) -> None:
        end = len(words) + 3
        assert figures(f"{words}0万元", 0, "万元", change=True) == (Written(end, Decimal(0), unresolved=True),)
        assert figures(f"{words}5万元", 0, "万元", change=True) == (Written(end, None, unresolved=True),)

    def test_a_year_may_go_without_its_last_letter(self) -> None:
        assert figures("2025年度", 0, "年") == (Written(6, Decimal(2025)), Written(5, Decimal(2025)))

    @pytest.mark.parametrize("text", ["2025年1月31日", "2025-01-31", "2025/1/31", "2025.1.31"])
    def test_dates(self, text: str) -> None:
        assert figures(text, 0, "日期") == (Written(len(text), None),)

    @pytest.mark.parametrize(
        ("text", "at", "kind", "lacking"),
        [
            ("719.85元", 0, "万元", Lacking(6, "万元", begun=True)),
            ("约5万元", 0, "万元", Lacking(0, "金额（万元）")),
            ("15万元", 1, "万元", Lacking(1, "金额（万元）")),
            ("1.5万元", 2, "万元", Lacking(2, "金额（万元）")),
            ("1,500万元", 2, "万元", Lacking(2, "金额（万元）")),
            ("五辆", 0, "辆", Lacking(0, "数量（辆）")),
            ("25年", 0, "年", Lacking(0, "年份")),
            ("2025-1/31", 0, "日期", Lacking(0, "日期")),
            ("9" * 40 + "元", 0, "元", Lacking(20, "元", begun=True)),
        ],
    )
    def test_what_is_none(self, text: str, at: int, kind: str, lacking: Lacking) -> None:
        assert figures(text, at, kind) == lacking

    @pytest.mark.parametrize(
        ("text", "lacking"),
        [
            ("5万元", Lacking(0, "增减（万元）")),
            ("增加若干", Lacking(2, "金额（万元）", begun=True)),
            ("增加5%", Lacking(3, "万元", begun=True)),
        ],
    )
    def test_what_is_no_change(self, text: str, lacking: Lacking) -> None:
        assert figures(text, 0, "万元", change=True) == lacking


class TestPassage:
    def test_every_character_knows_where_it_came_from(self) -> None:
        passage = Passage.of(["（一） 甲㎡", "", "乙　 丙"])
        assert passage.text == "(一)甲m2乙丙"
        assert [passage.origin(at) for at in range(len(passage.text))] == [
            (0, 0), (0, 1), (0, 2), (0, 4), (0, 5), (0, 5), (2, 0), (2, 3),
        ]  # fmt: skip
        assert [passage.length(piece) for piece in range(3)] == [6, 0, 4]

    def test_a_place_outside_is_the_nearest_one(self) -> None:
        assert Passage.of(["甲乙"]).origin(9) == (0, 1)
        assert Passage.of([""]).origin(0) == (0, 0)

    @pytest.mark.parametrize(
        ("text", "starts"),
        [
            ("甲乙", ["甲乙"]),
            ("甲，乙。丙；丁：戊", ["甲", "丙", "丁", "戊"]),
            ("（一）甲。2、乙", ["甲", "乙"]),
            ("一、1．甲", ["甲"]),
            ("① 甲", ["甲"]),
            ("1.5万元", ["1.5万元"]),
            ("2025年甲", ["2025年甲"]),
            ("1.2025年甲", ["2025年甲"]),
            ("其中，甲", ["其中,甲", "甲"]),
            ("甲。其中乙", ["甲", "其中乙", "乙"]),
            ("甲其中，乙", ["甲其中,乙"]),
            ("“甲。”乙", ["“甲", "乙"]),
            ("。", ["。"]),
            ("1、", []),
            ("", []),
        ],
    )
    def test_a_pattern_begins_where_a_sentence_does(self, text: str, starts: list[str]) -> None:
        passage = Passage.of([text])
        found = [passage.text[start:] for start in passage.starts]
        assert len(found) == len(starts)
        assert all(rest.startswith(start) for rest, start in zip(found, starts, strict=True))
