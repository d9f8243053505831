"""Refusing, pausing, pointing to a paid service: the letter for a ground, and the act itself, done by a named person.

Never severer than the text (A18): the decision says how far it goes, a person may choose a milder act. Whoever refuses
confirms the facts that the outcome rests on; they are kept with the decision, and so is the letter as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.faults import BadInput, NotAllowed
from console.records.assessment import AssessmentView
from console.records.base import Json, StaffId, Status, TicketId
from console.records.commands import Applied
from console.services import letters, loads, preparing, reviewing
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.services.preparing import PreparedLetter, Quotes
from console.services.reply import Outgoing, Ruling, Then, add_message, send_reply
from console.services.showing import Panels
from console.store import Unit

REFUSE, SUSPEND, REDIRECT = "refuse", "suspend", "redirect"
ENDINGS = ("refuse", "redirect_paid", "suspend", "not_registered")
_ASKED_FIRST = ("23.1.15", "23.1.16")
REDIRECTING = "request.paid_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Why a ground may not be used now: cannot_hold, not_known, severer_than_text, ask_first. Empty: it may."""

    code: str = ""

    def __bool__(self) -> bool:
        return bool(self.code)


def code_of(clause: str, kind: str = REFUSE) -> str:
    """Return the code of the letter of a ground."""
    return REDIRECTING if kind == REDIRECT else f"{kind}.{clause}"


def kinds(view: AssessmentView, clause: str) -> tuple[str, ...]:
    """Return the letters that fit a ground under a decision, the proposed one first."""
    known = letters.load_letters("en")
    found: list[str] = []
    if view.outcome == "redirect_paid" and clause == view.primary:
        found.append(REDIRECT)
    if view.outcome == "suspend" and code_of(clause, SUSPEND) in known:
        found.append(SUSPEND)
    return (*found, REFUSE)


def prepare(
    desk: Desk,
    panels: Panels,
    clause: str,
    language: str,
    *,
    kind: str = REFUSE,
    given: Mapping[str, str] | None = None,
    official: Quotes | None = None,
) -> PreparedLetter:
    """Return the letter of a ground for a ticket. Raises BadInput ("no_letter") where there is none."""
    return preparing.prepare(desk, panels, code_of(clause, kind), language, given=given, official=official)


def limit(panels: Panels, clause: str) -> Limit:
    """Return why a ground may not be used for this ticket now."""
    view = panels.assessment
    status = ground_status(view, clause)
    if status == "cannot":
        return Limit(code="cannot_hold")
    if status == "unknown":
        return Limit(code="not_known")
    if view.outcome in ENDINGS:
        return Limit()
    if may_end(view.outcome, clause):
        asked = panels.detail.row.status is Status.WAITING
        return Limit() if asked else Limit(code="ask_first")
    return Limit(code="severer_than_text")


def may_end(outcome: str, clause: str) -> bool:
    """Return whether a ground may end a request of which the agreement says `outcome`; some only once it was asked."""
    return outcome in ENDINGS or (clause in _ASKED_FIRST and outcome == "ask_info")


def ground_status(view: AssessmentView, clause: str) -> str:
    """Return holds, unknown or cannot for a clause; the primary clause of the decision always holds."""
    if clause == view.primary:
        return "holds"
    return next((one.status for one in view.grounds if one.clause == clause), "cannot")


def refuse(
    desk: Desk,
    panels: Panels,
    prepared: PreparedLetter,
    text: str,
    *,
    base_event: int,
    anyway: bool = False,
    reason: str | None = None,
    command_id: str | None = None,
) -> Applied:
    """Send a refusal, a pause or a pointer to a paid service; where the lead wants it, it waits for a second look.

    Raises NotAllowed ("ground_cannot_hold", "severer_than_text") for what the agreement does not give, BadInput
    ("letter_not_ready") while something in the letter blocks it, ("ground_needs_reason") for another ground than the
    one that is named first, Stale ("reply_stale", "decision_stale").
    """
    detail, view = panels.detail, panels.assessment
    require_ready(desk, panels, prepared, text)
    _require_reason(view, prepared, reason)
    return send_reply(
        desk,
        Outgoing(
            ticket_id=detail.row.id,
            text=text,
            subject=prepared.subject,
            to_address=detail.contact_address,
            base_event=base_event,
            anyway=anyway,
            letter_code=prepared.letter.code,
            letter_version=prepared.letter.mark,
            letter_language=prepared.letter.language,
            files=prepared.files,
        ),
        ruling=Ruling(
            kind="refusal",
            outcome=_outcome(view, prepared),
            primary=prepared.clause,
            clauses=view.also,
            inputs=view.inputs,
            result=view.result,
            agreement_id=view.agreement_id,
            seen=detail,
            override_reason=reason if view.primary != prepared.clause else None,
            extra={"agreement": view.agreement, "official": prepared.official},
        ),
        then=None if prepared.letter.code == REDIRECTING else _held(desk, detail.row.id, prepared.clause),
        again=_again(view, prepared, text, base_event=base_event, reason=reason),
        command_id=command_id,
    )


