"""Reports in words: the names of their parts, lines and columns, and figures as they are read. No Qt."""

from __future__ import annotations

from datetime import date
from math import ceil

from console.records.reporting import Cell, Days, Figure, Label, Line, Part, ReadFrom, Report
from console.services.reporting.sheets import Sheet, Value
from console.views.words import calendar_day, has, language, moment, month, near_day, of, say

_PLAIN = ("person", "text", "group")
_LONG = 96
_MINUTE, _HOUR, _DAY = 1, 60, 1_440
_SHOWN_DAYS = 3


def title(name: str) -> str:
    """Return the name of a report."""
    return say(f"reports.name_{name}")


def about(name: str) -> str:
    """Return what a report tells, in a line."""
    return say(f"reports.about_{name}")


def part(report: str, key: str) -> str:
    """Return the heading of a part."""
    return say(f"reports.part_{report}_{key}")


def note(code: str) -> str:
    """Return what is to be said below a part."""
    return say(f"reports.note_{code}")


def days(found: Days) -> str:
    """Return the days of a report."""
    if found.first == found.last:
        return calendar_day(found.first)
    return f"{calendar_day(found.first)} – {calendar_day(found.last)}"


def label(one: Label) -> str:
    """Return the words of a line's or a column's name."""
    if one.kind in _PLAIN:
        return one.text
    if one.kind in ("clause", "topics"):
        words = of(one.en, one.ru)
        return _short(f"{one.text}  {words}".strip())
    if one.kind == "day":
        return near_day(date.fromisoformat(one.text))
    if one.kind == "days":
        first, _, last = one.text.partition("..")
        return f"{near_day(date.fromisoformat(first))} – {near_day(date.fromisoformat(last))}"
    if one.kind == "month":
        found = date.fromisoformat(one.text)
        return month(found) if found.month == 1 else f"{month(found)} {found.year}"
    if one.kind == "ticket":
        return f"TK-{one.text}"
    return _named(one)


def short_label(one: Label) -> str:
    """Return a name with little room, as on an axis."""
    return one.text if one.kind == "clause" else label(one)


def _named(one: Label) -> str:
    if one.kind == "tier":
        return say(f"tier.{one.text}")
    if one.kind == "license_state":
        short = f"license.{one.text}_short"
        return say(short if has(short) else f"license.{one.text}")
    key = f"report_label.{one.kind}_{one.text}" if one.text else f"report_label.{one.kind}"
    return say(key)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"


def figure(one: Figure) -> str:
    """Return a number as it is read; what the data cannot know is said so."""
    if one.kind == "without":
        return "–"
    if one.value is None:
        return say("reports.not_known")
    if one.kind == "share":
        return f"{one.value * 100:.0f} %"
    if one.kind == "minutes":
        return duration(int(one.value))
    return f"{one.value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def duration(minutes: int) -> str:
    """Return a length of time: 40 min, 5 h, 12 d."""
    if minutes < _HOUR:
        return say("time.minutes", n=minutes)
    if minutes < _DAY * _SHOWN_DAYS:
        return say("time.hours", n=minutes // _HOUR)
    return say("time.days", n=minutes // _DAY)


def cell(one: Cell) -> str:
    """Return a cell as it is read."""
    return figure(one) if isinstance(one, Figure) else label(one)


def lines(one: Part) -> tuple[Line, ...]:
    """Return the lines of a part with its total."""
    return one.lines if one.total is None else (*one.lines, one.total)


def has_counts(one: Part) -> bool:
    """Return whether there is anything to draw."""
    return any(isinstance(cell, Figure) and cell.value for line in one.lines for cell in line.cells)


def as_of(report: Report) -> str:
    """Return when a report was made, in which zone its days are cut, what it was kept to, and where it was read."""
    told = say("reports.as_of", moment=moment(report.made_at), zone=report.zone)
    kept = say("reports.kept_to", query=report.filter) if report.filter else ""
    return " · ".join(part for part in (told, kept, read_from(report.read_from)) if part)


def read_from(found: ReadFrom) -> str:
    """Return where a report was read; "" where there is one server only."""
    if found.behind is not None:
        seconds = ceil(found.behind)
        return say("reports.from_copy_behind", n=seconds) if seconds else say("reports.from_copy")
    return say(f"reports.from_main_{found.why}") if found.why else ""


def sheet(report: Report, one: Part) -> Sheet:
    """Return a part as a sheet: words as texts, figures as numbers, what is not known as nothing."""
    return Sheet(
        name=part(report.name, one.key),
        heads=tuple(label(column) for column in one.columns),
        rows=((label(line.label), *(_value(found) for found in line.cells)) for line in lines(one)),
    )


def _value(one: Cell) -> Value:
    if isinstance(one, Label):
        return label(one)
    return one.value if one.value is None or not float(one.value).is_integer() else int(one.value)


def file_name(report: str, found: Days, ending: str) -> str:
    """Return a name for the file of a report."""
    return f"{report}-{found.first.isoformat()}-{found.last.isoformat()}-{language()}.{ending}"


def sentence(one: Part) -> str:
    """Return what a plot shows, for those who hear it."""
    heads = [label(column) for column in one.columns[1:]]
    told = []
    for line in one.lines:
        parts = [
            f"{head}: {figure(found)}"
            for head, found in zip(heads, line.cells, strict=True)
            if isinstance(found, Figure) and found.value
        ]
        if parts:
            told.append(f"{label(line.label)} – {', '.join(parts)}")
    return "; ".join(told) or say("reports.nothing")
