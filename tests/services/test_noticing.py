"""Signs in messages: found with their words, judged by a person, followed by a fact, kept by both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, Stale
from console.query import parse
from console.records.base import MessageId, TicketId
from console.records.matters import Sign
from console.services import deciding, matters, noticing, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write

ASKED = "The order list in our panel takes ten seconds to open. Is there a setting for the number of rows?"


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    """A request with four messages: the question, a poke, the same again, and a rough one with a link."""
    rough = "Answer now, you idiots! Our developer made a video: https://drive.google.com/file/slow"
    bodies = (ASKED, "Hello??? Anybody there?", ASKED, rough)
    mails = [
        raw_mail(
            f"m{n}",
            sender="Ann <ann@one.example>",
            subject="Slow",
            body=body,
            at=NOW - timedelta(hours=9 - n),
            answers="m0" if n else "",
        )
        for n, body in enumerate(bodies)
    ]
    list(import_paths(desk, [write(tmp_path / "in", *mails)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return row.id


def signs(desk: Desk, ticket: TicketId) -> dict[str, Sign]:
    return {one.kind: one for one in matters.of_ticket(desk, ticket).signs}


def facts(desk: Desk, ticket: TicketId) -> dict[str, object]:
    return {one.name: one.value for one in showing.detail(desk, ticket).facts if one.status == "confirmed"}


def test_every_sign_shows_the_words_it_rests_on(desk: Desk, ticket: TicketId) -> None:
    found = signs(desk, ticket)
    assert {one.kind: (one.clause, one.words) for one in found.values()} == {
        "poke": ("18.2.2", "Hello??? Anybody there?"),
        "repeat": ("18.2.6", ASKED),
        "immediate_demand": ("18.2.11", "Answer now"),
        "insults": ("19.2.1", "idiots"),
        "third_party_programmer": ("22.2", "Our developer"),
        "external_link": ("17.2", "https://drive.google.com/file/slow"),
    }
    said = showing.messages(desk, ticket)
    for one in found.values():
        message = next(message for message in said if message.id == one.message_id)
        assert noticing.words_of(message)[one.start : one.end].strip() == one.words
    assert matters.of_ticket(desk, ticket).waiting == 6
    assert "conduct" not in facts(desk, ticket)


def test_what_a_person_confirms_becomes_conduct_and_what_is_dismissed_does_not(desk: Desk, ticket: TicketId) -> None:
    found = signs(desk, ticket)
    assert showing.panels(desk, ticket).assessment.outcome != "suspend"
    noticing.judge(desk, ticket, found["insults"], "confirmed")
    assert facts(desk, ticket)["conduct"] == ["insults"]
    panels = showing.panels(desk, ticket).assessment
    assert (panels.outcome, panels.primary, panels.discretionary) == ("suspend", "23.1.21", True)
    noticing.judge(desk, ticket, found["insults"], "dismissed")
    assert "conduct" not in facts(desk, ticket)
    assert showing.panels(desk, ticket).assessment.outcome != "suspend"
    after = signs(desk, ticket)["insults"]
    assert (after.verdict, after.by, after.at) == ("dismissed", "Dana Kim", NOW)
    number = showing.detail(desk, ticket).row.number
    said = [event.new for event in showing.ticket(desk, number).history if event.kind == "sign_judged"]
    assert [one["verdict"] for one in said if isinstance(one, dict)] == ["confirmed", "dismissed"]


def test_a_repeat_is_named_by_its_clause_and_two_codes_stand_together(desk: Desk, ticket: TicketId) -> None:
    found = signs(desk, ticket)
    noticing.judge(desk, ticket, found["insults"], "confirmed")
    noticing.judge(desk, ticket, found["poke"], "confirmed")
    noticing.judge(desk, ticket, found["repeat"], "confirmed")
    assert facts(desk, ticket)["conduct"] == ["insults", "18.2.2", "18.2.6"]
    noticing.judge(desk, ticket, found["poke"], "open")
    assert facts(desk, ticket)["conduct"] == ["insults", "18.2.6"]
    assert signs(desk, ticket)["poke"].verdict == "open"


def test_a_confirmed_link_is_a_fact_and_the_same_command_twice_is_one(desk: Desk, ticket: TicketId) -> None:
    link = signs(desk, ticket)["external_link"]
    first = noticing.judge(desk, ticket, link, "confirmed", command_id="a" * 32)
    again = noticing.judge(desk, ticket, link, "confirmed", command_id="a" * 32)
    assert first.result == again.result
    assert facts(desk, ticket)["external_links"] == ["drive.google.com"]


def test_a_verdict_stops_a_choice_that_was_made_without_it(desk: Desk, ticket: TicketId) -> None:
    seen = showing.panels(desk, ticket)
    noticing.judge(desk, ticket, signs(desk, ticket)["insults"], "confirmed")
    with pytest.raises(Stale) as stopped:
        deciding.choose(desk, seen, seen.assessment.outcome)
    assert stopped.value.code == "decision_stale"


def test_an_unknown_verdict_is_refused(desk: Desk, ticket: TicketId) -> None:
    with pytest.raises(BadInput):
        noticing.judge(desk, ticket, signs(desk, ticket)["poke"], "perhaps")
    assert signs(desk, ticket)["poke"].verdict == "open"


def test_a_copy_of_an_open_request_is_proposed_to_be_joined_once_a_person_says_so(desk: Desk, tmp_path: Path) -> None:
    mails = [
        raw_mail(
            f"c{n}", sender="Ann <ann@one.example>", subject=f"Slow {n}", body=ASKED, at=NOW - timedelta(hours=3 - n)
        )
        for n in range(2)
    ]
    list(import_paths(desk, [write(tmp_path / "copies", *mails)]))
    newer = next(one for one in showing.queue_page(desk, parse("is:open").query).rows if one.subject == "Slow 1").id
    (message,) = showing.messages(desk, newer)
    sign = _sign(message.id)
    assert showing.panels(desk, newer).assessment.outcome != "merge"
    noticing.judge(desk, newer, sign, "confirmed")
    found = showing.panels(desk, newer).assessment
    assert (found.outcome, found.also[:2]) == ("merge", ("18.1", "18.2.6"))
    assert "says_something_of_its_own" in {one.reason.code for one in found.changes}
    noticing.judge(desk, newer, sign, "dismissed")
    assert showing.panels(desk, newer).assessment.outcome != "merge"


def _sign(message: MessageId) -> Sign:
    return Sign(
        key=f"sign:several_channels:{message}:0:{len(ASKED)}",
        kind="several_channels",
        clause="18.2.12",
        message_id=message,
        start=0,
        end=len(ASKED),
        words=ASKED,
        said_at=NOW,
        code="18.2.12",
    )
