"""Errors of the driver become faults of the world; what is none of them stays an error."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from console.faults import Damaged, Known, Locked, NotAllowed, Unreachable
from console.store import trouble
from console.store.driver import sqlite_module
from console.store.trouble import told


class StateError(Exception):
    """An error of a driver that names its SQLSTATE."""

    def __init__(self, state: str) -> None:
        super().__init__(f"state {state}")
        self.sqlstate = state


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        ("08006", Unreachable, "database_unreachable"),
        ("57P01", Unreachable, "database_unreachable"),
        ("55P03", Locked, "database_locked"),
        ("57014", Locked, "database_locked"),
        ("25006", NotAllowed, "database_read_only"),
        ("40P01", Locked, "database_locked"),
        ("42501", NotAllowed, "database_refused"),
        ("ZD999", NotAllowed, "database_rule"),
        ("53100", Known, "disk_full"),
    ],
)
def test_a_state_of_postgresql_is_told(state: str, kind: type[Known], code: str) -> None:
    with pytest.raises(kind) as caught, told():
        raise DBAPIError("select 1", {}, StateError(state))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        ("database is locked", Locked, "database_locked"),
        ("database disk image is malformed", Damaged, "database_damaged"),
        ("file is not a database", Damaged, "database_damaged"),
        ("unable to open database file", Unreachable, "database_cannot_open"),
        ("attempt to write a readonly database", NotAllowed, "database_read_only"),
        ("database or disk is full", Known, "disk_full"),
        ("disk I/O error", Damaged, "disk_error"),
        ("connection refused", Unreachable, "database_unreachable"),
    ],
)
def test_words_of_a_driver_are_told(words: str, kind: type[Known], code: str) -> None:
    with pytest.raises(kind) as caught, told():
        raise OperationalError("select 1", {}, RuntimeError(words))
    assert caught.value.code == code


def test_a_pool_without_a_free_connection_is_locked() -> None:
    with pytest.raises(Locked), told():
        raise PoolTimeout("none left")


@pytest.mark.parametrize("orig", [StateError("23505"), RuntimeError("UNIQUE constraint failed: staff.login")])
def test_a_bug_of_ours_stays_an_error(orig: Exception) -> None:
    with pytest.raises(DBAPIError), told():
        raise DBAPIError("insert", {}, orig)


def test_what_the_driver_itself_raises_is_told_or_stays() -> None:
    raised = sqlite_module().OperationalError
    with pytest.raises(Locked), told():
        raise raised("database is locked")
    with pytest.raises(raised), told():
        raise raised("near SELECT: syntax error")


@pytest.mark.parametrize(("detail", "said"), [('{"field": "owner"}', {"field": "owner"}), ("no JSON", {}), ("[1]", {})])
def test_what_a_guard_says_comes_with_its_refusal(detail: str, said: dict[str, str]) -> None:
    orig = StateError("ZD001")
    orig.diag = SimpleNamespace(message_detail=detail)  # type: ignore[attr-defined]  # the driver fills it in
    with pytest.raises(NotAllowed) as caught, told():
        raise DBAPIError("update", {}, orig)
    assert caught.value.params == said


def test_a_pooler_that_drops_what_a_desk_asks_of_its_connection_is_named() -> None:
    said = 'connection failed: connection to server at "127.0.0.1", port 6432 failed: fatal:  unsupported startup'
    found = trouble._at_connect(f"{said} parameter: options")
    assert found is not None
    assert found.code == "pooler_between"


def test_what_no_desk_could_read_is_refused_with_its_table() -> None:
    orig = StateError("23514")
    orig.diag = SimpleNamespace(constraint_name="guard_bounds", table_name="facts")  # type: ignore[attr-defined]  # the driver does
    with pytest.raises(NotAllowed) as caught, told():
        raise DBAPIError("insert", {}, orig)
    assert (caught.value.code, caught.value.params) == ("not_as_it_says", {"part": "facts"})
