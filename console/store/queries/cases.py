"""Many tickets at once, as far as the agreement asks of them: read in the order of their keys, written nowhere.

What the panels show beside that (links, decisions, tags, messages) is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from console.query import Query
from console.records.base import ConversationId, LicenseId
from console.records.licensing import LicenseRecord
from console.records.tickets import FactRecord, QuestionRecord, TicketDetail
from console.store.instants import from_micros
from console.store.queries import license_parts, licensing, ticket_parts
from console.store.queries.columns import instant, row_select, to_row
from console.store.queries.filters import Context, clause
from console.store.sql import Sql, ask, both, marks
from console.store.tables.licensing import archive_transfers, domains, licenses, purchases, restorations, suspensions


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """A ticket with what the register knows of its sender and channel; None is not known.

    `media` says whether a screenshot or a video came with it, False for one without files; who asks fills it in.
    """

    detail: TicketDetail
    role: str | None
    designated: bool | None
    official: bool | None
    closed_at: datetime | None
    media: bool | None = False


def keys_behind(connection: Connection, query: Query, context: Context, *, after: int, limit: int) -> tuple[int, ...]:
    """Return the keys of the next tickets that fit a query, in order."""
    condition = both(Sql("t.id > ?", (after,)), clause(connection, query.terms, context).sql)
    asked = Sql(f"SELECT t.id FROM tickets t WHERE {condition.text} ORDER BY t.id LIMIT ?", (*condition.values, limit))
    return tuple(row[0] for row in ask(connection, asked))


def number_of(connection: Connection, query: Query, context: Context) -> int:
    """Return how many tickets fit a query, counting to the end."""
    condition = clause(connection, query.terms, context).sql
    return int(ask(connection, Sql(f"SELECT count(*) FROM tickets t WHERE {condition.text}", condition.values))[0][0])


def cases(connection: Connection, keys: Sequence[int], me: int) -> tuple[CaseRecord, ...]:
    """Return the tickets with these keys, in their order; one that is gone is left out."""
    listed = marks(keys)
    rows = {row[0]: row for row in ask(connection, row_select(me, Sql(f"t.id IN ({listed.text})", listed.values)))}
    asked = (
        "SELECT t.id, t.conversation_id, t.license_id, d.name, t.agreement_id, t.claimed_urgency, t.event_n,"
        " t.closed_at, k.role, k.designated, h.official FROM tickets t LEFT JOIN domains d ON d.id = t.domain_id"
        " LEFT JOIN contacts k ON k.id = t.contact_id LEFT JOIN channels h ON h.id = t.channel_id"
        f" WHERE t.id IN ({listed.text})"
    )
    more = {one[0]: one for one in ask(connection, Sql(asked, listed.values))}
    facts, questions = _facts(connection, listed), _questions(connection, listed)
    return tuple(
        _case(rows[key], more[key], facts.get(key, {}), questions.get(key, ()))
        for key in keys
        if key in rows and key in more
    )


def license_records(connection: Connection, keys: Collection[int]) -> dict[int, LicenseRecord]:
    """Return licenses with everything that decides what they are good for; contacts and channels are left out."""
    if not keys:
        return {}
    wanted = sorted(keys)
    found = connection.execute(license_parts.licenses_where(licenses.c.id.in_(wanted))).all()
    held = _by_license(connection, license_parts.domains_where(domains.c.license_id.in_(wanted)))
    paid = _of(connection, purchases, wanted, purchases.c.paid_at, only=purchases.c.void.is_(False))
    suspended = _of(connection, suspensions, wanted, suspensions.c.starts_at)
    standing = (
        license_parts.stands(archive_transfers, "transfer_id"),
        license_parts.stands(restorations, "restoration_id"),
    )
    archived = _of(connection, archive_transfers, wanted, archive_transfers.c.at, only=standing[0])
    restored = _of(connection, restorations, wanted, restorations.c.opened_at, only=standing[1])
    return {
        row.id: LicenseRecord(
            **licensing.license_columns(row),
            domains=tuple(licensing.domain_record(one) for one in held[row.id]),
            contacts=(),
            channels=(),
            purchases=tuple(licensing.purchase_record(one) for one in paid[row.id]),
            suspensions=tuple(licensing.suspension_record(one) for one in suspended[row.id]),
            archive_transfers=tuple(licensing.transfer_record(one) for one in archived[row.id]),
            restorations=tuple(licensing.restoration_record(one) for one in restored[row.id]),
        )
        for row in found
    }


def _of(
    connection: Connection, table: Table, wanted: list[int], order: Any, *, only: Any = None
) -> dict[int, list[Any]]:
    asked = select(table).where(table.c.license_id.in_(wanted))
    return _by_license(connection, (asked if only is None else asked.where(only)).order_by(order, table.c.id))


def _by_license(connection: Connection, asked: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(asked):
        found[row.license_id].append(row)
    return found


def _facts(connection: Connection, listed: Sql) -> dict[int, dict[str, FactRecord]]:
    """Return the newest of each fact by ticket."""
    asked = (
        "SELECT ticket_id, id, name, value, status, source, staff_id, at FROM facts"
        f" WHERE ticket_id IN ({listed.text}) ORDER BY id"
    )
    entries: dict[int, list[tuple[str, str, tuple[Any, ...]]]] = defaultdict(list)
    for row in ask(connection, Sql(asked, listed.values)):
        entries[row[0]].append((row[2], row[5], row))
    return {
        ticket: {name: _fact(row) for name, row in ticket_parts.standing(rows).items()}
        for ticket, rows in entries.items()
    }


def _fact(row: tuple[Any, ...]) -> FactRecord:
    _, key, name, value, status, source, staff, at = row
    return FactRecord(
        id=key,
        name=name,
        value=json.loads(value),
        status=status,
        source=source,
        message_id=None,
        start=None,
        end=None,
        by=None if staff is None else str(staff),
        at=from_micros(at),
    )


def _questions(connection: Connection, listed: Sql) -> dict[int, tuple[QuestionRecord, ...]]:
    asked = (
        "SELECT ticket_id, id, position, body, topic, topic_confirmed, answered FROM questions"
        f" WHERE ticket_id IN ({listed.text}) ORDER BY ticket_id, position, id"
    )
    found: dict[int, tuple[QuestionRecord, ...]] = defaultdict(tuple)
    for ticket, key, position, body, topic, confirmed, answered in ask(connection, Sql(asked, listed.values)):
        question = QuestionRecord(
            id=key,
            position=position,
            text=body,
            topic=topic,
            topic_confirmed=bool(confirmed),
            message_id=None,
            start=None,
            end=None,
            answered=bool(answered),
        )
        found[ticket] = (*found[ticket], question)
    return found


def _case(
    row: tuple[Any, ...], more: tuple[Any, ...], facts: dict[str, FactRecord], questions: tuple[QuestionRecord, ...]
) -> CaseRecord:
    _, conversation, license_id, domain, agreement, urgency, event_n, closed_at, role, designated, official = more
    detail = TicketDetail(
        row=to_row(row),
        conversation_id=ConversationId(conversation),
        customer_id=None,
        contact_id=None,
        contact_name="",
        contact_address="",
        contact_role=role,
        license_id=None if license_id is None else LicenseId(license_id),
        domain=domain,
        queue=None,
        agreement="",
        agreement_id=agreement or 0,
        event_n=event_n,
        claimed_urgency=urgency,
        facts=tuple(facts.values()),
        questions=questions,
        decisions=(),
        links=(),
        tags=(),
        message_count=0,
    )
    return CaseRecord(
        detail=detail,
        role=role,
        designated=_truth(designated),
        official=_truth(official),
        closed_at=instant(closed_at),
    )


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)
