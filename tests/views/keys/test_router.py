"""The key router by the place of a key: Latin and Cyrillic layouts, chords, text fields, dialogs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from console.views.keys import router
from console.views.keys.commands import Command, Commands
from console.views.keys.router import KeyRouter, chord

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
CODES = {"J": 44, "K": 45, "R": 27, "G": 42, "Q": 24, "/": 61, "E": 26, ";": 47, "1": 10}
# the Latin key, the Qt key and the text that a Russian layout makes of it
RUSSIAN = {
    "J": (0x041E, "о"),
    "K": (0x041B, "л"),
    "R": (0x041A, "к"),
    "G": (0x041F, "п"),
    "Q": (0x0419, "й"),
    "E": (0x0423, "у"),
}
LATIN = {key: (ord(key), key.lower()) for key in CODES}


class Desk(QWidget):
    """A window with a list and a field, its commands, and what they did."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.blocked = False
        self.list, self.field = QPushButton("list"), QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(self.field)
        self.commands = Commands()
        for name, keys in (
            ("next", ("J",)),
            ("refuse", ("Shift+R",)),
            ("reply", ("R",)),
            ("mine", ("G Q",)),
            ("filter", ("/", "Ctrl+F")),
            ("keys", ("?", "F1")),
            ("palette", ("Ctrl+K",)),
            ("tier", ("1",)),
            ("quick", ("Q",)),
            ("back", ("Esc",)),
        ):
            self.commands.add(Command(id=name, keys=keys, run=lambda name=name: self.done.append(name)))
        self.commands.add(
            Command(id="close", keys=("E",), run=lambda: self.done.append("close"), enabled=lambda: not self.blocked)
        )
        self.router = KeyRouter(self, self.commands)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = Desk()
    qtbot.addWidget(window)
    window.show()
    window.list.setFocus()
    yield window
    window.close()


def press(
    target: QWidget,
    key: int,
    text: str = "",
    held: Qt.KeyboardModifier = NONE,
    *,
    scan: int = 0,
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, held, scan, 0, 0, text)
    QApplication.sendEvent(target, event)


@pytest.mark.parametrize("layout", [LATIN, RUSSIAN], ids=["us", "ru"])
@pytest.mark.parametrize("by_scan_code", [True, False])
def test_a_letter_runs_its_command_in_both_layouts(
    desk: Desk, layout: dict[str, tuple[int, str]], *, by_scan_code: bool
) -> None:
    key, text = layout["J"]
    press(desk.list, key, text, scan=CODES["J"] if by_scan_code else 0)
    assert desk.done == ["next"]


@pytest.mark.parametrize("layout", [LATIN, RUSSIAN], ids=["us", "ru"])
def test_shift_tells_two_commands_apart(desk: Desk, layout: dict[str, tuple[int, str]]) -> None:
    key, text = layout["R"]
    press(desk.list, key, text, scan=CODES["R"])
    press(desk.list, key, text.upper(), SHIFT, scan=CODES["R"])
    assert desk.done == ["reply", "refuse"]


@pytest.mark.parametrize("layout", [LATIN, RUSSIAN], ids=["us", "ru"])
def test_a_chord_runs_in_both_layouts(desk: Desk, layout: dict[str, tuple[int, str]]) -> None:
    for key in "GQ":
        press(desk.list, *layout[key], scan=CODES[key])
    assert desk.done == ["mine"]


def test_a_chord_that_took_too_long_is_two_keys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(router.time, "monotonic", lambda: now[0])
    press(desk.list, *LATIN["G"], scan=CODES["G"])
    now[0] += router.CHORD_SECONDS + 0.1
    press(desk.list, *LATIN["Q"], scan=CODES["Q"])
    assert desk.done == ["quick"]


@pytest.mark.parametrize(("apart", "done"), [(300, ["mine"]), (1_500, ["quick"])])
def test_a_chord_is_timed_by_when_it_was_pressed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, apart: int, done: list[str]
) -> None:
    """A window that was busy between the two keys takes none of them away, nor puts two together that were apart."""
    now = [100.0]
    monkeypatch.setattr(router.time, "monotonic", lambda: now[0])
    for number, name in enumerate("GQ"):
        key, text = LATIN[name]
        event = QKeyEvent(QEvent.Type.KeyPress, key, NONE, CODES[name], 0, 0, text)
        event.setTimestamp(5_000 + number * apart)
        QApplication.sendEvent(desk.list, event)
        now[0] += 1_800.0 / apart
    assert desk.done == done


