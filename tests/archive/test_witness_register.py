"""What people do in the register is no alarm, by whatever clock; what is done behind its history is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from console.records.base import LicenseId, TicketId
from console.services import archiving, corrected, registry, suspending
from console.services.archives.bringing_back import bring_back
from console.services.desk import Desk
from console.store import check, open_store
from console.store.instants import to_micros
from tests.archive.desks import export, suspend_and_archive
from tests.archive.witnessing import changed, edit, findings, pay, refuse_once_more, rows_of_check
from tests.services.conftest import NOW

Act = Callable[[Desk], object]


OF_REGISTER = {
    "UPDATE licenses SET purchased_at = purchased_at - 86400000000 WHERE id = 1": "licenses 1 purchased_at",
    "UPDATE licenses SET plan = 'PRO_PLUS' WHERE id = 1": "licenses 1 plan PRO_PLUS; the history of the register: PRO",
    "UPDATE licenses SET problem = 'pirated' WHERE id = 1": "licenses 1 problem",
    "UPDATE purchases SET paid_at = paid_at + 1": "purchases 1 paid_at",
    "DELETE FROM purchases": "purchases 1 it is not there",
    "TWIN purchases": "purchases 2 no act of the register entered it",
    "TWIN suspensions": "suspensions 2 no act of the register entered it",
    "TWIN purchases -7": "purchases -7 no act of the register entered it",
    "TWIN restorations 0": "restorations 0 no act of the register entered it",
    "UPDATE purchases SET license_id = 1": "purchases 1 license 1; the history of the register: 2",
    "UPDATE suspensions SET license_id = 1": "suspensions 1 license 1",
    "UPDATE archive_transfers SET license_id = 1": "archive_transfers 1 license 1",
    "UPDATE restorations SET license_id = 1": "restorations 1 license 1",
    "UPDATE licenses SET initial_installation = 'not_done' WHERE id = 1": "licenses 1 initial_installation not_done;",
    "UPDATE suspensions SET ends_at = starts_at": "suspensions 1 ends_at",
    "UPDATE suspensions SET ends_at = NULL": "suspensions 1 ends_at None",
    "UPDATE suspensions SET basis = '19.3'": "suspensions 1 basis",
    "UPDATE restorations SET length = 3": "restorations 1 length",
    "INSERT INTO archive_undos (gid, license_id, transfer_id, at) VALUES ('x', 2, 1, 0)": "archive_transfers 1 an undo",
}
"""The same where no decision stands on it, and what the history of the register says."""


@pytest.fixture
def own(sqlite_desk: str, tmp_path: Path) -> Path:
    """A desk's file that a test may change."""
    return Path(shutil.copy(sqlite_desk.partition("///")[2], tmp_path / "own.sqlite"))


def suspend(days: int, reason: str = "23.1.1") -> Act:
    """Return what suspends the license that was decided on, from some days on."""
    begins = NOW + timedelta(days=days)
    return lambda desk: registry.suspend(
        desk, LicenseId(2), kind="support", basis=reason[:4], reason=reason, starts_at=begins
    )


def hold(file: Path, *acts: tuple[int, Act]) -> None:
    """Do one act after the other, each so many minutes later, and see that nothing is found at the end."""
    for minutes, act in acts:
        edit(file, minutes, act)
    assert not findings(file)
    assert not rows_of_check(file)


def test_a_pause_that_begins_later_may_be_corrected(own: Path) -> None:
    """The decisions name it as well, although it did not run."""
    correct: Act = lambda desk: registry.edit_suspension(desk, 1, reason="23.1.2")  # noqa: E731 - one act
    hold(own, (10, suspend(7)), (1_500, refuse_once_more), (1_510, correct))


def test_acts_of_the_archive_are_taken_back_where_a_clock_behind_decided(own: Path) -> None:
    """The decision came after the act, and by its clock before it."""
    at = NOW + timedelta(minutes=100)

    def restore(desk: Desk) -> None:
        later = at + timedelta(minutes=1)
        archiving.decide_restoration(desk, LicenseId(2), approved=False, feasible=False, grounds=("damaged",), at=later)

    hold(
        own,
        (100, lambda desk: archiving.archive(desk, LicenseId(2), at=at)),
        (101, restore),
        (99, refuse_once_more),
        (110, lambda desk: archiving.take_back_restoration(desk, 1)),
        (111, lambda desk: archiving.take_back_transfer(desk, 1)),
    )


