"""`policy`: versions compared, readings chosen, faults reported."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.cli.main import main
from console.services import company
from console.services.desk import open_desk
from console.services.whose import account

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "agreements" / "2026-06-13"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    status = main(words)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def copied(folder: Path, file: str, was: str, now: str) -> Path:
    shutil.copytree(SHIPPED, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(was) == 1, was
    (folder / file).write_text(text.replace(was, now), encoding="utf-8")
    return folder


def test_a_version_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "policy", "diff", "2026-06-13", str(SHIPPED), "--json") == (0, [])


def test_a_changed_number_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = copied(tmp_path / "new", "agreement.toml", "value = 12\n", "value = 18\n")
    status, lines = run(capsys, "policy", "diff", "2026-06-13", str(folder), "--json")
    assert status == 1
    assert lines == [{"part": "parameter", "id": "free_months", "what": "changed", "slots": ["value"]}]


def test_a_changed_clause_brings_the_rules_that_cite_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (SHIPPED / "units.toml").read_text(encoding="utf-8")
    unit = text[text.index('id = "6.3"') :]
    english = next(line for line in unit.splitlines() if line.startswith("en = "))
    folder = copied(tmp_path / "new", "units.toml", english, 'en = "Read otherwise"')
    status, lines = run(capsys, "policy", "diff", "2026-06-13", str(folder), "--json")
    assert status == 1
    assert lines[0] == {"part": "unit", "id": "6.3", "what": "changed", "slots": ["en"]}
    assert lines[1] == {"read_again": ["self_service"]}


def test_an_unknown_version_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "policy", "diff", "2026-06-13", "1999-01-01")[0] == 2


def test_a_reading_is_chosen_and_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    base = ("--database", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    chosen = run(capsys, *base, "policy", "choose", "A37", "multi_default=take_one", "--reason", "trial", "--json")
    assert chosen == (0, [{"reading": "A37", "chosen": {"multi_default": "take_one"}}])
    bad = main((*base, "policy", "choose", "A37", "multi_default=guess", "--reason", "trial"))
    assert bad == 2
    assert "take_one" in capsys.readouterr().err


def test_a_ticket_is_explained_in_words_as_of_an_instant(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    base = ("--database", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    entered = ("--subject", "Rates", "--from", "ann@one.example", "--text", "How are rates set in the panel?")
    assert main((*base, "new", *entered)) == 0
    capsys.readouterr()
    assert main((*base, "show", "1", "--at", "2031-05-04T10:00:00+00:00")) == 0
    english = capsys.readouterr().out
    assert "It is not known which license the request belongs to" in english
    assert main((*base, "--language", "ru", "show", "1")) == 0
    assert "Неизвестно, к какой лицензии относится обращение" in capsys.readouterr().out
    assert main((*base, "show", "1", "--at", "yesterday")) == 2


def test_a_rehearsal_lists_what_would_change_and_counts_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    base = ("--database", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    entered = ("--subject", "Rates", "--from", "ann@one.example", "--text", "How are rates set in the panel?")
    assert main((*base, "new", *entered)) == 0
    capsys.readouterr()
    assert run(capsys, *base, "policy", "rehearse", "2026-06-13", "--json") == (
        0,
        [{"requests": 1, "differing": 0, "clauses": [], "always": False}],
    )
    folder = copied(tmp_path / "new", "agreement.toml", "value = 12\n", "value = 18\n")
    assert run(capsys, *base, "policy", "rehearse", "--draft", str(folder), "subject:Rates", "--json")[0] == 0
    assert main((*base, "policy", "rehearse", "--version", "2026-06-13", "--draft", str(folder))) == 2
    assert main((*base, "policy", "rehearse")) == 2
    assert main((*base, "policy", "rehearse", "1999-01-01")) == 2


def test_a_draft_is_made_changed_rehearsed_and_put_in_force(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    base = ("--database", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    assert main((*base, "policy", "draft", "new", "next", "--reason", "trial")) == 0
    capsys.readouterr()
    edits = ("parameter.free_months=18", "parameter.archive_months.clauses=")
    status, (line,) = run(capsys, *base, "policy", "draft", "set", "next", *edits, "--json")
    assert status == 0
    assert [(one["code"], one["id"]) for one in line["faults"]] == [("no_source", "archive_months")]
    assert main((*base, "--language", "ru", "policy", "draft", "check", "next")) == 1
    assert capsys.readouterr().out == "Месяцев до архива: не указан пункт-источник\n"
    assert main((*base, "policy", "draft", "set", "next", "parameter.archive_months.clauses=13.1")) == 0
    assert main((*base, "policy", "draft", "check", "next")) == 0
    assert "can be rehearsed" in capsys.readouterr().out
    assert run(capsys, *base, "policy", "rehearse", "--draft", "next", "--json")[0] == 0
    status, lines = run(capsys, *base, "policy", "draft", "show", "next", "--json")
    assert status == 1
    assert [(one["id"], one["was"], one["now"]) for one in lines[:-1]] == [("free_months", "12", "18")]
    stale = (*base, "policy", "draft", "set", "next", "parameter.free_months=24", "--seen", "1")
    assert main(stale) == 3
    assert "meanwhile" in capsys.readouterr().err
    assert main((*base, "policy", "draft", "force", "next", "--from", "2031-01-01")) == 3  # no zone is set
    assert "policy_tz" in capsys.readouterr().err
    assert main((*base, "policy", "draft", "drop", "next")) == 0
    assert main((*base, "policy", "draft", "show", "next")) == 1
    capsys.readouterr()
    assert run(capsys, *base, "policy", "draft", "list", "--json") == (0, [])


def test_a_version_put_in_force_here_is_listed_compared_and_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    base = ("--database", url)
    assert [
        (one["version"], one["origin"], one["in_force"]) for one in run(capsys, *base, "policy", "list", "--json")[1]
    ] == [("2026-06-13", "program", False)]
    assert not (tmp_path / "desk.sqlite").exists()
    desk = open_desk(url, login=account(), name=account(), out_folder=tmp_path)
    company.set_setting(desk.store, desk.actor, "policy_tz", "Asia/Dubai", at=desk.clock())
    today = desk.clock().astimezone(ZoneInfo("Asia/Dubai")).date().isoformat()
    desk.store.close()
    assert main((*base, "policy", "draft", "new", "ours")) == 0
    edits = ("parameter.free_months=18", "unit.6.3.en=Read otherwise")
    assert main((*base, "policy", "draft", "set", "ours", *edits)) == 0
    capsys.readouterr()
    status, lines = run(capsys, *base, "policy", "diff", "2026-06-13", "ours", "--json")
    assert (status, [(one["part"], one["id"]) for one in lines[:-1]]) == (
        1,
        [("unit", "6.3"), ("parameter", "free_months")],
    )
    assert [one["version"] for one in run(capsys, *base, "policy", "list", "--json")[1]] == ["2026-06-13"]
    assert main((*base, "policy", "draft", "force", "ours", "--from", today)) == 0
    capsys.readouterr()
    _, listed = run(capsys, *base, "policy", "list", "--json")
    assert [(one["version"], one["effective_from"], one["origin"], one["in_force"]) for one in listed] == [
        ("2026-06-13", "2026-06-13", "program", False),
        ("ours", today, "desk", True),
    ]
    assert all(one["counts_from"] for one in listed)
    assert run(capsys, *base, "policy", "diff", "2026-06-13", "ours", "--json")[0] == 1
    assert run(capsys, *base, "policy", "diff", "ours", "ours", "--json") == (0, [])
    assert run(capsys, *base, "policy", "show", "6.3", "--json")[1][0]["en"] == "Read otherwise"
    shows = (*base, "policy", "show", "6.3", "--json", "--version")
    assert run(capsys, *shows, "ours")[1][0]["en"] == "Read otherwise"
    assert run(capsys, *shows, "2026-06-13")[1][0]["en"] != "Read otherwise"
    assert run(capsys, *shows, "2026-06-13", "--official")[1][0]["official"] is None
    assert main((*base, "policy", "show", "--version", "1999-01-01")) == 2
    capsys.readouterr()
    for language, told in (("en", "this desk"), ("ru", "с этого стола")):
        assert main((*base, "--language", language, "policy", "list")) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        assert told in last
        assert last.endswith("*")
