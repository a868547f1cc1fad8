"""What people write, in their own language or as in spreadsheets and other languages, and what the rules have for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from string import Template
from typing import Final

from budgetspec.lang import ast

_MEANINGS: Final = {
    "and": "且 并且 而且 同时 以及 与 并", "or": "或 或者", "not": "非 并非",
    "when": "如果 若 当 假如 若是 if", ":": "那么 则 时 就 then",
    "==": "等于 应等于 应当等于 是 为 应为 必须等于 is equals eq", "!=": "不等于 不为 不是 ne",
    ">": "大于 超过 多于 高于 晚于 迟于 后于 gt", ">=": "大于等于 大于或等于 不小于 不低于 不少于 不早于 至少 ge",
    "<": "小于 少于 低于 早于 先于 不足 lt", "<=": "小于等于 小于或等于 不大于 不超过 不多于 不高于 不晚于 不迟于 至多 le",
    "+": "加 加上 和 与 及 以及 plus", "-": "减 减去 扣除 minus", "*": "乘 乘以 times", "/": "除以 除 over",
    "in": "在 属于",
    "rule": "规则", "reading": "读法", "let": "令 设 定义 变量 var const def define",
    "by": "按 按照 for per", "within": "误差 允许误差 容差 偏差 容忍 tolerance tol epsilon delta",
    "severity": "级别 严重程度 level", "basis": "依据 根据 法规依据", "from": "自 从 year",
    "until": "至 到 to", "kind": "文件类型",
    "disable": "停用 禁用 跳过 忽略 关闭 skip ignore off remove", "regrade": "改级 降级", "because": "因为", "as": "改为 作为 to",
    "region": "地区 区划", "tags": "标签", "message": "消息 提示信息 提示语 错误信息 报错 msg", "note": "备注 说明",
    ",": "和 与 及 以及 、 and", "== … within 0.01": "约等于 大约等于 基本等于",
}  # fmt: skip
"""Words and signs of the rules, and what is written for them."""
WORDS: Final[dict[str, tuple[str, ...]]] = {
    word: tuple(meant for meant, others in _MEANINGS.items() if word in others.split())
    for words in _MEANINGS.values()
    for word in words.split()
}
"""Words, and the words or signs of the rules that they may stand for."""
OPERATOR_WORDS: Final = {
    word: WORDS[word][0] for word in sorted(WORDS, key=len, reverse=True)
    if not word.isascii() and len(word) > 1 and WORDS[word][0] in {"==", "!=", ">", ">=", "<", "<=", "+", "-", "*", "/"}
}  # fmt: skip
"""The Chinese words for operators, the longest first."""
SIGNS: Final = {
    "=>": ">=", "≧": ">=", "⩾": ">=", "=<": "<=", "≦": "<=", "⩽": "<=", "<>": "!=", "><": "!=", "=!": "!=", "~=": "!=",
    "!==": "!=", "===": "==", ">==": ">=", "<==": "<=", "≥≥": ">=", "≤≤": "<=", "≥=": ">=",
    "≤=": "<=", "〈=": "<=", "〉=": ">=", "〈": "<", "〉": ">", "≈": "== … within 0.01", "±": "within", ":=": "=",
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "->": "implies", "==>": "implies", "→": "implies", "⇒": "implies",
}  # fmt: skip
"""Signs, and what the rules have for them."""
SEVERITIES: Final = {
    word: severity
    for severity, words in {
        "error": "error 错误 严重 err fatal critical", "warning": "warning 警告 提醒 warn 一般",
        "info": "info 提示 信息 参考 note information",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Words for severities."""
