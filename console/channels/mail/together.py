"""The work of the bounded process on mails: one, or many that stand one behind the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from console.channels.incoming import IncomingMail, ReadMails
from console.channels.mail.parse import parse_mail


def read_one(payload: bytes, params: Mapping[str, Any]) -> IncomingMail:
    """Read one mail; parameters: file, index."""
    return parse_mail(payload, **params)


def read_many(payload: bytes, params: Mapping[str, Any]) -> ReadMails:
    """Read many mails; parameters: mails, which has the file, index and size of each."""
    return ReadMails(mails=tuple(replace(mail, raw=b"") for mail in mails_in(payload, params)))


def mails_in(payload: bytes, params: Mapping[str, Any]) -> Iterator[IncomingMail]:
    """Yield mails that stand one behind the other. Whoever answers with one leaves its bytes out: they are known."""
    at = 0
    for each in params["mails"]:
        raw = payload[at : at + each["size"]]
        at += each["size"]
        yield parse_mail(raw, file=each["file"], index=each["index"])


WORK: Mapping[str, Callable[[bytes, Mapping[str, Any]], object]] = {"mail": read_one, "mails": read_many}
