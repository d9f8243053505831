"""Findings in words: a verdict with its clause, whose it is and when, and how far a reviewer is. No widget."""

from __future__ import annotations

from collections.abc import Sequence

from console.query import spoken
from console.records.findings import DecisionLine, Finding, KeptFinding, Sample
from console.views.told import REFUSING
from console.views.words import has, language, moment, say, say_count

ICONS = {
    "upheld": ("circle-check", "ok"),
    "severe": ("alert-triangle", "functional"),
    "mild": ("alert-triangle", "functional"),
    "wrong": ("alert-octagon", "critical"),
    "unclear": ("help-circle", "text2"),
    "": ("note", "text2"),
}
OTHER = ("certificate", "functional")
"""The mark of a finding whose typed name is none of the key's that signed it."""


def outcome(code: str, clause: str) -> str:
    """Return an outcome with its clause."""
    if code in REFUSING and clause:
        return say("event.refused_by", clause=clause)
    words = say(f"outcome.{code}") if has(f"outcome.{code}") else code.replace("_", " ")
    return f"{words} · {clause}" if clause else words


def decision(line: DecisionLine, of: int) -> str:
    """Return a decision as the reviewer's bar names it; where there are several, with its number."""
    told = outcome(line.outcome, line.clause)
    return say("review.decision", n=line.n, outcome=told) if of > 1 else told


def verdict(code: str, clause: str) -> str:
    """Return a verdict, with the clause that it should have been."""
    words = say(f"verdict.{code or 'remark'}")
    words = words[:1].upper() + words[1:]
    return say("review.should_be", verdict=words, clause=clause) if clause else words


def title(one: KeptFinding | Finding) -> str:
    """Return the first line of a finding."""
    return verdict(one.verdict, one.clause)


def detail(one: KeptFinding) -> str:
    """Return what belongs to a finding: its words, whose it is by what was typed, and who signed it.

    What a login of the team's desk wrote needs no signature: the server knows whose it is.
    """
    by = f"{one.reviewer or '–'}  ·  {moment(one.at)}"
    signed = ""
    if one.signed:
        signed = say("review.signed", signer=signer(one.signers, one.key_id), name=one.merged_by or "–")
    elif one.reviewer_id is None:
        signed = signer((), "")
    other = say("review.other_name", name=one.reviewer or "–", signer=one.signers[0]) if one.by_other else ""
    return "\n".join(part for part in (one.body.strip(), by, signed, other) if part)


def signer(signers: Sequence[str], key_id: str) -> str:
    """Return who signed: the best name of a key that is known, a key that is not, or nobody."""
    if signers:
        return say("review.signed_by", name=signers[0])
    return say("review.unknown_key", key_id=key_id) if key_id else say("review.not_signed")


def progress(judged: int, drawn: int, findings: int) -> str:
    """Return how far a reviewer is."""
    return f"{say('review.progress', n=judged, total=drawn)}  ·  {say_count('review.findings', findings)}"


def sample(one: Sample | None) -> str:
    """Return which decisions are gone through."""
    if one is None:
        return say("review.sample_none")
    parts = []
    if one.random:
        parts.append(say("review.sample_random", n=one.random, seed=one.seed))
    elif one.every > 1:
        parts.append(say("review.sample_every", n=one.every))
    else:
        parts.append(say("review.sample_all"))
    parts += [say("review.sample_overrides")] if one.overrides else []
    parts += [say("review.sample_clause", clause=one.clause)] if one.clause else []
    parts += [say("review.sample_query", query=spoken(one.query, language()))] if one.query else []
    return "  ·  ".join(parts)
