"""Signals of a report are found in a folded text by their beginnings first; what is found is what is there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.signals import texts

PATTERNS = dict(texts._REPORT)
SAID = [
    *("An error", "It crashes", "it FAILS", "fail", "does not work", "Wrongly", "ошибкой", "СБОЙ", "не работает"),
    *("cannot open", "nobody here can", "all orders stopped", "down", "Встала", "ничего не работает"),
    *("version 2.1", "v 3.0.1", "ВЕРСИЯ 4.5", "Steps:", "step to", "to reproduce", "Воспроизвести", "menu", "Панелью"),
    *("URGENT", "asap", "критично", "www.example.org", "HTTPS://example.org/a", "http", "failure", "errors"),
    *("İ", "ı", "ſ", "ẞ", "\u1c83рочно", "\u1c82шибка", "immediateły", "ﬁ", "crıtıcal", "urgent\u0307", "not workıng"),
]


def _plainly(text: str) -> tuple[texts.Signal, ...]:
    found = ((kind, pattern.search(text)) for kind, pattern in PATTERNS.items())
    return tuple(texts.Signal(kind=kind, start=one.start(), end=one.end()) for kind, one in found if one)


@given(st.lists(st.one_of(st.sampled_from(SAID), st.text(max_size=8)), max_size=8).map(" ".join), st.booleans())
def test_it_finds_what_each_pattern_finds(text: str, upper: bool) -> None:
    said = text.upper() if upper else text
    assert texts.report_signals(said) == _plainly(said)


@pytest.mark.parametrize("kind", PATTERNS)
def test_every_alternative_has_a_beginning(kind: str) -> None:
    beginnings = next(begins for one, begins, _ in texts._REPORT_FOLDED if one == kind)
    pattern = PATTERNS[kind].pattern
    if kind in {"software_version", "external_link"}:
        assert beginnings == ()
        return
    for one in beginnings:
        assert one in pattern
    alternatives = re.sub(r"\(\?:[^()]*\)", "", pattern).count("|") + 1
    assert len(beginnings) == alternatives


@pytest.mark.parametrize("text", SAID)
def test_each_said_alone(text: str) -> None:
    assert texts.report_signals(text) == _plainly(text)
