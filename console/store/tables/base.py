"""The metadata, the column types and the columns that every table shares. No table stands here.

Instants are kept as whole microseconds since 1970 (UTC), so that they sort, compare and page alike in both databases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Integer, MetaData, String, Text, false, true
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from console.store.instants import from_micros, to_micros

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the library's signature
        """Refuse naive values: a time without a zone is no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return to_micros(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - same
        """Return the instant in UTC."""
        return None if value is None else from_micros(int(value))


def key() -> Column[int]:
    """Return the integer key of a table."""
    return Column("id", Key, Identity(), primary_key=True)


def gid() -> Column[str]:
    """Return the global id, made by the writer."""
    return Column("gid", String(32), nullable=False, unique=True)


def version() -> Column[int]:
    """Return the version of an editable row; each change adds one."""
    return Column("version", Integer, nullable=False, server_default="1")


def ref(name: str, target: str, *, nullable: bool = True, index: bool = False) -> Column[int]:
    """Return a reference to the key of `target`."""
    return Column(name, Key, ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def instant(name: str, *, nullable: bool = True) -> Column[datetime]:
    """Return a column of instants."""
    return Column(name, Instant(), nullable=nullable)


def text(name: str, *, nullable: bool = False, default: str | None = "") -> Column[str]:
    """Return a column of text; empty where nothing is given, unless it may be missing."""
    return Column(name, Text, nullable=nullable, server_default=None if nullable else default)


def word(name: str, length: int = 64, *, nullable: bool = False, default: str | None = None) -> Column[str]:
    """Return a column of short words and codes."""
    return Column(name, String(length), nullable=nullable, server_default=default)


def flag(name: str, *, nullable: bool = False, default: str | None = "0") -> Column[bool]:
    """Return a column that is true, false or (where `nullable`) not known."""
    return Column(name, Boolean(create_constraint=False), nullable=nullable, server_default=_false(default, nullable))


def number(name: str, *, nullable: bool = False, default: str | None = "0") -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, BigInteger, nullable=nullable, server_default=None if nullable else default)


def _false(default: str | None, nullable: bool) -> Any:  # noqa: FBT001 - private and read at the call
    if nullable or default is None:
        return None
    return true() if default == "1" else false()
