"""Public holidays (4.4.3): brought in from a calendar of countries, proposed, and counted once a person confirms them.

The text names no country (A52), and announced dates move. So an import proposes and changes nothing that stands; what
was confirmed is a closed day of a version of the hours and never changes by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version

from console.faults import BadInput, NotFound
from console.records.base import Json
from console.records.schedules import HOLIDAY, ClosedDay, ProposedHoliday, ScheduleRecord
from console.services import company, schedules
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import schedules as kept_schedules

_LANGUAGES = {"en": ("en_US", "en_GB", "en"), "ru": ("ru",)}
_LIBRARY = "python-holidays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of an import: new proposals, days that are known already, and confirmed days it no longer names."""

    new: tuple[ProposedHoliday, ...]
    known: int
    gone: tuple[ProposedHoliday, ...]


def countries() -> tuple[str, ...]:
    """Return the codes of all countries that can be brought in, sorted."""
    import holidays as library  # noqa: PLC0415 - large, and needed for this act alone

    return tuple(sorted(library.list_supported_countries(include_aliases=False)))


@cache
def named(country: str, year: int, language: str = "en") -> tuple[tuple[date, str], ...]:
    """Return the public holidays of a country in a year. Raises BadInput ("unknown_country")."""
    import holidays as library  # noqa: PLC0415 - same

    code = country.strip().upper()
    try:
        known = library.country_holidays(code)
    except NotImplementedError as error:
        raise BadInput("unknown_country", country=country) from error
    spoken = next((one for one in _LANGUAGES.get(language, ()) if one in known.supported_languages), None)
    found = library.country_holidays(code, years=year, language=spoken)
    return tuple((day, str(name)) for day, name in sorted(found.items()))


def source(country: str) -> str:
    """Return what an import says of where it comes from: the country, the library and its version."""
    return f"{country.strip().upper()} · {_LIBRARY} {version('holidays')}"


def bring_in(desk: Desk, country: str, year: int, *, language: str = "en", command_id: str | None = None) -> Import:
    """Propose the holidays of a country in a year that lie ahead; nothing counts yet and nothing that stands changes.

    Raises NotAllowed ("lead_only"), BadInput ("unknown_country", "no_holidays").
    """
    schedules.require_setter(desk)
    today = desk.clock().astimezone(desk.company.zone).date()
    named_days = named(country, year, language)
    ahead = [(day, name) for day, name in named_days if day >= today]
    if not ahead:
        raise BadInput("no_holidays", country=country, year=year)
    origin = source(country)

    def act(unit: Unit) -> Json:
        schedules.lock(unit)
        before = [one for one in kept_schedules.holidays(unit.connection) if _country(one.source) == _country(origin)]
        known = {(one.day, one.name) for one in in_language(before, language)}
        made = [_propose(unit, day, name, origin) for day, name in ahead if (day, name) not in known]
        return {"new": made, "known": len(ahead) - len(made)}

    done = company.carry(desk.store, "holidays", act, actor=desk.actor, at=desk.clock(), command_id=command_id)
    made: dict[str, Json] = done if isinstance(done, dict) else {}
    numbers = made["new"] if isinstance(made["new"], Sequence) else ()
    everything = holidays(desk)
    still = {day for day, _ in named_days}
    return Import(
        new=tuple(one for one in everything if one.id in numbers),
        known=int(str(made["known"])),
        gone=tuple(
            one
            for one in everything
            if one.confirmed_at is not None
            and one.day.year == year
            and one.day >= today
            and _country(one.source) == _country(origin)
            and one.day not in still
        ),
    )


def _country(origin: str) -> str:
    return origin.split(" ", 1)[0]


def _propose(unit: Unit, day: date, name: str, origin: str) -> int:
    begins, ends = kept_schedules.holiday_instants(day)
    return unit.insert(
        tables.desk.closures, kind=HOLIDAY, starts_at=begins, ends_at=ends, reason=name, source=origin, void=False
    )


def holidays(desk: Desk, language: str = "") -> tuple[ProposedHoliday, ...]:
    """Return every imported holiday: proposed, confirmed and dismissed ones; with a language, named in that."""
    with desk.store.read() as connection:
        found = kept_schedules.holidays(connection)
    return in_language(found, language) if language else found


def in_language(found: Sequence[ProposedHoliday], language: str) -> tuple[ProposedHoliday, ...]:
    """Return imported holidays with their names in a language, where the library has them in it."""
    told = names(((one.day, one.name, one.source) for one in found), language)
    return tuple(replace(one, name=told.get((one.day, one.name), one.name)) for one in found)


