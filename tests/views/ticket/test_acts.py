"""Acts between the messages: small ones in one line that opens, the letter behind a refusal, the marked passage."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.thread import Thread
from console.records.tickets import EventRecord
from console.views.main_window import MainWindow
from console.views.ticket.header import TagLine
from console.views.ticket.kept import KeptLetter
from console.views.ticket.refusal import RefusalPanel
from tests.views.test_window import dialog, go_to, settle
from tests.views.ticket.conftest import Talk
from tests.views.ticket.messages import START, message, thread

_MINUTE = 60_000_000


def act(n: int, kind: str = "fact_set", *, actor: str = "Dana Kim", minutes: int = 0) -> EventRecord:
    at = START + timedelta(days=2, minutes=minutes)
    new = {"name": "is_error", "value": True, "tier": "critical", "topic": "x"}
    return EventRecord(n=n, kind=kind, actor=actor, recorded_at=at, effective_at=at, old={}, new=new, hash=f"{n:064x}")


def with_acts(*events: EventRecord) -> Thread:
    plain = thread(message(1))
    at = [int(one.effective_at.timestamp()) * 1_000_000 for one in events]
    keys = (*plain.keys, *(-one.n for one in events))
    return replace(plain, keys=keys, instants=(*plain.instants, *at), events=events)


def test_small_acts_of_one_person_in_a_minute_are_one_line(talk: Talk) -> None:
    talk.open(with_acts(act(1), act(2), act(3), act(4, "topic_set"), act(5, "tier_set")))
    assert talk.rows.rowCount() == 2
    told = talk.line_of(1)
    assert told is not None
    assert told[1].startswith("Set: 3 facts, topic, tier  ·  Dana Kim")


def test_other_people_other_minutes_and_great_acts_stand_alone(talk: Talk) -> None:
    talk.open(with_acts(act(1), act(2), act(3, actor="Irina"), act(4, actor="Irina")))
    assert talk.rows.rowCount() == 5
    talk.open(with_acts(act(1), act(2, minutes=1), act(3, minutes=2)))
    assert talk.rows.rowCount() == 4
    talk.open(with_acts(act(1), act(2), act(3, "closed"), act(4), act(5)))
    assert talk.rows.rowCount() == 6


def test_the_line_opens_and_closes_by_key_and_by_pointer(talk: Talk, qtbot: QtBot) -> None:
    talk.open(with_acts(act(1), act(2), act(3)))
    box = talk.visualRect(talk.rows.index(1))
    qtbot.mouseClick(talk.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(120, box.bottom() - 8))
    assert talk.acted == [("unfold", talk.rows.key(1))]
    key = talk.rows.key(1)
    talk.unfold(key)
    assert [talk.rows.is_part(row) for row in range(talk.rows.rowCount())] == [False, False, True, True, True]
    assert talk.currentIndex().row() == 1
    talk.unfold(key)
    assert talk.rows.rowCount() == 2


def test_messages_that_are_held_stay_held_when_acts_open(talk: Talk) -> None:
    talk.open(with_acts(act(1), act(2), act(3)))
    talk.unfold(talk.rows.key(1))
    assert talk.rows.message(0) is not None


def test_a_passage_is_marked_and_brought_into_sight(window: MainWindow, qtbot: QtBot) -> None:
    talk = window.ticket.conversation
    first = talk.messages[0]
    assert talk.mark(int(first.id), 2, 9) is True
    assert talk.lit == {int(first.id): ((2, 9),)}
    assert talk.rows.key(talk.currentIndex().row()) == int(first.id)
    assert talk.mark(999_999, 0, 3) is False
    assert talk.lit == {}


def test_a_passage_far_down_in_a_long_message_comes_into_sight(talk: Talk) -> None:
    long = message(1, text="\n".join(f"line {n}" for n in range(400)))
    talk.open(thread(long, message(2)))
    at = long.text.index("line 333")
    talk.show_passage(0, at)
    shown = talk.card(0)
    assert shown is not None
    block = shown.document.findBlock(at)
    top = talk.stack.top(0) + shown.text_box.top() + shown.document.documentLayout().blockBoundingRect(block).top()
    assert 0 <= top <= talk.viewport().height()


def test_the_line_of_a_refusal_opens_the_letter_that_was_kept(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    go_to(window, qtbot, "Commission rounding")
    window.acts.letters.refuse()
    refusal = dialog(window, RefusalPanel)
    assert isinstance(refusal, RefusalPanel)
    qtbot.keyClick(refusal.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    talk = window.ticket.conversation
    row = next(n for n in range(talk.rows.rowCount()) if (found := talk.line_place(n)) and found.act == "letter")
    talk.go_to(row)
    talk.setFocus()
    qtbot.keyClick(talk, Qt.Key.Key_Return)
    kept = dialog(window, KeptLetter)
    assert isinstance(kept, KeptLetter)
    assert kept.letter.toPlainText() == talk.messages[-1].text
    assert kept.letter.isReadOnly()
    kept.reject()


def test_tags_that_do_not_fit_are_left_out_whole_and_stay_to_be_heard(dressed: QApplication, qtbot: QtBot) -> None:
    line = TagLine()
    qtbot.addWidget(line)
    line.show_tags(
        (("Critical", "critical", "alert-octagon"), ("Expired", "critical", "shield-off"), ("13 h", "plain", "clock"))
    )
    line.resize(600, 24)
    assert line.shown() == ("Critical", "Expired", "13 h")
    line.resize(130, 24)
    assert line.shown() == ("Critical",)
    assert "13 h" in line.accessibleName()


def test_a_key_takes_the_next_that_nobody_has_and_shows_it(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    qtbot.keyClick(window.queue.table, Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    mine = window.desk.actor.staff_id
    qtbot.waitUntil(lambda: bool(window.acts.past.done))
    last = window.acts.past.done[-1]
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.id == last.key)
    assert window.panels is not None
    assert window.panels.detail.row.owner_id == mine
    settle(window, qtbot)
    window.acts.undoing.undo()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.owner_id is None)
    window.show_view("closed")
    settle(window, qtbot)
    window.queue.show_query("tier:critical owner:none is:history")
    settle(window, qtbot)
    window.acts.claims.take_next()
    settle(window, qtbot)
    assert "Nothing in this list is free" in window.toast.accessibleName()