def test_the_slash_key_filters_also_where_it_writes_a_dot(desk: Desk) -> None:
    press(desk.list, ord("/"), "/", scan=CODES["/"])
    press(desk.list, ord("."), ".", scan=CODES["/"])
    assert desk.done == ["filter", "filter"]


def test_the_question_key_shows_the_keys_in_both_layouts(desk: Desk) -> None:
    press(desk.list, ord("?"), "?", SHIFT, scan=CODES["/"])
    press(desk.list, ord(","), ",", SHIFT, scan=CODES["/"])
    assert desk.done == ["keys", "keys"]


@pytest.mark.parametrize("layout", [LATIN, RUSSIAN], ids=["us", "ru"])
def test_a_letter_in_a_field_is_text(desk: Desk, layout: dict[str, tuple[int, str]]) -> None:
    desk.field.setFocus()
    key, text = layout["J"]
    press(desk.field, key, text, scan=CODES["J"])
    assert desk.done == []
    assert desk.field.text() == text


@pytest.mark.parametrize("layout", [LATIN, RUSSIAN], ids=["us", "ru only"])
@pytest.mark.parametrize("scan", [45, 0])
def test_ctrl_and_a_letter_run_in_a_field_and_in_every_layout(
    desk: Desk, layout: dict[str, tuple[int, str]], scan: int
) -> None:
    desk.field.setFocus()
    press(desk.field, layout["K"][0], "", CTRL, scan=scan)
    assert desk.done == ["palette"]


def test_a_function_key_runs_in_a_field(desk: Desk) -> None:
    desk.field.setFocus()
    press(desk.field, int(Qt.Key.Key_F1))
    assert desk.done == ["keys"]


def test_esc_leads_out_of_a_field_and_the_letter_f_does_not(desk: Desk) -> None:
    desk.field.setFocus()
    press(desk.field, int(Qt.Key.Key_Escape))
    press(desk.field, ord("F"), "f", scan=41)
    assert desk.done == ["back"]
    assert desk.field.text() == "f"


def test_what_cannot_be_done_now_is_not_run_and_is_not_typed(desk: Desk) -> None:
    desk.blocked = True
    press(desk.list, *LATIN["E"], scan=CODES["E"])
    assert desk.done == []
    desk.blocked = False
    press(desk.list, *LATIN["E"], scan=CODES["E"])
    assert desk.done == ["close"]


def test_why_a_key_does_nothing_is_told_once_for_a_press(desk: Desk) -> None:
    barred: list[str] = []
    desk.router.barred.connect(lambda command: barred.append(command.id))
    desk.blocked = True
    press(desk.list, *LATIN["E"], scan=CODES["E"])
    held = QKeyEvent(QEvent.Type.KeyPress, ord("E"), NONE, CODES["E"], 0, 0, "e", autorep=True)
    QApplication.sendEvent(desk.list, held)
    assert barred == ["close"]


@pytest.mark.parametrize("second", ["E", "R", "/"])
def test_two_keys_that_are_no_chord_do_nothing(desk: Desk, second: str) -> None:
    told: list[str] = []
    desk.router.unknown.connect(told.append)
    press(desk.list, *LATIN["G"], scan=CODES["G"])
    press(desk.list, *LATIN[second], scan=CODES[second])
    assert desk.done == []
    assert told == [f"G {second}"]
    press(desk.list, *LATIN["E"], scan=CODES["E"])
    assert desk.done == ["close"]


def test_esc_and_control_keys_run_in_the_middle_of_a_chord(desk: Desk) -> None:
    for key, held, name in ((Qt.Key.Key_Escape, NONE, "back"), (Qt.Key.Key_K, CTRL, "palette")):
        press(desk.list, *LATIN["G"], scan=CODES["G"])
        press(desk.list, key, "", held)
        assert desk.done[-1] == name


def test_a_digit_of_the_number_row_runs(desk: Desk) -> None:
    press(desk.list, ord("1"), "1", scan=CODES["1"])
    assert desk.done == ["tier"]


