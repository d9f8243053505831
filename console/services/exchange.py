"""What went to the customer on a ticket: final answers, questions back, what was called back since. Read, never kept.

The history is the source: who asked what and when is an event, so that 28.1.9 and 28.1.10 can be judged any time later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.records.tickets import EventRecord

_CAME = ("received", "received_earlier")
_SENT = ("replied", "decided", "closed")
INFORMATION, RESPONSE = "information", "response"
_INSTRUCTIONS = "request.do_it_yourself"
_INFORMATION = ("request.", "refuse.23.1.15", "refuse.23.1.16")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The state of the correspondence. `waiting_for` is information or response; None: nothing is open.

    `asked` are the facts that the last question asked for, `asked_at` its instant; `came_at` that of the newest message
    of the customer. `answered`: a final answer stands, `instructed`: one that told how to do it.
    """

    answered: bool = False
    instructed: bool = False
    asked_at: datetime | None = None
    waiting_for: str | None = None
    asked: tuple[str, ...] = ()
    came_at: datetime | None = None

    @property
    def answer_arrived(self) -> bool:
        """Return whether the customer wrote after the last question."""
        return self.asked_at is not None and self.came_at is not None and self.came_at > self.asked_at


def exchange(history: Sequence[EventRecord]) -> Exchange:
    """Return where the correspondence stands after these events."""
    came = [event.effective_at for event in history if event.kind in _CAME]
    came_at = max((*came, *_joined(history)), default=None)
    called_back = {_plain(event.new).get("message") for event in history if event.kind == "recalled"}
    sent = [
        (event, _plain(event.new))
        for event in history
        if event.kind in _SENT and _plain(event.new).get("message") not in (*called_back, None)
    ]
    asking = next(((event, new) for event, new in reversed(sent) if new.get("asks")), None)
    final = [new for event, new in sent if new.get("final") and event.kind == "replied"]
    answered = bool(final)
    instructed = answered and final[-1].get("letter") == _INSTRUCTIONS
    if asking is None:
        return Exchange(answered=answered, instructed=instructed, came_at=came_at)
    event, new = asking
    letter = str(new.get("letter") or "")
    named = new.get("needs")
    return Exchange(
        answered=answered,
        instructed=instructed,
        asked_at=event.effective_at,
        waiting_for=INFORMATION if letter.startswith(_INFORMATION) else RESPONSE,
        asked=tuple(str(one) for one in named) if isinstance(named, list) else (),
        came_at=came_at,
    )


def _joined(history: Sequence[EventRecord]) -> list[datetime]:
    """Return when the follow-ups came in that were joined with the request, and were not parted from it again."""
    undone = {_plain(one.new).get("event") for one in history if one.kind == "undone"}
    joined = [(one.n, _plain(_plain(one.new).get("joined"))) for one in history]
    return [datetime.fromisoformat(str(what["came_at"])) for n, what in joined if what and n not in undone]


def _plain(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
