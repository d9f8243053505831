"""The world that the attacks of the list are tried in: tickets of two people, a sent message, a license, a draft.

What a ticket goes through is written by the people themselves, through the ordinary store; the rest by the owner.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from console.records.base import TicketId
from console.services import assign, reply
from console.services.desk import Desk, open_desk
from tests.store.helpers import open_ticket
from tests.team_desks import PEOPLE, TeamDatabase

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = "'" + "0" * 64 + "'"
_EPOCH = "1970-01-01T00:00:00+00:00"
_TOLD = re.compile(r"\{(event|received|edited)_(\w+):([^}]+)\}")
_KINDS = {"event": "noted", "received": "received", "edited": "message_edited"}
RAW, LOOSE = b"raw bytes", b"loose bytes"


def build(team: TeamDatabase, folder: Path) -> dict[str, object]:
    """Fill a team's database and return the keys that the attacks name."""
    desks = {name: open_desk(team.of(name), login="", name="", out_folder=folder) for name in ("ann", "ben")}
    try:
        keys = _by_people(desks["ann"], desks["ben"])
    finally:
        for one in desks.values():
            one.store.close()
    with psycopg.connect(team.dsn()) as connection:
        keys |= _by_the_owner(connection, keys)
    groups = {f"{role}_group": f'"{_prefix(team)}_{role}"' for role in set(PEOPLE.values())}
    return {**keys, **groups, "database": f'"{team.name}"'}


def statement(text: str, keys: dict[str, object], by: str, me: int) -> str:
    """Return a statement of the list with its keys filled in for who tries it."""
    login, command = _login(by), keys["command"]
    kind = {"courier": "import", "reviewer": "review.add"}.get(by, "attack")
    known = {**keys, "me": me, "role": by, "login": login, "kind": kind}
    own = {name: _event(place, me, login.capitalize(), by, str(command)) for name, place in _places(keys).items()}
    forged = {
        "event_forged_person": _event(keys["own"], int(str(keys["ben"])), "Ben", by, str(command)),
        "event_forged_hash": own["event_own"].replace("encode(sha256(", "encode(sha256('x' || "),
        "event_forged_previous": own["event_own"].replace(_PREVIOUS, FIRST),
        "event_forged_content": own["event_own"].replace("'{}', '{}', h", "'{\"status\": \"open\"}', '{}', h"),
        "event_forged_time": own["event_own"].replace(" 0, 0, '{}'", " 0, 5, '{}'"),
        "event_without_texts": own["event_own"].replace("'texts', ", "'words', "),
        "event_local_time": own["event_own"].replace(_EPOCH, _EPOCH.removesuffix("+00:00")),
        "event_stray": own["event_own"].replace("t.event_n", "(t.event_n + 1)"),
    }
    begin = (
        "INSERT INTO commands (id, kind, staff_id, role, made_at, applied_at)"
        f" VALUES ('{command}', '{kind}', {me}, '{by}', 0, 0)"
    )
    done = f"UPDATE commands SET result = 'null' WHERE id = '{command}'"

    def telling(found: re.Match[str]) -> str:
        """Return the event of a ticket that says what became of columns; `me` and `ben` are people, `null` nobody."""
        values = {
            "me": me,
            **{name: keys[name] for name in ("ben", "gone", "rex", "own")},
            "null": None,
            "true": True,
            "false": False,
        }
        before: dict[str, object] = {}
        after: dict[str, object] = {}
        for column, change in (one.split("=") for one in found[3].split(",")):
            before[column], after[column] = (values.get(one, one) for one in change.split(">"))
        told = json.dumps(before), json.dumps(after)
        event = _event(keys[found[2]], me, login.capitalize(), by, str(command), *told)
        return event.replace("'noted'", f"'{_KINDS[found[1]]}'")

    text = _TOLD.sub(telling, text)
    for name, value in {**known, **own, **forged, "begin": begin, "done": done}.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _by_people(ann: Desk, ben: Desk) -> dict[str, object]:
    own = open_ticket(ann.store, ann.actor, NOW, subject="Mine", tier="question")
    other = open_ticket(ben.store, ben.actor, NOW, subject="His")
    free = open_ticket(ann.store, ann.actor, NOW, subject="Free", tier_confirmed=True)
    history = open_ticket(ann.store, ann.actor, NOW, subject="Old", status="history", is_open=False)
    closed = open_ticket(ann.store, ann.actor, NOW, subject="Over", status="closed", is_open=False)
    taken = assign.take(ann, TicketId(own), version=1)
    assign.take(ben, TicketId(other), version=1)
    sent = [_sent(desk, ticket) for desk, ticket in ((ann, own), (ben, other))]
    noted: Any = reply.add_note(ben, TicketId(other), "Called them").result
    assert taken.result
    assert noted
    return {
        "own": own,
        "other": other,
        "free": free,
        "history": history,
        "closed": closed,
        "ann": ann.actor.staff_id,
        "ben": ben.actor.staff_id,
        "sent": sent[0],
        "sent_by_ben": sent[1],
        "command": secrets.token_hex(16),
        "empty": hashlib.sha256(b"").hexdigest(),
    }


