"""The tickets that are chosen in the list: by their ids, or as a flag "everything that fits, but these"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.query import Query

if TYPE_CHECKING:
    from console.services.together import Chosen


class Selection(QObject):
    """What is chosen. Rows are never selected in the view: a million of them would be held otherwise."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ids: set[int] = set()
        self._query: Query | None = None

    def __bool__(self) -> bool:
        return bool(self._ids) or self._query is not None

    def holds(self, ticket_id: int) -> bool:
        """Return whether a ticket is chosen."""
        return (ticket_id in self._ids) is (self._query is None)

    def toggle(self, ticket_id: int) -> None:
        """Choose a ticket, or let it go."""
        self._ids ^= {ticket_id}
        self.changed.emit()

    def add(self, ticket_id: int) -> None:
        """Choose a ticket."""
        if not self.holds(ticket_id):
            self.toggle(ticket_id)

    def take_all(self, query: Query) -> None:
        """Choose everything that fits a query."""
        self._ids, self._query = set(), query
        self.changed.emit()

    def clear(self) -> bool:
        """Let everything go; return whether anything was chosen."""
        had = bool(self)
        self._ids, self._query = set(), None
        if had:
            self.changed.emit()
        return had

    def count(self, whole: int) -> int:
        """Return how many are chosen of a list of this length."""
        return len(self._ids) if self._query is None else max(0, whole - len(self._ids))

    def chosen(self) -> Chosen:
        """Return what is chosen, as a value."""
        from console.services.together import Chosen  # noqa: PLC0415 - it stands on the store, and first rows do without

        if self._query is None:
            return Chosen(ids=tuple(sorted(self._ids)))
        return Chosen(query=self._query, but=frozenset(self._ids))
