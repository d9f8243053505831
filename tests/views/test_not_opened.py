"""A database that cannot be opened is told in the window; a newer minor version opens in window and command line."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console import app, sitting
from console.__main__ import main
from console.faults import NewerSchema, NotAllowed, Unreachable
from console.services import company, whose
from console.services.archives import private_folder
from console.services.desk import open_desk
from console.views.first_run import FirstRun
from console.views.main_window import MainWindow
from console.views.not_opened import NotOpened


@pytest.fixture
def desk_file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.sqlite"
    desk = open_desk(f"sqlite:///{path}", login="dana", name="Dana", out_folder=tmp_path)
    company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=desk.clock())
    desk.store.close()
    return path


@pytest.fixture
def kept_settings(dressed: QApplication) -> Iterator[None]:
    before = whose.chosen()
    whose.keep(replace(before, language="en"))
    yield
    whose.keep(before)
    dressed.setQuitOnLastWindowClosed(False)


def is_of(path: Path, schema: str) -> None:
    with sqlite3.connect(path) as plain:
        plain.execute("UPDATE schema_info SET value = ? WHERE name = 'schema'", (schema,))
        plain.execute("UPDATE alembic_version SET version_num = 'unknown'")
    plain.close()


class Person:
    """Acts on what is shown, one thing after the other, while the program runs."""

    def __init__(self, *acts: tuple[type[QWidget], Callable[[QWidget], object]]) -> None:
        self.acts = list(acts)
        self.timer = QTimer()
        self.timer.setInterval(30)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        if not self.acts:
            self.timer.stop()
            return
        kind, act = self.acts[0]
        shown = [one for one in QApplication.allWidgets() if isinstance(one, kind) and one.isVisible()]
        if shown:
            del self.acts[0]
            if not self.acts:
                self.timer.stop()
            act(shown[0])


def close(window: QWidget) -> None:
    assert isinstance(window, MainWindow)
    QTimer.singleShot(200, window.leave)


def test_a_newer_major_is_refused_in_the_window_in_clear_words(
    kept_settings: None, desk_file: Path, qtbot: QtBot
) -> None:
    is_of(desk_file, "2.0")
    before = desk_file.read_bytes()
    said = []

    def leave(told: QWidget) -> None:
        assert isinstance(told, NotOpened)
        said.extend([told.told.title.text(), told.told.text.text(), told.place.text()])
        assert told.told.button.isDefault()
        told.leave.click()

    person = Person((NotOpened, leave))
    with pytest.raises(NewerSchema):
        app.run_window(url=f"sqlite:///{desk_file}")
    assert not person.acts
    assert said[0] == "This desk cannot be opened"
    assert "newer version of the program made this database" in said[1]
    assert "2.0" in said[1]
    assert "Nothing was changed." in said[1]
    assert "Install the newer version" in said[1]
    assert str(desk_file) in said[2]
    assert desk_file.read_bytes() == before


@pytest.mark.parametrize("code", ["password_needed", "wrong_password"])
def test_a_password_is_typed_where_it_is_asked_for(dressed: QApplication, qtbot: QtBot, code: str) -> None:
    asked = NotOpened(NotAllowed(code), "postgresql://lea@db.example.org/desk")
    qtbot.addWidget(asked)
    asked.show()
    assert "password" in asked.told.title.text()
    assert asked.told.foot.isHidden()
    qtbot.keyClicks(asked.typed, "a long one")
    button = asked.told.button
    assert (button.text().strip(), button.isDefault()) == ("Connect", True)
    assert button.mapTo(asked, button.rect().topLeft()).y() > asked.typed.mapTo(asked, asked.typed.rect().center()).y()
    qtbot.keyClick(asked.typed, Qt.Key.Key_Return)
    assert (asked.wish, asked.password) == ("again", "a long one")


def test_a_database_that_is_away_at_the_start_is_not_said_to_be_tried_on(dressed: QApplication, qtbot: QtBot) -> None:
    told = NotOpened(Unreachable("database_unreachable"), "postgresql://lea@db.example.org/desk")
    qtbot.addWidget(told)
    assert "then try again" in told.told.text.text()
    assert "goes on" not in told.told.text.text()


def test_it_is_tried_again_and_another_desk_can_be_chosen(kept_settings: None, desk_file: Path, qtbot: QtBot) -> None:
    is_of(desk_file, "2.0")

    def mend(told: QWidget) -> None:
        is_of(desk_file, "1.7")
        assert isinstance(told, NotOpened)
        told.told.button.click()

    person = Person(
        (NotOpened, lambda told: told.other.click()),  # type: ignore[attr-defined]  # the window is of that class
        (FirstRun, lambda first: first.reject()),  # type: ignore[attr-defined]  # the window is of that class
        (NotOpened, mend),
        (MainWindow, close),
    )
    assert app.run_window(url=f"sqlite:///{desk_file}") == 0
    assert not person.acts


def test_a_newer_minor_opens_in_the_window_and_on_the_command_line(
    kept_settings: None, desk_file: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    is_of(desk_file, "1.7")
    person = Person((MainWindow, close))
    assert app.run_window(url=f"sqlite:///{desk_file}") == 0
    assert not person.acts
    assert main(["--database", f"sqlite:///{desk_file}", "list"]) == 0
    capsys.readouterr()
    is_of(desk_file, "2.0")
    assert main(["--database", f"sqlite:///{desk_file}", "list"]) == 3
    assert "newer version of the program made this database" in capsys.readouterr().err


def test_no_password_is_shown(dressed: QApplication, qtbot: QtBot) -> None:
    told = NotOpened(
        Unreachable("database_unreachable"), sitting.place("postgresql://dana:secret@nowhere.example/desk")
    )
    qtbot.addWidget(told)
    assert "secret" not in told.place.text()
    assert sitting.place("nonsense dana:secret") == ""


def test_what_a_killed_reader_of_an_archive_left_goes_when_the_window_opens(
    kept_settings: None, desk_file: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{private_folder.PREFIX}killed"
    left.mkdir()
    (left / private_folder.LOCK).touch()
    (left / "archive.tkz").write_text("decrypted")
    person = Person((MainWindow, close))
    assert app.run_window(url=f"sqlite:///{desk_file}") == 0
    assert not person.acts
    assert not left.exists()


def test_a_file_that_is_not_there_is_asked_about_and_not_made(
    kept_settings: None, tmp_path: Path, qtbot: QtBot
) -> None:
    said = []

    def leave(first: QWidget) -> None:
        assert isinstance(first, FirstRun)
        said.append(first.welcome.problem.text())
        first.reject()

    person = Person((FirstRun, leave))
    file = tmp_path / "mistyped.sqlite"
    assert app.run_window(url=f"sqlite:///{file}") == 0
    assert not person.acts
    assert f"There is no desk at {file}" in said[0]
    assert not file.exists()


def test_a_desk_without_a_zone_is_asked_for_it_and_opens_without_where_nobody_answers(
    kept_settings: None, tmp_path: Path, qtbot: QtBot
) -> None:
    url = f"sqlite:///{tmp_path / 'bare.sqlite'}"
    open_desk(url, login=whose.account(), name="", out_folder=tmp_path).store.close()
    before = whose.chosen()

    def answer(first: QWidget) -> None:
        assert isinstance(first, FirstRun)
        assert first.pages.currentWidget() is first.form
        first.form.company.setText("Harbor Software")
        first.form.zone.setEditText("Europe/Moscow")
        first.form.hours.put({"mon": (("09:00", "18:00"),)})
        first.form.spoken["ru"].setChecked(True)
        first.go.click()

    zones = []

    def note(window: QWidget) -> None:
        assert isinstance(window, MainWindow)
        zones.append(window.desk.company.get("policy_tz"))
        close(window)

    for act in (lambda first: first.reject(), answer):
        person = Person((FirstRun, act), (MainWindow, note))
        assert app.run_window(url=url) == 0
        assert not person.acts
    assert zones == [None, "Europe/Moscow"]
    assert whose.chosen() == before
