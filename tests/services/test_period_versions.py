"""Two versions that follow each other: a period keeps that of its purchase, a request that of its receipt (A64)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from console.query import parse
from console.records.assessment import PeriodView
from console.services import agreements, archiving, assessing, drafting, registry, rehearsing, showing, standing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store.queries import licensing
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write

DAY = date(2026, 12, 1)
BODY = "How is the commission rounded in the panel, section Commissions?"


def turned(desk: Desk, clock: Clock) -> Desk:
    """Put a version in force from 1 December: six free months, one of transition, three until the archive."""
    seen = drafting.new(desk, "2027")
    edits = ("parameter.free_months=6", "parameter.transition_months=1", "parameter.archive_months=3")
    seen = drafting.edit(desk, "2027", tuple(map(drafting.edit_of, edits)), seen=seen)
    drafting.put_in_force(desk, "2027", DAY, seen=seen)
    clock.now = datetime.combine(DAY, NOW.timetz())
    return desk.refreshed()


def periods(desk: Desk, license_id: int) -> tuple[PeriodView, ...]:
    with desk.store.read() as connection:
        record = licensing.license_record(connection, license_id)
    return standing.license_view(desk, record, desk.clock()).periods


def said(desk: Desk, license_id: int) -> list[tuple[str, date, str]]:
    return [(one.kind, one.last_day, one.version) for one in periods(desk, license_id)]


def test_each_period_of_the_inspector_belongs_to_the_version_of_its_purchase(desk: Desk, clock: Clock) -> None:
    bought = NOW.replace(year=2026, month=3)
    kept = add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=bought)
    before = said(desk, kept)
    assert [one[2] for one in before] == [agreements.CURRENT, agreements.CURRENT]
    later = turned(desk, clock)
    assert later.agreement.label == "2027"
    assert said(later, kept) == before  # 12 and 2 months still
    fresh = add_license(later, "HRB-3", "cat@three.example", "three.example", bought=later.clock())
    assert said(later, fresh) == [("free", date(2027, 6, 1), "2027"), ("transition", date(2027, 7, 1), "2027")]
    clock.forward(days=30)
    registry.record_purchase(later, kept, paid_at=clock.now, length=2, evidence="invoice 7")
    assert said(later, kept) == [
        ("free", date(2027, 3, 24), agreements.CURRENT),
        ("transition", date(2027, 5, 24), agreements.CURRENT),
        ("paid", date(2027, 5, 24), "2027"),
    ]
    assert standing.if_bought(later, plan="PRO", at=NOW).periods[0].version == agreements.CURRENT


def test_a_request_keeps_its_version_while_its_license_keeps_that_of_the_purchase(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    bought = NOW - timedelta(days=200)  # in its free year under the old text, in no period under the new one
    license_id = add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=bought)
    first = take_in(desk, tmp_path, "earlier")
    later = turned(desk, clock)
    second = take_in(later, tmp_path, "later")
    for ticket, label in ((first, agreements.CURRENT), (second, "2027")):
        view = assessing.assess_ticket(later, ticket)
        assert (view.agreement, view.state_used) == (label, "free")
    with later.store.read() as connection:
        record = licensing.license_record(connection, license_id)
    assert standing.standing_at(later, record, clock.now + timedelta(days=700)).archive_eligible_from == date(
        2028, 1, 9
    )  # 14 and 6 months from 8 May 2026, of the version of the purchase
    registry.edit_license(later, license_id, note="seen")
    rows = {one.id: one for one in showing.queue_page(later, parse("is:open").query).rows}
    assert rows[first].license_state == rows[second].license_state == "free"


def test_the_archive_opens_by_the_version_of_the_last_period(desk: Desk, clock: Clock) -> None:
    old = add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW - timedelta(days=30))
    later = turned(desk, clock)
    new = add_license(later, "HRB-3", "cat@three.example", "three.example", bought=later.clock())
    clock.now = NOW.replace(year=2027, month=11)  # seven months and three behind 1 December 2026
    later = later.refreshed()
    with later.store.read() as connection:
        first, second = (licensing.license_record(connection, one) for one in (old, new))
    assert archiving.why_not_archive(later, second, clock.now) == ()
    assert archiving.why_not_archive(later, first, clock.now) == ("not_expired", "too_early")


def test_a_rehearsal_asks_what_the_draft_would_make_of_all_periods(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW - timedelta(days=200))
    ticket = take_in(desk, tmp_path, "earlier")
    later = turned(desk, clock)
    seen = drafting.new(later, "2028")
    drafting.edit(later, "2028", (drafting.edit_of("parameter.free_months=5"),), seen=seen)
    _, documents = drafting.documents_of(later, "2028")
    trial = rehearsing.trial_of(later, documents=documents, label="2028", always=True)
    (row,) = [one for stretch in rehearsing.rehearse(trial, processes=0) for one in stretch.rows]
    assert (row.ticket_id, row.was.state, row.now.state) == (ticket, "free", "expired")


def take_in(desk: Desk, folder: Path, name: str) -> int:
    mail = raw_mail(name, sender="Bob <bob@two.example>", subject=f"Rounding {name}", body=BODY, at=desk.clock())
    list(import_paths(desk, [write(folder / name, mail)]))
    (row,) = showing.queue_page(desk, parse(f'is:open subject:"{name}"').query).rows
    return row.id
