"""A process that does real work and is killed at it: started once, it forks a child for every job it reads.

A job is one line of JSON: what to do, and when to die: `step` counts everything that could matter (a statement before
and after, a commit, a file opened, renamed or removed), `seconds` is a moment. The child says what it was told is done
("acknowledged") in a file that outlives it; the answer to the job is one line: {"died", "steps", "left"}.
It must stay free of threads and connections itself, or a fork would take them along.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select

from console.records.base import TicketId
from console.records.schedules import ScheduleRecord
from console.records.tickets import DraftRecord
from console.services import (
    access,
    agreements,
    company,
    confirmed_errors,
    customers,
    drafting,
    drafts,
    entering,
    holidays,
    local_drafts,
    outbox,
    paid_services,
    registry,
    reply,
    schedules,
    showing,
    suspending,
)
from console.services.desk import Desk, open_desk
from console.services.intake import reading
from console.services.intake.run import import_paths
from console.store import backup, restoring
from console.store.queries import licensing
from console.store.tables.base import metadata

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_FILE_EVENTS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir"}
_ORPHANS_END_SECONDS = 30.0  # one that is still loading on a busy machine finds its pipe closed afterwards
TYPED_AT = TicketId(2)


class Steps:
    """Counts what the child does and kills it at the step that was asked for."""

    def __init__(self, fatal: int | None) -> None:
        self.fatal = fatal
        self.done = 0
        self.weighty: list[int] = []

    def listen(self) -> None:
        """Count from now on."""
        for name in ("before_cursor_execute", "after_cursor_execute", "commit", "rollback", "begin"):
            event.listen(Engine, name, partial(self._step, name))
        sys.addaudithook(self._heard)

    def _heard(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name in _FILE_EVENTS and not (name == "open" and arguments[1] in ("r", "rb", None)):
            self._step(name)

    def _step(self, name: str, *_: object) -> None:
        self.done += 1
        if name == "commit" or name in _FILE_EVENTS:
            self.weighty.append(self.done)
        if self.done == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Work:
    """The jobs. Each acknowledges what it was told is done."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.acknowledged = os.open(job["told"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def told(self, what: str) -> None:
        """Note that the program said it is done."""
        os.write(self.acknowledged, f"{what}\n".encode())

    def desk(self, *, create: bool = False) -> Desk:
        """Sit down at the database."""
        at = NOW + timedelta(minutes=self.job.get("minute", 0))
        letters = Path(self.job["letters"])
        return open_desk(
            self.job["url"], login="dana", name="Dana", out_folder=letters, clock=lambda: at, create=create
        )

    def create(self) -> None:
        """Make the schema and load the agreement."""
        self.desk(create=True)
        self.told("created")

    def intake(self) -> None:
        """Take in a folder, in small transactions, so that there are many places to die between them."""
        reading._BATCH = self.job["batch"]
        for line in import_paths(self.desk(), [Path(self.job["folder"])]):
            self.told(f"{Path(line.file).name}:{line.index}:{line.fate.value}")

    def act(self) -> None:
        """Do the acts of a morning, each under an id that is the same in a second run."""
        desk = self.desk()
        for n in range(self.job["rounds"]):
            made = entering.enter_by_hand(desk, _entry(n), command_id=f"enter-{n}")
            ticket = showing.ticket(desk, made).detail.row
            self.told(f"enter-{n}")
            self._answer(desk, n, ticket.id)

    def _answer(self, desk: Desk, n: int, ticket: TicketId) -> None:
        reply.add_note(desk, ticket, f"note {n}", command_id=f"note-{n}")
        self.told(f"note-{n}")
        sent = reply.send_reply(desk, _letter(ticket, f"answer {n}"), command_id=f"reply-{n}")
        self.told(f"reply-{n}")
        assert isinstance(sent.result, dict)
        if n % 3 == 0:
            outbox.recall(desk, int(str(sent.result["outbox"])), command_id=f"recall-{n}")
            self.told(f"recall-{n}")

    def send(self) -> None:
        """Write out every letter whose time has come."""
        desk = self.desk()
        while written := outbox.release_due(desk):
            for entry in written:
                self.told(f"{entry.state}-{entry.id}")

    def govern(self) -> None:
        """Do what the later commands do: hours, services, matters of a request, errors, letters, drafts, each once."""
        desk = self.desk()
        company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=desk.clock())
        desk = desk.refreshed()
        for name, act in _governing(desk):
            act(name)
            self.told(name)

    def type(self) -> None:
        """Write an answer that grows, kept at every pause."""
        desk = self.desk()
        for n in range(1, self.job["rounds"] + 1):
            drafts.save_draft(desk, _typed(desk, n))
            self.told(str(n))

    def type_here(self) -> None:
        """Write an answer while the database is away, and bring it in."""
        desk = self.desk()
        for n in range(1, self.job["rounds"] + 1):
            local_drafts.keep(desk.store.url, _typed(desk, n), "window")
            self.told(str(n))
        drafts.carry_home(desk)

    def fill(self) -> None:
        """Put bytes into the database, so that it takes its time to be copied."""
        desk = self.desk()
        desk.apply(desk.command("fill"), lambda unit: unit.blob(os.urandom(self.job["size"])))

    def backup(self) -> None:
        """Make a backup."""
        saved = backup.make_backup(Path(self.job["path"]), Path(self.job["folder"]), now=NOW)
        self.told(saved.path.name)

    def restore(self) -> None:
        """Bring a backup back."""
        restoring.restore(Path(self.job["saved"]), Path(self.job["path"]))
        self.told("restored")


