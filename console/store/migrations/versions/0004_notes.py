"""Indexes by which the notes of imports are found by their message, and those of mails of ours that nobody answered."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_STEPS = (
    "CREATE INDEX ix_intake_items_message ON intake_items (message_id)",
    "CREATE INDEX ix_intake_items_ours ON intake_items (reason, ticket_id, message_id)",
    "UPDATE schema_info SET value = '1.3' WHERE name = 'schema'",
)


def upgrade() -> None:
    """Add the indexes; nothing that stands is changed."""
    for step in _STEPS:
        op.execute(step)
