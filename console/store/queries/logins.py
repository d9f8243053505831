"""Who is logged in at a team's database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

_SEAT = """
SELECT session_user, (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'guard')
       IN (session_user, current_user)
 WHERE EXISTS (SELECT FROM schema_info WHERE name = 'team')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A login of the server, and whether it is an operator's, who acts as the owner of the schema."""

    login: str
    owns: bool


def seat_of(connection: Connection) -> Seat | None:
    """Return who is logged in, or None where the database is not a team's."""
    if connection.dialect.name != "postgresql":
        return None
    found = connection.execute(text(_SEAT)).first()
    return None if found is None else Seat(login=str(found[0]), owns=bool(found[1]))
