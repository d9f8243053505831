"""Rows that are not as their events or hashes say are found, in a desk and in an archive of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from console.archive import layout
from console.cli.main import main
from console.records.base import LicenseId, TicketId
from console.records.letters import TEAM
from console.services import (
    archiving,
    corrected,
    deciding,
    drafting,
    letterbook,
    pausing,
    readings,
    refusing,
    registry,
    showing,
    suspending,
)
from console.services.archives import proving
from console.services.desk import Desk
from console.services.showing import Panels
from console.store import chain, check, open_store, waits, witness
from console.store.driver import sqlite_module
from console.store.tables import metadata
from tests.archive.desks import furnish, opened, suspend_and_archive
from tests.archive.resealing import reseal
from tests.services.conftest import NOW

SOON = NOW + timedelta(days=30)
BOUGHT, CORRECTED = NOW.replace(year=2024), NOW.replace(year=2024, month=2, day=1)
EMPTY = hashlib.sha256(b"{}").hexdigest()
FOUND = {
    "UPDATE decisions SET made_at = made_at - 86400000000": ("row", "made_at"),
    "UPDATE decisions SET staff_id = NULL": ("row", "staff_id"),
    "UPDATE decisions SET override_reason = 'because'": ("row", "override_reason"),
    "UPDATE decisions SET letter_code = 'other'": ("row", "decision_sha256"),
    "UPDATE decisions SET revoked = 1": ("row", "revoked"),
    "DELETE FROM decisions": ("row", "is not there"),
    "UPDATE decisions SET ticket_id = (SELECT min(t.id) FROM tickets t WHERE t.id <> ticket_id)": ("row", "no event"),
    "UPDATE message_versions SET body = 'I never asked' WHERE id = 1": ("row", "something else"),
    "UPDATE messages SET author_address = 'x@y.example' WHERE id = 1": ("row", "something else"),
    "UPDATE messages SET sent_at = sent_at - 86400000000 WHERE direction = 'note'": ("row", "something else"),
    "UPDATE attachments SET name = 'other.png' WHERE position = 0": ("row", "something else"),
    "DELETE FROM ticket_spans WHERE id = (SELECT max(id) FROM ticket_spans)": ("row", "no part"),
    "UPDATE ticket_spans SET ticket_id = 1 WHERE ticket_id = 2": ("row", "no event brought"),
    "UPDATE tickets SET received_at = received_at - 86400000000 WHERE id = 1": ("row", "event 1"),
    "UPDATE tickets SET tier = 'critical', tier_rank = 1 WHERE id = 1": ("row", "critical"),
    "UPDATE tickets SET close_reason = '28.1.1' WHERE id = 1": ("row", "no event says so"),
    "UPDATE facts SET status = 'proposed' WHERE status = 'confirmed'": ("row", "confirmed"),
    "UPDATE blobs SET content = x'00' WHERE sha256 = (SELECT min(sha256) FROM blobs)": ("bytes", ""),
    "UPDATE agreement_versions SET content = CAST(content AS TEXT) || ' '": ("bytes", "2026"),
    "UPDATE schedules SET content = content || ' '": ("bytes", ""),
    "UPDATE events SET ticket_id = 3 - ticket_id WHERE ticket_id IN (1, 2)": ("chain", "content"),
    "UPDATE agreement_versions SET content = x'7b7d', sha256 = 'EMPTY'": ("row", "agreement_versions 1 event 1"),
    "UPDATE agreement_versions SET effective_from = effective_from + 86400000000": ("row", "agreement_versions 1"),
    "UPDATE schedules SET content = '{}', sha256 = 'EMPTY'": ("row", "schedules 1 event 1: it was another"),
    "UPDATE schedules SET time_zone = 'Asia/Tokyo'": ("row", "schedules 1"),
    "UPDATE letters SET body = 'No.', sha256 = 'EMPTY'": ("row", "letters 1"),
    "DELETE FROM letters": ("row", "it is not there"),
    "UPDATE tickets SET agreement_id = 9 WHERE id = 1": ("row", "agreement_id 9; event 1: 1"),
    "UPDATE tickets SET schedule_id = NULL WHERE id = 1": ("row", "schedule_id None"),
    "UPDATE tickets SET letters_version = 'other', engine_version = '1' WHERE id = 1": ("row", "engine_version 1"),
    "UPDATE decisions SET schedule_id = NULL": ("row", "decision_sha256"),
    "UPDATE decisions SET letter_version = 'team 2'": ("row", "decision_sha256"),
    "UPDATE licenses SET purchased_at = purchased_at - 86400000000": ("row", "license 2 purchased_at"),
    "UPDATE licenses SET plan = 'other'": ("row", "license 2 plan other; event"),
    "UPDATE purchases SET paid_at = paid_at + 86400000000": ("row", "license 2 payment 1"),
    "UPDATE purchases SET length = 99": ("row", "payment 1"),
    "DELETE FROM purchases": ("row", "payment 1 None"),
}
"""What somebody changes in the file, and what `db check` says of it."""
BEHIND = (
    "UPDATE licenses SET plan = 'other' WHERE id = 2",
    "UPDATE licenses SET purchased_at = 0 WHERE id = 2",
    "UPDATE purchases SET length = 5",
    "UPDATE purchases SET void = 1",
    "DELETE FROM purchases",
)
"""What the history of the register does not tell of; the plan was another one once."""
OF_PARTS = {
    "UPDATE suspensions SET starts_at = starts_at + 86400000000": "license 2 pause 1",
    "UPDATE suspensions SET ends_at = NULL": "license 2 pause 1",
    "UPDATE suspensions SET kind = 'review', ticket_id = 3": "license 2 pause 1",
    "UPDATE suspensions SET reason = '24.2'": "license 2 pause 1",
    "DELETE FROM suspensions": "license 2 pause 1 None",
    "UPDATE archive_transfers SET at = at - 86400000000": "license 2 transfer 1",
    "DELETE FROM archive_transfers": "license 2 transfer 1 None",
    "INSERT INTO archive_undos (gid, license_id, transfer_id, at) VALUES ('x', 2, 1, 0)": "license 2 transfer 1 None",
    "UPDATE restorations SET approved = 1, feasible = 1": "license 2 restoration 1",
    "UPDATE restorations SET grounds = 'modified'": "license 2 restoration 1",
    "DELETE FROM restorations": "license 2 restoration 1 None",
    "TWIN purchases": "license 2 payment 2",
    "TWIN suspensions": "license 2 pause 2",
    "TWIN archive_transfers": "license 2 transfer 2",
    "TWIN restorations": "license 2 restoration 2",
}
"""What somebody does to rows that hang on a license, or puts in for an earlier day, and what is named."""
OF_COUNTING = {
    "UPDATE reading_choices SET value = 'period_end=day_after'": "reading_choices 1",
    "UPDATE reading_choices SET at = at - 1": "reading_choices 1",
    "DELETE FROM reading_choices": "reading_choices 1",
    "UPDATE agreement_states SET effective_at = effective_at + 86400000000 WHERE id = 3": "agreement_states 3",
    "UPDATE agreement_states SET state = 'draft' WHERE id = 3": "agreement_states 3",
    "DELETE FROM agreement_states WHERE id = 2": "agreement_states 2",
    "TWIN reading_choices": "reading_choices 2 event",
    "TWIN agreement_states": "agreement_states 4 event",
}
"""What somebody does to choices of readings and to states of versions, or puts in for an earlier day."""
OF_REGISTER = {
    "UPDATE licenses SET purchased_at = purchased_at - 86400000000 WHERE id = 1": "licenses 1 purchased_at",
    "UPDATE licenses SET plan = 'PRO_PLUS' WHERE id = 1": "licenses 1 plan PRO_PLUS; the history of the register: PRO",
    "UPDATE licenses SET problem = 'pirated' WHERE id = 1": "licenses 1 problem",
    "UPDATE purchases SET paid_at = paid_at + 1": "purchases 1 paid_at",
    "DELETE FROM purchases": "purchases 1 it is not there",
    "TWIN purchases": "purchases 2 no act of the register entered it",
    "TWIN suspensions": "suspensions 2 no act of the register entered it",
    "UPDATE suspensions SET basis = '19.3'": "suspensions 1 basis",
    "UPDATE restorations SET length = 3": "restorations 1 length",
    "INSERT INTO archive_undos (gid, license_id, transfer_id, at) VALUES ('x', 2, 1, 0)": "archive_transfers 1 an undo",
}
"""The same where no decision stands on it, and what the history of the register says."""


@contextmanager
def changed(file: Path, sql: str) -> Iterator[None]:
    """Change a file behind the back of everything, and change it back afterwards."""
    kept = file.read_bytes()
    with closing(sqlite_module().connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        triggers = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        if sql.startswith("TWIN "):
            connection.execute(twin(sql.removeprefix("TWIN ")))
        elif "3 - ticket_id" in sql:
            connection.execute("UPDATE events SET n = -n WHERE ticket_id = 1")
            connection.execute("UPDATE events SET ticket_id = 3 - ticket_id WHERE ticket_id IN (1, 2)")
            connection.execute("UPDATE events SET n = -n WHERE n < 0")
        else:
            assert connection.execute(sql.replace("EMPTY", EMPTY)).rowcount
    yield
    file.write_bytes(kept)


def twin(table: str) -> str:
    """Return what puts the newest row of a table in once more."""
    names = [column.name for column in metadata.tables[table].c if column.name not in ("id", "gid")]
    columns = ", ".join(names)
    newest = f"SELECT id + 1, 'twin', {columns} FROM {table} ORDER BY id DESC LIMIT 1"  # noqa: S608 - names of ours
    return f"INSERT INTO {table} (id, gid, {columns}) {newest}"


@pytest.fixture(scope="module")
def file(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a desk's file, to be changed and changed back."""
    made = Path(shutil.copy(sqlite_desk.partition("///")[2], tmp_path_factory.mktemp("witness") / "own.sqlite"))
    for act in (pay, write_own_letter, refuse_once_more):
        desk = opened(f"sqlite:///{made}")
        with closing(desk.store):
            act(desk)
    return made


