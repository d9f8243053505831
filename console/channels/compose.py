"""A message that leaves: an .eml file for mail, a text file for a chat. Written whole or not at all, twice the same.

The name of the file comes from the message's global id, so that writing again after a crash replaces and never doubles.
"""

from __future__ import annotations

import os
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path

from console.channels.untrusted.names import clean_name
from console.faults import BadInput, Known
from console.records.tickets import LetterFile

_MAIL = "email"
_LINE_END = "\r\n"
_SHOWN = 200  # characters of a header that cannot be written


class _WholeSubjects(EmailPolicy):
    """Folds subjects by `Header`: the folding of EmailPolicy loses blanks between encoded words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header in lines as they are sent."""
        if name != "Subject":
            return super().fold_binary(name, value)
        folded = Header(str(value), header_name=name).encode(linesep=_LINE_END)
        return f"{name}: {folded}{_LINE_END}".encode("ascii")


SENT = _WholeSubjects(linesep=_LINE_END)


def write_letter(letter: LetterFile, folder: Path) -> Path:
    """Write the letter into `folder` and return its path. Raises Known ("letter_not_written") or BadInput."""
    if letter.channel == _MAIL:
        name, content = f"TK-{letter.ticket_number}-{letter.gid[:12]}.eml", as_mail(letter)
    else:
        name, content = f"TK-{letter.ticket_number}-{letter.gid[:12]}.txt", as_text(letter)
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if letter.channel != _MAIL:
            for part in letter.files:
                _replace(folder / clean_name(f"{path.stem}-{part.name}"), part.content)
        _replace(path, content)
    except OSError as error:
        raise Known("letter_not_written", folder=str(folder), reason=error.strerror or type(error).__name__) from error
    return path


def as_mail(letter: LetterFile) -> bytes:
    """Return the letter as a mail (RFC 5322).

    Raises BadInput ("bad_addressee"), and ("bad_header") with the header and the value that cannot stand in a mail.
    """
    message = EmailMessage(policy=SENT)
    headers = {
        "To": letter.to_address,
        "Subject": " ".join(letter.subject.split()),
        "Date": format_datetime(letter.sent_at),
        "Message-ID": f"<{letter.message_id}>",
    }
    if letter.references:
        headers["In-Reply-To"] = f"<{letter.references[-1]}>"
        headers["References"] = " ".join(f"<{reference}>" for reference in letter.references)
    for name, value in headers.items():
        try:
            message[name] = value
            SENT.fold_binary(name, message[name])
        except (ValueError, IndexError, AttributeError) as error:
            if name == "To":
                raise BadInput("bad_addressee", address=value) from error
            raise BadInput("bad_header", header=name, value=" ".join(ascii(value).split())[:_SHOWN]) from error
    message["X-Unsent"] = "1"  # mail programs open it as a draft that can be sent
    message.set_content(letter.text, cte="base64")
    for part in letter.files:
        main, _, sub = part.media_type.partition("/")
        if main in ("text", "message", "multipart") or not sub:  # bytes as they are, never read as text or mail
            main, sub = "application", "octet-stream"
        message.add_attachment(part.content, maintype=main, subtype=sub, filename=part.name)
    if letter.files:
        message.set_boundary(f"part-{letter.gid}")  # the same letter is the same bytes, whenever it is written
    return message.as_bytes()


def as_text(letter: LetterFile) -> bytes:
    """Return the letter as plain text for a chat: only what is to be sent."""
    return (letter.text.rstrip() + "\n").encode()


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file and rename; what a killed writer left has the same name, so that nothing is left over."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    if os.name != "posix":
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
