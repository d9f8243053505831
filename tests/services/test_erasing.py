"""Erasing a person and what is kept no longer: shown first, exact, recorded, and the chain holds afterwards."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from console.channels.untrusted import process
from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.query import parse
from console.records.base import Role, TicketId
from console.records.erasing import Wanted
from console.services import access, closing, customers, deciding, outbox, questions, replaying, showing, triage
from console.services.desk import Desk
from console.services.erasing import person, record, retention
from console.services.intake import kept_back, run
from console.services.intake.run import import_paths
from console.services.reply import Outgoing, send_reply
from console.store import Unit, check, tables
from tests.services.conftest import Clock
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_chat_intake import export, said

ANN = "Ann Marigold <ann@one.example>"
WORDS = ("Marigold", "ann@one.example", "ann hrb-1", "zebracorn", "quillfeather")
"""What stands nowhere any more once Ann is erased: names, addresses, words of hers and of our answer to her."""


def arrive(desk: Desk, folder: Path, sender: str, key: str, body: str) -> TicketId:
    mail = raw_mail(key, sender=sender, subject=f"Case {key} zebracorn", body=body, at=desk.clock())
    list(import_paths(desk, [write(folder / key, mail)]))
    return showing.queue_page(desk, parse(f'subject:"Case {key}"').query).rows[0].id


def send(desk: Desk, ticket: TicketId, text: str) -> None:
    send_reply(
        desk,
        Outgoing(
            ticket_id=ticket, text=text, subject="Re", to_address="ann@one.example", base_event=10_000, final=True
        ),
    )


def close(desk: Desk, ticket: TicketId) -> None:
    reason = closing.judge(desk, ticket).allowed[0]
    closing.close(desk, ticket, reason, version=showing.detail(desk, ticket).row.version)


@pytest.fixture
def worked(desk: Desk, tmp_path: Path, clock: Clock) -> TicketId:
    """A question of Ann's: decided, a letter begun, answered and closed."""
    ticket = arrive(desk, tmp_path, ANN, "one", "How is a zebracorn rounded in the panel? Yours, Marigold")
    triage.set_topic(desk, ticket, "panel_section", version=showing.detail(desk, ticket).row.version)
    deciding.choose(desk, showing.panels(desk, ticket), "accept")
    send(desk, ticket, "Dear Marigold, a quillfeather is rounded up.")
    clock.forward(minutes=5)
    outbox.release_due(desk)
    close(desk, ticket)
    return ticket


def everything(desk: Desk) -> str:
    """Return every row of every table as folded text, each behind the name of its table."""
    with desk.store.read() as connection:
        return "\n".join(
            f"{table.name}: {[_plain(cell) for cell in row]}".casefold()
            for table in tables.metadata.sorted_tables
            if table.name not in HIDDEN
            for row in connection.execute(select(table))
        )


def _plain(cell: object) -> str:
    return bytes(cell).decode("latin-1") if isinstance(cell, (bytes, memoryview)) else str(cell)


def where(desk: Desk) -> list[str]:
    """Return the lines that still hold one of the words."""
    return [line for line in everything(desk).splitlines() if any(word.casefold() in line for word in WORDS)]


HIDDEN = ("agreement_versions", "wordings", "letters")


def contact_of(desk: Desk, ticket: TicketId) -> int:
    found = showing.detail(desk, ticket).contact_id
    assert found is not None
    return int(found)


