"""What comes where: rules are tried before they hold, apply in the transaction that opens a request, and are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Role, TicketId
from console.records.routing import RoutingRule
from console.services import board, questions, routing, showing, staffing, undo
from console.services.desk import Desk, ensure_staff
from console.services.intake.run import import_paths
from console.services.seating import Seats
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.requests_for_matters import request_of
from tests.services.test_board import colleague
from tests.services.test_together import enter, owner


def queue(desk: Desk, name: str, *people: int) -> int:
    return int(str(routing.set_queue(desk, name=name, people=people).result))


def rule(queue_id: int, query: str, reason: str = "") -> RoutingRule:
    return RoutingRule(queue_id=queue_id, query=query, reason=reason)


def mail(desk: Desk, folder: Path, name: str, subject: str) -> int:
    body = "How is the commission rounded in the panel? Version 4.6.0."
    raw = raw_mail(name, sender="Ann <ann@one.example>", subject=subject, body=body, at=NOW)
    list(import_paths(desk, [write(folder / name, raw)]))
    return max(int(one.id) for one in board.board(desk).cards)


def test_the_first_rule_that_fits_counts_and_the_history_names_it(desk: Desk, tmp_path: Path) -> None:
    first, second = queue(desk, "Panel"), queue(desk, "Rest")
    wanted = (rule(first, "domain:one.example subject:panel", "They asked for it"), rule(second, "channel:email"))
    routing.set_rules(desk, wanted, seen=())
    one, other = mail(desk, tmp_path, "a", "The panel rounds"), mail(desk, tmp_path, "b", "Rounding")
    assert board.board(desk).queue_of == {one: first, other: second}
    told = showing.ticket(desk, showing.detail(desk, TicketId(one)).row.number).history
    assert [event.kind for event in told][:2] == ["opened", "routed"]
    assert isinstance(told[1].new, dict)
    assert (told[1].new["queue"], told[1].new["place"]) == ("Panel", 1)
    assert told[0].new != told[1].new
    (by_hand,) = enter(desk, 1)
    assert board.board(desk).queue_of[by_hand] == second


def test_a_rule_gives_a_person_what_it_means_for_them(desk: Desk, tmp_path: Path) -> None:
    irina, panel = colleague(desk), queue(desk, "Panel")
    routing.set_rules(desk, (replace(rule(panel, "subject:panel"), person_id=irina),), seen=())
    assert [one.person_id for one in routing.rules(desk)] == [irina]
    ticket, other = mail(desk, tmp_path, "a", "The panel rounds"), mail(desk, tmp_path, "b", "Rounding")
    assert (owner(desk, ticket), owner(desk, other)) == ("Irina Volkova", None)
    (told,) = came(desk, ticket)
    assert (told["owner_id"], told["name"], told["place"]) == (irina, "Irina Volkova", 1)
    held = routing.rules(desk)
    routing.set_rules(desk, (replace(held[0], person_id=0),), seen=held)
    assert owner(desk, mail(desk, tmp_path, "c", "The panel again")) is None


def test_a_rule_gives_nobody_what_its_person_cannot_take(desk: Desk, tmp_path: Path) -> None:
    irina, panel = colleague(desk), queue(desk, "Panel")
    max_ = int(ensure_staff(desk.store, login="max", name="Max", role=Role.SPECIALIST, now=NOW).staff_id)
    routing.set_rules(desk, (replace(rule(panel, "subject:panel"), person_id=irina),), seen=())
    ends, me = NOW + timedelta(days=3), int(desk.actor.staff_id)
    staffing.add_absence(desk, irina, starts_at=NOW, ends_at=ends, kind="sick")
    alone = mail(desk, tmp_path, "a", "The panel, nobody stands in")
    assert (owner(desk, alone), came(desk, alone)[0]["code"]) == (None, "away")
    (absence,) = staffing.member(desk, "irina").absences
    staffing.change_absence(desk, absence.id, version=absence.version, ends_at=ends, substitute_id=max_, note="")
    stood_in = mail(desk, tmp_path, "b", "The panel, Max stands in")
    assert owner(desk, stood_in) == "Max"
    assert (came(desk, stood_in)[0]["meant"], came(desk, stood_in)[0]["name"]) == ("Irina Volkova", "Max")
    one = staffing.member(desk, "max")
    staffing.set_person(desk, max_, replace(staffing.person_of(one), capacity=1), version=one.version)
    full = mail(desk, tmp_path, "c", "The panel, Max is full")
    assert (owner(desk, full), came(desk, full)[0]["code"], came(desk, full)[0]["load"]) == (None, "full", "1/1")
    assert board.board(desk).queue_of[full] == panel
    staffing.add_absence(desk, max_, starts_at=NOW, ends_at=ends, kind="sick", substitute_id=me)
    both = mail(desk, tmp_path, "d", "The panel, both are away")
    assert (owner(desk, both), came(desk, both)[0]["code"]) == (None, "second_away")
    (would, *_) = routing.try_rules(desk, routing.rules(desk))
    assert would.seated is not None
    assert (would.seated.code, would.seated.meant) == ("second_away", "Irina Volkova")


def test_what_many_bring_in_one_act_fills_nobody_beyond_their_capacity(desk: Desk) -> None:
    irina = colleague(desk)
    one = staffing.member(desk, "irina")
    staffing.set_person(desk, irina, replace(staffing.person_of(one), capacity=2), version=one.version)
    seen = showing.context(desk)
    with desk.store.read() as connection:
        seats = Seats.read(connection, frozenset({irina}), seen.now, seen.zone)
    assert [seats.give(irina).code for _ in range(3)] == ["", "", "full"]
    assert seats.give(irina + 99).code == "gone"


def test_a_split_is_undone_though_a_rule_put_the_new_request_somewhere(desk: Desk, tmp_path: Path) -> None:
    panel = queue(desk, "Panel")
    ticket = request_of(desk, tmp_path, "Hello,\n\n1. How do I hide a currency?\n2. Which PHP modules are needed?\n")
    routing.set_rules(desk, (rule(panel, "channel:email"),), seen=())
    done = questions.split_off(desk, ticket, showing.detail(desk, ticket).questions[1].id).result
    assert isinstance(done, dict)
    assert board.board(desk).queue_of.get(int(str(done["ticket"]))) == panel
    undo.undo(desk, ticket, int(str(done["event"])))
    assert len(showing.detail(desk, ticket).questions) == 2


def test_rules_are_tried_without_writing(desk: Desk) -> None:
    ids, panel = enter(desk, 3), queue(desk, "Panel")
    found = routing.try_rules(desk, (rule(panel, '"number 1"'), rule(panel, "subject:2")))
    assert {one.ticket_id: one.rule for one in found} == {ids[0]: 0, ids[1]: 1, ids[2]: 2}
    assert board.board(desk).queue_of == {}
    found = routing.try_rules(desk, (rule(panel, "subject:question"), rule(panel, "subject:2")))
    assert {one.rule for one in found} == {1}


def came(desk: Desk, ticket: int) -> list[dict[str, object]]:
    """Return what the events say by which a rule put a ticket somewhere."""
    history = showing.ticket(desk, showing.detail(desk, TicketId(ticket)).row.number).history
    return [dict(one.new) for one in history if one.kind == "routed" and isinstance(one.new, dict)]


@pytest.mark.parametrize(
    ("query", "code"),
    [("", "bad_rule"), ("nothing:x", "bad_rule"), ("owner:me", "rule_field"), ("-is:open", "rule_field")],
)
def test_a_rule_looks_only_at_what_a_request_is(desk: Desk, query: str, code: str) -> None:
    panel = queue(desk, "Panel")
    with pytest.raises(BadInput) as refused:
        routing.set_rules(desk, (rule(panel, query),), seen=())
    assert refused.value.code == code
    assert routing.rules(desk) == ()


def test_rules_keep_their_order_and_a_colleagues_change_is_told(desk: Desk) -> None:
    panel = queue(desk, "Panel")
    routing.set_rules(desk, (rule(panel, "lang:ru"), rule(panel, "lang:en")), seen=())
    held = routing.rules(desk)
    routing.set_rules(desk, (held[1], held[0]), seen=held)
    assert [one.query for one in routing.rules(desk)] == ["lang:en", "lang:ru"]
    with pytest.raises(Stale):
        routing.set_rules(desk, (), seen=held)


def test_a_queue_has_people_one_name_and_an_end(desk: Desk) -> None:
    irina = colleague(desk)
    panel = queue(desk, "Panel", irina)
    with pytest.raises(BadInput):
        queue(desk, "panel")
    ((one, people),) = routing.queues(desk)
    assert people == (irina,)
    routing.set_rules(desk, [rule(panel, "channel:email")], seen=())
    routing.set_queue(desk, name="Panel", people=(), queue_id=panel, version=one.version, active=False)
    assert (routing.queues(desk), routing.rules(desk)) == ((), ())
    (rests,) = routing.resting(desk)
    assert (rests.queue.name, rests.rules, rests.tickets) == ("Panel", 1, 0)
    routing.set_queue(desk, name="Panel", people=(), queue_id=panel, version=rests.queue.version)
    assert (routing.resting(desk), [one.queue for one in routing.rules(desk)]) == ((), ["Panel"])


def test_only_a_lead_sets_them(desk: Desk) -> None:
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed):
        queue(other, "Mine")
    with pytest.raises(NotAllowed):
        routing.set_rules(other, (), seen=())
