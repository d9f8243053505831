"""The rows of a conversation as a list model: what is in sight is held as records, the rest is only a key.

The model holds a bounded number of messages; the oldest in use are let go. It paints nothing and words nothing: the
sentence of a row is made by the view that gave `speak`. Small acts of one person within a minute are one row, which
opens into its parts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.models.folding import folded
from console.records.thread import Bracket, Thread
from console.records.tickets import EventRecord, MessageRecord

BLOCK = 40
HELD = 600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT_ROLES = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)


class ThreadModel(QAbstractListModel):
    """One conversation."""

    def __init__(self, speak: Callable[[int], str], zone: Callable[[], tzinfo], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speak = speak
        self._zone = zone
        self._keys: tuple[int, ...] = ()
        self._instants: tuple[int, ...] = ()
        self._rows: dict[int, int] = {}
        self._events: dict[int, EventRecord] = {}
        self._brackets: dict[int, Bracket] = {}
        self._held: OrderedDict[int, MessageRecord] = OrderedDict()
        self._groups: dict[int, tuple[EventRecord, ...]] = {}
        self.opened: set[int] = set()
        self.zone = ""

    def show_thread(self, thread: Thread) -> None:
        """Show another conversation, or the same as it stands now."""
        self.beginResetModel()
        self._events = {-one.n: one for one in thread.events}
        self._keys, self._instants, self._groups = folded(thread, self._events, frozenset(self.opened))
        self._rows = {key: row for row, key in enumerate(self._keys)}
        self._brackets = dict(thread.brackets)
        self._held = OrderedDict((int(one.id), one) for one in thread.newest)
        self.zone = thread.zone
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - an empty index is a value
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._keys)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """Return the sentence of a row, for those who hear it and for copying."""
        return self._speak(index.row()) if index.isValid() and role in _TEXT_ROLES else None

    def key(self, row: int) -> int:
        """Return the key of a row: a message's, or an event's below zero."""
        return self._keys[row]

    def row_of(self, key: int) -> int | None:
        """Return the row of a key, or None."""
        return self._rows.get(key)

    def message(self, row: int) -> MessageRecord | None:
        """Return the message of a row, None while its words are not read or when it is an act."""
        key = self._keys[row]
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def act_of(self, row: int) -> EventRecord | None:
        """Return the act of a row, None for a message."""
        return self._events.get(self._keys[row])

    def group_of(self, row: int) -> tuple[EventRecord, ...]:
        """Return the small acts that a row stands for; none for every other row."""
        return self._groups.get(self._keys[row], ())

    def is_part(self, row: int) -> bool:
        """Return whether a row is one of the acts of an opened group."""
        return any(-one.n == self._keys[row] for key in self.opened for one in self._groups.get(key, ()))

    def bracket(self, row: int) -> Bracket | None:
        """Return the request that the message of a row belongs to."""
        return self._brackets.get(self._keys[row])

    def starts_bracket(self, row: int) -> bool:
        """Return whether a request begins at this row."""
        mine = self.bracket(row)
        before = self.bracket(row - 1) if row else None
        return mine is not None and (before is None or before.number != mine.number)

    def instant(self, row: int) -> datetime:
        """Return when the row happened."""
        return _EPOCH + timedelta(microseconds=self._instants[row])

    def day(self, row: int) -> date:
        """Return the day of a row in the shown zone."""
        return self.instant(row).astimezone(self._zone()).date()

    def starts_day(self, row: int) -> bool:
        """Return whether a day begins at this row."""
        return row == 0 or self.day(row) != self.day(row - 1)

    def missing(self, first: int, last: int) -> tuple[int, ...]:
        """Return the keys of the blocks around these rows whose words are not held."""
        start, end = first // BLOCK * BLOCK, (last // BLOCK + 1) * BLOCK
        return tuple(key for key in self._keys[start:end] if key > 0 and key not in self._held)

    def take(self, found: tuple[MessageRecord, ...]) -> tuple[int, ...]:
        """Hold messages that were read; return their rows."""
        rows = []
        for one in found:
            key = int(one.id)
            if key in self._rows:
                self._held[key] = one
                self._held.move_to_end(key)
                rows.append(self._rows[key])
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        if rows:
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))
        return tuple(rows)

    @property
    def held(self) -> tuple[MessageRecord, ...]:
        """Return the messages that are held, in order."""
        known = sorted(self._held, key=lambda key: self._rows[key])
        return tuple(self._held[key] for key in known)
