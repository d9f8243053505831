"""Indexes by the kind of a channel and by the state of a license, by which few requests of many are found."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_STEPS = (
    "CREATE INDEX ix_tickets_channel_kind ON tickets (channel_kind)",
    "CREATE INDEX ix_tickets_license_state ON tickets (license_state)",
    "UPDATE schema_info SET value = '1.2' WHERE name = 'schema'",
)


def upgrade() -> None:
    """Add the indexes; nothing that stands is changed."""
    for step in _STEPS:
        op.execute(step)
