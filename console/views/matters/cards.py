"""The cards of access, pauses, paid services, fair use and the agreement, in words."""

from __future__ import annotations

from collections.abc import Mapping

from console.records.matters import AccessRecord, Acknowledged, FairCount, OrderRecord, PauseRecord
from console.services.matters import Matters
from console.views.matters.line import Told
from console.views.words import day as day_of
from console.views.words import moment, say

LOOK, BAD, WITHDRAW, SHOW_AGAIN = "look", "bad", "withdraw", "show_again"
REVIEW, END = "review", "end"
NAME, UNNAME, UNMARK = "name", "unname", "unmark"
TOLD = "told"
_NEXT = {"asked": ("agreed", "declined"), "agreed": ("done", "declined")}
_SHARES = ("out_of_scope",)
_ORDER_ICONS = {"asked": "clock", "agreed": "check", "done": "circle-check", "declined": "x"}


def access(found: tuple[AccessRecord, ...], *, over: bool = False) -> Mapping[str, Told]:
    """Return the access requests: what was asked and why, what was given and how it stands.

    Once a request is `over` nothing of it is checked, and access serves nothing else (21.1): nobody looks at what came
    afterwards, and the line says so.
    """
    return {f"a:{one.id}": _access(one, over=over) for one in found}


def _access(one: AccessRecord, *, over: bool) -> Told:
    acts: list[tuple[str, str]] = []
    if one.kept:
        acts.append((LOOK, say("access.look")))
    if one.state == "given":
        acts.append((BAD, say("access.bad_act")))
    if one.kept:
        acts.append((SHOW_AGAIN, say("access.show_again")))
    if one.state in ("asked", "given", "bad"):
        acts.append((WITHDRAW, say("access.withdraw")))
    at = one.given_at or one.asked_at
    resting = over and one.kept
    state = "is_given_late" if resting and one.state == "given" else f"is_{one.state}"
    lines = [say(f"access.{state}", time=moment(at), name=one.by or "–")]
    if one.purpose:
        lines.append(say("access.purpose", words=one.purpose))
    if resting:
        lines.append(say("access.rests"))
    icons = {"given": ("lock", "ok"), "bad": ("alert-triangle", "functional"), "purged": ("trash", "text3")}
    return Told(
        title=say(f"access.{one.kind}") + (f"  {one.hint}" if one.kept else ""),
        clause="21.3" if one.state == "bad" else "21.1",
        detail="\n".join(lines),
        icon=icons.get(one.state, ("lock", "text3")),
        acts=tuple(acts),
        why=say("access.rests") if resting else "",
    )


def pauses(found: tuple[PauseRecord, ...]) -> Mapping[str, Told]:
    """Return the pauses that count for the request."""
    return {f"p:{one.id}": pause(one) for one in found}


def pause(one: PauseRecord) -> Told:
    """Return a pause in words: what is paused by which clause, why, and when it is looked at again."""
    day = say("pause.no_day") if one.review_at is None else say("pause.review_on", day=day_of(one.review_at))
    return Told(
        title=say(f"pause.{one.kind}"),
        clause=one.basis,
        detail=f"{one.reason}\n{day}",
        icon=("clock-pause", "critical"),
        acts=((REVIEW, say("pause.review")), (END, say("pause.end"))),
    )


def orders(found: tuple[OrderRecord, ...], names: Mapping[str, str]) -> Mapping[str, Told]:
    """Return the orders of paid services."""
    return {
        f"o:{one.id}": Told(
            title=names.get(one.service, one.service),
            detail="\n".join(
                part for part in (say(f"order.is_{one.state}", day=day_of(one.ordered_at)), one.note) if part
            ),
            icon=(_ORDER_ICONS.get(one.state, "info-circle"), "text2"),
            acts=tuple((state, say(f"order.{state}")) for state in _NEXT.get(one.state, ())),
        )
        for one in found
    }


def fair_use(found: Matters) -> Mapping[str, Told]:
    """Return the eight counts: those above zero or marked here each in a line, the others in one."""
    if not found.counts:
        return {}
    told: dict[str, Told] = {}
    shown = [one for one in found.counts if one.number or one.clause in found.named]
    for one in shown:
        told[f"u:{one.count}"] = _count(one, found)
    rest = [say(f"fair.{one.count}") for one in found.counts if one not in shown]
    days = say("fair.days" if found.days_set else "fair.days_not_set", n=found.days)
    words = say("fair.none_of", names=", ".join(rest)) if rest else ""
    told["days"] = Told(title=days, detail=words, icon=("info-circle", "text3"))
    return told


def fair_words(found: Matters) -> str:
    """Return what is counted of the license in one sentence; empty without a license."""
    if not found.counts:
        return ""
    counted = [say("fair.line", what=say(f"fair.{one.count}"), n=one.number) for one in found.counts if one.number]
    return say("fair.inspector", n=found.days, counts="; ".join(counted) or "0")


def _count(one: FairCount, found: Matters) -> Told:
    acts: list[tuple[str, str]] = []
    if one.count in found.marks:
        acts.append((UNMARK, say("fair.unmark")))
    named = one.clause in found.named
    acts.append((UNNAME, say("fair.unname")) if named else (NAME, say("fair.name")))
    detail = say("fair.is_named") if named else ""
    if not named and one.count in _SHARES:
        detail = say("fair.share", n=one.number, of=one.of)
    return Told(
        title=say("fair.line", what=say(f"fair.{one.count}"), n=one.number),
        clause=one.clause,
        detail=detail,
        icon=("alert-triangle", "critical") if named else ("list-details", "text2"),
        acts=tuple(acts),
    )


def agreement(found: Acknowledged | None) -> Mapping[str, Told]:
    """Return since when the customer uses Support under the version of the request, and whether we told of it."""
    if found is None:
        return {}
    used = "" if found.first_use_at is None else say("ack.used", day=day_of(found.first_use_at))
    told = say("ack.not_told") if found.noticed_at is None else say("ack.told", day=day_of(found.noticed_at))
    return {
        "version": Told(
            title=say("ack.version", version=found.version),
            clause="29.4",
            detail="\n".join(part for part in (used, told) if part),
            icon=("book", "text2"),
            acts=() if found.noticed_at is not None else ((TOLD, say("ack.record")),),
        )
    }
