from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import LicenseId, Role
from console.records.licensing import LicenseRecord
from console.services import customers, registry, standing
from console.services.desk import Desk, ensure_staff
from tests.services.conftest import NOW, Clock


def record(desk: Desk, license_id: int = 1) -> LicenseRecord:
    with desk.store.read() as connection:
        return registry.read_license(connection, license_id)


def colleague(desk: Desk) -> Desk:
    actor = ensure_staff(desk.store, login="irina", name="Irina Volkova", role=Role.SPECIALIST, now=NOW)
    return replace(desk, actor=actor)


def test_different_fields_of_two_people_are_merged(desk: Desk) -> None:
    seen = {"product": "", "note": ""}
    registry.edit_license(colleague(desk), LicenseId(1), seen=seen, product="Panel", note="")
    registry.edit_license(desk, LicenseId(1), seen=seen, product="", note="asks in the evening")
    now = record(desk)
    assert (now.product, now.note) == ("Panel", "asks in the evening")


def test_the_same_field_of_two_people_is_asked_about_with_both_values_and_the_name(desk: Desk) -> None:
    seen = {"note": ""}
    registry.edit_license(colleague(desk), LicenseId(1), seen=seen, note="theirs")
    with pytest.raises(Stale) as told:
        registry.edit_license(desk, LicenseId(1), seen=seen, note="mine")
    shown = {name: told.value.params[name] for name in ("field", "yours", "theirs", "who")}
    assert shown == {"field": "note", "yours": "mine", "theirs": "theirs", "who": "Irina Volkova"}
    assert record(desk).note == "theirs"
    registry.edit_license(desk, LicenseId(1), seen={"note": "theirs"}, note="mine")
    assert record(desk).note == "mine"


def test_both_writing_the_same_is_no_conflict(desk: Desk) -> None:
    registry.edit_license(colleague(desk), LicenseId(1), seen={"note": ""}, note="same")
    registry.edit_license(desk, LicenseId(1), seen={"note": ""}, note="same")
    assert record(desk).note == "same"


def test_each_entry_and_change_has_its_line_in_the_history(desk: Desk, clock: Clock) -> None:
    customer = record(desk).customer_id
    clock.forward(minutes=1)
    customers.edit_contact(colleague(desk), record(desk).contacts[0].id, seen={"name": "Ann HRB-1"}, name="Anna")
    registry.record_purchase(desk, LicenseId(1), paid_at=NOW, length=6, evidence="invoice 7")
    lines = customers.history(desk, 1, customer)
    assert {one.what for one in lines[2:]} == {"add_licenses", "add_installations", "add_contacts"}
    newest = {one.what: one for one in lines}
    assert newest["edit_contacts"].by == "Irina Volkova"
    assert (newest["edit_contacts"].old, newest["edit_contacts"].new) == ({"name": "Ann HRB-1"}, {"name": "Anna"})
    assert newest["add_purchases"].new["evidence"] == "invoice 7"
    assert customers.history(desk, 99, 99) == ()


