"""The desk: everything a use case needs to act for one person. It decides nothing itself."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.faults import Fault, NotAllowed, NotFound
from console.records.base import Actor, Json, Role, StaffId
from console.records.commands import Applied, Command
from console.services.company import Company, read_company
from console.services.letters import LetterBook, book_of
from console.store import Store, Unit, codec, migrate, open_store, tables
from console.store.queries import letters as letter_queries
from console.store.queries import setup
from console.store.queries.logins import seat_of

if TYPE_CHECKING:
    import policy
    from console.services.agreements import LoadedAgreement

Clock = Callable[[], datetime]
_LOG = logging.getLogger(__name__)
NOBODY = StaffId(-1)  # who only looks: no work is theirs, and 0 would be whose work is nobody's


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A person at work: the store, who acts, the clock, the agreement in force and the company's settings."""

    store: Store
    actor: Actor
    clock: Clock
    agreement: LoadedAgreement
    company: Company
    out_folder: Path
    undo_seconds: int = 10
    letters: LetterBook = field(default_factory=LetterBook)
    drafts: dict[tuple[int, str], deque[str]] = field(default_factory=dict, compare=False, repr=False)
    """Digests of the drafts that this desk has read or written; another one's words are never written over."""
    succession: policy.Succession | None = None
    """Terms of periods by the versions that have followed each other; None where one counts at every instant."""

    def command(
        self,
        kind: str,
        *,
        ticket_id: int | None = None,
        expected: int | None = None,
        payload: Mapping[str, Json] | None = None,
        command_id: str | None = None,
        merges: bool = False,
        again: Mapping[str, Json] | None = None,
    ) -> Command:
        """Return a command of this person, made now. Give `command_id` to repeat an act whose fate is unknown.

        `again` is what `services.unsent` asks for once more where a crash came between.
        """
        made = Command(
            kind=kind,
            actor=self.actor,
            at=self.clock(),
            ticket_id=ticket_id,
            expected_version=expected,
            payload=payload or {},
            merges=merges,
            again=again or {},
        )
        return made if command_id is None else replace(made, id=command_id)

    def apply(self, command: Command, body: Callable[[Unit], Json], *, bulk: bool = False) -> Applied:
        """Carry the command out, once; `bulk` writes many rows together. What it opens goes where the rules say."""
        from console.services.routing import routed  # noqa: PLC0415 - it is built on this module

        return self.store.apply(command, routed(self, body), bulk=bulk)

    def refreshed(self) -> Desk:
        """Return the desk as it stands now: one's role, the settings, the version that counts, readings and letters."""
        from console.services.agreements import present, succession  # noqa: PLC0415 - it is built on this module

        with self.store.read() as connection:
            company = read_company(connection)
            letters = book_of(letter_queries.latest(connection, self.actor.staff_id))
            mine = setup.staff_of(connection, self.actor.staff_id)
        actor = self.actor if mine is None else replace(self.actor, name=mine.name, role=Role(mine.role))
        if self.store.team and actor.role is not self.actor.role:
            _look_only(self.store, actor.role)
        now = self.clock()
        agreement = present(self.store, self.agreement, now)
        followed = succession(self.store)
        own = letters.under(agreement.letters)
        return replace(self, actor=actor, company=company, letters=own, agreement=agreement, succession=followed)


def ensure_staff(store: Store, *, login: str, name: str, role: Role, now: datetime) -> Actor:
    """Return the member of the staff with this login, entering the person on the first day; that is an act of its own.

    Two desks that enter one person at the same moment enter the person once. In a database that may only be read a
    stranger is nobody.
    """
    boot = Actor(staff_id=StaffId(0), name=name, role=Role.OPERATOR)
    known = _staff_member(store, login)
    if known is not None or store.read_only:
        return known or replace(boot, staff_id=NOBODY)
    given: dict[str, object] = {"name": name, "role": role.value, "languages": "en ru", "capacity": 12}

    def enter(unit: Unit) -> Json:
        unit.touch("settings")
        key = unit.insert_once(tables.people.staff, {"login": login}, **given)
        return codec.plain({"id": key, "what": login, "old": None, "new": given})

    store.apply(Command(kind="staff.enter", actor=boot, at=now), enter)
    entered = _staff_member(store, login)
    if entered is None:
        raise NotFound("no_row", table="staff", row=0)
    return entered


def seated(store: Store, *, login: str, name: str, role: Role, now: datetime) -> Actor:
    """Return who sits down: in a team's database it is the login of the server, which has to be of the staff.

    A reviewer only reads there. Raises NotAllowed ("not_on_staff").
    """
    with store.read() as connection:
        seat = seat_of(connection)
    if seat is None:
        return ensure_staff(store, login=login, name=name, role=role, now=now)
    store.team = True
    if seat.owns:
        return ensure_staff(store, login=seat.login, name=seat.login, role=Role.OPERATOR, now=now)
    known = _staff_member(store, seat.login)
    if known is None:
        raise NotAllowed("not_on_staff", login=seat.login)
    if known.role is Role.REVIEWER:
        _look_only(store, known.role)
    return known


def _look_only(store: Store, role: Role) -> None:
    """Let a reviewer of a team write nothing, and be told so; anybody else may."""
    store.read_only = role is Role.REVIEWER
    store.refusal = "reviewer_looks" if store.read_only else "database_read_only"


def _staff_member(store: Store, login: str) -> Actor | None:
    with store.read() as connection:
        found = setup.staff_member(connection, login)
    return None if found is None else Actor(staff_id=StaffId(found.id), name=found.name, role=Role(found.role))


def _keep_rights_up(url: str) -> None:
    """Bring the rights of a team after its schema; what hinders that is said by the refusals that follow from it."""
    from console.services.team import keep_up  # noqa: PLC0415 - it opens desks itself

    try:
        keep_up(url)
    except Fault as fault:
        _LOG.warning("the rights of the team were not brought up to date: %s", fault.code)


def open_desk(
    url: str,
    *,
    login: str,
    name: str,
    out_folder: Path,
    clock: Clock = utc_now,
    role: Role = Role.LEAD,
    create: bool = True,
    begin: bool = True,
) -> Desk:
    """Open (and where `create`, make or upgrade) the database and sit down at it, only to read where it must be.

    Where nothing may `begin`, no desk is made in an empty one.

    In a team's database `login`, `name` and `role` are those of the staff.
    Raises Unreachable, Locked, NewerSchema, Damaged, Known ("no_desk_in") or NotAllowed ("not_on_staff",
    "upgrade_by_operator").
    """
    from console.services.agreements import ensure_agreement, succession  # noqa: PLC0415 - loading the agreement is slow and not needed to import

    if create and migrate(url, begin=begin) and not url.startswith("sqlite"):
        _keep_rights_up(url)
    store = open_store(url)
    try:
        actor = seated(store, login=login, name=name, role=role, now=clock())
        agreement = ensure_agreement(store, actor, clock())
    except BaseException:
        store.close()
        raise
    with store.read() as connection:
        company = read_company(connection)
        letters = book_of(letter_queries.latest(connection, actor.staff_id))
    return Desk(
        store=store,
        actor=actor,
        clock=clock,
        agreement=agreement,
        company=company,
        letters=letters.under(agreement.letters),
        out_folder=out_folder,
        succession=succession(store),
    )