def test_a_dialog_keeps_its_own_keys(desk: Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk)
    qtbot.addWidget(dialog)
    button = QPushButton("x", dialog)
    dialog.open()
    press(button, *LATIN["J"], scan=CODES["J"])
    assert desk.done == []
    dialog.close()


def test_another_window_is_left_alone(desk: Desk, qtbot: QtBot) -> None:
    other = QPushButton("x")
    qtbot.addWidget(other)
    press(other, *LATIN["J"], scan=CODES["J"])
    assert desk.done == []


# The keys below come by the window of the system, which gives them to what has the focus


def test_a_key_reaches_its_command_from_what_was_made_later_and_where_nothing_has_the_focus(
    desk: Desk, qtbot: QtBot
) -> None:
    later = QListWidget(desk)  # which would search in its rows with a letter
    later.addItem("row")
    later.show()
    later.setFocus()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_J)
    later.clearFocus()
    assert QApplication.focusWidget() is None
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_J)
    assert desk.done == ["next", "next"]


def test_a_key_reaches_its_command_in_a_window_that_was_placed_in_another(qtbot: QtBot) -> None:
    frame, desk = QMainWindow(), Desk()
    qtbot.addWidget(frame)
    frame.setCentralWidget(desk)
    frame.show()
    desk.list.setFocus()
    QTest.keyClick(frame.windowHandle(), Qt.Key.Key_J)
    desk.list.clearFocus()
    assert QApplication.focusWidget() is None
    QTest.keyClick(frame.windowHandle(), Qt.Key.Key_J)
    assert desk.done == ["next", "next"]


def test_a_dialog_has_the_keys_until_it_closes(desk: Desk) -> None:
    dialog = QDialog(desk)
    field = QLineEdit(dialog)
    dialog.open()
    field.setFocus()
    QTest.keyClicks(field, "jr")
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_K, CTRL)
    assert (field.text(), desk.done) == ("jr", [])
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_J)
    assert desk.done == ["next"]


def test_the_router_looks_at_nothing_but_what_had_the_focus(desk: Desk) -> None:
    class Noting(KeyRouter):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            seen.add(type(watched))
            return super().eventFilter(watched, event)

    seen: set[type] = set()
    desk.noting = Noting(desk, desk.commands)
    label = QLabel("text", desk)
    label.show()
    label.setText("other")
    QApplication.sendEvent(desk.field, QEvent(QEvent.Type.Enter))
    QApplication.processEvents()
    press(desk.list, *LATIN["J"])
    assert seen == {Desk, QPushButton}


def test_a_window_that_goes_gives_the_focus_away_in_peace(qtbot: QtBot) -> None:
    window = Desk()
    window.show()
    window.activateWindow()
    window.field.setFocus()
    QApplication.processEvents()
    router_, told = window.router, []
    router_.setParent(None)
    with qtbot.captureExceptions() as raised:
        delete(window)
        router_._follow()
        told.append("no error")
    assert (raised, told) == ([], ["no error"])
    delete(router_)


def test_two_commands_cannot_have_one_key(desk: Desk) -> None:
    with pytest.raises(ValueError, match="next"):
        desk.commands.add(Command(id="second", keys=("J",), run=lambda: None))


@pytest.mark.parametrize(
    ("key", "held", "name"),
    [
        (int(Qt.Key.Key_Return), NONE, "Enter"),
        (int(Qt.Key.Key_Return), CTRL, "Ctrl+Enter"),
        (int(Qt.Key.Key_Escape), NONE, "Esc"),
        (int(Qt.Key.Key_F6), SHIFT, "Shift+F6"),
        (ord("L"), CTRL | SHIFT, "Ctrl+Shift+L"),
        (ord(","), CTRL, "Ctrl+,"),
        (int(Qt.Key.Key_Shift), SHIFT, ""),
        (int(Qt.Key.Key_Tab), NONE, ""),
        (int(Qt.Key.Key_Down), NONE, ""),
    ],
)
def test_keys_have_the_names_of_the_commands(key: int, held: Qt.KeyboardModifier, name: str) -> None:
    assert chord(QKeyEvent(QEvent.Type.KeyPress, key, held)) == name
