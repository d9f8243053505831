"""Makes the desk of a measurement a team's, as `db init-team` and `db add-user` do.

It is filled as its owner has it, which is quick; then everybody on its staff gets a login with a role and a password of
its own, and the guards stand. Every fifth person is a lead, the others are specialists.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import kept
import psycopg
from acts import Acts

from console.records.base import Actor, Role, StaffId
from console.services import team
from console.store import Store, open_store

STEM, STAFF = "agent", 20
_LEAD_OF = 5
_SPREAD = (
    "UPDATE tickets SET owner_id = CASE WHEN id %% 3 = 0 THEN given END, owner_key = CASE WHEN id %% 3 = 0 THEN given"
    " ELSE 0 END, claimed_at = NULL FROM (SELECT id AS key, (%s::bigint[])[1 + (id / 3) %% %s] AS given FROM tickets"
    " WHERE is_open = TRUE) AS one WHERE id = key"
)
_OWN = "SELECT id, version FROM tickets WHERE is_open = TRUE AND owner_key = %s ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the team: the row of the staff, and the login's own addresses for the console and for psycopg."""

    key: int
    login: str
    name: str
    role: str
    url: str
    dsn: str

    @property
    def actor(self) -> Actor:
        """Return who acts, as the console knows it."""
        return Actor(staff_id=StaffId(self.key), name=self.name, role=Role(self.role))

    def connect(self, dsn: str = "") -> Any:
        """Return a bare connection that commits by itself: with the person's login, or another one's."""
        return psycopg.connect(dsn or self.dsn, autocommit=True)

    def by_hand(self, raw: Any, channel: str | None = None) -> Acts:
        """Return this person's acts by hand on a connection."""
        return Acts(raw, self.key, self.name, self.role, postgres=True, channel=channel)


def role_of(number: int) -> str:
    """Return the role of a person by number."""
    return "lead" if number % _LEAD_OF == 1 else "specialist"


def gather(place: kept.Place, number: int = STAFF) -> list[Person]:
    """Make a filled desk a team's, and return so many people, agent1 and on; of an earlier run they are let in anew."""
    team.set_up(place.url)
    logins = [f"{STEM}{n}" for n in range(1, max(number, STAFF) + 1)]
    with closing(open_store(place.url)) as owner:
        passwords = [_let_in(owner, login, role_of(n)) for n, login in enumerate(logins, 1)]
    rows = place.raw.execute("SELECT login, id, name, role FROM staff WHERE login = ANY(%s)", (logins,)).fetchall()
    known = {row[0]: row for row in rows}
    found = []
    for login, password in zip(logins[:number], passwords, strict=False):
        _, key, name, role = known[login]
        url, dsn = (of(place.name, user=login, password=password) for of in (place.server.url, place.server.dsn))
        found.append(Person(key=key, login=login, name=name, role=role, url=url, dsn=dsn))
    return found


def _let_in(owner: Store, login: str, role: str) -> str:
    return team.add_member(owner, login, role, renew=True).password


def spread(place: kept.Place, people: Sequence[Person]) -> None:
    """Give every third open ticket to the people by turns, and the others to nobody."""
    place.raw.execute(_SPREAD, ([one.key for one in people], len(people)))
    place.raw.execute("VACUUM (ANALYZE) tickets")


def own_tickets(raw: Any, person: Person) -> list[tuple[int, int]]:
    """Return the open tickets of a person with their versions."""
    return [(int(key), int(version)) for key, version in raw.execute(_OWN, (person.key,)).fetchall()]
