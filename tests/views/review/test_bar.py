"""The reviewer's bar in a narrow window: each verdict can be seen, and the instant that is shown is not cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.views.archive.window import ArchiveWindow
from console.views.review.bar import ReviewBar
from tests.views.test_window import settle


def hidden(bar: ReviewBar) -> list[str]:
    return [code for code, one in bar.verdicts.items() if one.visibleRegion().boundingRect() != one.rect()]


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_no_verdict_is_out_of_sight_and_no_instant_is_cut(reader: ArchiveWindow, qtbot: QtBot) -> None:
    bar, at = reader.review.bar, reader.back.bar.at
    reader.resize(690, 700)
    qtbot.keyClick(reader.queue.table, Qt.Key.Key_Return)
    settle(reader, qtbot)
    assert bar.isVisible()
    for width in (690, 500, 420, 420, 800):
        reader.resize(width, 700)
        qtbot.waitUntil(lambda: at.mapTo(reader, at.rect().topRight()).x() < reader.width(), timeout=5_000)
        qtbot.waitUntil(lambda: not hidden(bar), timeout=5_000)
        assert at.cursorRect().right() <= at.width() - at.textMargins().right(), width
