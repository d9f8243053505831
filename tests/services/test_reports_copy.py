"""A real standby named for reports: read for them alone while it is near, left for the main server where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest

from console.faults import BadInput, NotAllowed
from console.records.base import TicketId
from console.records.reporting import Days, ReadFrom, Report
from console.services import assign, reporting, team
from console.services.desk import Desk, open_desk
from console.store import open_store, reports_copy
from console.store.engine import address_of, copy_of, copy_place, shown_url, with_copy
from console.views.reports import saying
from console.views.words import set_language
from tests.postgres_server import Server
from tests.services.test_fail_over import promote
from tests.store.helpers import open_ticket
from tests.store.team.test_kept_twice import NOW, _until, second_of
from tests.team_desks import let_clocks_differ

pytestmark = pytest.mark.postgres
DAYS = Days(first=date(2026, 11, 23), last=date(2026, 11, 29))


@pytest.mark.parametrize(
    ("url", "place", "copy"),
    [
        ("postgresql://ann@one/desk", "", None),
        ("postgresql://ann@one/desk?reports=three", "three", "postgresql://ann@three:5432/desk"),
        ("postgresql://ann@one:1,two:2/desk?reports=three:3&sslmode=require", "three:3",
         "postgresql://ann@three:3/desk?sslmode=require"),
        ("postgresql://ann@one,two/desk?target_session_attrs=read-write&reports=three", "three",
         "postgresql://ann@three:5432/desk"),
        ("postgresql://ann@one/desk?reports=three,four:4", "three,four:4",
         "postgresql://ann@/desk?host=three%2Cfour&port=5432%2C4"),
        ("sqlite:///desk.sqlite?reports=three", "three", None),
    ],
)  # fmt: skip
def test_the_copy_stands_in_the_address_and_is_no_part_of_its_name(url: str, place: str, copy: str | None) -> None:
    assert copy_place(url) == place
    assert copy_of(url) == copy
    assert "three" not in shown_url(url)
    address = address_of(url)
    assert address is None or "three" not in address.shown


def test_an_address_takes_a_copy_that_is_a_server() -> None:
    assert with_copy("postgresql://ann@one,two/desk", "three:7") == "postgresql://ann@one,two/desk?reports=three:7"
    assert copy_place(with_copy("postgresql://ann@one/desk?sslmode=require", "three")) == "three"
    for wrong in ("a b", "http://three", "three/desk", "ann:secret@three", "three&host=four"):
        with pytest.raises(BadInput) as told:
            with_copy("postgresql://ann@one/desk", wrong)
        assert told.value.code == "bad_reports_place"


@pytest.fixture
def both(own_postgres_server: Server, tmp_path: Path) -> Iterator[tuple[Desk, str, int, ExitStack]]:
    """Give a lead's desk with a copy for reports, its database, the port of the copy, and what ends the copy."""
    server = own_postgres_server
    name = server.create_database()
    team.set_up(server.url(name))
    with psycopg.connect(server.dsn(name), autocommit=True) as owner:
        let_clocks_differ(owner)
    store = open_store(server.url(name))
    password = team.add_member(store, "lea", "lead").password
    store.close()
    with ExitStack() as stack:
        port = stack.enter_context(second_of(server))
        url = with_copy(server.url(name, user="lea", password=password), f"127.0.0.1:{port}")
        desk = open_desk(url, login="", name="", out_folder=tmp_path)
        yield desk, name, port, stack
        desk.store.close()


def made(desk: Desk) -> Report:
    return reporting.make(desk, "flow", DAYS)


def ask(server: Server, name: str, port: int, words: str) -> None:
    dsn = server.dsn(name).replace(f":{server.port}/", f":{port}/")
    with psycopg.connect(dsn, autocommit=True) as bare:
        bare.execute(words)


@pytest.mark.parametrize("own_postgres_server", ["postgres18"], indirect=True)
def test_reports_are_read_from_the_copy_while_it_is_near(
    own_postgres_server: Server, both: tuple[Desk, str, int, ExitStack], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, name, port, stack = both
    server, copy = own_postgres_server, desk.store.copy
    assert copy is not None
    monkeypatch.setattr(reports_copy, "_AGAIN_S", 0.5)
    ticket = open_ticket(desk.store, desk.actor, NOW, subject="Counted")
    _until(lambda: made(desk).read_from == ReadFrom(behind=0.0))
    first = made(desk)
    told: list[ReadFrom] = []
    with closing(reporting.request_rows(desk, DAYS, told=told.append)) as rows:
        assert [row[17] for row in rows] == ["Counted"]
    assert told == [ReadFrom(behind=0.0)]

    ask(server, name, port, "SELECT pg_wal_replay_pause()")
    open_ticket(desk.store, desk.actor, NOW, subject="Not there yet")
    late = made(desk)
    assert late.read_from.behind is not None
    assert 0 < late.read_from.behind < 60
    assert late.parts == first.parts  # the copy does not know of it, and the head says so
    set_language("en")
    assert " s behind" in saying.as_of(late)
    assign.take(desk, TicketId(ticket), version=1)  # what an act rests on is read from the main server alone
    with monkeypatch.context() as strict:
        strict.setattr(reports_copy, "MOST_BEHIND_S", 0.0)
        main = made(desk)
    assert main.read_from == ReadFrom(why="behind")
    assert main.parts != first.parts
    ask(server, name, port, "SELECT pg_wal_replay_resume()")
    _until(lambda: made(desk).read_from == ReadFrom(behind=0.0))
    assert made(desk).parts == main.parts

    with copy.read() as connection, pytest.raises(Exception, match="read-only"):
        connection.exec_driver_sql("UPDATE tickets SET subject = 'never'")
    with pytest.raises(NotAllowed) as refused:
        assign.take(_at(desk, copy), TicketId(ticket), version=2)
    assert refused.value.code == "database_read_only"

    promote(server, name, port)
    _until(lambda: made(desk).read_from == ReadFrom(why="no_copy"))
    assert "no copy" in saying.as_of(made(desk))
    copy.close()  # a server that is told to end waits for those who are connected
    stack.close()
    assert made(desk).read_from == ReadFrom(why="away")
    assert made(desk).parts == main.parts
    assert "does not answer" in saying.as_of(made(desk))


def _at(desk: Desk, copy: reports_copy.ReportsCopy) -> Desk:
    return replace(desk, store=copy._there())


@pytest.mark.parametrize("own_postgres_server", ["postgres18"], indirect=True)
def test_a_test_of_the_connection_tells_of_the_copy(
    own_postgres_server: Server, both: tuple[Desk, str, int, ExitStack]
) -> None:
    desk, _, port, stack = both
    url = desk.store.url
    _until(lambda: team.probe(url).copy == ReadFrom(behind=0.0))
    main = url.replace(f"127.0.0.1:{port}", f"127.0.0.1:{own_postgres_server.port}")
    assert team.probe(main).copy == ReadFrom(why="no_copy")
    stack.close()
    assert team.probe(url).copy == ReadFrom(why="away")
    assert team.probe(url.partition("?reports")[0]).copy is None
