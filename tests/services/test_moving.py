"""A desk goes from a file into a team's database and back, and nothing is lost: every row is the same on both sides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from console.faults import BadInput, Damaged, NotAllowed
from console.query import parse
from console.services import assign, outbox, refusing, reply, showing, team
from console.services.desk import Desk, open_desk
from console.services.intake.run import import_paths
from console.store import check, moving, open_store
from console.store.engine import make_engine
from tests.services.conftest import NOW, Clock, add_license, furnish
from tests.services.letters_of_mail import raw_mail, write
from tests.team_desks import let_clocks_differ

BODY = "How is the commission rounded in the panel, section Commissions? Version 4.6.0. Это важно."


@pytest.fixture
def desk(migrated_sqlite_url: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A day's work in a file: requests, an answer that came before its question, a refusal, a reply, a draft."""
    furnish(migrated_sqlite_url)
    made = open_desk(migrated_sqlite_url, login="dana", name="", out_folder=tmp_path / "letters", clock=clock)
    add_license(made, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    for key, answers, sender in (
        ("b", "a", "ann@one.example"),
        ("a", "", "ann@one.example"),
        ("c", "", "bob@two.example"),
    ):
        mail = raw_mail(key, sender=f"X <{sender}>", subject="Rounding", body=f"{BODY} {key}", at=NOW, answers=answers)
        list(import_paths(made, [write(tmp_path / key, mail)]))
    rows = showing.queue_page(made, parse("is:open").query).rows
    for row in rows:
        assign.take(made, row.id, version=showing.detail(made, row.id).row.version)
        reply.add_note(made, row.id, "Called them")
    panels = next(one for row in rows if (one := showing.panels(made, row.id)).assessment.primary == "23.1.1")
    prepared = refusing.prepare(made, panels, "23.1.1", "en")
    refusing.refuse(made, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    clock.forward(minutes=1)
    outbox.release_due(made)
    yield made
    made.store.close()


def rows_of(url: str, table: str) -> list[Any]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()  # noqa: S608 - names of the test
    engine.dispose()
    return found


def test_into_a_team_and_back_nothing_is_lost(desk: Desk, postgres_url: str, tmp_path: Path, clock: Clock) -> None:
    there = team.move(desk.store.url, postgres_url, into_team=True)
    counts = {one.table: one.rows for one in there}
    assert counts["tickets"] >= 2
    assert counts["events"] > counts["tickets"]
    for name in ("decisions", "messages", "event_texts", "outbox", "licenses", "purchases", "search_texts", "blobs"):
        assert counts[name] or name == "purchases", name
    with closing(open_store(postgres_url)) as moved, moved.read() as connection:
        assert {one.code for one in check.check(connection)} <= {"login"}  # who worked on the file has no login yet
    store = open_store(postgres_url)
    made = team.add_member(store, "dana", "lead")
    store.close()
    assert made.changed
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as owner_connection:
        let_clocks_differ(owner_connection)

    engine = make_engine(postgres_url)
    person = engine.url.set(username="dana", password=made.password).render_as_string(hide_password=False)
    engine.dispose()
    at_team = open_desk(person, login="", name="", out_folder=tmp_path, clock=clock)
    ticket = showing.queue_page(at_team, parse("is:open").query).rows[0].id
    reply.add_note(at_team, ticket, "Written at the team's database")
    found = showing.queue_page(at_team, parse("commission").query).rows
    at_team.store.close()
    assert found
    with closing(open_store(postgres_url)) as owner:
        team.lock_member(owner, "dana")

    back = tmp_path / "back.sqlite"
    again = moving.move(postgres_url, f"sqlite:///{back}")
    assert [one.rows for one in again if one.table == "events"] == [counts["events"] + 1]
    home = open_store(f"sqlite:///{back}")
    with home.read() as connection:
        assert check.check(connection) == ()
        assert [moving.digest(connection, table) for table in moving.tables()] == list(again)
    home.close()
    here = open_desk(f"sqlite:///{back}", login="dana", name="", out_folder=tmp_path, clock=clock)
    reply.add_note(here, ticket, "At home again")
    assert showing.queue_page(here, parse("commission").query).rows
    here.store.close()
    assert not list(tmp_path.glob("*.partial*"))
    _forget("dana", postgres_url)


def test_who_may_make_no_roles_is_told_before_anything_is_copied(desk: Desk, postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as owner:
        name, mighty = f"{owner.info.dbname}_plain", owner.info.user
        owner.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'plain'; ALTER DATABASE {owner.info.dbname} OWNER TO {name}")
        try:
            plain = make_url(postgres_url).set(username=name, password="plain")
            with pytest.raises(NotAllowed) as refused:
                team.move(desk.store.url, plain.render_as_string(hide_password=False), into_team=True)
            there = owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        finally:
            owner.execute(f"ALTER DATABASE {owner.info.dbname} OWNER TO {mighty}; DROP OWNED BY {name}")
            owner.execute(f"DROP ROLE {name}")
    assert (refused.value.code, there) == ("team_needs_owner", (0,))


def _forget(login: str, url: str) -> None:
    engine = make_engine(url)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f'DROP OWNED BY "{login}"')
        database = engine.url.database
        connection.exec_driver_sql(f'ALTER ROLE "{login}" IN DATABASE "{database}" RESET ALL')
        connection.exec_driver_sql(f'DROP ROLE "{login}"')
    engine.dispose()


def test_what_arrives_changed_is_not_kept(desk: Desk, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row less on the way is noticed; the target stays without a row, and the next try finds it so."""
    honest = moving._blocks

    def losing(connection: Any, table: Any) -> Iterator[Any]:
        for block in honest(connection, table):
            yield block[1:] if table.name == "facts" and connection.dialect.name == "sqlite" and not proving else block

    proving: list[bool] = []
    digest = moving.digest
    monkeypatch.setattr(moving, "digest", lambda *given: (proving.append(True), digest(*given))[1])
    monkeypatch.setattr(moving, "_blocks", losing)
    with pytest.raises(Damaged) as stopped:
        moving.move(desk.store.url, postgres_url)
    assert (stopped.value.code, stopped.value.params["tables"]) == ("move_differs", "facts")
    assert rows_of(postgres_url, "tickets") == []
    monkeypatch.undo()
    assert moving.move(desk.store.url, postgres_url)


def test_a_desk_whose_chain_is_broken_is_not_moved(desk: Desk, postgres_url: str, clock: Clock) -> None:
    desk.store.close()
    path = desk.store.url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER events_never_changed")
        raw.execute("UPDATE events SET kind = 'forged' WHERE id = 3")
    raw.close()
    with pytest.raises(Damaged) as stopped:
        moving.move(desk.store.url, postgres_url)
    assert stopped.value.code == "move_has_findings"


def test_what_is_there_is_never_written_over(desk: Desk, postgres_url: str, tmp_path: Path) -> None:
    team.set_up(postgres_url)
    there = tmp_path / "there.sqlite"
    there.write_bytes(b"something")
    for target in (f"sqlite:///{there}", postgres_url, desk.store.url):
        with pytest.raises(BadInput) as refused:
            moving.move(desk.store.url, target)
        assert refused.value.code == "target_not_empty"
    assert there.read_bytes() == b"something"


def test_a_file_that_cannot_be_finished_is_not_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "number_on", lambda _connection: (_ for _ in ()).throw(Damaged("disk_error")))
    with pytest.raises(Damaged):
        moving.move(desk.store.url, f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert not list(tmp_path.glob("*new.sqlite*"))
