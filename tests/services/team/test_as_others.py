"""A lead, a reviewer and the courier at a team's database, through the ordinary services."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from console.faults import NotAllowed
from console.query import parse
from console.records.commands import Command
from console.services import assign, deciding, outbox, reply, sending, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import Unit, open_store, tables
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write
from tests.services.team.conftest import Seats
from tests.services.test_edits import OLD, came
from tests.services.test_edits import ticket as proposed
from tests.services.test_questions import THREE
from tests.team_desks import TeamDatabase

WHO = "lea"


def mail(desk: Desk, folder: Path, name: str, sender: str = "Bob <bob@two.example>", **more: str) -> None:
    message = raw_mail(name, sender=sender, subject="Rounding", body="How is it rounded?", at=NOW, **more)
    list(import_paths(desk, [write(folder / name, message)]))


def stop() -> None:
    raise KeyboardInterrupt


def test_the_courier_takes_in_and_sends_and_does_nothing_else(
    desk: Desk, seats: Seats, tmp_path: Path, clock: Clock
) -> None:
    courier = seats("cora")
    sent: list[str] = []
    mail(courier, tmp_path, "x")
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    letter = reply.Outgoing(ticket_id=row.id, text="Yes.", subject="Re", to_address="bob@two.example", base_event=99)
    reply.send_reply(desk, letter)
    clock.forward(minutes=1)
    with pytest.raises(KeyboardInterrupt):
        sending.watch(courier, lambda one: sent.append(one.state), stop)
    assert sent == ["written"]
    mail(courier, tmp_path, "y", answers="x")
    for act in (lambda: reply.send_reply(courier, letter), lambda: reply.add_note(courier, row.id, "hm")):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code in ("role_may_not", "database_refused")


def test_the_courier_takes_in_an_edit_that_changes_what_nobody_confirmed(
    desk: Desk, seats: Seats, tmp_path: Path
) -> None:
    courier = seats("cora")
    came(courier, tmp_path, THREE)
    key = proposed(desk)
    before = showing.detail(desk, key).row
    came(courier, tmp_path, OLD, edit=1)
    detail = showing.detail(desk, key)
    assert (detail.row.topic, detail.row.tier) != (before.topic, before.tier)
    assert [one.text for one in detail.questions] == [OLD]


def test_a_letter_that_the_database_keeps_back_keeps_back_no_other(
    desk: Desk, tmp_path: Path, clock: Clock, team_database: TeamDatabase
) -> None:
    """Held by a look that nobody asked for through the services: the owner's hand, a program of somebody's own."""
    for name in ("x", "y"):
        mail(desk, tmp_path, name)
    rows = showing.queue_page(desk, parse("is:open").query).rows
    for row in rows:
        letter = reply.Outgoing(
            ticket_id=row.id, text="Yes.", subject="Re", to_address="bob@two.example", base_event=99
        )
        reply.send_reply(desk, letter)
    with psycopg.connect(team_database.dsn()) as owner:
        owner.execute(
            "INSERT INTO decisions (gid, ticket_id, n, kind, made_at, staff_id, agreement_id, engine_version, outcome,"
            " message_id) SELECT 'd', o.ticket_id, 1, 'refusal', 0, o.staff_id, a.id, '4', 'refuse', o.message_id"
            " FROM outbox o, (SELECT max(id) AS id FROM agreement_versions) a ORDER BY o.id LIMIT 1"
        )
        owner.execute(
            "INSERT INTO decision_reviews (gid, decision_id, kind, state, asked_by, asked_at)"
            " SELECT 'r', id, 'second_eyes', 'asked', staff_id, 0 FROM decisions"
        )
    clock.forward(minutes=1)
    (sent,) = outbox.release_due(desk)
    assert (len(rows), sent.state) == (2, "written")


def test_a_reviewer_sees_all_and_writes_only_what_is_his(
    desk: Desk, seats: Seats, tmp_path: Path, team_database: TeamDatabase
) -> None:
    mail(desk, tmp_path, "x")
    (mine,) = showing.queue_page(desk, parse("is:open").query).rows
    assign.take(desk, mine.id, version=mine.version)
    panels = showing.panels(desk, mine.id)
    deciding.choose(desk, panels, panels.assessment.outcome)
    with desk.store.read() as connection:
        decision = connection.execute(select(tables.tickets.decisions.c.id)).scalar_one()
    reviewer = seats("rex")
    assert reviewer.store.read_only
    (row,) = showing.queue_page(reviewer, parse("is:open").query).rows
    assert showing.panels(reviewer, row.id).detail.row.id == row.id
    with pytest.raises(NotAllowed) as read_only:
        reply.add_note(reviewer, row.id, "hm")
    assert read_only.value.code == "reviewer_looks"

    store = open_store(team_database.of("rex"))  # a client that does not keep itself to that

    def annotate(unit: Unit) -> int:
        return unit.insert(
            tables.team.decision_reviews, decision_id=decision, kind="finding", state="done", verdict="agree",
            reviewer_id=reviewer.actor.staff_id, asked_at=NOW, done_at=NOW,
        )  # fmt: skip

    def note(unit: Unit) -> int:
        return unit.record(row.id, "noted", {})

    store.apply(Command(kind="review.add", actor=reviewer.actor, at=NOW), annotate)
    for kind, code in (("note", "role_may_not"), ("finding.add", "role_may_not"), ("review.add", "database_refused")):
        with pytest.raises(NotAllowed) as refused:
            store.apply(Command(kind=kind, actor=reviewer.actor, at=NOW), note)
        assert refused.value.code == code
    store.close()
