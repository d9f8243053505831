"""Two leads at one board of forty people and two thousand tickets, by keys alone: what one does, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.base import Role
from console.records.board import Move
from console.services import board as boards
from console.services import moves
from console.services.desk import Desk, ensure_staff, open_desk
from console.store import tables
from console.views.board.screen import BoardScreen
from console.views.main_window import MainWindow
from tests.services.test_together import enter
from tests.views.board.test_board import CTRL, SHIFT, owner, press, settled
from tests.views.conftest import NOW
from tests.views.queue.test_calm import copied

_PEOPLE, _TICKETS = 40, 2_000
ROLE = Qt.ItemDataRole.AccessibleTextRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """One lead at the board, the other at a desk of their own; whole tickets among the copies."""

    board: BoardScreen
    other: Desk
    ids: list[int]

    def heard(self, ticket: int) -> str:
        view = next(one for one in self.board.strip.shown if one.list.cards.row_of(ticket) >= 0)
        return str(view.list.cards.index(view.list.cards.row_of(ticket)).data(ROLE))

    def give(self, tickets: list[int], person: int) -> None:
        rows = {int(one.id): one for one in boards.board(self.other).cards}
        wanted = [
            Move(ticket_id=one, version=rows[one].version, owner_id=rows[one].owner_id, status="open", to_owner=person)
            for one in tickets
        ]
        assert moves.told(moves.apply_moves(self.other, wanted))[1] == ()


@pytest.fixture
def leads(window: MainWindow, qtbot: QtBot) -> Iterator[Leads]:
    desk = window.desk
    for number in range(_PEOPLE):
        ensure_staff(desk.store, login=f"p{number:02}", name=f"Person {number:02}", role=Role.SPECIALIST, now=NOW)
    key, *ids = enter(desk, 13)
    copied(desk, key, _TICKETS, ids)
    other = open_desk(desk.store.url, login="lea", name="Lea", out_folder=desk.out_folder, clock=desk.clock)
    made = BoardScreen(window)
    made.open()
    settled(made, qtbot)
    yield Leads(board=made, other=other, ids=ids)
    made.acts.may_leave()
    made.reject()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    other.store.close()


def stage(leads: Leads, qtbot: QtBot, tickets: list[int]) -> None:
    """Choose tickets of the first column by X and bring them one column to the right."""
    first = leads.board.strip.shown[0].list
    for one in tickets:
        first.go(first.cards.row_of(one))
        leads.board.strip.focus_in(leads.board.strip.shown[0])
        press(leads.board, qtbot, Qt.Key.Key_X)
    press(leads.board, qtbot, Qt.Key.Key_Right, SHIFT)


def renewed(leads: Leads, qtbot: QtBot) -> None:
    leads.board.window_.watch.changed.emit(())
    settled(leads.board, qtbot)


def test_what_the_other_lead_gave_away_is_named_and_enter_makes_the_rest(leads: Leads, qtbot: QtBot) -> None:
    board, ids = leads.board, leads.ids
    assert len(board.strip.shown) > _PEOPLE
    goal = board.strip.shown[1]
    stage(leads, qtbot, ids[:3])
    assert set(board.state.staged) == set(ids[:3])
    third = next(one for one in boards.board(leads.other).members if one.login == "p07")
    leads.give([ids[1]], third.id)
    renewed(leads, qtbot)
    assert "somebody else moved it since" in leads.heard(ids[1])
    press(board, qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(board.notice.isVisible)
    settled(board, qtbot)
    assert "with Person 07 by now" in board.notice.detail.text()
    assert owner(board, ids[0]) is None
    button = QApplication.focusWidget()
    assert button is board.notice.button
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not board.state.staged)
    settled(board, qtbot)
    assert goal.head.column is not None
    assert [owner(board, one) for one in ids[:3]] == [goal.head.column.name, "Person 07", goal.head.column.name]


def test_the_cursor_stays_where_it_is_when_its_card_is_given_away(leads: Leads, qtbot: QtBot) -> None:
    board, ids = leads.board, leads.ids
    first = board.strip.shown[0].list
    row = first.cards.row_of(ids[4])
    first.go(row)
    board.strip.focus_in(board.strip.shown[0])
    top = first.visualRect(first.currentIndex()).top()
    following = int(first.cards.card(row + 1).row.id)  # type: ignore[union-attr]  # a card
    person = next(one for one in boards.board(leads.other).members if one.login == "p03")
    leads.give([ids[4]], person.id)
    renewed(leads, qtbot)
    assert board.strip.current_id() == following
    assert first.visualRect(first.currentIndex()).top() == top
    leads.give([ids[2]], person.id)  # above it
    renewed(leads, qtbot)
    assert board.strip.current_id() == following
    assert first.visualRect(first.currentIndex()).top() == top


def test_who_goes_away_while_moves_are_staged_is_given_nothing_unasked(leads: Leads, qtbot: QtBot) -> None:
    board, ids = leads.board, leads.ids
    stage(leads, qtbot, ids[:2])
    (goal,) = {one.to_owner for one in board.state.staged.values()}
    absence = {"staff_id": goal, "kind": "sick", "note": "", "substitute_id": None}
    leads.other.apply(
        leads.other.command("absence.add"),
        lambda unit: unit.insert(
            tables.people.absences, **absence, starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(days=2)
        ),
    )
    renewed(leads, qtbot)
    assert "the person is away by now" in leads.heard(ids[0])
    press(board, qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(board.notice.isVisible)
    settled(board, qtbot)
    assert "is away by now" in board.notice.detail.text()
    assert board.notice.detail.text().count("\n") == 0  # one reason, one line
    assert [owner(board, one) for one in ids[:2]] == [None, None]
    press(board, qtbot, Qt.Key.Key_Z, CTRL)
    stage(leads, qtbot, ids[:2])  # it is seen, and meant all the same
    assert "away by now" not in leads.heard(ids[0])
    press(board, qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not board.state.staged)
    settled(board, qtbot)
    assert owner(board, ids[0]) == board.strip.shown[1].head.column.name  # type: ignore[union-attr]  # it is shown


def test_who_leaves_the_team_takes_no_column_from_below_the_focus(leads: Leads, qtbot: QtBot) -> None:
    board, ids = leads.board, leads.ids
    person, next_one = (
        next(one for one in boards.board(leads.other).members if one.login == login) for login in ("p10", "p11")
    )
    leads.give([ids[6]], next_one.id)
    renewed(leads, qtbot)
    view = next(one for one in board.strip.shown if one.key == str(next_one.id))
    board.strip.focus_in(view)
    view.list.go(0)
    board.acts.stage([ids[5]], str(person.id))
    board.strip.focus_in(view)
    leads.other.apply(
        leads.other.command("staff.set"), lambda unit: unit.update(tables.people.staff, person.id, active=False)
    )
    renewed(leads, qtbot)
    now = board.strip.view()
    assert now is not None
    assert (now.key, now.list.current_id()) == (str(next_one.id), ids[6])
    assert "works here no longer" in leads.heard(ids[5])
    _, left = moves.told(moves.apply_moves(board.window_.desk, tuple(board.state.staged.values())))
    assert [(one.code, one.name) for one in left] == [("move_left", "Person 10")]
