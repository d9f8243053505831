"""Reports: every number is worked out from what is written, and opens exactly the tickets that it counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import select

from console import stopping
from console.faults import BadInput, Locked
from console.query import parse
from console.records.base import Role, TicketId
from console.records.reporting import NAMES, Days, Figure, Line, Part, Report
from console.services import appeals, deciding, license_list, reporting, showing, targets, triage
from console.services.desk import Desk, ensure_staff, open_desk
from console.services.intake.run import import_paths
from console.services.license_list import LicensesAsked
from console.services.reply import Outgoing, send_reply
from console.services.reporting.consistency import same
from console.services.reporting.lists import KEPT, _read
from console.store import tables
from tests.services.conftest import NOW, Clock, add_license, furnish
from tests.services.letters_of_mail import raw_mail, write

WEEK = Days(first=date(2026, 11, 23), last=date(2026, 11, 29))
ANN, BOB, TIM = "Ann <ann@one.example>", "Bob <bob@two.example>", "Tim <tim@three.example>"


def ticket_of(
    desk: Desk, folder: Path, sender: str, key: str, body: str = "How is it rounded in the panel?"
) -> TicketId:
    mail = raw_mail(key, sender=sender, subject=f"Matter {key}", body=body, at=desk.clock())
    list(import_paths(desk, [write(folder / key, mail)]))
    found = showing.queue_page(desk, parse(f'subject:"Matter {key}"').query).rows
    return found[0].id


def topic(desk: Desk, ticket: TicketId, name: str = "panel_section") -> None:
    triage.set_topic(desk, ticket, name, version=showing.detail(desk, ticket).row.version)


def answer(desk: Desk, ticket: TicketId, address: str) -> None:
    send_reply(
        desk,
        Outgoing(
            ticket_id=ticket, text="Here is how.", subject="Re", to_address=address, base_event=10_000, final=True
        ),
    )


def part(report: Report, key: str) -> Part:
    return next(one for one in report.parts if one.key == key)


def line(found: Part, name: str) -> Line:
    return next(one for one in found.lines if name in (one.label.text, one.label.kind))


def value(one: Line, place: int) -> float | None:
    cell = one.cells[place]
    assert isinstance(cell, Figure)
    return cell.value


def figures(report: Report) -> list[Figure]:
    lines = [(one, *(() if found.total is None else (found.total,))) for found in report.parts for one in found.lines]
    return [cell for some in lines for one in some for cell in one.cells if isinstance(cell, Figure)]


def check_behind(desk: Desk, report: Report) -> int:
    """Open every number: the query reads back, and has exactly as many tickets. Return how many were opened."""
    opened = 0
    for one in figures(report):
        if one.licenses is not None:
            asked = LicensesAsked(behind=one.licenses)
            counted = license_list.count(desk, asked).number
            assert counted == len(license_list.page(desk, asked, limit=1_000).rows) == one.value
            opened += 1
            continue
        if not one.query:
            assert not one.value or one.kind != "count"
            continue
        parsed = parse(one.query)
        assert parsed.problems == ()
        found = showing.queue_count(desk, parsed.query).number
        listed = showing.queue_page(desk, parsed.query, limit=1_000).rows
        assert found == len(listed)
        assert found == one.value or one.kind == "minutes"
        opened += 1
    return opened


@pytest.fixture
def lived(prepared_url: Callable[[str, Callable[[str], None]], str], tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A week: answered in time and late, decided alike and otherwise, an appeal that was upheld, one without a word."""
    url = prepared_url("lived", _live)
    clock.forward(hours=5)
    desk = open_desk(url, login="dana", name="Dana Kim", out_folder=tmp_path / "letters", clock=clock)
    yield desk
    desk.store.close()


def _live(url: str) -> None:
    furnish(url)
    clock = Clock()
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        desk = open_desk(url, login="dana", name="Dana Kim", out_folder=folder, clock=clock)
        add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
        add_license(desk, "HRB-3", "tim@three.example", "three.example", bought=NOW - timedelta(days=380))
        targets.set_target(desk, "first_response", 120, reason="quick")
        _work(desk, folder, clock)
        desk.store.close()


def _work(desk: Desk, folder: Path, clock: Clock) -> None:
    early = ticket_of(desk, folder, ANN, "early")
    topic(desk, early)
    clock.forward(hours=1)
    answer(desk, early, "ann@one.example")
    late = ticket_of(desk, folder, ANN, "late")
    topic(desk, late)
    changing = ticket_of(desk, folder, TIM, "changing")
    topic(desk, changing)
    clock.forward(hours=4)
    answer(desk, late, "ann@one.example")
    answer(desk, changing, "tim@three.example")
    refused = []
    for key, outcome in (("first", "refuse"), ("second", "accept"), ("third", "refuse")):
        refused.append(ticket_of(desk, folder, BOB, key))
        topic(desk, refused[-1])
        reason = "It is a small thing" if outcome == "accept" else ""
        deciding.choose(desk, showing.panels(desk, refused[-1]), outcome, reason=reason)
    _overturn(desk, refused[0])
    ticket_of(desk, folder, "stranger@nowhere.example", "unknown")


