"""The shapes of what is written in rules, rightly or not, as pieces of patterns: how mistakes are told by what stands there."""

from __future__ import annotations

from typing import Final

NAME: Final = r"(?:[^\W\d]\w*|「[^」\n]*」)"
DOTTED: Final = rf"{NAME}(?:[.．]{NAME})*"
"""A path without rows."""
PATH: Final = rf"{DOTTED}(?:[\[［][^\[\]［］\n]*[\]］](?:[.．]{NAME})*)?"
CALL: Final = rf"(?:{NAME}[(（](?:[^()（）\n]|[(（][^()（）\n]*[)）])*[)）])"
TEXT: Final = r"(?:\"[^\"\n]*\"|“[^”\n]*”)"
QUOTED: Final = rf"(?:{TEXT}|'[^'\n]*'|‘[^’\n]*’)"
NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?(?:\s*(?:[万亿]?元|[万亿%％]))?"
VALUE: Final = rf"(?:{TEXT}|{CALL}|[\[［][^\[\]［］\n]*[\]］]|{PATH}|{NUMBER})"
LEFT: Final = rf"(?P<left>{CALL}|{PATH}|[\[［][^\[\]［］\n]*[\]］])"
COMPARE: Final = r"[=＝<>＜＞≤≥≠]"
BEGINS: Final = r"(?:[\"”{｛}｝\n]|^)\s*"
LINE: Final = r"(?:^|[\n{｛}｝])\s*"
BLANK: Final = r"(?:空白|空值|空的|空|null|NULL|None|(?:blank|empty)(?!\s*[(（]))(?!\w)"
FORBIDDEN: Final = r"(?:(?:不能|不得|不可|不应|不许|不)(?:为|是)?|非|(?:is\s+)?not\s+)"
CLAUSES: Final = "severity|basis|from|until|kind|region|tags|message|note"
TEXTUAL: Final = "basis|message|note"
SUM_AHEAD: Final = r"(?=[^=＝<>≤≥≠\n}｝]*(?:之和|的\s*和|总和|相加))"
SAME_AHEAD: Final = r"(?=[^=＝<>≤≥≠\n}｝]*(?:相等|一致|相同|相符|一样))"
MODAL: Final = "(?:都|均|应当|应该|应|必须|须)*"
ANY_DIGITS: Final = r"[*＊?？_#%％…]+|[.．]{2,}"
"""What stands elsewhere for any digits, or for those that are left."""
