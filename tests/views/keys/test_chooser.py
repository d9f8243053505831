"""The palette and the key sheet: what is found, in which order, and what a person hears."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.views.keys.chooser import CommandPalette, other_layout, rank
from console.views.keys.commands import Command, Commands
from console.views.keys.sheet import CommandSheet
from console.views.kit.text import ElidedText, KeyCaps
from console.views.words import say, set_language

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window


@pytest.fixture(autouse=True)
def nothing_recent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CommandPalette, "recent", ())


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def commands(done: list[str]) -> Commands:
    made = Commands()
    for name, keys, group in (
        ("next", ("J",), "move"),
        ("reply", ("R",), "ticket"),
        ("refuse", ("Shift+R",), "ticket"),
        ("take", ("T",), "ticket"),
        ("refresh", ("F5",), "list"),
        ("go_mine", ("G Q",), "go"),
        ("settings", (), "window"),
        ("quit", ("Ctrl+Q",), ""),
    ):
        made.add(
            Command(
                id=name,
                keys=keys,
                run=lambda name=name: done.append(name),
                enabled=lambda name=name: name != "take",
                group=group,
                why_not="why.no_ticket",
            )
        )
    return made


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def palette(commands: Commands, window: QWidget, qtbot: QtBot) -> Iterator[CommandPalette]:
    made = CommandPalette(commands, window)
    qtbot.addWidget(made)
    made.open()
    yield made
    made.close()


def _ids(palette: CommandPalette) -> list[str]:
    return [row.id for row in palette.list.rows.rows if row.id]


def _headings(palette: CommandPalette) -> list[str]:
    return [row.title for row in palette.list.rows.rows if not row.id]


def _press(palette: CommandPalette, key: Qt.Key) -> None:
    QApplication.sendEvent(palette.search, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def test_without_words_everything_is_there_and_what_cannot_be_done_is_last(palette: CommandPalette) -> None:
    assert _ids(palette) == ["next", "reply", "refuse", "refresh", "go_mine", "settings", "take"]
    assert not palette.list.rows.rows[-1].enabled
    assert palette.list.rows.rows[-1].why_not == say("why.no_ticket")
    assert _headings(palette) == [
        say(f"group.{name}") for name in ("move", "ticket", "list", "go", "window", "not_now")
    ]


@pytest.mark.parametrize("words", ["refuse", "Refuse w", "отказ", "куагыу", "jnrfp"])
def test_english_russian_and_the_wrong_layout_find_the_command(palette: CommandPalette, words: str) -> None:
    palette.search.setText(words)
    assert _ids(palette)[0] == "refuse"


def test_the_wrong_layout_is_mapped_both_ways() -> None:
    assert other_layout("куагыу") == "refuse"
    assert other_layout("refuse") == "куагыу"
    assert other_layout("Куа") == "ref"


def test_a_beginning_goes_before_a_middle() -> None:
    beginning, middle = rank("refuse", "ref"), rank("go_mine", "queue")
    assert beginning == 0
    assert middle == 1
    assert rank("refuse", "clau") == 1
    assert rank("refuse", "zzz") is None


def test_enter_runs_the_first_and_closes(palette: CommandPalette, done: list[str]) -> None:
    palette.search.setText("repl")
    _press(palette, Qt.Key.Key_Return)
    assert done == ["reply"]
    assert palette.isHidden()


def test_arrows_move_and_stop_at_the_ends(palette: CommandPalette) -> None:
    _press(palette, Qt.Key.Key_Up)
    assert palette.list.current() == palette.list.rows.rows[1]
    for _ in range(30):
        _press(palette, Qt.Key.Key_Down)
    assert palette.list.current() == palette.list.rows.rows[-1]


def test_what_cannot_be_done_does_not_run(palette: CommandPalette, done: list[str]) -> None:
    palette.list.choose("take")
    _press(palette, Qt.Key.Key_Return)
    assert done == []
    assert not palette.isHidden()


def test_what_was_used_last_comes_first_next_time(commands: Commands, window: QWidget, qtbot: QtBot) -> None:
    for name in ("refresh", "go_mine"):
        one = CommandPalette(commands, window)
        qtbot.addWidget(one)
        one.list.choose(name)
        one.list.take()
    again = CommandPalette(commands, window)
    qtbot.addWidget(again)
    assert _ids(again)[:3] == ["go_mine", "refresh", "next"]
    assert _headings(again)[0] == say("group.recent")


def test_a_row_is_heard_with_its_keys(palette: CommandPalette) -> None:
    row = palette.list.rows.index(4)
    assert row.data(int(Qt.ItemDataRole.AccessibleTextRole)) == f"{say('command.refuse')}, Shift R"


def test_the_card_covers_the_window_and_a_click_beside_it_leaves(palette: CommandPalette, qtbot: QtBot) -> None:
    assert palette.size() == palette.parentWidget().size()
    card = palette.card.geometry()
    assert palette.rect().contains(card)
    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=card.topLeft() / 2)
    assert palette.isHidden()


def test_the_sheet_shows_every_command_that_has_a_key(commands: Commands, window: QWidget, qtbot: QtBot) -> None:
    set_language("ru")
    sheet = CommandSheet(commands, window)
    qtbot.addWidget(sheet)
    shown = {label.text() for label in sheet.findChildren(ElidedText)}
    assert {say(f"command.{name}") for name in ("next", "reply", "refuse", "take", "refresh", "go_mine")} <= shown
    assert say("command.settings") not in shown
    assert {caps.accessibleName() for caps in sheet.findChildren(KeyCaps)} >= {"J", "Shift+R", "G Q", "F5"}
