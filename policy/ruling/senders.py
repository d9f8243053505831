"""Channel and sender (DT-10): what passes, where it is moved to, and what is no official request at all."""

from __future__ import annotations

from dataclasses import dataclass

from policy.facts import RequestFacts
from policy.logic import disjunction
from policy.ruling.case import UNOFFICIAL_KINDS, word
from policy.tables import Row, UniqueTable

_OFFICIAL = ("this", "other_license", "general")
PASSAGE = UniqueTable(
    name="channel and sender",
    columns={"channel": (*_OFFICIAL, "unofficial", "unknown"), "entitled": ("yes", "no", "unknown")},
    rows=(
        Row(
            id="unofficial",
            when={"channel": ("unofficial",)},
            answer={"result": "not_registered", "primary": "25.2"},
            clauses=("25.2", "4.4.6"),
        ),
        Row(
            id="channel_unknown",
            when={"channel": ("unknown",)},
            answer={"result": "ask", "needs": "channel"},
            clauses=("2.11", "25.2"),
        ),
        Row(
            id="assigned",
            when={"channel": ("this",), "entitled": ("yes",)},
            answer={"result": "pass"},
            clauses=("2.11", "22.1"),
        ),
        Row(
            id="of_another_license",
            when={"channel": ("other_license",), "entitled": ("yes",)},
            answer={"result": "pass", "moved": "right_license"},
            clauses=("2.11", "12.3"),
        ),
        Row(
            id="general",
            when={"channel": ("general",), "entitled": ("yes",)},
            answer={"result": "pass", "moved": "assigned_channel"},
            clauses=("4.2", "25.1", "B.2"),
        ),
        Row(
            id="not_entitled",
            when={"channel": _OFFICIAL, "entitled": ("no",)},
            answer={"result": "refuse", "primary": "22.1"},
            clauses=("22.1", "22.2"),
        ),
        Row(
            id="sender_unknown",
            when={"channel": _OFFICIAL, "entitled": ("unknown",)},
            answer={"result": "ask", "needs": "sender"},
            clauses=("22.1",),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`result`: pass, refuse, not_registered or ask. `moved`: right_license or assigned_channel, where it belongs."""

    result: str
    row: str
    primary: str | None
    moved: str | None
    needs: tuple[str, ...]
    clauses: tuple[str, ...]


def passage(request: RequestFacts) -> Passage:
    """Return whether a request may pass by channel and sender; an official channel is this license's if not said."""
    sender = request.sender
    entitled = disjunction([None if sender.role is None else sender.role == "owner", sender.designated])
    row = PASSAGE.look_up(channel=_channel(request), entitled=word(entitled))
    needs = (row.answer["needs"],) if "needs" in row.answer else ()
    return Passage(
        result=row.answer["result"],
        row=row.id,
        primary=row.answer.get("primary"),
        moved=row.answer.get("moved"),
        needs=needs,
        clauses=row.clauses,
    )


def _channel(request: RequestFacts) -> str:
    if request.channel_kind in UNOFFICIAL_KINDS or request.channel_official is False:
        return "unofficial"
    return "unknown" if request.channel_official is None else request.channel_of or "this"
