from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import layout, sshsig
from console.archive.signers import Signer
from console.services import readings
from console.services.archives.exporting import Signing
from console.services.desk import Desk, open_desk
from tests.archive.desks import export, furnish, opened, suspend_and_archive
from tests.archive.witnessing import accept, edit, pay, put_in_force, refuse_once_more, write_own_letter
from tests.services.conftest import Clock

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
LEAD = Signer(name="lea@desk.example", public=PUBLIC)
SIGNING = Signing(key_id=sshsig.key_id(PUBLIC), sign=lambda told: sshsig.sign(PRIVATE, told, layout.NAMESPACE))


@pytest.fixture(scope="session")
def sqlite_desk(_bench: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on SQLite, made once and only read."""
    folder = tmp_path_factory.mktemp("archived")
    return str(next(_bench.prepared("sqlite", folder, "archived", furnish)))


@pytest.fixture(scope="session")
def signed_file(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed archive in one file; only read."""
    target = tmp_path_factory.mktemp("file") / "desk.tkz"
    export(sqlite_desk, target, signing=SIGNING)
    return target


@pytest.fixture(scope="session")
def signed_folder(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a folder; only read."""
    target = tmp_path_factory.mktemp("folder") / "desk"
    export(sqlite_desk, target, folder=True, signing=SIGNING)
    return target


@pytest.fixture
def own_folder(signed_folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder to change."""
    return Path(shutil.copytree(signed_folder, tmp_path / "desk"))


# -- a desk for the witness -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def file(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a desk's file, to be changed and changed back."""
    made = Path(shutil.copy(sqlite_desk.partition("///")[2], tmp_path_factory.mktemp("witness") / "own.sqlite"))
    for act in (pay, write_own_letter, refuse_once_more):
        desk = opened(f"sqlite:///{made}")
        with closing(desk.store):
            act(desk)
    return made


@pytest.fixture(scope="session")
def archived(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, where the license that was decided on is in the archive by now, and was suspended once."""
    made = Path(shutil.copy(file, tmp_path_factory.mktemp("parts") / "own.sqlite"))
    edit(made, 1, suspend_and_archive)
    return made


@pytest.fixture(scope="session")
def chosen(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, decided once more a day after a reading was chosen and a version was put in force."""
    made = Path(shutil.copy(file, tmp_path_factory.mktemp("counting") / "own.sqlite"))
    edit(
        made, 1, lambda desk: readings.choose(desk, "A02", "period_end", "day_before", reason="As the lawyer reads it")
    )
    edit(made, 2, lambda desk: put_in_force(desk, "2027"))
    edit(made, 1_440, lambda desk: accept(desk, 1))
    return made


# -- a desk that keeps books of its archives ---------------------------------------------------------------------------


@pytest.fixture
def booked_url(request: pytest.FixtureRequest, _bench: Any, tmp_path: Path) -> Iterator[str]:
    """A furnished desk of a test's own."""
    yield from _bench.prepared(request.param, tmp_path, "booked", furnish)


@pytest.fixture
def clock() -> Clock:
    """The clock of the desk below."""
    return Clock()


@pytest.fixture
def booked(booked_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A lead at it."""
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    made = open_desk(booked_url, login="dana", name="Dana Kim", out_folder=tmp_path, clock=clock)
    yield made
    made.store.close()
