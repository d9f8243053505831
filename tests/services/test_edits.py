"""What an edit in a chat changes: what nobody confirmed is proposed anew, what a person confirmed stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import policy
from console.faults import Stale
from console.query import parse
from console.records.base import Status, TicketId, Tier
from console.records.tickets import FactRecord
from console.services import closing, matters, questions, returning, showing, triage, undo
from console.services.desk import Desk
from console.services.intake import bounds
from console.services.intake.parts import CHANGED, EARLIER, EDITED, MOVED
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_chat_intake import export, said, take
from tests.services.test_intake import ANN as MAIL
from tests.services.test_intake import take as import_from
from tests.services.test_intake import whole
from tests.services.test_questions import THREE, bodies

OLD = "In Orders the export fails with an error 500. Steps: open Orders, press Export. Version 3.2."
STOPS = "blocks_normal_operation"
NEW = "How do I change the logo of the receipts?"


def came(desk: Desk, folder: Path, text: str, *, edit: int = 0) -> None:
    """Take the chat in, with its one message as it is after so many edits."""
    unix = str(int((NOW + timedelta(hours=edit)).timestamp()))
    more = {"edited_unixtime": unix} if edit else {}
    take(desk, export(folder, "Ann", [said(1, text, **more)], id=7))


def ticket(desk: Desk) -> TicketId:
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    return row.id


def facts(desk: Desk, key: TicketId) -> dict[str, FactRecord]:
    return {one.name: one for one in showing.detail(desk, key).facts}


def test_what_nobody_confirmed_is_proposed_anew_from_the_new_words(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    before = facts(desk, key)
    assert (before["is_error"].value, before[STOPS].value) == (True, False)
    topic = showing.detail(desk, key).row.topic
    came(desk, tmp_path, NEW, edit=1)
    after, detail = facts(desk, key), showing.detail(desk, key)
    assert detail.row.topic != topic
    assert [one.text for one in detail.questions] == [NEW]
    assert (after["is_error"].value, after["is_error"].newest) == (False, True)
    assert (after[STOPS].value, after[STOPS].status, after[STOPS].newest) == (None, "proposed", True)
    assert CHANGED not in after
    view = showing.panels(desk, key).assessment
    assert STOPS not in view.unconfirmed
    triage.confirm_proposals(desk, detail)
    assert facts(desk, key)[STOPS].status == "proposed"
    came(desk, tmp_path, OLD, edit=2)
    again = facts(desk, key)[STOPS]
    assert (again.value, again.message_version, again.newest) == (False, 3, True)
    whole(desk)


def test_a_request_is_named_by_the_new_words_as_far_as_the_old_ones_named_it(desk: Desk, tmp_path: Path) -> None:
    def chat(first: str, second: str, edit: int) -> None:
        edited = {"edited_unixtime": str(int((NOW + timedelta(hours=edit)).timestamp()))} if edit else {}
        take(desk, export(tmp_path, "Ann", [said(1, first, **edited), said(2, second, **edited)], id=7))

    chat(OLD, "Hello?", 0)
    key = ticket(desk)
    chat(OLD, "Please?", 1)
    assert showing.detail(desk, key).row.subject == OLD[:90]
    chat(NEW, "Please?", 2)
    row = showing.detail(desk, key).row
    assert (row.subject, row.preview) == (NEW, f"{NEW} Please?")
    assert [one.id for one in showing.queue_page(desk, parse("logo").query).rows] == [key]
    named = desk.command("name", ticket_id=key)
    desk.apply(named, lambda unit: unit.change_ticket(key, "span_set", {"subject": "Their logo"}))
    chat(OLD, "Please?", 3)
    row = showing.detail(desk, key).row
    assert (row.subject, row.preview) == ("Their logo", f"{OLD} Please?")
    whole(desk)


def test_a_preview_of_the_first_message_stays_one_of_the_first_when_another_is_edited(
    desk: Desk, tmp_path: Path
) -> None:
    later = {"edited_unixtime": str(int((NOW + timedelta(hours=1)).timestamp()))}
    take(desk, export(tmp_path, "Ann", [said(1, OLD), said(2, "Hello?")], id=7))
    key = ticket(desk)
    first = desk.command("first", ticket_id=key)
    desk.apply(first, lambda unit: unit.change_ticket(key, "span_set", {"preview": OLD}))
    take(desk, export(tmp_path, "Ann", [said(1, OLD), said(2, "Please?", **later)], id=7))
    assert showing.detail(desk, key).row.preview == OLD
    take(desk, export(tmp_path, "Ann", [said(1, NEW, **later), said(2, "Please?", **later)], id=7))
    assert showing.detail(desk, key).row.preview == NEW


def test_the_words_of_an_edit_are_worked_out_once(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    came(desk, tmp_path, OLD)
    read: list[str] = []
    real = policy.report_signals

    def counted(text: str) -> tuple[policy.Signal, ...]:
        read.append(text)
        return real(text)

    monkeypatch.setattr(policy, "report_signals", counted)
    came(desk, tmp_path, NEW, edit=1)
    assert read == [NEW]


def test_what_a_person_confirmed_stays_and_is_named(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    triage.confirm_proposals(desk, showing.detail(desk, key))
    triage.set_tier(desk, key, Tier.CRITICAL, version=showing.detail(desk, key).row.version)
    confirmed, row = facts(desk, key), showing.detail(desk, key).row
    came(desk, tmp_path, NEW, edit=1)
    after, detail = facts(desk, key), showing.detail(desk, key)
    assert (detail.row.topic, detail.row.tier) == (row.topic, Tier.CRITICAL)
    assert {name: after[name] for name in confirmed if name != "is_error"}.keys() <= after.keys()
    assert (after["is_error"].value, after["is_error"].status) == (True, "confirmed")
    named = after[CHANGED]
    assert isinstance(named.value, list)
    assert {"topic", "tier", "is_error"} <= {str(one) for one in named.value}
    text = showing.messages(desk, key)[-1].text
    assert (named.status, named.newest, text[named.start : named.end]) == ("proposed", True, NEW)
    assert CHANGED in showing.panels(desk, key).assessment.unconfirmed
    triage.confirm_proposals(desk, detail)
    assert CHANGED not in showing.panels(desk, key).assessment.unconfirmed
    whole(desk)


def test_words_that_say_the_same_ask_for_no_second_look(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    triage.confirm_proposals(desk, showing.detail(desk, key))
    came(desk, tmp_path, OLD.replace("press Export", "press the Export button"), edit=1)
    assert CHANGED not in facts(desk, key)


def test_a_request_that_is_over_is_read_no_more(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    closing.close(desk, key, "28.1.3", version=showing.detail(desk, key).row.version)
    before = facts(desk, key)
    came(desk, tmp_path, NEW, edit=1)
    assert facts(desk, key).keys() == before.keys()
    assert all(facts(desk, key)[name].value == one.value for name, one in before.items())


def test_what_was_seen_before_an_edit_is_confirmed_no_more(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, OLD)
    key = ticket(desk)
    seen = showing.detail(desk, key)
    came(desk, tmp_path, NEW, edit=1)
    with pytest.raises(Stale):
        triage.confirm_proposals(desk, seen)
    detail = showing.detail(desk, key)
    assert not any(one.topic_confirmed for one in detail.questions)
    assert all(one.status == "proposed" for one in detail.facts)
    triage.confirm_proposals(desk, detail)


def test_requests_that_share_the_questions_of_a_message_are_not_read_anew(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, THREE)
    key = ticket(desk)
    triage.confirm_request(desk, key, version=showing.detail(desk, key).row.version)
    split = questions.split_off(desk, key, showing.detail(desk, key).questions[2].id).result
    assert isinstance(split, dict)
    both = (key, TicketId(int(str(split["ticket"]))))
    before = [(bodies(desk, one), showing.detail(desk, one).row.topic) for one in both]
    came(desk, tmp_path, THREE.replace("Hello,", "Hello there,"), edit=1)
    assert [(bodies(desk, one), showing.detail(desk, one).row.topic) for one in both] == before
    for one in both:
        named = facts(desk, one)[CHANGED]
        assert (named.value, named.status, named.message_version) == ([EDITED], "proposed", 2)
    whole(desk)


def test_a_request_whose_question_came_back_is_read_anew(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, THREE)
    key = ticket(desk)
    triage.confirm_request(desk, key, version=showing.detail(desk, key).row.version)
    split = questions.split_off(desk, key, showing.detail(desk, key).questions[2].id).result
    assert isinstance(split, dict)
    undo.undo(desk, key, int(str(split["event"])))
    came(desk, tmp_path, THREE.replace("a currency", "a coin"), edit=1)
    assert bodies(desk, key)[0] == "How do I hide a coin from the public page?"
    assert CHANGED not in facts(desk, key)


def test_messages_that_come_to_a_part_of_the_questions_leave_it_as_it_is(desk: Desk, tmp_path: Path) -> None:
    day = 24 * 60
    chat = [said(1, "Good morning", minute=0), said(2, THREE, minute=1), said(3, NEW, minute=day)]
    take(desk, export(tmp_path, "Ann", chat, id=7))
    key, later = (one.id for one in showing.queue_page(desk, parse("is:proposed sort:created").query).rows)
    triage.confirm_request(desk, key, version=showing.detail(desk, key).row.version)
    split = questions.split_off(desk, key, showing.detail(desk, key).questions[2].id).result
    assert isinstance(split, dict)
    part = TicketId(int(str(split["ticket"])))
    both = (key, part)
    before = [(bodies(desk, one), showing.detail(desk, one).row.subject) for one in both]
    bounds.move_end(desk, key, 1, version=showing.detail(desk, key).row.version)
    assert [(bodies(desk, one), showing.detail(desk, one).row.subject) for one in both] == before
    named = facts(desk, key)[CHANGED]
    assert (named.value, named.status) == ([MOVED], "proposed")
    assert named.message_id == showing.messages(desk, key)[-1].id
    assert CHANGED not in facts(desk, part)
    assert showing.detail(desk, later).row.status is Status.MERGED
    joined = bounds.join_previous(desk, part, version=showing.detail(desk, part).row.version).result
    assert [line[3:] for line in THREE.splitlines() if line[:1].isdigit()] == bodies(desk, key)[:3]
    undo.undo(desk, part, int(str(joined)))
    assert (bodies(desk, part), showing.detail(desk, part).row.subject) == before[1]
    whole(desk)


def test_a_mail_received_earlier_leaves_a_part_of_the_questions_as_it_is(desk: Desk, tmp_path: Path) -> None:
    import_from(desk, write(tmp_path / "asked", raw_mail("a", sender=MAIL, subject="W", body=THREE, at=NOW)))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    split = questions.split_off(desk, row.id, showing.detail(desk, row.id).questions[2].id).result
    assert isinstance(split, dict)
    part = TicketId(int(str(split["ticket"])))
    before = (bodies(desk, part), showing.detail(desk, part).row)
    at = NOW - timedelta(hours=1)
    import_from(desk, write(tmp_path / "in", raw_mail("b", sender=MAIL, subject="Old", body=NEW, at=at, answers="a")))
    after = showing.detail(desk, part).row
    assert (bodies(desk, part), after.subject, after.topic) == (before[0], before[1].subject, before[1].topic)
    assert after.received_at == at
    named = facts(desk, part)[CHANGED]
    assert (named.value, named.status) == ([EARLIER], "proposed")
    assert [one.text.strip() for one in showing.messages(desk, part) if one.id == named.message_id] == [NEW]
    assert CHANGED not in facts(desk, row.id)
    whole(desk)


def test_a_question_that_a_person_took_up_stays_as_it_is(desk: Desk, tmp_path: Path) -> None:
    came(desk, tmp_path, THREE)
    key = ticket(desk)
    triage.confirm_request(desk, key, version=showing.detail(desk, key).row.version)
    closing.close(desk, key, "28.1.3", version=showing.detail(desk, key).row.version)
    four = THREE.replace("Ann", "4. Where do I change the logo of the receipts?")
    came(desk, tmp_path, four, edit=1)
    returning.reopen(desk, key, version=showing.detail(desk, key).row.version, reason=returning.CAME_BACK)
    (later,) = matters.of_ticket(desk, key).asked
    questions.take_up(desk, key, later)
    taken = showing.detail(desk, key).questions[3]
    for edit, text in ((2, NEW), (3, four)):
        came(desk, tmp_path, text, edit=edit)
        assert taken in showing.detail(desk, key).questions
    assert sorted(bodies(desk, key)) == sorted(line[3:] for line in four.splitlines() if line[:1].isdigit())
    whole(desk)


def test_an_edit_leaves_named_what_that_of_another_message_has_named(desk: Desk, tmp_path: Path) -> None:
    def edited(first: int, second: int) -> list[str]:
        """Take the chat in with its two messages as they are after so many edits; return what is named then."""
        texts = ((OLD, "In Orders the export fails."), ("It blocks our work, nothing can be sold.", NEW, "Sold?"))
        chat = []
        for number, (at, n) in enumerate(((1, first), (2, second)), 1):
            unix = str(int((NOW + timedelta(hours=at + n)).timestamp()))
            chat.append(said(number, texts[number - 1][n], **({"edited_unixtime": unix} if n else {})))
        take(desk, export(tmp_path, "Ann", chat, id=7))
        known = facts(desk, showing.queue_page(desk, parse("").query).rows[0].id).get(CHANGED)
        if known is None or known.status != "proposed":
            return []
        return [str(one) for one in known.value] if isinstance(known.value, list) else []

    assert edited(0, 0) == []
    key = ticket(desk)
    triage.confirm_proposals(desk, showing.detail(desk, key))
    named = edited(1, 0)
    assert "repro_steps" in named
    assert set(edited(1, 1)) >= set(named)
    triage.confirm_proposals(desk, showing.detail(desk, key))
    again = edited(1, 2)
    assert "topic" in again
    assert "repro_steps" not in again
