"""Files of an archive are read in place: pictures and text shown, anything else said to be not, and nothing acts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.tickets import AttachmentRecord
from console.services import showing
from console.views.archive.files import FileCover, text_of
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
