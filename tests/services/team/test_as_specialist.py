"""What a specialist does all day, through the ordinary services, with the rights of that role in the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.faults import NotAllowed
from console.query import parse
from console.records.base import TicketId
from console.records.schedules import ScheduleRecord
from console.services import assign, company, outbox, registry, reply, showing, together, triage, undo
from console.services.closing import close, judge
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import Unit, check, tables
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write
from tests.services.team.conftest import Seats

WHO = "ann"
BODY = "How is the commission rounded in the panel, section Commissions? Version 4.6.0."


def ticket_of(desk: Desk, tmp_path: Path, message_id: str = "x") -> TicketId:
    mail = raw_mail(message_id, sender="Bob <bob@two.example>", subject="Rounding", body=BODY, at=NOW)
    list(import_paths(desk, [write(tmp_path / message_id, mail)]))
    return showing.queue_page(desk, parse("is:open").query).rows[0].id


def version(desk: Desk, ticket: TicketId) -> int:
    return showing.detail(desk, ticket).row.version


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(NotAllowed) as stopped:
        yield
    assert stopped.value.code in codes
    assert all("{{" not in part for part in stopped.value.words("ru"))


def test_take_note_reply_call_back_write_close_and_open_again(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    ticket = ticket_of(desk, tmp_path)
    assign.take(desk, ticket, version=version(desk, ticket))
    reply.add_note(desk, ticket, "Called them")
    triage.set_fact(desk, ticket, "is_error", True, version=version(desk, ticket))
    letter = reply.Outgoing(
        ticket_id=ticket, text="See 4.2.", subject="Re", to_address="bob@two.example", base_event=99
    )
    sent: Any = reply.send_reply(desk, letter).result
    outbox.recall(desk, int(sent["outbox"]))
    reply.send_reply(desk, letter)
    clock.forward(minutes=1)
    (written,) = outbox.release_due(desk)
    assert written.state == "written"
    judged = judge(desk, ticket)
    event = close(desk, ticket, judged.allowed[0], version=version(desk, ticket)).result
    undo.undo(desk, ticket, int(str(event)))
    assert showing.detail(desk, ticket).row.owner_id == desk.actor.staff_id
    with desk.store.read() as connection:
        assert [one for one in check.contents(connection) if one.code != "rights"] == []


def test_a_ticket_goes_to_a_colleague_and_back_until_the_colleague_acts(
    desk: Desk, seats: Seats, tmp_path: Path
) -> None:
    ticket, ben = ticket_of(desk, tmp_path), seats("ben")
    assign.take(desk, ticket, version=version(desk, ticket))
    given: Any = assign.assign(desk, ticket, ben.actor.staff_id, version=version(desk, ticket)).result
    undo.undo(desk, ticket, int(given))
    assert showing.detail(desk, ticket).row.owner_id == desk.actor.staff_id
    given = assign.assign(desk, ticket, ben.actor.staff_id, version=version(desk, ticket)).result
    reply.add_note(ben, ticket, "Mine now")
    with refused("owned_by_other"):
        undo.undo(desk, ticket, int(given))
    assert showing.detail(desk, ticket).row.owner_id == ben.actor.staff_id


def test_many_at_once_leave_those_of_a_colleague(desk: Desk, seats: Seats, tmp_path: Path) -> None:
    ben = seats("ben")
    for name in ("a", "b", "c"):
        ticket_of(desk, tmp_path, name)
    keys = [row.id for row in showing.queue_page(desk, parse("is:open").query).rows]
    assign.take(ben, keys[0], version=version(ben, keys[0]))
    done = together.told(together.assign(desk, keys, desk.actor.staff_id, lambda _done, _of: None))
    assert [one for one, _ in done.done] == sorted(keys[1:])
    assert done.left == ((keys[0], "owned_by_colleague"),)
    together.undo(desk, done.done, lambda _done, _of: None)
    assert showing.detail(desk, keys[1]).row.owner_id is None


def test_a_client_that_forgets_to_ask_whose_it_is_is_refused_by_the_database(
    desk: Desk, seats: Seats, tmp_path: Path
) -> None:
    ticket, ben = ticket_of(desk, tmp_path), seats("ben")
    assign.take(ben, ticket, version=version(ben, ticket))
    me = int(desk.actor.staff_id)
    before = showing.detail(desk, ticket)

    def act(unit: Unit) -> int:
        return unit.change_ticket(ticket, "assigned", {"owner_id": me, "owner_key": me})

    with refused("owned_by_other") as _:
        desk.apply(desk.command("assign", ticket_id=ticket), act)
    assert showing.detail(desk, ticket) == before


def test_what_only_a_lead_does_is_refused_and_nothing_is_written(desk: Desk, clock: Clock) -> None:
    with desk.store.read() as connection:
        (license_id, *_) = connection.execute(tables.licensing.licenses.select()).scalars().all()
        held = registry.read_license(connection, license_id)
    clock.forward(days=1)
    schedule = ScheduleRecord(id=0, version_label="2", time_zone="UTC", hours={}, source="", valid_from=NOW)
    for act in (
        lambda: registry.record_purchase(desk, license_id, paid_at=NOW, length=12, evidence="No. 7"),
        lambda: registry.edit_license(desk, license_id, purchased_at=NOW - timedelta(days=1)),
        lambda: registry.edit_domain(desk, held.domains[0].id, name="second.example"),
        lambda: registry.add_license(
            desk, registry.NewLicense(key="N", plan="PRO", customer="One", purchased_at=NOW, domains=())
        ),
        lambda: company.set_setting(desk.store, desk.actor, "policy_tz", "UTC", at=NOW),
        lambda: company.add_schedule(desk.store, desk.actor, schedule, at=NOW),
    ):
        with refused("database_refused"):
            act()
    with desk.store.read() as connection:
        assert registry.read_license(connection, license_id) == held
