"""How a command is carried through a bad connection: the same id again, with pauses, until somebody knows its fate.

What never reached the database is told at once. What was on its way is tried again; the id of an act whose fate is
unknown is kept on disk until the database has answered, so that neither a crash nor a break leaves a guess.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from console import places
from console.faults import Conflict, Locked, Unreachable
from console.records.base import Json
from console.records.commands import Command
from console.store import living, private_file
from console.store.file_guard import LOST

T = TypeVar("T")
PAUSES = (0.2, 0.5, 1.0, 2.0, *([5.0] * 11))  # about a minute
NOT_CONFIRMED = "not_confirmed"
_CONFLICTS = 3
_OPEN, _MISSED, _WINDOW = ".json", ".missed", ".window"
_JITTER = random.SystemRandom()


@dataclass(slots=True)
class Attempt:
    """How far a command got: `begun` in a transaction, `sent` to be committed."""

    begun: bool = False
    sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An act whose fate nobody knows yet, or one that a crash kept from the database and that can be asked for again.

    `again` is what was asked for, in plain values, `staff_id` by whom, and `origin` the window that sent it.
    """

    command_id: str
    kind: str
    ticket_id: int | None
    at: datetime
    staff_id: int = 0
    again: Mapping[str, Json] = field(default_factory=dict)
    origin: str = ""


def text_of(again: Mapping[str, Any]) -> str:
    """Return the words of an act that can be asked for again, "" where it has none."""
    return str(again.get("text") or (again.get("outgoing") or {}).get("text") or "")


class Doubts:
    """The acts of one database that were sent and not answered, one small file each."""

    def __init__(self, shown_url: str, origin: str = "") -> None:
        self._place = hashlib.sha256(shown_url.encode()).hexdigest()[:16]
        self._origin = origin
        self._held: int | None = None
        self._lock = threading.Lock()

    @property
    def _folder(self) -> Path:
        return places.data_folder() / "unconfirmed" / self._place

    def note(self, command: Command) -> None:
        """Keep that a command is about to be committed."""
        self._hold()
        kept: dict[str, Json] = {"kind": command.kind, "ticket": command.ticket_id, "at": command.at.isoformat()}
        kept |= {"staff": int(command.actor.staff_id), "again": dict(command.again), "origin": self._origin}
        private_file.write(self._folder / f"{command.id}{_OPEN}", json.dumps(kept))

    def answered(self, command_id: str) -> None:
        """Forget a command whose fate is known; another window may have taken it for lost."""
        for ending in (_OPEN, _MISSED):
            (self._folder / f"{command_id}{ending}").unlink(missing_ok=True)

    def refused(self, command_id: str) -> None:
        """Forget that a command was on its way: it is not carried out. One that can be asked for again stays so."""
        (self._folder / f"{command_id}{_OPEN}").unlink(missing_ok=True)

    def forget(self, command_id: str) -> None:
        """Forget an act that never reached the database: it was asked for again, or is dropped."""
        (self._folder / f"{command_id}{_MISSED}").unlink(missing_ok=True)

    def said(self, ticket_id: int, staff_id: int, text: str) -> None:
        """Forget what never reached the database with words that its writer has sent on that ticket by now."""
        for one in self.unsent():
            same = text_of(one.again).strip() == text.strip()
            if same and (one.ticket_id, one.staff_id) == (ticket_id, staff_id):
                self.forget(one.command_id)

    def missed(self, doubt: Doubt) -> None:
        """Keep that an act never reached the database, where it can be asked for again; else forget it."""
        if not doubt.again:
            self.refused(doubt.command_id)
            return
        with contextlib.suppress(FileNotFoundError):  # it was answered meanwhile
            (self._folder / f"{doubt.command_id}{_OPEN}").replace(self._folder / f"{doubt.command_id}{_MISSED}")

    def open(self) -> tuple[Doubt, ...]:
        """Return every act without an answer, the oldest first."""
        return self._read(_OPEN)

    def to_settle(self) -> tuple[Doubt, ...]:
        """Return the acts whose fate is for this window to ask for: its own, and those of windows that live no more."""
        living.sweep(self._folder, _WINDOW)
        return tuple(one for one in self.open() if one.origin == self._origin or not self._lives(one.origin))

    def release(self) -> None:
        """Leave what this window has in doubt to others: it is closed."""
        with self._lock:
            if self._held is not None:
                living.release(self._mark(self._origin), self._held)
                self._held = None

    def _hold(self) -> None:
        with self._lock:
            if self._held is None:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._held = living.hold(self._mark(self._origin))

    def _mark(self, origin: str) -> Path:
        return self._folder / f"{origin}{_WINDOW}"

    def _lives(self, origin: str) -> bool:
        return bool(origin) and living.is_held(self._mark(origin))

    def unsent(self) -> tuple[Doubt, ...]:
        """Return every act that never reached the database and can be asked for again, the oldest first."""
        return self._read(_MISSED)

    def _read(self, ending: str) -> tuple[Doubt, ...]:
        found = []
        for path in self._folder.glob(f"*{ending}") if self._folder.is_dir() else ():
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                at = datetime.fromisoformat(kept["at"])
                asked, by = kept.get("again") or {}, int(kept.get("staff") or 0)
                found.append(
                    Doubt(
                        command_id=path.stem,
                        kind=kept["kind"],
                        ticket_id=kept["ticket"],
                        at=at,
                        staff_id=by,
                        again=asked,
                        origin=str(kept.get("origin") or ""),
                    )
                )
            except (OSError, ValueError, KeyError):
                continue  # half written when the power went: the command was not sent yet
        return tuple(sorted(found, key=lambda one: (one.at, one.command_id)))


def carry(once: Callable[[Attempt], T], *, pauses: tuple[float, ...], closing: threading.Event) -> T:
    """Carry `once` out, again while the connection fails on the way. Raises what it raises.

    Unreachable "not_confirmed" says that the last try was sent and not answered.
    """
    attempt, waits, conflicts = Attempt(), list(pauses), 0
    while True:
        try:
            return once(attempt)
        except Conflict:
            conflicts += 1
            if conflicts >= _CONFLICTS:
                raise
        except (Unreachable, Locked) as lost:
            if _is_plain(lost, attempt):
                raise
            if not waits or closing.wait(waits.pop(0) * _JITTER.uniform(0.8, 1.2)):
                if attempt.sent:
                    raise Unreachable(NOT_CONFIRMED) from lost
                raise


def _is_plain(lost: Unreachable | Locked, attempt: Attempt) -> bool:
    """Return whether a fault says that nothing was done. What was sent may hold the lock that is waited for."""
    if isinstance(lost, Locked):
        return not attempt.sent
    return not attempt.begun or lost.code in LOST
