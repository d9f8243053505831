"""The board in the window: keys and mouse stage the same moves, they are applied as one, and what changed is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from console.records.base import Role, TicketId
from console.services import assign, showing
from console.views.board.screen import BoardScreen
from console.views.main_window import MainWindow


@pytest.fixture
def board(window: MainWindow, qtbot: QtBot) -> Iterator[BoardScreen]:
    made = BoardScreen(window)
    made.open()
    settled(made, qtbot)
    yield made
    made.acts.may_leave()
    made.reject()
    qtbot.waitUntil(lambda: window.runner.busy == 0)


def settled(board: BoardScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: board.state.board is not None and not board.window_.runner.busy and not board._rest.waiting)


def press(board: BoardScreen, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    view = board.strip.view()
    assert view is not None
    qtbot.keyClick(view.list, key, held or Qt.KeyboardModifier.NoModifier)


def owner(board: BoardScreen, ticket_id: int) -> str | None:
    return showing.detail(board.window_.desk, TicketId(ticket_id)).row.owner


SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_unassigned_stands_first_with_the_age_of_its_oldest(board: BoardScreen) -> None:
    heads = [one.head.accessibleName() for one in board.strip.shown]
    assert heads[0].startswith("Unassigned, oldest ")
    assert any(one.startswith("Irina Volkova, EN RU, load ") for one in heads)


def test_keys_stage_apply_and_take_back(board: BoardScreen, qtbot: QtBot) -> None:
    first = board.strip.current_id()
    goal = board.strip.shown[1]
    load = goal.head.column.load if goal.head.column else 0
    press(board, qtbot, Qt.Key.Key_Right, SHIFT)
    assert board.state.place_of(first) == goal.key
    assert board.strip.current_id() == first
    assert goal.head.column is not None
    assert (goal.head.column.load, goal.head.column.planned) == (load, load + 1)
    assert board.apply.accessibleName() == "Apply 1 move"
    press(board, qtbot, Qt.Key.Key_Z, CTRL)
    assert board.state.staged == {}
    press(board, qtbot, Qt.Key.Key_Left)
    row = board.strip.shown[0].list.cards.row_of(first)
    board.strip.shown[0].list.go(row)
    for _ in range(3):
        press(board, qtbot, Qt.Key.Key_X)
        press(board, qtbot, Qt.Key.Key_J)
    chosen = set(board.state.chosen)
    assert len(chosen) == 3
    press(board, qtbot, Qt.Key.Key_Right, SHIFT)
    assert set(board.state.staged) == chosen
    assert owner(board, first) is None
    press(board, qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not board.state.staged)
    settled(board, qtbot)
    assert {owner(board, one) for one in chosen} == {goal.head.column.name}
    assert board.toast.words() == "3 tickets moved."
    press(board, qtbot, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: owner(board, first) is None)
    settled(board, qtbot)


def test_the_mouse_drops_a_card_into_a_column(board: BoardScreen, qtbot: QtBot) -> None:
    first, source, goal = board.strip.current_id(), board.strip.shown[0].list, board.strip.shown[2]
    start = source.visualRect(source.currentIndex()).center()
    there = source.viewport().mapFromGlobal(goal.list.viewport().mapToGlobal(QPoint(60, 90)))
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(source.viewport(), left, pos=start)
    qtbot.mouseMove(source.viewport(), start + QPoint(40, 0))
    _drag(board, source, start + QPoint(40, 0))
    _drag(board, source, there)
    slot = goal.list.cards.index(0).data()
    assert str(slot).startswith("Drop to assign to ")
    assert "load" in str(slot)
    qtbot.mouseRelease(source.viewport(), left, pos=there)
    assert board.state.place_of(first) == goal.key
    assert not board.strip.drags


def _drag(board: BoardScreen, source: object, place: QPoint) -> None:
    """Move with the button held down, which the bot cannot."""
    from PySide6.QtCore import QEvent, QPointF  # noqa: PLC0415 - for the event alone
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415 - same

    port = source.viewport()  # type: ignore[attr-defined]  # a list
    whole = QPointF(port.mapToGlobal(place))
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), whole, Qt.MouseButton.NoButton, left, Qt.KeyboardModifier.NoModifier
    )
    source.mouseMoveEvent(event)  # type: ignore[attr-defined]  # same


def test_what_a_colleague_took_meanwhile_is_told_and_the_rest_is_asked_for(board: BoardScreen, qtbot: QtBot) -> None:
    ids = [int(one.row.id) for one in board.state.columns[0].cards[:2]]
    goal = board.state.columns[2]
    board.acts.stage(ids, goal.key)
    desk = board.window_.desk
    assign.take(desk, TicketId(ids[0]), version=showing.detail(desk, TicketId(ids[0])).row.version)
    board.window_.watch.changed.emit(())
    settled(board, qtbot)
    view = next(one for one in board.strip.shown if one.key == goal.key)
    heard = view.list.cards.index(view.list.cards.row_of(ids[0])).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "somebody else moved it since" in heard
    press(board, qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(board.notice.isVisible)
    assert board.notice.title.text() == "1 of 2 moves cannot be made any more. Nothing was written yet."
    assert desk.actor.name in board.notice.detail.text()
    assert owner(board, ids[1]) is None
    settled(board, qtbot)
    board.notice.button.click()
    qtbot.waitUntil(lambda: not board.state.staged)
    settled(board, qtbot)
    assert [owner(board, one) for one in ids] == [desk.actor.name, goal.name]


def test_the_filter_speaks_the_query_language_and_languages_are_no_goals(board: BoardScreen, qtbot: QtBot) -> None:
    board.filter.setText("tier:critical")
    settled(board, qtbot)
    qtbot.waitUntil(
        lambda: {one.row.tier.value for column in board.state.columns for one in column.cards} == {"critical"}
    )
    press(board, qtbot, Qt.Key.Key_3)
    assert [one.key for one in board.state.columns][:1] == ["0"]
    some = next(one for one in board.state.columns if one.cards)
    board.acts.stage([int(some.cards[0].row.id)], "xx")
    assert board.state.staged == {}


def test_staged_moves_are_not_lost_by_one_esc(board: BoardScreen, qtbot: QtBot) -> None:
    press(board, qtbot, Qt.Key.Key_Right, SHIFT)
    press(board, qtbot, Qt.Key.Key_Escape)
    assert board.isVisible()
    assert board.notice.title.text() == "1 move is staged and not applied."


def test_who_is_no_lead_only_looks(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.desk
    window.desk = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    made = BoardScreen(window)
    made.open()
    settled(made, qtbot)
    press(made, qtbot, Qt.Key.Key_Right, SHIFT)
    assert made.state.staged == {}
    assert "Only team leads" in made.notice.title.text()
    made.reject()
    window.desk = desk
    qtbot.waitUntil(lambda: window.runner.busy == 0)
