from __future__ import annotations

import json

from tools import coverage_ratchet as ratchet


def test_only_the_core_is_watched_and_percentages_are_cut_not_rounded() -> None:
    files = {
        "policy/facts.py": 99.99,
        "console/store/engine.py": 87.26,
        "console/store/migrations/v1.py": 5.0,
        "console/cli/main.py": 1.0,
    }
    report = {"files": {name: {"summary": {"percent_covered": percent}} for name, percent in files.items()}}
    assert ratchet.percentages(report) == {"policy/facts.py": 99.9, "console/store/engine.py": 87.2}


def test_a_module_that_was_complete_stays_complete() -> None:
    found = ratchet.gaps({"policy/facts.py": 99.9}, {"new": 80.0, "policy/facts.py": 100.0})
    assert [gap.sentence() for gap in found] == ["policy/facts.py: 99.9 % covered, at least 100.0 % needed"]
    assert ratchet.gaps({"policy/facts.py": 100.0}, {"new": 80.0, "policy/facts.py": 100.0}) == []


def test_a_new_module_needs_the_floor_of_new_ones() -> None:
    assert [gap.module for gap in ratchet.gaps({"policy/a.py": 79.9, "policy/b.py": 80.0}, {"new": 80.0})] == [
        "policy/a.py"
    ]


def test_floors_rise_and_never_fall_and_forget_what_is_gone() -> None:
    floors = {"new": 80.0, "policy/a.py": 90.0, "policy/b.py": 90.0, "policy/gone.py": 100.0}
    assert ratchet.raised({"policy/b.py": 95.5, "policy/a.py": 85.0, "policy/c.py": 81.0}, floors) == {
        "new": 80.0,
        "policy/a.py": 90.0,
        "policy/b.py": 95.5,
        "policy/c.py": 81.0,
    }


def test_the_floors_are_percentages_of_modules_of_the_core() -> None:
    floors = json.loads(ratchet.FLOORS.read_text())
    assert floors.pop("new") >= 80
    assert all(name.startswith(ratchet.WATCHED) and 0 <= floor <= 100 for name, floor in floors.items())


def test_each_test_of_the_core_is_run_by_one_process() -> None:
    given = [one for share in ratchet.shares().values() for one in share]
    run = [
        file
        for one in given
        for file in ((ratchet.ROOT / one).rglob("test_*.py") if not one.endswith(".py") else [ratchet.ROOT / one])
    ]
    assert sorted(run) == sorted(file for suite in ratchet.SUITES for file in (ratchet.ROOT / suite).rglob("test_*.py"))
    assert len(ratchet.shares()) == len(ratchet.SUITES) + 1
