"""Licenses and everything that decides what they are good for at an instant."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, UniqueConstraint

from console.store.tables.base import flag, gid, instant, key, metadata, number, ref, text, version, word

licenses = Table(
    "licenses",
    metadata,
    key(),
    gid(),
    version(),
    word("license_key", 128),
    word("plan", 16),  # PRO, PRO_PLUS, other (2.4)
    text("product"),
    ref("customer_id", "customers", nullable=False, index=True),
    instant("purchased_at", nullable=False),
    ref("purchase_agreement_id", "agreement_versions"),
    word("problem", 16, nullable=True),  # pirated, unofficial, not_valid
    word("initial_installation", 16, default="done"),  # not_done, done (8.1)
    instant("installed_at"),
    text("note"),
    # Rebuildable from the facts; they stand here so that lists can filter and sort.
    word("state_now", 16, default=""),
    instant("boundary_at"),
    instant("ended_at"),  # when the last period ended, where the state is expired
    number("boundary_key", default="0"),
    UniqueConstraint("license_key"),
    Index("ix_licenses_boundary", "boundary_key", "id"),
)
domains = Table(
    "domains",
    metadata,
    key(),
    gid(),
    version(),
    ref("license_id", "licenses", nullable=False, index=True),
    word("name", 253),
    ref("owner_id", "customers"),  # PRO PLUS: both domains belong to one owner
    flag("active", default="1"),
    Index("ix_domains_name", "name"),
    UniqueConstraint("license_id", "name"),
)
installations = Table(
    "installations",
    metadata,
    key(),
    gid(),
    version(),
    ref("domain_id", "domains", nullable=False, index=True),
    word("software_version", 64, nullable=True),
    flag("code_modified", nullable=True),
    flag("files_modified", nullable=True),
    flag("database_modified", nullable=True),
    flag("server_config_modified", nullable=True),
    flag("requirements_met", nullable=True),
    flag("outdated", nullable=True),
    flag("shares_with_other", nullable=True),
    text("note"),
    instant("checked_at"),
)
purchases = Table(
    "purchases",
    metadata,
    key(),
    gid(),
    version(),
    ref("license_id", "licenses", nullable=False, index=True),
    instant("paid_at", nullable=False),
    number("length"),
    word("unit", 8, default="month"),
    text("evidence"),
    ref("agreement_id", "agreement_versions"),
    word("rule_used", 32, default=""),
    ref("recorded_by", "staff"),
    flag("void"),
)
suspensions = Table(
    "suspensions",
    metadata,
    key(),
    gid(),
    version(),
    ref("license_id", "licenses", index=True),
    ref("ticket_id", "tickets"),
    word("kind", 16),  # review, support, communication (A62)
    word("basis", 16),
    text("reason"),
    instant("starts_at", nullable=False),
    instant("ends_at"),
    instant("review_at"),
    ref("decided_by", "staff"),
)
archive_transfers = Table(
    "archive_transfers",
    metadata,
    key(),
    gid(),
    version(),
    ref("license_id", "licenses", nullable=False, index=True),
    instant("at", nullable=False),
    ref("decided_by", "staff"),
    text("note"),
)
restorations = Table(
    "restorations",
    metadata,
    key(),
    gid(),
    version(),
    ref("license_id", "licenses", nullable=False, index=True),
    instant("opened_at", nullable=False),
    instant("decided_at"),
    flag("approved", nullable=True),
    flag("feasible", nullable=True),
    text("grounds"),  # clauses of 13.6 joined by blanks
    instant("paid_at"),
    number("length", nullable=True),
    word("unit", 8, nullable=True),
    ref("decided_by", "staff"),
)
archive_undos = Table(
    "archive_undos",
    metadata,
    key(),
    gid(),
    ref("license_id", "licenses", nullable=False, index=True),
    ref("transfer_id", "archive_transfers"),  # what was taken back: a transfer or a decision; it stays where it stands
    ref("restoration_id", "restorations"),
    instant("at", nullable=False),
    ref("staff_id", "staff"),
    UniqueConstraint("transfer_id"),
    UniqueConstraint("restoration_id"),
)
paid_services = Table(
    "paid_services",
    metadata,
    key(),
    gid(),
    version(),
    word("code", 32),
    text("title_en"),
    text("title_ru"),
    text("terms"),
    text("link"),
    flag("available"),
    instant("valid_from"),
    instant("valid_to"),
    UniqueConstraint("code"),
)
service_orders = Table(
    "service_orders",
    metadata,
    key(),
    gid(),
    version(),
    ref("service_id", "paid_services", nullable=False),
    ref("ticket_id", "tickets", index=True),
    ref("license_id", "licenses"),
    word("state", 16),
    instant("ordered_at", nullable=False),
    text("note"),
)
policy_acknowledgments = Table(
    "policy_acknowledgments",
    metadata,
    key(),
    gid(),
    version(),
    ref("customer_id", "customers", nullable=False, index=True),
    ref("agreement_id", "agreement_versions", nullable=False),
    instant("first_use_at", nullable=False),
    instant("noticed_at"),
)
access_requests = Table(
    "access_requests",
    metadata,
    key(),
    gid(),
    version(),
    ref("ticket_id", "tickets", nullable=False, index=True),
    ref("domain_id", "domains"),
    word("kind", 32),  # what access to (21)
    word("state", 16),  # asked, given, bad, withdrawn, purged
    instant("asked_at", nullable=False),
    ref("asked_by", "staff"),
    ref("asked_message_id", "messages"),
    instant("given_at"),
    ref("given_message_id", "messages"),
    Column("secret", LargeBinary, nullable=True),  # null once purged
    text("hint"),  # how a mask shows it
    instant("purged_at"),
    text("note"),
)
fair_use_marks = Table(
    "fair_use_marks",
    metadata,
    key(),
    gid(),
    ref("license_id", "licenses", nullable=False, index=True),
    ref("domain_id", "domains"),
    ref("ticket_id", "tickets", nullable=False, index=True),
    ref("message_id", "messages"),
    word("count", 32),  # which of the eight counts (24)
    number("start", nullable=True),
    number("end", nullable=True),
    word("status", 16),  # proposed, confirmed, rejected
    ref("staff_id", "staff"),
    instant("at", nullable=False),
    text("reason"),
)
