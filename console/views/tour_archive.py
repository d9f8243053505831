"""What the tour shows of archives: their windows, what is asked before one is written, what opens one under lock."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from console.query import parse
from console.records.redactions import LeaveOut
from console.services.archives import exporting
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import Desk
from console.views.archive.unlocking import UnlockPage
from console.views.archive.window import ArchiveWindow
from console.views.archive.writing import WritingScreen
from console.views.main_window import MainWindow
from console.views.words import say, set_zone
from console.work.runner import Runner

_Grab = Callable[[QWidget, str], None]
_Settle = Callable[[Runner], None]
_SIZE = (1680, 1010)
_PERSON, _WORDS = "greta@nordlys-exchange.example", "menu in English"


def render(desk: Desk, zone: str, grab: _Grab, settle: _Settle) -> None:
    """Export the desk, and grab the window of its archive."""
    set_zone("UTC")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "harbor-2026-11-24.tkz"
        exporting.export(desk, parse("").query, target, heard=lambda _: True)
        opened = open_archive(target, lambda _done, _total: True, ())
        _window(opened, "order", "80-archive", grab, settle)
        _window(opened, "id:31", "82-archive-past", grab, settle, back=4)
        wrong = replace(opened, seal=replace(opened.seal, signature="bad"))
        _window(wrong, "tier:critical", "81-archive-wrong", grab, settle)
        opened.close()
        _without(desk, Path(folder) / "court-2026-11-24.tkz", grab, settle)
    set_zone(zone)
    _asked(desk, grab, settle)


def _without(desk: Desk, target: Path, grab: _Grab, settle: _Settle) -> None:
    """Show an archive that leaves a person and some words out."""
    why = LeaveOut(persons=(_PERSON,), texts=(_WORDS,), reason=say("tour.left_out"))
    exporting.export(desk, parse("id:31").query, target, heard=lambda _: True, without=why)
    opened = open_archive(target, lambda _done, _total: True, ())
    _window(opened, "", "85-archive-bars", grab, settle)
    opened.close()


def _asked(desk: Desk, grab: _Grab, settle: _Settle) -> None:
    """Show what is asked before an archive is written, and what opens one under lock."""
    runner = Runner()
    window = MainWindow(desk, runner)
    window.resize(*_SIZE)
    window.show()
    window.begin(watch=False)
    settle(runner)
    screen = WritingScreen(window, Path("tickets.tkz"))
    screen.open()
    screen.locking.turn("keys")
    screen.leaving.what.setText(_PERSON)
    screen.leaving.take()
    screen.leaving.reason.setText(say("tour.left_out"))
    screen.look_first()
    settle(runner)
    grab(screen, "88-export")
    screen.reject()
    window.close()
    runner.close()
    window.deleteLater()
    for name, wanted in (("86-unlock-key", "key"), ("87-unlock-passphrase", "passphrase")):
        page = UnlockPage("harbor-2026-11-24.tkz.age", wanted)
        page.resize(*_SIZE)
        page.show()
        grab(page, name)
        page.close()
        page.deleteLater()


def _window(
    opened: OpenArchive,
    query: str,
    name: str,
    grab: _Grab,
    settle: _Settle,
    *,
    back: int = 0,
) -> None:
    runner = Runner()
    window = ArchiveWindow(opened, runner)
    window.resize(*_SIZE)
    window.show()
    window.begin()
    settle(runner)
    window.queue.show_query(query)
    settle(runner)
    window.queue.table.select_row(0)
    settle(runner)
    if back:
        window.back.bar.track.setValue(window.back.bar.track.maximum() - back)
        while window.back.busy:
            settle(runner)
    grab(window, name)
    window.close()
    runner.close()
    window.deleteLater()
