"""Archives by plan that were left in the middle are taken up, and one desk alone is at it: nothing is made twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from console.archive import staging
from console.faults import Fault, Unreachable
from console.query import parse
from console.records.archives import ExportProgress
from console.services import leasing
from console.services.archives import book, exporting, making, plans, proving
from console.services.archives.plans import Planned, When
from console.services.desk import Desk, open_desk
from tests.archive.desks import go_on
from tests.services.conftest import Clock

ALL = parse("").query
TAKEN = "UPDATE leases SET holder = :by WHERE name = 'archives'"
DAILY = When(every="day", day=0, at="02:00")


class Killed(BaseException):
    """What ends a program in the middle of an act."""


@pytest.fixture
def desk(booked: Desk) -> Desk:
    return booked


@pytest.fixture
def folder(desk: Desk, tmp_path: Path, clock: Clock) -> Path:
    """The folder of a plan that is due."""
    made = tmp_path / "archives"
    made.mkdir()
    wanted = Planned(name="Night", query="", folder=str(made), when=DAILY, keep=1)
    plans.set_plan(desk, wanted, reason="for the auditor")
    clock.forward(days=1)
    return made


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def require_made_once(desk: Desk, folder: Path, clock: Clock) -> None:
    """One file, entered as proven; nothing is due before the next night; and then it makes room."""
    (name,) = names(folder)
    (entry,) = (one for one in book.entries(desk) if one.state != "failed")
    assert (entry.state, Path(entry.path).name, entry.problem) == ("checked", name, "")
    assert entry.tickets
    assert entry.manifest_sha256
    assert making.make_due(desk, go_on) == ()
    clock.forward(days=1)
    (done,) = making.make_due(desk, go_on) or ()
    assert done.removed == (name,)


def test_an_entry_that_another_hand_wrote_meanwhile_is_entered_all_the_same(
    desk: Desk, folder: Path, clock: Clock
) -> None:
    written: list[str] = []

    def heard(told: ExportProgress) -> bool:
        if told.part == "readable" and not written:
            (entry,) = book.entries(desk)
            book.reached(desk, book.Entered(id=entry.id, version=entry.version), written.append("x") or "readable")
        return True

    (done,) = making.make_due(desk, heard) or ()
    assert written
    assert done.fault is None
    require_made_once(desk, folder, clock)


@pytest.mark.parametrize("step", ["reached", "written"])
def test_books_that_were_away_for_a_moment_lose_nothing(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as broken:
        away_once(broken, step, Unreachable("database_away"))
        (done,) = making.make_due(desk, go_on) or ()
    assert done.fault is None
    require_made_once(desk, folder, clock)


@pytest.mark.parametrize("step", ["written", "checked"])
def test_what_has_its_name_is_taken_up_after_a_kill(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as broken:
        away_once(broken, step, Killed())
        with pytest.raises(Killed):
            making.make_due(desk, go_on)
    (name,) = names(folder)
    clock.forward(hours=1)
    (done,) = making.make_due(desk, go_on) or ()
    assert done.archive is not None
    assert done.archive.path.name == name
    facts = proving.verify(done.archive.path, (), lambda _d, _t: True).facts
    assert facts is not None
    assert (done.archive.tickets, done.archive.log_size) == (facts.tickets, facts.log_size)
    require_made_once(desk, folder, clock)


def test_what_could_not_be_entered_or_proven_in_time_is_taken_up(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        away_once(broken, "checked", Unreachable("database_away"))
        (done,) = making.make_due(desk, go_on) or ()
    assert isinstance(done.fault, Unreachable)
    with pytest.raises(Fault) as told:
        making.make_due(desk, lambda progress: progress.part != "prove")  # the window was closed meanwhile
    assert told.value.code == "proof_canceled"
    assert len(making.make_due(desk, go_on) or ()) == 1
    require_made_once(desk, folder, clock)


def test_what_is_not_whole_is_told_and_made_anew(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        away_once(broken, "checked", Killed())
        with pytest.raises(Killed):
            making.make_due(desk, go_on)
    (harmed,) = folder.iterdir()
    content = bytearray(harmed.read_bytes())
    content[len(content) // 2] ^= 1
    harmed.write_bytes(content)
    (done,) = making.make_due(desk, go_on) or ()
    assert done.archive is not None
    assert names(folder) == ["Night-2026-11-25-2.tkz", "Night-2026-11-25.tkz"]
    assert [(one.state, one.problem) for one in book.entries(desk)] == [("checked", ""), ("failed", "archive_altered")]
    assert making.make_due(desk, go_on) == ()


def test_a_plan_that_was_set_anew_makes_a_new_one(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        away_once(broken, "checked", Killed())
        with pytest.raises(Killed):
            making.make_due(desk, go_on)
    clock.forward(minutes=1)
    other = Planned(name="Night", query="subject:Rounding", folder=str(folder), when=DAILY)
    plans.set_plan(desk, other, reason="less of it", known=plans.seen(plans.plan(desk, "Night")))
    clock.forward(days=1)
    (done,) = making.make_due(desk, go_on) or ()
    assert done.archive is not None
    assert [(one.state, one.query) for one in book.entries(desk)] == [("checked", "subject:Rounding"), ("checked", "")]


def away_once(broken: pytest.MonkeyPatch, step: str, fault: BaseException) -> None:
    honest: Callable[..., Any] = getattr(book, step)
    left = [fault]

    def act(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return honest(*given, **named)

    broken.setattr(book, step, act)


# -- one desk alone ----------------------------------------------------------------------------------------------------


def test_a_desk_that_lost_its_lease_ends_and_leaves_the_plan_to_the_other(
    desk: Desk, booked_url: str, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "RENEWED_S", 0.02)
    other = open_desk(booked_url, login="dana", name="Dana Kim", out_folder=folder, clock=clock)
    taken: list[bool] = []

    def heard(told: ExportProgress) -> bool:
        if told.part == "readable" and not taken:
            other.store.administer(lambda connection: connection.execute(text(TAKEN), {"by": other.store.origin}))
            taken.append(leasing.hold(other, making.LEASE))
            time.sleep(0.5)
        return True

    with closing(other.store):
        before = plans.plan(desk, "Night").next_at
        (done,) = making.make_due(desk, heard) or ()
        assert taken == [True]
        assert isinstance(done.fault, Fault)
        assert done.fault.code == "archives_taken_over"
        assert names(folder) == []
        assert plans.plan(desk, "Night").next_at == before
        assert making.make_due(desk, go_on) is None  # the lease is the other's still
        assert len(making.make_due(other, go_on) or ()) == 1
    require_made_once(desk, folder, clock)


def test_a_lease_is_renewed_while_the_work_is_silent(
    desk: Desk, booked_url: str, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "RENEWED_S", 0.1)
    monkeypatch.setattr(leasing, "SECONDS", 4)  # a busy machine is silent for a second, too
    monkeypatch.setattr(leasing.hold, "__kwdefaults__", {"seconds": 4})
    other = open_desk(booked_url, login="dana", name="Dana Kim", out_folder=folder, clock=clock)
    got: list[bool] = []

    def heard(told: ExportProgress) -> bool:
        if told.part == "readable" and not got:
            time.sleep(4.5)
            got.append(leasing.hold(other, making.LEASE))
        return True

    with closing(other.store):
        (done,) = making.make_due(desk, heard) or ()
    assert (got, done.fault) == ([False], None)


def test_a_file_that_cannot_be_removed_stays_until_it_can(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.make_due(desk, go_on)
    honest = Path.unlink

    def held(path: Path, *given: Any, **named: Any) -> None:
        if path.parent == folder and path.suffix == ".tkz":
            raise PermissionError(13, "in use", str(path))
        honest(path, *given, **named)

    clock.forward(days=1)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", held)
        (done,) = making.make_due(desk, go_on) or ()
    assert (done.fault, done.removed, len(names(folder))) == (None, (), 2)
    clock.forward(days=1)
    (done,) = making.make_due(desk, go_on) or ()
    assert len(done.removed) == 2
    assert len(names(folder)) == 1


def test_two_who_write_to_one_name_do_not_write_into_each_others_folder(
    desk: Desk, booked_url: str, tmp_path: Path
) -> None:
    target, both = tmp_path / "out" / "a.tkz", threading.Barrier(2)
    target.parent.mkdir()
    met: list[int] = []

    def export(one: Desk) -> object:
        waited: list[int] = []

        def heard(told: ExportProgress) -> bool:
            if told.part == "readable" and not waited:
                waited.append(both.wait(60))
                met.append(len(staging.folders(target)))
            return True

        try:
            return exporting.export(one, ALL, target, heard=heard).path
        except (Fault, OSError) as fault:
            return fault

    other = open_desk(booked_url, login="dana", name="Dana Kim", out_folder=tmp_path)
    with closing(other.store), ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(export, (desk, other)))
    assert max(met) == 2
    assert sorted(type(one).__name__ for one in ends) == ["FileExistsError", "PosixPath"]
    assert proving.verify(target, (), lambda _d, _t: True).state == "whole"
