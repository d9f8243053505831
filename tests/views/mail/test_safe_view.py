"""The view of a message: what it gives to Qt, what it emits, how large it is, and that no bomb stops it."""

from __future__ import annotations

import os
import re
import time

import pytest
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPalette, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from console.channels.untrusted.clean import clean_html
from console.views.mail.content import MailContent
from console.views.mail.pane import MODES, MailPane
from console.views.mail.safe_view import SafeMailView
from tests.channels.untrusted.hostile import BOMBS

WHOLE = os.environ.get("CLAUSEDESK_SOAK") == "1"
_IMAGE = QTextDocument.ResourceType.ImageResource.value
_OTHERS = [each.value for each in QTextDocument.ResourceType if each.value != _IMAGE]


def _picture(width: int, height: int, format_: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, format_)
    return bytes(buffer.data().data())


@pytest.fixture
def view(qtbot: QtBot) -> SafeMailView:
    made = SafeMailView()
    qtbot.addWidget(made)
    made.resize(500, 400)
    return made


def _content(html: str) -> MailContent:
    cleaned = clean_html(html)
    return MailContent(
        text=cleaned.text,
        cleaned_html=cleaned.html,
        reason=cleaned.text_only_reason,
        links=cleaned.links,
        remote_images=cleaned.remote_images,
        source=html.encode(errors="replace"),
    )


@pytest.mark.parametrize(
    "name",
    ["file:///x.png", "//evil.example/x", "x.png", "", "cid:unknown", "http://x.example/", "data:image/png;base64,x"],
)
def test_every_other_picture_is_one_pixel(view: SafeMailView, name: str) -> None:
    found = view.loadResource(_IMAGE, QUrl(name))
    assert isinstance(found, QImage)
    assert (found.width(), found.height(), found.isNull()) == (1, 1, False)
    assert found.pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize("kind", _OTHERS)
def test_everything_else_is_one_blank(view: SafeMailView, kind: int) -> None:
    assert bytes(view.loadResource(kind, QUrl("file:///x.css")).data()) == b" "


@pytest.mark.parametrize("format_", ["PNG", "JPG", "BMP", "WEBP"])
def test_a_picture_of_the_message_is_shown(view: SafeMailView, format_: str) -> None:
    view.show_html('<img src="cid:a%40b">', {"a@b": _picture(30, 20, format_)})
    found = view.loadResource(_IMAGE, QUrl("cid:a%40b"))
    assert (found.width(), found.height()) == (30, 20)


def test_pictures_are_bounded(view: SafeMailView) -> None:
    view.show_html(
        "",
        {"wide": _picture(4_000, 500), "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cut": _picture(9, 9)[:40]},
    )
    assert view.loadResource(_IMAGE, QUrl("cid:wide")).width() == 1_600
    assert view.loadResource(_IMAGE, QUrl("cid:svg")).width() == 1
    assert view.loadResource(_IMAGE, QUrl("cid:cut")).width() == 1
    many = {str(number): _picture(4_000, 4_000) for number in range(3)}
    view.show_html("", many)
    widths = [view.loadResource(_IMAGE, QUrl(f"cid:{number}")).width() for number in range(3)]
    assert widths == [1_600, 1_600, 1]


def test_a_wide_picture_is_shown_no_wider_than_the_view(view: SafeMailView) -> None:
    view.show_html('<p>x</p><img src="cid:a"><img src="cid:a" width="2000" height="9">', {"a": _picture(1_500, 100)})
    assert view.content_height(500) < 300
    assert view.document().size().width() <= 500


def test_no_document_can_be_opened(view: SafeMailView) -> None:
    view.show_text("here")
    view.setSource(QUrl("file:///etc/hostname"))
    view.reload()
    view.backward()
    assert view.toPlainText() == "here"


def test_a_pressed_link_is_asked_for_and_not_followed(view: SafeMailView, qtbot: QtBot) -> None:
    view.show_html('<a href="https://xn--e1afmkfd.example/a?b=%D0%B6&amp;c">x</a>')
    with qtbot.waitSignal(view.link_asked) as asked:
        view.anchorClicked.emit(QUrl("https://xn--e1afmkfd.example/a?b=%D0%B6&c"))
    assert asked.args == ["https://xn--e1afmkfd.example/a?b=%D0%B6&c"]
    assert view.toPlainText() == "x"
    assert view.source().isEmpty()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:x", "//evil.example/x", "smb://evil.example/x"])
def test_an_address_that_must_not_be_opened_is_not_even_asked_for(
    view: SafeMailView, qtbot: QtBot, address: str
) -> None:
    with qtbot.assertNotEmitted(view.link_asked):
        view.anchorClicked.emit(QUrl(address))


def test_the_link_under_the_mouse_is_told_in_punycode(view: SafeMailView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.link_hovered) as told:
        view.highlighted.emit(QUrl("https://пример.example/"))
    assert told.args == ["https://xn--e1afmkfd.example/"]
    with qtbot.waitSignal(view.link_hovered) as told:
        view.highlighted.emit(QUrl())
    assert told.args == [""]


def test_what_is_copied_is_text(view: SafeMailView) -> None:
    view.show_html('<p>one <b>two</b><img src="http://x.example/">' + "a" * 999 + "\u200bb</p>")
    view.selectAll()
    data = view.createMimeDataFromSelection()
    assert data.formats() == ["text/plain"]
    assert "\u200b" not in data.text()
    assert data.text().startswith("one two")


