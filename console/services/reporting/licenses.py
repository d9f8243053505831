"""Licenses by the state they are in now, and what ends in the twelve months to come."""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import UTC, datetime, time

from console.query import Qualifier, Word
from console.records.reporting import Figure, Label, LicensesBehind, Line, Part
from console.services.reporting.asking import Asking, zone_of
from console.services.reporting.days import month
from console.store import to_micros
from console.store.queries import reports
from console.store.sql import Sql, both

STATES = ("free", "transition", "paid", "expired", "archived", "not_started", "invalid")
_RUNNING = ("free", "transition", "paid")
_OPEN = Qualifier("is", (Word("open"),))


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    return _by_state(asking), _ending(asking)


def _by_state(asking: Asking) -> Part:
    if asking.terms:
        counted = dict(reports.license_states(asking.connection, asking.sql()))
    else:
        counted = dict(reports.all_license_states(asking.connection))
    of_tickets = asking.query() if asking.terms else ""
    source = "tickets t JOIN licenses l ON l.id = t.license_id"
    received = asking.gathered(
        reports.pairs(asking.connection, "l.state_now", source, asking.sql(asking.within("created")))
    )
    still = asking.gathered(reports.pairs(asking.connection, "l.state_now", source, asking.sql(_OPEN)))
    nobody: array[int] = array("q")
    lines = []
    for state in (*STATES, *sorted({*counted, *received, *still} - set(STATES))):
        if state not in STATES and not counted.get(state):
            continue
        lines.append(
            Line(
                label=Label(kind="license_state", text=state or "unknown"),
                cells=(
                    _behind(counted.get(state, 0), LicensesBehind(state=state, tickets=of_tickets)),
                    asking.listed(f"received/{state or 'unknown'}", received.get(state, nobody)),
                    asking.listed(f"open/{state or 'unknown'}", still.get(state, nobody)),
                ),
            )
        )
    heads = ("license_head", "licenses", "received_on_days", "open_now")
    return Part(
        key="states",
        columns=tuple(Label(kind=one) for one in heads),
        lines=tuple(lines),
        plot="bars",
        notes=("states_now", *(("licenses_of_filter",) if asking.terms else ())),
    )


def _behind(number: int, licenses: LicensesBehind) -> Figure:
    return Figure(value=number, licenses=licenses if number else None)


def _ending(asking: Asking) -> Part:
    """Return what ends in this month and in each of the eleven behind it, by the state that ends."""
    zone, here = zone_of(asking.desk), asking.now.astimezone(zone_of(asking.desk))
    months = [month(here, -n) for n in range(12)]
    edges = [asking.now, *(datetime.combine(one.first, time(), zone).astimezone(UTC) for one in months[1:])]
    edges.append(asking.end(months[-1]))
    lines = []
    for one, low, high in zip(months, edges, edges[1:], strict=False):
        counts = Counter(state for state, _ in reports.license_ends(asking.connection, to_micros(low), to_micros(high)))
        on = Sql("t.boundary_key >= ? AND t.boundary_key < ?", (to_micros(low), to_micros(high)))
        here_ends = both(on, asking.sql(_OPEN))
        tickets = [key for some in reports.keys(asking.connection, here_ends) for key in some]
        asking.go_on()
        lines.append(
            Line(
                label=Label(kind="month", text=one.first.isoformat()),
                cells=(
                    *(
                        _behind(counts[state], LicensesBehind(state=state, ends_from=low, ends_before=high))
                        for state in _RUNNING
                    ),
                    asking.listed(f"ending/{one.first.isoformat()[:7]}", tickets),
                ),
            )
        )
    columns = (
        Label(kind="when"),
        *(Label(kind="license_state", text=one) for one in _RUNNING),
        Label(kind="open_of_these"),
    )
    notes = ("ends_whole_register",) if asking.terms else ()
    return Part(key="ending", columns=columns, lines=tuple(lines), plot="stacked", notes=notes)
