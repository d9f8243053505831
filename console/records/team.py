"""What is known of the people of a team as logins, and of how rights stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.records.reporting import ReadFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A person of the staff with the login. `group` is the role that the server gives, "" for none.

    `temporary_until` is set while the password is a temporary one.
    """

    login: str
    name: str
    role: str
    active: bool
    can_log_in: bool
    temporary_until: datetime | None
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeMember:
    """What became of a person: `password` is the temporary one, told this once, or "" where none was made.

    `left` are the statements that a superuser has to run; with `again` nothing is done before, and it is asked for anew
    then.
    """

    login: str
    role: str
    changed: bool
    password: str
    until: datetime | None
    left: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What a database answered: the server's version, whose login, whether the line is encrypted, what stands there.

    `proved` says that the server has proved that it is the one that was named, `ready` that the tables are there;
    `role` is that of the login in a team's database.
    """

    server: str
    login: str
    encrypted: bool
    proved: bool
    ready: bool
    team: bool
    role: str = ""
    temporary_until: datetime | None = None
    copy: ReadFrom | None = None
    """How near the copy for reports is, where the address names one."""