def names(days: Iterable[tuple[date, str, str]], language: str) -> dict[tuple[date, str], str]:
    """Return the names in a language of days that were brought in, by day and the name that is kept.

    A name that a person gave, or that the library does not know any more, is not among them.
    """
    told: dict[tuple[date, str], str] = {}
    for day, kept, origin in days:
        country, _, library = origin.partition(" · ")
        if not library.startswith(_LIBRARY):
            continue
        known = {one: dict(_named(country, day.year, one)) for one in _LANGUAGES}
        if any(of.get(day) == kept for of in known.values()):
            told[day, kept] = known[language].get(day, kept) if language in known else kept
    return told


def _named(country: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    try:
        return named(country, year, language)
    except BadInput:  # a country that another version of the library knew
        return ()


def proposed(desk: Desk) -> tuple[ProposedHoliday, ...]:
    """Return the holidays that wait for a person, those of today and later."""
    today = desk.clock().astimezone(desk.company.zone).date()
    return tuple(one for one in holidays(desk) if _waits(one) and one.day >= today)


def _waits(one: ProposedHoliday) -> bool:
    return one.confirmed_at is None and not one.dismissed


def confirm(desk: Desk, wanted: Iterable[int], *, command_id: str | None = None) -> Desk:
    """Confirm proposed holidays by their keys: closed days of a new version, from now on; return the desk then.

    A version that is planned for later gets them too, so that it does not open what was confirmed. Raises NotAllowed,
    NotFound ("no_holiday"), NotSet without hours, Stale ("schedule_changed").
    """
    schedules.require_setter(desk)
    now, chosen = desk.clock(), tuple(dict.fromkeys(wanted))
    seen = schedules.newest_id(desk)
    held = desk.company.schedule_at(now)
    if held is None:
        raise BadInput("schedule_missing")

    def act(unit: Unit) -> Json:
        schedules.require_newest(unit, seen)
        days = [_standing(unit, key) for key in chosen]
        made: list[Json] = []
        for base in (held, *schedules.planned(desk)):
            fresh = _with(base, days)
            if fresh is not None:
                made.append(schedules.enter(unit, replace(fresh, valid_from=max(now, base.valid_from)), base))
        newest = max(kept_schedules.versions(unit.connection), key=lambda one: one.id)
        for one in days:
            values = {"confirmed_by": desk.actor.staff_id or None, "confirmed_at": unit.at, "schedule_id": newest.id}
            unit.amend(tables.desk.closures, one.id, expected=one.version, **values)
        return {"days": [one.day.isoformat() for one in days], "versions": made}

    company.carry(desk.store, "confirm_holidays", act, actor=desk.actor, at=now, command_id=command_id)
    return desk.refreshed()


def _with(base: ScheduleRecord, days: list[ProposedHoliday]) -> ScheduleRecord | None:
    """Return a version with days closed; None where it has them all. A closure that stands keeps its reason."""
    new = tuple(
        ClosedDay(day=one.day, kind=HOLIDAY, reason=one.name, source=one.source)
        for one in {one.day: one for one in reversed(days)}.values()
        if base.closed_day(one.day) is None
    )
    if not new:
        return None
    named_days = ", ".join(one.day.isoformat() for one in sorted(new))
    return replace(base, closed=tuple(sorted((*base.closed, *new))), reason=named_days)


def dismiss(desk: Desk, wanted: Iterable[int], *, command_id: str | None = None) -> None:
    """Say of proposed holidays that they are none of ours; they are not proposed again. Raises as `confirm`."""
    schedules.require_setter(desk)
    chosen = tuple(dict.fromkeys(wanted))

    def act(unit: Unit) -> Json:
        schedules.lock(unit)
        days = [_standing(unit, key) for key in chosen]
        for one in days:
            unit.amend(tables.desk.closures, one.id, expected=one.version, void=True)
        return {"dismissed": [one.day.isoformat() for one in days]}

    company.carry(desk.store, "dismiss_holidays", act, actor=desk.actor, at=desk.clock(), command_id=command_id)


def propose_again(desk: Desk, wanted: Iterable[int]) -> None:
    """Take a dismissal back. Raises NotAllowed, NotFound ("no_holiday")."""
    schedules.require_setter(desk)
    chosen = tuple(dict.fromkeys(wanted))

    def act(unit: Unit) -> Json:
        for key in chosen:
            row = unit.find(tables.desk.closures, id=key, kind=HOLIDAY)
            if row is None:
                raise NotFound("no_holiday", day=key)
            unit.amend(tables.desk.closures, key, expected=int(row["version"]), void=False)
        return {"proposed": list(chosen)}

    company.carry(desk.store, "propose_holidays", act, actor=desk.actor, at=desk.clock())


def _standing(unit: Unit, key: int) -> ProposedHoliday:
    found = next((one for one in kept_schedules.holidays(unit.connection) if one.id == key), None)
    if found is None or not _waits(found):
        raise NotFound("no_holiday", day=key if found is None else found.day.isoformat())
    return found
