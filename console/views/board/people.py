"""People over the board: who works when, speaks what, carries how much, knows what; absences with who stands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from console.faults import BadInput
from console.records.board import ABSENT_KINDS, Absence, Member
from console.services import staffing
from console.services.desk import Desk
from console.services.duty import duty
from console.services.schedules import may_set
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice
from console.views.licenses.entry_form import Field, Form
from console.views.matters.lists import Listing
from console.views.words import clock, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_DAY = timedelta(days=1)
_ABSENCE = "absence:"


class PeopleList(Listing):
    """Everybody who works on tickets, then the absences that are not over. Enter opens what is set."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        self.members: tuple[Member, ...] = ()
        super().__init__(window, "staffing", "users", over=over)

    def add_tools(self, inner: Any) -> None:
        """Put the way to a new absence above the list."""
        self.new = Button(say("staffing.new_absence"), "quiet", "calendar")
        self.new.clicked.connect(self._new)
        self.new.setAutoDefault(False)
        self.new.setEnabled(may_set(self.window_.desk))
        inner.addWidget(self.new)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the people."""
        desk = self.window_.desk
        return lambda: staffing.members(desk)

    def show_rows(self, found: tuple[Member, ...]) -> None:
        """Show the people and their absences."""
        self.members = found
        desk, at = self.window_.desk, self.list.current()
        rows = [Choice(title=say("staffing.people")), *(_row(desk, one) for one in found)]
        absences = [(one, each) for one in found for each in one.absences]
        if absences:
            rows.append(Choice(title=say("staffing.absences")))
        rows += [self._absence_row(one, each) for one, each in absences]
        self.list.set_choices(rows, at="" if at is None else at.id)

    def open_row(self, key: str) -> None:
        """Open a person or an absence."""
        if not may_set(self.window_.desk):
            return
        if key.startswith(_ABSENCE):
            wanted = int(key.removeprefix(_ABSENCE))
            one, each = next((m, a) for m in self.members for a in m.absences if a.id == wanted)
            self._open(absence_form(self.window_.desk, self.members, one, each))
        else:
            one = next(one for one in self.members if str(one.id) == key)
            self._open(person_form(self.window_.desk, one))

    def _new(self) -> None:
        at = self.list.current()
        key = "" if at is None else at.id
        one = next((one for one in self.members if str(one.id) == key), self.members[0])
        self._open(new_absence_form(self.window_.desk, self.members, one))

    def _absence_row(self, one: Member, each: Absence) -> Choice:
        names = {one.id: one.name for one in self.members}
        second = names.get(each.substitute_id or 0, "")
        parts = [say("staffing.span", first=moment(each.starts_at), last=moment(each.ends_at))]
        parts += [say("board.substitute", name=second)] if second else []
        parts += [each.note] if each.note else []
        title = f"{one.name}: {say(f'staffing.{each.kind}')}"
        return Choice(id=f"{_ABSENCE}{each.id}", title=title, detail="  ·  ".join(parts))


def _row(desk: Desk, one: Member) -> Choice:
    here = duty(one, desk.clock(), desk.company.zone)
    parts = [" ".join(code.upper() for code in one.languages), say("staffing.carries", n=one.capacity)]
    parts.append(week_words(staffing.week_of(one.shifts)) or say("staffing.no_shifts"))
    tag, tone = (say("board.until", time=clock(here.until)), "ok") if here.until else ("", "plain")
    if here.absence is not None:
        tag, tone = say(f"staffing.{here.absence.kind}"), "functional"
    return Choice(id=str(one.id), title=one.name, detail="  ·  ".join(parts), tag=tag, tone=tone)


def week_words(week: tuple[str, ...]) -> str:
    """Return the hours of a week; days beside each other with the same hours are told together."""
    told = []
    for text, group in groupby(enumerate(week), key=lambda one: one[1]):
        days = [say(f"weekday.{staffing.DAYS[day]}") for day, _ in group]
        if text:
            told.append(f"{days[0]}–{days[-1]} {text}" if len(days) > 1 else f"{days[0]} {text}")
    return ", ".join(told)


def person_form(desk: Desk, one: Member) -> Form:
    """Return the form of a person."""
    kept = staffing.person_of(one)
    week = tuple(
        Field(
            name=name,
            words=say(f"weekday.{name}").capitalize(),
            value=kept.week[place],
            hint=say("staffing.shift_hint") if not place else "",
        )
        for place, name in enumerate(staffing.DAYS)
    )

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        wanted = staffing.Person(
            languages=tuple(str(values["languages"]).lower().replace(",", " ").split()),
            capacity=int(values["capacity"] or 0),
            time_zone=str(values["time_zone"]).strip(),
            week=tuple(str(values[name]) for name in staffing.DAYS),
            expertise=_levels(str(values["expertise"])),
        )
        return staffing.set_person(desk, one.id, wanted, version=one.version)

    return Form(
        heading=one.name,
        fields=(
            Field(name="languages", words=say("staffing.languages"), value=" ".join(kept.languages), needed=True),
            Field(name="capacity", words=say("staffing.capacity"), kind="number", value=kept.capacity),
            Field(name="time_zone", words=say("staffing.zone"), value=kept.time_zone, hint=say("staffing.zone_hint")),
            *week,
            Field(
                name="expertise",
                words=say("staffing.expertise"),
                kind="note",
                value="\n".join(f"{topic} {level}" for topic, level in sorted(kept.expertise.items())),
                hint=say("staffing.expertise_hint"),
            ),
        ),
        save=save,
        aliases={
            "bad_language": "languages",
            "bad_capacity": "capacity",
            "unknown_time_zone": "time_zone",
            "bad_shift": "mon",
            "unknown_topic": "expertise",
            "bad_level": "expertise",
        },
    )


def new_absence_form(desk: Desk, members: tuple[Member, ...], one: Member) -> Form:
    """Return the form that enters an absence."""
    now = desk.clock()
    people = tuple((each.id, each.name) for each in members)

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        staff = int(values.pop("staff"))
        second = values.pop("substitute") or None
        return staffing.add_absence(desk, staff, substitute_id=second, **values)

    return Form(
        heading=say("staffing.new_absence"),
        text=say("staffing.absence_text"),
        fields=(
            Field(name="staff", words=say("staffing.who"), kind="choice", value=one.id, options=people),
            Field(
                name="kind",
                words=say("staffing.kind"),
                kind="choice",
                value=ABSENT_KINDS[0],
                options=tuple((name, say(f"staffing.{name}")) for name in ABSENT_KINDS),
            ),
            Field(name="starts_at", words=say("staffing.starts"), kind="instant", value=now),
            Field(name="ends_at", words=say("staffing.ends"), kind="instant", value=now + _DAY),
            _second(members, one, None),
            Field(name="note", words=say("staffing.note"), kind="line", value=""),
        ),
        save=save,
        aliases={"bad_absence": "ends_at", "absence_overlaps": "ends_at"},
    )


def absence_form(desk: Desk, members: tuple[Member, ...], one: Member, each: Absence) -> Form:
    """Return the form of an absence: another end, another substitute, or back now."""

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        second = values["substitute"] or None
        return staffing.change_absence(
            desk, each.id, version=each.version, ends_at=values["ends_at"], substitute_id=second, note=values["note"]
        )

    back = partial(
        staffing.change_absence,
        desk,
        each.id,
        version=each.version,
        ends_at=max(desk.clock(), each.starts_at),
        substitute_id=each.substitute_id,
        note=each.note,
    )
    return Form(
        heading=f"{one.name}: {say(f'staffing.{each.kind}')}",
        fields=(
            Field(name="ends_at", words=say("staffing.ends"), kind="instant", value=each.ends_at),
            _second(members, one, each.substitute_id),
            Field(name="note", words=say("staffing.note"), kind="line", value=each.note),
        ),
        save=save,
        remove=back,
        remove_words=say("staffing.is_back"),
        aliases={"bad_absence": "ends_at", "absence_overlaps": "ends_at"},
    )


def _second(members: tuple[Member, ...], one: Member, value: int | None) -> Field:
    options = ((0, say("staffing.nobody")), *((each.id, each.name) for each in members if each.id != one.id))
    return Field(
        name="substitute", words=say("staffing.substitute"), kind="choice", value=value or 0, options=tuple(options)
    )


def _levels(text: str) -> dict[str, int]:
    """Return levels by topic from lines such as "commission 2". Raises BadInput ("bad_level")."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        level = words[1] if len(words) > 1 else "1"
        if len(words) > 2 or not level.isdigit():
            raise BadInput("bad_level", most=staffing.MOST_LEVEL)
        found[words[0]] = int(level)
    return found
