"""Coming back to a closed question (28.2, DT-7): by the state at the return, never by the one at the closing (A45)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from policy.facts import Suspension, Truth
from policy.ruling.case import word
from policy.tables import Row, UniqueTable

_RIGHTS = ("18.3", "19.3", "23.1", "24.2")  # what a person may waive (A18); 1.2 is none of them
_FIRST = {"suspended": ("no",), "product_error": ("no",)}
_GOOD = {**_FIRST, "state": ("other",)}
RETURNING = UniqueTable(
    name="returning",
    columns={
        "suspended": ("yes", "no"),
        "product_error": ("yes", "no"),
        "state": ("archived", "expired", "invalid", "other", "unknown"),
        "same": ("yes", "no", "unknown"),
        "window": ("inside", "past", "not_set"),
    },
    rows=(
        Row(id="suspended", when={"suspended": ("yes",)}, answer={"outcome": "suspend"}, clauses=("18.3",)),
        Row(
            id="product_error",
            when={"suspended": ("no",), "product_error": ("yes",)},
            answer={"outcome": "product_error_check"},
            clauses=("14.1",),
        ),
        Row(
            id="archived",
            when={**_FIRST, "state": ("archived",)},
            answer={"outcome": "refuse", "primary": "23.1.2"},
            clauses=("13.3.8",),
        ),
        Row(
            id="expired",
            when={**_FIRST, "state": ("expired",)},
            answer={"outcome": "refuse", "primary": "23.1.1"},
            clauses=("23.1.3",),
        ),
        Row(
            id="invalid",
            when={**_FIRST, "state": ("invalid",)},
            answer={"outcome": "refuse", "primary": "1.2"},
            clauses=(),
        ),
        Row(
            id="state_unknown",
            when={**_FIRST, "state": ("unknown",)},
            answer={"outcome": "ask_person", "needs": "license"},
            clauses=(),
        ),
        Row(id="other_question", when={**_GOOD, "same": ("no",)}, answer={"outcome": "new_request"}, clauses=("16.1",)),
        Row(
            id="question_unknown",
            when={**_GOOD, "same": ("unknown",)},
            answer={"outcome": "ask_person", "needs": "same_question"},
            clauses=("16.1",),
        ),
        Row(
            id="inside_the_window",
            when={**_GOOD, "same": ("yes",), "window": ("inside",)},
            answer={"outcome": "reopen", "queue_by": "return_time"},
            clauses=("28.2",),
        ),
        Row(
            id="after_the_window",
            when={**_GOOD, "same": ("yes",), "window": ("past",)},
            answer={"outcome": "new_request", "discretionary": "yes"},
            clauses=("28.2",),
        ),
        Row(
            id="window_not_set",
            when={**_GOOD, "same": ("yes",), "window": ("not_set",)},
            answer={"outcome": "ask_person", "needs": "reopen_window"},
            clauses=("28.2",),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFacts:
    """What the answer rests on; `state` is the license's state at the return, the window a setting of the company."""

    closed_at: datetime
    returned_at: datetime
    state: str | None
    same_question: Truth
    product_error: bool = False
    suspension: Suspension | None = None
    reopen_window_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """`outcome`: reopen, new_request, refuse, suspend, product_error_check or ask_person."""

    outcome: str
    row: str
    primary: str | None
    also: tuple[str, ...]
    queue_by: str | None
    discretionary: bool
    flags: tuple[str, ...]
    needs: tuple[str, ...]


def returning(facts: ReturnFacts, zone: tzinfo) -> Return:
    """Return what becomes of a closed question to which the customer comes back."""
    state = facts.state if facts.state in ("archived", "expired", "invalid") else "other" if facts.state else "unknown"
    row = RETURNING.look_up(
        suspended="yes" if facts.suspension is not None else "no",
        product_error="yes" if facts.product_error else "no",
        state=state,
        same=word(facts.same_question),
        window=_window(facts, zone),
    )
    primary = facts.suspension.basis if row.id == "suspended" and facts.suspension else row.answer.get("primary")
    filed = row.id == "suspended" and facts.product_error
    return Return(
        outcome=row.answer["outcome"],
        row=row.id,
        primary=primary,
        also=("23.2",) if row.id == "suspended" else tuple(clause for clause in row.clauses if clause != primary),
        queue_by=row.answer.get("queue_by"),
        discretionary="discretionary" in row.answer or (primary or "").startswith(_RIGHTS),
        flags=("product_error_filed",) if filed else (),
        needs=(row.answer["needs"],) if "needs" in row.answer else (),
    )


def _window(facts: ReturnFacts, zone: tzinfo) -> str:
    if facts.reopen_window_days is None:
        return "not_set"
    last = facts.closed_at.astimezone(zone).date() + timedelta(days=facts.reopen_window_days)
    return "inside" if facts.returned_at.astimezone(zone).date() <= last else "past"
