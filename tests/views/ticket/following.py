"""A closed request and what its customer wrote after it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from console.query import parse
from console.records.tickets import TicketRow
from console.services import closing, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import Clock

SENDER = "Greta <greta@nordlys-exchange.example>"


def closed_and_followed(desk: Desk, clock: Clock, folder: Path) -> tuple[TicketRow, TicketRow]:
    """Take both in; return the closed one as it was before, and the one that follows it."""
    asked = parse("is:open subject:Wallets").query
    first = raw_mail("first", sender=SENDER, subject="Wallets", body="How do I add one?", at=clock.now)
    list(import_paths(desk, [write(folder / "one", first)]))
    (older,) = showing.queue_page(desk, asked).rows
    closing.close(desk, older.id, closing.judge(desk, older.id).allowed[0], version=older.version)
    clock.forward(hours=3)
    at = clock.now - timedelta(minutes=5)
    again = raw_mail("again", sender=SENDER, subject="Re: Wallets", body="It fails.", at=at, answers="first")
    list(import_paths(desk, [write(folder / "two", again)]))
    (follower,) = showing.queue_page(desk, asked).rows
    return older, follower
