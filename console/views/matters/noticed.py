"""Signs in the messages, in words: what each may be, the words it rests on, and what a person may say of it."""

from __future__ import annotations

from console.records.matters import Sign
from console.views.matters.line import Told
from console.views.words import moment, say

CONFIRM, DISMISS, AGAIN = "confirmed", "dismissed", "open"
_ICONS = {
    "external_link": "external-link",
    "unasked_file": "paperclip",
    "voice_message": "message",
    "third_party_programmer": "user-off",
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
    icon = _ICONS.get(sign.kind, "alert-triangle")
    if sign.verdict == "open":
        return Told(
            title=say(f"sign.{sign.kind}"),
            clause=sign.clause,
            quote=quote,
            icon=(icon, "functional"),
            acts=((CONFIRM, say("sign.confirm")), (DISMISS, say("sign.dismiss"))),
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


def ordered(signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Return the open signs first, then the confirmed, then the dismissed; each as they were said."""
    rank = {"open": 0, CONFIRM: 1, DISMISS: 2}
    return tuple(sorted(signs, key=lambda one: rank.get(one.verdict, 0)))
