"""What the tour shows of an archive: its window with words that were searched for, and one with a wrong signature."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from console.query import parse
from console.services.archives import exporting
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import Desk
from console.views.archive.window import ArchiveWindow
from console.views.words import set_zone
from console.work.runner import Runner


def render(desk: Desk, zone: str, grab: Callable[[QWidget, str], None], settle: Callable[[Runner], None]) -> None:
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
    set_zone(zone)


def _window(
    opened: OpenArchive,
    query: str,
    name: str,
    grab: Callable[[QWidget, str], None],
    settle: Callable[[Runner], None],
    *,
    back: int = 0,
) -> None:
    runner = Runner()
    window = ArchiveWindow(opened, runner)
    window.resize(1680, 1010)
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
