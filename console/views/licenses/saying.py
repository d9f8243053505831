"""A license in words: its tag, its countdown, its periods on a line, the arithmetic of months. It makes no widget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from console.records.assessment import PeriodView, StandingView
from console.views.kit.timeline import Caption, Segment, SwatchRow, TimelineModel
from console.views.queue.delegate import LICENSE_ICONS
from console.views.words import calendar_day, day, days_left, days_since, has, say, say_count, short_day

RUNNING = ("free", "paid", "transition")
SOON, NEAR = 30, 60
_BEST = ("paid", "free", "transition")
_TAIL = timedelta(days=75)
_LETTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words with the tone of their color and an icon."""

    words: str
    tone: str
    icon: str


def masked(key: str) -> str:
    """Return a key with its middle hidden: HRB-••••-3301. A short key is shown as it is."""
    if len(key) <= _LETTERS:
        return key
    inner = "".join("•" if one.isalnum() else one for one in key[4:-4])
    return f"{key[:4]}{inner}{key[-4:]}"


def state_tag(state: str | None) -> Said:
    """Return the tag of a state."""
    if not state:
        return Said(words=say("license.unknown_short"), tone="plain", icon="help-circle")
    short = f"license.{state}_short"
    words = say(short) if has(short) else say(f"license.{state}")
    tone = {"free": "ok", "paid": "accent", "transition": "functional", "expired": "critical", "invalid": "critical"}
    return Said(words=words, tone=tone.get(state, "plain"), icon=LICENSE_ICONS.get(state, "license"))


def countdown_tag(state: str | None, until: datetime | None, now: datetime, ended_at: datetime | None = None) -> Said:
    """Return the tag of a row: the days that are left where Support runs, the days since it ended, else the state.

    More than 60 days are quiet, 60 to 31 a tag, 30 and fewer amber, as is every day of the transition.
    """
    if state == "expired" and ended_at is not None:
        return replace(state_tag(state), words=say("license.days_ago", n=days_since(ended_at, now)))
    if state not in RUNNING or until is None:
        return state_tag(state)
    left = days_left(until, now)
    tone = "functional" if left <= SOON or state == "transition" else "plain" if left <= NEAR else "quiet"
    return Said(words=say("license.days_left", n=left), tone=tone, icon=LICENSE_ICONS[state])


def ended(standing: StandingView) -> datetime | None:
    """Return when the last period ended, or None while one runs or is to come."""
    last = max((one.end for one in standing.periods), default=None)
    return last if last is not None and last <= standing.at else None


def headline(standing: StandingView) -> tuple[str, str, str]:
    """Return the large words, the words beside them, and their tone."""
    state, now = standing.state, standing.at
    if state in (*RUNNING, "not_started") and standing.boundary_at is not None:
        left = days_left(standing.boundary_at, now)
        tone = "functional" if state in RUNNING and left <= SOON else ""
        return say_count("license.days", left), say(f"license.left_{state}"), tone
    over = ended(standing)
    if state == "expired" and over is not None:
        return say_count("license.ago", days_since(over, now)), say("license.since_expired"), "critical"
    return say(f"license.{state}"), "", "critical" if state == "invalid" else "2"


def until_words(standing: StandingView) -> str:
    """Return the sentence below the countdown: until when, or what may happen from when."""
    state = standing.state
    if state in (*RUNNING, "not_started") and standing.boundary_at is not None:
        key = "license.from" if state == "not_started" else "license.until"
        shown = standing.boundary_at if state == "not_started" else standing.boundary_at - timedelta(microseconds=1)
        return say(key, day=day_of(shown, standing))
    if state == "archived" and standing.archived_at is not None:
        return say("license.archived_since", day=day_of(standing.archived_at, standing))
    if standing.archive_eligible:
        return say("license.archive_possible")
    if state == "expired" and standing.archive_opens is not None:
        return say("license.archive_from", day=day_of(standing.archive_opens, standing))
    return ""


def exact(instant: datetime, standing: StandingView) -> str:
    """Return an instant to the minute in the policy's zone and in UTC; the end of a day is said as 23:59."""
    local = instant.astimezone(ZoneInfo(standing.zone))
    shown = instant - timedelta(minutes=1) if local.time() == time() else instant
    local, utc = shown.astimezone(ZoneInfo(standing.zone)), shown.astimezone(UTC)
    return f"{moment_in(local)} {standing.zone}  ·  {utc:%H:%M} UTC"


def moment_in(local: datetime) -> str:
    """Return a day and a time as they stand in the instant's own zone."""
    return f"{calendar_day(local.date())}, {local:%H:%M}"


def arithmetic(period: PeriodView) -> str:
    """Return how a last day was counted: "31 Aug 2025 + 6 months = 28 Feb 2026, as that month has no day 31"."""
    if period.anchor is None or not period.length:
        return ""
    said = say(
        "license.counted",
        anchor=calendar_day(period.anchor),
        months=say_count(f"license.{period.unit}", period.length),
        last=calendar_day(period.last_day),
    )
    if period.unit in ("month", "year") and period.anchor.day != period.last_day.day:
        said += ", " + say("license.no_such_day", n=period.anchor.day)
    return said


