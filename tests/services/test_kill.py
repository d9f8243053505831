"""A process killed anywhere loses nothing and doubles nothing: what it said is done is there, and the same again
finishes it, so that the database tells the same in the end as after a run that nobody disturbed.

`make soak` kills a hundred times, or at every step, in each test on each database; `make test` a few times, on a file
and on one of the servers. The work is small and the process of the victims warm, so that a round is little more than
its proof: the death, the way on, what stands then.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.store import backup
from tests.services.killing import KILLED, End, Victims, commands, letters, story, written
from tests.services.letters_of_mail import raw_mail, write
from tests.services.victim import NOW, TYPED_AT, typed

TOGETHER = 6
SAMPLE = 3
Databases = Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where the killing is done: new databases, victims, and how many kills there are to be."""

    database: Databases
    victims: Victims
    folder: Path
    kills: int
    mails: int
    chatted: int
    chance: random.Random

    def when(self, undisturbed: End) -> dict[str, Any]:
        """Return a step or a moment of dying, by chance, within what the job takes where nobody disturbs it."""
        if self.chance.random() < 0.5:
            return {"step": self.chance.randint(1, undisturbed.steps)}
        return {"seconds": self.chance.uniform(0, undisturbed.seconds)}


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    made = Victims(tmp_path_factory.mktemp("victims"))
    yield made
    made.close()


@pytest.fixture
def ground(new_database: Databases, victims: Victims, tmp_path: Path, *, whole_run: bool) -> Ground:
    return Ground(
        database=new_database,
        victims=victims,
        folder=tmp_path,
        kills=100 if whole_run else 1,
        mails=33 if whole_run else 9,
        chatted=12 if whole_run else 4,
        chance=random.Random(20261124),
    )


def mails(folder: Path, count: int, chatted: int) -> Path:
    """Mails, some with answers to one before, and the export of a chat."""
    made = [
        raw_mail(
            f"m{n}",
            sender=f"a{n % 40}@x.example",
            subject=f"S{n}",
            body=f"Question {n}",
            at=NOW - timedelta(minutes=count - n),
            answers=f"m{n - 7}" if n % 11 == 10 else "",
        )
        for n in range(count)
    ]
    write(folder, *made)
    chat = [
        {"id": n, "type": "message", "date_unixtime": str(int((NOW - timedelta(hours=5 * n)).timestamp())),
         "from": "Ann", "from_id": "user7", "text": f"Why is column {n} empty?"}
        for n in range(chatted, 0, -1)
    ]  # fmt: skip
    (folder / "result.json").write_text(
        json.dumps({"name": "Ann", "type": "personal_chat", "id": 77, "messages": chat})
    )
    return folder


@pytest.mark.soak
def test_an_import_killed_anywhere_loses_nothing_and_doubles_nothing(ground: Ground) -> None:
    folder = mails(ground.folder / "in", ground.mails, ground.chatted)
    job = {"do": "intake", "folder": folder, "letters": ground.folder / "letters", "batch": TOGETHER}
    url = ground.database()
    undisturbed = ground.victims.run(**job, url=url)
    expected = story(url)
    assert len(expected["fates"]) == ground.mails + ground.chatted
    killed = 0
    while killed < ground.kills:
        url, told = ground.database(), set()
        for _ in range(ground.chance.randint(1, 3)):
            end = ground.victims.run(**job, url=url, **ground.when(undisturbed))
            killed += end.died == KILLED
            told |= {one for one in end.told if not one.endswith(":duplicate")}
            present = story(url)
            known = {key for _, key, _, _ in present["fates"]}
            assert len(known) == len(present["fates"])
            assert len([one for one in told if one.startswith(("0", "result"))]) <= len(known)
        ground.victims.run(**job, url=url)
        assert story(url) == expected


