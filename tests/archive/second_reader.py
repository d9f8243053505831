"""Proves an archive by `docs/archive-format.md` alone: nothing of the program is needed, only Python and `ssh-keygen`.

python second_reader.py ARCHIVE.tkz ALLOWED_SIGNERS NAME
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_HEAD = (
    *("Payload-Oxum", "Desk-Archive-Version", "Desk-Content-SHA256", "Desk-Exported-At", "Desk-Log-Size"),
    *("Desk-Log-Root", "Desk-Key-Id", "Desk-Producer"),
)
_TAGS = ["bag-info.txt", "bagit.txt", "manifest-sha512.txt"]
_ENDS = ("_at", "_from", "_to", "_until", "_since")


class NotProven(Exception):  # noqa: N818 - it is a finding
    """Says what does not hold."""


def need(holds: object, what: str) -> None:
    if not holds:
        raise NotProven(what)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def container(path: Path) -> dict[str, bytes]:
    """1. Read the files, write the container again, and compare it byte by byte."""
    with zipfile.ZipFile(path) as file:
        files = {one.filename: file.read(one) for one in file.infolist()}
    made, listed = bytearray(), bytearray()
    for name, content in sorted(files.items()):
        sums = (zlib.crc32(content), len(content), len(content), len(name), 0)
        listed += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0x21, *sums, 0, 0, 0, 0, len(made))
        listed += name.encode()
        made += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0x21, *sums) + name.encode() + content
    start, count = len(made), len(files)
    made += listed + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listed), start, 0)
    need(bytes(made) == path.read_bytes(), "container")
    return files


def seal(files: dict[str, bytes], signers: Path, name: str) -> dict[str, str]:
    """2. to 4.: the signature, the head, the lists and every hash."""
    tags, head = files["tagmanifest-sha512.txt"], files["bag-info.txt"].decode()
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(files["tagmanifest-sha512.txt.sig"])
        kept.flush()
        asked = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", name, "-n", "desk-archive", "-s", kept.name]
        need(subprocess.run(asked, input=tags, capture_output=True, check=False).returncode == 0, "signature")
    rest = sorted(one for one in files if one.startswith("data/"))
    for text, names in ((tags, _TAGS), (files["manifest-sha512.txt"], rest)):
        lines = [f"{hashlib.sha512(files[one]).hexdigest()}  {one}\n" for one in names]
        need(text.decode() == "".join(lines), "lists")
    need(set(files) == {*rest, *_TAGS, "tagmanifest-sha512.txt", "tagmanifest-sha512.txt.sig"}, "files")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    need(told["Desk-Archive-Version"] in ("1.0", "1.1") and tuple(told) == _HEAD, "head")
    need(told["Payload-Oxum"] == f"{sum(len(files[one]) for one in rest)}.{len(rest)}", "counts")
    return told


def content(files: dict[str, bytes], head: dict[str, str]) -> dict[str, Any]:
    """What the content says of its parts and of the files by hash."""
    need(sha256(files["data/content.json"]) == head["Desk-Content-SHA256"], "content")
    told: dict[str, Any] = json.loads(files["data/content.json"])
    own = ("data/content.json", "data/tickets.sqlite")
    blobs = {name: one for name, one in files.items() if name.startswith("data/files/")}
    parts = {name: one for name, one in files.items() if name.startswith("data/") and name not in {*own, *blobs}}
    need(told["parts"] == {name: sha256(one) for name, one in parts.items()}, "parts")
    for name, one in blobs.items():
        need(name == f"data/files/{sha256(one)[:2]}/{sha256(one)}", name)
    lines = sorted(f"{sha256(one)} {len(one)}\n" for one in blobs.values())
    every = {"count": len(blobs), "bytes": sum(map(len, blobs.values())), "sha256": sha256("".join(lines).encode())}
    need(told["files"] == every, "files")
    need(head["Desk-Log-Size"] == str(told["log"]["size"]), "log")
    need(head["Desk-Log-Root"] == (told["log"]["root"] or "-"), "log")
    return told


def cell(name: str, kind: str, value: Any) -> Any:
    """A value of a row as canonical JSON has it."""
    if value is None:
        return None
    if kind == "BOOLEAN":
        return bool(value)
    if kind == "BIGINT" and (name == "at" or name.endswith(_ENDS)):
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)).isoformat()
    return f"sha256:{sha256(value)}" if isinstance(value, bytes) else value


def rows(base: sqlite3.Connection, table: str) -> Iterator[bytes]:
    columns = [(one[1], one[2], one[5]) for one in base.execute(f"PRAGMA table_info({table})")]
    key = next(name for name, _, place in columns if place == 1)
    for row in base.execute(f'SELECT * FROM {table} ORDER BY "{key}"'):  # noqa: S608 - the names are compared first
        told = {name: cell(name, kind, value) for (name, kind, _), value in zip(columns, row, strict=True)}
        yield f"{canonical(told)}\n".encode()


def database(base: sqlite3.Connection, told: dict[str, Any]) -> None:
    """5. Only tables and indexes, and the rows that the content tells."""
    kinds = {kind for (kind,) in base.execute("SELECT type FROM sqlite_master")}
    need(kinds <= {"table", "index"}, "schema")
    need(all(name.replace("_", "").isalpha() for name in told["tables"]), "tables")
    for table, wanted in told["tables"].items():
        found = list(rows(base, table))
        need(wanted == {"rows": len(found), "sha256": sha256(b"".join(found))}, f"rows of {table}")


def chains(base: sqlite3.Connection) -> None:
    """6. The events of every ticket, with their texts."""
    texts: dict[int, dict[str, tuple[str, str, str | None]]] = {}
    for event, name, salt, digest, body in base.execute("SELECT event_id, name, salt, digest, body FROM event_texts"):
        texts.setdefault(event, {})[name] = (salt, digest, body)
    own_of = dict(base.execute("SELECT id, gid FROM tickets"))
    asked = "SELECT id, ticket_id, n, hashed, previous, hash, old, new, gid, kind FROM events ORDER BY ticket_id, n"
    ticket, n, before = 0, 0, ""
    for key, of, number, hashed, previous, found, old, new, gid, kind in base.execute(asked):
        if of != ticket:
            ticket, n, before = of, 0, "0" * 64
        n += 1
        need((number, previous) == (n, before), f"chain {of}/{number}")
        before = found
        if not hashed:
            continue  # left out: a marker of 1.1 says so, and the next event and the log cover its hash
        need(sha256(b"clausedesk event 1\n" + bytes.fromhex(previous) + hashed) == found, f"hash {of}/{number}")
        said, own = json.loads(hashed), texts.get(key, {})
        shown = {"n": n, "gid": gid, "kind": kind, "old": json.loads(old), "new": json.loads(new), "ticket": own_of[of]}
        need(shown == {name: said[name] for name in shown}, f"event {of}/{number}")
        need(said["texts"] == {name: digest for name, (_, digest, _) in own.items()}, f"texts {of}/{number}")
        for salt, digest, body in own.values():
            need(body is None or sha256(bytes.fromhex(salt) + body.encode()) == digest, f"text {of}/{number}")


def decisions(base: sqlite3.Connection) -> None:
    """8. Each decision that an event tells of is there with its digests, and each that is there has its event."""
    told = {}
    for of, new in base.execute("SELECT ticket_id, new FROM events"):
        said = json.loads(new)
        if "result_sha256" in said:
            told[said["decision"]] = (of, said["inputs_sha256"], said["result_sha256"], said["outcome"])
    asked = "SELECT id, ticket_id, inputs_sha256, result_sha256, outcome FROM decisions"
    need(told == {key: tuple(rest) for key, *rest in base.execute(asked)}, "decisions")


def root(leaves: list[bytes]) -> bytes:
    """The root of RFC 6962 over leaves that are hashed already."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def log(base: sqlite3.Connection, files: dict[str, bytes], told: dict[str, Any]) -> None:
    """7. The leaves give the root of every checkpoint, and every event stands at its leaf."""
    every = files.get("data/leaves.bin", b"")
    leaves = [every[at : at + 32] for at in range(0, len(every), 32)]
    heads = dict(base.execute("SELECT tree_size, root FROM checkpoints"))
    need(len(leaves) == told["log"]["size"], "log size")
    need(not leaves or heads[len(leaves)] == told["log"]["root"], "log root")
    for size, wanted in heads.items():
        need(root(leaves[:size]).hex() == wanted, f"checkpoint {size}")
    asked = "SELECT leaf, e.hash FROM event_leaves l LEFT JOIN events e ON e.id = l.event_id ORDER BY leaf"
    found = dict(base.execute(asked))
    for leaf, one in found.items():
        need(one and hashlib.sha256(b"\0" + bytes.fromhex(one)).digest() == leaves[leaf], f"leaf {leaf}")
    need(told["query"] or list(found) == list(range(len(leaves))), "a ticket was dropped")


def prove(path: Path, signers: Path, name: str) -> dict[str, Any]:
    """Return what the content says. Raises NotProven."""
    try:
        files = container(path)
        told = content(files, seal(files, signers, name))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotProven("container") from error
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tickets.sqlite"
        file.write_bytes(files["data/tickets.sqlite"])
        base = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
        base.execute("PRAGMA trusted_schema = OFF")
        database(base, told)
        chains(base)
        log(base, files, told)
        decisions(base)
        base.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(f"whole: {prove(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])['tickets']} tickets\n")