@pytest.fixture(scope="module")
def archived(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, where the license that was decided on is in the archive by now, and was suspended once."""
    made = Path(shutil.copy(file, tmp_path_factory.mktemp("parts") / "own.sqlite"))
    edit(made, 1, suspend_and_archive)
    return made


def pay(desk: Desk) -> None:
    """Record a payment that lies long ago, so that the request may be refused as before."""
    registry.record_purchase(desk, LicenseId(2), paid_at=BOUGHT, length=1, evidence="invoice 1")


def write_own_letter(desk: Desk) -> None:
    """Write the letter of a refusal anew, as the team's own."""
    prepared = refusing.prepare(desk, refused(desk), "23.1.1", "en")
    letterbook.save(desk, letterbook.wish_of(prepared.letter, TEAM, seen=0))


def refuse_once_more(desk: Desk) -> None:
    """Refuse a request, now with that letter."""
    panels = refused(desk)
    prepared = refusing.prepare(desk, panels, "23.1.1", "en")
    refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)


def refused(desk: Desk) -> Panels:
    """Return a request that may be refused, as it stands."""
    every = (showing.panels(desk, TicketId(key)) for key in (1, 2, 3))
    return next(one for one in every if one.assessment.primary == "23.1.1")


def findings(file: Path) -> list[str]:
    """Return what is found in a file; its pages are not looked at."""
    store = open_store(f"sqlite:///{file}", read_only=True)
    with closing(store), store.read() as connection:
        every = connection.execute(text("SELECT id FROM tickets")).scalars().all()
        broken = chain.first_broken(connection, every)
        rows = [f"row {one.where} {one.found}" for one in witness.misfits(connection, every)]
        return [
            *([f"chain {broken.why}"] if broken else []),
            *rows,
            *(f"bytes {one}" for one in witness.altered(connection)),
        ]