def _sent(desk: Desk, ticket: int) -> int:
    letter = reply.Outgoing(
        ticket_id=TicketId(ticket), text="Here you are.", subject="Re", to_address="a@b.example", base_event=9
    )
    result: Any = reply.send_reply(desk, letter).result
    return int(result["message"])


def _by_the_owner(connection: psycopg.Connection[Any], keys: dict[str, object]) -> dict[str, object]:
    def one(text: str, *values: object) -> Any:
        row = connection.execute(text, values).fetchone()
        return None if row is None else row[0]

    for content in (RAW, LOOSE):
        one("INSERT INTO blobs VALUES (%s, %s, %s) RETURNING size", hashlib.sha256(content).hexdigest(), 9, content)
    raw = hashlib.sha256(RAW).hexdigest()
    place = one("SELECT conversation_id FROM tickets WHERE id = %s", keys["own"])
    loose = one(
        "INSERT INTO messages (gid, conversation_id, direction, sent_at, received_at, raw_sha256)"
        " VALUES ('loose', %s, 'in', 0, 0, %s) RETURNING id", place, raw,
    )  # fmt: skip
    one(
        "INSERT INTO attachments (gid, message_id, position, name, sha256) VALUES ('f', %s, 0, 'a.txt', %s)"
        " RETURNING id",
        keys["sent_by_ben"], raw,
    )  # fmt: skip
    one("UPDATE outbox SET state = 'written' WHERE message_id = %s RETURNING id", keys["sent"])
    agreement = one("SELECT max(id) FROM agreement_versions")
    decision = one(
        "INSERT INTO decisions (gid, ticket_id, n, kind, made_at, staff_id, agreement_id, engine_version, outcome)"
        " VALUES ('his', %s, 1, 'choice', 0, %s, %s, '1', 'refuse') RETURNING id",
        keys["other"], keys["ben"], agreement,
    )  # fmt: skip
    lone = one(
        "INSERT INTO tickets (gid, number, conversation_id, channel_kind, received_at, updated_at, last_message_at)"
        " SELECT 'bare', 90, conversation_id, 'email', 0, 0, 0 FROM tickets WHERE id = %s RETURNING id", keys["own"],
    )  # fmt: skip
    with_event = one(
        "INSERT INTO tickets (gid, number, conversation_id, channel_kind, received_at, updated_at, last_message_at)"
        " SELECT 'lone', 91, conversation_id, 'email', 0, 0, 0 FROM tickets WHERE id = %s RETURNING id", keys["own"],
    )  # fmt: skip
    one(
        "INSERT INTO events (gid, ticket_id, n, kind, role, command_id, recorded_at, effective_at, hashed, previous,"
        " hash) VALUES ('lone', %s, 1, 'opened', 'operator', 'x', 0, 0, '', '', '') RETURNING id", with_event,
    )  # fmt: skip
    customer = one("INSERT INTO customers (gid, name) VALUES ('c', 'One') RETURNING id")
    one("INSERT INTO contacts (gid, customer_id) VALUES ('c', %s) RETURNING id", customer)
    license_id = one(
        "INSERT INTO licenses (gid, license_key, plan, customer_id, purchased_at) VALUES ('l', 'K', 'PRO', %s, 0)"
        " RETURNING id", customer,
    )  # fmt: skip
    one("INSERT INTO purchases (gid, license_id, paid_at) VALUES ('p', %s, 0) RETURNING id", license_id)
    one(
        "INSERT INTO schedules (gid, label, time_zone, sha256, valid_from) VALUES ('s', '1', 'UTC', '', 0) RETURNING id"
    )
    one(
        "INSERT INTO facts (gid, ticket_id, name, status, source, at) VALUES ('f', %s, 'x', 'proposed', 'signal', 0)"
        " RETURNING id", keys["own"],
    )  # fmt: skip
    one(
        "INSERT INTO drafts (ticket_id, staff_id, kind, body, saved_at)"
        " VALUES (%s, %s, 'reply', 'His', 0) RETURNING id",
        keys["own"], keys["ben"],
    )  # fmt: skip
    one("INSERT INTO leases (name, holder, staff_id, until) VALUES ('held', 'his', %s, 9000000000000000) RETURNING id",
        keys["ben"])  # fmt: skip
    review = one(
        "INSERT INTO decision_reviews (gid, decision_id, kind, state, reviewer_id, asked_at)"
        " VALUES ('r', %s, 'sample', 'asked', %s, 0) RETURNING id", decision, keys["ben"],
    )  # fmt: skip
    verdict = one(
        "INSERT INTO decision_reviews (gid, decision_id, kind, state, reviewer_id, asked_at, verdict)"
        " VALUES ('v', %s, 'finding', 'done', %s, 0, 'mild') RETURNING id", decision, keys["ben"],
    )  # fmt: skip
    waiting = one(
        "INSERT INTO decisions (gid, ticket_id, n, kind, made_at, staff_id, agreement_id, engine_version, outcome,"
        " message_id) VALUES ('checked', %s, 2, 'refusal', 0, %s, %s, '1', 'refuse', %s) RETURNING id",
        keys["other"], keys["ben"], agreement, keys["sent_by_ben"],
    )  # fmt: skip
    written = one(
        "INSERT INTO messages (gid, conversation_id, direction, sent_at, received_at, staff_id)"
        " SELECT 'held', conversation_id, direction, 0, 0, staff_id FROM messages WHERE id = %s RETURNING id",
        keys["sent"],
    )  # fmt: skip
    mine = one(
        "INSERT INTO decisions (gid, ticket_id, n, kind, made_at, staff_id, agreement_id, engine_version, outcome,"
        " message_id) VALUES ('mine', %s, 1, 'refusal', 0, %s, %s, '1', 'refuse', %s) RETURNING id",
        keys["own"], keys["ann"], agreement, written,
    )  # fmt: skip
    own_letter = one(
        "INSERT INTO outbox (gid, message_id, ticket_id, staff_id, channel_kind, state, release_at, to_address)"
        " SELECT 'held', %s, ticket_id, staff_id, channel_kind, 'held', release_at, to_address FROM outbox"
        " WHERE message_id = %s RETURNING id", written, keys["sent"],
    )  # fmt: skip
    asked = (
        "INSERT INTO decision_reviews (gid, decision_id, kind, state, asked_by, asked_at)"
        " VALUES (%s, %s, 'second_eyes', 'asked', %s, 0) RETURNING id"
    )
    checks = {
        "check": one(asked, "k1", waiting, keys["ben"]),
        "own_check": one(asked, "k2", mine, keys["ann"]),
        "own_letter": own_letter,
        "waiting_letter": one("SELECT id FROM outbox WHERE message_id = %s", keys["sent_by_ben"]),
    }
    wanted = '{"everything": false, "tiers": [], "queues": [], "people": [], "grounds": ["23.9.9"]}'
    one("INSERT INTO settings (name, value) VALUES ('second_eyes', %s) RETURNING id", wanted)
    paused = (
        "INSERT INTO suspensions (gid, license_id, ticket_id, kind, basis, starts_at)"
        " VALUES (%s, %s, %s, 'support', '23.1', 0) RETURNING id"
    )
    pauses = {
        "pause": one(paused, "p1", license_id, None),
        "pause_of_other": one(paused, "p2", license_id, keys["other"]),
    }
    queue = one("INSERT INTO queues (gid, name) VALUES ('q', 'Billing') RETURNING id")
    one("INSERT INTO queue_rules (gid, queue_id, position) VALUES ('q', %s, 1) RETURNING id", queue)
    question = one("INSERT INTO questions (gid, ticket_id) VALUES ('q', %s) RETURNING id", keys["other"])
    one(
        "INSERT INTO ticket_links (gid, ticket_id, other_id, kind, at)"
        " VALUES ('l', %s, %s, 'follow_up', 0) RETURNING id",
        keys["other"], keys["own"],
    )  # fmt: skip
    service = one("INSERT INTO paid_services (gid, code) VALUES ('s', 'forged') RETURNING id")
    one(
        "INSERT INTO service_orders (gid, service_id, ticket_id, state, ordered_at) VALUES ('o', %s, %s, 'asked', 0)"
        " RETURNING id", service, keys["other"],
    )  # fmt: skip
    early = one(
        "INSERT INTO outbox (gid, message_id, ticket_id, staff_id, channel_kind, state, release_at)"
        " VALUES ('early', %s, %s, %s, 'email', 'held', 5) RETURNING id",
        one(
            "INSERT INTO messages (gid, conversation_id, direction, sent_at, received_at, staff_id)"
            " VALUES ('early', %s, 'out', 0, 0, %s) RETURNING id", place, keys["ben"],
        ),
        keys["other"], keys["ben"],
    )  # fmt: skip
    drafted = one(
        "INSERT INTO agreement_versions (gid, label, effective_from, content, sha256, loaded_at)"
        " VALUES ('d', 'drafted', 0, '', '', 0) RETURNING id"
    )
    one("UPDATE tickets SET agreement_id = %s WHERE id = %s RETURNING id", agreement, keys["own"])
    archive = one(
        "INSERT INTO archives (gid, state, staff_id, begun_at) VALUES ('a', 'written', %s, 0) RETURNING id",
        keys["ben"],
    )
    plan = one(
        "INSERT INTO archive_plans (gid, every, at, set_by, set_at) VALUES ('p', 'day', '02:00', %s, 0) RETURNING id",
        keys["ben"],
    )
    handover = one(
        "INSERT INTO handovers (gid, from_id, to_id, ticket_ids, at) VALUES ('h', %s, %s, '[]', 0) RETURNING id",
        keys["ann"], keys["ben"],
    )  # fmt: skip
    one(
        "INSERT INTO access_requests (gid, ticket_id, kind, state, asked_at, secret)"
        " VALUES ('a', %s, 'panel', 'given', 0, 'x') RETURNING id", keys["own"],
    )  # fmt: skip
    elsewhere = one(
        "INSERT INTO tickets (gid, number, conversation_id, channel_kind, received_at, updated_at, last_message_at)"
        " VALUES ('elsewhere', 92, %s, 'email', 0, 0, 0) RETURNING id",
        one(
            "INSERT INTO conversations (gid, channel_kind, external_key, started_at, last_message_at)"
            " VALUES ('elsewhere', 'email', 'elsewhere', 0, 0) RETURNING id"
        ),
    )
    one(
        "INSERT INTO intake_items (gid, channel_kind, natural_key, content_sha256, fate, raw_sha256, at)"
        " VALUES ('i', 'email', 'mid:1', 'said', 'added', %s, 0) RETURNING id", raw,
    )  # fmt: skip
    return {
        "bare": lone,
        "elsewhere": elsewhere,
        "lone": with_event,
        "license": license_id,
        "decision": decision,
        "review": review,
        "verdict": verdict,
        **checks,
        **pauses,
        "queue": queue,
        **_who_gets_none(connection),
        "handover": handover,
        "archive": archive,
        "plan": plan,
        "agreement": agreement,
        "draft_agreement": drafted,
        "question": question,
        "early": early,
        "error": one("INSERT INTO known_errors (gid, code, status) VALUES ('e', 'E1', 'confirmed') RETURNING id"),
        "loose_message": loose,
        "raw": raw,
        "loose": hashlib.sha256(LOOSE).hexdigest(),
        "event": one("SELECT max(e.id) FROM events e JOIN event_texts x ON x.event_id = e.id"),
        "old_command": one("SELECT id FROM commands WHERE staff_id = %s LIMIT 1", keys["ann"]),
    }


