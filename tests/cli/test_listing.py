"""`list` shows what the desk shows, whether the desk was opened for it or not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.cli import listing
from console.cli.main import main
from console.services import company, showing, snoozing, whose
from console.services.desk import open_desk
from tests.services.letters_of_mail import raw_mail, write

NOW = datetime.now(UTC)
QUERIES = (
    ["is:open"],
    ["is:open", "--sort", "-received"],
    ["rates"],
    ["rate*", "--limit", "2"],
    ["received:today"],
    ["-received:today"],
    ["is:snoozed"],
    ["owner:none"],
    [],
)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    mails = [
        raw_mail(
            f"m{n}", sender=f"a{n}@one.example", subject=f"Rates {n}", body="How?", at=NOW - timedelta(hours=5 * n)
        )
        for n in range(8)
    ]
    assert main(["import", str(write(tmp_path / "in", *mails))]) == 0
    found = whose.database_url(None)
    desk = open_desk(found, login=whose.account(), name="", out_folder=tmp_path)
    company.set_setting(desk.store, desk.actor, "policy_tz", "Pacific/Kiritimati", at=desk.clock())
    row = showing.queue_page(desk, listing.query_of("is:open")).rows[0]
    earlier = open_desk(
        found, login=whose.account(), name="", out_folder=tmp_path, clock=lambda: NOW - timedelta(days=2)
    )
    snoozing.snooze(earlier, row.id, NOW - timedelta(hours=1), version=row.version)
    earlier.store.close()
    desk.store.close()
    capsys.readouterr()
    return found


@pytest.mark.parametrize("asked", QUERIES, ids=" ".join)
def test_it_shows_what_the_desk_shows(
    asked: list[str], url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["list", "--json", *asked])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    monkeypatch.setattr(listing.glancing, "listed", lambda *_, **__: None)
    main(["list", *asked])
    opened = capsys.readouterr().out
    monkeypatch.undo()
    monkeypatch.setenv("CLAUSEDESK_HOME", str(Path(url.removeprefix("sqlite:///")).parent))
    monkeypatch.setattr(listing, "_of_desk", None)  # calling it would fail
    main(["list", "--database", url, *asked])
    told = capsys.readouterr().out
    assert told == opened
    assert told.count("Pacific/Kiritimati") == (1 if len(told.splitlines()) > 1 else 0)
    numbers = [line.split()[0] for line in told.splitlines() if line.startswith("TK-")]
    assert numbers == [f"TK-{row['number']}" for row in rows]


def test_what_is_not_ordinary_opens_the_desk(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(listing, "_of_desk", lambda *given: [opened.append(given)][:0])
    main(["list", "--database", url, "report:flow.came:2026-11"])
    main(["list", "--database", "postgresql://nobody@localhost/none"])
    assert len(opened) == 2


def test_times_are_the_zone_s_of_the_policy_and_name_it_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "is:open", "--sort", "-received", "--database", url]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert "(Pacific/Kiritimati)" in head
    assert f"{NOW.astimezone(ZoneInfo('Pacific/Kiritimati')):%Y-%m-%d %H:%M}" in first
    assert main(["show", "1", "--at", f"{NOW - timedelta(days=9):%Y-%m-%dT%H:%M:%SZ}", "--database", url]) == 1
    said = capsys.readouterr().err
    assert "TK-1 came in on" in said
    assert "Pacific/Kiritimati; before that there is nothing" in said
