"""Rows of chosen tickets as they stood at an earlier instant: what came later is taken back, the newest first.

It works on a private copy. What the chain tells of a ticket is taken back event by event; what has a date of its own
is left out where it is later. Words that were erased or hidden since stay so: looking back brings nothing back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, update

from console.records.base import Json
from console.records.schedules import HOLIDAY
from console.store import chain, codec
from console.store.archived import unwinding
from console.store.archived.closure import table_of
from console.store.engine import make_engine

BORN = {
    "access_requests": "asked_at",
    "agreement_states": "at",
    "archive_transfers": "at",
    "archive_undos": "at",
    "checkpoints": "at",
    "decision_reviews": "asked_at",
    "decisions": "made_at",
    "error_sightings": "at",
    "facts": "at",
    "fair_use_marks": "at",
    "findings": "merged_at",
    "purchases": "paid_at",
    "reading_choices": "at",
    "restorations": "opened_at",
    "service_orders": "ordered_at",
    "suspensions": "starts_at",
    "ticket_links": "at",
}
"""Tables whose rows have a date before which they are not there."""
TOLD = {
    "tickets": "each column by what the events say it was",
    "events": "those of the chain up to then",
    "event_texts": "with their events",
    "event_leaves": "same",
    "ticket_spans": "by the events that brought or moved messages",
    "questions": "by the events that took up, moved and settled them",
    "messages": "by the same, and those of ours by their date",
    "message_versions": "by the events of edits",
    "attachments": "with the version of their message",
    "outbox": "by the events of letters",
    "known_errors": "by the events that settled them, and the date of the last verdict",
}
"""Tables that the chain tells of."""
DATED = {"closures": "a notice by when it was given, a holiday by when it was confirmed"}
"""Tables whose rows tell by a date of their kind what was known."""
AS_NOW = {
    "agreement_versions": "a version counts from a day that stands in it",
    "blobs": "files by their hash; nothing leads to one that came later",
    "channels": "the register keeps no earlier state",
    "contacts": "the register keeps no earlier state",
    "conversations": "the frame of the messages",
    "customers": "the register keeps no earlier state",
    "domains": "same",
    "installations": "same",
    "letters": "a ticket keeps the version that it used",
    "licenses": "the register keeps no earlier state; where it stands is counted from its dates",
    "paid_services": "the register keeps no earlier state",
    "policy_acknowledgments": "each has its own day",
    "queues": "the register keeps no earlier state",
    "schedules": "a ticket keeps the version of its receipt",
    "search_texts": "nobody searches one ticket",
    "settings": "the desk keeps no earlier state",
    "signing_keys": "each has its own days",
    "staff": "the register keeps no earlier state",
    "tags": "names",
    "team_targets": "each has its own days",
    "ticket_tags": "nothing tells when one was set",
    "watchers": "same",
    "wordings": "versions by their hash",
}
"""Tables that stay as they are, each with why."""
_LATER: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("access_requests", "given_at", {"given_at": None, "given_message_id": None, "state": "asked"}),
    (
        "decision_reviews",
        "done_at",
        {"done_at": None, "reviewer_id": None, "state": "asked", "verdict": "", "note": "", "overturned_by_id": None},
    ),
    ("restorations", "decided_at", {"decided_at": None, "approved": None, "feasible": None, "grounds": ""}),
    ("restorations", "paid_at", {"paid_at": None, "length": None, "unit": None}),
)
"""What a row did not say yet where a date of it is later."""


def together(connection: Connection, ticket_id: int, *, most: int) -> tuple[int, ...]:
    """Return a ticket with those that it is judged beside: of its conversation and of its license, the newest first."""
    tickets = table_of("tickets")
    row = connection.execute(
        select(tickets.c.conversation_id, tickets.c.license_id).where(tickets.c.id == ticket_id)
    ).one()
    beside = [tickets.c.conversation_id == row.conversation_id]
    if row.license_id is not None:
        beside.append(tickets.c.license_id == row.license_id)
    asked = select(tickets.c.id).where(or_(*beside)).order_by(tickets.c.id.desc()).limit(most)
    return tuple(dict.fromkeys((ticket_id, *connection.execute(asked).scalars())))


def rewind(connection: Connection, at: datetime) -> None:
    """Take back everything that came later than `at`, in a copy that nobody else reads."""
    kept, later = _parted(connection, at)
    unwinding.unwind(connection, at, kept, later)
    for name, column in BORN.items():
        table = table_of(name)
        connection.execute(delete(table).where(table.c[column] > at))
    _announced(connection, at)
    _verdicts(connection, at)
    _errors(connection, at, kept)
    for name, column, values in _LATER:
        table = table_of(name)
        connection.execute(update(table).where(table.c[column] > at).values(**values))
    _cut_chains(connection, later)


def rewind_file(file: Path, at: datetime) -> None:
    """Do so in a file of its own, which has the schema of an archive."""
    engine = make_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            for pragma in ("foreign_keys=OFF", "synchronous=OFF"):
                raw.execute(f"PRAGMA {pragma}")
            with connection.begin():
                rewind(connection, at)
    finally:
        engine.dispose()


def _parted(connection: Connection, at: datetime) -> tuple[list[unwinding.Told], list[unwinding.Told]]:
    """Return what was told up to an instant and what later: of each chain what stands before the first later event."""
    kept: list[unwinding.Told] = []
    later: list[unwinding.Told] = []
    beyond: set[int] = set()
    for one in sorted(_told(connection), key=lambda told: (told.ticket, told.n)):
        if one.at > at:
            beyond.add(one.ticket)
        (later if one.ticket in beyond else kept).append(one)
    return sorted(kept, key=lambda told: told.key), sorted(later, key=lambda told: -told.key)


def _told(connection: Connection) -> Iterator[unwinding.Told]:
    table = table_of("events")
    rows = [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
    said: dict[int, tuple[dict[str, Json], dict[str, Json]]] = chain.whole(connection, rows)
    for row in rows:
        old, new = said[int(row["id"])]
        yield unwinding.Told(
            key=int(row["id"]),
            ticket=int(row["ticket_id"]),
            n=int(row["n"]),
            kind=str(row["kind"]),
            at=row["recorded_at"],
            old=old,
            new=new,
        )


def _announced(connection: Connection, at: datetime) -> None:
    """Remove what was announced later; a holiday that was confirmed later is one that was proposed."""
    table = table_of("closures")
    later = table.c.confirmed_at > at
    connection.execute(delete(table).where(later, table.c.kind != HOLIDAY))
    connection.execute(update(table).where(later).values(confirmed_at=None, confirmed_by=None, schedule_id=None))


def _verdicts(connection: Connection, at: datetime) -> None:
    """Let a reviewer's verdict stand again that was withdrawn later; one that was written over later is not known."""
    table = table_of("decision_reviews")
    later = (table.c.kind == "finding") & (table.c.done_at > at)
    stood = later & (table.c.state == "withdrawn")
    connection.execute(update(table).where(stood).values(state="done", done_at=table.c.asked_at))
    connection.execute(delete(table).where(later))


