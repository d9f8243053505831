"""What everybody can use: names, sentences, contrast on the screen, shapes beside colors, focus, sizes, layouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from console.records.base import Tier
from console.views.kit.text import Text
from console.views.look import look as looks
from console.views.look.look import current
from console.views.look.paint import tier_tile
from console.views.look.tokens import THEMES, contrast
from console.views.main_window import MainWindow
from console.views.placing import FOUR, NARROW, THREE
from console.views.queue.delegate import LICENSE_ICONS
from console.views.words import say, set_language
from tests.views.test_window import settle

_LATIN_ROWS = ((10, "1234567890-="), (24, "QWERTYUIOP[]"), (38, "ASDFGHJKL;'"), (52, "ZXCVBNM,./"))
_SCANS = {key: first + place for first, keys in _LATIN_ROWS for place, key in enumerate(keys)}
_RUSSIAN = dict(zip("QWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,./", "йцукенгшщзхъфывапролджэячсмитьбю.", strict=True))
_NAMED = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "F1": Qt.Key.Key_F1,
    "F5": Qt.Key.Key_F5,
    "F6": Qt.Key.Key_F6,
    "F11": Qt.Key.Key_F11,
}


@pytest.fixture
def plain_look(qapp: QApplication) -> Iterator[None]:
    yield
    set_language("en")
    looks.apply(qapp, looks.make("light"))


def shown(window: QWidget, kind: type[Any]) -> list[Any]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


def test_first_focus_is_the_list(window: MainWindow, qapp: QApplication) -> None:
    assert window.focusWidget() is window.queue.table


def test_every_visible_button_is_reached_by_tab(window: MainWindow) -> None:
    chain: set[QWidget] = set()
    here = window.nextInFocusChain()
    while here is not window and here not in chain:
        chain.add(here)
        here = here.nextInFocusChain()
    missed = [
        one.accessibleName() or one.text()
        for one in shown(window, QAbstractButton)
        if one not in chain or one.focusPolicy() == Qt.FocusPolicy.NoFocus
    ]
    allowed = {one.accessibleName() for one in shown(window, QPushButton) if one.property("kind") == "segment"}
    assert [one for one in missed if one not in allowed] == []


def test_every_row_of_the_list_is_a_sentence_that_begins_with_its_tier(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    tiers = {f"{say(f'tier.{one.value}')} ticket" for one in Tier}
    rows = window.queue.table.rows
    for number in range(rows.rowCount()):
        words = str(rows.index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole))
        assert any(words.startswith(one) for one in tiers), words
        assert "TK-" in words
    face = QAccessible.queryAccessibleInterface(window.queue.table)
    assert face is not None
    assert face.childCount() > rows.rowCount()


def test_every_row_of_the_conversation_is_a_sentence(window: MainWindow, qtbot: QtBot) -> None:
    talk = window.ticket.conversation
    for row in range(talk.rows.rowCount()):
        assert str(talk.rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole)).strip()


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_words_stand_out_on_the_screen(window: MainWindow, qapp: QApplication, plain_look: None, theme: str) -> None:
    looks.apply(qapp, looks.make(theme))
    qapp.processEvents()
    dim = []
    for label in shown(window, QLabel):
        if label.text() and label.width() > 8 and label.isEnabled():
            best = best_contrast(picture_of(window, label))
            if best < 4.3:
                dim.append(f"{label.text()}: {best:.2f}")
    assert dim == []


def picture_of(window: MainWindow, label: QLabel) -> QImage:
    """Return the picture of a label on its ground; what is scrolled away is brought into sight first."""
    area = label.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None and label.visibleRegion().boundingRect().height() < label.height():
        area.ensureWidgetVisible(label)
        QApplication.processEvents()
    return window.grab(QRect(label.mapTo(window, QPoint(0, 0)), label.size())).toImage()


def best_contrast(image: QImage) -> float:
    """Return the best contrast of any pixel against the commonest one."""
    pixels: Counter[int] = Counter()
    for y in range(image.height()):
        for x in range(image.width()):
            pixels[image.pixel(x, y)] += 1
    ground = QColor(pixels.most_common(1)[0][0]).name()
    return max(contrast(QColor(one).name(), ground) for one in pixels)


def test_tiers_differ_without_any_color(qapp: QApplication, dressed: QApplication) -> None:
    gray = []
    for tier in (Tier.CRITICAL, Tier.FUNCTIONAL, Tier.QUESTION):
        image = QImage(56, 56, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        tier_tile(painter, current(), tier, QRectF(0, 0, 56, 56))
        painter.end()
        flat = image.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_Mono)
        gray.append(flat)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert differing(gray[one], gray[other]) > 40


def differing(one: QImage, other: QImage) -> int:
    return sum(one.pixel(x, y) != other.pixel(x, y) for y in range(one.height()) for x in range(one.width()))


@pytest.mark.parametrize("spoken", ["en", "ru"])
def test_every_license_state_has_an_icon_and_a_word_of_its_own(plain_look: None, spoken: str) -> None:
    set_language(spoken)
    pairs = {(icon, say(f"license.{state}")) for state, icon in LICENSE_ICONS.items()}
    assert len(pairs) == len(LICENSE_ICONS)
    assert len({words for _, words in pairs}) == len(LICENSE_ICONS)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_focus_is_seen_on_every_kind_of_control(
    window: MainWindow, qapp: QApplication, plain_look: None, theme: str
) -> None:
    looks.apply(qapp, looks.make(theme))
    window.activateWindow()
    qapp.processEvents()
    ring = current().tokens.focus
    for control in (window.ticket.header.close_button, window.ticket.header.take, window.queue.field):
        window.queue.table.setFocus()
        qapp.processEvents()
        before = control.grab().toImage()
        control.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        after = control.grab().toImage()
        changed = [
            QColor(after.pixel(x, y)).name()
            for y in range(after.height())
            for x in range(after.width())
            if after.pixel(x, y) != before.pixel(x, y)
        ]
        assert any(contrast(one, current().tokens.surface) >= 3 for one in changed), type(control).__name__
    assert contrast(ring, current().tokens.surface) >= 3


@pytest.mark.parametrize(("spoken", "zoom"), [("en", 100), ("ru", 100), ("ru", 125), ("en", 150), ("ru", 200)])
def test_no_label_and_no_button_is_cut_in_any_size(opened: MainWindow, qtbot: QtBot, zoom: int) -> None:
    for width in (FOUR, THREE, NARROW, 700):
        opened.resize(round(width * zoom / 100), round(800 * zoom / 100))
        settle(opened, qtbot)
        for front in (False, True):
            opened.panes.show_ticket(shown=front)
            QApplication.processEvents()
            assert opened.minimumSizeHint().width() <= opened.width()
            assert cut_words(opened) == []
            for button in shown(opened, QAbstractButton):
                assert min(button.width(), button.height()) >= 24, button.accessibleName()


def cut_words(window: QWidget) -> list[str]:
    """Return the words of labels and buttons that have less room than they need."""
    return [
        f"{one.text()}: {one.width()} of {one.minimumSizeHint().width()}"
        for one in (*shown(window, Text), *shown(window, QPushButton))
        if one.text()
        and not (isinstance(one, QLabel) and one.wordWrap())
        and one.visibleRegion().boundingRect().width()
        and one.width() < one.minimumSizeHint().width()
    ]


@pytest.mark.parametrize("layout", ["us", "us+ru", "ru"])
def test_every_command_runs_by_its_keys_in_every_layout(window: MainWindow, layout: str, qtbot: QtBot) -> None:
    ran: list[str] = []
    window.commands._by_key = {key: _noting(command, ran) for key, command in window.commands._by_key.items()}
    for key, command in list(window.commands._by_key.items()):
        ran.clear()
        window.queue.table.setFocus()
        for one in key.split(" "):
            QApplication.sendEvent(window.queue.table, made_of(one, layout))
        assert ran == [command.id], f"{key} in {layout}"


def _noting(command: Any, ran: list[str]) -> Any:
    return replace(command, run=lambda: ran.append(command.id), enabled=lambda: True)


def made_of(chord: str, layout: str) -> QKeyEvent:
    """Return the key press as a screen with a layout reports it: by scan code, with what the layout types."""
    *mods, name = chord.split("+") if len(chord) > 1 and not chord.endswith("+") else [chord]
    held = Qt.KeyboardModifier.NoModifier
    for one in mods:
        held |= {
            "Ctrl": Qt.KeyboardModifier.ControlModifier,
            "Alt": Qt.KeyboardModifier.AltModifier,
            "Shift": Qt.KeyboardModifier.ShiftModifier,
        }[one]
    if name in _NAMED:
        return QKeyEvent(QEvent.Type.KeyPress, _NAMED[name], held)
    if name == "?":
        name, held = "/", held | Qt.KeyboardModifier.ShiftModifier
    text = name.lower() if layout == "us" else _RUSSIAN.get(name, name)
    code = ord(name) if layout != "ru" else ord(text.upper())
    return QKeyEvent(QEvent.Type.KeyPress, code, held, _SCANS[name], 0, 0, text)


def test_text_fields_and_lists_have_names(window: MainWindow) -> None:
    for kind in (QLineEdit, QPlainTextEdit, QAbstractItemView):
        for one in shown(window, kind):
            assert one.accessibleName(), type(one).__name__
