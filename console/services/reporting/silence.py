"""Silence: open requests in which the last word is the customer's, by how long it has stood unanswered."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from console.query import Qualifier, Word
from console.records.reporting import Figure, Label, Line, Part
from console.services.reporting.asking import Asking
from console.store import to_micros
from console.store.queries import reports
from console.store.sql import Sql, both

_STEPS = (1, 3, 7, 14, 30)
_LONGEST = 50


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    return _by_age(asking), _longest(asking)


def _silent(asking: Asking) -> Sql:
    heard = Sql(
        "t.is_open = TRUE AND t.last_inbound_at IS NOT NULL"
        f" AND (coalesce(t.last_outbound_at, 0) < t.last_inbound_at OR {reports.CHECKED_FIRST}) AND t.received_at < ?",
        (to_micros(asking.end()),),
    )
    return both(heard, asking.sql(Qualifier("is", (Word("open"),))))


def _by_age(asking: Asking) -> Part:
    silent = _silent(asking)
    edges = [None, *(to_micros(asking.now - timedelta(days=one)) for one in _STEPS), None]
    lines = []
    for n, (newest, oldest) in enumerate(pairwise(edges)):
        low = Sql("TRUE") if oldest is None else Sql("t.last_inbound_at > ?", (oldest,))
        high = Sql("TRUE") if newest is None else Sql("t.last_inbound_at <= ?", (newest,))
        here = both(silent, low, high)
        never = both(here, Sql(reports.NEVER_ANSWERED))
        cells = tuple(
            asking.listed(
                f"{key}/{n}", (ticket for some in reports.keys(asking.connection, condition) for ticket in some)
            )
            for key, condition in (("silent", here), ("never", never))
        )
        asking.go_on()
        lines.append(Line(label=Label(kind="age", text=str(n)), cells=cells))
    return Part(
        key="silence",
        columns=(Label(kind="age_head"), Label(kind="silent"), Label(kind="never_answered")),
        lines=tuple(lines),
        plot="bars",
        notes=("silence_now",),
    )


def _longest(asking: Asking) -> Part:
    lines = []
    for number, subject, heard, never, owner, key in reports.silent_longest(
        asking.connection, _silent(asking), _LONGEST
    ):
        waited = int((asking.now - heard).total_seconds()) // 60
        figure = asking.listed(f"one/{number}", (key,))
        lines.append(
            Line(
                label=Label(kind="ticket", text=str(number)),
                cells=(
                    Label(kind="text", text=subject),
                    Figure(value=waited, query=figure.query, kind="minutes"),
                    Label(kind="never" if never else "answered_before"),
                    Label(kind="person" if owner else "nobody", text=owner),
                ),
            )
        )
    heads = ("ticket_head", "subject_head", "waits", "answer_head", "person_head")
    return Part(key="longest", columns=tuple(Label(kind=one) for one in heads), lines=tuple(lines))
