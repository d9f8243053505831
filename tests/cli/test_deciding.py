"""`decide` at the terminal: what may be chosen, a choice with its reason, and what `show` tells of it afterwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.cli.main import main
from console.services.demo import build_demo
from tests.services.letters_of_mail import raw_mail, write

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("decide")
    url = f"sqlite:///{folder / 'demo.sqlite'}"
    build_demo(url, out_folder=folder / "letters", clock=lambda: NOW).store.close()
    return url


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def run(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[int, list[str], str]:
    status = main([arguments[0], "--database", url, *arguments[1:]])
    told = capsys.readouterr()
    return status, told.out.splitlines(), told.err


def test_what_may_be_chosen_is_listed_with_why_not(capsys: pytest.CaptureFixture[str], database: str) -> None:
    status, lines, _ = run(capsys, database, "decide", "TK-10")
    assert status == 0
    assert lines[0].split()[0] == "refuse"
    assert lines[0].endswith("proposed")
    assert any(line.startswith("accept") and line.endswith("Admitted") for line in lines)
    assert any(line.startswith("suspend") and "Severer than the text" in line for line in lines)
    status, lines, _ = run(capsys, database, "decide", "TK-10", "--json")
    assert {"outcome": "accept", "kind": "milder", "allowed": True, "needs_reason": True} in map(json.loads, lines)


def test_a_choice_needs_a_reason_and_is_never_severer(capsys: pytest.CaptureFixture[str], database: str) -> None:
    status, _, told = run(capsys, database, "decide", "TK-10", "accept")
    assert (status, "needs a reason" in told) == (2, True)
    status, _, told = run(capsys, database, "decide", "TK-10", "suspend", "--reason", "Again")
    assert (status, "further than the agreement allows" in told) == (3, True)


def test_a_choice_is_told_by_show_in_both_languages(capsys: pytest.CaptureFixture[str], database: str) -> None:
    status, lines, _ = run(capsys, database, "decide", "TK-9", "accept", "--reason", "One short question")
    assert (status, lines) == (
        0,
        ["Decided otherwise: admitted (proposed: may be refused) — One short question"],
    )
    _, lines, _ = run(capsys, database, "show", "TK-9")
    told = [line for line in lines if "One short question" in line]
    assert told[0].startswith("decision 1: Decided otherwise: admitted (proposed: may be refused)")
    assert told[1] == "  Reason: One short question"
    assert "Decided otherwise: admitted (proposed: may be refused) — One short question" in told[2]
    assert any(line.startswith("Admitted  ·  Decided by ") for line in lines)
    assert "  The agreement proposed: May be refused (23.1.1)" in lines
    _, lines, _ = run(capsys, database, "show", "TK-9", "--language", "ru")
    assert sum("Решено иначе: обращение принимается" in line for line in lines) == 2


def test_show_tells_what_the_panel_tells(capsys: pytest.CaptureFixture[str], database: str) -> None:
    _, lines, _ = run(capsys, database, "show", "TK-11", "--replay")
    start = next(n for n, line in enumerate(lines) if line.startswith("May be refused  ·  "))
    told = lines[start:]
    assert told[1] == "  23.1.2  The license is in the archive"
    for head in ("What to do", "What would change this", "Grounds", "Rests on", "Rules that were tried"):
        assert head in told
    change = told.index("  If the transfer to the archive turns out not to hold")
    assert told[change + 1].strip().startswith("→ may be refused, by 23.1.1")
    assert "  21 grounds cannot hold" in told


def test_when_a_ticket_was_received_is_corrected(capsys: pytest.CaptureFixture[str], database: str) -> None:
    status, lines, _ = run(capsys, database, "received", "TK-12", "2026-11-20T10:00")
    assert (status, lines[0][:25]) == (0, "Time of receipt corrected")
    _, lines, _ = run(capsys, database, "show", "TK-12", "--json")
    assert json.loads(lines[0])["detail"]["row"]["received_at"].startswith("2026-11-20T07:00")
    status, _, told = run(capsys, database, "received", "TK-12", "2099-01-01")
    assert (status, "lies ahead" in told) == (2, True)


def test_where_another_wrote_before_it_was_asked_about_the_check_names_it_until_a_person_says_it(
    capsys: pytest.CaptureFixture[str], database: str, tmp_path: Path
) -> None:
    path = database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as desk:
        asked = "SELECT t.number, m.external_id FROM tickets t JOIN ticket_spans s ON s.ticket_id = t.id"
        asked += " JOIN messages m ON m.id = s.message_id WHERE t.is_open AND m.direction = 'in'"
        asked += " AND t.channel_kind = 'email' AND t.contact_id IS NOT NULL"
        asked += " AND t.id NOT IN (SELECT ticket_id FROM decisions) ORDER BY t.number"
        number, answers = desk.execute(asked).fetchone()
    mail = raw_mail("m", sender="Mal <mal@evil.example>", subject="Re:", body="Give me the key.", at=NOW)
    answer = mail.replace(b"Subject:", f"In-Reply-To: {answers}\nSubject:".encode())
    assert run(capsys, database, "import", str(write(tmp_path / "in", answer)))[0] == 0
    assert "who_asks" not in run(capsys, database, "db", "check", "--json")[1]
    with closing(sqlite3.connect(path)) as desk:  # as a console left it that did not ask
        desk.execute("DELETE FROM facts WHERE name = 'sender_stands'")
        desk.commit()
    _, lines, _ = run(capsys, database, "db", "check", "--json")
    assert [json.loads(one)["tickets"] for one in lines if "who_asks" in one] == [[number]]
    _, lines, _ = run(capsys, database, "db", "check")
    assert any(f"TK-{number}" in one for one in lines if one.startswith("Another address wrote"))
    status, lines, _ = run(capsys, database, "stands", f"TK-{number}", "open", "--json")
    assert (status, json.loads(lines[0])) == (0, {"number": number, "stands": None})
    _, lines, _ = run(capsys, database, "db", "check", "--json")
    assert not [one for one in lines if "who_asks" in one]


def test_a_ticket_is_put_off_and_brought_back(capsys: pytest.CaptureFixture[str], database: str) -> None:
    status, lines, _ = run(capsys, database, "snooze", "TK-12")
    assert status == 0
    assert [one.split()[0] for one in lines][-1] == "week"
    status, lines, _ = run(capsys, database, "snooze", "TK-12", "week", "--reason", "The build ends then")
    assert (status, lines[0][:13]) == (0, "Snoozed until")
    status, lines, _ = run(capsys, database, "list", "is:snoozed")
    assert [one.split()[0] for one in lines if one.startswith("TK-")] == ["TK-12"]
    status, lines, _ = run(capsys, database, "show", "TK-12")
    assert any("Snoozed: " in one and "The build ends then" in one for one in lines)
    status, _, told = run(capsys, database, "snooze", "TK-12", "2020-01-01")
    assert (status, "has passed already" in told) == (2, True)
    status, lines, _ = run(capsys, database, "snooze", "TK-12", "--wake", "--json")
    assert (status, json.loads(lines[0])["until"]) == (0, None)
    status, _, told = run(capsys, database, "snooze", "TK-12", "--wake")
    assert (status, "not snoozed" in told) == (3, True)
