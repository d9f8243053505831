"""The forms of a plan of archives: what, where to and when; and why it is stopped or taken up again."""

from __future__ import annotations

from pathlib import Path

from console.faults import BadInput
from console.records.archives import ArchivePlan
from console.services.archives import conditions, plans, unlocking
from console.services.archives.plans import DAYS, Planned, Seen, When
from console.services.desk import Desk
from console.views.licenses.entry_form import Field, Form, Values
from console.views.words import language, say, say_count

_MONTHLY = (1, 15, 31)
_KEPT = (0, 1, 2, 4, 8, 12, 30, 52)
_WRONG = {
    "plan_when": "at",
    "plan_folder": "folder",
    "plan_keep": "keep",
    "plan_name": "name",
    "plan_exists": "name",
    "plan_reason": "reason",
    "recipient_unknown": "recipients",
    "no_such_file": "recipients",
    "redact_unknown": "leave_out",
    "redact_short": "leave_out",
    "redact_reason": "why",
}


def plan_form(desk: Desk, plan: ArchivePlan | None, *, query: str = "") -> Form:
    """Return the form of a new plan, or of one that is changed."""
    often = "week mon" if plan is None else _often(plans.when(plan))
    known = dict(_options())
    options = tuple(({often: often} | known).items())
    keep = 0 if plan is None else plan.keep
    kept = {one: kept_words(one) for one in sorted({*_KEPT, keep})}
    return Form(
        heading=say("archives.form" if plan is None else "archives.form_change"),
        text=say("archives.form_text"),
        fields=(
            Field(name="name", words=say("archives.name"), value="" if plan is None else plan.name, needed=True),
            Field(
                name="query",
                words=say("archives.query"),
                value=query if plan is None else plan.query,
                hint=say("archives.query_hint"),
            ),
            Field(
                name="folder",
                words=say("archives.folder"),
                value=str(Path.home()) if plan is None else plan.folder,
                hint=say("archives.folder_hint"),
                needed=True,
            ),
            Field(name="often", words=say("archives.often"), kind="choice", options=options, value=often, needed=True),
            Field(
                name="at",
                words=say("archives.at", zone=str(desk.company.zone)),
                value="02:00" if plan is None else plan.at,
                needed=True,
            ),
            Field(
                name="keep",
                words=say("archives.keep"),
                kind="choice",
                options=tuple(kept.items()),
                value=keep,
                hint=say("archives.keep_hint"),
            ),
            *_condition_fields(plan),
            Field(name="reason", words=say("archives.reason"), kind="note", value="", needed=True),
        ),
        act=say("archives.act"),
        save=lambda values, seen: plans.set_plan(
            desk, _planned(values), reason=values["reason"], known=_known(plan, seen)
        ),
        aliases=_WRONG,
    )


def _condition_fields(plan: ArchivePlan | None) -> tuple[Field, ...]:
    """Return the fields that say for whom its archives are locked, and what they leave out."""
    told = conditions.NONE if plan is None else conditions.of(plan)
    return (
        Field(
            name="recipients",
            words=say("archives.recipients"),
            kind="note",
            value="\n".join(told.recipients),
            hint=say("archives.recipients_hint"),
        ),
        Field(
            name="leave_out",
            words=say("archives.leave_out"),
            kind="note",
            value="\n".join(told.leave_out),
            hint=say("archives.leave_out_hint"),
        ),
        Field(name="why", words=say("archives.why"), value=told.why, hint=say("archives.why_hint")),
        Field(name="signed", words="", kind="flag", value=told.signed, options=((True, say("archives.only_signed")),)),
    )


def conditions_words(plan: ArchivePlan) -> str:
    """Return for how many readers the archives of a plan are locked, that they leave something out and are signed."""
    try:
        told = conditions.of(plan)
    except BadInput as fault:
        return fault.words(language())[0]
    parts = (
        say_count("archives.locked_for", len(told.recipients)) if told.recipients else "",
        say("archives.leaves_out") if told.leave_out else "",
        say("archives.none_unsigned") if told.signed else "",
    )
    return "; ".join(part for part in parts if part)


def pause_form(desk: Desk, plan: ArchivePlan) -> Form:
    """Return the form that stops a plan, or takes it up again."""
    word = "pause" if plan.active else "resume"
    return Form(
        heading=say(f"archives.{word}_form", name=plan.name),
        fields=(Field(name="reason", words=say("archives.reason"), kind="note", value="", needed=True),),
        act=say(f"archives.{word}_act"),
        save=lambda values, _seen: plans.pause(desk, plan, reason=values["reason"], active=not plan.active),
        aliases=_WRONG,
    )


def when_words(plan: ArchivePlan) -> str:
    """Return when a plan is due, in words."""
    often = _often(plans.when(plan))
    return f"{dict(_options()).get(often, often)}, {plan.at}"


def kept_words(keep: int) -> str:
    """Return how many files of a plan stay, in words."""
    return say_count("archives.keeps", keep) if keep else say("archives.keeps_all")


def _often(when: When) -> str:
    return str(when).removesuffix(when.at).strip()


def _options() -> tuple[tuple[str, str], ...]:
    week = tuple((f"week {day}", say("archives.every", day=say(f"weekday.{day}"))) for day in DAYS)
    month = tuple((f"month {day}", say(f"archives.month_{day}")) for day in _MONTHLY)
    return (("day", say("archives.daily")), *week, *month)


def _lines(text: str | None) -> list[str]:
    return [" ".join(one.split()) for one in (text or "").splitlines() if one.strip()]


def _known(plan: ArchivePlan | None, seen: Values) -> Seen | None:
    """Return the plan that is changed as this person knows it: what was said of a colleague's change is in `seen`."""
    return None if plan is None else Seen(key=plan.id, version=plan.version, told=_planned(seen))


def _planned(values: Values) -> Planned:
    return Planned(
        name=values["name"],
        query=values["query"] or "",
        folder=values["folder"],
        when=plans.when_of(f"{values['often']} {values['at']}"),
        keep=values["keep"] or 0,
        conditions=conditions.conditions(
            unlocking.recipients_of(_lines(values["recipients"])),
            _lines(values["leave_out"]),
            values["why"] or "",
            signed=bool(values["signed"]),
        ),
    )
