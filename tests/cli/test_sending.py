"""`send`: what is due is written into the folder that is named, and what cannot be is said with status 1."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from console.cli.main import main
from console.services import entering, reply, showing
from console.services.desk import open_desk, utc_now


def test_letters_that_are_due_are_written_and_one_that_cannot_be_fails(
    migrated_sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, before = migrated_sqlite_url, timedelta(minutes=1)
    desk = open_desk(url, login="ann", name="Ann", out_folder=tmp_path, clock=lambda: utc_now() - before)
    entry = entering.HandEntry(
        subject="Report", text="It is empty.", sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=utc_now() - timedelta(hours=3),
    )  # fmt: skip
    key = showing.ticket(desk, entering.enter_by_hand(desk, entry)).detail.row.id
    folder, blocked = tmp_path / "out", tmp_path / "blocked"
    blocked.write_text("a file")
    for place, state, status in ((folder, "written", 0), (blocked, "failed", 1)):
        letter = reply.Outgoing(ticket_id=key, text="answer", subject="Re", to_address="a@b.example", base_event=99)
        reply.send_reply(desk, letter)
        assert main(["--database", url, "send", "--to", str(place), "--json"]) == status
        assert json.loads(capsys.readouterr().out)["state"] == state
    assert len(list(folder.iterdir())) == 1
    desk.store.close()
