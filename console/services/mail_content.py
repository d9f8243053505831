"""A mail made ready to be shown: its HTML cleaned and its pictures looked at in the bounded process.

Nothing is loaded from elsewhere; only pictures that came with the mail and are sound are given to the view.
"""

from __future__ import annotations

from dataclasses import dataclass

from console.channels.untrusted.clean import Cleaned
from console.channels.untrusted.process import BoundedWorker
from console.records.tickets import MessageRecord
from console.services.desk import Desk
from console.store.queries import intake, licensing, tickets

_MOST_SOURCE = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMail:
    """The parts of a mail that a view may show. `cleaned` is None where the mail has no HTML."""

    text: str
    source: bytes | None
    cleaned: Cleaned | None
    pictures: dict[str, bytes]


def ready(desk: Desk, message: MessageRecord) -> ReadyMail:
    """Make a mail ready. Raises NotFound, Known ("bounded_process_not_started")."""
    with desk.store.read() as connection:
        source = tickets.blob(connection, message.raw_sha256)[:_MOST_SOURCE] if message.raw_sha256 else None
        html = tickets.blob(connection, message.html_sha256) if message.html_sha256 else None
        named = intake.named_parts(connection, int(message.id)) if html is not None else {}
        known = licensing.domain_names(connection) if html is not None else frozenset()
    if html is None:
        return ReadyMail(text=message.text, source=source, cleaned=None, pictures={})
    pictures: dict[str, bytes] = {}
    with BoundedWorker() as worker:
        cleaned = worker.clean(html, known_domains=known)
        for content_id in cleaned.cid:
            if content_id in named:
                with desk.store.read() as connection:
                    data = tickets.blob(connection, named[content_id])
                if not worker.image(data).refused:
                    pictures[content_id] = data
    return ReadyMail(text=message.text, source=source, cleaned=cleaned, pictures=pictures)