def test_a_plan_allows_as_many_domains_as_the_agreement(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        registry.add_domain(desk, LicenseId(1), "two.example")
    registry.edit_license(desk, LicenseId(1), seen={"plan": "PRO"}, plan="PRO_PLUS")
    second = registry.add_domain(desk, LicenseId(1), "https://www.Two.example/")
    assert [one.name for one in record(desk).domains] == ["one.example", "two.example"]
    with pytest.raises(NotAllowed):
        registry.edit_license(desk, LicenseId(1), seen={"plan": "PRO_PLUS"}, plan="PRO")
    registry.edit_domain(desk, second, seen={"active": True}, active=False)
    registry.edit_license(desk, LicenseId(1), seen={"plan": "PRO_PLUS"}, plan="PRO")
    assert [one.name for one in record(desk).domains] == ["one.example"]
    with pytest.raises(NotAllowed):
        registry.add_license(
            desk,
            registry.NewLicense(
                key="HRB-2", plan="PRO", customer="C", purchased_at=NOW, domains=("a.example", "b.example")
            ),
        )


def test_a_domain_taken_off_can_come_back(desk: Desk) -> None:
    domain = record(desk).domains[0].id
    registry.edit_domain(desk, domain, seen={"active": True}, active=False)
    assert record(desk).domains == ()
    assert registry.add_domain(desk, LicenseId(1), "one.example") == domain
    assert [one.name for one in record(desk).domains] == ["one.example"]


def test_a_payment_taken_back_no_longer_counts_and_stays_in_the_history(desk: Desk, clock: Clock) -> None:
    paid = registry.record_purchase(desk, LicenseId(1), paid_at=NOW, length=12, evidence="invoice 7")
    registry.edit_purchase(desk, paid, seen={"length": 12}, length=6)
    (one,) = record(desk).purchases
    assert one.length == 6
    ends = [period.end for period in standing.license_view(desk, record(desk), NOW).periods if period.kind == "paid"]
    clock.forward(minutes=1)
    registry.edit_purchase(desk, paid, seen={"void": False}, void=True)
    assert record(desk).purchases == ()
    view = standing.license_view(desk, record(desk), NOW)
    assert ends
    assert not [period for period in view.periods if period.kind == "paid"]
    assert customers.history(desk, 1, 1)[0].new == {"void": True}


def test_a_payment_that_is_yet_to_come_starts_no_period(desk: Desk) -> None:
    later = NOW + timedelta(days=30)
    with pytest.raises(BadInput) as told:
        registry.record_purchase(desk, LicenseId(1), paid_at=later, length=12, evidence="promised")
    paid = registry.record_purchase(desk, LicenseId(1), paid_at=NOW, length=12, evidence="invoice 7")
    with pytest.raises(BadInput) as changed:
        registry.edit_purchase(desk, paid, seen={"paid_at": NOW}, paid_at=later)
    assert (told.value.code, changed.value.code) == ("instant_in_future", "instant_in_future")
    assert [one.paid_at for one in record(desk).purchases] == [NOW]


def test_a_suspension_is_recorded_with_who_decided_and_makes_no_period_longer(desk: Desk) -> None:
    before = standing.license_view(desk, record(desk), NOW).periods
    review = NOW + timedelta(days=7)
    key = registry.suspend(
        desk, LicenseId(1), kind="support", basis="19.3", reason="threats", starts_at=NOW, review_at=review
    )
    assert standing.license_view(desk, record(desk), NOW).periods == before
    registry.edit_suspension(desk, key, seen={"ends_at": None}, ends_at=NOW + timedelta(days=1))
    (one,) = record(desk).suspensions
    assert (one.kind, one.basis, one.ends_at) == ("support", "19.3", NOW + timedelta(days=1))
    with pytest.raises(BadInput):
        registry.edit_suspension(desk, key, ends_at=NOW - timedelta(days=1))
    with pytest.raises(BadInput):
        registry.suspend(desk, LicenseId(1), kind="support", basis="19.3", reason=" ", starts_at=NOW)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "bad_customer"),
        ({"country": "Germany"}, "bad_country"),
        ({"time_zone": "Europe/Atlantis"}, "unknown_time_zone"),
    ],
)
def test_a_customer_is_checked_field_by_field(desk: Desk, values: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as told:
        customers.edit_customer(desk, 1, **values)
    assert told.value.code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"address": "", "handle": ""}, "contact_unreachable"),
        ({"address": "not an address"}, "bad_contact_address"),
        ({"role": "king"}, "unknown_role"),
        ({"address": "ANN@one.example"}, "contact_exists"),
    ],
)
def test_a_contact_is_checked_field_by_field(desk: Desk, values: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as told:
        customers.add_contact(desk, 1, **{"name": "Ben", "address": "ben@one.example", "role": None, **values})  # type: ignore[arg-type]  # a test gives any of the fields
    assert told.value.code == code
    assert len(record(desk).contacts) == 1


def test_a_channel_is_entered_once_for_each_license(desk: Desk) -> None:
    key = registry.add_channel(
        desk, kind="telegram_group", address="@One_Group", official=True, license_id=LicenseId(1)
    )
    with pytest.raises(BadInput) as told:
        registry.add_channel(desk, kind="telegram_group", address="@one_group", official=True, license_id=LicenseId(1))
    assert told.value.code == "channel_exists"
    registry.edit_channel(desk, key, seen={"official": True}, official=False)
    assert [one.official for one in record(desk).channels] == [False]
    registry.edit_channel(desk, key, active=False)
    assert record(desk).channels == ()
