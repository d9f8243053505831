"""Two desks enter into the register at the same moment; a row of a list is written whole or not at all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from console.faults import BadInput, Fault
from console.records.base import LicenseId
from console.services import corrected, customers, deciding, license_import, license_list, registry, showing
from console.services.desk import Desk
from console.services.license_import import RowFate
from console.store import Unit, tables, witness
from console.store.queries import licensing
from tests.services.at_once import Work, outcomes
from tests.services.conftest import NOW, Clock
from tests.services.requests_for_matters import request_of

HEAD = "key,customer,plan,purchased,product,domain,contact,address,role\n"


def at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch, *works: Work) -> list[object]:
    """Do each work at a desk of its own, all at the same moment; what is entered takes a while to be committed."""
    rebuild = registry.rebuild_license

    def slow(here: Desk, unit: Unit, license_id: int) -> None:
        rebuild(here, unit, license_id)
        time.sleep(0.3)

    monkeypatch.setattr(registry, "rebuild_license", slow)
    return outcomes(desk, *works)


def entered(key: str) -> Work:
    new = registry.NewLicense(key=key, plan="PRO", customer="Twin Co", purchased_at=NOW)
    return lambda desk: registry.add_license(desk, new)


def number(desk: Desk, table: str, **equals: object) -> int:
    found = tables.people.metadata.tables[table]
    asked = select(func.count()).select_from(found)
    for name, value in equals.items():
        asked = asked.where(found.c[name] == value)
    with desk.store.read() as connection:
        return int(connection.execute(asked).scalar_one())


def test_a_license_that_two_enter_at_once_is_entered_once_and_the_second_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = at_once(desk, monkeypatch, entered("T-1"), entered("T-1"))
    (told,) = [one for one in found if isinstance(one, Fault)]
    assert isinstance(told, BadInput)
    assert told.code == "license_exists"
    assert number(desk, "licenses", license_key="T-1") == 1


def test_a_customer_whose_two_licenses_are_entered_at_once_is_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = at_once(desk, monkeypatch, entered("T-1"), entered("T-2"), entered("T-3"))
    assert [one for one in found if isinstance(one, Fault)] == []
    assert number(desk, "customers", name="Twin Co") == 1


def plan(desk: Desk, rows: str) -> tuple[license_import.PlannedRow, ...]:
    return license_import.plan(desk, (HEAD + rows).encode())


def test_a_row_that_breaks_in_the_middle_leaves_nothing_of_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    bought = "2026-08-26"
    planned = plan(
        desk,
        "N-1,New Co,PRO,2026-02-28,Panel,new.example,Ann,ann@new.example,owner\n"
        f"HRB-1,Customer HRB-1,PRO PLUS,{bought},Other,two.example,Bea,bea@one.example,owner\n",
    )
    assert [one.fate for one in planned] == [RowFate.NEW, RowFate.CHANGED]

    def dies(*_given: object) -> None:
        raise KeyError("the power went")

    before = {name: number(desk, name) for name in ("licenses", "customers", "domains", "contacts", "commands")}
    with monkeypatch.context() as patched:
        patched.setattr(customers, "put_contact", dies)
        for row in planned:
            with pytest.raises(KeyError):
                license_import.carry_out(desk, (row,))
    assert {name: number(desk, name) for name in before} == before
    assert [one.product for one in license_list.page(desk, license_list.LicensesAsked()).rows] == [""]
    again = plan(
        desk,
        "N-1,New Co,PRO,2026-02-28,Panel,new.example,Ann,ann@new.example,owner\n"
        f"HRB-1,Customer HRB-1,PRO PLUS,{bought},Other,two.example,Bea,bea@one.example,owner\n",
    )
    assert [one.fate for one in license_import.carry_out(desk, again)] == [RowFate.NEW, RowFate.CHANGED]
    assert number(desk, "commands") == before["commands"] + 2


def test_the_history_tells_each_entry_of_a_row_and_who_changed_a_field(desk: Desk, clock: Clock) -> None:
    clock.forward(minutes=1)
    row = "HRB-1,Customer HRB-1,PRO PLUS,2026-08-26,Other,two.example,Bea,bea@one.example,owner\n"
    license_import.carry_out(desk, plan(desk, row))
    with desk.store.read() as connection:
        license_id = LicenseId(licensing.license_by_key(connection, "HRB-1"))
        record = licensing.license_record(connection, license_id)
    told = customers.history(desk, license_id, record.customer_id)
    assert [one.what for one in told[:3]] == ["add_contacts", "add_domains", "edit_licenses"]
    assert (told[2].old["product"], told[2].new["product"]) == ("", "Other")
    with pytest.raises(Fault) as fault:
        registry.edit_license(desk, license_id, seen={"product": ""}, product="Third")
    assert (fault.value.code, fault.value.params["who"]) == ("changed_meanwhile", "Dana Kim")


def test_a_correction_hears_of_a_decision_that_is_not_committed_yet(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing that follows from the license is computed anew, which would wait for open requests as well."""
    ticket = request_of(desk, tmp_path, "How is the commission rounded in the panel? Version 4.6.0.")
    panels, license_id = showing.panels(desk, ticket), LicenseId(1)
    assert panels.detail.license_id == license_id
    record = deciding.record

    def put(unit: Unit) -> int:
        unit.amend(tables.licensing.licenses, license_id, expected=None, purchased_at=NOW - timedelta(days=9))
        return corrected.tell_edit(unit, "licenses", license_id, {}, {"purchased_at": NOW})

    def correct() -> list[object]:
        return outcomes(desk, lambda here: here.apply(here.command("register.edit_licenses"), put))

    with ThreadPoolExecutor(1) as pool:

        def decide(unit: Unit, here: Desk, *given: object) -> int:
            made = record(unit, here, *given)  # type: ignore[arg-type]  # as it was called
            meanwhile = pool.submit(correct)
            while not meanwhile.done() and not keeps_waiting(unit.connection):
                time.sleep(0.01)
            return made

        monkeypatch.setattr(deciding, "record", decide)
        deciding.choose(desk, panels, "accept", reason="as a courtesy")
    history = showing.ticket(desk, panels.detail.row.number).history
    assert [one.kind for one in history[-2:]] == ["decided", "license_corrected"]
    with desk.store.read() as connection:
        assert not list(witness.misfits(connection, [int(ticket)]))


def keeps_waiting(connection: Connection) -> bool:
    """Return whether somebody waits for this transaction; in a file everybody else who writes does."""
    if connection.dialect.name != "postgresql":
        return True
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    return bool(connection.execute(blocked).scalar_one())
