"""The morning of a lead, in both languages: a colleague is absent, thirty tickets are shared out, a refusal is checked.

By keys alone, in the window, with the acts of the services behind it and nothing prepared but the mails.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.records.base import Role, StaffId, TicketId
from console.records.reviewing import SecondEyes
from console.services import board as boards
from console.services import reviewing, showing, together
from console.services.desk import Desk, ensure_staff
from console.services.entering import HandEntry, enter_by_hand
from console.store.queries import tickets
from console.views.board.checks import CheckList
from console.views.board.screen import BoardScreen
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import set_language
from tests.views.board.test_checking import refused_by
from tests.views.conftest import NOW

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a menu over a screen that is none
CTRL = Qt.KeyboardModifier.ControlModifier


def arrive(desk: Desk, count: int, owner: int) -> list[int]:
    """Enter tickets in two languages and give them to the colleague who is absent."""
    made = []
    for one in range(count):
        russian = one % 3 == 0
        number = enter_by_hand(
            desk,
            HandEntry(
                channel_kind="email",
                sender_address=f"someone{one}@else.example",
                sender_name="Someone",
                subject=f"Вопрос {one}" if russian else f"Question {one}",
                text="Как настроить комиссию в панели?" if russian else "How is the commission set in the panel?",
                received_at=NOW,
            ),
        )
        with desk.store.read() as connection:
            made.append(int(tickets.number_to_id(connection, number)))
    together.assign(desk, made, StaffId(owner), lambda *_: None)
    return made


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_morning_of_a_lead(window: MainWindow, qtbot: QtBot, language: str) -> None:
    set_language(language)
    desk = window.desk
    reviewing.want(desk, SecondEyes(grounds=("23.1.1",)))
    window.desk = desk = desk.refreshed()
    people = {one.login: one for one in boards.board(desk).members}
    irina = ensure_staff(desk.store, login="irina", name="Irina Volkova", role=Role.SPECIALIST, now=NOW)
    refused = refused_by(replace(desk, actor=irina))
    ids = arrive(desk, 30, people["marta"].id)

    window.acts.desk.open_tool("board")
    board = window.findChildren(BoardScreen)[-1]
    quiet(qtbot, board)
    assert "Marta Lind" in board.notice.title.text()
    assert "30" in board.notice.title.text()
    press(qtbot, board, Qt.Key.Key_R)
    menu = next(one for one in board.findChildren(QMenu) if one.isVisible())
    menu.actions()[1].trigger()
    menu.close()
    moves = dict(board.state.staged)
    assert moves
    assert set(moves) <= set(ids)
    assert all(people["marta"].id != one.to_owner and one.why[0].startswith("away=") for one in moves.values())
    here = [one for one in board.state.columns if one.duty is not None and one.duty.here]
    assert all(one.planned <= one.capacity for one in here)
    assert len({one.to_owner for one in moves.values()}) == len(here)
    loads = {one.key: one.planned for one in board.state.columns}

    press(qtbot, board, Qt.Key.Key_Return, CTRL)
    if board.state.staged:  # so many are asked about first
        press(qtbot, board, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not board.state.staged)
    quiet(qtbot, board)
    owners = {one: showing.detail(desk, TicketId(one)).row.owner_id for one in moves}
    assert owners == {key: one.to_owner for key, one in moves.items()}
    found = boards.board(desk).loads
    assert {str(one.id): found.get(one.id, 0) for one in people.values()} == {
        str(one.id): loads[str(one.id)] for one in people.values()
    }

    assert boards.board(desk).checks == {refused}
    press(qtbot, board, Qt.Key.Key_C)
    checks = board.findChildren(CheckList)[-1]
    qtbot.waitUntil(lambda: len(checks.reviews) == 1 and not window.runner.busy)
    qtbot.keyClick(checks.list, Qt.Key.Key_Return)
    form = checks.findChildren(EntryForm)[-1]
    qtbot.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: checks.reviews == () and not window.runner.busy)
    qtbot.keyClick(checks, Qt.Key.Key_Escape)
    quiet(qtbot, board)
    assert boards.board(desk).checks == frozenset()
    board.acts.may_leave()
    board.reject()
    qtbot.waitUntil(lambda: not window.runner.busy)


def quiet(qtbot: QtBot, board: BoardScreen) -> None:
    qtbot.waitUntil(lambda: board.state.board is not None and not board.window_.runner.busy and not board._rest.waiting)
    qtbot.waitUntil(lambda: not board._sight.waiting and not board.window_.runner.busy)


def press(qtbot: QtBot, board: BoardScreen, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    view = board.strip.view()
    assert view is not None
    qtbot.keyClick(view.list, key, held or Qt.KeyboardModifier.NoModifier)
