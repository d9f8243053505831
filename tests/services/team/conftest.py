"""The desk of the service tests, logged in at a team's database as the person that a module names.

What the desk stands on (hours, channels, a license) is entered by the lead; then `WHO` sits down, and the acts run
through the ordinary services with the rights of that role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.services.desk import Desk, open_desk
from tests.services.conftest import NOW, Clock, add_license, set_up
from tests.team_desks import TeamDatabase

Seats = Callable[[str], Desk]


@pytest.fixture
def seats(team_database: TeamDatabase, tmp_path: Path, clock: Clock) -> Iterator[Seats]:
    """Sit down as a person by login."""
    opened: list[Desk] = []

    def sit(login: str) -> Desk:
        made = open_desk(team_database.of(login), login="", name="", out_folder=tmp_path / "letters", clock=clock)
        opened.append(made)
        return made

    yield sit
    for one in opened:
        one.store.close()


@pytest.fixture
def desk(request: pytest.FixtureRequest, seats: Seats) -> Desk:
    lead = set_up(seats("lea"))
    add_license(lead, "HRB-1", "ann@one.example", "one.example", bought=NOW.replace(month=8))
    add_license(lead, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    return seats(request.module.WHO)