def test_a_person_is_shown_by_number_and_then_gone_everywhere(desk: Desk, worked: TicketId) -> None:
    before = everything(desk)
    assert all(word.casefold() in before for word in WORDS)
    seen = person.preview(desk, person.find(desk, "ANN@one.example"), Wanted(customer=True))
    assert (seen.contact_id, seen.open_requests) == (contact_of(desk, worked), 0)
    assert {name: seen.counts[name] for name in ("requests", "messages", "answers", "decisions")} == {
        "requests": 1,
        "messages": 2,
        "answers": 1,
        "decisions": 1,
    }
    with pytest.raises(BadInput) as wrong:
        person.erase(desk, seen, token="00000000", reason="Asked for")
    assert wrong.value.code == "erase_wrong_token"
    with pytest.raises(BadInput) as silent:
        person.erase(desk, seen, token=seen.token, reason=" ")
    assert silent.value.code == "erase_needs_reason"
    assert everything(desk) == before

    done = person.erase(desk, seen, token=seen.token, reason="The person asked for it, ticket of 2 December")
    assert (done["messages"], done["contacts"], done["customers"]) == (2, 1, 1)
    assert where(desk) == []
    assert showing.queue_page(desk, parse("zebracorn").query).rows == ()
    with desk.store.read() as connection:
        assert [one for one in check.check(connection) if one.code not in ("rights", "login")] == []
    row = showing.detail(desk, worked).row
    assert (row.subject, row.close_reason, row.outcome) == ("", "28.1.1", "accept")
    (told,) = record.erased(desk)
    assert told.reason.startswith("The person asked")
    assert told.counts["messages"] == 2
    choice = deciding.chosen(showing.panels(desk, worked))
    assert choice is not None
    assert (choice.decision.outcome, choice.proposed, choice.stands) == ("accept", "", True)
    shown = showing.ticket(desk, row.number, replay=True)
    assert [one.kept for one in shown.replays if one.kind == replaying.DECISION] == [replaying.ERASED]
    assert all(one.holds for one in shown.replays)
    assert shown.history[-1].kind == "erased"


def test_what_others_wrote_stays(desk: Desk, worked: TicketId, tmp_path: Path) -> None:
    customer = customers.customers(desk)[0].id
    customers.add_contact(desk, customer, name="Ben", address="ben@one.example", role="owner", designated=True)
    other = arrive(desk, tmp_path, "Ben <ben@one.example>", "two", "Another matter of the unicorn")
    seen = person.preview(desk, contact_of(desk, worked))
    person.erase(desk, seen, token=seen.token, reason="Asked")
    left = everything(desk)
    assert "unicorn" in left
    assert "ben@one.example" in left
    assert showing.queue_page(desk, parse("unicorn").query).rows[0].id == other


@pytest.mark.parametrize(("title", "left"), [("Rounding in the panel", True), ("For Ann HRB-1", False)])
def test_a_title_that_anothers_request_shares_stays_unless_it_names_the_person(
    desk: Desk, worked: TicketId, title: str, *, left: bool
) -> None:
    customer = customers.customers(desk)[0].id
    customers.add_contact(desk, customer, name="Ben", address="ben@one.example", role="owner", designated=True)

    def share(unit: Unit) -> None:
        place = int(unit.row(tables.tickets.tickets, int(worked))["conversation_id"])
        unit.amend(tables.messages.conversations, place, expected=None, title=title)
        own = unit.find_all(tables.people.contacts, name="Ben")[0]["id"]
        unit.open_ticket(
            conversation_id=place, contact_id=own, customer_id=customer, channel_kind="email", subject="Mine",
            received_at=unit.at, last_message_at=unit.at, status="open",
        )  # fmt: skip

    desk.apply(desk.command("join"), share)
    seen = person.preview(desk, contact_of(desk, worked))
    person.erase(desk, seen, token=seen.token, reason="Asked")
    with desk.store.read() as connection:
        found = set(connection.execute(select(tables.messages.conversations.c.title)).scalars())
    assert (title in found) is left


def test_only_what_was_chosen_goes(desk: Desk, worked: TicketId) -> None:
    seen = person.preview(desk, contact_of(desk, worked), Wanted(texts=False, answers=False, files=False))
    person.erase(desk, seen, token=seen.token, reason="Only the name")
    left = everything(desk)
    assert "ann@one.example" not in left.replace('"raw', "") or "quillfeather" in left
    assert "quillfeather" in left
    assert showing.queue_page(desk, parse("zebracorn").query).rows
    with desk.store.read() as connection:
        assert [one for one in check.check(connection) if one.code not in ("rights", "login")] == []


