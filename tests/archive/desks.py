"""A desk with a little of everything that an archive holds, and archives of it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from console.query import parse
from console.records.archives import Exported
from console.records.base import LicenseId
from console.services import archiving, assign, refusing, registry, reply, showing
from console.services.archives import exporting
from console.services.desk import Desk, open_desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW, Clock, add_license
from tests.services.conftest import furnish as furnish_desk
from tests.services.letters_of_mail import raw_mail, write

BODY = "How is the commission rounded in the panel, section Commissions? Version 4.6.0. Это важно."
PICTURE, LOG = random.Random(7).randbytes(3_000), b"line one\nline two\n"


def furnish(url: str) -> None:
    """Three tickets: one with files and notes, one answered, one refused by a clause."""
    furnish_desk(url)
    clock = Clock()
    made = open_desk(url, login="dana", name="Dana Kim", out_folder=Path("nowhere"), clock=clock)
    add_license(made, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    _take_in(made)
    for row in showing.queue_page(made, parse("is:open").query).rows:
        assign.take(made, row.id, version=showing.detail(made, row.id).row.version)
        reply.add_note(made, row.id, "Called them <b>twice</b> & wrote it down")
    rows = showing.queue_page(made, parse("is:open").query).rows
    panels = next(one for row in rows if (one := showing.panels(made, row.id)).assessment.primary == "23.1.1")
    prepared = refusing.prepare(made, panels, "23.1.1", "en")
    refusing.refuse(made, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    made.store.close()


def _take_in(made: Desk) -> None:
    with tempfile.TemporaryDirectory() as place:
        for key, sender in (("b", "ann@one.example"), ("c", "bob@two.example")):
            mail = raw_mail(key, sender=f"X <{sender}>", subject=f"Rounding {key}", body=f"{BODY} {key}", at=NOW)
            list(import_paths(made, [write(Path(place) / key, mail)]))
        list(import_paths(made, [write(Path(place) / "f", with_files())]))


def with_files() -> bytes:
    """Return a mail with two files."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ann <ann@one.example>", "support@desk.example"
    mail["Subject"], mail["Message-ID"] = "The page is empty, see picture", "<files@mail.example>"
    mail["Date"] = NOW
    mail.set_content("The page <script>alert(1)</script> is empty in version 4.6.0.")
    mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="screen.png")
    mail.add_attachment(LOG, maintype="text", subtype="plain", filename="../../log.txt")
    return mail.as_bytes()


def suspend_and_archive(desk: Desk) -> None:
    """Enter for earlier days that a license was suspended, moved to the archive, and not brought back."""
    begins = NOW - timedelta(days=20)
    key = registry.suspend(desk, LicenseId(2), kind="support", basis="23.1", reason="23.1.1", starts_at=begins)
    registry.edit_suspension(desk, key, ends_at=NOW - timedelta(days=10))
    archiving.archive(desk, LicenseId(2), at=NOW - timedelta(days=5))
    at = NOW - timedelta(days=4)
    archiving.decide_restoration(desk, LicenseId(2), approved=False, feasible=False, grounds=("damaged",), at=at)


def opened(url: str) -> Desk:
    """Return the desk."""
    return open_desk(url, login="dana", name="Dana Kim", out_folder=Path("nowhere"), clock=Clock())


def export(url: str, target: Path, query: str = "", **how: Any) -> Exported:
    """Export tickets of a desk."""
    made = opened(url)
    try:
        return exporting.export(made, parse(query).query, target, heard=lambda _: True, **how)
    finally:
        made.store.close()


def every_file(folder: Path) -> Iterator[Path]:
    """Yield every plain file below a folder, in order."""
    return (one for one in sorted(folder.rglob("*")) if one.is_file())


def go_on(_progress: object) -> bool:
    """Hear of a progress, and let it go on."""
    return True
