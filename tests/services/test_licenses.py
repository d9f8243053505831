from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.faults import BadInput, NotAllowed
from console.query import parse
from console.records.base import LicenseId
from console.records.licensing import LicenseRecord
from console.records.tickets import TicketRow
from console.services import archiving, license_list, registry, showing, standing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.services.license_list import LicensesAsked
from console.services.registry import NewLicense
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write


def add(desk: Desk, key: str, bought: datetime, **more: object) -> LicenseId:
    given_ = {"plan": "PRO", "customer": f"Customer {key}", "product": "Panel", **more}
    return registry.add_license(desk, NewLicense(key=key, purchased_at=bought, **given_))  # type: ignore[arg-type]  # a test gives any of the fields


def record(desk: Desk, license_id: int) -> LicenseRecord:
    with desk.store.read() as connection:
        return registry.read_license(connection, license_id)


def test_pages_of_licenses_joined_are_the_whole_by_what_ends_soonest(desk: Desk) -> None:
    for number in range(7):
        add(desk, f"P-{number}", NOW - timedelta(days=30 * (number % 3)))
    whole = license_list.page(desk, LicensesAsked(), limit=100)
    joined = []
    after = None
    while True:
        page = license_list.page(desk, LicensesAsked(), after=after, limit=3)
        joined += page.rows
        after = page.after
        if after is None:
            break
    assert whole.after is None
    assert [one.key for one in joined] == [one.key for one in whole.rows]
    ends = [one.boundary_at for one in joined if one.boundary_at is not None]
    assert ends == sorted(ends)
    assert license_list.count(desk, LicensesAsked()).number == len(joined) == 8


def test_every_word_must_be_found_in_key_customer_product_or_domain(desk: Desk) -> None:
    add(desk, "ABC-7", NOW, customer="Пристань", domains=("pier.example",))
    add(desk, "ABC-8", NOW, customer="Kestrel")

    def keys(text: str) -> list[str]:
        return [one.key for one in license_list.page(desk, LicensesAsked(text=text)).rows]

    assert keys("abc пристань") == ["ABC-7"]
    assert keys("PIER abc") == ["ABC-7"]
    assert keys("abc pier kestrel") == []
    assert keys("100%") == []


def test_the_radar_holds_what_ends_in_ninety_days_and_not_what_goes_on(desk: Desk) -> None:
    soon = NOW - relativedelta(months=12) + timedelta(days=40)
    add(desk, "ENDS", soon)
    add(desk, "GOES-ON", soon)
    add(desk, "LATER", NOW)
    add(desk, "OVER", NOW - relativedelta(months=20))
    shown = [one.key for one in license_list.page(desk, LicensesAsked(radar=True)).rows]
    assert "ENDS" in shown
    assert "GOES-ON" in shown
    with desk.store.read() as connection:
        key = registry.licensing.license_by_key(connection, "GOES-ON")
    registry.record_purchase(desk, key, paid_at=NOW - timedelta(days=1), length=12, evidence="invoice 1")
    shown = [one.key for one in license_list.page(desk, LicensesAsked(radar=True)).rows]
    assert "GOES-ON" not in shown
    assert not {"LATER", "OVER"} & set(shown)
    assert license_list.page(desk, LicensesAsked(state="expired")).rows[0].key == "OVER"


def test_the_page_of_a_license_previews_payments_and_writes_nothing(desk: Desk) -> None:
    key = add(desk, "P", datetime.fromisoformat("2026-08-31T10:00:00+02:00"))
    shown = license_list.whole(desk, key)
    assert [one.months for one in shown.previews] == [6, 12, 24]
    half = shown.previews[0]
    assert half.row == "after_what_runs"
    assert half.period is not None
    assert (half.period.anchor, half.period.last_day) == (date(2027, 8, 31), date(2028, 2, 29))
    assert half.period.length == 6
    assert record(desk, key).purchases == ()
    assert license_list.whole(desk, key).now == shown.now


def test_a_transfer_too_early_is_refused_and_a_due_one_is_recorded(desk: Desk) -> None:
    early = add(desk, "EARLY", NOW - relativedelta(months=16))
    due = add(desk, "DUE", NOW - relativedelta(months=24))
    with pytest.raises(NotAllowed, match="archive") as told:
        archiving.archive(desk, early, at=NOW)
    assert told.value.code == "archive_too_early"
    with pytest.raises(BadInput):
        archiving.archive(desk, due, at=NOW + timedelta(days=1))
    archiving.archive(desk, due, at=NOW, note="by letter")
    view = standing.license_view(desk, record(desk, due), NOW)
    assert (view.state, view.archived_at) == ("archived", NOW)
    with pytest.raises(NotAllowed) as again:
        archiving.archive(desk, due, at=NOW)
    assert again.value.code == "archive_already_archived"


