"""Requests for tests of the command line, entered by hand."""

from __future__ import annotations

from console.services.desk import Desk
from console.services.entering import HandEntry, enter_by_hand


def enter(desk: Desk, subject: str, *, address: str, name: str) -> None:
    enter_by_hand(
        desk,
        HandEntry(
            subject=subject,
            text="How?",
            sender_address=address,
            sender_name=name,
            channel_kind="email",
            received_at=desk.clock(),
        ),
    )
