"""The bytes over which the digest of a message is taken: what older programs wrote into events has to fit for ever."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

import pytest

from console.records.base import Direction
from console.store import codec
from console.store.witness.messages import digest


class Ranked(Enum):
    FIRST = 1


class _Instant(datetime):
    """An instant of a class of its own, as a library gives it."""


_AT = datetime(2026, 11, 24, 9, 0, 0, 120, tzinfo=UTC)
_HEAD = {
    "gid": "g1",
    "direction": Direction.INBOUND,
    "author_name": 'Zoë "Z"',
    "author_address": "",
    "staff_id": None,
    "sent_at": datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=3))),
    "received_at": _AT,
    "recipients": '{"to":["a@b.example"]}',
    "service_action": None,
    "forwarded_from": None,
}
_VERSION = {
    "n": 1,
    "at": _AT,
    "subject": "",
    "body": "отчёт\n\x7f",
    "reply_text": "",
    "html_sha256": None,
    "raw_sha256": "0",
}
_FILE = {"name": "b", "media_type": "", "size": 2, "sha256": "1", "content_id": "", "inline": False, "missing": True}
_SAID = (
    '[["g1","in","Zoë \\"Z\\"","",null,"2026-11-24T09:00:00+00:00","2026-11-24T09:00:00.000120+00:00",'
    '"{\\"to\\":[\\"a@b.example\\"]}",null,null],'
    '[1,"2026-11-24T09:00:00.000120+00:00","","отчёт\\n\x7f","",null,"0"],'
    '[[0,"a","",2,"1","",false,true],[1,"b","",2,"1","",false,true]]]'
)


def test_the_bytes_of_a_message_stay_what_they_are() -> None:
    files = [{**_FILE, "position": 1}, {**_FILE, "position": 0, "name": "a"}]
    assert digest(_HEAD, _VERSION, files) == hashlib.sha256(_SAID.encode()).hexdigest()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ([], "[]"),
        ((), "[]"),
        ({"b": (), "a": Direction.INBOUND}, '{"a":"in","b":[]}'),
        (
            [_AT, _AT.date(), Ranked.FIRST, _Instant(2026, 11, 24, tzinfo=UTC)],
            f'["{_AT.isoformat()}","2026-11-24",1,"2026-11-24T00:00:00+00:00"]',
        ),
        ({"zwölf": 0.5, "я": None, "x": True}, '{"x":true,"zwölf":0.5,"я":null}'),
    ],
)
def test_the_quick_way_gives_the_same_bytes(value: object, text: str) -> None:
    assert codec.dump(value) == codec.dump_named(value) == text


def test_what_has_no_canonical_form_is_refused() -> None:
    for value in (b"x", {"a": {1, 2}}, float("nan")):
        with pytest.raises((TypeError, ValueError)):
            codec.dump(value)
