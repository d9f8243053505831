"""A request entered by hand: what is pasted, who is suggested, when it was received, and what is said of mistakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.query import parse
from console.services import showing
from console.services.desk import Desk
from console.store.queries import tickets
from console.views.dialogs.by_hand import HandDialog
from console.views.main_window import MainWindow
from tests.services.letters_of_mail import raw_mail

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(60)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(20)


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> HandDialog:
    window.acts.desk.new_request()
    settle(window, qtbot)
    return next(one for one in window.findChildren(HandDialog) if one.isVisible())


def paste(dialog: HandDialog, **what: object) -> None:
    data = QMimeData()
    if "text" in what:
        data.setText(str(what["text"]))
    if isinstance(what.get("image"), QImage):
        data.setImageData(what["image"])
    if isinstance(what.get("file"), Path):
        data.setUrls([QUrl.fromLocalFile(str(what["file"]))])
    assert dialog.content.canInsertFromMimeData(data)
    dialog.content.insertFromMimeData(data)


def key(dialog: HandDialog, which: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QApplication.sendEvent(dialog.focusWidget() or dialog, QKeyEvent(QEvent.Type.KeyPress, which, held))


def newest(desk: Desk) -> showing.ShownTicket:
    rows = showing.queue_page(desk, parse("").query).rows
    return showing.ticket(desk, max(row.number for row in rows))


def test_a_request_is_entered_by_keys_with_its_channel_and_time(
    window: MainWindow, qtbot: QtBot, dialog: HandDialog
) -> None:
    assert dialog.channel.currentText().startswith("support@clausedesk.example")
    assert not dialog.rows["address"].isVisible()
    paste(dialog, text="Where do I set the commission?")
    dialog.sender_address.setText("marek@kestrel-change.example")
    dialog.subject.setText("By phone")
    dialog.received.setText("2026-11-20 11:30")
    dialog.sender_address.setFocus()
    key(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    key(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    assert not dialog.isVisible()
    shown = newest(window.desk)
    assert shown.detail.row.received_at == AT
    assert (shown.detail.row.subject, shown.detail.row.license_key) == ("By phone", "HRB-2025-3987")
    assert shown.detail.row.channel == "email"


def test_a_whole_mail_that_is_pasted_fills_the_fields_and_is_kept(
    window: MainWindow, qtbot: QtBot, dialog: HandDialog
) -> None:
    mail = raw_mail(
        "m",
        sender="Marek <marek@kestrel-change.example>",
        subject="Reserve",
        body="It shows zero.",
        at=AT,
        to="support@clausedesk.example",
    )
    paste(dialog, text=mail.decode())
    settle(window, qtbot)
    assert dialog.note.isVisible()
    assert dialog.content.toPlainText().strip() == "It shows zero."
    assert dialog.sender_address.text() == "marek@kestrel-change.example"
    assert dialog.received.instant() == AT
    dialog.go.click()
    settle(window, qtbot)
    shown = newest(window.desk)
    assert shown.detail.row.subject == "Reserve"
    with window.desk.store.read() as connection:
        assert tickets.blob(connection, str(shown.messages[0].raw_sha256)) == mail


def test_files_and_pictures_are_taken_and_left_out(
    window: MainWindow, qtbot: QtBot, dialog: HandDialog, tmp_path: Path
) -> None:
    (tmp_path / "log.txt").write_bytes(b"a log")
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0)
    paste(dialog, file=tmp_path / "log.txt")
    paste(dialog, image=picture)
    paste(dialog, image=picture)
    dialog.files.leave_out(2)
    dialog.content.insertPlainText("See the files")
    dialog.sender_address.setText("marek@kestrel-change.example")
    dialog.go.click()
    settle(window, qtbot)
    (message,) = newest(window.desk).messages
    assert [(one.name, one.media_type) for one in message.attachments] == [
        ("log.txt", "text/plain"),
        ("picture-1.png", "image/png"),
    ]


def test_known_people_are_suggested(window: MainWindow, qtbot: QtBot, dialog: HandDialog) -> None:
    dialog.sender_address.setText("greta")
    dialog.sender_address.textEdited.emit("greta")
    settle(window, qtbot)
    (line,) = dialog._names.stringList()
    dialog._suggested(line)
    assert dialog.sender_address.text() == "greta@nordlys-exchange.example"
    assert dialog.sender_name.text() == "Greta Lindqvist"


@pytest.mark.parametrize(
    ("text", "sender", "days", "row"),
    [
        ("", "a@b.example", 0, "content"),
        ("Help", "", 0, "sender"),
        ("Help", "nobody", 0, "sender"),
        ("Help", "a@b.example", 3, "received"),
        ("Help", "a@b.example", None, "received"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_everything_stays(
    window: MainWindow, qtbot: QtBot, dialog: HandDialog, text: str, sender: str, days: int | None, row: str
) -> None:
    dialog.content.setPlainText(text)
    dialog.sender_address.setText(sender)
    now = dialog.received.local()
    assert now is not None
    dialog.received.setText("some day" if days is None else f"{now + timedelta(days=days):%Y-%m-%d %H:%M}")
    dialog.go.click()
    settle(window, qtbot)
    assert dialog.isVisible()
    told = [name for name, one in dialog.rows.items() if one.field.property("bad") == "true"]
    assert told == [row]
    assert dialog.rows[row].note.text()
    assert dialog.content.toPlainText() == text
