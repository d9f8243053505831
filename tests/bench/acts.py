"""Acts by the bare driver, as one would write them by hand: the rows are those that the console leaves, and no more.

A command, the ticket, the event with its hash behind the one before, the result, and the note for others. What a
guard of a team's database asks of them holds, so the same acts can be done with guards and without.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from console.store import chain
from console.store.instants import from_micros

_FREE = (
    "SELECT id FROM tickets WHERE is_open = TRUE AND owner_key = 0 AND status NOT IN ('waiting', 'snoozed')"
    " ORDER BY tier_rank, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
)


class Acts:
    """Acts of one person on a connection that commits by itself; every statement is sent alone and waited for.

    `postgres` tells which driver the connection is of. With a `channel` it is notified inside each transaction.
    """

    def __init__(
        self, raw: Any, me: int, name: str, role: str, *, postgres: bool = False, channel: str | None = None
    ) -> None:
        self.raw, self.postgres, self.channel = raw, postgres, channel
        self.me, self.name, self.role = me, name, role

    def act(self, keys: Sequence[int], owner: int | None = None) -> None:
        """Give tickets to somebody, or take them, in one command."""
        self._begin()
        self._write(keys, self.me if owner is None else owner)

    def claim(self) -> int | None:
        """Take the first ticket that nobody has, passing over what is locked, and return it. PostgreSQL alone."""
        self._begin()
        found = self.rows(_FREE)
        if not found:
            self.raw.execute("ROLLBACK")
            return None
        key = int(found[0][0])
        self._write([key], self.me)
        return key

    def rows(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a question whose places are question marks."""
        return self.run(text, *values).fetchall()  # type: ignore[no-any-return]  # the driver has no types

    def run(self, text: str, *values: object) -> Any:
        """Carry out a statement whose places are question marks."""
        return self.raw.execute(text.replace("?", "%s") if self.postgres else text, values)

    def _begin(self) -> None:
        self.raw.execute("BEGIN" if self.postgres else "BEGIN IMMEDIATE")

    def _write(self, keys: Sequence[int], owner: int) -> None:
        command, at = uuid.uuid4().hex, time.time_ns() // 1_000
        self.run(
            "INSERT INTO commands (id, kind, staff_id, role, made_at, applied_at) VALUES (?, 'assign', ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING id",
            *(command, self.me, self.role, at, at),
        ).fetchall()
        for key in keys:
            self._assign(key, owner, command, at)
        self.run("UPDATE commands SET result = ? WHERE id = ?", json.dumps(len(keys)), command)
        xid = "pg_current_xact_id()::text::bigint" if self.postgres else "0"
        self.run(
            "INSERT INTO changes (xid, at, kinds, ticket_ids, staff_id, origin)"
            f" VALUES ({xid}, ?, 'tickets', ?, ?, '')",
            *(at, json.dumps(list(keys[:1000])), self.me),
        )
        if self.channel is not None:
            self.run("SELECT pg_notify(?, '1')", self.channel)
        self.raw.execute("COMMIT")

    def _assign(self, key: int, owner: int, command: str, at: int) -> None:
        held = " FOR UPDATE" if self.postgres else ""
        gid, version, n, had = self.rows(
            f"SELECT gid, version, event_n, owner_id FROM tickets WHERE id = ?{held}", key
        )[0]
        self.run(
            "UPDATE tickets SET owner_id = ?, owner_key = ?, version = ?, event_n = ?, updated_at = ? WHERE id = ?",
            *(owner, owner, version + 1, n + 1, at, key),
        )
        last = self.rows("SELECT hash FROM events WHERE ticket_id = ? AND n = ?", key, n)
        previous, event, instant = last[0][0] if last else chain.FIRST, uuid.uuid4().hex, from_micros(at).isoformat()
        old, new = {"owner_id": had}, {"owner_id": owner}
        said: dict[str, Any] = {
            "gid": event, "ticket": gid, "n": n + 1, "kind": "assigned", "actor": f"{self.me} {self.name}",
            "role": self.role, "command": command, "recorded_at": instant, "effective_at": instant,
            "old": old, "new": new, "texts": {},
        }  # fmt: skip
        content = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        hashed = hashlib.sha256(chain.DOMAIN + bytes.fromhex(previous) + content).hexdigest()
        self.run(
            "INSERT INTO events (gid, ticket_id, n, kind, staff_id, role, command_id, recorded_at, effective_at, old,"
            " new, hashed, previous, hash) VALUES (?, ?, ?, 'assigned', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(event, key, n + 1, self.me, self.role, command, at, at, json.dumps(old), json.dumps(new), content),
            *(previous, hashed),
        )
