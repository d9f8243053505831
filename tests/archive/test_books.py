"""Archives stand in the desk's books, also those that were ended, canceled or made by plan."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.faults import BadInput, Damaged, Known, NotAllowed, NotFound, Stale
from console.query import parse
from console.records.base import Role
from console.services import leasing
from console.services.archives import book, exporting, keys, making, plans, private_keys, signing
from console.services.archives.plans import Planned, When
from console.services.desk import Desk, open_desk
from console.store import open_store, tables
from tests.archive.conftest import SIGNING
from tests.archive.desks import go_on
from tests.services.conftest import NOW, Clock

ALL = parse("").query
WEEKLY = Planned(name="Monday", query="", folder="", when=When(every="week", day=0, at="02:00"))


@pytest.fixture
def desk(booked: Desk) -> Desk:
    return booked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archives"
    made.mkdir()
    return made


def plan(desk: Desk, folder: Path, **other: Any) -> int:
    return plans.set_plan(desk, replace(WEEKLY, folder=str(folder), **other), reason="for the auditor")


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_an_export_is_entered_and_proven_again_later(desk: Desk, folder: Path) -> None:
    made = making.make(
        desk, parse("subject:Rounding").query, folder / "a.tkz", heard=go_on, signed=making.Signature(signing=SIGNING)
    )
    (one,) = book.entries(desk)
    assert (one.state, one.by, one.query, one.tickets) == ("written", "Dana Kim", "subject:Rounding", 2)
    assert (one.manifest_sha256, one.key_id) == (made.archive.manifest_sha256, SIGNING.key_id)
    assert Path(one.path) == folder / "a.tkz"
    assert making.check_again(desk, one, lambda _d, _t: True).state == "whole"
    checked = book.entry(desk, one.id)
    assert checked.state == "checked"
    content = bytearray((folder / "a.tkz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "a.tkz").write_bytes(content)
    assert making.check_again(desk, checked, lambda _d, _t: True).state == "altered"
    assert book.entry(desk, one.id).state == "failed"
    (folder / "a.tkz").unlink()
    exporting.export(desk, ALL, folder / "a.tkz", heard=go_on)
    other = making.check_again(desk, book.entry(desk, one.id), lambda _d, _t: True)
    assert (other.state, other.where) == ("altered", "manifest-sha512.txt")  # a whole one, and another
    (folder / "a.tkz").unlink()
    with pytest.raises(NotFound):
        making.check_again(desk, one, lambda _d, _t: True)


def test_one_that_is_canceled_or_fails_says_so_and_leaves_no_file(desk: Desk, folder: Path) -> None:
    with pytest.raises(Known, match="canceled"):
        making.make(desk, ALL, folder / "a.tkz", heard=lambda told: told.part != "compare")
    with pytest.raises(BadInput, match="nothing to export"):
        making.make(desk, parse("subject:nonsense").query, folder / "b.tkz", heard=go_on)

    def interrupt(told: Any) -> bool:
        if told.part == "seal":
            raise KeyboardInterrupt
        return True

    with pytest.raises(KeyboardInterrupt):
        making.make(desk, ALL, folder / "c.tkz", heard=interrupt)
    found = [(one.state, one.problem) for one in book.entries(desk)]
    assert found == [("failed", "export_canceled"), ("failed", "export_nothing"), ("failed", "export_canceled")]
    assert names(folder) == []


def test_a_file_is_replaced_only_where_that_was_said_and_by_a_whole_one(desk: Desk, folder: Path) -> None:
    target = folder / "a.tkz"
    target.write_text("mine")
    with pytest.raises(BadInput, match="there already"):
        making.make(desk, ALL, target, heard=go_on)
    assert book.entries(desk) == ()
    with pytest.raises(Known):
        making.make(desk, ALL, target, heard=lambda told: told.part != "seal", replace=True)
    assert target.read_text() == "mine"
    seen = []
    made = making.make(desk, ALL, target, heard=lambda _: seen.append(target.read_text()) is None, replace=True)
    assert set(seen) == {"mine"}
    assert target.stat().st_size == made.archive.bytes
    (folder / "b").mkdir()
    (folder / "link.tkz").symlink_to(target)
    for other in ("b", "link.tkz"):
        with pytest.raises(BadInput, match="there already"):
            making.make(desk, ALL, folder / other, heard=go_on, replace=True)


def test_who_may_not_write_exports_all_the_same_and_no_book_has_it(desk: Desk, booked_url: str, folder: Path) -> None:
    reading = replace(desk, store=open_store(booked_url, read_only=True))
    with closing(reading.store):
        made = making.make(reading, ALL, folder / "a.tkz", heard=go_on)
    looking = replace(desk, actor=replace(desk.actor, role=Role.REVIEWER))
    other = making.make(looking, ALL, folder / "b.tkz", heard=go_on)
    assert made.entered is None
    assert other.entered is None
    assert names(folder) == ["a.tkz", "b.tkz"]
    assert book.entries(desk) == ()


SCRIPT = (
    "import os, sys\n"
    "from pathlib import Path\n"
    "from console.query import parse\n"
    "from console.services.archives import making\n"
    "from tests.archive.desks import opened\n"
    "def heard(told):\n"
    "    if (told.part, told.done) >= (sys.argv[3], int(sys.argv[4])) and told.part == sys.argv[3]: os._exit(9)\n"
    "    return True\n"
    "making.make(opened(sys.argv[1]), parse('').query, Path(sys.argv[2]), heard=heard)\n"
)


def test_one_that_was_killed_goes_on_in_its_entry(
    desk: Desk, booked_url: str, folder: Path, *, whole_run: bool
) -> None:
    target = folder / "a.tkz"
    for part, at in (("rows", 3), ("files", 2), ("readable", 1), ("seal", 1)) if whole_run else (("readable", 1),):
        told = [sys.executable, "-c", SCRIPT, booked_url, str(target), part, str(at)]
        assert subprocess.run(told, check=False, env={**os.environ}).returncode == 9
        assert not target.exists()
        (one,) = (one for one in book.entries(desk) if one.state == "begun")
        assert one.part == part
        made = making.make(desk, ALL, target, heard=go_on)
        assert made.entered is not None
        assert made.entered.id == one.id
        assert book.entry(desk, one.id).state == "written"
        assert names(folder) == ["a.tkz"]
        target.unlink()


@pytest.mark.soak
def test_one_that_is_killed_at_any_moment_goes_on_until_it_is_whole(
    desk: Desk, booked_url: str, folder: Path, *, whole_run: bool
) -> None:
    """Killed by the system at random moments, again and again, then left alone: one entry, one file, the same bytes."""
    plain = exporting.export(desk, ALL, folder / "plain.tkz", heard=go_on)
    target, dice, killed = folder / "a.tkz", random.Random(5), 0
    told = [sys.executable, "-c", SCRIPT, booked_url, str(target), "never", "0"]
    begun = time.monotonic()
    subprocess.run(told, check=True)
    lasts = time.monotonic() - begun
    target.unlink()
    for _ in range(40 if whole_run else 2):
        child = subprocess.Popen(told, stderr=subprocess.DEVNULL)
        try:
            child.wait(lasts * dice.uniform(0.2, 0.8))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed += 1
        if target.exists():  # it has its name only when it is whole
            assert target.read_bytes() == (folder / "plain.tkz").read_bytes()
            target.unlink()
    assert killed
    assert {one.state for one in book.entries(desk)} <= {"begun", "written"}
    made = making.make(desk, ALL, target, heard=go_on)
    assert made.archive.content_sha256 == plain.content_sha256
    assert target.read_bytes() == (folder / "plain.tkz").read_bytes()
    assert names(folder) == ["a.tkz", "plain.tkz"]
    assert [one.state for one in book.entries(desk) if one.state == "begun"] == []


# -- plans -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after", "wanted"),
    [
        ("day 02:00", "2026-11-24T09:00", "2026-11-24T23:00"),
        ("day 12:30", "2026-11-24T09:00", "2026-11-24T09:30"),
        ("day 12:00", "2026-11-24T09:00", "2026-11-25T09:00"),
        ("week mon 02:00", "2026-11-24T09:00", "2026-11-29T23:00"),
        ("week TUE 13:00", "2026-11-24T09:00", "2026-11-24T10:00"),
        ("month 1 02:00", "2026-11-24T09:00", "2026-11-30T23:00"),
        ("month 31 02:00", "2026-01-31T09:00", "2026-02-27T23:00"),
        ("month 24 00:00", "2026-11-23T21:00", "2026-12-23T21:00"),
    ],
)
def test_when_a_plan_is_due(text: str, after: str, wanted: str) -> None:
    at, zone = datetime.fromisoformat(after).replace(tzinfo=UTC), ZoneInfo("Europe/Moscow")
    when = plans.when_of(text)
    assert plans.next_after(when, zone, at) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)
    assert plans.when_of(str(when)) == when


def test_an_hour_that_the_clock_skips_or_has_twice_is_one_moment() -> None:
    zone, when = ZoneInfo("Europe/Berlin"), plans.when_of("day 02:30")
    at, found = datetime(2026, 3, 27, 12, tzinfo=UTC), []
    for _ in range(4):
        at = plans.next_after(when, zone, at)
        found.append(at.astimezone(zone).day)
    assert found == [28, 29, 30, 31]
    at = plans.next_after(when, zone, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert plans.next_after(when, zone, at) - at == timedelta(hours=25)


@pytest.mark.parametrize("text", ["", "day", "day 25:00", "day 2:00", "week 02:00", "week 9 02:00", "month 0 02:00",
                                  "month 32 02:00", "month ² 02:00", "year 02:00", "day 02:00 x"])  # fmt: skip
def test_what_says_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no time"):
        plans.when_of(text)


def test_a_lead_plans_with_a_reason_and_nobody_else(desk: Desk, folder: Path) -> None:
    with pytest.raises(BadInput, match="reason"):
        plans.set_plan(desk, replace(WEEKLY, folder=str(folder)), reason=" ")
    for wrong in ({"name": " "}, {"folder": "relative"}, {"keep": -1}, {"query": "is:nonsense"}):
        with pytest.raises(BadInput):
            plans.set_plan(desk, replace(WEEKLY, **{"folder": str(folder), **wrong}), reason="x")
    key = plan(desk, folder, keep=3)
    with pytest.raises(BadInput) as refused:
        plan(desk, folder, keep=4, name=" Monday  ")
    assert (refused.value.code, plans.by_key(desk, key).keep) == ("plan_exists", 3)
    seen = plans.seen(plans.by_key(desk, key))
    wanted = replace(seen.told, keep=4)
    assert plans.set_plan(desk, wanted, reason="for the auditor", known=seen) == key
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    for known in (None, seen):
        with pytest.raises(NotAllowed):
            plans.set_plan(other, replace(wanted, name="Other"), reason="x", known=known)
    with pytest.raises(NotAllowed):
        plans.pause(other, plans.plan(desk, "Monday"), reason="x")
    (found,) = plans.plans(desk)
    assert (found.keep, found.reason, found.active) == (4, "for the auditor", True)
    assert found.next_at == datetime(2026, 11, 29, 23, tzinfo=UTC)
    plans.pause(desk, found, reason="a holiday")
    paused = plans.plan(desk, "Monday")
    assert (paused.active, paused.next_at, paused.reason) == (False, None, "a holiday")
    plans.pause(desk, paused, reason="back", active=True)
    assert plans.plan(desk, "Monday").next_at == datetime(2026, 11, 29, 23, tzinfo=UTC)


def test_a_plan_is_changed_by_its_key_and_one_that_is_paused_stays_so(desk: Desk, folder: Path, clock: Clock) -> None:
    """A new name is a field as others are: the files that were made stay the plan's."""
    key, other = plan(desk, folder, keep=1), plan(desk, folder, name="Other")
    clock.forward(days=7)
    making.make_due(desk, go_on)
    (old,) = folder.glob("Monday-*")
    one = plans.by_key(desk, key)
    renamed = replace(plans.seen(one).told, name="Weekly")
    with pytest.raises(BadInput) as refused:
        plans.set_plan(desk, replace(renamed, name="Other"), reason="x", known=plans.seen(one))
    assert (refused.value.code, plans.by_key(desk, key)) == ("plan_exists", one)
    assert plans.set_plan(desk, renamed, reason="x", known=plans.seen(one)) == key
    assert [(found.id, found.name) for found in plans.plans(desk)] == [(key, "Weekly"), (other, "Other")]
    plans.pause(desk, plans.by_key(desk, other), reason="a holiday")
    paused = plans.by_key(desk, other)
    plans.set_plan(desk, replace(plans.seen(paused).told, keep=2), reason="less", known=plans.seen(paused))
    stands = plans.by_key(desk, other)
    assert (stands.keep, stands.active, stands.next_at, stands.reason) == (2, False, None, "less")
    clock.forward(days=7)
    (done,) = making.make_due(desk, go_on) or ()
    assert (done.plan.name, done.removed) == ("Weekly", (old.name,))
    plans.set_plan(desk, replace(renamed, name=str(key)), reason="x", known=plans.seen(stands))
    assert plans.plan(desk, str(key)).id == other  # a name goes before a key


