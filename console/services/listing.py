"""What the lists of the window are made from: licenses, and what an empty or half-written query could be instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.faults import NotSet
from console.query import Query, parse
from console.records.assessment import StandingView
from console.records.base import Count
from console.records.licensing import LicenseRecord, LicenseRow
from console.services import showing, snoozing
from console.services.desk import Desk
from console.services.snoozing import NONE_AHEAD, Ahead
from console.services.standing import license_view
from console.store.queries import licensing

COUNT_CAP = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """How many tickets a query has when one of its terms is dropped. `text` is the query without the term."""

    term: str
    text: str
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptiness:
    """Why a list is empty: terms to drop (best first), what is unassigned, what comes back, if there is any."""

    without: tuple[Without, ...]
    unassigned: Count
    any_ticket: bool
    ahead: Ahead = NONE_AHEAD


def emptiness(desk: Desk, query: Query) -> Emptiness:
    """Return what would help a person whose list is empty. The term written last is dropped first."""
    found = []
    if len(query.terms) > 1:
        for place in reversed(range(len(query.terms))):
            rest = Query(terms=(*query.terms[:place], *query.terms[place + 1 :]), sort=query.sort)
            count = showing.queue_count(desk, rest, cap=COUNT_CAP)
            if count.number:
                found.append(Without(term=str(query.terms[place]), text=str(rest), count=count))
    free = parse("is:open owner:none -is:snoozed").query
    return Emptiness(
        without=tuple(found),
        unassigned=showing.queue_count(desk, free, cap=COUNT_CAP),
        any_ticket=showing.queue_count(desk, Query(), cap=1).number > 0,
        ahead=snoozing.ahead(desk),
    )


def counts(desk: Desk, texts: Sequence[str]) -> dict[str, Count]:
    """Return how many tickets each query has, counting no further than COUNT_CAP."""
    return {text: showing.queue_count(desk, parse(text).query, cap=COUNT_CAP) for text in texts}


def licenses(desk: Desk, text: str = "") -> tuple[LicenseRow, ...]:
    """Return licenses by what ends soonest; `text` is looked for in key and customer."""
    with desk.store.read() as connection:
        return licensing.license_list(connection, text=text)


def license_with_standing(desk: Desk, license_id: int) -> tuple[LicenseRecord, StandingView | None]:
    """Return a license and where it stands now; None before the policy's zone is set. Raises NotFound."""
    with desk.store.read() as connection:
        record = licensing.license_record(connection, license_id)
    try:
        return record, license_view(desk, record, desk.clock())
    except NotSet:
        return record, None
