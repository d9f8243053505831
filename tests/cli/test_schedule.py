"""`clausedesk schedule`: versions, holidays, notices and targets from the command line; and the time in `show`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.cli.main import main
from console.services import beginning
from console.services.desk import open_desk
from console.services.whose import account
from tests.cli.passwords import without_password

Run = Callable[..., tuple[int, list[Any]]]


@pytest.fixture
def run(migrated_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A desk of the person who runs the command, with hours; run(words …) gives the status and the JSON lines."""
    login, spoken = account(), without_password(migrated_url)
    desk = open_desk(migrated_url, login=login, name=login, out_folder=tmp_path)
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("10:00", "18:00"),))
    answers = beginning.Answers(zone="Asia/Dubai", company="", hours=week, addresses=("s@desk.example",), languages=())
    beginning.tell(desk, answers)
    desk.store.close()

    def call(*words: str) -> tuple[int, list[Any]]:
        status = main(["--database", spoken, *words, "--json"])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call


def test_a_version_is_shown_changed_entered_and_compared(run: Run, tmp_path: Path) -> None:
    _, (first,) = run("schedule", "show", "--at", "2099-03-04T12:00")
    assert (first["version"], first["open"], first["banners"]) == ("1", True, [])
    first["document"]["closed"] = {"2099-03-04": {"reason": "Inventory"}}
    file = tmp_path / "next.json"
    file.write_text(json.dumps(first), encoding="utf-8")
    status, (second,) = run("schedule", "add", str(file), "--from", "2099-01-01", "--reason", "A planned one")
    assert (status, second["version"], second["valid_from"]) == (0, "2", "2098-12-31T20:00:00+00:00")
    _, (then,) = run("schedule", "show", "--at", "2099-03-04T12:00")
    assert (then["version"], then["open"]) == ("2", False)
    assert then["banners"][0]["reason"] == "Inventory"
    _, listed = run("schedule", "list")
    assert [(one["version"], one["in_force"]) for one in listed] == [("1", True), ("2", False)]
    _, (change,) = run("schedule", "diff", "1", "2")
    assert (change["part"], change["key"], change["after"]) == ("closed", "2099-03-04", "Inventory")


def test_holidays_are_proposed_and_count_once_they_are_confirmed(run: Run) -> None:
    status, (found,) = run("schedule", "import-holidays", "AE", "2099")
    assert status == 0
    days = [one["day"] for one in found["new"]]
    assert "2099-12-02" in days
    _, (shown,) = run("schedule", "show")
    assert shown["document"]["closed"] == {}
    _, (made,) = run("schedule", "confirm", "2099-12-02")
    assert list(made["document"]["closed"]) == ["2099-12-02"]
    assert run("schedule", "dismiss", "--all") == (0, [{"dismissed": len(days) - 1}])
    _, listed = run("schedule", "holidays")
    assert len(listed) == len(days)
    assert [one["day"] for one in listed if one["confirmed_at"]] == ["2099-12-02"]
    assert run("schedule", "confirm", "2099-12-02")[1] == [{"error": "no_holiday", "params": {"day": "2099-12-02"}}]
    assert run("schedule", "confirm")[0] == 2
    assert run("schedule", "confirm", "soon")[1][0]["error"] == "bad_day"


def test_a_notice_is_announced_and_ended(run: Run) -> None:
    _, (made,) = run("schedule", "announce", "outage", "--reason", "The messenger is down", "--from", "2020-01-01")
    _, (shown,) = run("schedule", "show")
    assert shown["banners"][0]["clauses"] == ["B.6"]
    assert run("schedule", "end", str(made["notice"]))[0] == 0
    _, (notice,) = run("schedule", "notices")
    assert notice["ends_at"] is not None
    assert run("schedule", "end", "999")[0] == 1


