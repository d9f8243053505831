"""Loaded into the bounded process by an import: mails are read there with what follows from their words.

It reads strangers' bytes: no database, no file. Whatever goes wrong with the words of a mail is left to the services,
so that a mail is taken in or refused for its bytes alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import policy
from console.channels.incoming import IncomingMail, ReadMails
from console.channels.mail.together import mails_in
from console.records.proposals import MailWords
from console.services.intake.words import heard_topics, words_of
from console.store import search

TOGETHER: Final = 512 * 1024
"""Characters of all mails of a call whose words are worked out: some seconds of work, where no word is like another."""

_kept: list[tuple[str, policy.TopicTable]] = []


def read_many(payload: bytes, params: Mapping[str, Any]) -> ReadMails:
    """Read many mails; parameters: mails (file, index and size of each), topics and their digest."""
    topics = _topics(params)
    left = TOGETHER
    read = []
    for mail in mails_in(payload, params):
        left -= len(mail.text) + len(mail.reply_text)
        words = _words(mail, topics, params["digest"]) if left >= 0 else None
        read.append(replace(mail, raw=b"", words=words))
    return ReadMails(mails=tuple(read))


def _topics(params: Mapping[str, Any]) -> policy.TopicTable:
    """Return the topics of a call; they are the same in nearly all calls."""
    if not _kept or _kept[0][0] != params["digest"]:
        _kept[:] = [(params["digest"], heard_topics(params["topics"]))]
    return _kept[0][1]


def _words(mail: IncomingMail, topics: policy.TopicTable, digest: str) -> MailWords | None:
    try:
        return words_of(mail, topics, digest)
    except (MemoryError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError):
        return None


def _load() -> None:
    """Load the stemmers of both languages while files can be opened."""
    for word in ("word", "слово"):
        search.stem_word(word)


_load()
WORK = {"mails": read_many}