PREDICATES: Final = {
    word: meant
    for meant, words in {
        "not blank($left)": "必填 必须填写 必须填 有值 有数 不能空 不可空 存在 必须存在 已填 已填写 exists",
        "numeric($left)": "是数 是数字 为数字 是数值",
        "distinct($left)": "唯一 不重复 不能重复 不得重复 互不相同 各不相同 没有重复 无重复",
        "$left > 0": "是正数 为正数 为正 正数", "$left == 0": "为零 是零", "$left < 0": "为负 为负数 是负数",
        "$left >= 0": "非负 非负数 是非负数 为非负数 不为负 不能为负 不得为负 不是负数 不为负数",
        "$left == previous($left) + 1": "连续 连续编号 从1开始连续 依次递增 逐一递增", "length($left)": "长度 的长度 字数 的字数",
    }.items()
    for word in words.split()
}  # fmt: skip
"""What is said behind a column, and what the rules have for it."""
DEMANDS: Final = frozenset(
    "check assert ensure require verify expect must validate test 检查 校验 验证 核对 要求 必须 应当 应 确保 断言".split()  # noqa: SIM905
)
"""What is written before a condition elsewhere, as if it were not demanded anyway."""
TRUTHS: Final = frozenset({"true", "false", "真", "假", "yes", "no"})
"""Words for what a condition is by itself."""
BLANKS: Final = frozenset({"空", "空白", "空值", "空的", "无", "null", "none", "nil", "nothing", "empty"})
"""Words for what is not filled in."""
EVERY_COLUMN: Final = frozenset({"所有列", "全部列", "各列", "每列", "每一列", "所有金额列"})
"""Words for ``*``."""
TODAY: Final = frozenset({"今天", "今日", "本日", "当天", "today", "now"})
"""Words for the day on which a rule is run, which no rule knows."""
EVERY_TABLE: Final = frozenset({"所有表", "全部表", "各表", "每张表", "所有表格", "全部表格", "各张表", "all"})
"""Words for every table, for which the rules have none."""
TOTALS: Final = ("合计", "小计", "总计")
"""What totals are called."""
ROW_OF_ALL: Final = frozenset({*TOTALS, "全部", "全表", "所有", "总"})
"""What people call the row of all."""
_LONGEST_PHRASE: Final = 80
_MOST_OPERATORS: Final = 3
_MODAL: Final = re.compile(r"(?:应当|应该|应|必须|务必|须|需要|需|要)(?=.)")
_FORBIDDEN: Final = re.compile(r"(?:不得|不能|不应该?|不可以?|不许|不准)(?=.)")
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
NUMERAL: Final = "".join((*_DIGITS, *_TENS))
"""The characters of Chinese numerals."""
_FIGURE: Final = re.compile(rf"(?P<share>百分之)?(?P<digits>[{NUMERAL}]+)(?P<large>[万亿]?)(?P<unit>元?)")
DAYS: Final = {"天": 1, "日": 1, "工作日": 1, "周": 7, "星期": 7, "月": 30, "季度": 90, "年": 365}
"""What people measure time in, and the days of the calendar in it, which are all that is added to a date."""
_DURATION: Final = re.compile(rf"(?P<digits>[{NUMERAL}]+)个?(?P<unit>{'|'.join(DAYS)})(?:之?[内后前]|以[内后前])?")
_OPERATOR: Final = re.compile(rf"(?P<modal>应当|应该|应|必须|须|不得|不能)?(?P<word>{'|'.join(OPERATOR_WORDS)})")
_SIGNED: Final = re.compile(r"(?P<whole>.+?)(?:应|必须)?(?P<not>不能|不得|不应|不)?(?:为|是)(?:负数|负值|负)")
_TOTAL: Final = re.compile(r"(?P<parts>.+?)(?:之和|的和|的总和|总和|的?合计|的?总计|相加)")
_COUNTED: Final = re.compile(r"(?P<what>.+?)的?(?:个数|数量|行数|条数)")
_SHARE: Final = re.compile(r"(?P<whole>.+)的(?P<part>百分之.+|.+分之.+|一半|半数|.成)")
_SHARE_OF: Final = re.compile(r"(?P<part>.+?)占(?P<whole>.+?)的?(?:比重|比例|百分比)")
_SAME: Final = re.compile(r"(?P<left>.+?)(?:与|和|同|跟)(?P<right>.+?)(?:相等|一致|相同|相符)")
_AND: Final = re.compile("以及|[与和及加]")


def meanings(word: str) -> tuple[str, ...]:
    """Return what a word may stand for in the rules, with 应, 必须 or 不得 before it too.

    >>> meanings("超过"), meanings("应当等于"), meanings("不得超过"), meanings("合计")
    (('>',), ('==',), ('<=',), ())
    """
    lower = word.lower()
    if lower in WORDS:
        return WORDS[lower]
    if forbidden := _FORBIDDEN.match(word):
        return tuple(ast.OPPOSITE[meant] for meant in WORDS.get(word[forbidden.end() :], ()) if meant in ast.OPPOSITE)
    modal = _MODAL.match(word)
    return WORDS.get(word[modal.end() :], ()) if modal else ()


def predicate(text: str) -> tuple[str, str] | None:
    """Return what something is said of, and what the rules have for that; None if nothing is.

    >>> predicate("项目名称应唯一"), predicate("项目名称")
    (('项目名称', 'distinct($left)'), None)
    """
    word = next((text[at:] for at in range(len(text)) if text[at:] in PREDICATES), "")
    return (re.sub("(?:都|均|应当|应该|应|必须|须|[.．])+$", "", text.removesuffix(word)), PREDICATES[word]) if word else None


def between(columns: Sequence[str], first: str, last: str) -> list[str]:
    """Return the columns from one to another as they are printed, without the parts of a total among them.

    >>> between(["基本", "拨款.小计", "拨款.基金", "单位资金", "其他"], "基本", "单位资金")
    ['基本', '拨款.小计', '单位资金']
    """
    if not {first, last} <= {*columns}:
        return []
    begin, end = sorted((columns.index(first), columns.index(last)))
    chosen = [column.rpartition(".") for column in columns[begin : end + 1]]
    totals = {group: name for group, _, name in chosen if group and name in TOTALS}
    return [f"{group}{point}{name}" for group, point, name in chosen if totals.get(group, name) == name]


