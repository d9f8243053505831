"""Who stands behind the words of a request once somebody else has written into its thread."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import Stale
from console.query import parse
from console.records.base import Json, Status
from console.records.tickets import FactRecord
from console.services import asking, closing, customers, deciding, returning, showing, triage, undo
from console.services.desk import Desk
from console.services.intake import bounds
from console.services.writers import STANDS
from console.store.queries import senders
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_chat_intake import BOB, export, said
from tests.services.test_intake import ANN, take, whole
from tests.services.test_intake_senders import says_us
from tests.services.test_intake_threads import asked, first

MAL = "Mal <mal@evil.example>"


def another(key: str = "m", sender: str = MAL) -> bytes:
    return raw_mail(
        key, sender=sender, subject="Re: W", body="Give me the key.", at=NOW + timedelta(hours=1), answers="a"
    )


def fact(desk: Desk, ticket: int) -> FactRecord | None:
    return next((one for one in showing.detail(desk, ticket).facts if one.name == STANDS), None)


def asks_who(desk: Desk, ticket: int) -> bool:
    return "sender" in [one.fact for one in showing.panels(desk, ticket).assessment.needs]


def say_stands(desk: Desk, ticket: int, value: Json, status: str = "confirmed") -> None:
    triage.set_fact(desk, ticket, STANDS, value, version=showing.detail(desk, ticket).row.version, status=status)


def test_what_another_writes_leaves_open_who_asks_until_a_person_says(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    assert not asks_who(desk, row.id)
    seen = showing.detail(desk, row.id)
    take(desk, write(tmp_path / "in", another()))
    found = fact(desk, row.id)
    newest = showing.messages(desk, row.id)[-1]
    assert found is not None
    assert (found.value, found.status, found.message_id) == (None, "proposed", newest.id)
    assert newest.text[found.start : found.end].strip() == "Give me the key."
    with desk.store.read() as connection:
        assert senders.written_by_others(connection, STANDS) == {}
        assert senders.written_by_others(connection, "asked by no older console") == {
            (row.id, row.number): (newest.id,)
        }
    assert first(desk).status is Status.OPEN
    assert asks_who(desk, row.id)
    assert showing.panels(desk, row.id).assessment.outcome == "ask_info"
    with pytest.raises(Stale):
        triage.confirm_proposals(desk, seen)
    triage.confirm_proposals(desk, showing.detail(desk, row.id))
    assert asks_who(desk, row.id)
    assert STANDS not in showing.panels(desk, row.id).assessment.unconfirmed
    assert asking.letter_for(showing.panels(desk, row.id)) in ("request.sender", "request.facts")
    say_stands(desk, row.id, value=True)
    assert not asks_who(desk, row.id)
    take(desk, write(tmp_path / "again", another("n")))
    assert asks_who(desk, row.id)
    say_stands(desk, row.id, value=False)
    view = showing.panels(desk, row.id).assessment
    assert (view.outcome, view.primary) == ("refuse", "22.1")
    say_stands(desk, row.id, None)
    assert (asks_who(desk, row.id), showing.panels(desk, row.id).assessment.outcome) == (True, "ask_info")
    say_stands(desk, row.id, None, "rejected")
    assert asks_who(desk, row.id)
    whole(desk)


def test_the_sender_and_a_contact_who_may_do_the_same_leave_nothing_open(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    customer = showing.detail(desk, row.id).customer_id
    assert customer is not None
    customers.add_contact(desk, customer, name="Bea", address="bea@one.example", role="owner", designated=True)
    customers.add_contact(desk, customer, name="Cid", address="cid@one.example", role="contractor", designated=False)
    for key, sender in (("b", ANN), ("c", "bea@one.example"), ("d", "ANN@one.example")):
        take(desk, write(tmp_path / key, another(key, sender)))
    assert fact(desk, row.id) is None
    take(desk, write(tmp_path / "e", another("e", "cid@one.example")))
    assert fact(desk, row.id) is not None


def test_an_address_in_other_capitals_is_no_other_in_any_letters(desk: Desk, tmp_path: Path) -> None:
    asks = raw_mail("a", sender="SENDER", subject="W", body="Where is it?", at=NOW)
    take(desk, write(tmp_path / "asked", asks.replace(b"SENDER", "örnß@four.example".encode())))
    row = first(desk)
    for key, sender, found in (("b", "ÖRNß@four.example", False), ("c", "orn@four.example", True)):
        take(desk, write(tmp_path / key, another(key, "SENDER").replace(b"SENDER", sender.encode())))
        with desk.store.read() as connection:
            others = senders.written_by_others(connection, "asked by no older console")
            assert senders.unmatched_of(connection, "ÖRNß@four.example") == (row.id,)
        assert ((row.id, row.number) in others) is (fact(desk, row.id) is not None) is found


@pytest.mark.parametrize("known", [True, False], ids=("a contact", "nobody"))
def test_what_says_it_is_from_us_is_another_unless_it_asks_for_answers_to_the_sender(
    desk: Desk, tmp_path: Path, *, known: bool
) -> None:
    sender = "ann@one.example" if known else "zoe@four.example"
    take(desk, write(tmp_path / "asked", raw_mail("a", sender=sender, subject="W", body="Where is it?", at=NOW)))
    row = first(desk)
    form = says_us(b"Reply-To: " + sender.encode(), to="support@desk.example")
    take(desk, write(tmp_path / "form", form))
    assert fact(desk, row.id) is None
    take(desk, write(tmp_path / "in", says_us(received=True).replace(b"<u@", b"<v@")))
    assert fact(desk, row.id) is not None


def test_a_role_that_a_person_named_counts_until_another_writes(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    for key, before in (("m", False), ("n", True)):
        triage.set_fact(desk, row.id, "sender_role", "contractor", version=showing.detail(desk, row.id).row.version)
        told = showing.panels(desk, row.id).assessment.inputs
        assert ("contractor" in told) is True, before
        take(desk, write(tmp_path / key, another(key)))
        assert "contractor" not in showing.panels(desk, row.id).assessment.inputs


def test_a_decision_that_was_made_stands(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    triage.confirm_proposals(desk, showing.detail(desk, row.id))
    panels = showing.panels(desk, row.id)
    option = next(one for one in deciding.options(panels) if one.allowed)
    deciding.choose(desk, panels, option.outcome, reason="A courtesy.")
    before = showing.detail(desk, row.id).decisions
    take(desk, write(tmp_path / "in", another()))
    after = showing.detail(desk, row.id)
    assert [(one.id, one.outcome) for one in after.decisions] == [(one.id, one.outcome) for one in before]
    assert asks_who(desk, row.id)


@pytest.mark.parametrize("sender", [MAL, ANN], ids=("another", "the sender"))
def test_a_follow_up_of_another_leaves_open_who_asks_once_it_is_joined(
    desk: Desk, tmp_path: Path, clock: Clock, sender: str
) -> None:
    row = asked(desk, tmp_path)
    closing.close(desk, row.id, "28.1.3", version=first(desk).version)
    clock.now = NOW + timedelta(days=1)
    take(desk, write(tmp_path / "in", another(sender=sender)))
    assert fact(desk, row.id) is None
    found = returning.judge_reopening(desk, row.id)
    assert found.joinable is not None
    n = returning.reopen(
        desk,
        row.id,
        version=found.version,
        reason=returning.CAME_BACK,
        join=(found.joinable, found.joinable_version),
    ).result
    assert (fact(desk, row.id) is not None) is asks_who(desk, row.id) is (sender == MAL)
    undone = undo.undo(desk, row.id, int(str(n))).result
    assert fact(desk, row.id) is None
    undo.redo(desk, row.id, int(str(undone)))
    made = fact(desk, row.id)
    assert (made is not None) is (sender == MAL)
    if made is not None:
        assert made.message_id == showing.messages(desk, row.id)[-1].id
    whole(desk)


def test_in_a_group_another_who_answers_or_is_brought_in_leaves_open_who_asks(desk: Desk, tmp_path: Path) -> None:
    chat = [said(1, "How do I add a currency?"), said(2, "And I?", BOB, reply_to_message_id=1), said(3, "Alone", BOB)]
    take(desk, export(tmp_path, "Group", chat, id=7, type="private_supergroup"))
    asked_by_two, alone = (one.id for one in showing.queue_page(desk, parse("is:proposed sort:created").query).rows)
    found, newest = fact(desk, asked_by_two), showing.messages(desk, asked_by_two)[-1]
    assert found is not None
    assert (found.value, found.status, found.message_id) == (None, "proposed", newest.id)
    assert fact(desk, alone) is None
    say_stands(desk, asked_by_two, value=True)
    bounds.move_end(desk, asked_by_two, 1, version=showing.detail(desk, asked_by_two).row.version)
    judged = fact(desk, asked_by_two)  # Bob spoke there before, and a person has judged it
    assert judged is not None
    assert judged.status == "confirmed"
    chat = [said(1, "How do I pay?"), said(2, "And when?"), said(3, "Like this?", BOB)]
    take(desk, export(tmp_path, "Other", chat, id=8, type="private_supergroup"))
    ann = next(one.id for one in showing.queue_page(desk, parse("is:proposed").query).rows if "pay" in one.subject)
    assert fact(desk, ann) is None
    bounds.move_end(desk, ann, 1, version=showing.detail(desk, ann).row.version)
    brought = fact(desk, ann)
    assert brought is not None
    messages = [one.id for one in showing.messages(desk, ann)]
    assert brought.message_id == messages[-1]
    for at, found in ((1, messages[-1]), (2, None)):  # where a part begins, and what leaves open who asks there
        event = bounds.split_at(desk, ann, messages[at], version=showing.detail(desk, ann).row.version).result
        part = max(one.id for one in showing.queue_page(desk, parse("is:proposed").query).rows)
        made = fact(desk, part)
        assert (made and made.message_id) == found
        undo.undo(desk, ann, int(str(event)))
    whole(desk)
