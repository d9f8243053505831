"""The store: opening it, reading a consistent state, applying a command once, hearing what others changed."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, insert, select, text

from console import stopping
from console.faults import BadInput, Known, Locked, NotAllowed, Unreachable
from console.records.base import Actor, Change, Json
from console.records.commands import Applied, Command
from console.records.live import WRITTEN
from console.store import carrying, codec, cutting, feed, schema, search, tidying
from console.store.backup import rescue
from console.store.bell import Bell
from console.store.bulk import BulkUnit
from console.store.engine import copy_of, make_engine, only_looking, only_readable, shown_url, sqlite_path
from console.store.file_guard import FileGuard
from console.store.hindrance import Hindrance, write_nothing
from console.store.once import insert_once
from console.store.prepared import Prepared
from console.store.quiet import QuietUnit
from console.store.reports_copy import ReportsCopy
from console.store.silence import Silence, trying
from console.store.tables.ledger import changes, commands
from console.store.trouble import told
from console.store.unit import QUIET, Unit
from console.store.version import NUMBER

_MOST_STEPS = 2_000
_LOOK_S = 7.0
_ONLY_READS = (
    "SELECT pg_is_in_recovery() OR reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only'"
)
ANNOTATING = frozenset({"review.add", "review.done"})
"""The acts of a reviewer at a team's desk, who only reads besides; what they may touch the database itself says."""
T = TypeVar("T")
Body = Callable[[Unit], Json]


def open_store(url: str, *, read_only: bool = False, origin: str | None = None) -> Store:
    """Open a database that has this program's schema; what may not be written is opened for reading.

    Raises NewerSchema, Damaged, Locked, Unreachable, BadInput, or Damaged ("no_schema") where there is none.
    """
    store = Store(url, read_only=read_only, origin=origin or secrets.token_hex(8))
    try:
        with store.read() as connection:
            schema.require(connection)
            if store.is_postgres and connection.execute(text(_ONLY_READS)).scalar():
                store.read_only = True
    except BaseException:
        store.close()
        raise
    return store


