"""A pooled connection to a server is used without a question where it was used just now, and proved where it rested."""

from __future__ import annotations

import pytest

from console.store import engine as engines
from console.store import open_store


@pytest.mark.postgres
def test_a_server_is_asked_after_a_rest_alone(migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(migrated_postgres_url)
    asked: list[object] = []
    ping = store._engine.dialect.do_ping

    def counted(connection: object) -> bool:
        asked.append(connection)
        return ping(connection)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(store._engine.dialect, "do_ping", counted)
    try:
        for _ in range(3):
            with store.read() as connection:
                assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        assert not asked
        monkeypatch.setattr(engines, "_REST_S", -1.0)
        with store.read() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        assert len(asked) == 1
    finally:
        store.close()


@pytest.mark.postgres
def test_a_connection_that_was_ended_is_noticed_before_it_is_used(migrated_postgres_url: str) -> None:
    store = open_store(migrated_postgres_url)
    try:
        with store.read() as connection:
            first = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        other = open_store(migrated_postgres_url)
        with other.read() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({first}, 5000)")
        other.close()
        with store.read() as connection:
            assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != first
    finally:
        store.close()
