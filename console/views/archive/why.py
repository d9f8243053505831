"""What a proof says of an archive, in words. Nothing of the window is needed for it."""

from __future__ import annotations

from console.faults import Fault
from console.records.archives import UNSIGNED, Exported, Proof
from console.records.redactions import LeftOut
from console.views.words import has, language, say, say_count

_TICKET, _MOST_DIGITS = "TK-", 9


def number_in(where: str) -> int:
    """Return the number of the ticket that a place names, 0 where it names none."""
    digits = where.removeprefix(_TICKET).partition(":")[0]
    return int(digits) if where.startswith(_TICKET) and digits.isdecimal() and len(digits) <= _MOST_DIGITS else 0


def why_words(code: str) -> str:
    """Return in words why an archive is not what it has to be; empty where there is no more to say."""
    key = "proof_why.chain" if code.startswith("chain_") else f"proof_why.{code}"
    return say(key) if code and has(key) else ""


def where_words(where: str, why: str) -> str:
    """Return where an archive is not what it has to be, and why; only why where the place has no name."""
    told = why_words(why)
    return say("proof.where", where=where, why=told).strip() if where else told


def places_words(found: LeftOut) -> list[str]:
    """Return what was left out, by kind, and how many files nobody could look into, as lines."""
    kinds = ", ".join(f"{say(f'writing.count_{kind}')}: {n}" for kind, n in found.kinds.items())
    lines = [say_count("writing.places", found.places) + (f" – {kinds}" if kinds else "")]
    return [*lines, say_count("proof.unlooked", found.unlooked)] if found.unlooked else lines


def problem_words(code: str, folder: str) -> str:
    """Return why an archive failed: a fault by its code, or what a proof found and where; empty of no code."""
    state, _, where = code.partition(" ")
    if not code or has(f"proof.{state}"):
        return f"{say(f'proof.{state}')} {where}".strip() if code else ""
    told = {"file": folder, "folder": folder, "reason": say("archives.failed_there"), "where": "", "table": "–"}
    return Fault(code, **told, name="", sha256="–").words(language())[0]


def unsigned_words(why: str, *, step: bool = True) -> str:
    """Return that nobody signed an archive: why, and with `step` the one thing to do; without a reason only that.

    `why` is as in `Exported.unsigned`.
    """
    if why not in UNSIGNED:
        return say("archives.unsigned_asked" if why == "asked" else "proof.unsigned")
    reason, _kept, todo = Fault(UNSIGNED[why]).words(language())
    return f"{reason} {todo}" if step else reason


def went_on_words(made: Exported) -> str:
    """Return where an export went on after one that was ended, or why it read the desk again; empty for a new one."""
    if made.again:
        return say(f"archives.again_{made.again}", n=made.reused)
    return say(f"archives.went_on_{made.went_on}", n=made.reused, m=made.told_before) if made.went_on else ""


def proof_lines(found: Proof) -> list[str]:
    """Return what a proof found, each a line."""
    if found.why == "not_an_archive":
        return [why_words(found.why)]
    lines = [say(f"proof.{found.state}")]
    if place := where_words(found.where, found.why):
        lines.append(place)
    if found.signature:
        lines.append(say(f"proof.{found.signature}", who=found.signer or "–", key_id=found.key_id or "–"))
    if found.newer_minor:
        lines.append(say("proof.newer_minor", number=found.number))
    lines += [*_left_out(found), *log_lines(found)]
    if found.unheld:
        lines.append(say("proof.unheld", which=", ".join(found.unheld)))
    if found.facts is not None:
        tickets = say_count("proof.tickets", found.facts.tickets)
        lines.append(say("proof.holds", tickets=tickets, query=found.facts.query or say("proof.everything")))
    return lines


def _left_out(found: Proof) -> list[str]:
    """Return what a whole archive leaves out, in words."""
    out = None if found.facts is None or found.state != "whole" else found.facts.left_out
    if out is None:
        return []
    lines = [say_count("proof.left_out", out.places, who=out.by or "–", reason=out.reason)]
    if found.unreplayed:
        lines.append(say("proof.unreplayed", which=", ".join(found.unreplayed)))
    if out.unlooked:
        lines.append(say_count("proof.unlooked", out.unlooked))
    return lines


def log_lines(found: Proof) -> list[str]:
    """Return what a proof says of the log of events."""
    if not found.log:
        return []
    words = {"size": found.facts.log_size if found.facts else 0, "who": found.log_by or "–"}
    lines = [say(f"proof.log_{found.log}", **words)]
    if found.uncovered and found.log != "none":
        lines.append(say_count("proof.uncovered", found.uncovered))
    return lines
