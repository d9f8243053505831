"""An export that is killed goes on where it was, makes nothing twice, and comes out the same, byte for byte."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from console import places
from console.archive import layout, pages, staging
from console.archive.pack import Pack
from console.query import parse
from console.records.archives import Exported
from console.services import reply, showing
from console.services.archives import exporting, redacting, telling, trail
from console.store.archived import gathering, member
from console.store.driver import sqlite_module
from tests.archive.conftest import SIGNING
from tests.archive.desks import every_file, export, opened

AT_RANDOM = (
    "import os, signal, sys, threading, time\n"
    "from pathlib import Path\n"
    "from console.archive import pages\n"
    "from console.store.archived import member\n"
    "from tests.archive.desks import export\n"
    "from tests.archive.conftest import SIGNING\n"
    "member.PAUSE_S, pages.ON_A_PAGE = 0, 1\n"
    "threading.Thread(target=lambda: (time.sleep(float(sys.argv[3])), os.kill(os.getpid(), signal.SIGKILL))).start()\n"
    "export(sys.argv[1], Path(sys.argv[2]), signing=SIGNING)\n"
    "os._exit(0)\n"
)


class Killed(BaseException):
    """Ends a program as a kill would: nothing is tidied up for it."""


@pytest.fixture(autouse=True)
def _in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member, "PAUSE_S", 0)
    monkeypatch.setattr(pages, "ON_A_PAGE", 1)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that an export makes, each time that it does."""
    found: list[Any] = []

    def watch(place: Any, name: str, told: Callable[..., Any]) -> None:
        honest = getattr(place, name)

        def act(*asked: Any, **how: Any) -> Any:
            found.append(told(*asked))
            return honest(*asked, **how)

        monkeypatch.setattr(place, name, act)

    watch(gathering, "_walk", lambda _source, _target, step: (step.table, step.by))
    watch(gathering, "_take_whole", lambda _source, _target, table: table.name)
    watch(gathering, "_take_searched", lambda *_: "searched")
    watch(member, "close_for_good", lambda *_: "database")
    watch(telling, "_tickets", lambda _desk, keys, _lifetimes: tuple(keys))
    watch(telling, "_licenses", lambda _desk: "licenses")
    watch(Pack, "add", lambda _pack, sha256, _content: sha256)
    return found


def killed_at(desk: str, target: Path, call: int, **how: Any) -> bool:
    """Export until it tells for the n-th time how far it is; return whether it was ended there."""
    calls = 0

    def heard(_told: Any) -> bool:
        nonlocal calls
        calls += 1
        if calls == call:
            raise Killed
        return True

    made = opened(desk)
    with closing(made.store):
        try:
            exporting.export(made, parse("").query, target, heard=heard, signing=SIGNING, **how)
        except Killed:
            return True
    return False


def killed_in(desk: str, target: Path, part: str, **how: Any) -> None:
    """Export until it has come into a part."""

    def heard(told: Any) -> bool:
        if told.part == part and told.done:
            raise Killed
        return True

    made = opened(desk)
    with closing(made.store), pytest.raises(Killed):
        exporting.export(made, parse("").query, target, heard=heard, signing=SIGNING, **how)
    assert not target.exists()


def left(target: Path) -> Path:
    (found,) = staging.folders(target)
    return found


@pytest.fixture
def whole(sqlite_desk: str, tmp_path: Path) -> bytes:
    """The archive as it is when nobody kills it."""
    export(sqlite_desk, tmp_path / "whole.tkz", signing=SIGNING)
    return (tmp_path / "whole.tkz").read_bytes()


@pytest.mark.soak
def test_killed_at_any_point_nothing_is_made_twice(
    sqlite_desk: str, tmp_path: Path, whole: bytes, worked: list[Any], *, whole_run: bool
) -> None:
    """Killed again and again on its way, at points that dice choose."""
    for seed in range(60 if whole_run else 1):
        dice, target, kills = random.Random(seed), tmp_path / f"{seed}.tkz", 0
        worked.clear()
        while killed_at(sqlite_desk, target, dice.randrange(1, 60 + 30 * kills)):
            kills += 1
            assert not target.exists()
        assert kills > 2
        assert [one for one in worked if worked.count(one) > 1] == []
        assert len(worked) > 60
        assert target.read_bytes() == whole
        assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@pytest.mark.soak
def test_a_kill_of_the_program_leaves_what_can_be_gone_on_with(
    sqlite_desk: str, tmp_path: Path, whole: bytes, *, whole_run: bool
) -> None:
    dice, kills, most = random.Random(3), 0, 2.0
    for number in range(40 if whole_run else 1):
        target = tmp_path / f"{number}.tkz"
        for _turn in range(8 if whole_run else 4):
            asked = [sys.executable, "-c", AT_RANDOM, sqlite_desk, str(target), str(dice.uniform(most / 8, most))]
            done = subprocess.run(asked, check=False, stderr=subprocess.DEVNULL)
            kills += done.returncode != 0
            if not target.exists():
                continue
            if kills:
                break
            target.unlink()  # this computer was quicker than the blow
            most /= 4
        else:
            export(sqlite_desk, target, signing=SIGNING)
        assert target.read_bytes() == whole
    assert kills


@pytest.mark.parametrize("part", ["rows", "compare", "files", "readable", "seal"])
def test_it_says_where_it_went_on(sqlite_desk: str, tmp_path: Path, part: str) -> None:
    target = tmp_path / "a.tkz"
    killed_in(sqlite_desk, target, part)
    made = export(sqlite_desk, target, signing=SIGNING)
    wanted = {"rows": "rows", "compare": "rows", "files": "database", "readable": "readable", "seal": "seal"}
    assert (made.went_on, made.again) == (wanted[part], "")
    assert made.told_before == {"readable": 1, "seal": 3}.get(part, 0)
    assert export(sqlite_desk, tmp_path / "b.tkz").went_on == ""


