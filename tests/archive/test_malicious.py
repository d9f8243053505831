"""More than a hundred archives that somebody made to do harm: each is refused with a name, and leaves nothing."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.archive import layout, zipping
from console.faults import Fault
from console.query import parse
from console.records.archives import Proof
from console.services.archives import proving
from console.services.archives.opening import open_archive
from console.services.showing import queue_page
from console.store.archived.opening import distrusting
from console.store.driver import sqlite_module
from console.views.words import has
from tests.archive.test_hostile import CONTENTS, DATABASES, packed

# -- containers: each is bytes, and nothing of it may be believed ------------------------------------------------------

NAMES = (
    *("../x", "../../etc/cron.d/x", "/etc/x", "//host/share/x", "a\\b", "..\\x", "C:x", "C:/x", "data/..", "data/../x"),
    *("data/./x", "data//x", "data/x/", "Data/x", "data/X", "data/é", "data/x.", "data/.x", "data/a b", "data/a:b"),
    *("data/\u202ex", "data/a\x00b", "data/a\nb", "data/con", "CON", "data/nul.txt", "~/x", "$HOME/x", "data/*", "-rf"),
    *(
        "data/x\x7f",
        "data/\u200bx",
        "a" * 300,
        "data/" + "d/" * 9 + "x",
        "file:///etc/passwd",
        "data/x;y",
        "data/%2e%2e/x",
    ),
)


def zipped(*members: tuple[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in members:
            made.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return held.getvalue()


def ours(*members: tuple[str, bytes]) -> bytes:
    """Return a container in our form, of names that are taken as they come."""
    heads, listing = b"", b""
    for name, content in members:
        one = zipping.Member(name=name, size=len(content), crc=zlib.crc32(content), offset=len(heads))
        heads += zipping.local_head(one) + content
        listing += zipping.central_head(one)
    return heads + listing + zipping.tail(len(members), len(heads), len(listing))


def with_link(target: str) -> bytes:
    link = zipfile.ZipInfo("data/x")
    link.external_attr = 0o120777 << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(link, target)
    return held.getvalue()


def patched(content: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    """Return a container with other bytes at a place of its first record of a kind."""
    place = content.index(mark) + at
    return content[:place] + value + content[place + len(value) :]


GOOD = ours(("data/a", b"a" * 50), ("data/b", b"b" * 50))
LOCAL, LISTED, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
HUGE = struct.pack("<L", 0xFFFFFFF0)
CONTAINERS: dict[str, bytes] = {
    **{f"name {name[:30]!r}": ours((name, b"x")) for name in NAMES},
    **{
        f"packed {way}": zipped(("data/x", b"x" * 100), how=way)
        for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    },
    "a bomb": zipped(("data/x", b"\0" * 20_000_000), how=zipfile.ZIP_DEFLATED),
    "a bomb of many": zipped(*((f"data/{n:04}", b"\0" * 20_000) for n in range(500)), how=zipfile.ZIP_DEFLATED),
    "a link": with_link("/etc/passwd"),
    "a link to a folder": with_link("../../.."),
    "the same name twice": ours(("data/a", b"1"), ("data/a", b"2")),
    "not in order": ours(("data/b", b"1"), ("data/a", b"2")),
    "a file and its folder": ours(("data/a", b"1"), ("data/a/b", b"2")),
    "nothing": b"",
    "an end alone": END + bytes(18),
    "no zip": b"MZ" + bytes(4_000),
    "a comment": zipped(("data/x", b"x"))[:-2] + b"\x03\x00abc",
    "bytes in front": b"#!/bin/sh\n" + GOOD,
    "bytes behind": GOOD + b"\0",
    "two ends": GOOD + END + bytes(18),
    "two in one": GOOD + GOOD,
    "a size beyond the file": patched(GOOD, LISTED, 20, HUGE * 2),
    "a size that is less": patched(GOOD, LISTED, 20, struct.pack("<2L", 5, 5)),
    "another size before the file": patched(GOOD, LOCAL, 18, struct.pack("<2L", 5, 5)),
    "another sum": patched(GOOD, LISTED, 16, b"\1\2\3\4"),
    "another sum before the file": patched(GOOD, LOCAL, 14, b"\1\2\3\4"),
    "an offset beyond the file": patched(GOOD, LISTED, 42, HUGE),
    "an offset into another file": patched(GOOD, LISTED, 42, struct.pack("<L", 40)),
    "a name that is longer": patched(GOOD, LISTED, 28, b"\xff\xff"),
    "more behind the name": patched(GOOD, LISTED, 30, b"\xff\xff"),
    "a comment of a file": patched(GOOD, LISTED, 32, b"\xff\xff"),
    "on another disk": patched(GOOD, LISTED, 34, b"\1\0"),
    "attributes": patched(GOOD, LISTED, 38, struct.pack("<L", 0o120777 << 16)),
    "encrypted": patched(GOOD, LISTED, 8, b"\1\0"),
    "a size that follows": patched(GOOD, LISTED, 8, b"\x08\0"),
    "names in UTF-8 flagged": patched(GOOD, LISTED, 8, b"\0\x08"),
    "another way": patched(GOOD, LISTED, 10, b"\x08\0"),
    "another day": patched(GOOD, LISTED, 14, b"\x22\0"),
    "needs another program": patched(GOOD, LISTED, 6, b"\xff\0"),
    "another name before the file": patched(GOOD, LOCAL, 30, b"evil"),
    "fewer files than told": patched(GOOD, END, 8, struct.pack("<2H", 9, 9)),
    "more files than told": patched(GOOD, END, 8, struct.pack("<2H", 1, 1)),
    "65535 files": patched(GOOD, END, 8, b"\xff\xff\xff\xff"),
    "a list that is larger": patched(GOOD, END, 12, HUGE),
    "a list that begins elsewhere": patched(GOOD, END, 16, HUGE),
    "a list that begins in itself": patched(GOOD, END, 16, struct.pack("<L", 0)),
    "cut in the list": GOOD[:-40],
    "cut in a file": GOOD[:60],
    "all zero": LOCAL + bytes(100_000),
    "heads without an end": LOCAL * 20_000,
}

# -- databases: all hashes are right, nobody signed --------------------------------------------------------------------

MORE_DATABASES: dict[str, tuple[str, ...]] = {
    **{
        f"a trigger on {name}": (f"CREATE TRIGGER evil AFTER UPDATE ON {name} BEGIN SELECT load_extension('x'); END",)
        for name in ("messages", "events", "facts", "decisions", "staff")
    },
    "a trigger without a table": ("CREATE TRIGGER evil BEFORE DELETE ON tickets BEGIN SELECT RAISE(IGNORE); END",),
    "a column that is stored": ("CREATE TABLE evil (a, b AS (zeroblob(1000000000)) STORED)",),
    "a default that counts": ("CREATE TABLE evil (a DEFAULT (randomblob(1000000000)))",),
    "an index that counts": ("CREATE INDEX evil ON tickets (length(zeroblob(100000 + id)))",),
    "an index with a condition": ("CREATE INDEX evil ON tickets (id) WHERE length(zeroblob(100000)) > id",),
    "a table of another name": ("ALTER TABLE tags RENAME TO evil",),
    "three thousand tables": tuple(f"CREATE TABLE evil{n} (x)" for n in range(3_000)),
    "a table of two thousand columns": (f"CREATE TABLE evil ({', '.join(f'c{n}' for n in range(1_900))})",),
    "a name like one of the library": ("CREATE TABLE evil_sqlite_master (x)",),
    "text where numbers are": ("UPDATE tickets SET number = 'many' || id",),
    "text where instants are": ("UPDATE events SET recorded_at = 'yesterday'",),
    "bytes where text is": ("UPDATE messages SET author_name = x'ff00fe'",),
    "a number beyond all": ("UPDATE tickets SET version = 9223372036854775807",),
    "no number at all": ("UPDATE tickets SET tier_rank = 1e999",),
    "a ticket merged into itself": ("UPDATE tickets SET merged_into_id = id",),
    "tickets merged in a circle": ("UPDATE tickets SET merged_into_id = CASE id WHEN 1 THEN 2 ELSE 1 END",),
    "a message that answers itself": ("UPDATE messages SET reply_to_id = id",),
    "a message of two hundred megabytes": ("UPDATE message_versions SET body = zeroblob(200000000) WHERE id = 1",),
    "words nested without an end": ("UPDATE decisions SET inputs = replace(hex(zeroblob(50000)), '00', '[')",),
    "another hash of a file": ("UPDATE attachments SET sha256 = '../../etc/passwd'",),
    "a chain of another ticket": ("UPDATE events SET ticket_id = 2, n = n + 100 WHERE ticket_id = 1 AND n > 1",),
    "an hour moved": ("UPDATE events SET recorded_at = recorded_at - 3600000000",),
    "somebody else who acted": ("UPDATE events SET staff_id = NULL, role = 'lead'",),
    "a chain without its first": ("DELETE FROM events WHERE n = 1",),
    "a decision more": (
        (
            "INSERT INTO decisions SELECT id + 1000, gid || 'x', ticket_id, n + 50, kind, made_at, staff_id,"
            " agreement_id, schedule_id, letters_version, engine_version, command_id, outcome,"
            " primary_clause, inputs, result, inputs_sha256, result_sha256,"
            " readings, chosen_outcome, override_reason, letter_code, letter_version,"
            " letter_language, message_id, revoked FROM decisions"
        ),
    ),
    "an agreement of another": ("UPDATE agreement_versions SET content = x'7b7d'",),
    "a search that finds nothing": ("DELETE FROM search_index_data",),
    "a search of zeros": ("UPDATE search_index_data SET block = zeroblob(length(block))",),
    "a search without its settings": ("DELETE FROM search_index_config",),
    "a search of another version": ("UPDATE search_index_config SET v = 99",),
    "a search of huge blocks": ("UPDATE search_index_data SET block = zeroblob(50000000) WHERE id = 1",),
}
HEADER: dict[str, tuple[int, bytes]] = {
    "no magic": (0, b"SQLite format 4\0"),
    "pages of 512": (16, b"\x02\x00"),
    "pages of 64 KB": (16, b"\x00\x01"),
    "pages of no size": (16, b"\x00\x03"),
    "written another way": (18, b"\x07"),
    "read another way": (19, b"\x07"),
    "space kept back": (20, b"\x40"),
    "another payload": (21, b"\x01\x01\x01"),
    "more pages than there are": (28, b"\x7f\xff\xff\xff"),
    "free pages": (32, b"\x00\x00\x00\x03\x00\x00\x00\x09"),
    "a schema of another format": (44, b"\x00\x00\x00\x63"),
    "another encoding": (56, b"\x00\x00\x00\x02"),
    "no encoding": (56, b"\x00\x00\x00\x09"),
    "another application": (68, b"evil"),
    "a root page of another kind": (100, b"\x02"),
    "cells beyond the page": (103, b"\xff\xff"),
    "a free block in itself": (101, b"\x00\x65"),
}
PAGES = tuple(range(2, 26))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for archives, with a guard round it: what is outside stays as it is, and no private copy is left."""
    temporary, outside = tmp_path / "temporary", tmp_path / "outside"
    temporary.mkdir()
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(outside)
    inside = tmp_path / "inside"
    inside.mkdir()
    yield inside
    assert list(temporary.iterdir()) == []
    assert [one.name for one in outside.iterdir()] == ["kept.txt"]
    assert (outside / "kept.txt").read_text() == "kept"


