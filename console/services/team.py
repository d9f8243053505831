"""A team's database as its operator runs it: set up, people and their temporary passwords, and one's own password."""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

from console.faults import BadInput, NotAllowed
from console.records.base import Actor, Json, Role
from console.records.commands import Command
from console.records.reporting import ReadFrom
from console.records.team import MadeMember, Probed, TeamMember
from console.services.agreements import ensure_agreement
from console.services.desk import Clock, ensure_staff, utc_now
from console.store import Store, Unit, moving, open_store, tables
from console.store.queries import board
from console.store.team import operators, people, probing, rights, setting_up

ROLES = rights.GROUPS
OPERATOR = Role.OPERATOR.value
TEMPORARY = timedelta(days=1)
SHORTEST = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _GROUP = 4, 5


def set_up(url: str, *, clock: Clock = utc_now) -> setting_up.Made:
    """Make a database a team's, with its operator on the staff and the agreement in it; a second time changes nothing.

    Raises as `setting_up.set_up`.
    """
    made = setting_up.set_up(url)
    store = open_store(url)
    try:
        ensure_agreement(store, operator(store, clock()), clock())
    finally:
        store.close()
    return made


def move(source: str, target: str, *, into_team: bool = False) -> tuple[moving.Moved, ...]:
    """Copy a desk into an empty database with proof, and make that a team's where it is to be one.

    Whether it can be is asked before anything is copied. Raises as `moving.move` and `set_up`.
    """
    if into_team:
        setting_up.require_able(target)
    proof = moving.move(source, target)
    if into_team:
        set_up(target)
    return proof


def keep_up(url: str) -> None:
    """Bring the rights of a team's database to this program's version, where it is the operator's; else do nothing."""
    store = open_store(url)
    try:
        with store.read() as connection:
            ours = setting_up.groups(connection) is not None and people.acting_owns(connection)
    finally:
        store.close()
    if ours:
        setting_up.set_up(url)


def probe(url: str) -> Probed:
    """Return what stands at an address, or raise the reason why it cannot be said. Nothing is written."""
    found = probing.probe(url)
    if not found.ready:
        return found
    with closing(open_store(url, read_only=True)) as store:
        if store.copy is None:
            return found
        distance = store.copy.distance(store)
    return replace(found, copy=ReadFrom(behind=distance.behind, why=distance.why))


def operator(store: Store, now: datetime) -> Actor:
    """Return the operator whose login this is; entered where new. Raises NotAllowed ("no_team", "operator_only")."""
    with store.read() as connection:
        people.require_team(connection)
        login, owns = people.acting_login(connection), people.acting_owns(connection)
    if not owns:
        raise NotAllowed("operator_only")
    return ensure_staff(store, login=login, name=login, role=Role.OPERATOR, now=now)


def members(store: Store) -> tuple[TeamMember, ...]:
    """Return the people of the team. Raises NotAllowed ("no_team")."""
    with store.read() as connection:
        return people.members(connection)


def add_member(
    store: Store, login: str, role: str, *, name: str = "", renew: bool = False, clock: Clock = utc_now
) -> MadeMember:
    """Make a person with a role, or complete and let in again one that is there.

    A temporary password, valid for a day, is made for who has none yet, and where it is to be made anew (`renew`).
    Raises BadInput ("bad_login", "unknown_role"), NotAllowed ("no_team", "operator_only", "login_is_foreign",
    "person_is_operator", "operator_is_person", "has_another_role": that is `set_role`).
    """
    wanted, now = people.check_login(login), clock()
    actor = operator(store, now)
    _require_role(store, wanted, role)
    return _put(store, actor, wanted, role, name=name, renew=renew, now=now)


def _require_role(store: Store, login: str, role: str) -> None:
    """Raise NotAllowed ("has_another_role") for who works here in another one: nobody is promoted by the way."""
    with store.read() as connection:
        found = next((one for one in people.members(connection) if one.login == login), None)
    works = found is not None and found.active and found.can_log_in
    if found is not None and works and found.role != role and OPERATOR not in (role, found.role):
        raise NotAllowed("has_another_role", login=login, role=found.role)


