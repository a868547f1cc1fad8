"""What is said about JSON that is malformed: all wording of the reader, and what stands at the place of an error."""

from __future__ import annotations

import re
from json import JSONDecodeError, detect_encoding
from typing import Final

from budgetspec.finding import Bilingual

TOO_DEEP: Final = Bilingual("嵌套太深：最多 100 层", "it is nested too deep: at most 100 levels are read")
LONG_NUMBER: Final = Bilingual("数太长：写全后最多 30 位", "the number is too long: at most 30 digits in full")
TOO_MANY_MARKS: Final = Bilingual("无法读取的地方太多：超过 10,000 处", "too much of it cannot be read: more than 10,000 places")
LONG_KEY: Final = Bilingual("键太长：最多 200 个字符", "the key is too long: at most 200 characters")
LONG_TEXT: Final = Bilingual("文本太长：最多 100,000 个字符", "the text is too long: at most 100,000 characters")
SURROGATE: Final = Bilingual(
    "文本含半个字符（不成对的代理码，如 \\ud800）", "the text holds half a character (an unpaired surrogate such as \\ud800)"
)

CUT_OFF: Final = Bilingual("文件在此中断，内容不完整", "the file ends here, before it is complete")

_EMPTY: Final = Bilingual("文件是空的", "the file is empty")
_SHOWN: Final = 20

_FILE_TYPES: Final = {
    b"PK\x03\x04": Bilingual("Excel 或 Word 文件", "an Excel or Word file"),
    b"\xd0\xcf\x11\xe0": Bilingual("Excel 或 Word 的旧格式文件", "an old Excel or Word file"),
    b"%PDF": Bilingual("PDF 文件", "a PDF file"),
}

_PLACES: Final = tuple(
    (pattern, Bilingual(zh, en))
    for pattern, zh, en in (
        (r"(?:-|\.|[eE][-+]?|tr?u?|nu?l?|fa?l?s?)\Z", *CUT_OFF),
        (r",\s*[}\]]", "最后一项之后多了逗号", "there is a comma after the last item"),
        (r"(?<=0)\d", '数不能以 0 开头；编码请加引号，如 "0101"', 'a number cannot begin with 0; a code needs quotes: "0101"'),
        (r"[“”‘’＂]", '此处是中文引号，JSON 用半角的双引号 "', 'this is a Chinese quotation mark; JSON uses "'),
        (
            r"[，、：；｛｝［］]",
            "此处是全角标点，JSON 用半角的 , : { } [ ]",
            "this is full-width punctuation; JSON uses , : { } [ ]",
        ),
        (r"'", '此处是单引号，JSON 用双引号 "', 'this is a single quotation mark; JSON uses "'),
        (r"//|/\*|#", "此处是注释，JSON 中不能有注释", "this is a comment; JSON has none"),
        (r"None\b|True\b|False\b", "空与真假请写 null、true、false", "write null, true and false"),
        (r"<", "此处是 HTML 或 XML，不是 JSON", "this is HTML or XML, not JSON"),
    )
)

_EXPECTED: Final = {
    "Expecting property name": ("此处应为双引号中的键，实为“{}”", "a key in double quotes should stand here, not “{}”"),
    "Expecting value": ("此处应为一个值，实为“{}”", "a value should stand here, not “{}”"),
    "Expecting ':'": ("键之后应为冒号，实为“{}”", "a colon should follow the key, not “{}”"),
    "Expecting ','": ("此处应为逗号或结束的括号，实为“{}”", "a comma or a closing bracket should stand here, not “{}”"),
    "Extra data": ("JSON 到此已结束，其后还有“{}”", "the JSON has ended, but “{}” follows"),
    "Unterminated string": ("此处开始的文本缺少结束的双引号", "the text that begins here has no closing quotation mark"),
    "Invalid control": (
        "文本中不能直接换行或含控制字符，请写 \\n",
        "a text cannot hold a raw line break or control character; write \\n",
    ),
    "Invalid \\": ("反斜杠之后不是有效的转义", "the backslash begins no valid escape"),
}
"""What Python's parser says, by its beginning, and what that means; ``{}`` is what stands at the place."""


