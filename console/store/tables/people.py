"""Staff, queues, customers, contacts and channels."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from console.store.tables.base import flag, gid, instant, key, metadata, number, ref, text, version, word

staff = Table(
    "staff",
    metadata,
    key(),
    gid(),
    version(),
    word("login", 128),
    text("name"),
    word("role", 16),
    text("languages"),  # codes joined by blanks
    number("capacity"),
    word("time_zone", 64, default=""),
    flag("active", default="1"),
    UniqueConstraint("login"),
)
shifts = Table(
    "shifts",
    metadata,
    key(),
    gid(),
    version(),
    ref("staff_id", "staff", nullable=False, index=True),
    number("weekday"),
    word("starts", 5),
    word("ends", 5),
    instant("valid_from"),
    instant("valid_to"),
)
absences = Table(
    "absences",
    metadata,
    key(),
    gid(),
    version(),
    ref("staff_id", "staff", nullable=False, index=True),
    instant("starts_at", nullable=False),
    instant("ends_at", nullable=False),
    word("kind", 16),  # vacation, sick, other (4.4.4)
    ref("substitute_id", "staff"),
    text("note"),
)
expertise = Table(
    "expertise",
    metadata,
    key(),
    gid(),
    version(),
    ref("staff_id", "staff", nullable=False, index=True),
    word("topic"),
    number("level", default="1"),
    UniqueConstraint("staff_id", "topic"),
)
queues = Table(
    "queues",
    metadata,
    key(),
    gid(),
    version(),
    word("name", 128),
    text("note"),
    number("position"),
    ref("lead_id", "staff"),
    flag("active", default="1"),
)
queue_members = Table(
    "queue_members",
    metadata,
    key(),
    gid(),
    version(),
    ref("queue_id", "queues", nullable=False),
    ref("staff_id", "staff", nullable=False),
    UniqueConstraint("queue_id", "staff_id"),
)
queue_rules = Table(
    "queue_rules",
    metadata,
    key(),
    gid(),
    version(),
    ref("queue_id", "queues", nullable=False),
    number("position"),
    text("query"),  # the query language of the window
    ref("assign_to_id", "staff"),
    ref("set_by", "staff"),
    text("reason"),
    flag("active", default="1"),
)
customers = Table(
    "customers",
    metadata,
    key(),
    gid(),
    version(),
    text("name"),
    word("kind", 16, default="legal"),  # legal, individual (2.3)
    word("country", 2, default=""),
    word("time_zone", 64, default=""),
    word("language", 8, default=""),
    text("note"),
    instant("erased_at"),
)
contacts = Table(
    "contacts",
    metadata,
    key(),
    gid(),
    version(),
    ref("customer_id", "customers", nullable=False, index=True),
    text("name"),
    word("address", 320, default=""),  # folded to lower case
    word("handle", 128, default=""),  # "@name" or "user123"
    word("role", 32, nullable=True),  # sender words of the agreement; null is unknown (22.1)
    flag("designated"),
    word("language", 8, default=""),
    flag("active", default="1"),
    Index("ix_contacts_address", "address"),
    Index("ix_contacts_handle", "handle"),
)
channels = Table(
    "channels",
    metadata,
    key(),
    gid(),
    version(),
    word("kind", 32),  # telegram_account, telegram_group, email, personal_employee_account, ...
    word("address", 320),
    flag("official", nullable=True),
    ref("license_id", "licenses"),
    text("source"),
    instant("checked_at"),
    flag("active", default="1"),
    UniqueConstraint("kind", "address", "license_id"),
    Index("ix_channels_address", "address"),
)