def segments(standing: StandingView) -> tuple[Segment, ...]:
    """Return the periods one after another: the best that runs, hatched where none does, pale from the archive on."""
    periods = standing.periods
    edges = sorted({edge for one in periods for edge in (one.start, one.end)})
    found: list[Segment] = []
    for start, end in pairwise(edges):
        running = {one.kind for one in periods if one.start <= start < one.end}
        kind = next((one for one in _BEST if one in running), "expired")
        if found and found[-1].kind == kind:
            found[-1] = Segment(kind=kind, start=found[-1].start, end=end)
        else:
            found.append(Segment(kind=kind, start=start, end=end))
    return (*found, *_after(standing, edges[-1])) if edges else ()


def _after(standing: StandingView, end: datetime) -> list[Segment]:
    """Return what follows the last period: expired until it may be archived, or until it was."""
    archive = standing.archived_at or standing.archive_opens
    if archive is None or archive <= end:
        return [Segment(kind="expired", start=end, end=max(end, standing.at) + _TAIL)]
    pale = "archived" if standing.archived_at is not None or standing.at < archive else "expired"
    return [
        Segment(kind="expired", start=end, end=archive),
        Segment(kind=pale, start=archive, end=max(archive, standing.at) + _TAIL),
    ]


def timeline(standing: StandingView, arrived: datetime | None = None) -> TimelineModel:
    """Return the strip of a license: its periods, today, when a message arrived, and the dates that matter."""
    shown = segments(standing)
    captions = []
    if shown:
        captions.append(_caption(shown[0].start, "purchased", standing))
        last = next((one for one in reversed(shown) if one.kind in RUNNING), None)
        if last is not None:
            captions.append(_caption(last.end - timedelta(microseconds=1), "ends", standing))
        archive = standing.archived_at or standing.archive_opens
        if archive is not None and archive > shown[0].start:
            captions.append(_caption(archive, "archived" if standing.archived_at else "archive_opens", standing))
    words = ", ".join(f"{one.label} {one.value}" for one in swatches(standing))
    return TimelineModel(
        segments=shown,
        today=standing.at,
        today_words=say("license.today"),
        name=f"{say('license.periods')}: {words}. {say('license.today')}: {day_of(standing.at, standing)}",
        arrived=arrived,
        arrived_words=say("license.arrived") if arrived is not None else "",
        captions=tuple(captions),
    )


def _caption(at: datetime, what: str, standing: StandingView) -> Caption:
    return Caption(at=at, date=short_day(_date_in(at, standing)), what=say(f"license.cap_{what}"))


def swatches(standing: StandingView) -> tuple[SwatchRow, ...]:
    """Return the periods in words, each with its first and last day; the one that runs now stands out."""
    rows = [
        SwatchRow(
            kind=one.kind,
            label=say(f"license.{one.kind}_period"),
            value=f"{short_day(_date_in(one.start, standing))} – {short_day(one.last_day)}",
            tone="functional_text" if one.kind == "transition" and running(one, standing) else "text",
        )
        for one in standing.periods
    ]
    last = max((one.end for one in standing.periods), default=None)
    if standing.archived_at is not None:
        value = day_of(standing.archived_at, standing)
        rows.append(SwatchRow(kind="archived", label=say("license.archived_on"), value=value, tone="text2"))
    elif last is not None and standing.archive_opens is not None:
        over = say("license.from", day=day_of(last, standing))
        rows.append(SwatchRow(kind="expired", label=say("license.expired"), value=over, tone="text2"))
        opens = day_of(standing.archive_opens, standing)
        rows.append(SwatchRow(kind="archived", label=say("license.may_archive"), value=opens, tone="text2"))
    return tuple(rows)


def running(period: PeriodView, standing: StandingView) -> bool:
    """Return whether a period runs at the instant of the standing."""
    return period.start <= standing.at < period.end


def tips(standing: StandingView) -> str:
    """Return every period with its exact instants and how its end was counted, a line each."""
    lines = []
    for one in standing.periods:
        lines.append(f"{say(f'license.{one.kind}')}: {exact(one.start, standing)} → {exact(one.end, standing)}")
        counted = list_of((arithmetic(one), under(one)))
        if counted:
            lines.append(f"    {counted}")
    return "\n".join(lines)


def under(period: PeriodView) -> str:
    """Return the version of the agreement that a period is counted under."""
    return say("license.under", version=period.version) if period.version else ""


def versions_of(standing: StandingView) -> str:
    """Return which period is counted under which version; one version for all of them is said once."""
    known = list(dict.fromkeys(one.version for one in standing.periods if one.version))
    if len(known) <= 1:
        return say("license.under_all", version=known[0]) if known else ""
    each = (f"{name}: {version}" for name, version in _named_versions(standing))
    return say("license.under_each", each="; ".join(each))


def _named_versions(standing: StandingView) -> Iterator[tuple[str, str]]:
    """Yield the periods that follow each other under one version together, with the version."""
    for version, some in groupby(standing.periods, key=attrgetter("version")):
        kinds = dict.fromkeys(say(f"license.{one.kind}") for one in some)
        yield ", ".join(kinds), version


def list_of(words: Sequence[str]) -> str:
    """Return words joined by a middle dot; empty ones are left out."""
    return "  ·  ".join(one for one in words if one)


def day_of(instant: datetime, standing: StandingView | None) -> str:
    """Return a day in the policy's zone, or in the window's where there is no standing."""
    return day(instant) if standing is None else calendar_day(_date_in(instant, standing))


def _date_in(instant: datetime, standing: StandingView) -> date:
    return instant.astimezone(ZoneInfo(standing.zone)).date()
