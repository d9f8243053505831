"""A table that is read anew while somebody looks at it: nothing jumps, and what was shown is not lost from sight.

What is looked at stays in its place for a while, with its new state and a mark where it left the list or belongs
elsewhere in it. All else takes its new order.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Signal

from console.models import paged_table
from console.models.paged_table import PagedTable, Source
from console.models.staying import LEFT, MOVED, Order, settled
from console.records.base import Cursor

_AROUND = 60
_MOST_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a person looks at: the rows that stay, the one that nothing moves, and whether new ones wait outside."""

    kept: tuple[int, ...] = ()
    around: int | None = None
    hold_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Renewed:
    order: Order
    rows: tuple[Any, ...]
    behind: Cursor | None


class LiveSource(Source, Protocol):
    """Where rows come from that change meanwhile."""

    def fitting(self, wanted: tuple[int, ...]) -> Collection[int]:
        """Return those of these ids that are in the list by now."""
        ...


class LiveTable(PagedTable):
    """A PagedTable with `renew`. `renewing` comes before the rows change, `renewed` (their number) after it.

    `marks` says why a row stands where it no longer belongs ("left", "moved"), `late` which ids wait outside.
    """

    renewing = Signal()
    renewed = Signal(int)
    marked = Signal()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.marks: dict[int, str] = {}
        self.late: frozenset[int] = frozenset()
        self.page_landed.connect(self._unmark)

    def renew(self, source: LiveSource, watched: Watched) -> None:
        """Read the same list anew, around what is looked at. What stands is shown until all of it is here."""
        if self._source is None or self._fetching:  # its first rows are still on their way
            self.show(source)
            return
        self._forget()
        self._source, old = source, array("q", self._held.ids)
        self._asking.ask(lambda: _read(source, old, watched), self._renewed)

    def show_state(self, rows: Sequence[Any], fitting: Collection[int]) -> None:
        """Show newer records in their places, and mark those that fit the list no longer."""
        before = dict(self.marks)
        for record in rows:
            if self.row_of(record.id) is None:
                continue
            if record.id not in fitting:
                self.marks[record.id] = LEFT
            elif self.marks.get(record.id) == LEFT:
                del self.marks[record.id]
            self.replace(record)
        if self.marks != before:
            self.marked.emit()

    def _unmark(self) -> None:
        self.marks, self.late = {}, frozenset()

    def _renewed(self, answer: _Renewed) -> None:
        order = answer.order
        if order.ids == self._held.ids:
            self.marks, self.late = order.marks, order.late
            for record in answer.rows:
                self.replace(record)
        else:
            self.renewing.emit()
            self.beginResetModel()
            self._held.blocks.clear()
            self._held.ids, self._held.places = order.ids, order.places
            self.marks, self.late = order.marks, order.late
            self._held.scatter(answer.rows)
            self._tail = answer.behind
            self.endResetModel()
        self.renewed.emit(len(order.ids))
        self.ids_landed.emit(len(order.ids))
        self.marked.emit()


def _read(source: LiveSource, old: array[int], watched: Watched) -> _Renewed:
    cap = paged_table.MOST_IDS
    fresh = array("q", source.ids(cap))
    capped = len(fresh) >= cap
    if capped:  # what was reached beyond them by pages still stands behind them
        known = frozenset(fresh)
        fresh.extend(key for key in old[cap:] if key not in known)
    order = settled(old, fresh, watched.kept[:_MOST_KEPT], hold_back=watched.hold_back)
    if capped and LEFT in order.marks.values():  # it may only stand further behind than the ids reach
        left = tuple(key for key, mark in order.marks.items() if mark == LEFT)
        order.marks.update(dict.fromkeys(source.fitting(left), MOVED))
    middle = order.places.get(-1 if watched.around is None else watched.around, 0)
    near = order.ids[max(0, middle - _AROUND) : middle + 2 * _AROUND]
    wanted = dict.fromkeys((*near, *(key for key in watched.kept[:_MOST_KEPT] if key in order.places)))
    behind = source.behind(fresh[-1]) if capped else None
    return _Renewed(order=order, rows=source.rows(tuple(wanted)), behind=behind)
