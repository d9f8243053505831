"""Updates of a bot: every kind that carries what somebody wrote is read, and whether it was changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates


@pytest.mark.parametrize("kind", ["message", "channel_post", "business_message"])
@pytest.mark.parametrize("edited", [False, True])
def test_what_somebody_wrote_is_read(tmp_path: Path, kind: str, *, edited: bool) -> None:
    name = f"edited_{kind}" if edited else kind
    message = {"message_id": 7, "date": 1_700_000_000, "chat": {"id": 5, "type": "private"}, "text": "Ciao"}
    path = tmp_path / "update.json"
    path.write_text(json.dumps({"update_id": 1, name: message}))
    (found,) = iter_updates(path)
    assert isinstance(found, IncomingChatMessage)
    assert found.text == "Ciao"
