"""A request that would be decided otherwise, in words: both outcomes, and what brings the change about."""

from __future__ import annotations

from console.records.rehearsal import ClauseCount, Differing, Ruled
from console.views import soundness
from console.views.words import calendar_day, has, of, say


def outcome(ruled: Ruled) -> str:
    """Return an outcome with the clause that is named first."""
    words = say(f"outcome.{ruled.outcome}")
    return f"{words} · {ruled.clause}" if ruled.clause else words


def change(row: Differing) -> str:
    """Return what changes: the outcome, or where that stays what else does."""
    was, now = outcome(row.was), outcome(row.now)
    if was != now:
        return f"{was}  →  {now}"
    return f"{was}: {', '.join(_parts(row))}"


def _parts(row: Differing) -> list[str]:
    parts = []
    if "mode" in row.changed and row.now.mode:
        parts.append(say(f"mode.{row.now.mode}") if has(f"mode.{row.now.mode}") else row.now.mode)
    if {"review_from", "earliest_day", "latest_day"} & set(row.changed):
        parts.append(_days(row.now))
    parts += [say(f"rehearsal.slot_{one}") for one in row.changed if has(f"rehearsal.slot_{one}")]
    return parts or [say("rehearsal.only_state")]


def _days(ruled: Ruled) -> str:
    days = [one for one in (ruled.earliest_day, ruled.latest_day) if one is not None]
    if days:
        return say("rehearsal.answer_between", first=calendar_day(days[0]), last=calendar_day(days[-1]))
    return say("rehearsal.slot_days")


def states(row: Differing) -> str:
    """Return the states of the license where they differ."""
    if "state" not in row.changed:
        return ""
    return f"{_state(row.was.state)} → {_state(row.now.state)}"


def _state(state: str | None) -> str:
    if state is None:
        return say("license.unknown_short")
    short = f"license.{state}_short"
    return say(short if has(short) else f"license.{state}")


def causes(row: Differing) -> str:
    """Return the parts of the draft that bring a change about."""
    return ", ".join(cause(one) for one in row.causes)


def cause(one: str) -> str:
    """Return a part of the draft in words."""
    part, _, name = one.partition(" ")
    if part == "schedule":
        return say("rehearsal.hours")
    return soundness.place(part, name)


def clause(one: ClauseCount) -> str:
    """Return what a bar of the chart counts."""
    words = of(one.title_en, one.title_ru)
    if not one.clause:
        return say(f"outcome.{one.outcome}")
    return f"{one.clause}  {words}" if words else one.clause
