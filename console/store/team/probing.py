"""Looking at a database before sitting down at it: what answers there, and what this login finds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect, text

from console.faults import BadInput, NotAllowed
from console.records.team import Probed
from console.store import schema
from console.store.engine import address_of, make_engine, must_prove
from console.store.queries.logins import seat_of
from console.store.team import people, setting_up
from console.store.trouble import told


def probe(url: str) -> Probed:
    """Connect once and return what is there; nothing is written.

    Raises BadInput for what is no PostgreSQL URL, NotAllowed, Unreachable or NewerSchema with the reason.
    """
    if address_of(url) is None:
        raise BadInput("not_postgres_url")
    engine = make_engine(url)
    try:
        with told(), engine.connect() as connection:
            return _probed(connection, proves=must_prove(url))
    finally:
        engine.dispose()


def _probed(connection: Connection, *, proves: bool) -> Probed:
    version = int(str(connection.execute(text("SHOW server_version_num")).scalar_one()))
    if version // 10_000 < setting_up.OLDEST:
        raise NotAllowed("server_too_old", found=version // 10_000, oldest=setting_up.OLDEST)
    driver: Any = connection.connection.driver_connection
    encrypted = bool(driver.pgconn.ssl_in_use)
    login = people.acting_login(connection)
    server = str(connection.execute(text("SHOW server_version")).scalar_one()).split()[0]
    ready = inspect(connection).has_table("schema_info")
    if ready:
        schema.require(connection)
    seat = seat_of(connection) if ready else None
    if seat is None:
        return Probed(
            server=server, login=login, encrypted=encrypted, proved=encrypted and proves, ready=ready, team=False
        )
    role = people.role_of(connection, login)
    if role is None and not seat.owns:
        raise NotAllowed("not_on_staff", login=login)
    return Probed(
        server=server,
        login=login,
        encrypted=encrypted,
        proved=encrypted and proves,
        ready=True,
        team=True,
        role=role or "operator",
        temporary_until=people.temporary_until(connection),
    )
