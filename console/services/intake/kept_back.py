"""What an import could not take in: found again, looked at as text, saved as it came, and tried once more.

The bytes are a stranger's: they are shown as plain text with an end, read as a mail only in the bounded process. They
are erased by the rules of erasing; here a local desk lets a copy go once its message was taken in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import policy
from console.channels.incoming import RawMail
from console.channels.untrusted.names import clean_name
from console.faults import Known, NotAllowed, NotFound
from console.records.intake import Fate, IntakeLine, KeptBack
from console.services import showing
from console.services.desk import Desk
from console.services.intake import chat_kept
from console.services.intake.reading import Incoming, read_alone
from console.services.intake.run import take_alone
from console.services.intake.stored import is_stored
from console.services.intake.wish import ImportWish
from console.store import Unit, tables
from console.store.queries import hidden, intake

MOST = 1_000
_SHOWN = 20_000  # characters of a message that are shown
_CHAT = (b"{", b"[")  # how a message of a chat begins: it is JSON
_KEPT = "\t\n"


def waiting(desk: Desk) -> tuple[KeptBack, ...]:
    """Return what is kept and was not taken in since, the newest first, a thousand at most."""
    with desk.store.read() as connection:
        return intake.kept_back(connection, limit=MOST)


def unanswered(desk: Desk) -> tuple[KeptBack, ...]:
    """Return the mails of ours that begin a thread in which nobody has answered, the newest first, a thousand at most.

    They were taken in, and are in no request: one comes into sight with the mail that answers it.
    """
    with desk.store.read() as connection:
        return intake.unanswered(connection, limit=MOST)


def find(desk: Desk, number: int) -> KeptBack:
    """Return what is kept under a number. Raises NotFound ("not_kept_back")."""
    return find_all(desk, (number,))[0]


def find_all(desk: Desk, numbers: Sequence[int]) -> tuple[KeptBack, ...]:
    """Return what is kept under each of some numbers. Raises NotFound ("not_kept_back")."""
    known = {one.id: one for one in (*waiting(desk), *unanswered(desk))}
    for number in numbers:
        if number not in known:
            raise NotFound("not_kept_back", number=number)
    return tuple(known[number] for number in dict.fromkeys(numbers))


def content(desk: Desk, one: KeptBack) -> bytes:
    """Return the bytes as they came. Raises NotFound ("kept_back_erased")."""
    if one.sha256 is None:
        raise NotFound("kept_back_erased", number=one.id)
    return showing.content(desk, one.sha256)


def as_text(data: bytes) -> tuple[str, bool]:
    """Return the beginning of a message as plain text, and whether it goes on; what is no letter is a sign of it."""
    text = data[: 4 * _SHOWN].decode("utf-8", "replace").replace("\r\n", "\n")
    plain = "".join(one if one.isprintable() or one in _KEPT else "\ufffd" for one in text[:_SHOWN])
    return plain, len(text) > _SHOWN or len(data) > 4 * _SHOWN


def name_of(one: KeptBack) -> str:
    """Return the name of the file in which the bytes are saved."""
    return name_in(one.file, one.index)


def name_in(file: str, index: int) -> str:
    """Return the name under which the bytes of a message are saved: by its file, and its place there from 0."""
    kind = "json" if Path(file).suffix.casefold() == ".json" else "eml"
    return clean_name(f"{Path(file).stem or 'message'}-{index + 1}.{kind}")


def save(desk: Desk, one: KeptBack, path: Path) -> int:
    """Write the bytes into a new file and return how many. Raises Known ("file_there"), NotFound, OSError."""
    data = content(desk, one)
    try:
        with path.open("xb") as file:
            return file.write(data)
    except FileExistsError as error:
        raise Known("file_there", file=path) from error


def can_be_read(desk: Desk, one: KeptBack) -> bool:
    """Return whether there is a message to be read again: one of a chat was kept alone by an older program."""
    if one.sha256 is None or one.is_ours:
        return False
    return one.with_chat or content(desk, one).lstrip()[:1] not in _CHAT


def try_again(desk: Desk, one: KeptBack) -> IntakeLine:
    """Read a message with the program as it is now and take it in; what fails again stays kept.

    Of what is taken in, the copy goes (in a team's database by acts of erasing alone), and of what turns out to be
    stored as it says. Other bytes of what is known stay: they may say what the message said before.

    Raises NotFound ("kept_back_erased"), NotAllowed ("kept_back_chat") for a message of a chat that an older program
    kept without its chat, and "kept_back_ours" for a mail of ours, which was taken in.
    """
    if one.is_ours:
        raise NotAllowed("kept_back_ours", number=one.id)
    message, wish = _read_again(desk, one)
    line = take_alone(desk, message, wish)
    if line.fate is not Fate.FAILED:
        known = line.fate is Fate.DUPLICATE
        desk.apply(
            desk.command("quarantine"),
            lambda unit: _take_off(unit, one, drop=not known or is_stored(unit, message)),
        )
    return line


def _read_again(desk: Desk, one: KeptBack) -> tuple[Incoming, ImportWish | None]:
    data = content(desk, one)
    if one.with_chat:
        found = chat_kept.read_kept(data, one.file, one.index)
        if found is not None:
            return found
    if data.lstrip()[:1] in _CHAT:
        raise NotAllowed("kept_back_chat", file=one.file)
    mail = RawMail(file=one.file, index=one.index, raw=data)
    return read_alone(mail, policy.topic_table(desk.agreement.agreement)), None


def _take_off(unit: Unit, one: KeptBack, *, drop: bool) -> None:
    """Say that this one was taken in, perhaps with other bytes; let its copy go where nothing else refers to it."""
    items = tables.messages.intake_items
    unit.amend(items, one.id, expected=None, content_sha256="")
    if drop and one.sha256 is not None and not hidden.keeps_to_acts(unit.connection):
        hidden.overwrite_what_goes(unit.connection)
        unit.update(items, one.id, raw_sha256=None)
        hidden.drop_blob(unit.connection, one.sha256)
