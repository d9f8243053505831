"""Whether a mail was taken in before. Its Message-Id alone says little: a stranger may write any, programs repeat them.

The same mail is one with the same sender, subject, words and files, or with the same bytes; another one under a known
Message-Id is taken in by a name of its own, so that nothing is lost. What was hidden or erased comes back by no copy.
Of a mail with hidden words its digest tells whether another is the same as long as it is kept apart with them; once it
is destroyed, and to the courier, who may not read it, what was not hidden tells, and how long the rest is. A mail
without a Message-Id is the same only with the same bytes, or if it says that it was sent at the same time as well.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.channels.incoming import IncomingMail
from console.records.base import Role
from console.records.intake import Fate
from console.services.intake.keeping import seen
from console.store import Unit, codec, tables
from console.store.queries import hidden, intake

CHANNEL = "email"
_LONGEST_ID = 600
_OWN = re.compile("(.*)#[0-9a-f]{64}", re.DOTALL)
_OF_BYTES = re.compile("sha:[0-9a-f]{64}")
_LONGEST_ADDRESS = 320
HIDDEN = "•"
"""What stands in the place of each letter that was hidden."""
SHORTEST = 4
"""How many letters are hidden at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an import knows a mail by, the digest of what it says, and the note of an earlier import, if there is one.

    `shared` says that another mail has its Message-Id.
    """

    key: str
    digest: str
    before: Mapping[str, Any] | None = None
    shared: bool = False


def key_of(mail: IncomingMail) -> str:
    """Return what makes the same mail the same on a second import, as long as no other mail has its Message-Id."""
    return f"mid:{mail.message_id}" if mail.message_id else f"sha:{mail.raw_sha256}"


def known_of(unit: Unit, mail: IncomingMail) -> Known:
    """Look a mail up among those that were taken in."""
    key, digest = key_of(mail), _digest(mail)
    before = seen(unit, CHANNEL, key)
    if before is None and not mail.message_id:
        return Known(key=key, digest=digest, before=_nameless(unit, mail, digest))
    if before is None or _is_same(unit, before, mail, digest):
        return Known(key=key, digest=digest, before=before)
    own = f"{key[:_LONGEST_ID]}#{digest}"
    return Known(key=own, digest=digest, before=seen(unit, CHANNEL, own) or _hidden(unit, mail, digest), shared=True)


def _digest(mail: IncomingMail) -> str:
    """Return the digest of sender, subject, words and files; blanks and the way through servers do not matter."""
    said = (mail.from_address.casefold(), " ".join(mail.subject.split()), " ".join(mail.text.split()))
    return hashlib.sha256("\0".join((*said, *_files(mail))).encode(errors="replace")).hexdigest()


def _files(mail: IncomingMail) -> list[str]:
    return sorted(file.sha256 for file in mail.attachments)


def without_digest(note: Mapping[str, Any]) -> str:
    """Return what a note is known by once nothing in it may tell what the mail said: its own id for the digest."""
    known = str(note["natural_key"])
    if tells_digest(known):
        return name_of(note)
    found = _OWN.fullmatch(known)
    return known if found is None else f"{found[1]}#{note['gid']}"


def name_of(row: Mapping[str, Any]) -> str:
    """Return what a row is known by that is no other's and tells nothing."""
    return f"own:{row['gid']}"


def tells_digest(key: str) -> bool:
    """Return whether a key is nothing but the digest of the bytes that came."""
    return _OF_BYTES.fullmatch(key) is not None


def agrees(unit: Unit, message: Mapping[str, Any], sender: str, subject: str, text: str) -> bool:
    """Return whether a stored message is from this address and says the same, but for what was hidden of them.

    What was hidden is to be as long; elsewhere blanks do not matter.
    """
    newest = unit.find(tables.messages.message_versions, message_id=message["id"], n=message["versions"])
    if newest is None or _address(message) != sender[:_LONGEST_ADDRESS].casefold():
        return False
    said, words = (" \0 ".join(one).strip() for one in ((newest["subject"], newest["body"]), (subject, text)))
    if message["raw_sha256"] is not None or HIDDEN * SHORTEST not in said:
        return said.split() == words.split()
    parts = re.split(f"({HIDDEN}{{{SHORTEST},}})", said)
    pattern = "".join(rf"(?=\S).{{{len(one)}}}" if at % 2 else _spaced(one) for at, one in enumerate(parts))
    return re.fullmatch(pattern, words, re.DOTALL) is not None


def _spaced(words: str) -> str:
    return r"\s++".join(re.escape(one) for one in re.split(r"\s+", words))


def _address(message: Mapping[str, Any]) -> str:
    """Return what a mail named as its sender; one that said it was from us is kept with whom it asks to answer."""
    said = codec.load_dict(str(message["recipients"])) if message["recipients"] else {}
    named = said.get("from")
    return str(named[0] if isinstance(named, list) and named else message["author_address"]).casefold()


