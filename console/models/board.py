"""The board as it is shown: columns with their cards, staged moves that are not made yet, what changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.records.base import Tier
from console.records.board import Board, Duty, Member, Move
from console.records.schedules import ClockView
from console.records.tickets import TicketRow

PERSON, QUEUE, LANGUAGE = "person", "queue", "language"
BY = (PERSON, QUEUE, LANGUAGE)
NONE = "0"
CARD_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_NAME = int(Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A ticket on the board. `came_from` names the column that a staged one leaves; `meanwhile` is what changed."""

    row: TicketRow
    staged: Move | None = None
    came_from: str = ""
    meanwhile: str = ""
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a card would fall: the words stand in a dashed frame."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: who or what it is, how much there is, and its cards. `planned` is the load once the moves are made."""

    key: str
    kind: str
    name: str
    cards: tuple[Card, ...] = ()
    member: Member | None = None
    duty: Duty | None = None
    substitute: str = ""
    over: bool = False
    """Whether it is somebody who works on tickets no longer, or a queue out of use: nothing is moved there."""
    load: int = 0
    planned: int = 0
    counts: dict[Tier, int] = field(default_factory=dict)

    @property
    def capacity(self) -> int:
        """Return how much a person can carry; 0 where none is set, and for what is no person."""
        return 0 if self.member is None else self.member.capacity


