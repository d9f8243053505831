from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.query import parse
from console.records.base import Role, Status, TicketId, Tier
from console.records.tickets import DraftRecord
from console.services import assessing, assign, closing, drafts, outbox, refusing, reply, showing, triage, undo
from console.services.desk import Desk, ensure_staff
from console.services.intake.run import import_paths
from console.services.reply import Outgoing
from console.store import check
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write

BOB = "Bob <bob@two.example>"


def expired_ticket(desk: Desk, tmp_path: Path) -> TicketId:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    mail = raw_mail("x", sender=BOB, subject="Rounding", body="How is the commission rounded in the panel?", at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return row.id


def refuse(desk: Desk, ticket: TicketId, language: str = "en") -> dict[str, int]:
    panels = showing.panels(desk, ticket)
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", language)
    assert prepared.filled.missing == ()
    applied = refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    return dict(applied.result)  # type: ignore[arg-type,call-overload]  # what a command leaves is JSON of any shape


def test_a_refusal_that_a_second_window_sends_too_is_stopped(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    panels = showing.panels(desk, ticket)
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", "en")
    refuse(desk, ticket)
    with pytest.raises(Stale):
        refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    assert len(showing.detail(desk, ticket).decisions) == 1


def test_refuse_undo_refuse_again_and_close(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    ticket = expired_ticket(desk, tmp_path)
    view = assessing.assess_ticket(desk, ticket)
    assert (view.outcome, view.primary) == ("refuse", "23.1.1")
    assert "renewal" in view.offers
    first = refuse(desk, ticket)
    clock.forward(seconds=4)
    outbox.recall(desk, first["outbox"])
    detail = showing.detail(desk, ticket)
    assert detail.decisions == ()
    assert detail.row.outcome is None
    (draft,) = drafts.load_drafts(desk, ticket)
    assert "clause 23.1.1" in draft.text
    assert all(message.delivery != "held" for message in showing.messages(desk, ticket))
    refuse(desk, ticket)
    assert outbox.release_due(desk) == ()
    clock.forward(seconds=11)
    (written,) = outbox.release_due(desk)
    assert written.state == "written"
    assert outbox.release_due(desk) == ()
    with pytest.raises(NotAllowed):
        outbox.recall(desk, written.id)
    letter = message_from_bytes(Path(written.path or "").read_bytes(), policy=default)
    assert letter["To"] == "bob@two.example"
    assert letter["In-Reply-To"] == "<x@mail.example>"
    assert letter["Subject"] == "Re: Rounding"
    text = letter.get_content()
    assert "clause 23.1.1" in text
    assert "13 June 2026" in text
    detail = showing.detail(desk, ticket)
    judged = closing.judge(desk, ticket)
    assert judged.proposed is not None
    assert (judged.proposed.clause, judged.proposed.because) == ("28.1.11", "refused")
    assert judged.unanswered == ()
    closing.close(desk, ticket, "28.1.11", version=detail.row.version)
    shown = showing.ticket(desk, detail.row.number, replay=True)
    assert shown.detail.row.status is Status.CLOSED
    assert [(one.outcome, one.primary) for one in shown.detail.decisions] == [("refuse", "23.1.1")]
    assert all(one.same for one in shown.replays)
    with desk.store.read() as connection:
        assert check.check(connection) == ()


@pytest.mark.parametrize(("language", "words"), [("en", "ended on"), ("ru", "закончился")])
def test_the_letter_speaks_the_customers_language(desk: Desk, tmp_path: Path, language: str, words: str) -> None:
    ticket = expired_ticket(desk, tmp_path)
    panels = showing.panels(desk, ticket)
    prepared = refusing.prepare(desk, panels, "23.1.1", language)
    assert words in prepared.filled.text
    assert prepared.filled.missing == ()


def test_a_ground_that_does_not_hold_cannot_be_sent(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    panels = showing.panels(desk, ticket)
    prepared = refusing.prepare(desk, panels, "23.1.5", "en")
    with pytest.raises(NotAllowed):
        refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=99)
    left = refusing.prepare(desk, panels, "23.1.1", "en")
    with pytest.raises(BadInput):
        refusing.refuse(desk, panels, left, left.filled.text + " {{today}}", base_event=99)
    assert showing.detail(desk, ticket).decisions == ()


def test_a_reply_against_an_older_state_is_stopped_and_can_go_anyway(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    seen = showing.detail(desk, ticket).event_n
    more = raw_mail("y", sender=BOB, subject="Re: Rounding", body="One thing more.", at=NOW, answers="x")
    list(import_paths(desk, [write(tmp_path / "more", more)]))
    outgoing = Outgoing(ticket_id=ticket, text="Hello", subject="Re", to_address="bob@two.example", base_event=seen)
    with pytest.raises(Stale):
        reply.send_reply(desk, outgoing)
    assert reply.send_reply(desk, replace(outgoing, anyway=True)).replayed is False


def test_the_same_sending_twice_sends_once(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    ticket = expired_ticket(desk, tmp_path)
    outgoing = Outgoing(ticket_id=ticket, text="Hello", subject="Re", to_address="bob@two.example", base_event=99)
    first = reply.send_reply(desk, outgoing, command_id="c" * 32)
    again = reply.send_reply(desk, outgoing, command_id="c" * 32)
    assert (first.result, again.replayed) == (again.result, True)
    clock.forward(seconds=20)
    assert len(outbox.release_due(desk)) == 1


def test_asking_makes_the_ticket_wait_and_the_answer_ends_it(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    outgoing = Outgoing(
        ticket_id=ticket, text="Which?", subject="Re", to_address="bob@two.example", base_event=99, asks=True
    )
    reply.send_reply(desk, outgoing)
    assert showing.detail(desk, ticket).row.status is Status.WAITING
    answer = raw_mail("y", sender=BOB, subject="Re: Rounding", body="This one.", at=NOW, answers="x")
    list(import_paths(desk, [write(tmp_path / "more", answer)]))
    assert showing.detail(desk, ticket).row.status is Status.OPEN


def test_acts_are_undone_by_their_inverse_unless_somebody_changed_the_same(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    line = showing.detail(desk, ticket).row
    taken = assign.take(desk, ticket, version=line.version)
    undo.undo(desk, ticket, int(str(taken.result)))
    assert showing.detail(desk, ticket).row.owner_id is None
    version = showing.detail(desk, ticket).row.version
    tier = triage.set_tier(desk, ticket, Tier.CRITICAL, version=version)
    triage.set_tier(desk, ticket, Tier.QUESTION, version=version + 1)
    with pytest.raises(Stale):
        undo.undo(desk, ticket, int(str(tier.result)))


def test_a_specialist_cannot_take_what_is_anothers(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    assign.take(desk, ticket, version=showing.detail(desk, ticket).row.version)
    actor = ensure_staff(desk.store, login="eve", name="Eve", role=Role.SPECIALIST, now=NOW)
    other = replace(desk, actor=actor)
    with pytest.raises(NotAllowed):
        assign.take(other, ticket, version=showing.detail(desk, ticket).row.version)


def test_drafts_are_kept_per_kind_and_an_empty_one_is_not(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)

    def draft(kind: str, text: str) -> DraftRecord:
        return DraftRecord(
            ticket_id=ticket, staff_id=desk.actor.staff_id, kind=kind, text=text, subject="", base_event=1, saved_at=NOW
        )

    drafts.save_draft(desk, draft("note", "  "))
    assert drafts.load_drafts(desk, ticket) == ()
    drafts.save_draft(desk, draft("reply", "Hel"))
    drafts.save_draft(desk, draft("reply", "Hello"))
    drafts.save_draft(desk, draft("note", "hm"))
    assert {one.kind: one.text for one in drafts.load_drafts(desk, ticket)} == {"reply": "Hello", "note": "hm"}
    assert drafts.discard_draft(desk, ticket, "note") is not None
    reply.add_note(desk, ticket, "Seen")
    assert [one.kind for one in drafts.load_drafts(desk, ticket)] == ["reply"]
