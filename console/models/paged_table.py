"""One model for all long lists.

The first page comes by keyset, so that something stands on the screen at once. Then the sorted ids come, so that the
scroll bar is true, and rows are fetched by id in blocks as they are painted. A new source raises the generation; what
lands for an older one is thrown away. Beyond the ids, pages follow by keyset as the view reaches the end.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont

from console.faults import Fault
from console.models.asking import Asking
from console.records.base import Cursor, Page
from console.work.runner import Runner

FIRST_PAGE = 60
BLOCK = 100
BLOCKS_HELD = 12
MOST_IDS = 200_000
_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FONT = int(Qt.ItemDataRole.FontRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
RECORD_ROLE = int(Qt.ItemDataRole.UserRole)


class HasId(Protocol):
    """A record with a key."""

    @property
    def id(self) -> int:
        """Return the key."""
        ...


class Source(Protocol):
    """Where rows come from. Every method runs on a reader thread."""

    def page(self, after: Cursor | None, limit: int) -> Page[Any]:
        """Return the rows behind `after`."""
        ...

    def ids(self, cap: int) -> Sequence[int]:
        """Return the sorted ids of the first `cap` rows."""
        ...

    def behind(self, key: int) -> Cursor | None:
        """Return the cursor behind a row, or None where it is gone."""
        ...

    def rows(self, wanted: tuple[int, ...]) -> tuple[Any, ...]:
        """Return the rows with these ids."""
        ...


class _Held:
    """What a table holds: the sorted ids, their places, and blocks of finished rows, the oldest of which go."""

    def __init__(self, shape: Callable[[Any], tuple[str, ...]]) -> None:
        self._shape = shape
        self.ids: array[int] = array("q")
        self.places: dict[int, int] = {}
        self.blocks: OrderedDict[int, dict[int, tuple[Any, tuple[str, ...]]]] = OrderedDict()

    def take_ids(self, ids: array[int]) -> None:
        self.ids = ids
        self.places = {key: place for place, key in enumerate(ids)}

    def keep(self, first: int, rows: Sequence[Any]) -> None:
        for place, record in enumerate(rows, first):
            number = place // BLOCK
            block = self.blocks.get(number)
            if block is None:
                block = {}
                self.put(number, block)
            block[place] = (record, self._shape(record))

    def scatter(self, rows: Sequence[Any]) -> None:
        """Keep rows in their places, wherever those are."""
        for record in rows:
            place = self.places.get(record.id)
            if place is not None:
                self.keep(place, (record,))

    def rearrange(self, ids: array[int], places: dict[int, int], *, keep: bool) -> None:
        """Take another order; with `keep`, the rows that are here go to the places that they have in it."""
        old, blocks = self.ids, list(self.blocks.values()) if keep else []
        self.ids, self.places = ids, places
        self.blocks.clear()
        for block in blocks:
            for row, entry in block.items():
                place = places.get(old[row])
                if place is not None:
                    number = place // BLOCK
                    if number not in self.blocks:
                        self.put(number, {})
                    self.blocks[number][place] = entry

    def put(self, number: int, block: dict[int, tuple[Any, tuple[str, ...]]]) -> None:
        self.blocks[number] = block
        self.blocks.move_to_end(number)
        while len(self.blocks) > BLOCKS_HELD:
            self.blocks.popitem(last=False)


class PagedTable(QAbstractTableModel):
    """A table over a Source. `shape` makes the finished texts of a row once, when it lands.

    A stylesheet keeps a header from its own font, so the font of the headings comes from here.
    """

    page_landed = Signal(int)
    ids_landed = Signal(int)
    failed = Signal(object)

    def __init__(
        self,
        runner: Runner,
        headers: Callable[[], Sequence[str]],
        shape: Callable[[Any], tuple[str, ...]],
        parent: QObject | None = None,
        *,
        header_font: Callable[[], QFont] | None = None,
    ) -> None:
        super().__init__(parent)
        self._header_font = header_font
        self._headers = headers
        self._shape = shape
        self._columns = len(headers())  # Qt asks for the number at every cell
        self._source: Source | None = None
        self._held = _Held(shape)
        self._wishes = _Wishes(self)
        self._wishes.due.connect(self._load_blocks)
        self._tail: Cursor | None = None
        self._fetching = self._fetching_more = False  # whether rows are on their way, and whether behind known ones
        self._asking = Asking(runner, self)
        self._asking.failed.connect(self._failed)

    # -- what Qt asks ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return how many rows are known."""
        return 0 if parent.isValid() else len(self._held.ids)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:
        """Return a finished text, the row's sentence, or the record; a row that is not here yet is asked for."""
        place = index.row()
        block = self._held.blocks.get(place // BLOCK)
        entry = None if block is None else block.get(place)
        if entry is None:
            self._wishes.want(place // BLOCK)
            return None
        if role == RECORD_ROLE:
            return entry[0]
        if role == _DISPLAY:
            return entry[1][index.column()]
        if role == _ACCESSIBLE:
            return entry[1][-1] if index.column() == 0 else entry[1][index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Return a column's title."""
        if role == _DISPLAY and orientation == Qt.Orientation.Horizontal:
            return self._headers()[section]
        if role == _FONT and self._header_font is not None:
            return self._header_font()
        return None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> bool:
        """Return whether pages follow behind the known rows and none is on its way."""
        asks = not self._fetching and not self._asking.is_away
        return not parent.isValid() and self._tail is not None and asks

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> None:
        """Load the next page behind the known rows."""
        if not self.canFetchMore(parent):
            return
        source, after = self._source, self._tail
        assert source is not None  # noqa: S101 - a tail exists only with a source
        self._fetching = self._fetching_more = True
        self._asking.ask(lambda: source.page(after, BLOCK), self._more_landed)

    # -- what the view asks ----------------------------------------------------------------------------------------

    def show(self, source: Source | tuple[Any, ...]) -> None:
        """Show another list from its beginning. The old rows stand until the first page of the new one lands.

        Rows that are here stand at once, and nothing more is asked for.
        """
        self._forget()
        if isinstance(source, tuple):
            self._source = None
            self._first_landed(Page(rows=source, after=None))
            return
        self._source = source
        self._fetching = True
        self._asking.ask(lambda: source.page(None, FIRST_PAGE), self._first_landed)

    @Slot()
    def stop(self) -> None:
        """Wait no longer for what was asked; what stands stays, and what lands is thrown away."""
        self._forget()
        self._fetching = False

    def record(self, row: int) -> Any | None:
        """Return the record of a row, or None where it is not here yet."""
        block = self._held.blocks.get(row // BLOCK)
        entry = None if block is None else block.get(row)
        return None if entry is None else entry[0]

    def id_at(self, row: int) -> int | None:
        """Return the id of a row."""
        return self._held.ids[row] if 0 <= row < len(self._held.ids) else None

    def row_of(self, key: int) -> int | None:
        """Return the row of an id, or None where the list does not hold it."""
        return self._held.places.get(key)

    def replace(self, record: HasId) -> None:
        """Put a newer record in its row, where the list holds it; order does not change until the next refresh."""
        row = self._held.places.get(record.id)
        block = None if row is None else self._held.blocks.get(row // BLOCK)
        if row is None or block is None or row not in block:
            return
        block[row] = (record, self._shape(record))
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    # -- what lands ------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """What is on its way for an older list is thrown away, and the reading of it stopped."""
        self._asking.forget()
        self._wishes.clear()
        if self._fetching_more:  # they are asked for again when somebody comes to the end
            self._fetching = self._fetching_more = False

    @Slot(object)
    def _failed(self, fault: Fault) -> None:
        self._fetching = self._fetching_more = False
        self._wishes.clear()
        self.failed.emit(fault)

    def _first_landed(self, page: Page[Any]) -> None:
        self.beginResetModel()
        self._held.take_ids(array("q", (row.id for row in page.rows)))
        self._held.blocks.clear()
        self._held.keep(0, page.rows)
        self._tail = page.after
        self.endResetModel()
        self._fetching = False
        self.page_landed.emit(len(page.rows))
        source = self._source
        if page.after is not None and source is not None:
            self._fetching = True
            self._asking.ask(lambda: _ids_work(source, MOST_IDS), self._ids_landed)
        else:
            self.ids_landed.emit(len(self._held.ids))

    def _ids_landed(self, answer: tuple[Sequence[int], Cursor | None]) -> None:
        ids, behind = answer
        known = len(self._held.ids)
        fresh = array("q", ids)
        if fresh[:known] == self._held.ids and len(fresh) >= known:
            if len(fresh) > known:
                self.beginInsertRows(_NO_PARENT, known, len(fresh) - 1)
                self._held.take_ids(fresh)
                self.endInsertRows()
        else:
            self.beginResetModel()
            self._held.blocks.clear()
            self._held.take_ids(fresh)
            self.endResetModel()
        self._tail = behind
        self._fetching = False
        self.ids_landed.emit(len(fresh))

    def _more_landed(self, page: Page[Any]) -> None:
        fresh = [row for row in page.rows if row.id not in self._held.places]
        if fresh:
            first = len(self._held.ids)
            self.beginInsertRows(_NO_PARENT, first, first + len(fresh) - 1)
            for row in fresh:
                self._held.places[row.id] = len(self._held.ids)
                self._held.ids.append(row.id)
            self._held.keep(first, fresh)
            self.endInsertRows()
        self._tail = page.after
        self._fetching = self._fetching_more = False

    def _rows_landed(self, answer: tuple[int, tuple[Any, ...]]) -> None:
        number, rows = answer
        self._wishes.in_flight.discard(number)
        block: dict[int, tuple[Any, tuple[str, ...]]] = {}
        for record in rows:
            place = self._held.places.get(record.id)
            if place is not None and place // BLOCK == number:
                block[place] = (record, self._shape(record))
        self._held.put(number, block)
        first, last = number * BLOCK, min((number + 1) * BLOCK, len(self._held.ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    @Slot()
    def _load_blocks(self) -> None:
        source, wanted_blocks = self._source, self._wishes.take()
        if source is None or self._asking.is_away:  # painted again when the database is back, they are wanted again
            return
        for number in wanted_blocks:
            wanted = tuple(self._held.ids[number * BLOCK : (number + 1) * BLOCK])
            if wanted:
                self._wishes.in_flight.add(number)
                self._asking.ask(_block_work(source, number, wanted), self._rows_landed)


class _Wishes(QObject):
    """The blocks that were painted before they were here: asked for together, once each, the last ones only."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.in_flight: set[int] = set()
        self._wanted: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.due)

    def want(self, number: int) -> None:
        if number not in self.in_flight and number not in self._wanted:
            self._wanted.add(number)
            if not self._timer.isActive():
                self._timer.start(0)

    def take(self) -> list[int]:
        wanted = sorted(self._wanted)[-BLOCKS_HELD:]
        self._wanted.clear()
        return wanted

    def clear(self) -> None:
        self._wanted.clear()
        self.in_flight.clear()


def _ids_work(source: Source, cap: int) -> tuple[Sequence[int], Cursor | None]:
    """Return the sorted ids, and the cursor behind the last of them where more may follow."""
    ids = source.ids(cap)
    return ids, source.behind(ids[-1]) if len(ids) >= cap else None


def _block_work(source: Source, number: int, wanted: tuple[int, ...]) -> Callable[[], Any]:
    return lambda: (number, source.rows(wanted))
