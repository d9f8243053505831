"""The expected response (clause 5, DT-4): a class, the begin of the review, a window. None can be breached (5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from policy.agreement import Agreement
from policy.tables import Row, UniqueTable
from policy.working_time import Schedule, business_day, next_open

_STATES = ("free", "paid", "transition", "archived", "expired", "not_started", "invalid", "unknown")
RESPONSE = UniqueTable(
    name="response",
    columns={
        "kind": ("question", "product_error_candidate", "out_of_scope"),
        "critical": ("yes", "no"),
        "state": _STATES,
    },
    rows=(
        Row(
            id="critical",
            when={"kind": ("product_error_candidate",), "critical": ("yes",)},
            answer={"cls": "critical", "priority": "yes"},
            clauses=("5.2.4", "14.1"),
        ),
        Row(
            id="error",
            when={"kind": ("product_error_candidate",), "critical": ("no",)},
            answer={"cls": "error"},
            clauses=("5.2.3",),
        ),
        Row(
            id="question",
            when={"kind": ("question",), "state": ("free", "paid")},
            answer={"cls": "question"},
            clauses=("5.2.1", "12.7"),
        ),
        Row(
            id="transition_question",
            when={"kind": ("question",), "state": ("transition",)},
            answer={"cls": "transition_question", "window": "yes"},
            clauses=("5.2.2", "10.3"),
        ),
        Row(id="out", when={"kind": ("out_of_scope",)}, answer={"cls": "out"}, clauses=("5.2.5",)),
        Row(
            id="archived",
            when={"kind": ("question",), "state": ("archived",)},
            answer={"cls": "none"},
            clauses=("5.2.6",),
        ),
        Row(
            id="no_row",
            when={"kind": ("question",), "state": ("expired", "not_started", "invalid")},
            answer={"cls": "none"},
            clauses=("10.5",),
        ),
        Row(
            id="state_unknown",
            when={"kind": ("question",), "state": ("unknown",)},
            answer={"cls": "undetermined", "needs": "license"},
            clauses=("5.2",),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The business days between which an answer is expected, both inside; approximate (5.2)."""

    earliest_day: date
    latest_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """`cls` is the class of DT-4. `review_from` is None where no hours are set, `window` where the text has none."""

    cls: str
    review_from: datetime | None
    window: Window | None
    priority: bool
    needs: tuple[str, ...]
    clauses: tuple[str, ...]


def response(
    *,
    kind: str,
    state: str | None,
    tier: str | None,
    received_at: datetime,
    schedule: Schedule | None,
    agreement: Agreement,
) -> Response:
    """Return what may be expected of a request: `kind` is question, product_error_candidate or out_of_scope.

    `state` is the state at receipt, `tier` that of DT-3. Without a schedule nothing is said of days: the hours are the
    company's to set.
    """
    row = RESPONSE.look_up(kind=kind, critical="yes" if tier == "critical" else "no", state=state or "unknown")
    review = None if schedule is None else next_open(schedule, received_at)
    window = response_window(agreement, schedule, review) if "window" in row.answer else None
    needs = [row.answer["needs"]] if "needs" in row.answer else []
    if schedule is None:
        needs.append("schedule")
    return Response(
        cls=row.answer["cls"],
        review_from=review,
        window=window,
        priority="priority" in row.answer,
        needs=tuple(needs),
        clauses=row.clauses,
    )


def response_window(agreement: Agreement, schedule: Schedule | None, review: datetime | None) -> Window | None:
    """Day 0 is the day on which the review begins; the second and the tenth business day after it (5.2.2, A48)."""
    if schedule is None or review is None:
        return None
    day = review.astimezone(schedule.zone).date()
    earliest = business_day(schedule, day, agreement.value("window_earliest"))
    latest = business_day(schedule, day, agreement.value("window_latest"))
    return None if earliest is None or latest is None else Window(earliest_day=earliest, latest_day=latest)
