"""A decision in words, line by line, as the panel beside a ticket and the command line tell it alike.

No widget is known here. What a line says comes from the records; the sentences stand in the resources.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from console.records.assessment import AssessmentView, BasisView, ChangeView, GroundView, NeedView
from console.records.tickets import DecisionRecord
from console.services import deciding
from console.services.deciding import Chosen
from console.services.replaying import Difference
from console.views import reasoning
from console.views.words import has, moment, of, say, say_count

REFUSING = ("refuse", "suspend", "not_registered")
_KINDS = ("text", "reading", "company")
_STATES = ("holds", "unknown", "cannot")
_MOST = 200


def standing(view: AssessmentView, choice: Chosen | None = None) -> str:
    """Return whether this is proposed, proposed on facts that nobody confirmed, or decided by a person."""
    if choice is not None:
        made = choice.decision
        return say("decision.chosen_by", name=made.by or say("queue.nobody"), moment=moment(made.made_at))
    open_facts = len(view.unconfirmed)
    return say_count("decision.rests", open_facts) if open_facts else say("decision.says")


def clauses(view: AssessmentView, choice: Chosen | None = None) -> str:
    """Return what decides: a ground by its title, other clauses in our words, a choice by what was proposed."""
    if choice is not None and not choice.proposed:
        return say("decision.chosen_erased")
    if choice is not None and choice.otherwise:
        words = say(f"outcome.{choice.proposed}")
        return say("decision.chosen_proposed", outcome=f"{words} ({choice.primary})" if choice.primary else words)
    ground = next((one for one in view.grounds if one.clause == view.primary), None)
    if ground is not None:
        return f"{ground.clause}  {of(ground.title_en, ground.title_ru)}"
    return "\n".join(f"{one.reference}  {of(one.en, one.ru)}" for one in view.clauses)


def why(view: AssessmentView, choice: Chosen | None = None) -> str:
    """Return why the outcome is so; of a choice the reason that was given."""
    if choice is not None and choice.decision.override_reason:
        return say("decision.chosen_reason", reason=choice.decision.override_reason)
    return " ".join(reasoning.reason(one) for one in view.because)


def is_paused(view: AssessmentView) -> bool:
    """Return whether a suspension is in force already, so that nothing is left to decide but what to tell."""
    return view.outcome == "suspend" and any(one.code == "suspended" for one in view.because)


def todo(view: AssessmentView, choice: Chosen | None = None) -> tuple[str, ...]:
    """Return what is to be done, with what belongs to it."""
    outcome = view.outcome if choice is None else choice.decision.outcome
    here = outcome == "ask_info" == view.outcome and not asks_customer(view)
    lines = [say("decision.do_say_facts" if here else f"decision.do_{outcome}")]
    if outcome != view.outcome:
        return tuple(lines)
    if view.mode:
        lines.append(f"{say(f'mode.{view.mode}')}.")
    if view.offers:
        lines.append(say("decision.offers", offers=", ".join(say(f"offer.{one}") for one in view.offers)))
    if view.state_used:
        lines.append(say("decision.by_state", state=say(f"license.{view.state_used}")))
    return (*lines, *(say(f"flag.{one}") for one in view.flags))


def asks_customer(view: AssessmentView) -> bool:
    """Return whether something that is missing is to be asked of the customer."""
    return any(one.supplier == "user" for one in view.needs)


def right(view: AssessmentView, name: str, choice: Chosen | None = None) -> str:
    """Return whose decision it is where the agreement gives a right; of a choice whether it still stands."""
    if choice is not None and not choice.stands:
        return say("decision.chosen_moved", outcome=say(f"outcome.{view.outcome}"))
    if choice is not None:
        return say("decision.overtaken") if choice.decision.overtaken else ""
    if not view.discretionary:
        return ""
    return say("decision.discretionary", name=name) if name else say("decision.right")


def need(one: NeedView) -> tuple[str, str]:
    """Return what is missing, and who can say it."""
    return say(f"need.{one.fact}"), say(f"supplier.{one.supplier}")


def change(one: ChangeView) -> tuple[str, str]:
    """Return what would have to be so, and what would follow and through whom."""
    follows = say("decision.change_follows", outcome=reasoning.follows(one))
    if one.who == "specialist":  # whoever reads it can say it
        return reasoning.condition(one), follows
    who = reasoning.brings(one).replace(" ", "\N{NO-BREAK SPACE}")
    return reasoning.condition(one), say("decision.change_by", follows=follows, who=who)


def in_order(grounds: tuple[GroundView, ...]) -> list[GroundView]:
    """Return the grounds as they are told: those that hold, the one named first at the head, not known, the others."""

    def place(ground: GroundView) -> tuple[int, bool, tuple[int, ...]]:
        number = tuple(int(part) for part in ground.clause.split(".") if part.isdigit())
        return _STATES.index(ground.status), not ground.named_first, number

    return sorted(grounds, key=place)


def ground(one: GroundView) -> tuple[str, str]:
    """Return a ground with its clause, and why it holds, cannot hold or is not known."""
    return f"{one.clause}  {of(one.title_en, one.title_ru)}", reasoning.reasons(one)


def rests_on(basis: tuple[BasisView, ...]) -> list[BasisView]:
    """Return what a decision rests on, the clauses first."""
    return sorted(basis, key=lambda one: _KINDS.index(one.kind))


def basis(one: BasisView) -> tuple[str, str]:
    """Return a basis: the clause with our wording; a reading's question, its answer and standing; a setting."""
    if one.kind == "company":
        words = reasoning.said("setting", one.reference)
        return words[:1].upper() + words[1:], say("basis.by_company")
    if one.kind == "text":
        return f"{one.reference}  {of(one.en, one.ru)}", ""
    stands = say("basis.to_confirm" if one.needs_company else "basis.settled", reference=one.reference)
    return of(one.en, one.ru), f"{of(one.choice_en, one.choice_ru)}\n{stands}"


