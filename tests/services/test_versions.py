"""Two versions of the agreement on one desk: a request keeps the one that was in force when it was received (A64)."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from console.query import parse
from console.services import agreements, assessing, closing, preparing, refusing, showing
from console.services.agreements import LoadedAgreement
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import codec, tables
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write

LATER = "2026-12-01"
BODY = "How is the commission rounded in the panel, section Commissions?"


@pytest.fixture
def later(desk: Desk) -> Desk:
    """The same desk under a later version, published on another day, in which 28.1.3 is called otherwise."""
    documents = copy.deepcopy(agreements.shipped())
    documents["agreement"] |= {"version": LATER, "published_on": LATER, "effective_from": LATER}
    for one in documents["closings"]["closing"]:
        if one["clause"] == "28.1.3":
            one["en"] = "No matter of Support"
    content = codec.dump(documents).encode()
    sha256 = codec.digest(content)
    loaded = desk.apply(
        desk.command("agreement.load"),
        lambda unit: unit.insert(
            tables.desk.agreement_versions,
            label=LATER,
            effective_from=NOW,
            content=content,
            sha256=sha256,
            loaded_at=NOW,
        ),
    )
    key = int(str(loaded.result))
    built = agreements.build(json.loads(content))
    return replace(desk, agreement=LoadedAgreement(id=key, label=LATER, sha256=sha256, agreement=built))


def take_in(desk: Desk, folder: Path, name: str, at: datetime) -> int:
    mail = raw_mail(name, sender="Bob <bob@two.example>", subject=f"Rounding {name}", body=BODY, at=at)
    list(import_paths(desk, [write(folder, mail)]))
    (row,) = showing.queue_page(desk, parse(f'is:open subject:"{name}"').query).rows
    return row.id


def test_each_request_is_decided_closed_and_answered_under_its_own_version(
    desk: Desk, later: Desk, tmp_path: Path, clock: Clock
) -> None:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    first = take_in(desk, tmp_path / "a", "earlier", NOW)
    second = take_in(later, tmp_path / "b", "later", NOW)
    for seen_by in (desk, later):
        for ticket, label, date in ((first, agreements.CURRENT, "13 June 2026"), (second, LATER, "1 December 2026")):
            panels = showing.panels(seen_by, ticket)
            assert panels.detail.agreement == label
            assert panels.assessment.agreement == label
            assert panels.assessment.agreement_id == panels.detail.agreement_id
            assert assessing.assess_ticket(seen_by, ticket).agreement == label
            prepared = refusing.prepare(seen_by, panels, "23.1.1", "en")
            assert date in prepared.filled.text
            checked = preparing.checks(seen_by, panels, prepared, prepared.filled.text)
            assert {one.code: one.state for one in checked}["version"] == "ok"
            titles = {one.clause: one.title_en for one in closing.judge(seen_by, ticket).reasons}
            assert (titles["28.1.3"] == "No matter of Support") is (label == LATER)
    panels = showing.panels(later, first)
    prepared = refusing.prepare(later, panels, "23.1.1", "en")
    events = showing.ticket(later, panels.detail.row.number).history
    refusing.refuse(later, panels, prepared, prepared.filled.text, base_event=events[-1].n)
    clock.forward(minutes=1)
    shown = showing.ticket(later, panels.detail.row.number, replay=True)
    assert shown.detail.decisions[-1].agreement == agreements.CURRENT
    assert [(one.same, one.holds) for one in shown.replays] == [(True, True)]
