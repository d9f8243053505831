"""Plans whose archives are locked for readers or leave something out: proven, rotated, and never plain beside."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyrage
import pytest

from console.archive import locking
from console.archive.locking import Keys
from console.faults import BadInput
from console.query import parse
from console.services.archives import book, conditions, making, plans, private_folder, proving
from console.services.archives.plans import Planned, When
from console.services.desk import Desk
from console.store import tables
from tests.archive.desks import go_on
from tests.services.conftest import Clock

READER = pyrage.x25519.Identity.generate()
OPENS = Keys(identities=(str(READER),))
PUBLIC = str(READER.to_public())
ALL = parse("").query
DAILY = When(every="day", day=0, at="02:00")


@pytest.fixture
def desk(booked: Desk, own_private_place: Path) -> Desk:
    """The desk, with a place for private folders that no other process has."""
    return booked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archives"
    made.mkdir()
    return made


def plan(desk: Desk, folder: Path, told: conditions.Conditions, *, keep: int = 0) -> None:
    wanted = Planned(name="Night", query="", folder=str(folder), when=DAILY, keep=keep, conditions=told)
    known = next((plans.seen(one) for one in plans.plans(desk)), None)
    plans.set_plan(desk, wanted, reason="for the court", known=known)


def due(desk: Desk, clock: Clock) -> making.Done:
    clock.forward(days=1)
    (done,) = making.make_due(desk, go_on) or ()
    return done


def verify(path: Path, keys: Keys = OPENS) -> Any:
    return proving.verify(path, (), lambda _done, _total: True, keys)


def private() -> list[str]:
    return [one.name for one in Path(tempfile.gettempdir()).glob(f"{private_folder.PREFIX}*")]


def test_one_for_readers_is_proven_under_lock_and_older_ones_make_room(desk: Desk, folder: Path, clock: Clock) -> None:
    plan(desk, folder, conditions.conditions([f"{PUBLIC} "], (), ""), keep=1)
    first, second = due(desk, clock), due(desk, clock)
    assert first.archive is not None
    assert second.archive is not None
    assert second.removed == ("Night-2026-11-25.tkz.age",)
    assert [one.name for one in folder.iterdir()] == ["Night-2026-11-26.tkz.age"]
    newest, before = book.entries(desk)
    assert (newest.state, newest.recipients, before.removed) == ("checked", f'["{PUBLIC}"]', True)
    assert locking.needs(second.archive.path) == "key"
    assert verify(second.archive.path).state == "whole"
    with pytest.raises(BadInput, match="open"):
        verify(second.archive.path, Keys(identities=(str(pyrage.x25519.Identity.generate()),)))
    assert private() == []


def test_one_under_lock_that_is_another_now_never_makes_room(desk: Desk, folder: Path, clock: Clock) -> None:
    plan(desk, folder, conditions.conditions([PUBLIC], (), ""), keep=1)
    due(desk, clock)
    (mine,) = folder.iterdir()
    mine.write_bytes(mine.read_bytes() + b"x")
    assert due(desk, clock).removed == ()
    assert mine.exists()


def test_one_that_is_harmed_while_it_is_locked_counts_for_nothing(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(desk, folder, conditions.conditions([PUBLIC], (), ""), keep=1)
    due(desk, clock)
    honest = locking.lock

    def harmed(source: Path, target: Path, how: locking.Lock, heard: Any) -> None:
        honest(source, target, how, heard)
        content = bytearray(target.read_bytes())
        content[-40] ^= 1
        target.write_bytes(content)

    monkeypatch.setattr(locking, "lock", harmed)
    done = due(desk, clock)
    assert done.removed == ()
    assert getattr(done.fault, "code", "") == "archive_altered"
    assert "Night-2026-11-25.tkz.age" in [one.name for one in folder.iterdir()]


def test_what_a_plan_leaves_out_is_in_none_of_its_archives(desk: Desk, folder: Path, clock: Clock) -> None:
    told = conditions.conditions((), ["text:wrote it down", "attachments", "attachments"], " a request\nunder the law ")
    assert told.leave_out == ("text:wrote it down", "attachments")
    plan(desk, folder, told)
    done = due(desk, clock)
    assert done.fault is None
    assert done.archive is not None
    assert done.archive.left_out is not None
    assert done.archive.left_out.reason == "a request under the law"
    found = verify(done.archive.path)
    assert found.state == "whole"
    assert found.facts.left_out.places == done.archive.left_out.places > 0
    assert b"wrote it down" not in done.archive.path.read_bytes()
    assert conditions.of(plans.plan(desk, "Night")) == told


@pytest.mark.parametrize(
    "wrong",
    [
        (["age1nonsense"], (), ""),
        ((), ["nobody"], "why"),
        ((), ["text:xy"], "why"),
        ((), ["text:Rounding"], " "),
        ((), ["text:Rounding"], "it says Rounding"),
    ],
)
def test_conditions_that_cannot_be_met_are_refused_when_they_are_set(wrong: tuple[Any, Any, str]) -> None:
    with pytest.raises(BadInput):
        conditions.conditions(*wrong)


@pytest.mark.parametrize("told", ['{"keys": []}', "age1x", '["age1x"]', "[1"])
def test_what_a_newer_program_asked_for_leaves_nothing_unlocked(
    desk: Desk, folder: Path, clock: Clock, told: str
) -> None:
    plan(desk, folder, conditions.NONE)
    one = plans.plan(desk, "Night")
    desk.apply(
        desk.command("test"),
        lambda unit: unit.amend(tables.trust.archive_plans, one.id, expected=None, recipients=told),
    )
    done = due(desk, clock)
    assert getattr(done.fault, "code", "") in ("plan_options", "recipient_unknown")
    assert list(folder.iterdir()) == []


SCRIPT = (
    "import os, sys\n"
    "from pathlib import Path\n"
    "from console.query import parse\n"
    "from console.archive import locking\n"
    "from console.services.archives import making\n"
    "from tests.archive.desks import opened\n"
    "def heard(told):\n"
    "    if told.part == sys.argv[3]: os._exit(9)\n"
    "    return True\n"
    "how = {'lock': locking.lock_of([sys.argv[4]])}\n"
    "making.make(opened(sys.argv[1]), parse('').query, Path(sys.argv[2]), heard=heard, **how)\n"
)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("part", ["files", "seal", "lock"])
def test_one_that_is_killed_leaves_nothing_plain_beside_and_the_next_cleans_up(
    desk: Desk, booked_url: str, folder: Path, part: str
) -> None:
    target = folder / "a.tkz.age"
    told = [sys.executable, "-c", SCRIPT, booked_url, str(target), part, PUBLIC]
    assert subprocess.run(told, check=False, env={**os.environ}).returncode == 9
    beside = [one for one in folder.rglob("*") if one.is_file()]
    assert {one.name for one in beside} <= {"archive.age"}
    assert all(b"Rounding" not in one.read_bytes() for one in beside)
    assert len(private()) == 1
    making.make(desk, ALL, folder / "b.tkz", heard=go_on)
    assert private() == []  # also an export without a lock cleans up
    made = making.make(desk, ALL, target, heard=go_on, lock=locking.lock_of([PUBLIC]))
    assert verify(made.archive.path).state == "whole"
    assert sorted(one.name for one in folder.iterdir()) == ["a.tkz.age", "b.tkz"]
