"""Signs in the messages, in words: what each may be, the words it rests on, and what a person may say of it."""

from __future__ import annotations

from console.records.matters import Sign
from console.views.matters.line import Told
from console.views.words import moment, say

CONFIRM, DISMISS, AGAIN = "confirmed", "dismissed", "open"
HIDE, WRITES, ASKS_FOR = "hide", "writes", "asks_for"
_ACTS = {"access_data": (HIDE,), "third_party_programmer": (WRITES, ASKS_FOR)}
_ICONS = {
    "external_link": "external-link",
    "unasked_file": "paperclip",
    "voice_message": "message",
    "third_party_programmer": "user-off",
    "access_data": "lock",
    "threats": "alert-octagon",
    "several_channels": "arrows-split",
    "repeat": "refresh",
    "poke": "bolt",
    "many_in_a_row": "list-details",
    "in_pieces": "list-details",
}
_LONGEST = 180


def told(sign: Sign) -> Told:
    """Return a sign as its line says it."""
    words = " ".join(sign.words.split())
    quote = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
    if sign.kind == "access_data":
        quote = "•" * 6
    icon = _ICONS.get(sign.kind, "alert-triangle")
    if sign.verdict == "open":
        return Told(
            title=say(f"sign.{sign.kind}"),
            clause=sign.clause,
            quote=quote,
            icon=(icon, "functional"),
            acts=(*_acts(sign.kind), (DISMISS, say("sign.dismiss"))),
        )
    confirmed = sign.verdict == CONFIRM
    return Told(
        title=say(f"sign.{sign.kind}"),
        clause=sign.clause,
        quote=quote if confirmed else "",
        detail=say(f"sign.is_{sign.verdict}", name=sign.by or "–", time=moment(sign.at) if sign.at else ""),
        icon=("circle-check", "ok") if confirmed else ("x", "text3"),
        acts=((AGAIN, say("sign.again")),),
    )


def _acts(kind: str) -> tuple[tuple[str, str], ...]:
    own = _ACTS.get(kind)
    return ((CONFIRM, say("sign.confirm")),) if own is None else tuple((act, say(f"sign.{act}")) for act in own)


def ordered(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Return the open signs first, then the confirmed, then the dismissed; each as they were said."""
    rank = {"open": 0, CONFIRM: 1, DISMISS: 2}
    return tuple(sorted(signs, key=lambda one: rank.get(one.verdict, 0)))
