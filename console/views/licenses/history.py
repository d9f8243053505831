"""The history of a license in words: who, when, what was and what is, and how the months were counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.records.assessment import PeriodView, StandingView
from console.records.licensing import RegisterChange
from console.services.license_list import LicensePage
from console.views.licenses.saying import arithmetic, exact, list_of
from console.views.words import calendar_day, day, has, say, say_count

_ICONS = {
    "licenses": "license",
    "customers": "user",
    "contacts": "user",
    "domains": "world",
    "installations": "shield-check",
    "channels": "message",
    "purchases": "certificate",
    "suspensions": "clock-pause",
    "archive_transfers": "archive",
    "restorations": "refresh",
}
_QUIET = ("customer_id", "unit", "purchase_agreement_id")
_CODES = {
    "plan": ("plan",),
    "role": ("sender",),
    "kind": ("channel", "customer", "suspended"),
    "problem": ("problem",),
    "initial_installation": ("installed",),
    "language": ("language",),
    "grounds": ("restoration",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line: its instant, icon, what happened, the particulars, and who did it."""

    at: datetime
    icon: str
    what: str
    detail: str
    who: str
    tip: str


def lines(shown: LicensePage) -> tuple[HistoryLine, ...]:
    """Return what was entered and what came by itself, newest first."""
    found = [_entered(one, shown.now) for one in shown.history]
    if shown.now is not None:
        found += _by_itself(shown.now)
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _entered(one: RegisterChange, now: StandingView | None) -> HistoryLine:
    table = one.what.split("_", 1)[-1]
    key = f"history.{one.what}"
    if one.new.get("active") is False or one.new.get("void") is True:
        key = f"history.off_{table}"
    detail = list_of((particulars(one.old, one.new), _counted(one, now)))
    return HistoryLine(
        at=one.at,
        icon=_ICONS.get(table, "pencil"),
        what=say(key) if has(key) else say("history.changed"),
        detail=detail,
        who=one.by or say("history.import"),
        tip=exact(one.at, now) if now is not None else "",
    )


def _by_itself(now: StandingView) -> list[HistoryLine]:
    """Return the boundaries that have passed: nobody wrote them, they follow from the dates."""
    found = [
        _line("hourglass", "history.transition", one.start, arithmetic(one), now)
        for one in now.periods
        if one.kind == "transition" and one.start <= now.at and one.start < one.end
    ]
    end = max((one.end for one in now.periods), default=None)
    if end is not None and end <= now.at:
        found.append(_line("shield-off", "history.ended", end, "", now))
    return found


def _line(icon: str, key: str, at: datetime, detail: str, now: StandingView) -> HistoryLine:
    who = say("history.by_itself")
    return HistoryLine(at=at, icon=icon, what=say(key), detail=detail, who=who, tip=exact(at, now))


def _counted(one: RegisterChange, now: StandingView | None) -> str:
    """Return the arithmetic of the period that an entry began."""
    if now is None:
        return ""
    period: PeriodView | None = None
    if one.what == "add_licenses":
        period = next((each for each in now.periods if each.kind == "free"), None)
    elif one.what == "add_purchases":
        paid, length = str(one.new.get("paid_at", "")), one.new.get("length")
        after = (each for each in now.periods if each.kind == "paid" and each.length == length)
        period = next((each for each in after if each.end.isoformat() > paid), None)
    return arithmetic(period) if period is not None else ""


def particulars(old: Mapping[str, object], new: Mapping[str, object]) -> str:
    """Return each field with what was and what is; on an entry only what was given."""
    parts = []
    for name, value in new.items():
        if name in _QUIET or (name not in old and value in (None, "", [], False)):
            continue
        label = _inside(say(f"field.{name}"))
        if name in old:
            parts.append(f"{label}: {value_words(name, old[name])} → {value_words(name, value)}")
        elif name == "length":
            parts.append(value_words(name, value))
        else:
            parts.append(f"{label}: {value_words(name, value)}")
    return ", ".join(parts)


def _inside(label: str) -> str:
    """Return the words of a field as they stand inside a sentence; what begins with a name keeps its capital."""
    return label if label.startswith("Telegram") else label[:1].lower() + label[1:]


def value_words(name: str, value: object) -> str:
    """Return a value of a field as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return say("answer.yes" if value else "answer.no")
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    if name == "length" and isinstance(value, int):
        return say_count("license.month", value)
    if name.endswith("_at") or name == "at":
        return _instant(str(value))
    group = next((one for one in _CODES.get(name, ()) if has(f"{one}.{value}")), None)
    return str(value) if group is None else say(f"{group}.{value}")


def _instant(text: str) -> str:
    try:
        return day(datetime.fromisoformat(text))
    except ValueError:
        return text


def day_in(instant: datetime, zone: str) -> date:
    """Return the day of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def date_of(one: HistoryLine, now: StandingView | None) -> str:
    """Return the day of a line in the policy's zone."""
    return calendar_day(day_in(one.at, now.zone)) if now is not None else day(one.at)