def test_nothing_else_than_what_was_shown_is_erased(desk: Desk, worked: TicketId, tmp_path: Path, clock: Clock) -> None:
    seen = person.preview(desk, contact_of(desk, worked))
    later = arrive(desk, tmp_path, ANN, "late", "One more thing")
    with pytest.raises(NotAllowed) as still_open:
        person.erase(
            desk, person.preview(desk, seen.contact_id), token=person.preview(desk, seen.contact_id).token, reason="x"
        )
    assert still_open.value.code == "erase_open"
    triage.set_topic(desk, later, "panel_section", version=showing.detail(desk, later).row.version)
    send(desk, later, "Yes")
    clock.forward(minutes=5)
    outbox.release_due(desk)
    close(desk, later)
    with pytest.raises(Stale):
        person.erase(desk, seen, token=seen.token, reason="Asked")
    specialist = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed):
        person.preview(specialist, seen.contact_id)
    with pytest.raises(NotFound):
        person.find(desk, "nobody@one.example")


def test_a_rule_is_set_shown_and_run_by_a_lead(desk: Desk, worked: TicketId, clock: Clock) -> None:
    for days, code in ((5, "retention_days"), (10**6, "retention_days")):
        with pytest.raises(BadInput) as caught:
            retention.set_rule(desk, "closed_tickets", days, reason="Policy")
        assert caught.value.code == code
    retention.set_rule(desk, "closed_tickets", 365, reason="Our policy of 2026")
    (found,) = retention.due(desk)
    assert found.requests == 0
    clock.forward(days=370)
    (found,) = retention.due(desk)
    assert found.requests == 1
    assert "zebracorn" in everything(desk)
    done = retention.run(desk, found, token=found.token, reason="Yearly run")
    assert (done["requests"], done["messages"]) == (1, 2)
    left = everything(desk)
    assert "zebracorn" not in left
    assert "quillfeather" not in left
    assert "ann@one.example" in left
    assert [one.requests for one in retention.due(desk)] == [0]
    assert {one.counts["rule"] for one in record.erased(desk)} == {"closed_tickets"}
    with desk.store.read() as connection:
        assert [one for one in check.check(connection) if one.code not in ("rights", "login")] == []
    retention.set_rule(desk, "closed_tickets", 0, reason="Taken back")
    assert retention.due(desk) == ()


