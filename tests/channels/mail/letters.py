"""Makes small mails for tests, byte for byte."""

from __future__ import annotations

HEAD = b"From: Anna <anna@example.org>\r\nTo: help@example.net\r\nMessage-ID: <1@example.org>\r\n"


def letter(body: bytes | str = b"Hello", *fields: bytes | str, head: bytes = HEAD) -> bytes:
    """Return a mail with further header fields."""
    lines = b"".join((each.encode() if isinstance(each, str) else each) + b"\r\n" for each in fields)
    return head + lines + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def multipart(kind: str, *parts: bytes, mark: str = "mark") -> bytes:
    """Return header and body of a multipart, to be put behind the head of a mail or of a part."""
    top = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'.encode()
    line = b"--" + mark.encode()
    return top + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def part(body: bytes | str, *fields: str) -> bytes:
    """Return a part of a multipart."""
    return (
        "".join(f"{each}\r\n" for each in fields).encode()
        + b"\r\n"
        + (body.encode() if isinstance(body, str) else body)
    )
