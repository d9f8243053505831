"""What follows from the words of a mail alone: language, title, hosts, stems, proposal. No database, no desk.

The bounded process works it out beside the reading (`inside`); where it did not, the services ask the same functions.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from string import ascii_letters
from typing import Final

import policy
from console.channels.incoming import IncomingMail
from console.channels.untrusted.packing import pack, unpack
from console.records.proposals import MailWords
from console.services.proposals import propose
from console.store import search

MOST_TEXT: Final = 64 * 1024
"""Characters of a mail whose words are worked out beside the reading; of a longer one the services do it."""

_LATIN = re.compile("[a-zA-Z]")
_ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC_BYTES, _LATIN_BYTES = (_ALPHABET + _ALPHABET.upper()).encode("cp1251"), ascii_letters.encode()
_PREVIEW = 400
_TITLE, _TITLE_OF_TEXT = 300, 80
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![\w-])", re.IGNORECASE)
_MOST_HOSTS = 50


def words_of(mail: IncomingMail, topics: policy.TopicTable, digest: str) -> MailWords | None:
    """Return what follows from the words of a mail, None for one that is too long; `digest` is that of the topics."""
    if len(mail.subject) + len(mail.text) + len(mail.reply_text) > MOST_TEXT:
        return None
    said = asked_of(mail)
    title = title_of(mail.subject, said)
    return MailWords(
        language=language_of(heard_of(mail)),
        title=title,
        preview=preview(said),
        hosts=hosts(heard_of(mail)),
        text_stems=search.stem(mail.text),
        title_stems=search.stem(title),
        topics=digest,
        proposal=propose(topics, mail.subject, said),
    )


def asked_of(mail: IncomingMail) -> str:
    """Return the words of a mail that a request is made of: what it says new, or all of it."""
    return mail.reply_text or mail.text


def heard_of(mail: IncomingMail) -> str:
    """Return the words of a mail that tell whose it is and in which language."""
    return f"{mail.subject}\n{mail.reply_text}"


@lru_cache(maxsize=8)
def told_topics(topics: policy.TopicTable) -> Mapping[str, str]:
    """Return topics as the bounded process is told them, and a digest that those share which propose alike.

    They are told with every call, so they are made small; `heard_topics` reads them.
    """
    plain = json.dumps(pack(topics, [])).encode()
    return {
        "topics": base64.b64encode(zlib.compress(plain, 9)).decode(),
        "digest": hashlib.sha256(plain).hexdigest(),
    }


def heard_topics(told: str) -> policy.TopicTable:
    """Return topics as they were told."""
    return unpack(policy.TopicTable, json.loads(zlib.decompress(base64.b64decode(told))))


def title_of(subject: str, text: str) -> str:
    """Return what a request is named: its subject, or the beginning of its text."""
    return subject.strip()[:_TITLE] or preview(text)[:_TITLE_OF_TEXT]


def preview(text: str) -> str:
    """Return the beginning of a text on one line."""
    return " ".join(text[: _PREVIEW * 2].split())[:_PREVIEW]


def language_of(text: str) -> str:
    """Return "ru" where Cyrillic letters are the most, "en" where Latin ones are, else ""."""
    sample = text[:4000]
    if sample.isascii():
        return "en" if _LATIN.search(sample) else ""
    letters = sample.encode("cp1251", "ignore")  # it has both alphabets, a byte for a letter
    cyrillic = len(letters) - len(letters.translate(None, _CYRILLIC_BYTES))
    latin = len(letters) - len(letters.translate(None, _LATIN_BYTES))
    if not cyrillic and not latin:
        return ""
    return "ru" if cyrillic >= latin else "en"


def hosts(text: str) -> tuple[str, ...]:
    """Return the host names in a text, folded, each once, without a leading www."""
    seen: dict[str, None] = {}
    dotted = " ".join(
        [word for word in text.split() if "." in word]
    )  # looking at every letter costs more than all else
    for found in _HOST.finditer(dotted):
        seen.setdefault(found[0].casefold().removeprefix("www."))
        if len(seen) >= _MOST_HOSTS:
            break
    return tuple(seen)
