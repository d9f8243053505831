"""Paid services: the catalog, orders, and the rule of 22.4 in every path. Acknowledgments of a version (29.4)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed
from console.records.base import TicketId
from console.services import acknowledging, company, matters, noticing, paid_services, preparing, showing, triage
from console.services.desk import Desk
from tests.services.conftest import NOW, Clock
from tests.services.requests_for_matters import events, request_of

SERVER = "Please renew the SSL certificate of our server."
FOR_PROGRAMMER = "Our developer wants to know how the panel rounds the commission, section Commissions."


@pytest.fixture
def offering(desk: Desk) -> Desk:
    for code in ("server_admin", "consulting", "development"):
        company.offer_service(desk.store, desk.actor, code, available=True, at=NOW)
    return desk.refreshed()


def test_the_catalog_says_what_is_on_offer_with_terms_and_link(desk: Desk) -> None:
    found = {one.code: one for one in paid_services.catalog(desk)}
    assert len(found) == 8
    assert not any(one.available for one in found.values())
    paid_services.change(
        desk, "server_admin", available=True, terms="From 2 hours", link="https://harbor.example/admin"
    )
    one = next(one for one in paid_services.catalog(desk) if one.code == "server_admin")
    assert (one.available, one.terms, one.link) == (True, "From 2 hours", "https://harbor.example/admin")
    assert desk.refreshed().company.services == ("server_admin",)
    for code, link in (("weather", ""), ("server_admin", "harbor.example")):
        with pytest.raises(BadInput):
            paid_services.change(desk, code, available=True, link=link)


def test_a_letter_that_points_to_a_service_names_its_terms_and_link(offering: Desk, tmp_path: Path) -> None:
    ticket = request_of(offering, tmp_path, SERVER)
    paid_services.change(
        offering, "server_admin", available=True, terms="From 2 hours", link="https://harbor.example/a"
    )
    fresh = offering.refreshed()
    panels = showing.panels(fresh, ticket)
    assert panels.assessment.outcome == "redirect_paid"
    for language, name in (("en", "Server administration"), ("ru", "Администрирование сервера")):
        text = preparing.prepare(fresh, panels, "request.paid_service", language).filled.text
        assert f"{name} (From 2 hours; https://harbor.example/a)" in text


def test_an_order_moves_from_asked_to_done_and_no_other_way(offering: Desk, tmp_path: Path) -> None:
    ticket = request_of(offering, tmp_path, SERVER)
    paid_services.order(offering, ticket, "server_admin", note="The certificate of one domain")
    (one,) = matters.of_ticket(offering, ticket).orders
    assert (one.service, one.state, one.note) == ("server_admin", "asked", "The certificate of one domain")
    with pytest.raises(NotAllowed):
        paid_services.move(offering, one.id, "done")
    paid_services.move(offering, one.id, "agreed")
    paid_services.move(offering, one.id, "done")
    with pytest.raises(NotAllowed):
        paid_services.move(offering, one.id, "declined")
    with pytest.raises(BadInput):
        paid_services.move(offering, one.id, "lost")
    assert [one.state for one in paid_services.orders(offering)] == ["done"]
    assert [one["state"] for one in events(offering, ticket, "order_moved")] == ["agreed", "done"]
    with pytest.raises(NotAllowed):
        paid_services.order(offering, ticket, "migration")
    with pytest.raises(BadInput):
        paid_services.order(offering, ticket, "weather")


def programmer(desk: Desk, ticket: TicketId, how: str) -> None:
    (sign,) = [one for one in matters.of_ticket(desk, ticket).signs if one.kind == "third_party_programmer"]
    noticing.judge(desk, ticket, sign, "confirmed", how=how)


@pytest.mark.parametrize("how", ["writes", "asks_for"])
def test_a_third_party_programmer_is_never_consulted_for_money_either(offering: Desk, tmp_path: Path, how: str) -> None:
    ticket = request_of(offering, tmp_path, FOR_PROGRAMMER)
    paid_services.order(offering, ticket, "consulting")
    triage.set_topic(offering, ticket, "update_info", version=showing.detail(offering, ticket).row.version)
    assert showing.panels(offering, ticket).assessment.outcome == "accept"
    programmer(offering, ticket, how)
    view = showing.panels(offering, ticket).assessment
    assert (view.outcome, view.primary) == ("refuse", {"writes": "22.2.7", "asks_for": "23.1.20"}[how])
    assert (view.service, "paid_service" in view.offers) == (None, False)
    with pytest.raises(NotAllowed) as stopped:
        paid_services.order(offering, ticket, "consulting")
    assert stopped.value.code == "no_consulting_of_programmers"
    paid_services.order(offering, ticket, "development", note="The change itself")


def test_the_word_that_the_writer_is_a_programmer_is_taken_back(offering: Desk, tmp_path: Path) -> None:
    ticket = request_of(offering, tmp_path, FOR_PROGRAMMER)
    before = showing.panels(offering, ticket).assessment.outcome
    programmer(offering, ticket, "writes")
    (sign,) = [one for one in matters.of_ticket(offering, ticket).signs if one.kind == "third_party_programmer"]
    noticing.judge(offering, ticket, sign, "dismissed")
    assert showing.panels(offering, ticket).assessment.outcome == before
    inputs = json.loads(showing.panels(offering, ticket).assessment.inputs)
    assert inputs["sender"]["role"] == "owner"


def test_a_programmer_in_the_register_orders_work_and_no_consulting(offering: Desk, tmp_path: Path) -> None:
    ticket = request_of(offering, tmp_path, "How do I export the users of the panel?")
    version = showing.detail(offering, ticket).row.version
    triage.set_fact(offering, ticket, "sender_role", "contractor", version=version)
    with pytest.raises(NotAllowed):
        paid_services.order(offering, ticket, "consulting")


def test_the_first_request_under_a_version_acknowledges_it_and_a_notice_is_kept_once(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    (before,) = acknowledging.overview(desk, desk.agreement.id)
    assert (before.first_use_at, before.noticed_at) == (None, None)
    ticket = request_of(desk, tmp_path, SERVER)
    detail = showing.detail(desk, ticket)
    found = matters.of_ticket(desk, ticket).acknowledged
    assert found is not None
    assert (found.first_use_at, found.noticed_at) == (detail.row.received_at, None)
    told = acknowledging.notice(desk, found.customer_id, found.agreement_id).result
    clock.forward(days=1)
    again = acknowledging.notice(desk, found.customer_id, found.agreement_id).result
    assert isinstance(told, dict)
    assert isinstance(again, dict)
    assert (told["first"], again["first"]) == (True, False)
    (after,) = acknowledging.acknowledged(desk, found.customer_id)
    assert (after.first_use_at, after.noticed_at) == (detail.row.received_at, NOW)