def test_what_an_open_request_needs_is_kept_until_that_is_due_too(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    asked = "Hello,\n\n1. How do I hide the zebracorn?\n2. Which PHP modules does the quillfeather need?\n\nAnn\n"
    ticket = arrive(desk, tmp_path, ANN, "two", asked)
    made = questions.split_off(desk, ticket, showing.detail(desk, ticket).questions[1].id).result
    assert isinstance(made, dict)
    other = TicketId(int(str(made["ticket"])))
    close(desk, ticket)
    for subject in ("closed_tickets", "raw_originals"):
        retention.set_rule(desk, subject, 30, reason="Policy")
    clock.forward(days=40)
    assert [one.requests for one in retention.due(desk)] == [0, 0]
    close(desk, other)
    assert [one.requests for one in retention.due(desk)] == [0, 0]
    assert "quillfeather" in everything(desk)
    clock.forward(days=40)
    found = retention.due(desk)
    assert [one.requests for one in found] == [2, 2]
    retention.run(desk, found[0], token=found[0].token, reason="Yearly run")
    assert "quillfeather" not in everything(desk)


def test_nothing_is_erased_while_a_letter_has_not_left(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    ticket = arrive(desk, tmp_path, ANN, "late", "How is a zebracorn rounded?")
    send(desk, ticket, "It is rounded up.")
    close(desk, ticket)
    retention.set_rule(desk, "closed_tickets", 30, reason="Policy")
    clock.forward(days=40)
    assert [one.requests for one in retention.due(desk)] == [0]
    seen = person.preview(desk, contact_of(desk, ticket))
    with pytest.raises(NotAllowed) as waits:
        person.erase(desk, seen, token=seen.token, reason="Asked for")
    assert waits.value.code == "erase_letter_waits"
    outbox.release_due(desk)
    assert [one.requests for one in retention.due(desk)] == [1]
    seen = person.preview(desk, contact_of(desk, ticket))
    person.erase(desk, seen, token=seen.token, reason="Asked for")


def with_file(desk: Desk, folder: Path, n: int = 0) -> TicketId:
    mail = MIMEMultipart()
    mail.attach(MIMEText("A picture of the zebracorn", "plain", "utf-8"))
    picture = MIMEApplication(b"bytes of a picture", Name="shot.bin")
    picture["Content-Disposition"] = 'attachment; filename="shot.bin"'
    mail.attach(picture)
    heads = {
        "From": ANN,
        "To": "support@desk.example",
        "Subject": f"Case file {n}",
        "Message-ID": f"<file{n}@mail.example>",
    }
    for name, value in {**heads, "Date": format_datetime(desk.clock())}.items():
        mail[name] = value
    list(import_paths(desk, [write(folder / f"file{n}", mail.as_bytes())]))
    return showing.queue_page(desk, parse(f'subject:"Case file {n}"').query).rows[0].id


def keep_back(desk: Desk, folder: Path) -> None:
    """Keep a mail of Ann's that the program of then could not read, and one of somebody else's."""
    mails = [
        raw_mail(who, sender=f"{who}@one.example", subject="x", body="y", at=desk.clock()) for who in ("Ann", "Ed")
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_MAIL_BYTES", 1)
        assert {line.reason for line in import_paths(desk, [write(folder / "large", *mails)])} == {"memory"}


def whose_are_kept(desk: Desk) -> list[str]:
    """Return who wrote what is kept back, "" where its bytes are gone."""
    found = [kept_back.content(desk, one).decode() if one.sha256 else "" for one in kept_back.waiting(desk)]
    return ["Ann" if "Ann@" in one else "Ed" if one else "" for one in found]


def test_what_was_not_taken_in_goes_with_its_writer(desk: Desk, worked: TicketId, tmp_path: Path) -> None:
    keep_back(desk, tmp_path)
    seen = person.preview(desk, contact_of(desk, worked))
    assert seen.counts["kept_back"] == 1
    done = person.erase(desk, seen, token=seen.token, reason="Asked for")
    assert done["kept_back"] == 1
    assert whose_are_kept(desk) == ["Ed", ""]
    assert not [line for line in where(desk) if line.startswith(("blobs", "intake_items"))]


def test_what_was_not_taken_in_goes_with_old_originals(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    keep_back(desk, tmp_path)
    retention.set_rule(desk, "raw_originals", 30, reason="Policy")
    clock.forward(days=29)
    assert retention.due(desk)[0].number == 0
    clock.forward(days=2)
    (found,) = retention.due(desk)
    assert (found.requests, found.kept_back) == (0, 2)
    assert retention.run(desk, found, token=found.token, reason="Monthly")["kept_back"] == 2
    assert whose_are_kept(desk) == ["", ""]
    assert retention.due(desk)[0].number == 0


@pytest.mark.parametrize("hides", [False, True])
def test_no_copy_of_a_message_that_was_not_taken_in_at_first_outlives_it(
    desk: Desk, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, hides: bool
) -> None:
    def breaks(*_given: object) -> None:
        raise BadInput("bad_addressee", address="nobody")

    (tmp_path / "shot.png").write_bytes(b"bytes of a picture")
    chat = export(tmp_path, "Ann", [said(1, "A zebracorn, how is it rounded?", photo="shot.png")], id=7)
    with monkeypatch.context() as patched:
        patched.setattr(run, "take_chat_message", breaks)
        list(import_paths(desk, [chat]))
    list(import_paths(desk, [chat]))
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    triage.confirm_proposals(desk, showing.detail(desk, row.id))
    close(desk, row.id)
    if hides:
        access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), "zebracorn")
    retention.set_rule(desk, "closed_tickets", 30, reason="Policy")
    clock.forward(days=31)
    (found,) = retention.due(desk)
    retention.run(desk, found, token=found.token, reason="Monthly")
    left = everything(desk)
    assert "zebracorn" not in left
    assert base64.b64encode(b"bytes of a picture").decode().casefold() not in left
    assert kept_back.waiting(desk) == ()


def keep_secret(desk: Desk, ticket: TicketId) -> None:
    """Keep access data of a closed request, as an older program left them."""

    def act(unit: Unit) -> int:
        kept = json.dumps({"secret": "quagga", "messages": [], "before": []}).encode()
        unit.insert(
            tables.licensing.access_requests,
            ticket_id=ticket,
            kind="panel",
            state="given",
            asked_at=unit.at,
            secret=kept,
            hint="qu…",
        )
        return unit.record(ticket, "access_given", {})

    desk.apply(desk.command("take_access", ticket_id=ticket), act)


@pytest.mark.parametrize("subject", ["raw_originals", "attachments", "secrets"])
def test_each_rule_takes_what_it_names_and_nothing_else(desk: Desk, tmp_path: Path, clock: Clock, subject: str) -> None:
    ticket = with_file(desk, tmp_path)
    triage.set_topic(desk, ticket, "panel_section", version=showing.detail(desk, ticket).row.version)
    send(desk, ticket, "Seen")
    clock.forward(minutes=5)
    outbox.release_due(desk)
    close(desk, ticket)
    keep_secret(desk, ticket)
    retention.set_rule(desk, subject, 30, reason="Policy")
    clock.forward(days=31)
    (found,) = retention.due(desk)
    assert found.requests == 1
    heard: list[tuple[int, int]] = []
    done = retention.run(desk, found, token=found.token, reason="Monthly", progress=lambda *far: not heard.append(far))
    assert heard == [(1, 1)]
    left = everything(desk)
    assert "zebracorn" in left
    assert ("quagga" in left) is (subject != "secrets")
    (message,) = [one for one in showing.messages(desk, ticket) if one.attachments]
    assert message.attachments[0].missing is (subject == "attachments")
    assert (message.raw_sha256 is None) is (subject != "secrets")
    assert (base64.b64encode(b"bytes of a picture").decode().casefold() in left) is (subject == "secrets")
    assert done["requests"] == 1
    assert [one.requests for one in retention.due(desk)] == [0]
    with desk.store.read() as connection:
        assert [one for one in check.check(connection) if one.code not in ("rights", "login")] == []


def test_a_run_goes_on_behind_what_it_took(
    desk: Desk, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several requests of one instant stand on both sides of the edge of a step."""
    monkeypatch.setattr(retention, "_STEP", 2)
    many = [with_file(desk, tmp_path, n) for n in range(5)]
    for ticket in many:
        triage.set_topic(desk, ticket, "panel_section", version=showing.detail(desk, ticket).row.version)
        send(desk, ticket, "Seen")
    clock.forward(minutes=5)
    outbox.release_due(desk)
    for ticket in many:
        close(desk, ticket)
        keep_secret(desk, ticket)
    retention.set_rule(desk, "secrets", 30, reason="Policy")
    clock.forward(days=31)
    (found,) = retention.due(desk)
    heard: list[tuple[int, int]] = []
    done = retention.run(desk, found, token=found.token, reason="Monthly", progress=lambda *far: not heard.append(far))
    assert heard == [(2, 5), (4, 5), (5, 5)]
    assert done["requests"] == 5
    assert set(done) == {"requests", "secrets"}
    assert [one.requests for one in retention.due(desk)] == [0]


def test_what_cannot_be_carried_out_is_told(desk: Desk, worked: TicketId) -> None:
    with pytest.raises(BadInput) as unknown:
        retention.set_rule(desk, "weather", 90, reason="x")
    assert unknown.value.code == "retention_subject"
    retention.set_rule(desk, "closed_tickets", 90, reason="Policy")
    (found,) = retention.due(desk)
    with pytest.raises(BadInput):
        retention.run(desk, found, token="none", reason="x")
    retention.set_rule(desk, "closed_tickets", 91, reason="Another policy")
    with pytest.raises(Stale):
        retention.run(desk, found, token=found.token, reason="x")
    retention.set_rule(desk, "closed_tickets", 0, reason="Taken back")
    with pytest.raises(NotFound):
        retention.run(desk, found, token=found.token, reason="x")
    assert [one.days for one in retention.rules(desk)] == [0]