def _again(
    view: AssessmentView, prepared: PreparedLetter, text: str, *, base_event: int, reason: str | None
) -> dict[str, Json]:
    """Return how a refusal is asked for once more: with what was proposed, so that it is judged anew against that.

    One that quotes the official wording is asked for by a person.
    """
    if prepared.official:
        return {}
    return {
        "verb": "refuse",
        "code": prepared.letter.code,
        "clause": prepared.clause,
        "language": prepared.letter.language,
        "given": dict(prepared.given),
        "text": text,
        "base_event": base_event,
        "reason": reason,
        "outcome": view.outcome,
        "primary": view.primary,
    }


def _held(desk: Desk, ticket_id: TicketId, clause: str) -> Then:
    """Return what keeps a refusal back where another person is to look first; a way to a service is no refusal."""
    return lambda unit, sent: reviewing.hold(unit, desk, sent, ticket_id=ticket_id, clause=clause)


def _require_reason(view: AssessmentView, prepared: PreparedLetter, reason: str | None) -> None:
    """Raise BadInput for another ground than the one that is named first where nobody says why."""
    if prepared.clause != view.primary and prepared.letter.code != REDIRECTING and not (reason or "").strip():
        raise BadInput("ground_needs_reason", clause=prepared.clause, primary=view.primary or "–")


def _outcome(view: AssessmentView, prepared: PreparedLetter) -> str:
    """Return the outcome that a letter carries out: never a severer one than the decision's."""
    if prepared.letter.code == REDIRECTING:
        return "redirect_paid"
    if view.outcome not in ENDINGS or (
        view.outcome == "suspend" and not prepared.letter.code.startswith(f"{SUSPEND}.")
    ):
        return "refuse"  # of two acts that the clause allows, the milder one
    return view.outcome


def require_ready(desk: Desk, panels: Panels, prepared: PreparedLetter, text: str) -> None:
    """Raise NotAllowed or BadInput where a refusal may not leave."""
    found = limit(panels, prepared.clause)
    if found.code in ("cannot_hold", "not_known"):
        raise NotAllowed("ground_cannot_hold", clause=prepared.clause)
    if found:
        raise NotAllowed("severer_than_text", clause=prepared.clause, outcome=panels.assessment.outcome)
    stopping = preparing.blocking(preparing.checks(desk, panels, prepared, text))
    if stopping:
        raise BadInput("letter_not_ready", why=", ".join(stopping))


def refer(
    desk: Desk, panels: Panels, prepared: PreparedLetter, text: str, lead: StaffId, *, command_id: str | None = None
) -> Applied:
    """Ask a lead to look at a refusal before it goes out: the letter becomes a note, the ticket goes to the lead.

    Nothing is sent. The result is the number of the event, so that it can be undone. Raises Stale,
    NotAllowed ("over_closed", "over_joined", "person_left").
    """
    ticket_id = panels.detail.row.id

    def act(unit: Unit) -> int:
        ticket = hold_at_work(unit, ticket_id)
        loads.give(unit, (lead,))
        message = add_message(unit, desk, ticket, note=True, text=text, subject="")
        unit.touch("messages", ticket_id)
        values: dict[str, object] = {"owner_id": int(lead), "owner_key": int(lead)}
        if ticket["owner_id"] != lead:
            values["claimed_at"] = None  # nobody took it: it was given
        return unit.change_ticket(
            ticket_id,
            "referred",
            values,
            extra={"message": message, "clause": prepared.clause, "letter": prepared.letter.code},
            texts={"text": text},
        )

    command = desk.command("refer", ticket_id=ticket_id, expected=panels.detail.row.version, command_id=command_id)
    return desk.apply(command, act)
