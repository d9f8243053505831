from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import policy
from tests.policy import shipped

PEERS = os.environ.get("CLAUSEDESK_PEERS", "")
FILE = Path(PEERS) / ".." / "policy" / "vectors.json"
DATA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if PEERS and FILE.exists() else {}
VECTORS = DATA.get("vectors", [])

pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(not VECTORS, reason="CLAUSEDESK_PEERS names no folder beside which policy/vectors.json lies"),
]


@pytest.mark.parametrize("vector", VECTORS, ids=[one["id"] for one in VECTORS])
def test_a_vector_holds(vector: dict[str, Any]) -> None:
    answer = policy.assess_case(vector, shipped.agreement(), DATA["calendars"])
    assert policy.compare(vector["expect"], answer) == []


def test_there_are_as_many_vectors_as_the_file_says() -> None:
    assert len(VECTORS) == DATA["count"]


def test_every_vector_can_fail() -> None:
    """An answer that expects the opposite is told apart; otherwise the comparison would be worth nothing."""
    for vector in VECTORS:
        answer = policy.assess_case(vector, shipped.agreement(), DATA["calendars"])
        for key, wanted in vector["expect"].items():
            if not isinstance(wanted, list):
                assert policy.compare({key: "something else" if not isinstance(wanted, bool) else not wanted}, answer)
