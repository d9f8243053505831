"""Work by person: what is on the table now, and what was done on the days. Each number counts tickets, not strokes."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from console.query import Qualifier, Word
from console.records.reporting import Label, Line, Part
from console.services.reporting.asking import Asking
from console.store import to_micros
from console.store.queries import reports
from console.store.queries.clocks import STANDS
from console.store.sql import Sql, both

Found = Mapping[str, "array[int]"]
_COLUMNS = ("open", "taken", "answered", "decided", "closed")


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    found = {key: _found(asking, key) for key in _COLUMNS}
    nobody: array[int] = array("q")
    lines = []
    for person, name in (*reports.people(asking.connection).items(), (0, "")):
        numbers = {key: found[key].get(str(person), nobody) for key in _COLUMNS}
        if not any(numbers.values()):
            continue
        cells = tuple(asking.listed(f"{key}/{person}", numbers[key]) for key in _COLUMNS)
        lines.append(Line(label=Label(kind="person" if person else "nobody", text=name), cells=cells))
    return (
        Part(
            key="workload",
            columns=(Label(kind="person_head"), *(Label(kind="work", text=one) for one in _COLUMNS)),
            lines=tuple(lines),
            plot="grouped",
            notes=("workload_now",),
        ),
    )


def _found(asking: Asking, key: str) -> Found:
    low, high = to_micros(asking.start()), to_micros(asking.end())
    if key == "open":
        condition = asking.sql(Qualifier("is", (Word("open"),)))
        return asking.gathered(reports.pairs(asking.connection, "t.owner_key", "tickets t", condition))
    source, person, on = {
        "taken": (
            "events e JOIN tickets t ON t.id = e.ticket_id",
            "e.staff_id",
            Sql("e.kind = 'assigned' AND e.recorded_at >= ? AND e.recorded_at < ?", (low, high)),
        ),
        "answered": (
            "messages m JOIN ticket_spans s ON s.message_id = m.id JOIN tickets t ON t.id = s.ticket_id",
            "m.staff_id",
            Sql(
                "m.direction = 'out' AND m.is_automatic = FALSE AND m.staff_id IS NOT NULL"
                f" AND m.sent_at >= ? AND m.sent_at < ? AND {STANDS}",
                (low, high),
            ),
        ),
        "decided": (
            "decisions d JOIN tickets t ON t.id = d.ticket_id",
            "d.staff_id",
            Sql("d.revoked = FALSE AND d.made_at >= ? AND d.made_at < ?", (low, high)),
        ),
        "closed": (
            "events e JOIN tickets t ON t.id = e.ticket_id",
            "e.staff_id",
            Sql("e.kind = 'closed' AND e.recorded_at >= ? AND e.recorded_at < ?", (low, high)),
        ),
    }[key]
    pairs = reports.pairs(asking.connection, f"coalesce({person}, 0)", source, both(on, asking.sql()))
    return asking.gathered(pairs)
