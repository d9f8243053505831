"""Writing the list that is shown into an archive, from the window, with a way out."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from console.services.archives import proving
from console.views.archive.choosing import Exporting, reader_of
from console.views.main_window import MainWindow


def test_the_list_that_is_shown_is_written_beside_the_work(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.queue.show_query("tier:critical")
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    target = tmp_path / "critical.tkz"
    Exporting(window, target).begin()
    qtbot.waitUntil(lambda: target.exists() and window.runner.busy == 0, timeout=20_000)
    found = proving.verify(target, (), lambda _d, _t: True)
    assert found.facts is not None
    assert (found.state, found.facts.query) == ("whole", "tier:critical")
    assert "critical.tkz" in window.toast.accessibleName()
    program, arguments = reader_of(target)
    assert program
    assert arguments[-2:] == ["--archive", str(target)]


def test_an_export_that_nobody_wants_any_more_leaves_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    exporting = Exporting(window, folder / "all.tkz")
    exporting._cancel()
    exporting.begin()
    qtbot.waitUntil(lambda: window.runner.busy == 0, timeout=20_000)
    assert list(folder.iterdir()) == []
