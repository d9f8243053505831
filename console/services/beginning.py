"""The first day of a desk: what the company must say before the agreement can be applied. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

from console.faults import BadInput
from console.records.base import Json, Role
from console.records.schedules import ScheduleRecord
from console.services import company, registry, schedules, standing
from console.services.desk import Desk, open_desk
from console.services.registering import REGISTER
from console.store import Unit, tables
from console.store.engine import address_of, shown_url
from console.store.engine import with_copy as copied_at

SETTERS = (Role.LEAD, Role.OPERATOR)
"""Who answers the questions of the first day in a team's database."""
_ADDRESS = re.compile(r"^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$")
_SPLIT = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is asked on the first day. `hours` are spans by weekday, `languages` those that letters are written in."""

    zone: str
    company: str
    hours: Mapping[str, tuple[tuple[str, str], ...]]
    addresses: tuple[str, ...]
    languages: tuple[str, ...]


def zones() -> tuple[str, ...]:
    """Return the names of all time zones that stand for places, sorted."""
    return tuple(sorted(one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "posix/"))))


def zone_of(text: str) -> str:
    """Return the zone that a text means: its name in any case, or the only one that has the text in it; else ""."""
    asked = text.strip().casefold().replace(" ", "_")
    names = {one.casefold(): one for one in zones()}
    having = [one for folded, one in names.items() if asked in folded] if asked else []
    return names.get(asked) or (having[0] if len(having) == 1 else "")


def addresses_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the addresses in a text, and the words in it that are none."""
    words = [word for word in _SPLIT.split(text.strip()) if word]
    good = tuple(dict.fromkeys(word.casefold() for word in words if _ADDRESS.match(word)))
    return good, tuple(word for word in words if not _ADDRESS.match(word))


def check_url(text: str) -> str:
    """Return the URL of a PostgreSQL database. Raises BadInput for another one, or one with a password in it."""
    url = text.strip()
    if not url.startswith(("postgresql://", "postgresql+psycopg://")):
        raise BadInput("not_postgres_url")
    address = address_of(url)
    if re.search(r"//[^/@]*:[^/@]*@", url) or (address is not None and address.has_password):
        raise BadInput("password_in_url")
    return url


def with_copy(url: str, place: str) -> str:
    """Return an address with the copy for reports (HOST or HOST:PORT) in it. Raises BadInput."""
    return copied_at(url, place)


def begin(url: str, answers: Answers, *, login: str, out_folder: Path) -> Desk:
    """Make the database with what was answered and sit down at it. Raises BadInput, Unreachable, Locked."""
    company.check_zone(answers.zone)
    desk = open_desk(url, login=login, name=login, out_folder=out_folder)
    return tell(desk, answers)


def join(url: str, *, login: str, out_folder: Path) -> Desk:
    """Sit down at a database that is there, or whose tables are made now. Raises Unreachable, NewerSchema, Damaged."""
    return open_desk(url, login=login, name=login, out_folder=out_folder)


def tell(desk: Desk, answers: Answers) -> Desk:
    """Enter the answers into a database, all in one act or none; return the desk as it stands then. Raises BadInput."""

    def act(unit: Unit) -> Json:
        unit.alone(REGISTER)
        done = [company.put_setting(unit, "policy_tz", answers.zone)]
        if answers.company.strip():
            done.append(company.put_setting(unit, "company_name", answers.company.strip()))
        schedule = company.put_schedule(unit, schedule_of(answers.zone, answers.hours))
        done.append(_put_languages(unit, int(desk.actor.staff_id), answers.languages))
        entered = [registry.put_channel(unit, kind="email", address=one, official=True) for one in answers.addresses]
        for kind in ("settings", "licenses"):
            unit.touch(kind)
        return {"set": done, "schedule": schedule, "channels": [one.id for one in entered]}

    desk.apply(desk.command("begin"), act)
    return desk.refreshed()


def schedule_of(zone: str, hours: Mapping[str, tuple[tuple[str, str], ...]], *, label: str = "1") -> ScheduleRecord:
    """Return weekly hours as a version of the working time that holds from the beginning."""
    return ScheduleRecord(
        id=0,
        version_label=label,
        time_zone=zone,
        hours=dict(hours),
        source="",
        valid_from=datetime(1970, 1, 1, tzinfo=UTC),
    )


def change_hours(desk: Desk, hours: Mapping[str, tuple[tuple[str, str], ...]]) -> Desk:
    """Enter other weekly hours as the next version, from now on; whatever differs from the week stays.

    Raises NotSet without a zone, and what `schedules.keep` raises.
    """
    before = desk.company.schedule_at(desk.clock())
    if before is None:
        company.add_schedule(desk.store, desk.actor, schedule_of(str(desk.company.zone), hours), at=desk.clock())
        return desk.refreshed()
    return schedules.keep(desk, replace(before, hours=dict(hours), reason=""), base=before)


def change_zone(desk: Desk, text: str, *, reason: str = "") -> Desk:
    """Set the policy's time zone by its name or the only part that fits, and compute every period anew.

    Raises NotAllowed ("lead_only"), BadInput ("unknown_time_zone").
    """
    schedules.require_setter(desk)
    zone = zone_of(text)
    if not zone:
        raise BadInput("unknown_time_zone", zone=text)
    company.set_setting(desk.store, desk.actor, "policy_tz", zone, at=desk.clock(), reason=reason)
    return standing.with_company(desk)


def where(desk: Desk) -> str:
    """Return where the database is, without any password."""
    return shown_url(desk.store.url)


def speak(desk: Desk, languages: tuple[str, ...]) -> None:
    """Say which languages the acting person writes letters in; the result keeps those of before."""
    own = int(desk.actor.staff_id)

    def act(unit: Unit) -> Json:
        unit.touch("settings")
        return _put_languages(unit, own, languages)

    desk.apply(desk.command("staff.languages", payload={"languages": list(languages)}), act)


def _put_languages(unit: Unit, staff_id: int, languages: tuple[str, ...]) -> Json:
    known = unit.row(tables.people.staff, staff_id)
    new = " ".join(languages)
    unit.amend(tables.people.staff, staff_id, expected=int(known["version"]), languages=new)
    return {"id": staff_id, "what": "languages", "old": str(known["languages"]), "new": new}
