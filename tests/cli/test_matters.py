"""`matters`, `pauses`, `services`, `fair-use`, `acknowledged`: what else hangs on requests, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main

MAIL = (
    b"From: Ann <ann@one.example>\nTo: s@d.example\nSubject: Hi\nMessage-ID: <a@b>\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0000\n\n"
    b"1. How do I add a currency?\n2. Where is the logo of the receipts?\n"
    b"Token: x9-Secret-11\nAnswer now, you idiots!\n"
)
LICENSES = "key,customer,plan,purchased,domain\nHRB-1,One,PRO,2025-08-31T10:00+03:00,one.example\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(arguments)
    return status, capsys.readouterr().out.splitlines()


def test_the_matters_of_a_ticket_are_told_without_its_access_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL)
    run(capsys, "import", str(mail))
    status, lines = run(capsys, "matters", "TK-1")
    told = "\n".join(lines)
    assert status == 0
    assert "idiots" in told
    assert "Q2" in told
    assert "15.2.5" in told
    assert "x9-Secret-11" not in told
    kinds = [one["kind"] for one in json.loads(run(capsys, "matters", "1", "--json")[1][0])["signs"]]
    assert {"insults", "access_data", "immediate_demand"} <= set(kinds)
    assert run(capsys, "matters", "9")[0] == 1
    assert run(capsys, "--language", "ru", "matters", "1")[1][2:] != lines[2:]


def test_services_are_changed_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = run(
        capsys, "services", "migration", "--terms", "One day", "--link", "https://desk.example/m", "--json"
    )
    found = {one["code"]: one for one in map(json.loads, lines)}
    assert status == 0
    assert (found["migration"]["available"], found["migration"]["terms"]) == (True, "One day")
    assert [code for code, one in found.items() if one["available"]] == ["migration"]
    run(capsys, "services", "migration", "--offer", "no")
    assert not any(json.loads(line)["available"] for line in run(capsys, "services", "--json")[1])
    assert run(capsys, "services", "weather")[0] == 2


def test_pauses_fair_use_and_acknowledgments_have_their_lists(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LICENSES, encoding="utf-8")
    run(capsys, "license", "import", str(path))
    status, lines = run(capsys, "fair-use", "HRB-1", "--json")
    counts = [json.loads(line) for line in lines]
    assert status == 0
    assert [one["clause"] for one in counts] == [f"24.2.{n}" for n in range(1, 9)]
    assert run(capsys, "fair-use", "HRB-9")[0] == 1
    assert run(capsys, "pauses", "--due", "--json") == (0, [])
    (one,) = [json.loads(line) for line in run(capsys, "acknowledged", "--json")[1]]
    assert (one["customer"], one["first_use_at"], one["noticed_at"]) == ("One", None, None)


def test_errors_are_entered_marked_confirmed_and_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL)
    run(capsys, "import", str(mail))
    assert run(capsys, "errors", "enter", "ERR-1", "Orders are lost", "--version", "4.8.2")[0] == 0
    assert run(capsys, "errors", "see", "ERR-1", "TK-1")[0] == 0
    eight = [f"c{n}" for n in range(1, 9)]
    assert run(capsys, "errors", "settle", "ERR-1", "confirmed", "--met", *eight[:7])[0] != 0
    status, lines = run(capsys, "errors", "settle", "ERR-1", "confirmed", "--json", "--met", *eight)
    (found,) = map(json.loads, lines)
    assert (status, found["status"], found["tickets"]) == (0, "confirmed", 1)
    assert len(run(capsys, "errors", "list", "lost")[1]) == 2
    assert len(run(capsys, "errors", "list", "--status", "fixed")[1]) == 1
    told = "\n".join(run(capsys, "errors", "show", "ERR-1")[1])
    assert "c8: yes" in told
    assert "TK-1" in told
    shown = json.loads(run(capsys, "errors", "show", "ERR-1", "--json")[1][0])
    assert [one["ticket_number"] for one in shown["seen"]] == [1]
