"""What hangs on a license is held by the decisions that it counted for, and what people do to it is no alarm."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from console.records.base import LicenseId, TicketId
from console.services import (
    archiving,
    corrected,
    pausing,
    registry,
    suspending,
)
from console.services.desk import Desk
from console.store import bulk
from console.store.driver import sqlite_module
from console.store.instants import to_micros
from tests.archive.desks import opened
from tests.archive.witnessing import (
    BOUGHT,
    changed,
    edit,
    findings,
    refused,
    rows_of_check,
)
from tests.services.conftest import NOW

SOON = NOW + timedelta(days=30)
CORRECTED = NOW.replace(year=2024, month=2, day=1)
BEHIND = (
    "UPDATE licenses SET plan = 'other' WHERE id = 2",
    "UPDATE licenses SET purchased_at = 0 WHERE id = 2",
    "UPDATE purchases SET length = 5",
    "UPDATE purchases SET void = 1",
    "DELETE FROM purchases",
)
"""What the history of the register does not tell of; the plan was another one once."""
OF_PARTS = {
    "UPDATE suspensions SET starts_at = starts_at + 86400000000": "license 2 pause 1",
    "UPDATE suspensions SET ends_at = NULL": "license 2 pause 1",
    "UPDATE suspensions SET kind = 'review', ticket_id = 3": "license 2 pause 1",
    "UPDATE suspensions SET reason = '24.2'": "license 2 pause 1",
    "DELETE FROM suspensions": "license 2 pause 1 None",
    "UPDATE archive_transfers SET at = at - 86400000000": "license 2 transfer 1",
    "DELETE FROM archive_transfers": "license 2 transfer 1 None",
    "INSERT INTO archive_undos (gid, license_id, transfer_id, at) VALUES ('x', 2, 1, 0)": "license 2 transfer 1 None",
    "UPDATE restorations SET approved = 1, feasible = 1": "license 2 restoration 1",
    "UPDATE restorations SET grounds = 'modified'": "license 2 restoration 1",
    "DELETE FROM restorations": "license 2 restoration 1 None",
    "TWIN purchases": "license 2 payment 2",
    "TWIN suspensions": "license 2 pause 2",
    "TWIN archive_transfers": "license 2 transfer 2",
    "TWIN restorations": "license 2 restoration 2",
}
"""What somebody does to rows that hang on a license, or puts in for an earlier day, and what is named."""
UNDER = (
    "INSERT INTO suspensions (gid, version, license_id, ticket_id, kind, basis, reason, starts_at)"  # noqa: S608 - a number of ours
    f" VALUES ('x', 1, 2, 2, 'support', '23.1', '23.1.1', {to_micros(NOW)} + {{after}})"
)
OF_REQUESTS = {
    UNDER.format(after="60000000"): "pause 3 no event tells of it",
    "UPDATE suspensions SET ticket_id = 3 WHERE id = 2": "pause 2 event",
    "UPDATE suspensions SET starts_at = starts_at + 1 WHERE id = 2": "pause 2 no event tells of it",
    "UPDATE suspensions SET kind = 'review' WHERE id = 2": "pause 2 no event tells of it",
    "UPDATE suspensions SET license_id = 1 WHERE id = 2": "pause 2 license 1",
    "UPDATE suspensions SET ends_at = starts_at WHERE id = 2": "pause 2 ends_at",
    "DELETE FROM suspensions WHERE id = 2": "pause 2 event",
}
"""What somebody does to a pause of a request, or puts under one, where nothing was decided since."""


@pytest.fixture(scope="module")
def paused(archived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, where a request is paused."""
    made = Path(shutil.copy(archived, tmp_path_factory.mktemp("paused") / "own.sqlite"))
    edit(made, 2, LATER[0])
    return made


@pytest.mark.parametrize("sql", OF_REQUESTS)
def test_a_pause_of_a_request_is_held_by_its_event(paused: Path, sql: str) -> None:
    with changed(paused, sql):
        found = rows_of_check(paused)
        told = [one for one in findings(paused) if one.startswith("row pause")]
    assert any(OF_REQUESTS[sql] in one for one in found), found
    assert bool(told) is ("ends_at" not in sql)  # of an archive it is not known what the register did to its end


LATER: tuple[Callable[[Desk], object], ...] = (
    lambda desk: suspending.pause(desk, TicketId(2), kind="support", basis="24.2", reason="Often", review_at=SOON),
    lambda desk: suspending.review(desk, 2, review_at=SOON + timedelta(days=1)),
    lambda desk: suspending.review(desk, 2),
    lambda desk: registry.edit_suspension(desk, 1, ends_at=NOW - timedelta(days=12), reason="Often"),
    lambda desk: registry.edit_suspension(desk, 1, review_at=SOON),
    lambda desk: archiving.take_back_restoration(desk, 1),
    lambda desk: archiving.take_back_transfer(desk, 1),
    lambda desk: archiving.archive(desk, LicenseId(2), at=NOW - timedelta(days=1)),
    lambda desk: registry.record_purchase(desk, LicenseId(2), paid_at=BOUGHT, length=1, evidence="invoice 3"),
    lambda desk: registry.record_purchase(desk, LicenseId(2), paid_at=desk.clock(), length=1, evidence="invoice 4"),
)


