"""Making a report: one reading transaction, interruptible, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from console.faults import BadInput
from console.query import Query
from console.records.reporting import Days, Part, Report
from console.services.desk import Desk
from console.services.reporting import answers, clauses, consistency, flow, licenses, silence, workload
from console.services.reporting.asking import Asking, zone_of
from console.services.reporting.lists import KEPT, place_of
from console.services.reporting.reading import read

_MAKERS: dict[str, Callable[[Asking], tuple[Part, ...]]] = {
    "flow": flow.parts,
    "answers": answers.parts,
    "clauses": clauses.parts,
    "consistency": consistency.parts,
    "licenses": licenses.parts,
    "workload": workload.parts,
    "silence": silence.parts,
}


def make(desk: Desk, name: str, days: Days, query: Query | None = None) -> Report:
    """Return a report of some days, kept to the tickets of a query.

    Raises BadInput ("unknown_report"), Locked ("interrupted") where nobody waits for it any more, as `Store.read`.
    """
    if name not in _MAKERS:
        raise BadInput("unknown_report", report=name, known=", ".join(_MAKERS))
    terms = () if query is None else query.terms

    def reading(connection: Any) -> tuple[Asking, tuple[Part, ...]]:
        asked = Asking(desk=desk, connection=connection, name=name, days=days, terms=terms, now=desk.clock())
        return asked, _MAKERS[name](asked)

    (asking, parts), read_from = read(desk, reading)
    KEPT.keep(place_of(desk, name, days, terms), asking.lists)
    return Report(
        name=name,
        days=days,
        zone=str(zone_of(desk)),
        filter=str(Query(terms=terms)),
        made_at=asking.now,
        parts=parts,
        read_from=read_from,
    )
