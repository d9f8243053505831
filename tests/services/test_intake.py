from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from console.query import parse
from console.records.base import Status
from console.records.intake import Fate, IntakeLine
from console.services import closing, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.store import check, tables
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write

ANN = "Ann <ann@one.example>"


def take(desk: Desk, path: Path, **wish: object) -> list[IntakeLine]:
    return list(import_paths(desk, [path], ImportWish(**wish)))  # type: ignore[arg-type]  # a test gives any of the fields


def fates(lines: list[IntakeLine]) -> list[Fate]:
    return [line.fate for line in lines]


def whole(desk: Desk) -> None:
    with desk.store.read() as connection:
        assert check.check(connection) == ()


def test_a_mail_becomes_a_request_beside_its_license_and_again_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    body = "Where do I set the commission of a direction in the panel?"
    folder = write(tmp_path / "in", raw_mail("a", sender=ANN, subject="Commission", body=body, at=NOW))
    assert fates(take(desk, folder)) == [Fate.NEW_REQUEST]
    assert fates(take(desk, folder)) == [Fate.DUPLICATE]
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    assert (row.subject, row.license_key, row.license_state) == ("Commission", "HRB-1", "free")
    assert row.review_from is not None
    shown = showing.ticket(desk, row.number)
    assert shown.now is not None
    assert (shown.now.outcome, shown.now.mode) == ("accept", "full")
    assert shown.messages[0].text.strip() == body
    whole(desk)


def test_an_answer_joins_its_ticket_and_ends_no_thread(desk: Desk, tmp_path: Path) -> None:
    first = raw_mail("a", sender=ANN, subject="Commission", body="Where is it?", at=NOW)
    second = raw_mail("b", sender=ANN, subject="Re: Commission", body="I found it.", at=NOW, answers="a")
    assert fates(take(desk, write(tmp_path / "one", first))) == [Fate.NEW_REQUEST]
    assert fates(take(desk, write(tmp_path / "two", second))) == [Fate.ADDED]
    assert len(showing.queue_page(desk, parse("is:open").query).rows) == 1
    whole(desk)


def test_the_child_before_its_parent_ends_in_the_same_conversation(desk: Desk, tmp_path: Path) -> None:
    parent = raw_mail("a", sender=ANN, subject="Commission", body="Where is it?", at=NOW)
    child = raw_mail("b", sender=ANN, subject="Re: Commission", body="Found.", at=NOW, answers="a")
    take(desk, write(tmp_path / "one", child))
    assert fates(take(desk, write(tmp_path / "two", parent))) == [Fate.ADDED]


def test_an_unknown_sender_waits_with_the_one_question(desk: Desk, tmp_path: Path) -> None:
    (line,) = take(desk, write(tmp_path / "in", raw_mail("a", sender="x@y.example", subject="Hi", body="Help", at=NOW)))
    assert (line.fate, line.reason) == (Fate.NEW_REQUEST, "who_are_you")
    (row,) = showing.queue_page(desk, parse("is:unmatched").query).rows
    shown = showing.ticket(desk, row.number)
    assert shown.now is not None
    assert shown.now.outcome == "ask_info"
    assert [need.fact for need in shown.now.needs] == ["sender"]


def test_a_bounce_is_no_request_and_an_automatic_mail_is_held(desk: Desk, tmp_path: Path) -> None:
    auto = raw_mail("a", sender=ANN, subject="Out of office", body="Away", at=NOW).replace(
        b"Subject:", b"Auto-Submitted: auto-replied\nSubject:"
    )
    bounce = (
        b"From: MAILER-DAEMON@mx.example\nTo: support@desk.example\nSubject: Undelivered Mail Returned to Sender\n"
        b"Message-ID: <b@mx.example>\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        b"--x\nContent-Type: text/plain\n\nIt failed.\n--x\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ann@one.example\nAction: failed\n"
        b"Status: 5.1.1\n--x--\n"
    )
    assert fates(take(desk, write(tmp_path / "in", auto, bounce))) == [Fate.HELD, Fate.IGNORED]
    assert showing.queue_page(desk, parse("is:open").query).rows == ()
    assert len(showing.queue_page(desk, parse("is:held").query).rows) == 1