def look_ahead(unit: Unit, mails: Sequence[IncomingMail]) -> None:
    """Ask once for the notes of hidden mails that those without a Message-Id among these may be."""
    senders = {_sender(mail) for mail in mails if not mail.message_id}
    found = intake.hidden_without_id(unit.connection, sorted(senders)) if senders else ()
    unit.memory.update({(_nameless, sender): [one for one in found if _address(one) == sender] for sender in senders})


def _sender(mail: IncomingMail) -> str:
    return mail.from_address[:_LONGEST_ADDRESS].casefold()


def _nameless(unit: Unit, mail: IncomingMail, digest: str) -> Mapping[str, Any] | None:
    """Return the note of this mail without a Message-Id where a part of its words was hidden.

    The bytes tell as long as their digest is kept; else it has to say that it was sent at the same time as well.
    """
    place = (_nameless, _sender(mail))
    if place not in unit.memory:
        look_ahead(unit, [mail])
    for note in unit.memory[place]:
        if _kept_of(unit, note).get("natural_key") == key_of(mail):
            return dict(note)
        if mail.date is not None and mail.date == _sent(note) and _is_of_note(unit, note, mail, digest):
            return dict(note)
    return None


def _sent(note: Mapping[str, Any]) -> datetime:
    """Return when a mail said that it was sent: beside its addresses where that does not count."""
    named = codec.load_dict(str(note["recipients"])).get("date") if note["recipients"] else None
    sent: datetime = note["sent_at"]
    return datetime.fromisoformat(str(named[0])) if isinstance(named, list) and named else sent


def _hidden(unit: Unit, mail: IncomingMail, digest: str) -> Mapping[str, Any] | None:
    """Return the note of this mail where its digest was taken out of its key, since a part of its words was hidden."""
    place = (_hidden, mail.message_id)
    if place not in unit.memory:
        unit.memory[place] = intake.without_digest(unit.connection, str(mail.message_id)[:512])
    return next((dict(note) for note in unit.memory[place] if _is_of_note(unit, note, mail, digest)), None)


def _is_of_note(unit: Unit, note: Mapping[str, Any], mail: IncomingMail, digest: str) -> bool:
    told = str(note["content_sha256"])
    return told == digest if told else _says(unit, note, mail, digest)


def _kept_of(unit: Unit, note: Mapping[str, Any]) -> dict[str, str]:
    """Return by column what a note had before words were hidden, as it is kept apart with them: its digests.

    Empty where it is destroyed, and for the courier: the database lets no courier read what is kept apart.
    """
    place = (_kept_of, int(note["id"]))
    if place not in unit.memory:
        unit.memory[place] = {} if unit.actor.role is Role.COURIER else _read_kept(unit, note)
    found: dict[str, str] = unit.memory[place]
    return found


def _read_kept(unit: Unit, note: Mapping[str, Any]) -> dict[str, str]:
    """Return it from what is kept; of a column that several have, the first: it was as the mail came."""
    found: dict[str, str] = {}
    for kept in hidden.kept_around(unit.connection, int(note["message_id"])):
        for table, key, column, value in json.loads(kept)["before"]:
            if (table, key) == (tables.messages.intake_items.name, int(note["id"])):
                found.setdefault(str(column), str(value))
    return found


def _message(unit: Unit, note: Mapping[str, Any]) -> Mapping[str, Any]:
    return unit.row(tables.messages.messages, int(note["message_id"]))


def _says(unit: Unit, note: Mapping[str, Any], mail: IncomingMail, digest: str) -> bool:
    """Return whether a stored message says what a mail does, with the same files as far as none is missing."""
    message = _message(unit, note)
    hides = not note["content_sha256"] and message["erased_at"] is None
    told = _kept_of(unit, note).get("content_sha256") if hides else None
    if told is not None:
        return told == digest
    if not agrees(unit, message, mail.from_address, mail.subject, mail.text):
        return False
    kept = unit.find_all(tables.messages.attachments, message_id=message["id"], version_n=1)
    return any(one["missing"] for one in kept) or sorted(str(one["sha256"]) for one in kept) == _files(mail)


def _is_same(unit: Unit, before: Mapping[str, Any], mail: IncomingMail, digest: str) -> bool:
    if before["content_sha256"] in (digest, mail.raw_sha256) or before["raw_sha256"] == mail.raw_sha256:
        return True
    if before["message_id"] is None or (before["fate"] == Fate.DUPLICATE.name.lower() and not before["content_sha256"]):
        return True  # a letter of ours that came back is known by less
    message = _message(unit, before)
    return message["erased_at"] is not None or _says(unit, before, mail, digest)
