"""Files of an archive are read in place: pictures and text shown, anything else said to be not, and nothing acts."""

from __future__ import annotations

import email
import email.policy
import json
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.tickets import AttachmentRecord
from console.services import mail_content, showing
from console.services.archives import ways_out
from console.services.desk import Desk
from console.views.archive.files import FileCover, is_mail, text_of
from console.views.archive.window import ArchiveWindow
from tests.views.test_archive_window import archive, opened, settle, window

__all__ = ["archive", "opened", "window"]


def picture(width: int, height: int) -> bytes:
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    image.save(held, "PNG")
    return held.data().data()


@pytest.fixture
def file(window: ArchiveWindow) -> AttachmentRecord:
    """A file of the archive."""
    row = next(iter(showing.queue_page(window.desk, parse("has:file").query).rows))
    return next(one for message in showing.messages(window.desk, row.id) for one in message.attachments if one.sha256)


def test_a_file_opens_in_place_and_nothing_is_asked_to_be_saved(
    window: ArchiveWindow, file: AttachmentRecord, qtbot: QtBot
) -> None:
    window.ticket.conversation.file_asked.emit(file)
    settle(window, qtbot)
    (cover,) = [one for one in window.window().findChildren(FileCover) if one.isVisible()]
    assert cover.save.isVisible()
    assert cover.warning.text()
    cover.close()


def test_pictures_and_text_are_shown_and_the_rest_is_not(
    window: ArchiveWindow, file: AttachmentRecord, qtbot: QtBot
) -> None:
    cover = FileCover(window, replace(file, name="page.html", media_type="text/html"))
    cover.open()
    settle(window, qtbot)
    cover.show_content("<script>alert(1)</script> слово".encode())
    assert cover.view.toPlainText() == "<script>alert(1)</script> слово"
    cover.show_content(picture(40, 30))
    assert "img" in cover.view.toHtml()
    assert not cover.told.isVisible()
    cover.show_content(b"MZ\x00\x01 a program")
    assert not cover.view.isVisible()
    assert "not shown" in cover.told.text()
    cover.close()


def test_what_is_no_text_is_none() -> None:
    assert text_of("слово".encode()) == "слово"
    for data in (b"a\0b", b"\xff\xfe", b"\x1b[2Jcleared", b"x" * 3_000_000):
        assert text_of(data) is None


def mail_file(*, html: str) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "Ann <ann@one.example>", "Forwarded to you"
    made["Date"] = "Tue, 24 Nov 2026 09:00:00 +0000"
    made.set_content("Plain words")
    made.add_alternative(html, subtype="html")
    made.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="tool.exe")
    return made.as_bytes()


def test_a_mail_that_is_a_file_is_shown_as_mails_are(
    window: ArchiveWindow, file: AttachmentRecord, qtbot: QtBot
) -> None:
    html = '<p>Styled <b>words</b></p><script>alert(1)</script><img src="https://far.example/pixel.png">'
    found = mail_content.of_file(window.desk, mail_file(html=html))
    assert found is not None
    assert found.cleaned is not None
    assert "script" not in found.cleaned.html
    assert found.cleaned.remote_images == 1
    assert found.files == ("tool.exe",)
    cover = FileCover(window, replace(file, name="forwarded.eml", media_type="message/rfc822"))
    cover.open()
    settle(window, qtbot)
    cover.show_mail(found)
    assert cover.mail.isVisible()
    assert not cover.view.isVisible()
    assert "Ann <ann@one.example>  ·  2026-11-24 09:00 UTC  ·  Forwarded to you" in cover.told.text()
    assert "tool.exe" in cover.told.text()
    cover.mail.link_asked.emit("https://far.example/")
    assert "https://far.example/" in cover.told.text()
    cover.close()


def test_what_only_says_that_it_is_a_mail_is_shown_as_what_it_is(window: ArchiveWindow, file: AttachmentRecord) -> None:
    assert is_mail(replace(file, name="a.EML", media_type="application/octet-stream"))
    assert not is_mail(replace(file, name="a.txt", media_type="text/plain"))
    assert mail_content.of_file(window.desk, b"MZ\x00\x01 a program") is None


def test_a_chat_leaves_as_mails_with_its_files_and_the_entry_each_came_as(demo: Desk, tmp_path: Path) -> None:
    found = showing.queue_page(demo, parse("channel:telegram").query).rows
    shown = showing.ticket(demo, found[0].number)
    ways_out.mails(demo, shown, tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as mails:
        read = [email.message_from_bytes(mails.read(name), policy=email.policy.default) for name in mails.namelist()]
    words = [one.get_body().get_content().strip() for one in read]  # type: ignore[union-attr]  # each has one
    assert words == [one.text.strip() for one in shown.messages]
    entries = [part for one in read for part in one.iter_attachments() if part.get_filename() == "message.json"]
    assert len(entries) == sum(one.raw_sha256 is not None for one in shown.messages) > 0
    assert all(isinstance(json.loads(part.get_content()), dict) for part in entries)
