"""Two desks and one outbox: a letter is written by one of them, also when the first was slower than its lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from console.channels.compose import write_letter
from console.faults import NotAllowed
from console.records.tickets import LetterFile
from console.services import assign, entering, outbox, reply, sending, showing
from console.services.desk import Desk, open_desk
from console.store import codec, tables
from console.store.queries import writing
from tests.services.conftest import NOW, Clock


@pytest.fixture
def ticket(desk: Desk, clock: Clock) -> int:
    """A ticket with one letter whose time has come."""
    entry = entering.HandEntry(
        subject="Report", text="The report is empty.", sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    key = showing.ticket(desk, entering.enter_by_hand(desk, entry)).detail.row.id
    letter = reply.Outgoing(ticket_id=key, text="answer", subject="Re", to_address="a@b.example", base_event=99)
    reply.send_reply(desk, letter)
    clock.forward(seconds=11)
    return int(key)


def written(desk: Desk) -> list[str]:
    with desk.store.read() as connection:
        asked = select(tables.ledger.events.c.kind).where(tables.ledger.events.c.kind.like("letter_%"))
        return list(connection.execute(asked).scalars())


def test_a_slow_desk_does_not_write_over_what_another_has_done_meanwhile(
    desk: Desk, ticket: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_desk(desk.store.url, login="kim", name="Kim", out_folder=desk.out_folder, clock=clock)

    def slowly(letter: LetterFile, folder: Path) -> Path:
        monkeypatch.setattr(outbox, "write_letter", write_letter)
        clock.forward(seconds=61)
        assert [entry.state for entry in outbox.release_due(other)] == ["written"]
        return write_letter(letter, folder)

    monkeypatch.setattr(outbox, "write_letter", slowly)
    (entry,) = outbox.release_due(desk)
    assert (entry.state, written(desk)) == ("written", ["letter_written"])
    assert len(list(desk.out_folder.iterdir())) == 1
    other.store.close()


def test_while_one_desk_writes_another_leaves_the_letter_alone(
    desk: Desk, ticket: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_desk(desk.store.url, login="kim", name="Kim", out_folder=desk.out_folder, clock=clock)

    def watched(letter: LetterFile, folder: Path) -> Path:
        clock.forward(seconds=59)
        assert outbox.release_due(other) == ()
        return write_letter(letter, folder)

    monkeypatch.setattr(outbox, "write_letter", watched)
    assert len(outbox.release_due(desk)) == 1
    assert written(desk) == ["letter_written"]
    other.store.close()


def test_a_folder_that_cannot_be_written_is_told_with_the_letter(desk: Desk, ticket: int) -> None:
    desk.out_folder.parent.joinpath("letters").write_text("a file stands where the folder should")
    (entry,) = outbox.release_due(desk)
    assert (entry.state, entry.problem) == ("failed", "letter_not_written")
    assert written(desk) == ["letter_failed"]


def test_calling_back_leaves_what_was_changed_since(desk: Desk, clock: Clock) -> None:
    entry = entering.HandEntry(
        subject="Report", text="The report is empty.", sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    key = entering.enter_by_hand(desk, entry)
    letter = reply.Outgoing(
        ticket_id=key, text="Which one?", subject="Re", to_address="a@b.example", base_event=99, asks=True
    )
    before = showing.ticket(desk, key).detail.row.status
    sent = reply.send_reply(desk, letter)
    colleague = open_desk(desk.store.url, login="kim", name="Kim", out_folder=desk.out_folder, clock=clock)
    seen = showing.ticket(desk, key).detail.row
    assign.assign(desk, key, colleague.actor.staff_id, version=seen.version)
    outbox.recall(desk, int(str(sent.result["outbox"])))  # type: ignore[index, call-overload, arg-type]  # what a command leaves is JSON of any shape
    stands = showing.ticket(desk, key).detail.row
    assert (stands.owner_id, stands.status) == (colleague.actor.staff_id, before)
    colleague.store.close()


def test_a_letter_that_another_desk_has_begun_to_write_is_not_called_back(
    desk: Desk, ticket: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a server lets two desks write at once; a local file has one writer, so that the lease comes before."""
    other = open_desk(desk.store.url, login="kim", name="Kim", out_folder=desk.out_folder, clock=clock)
    behind = replace(desk, clock=lambda: clock() - timedelta(seconds=5))
    read = codec.load_dict

    def lease() -> None:
        other.apply(other.command("lease_letters"), lambda unit: outbox._lease(unit, other))

    def meanwhile(text: str) -> dict[str, object]:
        monkeypatch.setattr(codec, "load_dict", read)
        lease()
        return read(text)

    if desk.store.is_postgres:
        monkeypatch.setattr(codec, "load_dict", meanwhile)
    else:
        lease()
    with behind.store.read() as connection:
        (entry,) = writing.newest_outbox(connection, limit=1)
    with pytest.raises(NotAllowed) as refused:
        outbox.recall(behind, entry.id)
    assert refused.value.code == "already_sent"
    other.store.close()


def test_windows_leave_the_letters_to_who_sends_for_all(desk: Desk, ticket: int, clock: Clock) -> None:
    other = open_desk(desk.store.url, login="kim", name="Kim", out_folder=desk.out_folder, clock=clock)
    sent: list[str] = []

    def pause() -> None:
        assert sent == ["written"]
        with pytest.raises(NotAllowed) as refused:
            sending.watch(desk, print, pause)
        assert refused.value.code == "sent_elsewhere"
        letter = reply.Outgoing(ticket_id=ticket, text="more", subject="Re", to_address="a@b.example", base_event=99)
        reply.send_reply(desk, letter)
        clock.forward(seconds=11)
        assert outbox.release_due(desk) == ()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sending.watch(other, lambda one: sent.append(one.state), pause)
    assert len(outbox.release_due(desk)) == 1
    other.store.close()
