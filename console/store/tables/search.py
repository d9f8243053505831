"""The texts that full-text search reads: stemmed words of a ticket's subject and of each of its messages.

The key tells the ticket: `ticket_id << 12 | position`, so that a hit needs no join. Position 0 is the subject.
"""

from __future__ import annotations

from sqlalchemy import Column, Table

from console.store.tables.base import Key, metadata, text

search_texts = Table("search_texts", metadata, Column("id", Key, primary_key=True, autoincrement=False), text("body"))
