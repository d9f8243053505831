"""The first installation is the company's to make (8.1): a record that says nothing of it takes it from nobody."""

from __future__ import annotations

from pathlib import Path

from console.services import registry, showing, triage
from console.services.desk import Desk
from tests.services.requests_for_matters import request_of


def test_a_record_that_does_not_say_it_is_asked_and_neither_refuses_nor_sells(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, "Please install the product on our server.")
    license_id = showing.detail(desk, ticket).license_id
    assert license_id is not None
    version = showing.detail(desk, ticket).row.version
    triage.set_topic(desk, ticket, "initial_installation", version=version)
    said = {}
    for word in registry.INSTALLED:
        registry.edit_license(desk, license_id, initial_installation=word)
        view = showing.panels(desk, ticket).assessment
        said[word] = (view.outcome, [one.fact for one in view.needs])
    assert said["unknown"] == ("ask_info", ["initial_installation"])
    assert said["not_done"] == ("route", [])
    assert said["done"][0] == "refuse"
