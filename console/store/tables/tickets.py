"""Tickets: requests made of spans of messages, with questions, facts, tags, links and decisions."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from console.store.tables.base import flag, gid, instant, key, metadata, number, ref, text, version, word

tickets = Table(
    "tickets",
    metadata,
    key(),
    gid(),
    version(),
    number("number"),
    ref("conversation_id", "conversations", nullable=False, index=True),
    ref("customer_id", "customers", index=True),
    ref("contact_id", "contacts"),
    ref("license_id", "licenses", index=True),
    ref("domain_id", "domains"),
    ref("queue_id", "queues"),
    ref("channel_id", "channels"),
    word("channel_kind", 32),
    text("subject"),
    text("preview"),
    word("language", 8, default=""),
    word("status", 16, default="open"),
    flag("is_open", default="1"),
    flag("is_matched"),
    word("tier", 16, default="undetermined"),
    number("tier_rank", default="4"),
    flag("tier_confirmed"),
    word("topic", 64, nullable=True),
    flag("topic_confirmed"),
    word("classification", 32, nullable=True),  # the eight classes of 30.4
    ref("owner_id", "staff"),
    number("owner_key"),  # owner_id or 0, so that it can lead an index
    instant("received_at", nullable=False),
    instant("updated_at", nullable=False),
    instant("last_message_at", nullable=False),
    instant("last_inbound_at"),
    instant("last_outbound_at"),
    instant("review_from"),
    instant("review_until"),
    instant("waiting_since"),
    instant("target_at"),
    instant("claimed_at"),
    instant("snoozed_until"),
    text("snooze_reason"),
    instant("closed_at"),
    word("close_reason", 16, nullable=True),
    word("outcome", 32, nullable=True),
    word("primary_clause", 16, nullable=True),
    word("license_state", 16, nullable=True),  # at receipt (A15)
    number("boundary_key"),  # end of the license's Support in microseconds, where it runs; rebuildable
    word("claimed_urgency", 16, nullable=True),
    flag("has_files"),
    number("event_n"),
    number("inbound_n"),  # event of the newest inbound message
    ref("merged_into_id", "tickets"),
    ref("appeal_of_id", "tickets"),
    ref("agreement_id", "agreement_versions"),
    ref("schedule_id", "schedules"),
    word("letters_version", 64, default=""),
    word("engine_version", 32, default=""),
    UniqueConstraint("number"),
    Index("ix_tickets_queue", "is_open", "tier_rank", "received_at", "id"),
    Index("ix_tickets_owner", "owner_key", "is_open", "tier_rank", "received_at", "id"),
    Index("ix_tickets_received", "received_at", "id"),
    Index("ix_tickets_updated", "updated_at", "id"),
    Index("ix_tickets_boundary", "is_open", "boundary_key", "id"),
    Index("ix_tickets_tier", "tier_rank", "is_open", "received_at", "id"),
    Index("ix_tickets_status", "status", "received_at", "id"),
    Index("ix_tickets_closed", "status", "closed_at", "id"),
    Index("ix_tickets_domain_id", "domain_id"),
    Index("ix_tickets_unmatched", "is_matched", "is_open", "tier_rank", "received_at", "id"),
    Index("ix_tickets_files", "has_files", "id"),
    Index("ix_tickets_topic", "topic"),
    Index("ix_tickets_language", "language"),
    Index("ix_tickets_outcome", "outcome"),
    Index("ix_tickets_queue_id", "queue_id"),
    Index("ix_tickets_primary_clause", "primary_clause"),
    Index("ix_tickets_close_reason", "close_reason"),
    Index("ix_tickets_channel_kind", "channel_kind"),
    Index("ix_tickets_license_state", "license_state"),
)
ticket_spans = Table(
    "ticket_spans",
    metadata,
    key(),
    ref("ticket_id", "tickets", nullable=False),
    ref("message_id", "messages", nullable=False, index=True),
    number("start", nullable=True),
    number("end", nullable=True),
    number("position"),
    Index("ix_ticket_spans_ticket", "ticket_id", "message_id"),
)
questions = Table(
    "questions",
    metadata,
    key(),
    gid(),
    version(),
    ref("ticket_id", "tickets", nullable=False, index=True),
    number("position"),
    text("body"),
    word("topic", 64, nullable=True),
    flag("topic_confirmed"),
    ref("message_id", "messages"),
    number("start", nullable=True),
    number("end", nullable=True),
    flag("answered"),
    ref("answered_by_id", "messages"),
)
facts = Table(
    "facts",
    metadata,
    key(),
    gid(),
    ref("ticket_id", "tickets", nullable=False, index=True),
    word("name", 64),
    text("value"),  # JSON
    word("status", 16),  # proposed, confirmed, rejected
    word("source", 16),  # user, records, specialist, program
    ref("message_id", "messages"),
    number("message_version", nullable=True),  # the version of it that the fact rests on
    number("start", nullable=True),
    number("end", nullable=True),
    ref("staff_id", "staff"),
    instant("at", nullable=False),
)
tags = Table("tags", metadata, key(), gid(), version(), word("name", 64), UniqueConstraint("name"))
ticket_tags = Table(
    "ticket_tags",
    metadata,
    key(),
    ref("ticket_id", "tickets", nullable=False),
    ref("tag_id", "tags", nullable=False, index=True),
    UniqueConstraint("ticket_id", "tag_id"),
)
ticket_links = Table(
    "ticket_links",
    metadata,
    key(),
    gid(),
    ref("ticket_id", "tickets", nullable=False, index=True),
    ref("other_id", "tickets", nullable=False, index=True),
    word("kind", 16),
    instant("at", nullable=False),
    flag("undone"),
    UniqueConstraint("ticket_id", "other_id", "kind"),
)
watchers = Table(
    "watchers",
    metadata,
    key(),
    ref("ticket_id", "tickets", nullable=False),
    ref("staff_id", "staff", nullable=False, index=True),
    UniqueConstraint("ticket_id", "staff_id"),
)
ticket_reads = Table(
    "ticket_reads",
    metadata,
    key(),
    ref("ticket_id", "tickets", nullable=False),
    ref("staff_id", "staff", nullable=False),
    number("seen_n"),
    UniqueConstraint("staff_id", "ticket_id"),
)
decisions = Table(
    "decisions",
    metadata,
    key(),
    gid(),
    ref("ticket_id", "tickets", nullable=False, index=True),
    number("n"),
    word("kind", 32),
    instant("made_at", nullable=False),
    ref("staff_id", "staff"),
    ref("agreement_id", "agreement_versions", nullable=False),
    ref("schedule_id", "schedules"),
    word("letters_version", 64, default=""),
    word("engine_version", 32),
    word("command_id", 32, default=""),
    word("outcome", 32),
    word("primary_clause", 16, nullable=True),
    text("inputs"),  # canonical JSON, enough to decide again
    text("result"),  # canonical JSON of the decision with its trace
    word("inputs_sha256", 64, default=""),
    word("result_sha256", 64, default=""),
    text("readings"),  # JSON: the readings in force that differ from the version's own
    word("chosen_outcome", 32, nullable=True),  # the person's choice, where it is milder
    text("override_reason", nullable=True, default=None),
    word("letter_code", 64, nullable=True),
    word("letter_version", 32, nullable=True),
    word("letter_language", 8, nullable=True),
    ref("message_id", "messages", index=True),
    flag("revoked"),
    UniqueConstraint("ticket_id", "n"),
    Index("ix_decisions_clause", "primary_clause", "revoked", "ticket_id"),
)
known_errors = Table(
    "known_errors",
    metadata,
    key(),
    gid(),
    version(),
    word("code", 64),
    text("title"),
    word("status", 16),  # suspected, confirmed, fixed, rejected
    word("software_version", 64, default=""),
    text("conditions"),  # JSON c1..c8
    text("excluded"),  # JSON: causes that were looked for and not found
    word("fixed_in", 64, default=""),
    ref("determined_by", "staff"),
    instant("determined_at"),
    text("note"),
    UniqueConstraint("code"),
)
error_sightings = Table(
    "error_sightings",
    metadata,
    key(),
    gid(),
    ref("error_id", "known_errors", nullable=False, index=True),
    ref("ticket_id", "tickets", nullable=False, index=True),
    ref("license_id", "licenses"),
    ref("domain_id", "domains"),
    ref("installation_id", "installations"),
    text("conditions"),  # JSON c1..c8 as they stand at this installation
    ref("staff_id", "staff"),
    instant("at", nullable=False),
)
