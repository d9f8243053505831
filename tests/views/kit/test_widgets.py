"""The widgets of the kit: names, sizes, focus, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.views.kit.buttons import Button, IconButton, PrimaryButton
from console.views.kit.field import QueryField, SearchField
from console.views.kit.form import FormRow
from console.views.kit.gallery import Sheet, sample_timeline
from console.views.kit.segmented import SegmentedControl
from console.views.kit.states import Banner, EmptyState, ErrorState, Skeleton
from console.views.kit.text import ElidedText, KeyCaps, SectionHeader, Tag, Text, plain_tip
from console.views.kit.timeline import TimelineStrip
from console.views.look import look as looks
from console.views.look.look import current
from tests.views.kit.showing import choices, picture, show

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window

SAMPLES: dict[str, Callable[[], QWidget]] = {
    "primary": lambda: PrimaryButton("Send", "send", chord="Ctrl+Enter"),
    "plain": lambda: Button("Close"),
    "quiet": lambda: Button("Quote", "quiet"),
    "icon": lambda: IconButton("x", "Close", "Esc"),
    "segmented": lambda: SegmentedControl("Language", (("en", "English"), ("ru", "Русский"))),
    "search": lambda: SearchField("Search", chord="Ctrl+K"),
    "query": lambda: QueryField("Filter"),
    "choices": choices,
    "form": lambda: FormRow("Number", QLineEdit(), hint="as printed"),
    "empty": lambda: EmptyState("inbox", "Empty", "Nothing waits.", "Take one", second="See others"),
    "error": lambda: ErrorState("Try again", "Copy details"),
    "skeleton": lambda: Skeleton("Opening…", "Cancel"),
    "banner": lambda: Banner("warn", "database", "Offline", "since 14:31", act="Retry", close="Close"),
    "timeline": lambda: TimelineStrip(sample_timeline()),
    "caps": lambda: KeyCaps("Shift+R"),
    "tag": lambda: Tag("Transition", "functional", "hourglass"),
}


@pytest.mark.parametrize("name", list(SAMPLES))
def test_what_takes_the_focus_has_a_name_and_buttons_are_large_enough(name: str, qtbot: QtBot) -> None:
    window = show(qtbot, SAMPLES[name]())
    for widget in window.findChildren(QWidget):
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and face.state().focusable and widget.isVisible():
            assert face.text(QAccessible.Text.Name), type(widget)
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            assert min(widget.width(), widget.height()) >= 24, (widget.text(), widget.size())


@pytest.mark.parametrize("name", ["primary", "plain", "quiet", "icon", "search"])
def test_the_focus_is_seen(name: str, qtbot: QtBot) -> None:
    widget = SAMPLES[name]()
    window = show(qtbot, widget)
    other = QLineEdit()
    window.layout().addWidget(other)
    QApplication.processEvents()
    other.setFocus()
    before = picture(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert widget.hasFocus()
    after = picture(widget)
    ring = QColor(current().tokens.text if name == "primary" else current().tokens.focus).name()
    middle = widget.width() // 2
    assert [after.pixelColor(middle, y).name() for y in (0, 1)] == [ring, ring]
    assert before.pixelColor(middle, 1).name() != ring


@pytest.mark.parametrize("zoom", [100, 150, 200])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_kit_follows_the_look_while_it_is_shown(theme: str, zoom: int, qapp: QApplication, qtbot: QtBot) -> None:
    text, button, icon = Text("Words", "title"), Button("Save", "plain", "check"), IconButton("x", "Close")
    tag, field = Tag("Question", "question", "help-circle"), QueryField("Filter")
    window = QWidget()
    window.resize(420, 420)
    layout = QVBoxLayout(window)
    for widget in (text, button, icon, tag, field):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    looks.apply(qapp, looks.make(theme, zoom=zoom))
    qapp.sendPostedEvents()
    assert text.font().pixelSize() == round(17 * zoom / 100)
    assert button.font().pixelSize() == round(12 * zoom / 100)
    assert icon.width() == round(30 * zoom / 100)
    assert field.height() == round(34 * zoom / 100)
    assert tag.height() == round(22 * zoom / 100)
    ground = picture(tag).pixelColor(tag.width() // 2, 2 + tag.height() // 10).name()
    assert ground.upper() == current().tokens.question_soft


def test_a_label_and_a_tip_show_markup_as_it_is(qtbot: QtBot) -> None:
    label = Text("<b>x</b> & y")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert plain_tip("<img src=x>") == "<p style='white-space:pre-wrap'>&lt;img src=x&gt;</p>"
    assert plain_tip("Close", "Ctrl+W") == "Close   Ctrl  W"


def test_a_long_text_is_cut_and_its_whole_is_in_the_tip_and_the_name(qtbot: QtBot) -> None:
    label = ElidedText("a very long subject of a ticket " * 4)
    qtbot.addWidget(label)
    label.show()
    label.resize(100, 20)
    assert label.accessibleName() == label.text()
    assert label.text().strip() in label.toolTip()
    label.resize(4000, 20)
    assert label.toolTip() == ""
    label.set_text("an even longer one " * 90)
    assert label.toolTip()


@pytest.mark.parametrize("zoom", [100, 200])
def test_russian_words_fit_their_buttons(zoom: int, qapp: QApplication, qtbot: QtBot) -> None:
    from console.views.words import set_language  # noqa: PLC0415 - only here

    set_language("ru")
    looks.apply(qapp, looks.make("light", zoom=zoom))
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.resize(current().px(1280), current().px(1000))
    sheet.show()
    QApplication.sendPostedEvents()
    for button in sheet.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()
    header = sheet.findChild(SectionHeader)
    assert header is not None
    sheet.close()