def test_a_pause_that_an_older_console_corrected_ends_without_alarm(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a console tells no request; that the pause ends later was no matter when it was told."""
    edit(own, 1, suspend_and_archive)
    edit(own, 2, suspend(-1, "24.2.1"))
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        edit(own, 3, lambda desk: registry.edit_suspension(desk, 2, reason="24.2.2"))
    assert not rows_of_check(own)
    edit(own, 300, lambda desk: suspending.review(desk, 2))
    assert any("license 2 pause 2" in one for one in findings(own))
    assert not rows_of_check(own)


def pause(desk: Desk) -> None:
    """Pause a request."""
    soon = desk.clock() + timedelta(days=9)
    suspending.pause(desk, TicketId(2), kind="communication", basis="19.3", reason="Rude", review_at=soon)


END_LATER: Act = lambda desk: registry.edit_suspension(desk, 1, ends_at=NOW + timedelta(days=1))  # noqa: E731 - one act
GO_ON: Act = lambda desk: registry.edit_suspension(desk, 1, ends_at=None)  # noqa: E731 - one act
REVIEW: Act = lambda desk: suspending.review(desk, 1)  # noqa: E731 - one act
OLD_REVIEW = """UPDATE commands SET result = '{"pause":1,"runs":false}' WHERE kind = 'review_pause'"""


@pytest.mark.parametrize("begin", [suspend(0), pause], ids=["register", "request"])
def test_a_pause_that_was_to_end_later_is_ended_at_once_and_goes_on(own: Path, tmp_path: Path, begin: Act) -> None:
    """Also where the program that ended it did not keep which end it had, and where it came with an archive."""
    hold(own, (10, begin), (11, END_LATER), (12, REVIEW), (13, GO_ON))
    with changed(own, OLD_REVIEW):
        assert not rows_of_check(own)
    with changed(own, "UPDATE suspensions SET ends_at = starts_at"):
        assert any("1 ends_at" in one for one in rows_of_check(own))
    if begin is pause:
        target, again = tmp_path / "desk.tkz", tmp_path / "again.sqlite"
        export(f"sqlite:///{own}", target)
        bring_back(target, f"sqlite:///{again}", [], lambda _done, _total: True)
        assert not rows_of_check(again)


def test_a_payment_of_before_the_history_is_corrected_without_alarm(own: Path) -> None:
    """Its date may lie a day and more after the history began by then."""
    later = NOW + timedelta(days=2)
    hold(own, (1, pay), (4_320, lambda desk: registry.edit_purchase(desk, 1, paid_at=later)))
    with changed(own, "DELETE FROM commands WHERE kind = 'register.add_purchases'"):
        assert not rows_of_check(own)


def test_the_commands_are_read_three_times(archived: Path) -> None:
    """They are the longest table, and no index finds what begins with a word."""
    seen: list[str] = []
    with closing(open_store(f"sqlite:///{archived}", read_only=True)) as store, store.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
        assert not check.look(connection).findings
    assert len([one for one in seen if one.partition("FROM ")[2].startswith("commands")]) == 3


@pytest.mark.parametrize("sql", OF_REGISTER)
def test_rows_of_the_register_are_held_against_its_history(archived: Path, sql: str) -> None:
    with changed(archived, sql):
        found = rows_of_check(archived)
    assert any(one.startswith(f"row: {OF_REGISTER[sql]}") for one in found), found


TWO_DAYS_ON = to_micros(NOW + timedelta(days=2))
MOVED = f"INSERT INTO archive_transfers (gid, version, license_id, at, note) VALUES ('x', 1, 2, {TWO_DAYS_ON}, '')"  # noqa: S608 - a number of ours
BROUGHT = (
    "UPDATE commands SET kind = 'archive.brought' WHERE id = (SELECT min(id) FROM commands WHERE kind NOT LIKE 'r%')"
)


def test_a_first_row_is_held_where_the_desk_kept_its_history_from_then_on(file: Path) -> None:
    """One that came with an archive which was brought back is not."""
    with changed(file, MOVED):
        assert "row: archive_transfers 1 no act of the register entered it" in rows_of_check(file)
        with changed(file, BROUGHT):
            assert not rows_of_check(file)
    with changed(file, MOVED.replace(str(TWO_DAYS_ON), str(to_micros(NOW)))):
        assert not rows_of_check(file)  # entered before the history was kept, as far as it tells


def test_a_first_installation_that_an_older_program_filled_in_is_no_matter(file: Path) -> None:
    with changed(file, "UPDATE licenses SET initial_installation = 'not_done'"):
        assert rows_of_check(file)
        with changed(file, "UPDATE commands SET program = '1.1'"):
            assert not rows_of_check(file)
