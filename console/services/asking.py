"""Asking the customer for everything that is missing, in one letter, so that the customer is asked once (15.2, 15.3).

The asking is remembered with its instant and what was asked; whether 28.1.9 may close the request follows from that.
"""

from __future__ import annotations

from console.faults import BadInput
from console.records.commands import Applied
from console.services import letter_values, preparing
from console.services.desk import Desk
from console.services.preparing import PreparedLetter, Quotes
from console.services.reply import Outgoing, Ruling, send_reply
from console.services.showing import Panels

FACTS, SHORT = "request.facts", "request.facts_short"
ASKS = frozenset(
    {"request.facts", "request.facts_short", "request.media_direct", "request.text_description", "request.access"}
    | {"request.access_again", "request.domain", "request.sender", "request.split", "request.error_conditions"}
    | {"request.error_details", "request.first_installation", "request.restoration_case", "request.update_first"}
)
OPENS_CHECK = ("request.error_check_opened", "request.error_check_only")
_FINAL = ("request.do_it_yourself", "request.not_product_error", "request.one_taken")
# What is asked for alone has a letter of its own, which says why it is needed.
_ALONE = {
    "sender": "request.sender",
    "domain": "request.domain",
    "media_direct": "request.media_direct",
    "text_description": "request.text_description",
    "access": "request.access_again",
}
_OF_OUTCOME = {
    "split": "request.split",
    "not_registered": "request.official_channel",
    "route": "request.first_installation",
    "merge": "request.repeat_joined",
}


def letter_for(panels: Panels) -> str:
    """Return the code of the letter that fits the decision: what is asked, or what is told."""
    view = panels.assessment
    if view.outcome in _OF_OUTCOME:
        return _OF_OUTCOME[view.outcome]
    if view.outcome == "product_error_check":
        return "request.error_check_only" if view.mode == "no_consultation" else "request.error_check_opened"
    needs = [one.fact for one in view.needs if one.supplier == "user"]
    if len(needs) == 1 and needs[0] in _ALONE:
        return _ALONE[needs[0]]
    return SHORT if panels.detail.row.channel.startswith("telegram") else FACTS


def prepare(
    desk: Desk, panels: Panels, language: str, *, code: str = "", official: Quotes | None = None
) -> PreparedLetter:
    """Return the letter that asks for what is missing. Raises BadInput ("no_letter")."""
    return preparing.prepare(desk, panels, code or letter_for(panels), language, official=official)


def ask(
    desk: Desk,
    panels: Panels,
    prepared: PreparedLetter,
    text: str,
    *,
    base_event: int,
    anyway: bool = False,
    command_id: str | None = None,
) -> Applied:
    """Send a letter that asks or tells; after one that asks the ticket waits. A check that it opens is a decision.

    Raises BadInput ("letter_not_ready"), Stale ("reply_stale").
    """
    stopping = preparing.blocking(preparing.checks(desk, panels, prepared, text))
    if stopping:
        raise BadInput("letter_not_ready", why=", ".join(stopping))
    view = panels.assessment
    ruling = None
    if prepared.letter.code in OPENS_CHECK:
        ruling = Ruling(
            kind="check",
            outcome="product_error_check",
            primary=None,
            clauses=view.also,
            inputs=view.inputs,
            result=view.result,
            agreement_id=view.agreement_id,
            seen=panels.detail,
            extra={"agreement": view.agreement},
        )
    return send_reply(
        desk,
        outgoing(desk, panels, prepared, text, base_event=base_event, anyway=anyway),
        ruling=ruling,
        command_id=command_id,
    )


def outgoing(
    desk: Desk, panels: Panels, prepared: PreparedLetter, text: str, *, base_event: int, anyway: bool = False
) -> Outgoing:
    """Return the message that carries a letter that asks or tells."""
    code = prepared.letter.code
    asks = code in ASKS
    return Outgoing(
        ticket_id=panels.detail.row.id,
        text=text,
        subject=prepared.subject,
        to_address=panels.detail.contact_address,
        base_event=base_event,
        asks=asks,
        final=code in _FINAL or code.startswith("close."),
        anyway=anyway,
        letter_code=code,
        letter_version=prepared.letter.mark,
        letter_language=prepared.letter.language,
        needs=letter_values.wanted(desk, panels, code) if asks else (),
        files=prepared.files,
    )
