"""An import writes many rows together. What it leaves is what one row at a time leaves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.records.commands import Command
from console.services.desk import Desk
from console.services.intake import run
from console.services.intake.run import import_paths
from console.store import BulkUnit, Unit, check, desk_store, tables
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.store.helpers import measured

ANN = "Ann <ann@one.example>"
TABLES = (
    tables.messages.conversations,
    tables.messages.messages,
    tables.messages.message_versions,
    tables.messages.intake_items,
    tables.tickets.tickets,
    tables.tickets.ticket_spans,
    tables.tickets.ticket_links,
    tables.tickets.facts,
    tables.tickets.questions,
    tables.ledger.events,
    tables.search.search_texts,
)
SAME = {"name", "status", "position", "n", "kind", "topic"}
OWN = {"gid", "hash", "hashed", "previous", "command_id", "source"}


def _mails() -> list[bytes]:
    at = NOW - timedelta(days=1)
    said = [
        raw_mail(f"m{n}", sender=f"p{n % 7}@y.example", subject=f"S{n}", body=f"Words of {n}?", at=at)
        for n in range(30)
    ]
    said += [raw_mail("m3", sender="p3@y.example", subject="S3", body="Words of 3?", at=at)]
    said += [raw_mail(f"r{n}", sender=ANN, subject="Re: S", body="Again", at=at, answers=f"m{n}") for n in (2, 2, 29)]
    said += [raw_mail("r9", sender="support@desk.example", subject="Re", body="Ours", at=at, answers="m9")]
    said += [raw_mail("child", sender=ANN, subject="Re: x", body="The answer first", at=at, answers="parent")]
    said += [raw_mail("parent", sender=ANN, subject="x", body="The question after", at=at)]
    return said


def _left(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with desk.store.read() as connection:
        for table in TABLES:
            columns = [column for column in table.c if column.name not in OWN and not column.name.endswith("_at")]
            rows = connection.execute(select(*columns).order_by(table.c.id)).all()
            found[table.name] = [tuple(row) for row in rows]
        assert check.check(connection) == ()
    return found


def _numbered_from_one(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, int]:
    return {name: len(found) for name, found in rows.items()}


def test_many_rows_together_leave_what_single_rows_leave(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same import twice, into the same desk under other senders' ids, once by single rows."""
    folder = write(tmp_path / "in", *_mails())
    together = [(line.fate, line.reason, line.ticket) for line in import_paths(desk, [folder])]
    first = _left(desk)
    other = write(tmp_path / "again", *[mail.replace(b"@mail.example", b"@post.example") for mail in _mails()])
    monkeypatch.setattr(desk_store, "BulkUnit", Unit)
    single = [(line.fate, line.reason, line.ticket) for line in import_paths(desk, [other])]
    most = max(ticket or 0 for _, _, ticket in together)
    assert [(fate, reason, ticket and ticket - most) for fate, reason, ticket in single] == together
    second = _left(desk)
    assert {name: 2 * count for name, count in _numbered_from_one(first).items()} == _numbered_from_one(second)
    for name in ("facts", "questions", "ticket_spans", "events"):
        table = tables.tickets if name != "events" else tables.ledger
        columns = [column.name for column in getattr(table, name).c if column.name not in OWN]
        columns = [column for column in columns if not column.endswith("_at")]
        keep = [
            at for at, column in enumerate(columns) if column in ("name", "status", "position", "n", "kind", "topic")
        ]
        shown = [[row[at] for at in keep] for row in second[name]]
        assert shown[: len(shown) // 2] == shown[len(shown) // 2 :], name


def test_behind_many_messages_the_database_is_measured(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(import_paths(desk, [write(tmp_path / "few", *_mails())]))
    assert desk.store.is_postgres or not measured(desk.store)  # a server may measure by itself
    monkeypatch.setattr(run, "_MANY", 20)
    list(import_paths(desk, [tmp_path / "few"]))
    assert desk.store.is_postgres or not measured(desk.store)  # they were there
    other = [mail.replace(b"@mail.example", b"@post.example") for mail in _mails()]
    list(import_paths(desk, [write(tmp_path / "many", *other)]))
    assert measured(desk.store)


def test_what_waits_is_seen_by_whoever_reads(desk: Desk) -> None:
    with desk.store._engine.connect() as connection, connection.begin():
        unit = BulkUnit(connection, Command(kind="quiet", actor=desk.actor, at=NOW))
        conversations = tables.messages.conversations
        known = {"channel_kind": "email", "external_key": "a"}
        unit.ask_ahead(conversations, "external_key", ["a", "b"], channel_kind="email")
        assert unit.find(conversations, **known) is None
        made = unit.insert_once(conversations, known, title="A", started_at=NOW, last_message_at=NOW)
        assert unit.insert_once(conversations, known, title="B", started_at=NOW, last_message_at=NOW) == made
        found = unit.find(conversations, **known)
        assert found is not None
        assert found["id"] == made
        assert unit.row(conversations, made)["title"] == "A"
        unit.amend(conversations, made, expected=None, title="C")
        found = unit.find(conversations, **known)
        assert found is not None
        assert found["title"] == "C"
        assert unit.find_all(conversations, title="C")[0]["id"] == made


def test_a_file_has_room_for_many_rows_until_they_are_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> tuple[int, ...]:
        with desk.store._engine.connect() as connection:
            asked = ("cache_size", "wal_autocheckpoint")
            return tuple(int(connection.exec_driver_sql(f"PRAGMA {one}").scalar_one()) for one in asked)

    if desk.store.is_postgres:
        return
    usual = kept()
    list(import_paths(desk, [write(tmp_path / "few", *_mails())]))
    assert kept() == (-65536, 8000)
    monkeypatch.setattr(run, "_MANY", 1)
    other = raw_mail("other", sender=ANN, subject="S", body="Words", at=NOW)
    list(import_paths(desk, [write(tmp_path / "many", other)]))
    assert kept() == usual