def test_a_restoration_needs_decision_possibility_and_money_in_any_order(desk: Desk, clock: Clock) -> None:
    key = add(desk, "OLD", NOW - relativedelta(months=30))
    archiving.archive(desk, key, at=NOW)
    clock.forward(days=1)
    at = clock()
    for wrong, code in (
        ({"approved": True, "feasible": None}, "restoration_feasibility_not_assessed"),
        ({"approved": True, "feasible": False}, "restoration_not_feasible"),
        ({"approved": False, "feasible": True}, "restoration_no_ground_to_refuse"),
    ):
        with pytest.raises(NotAllowed) as told:
            archiving.decide_restoration(desk, key, at=at, **wrong)  # type: ignore[arg-type]  # a test gives any of the fields
        assert told.value.code == code
    with pytest.raises(BadInput):
        archiving.decide_restoration(desk, key, approved=True, feasible=True, at=at, length=6)
    archiving.decide_restoration(desk, key, approved=True, feasible=True, at=at)
    assert standing.license_view(desk, record(desk, key), at).state == "archived"
    clock.forward(days=1)
    registry.record_purchase(desk, key, paid_at=clock(), length=6, evidence="invoice 3")
    view = standing.license_view(desk, record(desk, key), clock())
    assert view.state == "paid"
    assert view.archived_at is None


def test_a_license_that_is_not_archived_cannot_be_restored(desk: Desk) -> None:
    with pytest.raises(NotAllowed) as told:
        archiving.decide_restoration(desk, LicenseId(1), approved=True, feasible=True, at=NOW)
    assert told.value.code == "restoration_not_archived"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    bought=st.integers(0, 900),
    paid=st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 24)), max_size=4),
)
def test_renewals_stack_never_overlap_and_a_gap_is_never_made_up_for(
    desk: Desk, bought: int, paid: list[tuple[int, int]]
) -> None:
    """DT-9 through the service: whole paid months, one after another, none before its payment."""
    start = NOW - timedelta(days=bought)
    base = record(desk, 1)
    purchases = tuple(
        registry.licensing.PurchaseRecord(
            id=n, version=1, paid_at=start + timedelta(days=day), length=length, unit="month", evidence="x"
        )
        for n, (day, length) in enumerate(sorted(paid))
    )
    changed = {**{name: getattr(base, name) for name in base.__slots__}, "purchased_at": start, "purchases": purchases}
    at = start + timedelta(days=4000)
    view = standing.license_view(desk, LicenseRecord(**changed), at)
    runs = [one for one in view.periods if one.kind in {"free", "paid"}]
    assert sum(one.length for one in runs if one.kind == "paid") == sum(length for _day, length in paid)
    for before, after in pairwise(runs):
        assert before.end <= after.start
    for one, money in zip([run for run in runs if run.kind == "paid"], purchases, strict=True):
        assert one.start >= money.paid_at
        full = [run for run in runs if run.end == one.start]
        assert one.start == money.paid_at or full
        assert one.anchor is not None
        assert one.last_day == one.anchor + relativedelta(months=one.length)


def test_a_row_tells_when_support_ended_and_goes_on_after_a_payment(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    bought = NOW - relativedelta(months=20)
    license_id = add_license(desk, "OVER", "eva@over.example", "over.example", bought=bought)
    mail = raw_mail(
        "o", sender="Eva <eva@over.example>", subject="Over", body="Where is the menu?", at=NOW - timedelta(hours=1)
    )
    list(import_paths(desk, [write(tmp_path / "in", mail)], ImportWish()))

    def row() -> TicketRow:
        return next(one for one in showing.queue_page(desk, parse("is:open").query).rows if one.subject == "Over")

    periods = standing.license_view(desk, record(desk, license_id), NOW).periods
    ended = max(one.end for one in periods)
    assert ended < NOW
    assert (row().license_state, row().license_now, row().license_turns) == ("expired", "expired", ended)
    (line,) = license_list.page(desk, LicensesAsked(text="OVER")).rows
    assert (line.state, line.ended_at) == ("expired", ended)
    registry.record_purchase(desk, license_id, paid_at=NOW, length=12, evidence="bank")
    clock.forward(days=1)
    standing.rebuild_due(desk)
    assert (row().license_state, row().license_now) == ("expired", "paid")
    assert row().license_turns is not None
    assert row().license_turns > NOW  # type: ignore[operator]  # it has one here
    (line,) = license_list.page(desk, LicensesAsked(text="OVER")).rows
    assert (line.state, line.ended_at) == ("paid", None)


def test_the_list_on_another_day_tells_the_states_of_that_day_and_its_order(desk: Desk) -> None:
    add(desk, "OLD", NOW - relativedelta(months=11))
    add(desk, "NEW", NOW)
    assert [one.key for one in license_list.listed(desk)] == ["OLD", "HRB-1", "NEW"]
    assert {one.state for one in license_list.listed(desk)} == {"free"}
    later = license_list.listed(desk, at=NOW + relativedelta(months=10))
    assert {one.key: one.state for one in later} == {"OLD": "expired", "HRB-1": "transition", "NEW": "free"}
    ends = [one.boundary_at for one in later if one.boundary_at is not None]
    assert ends == sorted(ends)
    over = next(one for one in later if one.key == "OLD")
    assert over.ended_at is not None
    assert over.ended_at < NOW + relativedelta(months=10)
    assert [one.state for one in license_list.listed(desk, "NEW", at=NOW - timedelta(days=3))] == ["not_started"]
