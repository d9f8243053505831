from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from console.cli.main import main
from console.services import company, registry, whose
from console.services.desk import open_desk

LIST = (
    "key,customer,plan,purchased,domain\n"
    "HRB-1,One,PRO,2025-08-31T10:00+03:00,one.example\n"
    "HRB-2,Two,PRO PLUS,2026-02-28T00:00+03:00,a.example b.example\n"
    "HRB-3,Three,GOLD,2026-02-28T00:00+03:00,\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(arguments)
    return status, capsys.readouterr().out.splitlines()


def test_a_list_is_told_row_by_row_and_written_only_without_dry_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    status, lines = run(capsys, "license", "import", str(path), "--dry-run", "--json")
    told = [json.loads(line) for line in lines]
    assert status == 1
    assert [(one["line"], one["fate"], one["key"]) for one in told] == [
        (2, "new", "HRB-1"),
        (3, "new", "HRB-2"),
        (4, "wrong", "HRB-3"),
    ]
    assert "GOLD" in told[2]["why"]
    assert run(capsys, "license", "list", "--json") == (0, [])
    assert run(capsys, "license", "import", str(path))[0] == 1
    shown = [json.loads(line)["key"] for line in run(capsys, "license", "list", "--json")[1]]
    assert sorted(shown) == ["HRB-1", "HRB-2"]
    again = [json.loads(line)["fate"] for line in run(capsys, "license", "import", str(path), "--json")[1]]
    assert again == ["same", "same", "wrong"]


def test_a_change_is_said_by_the_name_of_its_field_and_in_the_zone_of_the_policy(
    two_licenses: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "changed.csv"
    path.write_text("key,customer,purchased\nHRB-1,One,2026-03-05\n", encoding="utf-8")
    _status, lines = run(capsys, "license", "import", str(path), "--dry-run")
    assert "purchased: 5 Mar 2026, 00:00" in lines[-1]
    rows = "HRB-1,One,pro_plus,2025-08-31,not_done\nHRB-2,One,,soon,\n"
    path.write_text(f"key,customer,plan,purchased,installation\n{rows}", encoding="utf-8")
    _status, lines = run(capsys, "license", "import", str(path), "--dry-run")
    assert "plan: PRO PLUS, first installation: not done yet" in lines[-2]
    assert main(("license", "add", "HRB-3", "--plan", "PRO", "--customer", "One", "--purchased", "soon")) == 2
    assert "Write a day, as 2026-11-24" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_fault_of_the_world(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(("license", "import", str(tmp_path / "none.csv"))) in {2, 3}
    assert "none.csv" in capsys.readouterr().err


@pytest.fixture
def two_licenses(tmp_path: Path) -> None:
    """Enter two licenses at a desk whose zone is set."""
    here = open_desk(whose.database_url(None), login=whose.account(), name="Dana", out_folder=tmp_path / "letters")
    company.set_setting(here.store, here.actor, "policy_tz", "Europe/Moscow", at=here.clock())
    here = here.refreshed()
    for key, bought in (("HRB-1", "2025-08-31"), ("HRB-2", "2026-02-28")):
        at = datetime.fromisoformat(f"{bought}T10:00+03:00")
        registry.add_license(here, registry.NewLicense(key=key, customer="One", plan="PRO", purchased_at=at))
    here.store.close()


def test_the_list_tells_the_states_of_another_day(capsys: pytest.CaptureFixture[str], two_licenses: None) -> None:
    def states(*more: str) -> dict[str, str]:
        return {one["key"]: one["state"] for one in map(json.loads, run(capsys, "license", "list", *more, "--json")[1])}

    assert states("--at", "2026-08-01") == {"HRB-1": "free", "HRB-2": "free"}
    assert states("--at", "2026-10-01") == {"HRB-1": "transition", "HRB-2": "free"}
    assert states("--at", "2025-12-01T00:00+03:00") == {"HRB-1": "free", "HRB-2": "not_started"}
    assert states("HRB-2", "--at", "2030-01-01") == {"HRB-2": "expired"}
    (line,) = run(capsys, "license", "list", "HRB-2", "--at", "2026-10-01", "--json")[1]
    assert json.loads(line)["at"] == "2026-10-01T00:00:00+03:00"
    assert main(("license", "list", "--at", "soon")) == 2


def test_tables_speak_the_language_that_was_asked_for(capsys: pytest.CaptureFixture[str], two_licenses: None) -> None:
    _, lines = run(capsys, "license", "list", "--at", "2026-10-01", "--language", "ru")
    assert lines[0].split() == ["ключ", "план", "клиент", "состояние", "по"]
    assert "Переходный период" in lines[1] + lines[2]
    _, lines = run(capsys, "license", "show", "HRB-1", "--at", "2026-10-01", "--language", "ru")
    assert lines[1].startswith("1 окт 2026, 00:00: Переходный период, до ")
    assert lines[2].split() == ["период", "с", "(Europe/Moscow)", "по", "соглашение"]
    _, lines = run(capsys, "license", "list", "--at", "2026-10-01")
    assert lines[0].split() == ["key", "plan", "customer", "state", "last", "day"]


def test_installations_that_nobody_said_are_named_counted_and_asked_about(
    capsys: pytest.CaptureFixture[str], two_licenses: None, tmp_path: Path
) -> None:
    path = tmp_path / "installed.csv"
    path.write_text("key,customer,purchased,installation\nHRB-3,One,2026-03-05,done\n", encoding="utf-8")
    assert run(capsys, "license", "import", str(path))[0] == 0
    assert run(capsys, "license", "unsaid") == (0, [])
    here = open_desk(whose.database_url(None), login=whose.account(), name="Dana", out_folder=tmp_path / "letters")
    with here.store._engine.begin() as connection:  # as if a program of then had brought the list in
        connection.exec_driver_sql("UPDATE commands SET program = '1.1'")
    here.store.close()
    status, lines = run(capsys, "db", "check")
    assert (status, lines[-1]) == (0, "Everything holds.")
    assert lines[0].endswith("no record says so: 1 (license unsaid)")
    assert run(capsys, "license", "unsaid") == (0, ["HRB-3"])
    assert run(capsys, "license", "unsaid", "--ask", "--json") == (0, ['{"license": "HRB-3"}', '{"asked": 1}'])
    assert run(capsys, "license", "unsaid") == (0, [])
