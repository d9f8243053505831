"""Getting to a team's database by the window: test, password, the first login, and what a role finds there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console import app
from console.records.base import Role
from console.services import company, credentials, team, whose
from console.services.desk import open_desk
from console.store import open_store
from console.views.first_run import FirstRun
from console.views.main_window import MainWindow
from console.views.new_password import NewPassword
from console.views.not_opened import NotOpened
from tests.team_desks import TeamDatabase
from tests.views.test_not_opened import Person, close, kept_settings

__all__ = ["kept_settings"]

OWN = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_typed", {})
    monkeypatch.setattr(credentials, "kept", lambda _address: "")


@pytest.fixture
def url(team_database: TeamDatabase, tmp_path: Path) -> str:
    """The address of Ann at a team's database that is ready for work; no password is in it."""
    lead = open_desk(team_database.of("lea"), login="", name="", out_folder=tmp_path)
    with closing(lead.store):
        company.set_setting(lead.store, lead.actor, "policy_tz", "Europe/Moscow", at=datetime.now(UTC))
    return f"postgresql://ann@127.0.0.1:{team_database.server.port}/{team_database.name}"


@pytest.fixture
def first(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[FirstRun]:
    made = FirstRun(tmp_path / "desk.sqlite", login="somebody", letters=tmp_path / "letters")
    qtbot.addWidget(made)
    made.show()
    made.choose("server")
    yield made
    if made.desk is not None:
        made.desk.store.close()
    made.done(0)


def test_a_test_says_what_answers_and_changes_nothing(
    first: FirstRun, qtbot: QtBot, url: str, team_database: TeamDatabase
) -> None:
    page = first.server
    assert page.password.echoMode() is QLineEdit.EchoMode.Password
    page.url.setText(url)
    page.test.click()
    qtbot.waitUntil(page.found.isVisible)
    assert page.found.title.text() == "The server asks for a password."
    assert page.password.hasFocus()
    page.password.setText("nothing like it")
    page.password.textEdited.emit("nothing like it")
    assert not page.found.isVisible()
    page.test.click()
    qtbot.waitUntil(page.found.isVisible)
    assert "does not take this name" in page.found.title.text()
    page.password.setText(team_database.passwords["ann"])
    page.test.click()
    qtbot.waitUntil(lambda: "answers to ann" in page.found.title.text())
    assert "your role is Specialist" in page.found.detail.text()
    assert "right only for this computer" in page.found.detail.text()
    assert "temporary" in page.found.accessibleName()
    assert first.desk is None
    assert whose.chosen().database == ""


def test_who_connects_is_the_login_and_no_password_is_kept(
    first: FirstRun, qtbot: QtBot, url: str, team_database: TeamDatabase, kept_settings: None
) -> None:
    first.server.url.setText(url)
    first.server.password.setText(team_database.passwords["ann"])
    first.go.click()
    qtbot.waitUntil(lambda: first.result() == 1)
    assert first.desk is not None
    assert (first.desk.actor.name, first.desk.actor.role) == ("Ann", Role.SPECIALIST)
    assert whose.chosen().database == url


def test_a_specialist_is_not_asked_what_a_lead_answers(
    first: FirstRun, qtbot: QtBot, team_database: TeamDatabase
) -> None:
    first.server.url.setText(f"postgresql://ann@127.0.0.1:{team_database.server.port}/{team_database.name}")
    first.server.password.setText(team_database.passwords["ann"])
    first.go.click()
    qtbot.waitUntil(lambda: bool(first.problem.text()))
    assert first.pages.currentWidget() is first.server
    assert first.desk is None


def test_the_first_login_replaces_the_temporary_password(
    kept_settings: None, qtbot: QtBot, url: str, team_database: TeamDatabase
) -> None:
    def type_it(told: QWidget) -> None:
        assert isinstance(told, NotOpened)
        assert told.typed.isVisible()
        assert told.typed.accessibleName() == "Password"
        told.typed.setText(team_database.passwords["ann"])
        told.told.button.click()

    def replace(asked: QWidget) -> None:
        assert isinstance(asked, NewPassword)
        asked.new.setText(OWN)
        asked.again.setText(OWN + "s")
        asked.go.click()
        assert "not the same" in asked.again_row.note.text()
        asked.again.setText(OWN)
        asked.go.click()

    person = Person((NotOpened, type_it), (NewPassword, replace), (MainWindow, close))
    try:
        assert app.run_window(url=url) == 0
        assert not person.acts
        whole = credentials.opened(url)
        with closing(open_store(whole)) as store:
            assert team.temporary_until(store) is None
        assert OWN.split(maxsplit=1)[0] in whole
    finally:
        with closing(open_store(team_database.url)) as owner:  # the people are shared by all tests of the process
            team_database.passwords["ann"] = team.add_member(owner, "ann", "specialist", renew=True).password


def test_who_does_not_replace_it_leaves(
    kept_settings: None, qtbot: QtBot, url: str, team_database: TeamDatabase
) -> None:
    credentials.typed(url, team_database.passwords["ann"])
    person = Person((NewPassword, lambda asked: asked.leave.click()))  # type: ignore[attr-defined]  # the window is of that class
    assert app.run_window(url=url) == 0
    assert not person.acts
    with closing(open_store(team_database.of("ann"))) as store:
        assert team.temporary_until(store) is not None