def _who_gets_none(connection: psycopg.Connection[Any]) -> dict[str, object]:
    """Return somebody who left and whom a rule still means requests for, and somebody who works on none."""
    (gone,) = connection.execute(
        "INSERT INTO staff (gid, login, name, role, active) VALUES ('g', 'gil', 'Gil', 'specialist', false)"
        " RETURNING id"
    ).fetchone() or (0,)
    connection.execute("INSERT INTO queues (gid, name) VALUES ('qg', 'His')")
    connection.execute(
        "INSERT INTO queue_rules (gid, queue_id, position, assign_to_id)"
        " SELECT 'qg', id, 2, %s FROM queues WHERE gid = 'qg'", (gone,),
    )  # fmt: skip
    (rex,) = connection.execute("SELECT id FROM staff WHERE login = 'rex'").fetchone() or (0,)
    return {"gone": gone, "rex": rex}


def _prefix(team: TeamDatabase) -> str:
    with psycopg.connect(team.dsn()) as connection:
        row = connection.execute("SELECT value FROM schema_info WHERE name = 'team'").fetchone()
    assert row is not None
    return str(row[0])


def _login(role: str) -> str:
    return next(login for login, its in PEOPLE.items() if its == role)


def _places(keys: dict[str, object]) -> dict[str, object]:
    known: dict[str, object] = {f"event_{name}": keys[name] for name in ("own", "other", "free", "history", "closed")}
    return {**known, "event_new": "(SELECT id FROM tickets WHERE gid = 'forged')"}