def _entry(n: int, said: str = "") -> entering.HandEntry:
    return entering.HandEntry(
        subject=f"Request {n}", text=f"The report {n} is empty. {said}".strip(), sender_address=f"a{n}@one.example",
        sender_name="Ann", channel_kind="email", received_at=NOW - timedelta(hours=1),
    )  # fmt: skip


def typed(n: int) -> str:
    """Return the answer after so many pauses."""
    return " ".join(f"word{one}." for one in range(1, n + 1))


def _typed(desk: Desk, n: int) -> DraftRecord:
    ticket, staff = TYPED_AT, desk.actor.staff_id
    return DraftRecord(
        ticket_id=ticket, staff_id=staff, kind="reply", text=typed(n), subject="", base_event=1, saved_at=desk.clock()
    )


def _governing(desk: Desk) -> Iterator[tuple[str, Callable[[str], object]]]:
    """Yield the acts in order, each with the id of its command."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("10:00", "18:00"),))
    hours = ScheduleRecord(
        id=0, version_label="1", time_zone="Europe/Moscow", hours=week, source="", valid_from=NOW, reason="Winter"
    )
    yield "hours", lambda key: schedules.keep(desk, hours, base=None, command_id=key)
    yield "holidays", lambda key: holidays.bring_in(desk.refreshed(), "AE", 2027, command_id=key)
    with desk.store.read() as connection:
        known = licensing.license_list(connection)
    if not known:  # an entry of the register has no id of its own choice: it is there whole, or not at all
        registry.add_license(
            desk,
            registry.NewLicense(
                key="HRB-1",
                plan="PRO",
                customer="Harbor",
                purchased_at=NOW - timedelta(days=90),
                domains=("one.example",),
            ),
        )
    with desk.store.read() as connection:
        record = licensing.license_record(connection, licensing.license_by_key(connection, "HRB-1"))
    if not record.contacts:
        customers.add_contact(desk, record.customer_id, name="Ann", address="a0@one.example", role="owner")
    yield "service", lambda key: paid_services.change(desk, "migration", available=True, command_id=key)
    yield "given", lambda key: entering.enter_by_hand(desk, _entry(0, "password: s3cr3t-Tower"), command_id=key)
    ticket = showing.ticket(desk, 1).detail.row.id
    yield "asked", lambda key: access.ask(desk, ticket, kind="panel", purpose="To look", command_id=key)
    yield (
        "hidden",
        lambda key: access.take(desk, ticket, _first(desk, "messages"), "s3cr3t-Tower", kind="panel", command_id=key),
    )
    yield "ordered", lambda key: paid_services.order(desk, ticket, "migration", command_id=key)
    yield "agreed", lambda key: paid_services.move(desk, _first(desk, "service_orders"), "agreed", command_id=key)
    yield (
        "paused",
        lambda key: suspending.pause(
            desk,
            ticket,
            kind="review",
            basis="18.3",
            reason="Twenty letters",
            review_at=NOW + timedelta(days=9),
            command_id=key,
        ),
    )
    yield (
        "reviewed",
        lambda key: suspending.review(desk, _first(desk, "suspensions"), note="It is quiet", command_id=key),
    )
    yield "error", lambda key: confirmed_errors.enter(desk, "ERR-1", "Orders are lost", command_id=key)
    yield "seen", lambda key: confirmed_errors.see(desk, "ERR-1", ticket, command_id=key)
    met = confirmed_errors.Verdict(status="confirmed", conditions=dict.fromkeys(confirmed_errors.CONDITIONS, True))
    yield "settled", lambda key: confirmed_errors.settle(desk, "ERR-1", met, seen=1, command_id=key)
    yield "withdrawn", lambda key: access.withdraw(desk, _first(desk, "access_requests"), command_id=key)
    yield "draft", lambda key: drafting.new(desk, "2027", command_id=key)
    rows = {one.label: one for one in drafting.version_rows(desk)}
    if rows["2027"].state == "draft":
        edits = (drafting.edit_of("parameter.free_months=18"),)
        yield "edited", lambda key: drafting.edit(desk, "2027", edits, seen=rows["2027"].id, command_id=key)
        now = {one.label: one for one in drafting.version_rows(desk)}["2027"].id
        yield "forced", lambda key: drafting.put_in_force(desk, "2027", date(2027, 1, 1), seen=now, command_id=key)


def _first(desk: Desk, table: str) -> int:
    """Return the key of the first row: a killed act may have used up a number of the server's."""
    with desk.store.read() as connection:
        return int(connection.execute(select(func.min(metadata.tables[table].c.id))).scalar_one())


