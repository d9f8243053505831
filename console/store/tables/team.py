"""The team at work: open desks, who may do what as data, targets, hand-overs, leases, a second pair of eyes."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from console.store.tables.base import flag, gid, instant, key, metadata, number, ref, text, version, word

desks = Table(
    "desks",
    metadata,
    key(),
    word("desk", 64),
    ref("staff_id", "staff", nullable=False, index=True),
    word("program", 32),  # versions of the program that differ work on one server
    word("schema", 16),
    word("engine", 32, default=""),
    instant("started_at", nullable=False),
    instant("beat_at", nullable=False),
    instant("ended_at"),
    number("seen_size"),  # the newest checkpoint that this desk has seen: leaves and root
    word("seen_root", 64, default=""),
    UniqueConstraint("desk"),
)
transitions = Table(
    "transitions",
    metadata,
    key(),
    word("subject", 16),  # status, owner, tier, ...: what changes
    word("kind", 64),  # the act, as events call it
    word("role", 16),
    word("before", 32),  # "*" is any
    word("after", 32),
    flag("own_only"),  # only on one's own tickets
    UniqueConstraint("subject", "kind", "role", "before", "after"),
)
team_targets = Table(
    "team_targets",
    metadata,
    key(),
    gid(),
    version(),
    word("kind", 32),  # first_response, next_response
    word("tier", 16, default=""),
    ref("queue_id", "queues"),
    number("minutes"),  # of business time
    instant("valid_from", nullable=False),
    instant("valid_to"),
    ref("set_by", "staff"),
    text("reason"),
)
handovers = Table(
    "handovers",
    metadata,
    key(),
    gid(),
    ref("from_id", "staff", nullable=False, index=True),
    ref("to_id", "staff", index=True),
    text("ticket_ids"),  # JSON
    text("note"),
    instant("at", nullable=False),
    instant("taken_at"),
)
leases = Table(
    "leases",
    metadata,
    key(),
    version(),
    word("name", 128),  # courier:mail, checkpointer, ...: what one desk does for all
    word("holder", 64, default=""),
    ref("staff_id", "staff"),
    instant("until", nullable=False),
    UniqueConstraint("name"),
)
channel_accounts = Table(
    "channel_accounts",
    metadata,
    key(),
    gid(),
    version(),
    ref("channel_id", "channels", nullable=False, index=True),
    word("protocol", 16),  # imap, smtp, bot
    text("options"),  # JSON; never a secret
    text("place"),  # JSON: how far was read (UIDVALIDITY and UID, update id)
    word("state", 16, default="off"),
    text("problem"),
    instant("checked_at"),
    flag("active", default="1"),
)
decision_reviews = Table(
    "decision_reviews",
    metadata,
    key(),
    gid(),
    version(),
    ref("decision_id", "decisions", nullable=False, index=True),
    word("kind", 16),  # second_eyes, appeal, sample, finding
    word("state", 16),  # asked, upheld, overturned, withdrawn
    ref("asked_by", "staff"),
    ref("reviewer_id", "staff", index=True),
    instant("asked_at", nullable=False),
    instant("done_at"),
    word("clause", 16, default=""),
    word("verdict", 32, default=""),
    text("note"),
    ref("overturned_by_id", "decisions"),
    Index("ix_decision_reviews_state", "state", "asked_at"),
)
