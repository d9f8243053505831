"""Letters that a draft carries: changed in it, looked at at once, and used for what is received under the version."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from console.faults import BadInput
from console.query import parse
from console.records.base import TicketId
from console.services import drafting, letterbook, letters, preparing, rehearsing, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import Clock
from tests.services.letters_of_mail import raw_mail, write

DAY = date(2026, 12, 1)
CODE = "refuse.23.1.1"
NEW = "Dear {{customer_name}}, clause {{clause}} of {{agreement_date}} ends it. Please renew. The new words."


def changed(desk: Desk, *edits: str) -> int:
    row, _ = drafting.documents_of(desk, "2027")
    return drafting.edit(desk, "2027", tuple(drafting.edit_of(one) for one in edits), seen=row.id)


def request(desk: Desk, folder: Path, name: str) -> TicketId:
    mail = raw_mail(name, sender="Ann <ann@one.example>", subject=name, body="How is it rounded?", at=desk.clock())
    list(import_paths(desk, [write(folder / name, mail)]))
    (row,) = showing.queue_page(desk, parse(f'is:open subject:"{name}"').query).rows
    return row.id


def body(desk: Desk, ticket: TicketId) -> tuple[str, str]:
    letter = preparing.prepare(desk, showing.panels(desk, ticket), CODE, "en").letter
    return letter.body, letter.mark


def team(desk: Desk, text: str) -> None:
    seen = desk.letters.last.get(("team", CODE, "en"), 0)
    letterbook.save(desk, letterbook.Wish(code=CODE, language="en", scope="team", body=text, seen=seen))


def test_a_letter_of_a_draft_is_compared_looked_at_and_leaves_a_rehearsal_as_it_was(desk: Desk) -> None:
    drafting.new(desk, "2027")
    changed(desk, f"letter.{CODE}/en.body={NEW}")
    row, documents = drafting.documents_of(desk, "2027")
    assert row.reason == f"letter.{CODE}/en.body"
    (found,) = drafting.differences(drafting.base_of(desk, row), documents, desk.letters)
    assert (found.part, found.id, found.slot, found.now) == ("letter", f"{CODE}/en", "body", NEW)
    assert found.was == letters.load_letters("en")[CODE].body
    assert drafting.faults(documents) == ()
    trial = rehearsing.trial_of(desk, documents=documents)
    assert not any(stretch.rows for stretch in rehearsing.rehearse(trial, processes=1))
    changed(desk, f"letter.{CODE}/en.body=Sorry, {{{{nobody_knows}}}}.", "letter.refuse.23.1.2/ru.subject=Тема")
    wrong = drafting.faults(drafting.documents_of(desk, "2027")[1])
    assert {(one.part, one.id) for one in wrong} == {("letter", f"{CODE}/en")}
    assert "letter_unknown_variable" in {one.code for one in wrong}
    with pytest.raises(BadInput, match=f"{CODE}/en"):
        drafting.put_in_force(desk, "2027", DAY, seen=drafting.drafts(desk)[0].id)
    with pytest.raises(BadInput):
        changed(desk, "letter.refuse.99/en.body=x")


def test_the_version_in_force_uses_its_letters_and_an_older_request_keeps_the_older_ones(
    desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    team(desk, "Dear {{customer_name}}, by {{clause}} of {{agreement_date}}: please renew. The team's.")
    early = request(desk, tmp_path, "early")
    desk = desk.refreshed()
    drafting.new(desk, "2027")
    changed(desk, f"letter.{CODE}/en.body={NEW}")
    drafting.put_in_force(desk, "2027", DAY, seen=drafting.drafts(desk)[0].id)
    assert body(desk, early)[1] == "team 1"
    clock.forward(days=1)
    team(desk, "Dear {{customer_name}}, by {{clause}} of {{agreement_date}}: please renew. Again.")
    desk = desk.refreshed()
    clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    desk = desk.refreshed()
    late = request(desk, tmp_path, "late")
    assert body(desk, late) == (NEW, "version 2027")
    assert body(desk, early)[1] == "team 2"
    assert showing.detail(desk, late).agreement == "2027"
    clock.forward(days=1)
    team(desk, NEW + " Mended.")
    desk = desk.refreshed()
    assert body(desk, late) == (NEW + " Mended.", "team 3")


OWN = "own.moving-house"
MOVING = "Dear {{customer_name}}, your desk moves. You can go on as before."


def own(desk: Desk, scope: str, text: str, *, seen: int = 0) -> None:
    wish = letterbook.Wish(code=OWN, language="en", scope=scope, title="Moving house", body=text, seen=seen)
    letterbook.save(desk, wish)


def test_a_letter_of_the_team_is_changed_in_a_draft_and_counts_with_it(
    desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    own(desk, "team", MOVING)
    desk = desk.refreshed()
    early = request(desk, tmp_path, "early")
    drafting.new(desk, "2027")
    changed(desk, f"letter.{OWN}/en.body={MOVING} In spring.", f"letter.{OWN}/en.title=Moving house in spring")
    row, documents = drafting.documents_of(desk, "2027")
    found = {one.slot: one for one in drafting.differences(drafting.base_of(desk, row), documents, desk.letters)}
    assert {slot: (one.id, one.was) for slot, one in found.items()} == {
        "title": (f"{OWN}/en", "Moving house"),
        "body": (f"{OWN}/en", MOVING),
    }
    assert drafting.faults(documents) == ()
    drafting.put_in_force(desk, "2027", DAY, seen=row.id)
    clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    desk = desk.refreshed()
    late = request(desk, tmp_path, "late")
    told = preparing.prepare(desk, showing.panels(desk, late), OWN, "en").letter
    assert (told.body, told.title, told.mark) == (f"{MOVING} In spring.", "Moving house in spring", "version 2027")
    assert preparing.prepare(desk, showing.panels(desk, early), OWN, "en").letter.body == MOVING
    assert desk.letters.own_codes() == (OWN,)
    own(desk, "team", MOVING + " Mended.", seen=1)
    desk = desk.refreshed()
    assert preparing.prepare(desk, showing.panels(desk, late), OWN, "en").letter.mark == "team 2"


def test_a_draft_carries_no_letter_of_one_person_and_says_what_it_lacks(desk: Desk) -> None:
    own(desk, "personal", MOVING)
    desk = desk.refreshed()
    drafting.new(desk, "2027")
    with pytest.raises(BadInput):
        changed(desk, f"letter.{OWN}/en.body=Mine.")
    own(desk, "team", MOVING)
    desk = desk.refreshed()
    with pytest.raises(BadInput):
        changed(desk, f"letter.{CODE}/en.title=A title")
    changed(desk, f"letter.{OWN}/en.title=")
    wrong = drafting.faults(drafting.documents_of(desk, "2027")[1])
    assert [(one.id, one.code) for one in wrong] == [(f"{OWN}/en", "letter_no_title")]


def test_what_the_team_wrote_is_what_a_draft_is_compared_with(desk: Desk) -> None:
    team(desk, "Dear {{customer_name}}, by {{clause}} of {{agreement_date}}: please renew. The team's.")
    desk = desk.refreshed()
    drafting.new(desk, "2027")
    changed(desk, f"letter.{CODE}/en.body={NEW}")
    row, documents = drafting.documents_of(desk, "2027")
    (found,) = drafting.differences(drafting.base_of(desk, row), documents, desk.letters)
    assert found.was.endswith("The team's.")
