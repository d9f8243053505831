"""The window while its database is lost, held or full: it says what happened, keeps what is written, and goes on."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.services import backups, local_drafts
from console.services.desk import Desk
from console.services.drafts import load_drafts
from console.store import backup, open_store
from console.store.engine import sqlite_path
from console.views.main_window import MainWindow
from console.views.words import set_language
from console.work.runner import Runner
from tests.ordinary import bound_by_modes
from tests.store.holding import held

pytestmark = pytest.mark.usefixtures("reads_ahead")

SECONDS = 10_000  # of words from the moment that something happened
TEXT = "Half a sentence that nobody may lose"


@pytest.fixture
def followed(
    dressed: QApplication, demo: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window that follows its database, with a ticket in sight."""
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    runner = Runner()
    made = MainWindow(replace(demo, undo_seconds=10), runner)
    made.resize(1680, 1010)
    made.show()
    made.begin()
    made.show_view("all_open")
    qtbot.waitUntil(lambda: made.panels is not None and made.watch._cursor is not None, timeout=SECONDS)
    yield made
    made.watch.stop()
    qtbot.waitUntil(lambda: runner.busy == 0)
    for one in made.findChildren(QDialog):
        one.close()
    made.close()
    runner.close()
    made.deleteLater()
    dressed.processEvents()


@pytest.fixture
def path(demo: Desk) -> Path:
    found = sqlite_path(demo.store.url)
    assert found is not None
    return found


def ticket_of(window: MainWindow) -> TicketId:
    assert window.panels is not None
    return window.panels.detail.row.id


def write(window: MainWindow, qtbot: QtBot) -> None:
    window.ticket.composer.edit.setPlainText(TEXT)
    qtbot.waitUntil(lambda: bool(local_drafts.kept(window.desk.store.url)))


def is_home(window: MainWindow) -> bool:
    kept = local_drafts.kept(window.desk.store.url)
    return not kept and TEXT in [one.text for one in load_drafts(window.desk, ticket_of(window))]


def lost(window: MainWindow, qtbot: QtBot, *words: str) -> None:
    strip = window.whole.offline
    qtbot.waitUntil(lambda: strip.isVisible() and all(one in strip.accessibleName() for one in words), timeout=SECONDS)
    assert strip.detail.height() >= strip.detail.heightForWidth(strip.detail.width())


def hindered(window: MainWindow, qtbot: QtBot, *words: str) -> None:
    strip = window.whole.hindered
    qtbot.waitUntil(strip.isVisible, timeout=SECONDS)
    told(strip.accessibleName(), words)


def told(said: str, words: tuple[str, ...]) -> None:
    for one in words:
        assert one in said, said


def goes_on(window: MainWindow, qtbot: QtBot) -> None:
    whole = window.whole
    qtbot.waitUntil(lambda: not (whole.offline.isVisible() or whole.hindered.isVisible()))
    qtbot.waitUntil(lambda: is_home(window))


def test_a_moved_file_is_told_a_text_is_kept_and_all_goes_on_when_it_is_back(
    followed: MainWindow, path: Path, qtbot: QtBot
) -> None:
    path.rename(path.with_name("aside.sqlite"))
    lost(followed, qtbot, str(path), "Drafts are kept", "Put it back")
    write(followed, qtbot)
    assert followed.queue.table.rows.rowCount() > 0
    path.with_name("aside.sqlite").rename(path)
    goes_on(followed, qtbot)


def test_a_loss_is_told_once_at_length_and_where_a_text_is_kept_is_told_as_it_is(
    followed: MainWindow, path: Path, qtbot: QtBot
) -> None:
    toast, saved = followed.toast, followed.ticket.composer.saved
    path.rename(path.with_name("aside.sqlite"))
    lost(followed, qtbot, "Put it back")
    assert not (toast.isVisible() and "Put it back" in toast.words())
    followed.count_views()
    qtbot.waitUntil(lambda: toast.isVisible() and toast.words() == followed.whole.offline.title.text())
    write(followed, qtbot)
    qtbot.waitUntil(lambda: saved.accessibleName().startswith("Kept on this computer"))
    path.with_name("aside.sqlite").rename(path)
    goes_on(followed, qtbot)
    assert not toast.isVisible()
    qtbot.waitUntil(lambda: saved.accessibleName().startswith("Draft saved"))