def test_what_another_lead_set_of_a_plan_meanwhile_is_not_written_over(
    desk: Desk, folder: Path, clock: Clock, booked_url: str
) -> None:
    def changed(by: Desk, known: plans.Seen, **values: Any) -> Stale | None:
        try:
            plans.set_plan(by, replace(known.told, **values), reason="y", known=known)
        except Stale as stale:
            return stale
        return None

    key = plan(desk, folder)
    made, seen = plans.by_key(desk, key), plans.seen(plans.by_key(desk, key))
    clock.forward(days=7)
    making.make_due(desk, go_on)
    assert plans.seen(plans.by_key(desk, key)) == seen  # an archive that was made changes nothing of it
    desk.apply(
        desk.command("test"), lambda unit: unit.amend(tables.trust.archive_plans, key, expected=None, next_at=None)
    )  # as an older program does that made one
    assert changed(desk, seen, keep=2) is None
    now = plans.seen(plans.by_key(desk, key))
    other = open_desk(booked_url, login="lea", name="Lea", out_folder=folder, clock=clock)
    with closing(other.store):
        other = replace(other, actor=replace(other.actor, role=Role.LEAD))
        assert changed(other, now, folder=str(folder / "lea")) is None
    before = plans.by_key(desk, key)
    for values in ({"folder": str(folder / "dana")}, {"name": "Weekly"}):  # also where the field was left as it was
        stale = changed(desk, now, **values)
        assert stale is not None
        yours = values.get("folder", str(folder))
        assert stale.params == {"field": "folder", "yours": yours, "theirs": str(folder / "lea"), "who": "Lea"}
        assert plans.by_key(desk, key) == before
    for active in (False, True):
        with pytest.raises(Stale) as stopped:
            plans.pause(desk, made, reason="x", active=active)
        assert stopped.value.code == "plan_changed"
    agreed = replace(now, told=replace(now.told, folder=str(folder / "lea")))
    assert changed(desk, agreed, folder=str(folder / "dana")) is None
    assert (plans.by_key(desk, key).folder, plans.by_key(desk, key).keep) == (str(folder / "dana"), 2)
    with pytest.raises(NotFound):
        plans.set_plan(desk, now.told, reason="x", known=replace(now, key=99))


