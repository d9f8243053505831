"""Conversations, immutable messages with their versions, files by content hash, and what an import has seen."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table, UniqueConstraint

from console.store.tables.base import Key, flag, gid, instant, key, metadata, number, ref, text, version, word

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    number("size"),
    Column("content", LargeBinary, nullable=False),
)
conversations = Table(
    "conversations",
    metadata,
    key(),
    gid(),
    version(),
    word("channel_kind", 32),
    word("external_key", 512),  # mail: the root Message-Id; Telegram: the chat's id
    text("title"),
    ref("channel_id", "channels"),
    ref("license_id", "licenses", index=True),
    instant("started_at", nullable=False),
    instant("last_message_at", nullable=False),
    UniqueConstraint("channel_kind", "external_key"),
)
messages = Table(
    "messages",
    metadata,
    key(),
    gid(),
    ref("conversation_id", "conversations", nullable=False),
    word("external_id", 512, nullable=True),  # Message-Id, or the number in the chat
    word("direction", 8),
    text("author_name"),
    word("author_address", 320, default=""),
    ref("contact_id", "contacts"),
    ref("staff_id", "staff"),
    instant("sent_at", nullable=False),
    instant("received_at", nullable=False),
    ref("reply_to_id", "messages"),
    text("recipients"),  # JSON {"to": [...], "cc": [...]}; "reply_to", "from", "date" where they do not fit
    text("thread_ids"),  # JSON list of In-Reply-To and References
    flag("is_automatic"),
    flag("is_bounce"),
    word("service_action", 64, nullable=True),
    text("forwarded_from", nullable=True, default=None),
    word("raw_sha256", 64, nullable=True),
    text("problems"),  # JSON list of codes
    number("versions", default="1"),
    word("language", 8, default=""),
    instant("erased_at"),
    Index("ix_messages_conversation", "conversation_id", "sent_at", "id"),
    Index("ix_messages_external", "external_id"),
)
message_versions = Table(
    "message_versions",
    metadata,
    key(),
    ref("message_id", "messages", nullable=False),
    number("n"),
    instant("at", nullable=False),
    text("subject"),
    text("body"),
    text("reply_text"),
    word("html_sha256", 64, nullable=True),
    word("raw_sha256", 64, nullable=True),
    UniqueConstraint("message_id", "n"),
)
attachments = Table(
    "attachments",
    metadata,
    key(),
    gid(),
    ref("message_id", "messages", nullable=False, index=True),
    number("version_n", default="1"),
    number("position"),
    text("name"),
    word("media_type", 255, default=""),
    number("size"),
    word("sha256", 64, nullable=True),
    word("content_id", 512, default=""),
    flag("inline"),
    flag("missing"),
    flag("asked_for", nullable=True),
)
intake_items = Table(
    "intake_items",
    metadata,
    key(),
    gid(),
    word("channel_kind", 32),
    word("natural_key", 700),  # what makes the same message the same on a second import
    word("content_sha256", 64),
    text("source"),
    number("source_index"),
    word("fate", 16),
    word("reason", 64, default=""),
    Column("message_id", Key, nullable=True),
    Column("ticket_id", Key, nullable=True),
    word("raw_sha256", 64, nullable=True),
    instant("at", nullable=False),
    UniqueConstraint("channel_kind", "natural_key"),
    Index("ix_intake_items_message", "message_id"),
    Index("ix_intake_items_ours", "reason", "ticket_id", "message_id"),
)
