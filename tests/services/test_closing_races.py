"""What may be chosen at a closing is judged when it is carried out, not when somebody looked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.faults import Fault, NotAllowed, NotSet, Stale
from console.query import parse
from console.records.base import Status, TicketId
from console.records.commands import Command
from console.services import closing, company, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.reply import Outgoing, send_reply
from console.store import check, open_store
from console.store.tables.desk import settings
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write

ANN = "ann@one.example"
NO_ANSWER = "28.1.10"


@pytest.fixture
def waiting(desk: Desk, tmp_path: Path, clock: Clock) -> TicketId:
    """A request whose customer was asked eleven days ago, where ten are waited for."""
    company.set_setting(desk.store, desk.actor, "no_response_close_after_days", 10, at=NOW)
    take(desk, tmp_path, "a", NOW)
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    question = Outgoing(
        ticket_id=row.id, text="Which version?", subject="Re", to_address=ANN, base_event=10_000, asks=True, final=False
    )
    send_reply(desk, question)
    clock.forward(days=11)
    return row.id


def take(desk: Desk, tmp_path: Path, key: str, at: datetime, answers: str = "") -> None:
    mail = raw_mail(key, sender=ANN, subject="Help", body="It is " + key, at=at, answers=answers)
    list(import_paths(desk, [write(tmp_path / key, mail)]))


def close(desk: Desk, ticket: TicketId, judged: closing.Judged, reason: str = NO_ANSWER) -> object:
    return closing.close(desk, ticket, reason, version=judged.version)


def status(desk: Desk, ticket: TicketId) -> Status:
    return showing.detail(desk, ticket).row.status


def test_no_caller_can_close_with_a_reason_that_does_not_stand(desk: Desk, waiting: TicketId) -> None:
    judged = closing.judge(desk.refreshed(), waiting)
    barred = {one.clause for one in judged.reasons} - set(judged.allowed)
    assert {"28.1.1", "28.1.9"} <= barred
    for clause in sorted(barred):
        with pytest.raises(NotAllowed) as told:
            close(desk, waiting, judged, clause)
        assert (told.value.code, told.value.params["reason"]) == ("closing_not_allowed", clause)
        assert told.value.params["why"]
    assert showing.detail(desk, waiting).row.version == judged.version
    close(desk, waiting, judged)
    assert status(desk, waiting) is Status.CLOSED


def test_what_the_company_set_since_the_look_counts(desk: Desk, waiting: TicketId) -> None:
    looking = desk.refreshed()
    judged = closing.judge(looking, waiting)
    assert NO_ANSWER in judged.allowed
    company.set_setting(desk.store, desk.actor, "no_response_close_after_days", 30, at=NOW)
    with pytest.raises(NotAllowed) as told:
        close(looking, waiting, judged)
    assert told.value.params["why"] == "not_long_enough"
    assert status(desk, waiting) is Status.WAITING


def test_the_answer_that_came_since_the_look_keeps_it_open(desk: Desk, waiting: TicketId, tmp_path: Path) -> None:
    judged = closing.judge(desk.refreshed(), waiting)
    take(desk, tmp_path, "b", NOW + timedelta(days=11), answers="a")
    with pytest.raises((NotAllowed, Stale)):
        close(desk, waiting, judged)
    version = showing.detail(desk, waiting).row.version
    with pytest.raises(NotAllowed) as told:
        close(desk, waiting, replace(judged, version=version))
    assert told.value.params["why"] == "answer_arrived"
    assert status(desk, waiting) is Status.OPEN


def test_without_the_zone_of_the_policy_nothing_is_closed(desk: Desk, waiting: TicketId) -> None:
    judged = closing.judge(desk.refreshed(), waiting)
    with desk.store._engine.begin() as connection:
        connection.execute(settings.delete().where(settings.c.name == "policy_tz"))
    with pytest.raises(NotSet):
        close(desk, waiting, judged)
    assert status(desk, waiting) is Status.WAITING


def test_an_act_that_is_under_way_is_waited_for_and_then_judged(
    desk: Desk, waiting: TicketId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other act holds the settings of the closing uncommitted while the closing begins."""
    judged = closing.judge(desk.refreshed(), waiting)
    inside, go_on = threading.Event(), threading.Event()

    def lengthen() -> None:
        store = open_store(desk.store.url)

        def act(unit: object) -> None:
            unit.record(waiting, "noted", {})  # type: ignore[attr-defined]  # the unit of the other store
            company.put_setting(unit, "no_response_close_after_days", 30)  # type: ignore[arg-type]  # the unit of the other store
            inside.set()
            go_on.wait(3)

        try:
            store.apply(Command(kind="test", actor=desk.actor, at=desk.clock()), act)  # type: ignore[arg-type]  # its unit is told as an object
        finally:
            store.close()

    def close_it() -> Fault | None:
        inside.wait(5)
        try:
            close(desk, waiting, judged)
        except Fault as fault:
            return fault
        return None

    with ThreadPoolExecutor(2) as pool:
        other, ours = pool.submit(lengthen), pool.submit(close_it)
        inside.wait(5)
        threading.Timer(0.5, go_on.set).start()
        other.result(10)
        fault = ours.result(10)
    assert isinstance(fault, NotAllowed)
    assert fault.params["why"] == "not_long_enough"
    assert status(desk, waiting) is Status.WAITING
    with desk.store.read() as connection:
        assert check.check(connection) == ()


def test_of_two_who_close_at_once_one_is_told_that_it_is_closed(desk: Desk, waiting: TicketId) -> None:
    judged, start = closing.judge(desk.refreshed(), waiting), threading.Barrier(2)

    def one(reason: str) -> object:
        store = open_store(desk.store.url)
        try:
            start.wait(5)
            return close(replace(desk, store=store), waiting, judged, reason)
        except Fault as fault:
            return fault.code
        finally:
            store.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(one, (NO_ANSWER, "28.1.3")))
    assert [one for one in found if isinstance(one, str)] == ["already_closed"]
    closed = list(showing.ticket(desk, showing.detail(desk, waiting).row.number).history)
    assert sum(one.kind == "closed" for one in closed) == 1
