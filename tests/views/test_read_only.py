"""A desk that may only be read, in the real window: every screen is shown, nothing is written, and acts say why."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from console.faults import NotAllowed
from console.query import parse
from console.services import assign, company, drafts, reply, saved, showing, standing
from console.services.desk import Desk, open_desk
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.views.main_window import MainWindow
from console.views.queue.views import VIEWS
from console.views.shortcuts import WRITING
from console.work.runner import Runner
from tests.ordinary import bound_by_modes
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import NOW
from tests.views.windows import at_work

pytestmark = [
    pytest.mark.usefixtures("reads_ahead"),
    pytest.mark.qt_log_ignore("This plugin does not support"),  # a menu over a screen that is none
]

SAID = "may only be read"
_ONLY_LOOKS = (
    "quit",
    "open_archive",
    "export_archive",
    "zoom",
    "theme",
    "density",
    "full_screen",
    "view_",
    "extend",
    "go_",
)
_ASKS_WHERE = ("open_archive", "export_archive")  # a file dialog of the system, which waits for a person


def state(folder: Path) -> dict[str, str]:
    """Return what lies in a folder, byte for byte."""
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


@pytest.fixture(params=["file", "folder"])
def locked(request: pytest.FixtureRequest, built_demo: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a demo desk of which the file, or the folder too, may not be written."""
    folder = tmp_path / "kept"
    folder.mkdir()
    path = folder / "desk.sqlite"
    path.write_bytes(built_demo.read_bytes())
    path.chmod(0o400)
    if request.param == "folder":
        folder.chmod(0o500)
    with bound_by_modes():
        yield folder
    folder.chmod(0o700)


@pytest.fixture
def reader(locked: Path, tmp_path: Path) -> Iterator[Desk]:
    url = f"sqlite:///{locked / 'desk.sqlite'}"
    desk = open_desk(url, login="dana", name="Dana", out_folder=tmp_path / "letters", clock=lambda: NOW)
    yield desk
    desk.store.close()


@pytest.fixture
def window(reader: Desk, dressed: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    with at_work(MainWindow(reader, Runner()), qtbot) as made:
        yield made


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(50)  # the pause after which a ticket is loaded
    qtbot.waitUntil(lambda: window.runner.busy == 0)


def put_away(window: MainWindow) -> None:
    """Close every dialog and menu."""
    for _ in range(3):
        if (menu := QApplication.activePopupWidget()) is not None:
            menu.close()
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        QApplication.processEvents()


@pytest.mark.soak
@pytest.mark.parametrize(
    "locked", ["file", "folder"] if os.environ.get("CLAUSEDESK_SOAK") == "1" else ["folder"], indirect=True
)
def test_every_screen_is_shown_and_nothing_is_written(
    window: MainWindow, locked: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(locked)
    saved_to: list[Path] = []

    def answer(_parent: object, _title: str, name: str, _kind: str) -> tuple[str, str]:
        saved_to.append(tmp_path / name)
        return str(saved_to[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    assert window.desk.store.read_only
    assert window.desk.actor.name == "Dana Kim"
    assert window.whole.locked.isVisible()
    for view in VIEWS:
        window.show_view(view.key)
        settle(window, qtbot)
        for row in range(min(2, window.queue.table.rows.rowCount())):
            window.queue.table.select_row(row)
            settle(window, qtbot)
            window.side.show_page(row % 2)
        window.grab()
    window.queue.show_query("commission has:license")
    settle(window, qtbot)
    assert window.queue.table.rows.rowCount() > 0
    window.show_view("all_open")
    settle(window, qtbot)
    window.acts.desk.open_tool("licenses")
    settle(window, qtbot)
    put_away(window)
    for command in window.commands.all():
        if command.enabled() and command.id not in WRITING and not command.id.startswith(_ONLY_LOOKS + _ASKS_WHERE):
            command.run()
            settle(window, qtbot)
            put_away(window)
    assert not (tmp_path / "letters").exists()
    assert sorted(one.suffix for one in saved_to if one.stat().st_size) == [".md", ".pdf", ".zip"]
    ours = {name: one for name, one in state(locked).items() if name in before}
    assert ours == before
    if not locked.stat().st_mode & 0o200:
        assert state(locked) == before


def test_an_act_says_plainly_that_the_desk_may_only_be_read(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    for name in sorted(WRITING):
        window.toast.end()
        assert window.commands.run(name) is window.commands._by_id[name].enabled()
        if window.commands._by_id[name].enabled():
            assert SAID in window.toast.words(), name
        assert not any(one.isVisible() for one in window.findChildren(QDialog)), name
    for button in ("take",):
        window.toast.end()
        window.acts.ticket.header(button)
        settle(window, qtbot)
        assert SAID in window.toast.words(), button
    folder = write(tmp_path / "in", raw_mail("1", sender="a@b.example", subject="S", body="B", at=NOW))
    run = window.acts.importing.start((folder,), ImportWish())
    qtbot.waitUntil(lambda: not window.acts.importing.is_running)
    assert run.fault is not None
    assert run.fault.code == "database_read_only"


def test_services_refuse_before_they_write(reader: Desk, tmp_path: Path) -> None:
    first = showing.queue_page(reader, parse("is:open").query).rows[0]
    folder = write(tmp_path / "in", raw_mail("1", sender="a@b.example", subject="S", body="B", at=NOW))
    for act in (
        lambda: assign.take(reader, first.id, version=first.version),
        lambda: reply.add_note(reader, first.id, "A note"),
        lambda: drafts.discard_draft(reader, first.id, "reply"),
        lambda: saved.save_view(reader, "Mine", "is:mine"),
        lambda: company.set_setting(reader.store, reader.actor, "company_name", "Other", at=NOW),
        lambda: standing.with_company(reader),
        lambda: list(import_paths(reader, [folder])),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "database_read_only"
    assert reader.store.tidy() == 0