def codes_between(codes: Iterable[str], first: str, last: str) -> list[str]:
    """Return the codes from one to another, in order, of those that are as long as both.

    >>> codes_between(["302", "301", "30101", "303", "304"], "301", "303")
    ['301', '302', '303']
    """
    return sorted({code for code in codes if len(code) == len(first) == len(last) and first <= code <= last})


def figure(text: str) -> str | None:
    """Return a Chinese numeral as the rules write it, in days where it measures time.

    >>> figure("五十万元"), figure("百分之二"), figure("两亿元"), figure("一百零五"), figure("三分之一"), figure("合计")
    ('50万元', '0.02', '20000万元', '105', '1 / 3', None)
    >>> figure("二十天"), figure("一个月内")
    ('20天', '30天')
    """
    if time := _DURATION.fullmatch(text):
        return f"{_counted(time['digits']) * DAYS[time['unit']]}天"
    match = _FIGURE.fullmatch(text)
    if match is None:
        return _part(text)
    value = _counted(match["digits"])
    if match["share"]:
        return f"{value / 100:g}"
    if match["large"]:
        return f"{value * (10_000 if match['large'] == '亿' else 1)}万元"
    return f"{value}{match['unit']}"


def _part(text: str) -> str | None:
    """Return a part of a whole: 一半, 两成, 三分之一."""
    if text in {"一半", "半数"}:
        return "0.5"
    if tenths := re.fullmatch(f"(?P<n>[{NUMERAL}])成", text):
        return f"{_counted(tenths['n']) / 10:g}"
    if part := re.fullmatch(f"(?P<of>[{NUMERAL}]+)分之(?P<n>[{NUMERAL}]+)", text):
        return f"{_counted(part['n'])} / {_counted(part['of'])}"
    return None


def in_digits(date: str) -> str:
    """Return a date in Chinese numerals in digits.

    >>> in_digits("二〇二五年元月三十日")
    '2025年1月30日'
    """
    written = re.sub(r"元(?=月)", "一", date)
    years = re.sub(rf"[{NUMERAL}]{{4}}(?=年)", lambda m: "".join(str(_DIGITS.get(digit, digit)) for digit in m[0]), written)
    return re.sub(f"[{NUMERAL}]+", lambda m: str(_counted(m[0])), years)


def _counted(digits: str) -> int:
    value, last = 0, 0
    for digit in digits:
        if digit in _TENS:
            value, last = value + (last or 1) * _TENS[digit], 0
        else:
            last = last * 10 + _DIGITS[digit]
    return value + last


def phrase(text: str, term: Callable[[str], str | None], total: Callable[[str], str | None]) -> str | None:
    """Return what a phrase without blanks means; ``term`` knows names and figures, and ``total`` what the sum of one thing is.

    >>> known = {"合计": "合计", "人员经费": "人员经费", "公用经费": "公用经费"}.get
    >>> phrase("合计等于人员经费与公用经费之和", known, known), phrase("合计的百分之二", known, known)
    ('合计 == 人员经费 + 公用经费', '合计 * 0.02')
    """
    if len(text) > _LONGEST_PHRASE or len(_OPERATOR.findall(text)) > _MOST_OPERATORS:
        return None
    if signed := _SIGNED.fullmatch(text):
        whole = term(signed["whole"])
        return f"{whole} {'>=' if signed['not'] else '<'} 0" if whole else None
    if (said := predicate(text)) and (whole := term(said[0])):
        return Template(said[1]).substitute(left=whole)
    for match in _OPERATOR.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        if known := phrase(left, term, total) or term(left):
            sign = next(iter(meanings(match[0])), OPERATOR_WORDS[match["word"]])
            return f"{known} {sign} {phrase(right, term, total) or term(right) or right or '…'}"
    return _value(text, term, total)


def _value(text: str, term: Callable[[str], str | None], total: Callable[[str], str | None]) -> str | None:
    """Return what a share of something, two things that are equal, or a sum is said to be."""
    if share := _SHARE.fullmatch(text):
        whole, part = term(share["whole"]), figure(share["part"])
        return f"{whole} * {part}" if whole and part else None
    if of := _SHARE_OF.fullmatch(text):
        part, whole = term(of["part"]), term(of["whole"])
        return f"{part} / {whole} * 100" if part and whole else None
    if same := _SAME.fullmatch(text):
        first, other = (phrase(side, term, total) or term(side) for side in same.groups())
        return f"{first} == {other}" if first and other else None
    counted = _COUNTED.fullmatch(text)
    if counted and (summed := total(counted["what"])):
        return f"count{summed.removeprefix('sum')}"
    added = _TOTAL.fullmatch(text)
    if added is None:
        return None
    parts = added["parts"]
    return _added(parts, term) or total(parts) or total(parts.removesuffix("合计"))


def _added(parts: str, term: Callable[[str], str | None]) -> str | None:
    """Return a sum of terms with words between them."""
    for match in _AND.finditer(parts):
        first, rest = term(parts[: match.start()]), parts[match.end() :]
        if first and (others := term(rest) or _added(rest, term)):
            return f"{first} + {others}"
    return None