def test_a_correction_of_the_register_is_told_and_no_alarm(file: Path, tmp_path: Path) -> None:
    """What a person corrects leaves an event on each request that was decided on it, and holds again."""
    own = Path(shutil.copy(file, tmp_path / "corrected.sqlite"))
    desk = opened(f"sqlite:///{own}")
    with closing(desk.store):
        number = refused(desk).detail.row.license_key
        registry.edit_license(desk, LicenseId(2), purchased_at=CORRECTED, note="as the invoice says")
        registry.edit_purchase(desk, 1, void=True)
        registry.edit_license(desk, LicenseId(2), note="once more")
        registry.record_purchase(desk, LicenseId(2), paid_at=NOW, length=1, evidence="invoice 2")
    assert number == "HRB-2"
    assert not findings(own)
    with closing(sqlite_module().connect(own)) as connection:
        asked = "SELECT ticket_id, new FROM events WHERE kind = 'license_corrected'"
        told = [json.loads(new)["license"] for _, new in connection.execute(asked)]
        decided = connection.execute("SELECT count(DISTINCT ticket_id) FROM decisions").fetchone()[0]
    assert len(told) == 3 * decided  # the first when the payment of long ago was entered
    assert {one["purchased_at"] for one in told[decided:]} == {CORRECTED.isoformat()}
    assert not told[-1]["payments"]
    with changed(own, "UPDATE licenses SET purchased_at = 0 WHERE id = 2"):
        assert any("license 2 purchased_at" in one for one in findings(own))


def test_what_an_older_console_corrected_is_no_alarm_where_the_register_tells_of_it(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a console leaves no event on the requests; an archive has no history of the register to ask."""
    own = Path(shutil.copy(file, tmp_path / "older.sqlite"))
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        edit(own, 1, lambda desk: registry.edit_license(desk, LicenseId(2), plan="other"))
        edit(own, 2, lambda desk: registry.edit_license(desk, LicenseId(2), plan="PRO", purchased_at=CORRECTED))
        edit(own, 3, lambda desk: registry.edit_purchase(desk, 1, length=2, paid_at=CORRECTED))
    assert any(one.startswith(f"row license 2 purchased_at {CORRECTED.isoformat()};") for one in findings(own))
    assert rows_of_check(own) == []
    for sql in BEHIND:
        with changed(own, sql):
            assert any("license 2" in one for one in rows_of_check(own)), sql
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        edit(own, 4, lambda desk: registry.edit_purchase(desk, 1, void=True))
    assert rows_of_check(own) == []
    edit(own, 5, lambda desk: registry.edit_license(desk, LicenseId(2), plan="other"))
    assert not findings(own)  # what this console corrects tells of the whole license


@pytest.mark.parametrize("sql", OF_PARTS)
def test_what_hangs_on_a_license_is_held_by_the_decisions_that_it_counted_for(archived: Path, sql: str) -> None:
    with changed(archived, sql):
        found = findings(archived)
    assert any(one.startswith(f"row {OF_PARTS[sql]}") for one in found), found


@pytest.mark.parametrize(("minutes", "few"), [(2, 8), (-300, 0)])
def test_what_people_do_to_it_later_is_no_alarm(
    archived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, few: int
) -> None:
    """Also by a desk whose clock is hours behind that of the one which decided, and where many requests are told."""
    monkeypatch.setattr(bulk, "_FEW", few)
    own = Path(shutil.copy(archived, tmp_path / "later.sqlite"))
    changed_at: list[object] = []
    for n, act in enumerate(LATER):
        edit(own, n + minutes, act)
        assert not findings(own), n
        assert not rows_of_check(own), n
        with closing(sqlite_module().connect(own)) as connection:
            changed_at.append(connection.execute("SELECT id, updated_at FROM tickets").fetchall())
    assert changed_at[2] != changed_at[0]  # a pause changes its request
    assert changed_at[-1] == changed_at[2]  # what is told beside a request does not


def test_what_an_older_console_does_to_it_is_no_alarm_at_a_desk(
    archived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a console leaves no event on the requests: the history of the register tells, and a letter called back."""
    own = Path(shutil.copy(archived, tmp_path / "older.sqlite"))
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        for n, act in enumerate(LATER):
            edit(own, n + 2, act)
            assert not rows_of_check(own), n
    assert findings(own)


def test_a_letter_that_an_older_console_called_back_ends_its_pause_without_alarm(
    archived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copy(archived, tmp_path / "recalled.sqlite"))
    edit(own, -300, LATER[0])
    edit(own, 2, lambda desk: registry.edit_license(desk, LicenseId(2), problem="pirated"))
    monkeypatch.setattr(corrected, "_tell", lambda *_: 0)
    edit(own, 3, lambda desk: desk.apply(desk.command("recall"), lambda unit: pausing.end_pause(unit, 2)))
    assert any(one.startswith("row license 2 pause 2") for one in findings(own))
    edit(own, 4, lambda desk: desk.apply(desk.command("recall"), lambda unit: unit.record(2, "recalled", {})))
    assert not findings(own)


def test_events_of_an_older_program_that_tell_of_payments_alone_hold_no_more(archived: Path) -> None:
    older = "json_remove(new, '$.license.pauses', '$.license.transfers', '$.license.restorations')"
    with changed(archived, f"UPDATE events SET new = {older}"):  # noqa: S608 - a text of ours
        for sql in ("TWIN purchases", "DELETE FROM suspensions", "UPDATE restorations SET approved = 1"):
            with changed(archived, sql):
                assert not [one for one in findings(archived) if one.startswith("row license")], sql
