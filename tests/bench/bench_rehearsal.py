"""A rehearsal of 100,000 stored requests: seconds, requests a second, and whether memory stays flat.

Run it as a script; a number as its argument rehearses as many requests. The desk is that of the other measurements
with what a rehearsal reads put in: periods of licenses, a question and facts of each request.
"""

from __future__ import annotations

import copy
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import policy  # noqa: E402 - the path comes first
from console.services import agreements, company, rehearsing  # noqa: E402 - same
from console.services.desk import Desk, open_desk  # noqa: E402 - same
from tests.bench import corpus  # noqa: E402 - same
from tests.bench.measure import resident_mb  # noqa: E402 - same

COUNT = 100_000
GOAL = 60
_DAY = 86_400_000_000
_END = int(corpus.NOW.timestamp()) * 1_000_000
_FACTS = ("same_section", "is_error", "what_happened", "panel_section", "repro_steps")


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.sqlite"
        raw = corpus.make(path, count)
        desk = open_desk(
            f"sqlite:///{path}", login="s1", name="Agent 1", out_folder=Path(folder) / "out", clock=lambda: corpus.NOW
        )
        company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=corpus.NOW)
        _fill(raw, tuple(agreements.built().topics), desk.agreement.id)
        raw.close()
        heads = ("requests", "differ", "seconds", "a second", "MB, half", "MB, end")
        print(f"{'rehearsed under':<26}" + "".join(f"{one:>10}" for one in heads))
        desk = desk.refreshed()
        for name, documents in (
            ("another title of a rule", _titled()),
            ("another reading", policy.with_choices(agreements.shipped(), {"profile": "lenient"})),
            ("18 free months", _numbered("free_months", 18)),
        ):
            _measured(name, desk, documents)
        desk.store.close()


def _measured(name: str, desk: Desk, documents: Any) -> None:
    trial = rehearsing.trial_of(desk, documents=documents)
    tally, begun, half, done = rehearsing.Tally(), time.perf_counter(), 0.0, 0
    for stretch in rehearsing.rehearse(trial):
        tally.add(stretch.rows)
        done = stretch.done
        if not half and done * 2 > stretch.total:
            half = resident_mb()
    taken = time.perf_counter() - begun
    figures = f"{done:>10,}{tally.differing:>10,}{taken:>10.1f}{done / taken:>10.0f}{half:>10.0f}{resident_mb():>10.0f}"
    print(f"{name:<26}{figures}" + (f"   (goal {GOAL} s)" if done == COUNT else ""))


def _titled() -> agreements.Documents:
    """Return a version that decides alike, which the rehearsal cannot know before it has decided both ways."""
    documents = copy.deepcopy(agreements.shipped())
    documents["rules"]["rule"][0]["en"] += " (the same)"
    return documents


def _numbered(name: str, number: int) -> agreements.Documents:
    documents = copy.deepcopy(agreements.shipped())
    next(one for one in documents["agreement"]["parameter"] if one["name"] == name)["value"] = number
    return documents


def _fill(raw: Any, topics: tuple[str, ...], agreement_id: int) -> None:
    """Give licenses their periods and requests their facts: the numbers are as if thrown and the same at each run."""
    raw.execute("BEGIN")
    raw.execute(f"UPDATE licenses SET plan = 'PRO', purchased_at = {_END} - (id * 7919 % 1500) * {_DAY}")
    raw.execute(
        "INSERT INTO purchases (gid, license_id, paid_at, length, unit, evidence)"
        f" SELECT 'p' || id, id, purchased_at + 400 * {_DAY}, 12, 'month', 'invoice' FROM licenses WHERE id % 3 = 0"
    )
    raw.execute(
        "INSERT INTO domains (gid, license_id, name) SELECT 'd' || id, id, 'shop' || id || '.example' FROM licenses"
    )
    raw.execute(
        "INSERT INTO installations (gid, domain_id, code_modified, files_modified, database_modified,"
        " server_config_modified, requirements_met, outdated)"
        " SELECT 'i' || id, id, id % 9 = 0, 0, 0, 0, 1, 0 FROM domains"
    )
    raw.executemany("INSERT INTO temp.pool (id, body) VALUES (?, ?)", [(-1 - n, one) for n, one in enumerate(topics)])
    topic = f"(SELECT body FROM pool WHERE pool.id = -1 - t.id * 31 % {len(topics)})"
    raw.execute(f"UPDATE tickets AS t SET agreement_id = {agreement_id}, topic = {topic}, license_state = 'free'")
    raw.execute(
        "INSERT INTO questions (gid, ticket_id, position, body, topic)"
        " SELECT 'q' || id, id, 0, preview, topic FROM tickets"
    )
    for place, name in enumerate(_FACTS):
        raw.execute(
            "INSERT INTO facts (gid, ticket_id, name, value, status, source, at)"
            f" SELECT 'f{place}-' || id, id, '{name}', iif(id * {place + 3} % 7 < 5, 'true', 'false'), 'confirmed',"
            f" 'specialist', {_END} FROM tickets"
        )
    raw.execute("COMMIT")
    raw.execute("ANALYZE")


if __name__ == "__main__":
    main()
