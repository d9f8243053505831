"""The pace of a reading: at once, then no more often than it costs, and never forgotten."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.work import pace as pacing
from console.work.pace import Pace


def test_the_first_wish_is_read_at_once_and_those_behind_it_together(qtbot: QtBot) -> None:
    pace = Pace()
    fired: list[int] = []
    pace.fired.connect(lambda: fired.append(len(fired)))
    pace.ask()
    assert fired == [0]
    for _ in range(5):
        pace.ask()
    pace.done()
    assert fired == [0]
    qtbot.waitUntil(lambda: fired == [0, 1])  # once for the five
    pace.done()
    QTest.qWait(pacing._LEAST_MS * 2)
    assert fired == [0, 1]
    assert not pace.rests


def test_the_rest_is_as_long_as_the_reading_was_dear(qtbot: QtBot) -> None:
    pace = Pace()
    fired: list[int] = []
    pace.fired.connect(lambda: fired.append(len(fired)))
    pace.ask()
    QTest.qWait(60)
    pace.done()
    pace.ask()
    QTest.qWait(pacing._LEAST_MS * 2)
    assert fired == [0]  # ten times 60 ms are not over
    qtbot.waitUntil(lambda: fired == [0, 1])
    pace.done()
    qtbot.waitUntil(lambda: not pace.rests)


def test_a_reading_that_never_comes_is_not_waited_for_without_end(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "_MOST_MS", 50)
    pace = Pace()
    fired: list[int] = []
    pace.fired.connect(lambda: fired.append(len(fired)))
    pace.ask()
    pace.ask()
    qtbot.waitUntil(lambda: fired == [0, 1])
    qtbot.waitUntil(lambda: not pace.rests)
    pace.ask()
    assert fired == [0, 1, 2]
    qtbot.waitUntil(lambda: not pace.rests)
