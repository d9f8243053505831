"""An act of the archive is taken back like others: the newest first, and it stays in the history."""

from __future__ import annotations

import pytest

from console.faults import NotAllowed
from console.services import archiving, customers, registry
from console.services.desk import Desk
from console.store.queries import licensing, senders
from tests.services.conftest import NOW, Clock


def test_a_transfer_and_a_decision_are_taken_back_newest_first(desk: Desk, clock: Clock) -> None:
    new = registry.NewLicense(key="OLD-1", plan="PRO", customer="Old", purchased_at=NOW.replace(year=2020))
    license_id = registry.add_license(desk, new)

    def stands() -> tuple[str, int, int]:
        with desk.store.read() as connection:
            record = licensing.license_record(connection, license_id)
            state = senders.license_state(connection, license_id) or ""
        return state, len(record.archive_transfers), len(record.restorations)

    before = stands()
    transfer = archiving.archive(desk, license_id, at=clock())
    assert stands()[:2] == ("archived", 1)
    clock.forward(days=1)
    decision = archiving.decide_restoration(
        desk, license_id, approved=False, feasible=False, grounds=("damaged",), at=clock()
    )
    with pytest.raises(NotAllowed) as refused:
        archiving.take_back_transfer(desk, transfer)
    assert refused.value.code == "archive_went_on"
    archiving.take_back_restoration(desk, decision)
    assert stands() == ("archived", 1, 0)
    archiving.take_back_transfer(desk, transfer)
    assert stands() == before
    with pytest.raises(NotAllowed) as again:
        archiving.take_back_transfer(desk, transfer)
    assert again.value.code == "cannot_undo"
    with desk.store.read() as connection:
        customer = licensing.license_record(connection, license_id).customer_id
    told = {one.what for one in customers.history(desk, license_id, customer)}
    assert {"add_archive_transfers", "undo_archive_transfers", "add_restorations", "undo_restorations"} <= told
    assert archiving.archive(desk, license_id, at=clock()) != transfer
