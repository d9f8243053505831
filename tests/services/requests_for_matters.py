"""A request made of mails, for tests of what it brings besides its question."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from console.query import parse
from console.records.base import TicketId
from console.services import showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write


def request_of(desk: Desk, folder: Path, *bodies: str, key: str = "m", sender: str = "ann@one.example") -> TicketId:
    """Take mails in, the later ones as answers to the first, an hour apart; return the ticket."""
    known = {one.id for one in showing.queue_page(desk, parse("").query).rows}
    mails = [
        raw_mail(
            f"{key}{n}",
            sender=f"Ann <{sender}>",
            subject="Panel",
            body=body,
            at=NOW - timedelta(hours=len(bodies) - n),
            answers=f"{key}0" if n else "",
        )
        for n, body in enumerate(bodies)
    ]
    list(import_paths(desk, [write(folder / key, *mails)]))
    rows = showing.queue_page(desk, parse("").query).rows
    (row,) = [one for one in rows if one.id not in known]
    return row.id


def events(desk: Desk, ticket: TicketId, kind: str) -> list[dict[str, object]]:
    """Return what the events of a kind say, in order."""
    number = showing.detail(desk, ticket).row.number
    found = showing.ticket(desk, number).history
    return [one.new for one in found if one.kind == kind and isinstance(one.new, dict)]
