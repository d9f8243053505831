"""The forms of the calendar: hours of a day, closed days, closed hours, a version, an import, a notice, a target.

What changes the draft is only checked here and returned; what is the company's at once is written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from console.faults import BadInput, Stale
from console.records.schedules import NOTICES, ClosedSpan, ScheduleRecord, TextSpans
from console.services import holidays, notices, schedules, targets
from console.services.calendar import CalendarPage
from console.services.desk import Desk
from console.views.calendar import draft
from console.views.calendar.saying import duration, hours
from console.views.dialogs.hours import read_time
from console.views.licenses.entry_form import Field, Form, Values
from console.views.words import calendar_day, language, say

COUNTRIES = ("AE", "RU", "KZ", "BY", "UZ", "GE", "AM", "TR", "DE", "GB", "US")
"""Offered first; any other code can be written."""

_SPLIT = re.compile(r"\s*[,;]\s*")
_BETWEEN = re.compile(r"\s*[–—-]\s*")
_LENGTH = re.compile(r"^(?:(\d{1,4}):([0-5]\d)|(\d{1,5}))$")
_LAST_MINUTE = "24:00"


def read_spans(text: str) -> TextSpans:
    """Return hours from what people write: 10-13, 14:00–18:30. Raises BadInput ("schedule_bad_time")."""
    found = []
    for part in _SPLIT.split(text.strip()):
        ends = _BETWEEN.split(part)
        first, last = (read_time(one) for one in ends) if len(ends) == 2 else (None, None)
        if first is None or last is None:
            raise BadInput("schedule_bad_time", day=say("calendar.hours"), opens=ends[0], closes=ends[-1])
        found.append((first, last))
    return tuple(sorted(found))


def read_length(text: str) -> int | None:
    """Return minutes from 4:00 or 240, None from nothing. Raises BadInput ("target_out_of_range")."""
    if not text.strip():
        return None
    found = _LENGTH.match(text.strip())
    if found is None:
        raise BadInput("target_out_of_range", minutes=text, most=targets.MOST_MINUTES)
    return int(found[3]) if found[3] else int(found[1]) * 60 + int(found[2])


def special(record: ScheduleRecord, day: date) -> Form:
    """Return the form of a day with hours of its own."""
    known = record.special_day(day)

    def save(values: Values, _seen: Values) -> object:
        return draft.with_special(record, day, read_spans(values["hours"]), values["reason"])

    return Form(
        heading=say("calendar.special_on", day=calendar_day(day)),
        fields=(
            Field(
                name="hours",
                words=say("calendar.hours"),
                value="" if known is None else hours(known.hours),
                hint=say("calendar.hours_hint"),
                needed=True,
            ),
            Field(name="reason", words=say("calendar.reason"), value="" if known is None else known.reason),
        ),
        save=save,
        act=say("calendar.take"),
        aliases={"schedule_bad_time": "hours", "schedule_overlap": "hours"},
    )


def closed(record: ScheduleRecord, day: date) -> Form:
    """Return the form of days that are closed."""

    def save(values: Values, _seen: Values) -> object:
        last = values["last"].astimezone(ZoneInfo(record.time_zone)).date() if values["last"] else day
        if last < day:
            raise BadInput("schedule_turned", start=day.isoformat(), end=last.isoformat())
        return draft.with_closed(record, day, last, values["reason"])

    return Form(
        heading=say("calendar.close_on", day=calendar_day(day)),
        fields=(
            Field(name="reason", words=say("calendar.reason"), needed=True, value=""),
            Field(name="last", words=say("calendar.last_day"), kind="day", hint=say("calendar.last_day_hint")),
        ),
        save=save,
        act=say("calendar.take"),
        aliases={"schedule_turned": "last"},
    )


def closure(record: ScheduleRecord, day: date) -> Form:
    """Return the form of hours that are closed on a day."""

    def save(values: Values, _seen: Values) -> object:
        ((first, last),) = read_spans(values["hours"])[:1]
        begins, ends = _local(day, first), _local(day, last)
        if begins >= ends:
            raise BadInput("schedule_turned", start=first, end=last)
        return draft.with_closure(record, ClosedSpan(start=begins, end=ends, reason=values["reason"]))

    return Form(
        heading=say("calendar.cut_on", day=calendar_day(day)),
        fields=(
            Field(
                name="hours", words=say("calendar.hours"), value="", hint=say("calendar.hours_hint_one"), needed=True
            ),
            Field(name="reason", words=say("calendar.reason"), needed=True, value=""),
        ),
        save=save,
        act=say("calendar.take"),
        aliases={"schedule_bad_time": "hours", "schedule_turned": "hours"},
    )


def _local(day: date, text: str) -> datetime:
    if text == _LAST_MINUTE:
        return datetime.combine(date.fromordinal(day.toordinal() + 1), time())
    return datetime.combine(day, time.fromisoformat(text))


def version(desk: Desk, made: draft.Draft) -> Form:
    """Return the form that enters a draft as a version."""
    number = len(made.changes)
    later = schedules.planned(desk)

    def save(values: Values, _seen: Values) -> object:
        wanted = replace(made.record, reason=values["reason"])
        try:
            return schedules.keep(desk, wanted, base=made.base, valid_from=values["starts"])
        except Stale as fault:  # it has no two values to choose between
            raise BadInput(fault.code, **fault.params) from fault

    text = say("calendar.enter_text", n=number)
    if later:
        at = calendar_day(later[0].valid_from.astimezone(desk.company.zone).date())
        text += " " + say("calendar.planned_stays", label=later[0].version_label, at=at)
    return Form(
        heading=say("calendar.enter"),
        text=text,
        fields=(
            Field(name="starts", words=say("calendar.starts"), kind="day", hint=say("calendar.starts_hint")),
            Field(name="reason", words=say("calendar.reason"), value=""),
        ),
        save=save,
        act=say("calendar.enter"),
        aliases={"schedule_in_past": "starts"},
    )


def bring_in(desk: Desk, year: int) -> Form:
    """Return the form that brings holidays of a country in."""
    spoken = language()

    def save(values: Values, _seen: Values) -> object:
        if not str(values["year"]).isdigit():
            raise BadInput("no_holidays", country=values["country"], year=values["year"])
        return holidays.bring_in(desk, values["country"], int(values["year"]), language=spoken)

    return Form(
        heading=say("calendar.bring_in"),
        text=say("calendar.bring_in_text"),
        fields=(
            Field(
                name="country",
                words=say("calendar.country"),
                value="",
                hint=say("calendar.country_hint", codes=", ".join(COUNTRIES)),
                needed=True,
            ),
            Field(name="year", words=say("calendar.year"), value=str(year), needed=True),
        ),
        save=save,
        act=say("calendar.propose"),
        aliases={"unknown_country": "country", "no_holidays": "year"},
    )


def notice(desk: Desk) -> Form:
    """Return the form of a notice."""

    def save(values: Values, _seen: Values) -> object:
        return notices.announce(
            desk, values["kind"], reason=values["reason"], starts_at=values["starts"], ends_at=values["ends"]
        )

    return Form(
        heading=say("calendar.announce"),
        text=say("calendar.announce_text"),
        fields=(
            Field(
                name="kind",
                words=say("calendar.kind"),
                kind="choice",
                value=NOTICES[0],
                options=tuple((one, say(f"notice.{one}")) for one in NOTICES),
            ),
            Field(name="reason", words=say("calendar.said"), value="", needed=True),
            Field(name="starts", words=say("calendar.begins"), kind="instant", value=desk.clock()),
            Field(name="ends", words=say("calendar.ends"), kind="day", hint=say("calendar.ends_hint")),
        ),
        save=save,
        act=say("calendar.announce"),
        aliases={"notice_without_reason": "reason", "notice_turned": "ends"},
    )


def target(page: CalendarPage, kind: str) -> Form:
    """Return the form of one of the team's targets."""
    desk, known = page.desk, page.target(kind)

    def save(values: Values, _seen: Values) -> object:
        minutes = read_length(values["length"])
        starts = datetime(1970, 1, 1, tzinfo=UTC) if values["from"] == "all" else None
        return targets.set_target(desk, kind, minutes, valid_from=starts, reason=values["reason"])

    return Form(
        heading=f"{say('target.own')}: {say(f'target.{kind}')}",
        text=say("target.text"),
        fields=(
            Field(
                name="length",
                words=say("target.length"),
                value="" if known is None else f"{known.minutes // 60}:{known.minutes % 60:02}",
                hint=say("target.length_hint"),
            ),
            Field(
                name="from",
                words=say("target.from"),
                kind="choice",
                value="now",
                options=(("now", say("target.from_now")), ("all", say("target.from_all"))),
            ),
            Field(name="reason", words=say("calendar.reason"), value=""),
        ),
        save=save,
        preview=_length_words,
        aliases={"target_out_of_range": "length"},
    )


def _length_words(values: Values) -> str:
    try:
        minutes = read_length(values["length"])
    except BadInput:
        return ""
    return say("target.off") if minutes is None else duration(minutes * 60)
