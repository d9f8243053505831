"""What the events of a chain say of a ticket's columns, messages, questions, letters and decisions, taken back.

What an event says it changed is put back as it stood. What only adds up (which questions are answered, which decisions
were called back) is counted anew from the events that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from console.records.base import Json
from console.store import codec
from console.store.archived.closure import table_of
from console.store.tables.base import Instant
from console.store.witness.beside import BESIDE

_BRING = frozenset({"received", "received_earlier", "bounce", "ours", "says_ours", "automatic", "older", "thread"})
"""Events that brought a message of somebody else to a ticket."""
_OF_PARTS = frozenset({"question_topic_set", "question_answered"})
"""Events whose old values are those of a question."""
_LETTERS = {"letter_ready": "ready", "letter_written": "written", "letter_failed": "failed", "letter_sent": "sent"}
_TAKEN_BACK = frozenset({"recalled", "check_returned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event: of which ticket, its place in the chain, when it was recorded, and what it changed."""

    key: int
    ticket: int
    n: int
    kind: str
    at: datetime
    old: Mapping[str, Json]
    new: Mapping[str, Json]


def unwind(connection: Connection, at: datetime, kept: Sequence[Told], later: Sequence[Told]) -> None:
    """Take back what `later` (the newest first) changed, with `kept` (the oldest first) as what stays."""
    work = _Unwinding(connection, kept, later)
    work.move_back()
    work.columns()
    work.questions()
    work.letters()
    work.decisions()
    work.messages(at)
    _pauses(connection, later)
    _orders(connection, kept, later)


