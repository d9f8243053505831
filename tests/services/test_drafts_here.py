"""Texts kept on this computer while the database is away: of two windows neither is lost, and none is said twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.records.base import TicketId
from console.records.tickets import DraftRecord
from console.services import drafts, entering, local_drafts
from console.services.desk import Desk, open_desk
from console.services.drafts import Saved
from tests.services.conftest import NOW

TICKET = TicketId(1)


@pytest.fixture
def desks(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two windows of one person."""
    made = [
        open_desk(migrated_sqlite_url, login="dana", name="Dana", out_folder=tmp_path / "letters", clock=lambda: NOW)
        for _ in range(2)
    ]
    entering.enter_by_hand(
        made[0],
        entering.HandEntry(
            subject="Rates",
            text="How are they counted?",
            sender_address="a@one.example",
            sender_name="Ann",
            channel_kind="email",
            received_at=NOW - timedelta(hours=1),
        ),
    )
    yield made[0], made[1]
    for one in made:
        one.store.close()


@contextmanager
def away(desk: Desk) -> Iterator[None]:
    """Let the file lie elsewhere for a while."""
    path = Path(desk.store.url.removeprefix("sqlite:///"))
    path.rename(path.with_name("elsewhere"))
    yield
    path.with_name("elsewhere").rename(path)


def said(desk: Desk, text: str) -> DraftRecord:
    return DraftRecord(
        ticket_id=TICKET,
        staff_id=desk.actor.staff_id,
        kind="reply",
        text=text,
        subject="",
        base_event=1,
        saved_at=NOW - timedelta(minutes=1),
    )


def text_of(desk: Desk) -> str:
    (draft,) = drafts.load_drafts(desk, TICKET)
    return draft.text


def test_two_windows_with_one_draft_keep_both_texts_while_it_is_away(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    with away(first):
        assert drafts.save_draft(first, said(first, "Of the first")) is Saved.HERE
        assert drafts.save_draft(second, said(second, "Of the second")) is Saved.HERE
        assert drafts.save_draft(first, said(first, "Of the first, more")) is Saved.HERE
    kept = sorted(one.text for one in local_drafts.kept(first.store.url))
    assert kept == ["Of the first, more", "Of the second"]
    assert drafts.carry_home(first) == 2
    assert sorted(text_of(first).split("\n\n")) == kept
    assert local_drafts.kept(first.store.url) == ()
    assert drafts.carry_home(second) == 0


def test_what_was_brought_in_before_a_kill_is_not_said_again(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    drafts.save_draft(first, said(first, "Written at the desk"))
    local_drafts.keep(first.store.url, said(first, "Written here"), "gone")
    file = local_drafts.found(first.store.url)[0][0]
    content = file.read_bytes()
    for desk in (first, first, second):  # the file lies there again, as if the process had ended before it was removed
        file.write_bytes(content)
        drafts.carry_home(desk)
        assert text_of(desk).split("\n\n") == ["Written at the desk", "Written here"]


def test_two_windows_that_bring_in_at_the_same_moment_say_nothing_twice(desks: tuple[Desk, Desk]) -> None:
    for desk in desks:
        local_drafts.keep(desk.store.url, said(desk, f"Of {desk.store.origin}"), desk.store.origin)
    together = threading.Barrier(2)

    def bring(desk: Desk) -> int:
        together.wait()
        return drafts.carry_home(desk)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(bring, desks))
    found = text_of(desks[0])
    assert [found.count(f"Of {one.store.origin}") for one in desks] == [1, 1]


def test_what_a_window_wrote_anew_meanwhile_stays(desks: tuple[Desk, Desk]) -> None:
    first, _ = desks
    draft = said(first, "Half")
    local_drafts.keep(first.store.url, draft, "w")
    file = local_drafts.found(first.store.url)[0][0]
    local_drafts.keep(first.store.url, replace(draft, text="Half and more"), "w")
    local_drafts.forget(file, draft)
    assert [one.text for one in local_drafts.kept(first.store.url)] == ["Half and more"]


def test_what_a_window_writes_at_the_very_moment_stays(desks: tuple[Desk, Desk]) -> None:
    url, draft = desks[0].store.url, said(desks[0], "Half")
    newer = replace(draft, text="Half and more")
    together = threading.Barrier(2)

    def write(ready: Path, file: Path) -> None:  # the last step of keeping, which is all that can meet the other
        together.wait()
        ready.replace(file)

    def forget(file: Path) -> None:
        together.wait()
        local_drafts.forget(file, draft)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(300):
            local_drafts.keep(url, draft, "w")
            file = local_drafts.found(url)[0][0]
            local_drafts.keep(url, newer, "w")
            ready = file.rename(file.with_suffix(".ready"))
            local_drafts.keep(url, draft, "w")
            for done in (pool.submit(write, ready, file), pool.submit(forget, file)):
                done.result()
            assert [one.text for one in local_drafts.kept(url)] == ["Half and more"]


LONG = "Dear Ann,\n\nthe rates are counted by the day.\n\nYours"


def test_a_text_that_its_window_never_saw_is_not_written_over(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    drafts.save_draft(first, said(first, LONG))
    with away(first):
        later = replace(said(second, "By the hour."), saved_at=NOW)
        assert drafts.save_draft(second, later) is Saved.HERE
    drafts.carry_home(second)
    assert text_of(first) == f"{LONG}\n\nBy the hour."


def test_a_window_goes_on_with_its_own_text_while_the_database_is_away(desks: tuple[Desk, Desk]) -> None:
    first, _ = desks
    drafts.save_draft(first, said(first, "They are counted by the hour"))
    with away(first):
        later = replace(said(first, "They are counted by the day"), saved_at=NOW)
        assert drafts.save_draft(first, later) is Saved.HERE
    drafts.carry_home(first)
    assert text_of(first) == "They are counted by the day"


def test_a_text_that_holds_the_other_whole_takes_its_place(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    drafts.save_draft(first, said(first, "By the day."))
    local_drafts.keep(first.store.url, said(first, "Dear Ann,\nBy the day.\nYours"), "gone")
    drafts.carry_home(second)
    assert text_of(first) == "Dear Ann,\nBy the day.\nYours"


def test_whoever_brings_in_the_text_of_another_window_does_not_write_over_it(desks: tuple[Desk, Desk]) -> None:
    first, _ = desks
    own = said(first, "Of this window")
    drafts.load_drafts(first, TICKET)
    with away(first):
        assert drafts.save_draft(first, own) is Saved.HERE
        local_drafts.keep(first.store.url, said(first, "Of one that is gone"), "gone")
    drafts.carry_home(first)
    assert drafts.save_draft(first, own) is Saved.ASIDE  # its own words, and not those that came in
    drafts.save_draft(first, replace(own, text="Of this window, more"))
    assert set(text_of(first).split("\n\n")) == {"Of this window", "Of one that is gone", "Of this window, more"}


@pytest.mark.parametrize("there", ["Yesterday I called him", "I said: Yes", "No\nYesterday"])
def test_a_short_text_is_not_lost_in_a_longer_word(desks: tuple[Desk, Desk], there: str) -> None:
    first, second = desks
    drafts.save_draft(first, replace(said(first, there), saved_at=NOW))
    local_drafts.keep(first.store.url, said(first, "Yes"), "gone")
    drafts.carry_home(second)
    assert text_of(first) == f"{there}\n\nYes"
