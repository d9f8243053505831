"""Drafts of one person in two windows: nobody writes over words that he has not seen, and nothing is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from console.faults import Stale
from console.query import parse
from console.records.tickets import DraftRecord
from console.services import drafts, outbox, reply, showing
from console.services.desk import Desk, open_desk
from console.services.drafts import Saved
from console.services.intake.run import import_paths
from console.store import tables
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> int:
    mail = raw_mail("d", sender="Ann <ann@one.example>", subject="Rates", body="How is it counted?", at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return row.id


@pytest.fixture
def other(desk: Desk, clock: Clock) -> Desk:
    """A second window of the same person."""
    return open_desk(desk.store.url, login="dana", name="Dana Kim", out_folder=desk.out_folder, clock=clock)


def keep(desk: Desk, ticket: int, text: str, kind: str = "reply") -> Saved:
    draft = DraftRecord(
        ticket_id=ticket,  # type: ignore[arg-type]  # a plain number stands for the key
        staff_id=desk.actor.staff_id,
        kind=kind,
        text=text,
        subject="",
        base_event=1,
        saved_at=NOW,
    )
    return drafts.save_draft(desk, draft)


def texts(desk: Desk, ticket: int) -> list[str]:
    return [one.text for one in drafts.load_drafts(desk, ticket)]  # type: ignore[arg-type]  # a plain number stands for the key


def stored(desk: Desk) -> dict[str, str]:
    table = tables.desk.drafts
    with desk.store.read() as connection:
        return {row.kind: row.body for row in connection.execute(select(table))}


def test_a_stale_save_is_stopped_and_kept_beside_and_both_are_shown(desk: Desk, other: Desk, ticket: int) -> None:
    assert keep(desk, ticket, "From the first window") is Saved.KEPT
    assert keep(other, ticket, "From the second window") is Saved.ASIDE
    assert keep(other, ticket, "From the second window, more") is Saved.ASIDE
    assert keep(desk, ticket, "From the first window, more") is Saved.KEPT
    assert stored(desk) == {"reply": "From the first window, more", "reply.2": "From the second window, more"}
    (both,) = drafts.load_drafts(other, ticket)  # type: ignore[arg-type]  # a plain number stands for the key
    assert both.text == "From the first window, more\n\nFrom the second window, more"
    assert both.joined
    assert keep(other, ticket, both.text + "!") is Saved.KEPT
    assert stored(desk) == {"reply": both.text + "!"}
    assert keep(desk, ticket, "Late") is Saved.ASIDE
    other.store.close()


def test_a_window_that_read_the_draft_goes_on_with_it(desk: Desk, other: Desk, ticket: int) -> None:
    keep(desk, ticket, "Begun here")
    assert texts(other, ticket) == ["Begun here"]
    assert keep(other, ticket, "Begun here, finished there") is Saved.KEPT
    assert stored(desk) == {"reply": "Begun here, finished there"}
    other.store.close()


def test_an_emptied_draft_is_anybodys_and_the_same_words_are_no_conflict(desk: Desk, other: Desk, ticket: int) -> None:
    keep(desk, ticket, "The same")
    assert keep(other, ticket, "The same") is Saved.KEPT
    keep(desk, ticket, "")
    assert keep(other, ticket, "New words") is Saved.KEPT
    other.store.close()


def test_sending_drops_what_was_sent_and_leaves_what_another_window_wrote(desk: Desk, other: Desk, ticket: int) -> None:
    keep(other, ticket, "Words of the other window")
    keep(desk, ticket, "Hello")
    outgoing = reply.Outgoing(
        ticket_id=ticket,  # type: ignore[arg-type]  # a plain number stands for the key
        text="Hello",
        subject="Re",
        to_address="ann@one.example",
        base_event=99,
    )
    sent = reply.send_reply(desk, outgoing)
    assert stored(desk) == {"reply": "Words of the other window"}
    outbox.recall(desk, int(str(sent.result["outbox"])))  # type: ignore[index, call-overload]  # what a command leaves is JSON of any shape
    assert texts(desk, ticket) == ["Words of the other window\n\nHello"]
    other.store.close()


def test_two_windows_that_save_at_the_same_moment_lose_neither_text(desk: Desk, other: Desk, ticket: int) -> None:
    start = threading.Barrier(2)

    def one(given: tuple[Desk, str]) -> list[Saved]:
        start.wait()
        return [keep(given[0], ticket, f"{given[1]} {n}") for n in range(10)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, ((desk, "one"), (other, "two"))))
    assert sorted(stored(desk).values()) == ["one 9", "two 9"]
    other.store.close()


def test_more_windows_than_there_is_room_for_are_told(desk: Desk, ticket: int) -> None:
    windows = [replace(desk, drafts={}) for _ in range(10)]
    told = [keep(one, ticket, f"window {n}") for n, one in enumerate(windows[:9])]
    assert told == [Saved.KEPT, *[Saved.ASIDE] * 8]
    with pytest.raises(Stale) as stale:
        keep(windows[9], ticket, "window 9")
    assert stale.value.code == "too_many_drafts"
    assert len(stored(desk)) == 9
