"""Digests of what is left out: under the desk's secret, so that nobody can try out what stood there.

The inputs of a decision are much like each other. Their SHA-256 stands in the row, in the event of the ruling and in
what reviewers signed: whoever has the rest of the request could guess a name until it fits. So all of these go or are
made anew under the secret. The event keeps its hash, which the next event and the log cover.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from console.store import codec
from console.store.archived.marking import Marks
from console.store.tables.ledger import events
from console.store.tables.tickets import decisions
from console.store.tables.trust import findings
from console.store.witness import decisions as told_by
from console.store.witness.reading import COVER

DIGESTS = ("inputs_sha256", "result_sha256")
_AT_ONCE = 500


def of_decision(marks: Marks, row: Mapping[str, Any]) -> dict[str, str]:
    """Return both digests of a decision under the secret; one that has none keeps none."""
    return {name: marks.salted("decisions", row["id"], name, row[name]) if row[name] else "" for name in DIGESTS}


def cover(connection: Connection, marks: Marks) -> None:
    """Make the digests that events tell anew, and take away what was signed over those of a decision."""
    gone = {int(one.row) for one in marks.made.values() if one.kind == "decision"}
    blank = {int(one.row) for one in marks.made.values() if one.kind == "event"}
    for row in _telling(connection, gone, blank):
        told = codec.load_dict(row["new"])
        changed = {**told, **_judged(marks, row["id"], told), **_ruled(connection, gone, told)}
        if changed == told:
            continue
        if row["id"] not in blank:
            marks.chained("event", events.name, row["id"], "hashed", row["hash"], row["ticket_id"])
        values = {"new": codec.dump(changed), "hashed": b""}
        connection.execute(update(events).where(events.c.id == row["id"]).values(**values))
    for key in sorted(gone):
        unsigned = update(findings).where(findings.c.decision_id == key)
        connection.execute(unsigned.values(signed=None, signature=None))


def _telling(connection: Connection, gone: set[int], blank: set[int]) -> Iterator[Mapping[str, Any]]:
    """Yield the events that may tell such digests, in their order: of the requests of the decisions, and the blank."""
    wanted = sorted(gone)
    keys = set(blank)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        of_them = select(decisions.c.ticket_id).where(decisions.c.id.in_(some))
        said = events.c.new.contains("_sha256", autoescape=True)
        keys |= set(connection.execute(select(events.c.id).where(events.c.ticket_id.in_(of_them), said)).scalars())
    listed = sorted(keys)
    for start in range(0, len(listed), _AT_ONCE):
        asked = select(events.c.id, events.c.ticket_id, events.c.hash, events.c.new)
        some = listed[start : start + _AT_ONCE]
        rows = connection.execute(asked.where(events.c.id.in_(some)).order_by(events.c.id)).mappings().all()
        yield from (dict(row) for row in rows)


def _ruled(connection: Connection, gone: set[int], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the event of a decision that was left out says of its row as it stands now."""
    key = told.get("decision")
    if type(key) is not int or key not in gone:
        return {}
    row = connection.execute(select(decisions).where(decisions.c.id == key)).mappings().one()
    now = {**{name: row[name] for name in DIGESTS}, told_by.TOLD: told_by.digest(dict(row))}
    return {name: value for name, value in now.items() if name in told}


def _judged(marks: Marks, key: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an event says of a closing or a reopening whose facts were left out."""
    judged = told.get("judged")
    if not isinstance(judged, dict) or not any(COVER in str(judged.get(name)) for name in ("inputs", "result")):
        return {}
    anew = {name: marks.salted(events.name, key, f"new.{name}", judged[name]) for name in DIGESTS if judged.get(name)}
    return {"judged": {**judged, **anew}}
