"""`erase`: it shows first, asks for the code that it showed, and tells what it took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main
from console.services import company, customers, registry
from console.services.desk import open_desk
from tests.cli import by_hand


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    desk = open_desk(made, login="dana", name="Dana", out_folder=tmp_path / "letters")
    company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=desk.clock())
    desk = desk.refreshed()
    registry.add_license(
        desk,
        registry.NewLicense(key="HRB-1", plan="PRO", customer="One", purchased_at=desk.clock(), domains=("a.example",)),
    )
    customers.add_contact(desk, 1, name="Ann", address="ann@one.example", role="owner", designated=True)
    by_hand.enter(desk, "zebracorn", address="other@one.example", name="O")
    desk.store.close()
    return made


def run(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[int, str]:
    status = main(("erase", *arguments, "--database", url))
    return status, capsys.readouterr().out


def test_a_person_is_shown_and_then_erased_by_the_code(capsys: pytest.CaptureFixture[str], url: str) -> None:
    status, told = run(capsys, url, "person", "ann@one.example")
    assert status == 0
    assert "Ann <ann@one.example>, One" in told
    assert "backups" in told
    seen = json.loads(run(capsys, url, "person", "ann@one.example", "--json")[1])
    assert seen["token"] in told
    assert run(capsys, url, "person", "ann@one.example", "--confirm", "no", "--reason", "x")[0] == 2
    assert run(capsys, url, "person", "ann@one.example", "--confirm", seen["token"])[0] == 2
    done = ("person", "ann@one.example", "--confirm", seen["token"], "--reason", "asked", "--json")
    status, told = run(capsys, url, *done)
    assert (status, json.loads(told)["contacts"]) == (0, 1)
    assert run(capsys, url, "person", "ann@one.example")[0] == 1
    (kept,) = [json.loads(line) for line in run(capsys, url, "list", "--json")[1].splitlines()]
    assert kept["reason"] == "asked"
    assert "asked" in run(capsys, url, "list")[1]


def test_a_rule_is_set_and_run_by_hand_only(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert run(capsys, url, "run", "closed_tickets")[0] == 1
    assert (
        "Words of closed requests, requests: 0"
        in run(capsys, url, "rule", "closed_tickets", "24", "--reason", "Law")[1]
    )
    (due,) = [json.loads(line) for line in run(capsys, url, "due", "--json")[1].splitlines()]
    assert (due["rule"]["days"], due["requests"]) == (730, 0)
    status, told = run(capsys, url, "run", "closed_tickets", "--confirm", due["token"], "--reason", "Yearly", "--json")
    assert (status, json.loads(told)) == (0, {})