class BoardState(QObject):
    """Holds the board that was read last, how it is divided, what is chosen and what is staged."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self.by = PERSON
        self.staged: dict[int, Move] = {}
        self.chosen: set[int] = set()
        self._back: list[dict[int, Move]] = []
        self._rows: dict[int, TicketRow] = {}
        self._places: dict[int, str] = {}
        self._clocks: dict[int, ClockView | None] = {}
        self._columns: tuple[Column, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns in their order, what is nobody's first."""
        return self._columns

    def show(self, board: Board) -> None:
        """Show the board as it was read now; what is staged stays."""
        self.board = board
        was, self._rows = self._rows, {int(one.id): one for one in board.cards}
        for key in [key for key in self._clocks if key not in was or self._stale(was[key])]:
            del self._clocks[key]
        self.chosen &= self._rows.keys()
        self._renew()

    def unclocked(self, ids: Iterable[int]) -> tuple[TicketRow, ...]:
        """Return the rows among these whose clocks were not asked for yet, and take them as asked for."""
        found = tuple(self._rows[one] for one in ids if one in self._rows and one not in self._clocks)
        self._clocks.update({int(one.id): None for one in found})
        return found

    def show_clocks(self, clocks: Mapping[int, ClockView]) -> None:
        """Show the team's own clocks on cards."""
        self._clocks.update(clocks)
        self.changed.emit()

    def clocked(self, row: TicketRow) -> TicketRow:
        """Return a row with the clock that runs on it, as far as it is known."""
        found = self._clocks.get(int(row.id))
        return row if found is None else replace(row, clock=found)

    def divide(self, by: str) -> None:
        """Divide it otherwise. What is staged stays, though not every division shows it."""
        self.by = by
        self._renew()

    def choose(self, ticket_id: int) -> None:
        """Choose a card, or let it go."""
        self.chosen ^= {ticket_id}
        self.changed.emit()

    def place_of(self, ticket_id: int) -> str:
        """Return the key of the column in which a ticket stands, "" for none."""
        return self._places.get(ticket_id, "")

    def stage(self, ids: Iterable[int], key: str, why: tuple[str, ...] = ()) -> int:
        """Stage moves into a column; return how many cards move. Languages are nothing that a ticket is moved to."""
        if self.by == LANGUAGE or is_over(self._columns, key):
            return 0
        wanted = [one for one in ids if one in self._rows and self.place_of(one) != key]
        away = self.by == PERSON and self._is_away(int(key))
        return self.take([replace(_move(self._rows[one], self.by, int(key), why), away_seen=away) for one in wanted])

    def take(self, moves: Sequence[Move]) -> int:
        """Stage moves that were proposed; return how many."""
        if moves:
            self._back.append(dict(self.staged))
            for move in moves:
                if self._stays(move):
                    self.staged.pop(move.ticket_id, None)
                else:
                    self.staged[move.ticket_id] = move
            self.chosen.clear()
            self._renew()
        return len(moves)

    def step_back(self) -> bool:
        """Take the last staging back; return whether there was one."""
        if not self._back:
            return False
        self.staged = self._back.pop()
        self._renew()
        return True

    def drop(self, ids: Iterable[int] | None = None) -> None:
        """Let staged moves go: those that were made, or all."""
        for one in list(self.staged) if ids is None else list(ids):
            self.staged.pop(one, None)
        self._back.clear()
        self._renew()

    def meanwhile(self, move: Move) -> str:
        """Return what happened since a move was staged, or "" for nothing.

        The ticket is gone, taken or changed; or the person it goes to has left, or is away.
        """
        row = self._rows.get(move.ticket_id)
        if row is None:
            return "gone"
        if row.owner_id != move.owner_id:
            return "taken"
        if row.version != move.version:
            return "changed"
        if not move.to_owner or self.board is None:
            return ""
        if move.to_owner not in self.board.duties:
            return "left"
        return "away" if self._is_away(move.to_owner) and not move.away_seen else ""

    def planned(self) -> Board | None:
        """Return the board with the loads that it has once the staged moves are made."""
        if self.board is None:
            return None
        loads = Counter(self.board.loads)
        for move in self.staged.values():
            if move.to_owner is not None:
                loads[move.owner_id or 0] -= 1
                loads[move.to_owner] += 1
        return replace(self.board, loads=dict(loads))

    def _is_away(self, person: int) -> bool:
        found = None if self.board is None else self.board.duties.get(person)
        return found is not None and found.absence is not None

    def _stale(self, row: TicketRow) -> bool:
        now = self._rows.get(int(row.id))
        return now is None or now.version != row.version

    def _stays(self, move: Move) -> bool:
        board = self.board
        if move.to_owner is not None:
            return (move.owner_id or 0) == move.to_owner
        return board is not None and board.queue_of.get(move.ticket_id, 0) == move.to_queue

    def _renew(self) -> None:
        board = self.board
        if board is not None:
            cards = self._cards(board)
            self._places = {int(card.row.id): shown for shown, _, card in cards}
            self._columns = tuple(_columns(board, self.by, cards))
        self.changed.emit()

    def _cards(self, board: Board) -> list[tuple[str, str, Card]]:
        """Return each card with the key of the column it is shown in and of the one it comes from."""
        found, names = [], _names(board, self.by)
        for row in board.cards:
            key = int(row.id)
            home = _home(board, row, self.by)
            move = self.staged.get(key)
            shown = home if move is None else _goal(move, self.by, home)
            card = Card(
                row=row,
                staged=move if shown != home else None,
                came_from=names.get(home, ""),
                meanwhile="" if move is None else self.meanwhile(move),
                checked=key in board.checks,
            )
            found.append((shown if shown in names else NONE, home if home in names else NONE, card))
        return found


def is_over(columns: Iterable[Column], key: str) -> bool:
    """Return whether a column is of somebody or something that is given tickets no longer."""
    return any(one.over for one in columns if one.key == key)


def _move(row: TicketRow, by: str, goal: int, why: tuple[str, ...]) -> Move:
    made = Move(ticket_id=int(row.id), version=row.version, owner_id=row.owner_id, status=row.status.value, why=why)
    return replace(made, to_owner=goal) if by == PERSON else replace(made, to_queue=goal)


def _home(board: Board, row: TicketRow, by: str) -> str:
    if by == PERSON:
        return str(row.owner_id or 0)
    if by == QUEUE:
        return str(board.queue_of.get(int(row.id), 0))
    return row.language or NONE


def _goal(move: Move, by: str, home: str) -> str:
    wanted = move.to_owner if by == PERSON else move.to_queue if by == QUEUE else None
    return home if wanted is None else str(wanted)


