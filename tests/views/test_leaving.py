"""The ticket that is shown leaves a window as PDF, as its mails, as Markdown: the desk's, and that of an archive."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.records.base import Direction
from console.services import showing
from console.views.archive import leaving
from console.views.archive.blocks import blocks, markdown
from console.views.archive.sheets import of_desk
from console.views.archive.window import ArchiveWindow
from console.views.keys.sheet import CommandSheet
from console.views.kit.text import KeyCaps
from console.views.main_window import MainWindow
from tests.views import test_archive_window
from tests.views.test_archive_window import archive, opened, settle

__all__ = ["archive", "opened"]
reader = pytest.fixture(test_archive_window.window.__wrapped__)  # type: ignore[attr-defined]  # beside the desk's window
FORMS = ("pdf", "mails", "markdown")
CHORDS = {
    "pdf": (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
    "mails": (Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier),
    "markdown": (Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier),
}


def saved(window: MainWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Have the ticket that is shown saved in each form, by the chords that the sheet of keys names."""
    sheet = CommandSheet(window.commands, window)
    qtbot.addWidget(sheet)
    assert {caps.accessibleName() for caps in sheet.findChildren(KeyCaps)} >= {"Ctrl+S", "Alt+P", "Alt+D"}
    made = {}
    for form in FORMS:
        made[form] = folder / f"one.{form}"
        made[form].write_text("what stood there before")  # the dialog has asked about it
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, to=made[form]: (str(to), ""))
        qtbot.keyClick(window, *CHORDS[form])
        assert window.runner.busy > 0
        qtbot.waitUntil(lambda: window.runner.busy == 0, timeout=10_000)
        assert f"one.{form}" in window.toast.words()
    return made


def require_whole(window: MainWindow, number: int, made: dict[str, Path]) -> None:
    shown = showing.ticket(window.desk, number)
    assert made["pdf"].read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(made["mails"]) as mails:
        assert len(mails.namelist()) == len(shown.messages)
    topics = window.ticket.conversation.topics
    assert made["markdown"].read_text(encoding="utf-8") == markdown(blocks(shown, topics))
    assert sorted(one.name for one in made["pdf"].parent.glob("*one*")) == [f"one.{form}" for form in sorted(FORMS)]


def test_from_the_desk_by_its_menu(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: window.panels is not None)
    assert window.panels is not None
    assert {f"save_{form}" for form in FORMS} <= {one.id for one in window.commands.of_group("ticket")}
    number = window.panels.detail.row.number
    require_whole(window, number, saved(window, qtbot, tmp_path, monkeypatch))
    head = of_desk(window.desk)
    assert head.name == window.desk.company.get("company_name")
    assert "Taken from the desk" in head.origin


def test_out_of_an_archive(
    reader: ArchiveWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(reader, qtbot)
    assert reader.panels is not None
    number = reader.panels.detail.row.number
    require_whole(reader, number, saved(reader, qtbot, tmp_path, monkeypatch))


def test_an_earlier_state_says_so_in_each_form(window: MainWindow, tmp_path: Path) -> None:
    desk = window.desk
    number = next(iter(showing.queue_page(desk, window.queue.query, limit=1).rows)).number
    how = {"topics": {}, "head": of_desk(desk), "past": "As of Monday"}
    has_notes = any(one.direction is Direction.NOTE for one in showing.ticket(desk, number).messages)
    assert leaving.write(desk, number, "mails", tmp_path / "a.zip", **how) is has_notes  # type: ignore[arg-type]  # as below
    leaving.write(desk, number, "markdown", tmp_path / "a.md", **how)  # type: ignore[arg-type]  # three kinds in one
    with zipfile.ZipFile(tmp_path / "a.zip") as mails:
        assert mails.read(mails.namelist()[0]) == b"As of Monday\n"
    assert "As of Monday" in (tmp_path / "a.md").read_text(encoding="utf-8")