_PREVIOUS = "coalesce((SELECT e.hash FROM events e WHERE e.ticket_id = t.id AND e.n = t.event_n - 1), repeat('0', 64))"


def _event(ticket: object, staff: int, name: str, role: str, command: str, old: str = "{}", new: str = "{}") -> str:
    """Return the statement that writes the event which a ticket counts already, as an honest client would."""
    gid = secrets.token_hex(16)
    said = (
        f"json_build_object('gid', '{gid}', 'ticket', t.gid, 'n', t.event_n, 'kind', 'noted', 'actor',"
        f" '{staff} {name}', 'role', '{role}', 'command', '{command}', 'old', '{old}'::json, 'new', '{new}'::json,"
        f" 'texts', '{{}}'::json, 'recorded_at', '{_EPOCH}', 'effective_at', '{_EPOCH}')"
    )
    return (
        "INSERT INTO events (gid, ticket_id, n, kind, staff_id, role, command_id, recorded_at, effective_at,"
        f" old, new, hashed, previous, hash) SELECT '{gid}', t.id, t.event_n, 'noted', {staff}, '{role}', '{command}',"
        f" 0, 0, '{old}', '{new}', h, p,"
        " encode(sha256('clausedesk event 1\\012'::bytea || decode(p, 'hex') || h), 'hex')"
        f" FROM tickets t, LATERAL (SELECT {_PREVIOUS} AS p) AS before,"
        f" LATERAL (SELECT convert_to({said}::text, 'UTF8') AS h) AS content WHERE t.id = {ticket}"
    )
