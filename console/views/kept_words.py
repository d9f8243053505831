"""What is said of a message that was not taken in: why, and where it stood."""

from __future__ import annotations

from pathlib import Path

from console.faults import Fault
from console.records.intake import KeptBack
from console.views.words import has, language, say


def why(one: KeptBack) -> str:
    """Return why a message was not taken in; of a fault of the program its first sentence, where it is whole."""
    if one.is_ours:
        return say("kept_back.unanswered_to", who=", ".join(one.to) or say("queue.nobody"))
    if has(f"intake.{one.reason}"):
        return say(f"intake.{one.reason}")
    told = Fault(one.reason).words(language())[0]
    return say("kept_back.fault", code=one.reason) if "{" in told or told == one.reason else told.rstrip(".")


def place(one: KeptBack, *, whole: bool = True) -> str:
    """Return the file that a message stood in, with its number there; without `whole` the name of the file alone.

    A mail of ours is called by its subject.
    """
    if one.is_ours and not whole:
        return one.subject or say("kept_back.no_subject")
    name = one.file if whole else Path(one.file).name
    return f"{name} ({one.index + 1})" if one.index else name or say("kept_back.no_file")
