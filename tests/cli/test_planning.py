"""`export --schedule` and what follows from it, and `archives`: for a timer that only sees texts and exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
import pytest

from console.cli.main import main
from console.services import company, credentials
from console.services.archives import plans
from console.services.desk import open_desk
from console.services.entering import HandEntry, enter_by_hand
from console.store import tables

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    made = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    desk = open_desk(made, login="dana", name="Dana", out_folder=tmp_path / "letters")
    company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=desk.clock())
    entry = HandEntry(
        subject="zebracorn",
        text="How?",
        sender_address="ann@one.example",
        sender_name="Ann",
        channel_kind="email",
        received_at=desk.clock(),
    )
    enter_by_hand(desk, entry)
    desk.store.close()
    return made


def run(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[int, str]:
    status = main((*arguments, "--database", url))
    return status, capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> list[dict[str, Any]]:
    _status, out = run(capsys, url, *arguments, "--json")
    return [json.loads(line) for line in out.splitlines()]


def let_be_due(url: str, folder: Path) -> None:
    """Have every plan been due for long."""
    desk = open_desk(url, login="dana", name="Dana", out_folder=folder)
    for one in plans.plans(desk):
        desk.apply(
            desk.command("test"),
            lambda unit, key=one.id: unit.amend(tables.trust.archive_plans, key, expected=None, next_at=LONG_AGO),
        )
    desk.store.close()


def test_a_plan_is_set_made_when_due_paused_and_taken_up(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    wanted = ("export", "subject:zebracorn", "--to", str(folder), "--schedule", "week mon 02:00", "--name", "Audit")
    assert run(capsys, url, *wanted)[0] == 2  # a plan needs a reason
    (made,) = told(capsys, url, *wanted, "--keep", "2", "--reason", "the auditor asked")
    assert (made["name"], made["when"]) == ("Audit", "week mon 02:00")
    assert run(capsys, url, "export", "--due") == (0, "Nothing is due.\n")
    let_be_due(url, folder)
    (done,) = told(capsys, url, "export", "--due")
    assert Path(done["archive"]).parent == folder
    assert (done["plan"], done["tickets"], done["signed_by"]) == ("Audit", 1, None)
    (kept,) = told(capsys, url, "archives")
    assert (kept["state"], kept["plan"], kept["query"], kept["path"]) == (
        "checked",
        "Audit",
        "subject:zebracorn",
        done["archive"],
    )
    (listed,) = told(capsys, url, "export", "--plans")
    assert (listed["keep"], listed["active"], listed["failures"]) == (2, True, 0)
    (paused,) = told(capsys, url, "export", "--pause", "Audit", "--reason", "summer")
    assert (paused["active"], paused["next"]) == (False, None)
    assert "paused" in run(capsys, url, "export", "--plans")[1]
    (again,) = told(capsys, url, "export", "--resume", "Audit", "--reason", "autumn")
    assert again["active"]
    assert again["next"] > made["next"][:4]


def test_a_plan_is_changed_by_its_name_or_number_and_a_name_in_use_is_refused(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    asked = ("export", "--to", str(tmp_path), "--reason", "x", "--schedule")
    (day,) = told(capsys, url, *asked, "day 02:00", "--name", "Day")
    (night,) = told(capsys, url, *asked, "day 02:00", "--name", "Night")
    before = told(capsys, url, "export", "--plans")
    assert [(one["plan"], one["version"]) for one in before] == [(day["plan"], 1), (night["plan"], 1)]
    for name, plan in (("Day", ()), ("Night", ("--plan", "Day"))):
        assert main((*asked, "day 03:00", "--name", name, *plan, "--database", url)) == 2
        said = capsys.readouterr().err
        assert f"a plan named {name} already" in said
        assert "--plan NAME" in said
    assert told(capsys, url, "export", "--plans") == before
    run(capsys, url, "export", "--pause", "Day", "--reason", "summer", "--seen", "1")
    (changed,) = told(capsys, url, *asked, "week mon 02:00", "--plan", "Day", "--name", "Weekly", "--seen", "2")
    assert (changed["plan"], changed["name"], changed["version"]) == (day["plan"], "Weekly", 3)
    assert (changed["active"], changed["next"]) == (False, None)
    status, out = run(capsys, url, *asked, "week tue 02:00", "--plan", str(day["plan"]))
    assert (status, "still paused" in out) == (0, True)
    stands = told(capsys, url, "export", "--plans")
    assert [(one["name"], one["when"]) for one in stands] == [("Weekly", "week tue 02:00"), ("Night", "day 02:00")]
    again = (*asked, "day 02:00", "--plan", "Weekly", "--seen", "2")
    for stale in (again, ("export", "--resume", "Weekly", "--reason", "x", "--seen", "3")):
        assert main((*stale, "--database", url)) == 3
        assert "it has version 4 by now" in capsys.readouterr().err
    for wrong in (("--seen", "2", "--name", "x"), ("--plan", "nobody")):
        assert run(capsys, url, *asked, "day 02:00", *wrong)[0] == (1 if "nobody" in wrong else 2)
    assert told(capsys, url, "export", "--plans") == stands


def test_one_that_fails_says_so_and_the_exit_code_does(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    asked = ("--schedule", "day 02:00", "--name", "Night", "--reason", "x")
    run(capsys, url, "export", "--to", str(gone), *asked)
    let_be_due(url, tmp_path)
    status, out = run(capsys, url, "export", "--due")
    assert status == 1
    assert "Night" in out
    assert str(gone) in out
    gone.mkdir()
    let_be_due(url, tmp_path)
    status, out = run(capsys, url, "export", "--due")
    assert status == 0
    assert "no signing key at this desk" in out
    assert len(list(gone.glob("Night-*.tkz"))) == 1


def test_one_under_lock_is_proven_again_with_what_opens_it(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    phrase, wrong, target = tmp_path / "phrase", tmp_path / "wrong", tmp_path / "a.tkz.age"
    phrase.write_text("a long enough phrase\n")
    wrong.write_text("another long phrase\n")
    (made,) = told(capsys, url, "export", "--to", str(target), "--passphrase-from", str(phrase))
    again = ("archives", "--verify", str(made["archive"]))
    for lacking in ((), ("--passphrase-from", str(wrong))):
        assert run(capsys, url, *again, *lacking)[0] == 2
    assert told(capsys, url, "archives")[0]["state"] == "written"
    opened = ("--passphrase-from", str(phrase))
    assert run(capsys, url, *again, *opened) == (0, "The archive is whole.\n")
    assert told(capsys, url, "archives")[0]["state"] == "checked"
    before = target.read_bytes()
    target.write_bytes(before[:-50])
    assert run(capsys, url, *again, *opened)[0] == 1
    target.unlink()
    told(capsys, url, "export", "zebracorn", "--to", str(target), "--passphrase-from", str(phrase))
    assert run(capsys, url, *again, *opened)[0] == 1  # a whole one, and another
    assert run(capsys, url, "archives", *opened)[0] != 0


def test_archives_are_listed_and_proven_again(capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path) -> None:
    target = tmp_path / "a.tkz"
    (made,) = told(capsys, url, "export", "--to", str(target))
    status, out = run(capsys, url, "archives")
    assert status == 0
    assert "written" in out
    assert str(target) in out
    number = str(made["archive"])
    assert run(capsys, url, "archives", "--verify", number) == (0, "The archive is whole.\n")
    assert told(capsys, url, "archives")[0]["state"] == "checked"
    target.write_bytes(target.read_bytes()[:-100])
    assert run(capsys, url, "archives", "--verify", number)[0] == 1
    (found,) = told(capsys, url, "archives")
    assert found["state"] == "failed"
    assert found["problem"].startswith("truncated")
    assert run(capsys, url, "archives", "--verify", "99")[0] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("export",),
        ("export", "--schedule", "day 02:00", "--name", "x", "--reason", "x"),
        ("export", "--to", "x", "--schedule", "sometimes", "--name", "x", "--reason", "x"),
        ("export", "--to", "x", "--schedule", "day 02:00", "--reason", "x"),
        ("export", "--pause", "nobody", "--reason", "x"),
        ("export", "--due", "--plans"),
    ],
)
def test_what_is_not_whole_is_refused(capsys: pytest.CaptureFixture[str], url: str, wrong: tuple[str, ...]) -> None:
    assert run(capsys, url, *wrong)[0] == (1 if "nobody" in wrong else 2)
    assert told(capsys, url, "export", "--plans") == []


def test_a_plan_locks_for_readers_and_leaves_something_out(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    folder, reader = tmp_path / "archives", pyrage.x25519.Identity.generate()
    folder.mkdir()
    (tmp_path / "auditor.pub").write_text(f"# the auditor\n{reader.to_public()}\n")
    (tmp_path / "auditor.key").write_text(f"{reader}\n")
    asked = ("export", "--to", str(folder), "--schedule", "day 02:00", "--name", "Court", "--reason", "the court asked")
    leaving = ("--redact", "person:ann@one.example", "--redact-reason", "a request under the law")
    locked = ("--recipient", str(tmp_path / "auditor.pub"))
    told(capsys, url, *asked, *locked, *leaving)
    (listed,) = told(capsys, url, "export", "--plans")
    assert listed["recipients"] == [str(reader.to_public())]
    assert listed["leaves_out"] == {"words": ["person:ann@one.example"], "why": "a request under the law"}
    assert run(capsys, url, *asked, "--passphrase")[0] == 2
    assert run(capsys, url, *asked, "--redact", "person:ann@one.example")[0] == 2  # a reason is needed
    assert told(capsys, url, "export", "--plans") == [listed]
    let_be_due(url, folder)
    (done,) = told(capsys, url, "export", "--due")
    assert Path(done["archive"]).name.endswith(".tkz.age")
    status = main(("verify", done["archive"], "--identity", str(tmp_path / "auditor.key"), "--json"))
    found = json.loads(capsys.readouterr().out)
    assert (status, found["state"], found["facts"]["left_out"]["reason"]) == (0, "whole", "a request under the law")


PHRASE = "correct horse battery"


@pytest.fixture
def phrase(capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The file of a passphrase that opens the file of this person's key."""
    monkeypatch.setattr(credentials, "_asked", lambda _question: None)  # the keyring of the machine is left alone
    (tmp_path / "phrase").write_text(f"{PHRASE}\n")
    (tmp_path / "other").write_text(f"{PHRASE} not\n")
    assert run(capsys, url, "key", "make", "--passphrase-file", str(tmp_path / "phrase"))[0] == 0
    return str(tmp_path / "phrase")


