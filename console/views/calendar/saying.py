"""Working time in words: banners, versions, differences, clocks. No widget: the command line says the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from console.records.schedules import (
    WEEK,
    BannerView,
    ClockView,
    LedgerSpan,
    ProposedHoliday,
    ScheduleChange,
    ScheduleRecord,
    TextSpans,
)
from console.views.words import calendar_day, clock, has, moment, near_day, say, zone

_MINUTE, _LONG = 60, 10


def banner(one: BannerView) -> str:
    """Return why an answer may be long in coming, until when, and by which clause."""
    words = say(f"banner.{one.code}")
    if one.reason:
        words = f"{words}: {one.reason}"
    if one.until is not None:
        words = say("banner.until", words=words, until=when(one.until))
    return f"{words}  ·  {', '.join(one.clauses)}"


def when(at: datetime) -> str:
    """Return an instant near now: Mon 30 Nov, 10:00."""
    local = at.astimezone(zone()).date()
    return f"{say(f'day.{WEEK[local.weekday()]}')} {near_day(local)}, {clock(at)}"


def duration(seconds: int) -> str:
    """Return business time: 2 h 10 min, 45 min."""
    hours, minutes = divmod(abs(seconds) // _MINUTE, 60)
    parts = [say("time.hours", n=hours)] if hours else []
    if minutes or not hours:
        parts.append(say("time.minutes", n=minutes))
    return " ".join(parts)


def clock_words(one: ClockView) -> str:
    """Return how a run of the team's target stands."""
    spent, allowed = duration(one.spent), duration(one.allowed)
    if one.stopped_at is not None:
        return say("ledger.stopped" if one.left >= 0 else "ledger.stopped_late", spent=spent, allowed=allowed)
    if one.waiting:
        return say("ledger.waits", spent=spent, allowed=allowed)
    if one.left < 0:
        return say("ledger.over", over=duration(one.left), allowed=allowed)
    return say("ledger.runs", left=duration(one.left), allowed=allowed)


def clock_short(one: ClockView) -> str:
    """Return the same with little room: 1:20 h, +35 min, paused."""
    if one.waiting:
        return say("ledger.waits_short")
    hours, minutes = divmod(abs(one.left) // _MINUTE, 60)
    length = say("time.hours", n=f"{hours}:{minutes:02}" if minutes and hours < _LONG else hours)
    return f"{'+' if one.left < 0 else ''}{length if hours else say('time.minutes', n=minutes)}"


def ledger_span(one: LedgerSpan) -> str:
    """Return why a piece of a clock counted or not."""
    words = say(f"ledger.{one.why}")
    return f"{words}: {one.words}" if one.words else words


def stretch(one: LedgerSpan) -> str:
    """Return from when to when: 24 Nov, 10:00 – 11:30."""
    first, last = one.start.astimezone(zone()).date(), one.end.astimezone(zone()).date()
    until = clock(one.end) if first == last else f"{near_day(last)}, {clock(one.end)}"
    return f"{near_day(first)}, {clock(one.start)} – {until}"


def ledger_lines(clocks: tuple[ClockView, ...]) -> Iterator[str]:
    """Yield every clock with its ledger as lines."""
    for one in clocks:
        yield f"{say(f'target.{one.target}')} ({say('target.own')}): {clock_words(one)}"
        if one.due is not None:
            yield f"  {say('ledger.due', at=when(one.due))}"
        for span in one.spans:
            length = int((span.end - span.start).total_seconds())
            mark = "+" if span.counted else " "
            yield f"  {mark} {stretch(span)}  ·  {ledger_span(span)}  ·  {duration(length)}"


def hours(spans: TextSpans) -> str:
    """Return the hours of a day, or that it has none."""
    return ", ".join(f"{first}–{last}" for first, last in sorted(spans)) or say("hours.closed")


def version(one: ScheduleRecord) -> Iterator[str]:
    """Yield a version as lines."""
    yield say("calendar.version_holds", label=one.version_label, at=moment(one.valid_from))
    yield "  ·  ".join(part for part in (one.time_zone, one.by, one.reason, one.sha256[:12]) if part)
    for day in WEEK:
        yield f"  {say(f'day.{day}')}  {hours(one.hours.get(day, ()))}"
    for special in one.special:
        yield f"  {calendar_day(special.day)}  {hours(special.hours)}  {special.reason}".rstrip()
    for closed in one.closed:
        yield f"  {calendar_day(closed.day)}  {say(f'ledger.{closed.kind}')}: {closed.reason}"
    for cut in one.closures:
        yield f"  {cut.start:%Y-%m-%d %H:%M} – {cut.end:%Y-%m-%d %H:%M}  {say('ledger.closure')}: {cut.reason}"


def key(one: ScheduleChange) -> str:
    """Return of what a difference is: a day of the week, a day, a span."""
    if one.part == "hours":
        return say(f"day.{one.key}")
    if one.part in ("special", "closed"):
        return calendar_day(date.fromisoformat(one.key))
    return one.key


def state(one: ProposedHoliday) -> str:
    """Return the code of where an imported holiday stands."""
    if one.dismissed:
        return "dismissed"
    return "proposed" if one.confirmed_at is None else "confirmed"


def month_title(year: int, month: int) -> str:
    """Return a month with its year."""
    name = f"month.{month}"
    return f"{say(name) if has(name) else month} {year}"


def short(day: date) -> str:
    """Return a day with its weekday: Wed 2 Dec 2026."""
    return f"{say(f'day.{WEEK[day.weekday()]}')} {calendar_day(day)}"
