from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.archive.signers import Signer
from console.query import parse
from console.services.archives import exporting
from console.services.archives.opening import OpenArchive, open_archive
from console.services.demo_reviewed import decide_all
from console.services.desk import Desk, open_desk
from console.views.archive.window import ArchiveWindow
from console.views.words import set_zone
from console.work.runner import Runner
from tests.archive.conftest import LEAD, SIGNING
from tests.views.conftest import NOW
from tests.views.windows import at_work

RITA = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
RITA_SIGNS = Signer(name="rita@desk.example", public=RITA.public_key().public_bytes_raw())


def sit_down(path: Path, letters: Path) -> Desk:
    return open_desk(f"sqlite:///{path}", login="dana", name="Dana Kim", out_folder=letters, clock=lambda: NOW)


@pytest.fixture(scope="session")
def decided_demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo desk on which people decided; only copied."""
    folder = tmp_path_factory.mktemp("decided")
    shutil.copy(built_demo, folder / "demo.sqlite")
    desk = sit_down(folder / "demo.sqlite", folder / "letters")
    assert decide_all(desk) > 20
    desk.store.close()
    return folder / "demo.sqlite"


@pytest.fixture(scope="session")
def archive_file(decided_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed archive of it; only read."""
    folder = tmp_path_factory.mktemp("reviewed")
    desk = sit_down(decided_demo, folder / "letters")
    exporting.export(desk, parse("").query, folder / "demo.tkz", heard=lambda _: True, signing=SIGNING)
    desk.store.close()
    return folder / "demo.tkz"


@pytest.fixture
def own_desk(decided_demo: Path, tmp_path: Path) -> Iterator[Desk]:
    """The lead's desk that the archive came from."""
    shutil.copy(decided_demo, tmp_path / "own.sqlite")
    desk = sit_down(tmp_path / "own.sqlite", tmp_path / "letters")
    yield desk
    desk.store.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own for settings and drafts."""
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "home"


@pytest.fixture
def opened_archive(archive_file: Path, home: Path) -> Iterator[OpenArchive]:
    made = open_archive(archive_file, lambda _done, _total: True, [LEAD])
    yield made
    made.close()


@pytest.fixture
def reader(opened_archive: OpenArchive, dressed: QApplication, qtbot: QtBot) -> Iterator[ArchiveWindow]:
    set_zone("UTC")
    with at_work(ArchiveWindow(opened_archive, Runner()), qtbot) as made:
        yield made
