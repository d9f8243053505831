"""The desk itself: agreement versions, schedules, letters, drafts, outbox, saved views, settings, presence."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, UniqueConstraint

from console.store.tables.base import flag, gid, instant, key, metadata, number, ref, text, version, word

agreement_versions = Table(
    "agreement_versions",
    metadata,
    key(),
    gid(),
    word("label", 64),
    instant("effective_from", nullable=False),
    Column("content", LargeBinary, nullable=False),  # canonical JSON of all documents of the version
    word("sha256", 64),
    instant("loaded_at", nullable=False),
    ref("loaded_by", "staff"),
    ref("based_on_id", "agreement_versions"),
    text("note"),
    UniqueConstraint("label", "sha256"),
)
agreement_states = Table(
    "agreement_states",
    metadata,
    key(),
    gid(),
    ref("agreement_id", "agreement_versions", nullable=False, index=True),
    word("state", 16),  # draft, noticed (29), in_force, retired; the newest row counts
    instant("effective_at", nullable=False),
    instant("at", nullable=False),
    ref("staff_id", "staff"),
    text("reason"),
)
reading_choices = Table(
    "reading_choices",
    metadata,
    key(),
    gid(),
    ref("agreement_id", "agreement_versions", nullable=False),
    word("reading", 8),
    word("value", 64),
    word("value_before", 64, default=""),
    ref("chosen_by", "staff"),
    instant("at", nullable=False),
    text("reason"),
)
wordings = Table(
    "wordings",
    metadata,
    key(),
    gid(),
    ref("agreement_id", "agreement_versions", nullable=False),
    word("unit", 16),
    word("language", 8),
    text("body"),
    word("source_sha256", 64),
    instant("loaded_at", nullable=False),
    UniqueConstraint("agreement_id", "unit", "language"),
)
schedules = Table(
    "schedules",
    metadata,
    key(),
    gid(),
    word("label", 64),
    word("time_zone", 64),
    text("content"),  # JSON: hours by weekday, closed dates, special days
    word("sha256", 64),
    text("source"),
    instant("valid_from", nullable=False),
    instant("checked_at"),
    ref("loaded_by", "staff"),
    ref("replaces_id", "schedules"),
    text("reason"),
)
closures = Table(
    "closures",
    metadata,
    key(),
    gid(),
    version(),
    word("kind", 16),  # holiday, force_majeure, outage, other
    instant("starts_at", nullable=False),
    instant("ends_at"),
    text("reason"),
    text("source"),
    ref("confirmed_by", "staff"),
    instant("confirmed_at"),
    ref("schedule_id", "schedules"),
    flag("void"),
)
letters = Table(
    "letters",
    metadata,
    key(),
    gid(),
    word("code", 64),
    word("language", 8),
    word("scope", 16, default="builtin"),  # builtin, team, personal
    ref("owner_id", "staff"),
    number("n", default="1"),
    word("channel", 16, default="any"),
    text("title"),
    text("clauses"),  # the first one is what it rests on, then what it also cites, with blanks between
    text("subject"),
    text("body"),
    text("files"),  # JSON: name, media type, size and hash of each
    word("sha256", 64),
    word("version_label", 64, default=""),
    instant("at", nullable=False),
    flag("active", default="1"),
    ref("by_id", "staff"),
    number("owner_key"),  # the owner, 0 for the team: rows without an owner are never alike to a constraint
    UniqueConstraint("code", "language", "scope", "owner_key", "n"),
)
drafts = Table(
    "drafts",
    metadata,
    key(),
    ref("ticket_id", "tickets", nullable=False),
    ref("staff_id", "staff", nullable=False),
    word("kind", 16),  # reply, note, ...; "reply.2" is what a second window wrote beside it
    text("subject"),
    text("body"),
    word("letter_code", 64, nullable=True),
    text("context"),  # JSON: chosen ground, letter variables, attachments
    number("base_event"),
    instant("saved_at", nullable=False),
    UniqueConstraint("ticket_id", "staff_id", "kind"),
    Index("ix_drafts_staff", "staff_id", "saved_at"),
)
outbox = Table(
    "outbox",
    metadata,
    key(),
    gid(),
    version(),
    ref("ticket_id", "tickets", nullable=False, index=True),
    ref("message_id", "messages", nullable=False, index=True),
    ref("staff_id", "staff"),
    word("channel_kind", 32),
    word("to_address", 320, default=""),
    text("subject"),
    word("message_ref", 512, default=""),  # the Message-ID, fixed beforehand: a second sending is recognized
    word("state", 16),  # held, ready, written, sent, perhaps_sent, failed, recalled
    instant("release_at", nullable=False),
    instant("lease_until"),
    word("lease_by", 64, default=""),
    number("attempts"),
    instant("tried_at"),
    instant("next_try_at"),
    instant("sent_at"),
    word("receipt", 512, default=""),  # what the server answered with
    text("path"),
    text("problem"),
    text("undo"),  # JSON: what a recall puts back
    Index("ix_outbox_state", "state", "release_at"),
)
saved_views = Table(
    "saved_views",
    metadata,
    key(),
    gid(),
    version(),
    text("name"),
    text("query"),
    word("sort", 32, default=""),
    ref("owner_id", "staff"),  # null is a shared view
    number("position"),
    word("icon", 32, default=""),
)
settings = Table(
    "settings",
    metadata,
    key(),
    version(),
    word("name", 128),
    text("value"),  # JSON
    ref("set_by", "staff"),
    instant("set_at"),
    text("reason"),
    UniqueConstraint("name"),
)
presence = Table(
    "presence",
    metadata,
    key(),
    ref("staff_id", "staff", nullable=False),
    ref("ticket_id", "tickets", nullable=False, index=True),
    word("desk", 64),
    word("mode", 16),  # looking, writing
    instant("beat_at", nullable=False),
    UniqueConstraint("staff_id", "ticket_id", "desk"),
)