def test_what_is_due_is_signed_by_a_passphrase_of_a_file(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path, phrase: str
) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    told(capsys, url, *PLAN, str(folder))
    let_be_due(url, folder)
    status, out = run(capsys, url, "export", "--due")
    assert status == 0
    assert "lies in a file that a passphrase opens. Name a file with the passphrase" in out
    assert "key make" not in out  # there is one
    let_be_due(url, folder)
    assert run(capsys, url, "export", "--due", "--passphrase-file", f"{phrase}-none")[0] == 2
    status, out = run(capsys, url, "export", "--due", "--passphrase-file", str(tmp_path / "other"))
    assert (status, "does not open this key" in out) == (1, True)
    let_be_due(url, folder)
    (done,) = told(capsys, url, "export", "--due", "--passphrase-file", phrase)
    assert done["signed_by"].startswith("SHA256:")
    assert done["unsigned"] is None
    assert "lies in a file" in run(capsys, url, "archives")[1]
    assert [one["unsigned"] for one in told(capsys, url, "archives")] == ["", "", "locked"]


def test_a_plan_that_asks_for_a_signature_is_refused_without(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path, phrase: str
) -> None:
    told(capsys, url, *PLAN, str(tmp_path), "--signed")
    assert told(capsys, url, "export", "--plans")[0]["signed"] is True
    let_be_due(url, tmp_path)
    status, out = run(capsys, url, "export", "--due")
    assert (status, "lies in a file" in out, list(tmp_path.glob("*.tkz"))) == (1, True, [])
    assert "lies in a file" in run(capsys, url, "export", "--plans")[1]
    let_be_due(url, tmp_path)
    (done,) = told(capsys, url, "export", "--due", "--passphrase-file", phrase)
    assert done["signed_by"]


