from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main

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


def test_a_file_that_is_not_there_is_a_fault_of_the_world(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(("license", "import", str(tmp_path / "none.csv"))) in {2, 3}
    assert "none.csv" in capsys.readouterr().err