def _errors(connection: Connection, at: datetime, kept: Sequence[unwinding.Told]) -> None:
    """Put back where an error of the program stood that was judged later: by the last event of it, else suspected."""
    told = {str(one.new["error"]): one for one in kept if one.kind == "error_settled"}
    table = table_of("known_errors")
    for row in connection.execute(select(table).where(table.c.determined_at > at)).mappings().all():
        last = told.get(str(row["code"]))
        values: dict[str, Any] = {"fixed_in": "", "note": "", "determined_by": None, "determined_at": None}
        if last is None:
            open_yet = dict.fromkeys(codec.load_dict(str(row["conditions"])))
            values |= {"status": "suspected", "conditions": codec.dump(open_yet), "excluded": codec.dump([])}
        else:
            values |= {"status": str(last.new["status"]), "determined_at": last.at}
        connection.execute(update(table).where(table.c.id == row["id"]).values(**values))


def _cut_chains(connection: Connection, later: Sequence[unwinding.Told]) -> None:
    """Remove the events that came later, with their texts and leaves."""
    keys = [one.key for one in later]
    for name, column in (("event_texts", "event_id"), ("event_leaves", "event_id"), ("events", "id")):
        table: Table = table_of(name)
        for start in range(0, len(keys), 500):
            connection.execute(delete(table).where(table.c[column].in_(keys[start : start + 500])))
