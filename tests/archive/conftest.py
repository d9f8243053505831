from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import layout, sshsig
from console.archive.signers import Signer
from console.services.archives.exporting import Signing
from console.services.desk import Desk, open_desk
from tests.archive.desks import export, furnish
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
