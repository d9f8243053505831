"""What an archive tells of itself is held against its rows; who signs and who left out is said without giving away."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import layout
from console.archive.layout import NotWhole
from console.archive.signers import Signer
from console.cli.main import main
from console.faults import BadInput
from console.query import parse
from console.records.redactions import LeaveOut
from console.services.archives import bringing_back, exporting, keys, proving, signing
from console.services.archives.opening import open_archive
from console.services.desk import Desk
from console.store import check, open_store
from tests.archive.conftest import PRIVATE, PUBLIC
from tests.archive.desks import opened
from tests.archive.resealing import reseal


@pytest.fixture
def desk(sqlite_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A lead at a desk of the test's own."""
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    shutil.copy(sqlite_desk.partition("///")[2], tmp_path / "own.sqlite")
    made = opened(f"sqlite:///{tmp_path / 'own.sqlite'}")
    yield made
    made.store.close()


@pytest.mark.parametrize(
    "said",
    [
        {"tickets": 10**30},
        {"messages": -1},
        {"first_received": "0001-01-01T00:00:00+00:00"},
        {"last_received": None},
        {"as_of": "9999-12-31T00:00:00+00:00"},
    ],
)
def test_what_is_told_beside_the_rows_is_held_against_them(own_folder: Path, said: dict[str, Any]) -> None:
    reseal(own_folder, lambda told: told.update(said))
    found = proving.verify(own_folder, [], lambda _d, _t: True)
    assert (found.state, found.where) == ("altered", layout.CONTENT)
    if "as_of" in said:
        with pytest.raises(NotWhole):
            open_archive(own_folder, lambda _d, _t: True, ())


def test_where_keys_are_believed_a_strangers_archive_ends_otherwise(
    signed_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    assert main(("verify", str(signed_file))) == 0  # nobody is believed yet
    keys.believe([Signer(name="rita@court.example", public=bytes(32))])
    assert main(("verify", str(signed_file))) == 1
    capsys.readouterr()
    (tmp_path / "passwd").write_text("root:x:0:0\n" * 100)
    assert main(("--language", "en", "verify", str(tmp_path / "passwd"))) == 1
    assert capsys.readouterr().out == "This is no archive of tickets.\n"


def test_a_key_that_counts_not_signs_nothing(desk: Desk) -> None:
    with pytest.raises(BadInput) as fault:
        signing.require_counting(desk, Ed25519PrivateKey.generate())
    assert fault.value.code == "key_counts_not"
    key_id = signing.enter_key(desk, PUBLIC)
    signing.require_counting(desk, PRIVATE)
    signing.revoke_key(desk, key_id, "lost")
    with pytest.raises(BadInput):
        signing.require_counting(desk, PRIVATE)


def test_who_is_left_out_does_not_sign_the_markers_by_name(desk: Desk, tmp_path: Path) -> None:
    without = LeaveOut(texts=("Dana Kim",), reason="a request under the law")
    made = exporting.export(desk, parse("").query, tmp_path / "out.tkz", heard=lambda _: True, without=without)
    assert made.left_out is not None
    assert made.left_out.by == f"staff {desk.actor.staff_id}"


def test_a_part_brought_back_begins_a_log_of_its_own(desk: Desk, tmp_path: Path) -> None:
    signing.enter_key(desk, PUBLIC)
    signing.make_checkpoint(desk, PRIVATE)
    made = exporting.export(desk, parse("id:1").query, tmp_path / "part.tkz", heard=lambda _: True)
    assert made.tickets == 1
    url = f"sqlite:///{tmp_path / 'part.sqlite'}"
    bringing_back.bring_back(tmp_path / "part.tkz", url, (), lambda _d, _t: True)
    store = open_store(url, read_only=True)
    with store.read() as connection:
        assert not check.check(connection)
    assert not signing.findings(store)
    store.close()
    again = opened(url)
    exporting.export(again, parse("").query, tmp_path / "again.tkz", heard=lambda _: True)
    again.store.close()
