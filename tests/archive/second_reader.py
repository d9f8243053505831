"""Proves an archive by `docs/archive-format.md` alone: nothing of the program is needed, only Python and `ssh-keygen`.

python second_reader.py ARCHIVE.tkz ALLOWED_SIGNERS NAME
"""

from __future__ import annotations

import hashlib
import json
import re
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
_WORDS = frozenset({"subject", "preview", "snooze_reason"})
_FREE = frozenset({"id", "gid", "version", "event_n", "updated_at", "license_state", "boundary_key"})
_LEADING = frozenset({"merged_into_id", "appeal_of_id"})
_NOT_KEPT = frozenset({"id", "ticket_id", "inputs", "result", "override_reason", "revoked"})
_BRINGING = ("received", "bounce", "ours", "automatic", "older", "thread", "replied", "noted")
_MESSAGE = (
    *("gid", "direction", "author_name", "author_address", "staff_id", "sent_at", "received_at", "recipients"),
    *("service_action", "forwarded_from"),
)
_VERSION = ("n", "at", "subject", "body", "reply_text", "html_sha256", "raw_sha256")
_FILE = ("position", "name", "media_type", "size", "sha256", "content_id", "inline", "missing")
_VERSIONS = {
    "agreement_versions": ("gid", "label", "effective_from", "sha256"),
    "schedules": ("gid", "label", "time_zone", "valid_from", "sha256"),
    "letters": ("gid", "code", "language", "scope", "n", "channel", "title", "clauses", "subject", "body", "files"),
}
_COUNTING = {
    "agreement_states": ("gid", "agreement_id", "state", "effective_at", "at", "staff_id"),
    "reading_choices": ("gid", "agreement_id", "reading", "value", "chosen_by", "at"),
}
_PARTS = {
    "payments": ("purchases", ("paid_at", "length", "unit"), ("paid_at",), ""),
    "pauses": ("suspensions", ("kind", "basis", "reason", "ticket_id", "starts_at", "ends_at"), ("starts_at",), ""),
    "transfers": ("archive_transfers", ("at", "decided_by"), ("at",), "transfer_id"),
    "restorations": (
        "restorations",
        *(
            ("opened_at", "decided_at", "approved", "feasible", "grounds", "paid_at", "length", "unit", "decided_by"),
            ("opened_at", "decided_at", "paid_at"),
        ),
        "restoration_id",
    ),
}


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
    need(told["Desk-Archive-Version"] in ("1.0", "1.1", "1.2") and tuple(told) == _HEAD, "head")
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


