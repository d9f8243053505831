"""What people do in the register is no alarm, by whatever clock; what is done behind its history is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from console.records.base import LicenseId
from console.services import archiving, corrected, registry, suspending
from console.services.desk import Desk
from tests.archive.desks import suspend_and_archive
from tests.archive.test_witness import edit, findings, refuse_once_more, rows_of_check
from tests.services.conftest import NOW

Act = Callable[[Desk], object]


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
