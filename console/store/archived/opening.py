"""Looking at the database of a foreign archive: what it may hold, and whether its rows are those that were told.

It is opened unchangeable, and nothing in it may act: a trigger, a view or anything unknown is refused before a row is
read. Whoever calls this has compared the bytes with the signed list before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError

from console.faults import Damaged, Fault
from console.records.archives import ArchiveFacts
from console.store import chain, driver, moving, schema, witness
from console.store.archived import listing
from console.store.archived.closure import carried
from console.store.archived.member import APPLICATION_ID
from console.store.desk_store import Store
from console.store.engine import sealed_engine
from console.store.tables import metadata
from console.store.tables.tickets import tickets

_SEARCH = "CREATE VIRTUAL TABLE search_index USING fts5("
_SHADOWS = frozenset(f"search_index_{one}" for one in ("data", "idx", "docsize", "config"))
_ACTS = re.compile(r"\b(?:GENERATED|CHECK)\b|\bAS\s*\(", re.IGNORECASE)
_PLAIN_INDEX = re.compile(r'CREATE (?:UNIQUE )?INDEX "?\w+"? ON "?\w+"? \((?:"?\w+"?(?: DESC)?(?:, )?)+\)\Z')
_MOST_SCHEMA = 2_000
_AT_ONCE, _FEW = 1_000, 200
_FIRST, _AHEAD = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=366)
_PAGES = "quick_check"
_HEAD: tuple[tuple[int, bytes], ...] = (
    (0, b"SQLite format 3\0"),
    (18, b"\1\1\0\x40\x20\x20"),
    (44, b"\0\0\0\4"),
    (52, b"\0\0\0\0\0\0\0\1"),
    (64, b"\0\0\0\0"),
    (72, bytes(20)),
)
"""What the first page of such a file begins with, besides sizes and counts: no journal, UTF-8, nothing kept back."""


def open_sealed(file: Path, files: Callable[[str], bytes], *, believed: bool = False) -> Store:
    """Open the database of an archive for reading; the bytes of files come from `files`.

    Every page of it is looked at, but where its bytes are `believed` to be those that a program of ours wrote, or
    where `look_at_pages` does that later. Raises Damaged ("archive_database") where it holds what it may not,
    NewerSchema, Locked.
    """
    _require_head(file)
    store = SealedStore(file, files)
    try:
        with distrusting(), store.read() as connection:
            require_harmless(connection, believed=believed)
            schema.require(connection)
            _require_size(connection, file)
    except BaseException:
        store.close()
        raise
    return store


def look_at_pages(store: Store) -> None:
    """Look at every page of a database that is open. Raises Damaged, Locked where it is interrupted."""
    with distrusting(), store.read() as connection:
        _require_pages(connection)


_BROUGHT_ABOUT = (
    SQLAlchemyError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What reading rows of another shape than ours can raise."""


