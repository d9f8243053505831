"""Finds runs of words that stand in the published agreement: our texts must say things in words of their own."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

LONGEST_SHARED = 5
_WORD = re.compile(r"[^\W_]+")
_RUN = LONGEST_SHARED + 1


def copied_runs(text: str, peers: Path) -> list[str]:
    """Return each run of six words of `text` that the published text has too; skip where that is not at hand."""
    published = _published(peers)
    return [" ".join(run) for run in _runs(text) if run in published]


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return [tuple(words[first : first + _RUN]) for first in range(len(words) - _RUN + 1)]


@cache
def _published(peers: Path) -> frozenset[tuple[str, ...]]:
    files = sorted((peers / ".." / "policy" / "source").glob("*.txt"))
    if not files:
        pytest.skip("the folder that CLAUSEDESK_PEERS names has no published text beside it")
    return frozenset(run for file in files for run in _runs(file.read_text(encoding="utf-8")))
