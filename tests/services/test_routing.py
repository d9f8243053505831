"""What comes where: rules are tried before they hold, apply in the transaction that opens a request, and are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Role, TicketId
from console.records.routing import RoutingRule
from console.services import board, questions, routing, showing, undo
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.requests_for_matters import request_of
from tests.services.test_board import colleague
from tests.services.test_together import enter


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
    routing.set_queue(desk, name="Panel", people=(), queue_id=panel, version=one.version, active=False)
    assert routing.queues(desk) == ()


def test_only_a_lead_sets_them(desk: Desk) -> None:
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed):
        queue(other, "Mine")
    with pytest.raises(NotAllowed):
        routing.set_rules(other, (), seen=())