def _overturn(desk: Desk, ticket: TicketId) -> None:
    """The customer disputes a refusal, and another person decides otherwise."""
    asked: Any = appeals.ask(desk, showing.panels(desk, ticket), note="They say that it is covered").result
    other = replace(desk, actor=ensure_staff(desk.store, login="ivo", name="Ivo", role=Role.LEAD, now=desk.clock()))
    with desk.store.read() as connection:
        review = connection.execute(select(tables.team.decision_reviews.c.id)).scalar_one()
    assert asked
    appeals.decide(other, showing.panels(other, ticket), review, outcome="accept", reason="It is a small thing")


def test_a_week_is_counted_and_every_number_opens_what_it_counted(lived: Desk) -> None:
    made = {name: reporting.make(lived, name, WEEK) for name in NAMES}
    assert sum(check_behind(lived, one) for one in made.values()) > 40

    arrivals = part(made["flow"], "arrivals")
    assert arrivals.total is not None
    assert value(arrivals.total, -1) == 7
    assert [value(one, -1) for one in arrivals.lines] == [0, 7, None, None, None, None, None]

    window = part(made["answers"], "window")
    assert [value(line(window, "transition_question"), n) for n in range(6)] == [1, 0, 0, 0, 0, 0]
    assert [value(line(window, "question"), n) for n in range(6)] == [None, None, None, None, 2, 0]
    own = line(part(made["answers"], "targets"), "first_response")
    assert [value(own, n) for n in range(4)] == [1, 2, 4, 0]
    assert value(own, 4) == pytest.approx(1 / 3)
    assert [value(line(part(made["answers"], "targets"), "next_response"), n) for n in range(4)] == [None] * 4

    clauses = part(made["clauses"], "clauses")
    ((decided, refused, overridden, appealed, overturned, share),) = [
        [value(one, n) for n in range(6)] for one in clauses.lines
    ]
    assert (decided, refused, overridden, appealed, overturned, share) == (3, 2, 2, 1, 1, 1.0)

    compared = part(made["consistency"], "consistency")
    assert [value(one, 0) for one in compared.lines] == [3, 3, 0]
    unlike = part(made["consistency"], "unlike")
    assert all(re.search(r"consistency/group/[0-9a-f]{32}/", str(one.cells[3])) for one in unlike.lines)
    assert [(one.cells[2].text, value(one, 3)) for one in unlike.lines] == [("accept", 2), ("refuse", 1)]  # type: ignore[union-attr]  # there is a table here

    work = line(part(made["workload"], "workload"), "Dana Kim")
    assert [value(work, n) for n in (2, 3)] == [3, 3]
    silent = part(made["silence"], "silence")
    assert [value(one, 0) for one in silent.lines] == [4, 0, 0, 0, 0, 0]
    assert len(part(made["silence"], "longest").lines) == 4


def test_the_share_overturned_is_of_the_appeals_that_were_asked(lived: Desk) -> None:
    reviews = tables.team.decision_reviews
    before = datetime(2026, 11, 20, tzinfo=UTC)
    with lived.store._engine.begin() as connection:
        connection.execute(reviews.update().values(asked_at=before))
    week, asked = (
        part(reporting.make(lived, "clauses", days), "clauses").lines
        for days in (WEEK, Days(first=before.date(), last=before.date()))
    )
    assert [[value(one, n) for n in (3, 4, 5)] for one in week] == [[0, 1, None]]
    assert [[value(one, n) for n in (3, 4, 5)] for one in asked] == [[1, 0, 1.0]]


def test_a_filter_keeps_every_report_to_its_tickets(lived: Desk) -> None:
    query = parse("customer:HRB-2").query
    made = [reporting.make(lived, name, WEEK, query) for name in NAMES]
    assert all("customer:HRB-2" in one.query for report in made for one in figures(report) if one.query)
    assert sum(check_behind(lived, one) for one in made) > 20
    total = part(made[0], "arrivals").total
    assert total is not None
    assert value(total, -1) == 3


def test_a_number_opens_the_same_tickets_after_the_program_was_started_anew(lived: Desk) -> None:
    report = reporting.make(lived, "consistency", WEEK)
    KEPT.clear()
    assert check_behind(lived, report)


