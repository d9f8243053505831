"""The whole schema. Later work adds tables and columns; it never rebuilds these."""

from console.store.tables import desk, ledger, licensing, messages, people, search, team, tickets, trust
from console.store.tables.base import metadata

__all__ = ["desk", "ledger", "licensing", "messages", "metadata", "people", "search", "team", "tickets", "trust"]