def test_what_is_due_is_made_once_proven_and_older_ones_make_room(desk: Desk, folder: Path, clock: Clock) -> None:
    plan(desk, folder, keep=2)
    assert making.make_due(desk, go_on) == ()
    made = []
    for _ in range(4):
        clock.forward(days=7)
        (done,) = making.make_due(desk, go_on) or ()
        made.append(done)
        assert making.make_due(desk, go_on) == ()
    assert names(folder) == ["Monday-2026-12-15.tkz", "Monday-2026-12-22.tkz"]
    assert [one.removed for one in made[2:]] == [("Monday-2026-12-01.tkz",), ("Monday-2026-12-08.tkz",)]
    found = book.entries(desk, plan_id=made[0].plan.id)
    assert [(one.state, one.removed) for one in found] == [
        *[("checked", False)] * 2,
        *[("checked", True)] * 2,
    ]
    clock.forward(days=40)  # five were missed: one is made
    assert len(making.make_due(desk, go_on) or ()) == 1
    assert making.make_due(desk, go_on) == ()


def test_a_file_that_is_another_never_makes_room(desk: Desk, folder: Path, clock: Clock) -> None:
    plan(desk, folder, keep=1)
    clock.forward(days=7)
    making.make_due(desk, go_on)
    (mine,) = folder.iterdir()
    mine.write_text("my own notes")
    clock.forward(days=7)
    making.make_due(desk, go_on)
    assert mine.read_text() == "my own notes"


