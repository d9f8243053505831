"""The same work by the bare driver, for the bench: the statements that one would write by hand, rows as tuples."""

from __future__ import annotations

import itertools
from typing import Any

import corpus
from acts import Acts

from console.store import search

_ROW = (
    "SELECT t.id, t.number, t.version, t.subject, substr(t.preview, 1, 160), c.name, t.language, t.channel_kind,"
    " t.status, t.tier, t.tier_confirmed, t.topic, l.license_key, t.license_state, t.boundary_key, t.owner_id, s.name,"
    " t.received_at, t.updated_at, t.review_from, t.snoozed_until,"
    " t.inbound_n > 0 AND NOT EXISTS (SELECT 1 FROM ticket_reads r WHERE r.staff_id = 1 AND r.ticket_id = t.id"
    " AND r.seen_n >= t.inbound_n),"
    " EXISTS (SELECT 1 FROM drafts d WHERE d.ticket_id = t.id AND d.staff_id = 1), t.has_files, t.outcome,"
    " t.close_reason, t.tier_rank FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id"
    " LEFT JOIN licenses l ON l.id = t.license_id LEFT JOIN staff s ON s.id = t.owner_id WHERE "
)
_ORDER = " ORDER BY t.tier_rank, t.received_at, t.id LIMIT 51"
_MATCHED = "SELECT rowid >> 12 FROM search_index WHERE search_index MATCH ?"
_MATCHED_THERE = "SELECT id >> 12 FROM search_texts WHERE vector @@ to_tsquery('simple', ?)"
_OF_TICKET = "AND {0} >= (t.id << 12) AND {0} < ((t.id + 1) << 12)"
_HEAD = (
    "SELECT t.*, c.name, d.name, q.name, a.label FROM tickets t LEFT JOIN contacts c ON c.id = t.contact_id"
    " LEFT JOIN domains d ON d.id = t.domain_id LEFT JOIN queues q ON q.id = t.queue_id"
    " LEFT JOIN agreement_versions a ON a.id = t.agreement_id WHERE t.id = ?"
)
_DECIDED = (
    "SELECT d.*, s.name, a.label FROM decisions d LEFT JOIN staff s ON s.id = d.staff_id"
    " JOIN agreement_versions a ON a.id = d.agreement_id WHERE d.ticket_id = ?"
)
_LINKED = "FROM ticket_links k JOIN tickets o ON o.id = k.other_id WHERE k.ticket_id = ?"
_PARTS = (
    _HEAD,
    _DECIDED,
    "SELECT f.*, s.name FROM facts f LEFT JOIN staff s ON s.id = f.staff_id WHERE f.ticket_id = ?",
    "SELECT * FROM questions WHERE ticket_id = ?",
    f"SELECT k.kind, o.id, o.number, o.subject, o.status {_LINKED}",
    "SELECT n.name FROM tags n JOIN ticket_tags g ON g.tag_id = n.id WHERE g.ticket_id = ?",
    "SELECT f.* FROM ticket_spans p JOIN attachments f ON f.message_id = p.message_id WHERE p.ticket_id = ?",
)
_MESSAGES = (
    'SELECT m.*, v.subject, v.body, v.reply_text, v.html_sha256, v.at, p.start, p."end", o.state FROM ticket_spans p'
    " JOIN messages m ON m.id = p.message_id JOIN message_versions v ON v.message_id = m.id AND v.n = m.versions"
    " LEFT JOIN outbox o ON o.message_id = m.id WHERE p.ticket_id = ? ORDER BY m.sent_at DESC, m.id DESC LIMIT 50"
)


def _gathered(condition: str) -> str:
    """Return the question that sorts the keys of the hits and reads whole rows for the page alone."""
    return f"{_ROW}t.id IN (SELECT t.id FROM tickets t WHERE t.is_open = TRUE AND {condition}{_ORDER}){_ORDER}"


class Bare:
    """The bare way. `postgres` tells which driver the connection is of; `acts` are those of another than agent1."""

    def __init__(self, raw: Any, count: int, *, postgres: bool = False, acts: Acts | None = None) -> None:
        self.raw = raw
        self.acts = acts or Acts(raw, 1, "Agent 1", "lead", postgres=postgres)
        matched = _MATCHED_THERE if postgres else _MATCHED
        self.hits = f"t.id IN ({matched})"
        self.probe = f"EXISTS ({matched} {_OF_TICKET.format('id' if postgres else 'rowid')})"
        self.count = count
        self.turn = itertools.count()
        self.edge = self._rows(_ROW + "t.is_open = TRUE" + _ORDER)[49]
        self.ids = [row[0] for row in self.every_id()]
        self.stems = {word: search.stem(word) for word in (corpus.RARE, corpus.COMMON, corpus.SECOND)}
        self.start_of_word = corpus.START.replace("*", ":*") if postgres else corpus.START

    def first(self) -> Any:
        return self._rows(_ROW + "t.is_open = TRUE" + _ORDER)[:50]

    def following(self) -> Any:
        behind = "t.is_open = TRUE AND (t.tier_rank, t.received_at, t.id) > (?, ?, ?)"
        return self._rows(_ROW + behind + _ORDER, self.edge[26], self.edge[17], self.edge[0])[:50]

    def filtered(self) -> Any:
        owner = 10 + next(self.turn) % 10
        return self._rows(_ROW + "t.owner_key = ? AND t.is_open = TRUE AND t.tier_rank = 1" + _ORDER, owner)[:50]

    def counted(self) -> Any:
        return self._rows("SELECT count(*) FROM (SELECT 1 FROM tickets WHERE is_open = TRUE LIMIT 10001) n")[0][0]

    def every_id(self) -> Any:
        return self._rows(
            "SELECT id FROM tickets t WHERE is_open = TRUE ORDER BY tier_rank, received_at, id LIMIT 200000"
        )

    def last_block(self) -> Any:
        return self._rows(_ROW + f"t.id IN ({', '.join('?' * 50)})", *self.ids[-50:])

    def rare(self) -> Any:
        return self._rows(_ROW + self.hits + _ORDER, self.stems[corpus.RARE])[:50]

    def common(self) -> Any:
        return self._rows(_ROW + "t.is_open = TRUE AND " + self.probe + _ORDER, self.stems[corpus.COMMON])[:50]

    def common_second(self) -> Any:
        return self._rows(_gathered(self.hits), self.stems[corpus.SECOND])[:50]

    def start(self) -> Any:
        return self._rows(_ROW + "t.is_open = TRUE AND " + self.probe + _ORDER, self.start_of_word)[:50]

    def two_words(self) -> Any:
        return self._rows(
            _gathered(f"{self.probe} AND {self.hits}"), self.stems[corpus.COMMON], self.stems[corpus.SECOND]
        )[:50]

    def ticket(self) -> Any:
        aside = self.count // 2  # none that the other side has just read
        key = 1 + (next(self.turn) * corpus.STRIDE + aside) % self.count
        self._rows(_ROW + "t.id = ?", key)
        for part in _PARTS:
            self._rows(part, key)
        return self._rows(_MESSAGES, key)

    def change(self) -> bool:
        return self._act([78])

    def reassign(self) -> bool:
        return self._act(list(range(501, 1_001)))

    def _act(self, keys: list[int]) -> bool:
        self.acts.act(keys, 1 + next(self.turn) % 20)
        return False

    def _rows(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        return self.acts.rows(text, *values)
