"""A conversation is walked through, chosen from, selected and copied with keys and pointer alike."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.models.thread import HELD
from console.records.thread import MessageVersion
from console.views.look import look as looks
from console.views.ticket.cards import Shape, lay_out
from console.views.ticket.events import sentence
from console.views.words import moment
from tests.views.ticket.conftest import Talk
from tests.views.ticket.messages import file, message, text_of, thread

_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def shown(talk: Talk) -> list[int]:
    return [talk.rows.key(row) for row, _ in talk.stack.visible(talk.viewport().height())]


def test_it_opens_at_the_newest_message(talk: Talk) -> None:
    talk.open(thread(count=300))
    assert shown(talk)[-1] == 300
    bar = talk.verticalScrollBar()
    assert bar.value() == bar.maximum() > 1_000


def test_ten_thousand_messages_are_a_handful_of_cards_and_no_widget(talk: Talk) -> None:
    talk.wanted.connect(talk.answer)
    widgets = len(talk.findChildren(QWidget))
    begun = time.process_time()
    talk.open(thread(count=10_000))
    assert time.process_time() - begun < 1.0  # a guard; the figure is in tests/bench
    for value in range(0, talk.verticalScrollBar().maximum(), talk.verticalScrollBar().maximum() // 60):
        talk.verticalScrollBar().setValue(value)
        talk.grab()
    assert len(talk.findChildren(QWidget)) == widgets
    assert len(talk._cards) <= 120
    assert len(talk.rows.held) <= HELD
    assert len(talk.read) < 10_000


def test_only_what_comes_into_sight_is_read(talk: Talk) -> None:
    wanted: list[int] = []
    talk.wanted.connect(wanted.extend)
    talk.open(thread(count=10_000))
    assert wanted == [] or min(wanted) > 9_800
    wanted.clear()
    talk.verticalScrollBar().setValue(talk.verticalScrollBar().maximum() // 2)
    assert wanted
    assert all(4_800 < key < 5_200 for key in wanted)


def test_words_that_come_late_do_not_move_what_is_read(talk: Talk) -> None:
    talk.open(thread(count=2_000))
    talk.wanted.connect(talk.answer)
    talk.verticalScrollBar().setValue(talk.verticalScrollBar().maximum() // 2)
    top = talk.stack.visible(700)[0]
    talk.answer(tuple(range(1, 400)))
    talk.answer(tuple(range(1_700, 1_900)))
    assert talk.stack.visible(700)[0] == top


def test_scrolling_up_pixel_by_pixel_never_jumps(talk: Talk) -> None:
    talk.wanted.connect(talk.answer)
    talk.open(thread(count=400))
    bar = talk.verticalScrollBar()
    for _ in range(300):
        before = dict(talk.stack.visible(700))
        bar.setValue(bar.value() - 24)
        after = dict(talk.stack.visible(700))
        both = set(before) & set(after)
        assert both
        assert {after[row] - before[row] for row in both} == {24}


def test_the_keys_walk_through_it(talk: Talk, qtbot: QtBot) -> None:
    talk.wanted.connect(talk.answer)
    talk.open(thread(count=300))
    talk.setFocus()
    qtbot.keyClick(talk, Qt.Key.Key_Up)
    assert talk.rows.key(talk.currentIndex().row()) == 300
    qtbot.keyClick(talk, Qt.Key.Key_Up)
    assert talk.rows.key(talk.currentIndex().row()) == 299
    qtbot.keyClick(talk, Qt.Key.Key_Home)
    assert (talk.currentIndex().row(), shown(talk)[0]) == (0, 1)
    qtbot.keyClick(talk, Qt.Key.Key_Down)
    assert talk.currentIndex().row() == 1
    qtbot.keyClick(talk, Qt.Key.Key_End)
    assert shown(talk)[-1] == 300
    before = dict(talk.stack.visible(700))
    qtbot.keyClick(talk, Qt.Key.Key_PageUp)
    after = dict(talk.stack.visible(700))
    assert {after[row] - before[row] for row in after if row in before} == {talk.viewport().height() - 48}
    qtbot.keyClick(talk, Qt.Key.Key_Return)
    assert talk.acted == [("menu", None)]


def test_messages_are_chosen_with_space_and_with_shift(talk: Talk, qtbot: QtBot) -> None:
    talk.open(thread(*(message(number) for number in range(1, 9))))
    talk.go_to(3)
    qtbot.keyClick(talk, Qt.Key.Key_Space)
    assert talk.chosen_keys() == (4,)
    qtbot.keyClick(talk, Qt.Key.Key_Down, _SHIFT)
    qtbot.keyClick(talk, Qt.Key.Key_Down, _SHIFT)
    assert talk.chosen_keys() == (4, 5, 6)
    qtbot.keyClick(talk, Qt.Key.Key_Space)
    assert talk.chosen_keys() == (4, 5)
    assert talk.clear_choice()
    assert talk.chosen_keys() == (6,)
    assert not talk.clear_choice()


def test_text_is_selected_by_keys_and_copied(talk: Talk, qtbot: QtBot) -> None:
    talk.open(thread(message(1, text="first words of it")))
    talk.go_to(0)
    for _ in range(2):
        qtbot.keyClick(talk, Qt.Key.Key_Right, _SHIFT | _CONTROL)
    qtbot.keyClick(talk, Qt.Key.Key_C, _CONTROL)
    assert QGuiApplication.clipboard().text() == "first words "
    qtbot.keyClick(talk, Qt.Key.Key_A, _CONTROL)
    qtbot.keyClick(talk, Qt.Key.Key_C, _CONTROL)
    assert QGuiApplication.clipboard().text() == "first words of it"


def test_text_is_selected_by_the_pointer(talk: Talk, qtbot: QtBot) -> None:
    talk.open(thread(message(1, text="first words of it")))
    card = talk.card(0)
    assert card is not None
    left = QPoint(round(card.text_box.left()) + 1, round(card.text_box.center().y()) + talk.stack.visible(700)[0][1])
    qtbot.mousePress(talk.viewport(), Qt.MouseButton.LeftButton, pos=left)
    qtbot.mouseMove(talk.viewport(), left + QPoint(200, 0))
    qtbot.mouseRelease(talk.viewport(), Qt.MouseButton.LeftButton, pos=left + QPoint(200, 0))
    assert talk.selected_text() == "first words of it"
    qtbot.mouseDClick(talk.viewport(), Qt.MouseButton.LeftButton, pos=left + QPoint(4, 0))
    assert talk.selected_text() == "first"


def test_without_a_selection_the_message_is_copied_with_who_and_when(talk: Talk) -> None:
    talk.open(thread(message(1, text="one"), message(2, text="two")))
    talk.go_to(1)
    talk.copy()
    assert QGuiApplication.clipboard().text() == "Ann Sorrel, 2 Mar 2026, 13:34\ntwo"


def test_what_can_be_pressed_does_what_it_says(talk: Talk, qtbot: QtBot) -> None:
    quoted = message(1, text="new\n\n> old words that were said before", reply_text="new")
    files = (file(1, "log.txt"), file(2, "gone.txt", missing=True))
    talk.open(thread(quoted, message(2, attachments=files, reply_to=1)))
    places = {}
    for row, y in talk.stack.visible(700):
        card = talk.card(row)
        assert card is not None
        for place in card.places:
            places[place.words] = place.box.center().toPoint() + QPoint(0, y)
    for at in places.values():
        qtbot.mouseClick(talk.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [name for name, _ in talk.acted] == ["fold", "jump", "file", "file"]
    assert "log.txt, 2 KB" in places
    assert "gone.txt, not in the export" in places


def test_folded_text_shows_the_answer_and_unfolded_the_whole(talk: Talk) -> None:
    one = message(1, text="new\n\n> old words that were said before", reply_text="new")
    folded, open_ = lay_out(Shape(message=one, width=500)), lay_out(Shape(message=one, width=500, unfolded=True))
    assert folded.document.toPlainText() == "new"
    assert open_.document.toPlainText().endswith("> old words that were said before")
    assert open_.height > folded.height
    assert not lay_out(Shape(message=message(2), width=500)).places


def test_an_edited_message_shows_its_versions_newest_first(talk: Talk) -> None:
    one = message(1, text="third", versions=3)
    known = tuple(MessageVersion(n=n, at=0, text=words) for n, words in ((1, "first"), (2, "second"), (3, "third")))
    text = lay_out(Shape(message=one, width=500, versions=known)).document.toPlainText()
    assert text.split("\n")[::2] == ["third", "second", "first"]


def test_hostile_text_is_plain_text(talk: Talk) -> None:
    words = '<img src="file:///etc/passwd"><b>x</b>'
    card = lay_out(Shape(message=message(1, text=words), width=500))
    assert card.document.toPlainText() == words


def test_a_message_without_end_does_not_stop_the_window(talk: Talk) -> None:
    begun = time.process_time()
    talk.open(
        thread(message(1, text="x" * 2_000_000), message(2, text="word " * 400_000), message(3, text="\n" * 500_000))
    )
    talk.grab()
    assert time.process_time() - begun < 5  # a guard against what never ends


def test_every_message_is_heard(talk: Talk) -> None:
    talk.open(thread(message(1, attachments=(file(1, "log.txt"),)), message(10)))
    face = QAccessible.queryAccessibleInterface(talk)
    assert face is not None
    assert face.childCount() == 2
    first, second = (face.child(n).text(QAccessible.Text.Name) for n in (0, 1))
    assert first.startswith("Ann Sorrel, 2 Mar 2026, 12:47: 1.0 ")
    assert first.endswith("[log.txt, 2 KB]")
    assert second.startswith("Dana Kim, 2 Mar 2026, 19:50, Internal note: ")


@pytest.mark.parametrize(("theme", "zoom"), [("dark", 100), ("light", 150), ("light", 200)])
def test_it_follows_theme_and_zoom_at_run_time(talk: Talk, dressed: QApplication, theme: str, zoom: int) -> None:
    talk.open(thread(*(message(number) for number in range(1, 5))))
    before = talk.stack.total
    looks.apply(dressed, looks.make(theme, zoom=zoom))
    dressed.processEvents()
    ground = talk.grab().toImage().pixelColor(2, 2).name()
    assert ground == looks.current().tokens.surface.lower()
    assert (talk.stack.total > before * 1.2) is (zoom > 100)


def test_whoever_reads_further_up_stays_there_when_a_message_comes(talk: Talk) -> None:
    talk.wanted.connect(talk.answer)
    talk.open(thread(count=200))
    talk.verticalScrollBar().setValue(talk.verticalScrollBar().maximum() // 2)
    top = next((talk.rows.key(row), y) for row, y in talk.stack.visible(700))
    known = thread(count=201)
    talk.open(replace(known, newest=talk.rows.held + known.newest))
    assert next((talk.rows.key(row), y) for row, y in talk.stack.visible(700)) == top
    talk.verticalScrollBar().setValue(talk.verticalScrollBar().maximum())
    talk.open(thread(count=202))
    assert shown(talk)[-1] == 202


def test_signs_of_who_sent_a_message_are_painted_and_heard() -> None:
    when = datetime(2024, 1, 1, tzinfo=UTC)
    stranger = message(1, author="Ann Sorrel", address="mal@evil.example", answers_to="m@evil.example", said_at=when)
    words = (
        "another sender: mal@evil.example",
        "asks for answers to m@evil.example",
        f"says it was sent {moment(when)}; its receipt counts",
    )
    told = lay_out(Shape(message=stranger, width=600, asker="ann@one.example"))
    assert tuple(mark.words for _, mark in told.marks) == words
    assert ", ".join(words) in sentence(stranger, "words", "ann@one.example")
    form = message(1, address="carl@one.example", said_from="support@desk.example", problems=("says_ours",))
    (only,) = lay_out(Shape(message=form, width=600, asker="carl@one.example")).marks
    assert only[1].words == "says it is from us (support@desk.example); not proven"
    for known in (message(1), message(3, address="x@desk.example")):
        assert lay_out(Shape(message=known, width=600, asker="Ann@one.example")).marks == ()


def test_made_messages_differ() -> None:
    assert len({text_of(number) for number in range(1, 200)}) == 199
