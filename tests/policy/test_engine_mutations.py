"""Every reading read otherwise in a copy of the engine: a case or a golden decision notices, or the flip is named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.policy import shipped
from tests.policy.cases.engine_flips import FLIPS, UNNOTICED, Flip

ROOT = Path(__file__).resolve().parents[2]
# What a flipped engine says of our own cases: the names of those that fail, or that it does not even load.
_SCRIPT = """
import json, sys, tomllib
try:
    from tests.policy import own_cases, shipped
    import policy
    assert policy.__file__.startswith(sys.argv[1]), policy.__file__
    failing = list(shipped.failing(own_cases.EVERY, shipped.agreement()))
    if not failing:
        from tests.golden import golden_decisions as golden
        release = golden.read(max(golden.FOLDER.glob("*.jsonl.xz")))
        found = golden.taken_again(release)
        known = {one["name"] for one in tomllib.loads(golden.LISTED.read_text("utf-8")).get("difference", [])}
        failing = [f"golden: {one.name}" for one in found if one.essential and one.name not in known]
except Exception as error:
    failing = [f"{type(error).__name__}: {error}"]
print(json.dumps(failing))
"""


def flipped(flip: Flip | None, folder: Path) -> list[str]:
    """What our own cases say of an engine in which one line is another."""
    copy = folder / "engine"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / "policy", copy / "policy", ignore=shutil.ignore_patterns("__pycache__"))
    if flip is not None:
        _, _, module, line, other = flip
        file = copy / "policy" / module
        text = file.read_text(encoding="utf-8")
        assert text.count(line) == 1, f"{module} holds {text.count(line)} times: {line}"
        file.write_text(text.replace(line, other), encoding="utf-8")
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(ROOT))), "PYTHONDONTWRITEBYTECODE": "1"}
    surroundings.pop("PYTHONPYCACHEPREFIX", None)
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(copy)],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.mark.soak
def test_every_reading_read_otherwise_in_the_engine_is_noticed(tmp_path: Path, whole_run: bool) -> None:
    tried = FLIPS if whole_run else FLIPS[::12]
    missed = [flip[0] for flip in tried if not flipped(flip, tmp_path) and flip[0] not in UNNOTICED]
    assert missed == []


def test_an_engine_that_is_copied_as_it_stands_fails_no_case(tmp_path: Path) -> None:
    assert flipped(None, tmp_path) == []


def test_every_flip_is_of_a_reading_and_of_a_line_that_is_there_once() -> None:
    assert {flip[1] for flip in FLIPS} <= set(shipped.agreement().readings)
    assert len({flip[0] for flip in FLIPS}) == len(FLIPS)
    for name, _, module, line, other in FLIPS:
        text = (ROOT / "policy" / module).read_text(encoding="utf-8")
        assert (text.count(line), line != other) == (1, True), name
    assert set(UNNOTICED) <= {flip[0] for flip in FLIPS}
