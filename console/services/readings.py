"""The readings of unclear places: what each sets, and choosing another one. Only a lead may choose, and says why.

A choice is kept with who, when and why, and never changed: a later one takes its place. Decisions name the choices that
they were taken under, so that each can be taken again.
"""

from __future__ import annotations

import policy
from console.faults import BadInput, NotAllowed, Stale
from console.records.agreement import ReadingChoice, ReadingView, SwitchView
from console.records.base import Role
from console.records.commands import Applied
from console.services import agreements, corrected
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import setup

_CHOOSERS = (Role.LEAD, Role.OPERATOR)


def readings(desk: Desk) -> tuple[ReadingView, ...]:
    """Return every reading of the agreement in force with what can be chosen of it and what was."""
    with desk.store.read() as connection:
        choices = setup.reading_choices(connection, desk.agreement.id)
    shipped = agreements.kept(desk, desk.agreement.id)
    agreement = desk.agreement.agreement
    return tuple(
        ReadingView(
            id=one.id,
            clauses=one.clauses,
            matter_en=one.matter_en,
            matter_ru=one.matter_ru,
            reading_en=one.reading_en,
            reading_ru=one.reading_ru,
            needs_company=one.needs_company,
            switches=tuple(_switch(agreement, shipped, name) for name in _switches(agreement, one.id)),
            choices=tuple(choice for choice in choices if choice.reading == one.id),
        )
        for one in agreement.readings.values()
    )


def choose(
    desk: Desk, reading: str, parameter: str, value: str, *, reason: str, command_id: str | None = None
) -> Applied:
    """Choose how a place is read from now on; `desk.refreshed()` decides by it.

    Raises NotAllowed ("lead_only"), BadInput ("unknown_reading", "reading_without_choice", "reading_needs_reason",
    "agreement_not_sound"), Stale ("reading_changed") when somebody chose since this desk was read.
    """
    if desk.actor.role not in _CHOOSERS:
        raise NotAllowed("lead_only")
    if not reason.strip():
        raise BadInput("reading_needs_reason")
    agreement = desk.agreement.agreement
    _require_choice(agreement, reading, parameter, value)
    agreement_id, seen = desk.agreement.id, desk.agreement.agreement.chosen
    agreements.kept(desk, agreement_id, tuple(sorted({**dict(seen), parameter: value}.items())))  # it must be sound

    def act(unit: Unit) -> int:
        unit.alone("readings")
        known = setup.reading_choices(unit.connection, agreement_id)
        _require_unchanged(known, seen)
        unit.touch("settings")
        chosen = unit.insert(
            tables.desk.reading_choices,
            agreement_id=agreement_id,
            reading=reading,
            value=f"{parameter}={value}",
            chosen_by=desk.actor.staff_id,
            at=unit.at,
            reason=reason.strip(),
        )
        corrected.tell_counting(unit)
        return chosen

    payload = {"reading": reading, "parameter": parameter, "value": value, "reason": reason.strip()}
    return desk.apply(desk.command("choose_reading", payload=payload, command_id=command_id), act)


def _switches(agreement: policy.Agreement, reading: str) -> tuple[str, ...]:
    return tuple(one.name for one in agreement.parameters.values() if one.reading == reading and one.alternatives)


def _switch(agreement: policy.Agreement, shipped: policy.Agreement, name: str) -> SwitchView:
    parameter = agreement.parameters[name]
    return SwitchView(
        name=name,
        value=str(parameter.value).lower(),
        shipped=str(shipped.parameters[name].value).lower(),
        alternatives=parameter.alternatives,
    )


def _require_choice(agreement: policy.Agreement, reading: str, parameter: str, value: str) -> None:
    if reading not in agreement.readings:
        raise BadInput("unknown_reading", reading=reading)
    names = _switches(agreement, reading)
    if parameter not in names or value not in agreement.parameters[parameter].alternatives:
        known = "; ".join(f"{one} = {', '.join(agreement.parameters[one].alternatives)}" for one in names)
        raise BadInput("reading_without_choice", reading=reading, parameter=parameter, value=value, known=known or "–")


def _require_unchanged(known: tuple[ReadingChoice, ...], seen: agreements.Chosen) -> None:
    if agreements.in_force(known) != seen:
        newest = known[-1]
        raise Stale("reading_changed", who=newest.by, parameter=newest.parameter, now=newest.value)
