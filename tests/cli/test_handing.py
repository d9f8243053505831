"""`clausedesk handover` and `checks`: a shift goes over and is taken once, and nobody checks their own refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.cli.main import main
from console.records.base import Role, TicketId
from console.services import closing, reviewing, routing, showing, staffing, together
from console.services.desk import Desk, ensure_staff, open_desk
from console.services.whose import account
from console.store import tables
from tests.services.conftest import NOW, furnish
from tests.services.test_journey import expired_ticket, refuse
from tests.services.test_together import enter, owner


class Run:
    """Runs a command at the desk's database as who has an account."""

    def __init__(
        self, desk: Desk, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.desk, self.url, self._capsys, self._monkeypatch = desk, url, capsys, monkeypatch

    def text(self, login: str, *words: str) -> tuple[int, str, str]:
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            self._monkeypatch.setenv(name, login)
        assert account() == login
        status = main(["--database", self.url, *words])
        told = self._capsys.readouterr()
        return status, told.out, told.err

    def __call__(self, login: str, *words: str) -> tuple[int, list[dict[str, Any]]]:
        status, out, _ = self.text(login, *words, "--json")
        return status, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def run(
    migrated_sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    furnish(migrated_sqlite_url)
    desk = open_desk(migrated_sqlite_url, login="dana", name="Dana Kim", out_folder=tmp_path / "letters")
    yield Run(desk, migrated_sqlite_url, capsys, monkeypatch)
    desk.store.close()


def person(desk: Desk, login: str, role: Role = Role.SPECIALIST) -> Desk:
    made = ensure_staff(desk.store, login=login, name=login.capitalize(), role=role, now=NOW)
    return replace(desk, actor=made)


def number(desk: Desk, ticket: int) -> str:
    return f"TK-{showing.detail(desk, TicketId(ticket)).row.number}"


def test_the_check_names_the_tickets_of_who_left_and_a_lead_gives_them_back_by_the_command_it_names(run: Run) -> None:
    desk, ids = run.desk, enter(run.desk, 3)
    ann = person(desk, "ann")
    person(desk, "ben")
    person(desk, "lea", Role.LEAD)
    together.assign(desk, ids[:2], ann.actor.staff_id, lambda *_: None)
    assert "of_left" not in [one["code"] for one in run("dana", "db", "check")[1]]
    key = int(ann.actor.staff_id)
    desk.apply(desk.command("put_out"), lambda unit: unit.amend(tables.people.staff, key, expected=None, active=False))
    status, found = run("dana", "db", "check")
    (told,) = (one for one in found if one["code"] == "of_left")
    assert (status, told["login"], told["name"]) == (0, "ann", "Ann")
    assert [f"TK-{one}" for one in told["tickets"]] == [number(desk, one) for one in ids[:2]]
    said = run.text("dana", "db", "check")[1]
    assert f"Ann (ann) works on tickets no longer and still has 2 tickets: {number(desk, ids[0])}" in said
    assert "`clausedesk handover give --left --note TEXT`" in said
    assert run("lea", "handover", "give", "--left", "--all", "--note", "x")[1][0]["error"] == "handover_which"
    assert run("ben", "handover", "give", "--left", "--note", "x")[1][0]["error"] == "owned_by_colleague"
    status, (made,) = run("lea", "handover", "give", "--left", "--note", "Ann left")
    assert (status, made["tickets"]) == (0, 2)
    assert [owner(desk, one) for one in ids] == [None, None, None]
    assert "of_left" not in [one["code"] for one in run("dana", "db", "check")[1]]


def test_a_shift_is_handed_over_and_taken_by_the_command_line(run: Run) -> None:
    desk, ids = run.desk, enter(run.desk, 3)
    ann = person(desk, "ann")
    person(desk, "ben")
    routing.set_queue(desk, name="Night", people=())
    together.assign(desk, ids, ann.actor.staff_id, lambda *_: None)
    first = number(desk, ids[0])
    assert run("ann", "handover", "give", "--note", "Which?")[1] == [{"error": "handover_which", "params": {}}]
    assert run("ann", "handover", "give", first, "--to", "nobody", "--note", "x")[1][0]["error"] == "no_person"
    assert run("ann", "handover", "give", first, "--to", "ben")[1][0]["error"] == "handover_needs_note"
    assert owner(desk, ids[0]) == "Ann"
    status, (made,) = run("ann", "handover", "give", first, "--to", "ben", "--note", "The bank calls at five")
    assert (status, made["tickets"], made["name"]) == (0, 1, "Ben")
    _, (waits,) = run("ben", "handover", "list")
    assert (waits["id"], waits["note"], waits["from_name"]) == (made["handover"], "The bank calls at five", "Ann")
    assert first in run.text("ben", "handover", "list")[1]
    assert run("ann", "handover", "list") == (0, [])
    assert "nothing waits" in run.text("ann", "handover", "list")[1].lower()
    assert run("ben", "handover", "take", "777")[1][0]["error"] == "no_handover"
    assert run("ben", "handover", "take", str(waits["id"]))[1][0]["taken"] == [int(first[3:])]
    assert run("ben", "handover", "take", str(waits["id"]))[1][0]["error"] == "handover_over"
    status, (rest,) = run("ann", "handover", "give", "--all", "--queue", "Night", "--note", "Whoever is first")
    assert (status, rest["tickets"], owner(desk, ids[1])) == (0, 2, None)
    together.assign(desk, ids[1:2], ann.actor.staff_id, lambda *_: None)
    _, (taken,) = run("ben", "handover", "take", str(rest["handover"]))
    assert (taken["left"], owner(desk, ids[1]), owner(desk, ids[2])) == (1, "Ann", "Ben")


def test_rules_name_a_person_and_say_whom_they_would_give_a_request(run: Run, tmp_path: Path) -> None:
    desk, (ticket,) = run.desk, enter(run.desk, 1)
    person(desk, "lea", Role.LEAD)
    ann = person(desk, "ann")
    routing.set_queue(desk, name="Panel", people=())
    rules = tmp_path / "rules.jsonl"
    rules.write_text(json.dumps({"query": "channel:email", "queue": "Panel", "person": "ann"}) + "\n", encoding="utf-8")
    _, (would,) = run("lea", "queues", "try", str(rules))
    assert (would["queue"], would["person"]["name"], owner(desk, ticket)) == ("Panel", "Ann", None)
    assert run("lea", "queues", "hold", str(rules))[1] == [{"rules": 1}]
    _, held = run("lea", "queues", "rules")
    assert held == [{"query": "channel:email", "queue": "Panel", "person": "ann", "reason": ""}]
    assert "ann" in run.text("lea", "queues", "rules")[1]
    away = {"starts_at": desk.clock() - timedelta(days=1), "ends_at": desk.clock() + timedelta(days=2)}
    staffing.add_absence(desk, int(ann.actor.staff_id), kind="sick", **away)
    status, out, _ = run.text("lea", "queues", "try", str(rules))
    assert (status, "nobody, since Ann is away" in out) == (0, True)
    (new,) = enter(desk, 1)
    number_ = showing.detail(desk, TicketId(new)).row.number
    told = run.text("lea", "show", str(number_))[1]
    assert (owner(desk, new), "nobody, since Ann is away and nobody stands in" in told) == (None, True)
    rules.write_text('{"query": "channel:email", "queue": "Panel", "person": "nobody"}\n', encoding="utf-8")
    assert run("lea", "queues", "try", str(rules))[1][0]["error"] == "no_person"
    said = "out of use; rules that rest: 1; still in it: 1 ticket"
    assert said in run.text("lea", "queues", "set", "Panel", "--out-of-use")[1]
    assert said in run.text("lea", "queues", "list")[1]
    assert run("lea", "queues", "set", "Panel", "--in-use")[0] == 0
    assert len(run("lea", "queues", "rules")[1]) == 1


def test_a_refusal_is_looked_at_and_an_appeal_decided_by_the_command_line(run: Run, tmp_path: Path) -> None:
    desk = run.desk
    lead, me = person(desk, "lea", Role.LEAD), "dana"
    person(desk, "ann")
    assert run("ann", "checks", "want", "--everything")[1][0]["error"] == "lead_only"
    assert run("lea", "checks", "want", "--nothing", "--everything")[1][0]["error"] == "checks_nothing"
    _, (what,) = run("lea", "checks", "want", "--ground", "23.1.1", "--person", me, "--reason", "A new colleague")
    assert (what["everything"], what["grounds"], what["people"]) == (False, ["23.1.1"], [me])
    assert "23.1.1" in run.text("lea", "checks", "want")[1]
    ticket = expired_ticket(desk, tmp_path)
    refuse(desk, ticket)
    _, (waits,) = run(me, "checks", "list")
    assert (waits["clause"], waits["own"], waits["kind"]) == ("23.1.1", True, "second_eyes")
    key = str(waits["check"])
    assert run(me, "checks", "uphold", key)[1][0]["error"] == "own_decision"
    assert "23.1.1" in run.text("ann", "checks", "show", key)[1]
    assert run("ann", "checks", "return", key)[1][0]["error"] == "review_needs_note"
    status, (back,) = run("ann", "checks", "return", key, "--note", "They renewed")
    assert (status, back["state"], showing.detail(desk, ticket).decisions) == (0, "overturned", ())
    assert run("ann", "checks", "return", key, "--note", "Again")[1][0]["error"] == "review_over"
    refuse(desk, ticket)
    _, (waits,) = run("ann", "checks", "list")
    assert waits["own"] is False
    assert run("ann", "checks", "uphold", str(waits["check"]))[1][0]["state"] == "upheld"
    assert run("lea", "checks", "want", "--nothing")[1][0]["grounds"] == []
    assert reviewing.wanted(lead.refreshed()).any is False
    _appealed(run, ticket, me)


def test_who_is_alone_hears_that_nobody_could_give_the_second_look(run: Run) -> None:
    status, out, err = run.text("dana", "checks", "want", "--everything")
    assert (status, "Nobody could give the second look" in err) == (0, True), out
    assert run("dana", "checks", "want")[1][0]["nobody_else"] is True
    person(run.desk, "ann")
    assert "Nobody could" not in run.text("dana", "checks", "want")[2]
    assert run("dana", "checks", "want")[1][0]["nobody_else"] is False
    assert "Nobody could" not in run.text("dana", "checks", "want", "--nothing")[2]


def _appealed(run: Run, ticket: TicketId, me: str) -> None:
    desk = run.desk
    version = showing.detail(desk, ticket).row.version
    closing.close(desk, ticket, closing.judge(desk, ticket).allowed[0], version=version)
    named = number(desk, int(ticket))
    assert run(me, "checks", "appeal", named)[1][0]["error"] == "appeal_needs_note"
    _, (asked,) = run(me, "checks", "appeal", named, "--note", "They say they paid")
    key = str(asked["check"])
    assert "They say they paid" in run.text("ann", "checks", "show", key)[1]
    _, found = run("ann", "checks", "decide", key)
    assert found[0] == {"outcome": "refuse", "proposed": True}
    assert run(me, "checks", "decide", key, "refuse", "--reason", "x")[1][0]["error"] == "own_decision"
    status, (told,) = run("ann", "checks", "decide", key, "accept", "--reason", "Paid in time after all")
    assert (status, told["state"]) == (0, "overturned")
    assert run("ann", "checks", "list") == (0, [])
    assert "nothing waits" in run.text("ann", "checks", "list")[1].lower()
