"""Proving in the window of an archive: progress and a way out, what is broken and its ticket, what is not opened."""

from __future__ import annotations

import json
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.archive import layout
from console.archive.layout import NotWhole
from console.faults import Damaged
from console.services.archives.opening import OpenArchive, open_archive
from console.store import codec
from console.store.archived.opening import digests, open_sealed
from console.store.driver import sqlite_module
from console.views.archive.opening import RefusedPage
from console.views.archive.window import ArchiveWindow
from console.views.speaking import speak
from console.work.runner import Runner
from tests.archive.conftest import LEAD
from tests.archive.test_hostile import packed
from tests.views.test_archive_window import archive, opened, settle, window
from tests.views.windows import at_work

__all__ = ["OpenArchive", "archive", "opened", "window"]


def test_a_proof_is_stopped_and_the_seal_stands_as_before(window: ArchiveWindow, qtbot: QtBot) -> None:
    before = window.strip.seal.accessibleName()
    window.commands.run("verify")
    assert window.strip.button.text() == "Cancel"
    window.strip.button.click()
    settle(window, qtbot)
    assert window.strip.seal.accessibleName() == before
    assert window.strip.button.text() == "Verify again"


def test_what_is_broken_is_named_and_leads_to_its_ticket(
    archive: Path, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    """The chain of a ticket, broken by somebody who packed it anew: nobody signed that."""

    def change(folder: Path) -> None:
        with closing(sqlite_module().connect(folder / layout.DATABASE, isolation_level=None)) as connection:
            connection.execute("UPDATE events SET recorded_at = recorded_at + 1 WHERE n = 2 AND ticket_id = 5")
        told = json.loads((folder / layout.CONTENT).read_text())
        with closing(open_sealed(folder / layout.DATABASE, lambda _: b"")) as store, store.read() as reading:
            told["tables"] = digests(reading)
        (folder / layout.CONTENT).write_text(codec.dump(told))

    path = packed(unpacked(archive, tmp_path / "whole"), tmp_path / "anew", change, folder=False)
    opened = open_archive(path, lambda _d, _t: True, [LEAD])
    with at_work(ArchiveWindow(opened, Runner()), qtbot) as window:
        assert window.strip.seal.accessibleName() == "Not signed"
        window.commands.run("verify")
        settle(window, qtbot)
        assert window.strip.seal.accessibleName() == "Altered"
        assert window.wrong.isVisible()
        assert "TK-5: 2" in window.wrong.accessibleName()
        assert window.wrong.button.text() == "Go to TK-5"
        window.wrong.button.click()
        settle(window, qtbot)
        assert window.panels is not None
        assert window.panels.detail.row.number == 5
    opened.close()


def test_where_nobody_signed_the_pages_are_looked_at_beside_the_reading(
    archive: Path, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    """A page that no list needs is damaged by somebody who packed it anew: read at once, told soon after."""

    def damage(folder: Path) -> None:
        with closing(sqlite_module().connect(folder / layout.DATABASE)) as connection:
            asked = "SELECT rootpage FROM sqlite_master WHERE name = 'checkpoints'"
            (page,) = connection.execute(asked).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        with (folder / layout.DATABASE).open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * 64)

    bag = unpacked(archive, tmp_path / "whole")
    for name, change, seal in (("sound", lambda _: None, "Not signed"), ("damaged", damage, "Altered")):
        path = packed(bag, tmp_path / name, change, folder=False)
        opened = open_archive(path, lambda _d, _t: True, [LEAD], pages_later=True)
        assert opened.is_unlooked
        with at_work(ArchiveWindow(opened, Runner()), qtbot) as window:
            assert window.queue.table.model().rowCount()
            settle(window, qtbot)
            assert window.strip.seal.accessibleName() == seal
            assert window.wrong.isVisible() == opened.is_unlooked == (name == "damaged")
        opened.close()
    with pytest.raises(Damaged):
        open_archive(path, lambda _d, _t: True, [LEAD])


def test_a_look_at_the_pages_is_shown_ends_with_the_window_and_is_not_taken_twice(
    archive: Path, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    path = packed(unpacked(archive, tmp_path / "whole"), tmp_path / "anew", lambda _: None, folder=False)
    opened = open_archive(path, lambda _d, _t: True, [LEAD], pages_later=True)
    runner = Runner()
    window = ArchiveWindow(opened, runner)
    window.begin()
    assert window.strip.seal.accessibleName() == "Proving the database…"
    window.proving.stop()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert opened.is_unlooked or window.strip.seal.accessibleName() == "Proving the database…"
    assert opened.look_at_pages() is None
    assert not opened.is_unlooked
    window.begin()
    settle(window, qtbot)
    window.close()
    runner.close()
    opened.close()
    window.deleteLater()
    with closing(open_archive(archive, lambda _d, _t: True, [LEAD], pages_later=True)) as signed:
        assert not signed.is_unlooked


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_not_opened_says_why_where_and_what_to_do(
    archive: Path, dressed: QApplication, tmp_path: Path, language: str
) -> None:
    speak(dressed, language)
    content = archive.read_bytes()
    for name, made, words in (
        ("cut.tkz", content[:-500], {"en": "cut off", "ru": "обрезан"}),
        ("none.tkz", b"no archive at all", {"en": "no archive of tickets", "ru": "не архив обращений"}),
        ("altered.tkz", content.replace(b"BagIt-Version", b"BagIt-Versio.", 1), {"en": "altered", "ru": "измен"}),
    ):
        (tmp_path / name).write_bytes(made)
        with pytest.raises(NotWhole) as told:
            open_archive(tmp_path / name, lambda _d, _t: True, [LEAD])
        page = RefusedPage(name, told.value)
        assert name in page.accessibleName()
        assert words[language] in page.accessibleName()
        page.deleteLater()
    speak(dressed, "en")


def unpacked(archive: Path, folder: Path) -> Path:
    """Return the files of an archive as a folder."""
    with zipfile.ZipFile(archive) as whole:
        whole.extractall(folder)
    return folder
