"""When a request was received: by the server that took it in, never by what its sender says; a person corrects it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.faults import BadInput, NotAllowed, Stale
from console.query import parse
from console.records.base import Role
from console.records.intake import Fate
from console.services import deciding, receiving, showing, undo
from console.services.desk import Desk
from console.services.intake import earlier
from console.store import open_store, tables
from console.store.queries.ticket_records import said_of
from console.views import told
from console.views.ticket import events
from console.views.words import say
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_intake import ANN, fates, take, whole
from tests.services.test_intake_threads import first

YEARS = timedelta(days=800)
HOUR = timedelta(hours=1)


def came(mail: bytes, *at: datetime) -> bytes:
    lines = (f"Received: from mx.example\n by desk.example; {format_datetime(one)}\n" for one in at)
    return "".join(lines).encode() + mail


def asks(key: str, said: datetime | None, *at: datetime, sender: str = ANN, answers: str = "", body: str = "") -> bytes:
    text = body or "Where do I set the commission of a direction in the panel?"
    made = raw_mail(key, sender=sender, subject=f"About {key}", body=text, at=said or NOW, answers=answers)
    if said is None:
        made = b"\n".join(line for line in made.split(b"\n") if not line.startswith(b"Date:"))
    return came(made, *at)


@pytest.mark.parametrize(
    ("said", "at", "received", "problems"),
    [
        (NOW - HOUR, (NOW - HOUR / 2, NOW - YEARS), NOW - HOUR / 2, ()),
        (NOW - YEARS, (NOW - HOUR,), NOW - HOUR, ("date_differs",)),
        (NOW + YEARS, (NOW - HOUR,), NOW - HOUR, ("date_in_future", "date_differs")),
        (NOW + YEARS, (), NOW, ("date_in_future",)),
        (NOW - YEARS, (), NOW - YEARS, ()),
        (None, (NOW - HOUR,), NOW - HOUR, ()),
        (None, (), NOW, ("no_date",)),
    ],
    ids=("in time", "dated back", "ahead", "ahead alone", "an old mailbox", "received alone", "neither"),
)
def test_a_mail_was_received_when_the_last_server_took_it_in(
    desk: Desk,
    tmp_path: Path,
    said: datetime | None,
    at: tuple[datetime, ...],
    received: datetime,
    problems: tuple[str, ...],
) -> None:
    (line,) = take(desk, write(tmp_path / "in", asks("a", said, *at)))
    row = first(desk)
    assert (row.received_at, line.problems) == (received, problems)
    (message,) = showing.messages(desk, row.id)
    assert message.problems == problems
    assert message.sent_at == (received if problems or said is None else said)
    assert (row.license_state == "free") is (received > NOW - timedelta(days=90))


def test_what_the_head_of_a_mail_said_may_be_left_out() -> None:
    assert said_of('{"to": ["a@one.example"], "cc": []}') == {}
    told = said_of('{"date": ["\u2588\u2588"], "reply_to": ["b@one.example"], "from": []}')
    assert told == {"said_at": None, "said_from": "", "answers_to": "b@one.example"}


def test_who_answers_for_a_ticket_corrects_when_it_was_received(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "in", asks("a", NOW - YEARS)))
    row = first(desk)
    assert row.license_state != "free"
    with pytest.raises(BadInput, match="ahead"):
        receiving.set_received(desk, row.id, NOW + HOUR, version=row.version)
    another = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed, match="lead"):
        receiving.set_received(another, row.id, NOW - HOUR, version=row.version)
    done = receiving.set_received(desk, row.id, NOW - HOUR, version=row.version)
    again = first(desk)
    assert (again.received_at, again.license_state) == (NOW - HOUR, "free")
    shown = showing.ticket(desk, row.number)
    assert shown.history[-1].kind == "received_set"
    assert shown.now is not None
    assert shown.now.outcome == "accept"
    undo.undo(desk, row.id, int(str(done.result)))
    assert first(desk).received_at == NOW - YEARS
    whole(desk)


def test_the_order_of_files_decides_nothing(desk: Desk, tmp_path: Path) -> None:
    beginning = asks("a", NOW - 120 * 24 * HOUR, body="How do I add a user in the panel?")
    going_on = asks("b", NOW - HOUR, answers="a", body="It gives the error 500 in Orders!")
    take(desk, write(tmp_path / "late", going_on))
    assert (first(desk).license_state, first(desk).subject) == ("free", "About b")
    assert fates(take(desk, write(tmp_path / "early", beginning))) == [Fate.ADDED]
    late = showing.ticket(desk, first(desk).number)
    columns = tables.tickets.tickets.c
    with desk.store.read() as connection:
        said = connection.execute(select(columns.last_inbound_at, columns.last_message_at)).one()
    assert tuple(said) == (NOW - HOUR, NOW - HOUR)
    assert late.history[-1].kind == "received_earlier"
    row, questions = late.detail.row, [(one.text, one.topic) for one in late.detail.questions]
    assert (row.subject, row.received_at) == ("About a", NOW - 120 * 24 * HOUR)
    whole(desk)
    first_come, then = (mail.replace(b"<a@", b"<c@").replace(b"<b@", b"<d@") for mail in (beginning, going_on))
    take(desk, write(tmp_path / "in order", first_come, then))  # the same two, of another thread
    at_once = (mail.replace(b"<a@", b"<e@").replace(b"<b@", b"<f@") for mail in (going_on, beginning))
    take(desk, write(tmp_path / "at once", *at_once))
    in_order, turned = (showing.ticket(desk, number) for number in (2, 3))
    other = in_order.detail.row
    assert [(one.text, one.topic) for one in in_order.detail.questions] == questions
    wanted = {one.name: one.value for one in in_order.detail.facts}
    for other_way in (late, turned):
        row, stands = other_way.detail.row, {one.name: one.value for one in other_way.detail.facts}
        assert (other.subject, other.topic, other.tier) == (row.subject, row.topic, row.tier)
        assert (other.received_at, other.license_state) == (row.received_at, row.license_state)
        assert {name: stands[name] for name in wanted} == wanted
    assert len(showing.queue_page(desk, parse("user").query).rows) == 3
    whole(desk)


def test_a_date_that_a_sender_wrote_keeps_no_earlier_mail_from_beginning_a_request(desk: Desk, tmp_path: Path) -> None:
    dated_back = asks("b", NOW - 3 * HOUR, NOW - HOUR, answers="a")  # it says three hours, and came one hour ago
    take(desk, write(tmp_path / "late", dated_back))
    take(desk, write(tmp_path / "early", asks("a", NOW - 2 * HOUR, NOW - 2 * HOUR)))
    assert (first(desk).subject, first(desk).received_at) == ("About a", NOW - 2 * HOUR)


def test_a_decision_waits_for_the_earlier_mail_that_is_coming_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(desk, write(tmp_path / "late", asks("b", NOW - HOUR, answers="a")))
    panels, columns = showing.panels(desk, first(desk).id), earlier._columns
    chosen: list[Future[object]] = []
    with ThreadPoolExecutor(1) as other, closing(open_store(desk.store.url)) as store:
        beside = replace(desk, store=store)

        def once_decisions_are_read(*given: Any, **named: Any) -> dict[str, object]:
            chosen.append(other.submit(deciding.choose, beside, panels, "accept", reason=""))
            wait(chosen, timeout=0.3)
            assert not chosen[0].done()
            return columns(*given, **named)

        monkeypatch.setattr(earlier, "_columns", once_decisions_are_read)
        assert fates(take(desk, write(tmp_path / "early", asks("a", NOW - 2 * HOUR)))) == [Fate.ADDED]
        assert isinstance(chosen[0].exception(), Stale)
    assert first(desk).received_at == NOW - 2 * HOUR


def test_what_a_person_decided_stays_when_an_earlier_message_comes_in(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "late", asks("b", NOW - HOUR, answers="a")))
    row = first(desk)
    deciding.choose(desk, showing.panels(desk, row.id), "accept", reason="")
    assert fates(take(desk, write(tmp_path / "early", asks("a", NOW - YEARS)))) == [Fate.ADDED]
    again = showing.ticket(desk, row.number)
    assert (again.detail.row.received_at, again.detail.row.license_state) == (NOW - HOUR, "free")
    event = again.history[-1]
    assert (event.kind, dict(event.new)["stays"]) == ("received_earlier", True)
    assert say("event.received_earlier_stays") in events.line(event, (), {})[1]
    assert again.detail.row.unread
    assert [one.overtaken for one in again.detail.decisions] == [True]
    assert again.now is not None
    panel = told.lines(again.now, deciding.chosen_of(again.detail, again.now), "")
    assert f"  {say('decision.overtaken')}" in panel
    receiving.set_received(desk, row.id, NOW - 2 * HOUR, version=again.detail.row.version)
    assert not showing.detail(desk, row.id).decisions[0].overtaken


def test_no_decision_is_spoken_of_where_a_person_only_set_the_time_of_receipt(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "late", asks("b", NOW - HOUR, answers="a")))
    row = first(desk)
    receiving.set_received(desk, row.id, NOW - HOUR / 2, version=row.version)
    take(desk, write(tmp_path / "early", asks("a", NOW - YEARS)))
    event = showing.ticket(desk, row.number).history[-1]
    assert first(desk).received_at == NOW - HOUR / 2
    assert say("event.received_earlier_kept") in events.line(event, (), {})[1]
