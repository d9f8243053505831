"""Everything that takes the focus has a name for those who hear the screen, on every screen there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from console.views import agreement, dialogs
from console.views.first_run import FirstRun
from console.views.licenses.csv_import import CsvImport
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.ticket.why import show_why
from tests.views.test_window import settle

TOOLS = ("new", "import", "outbox", "licenses", "settings", "data")
FORMS = ("license", "contact", "domain", "channel", "suspension", "transfer", "restoration", "renewal", "customer")
SHOWN: dict[str, Callable[[MainWindow], object]] = {
    "agreement": lambda window: agreement.browse(window, "10.2"),
    "palette": lambda window: window.acts.desk.palette(),
    "keys": lambda window: window.acts.desk.key_sheet(),
    "why": show_why,
    "refusal": lambda window: window.acts.letters.refuse(),
    "asking": lambda window: window.acts.letters.ask(),
    "closing": lambda window: window.acts.closing.close_or_reopen(),
    "whose": lambda window: window.acts.intake.choose_license(),
    "view name": lambda window: window.keeper.ask_name(),
}


def nameless(shown: QWidget) -> list[str]:
    """Return what takes the focus and has no name: its kind and where it stands."""
    found = []
    for one in [shown, *shown.findChildren(QWidget)]:
        if not one.isVisible() or one.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(one, QDialog):
            continue
        if one.focusProxy() is not None or (one.parent() and one.objectName().startswith("qt_")):
            continue
        face = QAccessible.queryAccessibleInterface(one)
        name = face.text(QAccessible.Text.Name) if face is not None else one.accessibleName()
        if not name.strip():
            found.append(f"{type(one).__name__} in {type(one.parent()).__name__}")
    return found


def opened(window: QWidget) -> list[QDialog]:
    return [one for one in window.findChildren(QDialog) if one.isVisible()]


def shut(window: MainWindow, qtbot: QtBot) -> None:
    for one in opened(window):
        one.done(0)
    settle(window, qtbot)


@pytest.mark.parametrize("view", ["mine", "to_confirm", "unmatched", "waiting", "closed"])
def test_the_window_names_all_in_every_view(window: MainWindow, qtbot: QtBot, view: str) -> None:
    window.show_view(view)
    settle(window, qtbot)
    for page in (0, 1):
        window.side.show_page(page)
        settle(window, qtbot)
        assert nameless(window) == []


def test_every_tool_names_all(window: MainWindow, qtbot: QtBot) -> None:
    left = []
    for tool in TOOLS:
        dialogs.open_tool(window, tool)
        settle(window, qtbot)
        assert opened(window), tool
        left += [(tool, one) for shown in opened(window) for one in nameless(shown)]
        shut(window, qtbot)
    assert left == []


def test_every_panel_names_all(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    left = []
    for name, show in SHOWN.items():
        show(window)
        settle(window, qtbot)
        assert opened(window), name
        left += [(name, one) for shown in opened(window) for one in nameless(shown)]
        shut(window, qtbot)
    assert left == []


def test_every_form_of_the_register_names_all(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    screen = LicenseScreen(window)
    screen.open()
    qtbot.waitUntil(lambda: screen.detail.shown is not None and window.runner.busy == 0)
    for wish in (*FORMS, ""):
        screen.open_form(wish, 6 if wish == "renewal" else 0) if wish else screen.new_license()
        qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.findChildren(EntryForm)))
        form = next(one for one in screen.findChildren(EntryForm) if one.isVisible())
        assert [(wish, one) for one in nameless(form)] == []
        form.done(0)
        settle(window, qtbot)
    path = tmp_path / "list.csv"
    path.write_text("key,customer,purchased\nHRB-9,Nine,2026-11-02\n", encoding="utf-8")
    brought = CsvImport(window, screen.renew, over=screen)
    brought.open()
    brought.show_file(path)
    settle(window, qtbot)
    assert nameless(brought) == []
    brought.done(0)
    shut(window, qtbot)


def test_the_first_day_names_all(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    first = FirstRun(tmp_path / "desk.sqlite")
    qtbot.addWidget(first)
    first.show()
    for way in ("", "own", "server"):
        if way:
            first.choose(way)
        dressed.processEvents()
        assert [(way, one) for one in nameless(first)] == []
        first.reject() if way else None
    first.done(0)


def test_what_has_no_name_is_found(dressed: QApplication, qtbot: QtBot) -> None:
    bare = QScrollArea()
    qtbot.addWidget(bare)
    bare.show()
    assert nameless(bare) == ["QScrollArea in NoneType"]
