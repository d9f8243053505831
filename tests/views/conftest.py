from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import places
from console.services import credentials
from console.services.demo import ZONE, build_demo
from console.services.desk import Desk
from console.views import ahead
from console.views.look import look as looks
from console.views.main_window import MainWindow
from console.views.words import set_language, set_zone
from console.work.runner import Runner
from tests.spare import spare_processes
from tests.views.windows import at_work

__all__ = ["spare_processes"]

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture(autouse=True)
def _no_settings_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin and end without settings of this desktop: another test of the process must not meet them."""
    shutil.rmtree(places.config_folder(), ignore_errors=True)
    monkeypatch.setattr(credentials, "_asked", lambda _question: None)  # the keyring of the machine is left alone
    yield
    shutil.rmtree(places.config_folder(), ignore_errors=True)


@pytest.fixture
def reads_ahead() -> None:
    """Ask for a window that reads the neighbors of the ticket it shows, as it does outside of tests."""


@pytest.fixture(autouse=True)
def _only_what_is_shown_is_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the neighbors unread where they are no subject: of a test of a window it is a fifth of the work."""
    if "reads_ahead" not in request.fixturenames:
        monkeypatch.setattr(ahead.Ahead, "look", lambda _: None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a demo desk that is built once; a test works on a copy of it."""
    folder = tmp_path_factory.mktemp("demo")
    build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "letters", clock=Clock()).store.close()
    return folder / "demo.sqlite"


@pytest.fixture
def demo(tmp_path: Path, clock: Clock, built_demo: Path) -> Iterator[Desk]:
    shutil.copy(built_demo, tmp_path / "demo.sqlite")
    desk = build_demo(f"sqlite:///{tmp_path / 'demo.sqlite'}", out_folder=tmp_path / "letters", clock=clock)
    yield desk
    desk.store.close()


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    set_language("en")
    set_zone(ZONE)
    looks.apply(qapp, looks.make("light"))
    yield qapp
    set_language("en")


@pytest.fixture
def window(dressed: QApplication, demo: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    with at_work(MainWindow(replace(demo, undo_seconds=10), Runner()), qtbot, watch=False) as made:
        yield made


@pytest.fixture
def opened(dressed: QApplication, demo: Desk, qtbot: QtBot, spoken: str, zoom: int) -> Iterator[MainWindow]:
    """A window that is opened in the language and at the zoom of the test; the look is put back after it is gone."""
    set_language(spoken)
    looks.apply(dressed, looks.make("light", zoom=zoom))
    with at_work(MainWindow(demo, Runner()), qtbot, watch=False) as made:
        yield made
    looks.apply(dressed, looks.make("light"))