@contextmanager
def distrusting() -> Iterator[None]:
    """Take whatever a crafted database brings about for what it is. Raises Damaged ("archive_database")."""
    try:
        yield
    except Fault:
        raise
    except (
        SQLAlchemyError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise Damaged("archive_database", found=type(error).__name__) from error


class SealedStore(Store):
    """The database of an archive. It is only read, and the bytes of its files stand beside it."""

    def __init__(self, file: Path, files: Callable[[str], bytes]) -> None:
        super().__init__(f"sqlite:///{file}", read_only=True, origin="archive")
        self._engine.dispose()
        self._engine = sealed_engine(file).execution_options(clausedesk_files=files)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection; a page that is met damaged is the archive's fault, and no backup of ours mends it."""
        try:
            with super().read() as connection:
                yield connection
        except Damaged as fault:
            if fault.code != "database_damaged":
                raise
            raise Damaged("archive_database", found=_PAGES) from fault


def require_harmless(connection: Connection, *, believed: bool = False) -> None:
    """Raise Damaged where the file has anything but tables, indexes and the one index of the search."""
    if connection.execute(text("PRAGMA application_id")).scalar_one() != APPLICATION_ID:
        raise Damaged("archive_database", found="application_id")
    asked = text(f"SELECT type, name, sql FROM sqlite_master LIMIT {_MOST_SCHEMA}")  # noqa: S608 - a number of ours
    tables = set()
    for kind, name, sql in connection.execute(asked):
        told = str(sql or "")
        if kind == "table":
            tables.add(name)
        if not _is_harmless(str(kind), str(name), told):
            raise Damaged("archive_database", found=str(name)[:80])
    missing = {table.name for table in carried()} - tables
    if missing:
        raise Damaged("archive_database", found=min(missing))
    if not believed:
        _require_pages(connection)


def _require_pages(connection: Connection) -> None:
    if connection.execute(text("PRAGMA quick_check(1)")).scalar_one() != "ok":
        raise Damaged("archive_database", found=_PAGES)


def require_search(file: Path) -> None:
    """Raise Damaged where the index of the search is not that of the texts beside it. The file is a private copy."""
    with distrusting(), closing(driver.connect(file, "mode=rw")) as connection:
        try:
            connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
        except driver.sqlite_module().Error as error:
            raise Damaged("archive_database", found="search_index") from error


def _require_head(file: Path) -> None:
    """Raise Damaged where the file does not begin as one of ours, before the library of SQL reads it."""
    with file.open("rb") as opened:
        head = opened.read(100)
    if any(head[at : at + len(wanted)] != wanted for at, wanted in _HEAD):
        raise Damaged("archive_database", found="head")


def _require_size(connection: Connection, file: Path) -> None:
    """Raise Damaged where bytes stand behind the last page."""
    pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    if pages * connection.execute(text("PRAGMA page_size")).scalar_one() != file.stat().st_size:
        raise Damaged("archive_database", found="page_count")


def digests(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return number and SHA-256 of the rows of every table of an archive, the same from any database."""
    found = {}
    for table in carried():
        told = moving.digest(connection, table)
        found[table.name] = {"rows": told.rows, "sha256": told.sha256}
    return found


def differing(connection: Connection, told: Mapping[str, Any]) -> str | None:
    """Return the first table whose rows are not those that were told, or None."""
    for name, found in digests(connection).items():
        if told.get(name) != found:
            return name
    return None


def broken_chain(connection: Connection, left_out: AbstractSet[int] = frozenset()) -> tuple[int, int, str] | None:
    """Return ticket number, event and reason of the first chain that does not hold, or None; see `chain.breaks`."""
    asked = select(tickets.c.id, tickets.c.number).order_by(tickets.c.id).limit(_FEW)
    rows = connection.execute(asked).all()
    while rows:
        numbers: dict[int, int] = {row.id: row.number for row in rows}
        found = chain.first_broken(connection, list(numbers), left_out=left_out)
        if found is not None:
            return numbers[found.ticket_id], found.n, found.why
        rows = connection.execute(asked.where(tickets.c.id > rows[-1].id)).all()
    return None


def as_told(connection: Connection, facts: ArchiveFacts) -> bool:
    """Return whether an archive holds as many tickets and messages as it tells, from when to when, and as of when."""
    newest = listing.as_of(connection)
    counts = listing.count(connection, "tickets"), listing.count(connection, "messages")
    return (
        counts == (facts.tickets, facts.messages)
        and listing.received(connection) == (facts.first_received, facts.last_received)
        and newest in (None, facts.as_of)
    )


def is_plausible(connection: Connection, as_of: datetime) -> bool:
    """Return whether an archive can be read as of an instant: that of its newest event, and not far in the future."""
    return listing.as_of(connection) in (None, as_of) and _FIRST <= as_of <= datetime.now(UTC) + _AHEAD


def unwitnessed(connection: Connection, held: witness.Held) -> tuple[str, str] | None:
    """Return the first row that is not as an event or a hash says, and why, or None. The chains are known to hold.

    `held` hears of each version that the events name.
    """
    for table, found in witness.documents(connection):
        return f"{table}: {found}", "bytes"
    behind = None
    while keys := listing.ticket_keys(connection, behind=behind, most=_AT_ONCE):
        for one in witness.misfits(connection, keys, held):
            return f"TK-{one.number}: {one.where}", "row"
        behind = keys[-1]
    return None


def _is_harmless(kind: str, name: str, sql: str) -> bool:
    if name == "search_index":
        return sql.startswith(_SEARCH)
    if name.startswith("sqlite_"):
        return name.startswith("sqlite_autoindex_") and not sql
    known = name in metadata.tables or name in _SHADOWS or name == "alembic_version"
    if kind == "index":
        return _PLAIN_INDEX.match(sql) is not None
    return kind == "table" and known and sql.startswith("CREATE TABLE ") and _ACTS.search(sql) is None
