"""Makes text from a submission safe to print: nothing in it can steer a terminal or reorder a line."""

from __future__ import annotations

import re
from typing import Final

_CONTROLS: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
"""Control, format and direction characters, line separators and unpaired surrogates: all but the line feed."""


def escaped(text: str) -> str:
    r"""Write control characters as ``\uXXXX``, which JSON reads as the same text; line feeds stay.

    >>> escaped("合计\x1b[2J")
    '合计\\u001b[2J'
    """
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str) -> str:
    r"""Write control characters and line feeds as ``\uXXXX``.

    >>> one_line("a\nb")
    'a\\u000ab'
    """
    return escaped(text).replace("\n", r"\u000a")