def test_a_desk_as_it_was_made_holds(file: Path) -> None:
    assert not findings(file)


@pytest.mark.parametrize("sql", FOUND)
def test_what_was_changed_in_a_desk_is_found_and_named(file: Path, sql: str) -> None:
    code, words = FOUND[sql]
    with changed(file, sql):
        found = findings(file)
    assert any(one.startswith(code) and words in one for one in found), found


def test_versions_that_no_event_tells_of_are_named_and_no_alarm(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Events of an older program have no digests of versions."""
    every = ("agreement_versions: 2026-06-13 (1)", "schedules", "letters: refuse.")
    url = f"sqlite:///{file}"
    with changed(file, "UPDATE events SET new = json_remove(new, '$.versions')"):
        with closing(open_store(url, read_only=True)) as store, store.read() as connection:
            looked = check.look(connection)
        main(["--language", "en", "--database", url, "db", "check"])
    assert all(any(one.startswith(name) for one in looked.uncovered) for name in every), looked
    assert not [one for one in looked.findings if one.code == "row"]
    assert f"Not covered (no event tells their hash: an older program wrote the events): {looked.uncovered[0]}" in (
        capsys.readouterr().out
    )
    with closing(open_store(url, read_only=True)) as store, store.read() as connection:
        assert check.look(connection).uncovered == ()


def test_a_correction_of_the_register_is_told_and_no_alarm(file: Path, tmp_path: Path) -> None:
    """What a person corrects leaves an event on each request that was decided on it, and holds again."""
    own = Path(shutil.copy(file, tmp_path / "corrected.sqlite"))
    desk = opened(f"sqlite:///{own}")
    with closing(desk.store):
        number = refused(desk).detail.row.license_key
        registry.edit_license(desk, LicenseId(2), purchased_at=CORRECTED, note="as the invoice says")
        registry.edit_purchase(desk, 1, void=True)
        registry.edit_license(desk, LicenseId(2), note="once more")
        registry.record_purchase(desk, LicenseId(2), paid_at=NOW, length=1, evidence="invoice 2")
    assert number == "HRB-2"
    assert not findings(own)
    with closing(sqlite_module().connect(own)) as connection:
        asked = "SELECT ticket_id, new FROM events WHERE kind = 'license_corrected'"
        told = [json.loads(new)["license"] for _, new in connection.execute(asked)]
        decided = connection.execute("SELECT count(DISTINCT ticket_id) FROM decisions").fetchone()[0]
    assert len(told) == 3 * decided  # the first when the payment of long ago was entered
    assert {one["purchased_at"] for one in told[decided:]} == {CORRECTED.isoformat()}
    assert not told[-1]["payments"]
    with changed(own, "UPDATE licenses SET purchased_at = 0 WHERE id = 2"):
        assert any("license 2 purchased_at" in one for one in findings(own))


def test_what_an_older_console_corrected_is_no_alarm_where_the_register_tells_of_it(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a console leaves no event on the requests; an archive has no history of the register to ask."""
    own = Path(shutil.copy(file, tmp_path / "older.sqlite"))
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        edit(own, 1, lambda desk: registry.edit_license(desk, LicenseId(2), plan="other"))
        edit(own, 2, lambda desk: registry.edit_license(desk, LicenseId(2), plan="PRO", purchased_at=CORRECTED))
        edit(own, 3, lambda desk: registry.edit_purchase(desk, 1, length=2, paid_at=CORRECTED))
    assert any(one.startswith(f"row license 2 purchased_at {CORRECTED.isoformat()};") for one in findings(own))
    assert rows_of_check(own) == []
    for sql in BEHIND:
        with changed(own, sql):
            assert any("license 2" in one for one in rows_of_check(own)), sql
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        edit(own, 4, lambda desk: registry.edit_purchase(desk, 1, void=True))
    assert rows_of_check(own) == []
    edit(own, 5, lambda desk: registry.edit_license(desk, LicenseId(2), plan="other"))
    assert not findings(own)  # what this console corrects tells of the whole license


@pytest.mark.parametrize("sql", OF_PARTS)
def test_what_hangs_on_a_license_is_held_by_the_decisions_that_it_counted_for(archived: Path, sql: str) -> None:
    with changed(archived, sql):
        found = findings(archived)
    assert any(one.startswith(f"row {OF_PARTS[sql]}") for one in found), found


@pytest.mark.parametrize("sql", OF_REGISTER)
def test_rows_of_the_register_are_held_against_its_history(archived: Path, sql: str) -> None:
    with changed(archived, sql):
        found = rows_of_check(archived)
    assert any(one.startswith(f"row: {OF_REGISTER[sql]}") for one in found), found


@pytest.fixture(scope="module")
def chosen(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, decided once more a day after a reading was chosen and a version was put in force."""
    made = Path(shutil.copy(file, tmp_path_factory.mktemp("counting") / "own.sqlite"))
    edit(
        made, 1, lambda desk: readings.choose(desk, "A02", "period_end", "day_before", reason="As the lawyer reads it")
    )
    edit(made, 2, lambda desk: put_in_force(desk, "2027"))
    edit(made, 1_440, lambda desk: accept(desk, 1))
    return made


def put_in_force(desk: Desk, label: str) -> None:
    """Let a version that says the same count from next year on."""
    seen = drafting.new(desk, label)
    drafting.put_in_force(desk, label, date(2027, 1, 1), seen=seen)


def accept(desk: Desk, ticket: int) -> None:
    """Decide on a request, whatever is proposed."""
    deciding.choose(desk, showing.panels(desk, TicketId(ticket)), "accept", reason="as a courtesy")


@pytest.mark.parametrize("sql", OF_COUNTING)
def test_the_readings_and_versions_that_counted_are_held(chosen: Path, sql: str) -> None:
    assert not findings(chosen)
    with changed(chosen, sql):
        found = findings(chosen)
    assert any(one.startswith(f"row {OF_COUNTING[sql]}") for one in found), found


@pytest.mark.parametrize("minutes", [1_441, -300])
def test_what_is_chosen_later_is_no_alarm(chosen: Path, tmp_path: Path, minutes: int) -> None:
    """Also by a clock that is hours behind that of the decision: its request is told then."""
    own = Path(shutil.copy(chosen, tmp_path / "later.sqlite"))
    edit(own, minutes, lambda desk: readings.choose(desk.refreshed(), "A18", "profile", "lenient", reason="Once"))
    edit(own, minutes + 1, lambda desk: drafting.withdraw(desk, "2027", reason="Not yet"))
    assert not findings(own)
    edit(own, 1_500, lambda desk: accept(desk.refreshed(), 2))
    assert not findings(own)


def test_what_a_clock_far_ahead_withdrew_is_no_alarm(chosen: Path, tmp_path: Path) -> None:
    """The decision was made after it, by a clock that is behind."""
    own = Path(shutil.copy(chosen, tmp_path / "ahead.sqlite"))
    edit(own, 3_000, lambda desk: drafting.withdraw(desk.refreshed(), "2027", reason="Not yet"))
    edit(own, 1_500, lambda desk: accept(desk.refreshed(), 2))
    assert not findings(own)
    with changed(own, "TWIN reading_choices"):
        assert any(one.startswith("row reading_choices 2 event") for one in findings(own))


LATER: tuple[Callable[[Desk], object], ...] = (
    lambda desk: suspending.pause(desk, TicketId(2), kind="support", basis="24.2", reason="Often", review_at=SOON),
    lambda desk: suspending.review(desk, 2, review_at=SOON + timedelta(days=1)),
    lambda desk: suspending.review(desk, 2),
    lambda desk: registry.edit_suspension(desk, 1, ends_at=NOW - timedelta(days=12), reason="Often"),
    lambda desk: registry.edit_suspension(desk, 1, review_at=SOON),
    lambda desk: archiving.take_back_restoration(desk, 1),
    lambda desk: archiving.take_back_transfer(desk, 1),
    lambda desk: archiving.archive(desk, LicenseId(2), at=NOW - timedelta(days=1)),
    lambda desk: registry.record_purchase(desk, LicenseId(2), paid_at=BOUGHT, length=1, evidence="invoice 3"),
    lambda desk: registry.record_purchase(desk, LicenseId(2), paid_at=desk.clock(), length=1, evidence="invoice 4"),
)


@pytest.mark.parametrize("minutes", [2, -300])
def test_what_people_do_to_it_later_is_no_alarm(archived: Path, tmp_path: Path, minutes: int) -> None:
    """Also by a desk whose clock is hours behind that of the one which decided."""
    own = Path(shutil.copy(archived, tmp_path / "later.sqlite"))
    for n, act in enumerate(LATER):
        edit(own, n + minutes, act)
        assert not findings(own), n
        assert not rows_of_check(own), n


def test_what_an_older_console_does_to_it_is_no_alarm_at_a_desk(
    archived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a console leaves no event on the requests: the history of the register tells, and a letter called back."""
    own = Path(shutil.copy(archived, tmp_path / "older.sqlite"))
    with monkeypatch.context() as older:
        older.setattr(corrected, "_tell", lambda *_: 0)
        for n, act in enumerate(LATER):
            edit(own, n + 2, act)
            assert not rows_of_check(own), n
    assert findings(own)


def test_a_letter_that_an_older_console_called_back_ends_its_pause_without_alarm(
    archived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copy(archived, tmp_path / "recalled.sqlite"))
    edit(own, -300, LATER[0])
    edit(own, 2, lambda desk: registry.edit_license(desk, LicenseId(2), problem="pirated"))
    monkeypatch.setattr(corrected, "_tell", lambda *_: 0)
    edit(own, 3, lambda desk: desk.apply(desk.command("recall"), lambda unit: pausing.end_pause(unit, 2)))
    assert any(one.startswith("row license 2 pause 2") for one in findings(own))
    edit(own, 4, lambda desk: desk.apply(desk.command("recall"), lambda unit: unit.record(2, "recalled", {})))
    assert not findings(own)


def test_events_of_an_older_program_that_tell_of_payments_alone_hold_no_more(archived: Path) -> None:
    older = "json_remove(new, '$.license.pauses', '$.license.transfers', '$.license.restorations')"
    with changed(archived, f"UPDATE events SET new = {older}"):  # noqa: S608 - a text of ours
        for sql in ("TWIN purchases", "DELETE FROM suspensions", "UPDATE restorations SET approved = 1"):
            with changed(archived, sql):
                assert not [one for one in findings(archived) if one.startswith("row license")], sql


def edit(file: Path, minutes: int, act: Callable[[Desk], object]) -> None:
    """Change the register of a desk's file, some minutes later."""
    desk = opened(f"sqlite:///{file}")
    with closing(desk.store):
        act(replace(desk, clock=lambda: NOW + timedelta(minutes=minutes)))


def rows_of_check(file: Path) -> list[str]:
    """Return what `db check` finds in rows of a file that are not as their events say."""
    with closing(open_store(f"sqlite:///{file}", read_only=True)) as store, store.read() as connection:
        return [str(one) for one in check.look(connection).findings if one.code == "row"]


def test_an_altered_agreement_ends_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with changed(file, "UPDATE agreement_versions SET content = CAST(content AS TEXT) || ' '"):
        assert main(["--database", f"sqlite:///{file}", "db", "check"]) == 1
        assert "agreement_versions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "why", "where"),
    [
        ("UPDATE tickets SET tier = 'critical', tier_rank = 1 WHERE id = 1", "row", "TK-1: tier"),
        ("UPDATE message_versions SET body = 'I never asked' WHERE id = 1", "row", "message 1/1"),
        ("UPDATE agreement_versions SET content = x'7b7d'", "bytes", "agreement_versions: 2026"),
        ("UPDATE agreement_versions SET content = x'7b7d', sha256 = 'EMPTY'", "row", "agreement_versions 1"),
        ("UPDATE schedules SET content = '{}', sha256 = 'EMPTY'", "row", "schedules 1"),
    ],
)
def test_in_an_archive_as_well(own_folder: Path, sql: str, why: str, where: str) -> None:
    with closing(sqlite_module().connect(own_folder / layout.DATABASE, isolation_level=None)) as connection:
        connection.execute(sql.replace("EMPTY", EMPTY))
    reseal(own_folder, None)
    found = proving.verify(own_folder, [], lambda _d, _t: True)
    assert (found.state, found.why) == ("altered", why), found
    assert where in found.where


@pytest.fixture
def server_url(_bench: Any, tmp_path: Path) -> Iterator[str]:
    """The same desk on a server."""
    yield from _bench.prepared("postgres18", tmp_path, "booked", furnish)


@pytest.mark.postgres
def test_on_a_server_as_on_a_file(server_url: str) -> None:
    store = open_store(server_url)
    with store.read() as connection:
        every = connection.execute(text("SELECT id FROM tickets")).scalars().all()
        assert not [*witness.misfits(connection, every), *witness.altered(connection)]
    asked: list[tuple[float, str]] = []
    event.listen(
        store._engine, "before_cursor_execute", lambda *given: asked.append((waits._patience.get(), given[2].upper()))
    )
    with store.read() as connection:
        assert check.look(connection).uncovered == ()
    hurried = [said for seconds, said in asked if seconds == waits.PATIENCE_S and not said.startswith("SET ")]
    assert not hurried, hurried  # a large database takes its time
    assert not [said for _, said in asked if " LIKE " in said and "FROM EVENTS" in said]
    with store._engine.begin() as connection:
        for table in ("message_versions", "decisions"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE message_versions SET body = 'I never asked' WHERE message_id = 1"))
        connection.execute(text("UPDATE decisions SET revoked = true"))
    with store.read() as connection:
        assert len(list(witness.misfits(connection, every))) == 2
    store.close()


def test_the_bytes_of_an_event_cannot_be_made_up(sqlite_desk: str) -> None:
    """A salt stands in them: whoever knows all of the rest cannot try out a name."""
    with closing(sqlite_module().connect(sqlite_desk.partition("///")[2])) as connection:
        kept: list[Any] = [hashed for (hashed,) in connection.execute("SELECT hashed FROM events")]
    salts = {bytes(one).decode().split('"salt":"')[1][:32] for one in kept}
    assert len(salts) == len(kept)
