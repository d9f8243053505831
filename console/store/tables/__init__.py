"""The whole schema. Later work adds tables and columns; it never rebuilds these."""

from console.store.tables import desk, ledger, licensing, messages, people, search, tickets
from console.store.tables.base import metadata

__all__ = ["desk", "ledger", "licensing", "messages", "metadata", "people", "search", "tickets"]
