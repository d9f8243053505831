"""A desk that was worked on for two years, of any size: decisions, answers, whole chains of events, a command for each.

A ticket comes in every minute, one of twenty is open, a third of those nobody has. Twenty people, a license and a
customer for every twenty tickets. A closed ticket was assigned, answered by a letter that was sent, and closed; on an
eighth of them a decision was written down, with the facts and the result of one of the demo's tickets. Texts are those
of `corpus`.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import corpus
import moving
import psycopg

from console.services import assessing, company, targets
from console.services.demo import build_demo
from console.services.desk import open_desk
from console.store import chain, codec, search, tables
from console.store.driver import sqlite_module
from console.store.instants import from_micros, to_micros

_STEP = 60_000_000
_END = to_micros(corpus.NOW)
_SCATTER = 11_400_714_819_323_198_485  # so that ids come in no order, as those that are thrown do
_RECEIVED = f"({_END} - n * {_STEP})"
_DONE, _DECIDED = "h % 20 <> 0", "h % 20 <> 0 AND h % 8 = 1"
_NOBODYS, _OWNER = "h % 20 = 0 AND h / 20 % 3 = 0", "1 + h / 60 % 20"
_STATE = "CASE h / 100 % 4 WHEN 0 THEN 'free' WHEN 1 THEN 'paid' WHEN 2 THEN 'transition' ELSE 'expired' END"
_EVENT = (
    "gid, ticket_id, n, kind, staff_id, role, command_id, recorded_at, effective_at, old, new, hashed, previous, hash"
)
_COMMANDS = (
    "INSERT INTO commands (id, kind, staff_id, role, ticket_id, expected_version, result, made_at, applied_at, program,"
    " desk) SELECT command_id, kind, staff_id, role, ticket_id, 1, '1', recorded_at, recorded_at, '1.1', '' FROM events"
)


def make(path: Path, count: int) -> Any:
    """Make the file of a desk and return a bare connection to it."""
    desk = _opened(f"sqlite:///{path}")
    desk.store.close()
    raw = sqlite_module().connect(str(path), isolation_level=None, cached_statements=256)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-3000000", "temp_store=MEMORY"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("BEGIN")
    _fill(_Local(raw), count)
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA cache_size=-200000")
    return raw


def make_there(url: str, dsn: str, count: int) -> Any:
    """Make the same desk in an empty database of PostgreSQL and return a bare connection to it."""
    desk = _opened(url)
    desk.store.close()
    raw = psycopg.connect(dsn, autocommit=True)
    with raw.transaction():
        for setting in ("session_replication_role = replica", "maintenance_work_mem = '1GB'", "work_mem = '256MB'"):
            raw.execute(f"SET LOCAL {setting}")
        again = _without_indexes(raw)
        _fill(_There(raw), count)
        for one in again:
            raw.execute(one)
    for (name,) in raw.execute("SELECT relname FROM pg_class WHERE relname LIKE '%\\_id\\_seq'").fetchall():
        moving.go_on(raw, name)
    raw.execute("VACUUM (ANALYZE)")
    return raw


def _opened(url: str) -> Any:
    desk = open_desk(url, login="agent1", name="Agent 1", out_folder=Path(tempfile.gettempdir()), clock=_first)
    company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=_first())
    targets.set_target(desk, "first_response", 480, valid_from=_first(), reason="bench")
    return desk


def _without_indexes(raw: Any) -> list[str]:
    """Drop the indexes that no constraint needs, and return how they are made: at once takes a tenth of the time."""
    found = raw.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relname LIKE 'ix\\_%' AND NOT i.indisunique"
    ).fetchall()
    for name, _ in found:
        raw.execute(f"DROP INDEX {name}")
    return [made for _, made in found]


class _Local:
    """How SQLite is spoken to."""

    numbers = staticmethod(corpus.numbers)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def run(self, text: str) -> Any:
        return self.raw.execute(text)

    def many(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns.split(",")))
        self.raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


class _There:
    """How PostgreSQL is spoken to."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    @staticmethod
    def numbers(count: int) -> str:
        return f"SELECT n, n * 2654435761 % 4294967296 / 7 AS h FROM generate_series(1, {count}::bigint) n"

    def run(self, text: str) -> Any:
        return self.raw.execute(text)

    def many(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _fill(there: _Local | _There, count: int) -> None:
    rulings = _rulings()
    there.run(f"CREATE TEMP TABLE k AS {there.numbers(count)}")
    there.run(
        "CREATE TEMP TABLE ruling (id BIGINT PRIMARY KEY, outcome TEXT, clause TEXT, inputs TEXT, result TEXT,"
        " inputs_sha256 TEXT, result_sha256 TEXT, topic TEXT)"
    )
    there.many("ruling", "id, outcome, clause, inputs, result, inputs_sha256, result_sha256, topic", rulings)
    people = max(1_000, count // 20)
    _people(there, people)
    _tickets(there, people, len(rulings))
    _messages(there)
    _decisions(there, len(rulings))
    there.many("events", _EVENT, _events(count, rulings))
    there.run(_COMMANDS)
    _texts(there, count)


def _padded(number: str) -> str:
    """Return the expression for a number of sixteen digits, in both databases."""
    return f"substr(cast(10000000000000000 + {number} AS TEXT), 2)"


def _first() -> datetime:
    return from_micros(to_micros(corpus.NOW) - 3 * 365 * 86_400_000_000)


def _rulings() -> list[tuple[Any, ...]]:
    """Return what is decided of each ticket of the demo: outcome, clause, facts, result, their digests, the topic."""
    with tempfile.TemporaryDirectory() as folder:
        desk = build_demo(f"sqlite:///{folder}/demo.sqlite", out_folder=Path(folder), clock=lambda: corpus.NOW)
        with desk.store.read() as connection:
            found = connection.execute(tables.tickets.tickets.select().order_by(tables.tickets.tickets.c.id)).all()
        made = [(assessing.assess_ticket(desk, row.id), row.topic) for row in found]
        desk.store.close()
    return [
        (n, said["outcome"], said.get("primary"), one.inputs, one.result, *_digests(one.inputs, one.result), topic)
        for n, (one, topic) in enumerate(made)
        for said in (json.loads(one.result),)
    ]


def _digests(*texts: str) -> tuple[str, ...]:
    return tuple(codec.digest(one.encode()) for one in texts)


def _people(there: _Local | _There, customers: int) -> None:
    staff = [(n, f"s{n}", f"agent{n}", f"Agent {n}", "lead", 5_000) for n in range(2, 21)]
    there.many("staff", "id, gid, login, name, role, capacity", staff)
    few = f"FROM k WHERE n <= {customers}"
    there.run(f"INSERT INTO customers (id, gid, name, language) SELECT n, 'c' || n, 'Customer ' || n, 'en' {few}")
    there.run(
        "INSERT INTO contacts (id, gid, customer_id, name, address)"
        f" SELECT n, 'k' || n, n, 'Ann ' || n, 'ann' || n || '@shop.example' {few}"
    )
    there.run(
        "INSERT INTO licenses (id, gid, license_key, customer_id, plan, product, purchased_at, state_now, boundary_key)"
        f" SELECT n, 'l' || n, 'KEY-' || n, n, CASE WHEN n % 3 = 0 THEN 'PRO_PLUS' ELSE 'PRO' END, 'Shop', {_END},"
        f" {_STATE}, {_END} + h * 86400 {few}"
    )


def _tickets(there: _Local | _There, people: int, rulings: int) -> None:
    there.run(
        "INSERT INTO conversations (id, gid, channel_kind, external_key, started_at, last_message_at)"
        f" SELECT n, 'v' || n, 'email', 'k' || n, {_RECEIVED}, {_END} FROM k"
    )
    closed = f"CASE WHEN n < 1 + h % 7000 THEN {_END} ELSE {_RECEIVED} + (1 + h % 7000) * {_STEP} END"
    there.run(
        "INSERT INTO tickets (id, gid, number, conversation_id, customer_id, contact_id, license_id, channel_kind,"
        " subject, preview, language, status, is_open, is_matched, tier, tier_rank, tier_confirmed, topic, owner_id,"
        " owner_key, received_at, updated_at, last_message_at, last_inbound_at, last_outbound_at, closed_at,"
        " close_reason, outcome, primary_clause, license_state, boundary_key, inbound_n, event_n, agreement_id,"
        " engine_version)"
        f" SELECT n, 't' || {_padded('n')}, n, n, 1 + h % {people}, 1 + h % {people}, 1 + h % {people}, 'email',"
        " 'Ticket ' || n || ' about orders',"
        " 'Good day, the order number ' || h || ' has not arrived although it was paid for.',"
        " CASE WHEN h / 20 % 5 < 3 THEN 'en' ELSE 'ru' END,"
        f" CASE WHEN {_DONE} THEN 'closed' ELSE 'open' END, NOT ({_DONE}), TRUE,"
        " CASE h / 1200 % 3 WHEN 0 THEN 'critical' WHEN 1 THEN 'functional' ELSE 'question' END, 1 + h / 1200 % 3,"
        f" TRUE, r.topic, CASE WHEN {_NOBODYS} THEN NULL ELSE {_OWNER} END,"
        f" CASE WHEN {_NOBODYS} THEN 0 ELSE {_OWNER} END,"
        f" {_RECEIVED}, {closed}, {_RECEIVED} + 2 * {_STEP}, {_RECEIVED},"
        f" CASE WHEN {_DONE} THEN {_RECEIVED} + {_STEP} END, CASE WHEN {_DONE} THEN {closed} END,"
        f" CASE WHEN {_DONE} THEN '28.1.' || (1 + h % 9) END, CASE WHEN {_DECIDED} THEN r.outcome END,"
        f" CASE WHEN {_DECIDED} THEN r.clause END, {_STATE}, {_END} + h, 1,"
        f" 2 + CASE WHEN {_DONE} THEN 2 ELSE 0 END + CASE WHEN {_DECIDED} THEN 1 ELSE 0 END"
        f" - CASE WHEN {_NOBODYS} THEN 1 ELSE 0 END, 1, '3'"
        f" FROM k LEFT JOIN ruling r ON r.id = h / 13 % {rulings}"
    )


def _messages(there: _Local | _There) -> None:
    for position in range(3):
        key, out = f"n * 4 + {position}", _DONE if position == 1 else "FALSE"
        there.run(
            "INSERT INTO messages (id, gid, conversation_id, direction, author_name, author_address, sent_at,"
            f" received_at, problems) SELECT {key}, 'm' || ({key}), n, CASE WHEN {out} THEN 'out' ELSE 'in' END, 'Ann',"
            f" 'ann@shop.example', {_RECEIVED} + {position} * {_STEP}, {_RECEIVED}, '[]' FROM k"
        )
        there.run(
            "INSERT INTO message_versions (message_id, n, at, subject, body) SELECT"
            f" {key}, 1, {_RECEIVED}, 'About orders', '{'x' * 350}' || h FROM k"
        )
        there.run(f"INSERT INTO ticket_spans (ticket_id, message_id, position) SELECT n, {key}, {position} FROM k")
    there.run(
        "INSERT INTO outbox (gid, ticket_id, message_id, staff_id, channel_kind, to_address, subject, message_ref,"
        f" state, release_at, sent_at, attempts) SELECT 'o' || n, n, n * 4 + 1, {_OWNER}, 'email', 'ann@shop.example',"
        f" 'Re: About orders', 'm' || n || '@desk.example', 'sent', {_RECEIVED}, {_RECEIVED}, 1 FROM k WHERE {_DONE}"
    )


def _decisions(there: _Local | _There, rulings: int) -> None:
    chosen = f"FROM k JOIN ruling r ON r.id = h / 13 % {rulings}"
    there.run(
        "INSERT INTO decisions (id, gid, ticket_id, n, kind, made_at, staff_id, agreement_id, engine_version,"
        " command_id, outcome, primary_clause, inputs, result, inputs_sha256, result_sha256, readings, message_id)"
        f" SELECT n, 'd' || n, n, 1, 'reply', {_RECEIVED} + {_STEP}, {_OWNER}, 1, '3', 'd' || {_padded('n')},"
        " r.outcome, r.clause, r.inputs, r.result, r.inputs_sha256, r.result_sha256, '{}', n * 4 + 1"
        f" {chosen} WHERE {_DECIDED}"
    )
    there.run(
        "INSERT INTO questions (gid, ticket_id, position, body, topic, topic_confirmed)"
        f" SELECT 'q' || n, n, 0, '', r.topic, TRUE {chosen} WHERE r.topic IS NOT NULL"
    )
    there.run(
        "INSERT INTO facts (gid, ticket_id, name, value, status, source, at) SELECT 'f' || n, n, 'is_error',"
        f" CASE WHEN h % 3 = 0 THEN 'false' ELSE 'true' END, 'confirmed', 'specialist', {_RECEIVED} FROM k"
    )


def _texts(there: _Local | _There, count: int) -> None:
    """The texts of `corpus`: twelve words, taken by turns from a thousand, and the words that are looked for."""
    there.run("CREATE TEMP TABLE pool (id BIGINT PRIMARY KEY, body TEXT)")
    there.many("pool", "id, body", corpus.pool())
    common, second, rare = (search.stem(word) for word in (corpus.COMMON, corpus.SECOND, corpus.RARE))
    rarely = max(1, count * 3 // 106)
    for position in range(1, 4):
        there.run(
            f"INSERT INTO search_texts (id, body) SELECT n * 4096 + {position}, pool.body"
            f" || CASE WHEN (h + {position}) % 25 < 3 THEN ' {common}' ELSE '' END"
            f" || CASE WHEN (h / 3 + {position}) % 33 = 0 THEN ' {second}' ELSE '' END"
            f" || CASE WHEN (h * 3 + {position}) % {rarely} = 0 THEN ' {rare}' ELSE '' END"
            f" FROM k JOIN pool ON pool.id = (h / 11 + {position}) % 1000"
        )


def _events(count: int, rulings: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the events of every ticket, the oldest ticket first, each with its hash behind the one before it."""
    digests = [(one[5], one[6]) for one in rulings]
    for n in range(count, 0, -1):
        h = n * 2_654_435_761 % 4_294_967_296 // 7
        previous = chain.FIRST
        for place, (kind, at, old, new) in enumerate(_acts(n, h, digests), 1):
            gid = f"{n * 8 + place:016x}{(n * 8 + place) * _SCATTER % 2**64:016x}"[::-1]
            command = f"d{n:016d}" if kind == "decided" else gid
            shown, owner = codec.dump(from_micros(at)), 1 + h // 60 % 20
            content = (
                f'{{"actor":"{owner} Agent {owner}","command":"{command}","effective_at":{shown},"gid":"{gid}"'
                f',"kind":"{kind}","n":{place},"new":{new},"old":{old},"recorded_at":{shown},"role":"lead"'
                f',"texts":{{}},"ticket":"t{n:016d}"}}'
            ).encode()
            digest = hashlib.sha256(chain.DOMAIN + bytes.fromhex(previous) + content).hexdigest()
            yield gid, n, place, kind, owner, "lead", command, at, at, old, new, content, previous, digest
            previous = digest


def _acts(n: int, h: int, digests: list[tuple[str, str]]) -> Iterator[tuple[str, int, str, str]]:
    """Yield kind, instant, old and new of what was done on a ticket."""
    received = _END - n * _STEP
    yield "opened", received, "{}", '{"status":"open"}'
    if h % 20 or h // 20 % 3:
        yield "assigned", received + _STEP // 2, '{"owner_id":null}', f'{{"owner_id":{1 + h // 60 % 20}}}'
    if h % 20:
        if h % 8 == 1:
            inputs, result = digests[h // 13 % len(digests)]
            new = f'{{"decision":{n},"inputs_sha256":"{inputs}","result_sha256":"{result}"}}'
            yield "decided", received + _STEP, "{}", new
        yield "replied", received + _STEP, '{"status":"open"}', '{"status":"waiting"}'
        at = min(_END, received + (1 + h % 7_000) * _STEP)
        new = f'{{"close_reason":"28.1.{1 + h % 9}","status":"closed"}}'
        yield "closed", at, '{"close_reason":null,"status":"waiting"}', new
