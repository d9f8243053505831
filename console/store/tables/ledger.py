"""The ledger: commands applied once, events in chains, changes for other windows, and the schema's number."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, UniqueConstraint

from console.store.tables.base import Key, gid, instant, key, metadata, number, ref, text, word

schema_info = Table(
    "schema_info",
    metadata,
    word("name", 64),
    text("value"),
    UniqueConstraint("name"),
)
commands = Table(
    "commands",
    metadata,
    Column("id", String(32), primary_key=True),
    word("kind", 64),
    ref("staff_id", "staff"),
    word("role", 16),
    Column("ticket_id", Key, nullable=True),
    number("expected_version", nullable=True),
    text("result"),  # JSON, given again when the same id comes back
    instant("made_at", nullable=False),
    instant("applied_at", nullable=False),
    word("program", 32, default=""),
    word("desk", 64, default=""),
)
events = Table(
    "events",
    metadata,
    key(),
    gid(),
    ref("ticket_id", "tickets", nullable=False),
    number("n"),
    word("kind", 64),
    ref("staff_id", "staff"),
    word("role", 16),
    word("command_id", 32),
    instant("recorded_at", nullable=False),
    instant("effective_at", nullable=False),
    text("old"),  # JSON
    text("new"),  # JSON
    Column("hashed", LargeBinary, nullable=False),  # the exact bytes that were hashed
    word("previous", 64),
    word("hash", 64),
    UniqueConstraint("ticket_id", "n"),
    Index("ix_events_kind", "kind", "recorded_at"),
)
event_texts = Table(
    "event_texts",
    metadata,
    key(),
    ref("event_id", "events", nullable=False, index=True),
    word("name", 64),
    word("salt", 32),
    word("digest", 64),  # what stands in the chain: sha256(salt || text)
    text("body", nullable=True, default=None),  # null once erased; the chain still holds
)
changes = Table(
    "changes",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=True),
    Column("xid", BigInteger, nullable=False),  # PostgreSQL's transaction; 0 on SQLite
    instant("at", nullable=False),
    text("kinds"),
    text("ticket_ids"),
    Column("staff_id", Key, nullable=True),
    word("origin", 64, default=""),
    Index("ix_changes_xid", "xid", "seq"),
)
checkpoints = Table(
    "checkpoints",
    metadata,
    key(),
    gid(),
    number("tree_size"),
    word("root", 64),
    instant("at", nullable=False),
    word("key_id", 128),
    Column("signature", LargeBinary, nullable=True),
    ref("staff_id", "staff"),
)
