"""Proving an archive: the signature first, then the lists, then every hash. The database in it is not opened here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from console.archive import layout, sshsig
from console.archive.container import Container
from console.archive.layout import NotWhole
from console.archive.signers import Signer

SignatureState = Literal["good", "unsigned", "unknown_key", "outdated_key", "bad"]
Heard = Callable[[int, int], None]
_HASH = re.compile(r"[0-9a-f]{128}\Z")
_NUMBER = re.compile(r"([1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})\Z")
_NAMES = (
    "Payload-Oxum",
    "Desk-Archive-Version",
    "Desk-Content-SHA256",
    "Desk-Exported-At",
    "Desk-Log-Size",
    "Desk-Log-Root",
    "Desk-Key-Id",
    "Desk-Producer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What the outside of an archive says and what is believed of it."""

    number: str
    exported_at: datetime
    content_sha256: str
    payload_bytes: int
    payload_files: int
    log_size: int
    log_root: str
    producer: str
    signature: SignatureState
    key_id: str = ""
    signer: str = ""
    newer_minor: bool = False


def look(container: Container, known: Sequence[Signer], *, lenient: bool = False) -> Seal:
    """Check the signature and the lists' own hashes, and read the head. Raises NotWhole.

    With `lenient` a signature that does not hold is told as "bad", so that who knows of it may read on.
    """
    for name in (layout.INFO, layout.TAG_MANIFEST):
        if not container.has(name):
            raise NotWhole("altered", name, "missing")
    tags = container.small(layout.TAG_MANIFEST, layout.MOST_TAG)
    try:
        sealed, bad = _signature(container, tags), False
    except NotWhole:
        if not lenient:
            raise
        sealed, bad = None, True
    listed = _listed(tags)
    head = container.small(layout.INFO, layout.MOST_TAG)
    if listed[0] != (layout.INFO, hashlib.sha512(head).hexdigest()):
        raise NotWhole("altered", layout.INFO, "hash")
    told = _head(head)
    _require_rest(container, listed)
    unfit = None if bad else _unfit_key(sealed, told["Desk-Key-Id"])
    if unfit is not None and not lenient:
        raise unfit
    bad = bad or unfit is not None
    believed = _believed(sealed, known, _instant(told["Desk-Exported-At"]))
    return _seal(told, *(("bad", "", "") if bad else believed))


def signed_by(container: Container) -> bytes:
    """Return the public key that signed an archive, whoever's it is; empty where nobody did or it does not hold."""
    try:
        found = _signature(container, container.small(layout.TAG_MANIFEST, layout.MOST_TAG))
    except NotWhole:
        return b""
    return b"" if found is None else found.public


def prove(container: Container, seal: Seal, heard: Heard) -> None:
    """Compare the list with the files, one by one, and every file with its hash. Raises NotWhole."""
    done = files = 0
    for name, wanted in payload(container):
        hashed, size = hashlib.sha512(), container.size_of(name)
        for piece in container.pieces(name):
            hashed.update(piece)
            heard(done + size, seal.payload_bytes)
        if hashed.hexdigest() != wanted:
            raise NotWhole("altered", name, "hash")
        done, files = done + size, files + 1
    if (done, files) != (seal.payload_bytes, seal.payload_files):
        raise NotWhole("altered", layout.INFO, "counts")


def payload(container: Container) -> Iterator[tuple[str, str]]:
    """Yield name and hash of every listed file. Raises NotWhole where list and files differ, either way."""
    there = (one.name for one in container.entries() if one.name.startswith("data/"))
    for name, wanted in _lines(container):
        found = next(there, None)
        if found != name:
            lost = found is None or name < found
            raise NotWhole("altered", name if lost or found is None else found, "missing" if lost else "extra")
        yield name, wanted
    extra = next(there, None)
    if extra is not None:
        raise NotWhole("altered", extra, "extra")


def hash_of(container: Container, wanted: str) -> str:
    """Return the hash that the list has for one file. Raises NotWhole."""
    for name, told in _lines(container):
        if name == wanted:
            return told
    raise NotWhole("altered", wanted, "unlisted")


def _lines(container: Container) -> Iterator[tuple[str, str]]:
    rest, last = b"", ""
    for piece in container.pieces(layout.MANIFEST):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            name, told = _line(line, layout.MANIFEST)
            if name <= last or not name.startswith("data/"):
                raise NotWhole("altered", layout.MANIFEST, "order")
            last = name
            yield name, told
        if len(rest) > layout.HASH_LINE + layout.MOST_NAME:
            raise NotWhole("altered", layout.MANIFEST, "line")
    if rest:
        raise NotWhole("altered", layout.MANIFEST, "line")


def _line(line: bytes, where: str) -> tuple[str, str]:
    text = line.decode("ascii", "replace")
    told, blanks, name = text[:128], text[128:130], text[130:]
    if not _HASH.match(told) or blanks != "  " or not layout.is_name(name):
        raise NotWhole("altered", where, "line")
    return name, told


