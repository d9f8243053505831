"""What lets others believe the record: keys, leaves of the event tree, archives, findings of reviewers, erasures."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint

from console.store.tables.base import Key, flag, gid, instant, key, metadata, number, ref, text, version, word

signing_keys = Table(
    "signing_keys",
    metadata,
    key(),
    gid(),
    version(),
    word("key_id", 128),
    ref("staff_id", "staff", nullable=False, index=True),
    word("algorithm", 16, default="ed25519"),
    Column("public_key", LargeBinary, nullable=False),
    instant("valid_from", nullable=False),
    instant("valid_to"),
    instant("revoked_at"),
    text("reason"),
    UniqueConstraint("key_id"),
)
event_leaves = Table(
    "event_leaves",
    metadata,
    Column("leaf", Key, primary_key=True, autoincrement=False),  # given when a checkpoint takes the event in
    ref("event_id", "events", nullable=False),
    word("hash", 64),
    UniqueConstraint("event_id"),
)
archives = Table(
    "archives",
    metadata,
    key(),
    gid(),
    version(),
    text("query"),
    word("state", 16),  # begun, written, checked, failed
    ref("staff_id", "staff"),
    instant("begun_at", nullable=False),
    instant("written_at"),
    text("path"),
    text("progress"),  # JSON: where a killed export goes on
    number("ticket_count"),
    word("manifest_sha256", 64, default=""),
    word("key_id", 128, default=""),
    ref("checkpoint_id", "checkpoints"),
    text("problem"),
    ref("plan_id", "archive_plans", index=True),
    text("recipients"),  # JSON: the public keys it was locked for; empty where anybody may read it
    text("redacted"),  # JSON: how many places were left out, by kind; never what stood there
)
archive_plans = Table(
    "archive_plans",
    metadata,
    key(),
    gid(),
    version(),
    text("name"),
    text("query"),
    text("folder"),
    word("every", 16),  # day, week, month
    number("day"),  # of the week (0 is Monday) or of the month
    word("at", 5),  # the hour in the policy's time zone
    text("recipients"),  # JSON, as in archives
    text("redacted"),  # JSON: what its archives leave out, and whether none is made without a signature
    number("keep"),  # how many of its archives stay; 0 is all
    flag("active", default="1"),
    instant("next_at"),
    ref("set_by", "staff"),
    instant("set_at", nullable=False),
    text("reason"),
)
findings = Table(
    "findings",
    metadata,
    key(),
    gid(),  # made by the reviewer's program: the same file merged twice adds nothing
    ref("ticket_id", "tickets", nullable=False, index=True),
    ref("decision_id", "decisions", index=True),
    word("clause", 16, default=""),
    word("verdict", 32, default=""),
    text("body"),
    text("reviewer"),
    word("key_id", 128, default=""),
    word("archive_sha256", 64, default=""),
    Column("signed", LargeBinary, nullable=True),  # the exact bytes that were signed
    Column("signature", LargeBinary, nullable=True),
    instant("made_at", nullable=False),
    instant("merged_at", nullable=False),
    ref("merged_by", "staff"),
)
erasures = Table(
    "erasures",
    metadata,
    key(),
    gid(),
    ref("customer_id", "customers", index=True),
    ref("staff_id", "staff"),
    word("command_id", 32),
    instant("at", nullable=False),
    text("reason"),
    text("counts"),  # JSON: how many texts, messages, files; never what they said
)
retention_rules = Table(
    "retention_rules",
    metadata,
    key(),
    gid(),
    version(),
    word("subject", 32),  # closed_tickets, raw_originals, attachments, secrets
    number("days"),
    ref("set_by", "staff"),
    instant("set_at", nullable=False),
    text("reason"),
    UniqueConstraint("subject"),
)