def _put(store: Store, actor: Actor, wanted: str, role: str, *, name: str, renew: bool, now: datetime) -> MadeMember:
    with store.read() as connection:
        known = people.logins(connection, people.require_team(connection), [wanted]).get(wanted)
    fresh = renew or known is None or not known.opens
    password = _temporary() if fresh else ""
    verifier = people.verifier_of(password, wanted) if fresh else ""
    until = now + TEMPORARY if fresh else None

    put: list[operators.Put] = []

    def act(unit: Unit) -> Json:
        unit.touch("settings")
        if role == OPERATOR:
            put[:] = [operators.put(unit, wanted, name=name, verifier=verifier, until=until)]
            return put[0].changed
        return people.put_member(unit, wanted, role, name=name, verifier=verifier, until=until)

    payload: dict[str, Json] = {"login": wanted, "role": role}
    changed = store.apply(Command(kind="staff.add", actor=actor, at=now, payload=payload), act).result
    made = MadeMember(login=wanted, role=role, changed=bool(changed), password=password, until=until)
    if role != OPERATOR:
        return made
    (found,) = put
    kept = made if found.given else replace(made, password="", until=None)  # who makes the login gives the password
    return replace(kept, left=found.left, again=found.again)


def set_role(store: Store, login: str, role: str, *, clock: Clock = utc_now) -> MadeMember:
    """Give a person that is there another role. Raises NotFound ("no_login"), and as `add_member`."""
    wanted = people.check_login(login)
    now = clock()
    actor = operator(store, now)
    with store.read() as connection:
        people.require_member(connection, wanted)
    return _put(store, actor, wanted, role, name="", renew=False, now=now)


def lock_member(store: Store, login: str, *, clock: Clock = utc_now) -> tuple[str, ...]:
    """Let a person in no more and end the sessions; the name stays on what was done.

    Returns the statements that a superuser has to run as well, where the person was an operator. Raises NotFound
    ("no_login"), NotAllowed ("no_team", "operator_only", "owner_stays").
    """
    now = clock()
    actor = operator(store, now)

    left: list[str] = []

    def act(unit: Unit) -> Json:
        unit.touch("settings")
        row = unit.find(tables.people.staff, login=login)
        if row is not None and row["role"] == OPERATOR:
            left[:] = operators.remove(unit, login)
        else:
            people.lock(unit, login)
        return login

    store.apply(Command(kind="staff.lock", actor=actor, at=now, payload={"login": login}), act)
    if not left:  # whoever came in while it was not committed yet
        store.administer(lambda connection: people.end_sessions(connection, login))
    return tuple(left)


def open_tickets(store: Store, login: str) -> int:
    """Return how many open tickets somebody has."""
    with store.read() as connection:
        return board.load_of_login(connection, login)


def open_of_left(store: Store) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the numbers of the open tickets of those who work on tickets no longer, by name and login."""
    with store.read() as connection:
        return board.open_of_left(connection)


def temporary_until(store: Store) -> datetime | None:
    """Return until when the acting person's password holds, where it is a temporary one of a team's database."""
    if not store.is_postgres:
        return None
    with store.read() as connection:
        return people.temporary_until(connection) if setting_up.groups(connection) is not None else None


def change_password(store: Store, password: str, *, before: str = "") -> None:
    """Replace one's own password.

    Raises BadInput ("weak_password", "same_password"), NotAllowed ("no_team", "superuser_sets_password").
    """
    if len(password) < SHORTEST or len(set(password)) < SHORTEST // 2 or password != password.strip():
        raise BadInput("weak_password", least=SHORTEST)
    if password == before:
        raise BadInput("same_password")
    with store.read() as connection:
        people.require_team(connection)
        login = people.acting_login(connection)
    verifier = people.verifier_of(password, login)
    store.administer(lambda connection: people.set_own_password(connection, verifier))


def _temporary() -> str:
    made = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(made)
