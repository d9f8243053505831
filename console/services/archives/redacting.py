"""What is left out of an archive: from the words of a person to the markers that stand in its place.

Persons, messages and words are looked for in the rows that the archive would have. Markers go into
`data/redactions.jsonl`, which the signature covers like everything else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from console.faults import BadInput, NotAllowed, NotFound
from console.query import Query, Sort
from console.records.base import Json, Role
from console.records.redactions import LeaveOut, LeftOut, Marker
from console.services import company
from console.services.archives.looking_into import state_of
from console.services.archives.private_folder import PrivateFolder
from console.services.desk import Desk
from console.services.showing import context
from console.store import Unit, codec, tables
from console.store.archived import gathering, member
from console.store.archived.blackout import SHORTEST, Words, stems_of
from console.store.archived.marking import Marks
from console.store.archived.people import Person, messages_in, person
from console.store.archived.redacted import Chosen, Pass
from console.store.queries import queue

_SECRET = "redaction_secret"  # noqa: S105 - the name of a setting
_MESSAGE = re.compile(r"(?:TK-)?([0-9]{1,12})/([0-9]{1,6})\Z")
_MOST = 2_000_000_000


def asked_for(words: Sequence[str], reason: str) -> LeaveOut | None:
    """Return what the words ask for: person:WHO, text:WORDS, message:NUMBER/N, attachments. None of no words.

    Raises BadInput ("redact_unknown", "redact_short", "redact_reason").
    """
    if not words:
        return None
    found: dict[str, list[Any]] = {"person": [], "text": [], "message": []}
    for word in words:
        kind, _, rest = word.partition(":")
        told = rest.strip().strip('"').strip()
        place = _MESSAGE.match(told)
        if word == "attachments":
            continue
        if kind not in found or not told or (kind == "message" and place is None):
            raise BadInput("redact_unknown", word=word[:80])
        if kind != "message" and len(told) < SHORTEST:
            raise BadInput("redact_short", n=SHORTEST)
        found[kind].append(told if place is None or kind != "message" else (int(place[1]), int(place[2])))
    return checked(
        LeaveOut(
            persons=tuple(found["person"]),
            texts=tuple(found["text"]),
            messages=tuple(found["message"]),
            attachments="attachments" in words,
            reason=reason,
        )
    )


def checked(wanted: LeaveOut) -> LeaveOut:
    """Return what is wanted, where it gives a reason that gives nothing away. Raises BadInput ("redact_reason")."""
    reason = " ".join(wanted.reason.split())
    if not reason or Words(texts=wanted.texts, names=wanted.persons).names_in(reason):
        raise BadInput("redact_reason")
    return wanted


def secret_of(desk: Desk) -> bytes:
    """Return what the digests of this desk are made with; it never leaves. A lead's desk makes it the first time.

    Raises NotAllowed ("redact_lead_first").
    """
    with desk.store.read() as connection:
        known = company.read_company(connection).values.get(_SECRET)
    if known is None and (desk.actor.role is not Role.LEAD or desk.store.read_only):
        raise NotAllowed("redact_lead_first")

    def make(unit: Unit) -> Json:
        row = unit.find(tables.desk.settings, name=_SECRET)
        if row is None:
            value = codec.dump(secrets.token_hex(32))
            unit.insert(tables.desk.settings, name=_SECRET, value=value, set_by=desk.actor.staff_id, set_at=unit.at)
        return {"what": _SECRET, "old": None, "new": None}

    if known is None:
        company.carry(desk.store, "set", make, actor=desk.actor, at=desk.clock())
        with desk.store.read() as connection:
            known = company.read_company(connection).values.get(_SECRET)
    return bytes.fromhex(str(known))


def leave_out(
    desk: Desk, source: Any, filled: Any, wanted: LeaveOut, *, secret: bytes, query: str, write: Callable[[str], object]
) -> tuple[LeftOut, str]:
    """Leave it out of the rows and the `query` of an archive; `write` gets the lines of the markers.

    Returns what was left out, and the query without it. Raises BadInput ("redact_public", "redact_too_wide",
    "redact_reason", "redact_left", "redact_marks"), NotFound ("redact_no_contact", "redact_no_message").
    """
    words, chosen = _resolved(source, wanted)
    reason, by = " ".join(wanted.reason.split()), desk.actor.name
    if words.names_in(reason):
        raise BadInput("redact_reason")
    if words.names_in(by):
        by = f"staff {desk.actor.staff_id}"
    marks = Marks(filled, secret, lambda one: _written(write, f"{line(one, by=by, reason=reason)}\n"))

    def look(sha256: str, own: bool) -> str:  # noqa: FBT001 - as a file is asked for
        ((_, content),) = gathering.contents(source, [gathering.FileRow(sha256=sha256, size=0)])
        return state_of(content, words, parts=own)

    done = Pass(filled, words, chosen, marks, look)
    done.run()
    covered = done.query(query)
    done.require_gone(covered)
    kinds = dict(sorted(marks.kinds.items()))
    return LeftOut(places=marks.places, by=by, reason=reason, kinds=kinds, unlooked=done.unlooked), covered


def preview(desk: Desk, query: Query, wanted: LeaveOut) -> LeftOut:
    """Return what would be left out of the archive of a query; nothing is kept. Raises as `leave_out`, OSError."""
    chosen = Query(terms=query.terms, sort=Sort("created"))
    against = context(desk, chosen)
    with PrivateFolder() as folder, desk.store.read() as source:
        gathering.lengthen(source)
        found = queue.ids(source, chosen, against, cap=_MOST)
        with member.filling(folder / "work.sqlite") as filled:
            gathering.gather(source, filled, found, lambda _done, _total: None, everything=not query.terms)
            told, _ = leave_out(
                desk, source, filled, wanted, secret=bytes(32), query=str(query), write=lambda _line: None
            )
    return told


def _written(write: Callable[[str], object], text: str) -> None:
    write(text)


def line(one: Marker, *, by: str, reason: str) -> str:
    """Return a marker as it stands in the archive."""
    return codec.dump({**asdict(one), "by": by, "reason": reason})


def _resolved(source: Any, wanted: LeaveOut) -> tuple[Words, Chosen]:
    people: list[Person] = []
    for who in wanted.persons:
        found = person(source, who)
        if found is None:
            raise NotFound("redact_no_contact", who=who)
        people.append(found)
    messages = set()
    for number, place in wanted.messages:
        mine = messages_in(source, number)
        if not 1 <= place <= len(mine):
            raise NotFound("redact_no_message", message=f"TK-{number}/{place}")
        messages.add(mine[place - 1])
    names = tuple(sorted({name for one in people for name in one.names} | set(wanted.persons)))
    words = Words(texts=wanted.texts, names=names, parts=stems_of(name for one in people for name in one.called))
    chosen = Chosen(
        contacts=frozenset(key for one in people for key in one.contacts),
        addresses=frozenset(address for one in people for address in one.addresses),
        messages=frozenset(messages),
        attachments=wanted.attachments,
    )
    return words, chosen