class Store:
    """One database, opened by one desk."""

    def __init__(self, url: str, *, read_only: bool, origin: str) -> None:
        self.url = url
        self.read_only = read_only or only_readable(url)
        self.refusal = "database_read_only"  # the code that says why nothing may be written, where that is so
        self.team = False  # whether rights in the database say what the acting person may do
        self.origin = origin
        path = sqlite_path(url)
        self._guard = None if path is None or self.read_only else FileGuard(path, rescue)
        self._engine = make_engine(url, read_only=read_only, guard=self._guard)
        self.is_postgres = self._engine.dialect.name == "postgresql"
        self.bell = Bell(self._engine) if self.is_postgres else None
        self.silence = Silence(self._engine)
        self._waiting_since: float | None = None
        self._closing = threading.Event()
        self._pending: dict[str, tuple[Command, Body, bool]] = {}
        self.has_written = False  # whether a command was carried out here
        self.hindrance = Hindrance()
        self.pauses = carrying.PAUSES
        self.doubts = carrying.Doubts(shown_url(url), origin)
        copied = copy_of(url)
        self.copy = None if copied is None else ReportsCopy(lambda: open_store(copied, read_only=True, origin=origin))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and writes nothing.

        Raises Unreachable at once while the server is known to be away.
        """
        self.silence.require()
        with told(), self._engine.connect() as connection, self._stoppable(connection):
            if self.is_postgres:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)  # noqa: PLW2901 - the same connection
            try:
                yield connection
                if self.is_postgres and not connection.invalidated:
                    connection.commit()  # of nothing: a rollback would let the driver forget every plan that it keeps
            finally:
                connection.rollback()

    def apply(self, command: Command, body: Body, *, bulk: bool = False) -> Applied:
        """Carry out a command in one transaction; the same id again gives the stored result.

        `bulk` writes many rows together. A reviewer of a team writes own notes, and nothing else.
        Raises what `body` raises (nothing is written then), Locked, Unreachable, NotAllowed ("database_read_only").
        """
        if not (self.team and command.kind in ANNOTATING):
            self._may_write()
        try:
            with self.hindrance.noted():
                done = carrying.carry(
                    lambda attempt: self._apply_once(command, body, attempt, bulk=bulk),
                    pauses=self.pauses,
                    closing=self._closing,
                )
        except (Unreachable, Locked) as lost:
            if lost.code == carrying.NOT_CONFIRMED:
                self._pending[command.id] = (command, body, bulk)
            raise
        except Known:
            self.doubts.refused(command.id)
            raise
        self.has_written = True
        if self.is_postgres:
            self.doubts.answered(command.id)
        if self.bell is not None:
            self.bell.ring(WRITTEN, command.ticket_id or 0)
        return done

    def _apply_once(self, command: Command, body: Body, attempt: carrying.Attempt, *, bulk: bool) -> Applied:
        with told(), self._engine.connect() as plain:
            connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
            with self._begun(connection):
                attempt.begun = True
                if not _claimed(connection, command, self.origin):
                    return _stored(connection, command)
                unit = BulkUnit(connection, command) if bulk else Unit(connection, command)
                result = codec.plain(body(unit))
                unit.flush()
                _DONE.run(connection, command=command.id, result=codec.dump(result))
                _tell(connection, unit, self.origin)
                if self._guard is not None:
                    self._guard.require()
                if self.is_postgres:  # a local file commits or does not; a server may commit and not be heard
                    self.doubts.note(command)
                    attempt.sent = True
        if self._guard is not None:
            self._guard.last = command.id
        return Applied(result=result, replayed=False)

    def quietly(
        self, body: Callable[[Unit], T], *, actor: Actor, at: datetime, kinds: frozenset[str] = frozenset()
    ) -> T:
        """Run one transaction for what is no act: drafts, presence, read marks, rebuilt columns.

        Raises ValueError for anything else (`console.store.quiet` has the list; nothing is written then); as `apply`.
        """
        self._may_write()
        with self.hindrance.noted(), told(), self._engine.connect() as plain:
            connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
            with self._begun(connection):
                unit = QuietUnit(connection, Command(kind=QUIET, actor=actor, at=at))
                result = body(unit)
                unit.kinds |= kinds
                if kinds or unit.tickets:
                    _tell(connection, unit, self.origin)
        if self.bell is not None and (kinds or unit.tickets):
            self.bell.ring(WRITTEN, 0)
        return result

    def administer(self, act: Callable[[Connection], None]) -> None:
        """Carry out what is no part of the work: one's own password, at which ticket one is. Raises as `quietly`."""
        self.silence.require()
        with told(), self._engine.connect() as connection, connection.begin():
            act(connection)

    def tidy(self) -> int:
        """Bring the search index together in short steps, so that nobody waits long behind one; return how many.

        Then the planner measures the tables anew.
        """
        steps = 0
        while not self.is_postgres and not self.read_only:
            with told(), self._engine.connect() as plain:
                connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
                with connection.begin():
                    more = search.tidy(connection, first=not steps)
            steps += 1
            if not more or steps >= _MOST_STEPS:
                break
        if not self.read_only:
            with told():
                tidying.measure(self._engine)
        return steps

    def look(self, cursor: feed.ChangeCursor | None) -> tuple[tuple[Change, ...], feed.ChangeCursor]:
        """Return the changes behind a cursor without waiting long: what does not answer is away. Raises Unreachable."""
        if not self.is_postgres:
            return self.changes_since(cursor)
        from console.store.waits import within  # noqa: PLC0415 - a local desk does without that driver

        with within(_LOOK_S), trying():
            return self.changes_since(cursor)

    def changes_since(
        self, cursor: feed.ChangeCursor | None, limit: int = 500
    ) -> tuple[tuple[Change, ...], feed.ChangeCursor]:
        """Return the changes behind a cursor and the cursor behind them; None gives the present end."""
        with self.read() as connection:
            return feed.since(connection, cursor, limit=limit)

    def probe(self) -> None:
        """Try whether the database can be written; nothing in it changes. Raises as `apply`."""
        self._may_write()
        with self.hindrance.noted(), told(), self._engine.connect() as plain:
            connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
            with self._begun(connection):
                write_nothing(connection)

    def look_at_file(self) -> None:
        """See whether a local database is still this desk's and may still be written, as it lies on the disk by now.

        Raises Unreachable ("database_gone", "database_deleted", "database_replaced"), Locked, Damaged.
        """
        if self._guard is None:
            return
        with told(), self._engine.connect():  # through the pool, where what was lost is brought to rest
            pass
        if only_readable(self.url):
            self.hindrance.fault = NotAllowed("database_read_only")
        with contextlib.closing(only_looking(self.url)) as connection:
            self._guard.look(connection)

    def waited(self) -> float:
        """Return for how many seconds a write has been waiting for another writer; 0 where none waits."""
        since = self._waiting_since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def unconfirmed(self) -> int:
        """Return how many acts of this session were sent and not answered yet."""
        return len(self._pending)

    def settle(self, actor: Actor) -> tuple[tuple[carrying.Doubt, bool], ...]:
        """Ask the database for the fate of the acts in doubt that no other living window sent; return each with it.

        One of this session that never arrived is carried out with its id, once, if nobody changed what it expects; one
        of before a crash is kept where it can be asked for again (`services.unsent`).
        """
        return tuple((doubt, self._fate(doubt, actor)) for doubt in self.doubts.to_settle())

    def _fate(self, doubt: carrying.Doubt, actor: Actor) -> bool:
        command, body, bulk = self._pending.pop(doubt.command_id, (None, None, False))
        if command is not None and body is not None:
            try:
                self.apply(command, body, bulk=bulk)
            except (Unreachable, Locked):
                self._pending[command.id] = (command, body, bulk)
                raise
            except Known:
                return False  # what it expected is no longer so: it is for the person to decide again
            return True
        asked = Command(kind=doubt.kind, actor=actor, at=doubt.at, ticket_id=doubt.ticket_id, id=doubt.command_id)
        with told(), self._engine.connect() as plain:
            connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
            with self._begun(connection):
                there = not _claimed(
                    connection, asked, self.origin
                )  # waits for a server that is about to end it either way
                connection.rollback()
        if there:
            self.doubts.answered(doubt.command_id)
        else:
            self.doubts.missed(doubt)
        return there

    def stop_waiting(self) -> None:
        """End the pauses between tries, and what waits for a server that is silent: the desk is closing."""
        self._closing.set()
        if self.bell is not None:
            cutting.cut_silent(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self.stop_waiting()
        if self.bell is not None:
            self.bell.stop()
        self.doubts.release()
        if self.copy is not None:
            self.copy.close()
        self._engine.dispose()

    def _may_write(self) -> None:
        if self.read_only:
            raise NotAllowed(self.refusal)

    @contextmanager
    def _begun(self, connection: Connection) -> Iterator[None]:
        self._waiting_since = time.monotonic()
        try:
            transaction = connection.begin()
        finally:
            self._waiting_since = None
        with transaction:
            yield

    @contextmanager
    def _stoppable(self, connection: Connection) -> Iterator[None]:
        """Let the one who waits for this call interrupt it. Raises Locked where nobody waits any more."""
        stop = stopping.present()
        driver: Any = connection.connection.driver_connection
        with self.silence.over(driver) if self.is_postgres else contextlib.nullcontext():
            if stop is None:
                yield
                return
            with stop.over(driver.give_up if self.is_postgres else driver.interrupt):
                if stop.asked:
                    raise Locked("interrupted")
                yield


def _claimed(connection: Connection, command: Command, origin: str) -> bool:
    """Enter the id of a command; return whether it was new."""
    claim = _CLAIM_POSTGRES if connection.dialect.name == "postgresql" else _CLAIM_SQLITE
    claimed = claim.first(
        connection,
        id=command.id,
        kind=command.kind,
        staff_id=command.actor.staff_id or None,
        role=command.actor.role.value,
        ticket_id=command.ticket_id,
        expected_version=command.expected_version,
        made_at=command.at,
        applied_at=command.at,
        program=NUMBER,
        desk=origin,
    )
    return claimed is not None


def _tell(connection: Connection, unit: Unit, origin: str) -> None:
    """Leave the note for the other desks."""
    told_as = _TELL_POSTGRES if connection.dialect.name == "postgresql" else _TELL_SQLITE
    told_as.run(
        connection,
        at=unit.at,
        kinds=" ".join(sorted(unit.kinds)),
        ticket_ids=codec.dump(list(unit.tickets)[: feed.MOST_IDS]),
        staff_id=unit.actor.staff_id or None,
        origin=origin,
    )


def _stored(connection: Connection, command: Command) -> Applied:
    """Return what an act with this id gave. Raises BadInput where the id is that of another act."""
    result, kind = _RESULT.first(connection, id=command.id) or ("null", "")
    if kind != command.kind:
        raise BadInput("command_id_taken", kind=kind)
    return Applied(result=codec.load(str(result)), replayed=True)


def _binds(table: Table, *without: str) -> dict[str, Any]:
    """Return a place for each column of a table."""
    return {one.key: bindparam(one.key, type_=one.type) for one in table.c if one.key not in without}


def _claim_of(*, postgres: bool) -> Prepared:
    def build() -> Any:
        claimed = insert_once(commands, postgres=postgres).values(_binds(commands, "result"))
        return claimed.on_conflict_do_nothing().returning(commands.c.id)

    return Prepared(build)


def _tell_of(xid: Any) -> Prepared:
    return Prepared(lambda: insert(changes).values(xid=xid, **_binds(changes, "seq", "xid")))


_CLAIM_POSTGRES, _CLAIM_SQLITE = _claim_of(postgres=True), _claim_of(postgres=False)
_TELL_POSTGRES, _TELL_SQLITE = _tell_of(text("pg_current_xact_id()::text::bigint")), _tell_of(0)
_RESULT = Prepared(lambda: select(commands.c.result, commands.c.kind).where(commands.c.id == bindparam("id")))
_DONE = Prepared(
    lambda: commands.update().where(commands.c.id == bindparam("command")).values(result=bindparam("result"))
)
