"""The first installation is the company's to make (8.1): a record that says nothing of it takes it from nobody."""

from __future__ import annotations

from pathlib import Path

from console.records.base import LicenseId
from console.services import installing, registering, registry, showing, triage
from console.services.desk import Desk
from console.services.registry import NewLicense
from console.store import tables
from console.store.queries import register
from tests.services.conftest import NOW
from tests.services.requests_for_matters import request_of

COMMANDS = tables.ledger.commands


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


def entered(desk: Desk, key: str, program: str) -> LicenseId:
    """Enter a license as done, by a program of a schema: those before 1.2 wrote that down where nothing was said."""
    new = NewLicense(key=key, plan="PRO", customer=key, purchased_at=NOW, initial_installation="done")
    made = registry.add_license(desk, new)
    mine = COMMANDS.c.kind.startswith(register.KIND) & COMMANDS.c.result.contains(f'"license":{made},')
    with desk.store._engine.begin() as connection:
        connection.execute(COMMANDS.update().where(mine).values(program=program))
    return made


def test_what_no_record_said_is_found_and_a_lead_lets_it_be_asked_about(desk: Desk) -> None:
    old, _said = entered(desk, "OLD", "1.1"), entered(desk, "SAID", "1.2")
    later = entered(desk, "LATER", "1.0")
    for word in ("not_done", "done"):
        registry.edit_license(desk, later, initial_installation=word)
    nameless = entered(desk, "NAMELESS", "")
    found = installing.doubtful(desk.store)
    assert found == ((old, "OLD"), (nameless, "NAMELESS"))
    registry.edit_license(desk, nameless, initial_installation="not_done")  # somebody says it meanwhile
    assert installing.ask_about(desk, found) == 1
    with desk.store.read() as connection:
        words = {one: registry.read_license(connection, one).initial_installation for one in (old, later, nameless)}
    assert words == {old: "unknown", later: "done", nameless: "not_done"}
    (change,) = (one for one in registering.history(desk, license_id=old, customer_id=None) if one.old)
    assert (change.by, change.old, change.new) == (
        desk.actor.name,
        {"initial_installation": "done"},
        {"initial_installation": "unknown"},
    )
    assert installing.doubtful(desk.store) == ()
