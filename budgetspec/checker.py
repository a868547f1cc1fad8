"""The facade: a rulebook, made ready once, checks any number of submissions."""

from __future__ import annotations

