"""Finds the folders ``schema`` and ``grammar``, in a wheel as in a checkout, and says where in them a file stands."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """Return the folder ``name``: inside the package in a wheel, beside it in a checkout or an editable install."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def shown(path: str) -> str:
    """Return a path as people say it: from the folder ``schema`` or from the working directory, if it is in one of them.

    >>> shown(str(folder("schema") / "common" / "a.rules")), shown("a.rules")
    ('common/a.rules', 'a.rules')
    """
    found = (Path(path).relative_to(base) for base in (folder("schema"), Path.cwd()) if Path(path).is_relative_to(base))
    return next((place.as_posix() for place in found), path)
