"""Requests of a chat: widened, narrowed, split, joined and dismissed, each to be taken back; nothing is moved."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.faults import NotAllowed, Stale
from console.query import parse
from console.records.base import Status, TicketId
from console.services import showing, triage
from console.services.desk import Desk
from console.services.intake import bounds
from console.services.intake.run import import_paths
from console.services.undo import undo
from console.store import check, tables
from tests.services.conftest import NOW

SAID = (
    (0, "user7", "How do I add a currency?"),
    (1, "user7", "And hide it?"),
    (60 * 24, "user7", "Another thing: the report shows an error"),
    (60 * 24 + 1, "user7", "Version 2.4.1, it happens when I press Save"),
    (60 * 48, "user7", "Thanks for everything"),
)


@pytest.fixture
def tickets(desk: Desk, tmp_path: Path) -> list[TicketId]:
    messages = [
        {
            "id": number,
            "type": "message",
            "date_unixtime": str(int((NOW + timedelta(minutes=minute)).timestamp())),
            "from": "Ann",
            "from_id": sender,
            "text": text,
        }
        for number, (minute, sender, text) in enumerate(SAID, 1)
    ]
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"name": "Ann", "type": "personal_chat", "id": 77, "messages": messages}))
    list(import_paths(desk, [path]))
    return [row.id for row in showing.queue_page(desk, parse("is:proposed sort:created").query).rows]


def version(desk: Desk, ticket_id: TicketId) -> int:
    return showing.detail(desk, ticket_id).row.version


def texts(desk: Desk, ticket_id: TicketId) -> list[str]:
    return [one.text for one in showing.messages(desk, ticket_id)]


def state(desk: Desk) -> list[tuple[int, str, list[str], str]]:
    rows = showing.queue_page(desk, parse("sort:created").query).rows
    return sorted((row.number, row.status.value, texts(desk, row.id), row.subject) for row in rows)


def whole(desk: Desk) -> None:
    with desk.store.read() as connection:
        assert check.check(connection) == ()
        assert connection.execute(select(func.count()).select_from(tables.messages.messages)).scalar_one() == len(SAID)


def test_the_proposals_say_where_they_begin_and_end(desk: Desk, tickets: list[TicketId]) -> None:
    first, second, third = (bounds.bounds_of(desk, one) for one in tickets)
    assert first is not None
    assert second is not None
    assert third is not None
    assert [one.count for one in (first, second, third)] == [2, 2, 1]
    assert [(one.earlier, one.later, one.shorter) for one in (first, second, third)] == [
        (False, True, True),
        (True, True, True),
        (True, False, False),
    ]
    assert [one.previous for one in (first, second, third)] == [None, first.number, second.number]


def test_a_request_widened_takes_the_message_from_its_neighbor_and_gives_it_back(
    desk: Desk, tickets: list[TicketId]
) -> None:
    before = state(desk)
    done = bounds.move_end(desk, tickets[0], 1, version=version(desk, tickets[0]))
    assert [len(texts(desk, one)) for one in tickets] == [3, 1, 1]
    assert showing.detail(desk, tickets[1]).row.subject == SAID[3][2]
    again = bounds.move_end(desk, tickets[0], -1, version=version(desk, tickets[0]))
    assert state(desk) == before
    undo(desk, tickets[0], int(str(again.result)))
    assert [len(texts(desk, one)) for one in tickets] == [3, 1, 1]
    with pytest.raises(Stale):
        undo(desk, tickets[0], int(str(again.result)))
    assert done.result != again.result
    whole(desk)


def test_a_neighbor_that_loses_its_last_message_is_part_of_the_request(desk: Desk, tickets: list[TicketId]) -> None:
    before = state(desk)
    done = bounds.move_end(desk, tickets[1], 1, version=version(desk, tickets[1]))
    assert showing.detail(desk, tickets[2]).row.status is Status.MERGED
    assert bounds.bounds_of(desk, tickets[2]) is None
    undo(desk, tickets[1], int(str(done.result)))
    assert state(desk) == before
    whole(desk)


def test_splitting_and_joining_are_each_others_way_back(desk: Desk, tickets: list[TicketId]) -> None:
    before = state(desk)
    second = showing.messages(desk, tickets[1])[1].id
    done = bounds.split_at(desk, tickets[1], int(second), version=version(desk, tickets[1]))
    rows = showing.queue_page(desk, parse("is:proposed sort:created").query).rows
    assert [texts(desk, row.id) for row in rows] == [[SAID[0][2], SAID[1][2]], [SAID[2][2]], [SAID[3][2]], [SAID[4][2]]]
    bounds.join_previous(desk, rows[2].id, version=version(desk, rows[2].id))
    assert texts(desk, tickets[1]) == [SAID[2][2], SAID[3][2]]
    with pytest.raises(Stale):
        undo(desk, tickets[1], int(str(done.result)))
    live = [one for one in state(desk) if one[1] != "merged"]
    assert live == before
    whole(desk)


def test_a_split_taken_back_leaves_no_request_behind(desk: Desk, tickets: list[TicketId]) -> None:
    before = state(desk)
    second = showing.messages(desk, tickets[1])[1].id
    done = bounds.split_at(desk, tickets[1], int(second), version=version(desk, tickets[1]))
    undo(desk, tickets[1], int(str(done.result)))
    assert [one for one in state(desk) if one[1] != "merged"] == before
    whole(desk)


def test_what_is_confirmed_gives_nothing_up(desk: Desk, tickets: list[TicketId]) -> None:
    triage.confirm_request(desk, tickets[0], version=version(desk, tickets[0]))
    with pytest.raises(NotAllowed):
        bounds.move_start(desk, tickets[1], -1, version=version(desk, tickets[1]))
    found = bounds.bounds_of(desk, tickets[1])
    assert found is not None
    assert not found.earlier
    bounds.join_previous(desk, tickets[1], version=version(desk, tickets[1]))
    joined = showing.detail(desk, tickets[0]).row
    assert (joined.status, len(texts(desk, tickets[0]))) == (Status.OPEN, 4)


def test_the_edges_of_a_request_and_of_the_chat(desk: Desk, tickets: list[TicketId]) -> None:
    with pytest.raises(NotAllowed):
        bounds.move_start(desk, tickets[0], -1, version=version(desk, tickets[0]))
    with pytest.raises(NotAllowed):
        bounds.move_end(desk, tickets[2], -1, version=version(desk, tickets[2]))
    with pytest.raises(NotAllowed):
        bounds.join_previous(desk, tickets[0], version=version(desk, tickets[0]))
    first = showing.messages(desk, tickets[1])[0].id
    with pytest.raises(NotAllowed):
        bounds.split_at(desk, tickets[1], int(first), version=version(desk, tickets[1]))
    with pytest.raises(Stale):
        bounds.move_start(desk, tickets[1], 1, version=version(desk, tickets[1]) - 1)
    whole(desk)


def test_no_request_is_no_request_and_is_not_proposed_again(desk: Desk, tickets: list[TicketId]) -> None:
    done = bounds.dismiss(desk, tickets[2], version=version(desk, tickets[2]))
    assert showing.detail(desk, tickets[2]).row.status is Status.HISTORY
    with pytest.raises(NotAllowed):
        bounds.dismiss(desk, tickets[2], version=version(desk, tickets[2]))
    undo(desk, tickets[2], int(str(done.result)))
    assert showing.detail(desk, tickets[2]).row.status is Status.PROPOSED


def test_messages_that_a_person_chose_become_a_request(desk: Desk, tickets: list[TicketId]) -> None:
    chosen = (int(showing.messages(desk, tickets[0])[1].id), int(showing.messages(desk, tickets[2])[0].id))
    before = state(desk)
    result = bounds.open_from(desk, tickets[0], chosen).result
    assert isinstance(result, dict)
    made = TicketId(int(str(result["ticket"])))
    assert texts(desk, made) == [SAID[1][2], SAID[4][2]]
    assert showing.detail(desk, made).row.status is Status.OPEN
    assert texts(desk, tickets[0]) == [SAID[0][2]]
    assert showing.detail(desk, tickets[2]).row.status is Status.MERGED
    undo(desk, made, int(str(result["event"])))
    assert [one for one in state(desk) if one[1] != "merged"] == before
    whole(desk)


def test_words_are_found_where_they_are_now(desk: Desk, tickets: list[TicketId]) -> None:
    bounds.move_end(desk, tickets[0], 1, version=version(desk, tickets[0]))
    (row,) = showing.queue_page(desk, parse("report").query).rows
    assert row.id == tickets[0]


def test_what_the_words_propose_follows_the_words(desk: Desk, tickets: list[TicketId]) -> None:
    def fact(ticket_id: TicketId) -> tuple[object, str | None]:
        found = next(one for one in showing.detail(desk, ticket_id).facts if one.name == "software_version")
        words = next((one.text for one in showing.messages(desk, ticket_id) if one.id == found.message_id), "")
        return found.value, words[found.start : found.end] if found.start is not None else None

    assert fact(tickets[0]) == (False, None)
    value, words = fact(tickets[1])
    assert value is True
    assert words is not None
    assert "2.4.1" in words
    bounds.join_previous(desk, tickets[1], version=version(desk, tickets[1]))
    value, words = fact(tickets[0])
    assert value is True
    assert words is not None
    assert "2.4.1" in words