@pytest.mark.soak
def test_acts_killed_anywhere_are_done_once_and_what_was_told_is_done(ground: Ground) -> None:
    job = {"do": "act", "rounds": 4, "letters": ground.folder / "letters"}
    url = ground.database()
    undisturbed = ground.victims.run(**job, url=url)
    expected = story(url)
    assert len(expected["outbox"]) == 4
    killed = 0
    while killed < ground.kills:
        url = ground.database()
        end = ground.victims.run(**job, url=url, **ground.when(undisturbed))
        killed += end.died == KILLED
        assert set(end.told) <= set(commands(url))
        again = ground.victims.run(**job, url=url)
        assert again.told == undisturbed.told
        assert story(url) == expected


@pytest.mark.soak
def test_the_later_commands_killed_anywhere_are_done_once(ground: Ground) -> None:
    job = {"do": "govern", "letters": ground.folder / "letters"}
    url = ground.database()
    undisturbed = ground.victims.run(**job, url=url)
    expected = story(url)
    assert len(undisturbed.told) == 17
    assert [state for state, _ in expected["states"]] == ["draft", "draft", "in_force", "in_force"]
    assert (len(expected["orders"]), len(expected["pauses"]), len(expected["closures"]) > 5) == (1, 1, True)
    assert expected["access"] == [("panel", "withdrawn")]
    killed = 0
    while killed < ground.kills:
        url = ground.database()
        end = ground.victims.run(**job, url=url, **ground.when(undisturbed))
        killed += end.died == KILLED
        assert set(end.told) <= set(commands(url))
        ground.victims.run(**job, url=url)
        assert story(url) == expected


@pytest.mark.soak
def test_sending_killed_anywhere_writes_each_letter_once(ground: Ground) -> None:
    out = ground.folder / "letters"
    sent = ground.database()
    ground.victims.run("act", rounds=12, letters=out, url=sent)
    url = ground.database(like=sent)
    undisturbed = ground.victims.run("send", url=url, letters=out, minute=1)
    expected, count = story(url), len(letters(out))
    assert count == 8
    killed = 0
    while killed < ground.kills:
        shutil.rmtree(out, ignore_errors=True)
        url, minute = ground.database(like=sent), 1
        for _ in range(ground.chance.randint(1, 3)):
            end = ground.victims.run("send", url=url, letters=out, minute=minute, **ground.when(undisturbed))
            killed += end.died == KILLED
            minute += ground.chance.randint(0, 2)  # the lease of the dead lasts a minute
        ground.victims.run("send", url=url, letters=out, minute=minute + 2)
        assert story(url) == expected
        found = letters(out)
        assert {Path(name).suffix for name in found} == {".eml"}
        assert len(set(found.values())) == len(found) == count


@pytest.mark.soak
@pytest.mark.parametrize("how", ["type", "type_here"])
def test_a_draft_killed_anywhere_keeps_what_was_told_kept(ground: Ground, how: str, *, whole_run: bool) -> None:
    out, rounds = ground.folder / "letters", 4
    begun = ground.database()
    ground.victims.run("act", rounds=2, letters=out, url=begun)
    url = ground.database(like=begun)
    undisturbed = ground.victims.run(how, rounds=rounds, letters=out, url=url)
    assert written(url, TYPED_AT) == [typed(rounds)]
    killed = 0
    for step in undisturbed.places(undisturbed.steps if whole_run else SAMPLE):
        url = ground.database(like=begun)
        end = ground.victims.run(how, rounds=rounds, letters=out, url=url, step=step)
        killed += end.died == KILLED
        ground.victims.run("type_here", rounds=0, letters=out, url=url)  # the next start brings in what lies here
        told = max(map(int, end.told), default=0)
        found = written(url, TYPED_AT)
        assert found in [[typed(n)] for n in (told, told + 1)] or (not told and not found), step
    assert killed >= SAMPLE // 2


