"""Many wishes in a row become one call after a pause."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.work.throttle import Throttle


@pytest.mark.parametrize(("at_once", "times"), [(False, 1), (True, 2)])
def test_wishes_in_a_row_fire_once_behind_the_last(qtbot: QtBot, *, at_once: bool, times: int) -> None:
    throttle, fired = Throttle(40, at_once=at_once), []
    throttle.fired.connect(lambda: fired.append(None))
    for _ in range(5):
        throttle.ask()
    assert len(fired) == times - 1
    qtbot.waitUntil(lambda: len(fired) == times)
    qtbot.wait(80)
    assert len(fired) == times
    throttle.ask()
    assert len(fired) == (times + 1 if at_once else times)
    throttle.cancel()


def test_what_was_asked_can_be_had_now_or_forgotten(qtbot: QtBot) -> None:
    throttle, fired = Throttle(10_000), []
    throttle.fired.connect(lambda: fired.append(None))
    throttle.now()
    throttle.ask()
    assert throttle.waiting
    throttle.now()
    throttle.ask()
    throttle.cancel()
    assert (len(fired), throttle.waiting) == (1, False)