def table(base: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    """The rows of a table as canonical JSON has them."""
    kinds = {one[1]: one[2] for one in base.execute(f"PRAGMA table_info({name})")}
    found = base.execute(f"SELECT * FROM {name} ORDER BY id")  # noqa: S608 - a name of this program
    return [
        {key: cell(key, kind, value) for (key, kind), value in zip(kinds.items(), row, strict=True)} for row in found
    ]


def by(rows_of: list[dict[str, Any]], name: str) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows_of:
        found.setdefault(row[name], []).append(row)
    return found


def histories(base: sqlite3.Connection) -> dict[int, list[dict[str, Any]]]:
    """The events of every ticket in their order, old and new with the words that stand apart."""
    texts = by(table(base, "event_texts"), "event_id")
    told = table(base, "events")
    for one in told:
        one["texts"] = {text["name"]: text["body"] for text in texts.get(one["id"], ())}
        for name in ("old", "new"):
            one[name] = json.loads(one[name]) | json.loads(one["texts"].get(f"said.{name}") or "{}")
    return {key: sorted(some, key=lambda one: int(one["n"])) for key, some in by(told, "ticket_id").items()}


def covered(*values: Any) -> bool:
    return any("█" in str(one) for one in values)


def columns(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. A column of a ticket has the value of the newest event that changes it."""
    empty = {one[1] for one in base.execute("PRAGMA table_info(tickets)") if not one[3]}
    for row in table(base, "tickets"):
        told: dict[str, Any] = {}
        for one in every[row["id"]]:
            if "said.new" in one["texts"] and one["texts"]["said.new"] is None:
                told = {name: value for name, value in told.items() if name not in _WORDS}
            if one["kind"] not in ("question_topic_set", "question_answered"):
                told |= {name: value for name, value in one["new"].items() if one["n"] == 1 or name in one["old"]}
        for name, value in row.items():
            if name in _FREE or (name not in told and (name not in empty or name in _WORDS)):
                continue
            same = value == told.get(name) or covered(value, told.get(name))
            need(same or (name in _LEADING and value is None), f"tickets.{name} of {row['number']}")


def decisions(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. Each decision that an event tells of is there as it says, and each that is there has its event."""
    makers, revoked = {}, {}
    for history in every.values():
        for one in history:
            key = one["new"].get("decision")
            if "result_sha256" in one["new"]:
                makers[key] = one
            if one["kind"] in ("recalled", "check_returned") or "revoked" in one["new"]:
                revoked[key] = one["new"].get("revoked", True)
    found = {row["id"]: row for row in table(base, "decisions")}
    need(makers.keys() == found.keys(), "decisions")
    for key, row in found.items():
        event = makers[key]
        told = {"made_at": event["recorded_at"], "staff_id": event["staff_id"], "ticket_id": event["ticket_id"]}
        names = ("outcome", "primary_clause", "inputs_sha256", "result_sha256")
        told |= {name: event["new"][name] for name in names if name in event["new"]}
        need(all(row[name] == value or covered(row[name], value) for name, value in told.items()), f"decision {key}")
        need(row["revoked"] is revoked.get(key, False), f"decision {key} revoked")
        kept = {name: value for name, value in row.items() if name not in _NOT_KEPT}
        whole = event["new"].get("decision_sha256")
        need(whole is None or covered(kept) or whole == sha256(canonical(kept).encode()), f"decision {key}")


def facts(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. A fact that a person set or confirmed is there."""
    made = by(table(base, "facts"), "ticket_id")
    for key, history in every.items():
        for one in history:
            new, at = one["new"], one["recorded_at"]
            mine = [row for row in made.get(key, ()) if row["at"] == at]
            if one["kind"] == "fact_set" and not covered(new.get("name")):
                there = [row for row in mine if (row["name"], row["status"]) == (new["name"], new["status"])]
                there = [row for row in there if row["staff_id"] == one["staff_id"]]
                fits = [row for row in there if "value" not in new or json.loads(row["value"]) == new["value"]]
                need(fits or any(covered(row["value"], new["value"]) for row in there), f"fact of event {one['n']}")
            for name in new["facts"] if one["kind"] == "facts_confirmed" else ():
                kept = any((row["name"], row["status"]) == (name, "confirmed") for row in mine)
                need(name == "topic" or covered(name) or kept, f"fact of event {one['n']}")


def messages(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. A message is as the event that brought it says, and stands where it was brought."""
    heads = {row["id"]: row for row in table(base, "messages")}
    files = by(table(base, "attachments"), "message_id")
    now = {}
    for row in table(base, "message_versions"):
        mine = [one for one in files.get(row["message_id"], ()) if one["version_n"] == row["n"]]
        listed = [[one[name] for name in _FILE] for one in sorted(mine, key=lambda one: int(one["position"]))]
        head = [heads[row["message_id"]][name] for name in _MESSAGE]
        said = canonical([head, [row[name] for name in _VERSION], listed])
        now[f"message {row['message_id']}/{row['n']}"] = None if covered(said) else sha256(said.encode())
    spans = by(table(base, "ticket_spans"), "ticket_id")
    for key, history in every.items():
        brought = set()
        moved = any(moves(one) for one in history)
        for one in history:
            for name, body in one["texts"].items():
                if name.startswith("message "):
                    brought.add(int(name[8:].partition("/")[0]))
                    need((moved or name in now) and (body is None or now.get(name) in (None, body)), name)
            if one["kind"] in _BRINGING and isinstance(one["new"].get("message"), int):
                brought.add(one["new"]["message"])
        if moved:
            continue
        there = {one["message_id"] for one in spans.get(key, ())}
        need(brought <= there, f"a message of ticket {key} is gone")
        begun = any(name.startswith("message ") for name in history[0]["texts"])
        need(not begun or there <= brought, f"a message of ticket {key} came from nowhere")


def moves(one: dict[str, Any]) -> bool:
    """Whether an event may have moved messages from one request to another."""
    undone = one["kind"] == "undone" and "by" in one["new"]
    named = not {"spans", "joined", "parted"}.isdisjoint(one["new"])
    return named or undone or one["kind"] in ("span_set", "joined_into")


def rests(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. The versions that events name and the licenses that was decided on are as they say."""
    for name, of in _VERSIONS.items():
        for row in table(base, name):
            digest = sha256(canonical([row[one] for one in of]).encode())
            place = f"{name} {row['id']}"
            told = {one["new"].get("versions", {}).get(place) for some in every.values() for one in some}
            need(told <= {None, digest}, place)
    there = {f"{name} {row['id']}" for name in _VERSIONS for row in table(base, name)}
    own = {row["id"]: row for row in table(base, "licenses")}
    at = {row["id"]: row["license_id"] for row in table(base, "tickets")}
    counting(base, every)
    paused(base, every)
    for key, history in every.items():
        last, when = None, ""
        for one in history:
            need(set(one["new"].get("versions", ())) <= there, f"versions of ticket {key}")
            last = None if one["n"] > 1 and "license_id" in one["new"] else last
            last = one["new"].get("license", last)
            when = one["recorded_at"] if "license" in one["new"] else when
        if isinstance(last, dict) and last["id"] == at[key]:
            now = own[last["id"]]
            need(all(now[name] == last[name] for name in ("purchased_at", "plan", "problem")), f"license {last['id']}")
            for part in _PARTS:
                hangs(base, part, last, datetime.fromisoformat(when), every)


def paused(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. Each pause of a request began with an event of it, and each that an event began is there."""
    rows = {row["id"]: row for row in table(base, "suspensions") if row["ticket_id"] in every}
    for key, row in rows.items():
        history = every[row["ticket_id"]]
        then = [
            one
            for one in history
            if datetime.fromisoformat(one["recorded_at"]) == datetime.fromisoformat(row["starts_at"])
        ]
        said = [one["new"] for one in then if one["kind"] == "paused"]
        person = [key, row["kind"], row["basis"]] in [
            [new.get(one) for one in ("pause", "kind", "clause")] for new in said
        ]
        letter = any(
            "decision" in one["new"] and (one["new"].get("letter") or "").startswith("suspend.") for one in then
        )
        need(person or letter, f"pause {key}")
        need(row["license_id"] in {one["new"].get("license_id") for one in history}, f"license of pause {key}")
    begun = {one["new"]["pause"]: key for key, some in every.items() for one in some if one["kind"] == "paused"}
    need(all(rows.get(key, {}).get("ticket_id") == ticket for key, ticket in begun.items()), "a pause is not there")


def counting(base: sqlite3.Connection, every: dict[int, list[dict[str, Any]]]) -> None:
    """8. The readings and versions that counted when something was decided are those that the events name."""
    hour = timedelta(hours=1)
    labels = {row["id"]: row["label"] for row in table(base, "agreement_versions")}
    for name, columns in _COUNTING.items():
        rows = {row["id"]: row for row in table(base, name)}
        of = {
            key: labels[row["agreement_id"]]
            if "state" in row
            else (row["agreement_id"], row["value"].partition("=")[0])
            for key, row in rows.items()
        }
        digests = {key: sha256(canonical([row[one] for one in columns]).encode()) for key, row in rows.items()}
        for history in every.values():
            telling = [one for one in history if "counting" in one["new"]]
            for one in telling:
                for key, told in one["new"]["counting"][name].items():
                    need(digests.get(int(key)) == told, f"{name} {key}")
            if telling:
                named = {of[int(key)]: int(key) for key in sorted(telling[-1]["new"]["counting"][name], key=int)}
                before = datetime.fromisoformat(telling[-1]["recorded_at"]) - hour
                older = [key for key in sorted(rows) if datetime.fromisoformat(rows[key]["at"]) < before]
                doubt = {
                    of[key]
                    for key, row in rows.items()
                    if datetime.fromisoformat(row["at"]) >= before
                    and (
                        row.get("state", "in_force") != "in_force"
                        or datetime.fromisoformat(row["at"]) <= before + 2 * hour
                    )
                }
                for what, key in {of[key]: key for key in older}.items():
                    counts = rows[key].get("state", "in_force") == "in_force" and what not in doubt
                    need(key <= named[what] if what in named else not counts, f"{name} {key} did not count")


def hangs(
    base: sqlite3.Connection, part: str, last: dict[str, Any], at: datetime, every: dict[int, list[dict[str, Any]]]
) -> None:
    """8. What hangs on a license is as it was told, and nothing was put in for an earlier day."""
    name, columns, begins, undo = _PARTS[part]
    undone = {row[undo] for row in table(base, "archive_undos")} if undo else set()
    rows = [row for row in table(base, name) if row["license_id"] == last["id"] and row["id"] not in undone]
    now = {row["id"]: row for row in rows if not row.get("void")}
    hour = timedelta(hours=1 if part == "pauses" else 0)
    for key, told in last.get(part, {}).items():
        row = now.get(int(key))
        need(row, f"{part} {key}")
        both = told, [row[column] for column in columns]
        if part == "pauses":
            both = pause(both[0], row, at - hour), pause(both[1], row, at - hour)
        need(both[0] == both[1] or called_back(row, every), f"{part} {key}")
    for key, row in now.items() if "pauses" in last else ():
        begun = min(datetime.fromisoformat(row[one]) for one in begins if row[one])
        need(str(key) in last[part] or begun + hour >= at, f"{part} {key} was put in")


def called_back(row: dict[str, Any], every: dict[int, list[dict[str, Any]]]) -> bool:
    """Whether a row is a pause that a letter brought which was called back, by an older program."""
    of_it = every.get(row.get("ticket_id") or 0, ())
    never = "ends_at" in row and row["ends_at"] == row["starts_at"]
    return never and any(one["kind"] in ("recalled", "check_returned") for one in of_it)


def pause(values: list[Any], row: dict[str, Any], before: datetime) -> list[Any]:
    """A pause as it was at an instant; of a reason only a clause counts, which may be left out."""
    kind, basis, reason, ticket, begins, ends = values
    reason = reason if re.fullmatch("[0-9.]+", reason) and not covered(row["reason"]) else ""
    ends = ends if ends and datetime.fromisoformat(ends) < before else None
    return [kind, basis, reason, ticket if row["ticket_id"] else None, begins, ends]


def told_rows(base: sqlite3.Connection) -> None:
    """8. Everything of it."""
    every = histories(base)
    for prove_one in (columns, decisions, facts, messages, rests):
        prove_one(base, every)
    for name in ("agreement_versions", "schedules"):
        for content, wanted in base.execute(f"SELECT content, sha256 FROM {name}"):  # noqa: S608 - as above
            need(sha256(content.encode() if isinstance(content, str) else content) == wanted, name)


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
        told_rows(base)
        base.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(f"whole: {prove(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])['tickets']} tickets\n")
