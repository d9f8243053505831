"""The chat of the demo desk: an export in the form of Telegram Desktop, taken in the real way."""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from console.services import customers
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.store.queries import licensing

_OURS = "user1"


def take_chat(desk: Desk, ago: Callable[[str], datetime]) -> None:
    """Take the chat of the demo in; its requests wait to be confirmed."""
    content: dict[str, Any] = tomllib.loads(
        files("resources").joinpath("demo", "chat.toml").read_text(encoding="utf-8")
    )
    with desk.store.read() as connection:
        record = licensing.license_record(connection, licensing.license_by_key(connection, content["license"]))
    customers.add_contact(
        desk, record.customer_id, name=content["contact"], handle=content["handle"], role="owner", designated=True
    )
    messages = []
    for number, one in enumerate(content["message"], 1):
        author = (desk.actor.name, _OURS) if one.get("ours") else (content["contact"], content["handle"])
        message: dict[str, Any] = {
            "id": number,
            "type": "message",
            "date_unixtime": str(int(ago(one["ago"]).timestamp())),
            "from": author[0],
            "from_id": author[1],
            "text": one["text"],
        }
        messages.append(message | ({"reply_to_message_id": one["answers"]} if "answers" in one else {}))
    export = {"name": content["name"], "type": "personal_chat", "id": content["id"], "messages": messages}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "result.json"
        path.write_text(json.dumps(export, ensure_ascii=False), encoding="utf-8")
        list(import_paths(desk, [path], ImportWish(ours=frozenset({_OURS}))))
