"""What a plan asks of each of its archives: for whom it is locked, what is left out, whether it is signed; as JSON.

A plan never knows a passphrase: at night nobody is there to type one, and it is written down nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.archive import locking
from console.archive.locking import Lock
from console.faults import BadInput
from console.records.archives import ArchivePlan
from console.records.base import Json
from console.records.redactions import LeaveOut
from console.services.archives import redacting
from console.store import codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Public keys of the readers, the words of what is left out (as `redacting.asked_for` reads them), and why.

    `signed`: none is made that nobody signs.
    """

    recipients: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    why: str = ""
    signed: bool = False

    def lock(self) -> Lock | None:
        """Return the lock, or None of no keys. Raises BadInput ("recipient_unknown")."""
        return locking.lock_of(self.recipients)

    def without(self) -> LeaveOut | None:
        """Return what is left out, or None. Raises BadInput as `redacting.asked_for`."""
        return redacting.asked_for(self.leave_out, self.why)


NONE = Conditions()


def conditions(recipients: Sequence[str], leave_out: Sequence[str], why: str, *, signed: bool = False) -> Conditions:
    """Return conditions that can be met. Raises BadInput as `locking.lock_of` and `redacting.asked_for`."""
    told = Conditions(
        recipients=tuple(recipients), leave_out=tuple(dict.fromkeys(leave_out)), why=" ".join(why.split())
    )
    lock = told.lock()
    told.without()
    return replace(told, recipients=lock.recipients if lock else (), signed=signed)


def columns(told: Conditions) -> dict[str, str]:
    """Return how conditions are kept; nothing asked for is empty.

    A program that does not know `signed` makes no archive of such a plan, rather than one that nobody signs.
    """
    left: dict[str, Json] = {"words": list(told.leave_out), "why": told.why}
    left |= {"signed": True} if told.signed else {}
    return {
        "recipients": codec.dump(list(told.recipients)) if told.recipients else "",
        "redacted": codec.dump(left) if told.leave_out or told.signed else "",
    }


def of(one: ArchivePlan) -> Conditions:
    """Return what a plan asks for. Raises BadInput ("plan_options") where this program understands not all of it."""
    try:
        keys = json.loads(one.recipients) if one.recipients else []
        left = json.loads(one.redacted) if one.redacted else {"words": [], "why": ""}
        signed = left.pop("signed", False)
        if not isinstance(keys, list) or set(left) != {"words", "why"} or not isinstance(left["words"], list):
            raise BadInput("plan_options", name=one.name)
        if not isinstance(signed, bool):
            raise BadInput("plan_options", name=one.name)
        words = [str(word) for word in left["words"]]
        return conditions([str(key) for key in keys], words, str(left["why"]), signed=signed)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput("plan_options", name=one.name) from error
