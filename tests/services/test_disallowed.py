"""What `db check` says of rulings that were written past the console: each kind is named, the console's own are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

import policy
from console.cli.main import main
from console.services import agreements, disallowed
from console.services.demo import build_demo
from console.services.demo_reviewed import decide_all
from console.services.desk import Desk
from console.services.recording import digests
from console.store import tables
from console.store.queries import tickets
from tests.services.conftest import NOW

DECISIONS = tables.tickets.decisions


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("disallowed")
    desk = build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "out", clock=lambda: NOW)
    assert decide_all(desk) > 20
    return desk


def row_of(demo: Desk, **where: str) -> dict[str, Any]:
    with demo.store.read() as connection:
        rows = connection.execute(select(DECISIONS)).mappings().all()
    row = next(dict(one) for one in rows if all(one[name] == value for name, value in where.items()))
    return {key: value for key, value in row.items() if key != "id"}


def with_result(row: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """Return a row whose result says something else, with digests that fit."""
    result = json.dumps({**json.loads(row["result"]), **changed})
    return {**row, "result": result, **digests(row["inputs"], result)}


def by_engine_3(row: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """Return a row as the engine before the fourth took it of a license without domains: it did not ask for one."""
    inputs = {**json.loads(row["inputs"]), "domain": None, "domains": [], "installations": {}}
    presumed = policy.from_plain(policy.RequestFacts, {**inputs, "domain": "-"})
    given = policy.decide(presumed, agreements.build(agreements.shipped()))
    mine = {**row, "inputs": json.dumps(inputs), "result": given.to_json(), "engine_version": "3"}
    return with_result({**mine, "outcome": given.outcome, "primary_clause": given.primary}, **changed)


def said_of(demo: Desk, row: Mapping[str, Any], program: str = "") -> str:
    """Return what is found of a row that bare SQL adds to the last decision of its ticket; it is taken back."""
    with demo.store._engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(DECISIONS).values({**row, "gid": "0" * 32, "n": 99}))
        record = tickets.decisions_of(connection, row["ticket_id"])[-1]
        transaction.rollback()
    assert record.n == 99
    return disallowed.wrong(demo, record, {}, program)


def test_what_the_console_decided_is_all_allowed(demo: Desk) -> None:
    assert list(disallowed.findings(demo.store, NOW)) == []
    assert said_of(demo, row_of(demo, kind="refusal")) == ""
    with demo.store.read() as connection:
        assert {"refusal", "choice"} <= set(connection.execute(select(DECISIONS.c.kind)).scalars())


def test_a_refusal_of_what_the_agreement_admits_is_named(demo: Desk) -> None:
    admitted = row_of(demo, kind="choice", outcome="accept")
    assert said_of(demo, {**admitted, "outcome": "refuse"}) == "severer refuse, accept"
    assert said_of(demo, {**admitted, "outcome": "nothing"}) == "severer nothing, accept"
    refused = {**admitted, "kind": "refusal", "outcome": "refuse", "primary_clause": "23.1.1"}
    assert said_of(demo, refused) == "ground 23.1.1"
    assert said_of(demo, {**admitted, "primary_clause": "23.1.1"}) == "ground 23.1.1"
    assert said_of(demo, {**admitted, "kind": "check", "outcome": "refuse"}) == "severer refuse, accept"


def test_a_refusal_for_a_clause_that_does_not_hold_is_named(demo: Desk) -> None:
    refused = row_of(demo, kind="refusal", primary_clause="23.1.1")
    assert said_of(demo, {**refused, "primary_clause": "23.1.12"}) == "ground 23.1.12"
    assert said_of(demo, {**refused, "outcome": "suspend"}) == "severer suspend, refuse"


def test_a_result_that_the_engine_does_not_give_is_named(demo: Desk) -> None:
    admitted = row_of(demo, kind="choice", outcome="accept")
    made_up = {**with_result(admitted, outcome="refuse"), "outcome": "refuse"}
    assert said_of(demo, made_up) == "differs outcome: refuse > accept"


def test_bytes_that_cannot_be_believed_are_named(demo: Desk) -> None:
    row = row_of(demo, kind="refusal")
    assert said_of(demo, {**row, "inputs": "{}", "result": "{}", **digests("{}", "{}")}).startswith("unreadable")
    assert said_of(demo, {**row, "result_sha256": "0" * 64}) == "changed"
    assert said_of(demo, {**row, "inputs_sha256": "", "result_sha256": ""}) == "unsigned"
    emptied = {**row, "inputs": "", "result": ""}
    assert said_of(demo, {**emptied, "inputs_sha256": "", "result_sha256": ""}) == "unsigned"
    assert said_of(demo, emptied) == ""  # a person's data was erased; the digests stay


def test_what_an_earlier_engine_decided_otherwise_is_no_finding_and_told_apart(demo: Desk) -> None:
    row = by_engine_3(row_of(demo, kind="choice", outcome="accept"))
    assert said_of(demo, row) == ""
    assert said_of(demo, row, "1.1") == ""
    today = said_of(demo, {**row, "engine_version": policy.ENGINE})
    assert today.startswith("differs ")
    assert '"fact": "domain"' in today


def test_a_forged_ruling_gains_nothing_by_the_name_of_an_earlier_engine(demo: Desk) -> None:
    """What is said beside what that engine gave, by a program that has no such engine, or of other facts, is found."""
    accepted = row_of(demo, kind="choice", outcome="accept")
    row = by_engine_3(accepted)
    assert said_of(demo, row, "1.2") == f"engine 3, {policy.ENGINE}"
    assert said_of(demo, {**row, "engine_version": "0"}).startswith("differs ")
    forged = by_engine_3(accepted, outcome="refuse")
    assert "outcome: refuse > ask_info" in said_of(demo, {**forged, "outcome": "refuse"})
    assert said_of(demo, {**row, "outcome": "suspend"}).startswith("severer suspend")
    assert said_of(demo, {**row, "primary_clause": "23.1.1"}) == "ground 23.1.1"
    claimed = with_result({**accepted, "engine_version": "3"}, alternatives=["end_communication"])
    assert said_of(demo, {**claimed, "outcome": "end_communication"}).startswith("differs alternatives: ")


def test_db_check_counts_what_an_earlier_engine_decided_and_names_it_when_asked(
    demo: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {**by_engine_3(row_of(demo, kind="choice", outcome="accept")), "made_at": NOW - timedelta(days=900)}
    with demo.store._engine.begin() as connection:
        connection.execute(insert(DECISIONS).values({**row, "gid": "1" * 32, "n": 98, "command_id": ""}))
    (older,) = disallowed.looked(demo.store, NOW)
    assert isinstance(older, disallowed.Older)
    assert (older.engine, older.changes) == ("3", ("domain_asked",))
    said = {}
    for words in ((), ("--verbose",), ("--json",), ("--verbose", "--json")):
        assert main(["--database", str(demo.store.url), "db", "check", *words]) == 1  # no event tells of it
        said[words] = capsys.readouterr().out.splitlines()
        assert "no event tells of it" in said[words].pop(0)
    head, kind, whole = said[()]
    assert head.endswith(f"(3) that today's engine ({policy.ENGINE}) judges otherwise; no fault: 1")
    assert kind.startswith(f"  1  {', '.join(older.places)}: Which domain is meant is asked")
    assert whole == "Found that does not hold: 1"
    assert said["--verbose",] == [head, kind, f"  {older.where}: {', '.join(older.places)}", whole]
    (counted,) = map(json.loads, said["--json",])
    assert (counted["code"], counted["engine"], counted["n"]) == ("older_engine", "3", 1)
    assert json.loads(said["--verbose", "--json"][1])["where"] == older.where
    with demo.store._engine.begin() as connection:  # today's engine has decided here before
        late = {**row, "gid": "2" * 32, "n": 97, "command_id": "", "made_at": NOW + timedelta(days=1)}
        connection.execute(insert(DECISIONS).values(late))
    assert main(["--database", str(demo.store.url), "db", "check", "--verbose"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"  Taken after engine {policy.ENGINE} had decided here (!): 1" in lines
    assert [line.partition(":")[0] for line in lines if "/9" in line] == [
        f"  {older.where.partition('/')[0]}/97 !",
        f"  {older.where}",
    ]


def test_it_is_said_where_and_by_whom(demo: Desk) -> None:
    row = {**row_of(demo, kind="choice", outcome="accept"), "gid": "0" * 32, "n": 99, "outcome": "refuse"}
    with demo.store._engine.begin() as connection:
        connection.execute(insert(DECISIONS).values(row))
        number = connection.execute(
            select(tables.tickets.tickets.c.number).where(tables.tickets.tickets.c.id == row["ticket_id"])
        ).scalar_one()
    (found,) = disallowed.findings(demo.store, NOW)
    assert (found.code, found.where) == ("decision", f"TK-{number}/99")
    assert found.found == f"severer refuse, accept ({demo.actor.name})"