def test_a_deleted_file_is_kept_as_a_copy_that_can_be_restored_from_the_window(
    followed: MainWindow, path: Path, qtbot: QtBot
) -> None:
    path.unlink()
    lost(followed, qtbot, "deleted", "copy", "G B")
    write(followed, qtbot)
    (saved,) = backups.list_backups(followed.desk)
    assert (saved.kind, saved.tickets > 20) == ("rescued", True)
    assert saved.path.name in followed.whole.offline.accessibleName()
    path.write_bytes(saved.path.read_bytes())
    goes_on(followed, qtbot)


def test_another_desk_in_its_place_is_left_alone(
    followed: MainWindow, path: Path, qtbot: QtBot, migrated_sqlite_url: str
) -> None:
    other = sqlite_path(migrated_sqlite_url)
    assert other is not None
    content = other.read_bytes()
    path.rename(path.with_name("own.sqlite"))
    path.write_bytes(content)
    lost(followed, qtbot, "Another file", "Drafts are kept")
    write(followed, qtbot)
    assert path.read_bytes() == content
    path.with_name("own.sqlite").replace(path)
    goes_on(followed, qtbot)


def test_a_file_that_may_no_longer_be_written_is_told_before_anybody_writes(
    dressed: QApplication, demo: Desk, path: Path, qtbot: QtBot
) -> None:
    with bound_by_modes():  # the threads begin here, so the modes bind them too
        runner = Runner()
        window = MainWindow(demo, runner)
        window.show()
        window.begin()
        qtbot.waitUntil(lambda: window.panels is not None, timeout=SECONDS)
        path.chmod(0o400)
        hindered(window, qtbot, "may only be read", "text is kept", "Allow this account")
        path.chmod(0o600)
        qtbot.waitUntil(lambda: not window.whole.hindered.isVisible())
        window.watch.stop()
        qtbot.waitUntil(lambda: runner.busy == 0)
        window.close()
        runner.close()
        window.deleteLater()
        dressed.processEvents()


def test_a_lock_of_another_program_does_not_freeze_the_window(followed: MainWindow, path: Path, qtbot: QtBot) -> None:
    with held(path):
        write(followed, qtbot)
        hindered(followed, qtbot, "holds the database", "text is kept")
        before = ticket_of(followed)
        followed.queue.table.step(1)
        qtbot.waitUntil(lambda: ticket_of(followed) != before, timeout=SECONDS)  # who reads goes on
        followed.queue.table.step(-1)
        qtbot.waitUntil(lambda: ticket_of(followed) == before, timeout=SECONDS)
    goes_on(followed, qtbot)


def test_a_disk_that_takes_nothing_more_is_told_until_it_does(followed: MainWindow, path: Path, qtbot: QtBot) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))  # no page fits, the text of a draft does
    try:
        write(followed, qtbot)
        hindered(followed, qtbot, "text is kept")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    goes_on(followed, qtbot)


def test_what_happened_is_told_in_russian_too(followed: MainWindow, path: Path, qtbot: QtBot) -> None:
    set_language("ru")
    path.rename(path.with_name("aside.sqlite"))
    lost(followed, qtbot, "Файла базы", "Черновики")
    path.with_name("aside.sqlite").rename(path)
    qtbot.waitUntil(lambda: not followed.whole.offline.isVisible())


def test_a_folder_that_a_service_copies_is_warned_of_at_opening(
    dressed: QApplication, demo: Desk, path: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    desk_file = tmp_path / "OneDrive - Harbor" / "desk.sqlite"
    desk_file.parent.mkdir()
    backup.copy(path, desk_file)
    store = open_store(f"sqlite:///{desk_file}")
    runner = Runner()
    window = MainWindow(replace(demo, store=store), runner)
    window.show()
    window.begin()
    strip = window.whole.place
    qtbot.waitUntil(strip.isVisible, timeout=SECONDS)
    assert "copied to other computers" in strip.accessibleName()
    strip.closing.click()
    assert not strip.isVisible()
    window.watch.stop()
    qtbot.waitUntil(lambda: runner.busy == 0, timeout=SECONDS)
    window.close()
    runner.close()
    store.close()
    window.deleteLater()
    dressed.processEvents()
