"""Which rows belong to chosen tickets: walked from table to table by keys, never read as a whole.

Every table of the schema has its place here: it is walked, taken whole, or left out for a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table

from console.store.tables import metadata

TICKETS = "tickets"
FILES = "files"
"""The kind under which hashes of files are wanted; their bytes are kept beside the database, not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Rows of a table whose column has a wanted key; `gives` names the keys that are wanted because of them."""

    table: str
    by: str
    of: str
    gives: tuple[tuple[str, str], ...] = ()


STEPS = (
    Step(
        table="tickets",
        by="id",
        of=TICKETS,
        gives=(
            ("conversation_id", "conversations"),
            ("customer_id", "customers"),
            ("contact_id", "contacts"),
            ("license_id", "licenses"),
            ("channel_id", "channels"),
        ),
    ),
    Step(table="ticket_spans", by="ticket_id", of=TICKETS, gives=(("message_id", "messages"),)),
    Step(table="questions", by="ticket_id", of=TICKETS),
    Step(table="facts", by="ticket_id", of=TICKETS),
    Step(table="ticket_tags", by="ticket_id", of=TICKETS, gives=(("tag_id", "tags"),)),
    Step(table="ticket_links", by="ticket_id", of=TICKETS),
    Step(table="watchers", by="ticket_id", of=TICKETS),
    Step(
        table="decisions",
        by="ticket_id",
        of=TICKETS,
        gives=(("id", "decisions"), ("letter_code", "letters"), ("message_id", "messages")),
    ),
    Step(table="decision_reviews", by="decision_id", of="decisions"),
    Step(table="findings", by="ticket_id", of=TICKETS),
    Step(table="error_sightings", by="ticket_id", of=TICKETS, gives=(("error_id", "errors"),)),
    Step(table="events", by="ticket_id", of=TICKETS, gives=(("id", "events"),)),
    Step(table="event_texts", by="event_id", of="events"),
    Step(table="event_leaves", by="event_id", of="events"),
    Step(table="access_requests", by="ticket_id", of=TICKETS),
    Step(table="fair_use_marks", by="ticket_id", of=TICKETS),
    Step(table="service_orders", by="ticket_id", of=TICKETS),
    Step(table="outbox", by="ticket_id", of=TICKETS),
    Step(table="suspensions", by="ticket_id", of=TICKETS),
    Step(
        table="messages",
        by="id",
        of="messages",
        gives=(("conversation_id", "conversations"), ("contact_id", "contacts"), ("raw_sha256", FILES)),
    ),
    Step(
        table="message_versions",
        by="message_id",
        of="messages",
        gives=(("html_sha256", FILES), ("raw_sha256", FILES)),
    ),
    Step(table="attachments", by="message_id", of="messages", gives=(("sha256", FILES),)),
    Step(
        table="conversations",
        by="id",
        of="conversations",
        gives=(("license_id", "licenses"), ("channel_id", "channels")),
    ),
    Step(table="licenses", by="id", of="licenses", gives=(("customer_id", "customers"),)),
    Step(table="domains", by="license_id", of="licenses", gives=(("id", "domains"), ("owner_id", "customers"))),
    Step(table="installations", by="domain_id", of="domains"),
    Step(table="purchases", by="license_id", of="licenses"),
    Step(table="suspensions", by="license_id", of="licenses"),
    Step(table="archive_transfers", by="license_id", of="licenses"),
    Step(table="restorations", by="license_id", of="licenses"),
    Step(table="archive_undos", by="license_id", of="licenses"),
    Step(table="contacts", by="id", of="contacts", gives=(("customer_id", "customers"),)),
    Step(table="customers", by="id", of="customers"),
    Step(table="contacts", by="customer_id", of="customers"),
    Step(table="policy_acknowledgments", by="customer_id", of="customers"),
    Step(table="channels", by="license_id", of="licenses"),
    Step(table="channels", by="id", of="channels"),
    Step(table="tags", by="id", of="tags"),
    Step(table="known_errors", by="id", of="errors"),
    Step(table="letters", by="code", of="letters"),
)
"""Each behind those that give the keys it is walked by."""
EVERYTHING = (
    ("messages", "messages"),
    ("conversations", "conversations"),
    ("licenses", "licenses"),
    ("customers", "customers"),
    ("contacts", "contacts"),
    ("channels", "channels"),
    ("known_errors", "errors"),
    ("tags", "tags"),
)
"""What an archive of the whole desk has besides, each with the kind that it is wanted as."""
WHOLE = (
    "staff",
    "queues",
    "agreement_versions",
    "agreement_states",
    "reading_choices",
    "wordings",
    "schedules",
    "closures",
    "team_targets",
    "paid_services",
    "settings",
    "signing_keys",
    "checkpoints",
)
"""What tells by what was decided, and by whom: of the desk, not of a ticket."""
APART = ("search_texts", "blobs")
"""Walked by ranges of keys, and by hashes."""
LEFT_OUT = {
    "schema_info": "the file has its own",
    "commands": "results given again to who asks again; the chain holds the ids",
    "changes": "tells windows that are open",
    "presence": "same",
    "desks": "same",
    "leases": "same",
    "transitions": "the rules of a team's database",
    "drafts": "was never sent",
    "saved_views": "a person's own",
    "ticket_reads": "same",
    "intake_items": "names of files on somebody's computer; what came of them are the messages",
    "channel_accounts": "how the desk reaches its mailboxes",
    "shifts": "who works when",
    "absences": "same",
    "expertise": "same",
    "queue_members": "same",
    "queue_rules": "same",
    "handovers": "same",
    "archives": "this file may be one of them",
    "archive_plans": "where files of this kind are put",
    "erasures": "of people who asked to be forgotten",
    "retention_rules": "what the desk does with its own rows",
}
BLANKED = {"access_requests": ("secret",), "blobs": ("content",)}
"""Columns that go empty: access data never leaves the desk, and files stand beside the database."""
SETTINGS = (
    "policy_tz",
    "company_name",
    "min_version",
    "ask_info_close_after_days",
    "no_response_close_after_days",
    "reopen_window_days",
    "merge_window_minutes",
    "suspension_review_days",
    "fair_use_window_days",
    "history_before",
)
"""Settings that decisions depend on; any other stays at the desk."""


def table_of(name: str) -> Table:
    """Return a table of the schema."""
    return metadata.tables[name]


def key_of(table: Table) -> Column[int]:
    """Return the key of a table, which is one column."""
    found: Column[int] = next(iter(table.primary_key.columns))
    return found


def carried() -> tuple[Table, ...]:
    """Return every table that an archive holds rows of, by name."""
    names = {*(step.table for step in STEPS), *WHOLE, *APART}
    return tuple(table_of(name) for name in sorted(names))
