"""The sentences of a decision: why a ground holds or not, what would change it, who can say what, what it rests on.

The sentences stand in resources/reasons, in both languages; codes and values come in. No widget is known here, so the
command line speaks the same words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from console.records.assessment import (
    AssessmentView,
    BasisView,
    ChangeView,
    ExceptionView,
    GroundView,
    NeedView,
    ReasonView,
    StepView,
    ValueView,
)
from console.records.routing import Seated
from console.views.words import language, say

_NAME = re.compile(r"\{(\w+)\}")
_KINDS = {
    "facts": "fact",
    "state": "state",
    "role": "role",
    "problem": "problem",
    "suspension": "suspension",
    "channel": "channel",
    "conduct": "conduct",
    "parts": "part",
}
_QUOTED = ("topic", "topics", "services")
_DAYS = ("received", "reviewed", "begins", "until", "ended", "archived", "asked", "last")
# A sentence that names a value which is not known has a sister that does without it.
_WITHOUT = {"domain": "anywhere", "received": "undated"}

Words = dict[str, dict[str, str]]


def reason(one: ReasonView) -> str:
    """Return a reason as a sentence."""
    return _sentence("reason", one)


def reasons(ground: GroundView) -> str:
    """Return why a ground holds, cannot hold or is not known."""
    return " ".join(reason(one) for one in ground.reasons)


def change(one: ChangeView) -> str:
    """Return what would change the decision, or the ground that it is shown with, as a sentence."""
    words = _changed(one)
    if one.ground:
        return phrase(f"change_{one.ground}", change=words)
    return phrase("change_outcome", change=words, outcome=follows(one))


def condition(one: ChangeView) -> str:
    """Return what would have to be so, without what would follow."""
    return phrase("if", change=_changed(one))


def follows(one: ChangeView) -> str:
    """Return what would follow from a change: the outcome with its clause, and how far it goes."""
    if _is_any_topic(one):
        return said("phrase", "outside_any")
    words = said("outcome", one.outcome)
    if one.primary:
        words = phrase("outcome_by", outcome=words, clause=one.primary)
    if one.same or one.mode not in (None, "full"):
        words = phrase("outcome_how", outcome=words, how=said("mode", one.mode or "full"))
    return words


def brings(one: ChangeView) -> str:
    """Return who can bring a change about: the customer, a colleague, the register, a lead, the company."""
    return said("bring", one.who)


def chosen(outcome: str, proposed: str, why: str) -> str:
    """Return what a person chose beside a decision and what was proposed, with the reason that was given."""
    values = {"outcome": said("outcome", outcome), "proposed": said("outcome", proposed)}
    words = phrase("chosen_as_proposed" if outcome == proposed else "chosen", **values)
    return phrase("with_reason", words=words, reason=why) if why else words


def need(one: NeedView) -> str:
    """Return what is missing and who can supply it, as a sentence."""
    return _capital(phrase("need", fact=said("fact", one.fact), who=said("who", one.supplier)))


def basis(one: BasisView) -> str:
    """Return what something rests on: a clause in our words, a reading with its question and choice, a setting."""
    russian = language() == "ru"
    if one.kind == "company":
        return phrase("basis_company", words=said("setting", one.reference))
    words, choice = (one.ru, one.choice_ru) if russian else (one.en, one.choice_en)
    if one.kind != "reading":
        return phrase("basis_text", reference=one.reference, words=f"{words.rstrip('.')}.")
    told = phrase("basis_reading", reference=one.reference, words=words, choice=choice)
    return f"{told} {phrase('to_confirm')}" if one.needs_company else told


def exception(one: ExceptionView) -> str:
    """Return which rule set which aside, and on what it rests."""
    russian = language() == "ru"
    by, rule = (one.by_ru, one.rule_ru) if russian else (one.by_en, one.rule_en)
    return phrase("exception", by=by, rule=rule, basis=basis(one.basis))


def step(one: StepView) -> str:
    """Return a rule that was tried, with whether it holds: a line of the explanation."""
    title = one.ru if language() == "ru" else one.en
    worth = phrase(f"step_{one.worth}")
    if one.decides:
        worth = f"{worth}, {phrase('step_decides' if one.worth == 'yes' else 'step_asks')}"
    return f"{title}: {worth}"


def tier(view: AssessmentView) -> str:
    """Return why a request has its tier, and which of several questions gives it; empty where that is not told."""
    why = view.tier_why
    if why is None:
        return ""
    words = said("tier", why.row)
    if why.clauses:
        words = f"{words} ({', '.join(why.clauses)})"
    told = phrase("tier", tier=say(f"tier.{view.tier or 'none'}").casefold(), why=words)
    return f"{told} {phrase('tier_of', n=why.place + 1, of=why.of)}" if why.of > 1 else told


def stratum(one: StepView) -> str:
    """Return the name of the stratum that a rule stands in."""
    return said("stratum", one.stratum)


def phrase(key: str, **values: object) -> str:
    """Return a phrase with its values."""
    return _filled(said("phrase", key), {name: str(value) for name, value in values.items()})


def said(section: str, word: str) -> str:
    """Return the words for a code; a code without words is shown as it is, so that nothing is ever empty."""
    return table(language()).get(section, {}).get(word, word.replace("_", " "))


def day(text: str) -> str:
    """Return a day in words: 13 June 2026."""
    found = date.fromisoformat(text)
    return f"{found.day} {said('month', str(found.month))} {found.year}"


@cache
def table(name: str) -> Words:
    """Return the words of a language, by section."""
    text = files("resources").joinpath("reasons", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _changed(one: ChangeView) -> str:
    return said("phrase", "topic_outside") if _is_any_topic(one) else _sentence("change", one.reason)


def _is_any_topic(one: ChangeView) -> bool:
    """Whether a change stands for a topic of any ground that speaks of topics."""
    return one.reason.code == "topic_on_ground" and not one.ground


def _sentence(section: str, one: ReasonView) -> str:
    known = table(language())[section]
    values = {value.name: _value(value) for value in one.params}
    code = one.code
    for name, sister in _WITHOUT.items():
        if name not in values and f"{{{name}}}" in known.get(code, "") and f"{code}_{sister}" in known:
            code = f"{code}_{sister}"
    return _filled(said(section, code), values)


def _value(value: ValueView) -> str:
    return ", ".join(_word(value.name, *one) for one in value.words)


def _word(name: str, word: str, english: str, russian: str) -> str:
    own = russian if language() == "ru" else english
    if name in _DAYS:
        return day(word)
    if own and name in _QUOTED:
        return phrase("quote", text=own)
    if own and name in ("clause", "conduct"):
        return f"{word} ({own.rstrip('.')})"
    return said(_KINDS[name], word) if name in _KINDS else word


def _filled(text: str, values: dict[str, str]) -> str:
    return _NAME.sub(lambda match: values.get(match[1], match[0]), text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def seated(one: Seated) -> str:
    """Return whom a rule gives a request, or why nobody: the person is away, or carries all that was set."""
    if one.owner_id is None:
        return say(f"seated.{one.code}", meant=one.meant, name=one.name, load=one.load)
    return one.name if one.name == one.meant else say("seated.for", meant=one.meant, name=one.name)


def routed(new: Mapping[str, object]) -> str:
    """Return into which queue a rule put a request, and whom it gave it, or why nobody, from what its event says."""
    said = {name: str(new.get(name) or "") for name in ("queue", "place", "code", "meant", "name", "load")}
    words = say("event.routed", queue=said.pop("queue"), place=said.pop("place"), rule=new.get("query") or "")
    if not said["meant"] and not said["code"]:
        return words
    owner = new.get("owner_id")
    whom = seated(Seated(owner_id=owner if isinstance(owner, int) else None, **said))
    return say("event.routed_whom", words=words, whom=whom)


def why_moved(codes: object) -> str:
    """Return why a ticket was proposed to somebody, from the codes that a move carries; "" for none."""
    told = [str(code).split("=", 1) for code in codes] if isinstance(codes, list) else []
    return ", ".join(say(f"board.why_{code[0]}", value=code[1] if len(code) > 1 else "") for code in told)
