"""A mail made ready to be shown: its HTML cleaned and its pictures looked at in the bounded process.

Nothing is loaded from elsewhere; only pictures that came with the mail and are sound are given to the view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from console.channels.untrusted.clean import Cleaned
from console.channels.untrusted.process import BoundedWorker, Refused
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
    head: str = ""
    """Who wrote it, when and about what; of a mail that is a file."""
    files: tuple[str, ...] = ()
    """The names of what is attached to a mail that is a file."""


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


def of_file(desk: Desk, data: bytes) -> ReadyMail | None:
    """Make a mail ready that is a file itself, all of it in the bounded process; None of what cannot be read as one.

    Raises Known ("bounded_process_not_started").
    """
    with desk.store.read() as connection:
        known = licensing.domain_names(connection)
    pictures: dict[str, bytes] = {}
    with BoundedWorker() as worker:
        try:
            mail = worker.mail(data)
        except Refused:
            return None
        if not mail.from_address and not mail.subject and mail.date is None:
            return None  # anything can be read as a mail without a head
        cleaned = None if mail.html is None else worker.clean(mail.html.encode(), known_domains=known)
        for part in mail.attachments:
            wanted = cleaned is not None and part.content_id is not None and part.content_id in cleaned.cid
            if wanted and part.content_id is not None and not worker.image(part.content).refused:
                pictures[part.content_id] = part.content
    sender = " ".join(one for one in (mail.from_name, f"<{mail.from_address}>" if mail.from_address else "") if one)
    moment = "" if mail.date is None else f"{mail.date.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return ReadyMail(
        text=mail.text,
        source=data[:_MOST_SOURCE],
        cleaned=cleaned,
        pictures=pictures,
        head="  ·  ".join(one for one in (sender, moment, mail.subject) if one),
        files=tuple(part.name or part.media_type for part in mail.attachments if part.content_id not in pictures),
    )
