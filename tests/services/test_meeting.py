"""Two people at one ticket: different fields both stand, of one field the second is asked; replies know of both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.faults import Stale
from console.records.base import Role, TicketId, Tier
from console.services import assign, closing, deciding, meanwhile, reply, showing, triage
from console.services.desk import Desk, ensure_staff
from tests.services.conftest import NOW
from tests.store.helpers import open_ticket


@pytest.fixture
def eve(desk: Desk) -> Desk:
    actor = ensure_staff(desk.store, login="eve", name="Eve", role=Role.LEAD, now=desk.clock())
    return replace(desk, actor=actor, drafts={})


@pytest.fixture
def ticket(desk: Desk) -> TicketId:
    return TicketId(open_ticket(desk.store, desk.actor, NOW))


def line(desk: Desk, ticket: TicketId) -> tuple[Tier, int | None, str | None]:
    row = showing.detail(desk, ticket).row
    return row.tier, row.owner_id, row.topic


def letter(ticket: TicketId, base: int, text: str = "Here you are.", *, anyway: bool = False) -> reply.Outgoing:
    return reply.Outgoing(
        ticket_id=ticket, text=text, subject="Re", to_address="a@b.example", base_event=base, anyway=anyway
    )


def test_different_fields_both_stand(desk: Desk, eve: Desk, ticket: TicketId) -> None:
    triage.set_tier(eve, ticket, Tier.CRITICAL, version=1)
    assign.take(desk, ticket, version=1)
    triage.set_topic(desk, ticket, next(iter(sorted(desk.agreement.topic_codes))), version=1)
    tier, owner, topic = line(desk, ticket)
    assert (tier, owner, bool(topic)) == (Tier.CRITICAL, desk.actor.staff_id, True)


def test_of_the_same_field_the_second_is_asked_with_both_values(desk: Desk, eve: Desk, ticket: TicketId) -> None:
    triage.set_tier(eve, ticket, Tier.CRITICAL, version=1)
    reply.add_note(eve, ticket, "Seen")
    with pytest.raises(Stale) as asked:
        triage.set_tier(desk, ticket, Tier.QUESTION, version=1)
    found = asked.value.params
    assert (found["field"], found["theirs"], found["yours"], found["who"]) == ("tier", "critical", "question", "Eve")
    assert line(desk, ticket)[0] is Tier.CRITICAL
    triage.set_tier(desk, ticket, Tier.QUESTION, version=showing.detail(desk, ticket).row.version)
    assert line(desk, ticket)[0] is Tier.QUESTION


def test_what_both_want_and_what_one_changed_oneself_is_no_meeting(desk: Desk, eve: Desk, ticket: TicketId) -> None:
    triage.set_tier(eve, ticket, Tier.CRITICAL, version=1)
    triage.set_tier(desk, ticket, Tier.CRITICAL, version=1)
    triage.set_tier(desk, ticket, Tier.QUESTION, version=3)
    triage.set_tier(desk, ticket, Tier.FUNCTIONAL, version=3)  # a second key before the window has read the first
    assert line(desk, ticket)[0] is Tier.FUNCTIONAL


def test_facts_meet_by_their_name(desk: Desk, eve: Desk, ticket: TicketId) -> None:
    triage.set_fact(eve, ticket, "is_error", True, version=1)
    triage.set_fact(desk, ticket, "stops_operation", False, version=1)
    triage.set_fact(desk, ticket, "is_error", True, version=1)
    with pytest.raises(Stale) as asked:
        triage.set_fact(eve, ticket, "stops_operation", True, version=2)
    assert (asked.value.params["field"], asked.value.params["theirs"]) == ("fact.stops_operation", False)


def test_what_a_colleague_decided_or_closed_without_a_letter_is_what_is_new(
    desk: Desk, eve: Desk, ticket: TicketId
) -> None:
    panels = showing.panels(eve, ticket)
    deciding.choose(eve, panels, panels.assessment.outcome)
    closing.close(eve, ticket, "28.1.3", version=showing.detail(eve, ticket).row.version)
    with pytest.raises(Stale):
        reply.send_reply(desk, letter(ticket, 1))
    news = meanwhile.came_since(desk, ticket, 1)
    assert (news.messages, [(one.kind, one.actor) for one in news.acts]) == (
        (),
        [("decided", "Eve"), ("closed", "Eve")],
    )


@pytest.mark.parametrize("deed", ["reply", "note"])
def test_a_colleagues_word_stops_a_reply_that_did_not_know_of_it(
    desk: Desk, eve: Desk, ticket: TicketId, deed: str
) -> None:
    if deed == "reply":
        reply.send_reply(eve, letter(ticket, 1, "I answered."))
    else:
        reply.add_note(eve, ticket, "I called them.")
    with pytest.raises(Stale) as stopped:
        reply.send_reply(desk, letter(ticket, 1))
    assert stopped.value.code == "reply_stale"
    (news,) = meanwhile.came_since(desk, ticket, 1).messages
    assert news.text == ("I answered." if deed == "reply" else "I called them.")
    assert meanwhile.came_since(eve, ticket, 1).messages == ()
    reply.send_reply(desk, letter(ticket, showing.detail(desk, ticket).event_n))
    with pytest.raises(Stale):
        reply.send_reply(eve, letter(ticket, 2))
    reply.send_reply(eve, letter(ticket, 2, anyway=True))


def test_ones_own_words_and_other_acts_of_a_colleague_stop_nothing(desk: Desk, eve: Desk, ticket: TicketId) -> None:
    reply.add_note(desk, ticket, "For later")
    triage.set_tier(eve, ticket, Tier.CRITICAL, version=2)
    reply.send_reply(desk, letter(ticket, 1))
