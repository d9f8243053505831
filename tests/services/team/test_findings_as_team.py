"""Findings at a team's database: a lead merges a signed file there once, two leads at one moment too, nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive.signers import Signer
from console.faults import NotAllowed
from console.query import parse
from console.records.base import TicketId
from console.records.findings import Said, Sample
from console.services import annotating, assign, deciding, entering, showing
from console.services.archives import exporting, findings_file, reviewing, sampling
from console.services.archives.looking_back import look_back
from console.services.archives.opening import open_archive
from console.services.desk import Desk
from tests.services.conftest import NOW, Clock
from tests.services.team.conftest import Seats
from tests.services.test_looking_back import moment

WHO = "ann"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KNOWN = (Signer(name="rita@desk.example", public=KEY.public_key().public_bytes_raw()),)


def decided(desk: Desk) -> TicketId:
    """Enter a request and decide on it."""
    entry = entering.HandEntry(
        subject="The commission",
        text="How is the commission rounded in the panel, section Commissions? Version 4.6.0.",
        sender_address="ann@one.example",
        sender_name="Ann",
        channel_kind="email",
        received_at=NOW,
    )
    ticket = showing.id_of(desk, entering.enter_by_hand(desk, entry))
    assign.take(desk, ticket, version=showing.detail(desk, ticket).row.version)
    panels = showing.panels(desk, ticket)
    deciding.choose(desk, panels, panels.assessment.outcome)
    return ticket


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_a_lead_merges_once_and_nobody_else(desk: Desk, seats: Seats, tmp_path: Path) -> None:
    ticket = decided(desk)
    lead = seats("lea")
    exporting.export(lead, parse("").query, tmp_path / "team.tkz", heard=lambda _: True)
    opened = open_archive(tmp_path / "team.tkz", lambda _d, _t: True, ())
    (line,) = sampling.draw(opened.desk, Sample())
    made = reviewing.about(
        opened.desk,
        ticket=line.ticket,
        decision=line.n,
        said=Said(verdict="severe", body="Ask less"),
        reviewer="Rita",
        at=NOW,
    )
    file = tmp_path / "rita.jsonl"
    reviewing.add(opened, file, made)
    findings_file.sign(file, KEY)
    opened.close()

    for other in (desk, seats("rex")):
        with pytest.raises(NotAllowed):
            reviewing.merge(other, file, KNOWN)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda one: reviewing.merge(one, file, KNOWN), (lead, seats("lea"))))
    assert sum(one.added for one in both) >= 1
    (kept,) = annotating.findings(desk, int(ticket))
    assert (kept.verdict, kept.body, kept.reviewer, kept.signed) == ("severe", "Ask less", "Rita", True)
    assert reviewing.merge(lead, file, KNOWN).known == 1


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_a_verdict_that_was_changed_is_looked_back_at_as_it_stood(
    desk: Desk, seats: Seats, tmp_path: Path, clock: Clock
) -> None:
    ticket = decided(desk)
    rex, decision = seats("rex"), showing.detail(desk, ticket).decisions[0].id
    moments = [moment(clock)]
    annotating.note(rex, decision, Said(verdict="severe", body="Too severe"))
    moments.append(moment(clock))
    annotating.note(rex, decision, Said(verdict="wrong", clause="23.1.4"))
    moments.append(moment(clock))
    annotating.take_back(rex, decision)
    moments.append(moment(clock))
    lead = seats("lea")
    exporting.export(lead, parse("").query, tmp_path / "team.tkz", heard=lambda _: True)
    with closing(open_archive(tmp_path / "team.tkz", lambda _d, _t: True, ())) as opened:
        (row,) = showing.queue_page(opened.desk, parse("").query).rows
        with closing(look_back(opened.desk, row.id)) as past:
            stood = [annotating.findings(past.at(at).desk, int(row.id)) for at in moments]
    assert [[(one.verdict, one.clause, one.body) for one in found] for found in stood] == [
        [],
        [("severe", "", "Too severe")],
        [("wrong", "23.1.4", "")],
        [],
    ]
    with ThreadPoolExecutor(2) as pool:
        said = ((rex, "severe"), (seats("rex"), "mild"))
        list(pool.map(lambda one: annotating.note(one[0], decision, Said(verdict=one[1])), said))
    (kept,) = annotating.findings(desk, int(ticket))
    assert kept.verdict in ("severe", "mild")
