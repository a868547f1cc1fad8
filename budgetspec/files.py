"""Reads files whole. What cannot be read is a ``BudgetspecError`` with one sentence; no path, however odd, is anything worse."""

from __future__ import annotations

import errno
import os.path
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from budgetspec.finding import Bilingual, BudgetspecError

MOST_OF_A_FORM: Final = 16 * 1024 * 1024
"""So many bytes a file of a form or of a rulebook may have."""

_REASONS: Final[Mapping[int, str]] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一处不是文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "这里只能读，不能写",
}
"""What systems say in English, by the number that stands for it everywhere."""


def is_folder(path: str | Path) -> bool:
    """Tell whether a path leads to a folder; one that is too long, or holds a NUL, does not."""
    return os.path.isdir(path)  # noqa: PTH112 - Path's raises for a path that is too long


def is_file(path: str | Path) -> bool:
    """Tell whether a path leads to a file."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def is_there(path: str | Path) -> bool:
    """Tell whether a path leads anywhere."""
    return os.path.exists(path)  # noqa: PTH110 - as above


def beginning(path: Path, most: int) -> bytes:
    """Return the first bytes of a file, ``most`` of them at most."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise cannot_read(path, error) from error
    except ValueError as error:  # a NUL in the path
        raise BudgetspecError(Bilingual(f"没有这样的路径：{path}", f"there is no such path: {path}")) from error


def cannot_read(path: str | Path, error: OSError) -> BudgetspecError:
    """Say that a file cannot be read, and why."""
    return _cannot(Bilingual("无法读取", "cannot read"), path, error)


def cannot_write(path: str | Path, error: OSError) -> BudgetspecError:
    """Say that a file cannot be written, and why."""
    return _cannot(Bilingual("无法写入", "cannot write"), path, error)


def reason(error: OSError) -> Bilingual:
    """Return what the system had against it.

    >>> reason(OSError(errno.ENOENT, "No such file or directory")).zh
    '没有这个文件或文件夹'
    """
    said = error.strerror or str(error)
    return Bilingual(_REASONS.get(error.errno or 0, said), said)


def _cannot(verb: Bilingual, path: str | Path, error: OSError) -> BudgetspecError:
    why = reason(error)
    return BudgetspecError(Bilingual(f"{verb.zh} {path}：{why.zh}", f"{verb.en} {path}: {why.en}"))


def read_bytes(path: Path) -> bytes:
    """Return what a file of a form holds."""
    data = beginning(path, MOST_OF_A_FORM + 1)
    if len(data) > MOST_OF_A_FORM:
        zh, en = f"{path} 超过 {MOST_OF_A_FORM:,} 字节", f"{path} has more than {MOST_OF_A_FORM:,} bytes"
        raise BudgetspecError(Bilingual(zh, en))
    return data


def read_text(path: Path) -> str:
    """Return the text that a file of a form holds, its lines ended by line feeds."""
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BudgetspecError(Bilingual(f"无法读取 {path}：不是 UTF-8", f"cannot read {path}: not UTF-8")) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
