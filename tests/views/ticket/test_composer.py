"""Writing: drafts on every way out, files, variables, the ways to send, and that no text ever lands elsewhere."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.faults import BadInput
from console.records.base import Status, TicketId
from console.services import outbox, showing
from console.services.drafts import Saved, load_drafts
from console.services.reply import Outgoing, send_reply
from console.views.letters.panel import LetterPanel
from console.views.main_window import MainWindow
from console.views.speaking import speak
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.composer import Composer
from console.views.ticket.writing_frame import WritingFrame
from console.views.words import say
from tests.views.conftest import Clock
from tests.views.test_window import dialog, press, settle

_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def open_mine(window: MainWindow, qtbot: QtBot) -> tuple[Composer, TicketId]:
    window.show_view("all_open")
    settle(window, qtbot)
    table = window.queue.table
    for place in range(table.rows.rowCount()):
        row = table.rows.record(place)
        if row is not None and row.subject.startswith("Operators see"):
            table.select_row(place)
    settle(window, qtbot)
    assert window.panels is not None
    return window.ticket.composer, window.panels.detail.row.id


def texts(window: MainWindow, ticket: TicketId) -> dict[str, str]:
    return {one.kind: one.text for one in load_drafts(window.desk, ticket)}


def test_a_draft_is_saved_after_a_pause_and_says_when(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    qtbot.keyClicks(composer.edit, "half a sen")
    qtbot.waitUntil(lambda: texts(window, ticket).get("reply") == "half a sen")
    qtbot.waitUntil(lambda: composer.saved.text() == "Draft saved 14:30")


def test_a_draft_is_saved_on_every_way_out(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    for words, leave in (
        ("one", lambda: press(window, "J")),
        ("two", lambda: composer.set_kind("note")),
        ("three", window.acts.letters.refuse),
    ):
        open_mine(window, qtbot)
        composer.set_kind("reply")
        composer.edit.setPlainText(words)
        window.queue.table.setFocus()
        leave()
        settle(window, qtbot)
        assert texts(window, ticket)["reply"] == words
        for panel in window.findChildren(LetterPanel):
            panel.reject()
    composer.edit.setPlainText("four")
    window.close()
    settle(window, qtbot)
    assert texts(window, ticket)["reply"] == "four"


def test_what_was_thrown_away_comes_back_with_z(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("a long answer")
    qtbot.mouseClick(composer.throw, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert composer.edit.toPlainText() == ""
    window.queue.table.setFocus()
    press(window, "J")
    settle(window, qtbot)
    press(window, "Z")
    settle(window, qtbot)
    assert composer.edit.toPlainText() == ""
    assert texts(window, ticket)["reply"] == "a long answer"


def test_a_variable_that_is_not_filled_in_stops_sending(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("🙂 Please do {{next_step}} now")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, _CONTROL)
    settle(window, qtbot)
    assert composer.edit.textCursor().selectedText() == "{{next_step}}"
    composer.flush(again=True)
    settle(window, qtbot)  # it is kept, and what is missing stays in sight
    assert "steps for the customer" in composer.saved.text()
    for answer, said in ((BadInput("variable_left"), "not saved"), (Saved.KEPT, "steps for the customer")):
        composer._saved(answer)
        assert said in composer.saved.text()
    composer.discard()
    composer.edit.setPlainText("A letter with {{next_step}}")
    qtbot.waitUntil(lambda: "saved" in composer.saved.text().lower())
    composer.edit.setPlainText("🙂 Please do {{next_step}} now")
    assert showing.messages(window.desk, ticket)[-1].text != composer.edit.toPlainText()
    text = "Put {{order_id}} there"
    composer.edit.setPlainText(text)
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, _CONTROL)
    settle(window, qtbot)
    assert showing.messages(window.desk, ticket)[-1].text == text


def test_alt_enter_sends_and_waits(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("Which browser?")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, _ALT)
    settle(window, qtbot)
    assert showing.detail(window.desk, ticket).row.status is Status.WAITING


def test_control_e_sends_and_offers_to_close(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("Done in 4.8.2.")
    qtbot.keyClick(composer.edit, Qt.Key.Key_E, _CONTROL)
    settle(window, qtbot)
    assert showing.messages(window.desk, ticket)[-1].text == "Done in 4.8.2."
    dialog(window, ClosingPanel).reject()


def test_a_semicolon_at_the_start_of_a_line_offers_letters(window: MainWindow, qtbot: QtBot) -> None:
    composer, _ = open_mine(window, qtbot)
    composer.edit.setPlainText("a; b")
    qtbot.keyClicks(composer.edit, ";")
    settle(window, qtbot)
    panel = next(one for one in window.findChildren(LetterPanel) if one.isVisible())
    panel.reject()
    assert composer.edit.toPlainText() == "a; b"


def test_files_are_kept_shown_and_written_into_the_letter(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    composer, ticket = open_mine(window, qtbot)
    file = tmp_path / "server log.txt"
    file.write_bytes(b"line one\r\nline two\n\x00\xff")
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(file))])
    composer.edit.insertFromMimeData(given)
    picture = QMimeData()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    picture.setImageData(image)
    composer.edit.insertFromMimeData(picture)
    settle(window, qtbot)
    assert [one.name for one in composer.files.files] == ["server log.txt", "picture.png"]
    qtbot.waitUntil(lambda: [len(one.files) for one in load_drafts(window.desk, ticket)] == [2])
    composer.edit.setPlainText("See the files.")
    composer.send_now()
    settle(window, qtbot)
    sent = showing.messages(window.desk, ticket)[-1]
    assert [one.name for one in sent.attachments] == ["server log.txt", "picture.png"]
    clock.forward(seconds=30)
    entry = next(one for one in outbox.release_due(window.desk) if one.ticket_id == ticket)
    content = Path(entry.path or "").read_bytes()
    read = email.message_from_bytes(content, policy=email.policy.default)
    parts = list(read.iter_attachments())
    assert [one.get_filename() for one in parts] == ["server log.txt", "picture.png"]
    assert parts[0].get_payload(decode=True) == file.read_bytes()


def test_a_message_called_back_brings_its_files_into_the_draft(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    composer, _ = open_mine(window, qtbot)
    (tmp_path / "a.log").write_bytes(b"a")
    composer.attaching.add((tmp_path / "a.log",))
    settle(window, qtbot)
    composer.edit.setPlainText("With a file.")
    composer.send_now()
    settle(window, qtbot)
    assert composer.files.files == ()
    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert composer.edit.toPlainText() == "With a file."
    assert [one.name for one in composer.files.files] == ["a.log"]


def test_a_file_that_is_too_large_is_told_and_the_text_stays(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    composer, _ = open_mine(window, qtbot)
    composer.edit.setPlainText("words")
    big = tmp_path / "big.bin"
    with big.open("wb") as out:
        out.truncate(21 * 1_048_576)
    composer.attaching.add((big, tmp_path / "none.txt"))
    settle(window, qtbot)
    assert composer.files.files == ()
    assert "cannot be read" in composer.saved.text()
    assert composer.edit.toPlainText() == "words"


def test_a_stale_reply_is_stopped_and_shows_what_came(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("an answer")
    detail = showing.detail(window.desk, ticket)
    other = Outgoing(
        ticket_id=ticket,
        text="somebody else was quicker",
        subject="Re: x",
        to_address=detail.contact_address,
        base_event=detail.event_n,
    )
    composer.base_event = -1
    composer.send_now()
    settle(window, qtbot)
    assert composer.stale.isVisible()
    assert "Greta Lindqvist" in composer.stale.newest.text()
    assert composer.edit.toPlainText() == "an answer"
    qtbot.mouseClick(composer.stale.anyway, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert showing.messages(window.desk, ticket)[-1].text == "an answer"
    assert send_reply(window.desk, other).result


def test_a_sending_that_ends_late_touches_no_other_ticket(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("for the first")
    composer.send_now()
    window.queue.table.step(1)
    window._load_wanted()
    qtbot.waitUntil(lambda: composer.ticket_id not in (0, int(ticket)))
    composer.edit.setPlainText("for the second")
    settle(window, qtbot)
    assert composer.edit.toPlainText() == "for the second"


def test_a_failed_sending_leaves_its_text_on_its_own_ticket(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("never against the newer state")
    composer.base_event = -1
    composer.send_now()
    window.queue.table.step(1)
    window._load_wanted()
    qtbot.waitUntil(lambda: composer.ticket_id not in (0, int(ticket)))
    settle(window, qtbot)
    assert composer.edit.toPlainText() == ""
    window.acts.writing._stale_landed((int(ticket), ()))  # what came in is read too late for the ticket in sight
    assert not composer.stale.isVisible()
    assert texts(window, ticket)["reply"] == "never against the newer state"


def test_refusing_leaves_words_of_ones_own_where_they_are(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.edit.setPlainText("my own thoughts")
    composer._save_now()
    settle(window, qtbot)
    window.acts.letters.refuse()
    settle(window, qtbot)
    panel = next(one for one in window.findChildren(LetterPanel) if one.isVisible())
    panel.reject()
    assert texts(window, ticket)["reply"] == "my own thoughts"


def test_the_composer_grows_with_its_text_up_to_a_height(window: MainWindow, qtbot: QtBot) -> None:
    composer, _ = open_mine(window, qtbot)
    low = composer.height()
    composer.edit.setPlainText("\n".join("line" for _ in range(60)))
    qtbot.wait(10)
    assert low < composer.height() <= 340


def test_a_note_is_amber_and_cannot_be_sent_to_a_customer(window: MainWindow, qtbot: QtBot) -> None:
    composer, ticket = open_mine(window, qtbot)
    composer.write("note")
    assert composer.property("composer") == "note"
    assert composer.send.accessibleName() == "Add note"
    assert composer.to.isHidden()
    composer.edit.setPlainText("between us")
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return, _ALT)
    settle(window, qtbot)
    assert showing.messages(window.desk, ticket)[-1].direction.value == "note"


def test_a_narrow_composer_leaves_room_for_what_became_of_the_draft(dressed: QApplication, qtbot: QtBot) -> None:
    frame = WritingFrame("Dana")
    qtbot.addWidget(frame)
    frame.tell("Saved 14:30")
    for width, words in ((400, ""), (620, "Refuse…")):
        frame.setFixedWidth(width)
        frame.show()
        QApplication.processEvents()
        assert frame.refuse.text().strip() == words
        assert frame.refuse.accessibleName() == "Refuse…"
        assert not frame.saved.toolTip(), "it is whole"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_refusal_keeps_its_word_where_the_time_alone_says_that_it_is_kept(
    dressed: QApplication, qtbot: QtBot, language: str
) -> None:
    speak(dressed, language)
    try:
        frame = WritingFrame("Dana")
        qtbot.addWidget(frame)
        frame.setFixedWidth(474)  # as wide as in a window of 1680
        frame.ready(written=True, sendable=True)
        frame.show()
        whole = say("composer.saved", time="14:30")
        for told, brief in (("", ""), (whole, "14:30")):
            frame.tell(told, brief=brief)
            QApplication.processEvents()
            assert frame.refuse.text().strip() == say("act.refuse")
            assert frame.saved.text() in (told, brief)
            assert frame.saved.accessibleName() == told
        frame.setFixedWidth(640)
        QApplication.processEvents()
        assert frame.saved.text() == whole
    finally:
        speak(dressed, "en")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_became_of_the_draft_is_whole_at_every_width(dressed: QApplication, qtbot: QtBot, language: str) -> None:
    speak(dressed, language)
    try:
        frame = WritingFrame("Dana")
        qtbot.addWidget(frame)
        frame.ready(written=True, sendable=True)
        frame.tell(say("composer.saved", time="14:30"))
        frame.show()
        for width in range(410, 640, 6):
            frame.setFixedWidth(width)
            QApplication.processEvents()
            assert not frame.saved.toolTip(), f"it is cut at {width}"
        assert frame.refuse.text().strip() == say("act.refuse")
    finally:
        speak(dressed, "en")
