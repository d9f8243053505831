"""The frame: shown before anything is loaded, it takes the desk, and closes with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.kit import ink
from console.views.look.look import current
from console.views.look.tokens import SIDEBAR
from console.views.main_window import MainWindow
from console.views.opening import HEIGHT, WIDTH, Frame, Ground
from tests.views.loading import printed

SLOW = ("sqlalchemy", "alembic", "policy", "console.services.desk", "console.views.main_window")
FIRST_ROWS = (
    "from console.services.glancing import first_rows\n"
    "from console.views.lobby import FIRST_QUERY, Lobby\n"
    "assert first_rows('sqlite:///none.sqlite', 'me', FIRST_QUERY, limit=1) is None\n"
)


@pytest.fixture
def frame(qtbot: QtBot) -> Iterator[Frame]:
    made = Frame()
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize(("more", "slow"), [("", (*SLOW, "console.store")), (FIRST_ROWS, SLOW)])
def test_what_the_first_frame_and_the_first_rows_wait_for_is_light(more: str, slow: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from console import app\n"
        "made = app.application([])\n"
        "frame = app.Frame()\n"
        "frame.show_whole()\n"
        "assert not frame.grab().isNull()\n"
        f"{more}print(*(name for name in {slow!r} if name in sys.modules))\n"
    )
    assert printed(script).split() == []


def test_the_gray_panes_stand_where_those_of_the_desk_will(frame: Frame, window: MainWindow, qtbot: QtBot) -> None:
    frame.resize(WIDTH, HEIGHT)
    before = frame.grab().toImage()
    frame.take(window)
    qtbot.waitExposed(window)
    after = frame.grab().toImage()
    look = current()
    left, queue = look.px(SIDEBAR), window.queue.width()
    for at in (4, left - 1, left + 2, left + queue - 1, left + queue + 2):
        below = HEIGHT - look.px(100)
        assert QColor(before.pixel(at, below)) == QColor(after.pixel(at, below)), at
    assert QColor(before.pixel(left - 1, 5)) == ink.color("hairline")
    frame.give_up()
    assert window.parent() is None


def test_closing_the_frame_closes_the_desk(frame: Frame, qtbot: QtBot) -> None:
    class Desk(QWidget):
        may = False

        def closeEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the library's name
            event.setAccepted(self.may)

    desk = Desk()
    frame.take(desk)
    assert not frame.close()
    assert frame.isVisible()
    desk.may = True
    assert frame.close()
    frame.give_up()
    assert isinstance(frame.centralWidget(), Ground)


def test_keys_and_leaving_work_in_the_frame(frame: Frame, window: MainWindow, qtbot: QtBot) -> None:
    frame.take(window)
    frame.activateWindow()
    window.queue.table.setFocus()
    QTest.keyClick(window.queue.table, "g")  # type: ignore[call-overload]  # a letter is a key too
    QTest.keyClick(window.queue.table, "o")  # type: ignore[call-overload]  # same
    qtbot.waitUntil(lambda: window.view == "all_open")
    window.leave()
    assert not frame.isVisible()
    frame.give_up()
