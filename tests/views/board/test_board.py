"""The board in the window: keys and mouse stage the same moves, they are applied as one, and what changed is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.base import Role, StaffId, TicketId
from console.records.routing import RoutingRule
from console.services import assign, routing, showing, staffing, together
from console.services import board as boards
from console.services.staffing import week_of
from console.store import tables
from console.views.board.handing import hand_form
from console.views.board.people import PeopleList, week_words
from console.views.board.rules import RulesScreen
from console.views.board.screen import BoardScreen
from console.views.kit.choices import Choice
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import say
from tests.views.conftest import NOW

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a menu over a screen that is none


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


ROLE = Qt.ItemDataRole.AccessibleTextRole
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def test_unassigned_stands_first_with_the_age_of_its_oldest(board: BoardScreen) -> None:
    heads = [one.head.accessibleName() for one in board.strip.shown]
    assert heads[0].startswith("Unassigned, oldest ")
    assert any(one.startswith("Irina Volkova, RU EN · until 20:00, load ") for one in heads)


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
    later = next(key for one in board.state.columns[0].cards if (key := int(one.row.id)) not in chosen)
    press(board, qtbot, Qt.Key.Key_Return, CTRL)
    board.acts.stage([later], goal.key)  # while the others are written
    qtbot.waitUntil(lambda: set(board.state.staged) == {later})
    board.state.drop()
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
    asked = board.notice.title.text()
    board.filter.setText("tire:x")
    qtbot.waitUntil(lambda: board._rest.waiting)
    settled(board, qtbot)
    assert (board.notice.title.text(), board.notice.button.isVisible()) == (asked, True)
    board.notice.button.click()
    qtbot.waitUntil(lambda: not board.state.staged)
    settled(board, qtbot)
    assert [owner(board, one) for one in ids] == [desk.actor.name, goal.name]
    assert "tire" in board.notice.title.text(), "once it is answered, the filter's turn comes"


def test_the_filter_speaks_the_query_language_and_languages_are_no_goals(board: BoardScreen, qtbot: QtBot) -> None:
    board.filter.setText("tier:critical")
    settled(board, qtbot)
    qtbot.waitUntil(
        lambda: {one.row.tier.value for column in board.state.columns for one in column.cards} == {"critical"}
    )
    board.filter.setText("tier:critical lang:ru tire:x")
    qtbot.waitUntil(board.notice.isVisible)
    settled(board, qtbot)
    assert "tire" in board.notice.title.text(), "why the board is not kept to it"
    board.filter.setText("tier:critical")
    qtbot.waitUntil(lambda: not board.notice.isVisible())
    settled(board, qtbot)
    press(board, qtbot, Qt.Key.Key_3)
    assert {one.key for one in board.state.columns} == {"en", "ru"}
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


def test_balance_proposes_with_why_and_one_key_lets_it_go(board: BoardScreen, qtbot: QtBot) -> None:
    press(board, qtbot, Qt.Key.Key_B)
    moves = list(board.state.staged.values())
    assert moves
    names = {one.key: one for one in board.state.columns}
    assert all(column.planned <= column.capacity for column in names.values() if column.capacity)
    duties = [names[str(one.to_owner)].duty for one in moves]
    assert all(one is not None and one.here for one in duties)
    view = next(one for one in board.strip.shown if one.key == str(moves[0].to_owner))
    heard = view.list.cards.index(view.list.cards.row_of(moves[0].ticket_id)).data(ROLE)
    assert "speaks" in heard
    assert "load" in heard
    assert owner(board, moves[0].ticket_id) is None
    press(board, qtbot, Qt.Key.Key_Z, CTRL)
    assert board.state.staged == {}


def test_an_absent_colleagues_tickets_are_offered_to_the_substitute(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.desk
    marta = next(one for one in boards.board(desk).members if one.login == "marta")
    ids = [int(one.id) for one in boards.board(desk, parse("owner:none").query).cards[:3]]
    together.assign(desk, ids, StaffId(marta.id), lambda *_: None)
    made = BoardScreen(window)
    made.open()
    settled(made, qtbot)
    assert made.notice.title.text() == "Marta Lind is away and has 3 tickets."
    made.filter.setText("tire:x")
    qtbot.waitUntil(lambda: "tire" in made.notice.title.text())
    made.filter.clear()
    qtbot.waitUntil(lambda: made.notice.title.text() == "Marta Lind is away and has 3 tickets.")
    settled(made, qtbot)
    made.notice.button.click()
    menu = made.findChildren(QMenu)[-1]
    assert menu.actions()[0].text() == "Give to Dana Kim, who stands in"
    menu.actions()[0].trigger()
    menu.close()
    assert {one.to_owner for one in made.state.staged.values()} == {int(desk.actor.staff_id)}
    tomas = next(one for one in boards.board(desk).members if one.login == "tomas")
    staffing.add_absence(desk, int(tomas.id), kind="sick", starts_at=NOW, ends_at=NOW + timedelta(days=1))
    goals = [words for _, words in hand_form(desk, (), staffing.members(desk), routing.queues(desk)).fields[0].options]
    assert [one.partition(" · ")[0] for one in goals[-2:]] == ["Marta Lind", "Tomás Ferreira"]  # who is away comes last
    assert goals[-2].endswith("· Dana Kim stands in")
    assert "ill until" in goals[-1]
    assert "Marta" not in "".join(goals[:-2])
    made.read()
    settled(made, qtbot)
    assert "Marta" not in made.notice.title.text()
    assert "Tomás" not in made.notice.title.text()  # what is staged is said, and goes before
    made.acts.apply()
    qtbot.waitUntil(lambda: not made.state.staged)
    qtbot.waitUntil(lambda: "Tomás Ferreira is away" in made.notice.title.text())
    settled(made, qtbot)
    assert owner(made, ids[0]) == "Dana Kim"
    made.reject()
    qtbot.waitUntil(lambda: window.runner.busy == 0)


def test_the_tickets_of_who_left_are_shared_out_and_nobody_gives_them_more(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.desk
    marta = next(one for one in boards.board(desk).members if one.login == "marta")
    ids = [int(one.id) for one in boards.board(desk, parse("owner:none").query).cards[:3]]
    together.assign(desk, ids[:2], StaffId(marta.id), lambda *_: None)
    table = tables.people.staff
    desk.apply(desk.command("put"), lambda unit: unit.amend(table, marta.id, expected=None, active=False))
    made = BoardScreen(window)
    made.open()
    settled(made, qtbot)
    assert "Marta Lind works here no longer and has 2 tickets." in made.notice.title.text()
    assert made.strip.shown[-1].head.accessibleName().startswith("Marta Lind, works here no longer, load 2")
    made.acts.stage(ids[2:], str(marta.id))
    assert (made.state.staged, made.notice.title.text()) == ({}, say("board.over_person"))
    made.strip.focus_in(made.strip.shown[-1])
    press(made, qtbot, Qt.Key.Key_R)
    menu = made.findChildren(QMenu)[-1]
    assert [one.text() for one in menu.actions()] == [say("board.away_share"), say("board.away_back")]
    menu.actions()[1].trigger()
    menu.close()
    assert {key: one.to_owner for key, one in made.state.staged.items()} == dict.fromkeys(ids[:2], 0)
    made.acts.may_leave()
    made.reject()
    qtbot.waitUntil(lambda: window.runner.busy == 0)


def test_people_are_set_in_the_window(board: BoardScreen, qtbot: QtBot) -> None:
    found = PeopleList(board.window_, board)
    found.open()
    qtbot.waitUntil(lambda: bool(found.members) and not board.window_.runner.busy)
    irina = next(one for one in found.members if one.login == "irina")
    assert week_words(week_of(irina.shifts)) == "Mon–Sat 11:00-20:00"
    found.open_row(str(irina.id))
    form = found.findChildren(EntryForm)[-1]
    form.inputs["capacity"].set_value(6)
    form.inputs["mon"].set_value("08:00-12:00, 13:00-17:00")
    form.save()
    qtbot.waitUntil(lambda: next(one for one in found.members if one.login == "irina").capacity == 6)
    kept = next(one for one in found.members if one.login == "irina")
    assert [one.starts for one in kept.shifts if one.weekday == 0] == ["08:00", "13:00"]
    assert found.list.choose(str(irina.id))
    desk = board.window_.desk  # what another lead writes is read by itself, and the current row stays
    staffing.add_absence(desk, irina.id, kind="sick", starts_at=NOW, ends_at=NOW + timedelta(days=1))
    board.window_.watch.changed.emit(())
    qtbot.waitUntil(lambda: "Irina Volkova: " in "".join(one.title for one in found.list.rows.rows))
    now = found.list.current()
    assert now is not None
    assert now.id == str(irina.id)
    found.reject()
    settled(board, qtbot)


def test_rules_are_tried_in_the_window_before_they_hold(board: BoardScreen, qtbot: QtBot) -> None:
    desk = board.window_.desk
    routing.set_queue(desk, name="Panel", people=())
    found = RulesScreen(board.window_, board)
    found.open()
    qtbot.waitUntil(lambda: bool(found.queues) and not board.window_.runner.busy)
    found.add_rule()
    form = found.findChildren(EntryForm)[-1]
    form.inputs["query"].set_value("кто:me")
    form.save()
    qtbot.waitUntil(lambda: "owner" in form.rows["query"].note.text())
    form.inputs["query"].set_value("язык:ru тема:panel_section,gone")
    irina = next(one for one in found.members if one.name == "Irina Volkova")
    form.inputs["person"].set_value(irina.id)
    form.save()
    qtbot.waitUntil(lambda: bool(found.rules))
    qtbot.waitUntil(lambda: not board.window_.runner.busy and "would come into a queue" in found.told.text())
    assert (found.rules[0].query, found.rules[0].person_id) == ("lang:ru topic:panel_section,gone", irina.id)
    row = next(one for one in found.list.rows.rows if one.id == "0")
    title = board.window_.desk.agreement.agreement.topics["panel_section"].en
    assert row.detail == title, "a code is told in words"
    shown = [one for one in found.tried.rows.rows if one.tone == "accent"]
    assert shown
    assert all("Irina Volkova" in one.detail for one in shown)
    assert row.tag == "Panel  ·  Irina Volkova"
    assert routing.rules(desk) == ()
    qtbot.keyClick(found, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(routing.rules(desk)) == 1)
    assert routing.rules(desk)[0].person_id == irina.id
    qtbot.waitUntil(lambda: not found.changed and not board.window_.runner.busy)
    found.reject()
    settled(board, qtbot)


def test_rules_that_another_lead_saved_meanwhile_are_not_written_over(board: BoardScreen, qtbot: QtBot) -> None:
    desk = board.window_.desk
    for name in ("Panel", "Server"):
        routing.set_queue(desk, name=name, people=())
    panel, server = (one.id for one, _ in routing.queues(desk))
    routing.set_rules(desk, [RoutingRule(queue_id=panel, query="lang:ru")], seen=())
    found = RulesScreen(board.window_, board)
    found.open()
    qtbot.waitUntil(lambda: bool(found.rules) and not board.window_.runner.busy)
    found.rules.append(RoutingRule(queue_id=server, query="lang:en"))
    found._show()
    found.open_row(f"queue:{server}")
    assert "Save them first" in found.notice.detail.text()
    assert not found.findChildren(EntryForm)
    theirs = (*routing.rules(desk), RoutingRule(queue_id=server, query="tier:critical"))
    routing.set_rules(desk, theirs, seen=routing.rules(desk))
    found.add_queue()
    form = found.findChildren(EntryForm)[-1]
    form.inputs["name"].set_value("Third")
    form.save()
    qtbot.waitUntil(lambda: len(found.queues) == 3 and not board.window_.runner.busy)
    assert "Somebody else changed the rules" in found.notice.title.text()
    assert [one.query for one in found.rules] == ["lang:ru", "lang:en"]
    qtbot.keyClick(found, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not board.window_.runner.busy)
    assert [one.query for one in routing.rules(desk)] == ["lang:ru", "tier:critical"]
    found.reject()
    found.reject()
    settled(board, qtbot)


def test_a_rule_stays_current_and_in_its_form_where_others_move_it(board: BoardScreen, qtbot: QtBot) -> None:
    desk = board.window_.desk
    routing.set_queue(desk, name="Panel", people=())
    ((panel, _),) = routing.queues(desk)
    routing.set_rules(desk, [RoutingRule(queue_id=panel.id, query=one) for one in ("lang:ru", "lang:en")], seen=())
    found = RulesScreen(board.window_, board)
    found.open()
    qtbot.waitUntil(lambda: len(found.rules) == 2 and not board.window_.runner.busy)
    found.list.choose("1")
    found.open_row("1")
    form, second = found.findChildren(EntryForm)[-1], routing.rules(desk)[1:]

    def renewed(rules: tuple[RoutingRule, ...]) -> Choice | None:
        routing.set_rules(desk, rules, seen=routing.rules(desk))
        found._reads.wish(own=False)
        qtbot.waitUntil(lambda: not board.window_.runner.busy)
        return found.list.current()

    here = renewed(second)
    assert here is not None
    assert (here.id, len(found.rules)) == ("0", 1)
    form.inputs["reason"].set_value("English alone")
    form.save()
    qtbot.waitUntil(lambda: found.changed and not board.window_.runner.busy)
    assert [(one.query, one.reason) for one in found.rules] == [("lang:en", "English alone")]
    found.rules = list(found.kept)
    assert renewed(()) is None
    found.reject()
    settled(board, qtbot)