def judged(path: Path) -> Proof:
    """Prove an archive and try to read it: only faults with a name may come of it, and its bytes stay."""
    before = _digest(path)
    found = proving.verify(path, (), lambda _done, _total: True)
    said: list[tuple[str, ...]] = [("read",)]
    try:
        open_archive(path, lambda _done, _total: True, ()).close()
    except Fault as told:
        said = [told.words("en"), told.words("ru")]
    try:
        with closing(open_archive(path, lambda _done, _total: True, (), pages_later=True)) as opened:
            wrong = opened.look_at_pages()
            assert (wrong is None) == (said == [("read",)])
            with contextlib.suppress(Fault), distrusting():
                queue_page(opened.desk, parse("sort:-created").query)
    except Fault as fault:
        met = fault.words("en")
    else:
        met = said[0]
    assert met in said
    assert all(one[0] for one in said)
    assert _digest(path) == before
    return found


def _digest(path: Path) -> str:
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()


def require_named(found: Proof) -> None:
    assert found.state in ("altered", "truncated", "newer")
    assert found.why
    assert has("proof_why.chain" if found.why.startswith("chain_") else f"proof_why.{found.why}")


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_that_lies(place: Path, name: str) -> None:
    path = place / "evil.tkz"
    path.write_bytes(CONTAINERS[name])
    require_named(judged(path))


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", MORE_DATABASES)
def test_a_database_that_was_made_to_act(signed_folder: Path, place: Path, name: str) -> None:
    def change(folder: Path) -> None:
        with closing(sqlite_module().connect(folder / layout.DATABASE, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            for one in MORE_DATABASES[name]:
                connection.execute(one)
            connection.execute("COMMIT")

    require_named(judged(packed(signed_folder, place, change, folder=True)))


@pytest.mark.parametrize("name", HEADER)
def test_a_database_with_another_head(signed_folder: Path, place: Path, name: str) -> None:
    at, value = HEADER[name]

    def change(folder: Path) -> None:
        with (folder / layout.DATABASE).open("r+b") as file:
            file.seek(at)
            file.write(value)

    require_named(judged(packed(signed_folder, place, change, folder=True)))


def test_pages_of_a_database_that_are_damaged_one_by_one(signed_folder: Path, place: Path) -> None:
    """The head of a page, and its middle; only room that nobody uses may be overwritten without a word."""
    whole = (signed_folder / layout.DATABASE).read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    told = 0
    for page in PAGES:
        for within in (0, size // 2):
            work = place / f"{page}-{within}"
            at = (page - 1) * size + within

            def change(folder: Path, at: int = at) -> None:
                with (folder / layout.DATABASE).open("r+b") as file:
                    file.seek(at)
                    file.write(b"\xff" * 64)

            found = judged(packed(signed_folder, work, change, folder=True))
            shutil.rmtree(work)
            if within == 0 or found.state != "whole":
                require_named(found)
                told += 1
    assert told > len(PAGES)


def test_a_folder_with_links_pipes_and_devices(own_folder: Path, place: Path) -> None:
    for number, act in enumerate(
        (
            lambda bag: (bag / "data/more").symlink_to("/etc"),
            lambda bag: (bag / "data/files/evil").symlink_to("/etc/passwd"),
            lambda bag: (bag / "data/loop").symlink_to(bag),
            lambda bag: os.mkfifo(bag / "data/pipe"),
            lambda bag: os.link(bag / "bagit.txt", bag / "data/again.txt"),
            lambda bag: (bag / "data/deep/er/and/deep/er/and/deep/er/still").mkdir(parents=True),
        )
    ):
        made = place / str(number)
        shutil.copytree(own_folder, made)
        act(made)  # type: ignore[no-untyped-call]  # each is a line above
        found = proving.verify(made, (), lambda _done, _total: True)
        require_named(found)
        assert found.where


def test_there_are_more_than_a_hundred_and_no_two_are_one() -> None:
    counted = len(CONTAINERS) + len(MORE_DATABASES) + len(HEADER) + len(DATABASES) + len(CONTENTS)
    assert counted > 150
    assert len({hashlib.sha256(one).digest() for one in CONTAINERS.values()}) == len(CONTAINERS)
    said: Callable[[object], str] = json.dumps
    assert len({said(one) for one in (*MORE_DATABASES.values(), *DATABASES.values())}) == len(MORE_DATABASES) + len(
        DATABASES
    )
