"""One ticket as mails: the raw originals in a ZIP, and a mail made of each message that came another way.

A name in the ZIP tells the place in the conversation; nothing in it is ever a path.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from console.channels.compose import SENT
from console.channels.untrusted.names import clean_name
from console.faults import BadInput
from console.query import Query
from console.records.tickets import MessageRecord
from console.services import showing
from console.services.desk import Desk
from console.services.showing import ShownTicket
from console.services.whole_files import require_folder

_FIRST_DAY, _PAST = (1980, 1, 1, 0, 0, 0), "0000-as-of.txt"


def the_one(desk: Desk, query: Query) -> ShownTicket:
    """Return the one ticket that a query finds. Raises BadInput ("export_one") where it finds none, or several."""
    rows = showing.queue_page(desk, query, limit=2).rows
    if len(rows) != 1:
        raise BadInput("export_one")
    return showing.ticket(desk, rows[0].number)


def mails(desk: Desk, shown: ShownTicket, target: Path) -> int:
    """Write every message of a ticket as a mail into a new ZIP; return how many. Raises as `new_file` does."""
    new_file(target, lambda place: write_mails(desk, shown, place))
    return len(shown.messages)


def write_mails(desk: Desk, shown: ShownTicket, place: Path, past: str = "") -> None:
    """Write every message of a ticket as a mail into a ZIP; `past` says as of when, and stands first in it."""
    came_as_mail = shown.detail.row.channel == "email"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as made:
        if past:
            made.writestr(zipfile.ZipInfo(_PAST, _FIRST_DAY), f"{past}\n")
        for n, one in enumerate(shown.messages, 1):
            name = clean_name(f"{n:04}-{one.direction.value}-{one.subject[:60] or 'message'}.eml")
            made.writestr(zipfile.ZipInfo(name, _FIRST_DAY), _mail(desk, one, original=came_as_mail))


def new_file(target: Path, write: Callable[[Path], object]) -> None:
    """Have a file written under another name and renamed when it is whole.

    Raises BadInput ("export_exists", "export_no_folder").
    """
    if target.exists():
        raise BadInput("export_exists", file=str(target))
    require_folder(target)
    partial = target.with_name(f".{target.name}.partial")
    try:
        write(partial)
        with partial.open("r+b") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _mail(desk: Desk, one: MessageRecord, *, original: bool) -> bytes:
    """Return a message as it came, or as a mail made of its words, its files and, of a chat, the entry it came as."""
    if one.raw_sha256 is not None and original:
        return showing.content(desk, one.raw_sha256)
    made = EmailMessage(policy=SENT)
    made["Subject"] = " ".join(one.subject.split())
    made["X-Clausedesk-From"] = " ".join(
        f"{one.author} {one.address}".split()
    )  # as it stands, for it may be no address
    made["X-Clausedesk-Direction"] = one.direction.value
    made["Date"] = one.sent_at
    made.set_content(one.text)
    for file in one.attachments:
        if file.sha256 is not None:
            made.add_attachment(
                showing.content(desk, file.sha256),
                maintype="application",
                subtype="octet-stream",
                filename=clean_name(file.name or "file"),
            )
    if one.raw_sha256 is not None:
        raw = showing.content(desk, one.raw_sha256)
        made.add_attachment(raw, maintype="application", subtype="json", filename="message.json")
    return made.as_bytes()
