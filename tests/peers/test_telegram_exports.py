"""Other people's Telegram exports: every message, service entry, reply, edit and author is read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.channels.incoming import Unreadable
from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import IncomingChatMessage

pytestmark = pytest.mark.peers

_Messages = list[IncomingChatMessage]
COUNTS: dict[str, Callable[[_Messages], int]] = {
    "messages": len,
    "service": lambda read: sum(one.service is not None for one in read),
    "replies": lambda read: sum(one.reply_to is not None for one in read if one.service is None),
    "edited": lambda read: sum(one.edited is not None for one in read),
    "forwarded": lambda read: sum(one.forwarded_from is not None for one in read),
    "chats": lambda read: len({one.chat_id or one.chat_name for one in read}),
    "kinds of action": lambda read: len({one.service for one in read if one.service not in (None, "unnamed")}),
    "files": lambda read: sum(bool(one.attachments) for one in read),
}


def _expected(chats: list[dict[str, Any]], name: str) -> int:
    if name == "service":
        return sum(chat["by_type"].get("service", 0) for chat in chats)
    if name == "chats":
        return sum(bool(chat["messages"]) for chat in chats)
    if name == "kinds of action":
        return len(
            {action for chat in chats for action in chat["service_actions"] if action not in ("None", "null", "")}
        )
    if name == "files":
        return sum(sum(chat["media"].values()) for chat in chats)
    return sum(chat[name] for chat in chats)


def test_what_a_plain_script_counts_is_what_is_read(peers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = peers / "tg-export"
    cases = [one for one in json.loads((folder / "expected.json").read_text(encoding="utf-8")) if one["valid_json"]]
    score = dict.fromkeys(COUNTS, 0)
    misses = []
    for one in cases:
        read = [message for message in iter_export(folder / one["file"]) if not isinstance(message, Unreadable)]
        for name, count in COUNTS.items():
            wanted, found = _expected(one["chats"], name), count(read)
            score[name] += wanted == found
            if wanted != found:
                misses.append(f"{one['file']}: {name} {found}, not {wanted}")
    with capsys.disabled():
        shares = ", ".join(f"{name} {right}/{len(cases)}" for name, right in score.items())
        sys.stdout.write(f"\nTelegram exports: {shares}\n")
    assert len(cases) > 20
    assert misses == []


def test_a_broken_export_gives_the_messages_that_it_still_holds(peers: Path) -> None:
    read = list(iter_export(peers / "tg-export" / "innerdvations" / "error.json"))
    assert [one.message_id for one in read if isinstance(one, IncomingChatMessage)]
    assert not any(one.problems == ("unreadable",) for one in read if isinstance(one, IncomingChatMessage))
