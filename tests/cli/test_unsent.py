"""`clausedesk unsent`: what never reached the database is listed, sent again once, or dropped with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console import places
from console.cli.main import main
from console.records.base import Tier
from console.services import reply, showing, triage
from console.services.desk import open_desk
from console.services.whose import account
from tests.cli.passwords import without_password
from tests.services.conftest import NOW, furnish
from tests.services.test_journey import expired_ticket
from tests.services.test_unsent import die

pytestmark = pytest.mark.postgres


def test_acts_that_never_arrived_are_sent_again_once_or_dropped(
    migrated_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "dana")
    assert account() == "dana"
    furnish(migrated_postgres_url)
    address = without_password(migrated_postgres_url)

    def desk() -> Any:
        given = {"login": "dana", "name": "Dana Kim", "out_folder": tmp_path / "letters", "clock": lambda: NOW}
        return open_desk(migrated_postgres_url, **given)

    def run(*words: str) -> tuple[int, str]:
        status = main(["--database", address, "unsent", *words])
        told = capsys.readouterr()
        return status, told.out + told.err

    here = desk()
    ticket = expired_ticket(here, tmp_path)
    seen = showing.detail(here, ticket).row.version
    assert run("list") == (0, "Nothing is left over.\n")
    die(here, lambda: reply.add_note(here, ticket, "The bank called"))
    here = desk()
    assert "1 more act was sent by a program" not in run("list")[1]
    die(here, lambda: triage.set_tier(here, ticket, Tier.CRITICAL, version=seen))
    listed = [json.loads(line) for line in run("list", "--json")[1].splitlines()]
    assert {(one["what"], one["ticket"], one["text"], one["sent"]) for one in listed} == {
        ("note", 1, "The bank called", False),
        ("tier", 1, "", False),
    }
    told = run("list")[1]
    assert "TK-1" in told
    assert "The bank called" in told
    note, tier = (next(one["id"] for one in listed if one["what"] == what) for what in ("note", "tier"))
    assert run("again")[0] == 2
    assert run("again", "zzzz")[0] == 1
    assert run("drop", tier[:8], "--reason", " ")[0] == 2
    assert run("again", note[:8]) == (0, f"id: {note}  ticket: TK-1  state: Note: done\n")
    assert run("again", note[:8])[0] == 1  # it is done, and listed no more
    assert run("drop", tier[:8], "--reason", "Ann did it")[0] == 0
    assert run("list") == (0, "Nothing is left over.\n")
    here = desk()
    notes = [one.text for one in showing.messages(here, ticket) if one.direction.value == "note"]
    assert (notes, showing.detail(here, ticket).row.tier is Tier.CRITICAL) == (["The bank called"], False)
    here.store.close()
    log = (places.log_folder() / "clausedesk.log").read_text(encoding="utf-8")
    assert f"dropped {tier}: tier of ticket 1" in log
    assert "why: Ann did it" in log
    assert "The bank called" not in log
