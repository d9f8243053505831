"""The query bar shows each condition as a chip of its own: none lies over the letters of the one before."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from console.views.look.look import current
from console.views.main_window import MainWindow


@pytest.mark.parametrize("view", ["mine", "unassigned", "all_open"])
def test_chips_stand_apart(window: MainWindow, qtbot: QtBot, view: str) -> None:
    field = window.queue.field
    window.show_view(view)
    qtbot.waitUntil(lambda: not window.runner.busy)
    text, metrics = field.text(), field.fontMetrics()
    assert text
    edges = [
        (metrics.horizontalAdvance(text[:start]), metrics.horizontalAdvance(text[:end]))
        for start, end, _ in field.terms()
    ]
    for (_, ends), (begins, _) in pairwise(edges):
        assert begins - ends > current().px(10)


def test_they_stand_apart_behind_a_style_put_on_anew(window: MainWindow, qtbot: QtBot) -> None:
    field = window.queue.field
    window.show_view("mine")
    qtbot.waitUntil(lambda: not window.runner.busy)
    field.style().unpolish(field)
    field.style().polish(field)
    assert field.font().wordSpacing() == current().px(12)
