"""Telegram Desktop's exports: what the exporter really writes, and what nobody should have written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from console.channels.incoming import Unreadable
from console.channels.telegram.detect import looks_like_telegram
from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates

HEAD = '{\n "name": "Desk",\n "type": "personal_chat",\n "id": 7,\n "messages": [\n'
ONE = {"id": 1, "type": "message", "date_unixtime": "1700000000", "from": "Ann", "from_id": "user5", "text": "One"}
LAST = {**ONE, "id": 99, "text": "Last"}


def read(path: Path, text: str) -> list[IncomingChatMessage | Unreadable]:
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    return list(iter_export(path))


def messages(path: Path, text: str) -> list[IncomingChatMessage]:
    return [one for one in read(path, text) if isinstance(one, IncomingChatMessage)]


def chat(*inside: object) -> str:
    return HEAD + ",\n".join(one if isinstance(one, str) else json.dumps(one) for one in inside) + "\n]\n}\n"


def test_the_two_invalid_forms_that_the_exporter_writes_are_mended(tmp_path: Path) -> None:
    path_without_quotes = """  {
   "id": 2,
   "type": "message",
   "date_unixtime": "1700000001",
   "from": "Ann",
   "from_id": "user5",
   "reply_to_message_id": 1,
   "text": [
    {
     "type": "custom_emoji",
     "text": "+",
     "document_id": video_files/sticker (2).webm
    },
    " and more: \\\\x41, true"
   ],
   "flag": true
  }"""
    control_characters = r"""  {
   "id": 3,
   "type": "message",
   "date_unixtime": "1700000002",
   "edited_unixtime": "1700000009",
   "from": "Ann\x0C",
   "from_id": "user5",
   "text": "page\x0Cbreak \x1F \\x0C C:\\xA0"
  }"""
    first, second, third, last = messages(tmp_path / "a.json", chat(ONE, path_without_quotes, control_characters, LAST))
    assert [first.problems, second.problems, third.problems, last.problems] == [(), ("mended",), ("mended",), ()]
    assert (second.text, second.reply_to) == ("+ and more: \\x41, true", "1")
    assert (third.text, third.from_name) == ("page\fbreak \x1f \\x0C C:\\xA0", "Ann\f")
    assert third.edited is not None
    assert [one.chat_name for one in (first, last)] == ["Desk", "Desk"]


def test_every_kind_of_entry_says_what_it_is(tmp_path: Path) -> None:
    poll = {"id": 2, "type": "message", "text": "", "poll": {"question": "When?", "answers": [{"text": "Now"}]}}
    found = messages(
        tmp_path / "a.json",
        chat(
            {"id": 1, "type": "service", "action": "phone_call", "actor": "Ann", "actor_id": "user5", "text": ""},
            poll,
            {"id": 3, "type": "unsupported"},
            {"id": 4, "type": "service", "actor": "Ann", "information_text": "moved", "text": ""},
            {"id": 5, "type": "service", "file": "voice.ogg", "text": ""},
            {**ONE, "id": 6, "reply_to_message_id": 1, "reply_to_peer_id": "channel9"},
            {**ONE, "id": 7, "text": "", "location_information": {"latitude": 55.75, "longitude": 37.61}},
            {**ONE, "id": 8, "text": "", "rich_message": {"blocks": [{"type": "p", "text": [{"text": "Rich"}]}]}},
        ),
    )
    assert [one.service for one in found[:5]] == ["phone_call", None, None, "information", "unnamed"]
    assert (found[0].from_name, found[0].from_address) == ("Ann", "user5")
    assert found[1].text == "When?\nNow"
    assert [one.reply_elsewhere for one in found[4:6]] == [False, True]
    assert (found[6].text, found[7].text) == ("55.75\n37.61", "Rich")


def test_chats_of_an_account_keep_their_own_names(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "personal_information": {"first_name": "Ann"},
            "frequent_contacts": {"list": [{"id": 5, "type": "user", "name": "Somebody else"}]},
            "chats": {
                "list": [
                    {"type": "saved_messages", "id": 1, "messages": [ONE]},
                    {"name": "A {b", "type": "private_group", "id": 2, "messages": []},
                    {"name": "Group", "type": "private_group", "id": 3, "messages": [ONE, LAST]},
                ]
            },
        }
    )
    found = messages(tmp_path / "a.json", text)
    assert [(one.chat_id, one.chat_name, one.chat_type) for one in found] == [
        ("1", "", "saved_messages"),
        ("3", "Group", "private_group"),
        ("3", "Group", "private_group"),
    ]


HOSTILE = {
    "deep": '{"id": 1, "text": ' + "[" * 200_000 + "]" * 200_000 + "}",
    "quotes": '{"id": 1, "text": ' + '"",' * 300_000 + "}",
    "blank": '{"id": 1, "text": 1' + "\n" * 400_000 + "2}",
    "commas": '{"id": 1' + ", " * 300_000 + "}",
    "colons": '{"id": 1, "a"' + ": " * 300_000 + "}",
    "escapes": '{"id": 1, "text": "' + "\\" * 400_000 + 'x"}',
    "number": '{"id": ' + "9" * 100_000 + "}",
    "huge_size": '{"id": 1, "type": "message", "text": "", "photo": "a.jpg", "photo_file_size": ' + "9" * 60 + "}",
    "dates": '{"id": 1, "date": "0001-01-01T00:00:00+14:00", "date_unixtime": {"a": []}, "edited": "9" }',
    "unix": '{"id": 1, "date_unixtime": "9999999999999999"}',
    "halves": '{"id": 1, "text": "a\\ud83d b \\u0000 c", "from": "\\ud83d\\ude00", "file": "\\ud800/x"}',
    "kinds": '{"id": {"a": 1}, "type": [], "text": {"a": []}, "from": [], "from_id": [1], "file": {}, "poll": 5}',
    "bare": "nonsense and more",
    "word": '"a word"',
    "array": "[1, 2, [3]]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_stands_there_ends_the_reading(tmp_path: Path, name: str) -> None:
    found = messages(tmp_path / "a.json", chat(ONE, HOSTILE[name], LAST))
    assert found[0].text == "One"
    assert found[-1].text == "Last"
    for one in found:
        json.dumps(one.to_json(), ensure_ascii=False).encode("utf-8")
        assert "\0" not in one.text
        assert all(file.size < 1 << 53 for file in one.attachments)


def test_an_object_larger_than_the_limit_ends_the_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    inside = '{"id": 2, "text": "' + "a" * (17 << 20)
    found = read(path, HEAD + json.dumps(ONE) + "," + inside + '"}]}')
    assert isinstance(found[0], IncomingChatMessage)
    assert isinstance(found[-1], Unreadable)
    assert found[-1].error == "truncated"


def test_an_export_cut_off_anywhere_gives_what_it_holds(tmp_path: Path) -> None:
    whole = chat(ONE, {**ONE, "id": 2, "text": 'with "quotes" and \\ slashes'}, LAST)
    for length in range(len(HEAD), len(whole), 7):
        found = read(tmp_path / "a.json", whole[:length])
        texts = [one.text for one in found if isinstance(one, IncomingChatMessage) and not one.problems]
        assert texts == ["One", 'with "quotes" and \\ slashes', "Last"][: len(texts)]


def test_large_and_small_pieces_are_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = chat(
        *({**ONE, "id": number, "text": f'\\"{number}\\\\'} for number in range(40)), HOSTILE["commas"][:50] + "}"
    )
    whole = messages(tmp_path / "a.json", text)
    for size in (1, 2, 3, 17, 300):
        monkeypatch.setattr("console.channels.telegram.scan._CHUNK", size)
        assert messages(tmp_path / "a.json", text) == whole


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (chat(ONE), "export"),
        (chat(), "export"),
        ('{"corpora": [{"messages": [{"id": "a", "parent": "b"}]}]}', None),
        ('[{"messages": [{"type": "message"}]}]', None),
        ('{"messages": [1, 2, 3], "name": "a queue of another program"}', None),
        ('{"update_id": 5, "message": {"message_id": 1}}', "updates"),
        ("From: a@b.example\n\n{}", None),
    ],
)
def test_a_file_is_telegrams_by_what_it_holds(tmp_path: Path, text: str, kind: str | None) -> None:
    path = tmp_path / "result.json"
    path.write_text(text, encoding="utf-8")
    assert looks_like_telegram(path) == kind


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "result.json")
    assert looks_like_telegram(tmp_path / "result.json") is None


def test_a_damaged_line_of_updates_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    update: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "text": "Hi \ud83d", "chat": {"id": 1}}}
    path = tmp_path / "updates.jsonl"
    path.write_text(f"{json.dumps(update)}\n{{broken\n{json.dumps(update)}\n", encoding="utf-8")
    first, broken, last = iter_updates(path)
    assert isinstance(first, IncomingChatMessage)
    assert isinstance(last, IncomingChatMessage)
    assert first.text == "Hi \ufffd"
    assert broken == Unreadable(file=str(path), error="not_json", index=1)