def test_an_export_without_a_signature_says_why_and_what_to_do(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path, phrase: str
) -> None:
    def export(name: str, *how: str) -> tuple[int, str]:
        status = main(("export", "--to", str(tmp_path / f"{name}.tkz"), *how, "--database", url))
        said = capsys.readouterr()
        return status, (said.out + said.err).splitlines()[-1]

    status, said = export("locked")
    assert status == 0
    assert said.startswith("There is no signature: the signing key lies in a file that a passphrase opens. Name a file")
    assert "as was chosen" in export("asked", "--unsigned")[1]
    status, said = export("must", "--signed")
    assert (status, (tmp_path / "must.tkz").exists()) == (3, False)
    assert "--passphrase-file FILE" in said
    assert export("given", "--signed", "--passphrase-file", phrase)[0] == 0
    (key,) = told(capsys, url, "key", "list")
    run(capsys, url, "key", "revoke", key["key"], "--reason", "lost")
    status, said = export("revoked")
    assert (status, said) == (
        0,
        "There is no signature: the signing key was revoked. Make a new one: clausedesk key make.",
    )
    assert export("revoked too", "--passphrase-file", phrase)[0] == 3  # a signature was asked for
    assert not (tmp_path / "revoked too.tkz").exists()


PLAN = ("export", "--schedule", "day 02:00", "--name", "Night", "--reason", "x", "--to")


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("--key", (*PLAN, "x", "--key", "k")),
        ("--unsigned", (*PLAN, "x", "--unsigned")),
        ("--folder", (*PLAN, "x", "--folder")),
        ("--passphrase-file", (*PLAN, "x", "--passphrase-file", "f")),
        ("--as", (*PLAN, "x", "--as", "md")),
        ("--redact", ("export", "--due", "--redact", "attachments")),
        ("--recipient", ("export", "--plans", "--recipient", "age1x")),
        ("QUERY", ("export", "is:open", "--pause", "Night", "--reason", "x")),
        ("--schedule", ("export", "--due", "--schedule", "day 02:00")),
        ("--redact", ("export", "--as", "md", "--to", "x", "1", "--redact", "attachments")),
        ("--unsigned", ("export", "--as", "pdf", "--to", "x", "1", "--unsigned")),
        ("--keep", ("export", "--to", "x", "--keep", "3")),
        ("--plan", ("export", "--to", "x", "--plan", "Night")),
        ("--seen", ("export", "--due", "--seen", "3")),
    ],
)
def test_an_option_that_would_count_for_nothing_is_refused(
    capsys: pytest.CaptureFixture[str],
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    given: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    status = main((*given, "--database", url))
    said = capsys.readouterr().err
    assert status == 2
    assert option in said
    assert not (tmp_path / "x").exists()
    assert told(capsys, url, "export", "--plans") == []
