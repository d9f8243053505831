"""Small acts of one person within a minute as one row of a conversation, which opens into its parts."""

from __future__ import annotations

from collections.abc import Mapping

from console.records.thread import Thread
from console.records.tickets import EventRecord

SMALL_ACTS = frozenset(
    {"fact_set", "facts_confirmed", "topic_set", "question_topic_set", "tier_set", "assigned", "license_set"}
    | {"request_confirmed"}
)
_BELOW = 1_000_000_000  # a group's key is its first event's, further below zero
_LEAST = 3
_MINUTE = 60_000_000
Groups = dict[int, tuple[EventRecord, ...]]
Folded = tuple[tuple[int, ...], tuple[int, ...], Groups]


def folded(thread: Thread, events: Mapping[int, EventRecord], opened: frozenset[int]) -> Folded:
    """Return keys, instants and groups of a thread; a group that is opened stands above its acts."""
    keys: list[int] = []
    instants: list[int] = []
    groups: Groups = {}
    for run in _runs(thread, events):
        key, at = run[0]
        if len(run) >= _LEAST:
            group = key - _BELOW
            groups[group] = tuple(events[one] for one, _ in run)
            keys.append(group)
            instants.append(at)
            run = run if group in opened else []  # noqa: PLW2901 - the acts of a closed group are not rows
        keys += [one for one, _ in run]
        instants += [at for _, at in run]
    return tuple(keys), tuple(instants), groups


def _runs(thread: Thread, events: Mapping[int, EventRecord]) -> list[list[tuple[int, int]]]:
    """Return the rows in runs: small acts that belong together, and every other row alone."""
    runs: list[list[tuple[int, int]]] = []
    for key, at in zip(thread.keys, thread.instants, strict=True):
        if runs and _together(runs[-1][-1], (key, at), events):
            runs[-1].append((key, at))
        else:
            runs.append([(key, at)])
    return runs


def _together(last: tuple[int, int], row: tuple[int, int], events: Mapping[int, EventRecord]) -> bool:
    before, now = events.get(last[0]), events.get(row[0])
    if before is None or now is None or before.kind not in SMALL_ACTS or now.kind not in SMALL_ACTS:
        return False
    return before.actor == now.actor and last[1] // _MINUTE == row[1] // _MINUTE
