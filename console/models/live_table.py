"""A table that is read anew while somebody looks at it: nothing jumps, and what was shown is not lost from sight.

What is looked at stays in its place for a while, with its new state and a mark where it left the list or belongs
elsewhere in it. All else takes its new order.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import Signal

from console.faults import Fault
from console.models import paged_table
from console.models.amending import Amendable, amended
from console.models.paged_table import PagedTable, Source
from console.models.staying import LEFT, MOVED, Order, settled
from console.records.base import Cursor, Page

_AROUND = 60
_MOST_KEPT = 200
_MOST_READ = 100


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amended:
    source: LiveSource
    watched: Watched
    order: Order | None  # None: only the whole list tells it
    rows: tuple[Any, ...]
    known: int  # how many ids the list had when it was asked for


class LiveSource(Source, Amendable, Protocol):
    """Where rows come from that change meanwhile."""


class LiveTable(PagedTable):
    """A PagedTable with `renew` and `amend`. `renewing` comes before rows change, `renewed` (their number) after it.

    `marks` says why a row stands where it no longer belongs ("left", "moved"), `late` which ids wait outside.
    `overtaken` tells what changed while the list was being read: it may have been read before that. `owing` says that
    the reading of the whole list had to give way and is still to be done.
    """

    renewing = Signal()
    renewed = Signal(int)
    marked = Signal()
    overtaken = Signal(object)
    owing = Signal()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.marks: dict[int, str] = {}
        self.late: frozenset[int] = frozenset()
        self._missed: set[int] = set()
        self._settling: frozenset[int] | None = None  # what is being put where it belongs; None: nothing, or all
        self._is_read = self._owes = False  # whether the list is being read anew, and whether it is still to be
        self.page_landed.connect(self._unmark)
        self.ids_landed.connect(self._catch_up)

    def renew(self, source: LiveSource, watched: Watched) -> None:
        """Read the same list anew, around what is looked at. What stands is shown until all of it is here."""
        if self._is_new:
            self.show(source)
            return
        self._forget()
        self._is_read = True
        self._source, old = source, array("q", self._held.ids)
        self._asking.ask(lambda: _read(source, old, watched), self._renewed)

    def amend(self, source: LiveSource, changed: Collection[int], watched: Watched, *, at_once: bool = False) -> None:
        """Put these rows, and those that only stand by, where they belong by now; nothing else is read.

        While the list is being read that waits, unless it is to be seen `at_once`: then the list is read again later,
        and what was being put where it belongs is told as `overtaken`.
        """
        if self._source is None or (at_once and self._is_new):
            self.show(source)
            return
        if not at_once and self.is_read:
            self._missed.update(changed)
            return
        owes = self._owes or (self._is_read and self._settling is None)
        missed = frozenset((*changed, *self._missed))
        given_up = (self._settling or missed) - missed
        self._forget()
        self._missed.update(given_up)
        self._owes, self._is_read, self._settling = owes, True, missed
        self._source, old, places = source, array("q", self._held.ids), self._held.places
        keys = frozenset((*missed, *self.marks, *self.late))
        is_whole = self._tail is None
        self._asking.ask(lambda: _settle(source, old, places, keys, watched, is_whole=is_whole), self._amended)

    @property
    def _is_new(self) -> bool:
        """Whether nothing is shown, or its first rows are still on their way."""
        return self._source is None or (self._fetching and not self._fetching_more)

    @property
    def is_read(self) -> bool:
        """Return whether the list, or what became of its rows, is being read."""
        return self._fetching or self._is_read

    def _forget(self) -> None:
        super()._forget()
        self._missed.clear()
        self._is_read, self._owes, self._settling = False, False, None

    def _failed(self, fault: Fault) -> None:
        self._missed.clear()
        self._is_read, self._owes, self._settling = False, False, None
        super()._failed(fault)

    def _more_landed(self, page: Page[Any]) -> None:
        super()._more_landed(page)
        self._catch_up()

    def _catch_up(self, _number: int = 0) -> None:
        self._is_read, self._settling = False, None
        owes, self._owes = self._owes, False
        if self._missed:
            missed, self._missed = frozenset(self._missed), set()
            self.overtaken.emit(missed)
        if owes:
            self.owing.emit()

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
        self._tail = answer.behind
        self._show_order(answer.order, answer.rows, keep=False)

    def _amended(self, answer: _Amended) -> None:
        if answer.order is None or answer.known != len(self._held.ids):  # or a page came in behind meanwhile
            for record in answer.rows:
                self.replace(record)
            self.renew(answer.source, answer.watched)
        else:
            self._show_order(answer.order, answer.rows, keep=True)

    def _show_order(self, order: Order, rows: Sequence[Any], *, keep: bool) -> None:
        if order.ids == self._held.ids:
            self.marks, self.late = order.marks, order.late
            if not keep:
                self._held.blocks.clear()  # far from here it is older than the list
            self._held.scatter(rows)
            if order.ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(order.ids) - 1, self.columnCount() - 1))
        else:
            self.renewing.emit()
            self.beginResetModel()
            self._held.rearrange(order.ids, order.places, keep=keep)
            self.marks, self.late = order.marks, order.late
            self._held.scatter(rows)
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


def _settle(
    source: LiveSource,
    old: array[int],
    places: Mapping[int, int],
    keys: frozenset[int],
    watched: Watched,
    *,
    is_whole: bool,
) -> _Amended:
    fresh = amended(source, old, places, keys, is_whole=is_whole)
    order = None
    if fresh is not None:
        order = settled(old, fresh, watched.kept[:_MOST_KEPT], hold_back=watched.hold_back)
    held = places if order is None else order.places
    rows = source.rows(tuple(key for key in keys if key in held)[:_MOST_READ])
    return _Amended(source=source, watched=watched, order=order, rows=rows, known=len(old))