def _letter(ticket: TicketId, text: str) -> reply.Outgoing:
    return reply.Outgoing(ticket_id=ticket, text=text, subject="Re", to_address="a@one.example", base_event=9_999)


def _child(job: dict[str, Any]) -> None:
    os.setpgid(0, 0)
    steps = Steps(job.get("step"))
    work = Work(job)
    steps.listen()
    doing: Callable[[], None] = getattr(work, job["do"])
    doing()
    os.write(work.acknowledged, f"steps {json.dumps([steps.done, steps.weighty])}\n".encode())


def _live(job: dict[str, Any]) -> dict[str, Any]:
    """Let a child do the job; kill it when its time has come; say how it ended and whether anything lives on."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            _child(job)
            status = 0
        except BaseException:
            traceback.print_exc()  # for whoever asks why it did not come to its end
            raise
        finally:
            sys.stderr.flush()
            os._exit(status)
    died = _ended(pid, job.get("seconds"))
    until = time.monotonic() + _ORPHANS_END_SECONDS
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return {"died": died, "left": _lives(pid)}


def _ended(pid: int, seconds: float | None) -> int:
    if seconds is not None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                return _said(status)
            time.sleep(0.001)
        os.kill(pid, signal.SIGKILL)
    return _said(os.waitpid(pid, 0)[1])


def _said(status: int) -> int:
    return os.waitstatus_to_exitcode(status)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Do one job after another until there is none. The agreement is read once, so that no child has to."""
    agreements.shipped = cache(agreements.shipped)  # type: ignore[assignment] # the same function, remembered
    agreements.built()
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(_live(json.loads(line)))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
