"""Rehearsal: the same terms change nothing, a number changes exactly what it must, and nothing is ever written."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from contextlib import closing as closed
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from console.faults import BadInput, Known, Locked
from console.records.rehearsal import Differing
from console.records.schedules import ScheduleRecord
from console.services import agreements, assessing, company, readings, rehearsing, standing
from console.services.demo import build_demo
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.rehearsing import Trial, judging, running
from console.services.rehearsing.process import Team
from console.stopping import Stop, heard
from console.store import codec, open_store, tables
from console.store.queries import cases, licensing
from tests.services.conftest import NOW, add_license
from tests.services.letters_of_mail import raw_mail, write

BODY = "How is the commission rounded in the panel, section Commissions?"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("rehearsal")
    made = build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "out", clock=lambda: NOW)
    yield made
    made.store.close()


def draft(**numbers: object) -> agreements.Documents:
    documents = copy.deepcopy(agreements.shipped())
    for one in documents["agreement"]["parameter"]:
        if one["name"] in numbers:
            one["value"] = numbers.pop(one["name"])
    assert not numbers
    return documents


def differing(trial: Trial, *, processes: int = 0) -> tuple[Differing, ...]:
    return tuple(row for stretch in rehearsing.rehearse(trial, processes=processes) for row in stretch.rows)


def every_key(desk: Desk) -> tuple[int, ...]:
    with desk.store.read() as connection:
        return tuple(row.id for row in connection.execute(tables.tickets.tickets.select()))


def everything(desk: Desk) -> str:
    with desk.store.read() as connection:
        rows = {
            table.name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
            for table in tables.metadata.sorted_tables
        }
    return codec.digest(codec.dump(rows).encode())


def take_in(desk: Desk, folder: Path, *licenses: tuple[str, date]) -> None:
    """Let a customer of each license ask the same question now."""
    letters = []
    for key, bought in licenses:
        address, domain = f"{key.lower()}@{key.lower()}.example", f"{key.lower()}.example"
        add_license(
            desk, key, address, domain, bought=NOW.replace(year=bought.year, month=bought.month, day=bought.day)
        )
        mail = raw_mail(key, sender=f"Ann <{address}>", subject=f"Rounding {key}", body=BODY, at=NOW)
        letters.append(write(folder / key, mail))
    list(import_paths(desk, letters))


def test_the_same_terms_change_nothing_on_the_whole_demo_desk(demo: Desk) -> None:
    documents = copy.deepcopy(agreements.shipped())
    for one in documents["rules"]["rule"]:
        one["en"] += " "  # no word is another, which nobody can know before both have decided
    assert agreements.build(documents) != agreements.built()
    stretches = list(rehearsing.rehearse(rehearsing.trial_of(demo, documents=documents)))
    assert stretches[0].done == 0
    assert stretches[-1].done == stretches[-1].total == len(every_key(demo)) > 30
    assert [row for stretch in stretches for row in stretch.rows] == []


def test_a_request_is_decided_on_the_same_facts_as_in_the_window(demo: Desk) -> None:
    trial = rehearsing.trial_of(demo, documents=agreements.shipped())
    with demo.store.read() as connection:
        found = cases.cases(connection, every_key(demo), demo.actor.staff_id)
    with_license = 0
    for case in found:
        then = case.closed_at or NOW
        window = assessing.assess_ticket(replace(demo, clock=lambda then=then: then), case.detail.row.id)
        record = None
        if case.detail.license_id is not None:
            with_license += 1
            with demo.store.read() as connection:
                record = cases.license_records(connection, {case.detail.license_id})[case.detail.license_id]
        with demo.store.read() as connection:
            whole = judging._with_media(connection, case)
        facts = judging._request(replace(demo, clock=lambda then=then: then), whole, record, judging._Reckoned())
        assert judging.policy.canonical(facts) == window.inputs
    assert with_license > 20
    assert trial.draft == codec.dump(agreements.shipped())


def test_licenses_read_together_are_those_read_alone(demo: Desk) -> None:
    with demo.store.read() as connection:
        keys = [one.id for one in licensing.license_list(connection)]
        together = cases.license_records(connection, keys)
        for key in keys:
            alone = licensing.license_record(connection, key)
            assert together[key] == replace(alone, contacts=(), channels=())
    assert len(keys) > 10


def test_two_processes_say_what_one_says_in_the_same_order(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = rehearsing.trial_of(demo, documents=draft(free_months=18, window_latest=12), always=True)
    alone = differing(trial)
    monkeypatch.setattr(running, "FEW", 0)
    monkeypatch.setattr(running, "PAGE", 3)
    assert differing(trial, processes=2) == alone
    assert len(alone) > 3
    assert [row.ticket_id for row in alone] == sorted(row.ticket_id for row in alone)


def test_a_longer_free_period_changes_exactly_the_requests_it_must(desk: Desk, tmp_path: Path) -> None:
    """The expectation is counted by another library: the last day is the corresponding one, months later."""
    dice = random.Random(5)
    bought = {f"RND-{n}": (NOW - timedelta(days=dice.randrange(200, 800))).date() for n in range(14)}
    take_in(desk, tmp_path, *bought.items())
    today = NOW.date()  # in Moscow it is the same day at nine in the morning

    def state(since: date, free: int) -> str:
        if today <= since + relativedelta(months=free):
            return "free"
        return "transition" if today <= since + relativedelta(months=free + 2) else "expired"

    expected = {key for key, since in bought.items() if state(since, 12) != state(since, 18)}
    found = differing(rehearsing.trial_of(desk, documents=draft(free_months=18), always=True))
    assert {row.license_key for row in found} == expected
    assert 3 < len(expected) < 14
    for row in found:
        since = bought[str(row.license_key)]
        assert (row.was.state, row.now.state) == (state(since, 12), state(since, 18))
        assert row.causes == ("parameter free_months",)
        if row.was.state == "expired":
            assert (row.was.outcome, row.was.clause, row.now.outcome) == ("refuse", "23.1.1", "accept")
    assert differing(rehearsing.trial_of(desk, documents=agreements.shipped())) == ()


def test_a_draft_counts_only_for_periods_that_begin_under_it_unless_it_is_asked_as_if_always(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(desk, tmp_path, ("OLD-1", date(2026, 6, 1)), ("NEW-1", date(2026, 7, 1)))
    short = draft(free_months=1)
    assert differing(rehearsing.trial_of(desk, documents=short)) == ()  # it would begin today at the earliest
    begun = {**short, "agreement": {**short["agreement"], "effective_from": "2026-06-20"}}
    (row,) = differing(rehearsing.trial_of(desk, documents=begun, label="2027"))
    assert (row.license_key, row.was.state, row.now.state) == ("NEW-1", "free", "expired")
    whole = differing(rehearsing.trial_of(desk, documents=begun, label="2027", always=True))
    assert {one.license_key for one in whole} == {"OLD-1", "NEW-1"}


def test_only_the_requests_of_the_query_are_rehearsed_and_counted_by_clause(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, tmp_path, ("OLD-1", date(2025, 7, 1)), ("OLD-2", date(2025, 8, 1)), ("OLD-3", date(2020, 1, 1)))
    tally = rehearsing.Tally()
    trial = rehearsing.trial_of(desk, query='subject:"OLD-2"', documents=draft(free_months=18), always=True)
    for stretch in rehearsing.rehearse(trial):
        assert stretch.total == 1
        tally.add(stretch.rows)
    assert tally.differing == 1
    counts = [(one.clause, one.outcome, one.was, one.now) for one in tally.clauses()]
    assert counts == [("", "accept", 0, 1), ("23.1.1", "refuse", 1, 0)]
    assert tally.clauses()[1].title_en == agreements.built().grounds["23.1.1"].en


def test_a_rehearsal_writes_nothing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(desk, tmp_path, ("OLD-1", date(2025, 7, 1)))
    before = everything(desk)
    monkeypatch.setattr(running, "FEW", 0)
    assert len(differing(rehearsing.trial_of(desk, documents=draft(free_months=18), always=True), processes=1)) == 1
    assert everything(desk) == before
    with (
        closed(open_store(desk.store.url, read_only=True)) as store,
        pytest.raises(Exception, match=r"(?i)read-only|only be read"),
    ):
        store.apply(desk.command("tag"), lambda unit: unit.insert(tables.tickets.tags, name="x"))


def test_other_hours_move_the_day_of_the_review_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, tmp_path, ("OLD-1", date(2025, 7, 1)), ("NEW-1", date(2026, 7, 1)))
    hours = dict.fromkeys(("sat", "sun"), (("10:00", "18:00"),))
    weekend = ScheduleRecord(
        id=0,
        version_label="weekend",
        time_zone="Europe/Moscow",
        hours=hours,
        source="",
        valid_from=NOW,
    )
    company.add_schedule(desk.store, desk.actor, replace(weekend, valid_from=NOW - timedelta(days=900)), at=NOW)
    fresh = desk.refreshed()
    found = differing(rehearsing.trial_of(fresh, schedule="weekend"))
    assert {row.license_key for row in found} == {"OLD-1", "NEW-1"}
    for row in found:
        assert (row.changed, row.causes) == (("review_from",), ("schedule",))
        assert row.now.review_from is not None
        assert row.now.review_from.isoformat() == "2026-11-28T07:00:00+00:00"
    assert differing(rehearsing.trial_of(fresh, schedule="1")) == ()


def test_each_request_is_compared_with_the_version_and_the_readings_that_it_keeps(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, tmp_path, ("OLD-1", NOW.date().replace(year=2025)))
    other = judging.policy.with_choices(agreements.shipped(), {"period_end": "day_before"})
    (row,) = differing(rehearsing.trial_of(desk, documents=other, always=True))
    assert (row.was.state, row.now.state, row.causes) == ("free", "transition", ("parameter period_end",))
    readings.choose(desk, "A02", "period_end", "day_before", reason="trial")
    fresh = desk.refreshed()
    (row,) = differing(rehearsing.trial_of(fresh, documents=agreements.shipped(), always=True))
    assert (row.was.state, row.now.state) == ("transition", "free")  # by the facts of the license, not by a column
    standing.with_company(desk)
    (row,) = differing(rehearsing.trial_of(fresh, documents=agreements.shipped(), always=True))
    assert (row.was.state, row.now.state) == ("transition", "free")
    assert differing(rehearsing.trial_of(fresh, documents=other, always=True)) == ()


def test_what_cannot_be_rehearsed_is_said(desk: Desk) -> None:
    asked: list[tuple[dict[str, Any], str]] = [
        ({}, "nothing_to_rehearse"),
        ({"schedule": "none such"}, "unknown_schedule"),
        ({"schedule": "1", "query": "is:nonsense"}, "query_unknown_value"),
        ({"documents": draft(period_end="sometime")}, "agreement_not_sound"),
    ]
    for wish, code in asked:
        with pytest.raises(BadInput) as fault:
            rehearsing.trial_of(desk, **wish)
        assert fault.value.code == code


def test_a_stopped_rehearsal_ends_and_leaves_no_process(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FEW", 0)
    monkeypatch.setattr(running, "PAGE", 2)
    made: list[Team] = []
    monkeypatch.setattr(running, "Team", lambda trial, number: made.append(Team(trial, number)) or made[0])
    stop = Stop()
    trial = rehearsing.trial_of(demo, documents=agreements.shipped())

    def until_stopped() -> None:
        for stretch in rehearsing.rehearse(trial, processes=2):
            if stretch.done:
                stop.now()

    with heard(stop), pytest.raises(Locked):
        until_stopped()
    assert [one._process.poll() is not None for one in made[0]._every] == [True, True]


def test_a_process_that_ends_by_itself_is_told(demo: Desk) -> None:
    with closed(Team(rehearsing.trial_of(demo, documents=agreements.shipped()), 1)) as team:
        assert team.judge(every_key(demo)[:3]) == ()
        team._every[0]._process.kill()
        with pytest.raises(Known) as fault:
            team.judge((1,))
    assert fault.value.code == "rehearsal_ended"


def test_a_fault_in_a_process_is_told_with_its_code(demo: Desk, tmp_path: Path) -> None:
    trial = replace(rehearsing.trial_of(demo, documents=agreements.shipped()), agreement_id=4711)
    with pytest.raises(Known) as fault:
        Team(trial, 1)
    assert fault.value.code == "no_agreement"
