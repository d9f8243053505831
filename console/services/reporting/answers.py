"""First answers: within the agreement's window, and within the team's own targets. The two are never mixed.

A window of the agreement is approximate and nothing is missed by it (5.2); a target is what the team wants of itself.
Both are worked out from what was written and when, as the ticket itself shows them.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.records.reporting import Figure, Label, Line, Part
from console.records.schedules import ClockView
from console.records.tickets import TicketRow
from console.services.clocks import Clocks, Known, moments_of
from console.services.reporting.asking import Asking
from console.services.responding import Responder
from console.services.targets import KINDS, in_force
from console.store.queries import clocks as facts
from console.store.queries import reports
from console.store.queries import schedules as kept

WINDOW = ("in_window", "after_window", "window_open", "window_over")
STATES = ("within", "late", "running", "running_late")
CLASSES = ("critical", "error", "question", "transition_question", "out", "none", "undetermined")
Lists = dict[tuple[str, str], "array[int]"]


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    responder, clocks = Responder(asking.desk), Clocks(asking.desk, asking.connection)
    windows: Lists = defaultdict(lambda: array("q"))
    targets: Lists = defaultdict(lambda: array("q"))
    condition = asking.sql(asking.within("created"))
    for rows in reports.rows(asking.connection, condition, asking.context.me):
        asking.go_on()
        keys = [int(row.id) for row in rows]
        known = facts.spoken(asking.connection, keys), facts.deeds(asking.connection, keys)
        _windows(asking, responder, rows, windows, known)
        for key, runs in clocks.of(rows, known).items():
            for kind, state in _states(runs).items():
                targets[kind, state].append(key)
    return _agreement(asking, windows), _team(asking, targets)


def _windows(asking: Asking, responder: Responder, rows: Sequence[TicketRow], found: Lists, known: Known) -> None:
    """Sort tickets by how their answer stands to the window of the agreement."""
    closing = {}
    for row in rows:
        view = responder.of(row)
        if view.latest_day is None:
            needs = view.cls == "transition_question"  # the agreement has a window; the hours to tell it by are not set
            found[view.cls, "not_known" if needs else "no_window"].append(int(row.id))
            continue
        zone = asking.desk.company.schedule_of(row.schedule_id, row.received_at)
        where = ZoneInfo(zone.time_zone) if zone is not None else UTC
        closing[row] = view.cls, datetime.combine(view.latest_day + timedelta(1), time(), where)
    spoken, deeds = known
    for row, (cls, closes) in closing.items():
        key = int(row.id)
        moments = moments_of(row.received_at, spoken.get(key, []), deeds.get(key, []))
        answered = min((one.at for one in moments if one.kind in ("answer", "asked")), default=None)
        if answered is not None:
            state = "in_window" if answered < closes else "after_window"
        else:
            state = "window_open" if asking.now < closes else "window_over"
        found[cls, state].append(key)


def _states(runs: Sequence[ClockView]) -> dict[str, str]:
    """Return how a ticket stands to each target: its worst run counts."""
    found: dict[str, str] = {}
    for run in runs:
        late, over = run.spent > run.allowed, run.stopped_at is not None
        state = ("late" if late else "within") if over else ("running_late" if late else "running")
        rank = ("within", "running", "running_late", "late").index
        before = found.get(run.target)
        found[run.target] = state if before is None else max(before, state, key=rank)
    return found


def _agreement(asking: Asking, found: Lists) -> Part:
    columns = (*WINDOW, "no_window", "not_known")
    lines = []
    for cls in CLASSES:
        cells = tuple(
            _or_unknown(asking, f"window/{cls}/{one}", found.get((cls, one), ()), cls=cls, state=one) for one in columns
        )
        if any(one.value for one in cells):
            lines.append(Line(label=Label(kind="class", text=cls), cells=cells))
    unset = () if asking.desk.company.schedules else ("no_hours",)
    return Part(
        key="window",
        columns=(Label(kind="class_head"), *(Label(kind="answer", text=one) for one in columns)),
        lines=tuple(lines),
        plot="stacked",
        notes=("window_approximate", *unset),
    )


def _or_unknown(asking: Asking, key: str, tickets: Sequence[int], *, cls: str, state: str) -> Figure:
    """Return a number; a class for which the agreement has no window has nothing to count there."""
    if state in WINDOW and cls != "transition_question":
        return Figure(value=None, kind="without")
    return asking.listed(key, tickets)


def _team(asking: Asking, found: Lists) -> Part:
    held = kept.targets(asking.connection)
    lines = []
    for kind in KINDS:
        starts = (in_force(held, at) for at in (asking.start(), asking.end(), *(one.valid_from for one in held)))
        wanted = any(getattr(one, kind) is not None for one in starts)
        cells = [
            asking.listed(f"target/{kind}/{one}", found.get((kind, one), ())) if wanted else Figure(value=None)
            for one in STATES
        ]
        done = [len(found.get((kind, one), ())) for one in STATES]
        over = done[0] + done[1] + done[3]
        share = Figure(value=done[0] / over if over else None, kind="share")
        lines.append(Line(label=Label(kind="target", text=kind), cells=(*cells, share)))
    return Part(
        key="targets",
        columns=(
            Label(kind="target_head"),
            *(Label(kind="target_state", text=one) for one in STATES),
            Label(kind="share_within"),
        ),
        lines=tuple(lines),
        plot="stacked",
        notes=("targets_own", *(() if found else ("no_targets",))),
    )
