"""Chats that are taken in: whose they are, who speaks in them, and what comes again or at the same time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.faults import Stale
from console.query import parse
from console.records.intake import Fate, IntakeLine
from console.services import meanwhile, registry, reply, showing
from console.services.archives import matches
from console.services.desk import Desk
from console.services.intake import reading
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.store import tables
from tests.services.at_once import outcomes
from tests.services.conftest import NOW

Message = dict[str, Any]
ANN, BOB = ("Ann", "user7"), ("Bob", "user8")


def said(number: int, text: str, who: tuple[str, str] = ANN, *, minute: int | None = None, **more: object) -> Message:
    at = NOW + timedelta(minutes=number if minute is None else minute)
    unix = str(int(at.timestamp()))
    told = {"id": number, "type": "message", "date_unixtime": unix, "from": who[0], "from_id": who[1], "text": text}
    return told | more


def export(folder: Path, name: str, messages: Sequence[Message], **more: object) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, "type": "personal_chat", **more, "messages": messages}))
    return path


def take(desk: Desk, *paths: Path, **wish: Any) -> list[str]:
    return [one.fate.name for one in import_paths(desk, paths, ImportWish(**wish))]


def stored(desk: Desk) -> list[tuple[str, str, str]]:
    """Return the chat, the number and the direction of each message."""
    messages, chats = tables.messages.messages, tables.messages.conversations
    asked = select(chats.c.title, messages.c.external_id, messages.c.direction).join_from(messages, chats)
    with desk.store.read() as connection:
        return [(str(a), str(b), str(c)) for a, b, c in connection.execute(asked.order_by(messages.c.id))]


@pytest.mark.parametrize("old", [False, True])
def test_chats_without_an_id_are_told_apart_and_known_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, old: bool
) -> None:
    ann, bob = [said(1, "How do I add users?"), said(2, "And roles?")], [said(1, "Which rate is set?", BOB)]
    first, second = export(tmp_path, "Ann", ann), export(tmp_path, "Bob", bob)
    if old:  # as they were kept once: the second chat was taken for the first
        with monkeypatch.context() as patched:
            patched.setattr("console.channels.telegram.export._made_id", lambda _found: "")
            take(desk, first)
    assert take(desk, first, second).count("ADDED") == (1 if old else 3)
    longer = export(tmp_path, "Ann", [*ann, said(3, "And how do I hide it?")])
    assert take(desk, longer, second) == ["DUPLICATE", "DUPLICATE", "ADDED", "NEW_REQUEST", "DUPLICATE"]
    assert stored(desk) == [("Ann", "1", "in"), ("Ann", "2", "in"), ("Bob", "1", "in"), ("Ann", "3", "in")]


def test_a_number_that_two_accounts_gave_in_one_chat_is_two_messages(desk: Desk, tmp_path: Path) -> None:
    mine = export(tmp_path / "a", "Ann", [said(1, "How do I add users?")], id=7)
    yours = export(tmp_path / "b", "Ann", [said(1, "Which rate is set?", minute=90)], id=7)
    lines = list(import_paths(desk, [mine, yours]))
    assert [one.problems for one in lines if one.fate is Fate.ADDED] == [(), ("number_taken",)]
    assert take(desk, mine, yours) == ["DUPLICATE", "DUPLICATE"]


@pytest.mark.parametrize("more", [{"photo": "p.png", "text": ""}, {"text": "Hello"}], ids=["a photo", "equal words"])
def test_two_messages_that_look_alike_under_one_number_are_both_kept(desk: Desk, tmp_path: Path, more: Message) -> None:
    chats = []
    for name, minute in (("a", 1), ("b", 9_001)):
        chats.append(export(tmp_path / name, "Ann", [said(1, "", minute=minute) | more], id=7))
        (tmp_path / name / "p.png").write_bytes(name.encode())
    lines = list(import_paths(desk, chats))
    assert [one.problems for one in lines if one.fate is Fate.ADDED] == [(), ("number_taken",)]
    assert take(desk, *chats) == ["DUPLICATE", "DUPLICATE"]


def test_an_account_that_was_retired_is_ours_no_more(desk: Desk, tmp_path: Path) -> None:
    for kind, address in (("telegram_account", "@harbor"), ("personal_employee_account", "user70")):
        channel = registry.add_channel(desk, kind=kind, address=address, official=kind == "telegram_account")
        registry.edit_channel(desk, channel, active=False)
    take(desk, export(tmp_path, "Ann", [said(1, "a", ("x", "@harbor")), said(2, "b", ("x", "user70"))], id=5))
    assert [one[2] for one in stored(desk)] == ["in", "in"]


@pytest.mark.parametrize(("minutes", "found"), [(180, "DUPLICATE"), (187, "ADDED")])
def test_an_export_without_zones_is_hours_off_and_nothing_else(
    desk: Desk, tmp_path: Path, minutes: int, found: str
) -> None:
    take(desk, export(tmp_path, "Ann", [said(1, "How do I add users?")], id=7))
    there = said(1, "How do I add users?") | {"date": f"{NOW + timedelta(minutes=1 + minutes):%Y-%m-%dT%H:%M:%S}"}
    del there["date_unixtime"]
    assert take(desk, export(tmp_path, "Ann", [there], id=7))[0] == found


def test_a_damaged_message_is_not_taken_for_the_one_whose_number_is_its_place(desk: Desk, tmp_path: Path) -> None:
    path = export(tmp_path, "Ann", [said(1, "How do I add users?"), {"damaged": 1}], id=7)
    assert take(desk, path).count("ADDED") == 2
    assert take(desk, path) == ["DUPLICATE", "DUPLICATE"]


def test_whoever_has_our_name_is_a_customer_and_the_register_says_who_is_ours(desk: Desk, tmp_path: Path) -> None:
    registry.add_channel(desk, kind="telegram_account", address="@harbor", official=True)
    registry.add_channel(desk, kind="personal_employee_account", address="user70", official=False)
    who = [(desk.actor.name, "user9"), ("x", "@Harbor"), ("x", "user70"), ("x", "user71"), ("x", "harbor")]
    path = export(tmp_path, "Ann", [said(n, "How is it set?", one) for n, one in enumerate(who, 1)], id=5)
    assert "NEW_REQUEST" in take(desk, path, ours=frozenset({"user71"}))
    assert [one[2] for one in stored(desk)] == ["in", "out", "out", "out", "out"]


@pytest.mark.parametrize("ours", [True, False])
def test_whose_account_was_exported_is_ours_unless_it_is_said_otherwise(
    desk: Desk, tmp_path: Path, *, ours: bool
) -> None:
    messages = [said(1, "How do I add users?"), said(2, "In the panel. Is there an error?", ("Dana K", "user70"))]
    chats = {"list": [{"name": "Ann", "type": "personal_chat", "id": 7, "messages": messages}]}
    person = {"user_id": 70, "first_name": "Dana", "last_name": "K", "username": "@dana", "bio": "x"}
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"about": "x", "personal_information": person, "chats": chats}))
    heard: list[Any] = []
    lines = list(import_paths(desk, [path], ImportWish(account_is_ours=ours), tell=lambda now: not heard.append(now)))
    assert [one.fate.name for one in lines].count("NEW_REQUEST") == (1 if ours else 2)
    assert [one[2] for one in stored(desk)] == ["in", "out" if ours else "in"]
    assert [(one.address, one.name, one.handle) for one in heard[-1].accounts] == [("user70", "Dana K", "@dana")]


def test_an_edit_behind_the_base_of_a_reply_stops_it_and_is_shown(desk: Desk, tmp_path: Path) -> None:
    other = said(2, "It is in the panel")
    (tmp_path / "a.png").write_bytes(b"old")
    (tmp_path / "b.png").write_bytes(b"new")
    take(desk, export(tmp_path, "Ann", [said(1, "See the picture, it shows an error", photo="a.png"), other], id=7))
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    base = showing.detail(desk, row.id).event_n
    later = str(int((NOW + timedelta(hours=1)).timestamp()))
    take(
        desk,
        export(
            tmp_path,
            "Ann",
            [said(1, "It shows error 500 in Orders", edited_unixtime=later, photo="b.png"), other],
            id=7,
        ),
    )
    answer = reply.Outgoing(ticket_id=row.id, text="Fine.", subject="", to_address="user7", base_event=base)
    with pytest.raises(Stale) as stopped:
        reply.send_reply(desk, answer)
    assert stopped.value.code == "reply_stale"
    assert [one.text for one in meanwhile.came_since(desk, row.id, base).messages] == ["It shows error 500 in Orders"]
    assert showing.detail(desk, row.id).row.unread
    assert [file.name for file in showing.messages(desk, row.id)[0].attachments] == ["a.png", "b.png"]


def test_the_files_of_a_chat_count_in_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_BATCH_BYTES", 2_500)
    for n in range(1, 6):
        (tmp_path / f"{n}.bin").write_bytes(b"x" * (9_000 if n == 3 else 1_000))
    path = export(tmp_path, "Ann", [said(n, "See", file=f"{n}.bin") for n in range(1, 6)], id=7)
    found = [[one.index for one in batch.messages] for batch in reading._batches([path], size=400)]
    assert [batch for batch in found if batch] == [[0, 1], [2], [3, 4]]


def test_two_imports_of_one_folder_at_once_take_all_of_it_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_BATCH", 4)
    path = export(tmp_path, "Ann", [said(n, f"How is {n} set?") for n in range(1, 25)], id=7)

    def imported(one: Desk) -> list[IntakeLine]:
        return list(import_paths(one, [path]))

    both = outcomes(desk, imported, imported)
    lines = [line for one in both if isinstance(one, list) for line in one]
    assert [type(one) for one in both] == [list, list]
    assert [line.fate.name for line in lines].count("ADDED") == 24
    assert [one[1] for one in sorted(stored(desk), key=lambda one: int(one[1]))] == [str(n) for n in range(1, 25)]
    spans = tables.tickets.ticket_spans
    with desk.store.read() as connection:
        held = list(connection.execute(select(spans.c.message_id)).scalars())
    assert len(held) == len(set(held)) == 24


def test_the_words_of_a_query_are_found_in_all_messages_however_many_there_are(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = [said(number, f"An order, the {number}. one") for number in range(1, 6)]
    take(desk, export(tmp_path, "Ann", chat, id=7))
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    whole = [one.message_id for one in matches.matches(desk, row.id, parse("order").query)]
    assert whole == [int(one.id) for one in showing.messages(desk, row.id)]
    monkeypatch.setattr(matches, "_PAGE", 2)
    assert [one.message_id for one in matches.matches(desk, row.id, parse("order").query)] == whole
    monkeypatch.setattr(matches, "MOST", 3)
    assert [one.message_id for one in matches.matches(desk, row.id, parse("order").query)] == whole[:4]