class _Unwinding:
    """One copy that is taken back."""

    def __init__(self, connection: Connection, kept: Sequence[Told], later: Sequence[Told]) -> None:
        self._connection, self._kept, self._later = connection, kept, later
        self._gone: set[int] = set()
        self._unsure: set[int] = set()

    # -- messages and questions between tickets --------------------------------------------------------------------

    def move_back(self) -> None:
        """Give every ticket the messages and questions that it had."""
        for one in self._later:
            new = one.new
            message = new.get("message")
            if one.kind in _BRING and isinstance(message, int):
                self._take(one.ticket, (message,))
                self._gone.add(message)
            before = new.get("before")
            if isinstance(before, dict) and "spans" in new:
                for ticket, mine in before.items():
                    self._set(int(ticket), _numbers(mine))
            self._joined(one)
            self._asked(one)

    def _joined(self, one: Told) -> None:
        for name, joined in (("joined", True), ("parted", False)):
            told = one.new.get(name)
            if not isinstance(told, dict):
                continue
            follower = int(str(told["follower"]))
            origin, to = (one.ticket, follower) if joined else (follower, one.ticket)
            spans = _spans_of(told)
            own = [span for span in spans if not span.pop("both")]
            self._take(origin, [span["message_id"] for span in (own if joined else spans)])
            self._put(to, spans if joined else own)
            behind = self._last_place(to)
            for place, key in enumerate(_numbers(told.get("questions")), behind + 1):
                self._question((key,), ticket_id=to, position=place)

    def _asked(self, one: Told) -> None:
        """Put back what an event did to a question."""
        new, question = one.new, one.new.get("question")
        before = new.get("question_before")
        if isinstance(before, dict):
            key = int(str(before["id"]))
            self._question((key,), topic=before["topic"], topic_confirmed=bool(before["confirmed"]))
        if one.kind == "facts_confirmed" and "topic" in (new.get("facts") or ()):  # type: ignore[operator]  # a list of names
            self._unsure |= set(self._questions_of(one.ticket))
        if not isinstance(question, int):
            return
        if one.kind == "question_topic_set":
            self._question((question,), topic=one.old.get("topic"))
            self._unsure.add(question)
        elif one.kind == "question_split":
            self._question((question,), ticket_id=one.ticket, position=int(str(new["position"])))
        elif one.kind == "question_added":
            table = table_of("questions")
            self._connection.execute(delete(table).where(table.c.id == question))
        elif one.kind == "undone":
            split = self._event(one.ticket, new.get("event"))
            if split is not None and isinstance(split.new.get("into"), int):
                into, links = split.new["into"], table_of("ticket_links")
                self._question((question,), ticket_id=into, position=0)
                mine = (links.c.ticket_id == one.ticket) & (links.c.other_id == into)
                self._connection.execute(update(links).where(mine).values(undone=False))

    def _event(self, ticket: int, n: Json) -> Told | None:
        return next((one for one in (*self._kept, *self._later) if (one.ticket, one.n) == (ticket, n)), None)

    def _questions_of(self, ticket: int) -> list[int]:
        table = table_of("questions")
        return list(self._connection.execute(select(table.c.id).where(table.c.ticket_id == ticket)).scalars())

    def _last_place(self, ticket: int) -> int:
        table = table_of("questions")
        found = self._connection.execute(select(func.max(table.c.position)).where(table.c.ticket_id == ticket)).scalar()
        return -1 if found is None else int(found)

    def _question(self, keys: Sequence[int], **values: Any) -> None:
        table = table_of("questions")
        if keys:
            self._connection.execute(update(table).where(table.c.id.in_(keys)).values(**values))

    def _take(self, ticket: int, messages: Iterable[int]) -> None:
        table = table_of("ticket_spans")
        wanted = table.c.message_id.in_(list(messages))
        self._connection.execute(delete(table).where(table.c.ticket_id == ticket, wanted))

    def _put(self, ticket: int, spans: Sequence[Mapping[str, Any]]) -> None:
        if spans:
            self._connection.execute(insert(table_of("ticket_spans")), [{**one, "ticket_id": ticket} for one in spans])

    def _set(self, ticket: int, messages: Sequence[int]) -> None:
        table = table_of("ticket_spans")
        asked = select(table.c.message_id).where(table.c.ticket_id == ticket)
        known = set(self._connection.execute(asked).scalars())
        self._take(ticket, known - set(messages))
        self._put(ticket, [_span(one, place) for place, one in enumerate(messages) if one not in known])

    # -- tickets -----------------------------------------------------------------------------------------------------

    def columns(self) -> None:
        """Put back the columns of every ticket; one that was not opened yet goes."""
        table = table_of("tickets")
        values: dict[int, dict[str, Any]] = {}
        for one in self._later:
            mine = values.setdefault(one.ticket, {})
            if one.kind not in _OF_PARTS:
                mine.update({name: _alive(name, value) for name, value in one.old.items() if name in table.c})
        standing = {one.ticket: one for one in self._kept}
        changed = {one.ticket: one for one in self._kept if one.kind not in BESIDE}
        counts = {ticket: sum(one.ticket == ticket for one in self._later) for ticket in values}
        for ticket, mine in values.items():
            last = standing.get(ticket)
            if last is None:
                self._forget(ticket)
                continue
            act = changed.get(ticket, last)
            opened_at = act.new.get("updated_at") if act.n == 1 else None
            mine["updated_at"] = _alive("updated_at", opened_at) if opened_at else act.at
            mine |= {"event_n": last.n, "version": table.c.version - counts[ticket]}
            self._connection.execute(update(table).where(table.c.id == ticket).values(**mine))

    def _forget(self, ticket: int) -> None:
        spans, links = table_of("ticket_spans"), table_of("ticket_links")
        self._connection.execute(delete(spans).where(spans.c.ticket_id == ticket))
        self._connection.execute(delete(links).where((links.c.ticket_id == ticket) | (links.c.other_id == ticket)))
        for name in ("questions", "facts", "tickets"):
            table = table_of(name)
            column = table.c.id if name == "tickets" else table.c.ticket_id
            self._connection.execute(delete(table).where(column == ticket))

    # -- what adds up ------------------------------------------------------------------------------------------------

    def questions(self) -> None:
        """Count anew which questions were answered and whose topic was confirmed."""
        if not self._later:
            return
        answered: dict[int, int | None] = {}
        sure: set[int] = set()
        by_letter = self._by_letter()
        for one in self._kept:
            message = one.new.get("message")
            if one.kind == "recalled" and isinstance(message, int):
                for key in by_letter.get(message, ()):
                    answered.pop(key, None)
            elif isinstance(message, int) and message in by_letter:
                answered.update(dict.fromkeys(by_letter[message], message))
            answered.update(dict.fromkeys(_numbers(one.new.get("answered"))))
            for key in _numbers(one.new.get("opened_again")):
                answered.pop(key, None)
            self._settled(one, answered, sure)
        table = table_of("questions")
        self._connection.execute(update(table).values(answered=False, answered_by_id=None))
        for key, by in answered.items():
            self._question((key,), answered=True, answered_by_id=by)
        self._question(sorted(self._unsure - sure), topic_confirmed=False)
        self._question(sorted(self._unsure & sure), topic_confirmed=True)

    def _settled(self, one: Told, answered: dict[int, int | None], sure: set[int]) -> None:
        question, before = one.new.get("question"), one.new.get("question_before")
        if one.kind == "question_answered" and isinstance(question, int):
            if one.new.get("settled"):
                answered[question] = None
            else:
                answered.pop(question, None)
        if one.kind == "question_topic_set" and isinstance(question, int):
            sure.add(question)
        if isinstance(before, dict) and (one.kind != "undone" or one.new.get("again")):
            sure.add(int(str(before["id"])))
        if one.kind == "facts_confirmed" and "topic" in (one.new.get("facts") or ()):  # type: ignore[operator]  # a list of names
            sure |= set(self._questions_of(one.ticket))

    def _by_letter(self) -> dict[int, tuple[int, ...]]:
        """Return the questions that each letter answered, as what a recall would put back says it."""
        table = table_of("outbox")
        found = self._connection.execute(select(table.c.message_id, table.c.undo)).all()
        return {message: _numbers(codec.load_dict(undo or "{}").get("questions")) for message, undo in found}

    def letters(self) -> None:
        """Count anew where each letter stood: held, written, or called back."""
        if not self._later:
            return
        table = table_of("outbox")
        rows = self._connection.execute(select(table.c.id, table.c.message_id)).all()
        by_message = {message: key for key, message in rows}
        state = {key: "held" for key, _ in rows}
        decided = {one.new.get("decision"): one.new.get("message") for one in self._kept if one.kind == "decided"}
        for one in self._kept:
            entry, message = one.new.get("outbox"), one.new.get("message")
            if one.kind in _LETTERS and isinstance(entry, int):
                state[entry] = _LETTERS[one.kind]
            elif one.kind == "recalled" and message in by_message:
                state[by_message[message]] = "recalled"
            elif one.kind == "check_returned" and decided.get(one.new.get("decision")) in by_message:
                state[by_message[decided[one.new.get("decision")]]] = "recalled"
        touched = {one.ticket for one in self._later}
        for key, value in state.items():
            mine = (table.c.id == key) & table.c.ticket_id.in_(touched)
            self._connection.execute(update(table).where(mine).values(state=value))

    def decisions(self) -> None:
        """Count anew which decisions were called back."""
        if not self._later:
            return
        revoked: dict[int, bool] = {}
        for one in self._kept:
            decision = one.new.get("decision")
            if isinstance(decision, int) and one.kind in _TAKEN_BACK:
                revoked[decision] = True
            elif isinstance(decision, int) and "revoked" in one.new:
                revoked[decision] = bool(one.new["revoked"])
        table = table_of("decisions")
        self._connection.execute(update(table).values(revoked=False))
        for key in (key for key, gone in revoked.items() if gone):
            self._connection.execute(update(table).where(table.c.id == key).values(revoked=True))

    # -- messages ----------------------------------------------------------------------------------------------------

    def messages(self, at: datetime) -> None:
        """Remove the messages that came later, and later words of those that stay."""
        messages, spans = table_of("messages"), table_of("ticket_spans")
        asked = select(messages.c.id).where((messages.c.sent_at > at) | messages.c.id.in_(sorted(self._gone)))
        gone = list(self._connection.execute(asked).scalars())
        self._connection.execute(delete(spans).where(spans.c.message_id.in_(gone)))
        self._connection.execute(delete(messages).where(messages.c.id.in_(gone)))
        for name in ("message_versions", "attachments", "outbox"):
            table = table_of(name)
            self._connection.execute(delete(table).where(table.c.message_id.in_(gone)))
        self._edits()

    def _edits(self) -> None:
        messages, versions, files = table_of("messages"), table_of("message_versions"), table_of("attachments")
        for one in self._later:
            if one.kind != "message_edited":
                continue
            message, n = int(str(one.new["message"])), int(str(one.new["version"]))
            of_it = (versions.c.message_id == message) & (versions.c.n == n)
            self._connection.execute(delete(versions).where(of_it))
            newest = self._connection.execute(
                select(func.max(versions.c.n)).where(versions.c.message_id == message)
            ).scalar()
            self._connection.execute(update(messages).where(messages.c.id == message).values(versions=newest or 0))
            self._connection.execute(
                delete(files).where(files.c.message_id == message, files.c.version_n > (newest or 0))
            )


