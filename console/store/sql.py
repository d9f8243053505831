"""Questions written as text with their values beside them, and how they are put to a database. No library.

A query of the user becomes such a question at every key. It is run by the driver itself; the driver's errors become
those of the library. This module does without the library, so that the first rows need not wait until it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection


_ANEW = ("to_tsquery", "few.id")  # such questions find one ticket or a million: one plan for all of them does not do


@dataclass(frozen=True, slots=True)
class Sql:
    """Text with a question mark for each value; no value ever stands in the text."""

    text: str
    values: tuple[object, ...] = ()


class Plain:
    """A connection of the SQLite driver alone, which is asked before the library is loaded. It only reads."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def rows(self, sql: Sql) -> list[tuple[Any, ...]]:
        """Return every row of a question. Raises the driver's own errors."""
        return self._driver.execute(sql.text, sql.values).fetchall()  # type: ignore[no-any-return]  # it has no types


Asked: TypeAlias = "Connection | Plain"


def both(*parts: Sql) -> Sql:
    """Return the condition that all parts hold."""
    return _joined(" AND ", parts, "TRUE")


def either(parts: Iterable[Sql]) -> Sql:
    """Return the condition that one of the parts holds."""
    return _joined(" OR ", tuple(parts), "FALSE")


def negated(part: Sql) -> Sql:
    """Return the condition that a part does not hold; what is not known does not hold."""
    return Sql(f"({part.text}) IS NOT TRUE", part.values)


def marks(values: Iterable[object]) -> Sql:
    """Return the values of an IN list."""
    listed = tuple(values)
    return Sql(", ".join("?" * len(listed)) or "NULL", listed)


def is_postgres(connection: Asked) -> bool:
    """Return whether a connection speaks to PostgreSQL."""
    return not isinstance(connection, Plain) and connection.dialect.name == "postgresql"


def ask(connection: Asked, sql: Sql) -> list[tuple[Any, ...]]:
    """Return every row of a question written as text, as plain tuples."""
    if isinstance(connection, Plain):
        return connection.rows(sql)
    if connection.dialect.name != "postgresql":
        return run(connection, sql.text, sql.values).fetchall()  # type: ignore[no-any-return]  # the driver has no types
    anew = any(one in sql.text for one in _ANEW)
    return run(connection, sql.text.replace("?", "%s"), sql.values, anew=anew).fetchall()  # type: ignore[no-any-return]  # same


def run(connection: Connection, text: str, values: Any, *, many: bool = False, anew: bool = False) -> Any:
    """Run a statement as the driver takes it, in the connection's transaction; return the driver's cursor.

    With `many` it is run with each of the values; `anew` lets PostgreSQL plan it for these very values.
    """
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connection in a transaction has one
    try:
        if anew:
            return driver.execute(text, values, prepare=False)
        return driver.cursor().executemany(text, values) if many else driver.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        lost = connection.dialect.is_disconnect(error, driver, None)
        if lost:
            connection.invalidate(error)
        raise _told(error, connection, lost=lost) from error


def _told(error: Exception, connection: Connection, *, lost: bool) -> BaseException:
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - see the head of this module; here it is loaded

    base = connection.dialect.loaded_dbapi.Error
    return DBAPIError.instance(
        None, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=connection.dialect
    )


def _joined(word: str, parts: tuple[Sql, ...], empty: str) -> Sql:
    if len(parts) == 1:
        return parts[0]
    text = word.join(f"({part.text})" for part in parts) or empty
    return Sql(text, tuple(value for part in parts for value in part.values))