def _columns(board: Board, by: str, cards: list[tuple[str, str, Card]]) -> Iterable[Column]:
    names = _names(board, by)
    members = {str(one.id): one for one in (*board.members, *board.left)} if by == PERSON else {}
    over = {str(one.id) for one in board.left} if by == PERSON else set()
    over |= {str(one.id) for one in board.unused} if by == QUEUE else set()
    known = {one.id: one.name for one in board.members}
    held: dict[str, list[Card]] = {key: [] for key in names}
    for shown, _home_key, card in cards:
        held[shown].append(card)
    coming = Counter(shown for shown, home, _ in cards if shown != home)
    going = Counter(home for shown, home, _ in cards if shown != home)
    for key, name in names.items():
        member = members.get(key)
        duty = None if member is None or key in over else board.duties.get(member.id)
        away = None if duty is None else duty.absence
        load = board.loads.get(int(key), 0) if by == PERSON else len(held[key]) - coming[key] + going[key]
        yield Column(
            key=key,
            kind=by,
            name=name,
            cards=tuple(sorted(held[key], key=lambda one: one.staged is None)),
            member=member,
            duty=duty,
            substitute="" if away is None or away.substitute_id is None else known.get(away.substitute_id, ""),
            over=key in over,
            load=load,
            planned=load + coming[key] - going[key],
            counts=dict(Counter(one.row.tier for one in held[key])),
        )


def _names(board: Board, by: str) -> dict[str, str]:
    """Return the columns by their keys, what is nobody's first; a language is named by its code."""
    if by == PERSON:
        return {NONE: "", **{str(one.id): one.name for one in (*board.members, *board.left)}}
    if by == QUEUE:
        return {NONE: "", **{str(one.id): one.name for one in (*board.queues, *board.unused)}}
    found = Counter(one.language for one in board.cards if one.language)
    unknown = {NONE: ""} if any(not one.language for one in board.cards) else {}
    return {**unknown, **{code: code for code, _ in found.most_common()}}


class ColumnModel(QAbstractListModel):
    """The cards of one column; where a card is dragged over it, a slot stands first."""

    def __init__(self, spoken: Callable[[Card | Slot], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.column: Column | None = None
        self._spoken = spoken
        self._slot: Slot | None = None

    @property
    def ahead(self) -> int:
        """Return how many rows stand before the first card."""
        return 0 if self._slot is None else 1

    def show_column(self, column: Column) -> None:
        """Show a column; where its cards are the same nothing moves."""
        same = self.column is not None and _ids(self.column) == _ids(column)
        if not same:
            self.beginResetModel()
        self.column = column
        if same:
            self.dataChanged.emit(self.index(0), self.index(max(0, self.rowCount() - 1)))
        else:
            self.endResetModel()

    def show_slot(self, words: str) -> None:
        """Show where a card would fall, or with "" nothing."""
        wanted = Slot(words=words) if words else None
        if wanted == self._slot:
            return
        if self._slot is not None:
            self.beginRemoveRows(QModelIndex(), 0, 0)
            self._slot = None
            self.endRemoveRows()
        if wanted is not None:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._slot = wanted
            self.endInsertRows()

    def card(self, row: int) -> Card | Slot | None:
        """Return what stands in a row."""
        if row < self.ahead:
            return self._slot if row >= 0 else None
        cards = () if self.column is None else self.column.cards
        place = row - self.ahead
        return cards[place] if place < len(cards) else None

    def row_of(self, ticket_id: int) -> int:
        """Return the row of a ticket, -1 where it is not here."""
        cards = () if self.column is None else self.column.cards
        return next((n + self.ahead for n, one in enumerate(cards) if int(one.row.id) == ticket_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own way of saying "no parent"
        """Return how many rows there are."""
        if parent.isValid() or self.column is None:
            return 0
        return len(self.column.cards) + self.ahead

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        """Return what a row shows or says."""
        found = self.card(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == CARD_ROLE:
            return found
        if role == _NAME:
            return self._spoken(found)
        if role == _DISPLAY:
            return found.words if isinstance(found, Slot) else found.row.subject
        return None


def _ids(column: Column) -> list[int]:
    return [int(one.row.id) for one in column.cards]
