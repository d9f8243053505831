"""A link whose packets are dropped without a word, in a network of its own: given up in time, and no sooner back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

LIMIT_S = {"connecting": 3.0, "looking": 8.0, "waiting": 18.0}
ROOM_S = 4.0  # of a busy machine


def tried() -> dict[str, Any]:
    if sys.platform != "linux" or os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "ip"))):
        pytest.skip("dropping packets takes Linux, root, unshare and ip: dead links are NOT tested here")
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "tests.store.dead_link"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "unshare failed" in done.stderr:
        pytest.skip("no network of one's own is allowed: dead links are NOT tested here")
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.patient
@pytest.mark.postgres
def test_a_dead_link_is_given_up_in_time_and_used_again_when_it_is_back() -> None:
    found = tried()
    assert found["back"]["code"] == ""
    assert {"looking", "waiting"} <= set(found)
    for name, limit in LIMIT_S.items():
        if name in found:
            assert found[name]["code"], name
            assert found[name]["seconds"] < limit + ROOM_S, (name, found[name])
