"""The letter of clause 29: once to each customer, in the customer's language, and no answer to anything."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from console.faults import NotAllowed
from console.services import acknowledging, drafting, outbox, showing, telling
from console.services.desk import Desk
from console.store import check, tables
from tests.services.conftest import NOW, Clock, add_license
from tests.services.requests_for_matters import events, request_of

DAY = date(2027, 1, 1)
ASKED = "How is the commission rounded in the panel, section Commissions?"


def coming(desk: Desk) -> int:
    seen = drafting.new(desk, "2027")
    seen = drafting.edit(desk, "2027", (drafting.edit_of("agreement.published_on=2026-12-20"),), seen=seen)
    drafting.put_in_force(desk, "2027", DAY, seen=seen)
    return telling.newest(desk)


def letters(desk: Desk) -> list[tuple[str, str, str]]:
    outbox, versions = tables.desk.outbox, tables.messages.message_versions
    asked = select(outbox.c.to_address, versions.c.subject, versions.c.body).join(
        versions, versions.c.message_id == outbox.c.message_id
    )
    with desk.store.read() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def test_a_customer_is_told_once_of_the_version_that_comes(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW)
    ticket = request_of(desk, tmp_path, ASKED)
    before = showing.detail(desk, ticket).row
    version = coming(desk)
    assert version != desk.agreement.id
    waiting = telling.concerned(desk, version)
    assert {one.customer for one in waiting} == {"Customer HRB-1", "Customer HRB-2"}
    first = next(one for one in waiting if one.customer == "Customer HRB-1")
    clock.forward(minutes=5)
    telling.tell(desk, first.customer_id, version)
    ((address, subject, text),) = letters(desk)
    assert address == "ann@one.example"
    assert "20 December 2026" in subject
    assert "1 January 2027" in text
    assert "29.4" in text
    assert "{{" not in text
    after = showing.detail(desk, ticket).row
    assert (after.status, after.owner, after.review_from) == (before.status, before.owner, before.review_from)
    assert [one["agreement"] for one in events(desk, ticket, "agreement_told")] == [version]
    assert not showing.detail(desk, ticket).questions[0].answered
    (told,) = [one for one in acknowledging.acknowledged(desk, first.customer_id) if one.agreement_id == version]
    assert told.noticed_at == datetime.combine(NOW, NOW.timetz()).replace(minute=5)
    assert {one.customer for one in telling.concerned(desk, version)} == {"Customer HRB-2"}
    with pytest.raises(NotAllowed) as fault:
        telling.tell(desk, first.customer_id, version)
    assert fault.value.code == "told_already"
    assert len(letters(desk)) == 1
    with desk.store.read() as connection:
        assert check.contents(connection) == ()


def test_the_same_command_again_sends_nothing_again(desk: Desk, tmp_path: Path) -> None:
    request_of(desk, tmp_path, ASKED)
    version = coming(desk)
    (one,) = telling.concerned(desk, version)
    applied = telling.tell(desk, one.customer_id, version, command_id="a" * 32)
    assert telling.tell(desk, one.customer_id, version, command_id="a" * 32).result == applied.result
    assert len(letters(desk)) == 1


def test_a_customer_who_never_wrote_cannot_be_written_to(desk: Desk) -> None:
    version = coming(desk)
    (one,) = telling.concerned(desk, version)
    with pytest.raises(NotAllowed) as fault:
        telling.tell(desk, one.customer_id, version)
    assert fault.value.code == "nowhere_to_write"
    assert [other.customer_id for other in telling.concerned(desk, version)] == [one.customer_id]


def test_calling_the_letter_back_takes_back_that_the_customer_was_told(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    ticket = request_of(desk, tmp_path, ASKED)
    version = coming(desk)
    (one,) = telling.concerned(desk, version)
    sent = telling.tell(desk, one.customer_id, version).result
    assert isinstance(sent, dict)
    assert telling.concerned(desk, version) == ()
    outbox.recall(desk, int(str(sent["outbox"])))
    (again,) = telling.concerned(desk, version)
    assert (again.customer_id, again.noticed_at) == (one.customer_id, None)
    assert showing.ticket(desk, showing.detail(desk, ticket).row.number).history[-1].kind == "recalled"

    clock.forward(minutes=1)
    sent = telling.tell(desk, one.customer_id, version).result  # told again, once
    assert isinstance(sent, dict)
    assert telling.concerned(desk, version) == ()
    clock.forward(minutes=1)
    with pytest.raises(NotAllowed):
        outbox.recall(desk, int(str(sent["outbox"])))  # it has left: the customer was told
    assert telling.concerned(desk, version) == ()
    with desk.store.read() as connection:
        assert check.contents(connection) == ()
