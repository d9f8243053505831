"""A mail with HTML, as it came through an import: its own picture is shown, nothing else is, links are told first."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.services import mail_content, showing
from console.services.intake.run import import_paths
from console.store.queries import tickets
from console.views.dialogs.mail import MailDialog
from console.views.main_window import MainWindow
from console.views.words import set_language
from tests.services.letters_of_mail import write
from tests.views.conftest import Clock, clock, demo, dressed, window

__all__ = ["Clock", "clock", "demo", "dressed", "window"]

HTML = """<p>Look <img src="cid:shot@a"> <img src="https://evil.example/x.png"> <img src="file:///etc/passwd">
<a href="https://evil.example/login">www.kestrel-change.example</a></p><script>alert(1)</script>"""


def png() -> bytes:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0x336699)
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want the format as bytes
    return bytes(held.data())


@pytest.mark.parametrize(
    ("language", "note"), [("en", "2 remote images not loaded"), ("ru", "2 внешние картинки не загружены")]
)
def test_a_hostile_mail_shows_its_own_picture_and_warns_of_its_link(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, language: str, note: str
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Marek <marek@kestrel-change.example>", "support@x.example", "Picture"
    mail["Message-ID"] = "<picture@x>"
    mail.set_content("Look")
    mail.add_alternative(HTML, subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index]  # a multipart
    html.add_related(png(), "image", "png", cid="<shot@a>", filename="shot.png")  # type: ignore[union-attr]  # a part
    (line,) = import_paths(window.desk, [write(tmp_path / "in", mail.as_bytes())])
    with window.desk.store.read() as connection:
        key = tickets.number_to_id(connection, int(line.ticket or 0))
    (message,) = showing.messages(window.desk, TicketId(key))
    ready = mail_content.ready(window.desk, message)
    assert ready.pictures == {"shot@a": png()}
    set_language(language)
    dialog = MailDialog(window, message)
    dialog.open()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(30)
    assert dialog.pane.mode == "simplified"
    assert dialog.pane.note.text() == note
    assert "alert" not in dialog.pane.view.toPlainText()
    dialog.pane.view.link_asked.emit("https://evil.example/login")
    assert not dialog.warning.isHidden()
    assert "evil.example" in dialog.link.text()
    dialog.reject()