def too_large(limit: int) -> Bilingual:
    """Say that a document exceeds a limit, and how to raise it."""
    return Bilingual(
        f"文件超过上限 {limit:,} 字节；可用 --max-bytes（Python：max_bytes）提高上限",
        f"the file has more than the limit of {limit:,} bytes; raise it with --max-bytes (Python: max_bytes)",
    )


def foreign(data: bytes) -> Bilingual | None:
    """Say what a document is that betrays itself as another format or encoding by its first bytes."""
    if kind := _FILE_TYPES.get(data[:4]):
        return Bilingual(f"这不是 JSON，而是 {kind.zh}", f"this is {kind.en}, not JSON")
    encoding = detect_encoding(data[:4])
    return None if encoding.startswith("utf-8") else _not_utf8(encoding[:6].upper())


def undecodable(data: bytes, error: UnicodeDecodeError) -> Bilingual:
    """Say why a document does not decode: it is cut off, or it is not UTF-8."""
    if error.reason == "unexpected end of data":
        return CUT_OFF
    return _not_utf8("GBK" if _reads_as_chinese(data) else None)


def _reads_as_chinese(data: bytes) -> bool:
    try:
        foreign = [character for character in data.decode("gb18030") if character > "\x7f"]
    except UnicodeDecodeError:
        return False
    chinese = sum("\u3000" <= character <= "\u9fff" or character > "\uff00" for character in foreign)
    return chinese > len(foreign) / 2


def _not_utf8(encoding: str | None) -> Bilingual:
    zh, en = (f"，看来是 {encoding}", f", it seems to be {encoding}") if encoding else ("", "")
    return Bilingual(f"不是 UTF-8 编码{zh}；请另存为 UTF-8", f"this is not UTF-8{en}; save it as UTF-8")


def duplicate_key(key: str, times: int) -> Bilingual:
    """Say that an object has one key several times."""
    return Bilingual(
        f"键“{shortened(key)}”在同一处出现了 {times} 次，无法确定以哪个为准",
        f"the key “{shortened(key)}” stands {times} times in one object, so that its value is uncertain",
    )


def long_number(text: str) -> Bilingual:
    """Say that a number has too many digits, written out in full."""
    return Bilingual(
        f"数 {shortened(text)} 太长：写全后最多 30 位", f"the number {shortened(text)} is too long: at most 30 digits in full"
    )


def not_a_number(text: str) -> Bilingual:
    """Say that ``NaN`` or an infinity is no number."""
    return Bilingual(f"{text} 不是数；空白请写 null", f"{text} is not a number; write null for a blank")


def not_json(value: object) -> Bilingual:
    """Say that a caller's value has a type that JSON does not have."""
    name = type(value).__name__
    return Bilingual(f"{name} 类型的值不是 JSON 值", f"a value of type {name} is no JSON value")


def not_a_key(key: object) -> Bilingual:
    """Say that a caller's key is not a string."""
    name = type(key).__name__
    return Bilingual(f"键应为文本，实为 {name} 类型", f"a key must be a string, this one has type {name}")


def explained(text: str, error: JSONDecodeError) -> tuple[int, Bilingual]:
    """Return where a text stops being JSON and, in one sentence, what stands there."""
    if not text.strip():
        return 0, _EMPTY
    if not text[error.pos :].strip():
        return len(text.rstrip()), CUT_OFF
    offset = _before_closing(text, error.pos)
    known = (message for pattern, message in _PLACES if re.compile(pattern).match(text, offset))
    return offset, next(known, None) or _expected(error.msg, _token(text, offset))


def _before_closing(text: str, offset: int) -> int:
    """Return the place of a comma before a closing bracket, which some versions of Python do not name themselves."""
    before = text[:offset].rstrip()
    return len(before) - 1 if text[offset] in "}]" and before.endswith(",") else offset


def _token(text: str, offset: int) -> str:
    word = re.compile(r"\w+|.", re.DOTALL).match(text, offset)
    return shortened(word[0]) if word else ""


def _expected(said: str, token: str) -> Bilingual:
    """Say what the parser expected and what stands there instead."""
    for begin, (zh, en) in _EXPECTED.items():
        if said.startswith(begin):
            return Bilingual(zh.format(token), en.format(token))
    return Bilingual(f"此处不是 JSON，见“{token}”", f"“{token}” is not JSON here")


def shortened(text: str) -> str:
    """Return the beginning of a long text."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
