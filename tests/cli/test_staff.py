"""`clausedesk staff`: people are listed and set, absences begin and end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main
from console.services import company
from console.services.desk import open_desk
from console.services.whose import account


def test_people_are_set_and_absences_begin_and_end(
    migrated_sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    login = account()
    desk = open_desk(migrated_sqlite_url, login=login, name=login, out_folder=tmp_path)
    company.set_setting(desk.store, desk.actor, "policy_tz", "Asia/Dubai", at=desk.clock())
    topic = desk.agreement.topic_codes[0]
    desk.store.close()

    def run(*words: str) -> tuple[int, list[dict[str, object]]]:
        status = main(["--database", migrated_sqlite_url, "staff", *words, "--json"])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    given = ("--languages", "en pt", "--capacity", "7", "--shift", "mon=09:00-18:00", "--knows", f"{topic}=2")
    assert run("set", login, *given)[0] == 0
    (one,) = run("list")[1]
    assert (one["languages"], one["capacity"], one["expertise"]) == (["en", "pt"], 7, {topic: 2})
    assert run("set", login, "--shift", "mon=", "--capacity", "8")[0] == 0
    (one,) = run("list")[1]
    assert (one["shifts"], one["capacity"], one["languages"]) == ([], 8, ["en", "pt"])
    assert run("set", login, "--shift", "someday=09:00-18:00")[0] != 0
    _, (made,) = run("away", login, "--to", "2099-01-01", "--kind", "vacation")
    (one,) = run("list")[1]
    assert [each["kind"] for each in one["absences"]] == ["vacation"]  # type: ignore[attr-defined]  # a list
    assert run("back", str(made["absence"]))[0] == 0
    assert run("list")[1][0]["absences"] == []
    assert main(["--database", migrated_sqlite_url, "staff", "list"]) == 0
    assert "Languages" in capsys.readouterr().out.title()