def test_rows_are_one_for_each_request(lived: Desk) -> None:
    rows = [dict(zip(reporting.COLUMNS, one, strict=True)) for one in reporting.request_rows(lived, WEEK)]
    assert [one["number"] for one in rows] == list(range(1, 8))
    assert (rows[0]["license"], rows[0]["license_at_receipt"]) == ("HRB-1", "free")
    assert rows[0]["first_answer"] == NOW + timedelta(hours=1)
    assert rows[-1]["license"] is None
    empty = Days(first=date(2026, 1, 1), last=date(2026, 1, 7))
    assert list(reporting.request_rows(lived, empty)) == []


@pytest.fixture
def alone(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    url = f"sqlite:///{tmp_path / 'alone.sqlite'}"
    made = open_desk(url, login="dana", name="Dana", out_folder=tmp_path / "out", clock=clock)
    yield made
    made.store.close()


def test_what_the_data_cannot_know_is_not_known_and_not_zero(alone: Desk) -> None:
    made = reporting.make(alone, "answers", WEEK)
    own = part(made, "targets")
    assert [value(one, 0) for one in own.lines] == [None, None]
    assert "no_targets" in own.notes
    assert "no_hours" in part(made, "window").notes
    coming = reporting.make(alone, "flow", Days(first=date(2026, 12, 1), last=date(2026, 12, 2)))
    assert {one.value for one in figures(coming)} == {None}


def test_a_report_that_nobody_waits_for_ends(alone: Desk) -> None:
    stop = stopping.Stop()
    with stopping.heard(stop):
        reporting.make(alone, "flow", WEEK)
        stop.now()
        with pytest.raises(Locked) as caught:
            reporting.make(alone, "flow", WEEK)
    assert caught.value.code == "interrupted"


def test_a_report_writes_nothing(alone: Desk) -> None:
    alone.store.read_only = True
    for name in NAMES:
        reporting.make(alone, name, WEEK)
    with pytest.raises(BadInput) as caught:
        reporting.make(alone, "weather", WEEK)
    assert caught.value.code == "unknown_report"


def test_days_are_weeks_months_and_a_persons_own() -> None:
    now = datetime(2026, 1, 1, 9, tzinfo=UTC)
    assert reporting.week(now) == Days(first=date(2025, 12, 29), last=date(2026, 1, 4))
    assert reporting.week(now, 1).last == date(2025, 12, 28)
    assert reporting.month(now) == Days(first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert reporting.month(now, 1) == Days(first=date(2025, 12, 1), last=date(2025, 12, 31))
    assert reporting.month(now, -1).last == date(2026, 2, 28)
    with pytest.raises(BadInput) as caught:
        reporting.own_days(date(2026, 2, 1), date(2026, 1, 31))
    assert caught.value.code == "report_days"
    with pytest.raises(BadInput) as caught:
        reporting.own_days(date(2000, 2, 1), date(2026, 1, 31))
    assert caught.value.code == "report_too_long"
    for first, last in ((date(1, 1, 1), date(1, 1, 2)), (date(2999, 12, 31), date(3000, 1, 1))):
        with pytest.raises(BadInput) as caught:
            reporting.own_days(first, last)
        assert caught.value.code == "report_days"
    assert _read("flow/all/2026-01-01..2026-01-02") is not None
    assert _read("flow/all/0001-01-01..0001-01-02") is None


@pytest.mark.parametrize("number", [1, 31, 32, 90, 182, 183, 400])
def test_the_pieces_of_a_span_are_the_span(number: int) -> None:
    first = date(2026, 2, 11)
    pieces = Days(first=first, last=first + timedelta(number - 1)).buckets()
    days = [one.first + timedelta(n) for one in pieces for n in range(one.number)]
    assert days == [first + timedelta(n) for n in range(number)]
    assert len(pieces) <= 31


def test_names_and_words_do_not_make_facts_differ_and_facts_do() -> None:
    one = '{"questions": [{"text": "a", "topic": "x"}], "state": "free", "domain": "a.example", "days": {"until": "1"}}'
    other = '{"questions": [{"text": "b", "topic": "x"}], "state": "free", "domain": "b.example", "days": {}}'
    third = other.replace("free", "paid")
    assert same(one, 1)[0] == same(other, 1)[0]
    assert same(one, 1)[0] != same(third, 1)[0]
    assert same(one, 1)[0] != same(one, 2)[0]
    assert same("", 1)[0] is None


def test_days_are_cut_in_the_policys_zone(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 29, 21, 30, tzinfo=UTC)  # half past midnight of the 30th in Moscow
    ticket_of(desk, tmp_path, ANN, "night")
    total = part(reporting.make(desk, "flow", WEEK), "arrivals").total
    assert total is not None
    assert value(total, -1) == 0
    following = part(reporting.make(desk, "flow", Days(first=date(2026, 11, 30), last=date(2026, 12, 6))), "arrivals")
    assert value(following.lines[0], -1) == 1
