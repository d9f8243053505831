"""Whether a mail reports that another could not be delivered, and for whom: the standard form first, then the customs.

The standard is RFC 3464. The customs are the words and layouts of mail systems before and beside it. Addresses are
only taken from what the report itself says, never from the mail it returns.
"""

from __future__ import annotations

import re
from typing import Final

from console.channels.mail.bounce_words import BODY_FAILS, CONTACT, DAEMON, FAILS, LOCAL_LIST, RETURNED, SUBJECT_FAILS
from console.channels.mail.parts import MESSAGES, Part
from console.channels.mail.transfer import undo

_LOCAL: Final = r"[^\s<>()\[\]{}:;,\"'`|=*\\]{1,100}"
_DOMAIN: Final = r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){0,9}"
_ADDRESS: Final = re.compile(rf"{_LOCAL}@{_DOMAIN}")
_LEADING: Final = re.compile(
    rf"\s*(?:[>*•·-]\s*|\d{{1,3}}[.)]\s*|\"[^\"]{{0,100}}\"\s*(?=<)|[\w /-]{{0,20}}recipients?(?: address)?:\s*)?"
    rf"[<\"'\[(]*(?:smtp:|mailto:|rfc822;\s*)?({_LOCAL}@{_DOMAIN})",
    re.IGNORECASE,
)
_MEANT: Final = re.compile(
    r"\b(?:to|addressed|address|recipient|user|userid|for|attempts|mailbox|account)\b[\s:,'\"<\[(]{1,5}(?:smtp:)?"
    rf"({_LOCAL}@{_DOMAIN})",
    re.IGNORECASE,
)
_RECIPIENT: Final = re.compile(
    r"^(original|final)-recipient:[ \t]*(?:[\w.-]+[ \t]*;)?[ \t]*<?([^\s<>;]+@[^\s<>;]+)", re.IGNORECASE | re.MULTILINE
)
_ACTION: Final = re.compile(r"^action:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_RCPT: Final = re.compile(rf"RCPT TO:\s*<({_LOCAL}@{_DOMAIN})>", re.IGNORECASE)
_GROUPS: Final = re.compile(r"\n[ \t]*\n")
_ARRIVED: Final = frozenset(("delivered", "relayed", "expanded"))
_WORD: Final = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}$")
_FORWARDED: Final = re.compile(r"\s*(?:fwd?|wg|tr|i|пересл\w*)\s*:", re.IGNORECASE)
_SHORT_REPORT: Final = 1_500
_LONGEST_REPORT: Final = 20_000
_MOST: Final = 100
_STATUS_TYPES: Final = frozenset(("message/delivery-status", "message/global-delivery-status"))


def read_bounce(source: bytes, root: Part, *, subject: str, sender: str, text: str) -> tuple[str, ...] | None:
    """Return the addresses that were not reached (those still being tried included), or None for no report.

    A report in the standard form may name nobody; any other is one only if it names somebody.
    """
    daemon = _is_daemon(root, sender)
    has_status, standard = _standard(source, root, daemon=daemon, inside=False)
    if not standard and daemon and SUBJECT_FAILS.search(subject):
        # A guard at the gate may have wrapped the whole report in a message of its own.
        standard = _standard(source, root, daemon=daemon, inside=True)[1]
    if standard:
        return standard
    report = text[:_LONGEST_REPORT]
    failed = _ADDRESS.findall(root.headers.get("x-failed-recipients").decode("latin-1"))
    if failed:
        return tuple(dict.fromkeys(failed))[:_MOST]
    if not has_status and not _looks_like_one(root, subject, report, daemon=daemon):
        return None
    found = _from_words(root, report, subject, sender)
    return found or (() if has_status and _reports_failure(subject, report) else None)


def _standard(source: bytes, root: Part, *, daemon: bool, inside: bool) -> tuple[bool, tuple[str, ...]]:
    """Return whether there is a delivery status, and the recipients it gives up or still tries.

    What a daemon sent may have lost its type on the way; then any part that has the fields is taken.
    """
    found: dict[str, None] = {}
    seen = arrived = False
    todo = [root]
    while todo:
        part = todo.pop()
        if part.media_type in MESSAGES and not inside:
            continue
        todo.extend(reversed(part.children))
        if part.children or part.end - part.start > _LONGEST_REPORT * 10:
            continue
        is_status = part.media_type in _STATUS_TYPES
        raw = source[part.start : part.end]
        if not is_status and not (daemon and part.depth > 0 and b"-Recipient:" in raw):
            continue
        seen = seen or is_status
        recipients, some_arrived = _recipients(undo(raw, part.encoding, {}).decode("utf-8", errors="replace"))
        arrived = arrived or some_arrived
        found.update(recipients)
    return seen and not arrived, tuple(found)[:_MOST]