@pytest.mark.soak
def test_the_sender_killed_at_each_step_is_followed_by_another(ground: Ground, *, whole_run: bool) -> None:
    out = ground.folder / "letters"
    sent = ground.database()
    ground.victims.run("act", rounds=2, letters=out, url=sent)
    url = ground.database(like=sent)
    undisturbed = ground.victims.run("send", url=url, letters=out, minute=1)
    expected = story(url)
    for step in undisturbed.places(undisturbed.steps if whole_run else SAMPLE):
        shutil.rmtree(out, ignore_errors=True)
        url = ground.database(like=sent)
        assert ground.victims.run("send", url=url, letters=out, minute=1, step=step).died == KILLED
        ground.victims.run("send", url=url, letters=out, minute=3)
        assert story(url) == expected, step
        assert len(letters(out)) == 1, step


@pytest.mark.soak
def test_making_a_database_killed_at_each_step_leaves_one_that_is_made_again(
    ground: Ground, *, whole_run: bool
) -> None:
    job = {"do": "create", "letters": ground.folder / "letters"}
    url = ground.database(empty=True)
    undisturbed = ground.victims.run(**job, url=url)
    expected = story(url)
    assert len(expected["agreements"]) == 1
    for step in undisturbed.places(undisturbed.steps if whole_run else SAMPLE):
        url = ground.database(empty=True)
        assert ground.victims.run(**job, url=url, step=step).died == KILLED
        ground.victims.run(**job, url=url)
        assert story(url) == expected, step


@pytest.mark.soak
def test_a_backup_killed_anywhere_is_absent_or_whole(
    migrated_sqlite_url: str, victims: Victims, tmp_path: Path, *, whole_run: bool
) -> None:
    path, kept = Path(migrated_sqlite_url.removeprefix("sqlite:///")), tmp_path / "kept"
    victims.run("act", url=migrated_sqlite_url, letters=tmp_path / "letters", rounds=3)
    victims.run("fill", url=migrated_sqlite_url, letters=tmp_path / "letters", size=30_000_000)  # so that it lasts
    expected = story(migrated_sqlite_url)
    job = {"do": "backup", "path": path, "folder": kept}
    undisturbed = victims.run(**job)
    moments = [{"seconds": undisturbed.seconds * n / 100} for n in range(0, 100, 1 if whole_run else 20)]
    for moment in [
        *moments,
        *({"step": step} for step in undisturbed.places(undisturbed.steps if whole_run else SAMPLE)),
    ]:
        shutil.rmtree(kept)
        end = victims.run(**job, **moment)
        found = backup.found(path, kept)
        for one in found:
            assert story(f"sqlite:///{one.path}") == expected
        assert set(end.told) <= {one.path.name for one in found}
        victims.run(**job)
        assert len(backup.found(path, kept)) == len(found) + 1
        assert not list(kept.glob(".*")), "what the killed one left lies there still"


@pytest.mark.soak
def test_a_restore_killed_anywhere_leaves_the_old_or_the_new(
    migrated_sqlite_url: str, victims: Victims, tmp_path: Path, *, whole_run: bool
) -> None:
    url, letters_folder = migrated_sqlite_url, tmp_path / "letters"
    present = Path(url.removeprefix("sqlite:///"))
    victims.run("act", url=url, letters=letters_folder, rounds=1)
    copied = story(url)
    saved = backup.make_backup(present, tmp_path / "kept", now=NOW).path
    victims.run("act", url=url, letters=letters_folder, rounds=2)
    later = story(url)
    assert later != copied

    def fresh() -> dict[str, Any]:
        """Make a copy of the present database, with the log beside it, in a folder of its own."""
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        for file in present.parent.glob(f"{present.name}*"):
            shutil.copyfile(file, folder / file.name)
        return {"do": "restore", "saved": saved, "path": folder / present.name}

    undisturbed = victims.run(**fresh())
    for step in undisturbed.places(undisturbed.steps if whole_run else SAMPLE):
        job = fresh()
        victims.run(**job, step=step)
        assert story(f"sqlite:///{job['path']}") in (copied, later)
        aside = [one for one in backup.found(job["path"], tmp_path / "kept") if one.kind == backup.REPLACED]
        assert all(story(f"sqlite:///{one.path}") == later for one in aside)
        victims.run(**job)
        assert story(f"sqlite:///{job['path']}") == copied
        assert not list(job["path"].parent.glob(".*")), "what the killed one left lies there still"
