"""The lead's board with 2,000 open tickets: ours against the bare driver in the same run; then shown, and moved.

    python tests/bench/bench_board.py [--tickets 16000] [--server 18] [--keep FOLDER] [--open 2000]

On SQLite, or with `--server` on a PostgreSQL that keeps what it says it has kept: there a lead of a team is logged in,
with its guards (`teamed`). With `--keep` on a desk that was lived in.

An eighth of the tickets is open. Ours: one consistent state, finished records with what may be expected, loads and
shifts. Bare: the same rows by statements written by hand, as tuples, with the same login. Shown is what the window does
with them: columns of cards, painted once. Moving is one transaction that checks each version and leaves an event for
each; bare moves the same number in one transaction too, with the same login and guards, and as the owner, whom the
guards let through.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import bare  # noqa: E402 - the path comes first
import corpus  # noqa: E402 - same
import kept  # noqa: E402 - same
import teamed  # noqa: E402 - same
from acts import Acts  # noqa: E402 - same
from measure import median, resident_mb, row_of  # noqa: E402 - same
from PySide6.QtWidgets import QApplication  # noqa: E402 - same

from console.models.board import BoardState  # noqa: E402 - same
from console.records.board import Board  # noqa: E402 - same
from console.services import board, company, moves  # noqa: E402 - same
from console.services.desk import Desk, open_desk, utc_now  # noqa: E402 - same
from console.views.board.strip import BoardStrip  # noqa: E402 - same
from console.views.look import look as looks  # noqa: E402 - same

TICKETS = 16_000
_ORDER = " ORDER BY t.tier_rank, t.received_at, t.id LIMIT 5001"
_MOVED = 500


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=TICKETS)
    asked.add_argument("--server", type=int, default=0)
    asked.add_argument("--open", type=int, default=0, help="close all but the first so many open tickets meanwhile")
    kept.ask(asked)
    given = asked.parse_args()
    app = QApplication([])
    looks.apply(app, looks.make("light"))
    with contextlib.ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        if not given.server:
            path, raw = ending.enter_context(kept.local(given.keep, given.tickets))
            ending.enter_context(only_open(raw, given.open))
            desk = open_desk(
                f"sqlite:///{path}", login="agent1", name="Agent 1", out_folder=folder, clock=lambda: corpus.NOW
            )
            if given.keep is None:
                company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=corpus.NOW)
                desk = desk.refreshed()
            measure(desk, raw, {"bare": Acts(raw, 1, "Agent 1", "lead")})
            desk.store.close()
            return
        place = ending.enter_context(kept.server(given.keep, given.tickets, given.server))
        lead = teamed.gather(place)[0]
        ending.enter_context(only_open(place.raw, given.open))
        raw = ending.enter_context(contextlib.closing(lead.connect()))
        desk = open_desk(lead.url, login="", name="", out_folder=folder, clock=utc_now, create=False)
        if given.keep is None:
            company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=utc_now())
            desk = desk.refreshed()
        measure(desk, raw, {"bare": lead.by_hand(raw), "bare, unguarded": lead.by_hand(place.raw)})
        desk.store.close()


@contextlib.contextmanager
def only_open(raw: Any, number: int) -> Iterator[None]:
    """Have no more tickets open than a number meanwhile; 0 leaves all as they are."""
    if not number:
        yield
        return
    others = (
        "SELECT id FROM tickets WHERE is_open = TRUE AND id NOT IN"
        f" (SELECT id FROM tickets WHERE is_open = TRUE ORDER BY tier_rank, received_at, id LIMIT {number})"
    )
    raw.execute(f"CREATE TEMP TABLE aside AS {others}")
    aside = "WHERE id IN (SELECT id FROM aside)"
    raw.execute(f"UPDATE tickets SET is_open = FALSE, status = 'closed' {aside}")
    raw.execute("ANALYZE")
    try:
        yield
    finally:
        raw.execute(f"UPDATE tickets SET is_open = TRUE, status = 'open' {aside}")
        raw.execute("DROP TABLE aside")


def measure(desk: Desk, raw: Any, movers: Mapping[str, Acts]) -> None:
    """Print what reading, showing and moving take; `movers` move by hand."""
    found = board.board(desk)
    assert len(found.cards) == len(read_bare(raw)[0])  # both sides answer with as many rows
    print(f"{len(found.cards):,} open tickets of {len(found.members)} people; memory {resident_mb():.0f} MB")
    print(f"{'operation':<34}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}{'more, ms':>10}")
    print(row_of("board read", *median(lambda: board.board(desk), lambda: read_bare(raw))))
    state = BoardState()
    strip = BoardStrip(state, desk.clock)
    strip.resize(1640, 800)
    state.show(found)
    strip.show()
    print(f"{'shown first':<34}{timed(lambda: shown(state, strip, found), 1):>10.1f}")
    print(f"{'shown again':<34}{timed(lambda: shown(state, strip, found), 9):>10.1f}")
    key = str(found.members[0].id)
    staged = [int(one.id) for one in found.cards if one.owner_id != found.members[0].id][:_MOVED]
    print(f"{f'staged {len(staged)} moves':<34}{timed(lambda: state.stage(staged, key), 1):>10.1f}")
    wanted = tuple(state.staged.values())
    ours = timed(lambda: moves.apply_moves(desk, wanted), 1)
    print(f"{f'applied {len(staged)} moves':<34}{ours:>10.1f}")
    away = [int(one.id) for one in found.members[1:]]
    for name, acts in movers.items():  # the same tickets on to somebody else: each side's first time
        bare_ms = timed(lambda acts=acts: acts.act(staged, away.pop()), 1)
        print(f"{f'the same by hand, {name}':<34}{'':>10}{bare_ms:>10.1f}{ours / bare_ms:>8.1f}{ours - bare_ms:>10.1f}")
    strip.close()


def shown(state: BoardState, strip: BoardStrip, found: Board) -> None:
    """Show a board and paint every column that is in sight."""
    state.show(found)
    strip.grab()


def read_bare(raw: Any) -> tuple[list[Any], ...]:
    """Return the same rows by statements of one's own."""
    asked = (
        f"{bare._ROW} t.is_open = TRUE{_ORDER}",
        "SELECT owner_key, count(*) FROM tickets WHERE is_open = TRUE GROUP BY owner_key",
        "SELECT id, queue_id FROM tickets WHERE is_open = TRUE AND queue_id IS NOT NULL",
        *(f"SELECT * FROM {table}" for table in ("staff", "shifts", "absences", "expertise", "queues")),
    )
    return tuple(raw.execute(one).fetchall() for one in asked)


def timed(work: Callable[[], object], times: int) -> float:
    """Return the median milliseconds of a piece of work."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