def _recipients(status: str) -> tuple[dict[str, None], bool]:
    found: dict[str, None] = {}
    arrived = False
    for group in _GROUPS.split(status.replace("\r\n", "\n")):
        named = {kind.lower(): address for kind, address in _RECIPIENT.findall(group)}
        if not named:
            continue
        action = _ACTION.search(group)
        if action and action[1].lower() in _ARRIVED:
            arrived = True
            continue
        found[(named.get("original") or named["final"]).strip("<>\"'")] = None
    return found, arrived and not found


def _looks_like_one(root: Part, subject: str, report: str, *, daemon: bool) -> bool:
    if daemon:
        return SUBJECT_FAILS.search(subject) is not None or BODY_FAILS.search(report) is not None
    if root.headers.get("references") or _FORWARDED.match(subject) or SUBJECT_FAILS.search(subject) is None:
        return False
    returned = any(part.media_type == "message/rfc822" for part in root.children) or RETURNED.search(report) is not None
    # People write more about a failure than machines do, and seldom return the mail in a part of its own.
    return (returned or len(report) < _SHORT_REPORT) and BODY_FAILS.search(report) is not None


def _is_daemon(root: Part, sender: str) -> bool:
    if root.headers.get("return-path").strip() == b"<>" or not sender:
        return True
    return DAEMON.search(root.headers.get("from").decode("latin-1")) is not None


def _reports_failure(subject: str, report: str) -> bool:
    return SUBJECT_FAILS.search(subject) is not None or BODY_FAILS.search(report) is not None


def _from_words(root: Part, report: str, subject: str, sender: str) -> tuple[str, ...]:
    """Return the addresses that the words of a report name."""
    returned = RETURNED.search(report)
    said = report[: returned.start()] if returned else report
    ours = {
        each.lower()
        for name in ("to", "from", "sender")
        for each in _ADDRESS.findall(root.headers.get(name).decode("latin-1"))
    }
    for find in (_leading, _local_names, _in_failing_lines, _in_session):
        found = [each for each in find(said, sender) if each.lower() not in ours]
        if found:
            return tuple(dict.fromkeys(found))[:_MOST]
    found = [each for each in _ADDRESS.findall(subject) if each.lower() not in ours]
    # Who writes to himself is told about himself.
    return tuple(dict.fromkeys(found[:1] or _leading(said, sender)))[:_MOST]


def _leading(said: str, _sender: str) -> list[str]:
    """Find addresses that begin a line, as lists of recipients do."""
    matches = (_LEADING.match(line) for line in said.split("\n") if "@" in line)
    return [match[1].rstrip(".") for match in matches if match]


def _in_failing_lines(said: str, _sender: str) -> list[str]:
    """Find whom a line that tells of the failure speaks of, best by a word such as "to" before the address."""
    before, guess = "", ""
    for line in said.split("\n"):
        if "@" in line and not CONTACT.search(line) and (FAILS.search(line) or FAILS.search(before)):
            meant = _MEANT.search(line)
            if meant:
                return [meant[1].rstrip(".")]
            found = _ADDRESS.search(line)
            guess = guess or (found.group().rstrip(".") if found else "")
        if line.strip():
            before = line
    return [guess] if guess else []


def _local_names(said: str, sender: str) -> list[str]:
    """Find bare names in a list of recipients; they live at the domain that reports."""
    domain = sender.rpartition("@")[2].lower()
    listed = LOCAL_LIST.search(said)
    if not domain or listed is None:
        return []
    lines = (line.strip() for line in said[listed.end() :].split("\n"))
    found: list[str] = []
    for line in lines:
        if not line and not found:
            continue
        word = line.split()[0] if line else ""
        if not _WORD.match(word) or not (line == word or "  " in line or "\t" in line):
            break
        found.append(f"{word}@{domain}")
    return found


def _in_session(said: str, _sender: str) -> list[str]:
    """Find who the session with the other server was about."""
    return _RCPT.findall(said)
