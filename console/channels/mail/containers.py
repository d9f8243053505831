"""The mails of files and folders, one after the other: single mails, mbox, Maildir, folders of all of them.

What a file is, its content says; names count only where the content says nothing. A file is read in blocks and closed
before the next is opened; links are not followed. What cannot be read is yielded as `Unreadable`, never raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from console.channels.incoming import IncomingMail, RawMail, Unreadable
from console.channels.mail.mbox import is_mbox, spans
from console.channels.mail.parse import parse_mail
from console.channels.untrusted.caps import DEFAULT_CAPS, Caps

_HEAD: Final = 8 * 1024
_BUFFER: Final = 128 * 1024  # an mbox is read here and there within so much: most steps ask the system for nothing
_FIELD: Final = re.compile(rb"^[!-9;-~]{1,80}[ \t]*:", re.MULTILINE)
_KNOWN_FIELD: Final = re.compile(
    rb"^(?:from|to|subject|date|received|return-path|message-id|mime-version|content-[a-z-]+|delivered-to|x-[\w-]+)"
    rb"[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_OTHER_FILE: Final = re.compile(
    r".*\.(?:jsonl?|md|xml|html?|csv|tsv|png|jpe?g|gif|pdf|zip|gz|bz2|xz|7z|sqlite|db|py|toml|ya?ml|docx?|xlsx?|[po]st"
    r"|mp[34]|exe|dll|so|log|ini|cfg)",
    re.IGNORECASE | re.DOTALL,
)
_MAILDIR: Final = ("new", "cur")


def iter_mail(paths: Iterable[Path], caps: Caps = DEFAULT_CAPS) -> Iterator[IncomingMail | Unreadable]:
    """Yield every mail of the files and folders, in order of their names, parsed in this process. As `raw_mails`."""
    for path in paths:
        for each in raw_mails(path, caps):
            if isinstance(each, RawMail):
                yield parse_mail(each.raw, file=each.file, index=each.index, caps=caps)
            else:
                yield each


def raw_mails(path: Path, caps: Caps = DEFAULT_CAPS) -> Iterator[RawMail | Unreadable]:
    """Yield the bytes of every mail of a file or a folder, in order of their names; nothing of them is parsed.

    Errors of `Unreadable`: "no_such_file", "no_permission", "cannot_be_read", "not_a_file", "empty", "not_mail",
    "message_too_large".
    """
    for file in mail_files(path):
        try:
            yield from _mails_of(file, caps)
        except FileNotFoundError:
            yield Unreadable(file=str(file), error="no_such_file")
        except PermissionError:
            yield Unreadable(file=str(file), error="no_permission")
        except OSError:
            yield Unreadable(file=str(file), error="cannot_be_read")


def mail_files(path: Path) -> Iterator[Path]:
    """Yield the file, or every file below the folder that may hold mail; of a Maildir what is delivered."""
    waiting = [(path, _is_folder(path))]
    while waiting:  # as deep as folders go
        one, is_folder = waiting.pop()
        if is_folder:
            try:
                waiting += reversed(_inside(one))
                continue
            except OSError:  # a folder that cannot be read is named
                pass
        yield one


def _inside(folder: Path) -> list[tuple[Path, bool]]:
    """Return what may hold mail in a folder, in order, and whether it is a folder. Raises OSError."""
    inner = [(each, _is_folder(each)) for each in sorted(folder.iterdir())]
    is_maildir = not {each.name for each, is_folder in inner if is_folder}.isdisjoint(_MAILDIR)
    found = []
    for each, is_folder in inner:
        if each.is_symlink():
            continue
        if is_folder:
            hidden = each.name.startswith(".") and not any(_is_folder(each / name) for name in _MAILDIR)
            if hidden or (is_maildir and each.name == "tmp"):
                continue
        elif each.name.startswith((".", "dovecot", "courierimap")):
            continue
        found.append((each, is_folder))
    return found


def _is_folder(path: Path) -> bool:
    """Return whether it is a folder; one that the system does not show is told of when it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False


def kind_of(path: Path) -> str:
    """Return "mail", "mbox" or "other" by the beginning of a file. Raises OSError."""
    if not path.is_file():
        return "other"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if is_mbox(head):
        return "mbox"
    return "other" if not head.strip() or _is_no_mail(path, head) else "mail"


def _mails_of(path: Path, caps: Caps) -> Iterator[RawMail | Unreadable]:
    name = str(path)
    if path.is_dir() or (path.exists() and not path.is_file()):
        yield Unreadable(file=name, error="cannot_be_read" if path.is_dir() else "not_a_file")
        return
    with path.open("rb", buffering=_BUFFER) as file:
        head = file.read(_HEAD)
        if not head.strip():
            yield Unreadable(file=name, error="empty")
        elif _is_no_mail(path, head) and not is_mbox(head):
            yield Unreadable(file=name, error="not_mail")
        else:
            yield from _mails_in(file, name, head, caps)


def _mails_in(file: BinaryIO, name: str, head: bytes, caps: Caps) -> Iterator[RawMail | Unreadable]:
    index = 0
    if is_mbox(head):
        for start, end in spans(file):
            yield _one(_Bytes(file, name, index, start, end), caps)
            index += 1
    if index == 0:
        file.seek(0, 2)
        yield _one(_Bytes(file, name, 0, 0, file.tell()), caps)


class _Bytes(NamedTuple):
    """Where the bytes of one mail stand."""

    file: BinaryIO
    name: str
    number: int
    start: int
    end: int


def _one(where: _Bytes, caps: Caps) -> RawMail | Unreadable:
    if where.end - where.start > caps.raw_bytes:
        return Unreadable(file=where.name, error="message_too_large", index=where.number)
    where.file.seek(where.start)
    return RawMail(where.name, where.number, where.file.read(where.end - where.start))


def _is_no_mail(path: Path, head: bytes) -> bool:
    """Tell whether neither content nor name speak for a mail."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    named = _OTHER_FILE.fullmatch(path.name) is not None
    if _KNOWN_FIELD.search(head):
        return named and _FIELD.match(head.lstrip()) is None
    return named or b"\0" in head