def _require_rest(container: Container, listed: Sequence[tuple[str, str]]) -> None:
    """Raise where the list of tags does not name exactly what it has to, or one of them is another."""
    if tuple(name for name, _ in listed) != layout.TAGS:
        raise NotWhole("altered", layout.TAG_MANIFEST, "line")
    for name in (layout.BAGIT, layout.MANIFEST, layout.CONTENT, layout.DATABASE):
        if not container.has(name):
            raise NotWhole("altered", name, "missing")
    for name, wanted in listed[1:]:
        if _sha512(container, name) != wanted:
            raise NotWhole("altered", name, "hash")
    if container.small(layout.BAGIT, layout.MOST_TAG) != layout.BAGIT_TEXT:
        raise NotWhole("altered", layout.BAGIT, "content")


def _listed(tags: bytes) -> list[tuple[str, str]]:
    *lines, rest = tags.split(b"\n")
    if rest or not lines:
        raise NotWhole("altered", layout.TAG_MANIFEST, "line")
    return [_line(line, layout.TAG_MANIFEST) for line in lines]


def _sha512(container: Container, name: str) -> str:
    hashed = hashlib.sha512()
    for piece in container.pieces(name):
        hashed.update(piece)
    return hashed.hexdigest()


def _signature(container: Container, tags: bytes) -> sshsig.Signature | None:
    """Return a signature that holds under the key that it names, or None without any. Raises NotWhole."""
    if not container.has(layout.SIGNATURE):
        return None
    found = sshsig.read(container.small(layout.SIGNATURE, sshsig.MOST).decode("ascii", "replace"))
    if found is None or not sshsig.holds(found, hashlib.sha512(tags).digest(), layout.NAMESPACE):
        raise NotWhole("altered", layout.SIGNATURE, "signature")
    return found


def _unfit_key(found: sshsig.Signature | None, told: str) -> NotWhole | None:
    """Return what is wrong where the head names another key than signed it, or one and the signature was taken away."""
    if found is None:
        return None if told == "-" else NotWhole("altered", layout.SIGNATURE, "missing")
    return None if told == sshsig.key_id(found.public) else NotWhole("altered", layout.INFO, "signature")


def _believed(found: sshsig.Signature | None, known: Sequence[Signer], at: datetime) -> tuple[SignatureState, str, str]:
    if found is None:
        return "unsigned", "", ""
    told = sshsig.key_id(found.public)
    mine = [one for one in known if one.signs(found.public, layout.NAMESPACE)]
    for one in mine:
        if one.counts_at(at):
            return "good", told, one.name
    return ("outdated_key", told, mine[0].name) if mine else ("unknown_key", told, "")


def _head(content: bytes) -> Mapping[str, str]:
    """Return the fields of the head: exactly these in this order, and behind them what a newer minor may add."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotWhole("altered", layout.INFO, "line") from error
    fields = [line.partition(": ") for line in text.split("\n")[:-1]]
    _require_number({name: value for name, _, value in fields}.get("Desk-Archive-Version", ""))
    names = tuple(name for name, _, _ in fields)
    if not text.endswith("\n") or names[: len(_NAMES)] != _NAMES or not all(apart for _, apart, _ in fields):
        raise NotWhole("altered", layout.INFO, "line")
    told = {name: value for name, _, value in fields}
    newer = int(told["Desk-Archive-Version"].partition(".")[2]) > layout.MINOR
    if len(told) != len(fields) or (len(fields) > len(_NAMES) and not newer):
        raise NotWhole("altered", layout.INFO, "line")
    return told


def _require_number(text: str) -> None:
    told = _NUMBER.match(text)
    if told is None:
        raise NotWhole("altered", layout.INFO, "number")
    if int(told[1]) > layout.MAJOR:
        raise NotWhole("newer", layout.INFO, text)


def _seal(told: Mapping[str, str], signature: SignatureState, key_id: str, signer: str) -> Seal:
    size, _, count = told["Payload-Oxum"].partition(".")
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in (size, count, told["Desk-Log-Size"])):  # noqa: PLR2004 - fits 64 bits
        raise NotWhole("altered", layout.INFO, "counts")
    number = told["Desk-Archive-Version"]
    root = told["Desk-Log-Root"]
    return Seal(
        number=number,
        exported_at=_instant(told["Desk-Exported-At"]),
        content_sha256=told["Desk-Content-SHA256"],
        payload_bytes=int(size),
        payload_files=int(count),
        log_size=int(told["Desk-Log-Size"]),
        log_root="" if root == "-" else root,
        producer=told["Desk-Producer"],
        signature=signature,
        key_id=key_id,
        signer=signer,
        newer_minor=int(number.partition(".")[2]) > layout.MINOR,
    )


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise NotWhole("altered", layout.INFO, "instant") from error