def test_a_desk_that_moved_on_is_read_again(sqlite_desk: str, tmp_path: Path) -> None:
    shutil.copy(sqlite_desk.removeprefix("sqlite:///"), tmp_path / "desk.sqlite")
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    target = tmp_path / "a.tkz"
    killed_in(url, target, "seal")
    desk = opened(url)
    with closing(desk.store):
        row = showing.queue_page(desk, parse("is:open").query).rows[0]
        reply.add_note(desk, row.id, "Said meanwhile")
    made, plain = export(url, target, signing=SIGNING), export(url, tmp_path / "b.tkz", signing=SIGNING)
    assert (made.again, made.went_on, made.told_before) == ("state", "", 0)
    assert made.reused == made.files > 0
    assert target.read_bytes() == (tmp_path / "b.tkz").read_bytes()
    assert plain.again == ""


def test_what_others_put_there_is_not_believed(sqlite_desk: str, tmp_path: Path, whole: bytes) -> None:
    """The hidden folder may lie on anybody's disk."""

    killed_in(sqlite_desk, tmp_path / "a.tkz", "seal")
    first, trails = left(tmp_path / "a.tkz"), places.data_folder() / "exports"
    shutil.copytree(trails, tmp_path / "trails")

    def harmed(name: str, act: Callable[[Path], object]) -> Exported:
        target = tmp_path / f"{name}.tkz"
        shutil.copytree(first, first.with_name(first.name.replace("a.tkz", target.name)))
        shutil.copytree(tmp_path / "trails", trails, dirs_exist_ok=True)
        act(left(target))
        made = export(sqlite_desk, target, signing=SIGNING)
        assert target.read_bytes() == whole, name
        return made

    def changed(name: str) -> Callable[[Path], object]:
        def act(folder: Path) -> None:
            path = folder / name
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)

        return act

    assert harmed("database", changed(f"bag/{layout.DATABASE}")).went_on != "database"
    assert harmed("lines", changed(f"bag/{layout.LINES}")).told_before < 3
    assert harmed("index", changed(f"bag/{layout.INDEX}")).told_before < 3
    assert harmed("page", changed(f"bag/{layout.PAGES}00002.html")).went_on in ("seal", "readable")
    made = harmed("pack", changed(trail.PACK))
    assert made.reused == made.files - 1
    harmed("more", lambda folder: (folder / "bag/data/more.txt").write_text("x"))
    harmed("link", lambda folder: (folder / "bag/data/pages/link.html").symlink_to("/etc/passwd"))
    harmed("token", lambda folder: (folder / "token").write_text("../../../x"))
    assert harmed("trail", lambda _folder: shutil.rmtree(trails)).went_on == ""


def test_a_file_with_an_act_in_it_is_not_gone_on_with(sqlite_desk: str, tmp_path: Path, whole: bytes) -> None:
    """A trigger in the half-filled database would change rows behind the back of whoever copies them."""
    target = tmp_path / "a.tkz"
    killed_in(sqlite_desk, target, "rows")
    with closing(sqlite_module().connect(left(target) / "work.sqlite")) as connection:
        connection.execute(
            "CREATE TRIGGER evil AFTER INSERT ON facts BEGIN UPDATE facts SET value = '1' WHERE id = new.id; END"
        )
        connection.commit()
    assert export(sqlite_desk, target, signing=SIGNING).went_on == ""
    assert target.read_bytes() == whole


def test_what_is_left_out_stays_left_out(sqlite_desk: str, tmp_path: Path) -> None:
    without = redacting.asked_for(["text:Called them"], "a test")
    plain = export(sqlite_desk, tmp_path / "plain.tkz", signing=SIGNING, without=without)
    for part in ("compare", "seal"):
        target = tmp_path / f"{part}.tkz"
        killed_in(sqlite_desk, target, part, without=without)
        made = export(sqlite_desk, target, signing=SIGNING, without=without)
        assert (made.left_out, made.went_on != "") == (plain.left_out, True)
        assert target.read_bytes() == (tmp_path / "plain.tkz").read_bytes()
    killed_in(sqlite_desk, tmp_path / "other.tkz", "seal", without=without)
    assert export(sqlite_desk, tmp_path / "other.tkz", signing=SIGNING).again == "what"
    assert len(list(every_file(places.data_folder() / "exports"))) == 0


def test_a_folder_goes_on_too(sqlite_desk: str, tmp_path: Path) -> None:
    export(sqlite_desk, tmp_path / "plain", folder=True, signing=SIGNING)
    killed_in(sqlite_desk, tmp_path / "out", "seal", folder=True)
    assert export(sqlite_desk, tmp_path / "out", folder=True, signing=SIGNING).went_on == "seal"
    told = [
        {one.relative_to(folder): one.read_bytes() for one in every_file(folder)}
        for folder in (tmp_path / "out", tmp_path / "plain")
    ]
    assert told[0] == told[1]


def test_trails_that_nobody_goes_on_with_are_removed(sqlite_desk: str, tmp_path: Path) -> None:
    folder = places.data_folder() / "exports"
    folder.mkdir(exist_ok=True)
    old, young = folder / f"{'a' * 32}.jsonl", folder / f"{'b' * 32}.jsonl"
    for one in (old, young):
        one.write_text("{}\n")
    os.utime(old, (time.time() - 100 * 86_400,) * 2)
    export(sqlite_desk, tmp_path / "a.tkz")
    assert (old.exists(), young.exists()) == (False, True)
    young.unlink()
