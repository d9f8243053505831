"""Looking back in the window of an archive: earlier states by key, line and field, what came later hidden, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.query import parse
from console.services.archives import exporting
from console.services.archives.matches import MOST, Match
from console.services.archives.opening import OpenArchive, open_archive
from console.services.demo import build_demo
from console.views.archive.sheets import of_archive
from console.views.archive.window import ArchiveWindow
from console.views.words import set_zone
from console.work.runner import Runner
from tests.views.conftest import NOW
from tests.views.windows import at_work


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a demo desk in which every act has its own second; only read."""
    folder = tmp_path_factory.mktemp("archive")
    seconds = count()
    desk = build_demo(
        f"sqlite:///{folder / 'demo.sqlite'}",
        out_folder=folder / "letters",
        clock=lambda: NOW + timedelta(seconds=next(seconds)),
    )
    exporting.export(desk, parse("").query, folder / "demo.tkz", heard=lambda _: True)
    desk.store.close()
    return folder / "demo.tkz"


@pytest.fixture
def opened(archive: Path) -> Iterator[OpenArchive]:
    made = open_archive(archive, lambda _done, _total: True, ())
    yield made
    made.close()


@pytest.fixture
def window(opened: OpenArchive, dressed: QApplication, qtbot: QtBot) -> Iterator[ArchiveWindow]:
    set_zone("UTC")
    with at_work(ArchiveWindow(opened, Runner()), qtbot) as made:
        made.queue.show_query("id:31")
        settle(made, qtbot)
        made.queue.table.select_row(0)
        made.activateWindow()
        made.queue.table.setFocus()
        settle(made, qtbot)
        yield made


def settle(window: ArchiveWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.wait(80)
        qtbot.waitUntil(lambda: window.runner.busy == 0 and not window.back.busy, timeout=30_000)


def test_keys_walk_through_the_past_and_back(window: ArchiveWindow, qtbot: QtBot) -> None:
    assert window.panels is not None
    end = window.panels
    last = window.back.bar.track.maximum()
    assert last > 5
    assert not window.back.bar.told.isVisible()
    assert (end.detail.row.owner is None, end.detail.row.tier_confirmed) == (False, True)
    for _ in range(last):
        qtbot.keyClick(window.queue.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle(window, qtbot)
    first = window.panels
    assert (first.detail.event_n, first.detail.row.owner, first.detail.row.tier_confirmed) == (1, None, False)
    assert all(one.status == "proposed" for one in first.detail.facts)
    assert window.back.bar.told.isVisible()
    assert str(last) in window.back.bar.told.accessibleName()
    assert not window.back.bar.earlier.isEnabled()
    assert window.ticket.conversation.rows.rowCount() < last
    assert not window.side.decision.outcome.primary.isVisible()
    qtbot.keyClick(window.queue.table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle(window, qtbot)
    assert window.panels.detail.event_n == 2
    qtbot.keyClick(window.queue.table, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    settle(window, qtbot)
    assert window.panels.detail == end.detail
    assert window.desk is window.opened.desk
    assert not window.back.bar.told.isVisible()


def test_a_day_is_typed_and_another_ticket_is_shown_as_it_is(window: ArchiveWindow, qtbot: QtBot) -> None:
    moments = window.back._moments
    wanted = moments[-1].recorded_at - timedelta(days=1)
    field = window.back.bar.at
    field.setText("yesterday")
    field.editingFinished.emit()
    assert field.instant() == moments[-1].recorded_at.replace(second=0, microsecond=0)
    field.setText(f"{wanted:%Y-%m-%d %H:%M}")
    field.editingFinished.emit()
    settle(window, qtbot)
    assert window.back.then is not None
    assert window.back.then.at >= moments[0].recorded_at  # before it came there is nothing to show
    assert window.back.then.panels.detail.event_n < moments[-1].n
    window.queue.show_query("")
    settle(window, qtbot)
    window.queue.table.select_row(3)
    settle(window, qtbot)
    assert window.back.then is None
    assert window.desk is window.opened.desk
    assert not window.back.bar.told.isVisible()


def test_the_next_match_is_found_by_its_key(window: ArchiveWindow, qtbot: QtBot) -> None:
    window.queue.show_query("order")
    settle(window, qtbot)
    window.queue.table.select_row(0)
    settle(window, qtbot)
    told = window.match_bar.told.text()
    seen = {told}
    for _ in range(3):
        qtbot.keyClick(window.queue.table, Qt.Key.Key_F3)
        seen.add(window.match_bar.told.text())
    assert len(seen) > 1 or told.endswith("of 1")
    window.match_bar.show_matches((Match(message_id=1, start=0, end=1),) * (MOST + 1))
    window.match_bar.step(-1)
    assert window.match_bar.told.text() == f"match {MOST} of {MOST}+"


def test_what_is_taken_along_says_as_of_when_it_is(window: ArchiveWindow, qtbot: QtBot) -> None:
    window.commands.run("copy_ticket")
    settle(window, qtbot)
    assert "As it stood on" not in QGuiApplication.clipboard().text()
    window.back.go(2)
    settle(window, qtbot)
    window.commands.run("copy_ticket")
    settle(window, qtbot)
    words = window.back.said()
    assert words.startswith("As it stood on")
    assert "later hidden" in words
    assert words in QGuiApplication.clipboard().text()
    assert of_archive(window.opened, words).origin == f"{words}  ·  demo.tkz"
    found = window.listing._decision()
    assert found is not None
    assert found()[1].text == words
