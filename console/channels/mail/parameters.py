"""Content-Type and Content-Disposition: the value and its parameters, also those that are broken.

It knows RFC 2231 (continuations, charsets) and the ways mailers got it wrong. It is linear in the header.
"""

from __future__ import annotations

import re
from typing import Final

from console.channels.mail.charsets import decode_text
from console.channels.mail.words import decode_words, one_line
from console.channels.untrusted.caps import Caps

_COMMENT: Final = re.compile(r"\([^()\\\"]*\)")
_PARAMETER: Final = re.compile(
    r";?\s*([^\s=;\"]{1,80})\s*=\s*(?:\"((?:[^\"\\]|\\.)*+)(?:\"|$)([^;]*)|([^;\"]*(?:\"[^;]*)?))|;?[^;]*(?:;|$)",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SECTION: Final = re.compile(r"([^*]+)\*(\d{1,4})?(\*)?$")
_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_EXTENDED: Final = re.compile(r"([A-Za-z0-9_.:-]*)'([A-Za-z0-9-]*)'", re.DOTALL)


def read_parameters(value: str, caps: Caps, problems: dict[str, None]) -> tuple[str, dict[str, str]]:
    """Return the value in lower case and its parameters by name in lower case; the first of a name wins."""
    head, mark, rest = value.partition(";")
    if "=" in head and not mark:
        head, rest = _without_mark(head)
    if "(" in head:
        head = _COMMENT.sub("", head)
    head = "".join(head.split()).strip("\"'").lower()
    found: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    if rest:
        _collect(rest, found, sections, caps, problems)
    for name, pieces in sections.items():
        joined = _joined(sorted(pieces, key=lambda piece: piece[0]), problems)
        if joined or name not in found:
            found[name] = joined
    return head, found


def _without_mark(head: str) -> tuple[str, str]:
    """Divide `text/plain charset=x`, where the semicolon was forgotten."""
    words = head.split(None, 1)
    if len(words) == 2 and "=" not in words[0]:  # noqa: PLR2004 - the value and the rest
        return words[0], words[1]
    return head, ""


def _collect(
    rest: str,
    found: dict[str, str],
    sections: dict[str, list[tuple[int, bool, str]]],
    caps: Caps,
    problems: dict[str, None],
) -> None:
    at = count = 0
    while at < len(rest):
        each = _PARAMETER.match(rest, at)
        if each is None or each.end() == at:
            break
        at = each.end()
        if each[1] is None:
            continue
        count += 1
        if count > caps.parameters:
            problems["too_many_parameters"] = None
            break
        name = each[1].lower()
        text = _unquoted(each[2], each[3]) if each[2] is not None else each[4].strip().strip("'\"")
        section = _SECTION.match(name) if "*" in name else None
        if section is None:
            found.setdefault(name, text)
        else:
            sections.setdefault(section[1], []).append(
                (int(section[2] or 0), section[3] is not None or not section[2], text)
            )


def _unquoted(inner: str, after: str) -> str:
    text = _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner
    after = after.strip()
    # Quotes inside quotes: name="a "b" c.txt"
    return f'{text}"{after}'.rstrip('"') if after.endswith('"') else text


def _joined(pieces: list[tuple[int, bool, str]], problems: dict[str, None]) -> str:
    charset = ""
    raw: list[bytes] = []
    for number, (_, extended, text) in enumerate(pieces):
        value = text
        if extended and number == 0:
            marked = _EXTENDED.match(text)
            if marked:
                charset, value = marked[1], text[marked.end() :]
            else:
                problems["bad_parameter"] = None
        piece = value.encode("utf-8", errors="replace")
        raw.append(_PERCENT.sub(lambda found: bytes((int(found[1], 16),)), piece) if extended else piece)
    joined = b"".join(raw)
    text, problem = decode_text(joined, charset or None)
    if problem:
        problems[problem] = None
    return one_line(decode_words(text, problems))


def file_name(disposition: dict[str, str], content_type: dict[str, str], problems: dict[str, None]) -> str | None:
    """Return the name the part claims for its file, decoded, or None."""
    for found, key in (
        (disposition, "filename"),
        (content_type, "name"),
        (disposition, "name"),
        (content_type, "filename"),
    ):
        name = found.get(key)
        if name:
            if "=?" in name:
                name = decode_words(name, problems)
            elif "%" in name and _percent_encoded(name):
                name = decode_text(_PERCENT.sub(lambda hit: bytes((int(hit[1], 16),)), name.encode()))[0]
            name = one_line(name).strip("\"'")
            if name:
                return name
    return None


def _percent_encoded(name: str) -> bool:
    """Tell whether a plain name is percent-encoded UTF-8, as some mailers send it."""
    raw = name.encode()
    decoded = _PERCENT.sub(lambda hit: bytes((int(hit[1], 16),)), raw)
    if decoded.isascii() or decoded == raw:
        return False
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
