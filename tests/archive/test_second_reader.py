"""`docs/archive-format.md` is enough for another reader: one that knows nothing of the program proves, and refuses."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import BigInteger

from console.archive import layout, sshsig
from console.query import parse
from console.records.redactions import LeaveOut
from console.services import credentials
from console.services.archives import exporting, signing
from console.store.archived.closure import carried
from console.store.tables.base import Instant
from tests.archive import second_reader
from tests.archive.conftest import LEAD, PRIVATE, PUBLIC, SIGNING
from tests.archive.desks import opened, suspend_and_archive
from tests.archive.second_reader import NotProven


@pytest.fixture(scope="module")
def folder(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Archives of a desk with a checkpoint, one that leaves words out, and who may have signed them."""
    place = tmp_path_factory.mktemp("second")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAUSEDESK_HOME", str(place / "home"))
        patch.setattr(credentials, "_asked", lambda _question: None)
        shutil.copy(sqlite_desk.partition("///")[2], place / "own.sqlite")
        desk = opened(f"sqlite:///{place / 'own.sqlite'}")
        suspend_and_archive(desk)
        signing.enter_key(desk, PUBLIC)
        signing.make_checkpoint(desk, PRIVATE)
        query = parse("").query
        exporting.export(desk, query, place / "whole.tkz", heard=lambda _: True, signing=SIGNING)
        without = LeaveOut(texts=("Rounding b",), reason="a request under the law")
        exporting.export(desk, query, place / "court.tkz", heard=lambda _: True, signing=SIGNING, without=without)
        desk.store.close()
    (place / "allowed").write_text(f"{LEAD.name} {sshsig.public_line(LEAD.public)}\n")
    return place


def proven(folder: Path, name: str, signer: str = LEAD.name) -> int:
    return int(second_reader.prove(folder / name, folder / "allowed", signer)["tickets"])


@pytest.mark.parametrize("name", ["whole.tkz", "court.tkz"])
def test_it_proves_what_the_program_wrote(folder: Path, name: str) -> None:
    with zipfile.ZipFile(folder / name) as file:
        assert layout.LEAVES in file.namelist()
    assert proven(folder, name) > 1


def test_it_believes_nobody_else(folder: Path) -> None:
    with pytest.raises(NotProven, match="signature"):
        proven(folder, "whole.tkz", "rita@desk.example")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9999])
def test_no_byte_can_be_changed(folder: Path, tmp_path: Path, share: float) -> None:
    content = bytearray((folder / "whole.tkz").read_bytes())
    content[int(share * len(content))] ^= 1
    (tmp_path / "harmed.tkz").write_bytes(content)
    with pytest.raises(NotProven):
        second_reader.prove(tmp_path / "harmed.tkz", folder / "allowed", LEAD.name)


EMPTY = hashlib.sha256(b"{}").hexdigest()
HARMS = {
    "a row": ("UPDATE tickets SET subject = 'Other' WHERE id = 1",),
    "a number that is told": ("UPDATE tickets SET is_open = 1 - is_open WHERE id = 1",),
    "a moment": ("UPDATE messages SET received_at = received_at + 1 WHERE id = 1",),
    "a text of an event": ("UPDATE event_texts SET body = 'Other' WHERE id = 1",),
    "what an event says": ("UPDATE events SET kind = 'closed' WHERE id = 1",),
    "whose chain it is": ("UPDATE tickets SET gid = 'other' WHERE id = 1",),
    "a decision": ("DELETE FROM decisions WHERE id = 1",),
    "when it was made": ("UPDATE decisions SET made_at = made_at - 1 WHERE id = 1",),
    "which letter it was": ("UPDATE decisions SET letter_code = 'other' WHERE id = 1",),
    "a column": ("UPDATE tickets SET tier = 'critical' WHERE id = 1",),
    "an end that nobody gave it": ("UPDATE tickets SET snoozed_until = 1 WHERE id = 1",),
    "a fact": (
        "UPDATE facts SET status = 'proposed' WHERE id = (SELECT min(id) FROM facts WHERE status = 'confirmed')",
    ),
    "a message": ("UPDATE message_versions SET body = 'I never asked' WHERE id = 1",),
    "who wrote it": ("UPDATE messages SET author_name = 'Nobody' WHERE id = 1",),
    "a file": ("UPDATE attachments SET name = 'other.png' WHERE id = 1",),
    "where a message stands": ("DELETE FROM ticket_spans WHERE id = (SELECT max(id) FROM ticket_spans)",),
    "the agreement": ("UPDATE agreement_versions SET content = x'7b7d', sha256 = 'EMPTY'",),
    "the hours": ("UPDATE schedules SET time_zone = 'Asia/Tokyo'",),
    "a purchase": ("UPDATE licenses SET purchased_at = purchased_at - 1 WHERE license_key = 'HRB-2'",),
    "whose pause it is": ("UPDATE suspensions SET ticket_id = 2",),
    "a pause": ("UPDATE suspensions SET ends_at = NULL",),
    "a transfer": ("DELETE FROM archive_transfers",),
    "a restoration": ("UPDATE restorations SET approved = 1",),
    "a payment of long ago": ("INSERT INTO purchases VALUES (9, 'x', 1, 2, 0, 12, 'month', '', NULL, '', NULL, 0)",),
    "the last event of a ticket": (
        "DELETE FROM event_leaves WHERE event_id = (SELECT max(id) FROM events)",
        "DELETE FROM event_texts WHERE event_id = (SELECT max(id) FROM events)",
        "DELETE FROM events WHERE id = (SELECT max(id) FROM events)",
    ),
}


@pytest.mark.parametrize("harm", sorted(HARMS))
def test_no_row_can_be_changed_by_who_can_write_the_hashes_again(folder: Path, tmp_path: Path, harm: str) -> None:
    files = second_reader.container(folder / "whole.tkz")
    told = second_reader.content(files, second_reader.seal(files, folder / "allowed", LEAD.name))
    file = tmp_path / "tickets.sqlite"
    file.write_bytes(files["data/tickets.sqlite"])
    with sqlite3.connect(file) as base:
        for one in HARMS[harm]:
            assert base.execute(one.replace("EMPTY", EMPTY)).rowcount == 1 or "event_texts" in one
        with pytest.raises(NotProven):
            second_reader.database(base, told)
        with pytest.raises(NotProven):  # noqa: PT012 - one of them finds it, even where the hashes were written again
            second_reader.chains(base)
            second_reader.log(base, files, told)
            second_reader.told_rows(base)
    base.close()


def test_the_names_of_columns_say_which_hold_a_moment() -> None:
    for table in carried():
        for column in table.c:
            named = column.name == "at" or column.name.endswith(second_reader._ENDS)
            if isinstance(column.type, Instant):
                assert named, f"{table.name}.{column.name}"
            elif isinstance(column.type, BigInteger):
                assert not named, f"{table.name}.{column.name}"