def _pauses(connection: Connection, later: Sequence[Told]) -> None:
    """Let a pause run on that was ended later."""
    table = table_of("suspensions")
    for one in later:
        if one.kind in ("pause_ended", "recalled") and isinstance(one.new.get("pause"), int):
            connection.execute(update(table).where(table.c.id == one.new["pause"]).values(ends_at=None))


def _orders(connection: Connection, kept: Sequence[Told], later: Sequence[Told]) -> None:
    """Put back where an order of a paid service stood."""
    table = table_of("service_orders")
    moved = {one.new["order"] for one in later if one.kind == "order_moved"}
    stood: dict[Any, Json] = dict.fromkeys(moved, "asked")
    for one in kept:
        if one.kind == "order_moved" and one.new["order"] in moved:
            stood[one.new["order"]] = one.new["state"]
    for key, state in stood.items():
        connection.execute(update(table).where(table.c.id == key).values(state=state))


def _alive(name: str, value: Json) -> Any:
    """Return a value of an event as one of the ticket's column."""
    is_instant = isinstance(table_of("tickets").c[name].type, Instant)
    return datetime.fromisoformat(value) if is_instant and isinstance(value, str) else value


def _span(message: int, place: int) -> dict[str, Any]:
    return {"message_id": message, "position": place, "start": None, "end": None}


def _spans_of(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the messages of a joining as they stood at the follow-up; the first events of the kind tell keys alone."""
    listed = told.get("spans")
    if isinstance(listed, list):
        return [dict(one) for one in listed]
    return [{**_span(key, place), "both": False} for place, key in enumerate(_numbers(told.get("messages")))]


def _numbers(value: Json) -> tuple[int, ...]:
    return tuple(int(str(one)) for one in value) if isinstance(value, list) else ()
