"""Month arithmetic against the cases of other calendars: every case that clamps, and those that must be refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.services import month_cases

pytestmark = pytest.mark.peers


def test_every_case_of_other_calendars_comes_out_the_same(peers: Path) -> None:
    file = peers / "calendar-arith" / "cases.json"
    if not file.is_file():
        pytest.skip("the folder of CLAUSEDESK_PEERS holds no calendar-arith")
    cases = [one for one in json.loads(file.read_text(encoding="utf-8")) if one.get("op") in ("add", "between")]
    got = {one["id"]: one.get("got", one.get("error")) for one in month_cases.answers(cases)}
    wrong = {one["id"]: (one["expected"], got[one["id"]]) for one in cases if got[one["id"]] != one["expected"]}
    assert cases
    assert not wrong
