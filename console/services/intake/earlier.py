"""What a message changes that comes in later than others of its request and was received before them.

The order in which files are read decides nothing: the request is as if it had come first. Where a person decided on it
already nothing is rewritten; the history says that the decision is to be looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.services.agreements import under_version_of
from console.services.desk import Desk
from console.services.intake import opening, parts
from console.services.intake.words import preview, title_of
from console.store import Unit, tables

KIND = "received_earlier"
_SAID = frozenset({"closed", "reopened", "received_set"})


def place_of(unit: Unit, desk: Desk, ticket: Mapping[str, Any], request: opening.Request) -> opening.Place:
    """Return how a message is added to a request that stands; `request` is what it would be by this message alone.

    `ticket` is locked: a decision that is taken meanwhile would be rewritten otherwise.
    """
    if request.received_at >= ticket["received_at"]:
        return opening.Place()
    done = {str(one["kind"]) for one in unit.find_all(tables.ledger.events, ticket_id=ticket["id"])}
    decided = unit.find_all(tables.tickets.decisions, ticket_id=ticket["id"], revoked=False)
    if decided or done & _SAID:
        return opening.Place(kind=KIND, extra={"stays": True, "decided": bool(decided)})
    return opening.Place(kind=KIND, values=_columns(unit, desk, ticket, request, chosen="license_set" in done))


def _columns(
    unit: Unit, desk: Desk, ticket: Mapping[str, Any], request: opening.Request, *, chosen: bool
) -> dict[str, object]:
    """Return the columns of a request that begins with another message; what a person said of it stays."""
    found = _words(unit, desk, ticket, request)
    license_id = ticket["license_id"]
    if not chosen:
        license_id = request.match.license_id
        found |= opening.sender_columns(request.match)
    return found | opening.receipt_columns(unit, desk, license_id, request.received_at)


def _words(unit: Unit, desk: Desk, ticket: Mapping[str, Any], request: opening.Request) -> dict[str, object]:
    """Return the columns that follow from the words of the earlier message; a part of a split request keeps its own."""
    key = int(ticket["id"])
    if parts.shares_questions(unit, key):
        parts.name(unit, key, [parts.EARLIER], message=request.messages[0])
        return {}
    subject = title_of(request.subject, request.text)
    unit.index_subject(key, subject)
    return {
        "subject": subject,
        "preview": preview(request.text),
        "language": request.language,
        **opening.propose_again(unit, under_version_of(unit, desk, request.received_at), dict(ticket), request),
    }