def decided(decision: DecisionRecord) -> str:
    """Return a decision that a person took, in one line."""
    if decision.kind == deciding.KIND and decision.result:
        return reasoning.chosen(decision.outcome, str(json.loads(decision.result)["outcome"]), "")
    if decision.outcome in REFUSING and decision.primary:
        return say("event.refused_by", clause=decision.primary)
    key = f"outcome.{decision.outcome}"
    words = say(key) if has(key) else decision.outcome.replace("_", " ")
    return f"{words} ({decision.primary})" if decision.primary else words


def signed(decision: DecisionRecord) -> tuple[str, ...]:
    """Return who took a decision and when, and why where it was otherwise than proposed."""
    lines = [f"{decision.by or say('queue.nobody')}  ·  {moment(decision.made_at)}"]
    if decision.override_reason:
        lines.append(say("decision.chosen_reason", reason=decision.override_reason))
    if decision.overtaken:
        lines.append(say("decision.overtaken"))
    return tuple(lines)


def difference(one: Difference) -> str:
    """Return what comes out otherwise when a decision is taken again: outcome, clause and grounds in words."""
    place, _, rest = one.place.partition(".")
    clause, _, what = rest.rpartition(".")
    if place == "outcome":
        return say("show.differs", what=say("show.outcome"), was=_outcome(one.was), now=_outcome(one.now))
    if place == "findings" and what == "status":
        was, now = (say(f"show.ground_{word}") if word in _STATES else word for word in (one.was, one.now))
        return say("show.differs", what=clause, was=was, now=now)
    return say("show.differs", what=one.place, was=one.was[:_MOST], now=one.now[:_MOST])


def _outcome(word: str) -> str:
    return say(f"outcome.{word}") if has(f"outcome.{word}") else word


def lines(view: AssessmentView, choice: Chosen | None, name: str) -> Iterator[str]:
    """Yield the whole panel as lines of plain text."""
    outcome = view.outcome if choice is None else choice.decision.outcome
    yield f"{say(f'outcome.{outcome}')}  ·  {standing(view, choice)}"
    for words in (clauses(view, choice), why(view, choice)):
        yield from (f"  {one}" for one in words.split("\n") if one)
    yield say("decision.do")
    yield from (f"  {one}" for one in (*todo(view, choice), right(view, name, choice)) if one)
    yield from _section("needs", [need(one) for one in view.needs])
    yield from _section("changes", [change(one) for one in view.changes])
    yield from _section("supposed", [change(one) for one in view.supposed])
    found = in_order(view.grounds)
    yield from _section("grounds", [ground(one) for one in found if one.status != "cannot"])
    barred = sum(1 for one in found if one.status == "cannot")
    if barred:
        yield f"  {say_count('decision.cannot', barred)}"
    yield from _section("basis", [basis(one) for one in rests_on(view.basis)])


def _section(name: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    if rows:
        yield say(f"decision.head_{name}")
    for title, detail in rows:
        yield f"  {title}"
        yield from (f"      {one}" for one in detail.split("\n") if one)
