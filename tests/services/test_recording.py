"""Decisions are written down with all that they were made from, and a record that was changed afterwards is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.query import parse
from console.records.base import TicketId
from console.services import closing, deciding, refusing, returning, showing, triage
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.replaying import CHANGED, ERASED, UNSIGNED, WHOLE
from console.store import chain, codec, tables
from tests.services.conftest import NOW, add_license
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_intake import chat, said

DECISIONS = tables.tickets.decisions


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    body = "How is the commission rounded in the panel, section Commissions?"
    mail = raw_mail("x", sender="Bob <bob@two.example>", subject="Rounding", body=body, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return row.id


def refuse(desk: Desk, ticket: TicketId) -> None:
    panels = showing.panels(desk, ticket)
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", "en")
    refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)


def rows(desk: Desk) -> list[Any]:
    with desk.store.read() as connection:
        return list(connection.execute(select(DECISIONS).order_by(DECISIONS.c.n)))


def rewrite(desk: Desk, **values: object) -> None:
    """Do what only the owner of a database can: take its guards away and change the record of a decision."""
    with desk.store._engine.begin() as connection:
        if desk.store.is_postgres:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for guard in ("never_changed", "only_erased"):
                connection.exec_driver_sql(f"DROP TRIGGER decisions_{guard}")
        connection.execute(DECISIONS.update().values(**values))


def replays(desk: Desk, ticket: TicketId) -> list[tuple[str, str, bool, bool]]:
    number = showing.detail(desk, ticket).row.number
    return [(one.kind, one.kept, one.same, one.holds) for one in showing.ticket(desk, number, replay=True).replays]


def told(desk: Desk, ticket: TicketId, kind: str) -> dict[str, Any]:
    history = showing.ticket(desk, showing.detail(desk, ticket).row.number).history
    found = [one.new for one in history if one.kind == kind]
    assert isinstance(found[-1], dict)
    return found[-1]


def test_a_decision_carries_every_version_that_it_was_made_under(desk: Desk, ticket: TicketId) -> None:
    refuse(desk, ticket)
    deciding.choose(desk, showing.panels(desk, ticket), "accept", reason="One question only")
    refusal, choice = rows(desk)
    (hours,) = desk.company.schedules
    for one in (refusal, choice):
        assert (one.schedule_id, one.letters_version) == (hours.id, desk.agreement.letters_version)
        assert (one.agreement_id, one.engine_version) == (desk.agreement.id, desk.agreement.engine_version)
        assert one.inputs_sha256 == codec.digest(one.inputs.encode())
        assert one.result_sha256 == codec.digest(one.result.encode())
        assert one.readings == "{}"
    assert (refusal.chosen_outcome, choice.chosen_outcome) == (None, "accept")
    with desk.store.read() as connection:
        kinds = select(tables.ledger.commands.c.kind).where(
            tables.ledger.commands.c.id.in_([refusal.command_id, choice.command_id])
        )
        assert sorted(connection.execute(kinds).scalars()) == ["choose", "reply"]
        events = select(tables.ledger.events.c.hashed).where(tables.ledger.events.c.kind == "decided")
        hashed = [bytes(one).decode() for one in connection.execute(events).scalars()]
    assert all(
        one.inputs_sha256 in text and one.result_sha256 in text for one, text in zip(rows(desk), hashed, strict=True)
    )
    assert replays(desk, ticket) == [("decision", WHOLE, True, True)] * 2


@pytest.mark.parametrize("field", ["inputs", "result"])
def test_a_record_that_was_changed_afterwards_does_not_hold(desk: Desk, ticket: TicketId, field: str) -> None:
    refuse(desk, ticket)
    (one,) = rows(desk)
    changed = json.loads(getattr(one, field))
    changed |= {"inputs": {"message": "other words"}, "result": {"outcome": "accept"}}[field]
    text = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    rewrite(desk, **{field: text})
    assert [(kind, kept, holds) for kind, kept, _, holds in replays(desk, ticket)] == [("decision", CHANGED, False)]
    rewrite_digest = {f"{field}_sha256": codec.digest(text.encode())}
    with desk.store._engine.begin() as connection:  # the row fits itself again, the chain does not
        if desk.store.is_postgres:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(DECISIONS.update().values(**rewrite_digest))
    assert [(kept, holds) for _, kept, _, holds in replays(desk, ticket)] == [(CHANGED, False)]


def test_what_was_erased_is_said_and_an_older_record_without_digests_too(desk: Desk, ticket: TicketId) -> None:
    deciding.choose(desk, showing.panels(desk, ticket), "refuse")
    with desk.store._engine.begin() as connection:
        connection.execute(DECISIONS.update().values(inputs="", result="", override_reason=None))
    assert replays(desk, ticket) == [("decision", ERASED, False, True)]
    stored = showing.detail(desk, ticket).decisions[0]
    view = showing.panels(desk, ticket).assessment
    older = type(stored)(
        **{name: getattr(stored, name) for name in stored.__slots__}
        | {"inputs": view.inputs, "result": view.result, "inputs_sha256": "", "result_sha256": ""}
    )
    again = showing.replaying.decision(desk, older)
    assert (again.kept, again.same, again.holds) == (UNSIGNED, True, True)


def test_a_closing_and_a_reopening_are_taken_again(desk: Desk, ticket: TicketId) -> None:
    refuse(desk, ticket)
    judged = closing.judge(desk, ticket)
    version = showing.detail(desk, ticket).row.version
    closing.close(desk, ticket, judged.allowed[0], version=version)
    returning.reopen(desk, ticket, version=version + 1)
    kept = told(desk, ticket, "closed")["judged"]
    assert json.loads(kept["inputs"])["zone"] == "Europe/Moscow"
    assert tuple(json.loads(kept["result"])["allowed"]) == judged.allowed
    assert (kept["agreement_id"], kept["engine_version"]) == (desk.agreement.id, desk.agreement.engine_version)
    assert replays(desk, ticket) == [
        ("decision", WHOLE, True, True),
        ("closing", WHOLE, True, True),
        ("reopening", WHOLE, True, True),
    ]
    with desk.store.read() as connection:
        assert chain.verify(connection, ticket) is None


def test_a_closing_that_would_be_judged_otherwise_now_is_told(desk: Desk, ticket: TicketId) -> None:
    refuse(desk, ticket)
    judged = closing.judge(desk, ticket)
    version = showing.detail(desk, ticket).row.version
    closing.close(desk, ticket, judged.allowed[0], version=version)
    shown = showing.ticket(desk, showing.detail(desk, ticket).row.number)
    event = shown.history[-1]
    assert isinstance(event.new, dict)
    kept = event.new["judged"]
    assert isinstance(kept, dict)
    facts = json.loads(str(kept["inputs"]))
    facts["facts"]["last_primary"] = None
    kept["inputs"] = json.dumps(facts)
    (again,) = showing.replaying.every(desk, (), shown.history)
    assert (again.kind, again.kept, again.same, again.holds) == ("closing", CHANGED, False, False)
    assert {one.place for one in again.differences} >= {"proposed"}


def test_a_fact_keeps_the_version_of_the_message_that_it_rests_on(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(chat([said(1, 0, "How do I add a currency in the panel?")]))
    list(import_paths(desk, [path]))
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    detail = showing.detail(desk, row.id)
    message = showing.messages(desk, row.id)[0].id
    fact = triage.set_fact(
        desk, row.id, "panel_section", value=True, version=detail.row.version, evidence=(message, 0, 3)
    )
    assert fact.replayed is False
    edited = str(int((NOW).timestamp()) + 540)
    path.write_text(chat([said(1, 0, "How do I drop a currency in the panel?", edited_unixtime=edited)]))
    list(import_paths(desk, [path]))
    detail = showing.detail(desk, row.id)
    found = {one.name: (one.message_version, one.newest) for one in detail.facts if one.message_id is not None}
    assert found["panel_section"] == (1, False)
    assert told(desk, row.id, "fact_set")["version"] == 1
    triage.confirm_proposals(desk, detail)
    kept = {one.name: one.message_version for one in showing.detail(desk, row.id).facts if one.message_id}
    assert kept.pop("panel_section") == 1  # what a person said of the old words goes on resting on them
    assert set(kept.values()) == {2}
    version = showing.detail(desk, row.id).row.version
    triage.set_fact(desk, row.id, "panel_section", value=True, version=version, evidence=(message, 0, 3))
    found = {one.name: (one.message_version, one.newest) for one in showing.detail(desk, row.id).facts}
    assert found["panel_section"] == (2, True)
