"""`report`: each format from one desk, files that are whole or not there, and no text that becomes a formula."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import UTC
from io import StringIO
from pathlib import Path

import pytest

from console.cli.main import main
from console.services import company
from console.services.desk import open_desk
from console.services.reporting import sheets
from console.services.reporting.sheets import guarded
from tests.cli import by_hand

SUBJECTS = ("=1+1", "+49 30 1", "-2", "@cmd", "\t=1", "|x", "\N{FULLWIDTH EQUALS SIGN}2", "plain", "1=2")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("reported")
    made = f"sqlite:///{folder / 'desk.sqlite'}"
    desk = open_desk(made, login="dana", name="Dana", out_folder=folder / "letters")
    company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=desk.clock())
    for subject in SUBJECTS:
        by_hand.enter(desk.refreshed(), subject, address="ann@one.example", name="Ann")
    desk.store.close()
    return made


def run(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[int, str]:
    status = main(("report", *arguments, "--database", url))
    return status, capsys.readouterr().out


def test_a_report_is_told_in_every_format(capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path) -> None:
    status, told = run(capsys, url, "flow")
    assert status == 0
    assert "Received by tier" in told
    plain = json.loads(run(capsys, url, "flow", "--format", "json")[1])
    total = plain["parts"][0]["total"]["cells"][-1]
    assert (total["value"], plain["name"], plain["zone"]) == (9, "flow", "Europe/Moscow")
    assert "created:" in total["query"]
    lines = list(csv.reader(StringIO(run(capsys, url, "flow", "--format", "csv")[1], newline="")))
    assert lines[0][0] == "When"
    assert ["All", "0", "0", "0", "9", "0", "9"] in lines
    for form, start in (
        ("xlsx", b"PK"),
        ("csv", b"\xef\xbb\xbf"),
        ("json", b"{"),
        ("table", b"Arrivals"),
        ("pdf", b"%PDF"),
    ):
        path = tmp_path / f"flow.{form}"
        assert run(capsys, url, "flow", "--format", form, "--file", str(path)) == (0, "")
        assert path.read_bytes().startswith(start)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_no_text_becomes_a_formula(capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    assert run(capsys, url, "--rows", "--format", "csv", "--file", str(path))[0] == 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        subjects = [row["Subject"] for row in csv.DictReader(stream)]
    assert len(subjects) == len(SUBJECTS)
    assert not any(one.lstrip()[0] in "=+-@|\N{FULLWIDTH EQUALS SIGN}" for one in subjects)
    assert {"plain", "1=2", "'=1+1"} <= set(subjects)
    book = tmp_path / "rows.xlsx"
    assert run(capsys, url, "--rows", "--format", "xlsx", "--file", str(book))[0] == 0
    with zipfile.ZipFile(book) as packed:
        page = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert ">'=1+1<" in page
    assert guarded("\N{ZERO WIDTH NO-BREAK SPACE}=1") == "'\N{ZERO WIDTH NO-BREAK SPACE}=1"
    assert guarded(-2) == -2


def test_a_text_that_goes_on_behind_a_semicolon_is_no_formula() -> None:
    told = StringIO()
    texts = ("x;=1+1", 'a,"x; "@b', "one\n-2", "tab\t|c", "a;b-c", -2)
    sheets.csv_to(told, [sheets.Sheet(name="", heads=(), rows=[texts])], UTC)
    (_, found) = csv.reader(StringIO(told.getvalue(), newline=""))
    assert found == ["x;'=1+1", 'a,"x; "\'@b', "one\n'-2", "tab\t'|c", "a;b-c", "-2"]


def test_rows_are_kept_to_a_query_without_a_name(capsys: pytest.CaptureFixture[str], url: str) -> None:
    status, told = run(capsys, url, "--rows", "subject:plain", "--format", "json")
    assert (status, [json.loads(line)["subject"] for line in told.splitlines()]) == (0, ["plain"])
    assert main(("report", "weather", "--database", url)) == 2
    assert "flow" in capsys.readouterr().err


def test_rows_as_json_are_one_object_a_line(capsys: pytest.CaptureFixture[str], url: str) -> None:
    lines = run(capsys, url, "--rows", "--format", "json")[1].splitlines()
    rows = [json.loads(line) for line in lines]
    assert [one["subject"] for one in rows][-1] == "1=2"
    assert rows[0]["license"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("flow", "--from", "never"),
        ("flow", "--from", "2026-02-02", "--to", "2026-02-01"),
        ("flow", "--format", "xlsx"),
        ("--rows", "--format", "pdf", "--file", "x"),
        (),
        ("flow", "tier:unheard"),
    ],
)
def test_what_cannot_be_asked_for_is_told_as_wrong_use(
    capsys: pytest.CaptureFixture[str], url: str, arguments: tuple[str, ...]
) -> None:
    assert run(capsys, url, *arguments) == (2, "")


def test_a_file_that_cannot_be_written_leaves_what_stood_there(
    capsys: pytest.CaptureFixture[str], url: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    assert run(capsys, url, "flow", "--format", "xlsx", "--file", str(tmp_path / "none" / "a.xlsx"))[0] == 3
    assert run(capsys, url, "flow", "--format", "csv", "--file", str(tmp_path / "taken"))[0] == 3
    assert list(tmp_path.rglob("*")) == [tmp_path / "taken"]
