"""Nothing is written outside of a command: guards in the database stop whoever tries, in the whole life of a desk."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.faults import BadInput
from console.query import parse
from console.records.base import Role
from console.records.tickets import DraftRecord
from console.services import (
    archiving,
    assessing,
    beginning,
    closing,
    deciding,
    drafts,
    entering,
    outbox,
    readings,
    refusing,
    registry,
    reply,
    saved,
    showing,
    standing,
    triage,
    undo,
    wording,
)
from console.services.demo import build_demo
from console.services.desk import Desk, ensure_staff, open_desk
from console.services.intake.run import import_paths
from console.store import Store, Unit, check, open_store, quiet, tables
from console.store.tables.base import metadata
from tests.services import guarding
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write

WEEK = dict.fromkeys(("mon", "tue"), (("10:00", "18:00"),))
ANSWERS = beginning.Answers(
    zone="Europe/Moscow",
    company="Harbor",
    hours=WEEK,
    addresses=("support@desk.example", "help@desk.example"),
    languages=("en", "ru"),
)


@pytest.fixture
def guarded(migrated_url: str) -> str:
    assert guarding.guard(migrated_url) > 50
    return migrated_url


def results(store: Store, kind: str) -> list[Any]:
    with store.read() as connection:
        asked = select(tables.ledger.commands.c.result).where(tables.ledger.commands.c.kind == kind)
        return list(connection.execute(asked).scalars())


def count(store: Store, table: Any) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_what_may_be_written_quietly_is_what_is_named_here() -> None:
    assert {one.name for one in quiet.OWN_ROWS} == guarding.OWN
    assert {one.name: set(names) for one, names in quiet.REBUILT.items()} == guarding.REBUILT


def test_a_quiet_transaction_refuses_what_is_an_act(migrated_url: str) -> None:
    store = open_store(migrated_url)
    actor = ensure_staff(store, login="dana", name="Dana", role=Role.LEAD, now=NOW)
    staff = tables.people.staff
    wrong: dict[str, Callable[[Unit], object]] = {
        "insert": lambda unit: unit.insert(staff, login="x", name="x", role="lead"),
        "insert_once": lambda unit: unit.insert_once(staff, {"login": "x"}, name="x", role="lead"),
        "insert_many": lambda unit: unit.insert_many(staff, [{"login": "x", "name": "x", "role": "lead"}]),
        "amend": lambda unit: unit.amend(staff, int(actor.staff_id), expected=None, name="x"),
        "update": lambda unit: unit.update(staff, int(actor.staff_id), name="x"),
        "delete": lambda unit: unit.delete(staff, int(actor.staff_id)),
        "blob": lambda unit: unit.blob(b"x"),
    }
    for act in wrong.values():
        with pytest.raises(ValueError, match="is a command"):
            store.quietly(act, actor=actor, at=NOW)
    with store.read() as connection:
        assert [one.name for one in connection.execute(select(staff))] == ["Dana"]
    store.close()


def test_the_guards_stop_a_writer_that_goes_around_the_unit(guarded: str) -> None:
    store = open_store(guarded)
    actor = ensure_staff(store, login="dana", name="Dana", role=Role.LEAD, now=NOW)

    def around(unit: Unit) -> None:
        unit.connection.execute(tables.people.staff.update().values(name="x"))

    with pytest.raises(Exception, match="outside of a command"):
        store.quietly(around, actor=actor, at=NOW)
    store.close()


def test_the_first_day_is_made_of_acts_and_is_lived_once(guarded: str, tmp_path: Path, clock: Clock) -> None:
    desk = beginning.begin(guarded, ANSWERS, login="dana", out_folder=tmp_path)
    again = open_desk(guarded, login="dana", name="Other", out_folder=tmp_path, clock=clock)
    assert (again.actor, again.agreement.id) == (desk.actor, desk.agreement.id)
    for kind in ("staff.enter", "agreement.load", "begin"):
        assert len(results(desk.store, kind)) == 1, kind
    assert '"login"' not in results(desk.store, "staff.enter")[0]
    assert count(desk.store, tables.people.channels) == len(ANSWERS.addresses)
    beginning.speak(desk, ("ru",))
    assert results(desk.store, "staff.languages") == [
        f'{{"id":{desk.actor.staff_id},"new":"ru","old":"en ru","what":"languages"}}'
    ]
    for one in (desk, again):
        one.store.close()


def test_a_first_day_that_fails_leaves_nothing_told(guarded: str, tmp_path: Path) -> None:
    desk = open_desk(guarded, login="dana", name="Dana", out_folder=tmp_path)
    twice = replace(ANSWERS, addresses=("support@desk.example", "SUPPORT@desk.example"))
    with pytest.raises(BadInput):
        beginning.tell(desk, twice)
    assert count(desk.store, tables.desk.settings) == count(desk.store, tables.desk.schedules) == 0
    desk.store.close()


def test_the_demo_desk_and_a_whole_journey_write_in_commands_alone(guarded: str, tmp_path: Path, clock: Clock) -> None:
    desk = build_demo(guarded, out_folder=tmp_path / "letters", clock=clock)
    _write_and_send(desk, clock, tmp_path)
    _decide_and_close(desk, clock)
    _keep_the_desk(desk, clock)
    with desk.store.read() as connection:
        assert check.check(connection) == ()
    assert all(one != "" for kind in ("reply", "close", "undo", "keep_file") for one in results(desk.store, kind))
    desk.store.close()


def _first(desk: Desk, query: str) -> Any:
    return showing.queue_page(desk, parse(query).query).rows[0]


def _write_and_send(desk: Desk, clock: Clock, folder: Path) -> None:
    mail = raw_mail("w1", sender="Eve <eve@new.example>", subject="Wares", body="How is it counted?", at=NOW)
    list(import_paths(desk, [write(folder / "in", mail)]))
    row = _first(desk, "subject:Wares")
    file = drafts.keep_file(desk, "shot.png", os.urandom(64))
    draft = DraftRecord(
        ticket_id=row.id,
        staff_id=desk.actor.staff_id,
        kind="reply",
        text="Hello",
        subject="Re",
        base_event=1,
        saved_at=NOW,
        files=(file,),
    )
    drafts.save_draft(desk, draft)
    triage.mark_read(desk, row.id, 1)
    triage.mark_unread(desk, row.id)
    outgoing = reply.Outgoing(
        ticket_id=row.id, text="Hello", subject="Re", to_address="eve@new.example", base_event=99, files=(file,)
    )
    sent: Any = reply.send_reply(desk, outgoing).result
    outbox.recall(desk, int(sent["outbox"]))
    drafts.discard_draft(desk, row.id, "reply")
    reply.add_note(desk, row.id, "Seen")
    reply.send_reply(desk, outgoing)
    clock.forward(minutes=1)
    assert outbox.release_due(desk)
    entry = entering.HandEntry(
        subject="By hand",
        text="It fails",
        sender_address="eve@new.example",
        sender_name="Eve",
        channel_kind="email",
        channel_address="support@clausedesk.example",
        received_at=NOW,
    )
    assert entering.enter_by_hand(desk, entry)


def _decide_and_close(desk: Desk, clock: Clock) -> None:
    row = next(
        one
        for one in showing.queue_page(desk, parse("is:open").query).rows
        if assessing.assess_ticket(desk, one.id).outcome == "refuse"
    )
    panels = showing.panels(desk, row.id)
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", "en")
    text = prepared.filled.text
    refusing.refuse(desk, panels, prepared, text, base_event=panels.detail.event_n)
    clock.forward(minutes=1)
    outbox.release_due(desk)
    panels = showing.panels(desk, row.id)
    deciding.choose(desk, panels, deciding.choices(panels)[0])
    judged = closing.judge(desk, row.id)
    version = showing.detail(desk, row.id).row.version
    done = closing.close(desk, row.id, judged.allowed[0], version=version)
    undo.undo(desk, row.id, int(str(done.result)))


def _keep_the_desk(desk: Desk, clock: Clock) -> None:
    view = saved.save_view(desk, "Mine", "owner:me")
    saved.change_view(desk, next(one for one in saved.saved_views(desk) if one.id == view), "is:open")
    one = next(switch for found in readings.readings(desk) if found.switches for switch in [(found, found.switches[0])])
    found, switch = one
    other = next(value for value in switch.alternatives if value != switch.value)
    readings.choose(desk, found.id, switch.name, other, reason="The company reads it so.")
    units = tuple(desk.agreement.agreement.units)[:2]
    text = wording.Alignment(wording=dict.fromkeys(units, "x"), missing=(), unknown=(), left_out=(), sha256="0" * 64)
    wording.load(desk, text, "en")
    license_id = registry.add_license(
        desk, registry.NewLicense(key="OLD-1", plan="PRO", customer="Old", purchased_at=NOW.replace(year=2020))
    )
    archiving.archive(desk, license_id, at=NOW)
    clock.forward(days=900)
    assert standing.rebuild_due(desk) > 0
    standing.with_company(desk)


def test_every_table_of_the_desk_is_guarded_or_named() -> None:
    names = {one.name for one in metadata.sorted_tables}
    assert names >= guarding.LEDGER | guarding.SEARCH | guarding.OWN
