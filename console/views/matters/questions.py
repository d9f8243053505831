"""The questions of a request in words, Q1 to Qn, and the facts of clause 15 that it has and lacks."""

from __future__ import annotations

from collections.abc import Mapping

from console.records.matters import FactLine, Sign
from console.records.tickets import QuestionRecord
from console.views.decision.topics import TopicWords
from console.views.matters.line import Told
from console.views.words import of, say

ANSWERED, OPEN, SPLIT, TAKE_UP, NO_QUESTION = "answered", "open", "split", "take_up", "dismissed"
ASK, HAS, CANNOT, AGAIN = "ask", "has", "cannot", "again"
ALL = "all"
_BOOLEAN = frozenset(
    {"what_happened", "panel_section", "repro_steps", "actions_before", "error_text", "software_version"}
    | {"evidence_media"}
)
_LONGEST = 200


def rows(questions: tuple[QuestionRecord, ...], asked: tuple[Sign, ...], topics: TopicWords) -> Mapping[str, Told]:
    """Return the questions by their keys, and behind them what was asked later and is not taken up."""
    names = {code: of(en, ru) for code, en, ru in topics}
    told = {
        f"q:{one.id}": _question(one, place, names, alone=len(questions) < 2) for place, one in enumerate(questions, 1)
    }
    return told | {
        one.key: Told(
            title=say("question.later"),
            quote=_short(one.words),
            icon=("plus", "functional"),
            acts=((TAKE_UP, say("question.take_up")), (NO_QUESTION, say("question.none"))),
        )
        for one in asked
        if one.verdict == "open"
    }


def _question(one: QuestionRecord, place: int, names: Mapping[str, str], *, alone: bool) -> Told:
    topic = names.get(one.topic or "", say("decision.no_topic"))
    acts = [(OPEN, say("question.open_again"))] if one.answered else [(ANSWERED, say("question.is_answered"))]
    if not alone:
        acts.append((SPLIT, say("question.split")))
    return Told(
        title=say("question.title", n=place, topic=topic),
        clause=say("question.settled") if one.answered else "",
        quote=_short(one.text),
        icon=("circle-check", "ok") if one.answered else ("help-circle", "functional"),
        acts=tuple(acts),
    )


def facts(lines: tuple[FactLine, ...]) -> Mapping[str, Told]:
    """Return the facts of clause 15: those that must be there and are not, each with its acts; the others in a line."""
    lacking = [one for one in lines if one.required and one.status in ("missing", "unknown")]
    told: dict[str, Told] = {}
    if lacking:
        told[ALL] = Told(
            title=say("facts15.lacking", names=", ".join(words_of(one.fact) for one in lacking)),
            clause="15.3",
            icon=("help-circle", "functional"),
            acts=((ASK, say("facts15.ask")),),
        )
    for one in lines:
        if one in lacking and one.fact in _BOOLEAN:
            told[f"f:{one.fact}"] = Told(
                title=_capital(words_of(one.fact)),
                clause=one.clause,
                detail=say(f"facts15.{one.status}"),
                acts=((HAS, say("facts15.has")), (CANNOT, say("facts15.cannot"))),
            )
        elif one.status == "unavailable":
            told[f"f:{one.fact}"] = Told(
                title=_capital(words_of(one.fact)),
                clause=one.clause,
                detail=say("facts15.unavailable"),
                icon=("ban", "text3"),
                acts=((AGAIN, say("facts15.again")),),
            )
    there = [words_of(one.fact) for one in lines if one.status == "present"]
    if there:
        told["there"] = Told(title=say("facts15.there", names=", ".join(there)), icon=("circle-check", "ok"))
    return told


def words_of(fact: str) -> str:
    """Return a fact of clause 15 in words."""
    return say(f"fact15.{fact}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
