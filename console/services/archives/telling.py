"""The readable part of an archive: one JSON line a ticket and a license, and pages for people.

It is made from the archive's own database, so that both say the same, as of the newest event in it and not of today.
What an export before this one finished of it is left as it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from console.archive import layout, pages
from console.faults import NotSet
from console.records.base import TicketId
from console.records.tickets import DecisionRecord, MessageRecord, TicketDetail
from console.services.archives.lifetimes import Lifetimes
from console.services.archives.trail import Grown, Trail
from console.services.clocks import Clocks
from console.services.desk import Desk
from console.services.standing import license_view
from console.store import codec
from console.store.archived import listing
from console.store.queries import licensing, ticket_runs

_TABLES = ("schedules", "closures", "letters", "reading_choices", "agreement_states", "checkpoints")


def tell(desk: Desk, trail: Trail, told: Callable[[int, int], None], *, reason: str = "") -> int:
    """Write the readable files below the trail's bag, behind what is there; return how many tickets were.

    `reason` is why something is left out. What `told` raises ends the work.
    """
    with desk.store.read() as connection:
        total = listing.count(connection, "tickets")
    there = trail.pages()
    before = int(there[-1]["done"]) if there else 0
    if before < total or not (trail.is_whole(layout.LINES) and trail.is_whole(layout.INDEX)):
        _tell_tickets(desk, trail, there, told, total, reason)
        for name in (layout.LINES, layout.INDEX):
            trail.finished(name)
    told(total, total)
    trail.make("data/licenses.jsonl", lambda: _licenses(desk))
    _rest(desk, trail)
    return before


def _tell_tickets(
    desk: Desk, trail: Trail, there: Sequence[dict[str, Any]], told: Callable[[int, int], None], total: int, reason: str
) -> None:
    last: dict[str, Any] = there[-1] if there else {"done": 0, "behind": 0, "lines": [0], "list": [0]}
    done = int(last["done"])
    lifetimes = Lifetimes(desk)
    with Grown(trail.bag / layout.LINES, last["lines"][0]) as lines, _list_of(trail, last["list"][0]) as listed:
        writer = pages.Pages(trail.bag, listed, total, reason, done=len(there))
        for number, some in enumerate(_by_page(desk, last["behind"]), len(there) + 1):
            shown = []
            for line, page in _tickets(desk, some, lifetimes):
                lines.write(f"{codec.dump_named(line)}\n")
                shown.append(page)
            sha256 = writer.add(shown)
            done += len(some)
            steps = {"lines": lines.step(), "list": listed.step()}
            trail.page(page=number, sha256=sha256, done=done, behind=some[-1], **steps)
            told(done, total)
        writer.end()


def _list_of(trail: Trail, size: int) -> Grown:
    return Grown(trail.bag / layout.INDEX, size)


def _by_page(desk: Desk, last: int) -> Iterator[list[TicketId]]:
    while True:
        with desk.store.read() as connection:
            found = listing.ticket_keys(connection, behind=last, most=pages.ON_A_PAGE)
        if not found:
            return
        yield [TicketId(key) for key in found]
        last = found[-1]


def _tickets(
    desk: Desk, keys: Sequence[TicketId], lifetimes: Lifetimes
) -> Iterator[tuple[dict[str, Any], pages.Shown]]:
    """Yield tickets as lines and as they are shown; what can be read for many is read together."""
    with desk.store.read() as connection:
        histories = listing.histories(connection, keys)
        read = ticket_runs.whole(connection, keys[0], keys[-1], desk.actor.staff_id)
        clocks = Clocks(desk, connection).of([one.detail.row for one in read])
        lives = lifetimes.of(connection, {one.detail.license_id for one in read if one.detail.license_id is not None})
        for key, one in zip(keys, read, strict=True):
            found, messages, history = one.detail, one.messages, histories.get(key, ())
            line = {
                **_head(found),
                "messages": [_message(one) for one in messages],
                "facts": [_plain(one) for one in found.facts],
                "questions": [_plain(one) for one in found.questions],
                "decisions": [_decision(one) for one in found.decisions],
                "clocks": [_plain(one) for one in clocks.get(int(key), ())],
                "events": [_plain(one) for one in history],
            }
            yield (
                line,
                pages.Shown(
                    row=found.row,
                    messages=messages,
                    decisions=found.decisions,
                    events=history,
                    facts=found.facts,
                    clocks=clocks.get(int(key), ()),
                    license=None if found.license_id is None else lives.get(found.license_id),
                ),
            )


def _plain(record: Any) -> dict[str, Any]:
    """Return a record as an object, with the records in it."""
    found = {}
    for name in _names(record.__class__):
        value = getattr(record, name)
        if value.__class__ is tuple:
            value = [_plain(inner) if dataclasses.is_dataclass(inner) else inner for inner in value]
        found[name] = value
    return found


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind))


def _head(found: TicketDetail) -> dict[str, Any]:
    row = found.row
    return {
        "number": row.number,
        "subject": row.subject,
        "status": row.status,
        "tier": row.tier,
        "topic": row.topic,
        "language": row.language,
        "channel": row.channel,
        "customer": row.customer,
        "contact": {"name": found.contact_name, "address": found.contact_address, "role": found.contact_role},
        "license": row.license_key,
        "license_state": row.license_state,
        "domain": found.domain,
        "owner": row.owner,
        "received_at": row.received_at,
        "updated_at": row.updated_at,
        "outcome": row.outcome,
        "close_reason": row.close_reason,
        "agreement": found.agreement,
        "tags": list(found.tags),
        "links": [{"kind": one.kind, "number": one.number} for one in found.links],
    }


def _message(one: MessageRecord) -> dict[str, Any]:
    return {
        "direction": one.direction,
        "author": one.author,
        "address": one.address,
        "sent_at": one.sent_at,
        "received_at": one.received_at,
        "subject": one.subject,
        "text": one.text,
        "reply_text": one.reply_text,
        "versions": one.versions,
        "original": one.raw_sha256,
        "html": one.html_sha256,
        "is_automatic": one.is_automatic,
        "is_bounce": one.is_bounce,
        "problems": list(one.problems),
        "attachments": [
            {
                "name": file.name,
                "type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "inline": file.inline,
                "missing": file.missing,
            }
            for file in one.attachments
        ],
    }


def _decision(one: DecisionRecord) -> dict[str, Any]:
    told = _plain(one)
    return {**told, "inputs": codec.load(one.inputs or "null"), "result": codec.load(one.result or "null")}


def _licenses(desk: Desk) -> Iterator[str]:
    with desk.store.read() as connection:
        for key in listing.keys(connection, "licenses"):
            record = licensing.license_record(connection, key)
            try:
                line = _plain(license_view(desk, record, desk.clock()))
            except NotSet:
                line = {}
            yield f"{codec.dump({**_plain(record), 'standing': line})}\n"


def _rest(desk: Desk, trail: Trail) -> None:
    """Write the versions by which was decided: agreements whole, and the rows of hours, letters and checkpoints."""
    (trail.bag / layout.AGREEMENTS).mkdir(exist_ok=True)
    with desk.store.read() as connection:
        for sha256, content in listing.agreements(connection):
            (trail.bag / f"{layout.AGREEMENTS}{sha256}.json").write_bytes(content)
        for name in _TABLES:
            lines = partial(listing.lines, connection, name)
            trail.make(f"data/{name}.jsonl", lambda lines=lines: (f"{line}\n" for line in lines()))  # type: ignore[misc]  # bound at once
