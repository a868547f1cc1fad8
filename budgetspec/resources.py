"""Finds the folders ``schema`` and ``grammar``, in a wheel as in a checkout."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """Return the folder ``name``: inside the package in a wheel, beside it in a checkout or an editable install."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
