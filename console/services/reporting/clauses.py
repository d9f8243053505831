"""What decisions rested on: clauses used, decided otherwise than proposed, appeals and what became of them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from console.records.reporting import Figure, Label, Line, Part
from console.services.reporting.asking import Asking
from console.store import to_micros
from console.store.queries import reports
from console.store.sql import Sql, both

Found = Mapping[str, "array[int]"]
_COLUMNS = ("decided", "refused", "overridden", "appealed", "overturned")
_UPHELD = "asked_overturned"
"""Appeals asked on the days that were overturned, whenever that was: what the share is of."""


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    by_clause = {key: _by_clause(asking, key) for key in (*_COLUMNS, _UPHELD)}
    clauses = sorted({one for found in by_clause.values() for one in found}, key=lambda one: _weight(by_clause, one))
    lines = tuple(Line(label=asking.titled(one), cells=_cells(asking, by_clause, one)) for one in clauses)
    used = Part(
        key="clauses",
        columns=(
            Label(kind="clause_head"),
            *(Label(kind="deciding", text=one) for one in _COLUMNS),
            Label(kind="share_overturned"),
        ),
        lines=lines,
        plot="bars",
        notes=("by_ticket",),
    )
    return used, _outcomes(asking)


def _weight(by_clause: Mapping[str, Found], clause: str) -> tuple[int, str]:
    return -len(by_clause["decided"].get(clause, ())), clause


def _cells(asking: Asking, by_clause: Mapping[str, Found], clause: str) -> tuple[Figure, ...]:
    counted = [asking.listed(f"{key}/{clause or 'none'}", by_clause[key].get(clause, ())) for key in _COLUMNS]
    asked, upheld = (len(set(by_clause[key].get(clause, ()))) for key in ("appealed", _UPHELD))
    return (*counted, Figure(value=upheld / asked if asked else None, kind="share"))


def _by_clause(asking: Asking, key: str) -> Found:
    low, high = to_micros(asking.start()), to_micros(asking.end())
    clause = reports.clause_of(asking.connection)
    source = "decisions d JOIN tickets t ON t.id = d.ticket_id"
    made = Sql("d.revoked = FALSE AND d.made_at >= ? AND d.made_at < ?", (low, high))
    if key in ("appealed", "overturned", _UPHELD):
        source += " JOIN decision_reviews r ON r.decision_id = d.id"
        at = "r.done_at" if key == "overturned" else "r.asked_at"
        state = "r.state <> 'withdrawn'" if key == "appealed" else "r.state = 'overturned'"
        made = Sql(f"r.kind = 'appeal' AND {state} AND {at} >= ? AND {at} < ?", (low, high))
        clause = f"CASE WHEN r.clause <> '' THEN r.clause ELSE {clause} END"
    elif key == "refused":
        made = both(made, Sql("d.outcome IN ('refuse', 'suspend')"))
    elif key == "overridden":
        made = both(made, Sql("d.chosen_outcome IS NOT NULL"))
    return asking.gathered(reports.pairs(asking.connection, clause, source, both(made, asking.sql())))


def _outcomes(asking: Asking) -> Part:
    low, high = to_micros(asking.start()), to_micros(asking.end())
    made = Sql("d.revoked = FALSE AND d.made_at >= ? AND d.made_at < ?", (low, high))
    source = "decisions d JOIN tickets t ON t.id = d.ticket_id"
    found = asking.gathered(reports.pairs(asking.connection, "d.outcome", source, both(made, asking.sql())))
    return Part(
        key="outcomes",
        columns=(Label(kind="outcome_head"), Label(kind="deciding", text="decided")),
        lines=tuple(
            Line(label=Label(kind="outcome", text=one), cells=(asking.listed(f"outcome/{one}", tickets),))
            for one, tickets in sorted(found.items(), key=lambda pair: -len(pair[1]))
        ),
        plot="bars",
    )