def test_what_is_older_than_a_day_is_history(desk: Desk, tmp_path: Path) -> None:
    old = raw_mail("a", sender=ANN, subject="Old", body="Long ago", at=NOW - timedelta(days=400))
    assert fates(take(desk, write(tmp_path / "in", old), history_before=NOW - timedelta(days=30))) == [Fate.HISTORY]
    assert showing.queue_page(desk, parse("is:open").query).rows == ()
    (row,) = showing.queue_page(desk, parse("long").query).rows
    assert row.status is Status.HISTORY


def test_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", raw_mail("a", sender=ANN, subject="Hi", body="Help", at=NOW))
    assert fates(take(desk, folder, dry_run=True)) == [Fate.NEW_REQUEST]
    with desk.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.messages.messages)).scalar_one() == 0


def test_coming_back_to_a_closed_ticket_opens_a_linked_one(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "one", raw_mail("a", sender=ANN, subject="First", body="Question?", at=NOW)))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    closing.close(desk, row.id, "28.1.3", version=row.version)
    take(
        desk, write(tmp_path / "two", raw_mail("b", sender=ANN, subject="Re: First", body="Again", at=NOW, answers="a"))
    )
    (again,) = showing.queue_page(desk, parse("is:open").query).rows
    assert [link.ticket_id for link in showing.detail(desk, again.id).links] == [row.id]


def chat(messages: list[dict[str, object]]) -> str:
    return json.dumps({"name": "Ann", "type": "personal_chat", "id": 77, "messages": messages})


def said(number: int, minute: int, text: str, **more: object) -> dict[str, object]:
    unix = int((NOW + timedelta(minutes=minute)).timestamp())
    return {
        "id": number,
        "type": "message",
        "date_unixtime": str(unix),
        "from": "Ann",
        "from_id": "user7",
        "text": text,
        **more,
    }


def test_a_chat_is_a_conversation_whose_requests_a_person_confirms(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(
        chat([said(1, 0, "How do I add a currency?"), said(2, 1, "And hide it?"), said(3, 60 * 24, "New error")])
    )
    lines = take(desk, path)
    assert fates(lines) == [Fate.ADDED, Fate.ADDED, Fate.ADDED, Fate.NEW_REQUEST, Fate.NEW_REQUEST]
    assert showing.queue_page(desk, parse("is:open").query).rows == ()
    proposed = showing.queue_page(desk, parse("is:proposed sort:created").query).rows
    assert [row.status for row in proposed] == [Status.PROPOSED, Status.PROPOSED]
    assert len(showing.messages(desk, proposed[0].id)) == 2
    assert fates(take(desk, path)) == [Fate.DUPLICATE] * 3
    whole(desk)


def test_an_act_that_a_chat_notes_by_itself_is_told_as_that_act(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    pinned = said(2, 1, "", type="service", action="pin_message", actor="Ann", message_id=1)
    path.write_text(chat([said(1, 0, "How do I add a currency?"), pinned]))
    lines = take(desk, path)
    assert [(one.subject, one.service) for one in lines if one.service or not one.subject] == [("", "pin_message")]


def test_an_edit_in_a_later_export_adds_a_version(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(chat([said(1, 0, "How do I add a curency?")]))
    take(desk, path)
    edited = str(int((NOW + timedelta(minutes=9)).timestamp()))
    path.write_text(chat([said(1, 0, "How do I add a currency?", edited_unixtime=edited)]))
    assert [line.reason for line in take(desk, path)] == ["edited"]
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    (message,) = showing.messages(desk, row.id)
    assert (message.text, message.versions) == ("How do I add a currency?", 2)
    whole(desk)


def test_the_search_finds_words_in_their_forms_in_both_languages(desk: Desk, tmp_path: Path) -> None:
    take(
        desk,
        write(
            tmp_path / "in",
            raw_mail("a", sender=ANN, subject="Orders", body="Several reports were missing", at=NOW),
            raw_mail("b", sender=ANN, subject="Заявки", body="Не сохраняются настройки уведомлений", at=NOW),
        ),
    )
    found = {
        query: len(showing.queue_page(desk, parse(query).query).rows)
        for query in ("report", "настройка", "уведомление", "rep*", "nothing", '"missing reports"', "order -настройка")
    }
    assert found == {
        "report": 1,
        "настройка": 1,
        "уведомление": 1,
        "rep*": 1,
        "nothing": 0,
        '"missing reports"': 0,
        "order -настройка": 1,
    }