def test_nothing_can_be_dropped_into_it(view: SafeMailView) -> None:
    assert not view.canInsertFromMimeData(view.createMimeDataFromSelection())
    assert view.isReadOnly()


def test_its_height_follows_its_width(view: SafeMailView) -> None:
    view.show_html("<p>" + "word " * 300 + "</p>")
    assert view.content_height(200) > view.content_height(400) > view.content_height(800) > 0


def test_at_its_height_everything_is_visible(view: SafeMailView) -> None:
    view.show_html("<h1>x</h1><p>" + "word " * 300 + "</p><ul><li>a<li>b</ul>")
    view.resize(333, view.content_height(333))
    view.show()
    QApplication.processEvents()
    assert view.verticalScrollBar().maximum() == 0
    view.close()


def _wheel() -> QWheelEvent:
    return QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def test_the_wheel_moves_the_conversation_when_everything_is_visible(view: SafeMailView) -> None:
    view.show_text("short")
    event = _wheel()
    view.wheelEvent(event)
    assert not event.isAccepted()


@pytest.mark.parametrize(("base", "text"), [("#ffffff", "#000000"), ("#1e1e1e", "#e6e6e6")])
def test_it_takes_its_colors_from_the_palette(view: SafeMailView, base: str, text: str) -> None:
    palette = QPalette(view.palette())
    for role, color in (
        (QPalette.ColorRole.Base, base),
        (QPalette.ColorRole.Text, text),
        (QPalette.ColorRole.Link, "#5599ff"),
    ):
        palette.setColor(role, QColor(color))
    view.show_html('<p style="color:#111111">dark</p><p style="color:#eeeeee">light</p>')
    view.setPalette(palette)
    QApplication.sendPostedEvents(None, QEvent.Type.PaletteChange)
    kept = "#111111" if base == "#ffffff" else "#eeeeee"
    assert kept in view.toHtml()
    assert ({"#111111", "#eeeeee"} - {kept}).isdisjoint(re.findall("#[0-9a-f]{6}", view.toHtml()))
    assert view.toPlainText() == "dark\nlight"


# The pane


@pytest.fixture
def pane(qtbot: QtBot) -> MailPane:
    made = MailPane()
    qtbot.addWidget(made)
    made.resize(500, 400)
    return made


def test_the_pane_shows_simplified_text_and_source(pane: MailPane, qtbot: QtBot) -> None:
    pane.show_mail(_content('<p>Hello <b>you</b></p><img src="http://x.example/1"><img src="http://x.example/2">'))
    assert pane.mode == "simplified"
    assert pane.view.toPlainText().startswith("Hello you")
    assert pane.note.text() == "2 remote images not loaded"
    with qtbot.waitSignal(pane.height_changed):
        pane.set_mode("source")
    assert pane.view.toPlainText().startswith("<p>Hello <b>you</b></p>")
    pane.set_mode("text")
    assert pane.view.toPlainText() == "Hello you"


def test_the_pane_says_why_there_is_only_text(pane: MailPane) -> None:
    pane.show_mail(_content("<div>" * 600 + "words"))
    assert (pane.mode, pane.view.toPlainText()) == ("text", "words")
    assert pane.note.text() == "Shown as text: too complex"
    pane.set_mode("simplified")
    assert pane.mode == "text"


def test_the_pane_says_what_is_not_shown(pane: MailPane) -> None:
    pane.show_mail(MailContent(text="x" * 250_000))
    assert pane.note.text() == "50 000 characters not shown"
    pane.show_mail(MailContent(text="x"))
    assert pane.note.text() == ""


def test_plain_text_is_not_taken_for_html(pane: MailPane) -> None:
    pane.show_mail(MailContent(text="<b>x</b><img src=//evil.example/x>"))
    assert pane.view.toPlainText() == "<b>x</b><img src=//evil.example/x>"


def test_the_pane_finds_the_link_that_was_asked_for(pane: MailPane, qtbot: QtBot) -> None:
    pane.show_mail(_content('<a href="https://x.example/">https://bank.example/</a>'))
    with qtbot.waitSignal(pane.link_asked) as asked:
        pane.view.anchorClicked.emit(QUrl("https://x.example/"))
    link = pane.link_of(str(asked.args[0]))
    assert link is not None
    assert (link.warning, link.shown) == ("other_host", "https://bank.example/")
    assert pane.link_of("https://y.example/") is None


def test_the_pane_fits_into_a_conversation(pane: MailPane) -> None:
    pane.show_mail(_content("<p>" + "word " * 500 + "</p>"))
    area = QScrollArea()
    area.resize(400, 300)
    area.setWidgetResizable(False)
    area.setWidget(pane)
    width = area.viewport().width()
    pane.resize(width, pane.content_height(width))
    area.show()
    QApplication.processEvents()
    assert pane.view.verticalScrollBar().maximum() == 0
    assert pane.content_height(200) > pane.content_height(800)
    area.close()
    area.takeWidget()


@pytest.mark.soak
@pytest.mark.parametrize("name", list(BOMBS)[:: 1 if WHOLE else 5])
def test_no_bomb_stops_the_pane(pane: MailPane, name: str) -> None:
    content = _content(BOMBS[name]())
    for mode in MODES:
        begun = time.process_time()
        pane.show_mail(content) if mode == "simplified" else pane.set_mode(mode)
        pane.resize(500, min(pane.content_height(500), 2_000))
        pane.grab()
        assert time.process_time() - begun < 20, mode  # a guard against what never ends, no measure