def test_what_fails_is_told_and_tried_again_after_a_growing_pause(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(desk, folder, keep=1)
    clock.forward(days=7)
    making.make_due(desk, go_on)
    kept = names(folder)
    clock.forward(days=7)
    honest = making.proving.verify

    def altered(path: Path, *given: Any) -> Any:
        return replace(honest(path, *given), state="altered", where="data/x")

    monkeypatch.setattr(making.proving, "verify", altered)
    pauses = []
    for turn in range(9):
        (done,) = making.make_due(desk, go_on) or ()
        assert isinstance(done.fault, Damaged)
        assert set(kept) <= set(names(folder))
        found = plans.plan(desk, "Monday")
        assert (found.failures, found.problem) == (turn + 1, "archive_altered")
        assert found.next_at is not None
        pauses.append((found.next_at - clock.now) // timedelta(minutes=5))
        assert making.make_due(desk, go_on) == ()
        clock.now = found.next_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 72, 72]
    monkeypatch.setattr(making.proving, "verify", honest)
    (done,) = making.make_due(desk, go_on) or ()
    assert done.removed == tuple(kept)
    assert plans.plan(desk, "Monday").failures == 0


def test_a_folder_that_is_not_there_is_told_or_left_to_others(desk: Desk, folder: Path, clock: Clock) -> None:
    plan(desk, folder / "gone")
    clock.forward(days=7)
    assert making.make_due(desk, go_on, here_only=True) == ()
    (done,) = making.make_due(desk, go_on) or ()
    assert isinstance(done.fault, BadInput)
    assert plans.plan(desk, "Monday").problem == "plan_folder"


def test_one_desk_at_a_time_makes_what_is_due(desk: Desk, booked_url: str, folder: Path, clock: Clock) -> None:
    plan(desk, folder)
    clock.forward(days=7)
    other = open_desk(booked_url, login="dana", name="Dana Kim", out_folder=folder, clock=clock)
    with closing(other.store):
        assert leasing.hold(other, making.LEASE)
        assert making.make_due(desk, go_on) is None
        assert names(folder) == []
        assert len(making.make_due(other, go_on) or ()) == 1


def test_one_by_plan_that_was_killed_goes_on_where_it_was(desk: Desk, folder: Path, clock: Clock) -> None:
    plan(desk, folder)
    clock.forward(days=7)

    class Killed(BaseException):
        pass

    def kill(told: Any) -> bool:
        if told.part == "readable":
            raise Killed
        return True

    with pytest.raises(Killed):
        making.make_due(desk, kill)
    clock.forward(days=1)
    (done,) = making.make_due(desk, go_on) or ()
    assert done.archive is not None
    assert (done.archive.path.name, done.archive.reused) == ("Monday-2026-12-01.tkz", 5)
    assert names(folder) == ["Monday-2026-12-01.tkz"]


def test_by_plan_is_signed_only_where_nobody_is_asked(
    desk: Desk, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = private_keys.make()
    signing.enter_key(desk, private_keys.public_of(key))
    plan(desk, folder)
    held: list[Callable[[str], Any]] = [lambda _key: None, lambda _key: key]
    signed = []
    for one in held:
        monkeypatch.setattr(private_keys, "from_keyring", one)
        clock.forward(days=7)
        (done,) = making.make_due(desk, go_on) or ()
        assert done.archive is not None
        signed.append(bool(done.archive.signed_by))
    assert signed == [False, True]
    newest = book.entries(desk)[0]
    assert (newest.signer, newest.checkpoint > 0) == ("Dana Kim", True)
    assert keys.trusted() == ()
    assert desk.clock() > NOW
