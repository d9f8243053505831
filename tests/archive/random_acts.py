"""What people do at a desk, drawn by dice: every kind of act that an archive has to carry."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from console.faults import Known
from console.query import parse
from console.records.base import LicenseId, TicketId
from console.records.erasing import Wanted
from console.records.findings import VERDICTS, Said
from console.services import annotating, assign, closing, deciding, refusing, registry, reply, returning, saved, showing
from console.services.archives import findings_file, reviewing, signing
from console.services.desk import Desk
from console.services.erasing import person
from console.services.intake.run import import_paths
from tests.archive import register_acts
from tests.archive.conftest import LEAD, PRIVATE, PUBLIC
from tests.services.conftest import NOW, add_license
from tests.services.test_intake import chat, said

_REVIEWED = 8
Act = Callable[[Desk, TicketId, str], object]


def _take(desk: Desk, ticket: TicketId, _text: str) -> None:
    assign.take(desk, ticket, version=showing.detail(desk, ticket).row.version)


def _note(desk: Desk, ticket: TicketId, text: str) -> None:
    reply.add_note(desk, ticket, f"{text}.")


def _decide(desk: Desk, ticket: TicketId, text: str) -> None:
    panels = showing.panels(desk, ticket)
    deciding.choose(desk, panels, panels.assessment.outcome, reason=f"{text}.")


def _accept(desk: Desk, ticket: TicketId, text: str) -> None:
    deciding.choose(desk, showing.panels(desk, ticket), "accept", reason=f"{text}.")


def _refuse(desk: Desk, ticket: TicketId, _text: str) -> None:
    """Refuse the ticket, or where it may not be, the first that may."""
    rows = showing.queue_page(desk, parse("is:open").query, limit=100).rows
    every = [showing.panels(desk, key) for key in (ticket, *(row.id for row in rows))]
    panels = next((one for one in every if one.assessment.outcome == "refuse"), every[0])
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", "en")
    refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)


def _close(desk: Desk, ticket: TicketId, _text: str) -> None:
    closing.close(desk, ticket, "28.1.3", version=closing.judge(desk, ticket).version)


def _reopen(desk: Desk, ticket: TicketId, _text: str) -> None:
    returning.reopen(desk, ticket, version=showing.detail(desk, ticket).row.version)


def _view(desk: Desk, ticket: TicketId, text: str) -> None:
    saved.save_view(desk, f"{ticket} {' '.join(text.split())[:20]}", "is:open tier:critical")


def _checkpoint(desk: Desk, _ticket: TicketId, _text: str) -> None:
    signing.make_checkpoint(desk, None)


def _erase(desk: Desk, ticket: TicketId, _text: str) -> None:
    contact = showing.detail(desk, ticket).contact_id
    for row in showing.queue_page(desk, parse("is:open").query, limit=100).rows:
        if showing.detail(desk, row.id).contact_id == contact:
            _close(desk, row.id, "")
    seen = person.preview(desk, contact or 0, Wanted(customer=True))
    person.erase(desk, seen, token=seen.token, reason="Asked for")


def _review(desk: Desk, ticket: TicketId, text: str) -> None:
    """Merge a signed file of findings: a remark on the ticket, one on its first message, a verdict on each decision.

    The key is one of the desk's people, or one that is believed besides.
    """
    if ticket % 2 and not signing.keys_of(desk.store):
        signing.enter_key(desk, PUBLIC)
    number = showing.detail(desk, ticket).row.number
    of = (*((line.n, None) for line in annotating.seen(desk, int(ticket), number).decisions), (None, 1), (None, None))
    verdicts = iter(VERDICTS * len(of))
    found = [
        reviewing.about(
            desk,
            ticket=number,
            decision=decision,
            message=message,
            said=Said(verdict=next(verdicts) if decision else "", clause="23.1.1", body=text),
            reviewer=" ".join(text.split())[:20],
            at=desk.clock(),
        )
        for decision, message in of
    ]
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "findings.jsonl"
        findings_file.write(
            file, "0" * 64, None, found
        )  # a merge asks for no archive: it may be of any part of the desk
        findings_file.sign(file, PRIVATE)
        reviewing.merge(desk, file, reviewing.known_keys(desk) or [LEAD])


EACH: dict[str, Act] = {
    "take": _take,
    "note": _note,
    "decide": _decide,
    "accept": _accept,
    "refuse": _refuse,
    "close": _close,
    "reopen": _reopen,
    "view": _view,
    "checkpoint": _checkpoint,
    "erase": _erase,
}


def enter(dice: random.Random, desk: Desk) -> None:
    """Enter licenses: one whose support is over, mostly, and a purchase of another, or none."""
    if dice.random() < 0.8:
        add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    if dice.random() < 0.5:
        key = add_license(desk, "HRB-4", "d@four.example", "four.example", bought=NOW.replace(year=2025))
        paid = NOW - timedelta(days=dice.randrange(1, 100))
        registry.record_purchase(desk, LicenseId(key), paid_at=paid, length=3, evidence="Transfer")


def work(dice: random.Random, desk: Desk, folder: Path, words: Callable[[], str], most: int) -> Counter[str]:
    """Take a chat in, do up to `most` acts, and merge reviews of what came of it; return how often each came about.

    What the desk refuses in words, as the agreement or a state has it, counts as not done.
    """
    done: Counter[str] = Counter()
    (folder / "result.json").write_text(
        chat([said(n, n * 600, words() or "?") for n in range(1, dice.randrange(2, 5))])
    )
    done["chat"] = len(list(import_paths(desk, [folder / "result.json"])))
    tickets = [row.id for row in showing.queue_page(desk, parse("").query, limit=100).rows]
    register = random.Random(folder.name)
    for turn in range(most):
        done[register_acts.act(register, desk, turn)] += 1
        name = dice.choice(list(EACH))
        try:
            EACH[name](desk, dice.choice(tickets), words() or "?")
        except Known:
            continue
        done[name] += 1
    for ticket in tickets[:_REVIEWED]:
        with contextlib.suppress(Known):
            _review(desk, ticket, words() or "?")
            done["review"] += 1
    return done
