"""Where a request of a chat begins and ends: widened, narrowed, split, joined or dismissed by a person.

Messages stay where they are; only which request speaks of them changes. Every act says in its event which messages
each request had before and has now, so that it can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.faults import NotAllowed, Stale
from console.records.base import ConversationId, Direction, Json, Status, TicketId
from console.records.bounds import Bounds
from console.records.commands import Applied
from console.records.tickets import MessageRecord
from console.services import writers
from console.services.desk import Desk
from console.services.intake import opening, parts
from console.services.intake.chat_known import GROUP
from console.services.intake.spans import request_of
from console.services.intake.words import preview
from console.services.over import hold_at_work
from console.services.standing import columns_for_ticket
from console.store import Unit, codec, tables
from console.store.queries import thread, tickets

KIND = "span_set"
_FREE = (Status.PROPOSED.value, Status.HISTORY.value)
_GONE = (Status.MERGED.value,)
Spans = dict[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Chat:
    """A chat as its requests divide it: messages in order, and the tickets that have them."""

    order: tuple[int, ...]
    tickets: Mapping[int, Mapping[str, Any]]
    spans: Spans

    def holder(self, message: int) -> int | None:
        """Return the newest request that a message belongs to."""
        return max((key for key, mine in self.spans.items() if message in mine), default=None)

    def neighbor(self, ticket_id: int, by: int) -> int | None:
        """Return the message before (-1) or behind (1) a request, or None."""
        mine = [self.order.index(one) for one in self.spans[ticket_id] if one in self.order]
        if not mine:
            return None
        at = min(mine) - 1 if by < 0 else max(mine) + 1
        return self.order[at] if 0 <= at < len(self.order) else None

    def is_free(self, message: int | None) -> bool:
        """Return whether another request may have this message."""
        if message is None:
            return False
        holder = self.holder(message)
        return holder is None or self.tickets[holder]["status"] in _FREE

    def previous(self, ticket_id: int) -> int | None:
        """Return the request whose messages stand before those of this one."""
        mine = self.spans[ticket_id]
        first = self.order.index(mine[0]) if mine and mine[0] in self.order else 0
        for message in reversed(self.order[:first]):
            holder = self.holder(message)
            if holder is not None and holder != ticket_id:
                return holder
        return None


def bounds_of(desk: Desk, ticket_id: TicketId) -> Bounds | None:
    """Return where a request begins and ends; None where it has no messages or is no request of a chat."""
    with desk.store.read() as connection:
        chat = _read(connection, ticket_id)
        mine = chat.spans.get(ticket_id, ())
        if not mine or not str(chat.tickets[ticket_id]["channel_kind"]).startswith("telegram"):
            return None
        at = {int(one.id): one.sent_at for one in tickets.messages_by_id(connection, ticket_id, [mine[0], mine[-1]])}
    line = chat.tickets[ticket_id]
    previous = chat.previous(ticket_id)
    return Bounds(
        ticket_id=ticket_id,
        number=int(line["number"]),
        version=int(line["version"]),
        status=Status(line["status"]),
        count=len(mine),
        first=mine[0],
        last=mine[-1],
        begins_at=at[mine[0]],
        ends_at=at[mine[-1]],
        earlier=chat.is_free(chat.neighbor(ticket_id, -1)),
        later=chat.is_free(chat.neighbor(ticket_id, 1)),
        shorter=len(mine) > 1,
        previous=None if previous is None else int(chat.tickets[previous]["number"]),
    )


def move_start(desk: Desk, ticket_id: TicketId, by: int, *, version: int, command_id: str | None = None) -> Applied:
    """Let a request begin one message earlier (-1) or later (1). Raises NotAllowed, Stale."""
    return _act(desk, "move_start", ticket_id, version, command_id, lambda chat: _moved(chat, ticket_id, -1, by))


def move_end(desk: Desk, ticket_id: TicketId, by: int, *, version: int, command_id: str | None = None) -> Applied:
    """Let a request end one message earlier (-1) or later (1). Raises NotAllowed, Stale."""
    return _act(desk, "move_end", ticket_id, version, command_id, lambda chat: _moved(chat, ticket_id, 1, by))


def join_previous(desk: Desk, ticket_id: TicketId, *, version: int, command_id: str | None = None) -> Applied:
    """Give all messages of a request to the one before it. Raises NotAllowed where there is none, Stale."""

    def after(chat: _Chat) -> Spans:
        previous = chat.previous(ticket_id)
        if previous is None:
            raise NotAllowed("no_request_before")
        together = {*chat.spans[previous], *chat.spans[ticket_id]}
        return {previous: _ordered(chat, together), ticket_id: ()}

    return _act(desk, "join_request", ticket_id, version, command_id, after)


def split_at(desk: Desk, ticket_id: TicketId, message: int, *, version: int, command_id: str | None = None) -> Applied:
    """Let the messages of a request from one on be a request of their own, proposed as well.

    Raises NotAllowed where nothing would be left on one side, Stale.
    """

    def after(chat: _Chat) -> Spans:
        mine = chat.spans[ticket_id]
        if message not in mine or message == mine[0]:
            raise NotAllowed("nothing_to_split")
        at = mine.index(message)
        return {ticket_id: mine[:at], 0: mine[at:]}

    return _act(desk, "split_request", ticket_id, version, command_id, after)


def open_from(desk: Desk, ticket_id: TicketId, messages: tuple[int, ...], *, command_id: str | None = None) -> Applied:
    """Open a request from messages of the chat around a ticket; proposed and old requests give theirs up.

    The result holds the key of the new ticket and its event. Raises NotAllowed where no message of the chat is named.
    """

    def act(unit: Unit) -> Json:
        chat = _read(unit.connection, ticket_id)
        wanted = _ordered(chat, set(messages))
        if not wanted:
            raise NotAllowed("nothing_to_split")
        before = dict(chat.spans)
        made = _open(unit, desk, int(chat.tickets[ticket_id]["conversation_id"]), wanted, Status.OPEN)
        after: Spans = {made: wanted}
        for key, mine in before.items():
            left = tuple(one for one in mine if one not in wanted)
            if left != mine and chat.tickets[key]["status"] in _FREE:
                after[key] = left
        event = _Writer(unit, desk, before).write(made, after)
        return {"ticket": made, "event": event}

    return desk.apply(desk.command("open_from_chat", payload={"messages": list(messages)}, command_id=command_id), act)


def dismiss(desk: Desk, ticket_id: TicketId, *, version: int, command_id: str | None = None) -> Applied:
    """Say that a proposed or held request is none; its messages stay in the chat and are not proposed again."""

    def act(unit: Unit) -> int:
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        if ticket["status"] not in (Status.PROPOSED.value, Status.HELD.value):
            raise NotAllowed("not_proposed")
        return unit.change_ticket(ticket_id, "dismissed", {"status": Status.HISTORY.value, "is_open": False})

    command = desk.command("dismiss_request", ticket_id=ticket_id, expected=version, command_id=command_id)
    return desk.apply(command, act)


def take_back(unit: Unit, desk: Desk, ticket_id: TicketId, event: Mapping[str, Any], *, again: bool = False) -> int:
    """Give every request the messages that it had before an act, or with `again` before it was taken back.

    Raises Stale where somebody changed them since.
    """
    new = codec.load_dict(str(event["new"]))
    chat = _read(unit.connection, ticket_id, with_gone=True)
    now, then = _spans_in(new["spans"]), _spans_in(new["before"])
    for key, mine in now.items():
        if set(chat.spans.get(key, ())) != set(mine):
            raise Stale("undo_stale", field="messages", yours=len(mine), theirs=len(chat.spans.get(key, ())))
    statuses = new["statuses"] if isinstance(new["statuses"], dict) else {}
    revived = {int(key): str(value) for key, value in statuses.items()}
    return _Writer(unit, desk, chat.spans, undoes=int(event["n"]), again=again).write(ticket_id, then, revived)


def _act(
    desk: Desk,
    name: str,
    ticket_id: TicketId,
    version: int,
    command_id: str | None,
    after: Callable[[_Chat], Spans],
) -> Applied:
    def act(unit: Unit) -> int:
        chat = _read(unit.connection, ticket_id)
        if ticket_id not in chat.spans:
            raise NotAllowed("nothing_to_split")
        hold_at_work(unit, ticket_id)
        wanted, before = after(chat), dict(chat.spans)
        if 0 in wanted:
            line = chat.tickets[ticket_id]
            status = Status.PROPOSED if line["status"] in _FREE else Status.OPEN
            made = _open(unit, desk, int(line["conversation_id"]), wanted[0], status)
            wanted[made] = wanted.pop(0)
        return _Writer(unit, desk, before).write(ticket_id, wanted)

    return desk.apply(desk.command(name, ticket_id=ticket_id, expected=version, command_id=command_id), act)


def _moved(chat: _Chat, ticket_id: int, edge: int, by: int) -> Spans:
    """Move the first (-1) or last (1) message of a request; the request beside it takes or gives the message."""
    mine = chat.spans[ticket_id]
    if edge == by:
        message = chat.neighbor(ticket_id, edge)
        if message is None or not chat.is_free(message):
            raise NotAllowed("nothing_to_take")
        found: Spans = {ticket_id: _ordered(chat, {*mine, message})}
        giver = chat.holder(message)
        if giver is not None:
            found[giver] = tuple(one for one in chat.spans[giver] if one != message)
        return found
    if len(mine) == 1:
        raise NotAllowed("last_message")
    message = mine[0] if edge < 0 else mine[-1]
    found = {ticket_id: tuple(one for one in mine if one != message)}
    beyond = chat.neighbor(ticket_id, edge)
    taker = None if beyond is None else chat.holder(beyond)
    if taker is not None and chat.tickets[taker]["status"] == Status.PROPOSED.value:
        found[taker] = _ordered(chat, {*chat.spans[taker], message})
    return found


def _read(connection: Any, ticket_id: int, *, with_gone: bool = False) -> _Chat:
    conversation = tickets.detail(connection, ticket_id, 0).conversation_id
    lines = thread.requests(connection, conversation)
    known = thread.spans(connection, conversation)
    shown = [key for key, line in lines.items() if with_gone or line["status"] not in _GONE or key == ticket_id]
    return _Chat(
        order=thread.spoken(connection, conversation),
        tickets=lines,
        spans={key: known.get(key, ()) for key in shown},
    )


def _ordered(chat: _Chat, wanted: set[int]) -> tuple[int, ...]:
    return tuple(one for one in chat.order if one in wanted)


def _spans_in(value: Json) -> Spans:
    found = value if isinstance(value, dict) else {}
    return {int(key): tuple(int(str(one)) for one in mine) for key, mine in found.items() if isinstance(mine, list)}


def _open(unit: Unit, desk: Desk, conversation: int, messages: tuple[int, ...], status: Status) -> int:
    records = _records(unit, 0, messages)
    request = request_of(unit, ConversationId(conversation), records, status)
    ticket = opening.open_request(unit, desk, request)
    for one in records:
        unit.index_text(ticket, one.text)
    if request.channel_kind == GROUP:
        writers.contest_by(unit, ticket, records)
    return ticket


def _records(unit: Unit, ticket_id: int, messages: tuple[int, ...]) -> tuple[MessageRecord, ...]:
    known = {int(one.id): one for one in tickets.messages_by_id(unit.connection, ticket_id, list(messages))}
    return tuple(known[key] for key in messages)


class _Writer:
    """Writes which messages each request has, the columns that follow, and the events."""

    def __init__(self, unit: Unit, desk: Desk, before: Spans, *, undoes: int = 0, again: bool = False) -> None:
        self._unit, self._desk, self._before, self._undoes, self._again = unit, desk, before, undoes, again

    def write(self, main: int, after: Spans, statuses: Mapping[int, str] | None = None) -> int:
        """Write it; the event that can be taken back is that of `main`. Return its number."""
        unit = self._unit
        lines = {key: unit.row(tables.tickets.tickets, key) for key in after}
        values: dict[int, dict[str, object]] = {}
        for key, mine in after.items():
            self._set(key, mine)
            values[key] = self._columns(lines[key], mine, main, after)
            if mine and statuses is not None and key in statuses:
                values[key] |= _status(statuses[key])
        told: dict[str, Json] = {
            "spans": {str(key): list(mine) for key, mine in after.items()},
            "before": {str(key): list(self._before.get(key, ())) for key in after},
            "statuses": {str(key): str(lines[key]["status"]) for key in after},
        }
        if self._undoes:
            told |= {"event": self._undoes, **({"again": True} if self._again else {})}
        for key in after:
            if key != main:
                unit.change_ticket(
                    key, KIND, values[key], extra={"by": int(lines[main]["number"])}, check_version=False
                )
            unit.touch("messages", key)
        kind = "undone" if self._undoes else KIND
        return unit.change_ticket(main, kind, values[main], extra=told, check_version=not self._undoes)

    def _set(self, ticket_id: int, wanted: tuple[int, ...]) -> None:
        rows = self._unit.find_all(tables.tickets.ticket_spans, ticket_id=ticket_id)
        for row in rows:
            if row["message_id"] not in wanted:
                self._unit.delete(tables.tickets.ticket_spans, int(row["id"]))
        known = {int(row["message_id"]) for row in rows}
        for position, message in enumerate(wanted):
            if message not in known:
                self._unit.insert(
                    tables.tickets.ticket_spans, ticket_id=ticket_id, message_id=message, position=position
                )

    def _columns(self, line: Mapping[str, Any], mine: tuple[int, ...], main: int, after: Spans) -> dict[str, object]:
        unit, desk = self._unit, self._desk
        key = int(line["id"])
        unit.forget_texts(key)
        if not mine:
            into = next((other for other, theirs in after.items() if theirs and other != key), main)
            return {"status": Status.MERGED.value, "is_open": False, "merged_into_id": into if into != key else None}
        records = _records(unit, key, mine)
        request = request_of(unit, ConversationId(int(line["conversation_id"])), records, Status(line["status"]))
        for one in records:
            unit.index_text(key, one.text)
        if line["channel_kind"] == GROUP and not self._undoes:
            self._hear(key, records)
        return {
            **self._words(line, mine, request, after),
            "received_at": request.received_at,
            "last_message_at": request.last_at,
            "last_inbound_at": request.last_at,
            "has_files": request.has_files,
            "review_from": opening.review_from(desk, request.received_at),
            **columns_for_ticket(desk, unit.connection, line["license_id"], request.received_at),
        }

    def _hear(self, key: int, records: Sequence[MessageRecord]) -> None:
        """Leave open again who asks where somebody speaks in a request who did not before."""
        said = [(int(one.id), one.address.casefold()) for one in records if one.direction is Direction.INBOUND]
        before = self._before.get(key, ())
        heard = {who for message, who in said if message in before}
        if heard and {who for message, who in said if message not in before} - heard:
            writers.contest_by(self._unit, key, records)

    def _words(
        self, line: Mapping[str, Any], mine: tuple[int, ...], request: opening.Request, after: Spans
    ) -> dict[str, object]:
        """Return the columns that follow from the words; a request that has only a part of them keeps its own."""
        key = int(line["id"])
        if parts.shares_questions(self._unit, key, after):
            came = next((one for one in mine if one not in self._before.get(key, ())), None)
            n = 1 if came is None else int(self._unit.row(tables.messages.messages, came)["versions"])
            parts.name(self._unit, key, [parts.MOVED], message=came, n=n)
            self._unit.index_subject(key, str(line["subject"]))
            return {}
        self._unit.index_subject(key, request.subject)
        return {
            "subject": request.subject,
            "preview": preview(request.text),
            **opening.propose_again(self._unit, self._desk, dict(line), request),
        }


def _status(status: str) -> dict[str, object]:
    work = status in (Status.OPEN.value, Status.WAITING.value, Status.SNOOZED.value)
    return {"status": status, "is_open": work, **({} if status == Status.MERGED.value else {"merged_into_id": None})}
