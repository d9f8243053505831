"""Archives that somebody made on purpose: every one is refused or told, and nothing in one acts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from console.archive import bag, layout
from console.faults import Damaged, Fault
from console.records.archives import Proof
from console.services import showing
from console.services.archives import proving
from console.services.archives.opening import open_archive
from console.store import codec
from console.store.driver import sqlite_module
from tests.archive.resealing import reseal
from tests.services.conftest import NOW

DATABASES = {
    "a trigger": ("CREATE TRIGGER evil AFTER INSERT ON tickets BEGIN DELETE FROM tickets; END",),
    "a view": ("CREATE VIEW evil AS SELECT 1",),
    "a view in a table's place": (
        "DROP TABLE watchers",
        "CREATE VIEW watchers AS SELECT 1 AS id, 1 AS ticket_id, 1 AS staff_id",
    ),
    "a table of its own": ("CREATE TABLE evil (x)",),
    "a virtual table": ("CREATE VIRTUAL TABLE evil USING fts5(x)",),
    "a virtual table in the search's place": (
        "DROP TABLE search_index",
        "CREATE VIRTUAL TABLE search_index USING rtree(id, a, b)",
    ),
    "a column that counts": ("ALTER TABLE watchers ADD COLUMN evil GENERATED ALWAYS AS (zeroblob(1000000000))",),
    "a check that counts": ("CREATE TABLE evil (x CHECK (length(zeroblob(1000000000)) > 0))",),
    "a table less": ("DROP TABLE wordings",),
    "a column less": ("ALTER TABLE watchers RENAME COLUMN staff_id TO other",),
    "another application": ("PRAGMA application_id = 7",),
    "a ticket less": ("DELETE FROM tickets WHERE id = 1",),
    "another text": ("UPDATE message_versions SET body = 'Nothing happened'",),
    "a broken chain": ("UPDATE events SET hashed = x'7b7d' WHERE n = 1",),
    "events that are no text": ("UPDATE events SET hashed = x'ff00ff'",),
    "rows that are no JSON": ("UPDATE facts SET value = 'no json'",),
    "instants that are none": ("UPDATE tickets SET received_at = 'never'",),
    "numbers beyond all": ("UPDATE tickets SET received_at = 9223372036854775807",),
    "a newer schema": ("UPDATE schema_info SET value = '9.0'",),
    "a schema without a number": ("DELETE FROM schema_info",),
    "a schema that is no number": ("UPDATE schema_info SET value = 'new'",),
    "rows of a writable schema": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE TABLE tickets (x)' WHERE name = 'tickets'",
    ),
    "an index of nothing": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = 2 WHERE type = 'index'",
    ),
}
CONTENTS: dict[str, Callable[[dict[str, object]], object]] = {
    "no object": lambda told: [told],
    "no tables": lambda told: {**told, "tables": None},
    "no time": lambda told: {**told, "as_of": "yesterday"},
    "a time without a zone": lambda told: {**told, "as_of": "2026-11-30T00:00:00"},
    "fewer tables": lambda told: {**told, "tables": {}},
    "a log that is not there": lambda told: {**told, "log": {"size": 10**12, "root": "0" * 64}},
    "a log without a size": lambda told: {**told, "log": {"size": "many", "root": ""}},
    "nested without an end": lambda told: {**told, "query": ""} and json.loads("[" * 500 + "]" * 500),
}


def packed(signed_folder: Path, place: Path, change: Callable[[Path], None], *, folder: bool) -> Path:
    """Pack an archive anew with another content, all hashes right and nobody's signature."""
    work = place / "work"
    shutil.copytree(signed_folder, work / "bag")
    for name in (*layout.TAGS, layout.TAG_MANIFEST, layout.SIGNATURE):
        (work / "bag" / name).unlink()
    change(work / "bag")
    told = codec.digest((work / "bag" / layout.CONTENT).read_bytes())
    head = bag.Head(exported_at=NOW, content_sha256=told, producer="somebody")
    return bag.seal(work, place / "made", head, lambda _d, _t: None, None, folder=folder).path


def judged(path: Path) -> Proof:
    """Prove an archive, and try to read it."""
    found = proving.verify(path, (), lambda _d, _t: True)
    try:
        opened = open_archive(path, lambda _d, _t: True, ())
    except Fault:
        return found
    opened.close()
    return found


@pytest.mark.parametrize("name", DATABASES)
def test_a_crafted_database_is_told_and_nothing_in_it_acts(signed_folder: Path, tmp_path: Path, name: str) -> None:
    def change(folder: Path) -> None:
        file = folder / layout.DATABASE
        with closing(sqlite_module().connect(file, isolation_level=None)) as connection:
            for one in DATABASES[name]:
                connection.execute(one)

    path = packed(signed_folder, tmp_path, change, folder=True)
    found = judged(path)
    assert found.state == "altered"
    assert found.where.startswith((layout.DATABASE, "TK-"))
    assert found.why


@pytest.mark.parametrize(
    "change", ["messages SET direction", "tickets SET status", "tickets SET tier"], ids=lambda one: str(one).split()[-1]
)
def test_a_code_that_is_none_is_told_as_damage(own_folder: Path, change: str) -> None:
    with closing(sqlite_module().connect(own_folder / layout.DATABASE, isolation_level=None)) as connection:
        connection.execute(f"UPDATE {change} = 'doom'")
    reseal(own_folder, None)
    opened = open_archive(own_folder, lambda _d, _t: True, ())
    with closing(opened), pytest.raises(Damaged, match="doom"):
        showing.ticket(opened.desk, 1)


@pytest.mark.parametrize("name", CONTENTS)
def test_a_content_that_lies_is_told(signed_folder: Path, tmp_path: Path, name: str) -> None:
    def change(folder: Path) -> None:
        file = folder / layout.CONTENT
        file.write_text(json.dumps(CONTENTS[name](json.loads(file.read_text()))))

    found = judged(packed(signed_folder, tmp_path, change, folder=False))
    assert found.state == "altered"


def test_bytes_of_a_database_that_are_none(signed_folder: Path, tmp_path: Path) -> None:
    """Cut, empty, something else, and with pages thrown about: told, without a crash."""
    whole = (signed_folder / layout.DATABASE).read_bytes()
    pages = bytearray(whole)
    for at in range(4_096, len(pages) - 4_096, 7 * 4_096):
        pages[at : at + 4_096] = pages[at + 4_096 : at + 8_192]
    for number, content in enumerate(
        (b"", b"no database" * 500, whole[: len(whole) // 2], bytes(pages), whole + b"x" * 4_096)
    ):
        place = tmp_path / str(number)

        def change(folder: Path, content: bytes = content) -> None:
            (folder / layout.DATABASE).write_bytes(content)

        assert judged(packed(signed_folder, place, change, folder=True)).state == "altered"


def test_a_list_without_an_end_and_a_head_without_one_are_refused(own_folder: Path) -> None:
    for name, content in (
        (layout.MANIFEST, b"0" * 20_000_000),
        (layout.INFO, b"Payload-Oxum: 1.1\n" * 100_000),
        (layout.TAG_MANIFEST, b"\n" * 5_000_000),
        (layout.SIGNATURE, b"-----BEGIN SSH SIGNATURE-----\n" * 1_000_000),
        (layout.CONTENT, b"[" * 6_000_000),
    ):
        before = (own_folder / name).read_bytes()
        (own_folder / name).write_bytes(content)
        assert judged(own_folder).state == "altered"
        (own_folder / name).write_bytes(before)
    assert judged(own_folder).state == "whole"