def test_targets_are_set_and_show_tells_the_clock(run: Run) -> None:
    assert run("schedule", "target", "first_response", "60", "--from", "2020-01-01")[0] == 0
    assert run("schedule", "target", "next_response", "off")[0] == 0
    assert run("schedule", "target", "first_response", "soon")[0] == 2
    _, found = run("schedule", "target")
    assert [(one["kind"], one["minutes"]) for one in found] == [("first_response", 60), ("next_response", 0)]
    words = (
        "new",
        "--subject",
        "Rates",
        "--from",
        "ann@one.example",
        "--text",
        "How?",
        "--received",
        "2026-01-09T17:30",
    )
    _, (made,) = run(*words)
    _, (shown,) = run("show", str(made["number"]), "--at", "2026-01-12T10:10")
    (clock,) = shown["clocks"]
    assert (clock["spent"], clock["allowed"]) == (2_400, 3_600)
    assert [span["why"] for span in clock["spans"]] == ["open", "after_hours", "weekend", "after_hours", "open"]
    assert shown["detail"]["row"]["clock"] == clock


@pytest.mark.parametrize("language", ["en", "ru"])
def test_people_read_words(
    run: Run, migrated_url: str, capsys: pytest.CaptureFixture[str], language: str, tmp_path: Path
) -> None:
    run("schedule", "target", "first_response", "60", "--from", "2020-01-01")
    run("schedule", "announce", "vacation", "--reason", "Ivan", "--from", "2020-01-01")
    run("schedule", "import-holidays", "AE", "2099")
    run("schedule", "confirm", "2099-12-02")
    run("new", "--subject", "Rates", "--from", "ann@one.example", "--text", "How?")
    told = {}
    for words in (
        ("show",),
        ("list",),
        ("diff", "1", "2"),
        ("holidays",),
        ("notices",),
        ("target",),
        ("import-holidays", "AE", "2099"),
        ("confirm", "2099-12-03"),
        ("dismiss", "--all"),
    ):
        assert main(["--database", without_password(migrated_url), "--language", language, "schedule", *words]) == 0
        told[words[0]] = capsys.readouterr().out
    assert ("Vacation" if language == "en" else "Отпуск") in told["show"]
    assert ("public holiday: National Day" if language == "en" else "праздничный день: National Day") in told["show"]
    assert ("closed day" if language == "en" else "закрытый день") in told["diff"].lower()
    assert ("confirmed" if language == "en" else "подтверждён") in told["holidays"]
    assert main(["--database", without_password(migrated_url), "--language", language, "show", "1"]) == 0
    shown = capsys.readouterr().out
    assert ("the team's own target" if language == "en" else "своя цель команды") in shown
    assert "4.4.4" in shown


def test_a_file_that_is_no_version_is_wrong_use(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    for text, code in (("{", "bad_schedule"), ("[]", "bad_schedule"), ('{"zone": "UTC"}', "schedule_without_hours")):
        file.write_text(text, encoding="utf-8")
        status, (fault,) = run("schedule", "add", str(file))
        assert (status, fault["error"]) == (2, code)
    assert run("schedule", "add", str(tmp_path / "none.json"))[0] == 2
    assert run("schedule", "show", "9")[0] == 1


def test_a_desk_begun_by_its_hours_is_told_the_zone_by_the_command_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    base = ("--database", f"sqlite:///{tmp_path / 'desk.sqlite'}", "schedule")
    assert main((*base, "zone")) == 3  # there is no desk to ask
    assert not (tmp_path / "desk.sqlite").exists()
    hours = tmp_path / "hours.json"
    hours.write_text(json.dumps({"zone": "Asia/Dubai", "hours": {"mon": [["09:00", "18:00"]]}}), encoding="utf-8")
    assert main((*base, "add", str(hours))) == 0
    assert main((*base, "show")) == 0
    assert "Times are told in UTC: no time zone of the company is set yet" in capsys.readouterr().out
    assert main((*base, "zone")) == 3
    assert "clausedesk schedule zone" in capsys.readouterr().err
    for wrong in ("Nowhere/At_all", "America", ""):
        assert main((*base, "zone", wrong)) == 2
    assert main((*base, "zone", "dubai", "--reason", "We sit there")) == 0
    capsys.readouterr()
    assert main((*base, "zone", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["zone"], told["by"], told["reason"]) == ("Asia/Dubai", account(), "We sit there")
    for language, said in (("en", "Times are told in Asia/Dubai"), ("ru", "Время дано в поясе Asia/Dubai")):
        assert main((*base, "--language", language, "show")) == 0
        assert said in capsys.readouterr().out
    assert main((*base, "announce", "outage", "--reason", "Down", "--from", "2020-01-01")) == 0
