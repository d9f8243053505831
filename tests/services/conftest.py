from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.records.schedules import ScheduleRecord
from console.services import company, customers, registry
from console.services.desk import Desk, open_desk
from tests.seats import kinds_of, marked, servers_of
from tests.spare import spare_processes

__all__ = ["spare_processes"]

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


# With whose rights in a team's database the tests of a module run as well, through the same services
AS_TEAM = {
    "test_another_writer": "lea",
    "test_access": "ann",
    "test_acting": "lea",
    "test_archiving_undo": "lea",
    "test_bounds": "ann",
    "test_chat_intake": "ann",
    "test_deciding": "lea",
    "test_drafting": "lea",
    "test_drafts": "ann",
    "test_telling": "lea",
    "test_erasing": "lea",
    "test_holidays": "lea",
    "test_edits": "ann",
    "test_intake": "ann",
    "test_intake_threads": "ann",
    "test_journey": "lea",
    "test_licenses": "lea",
    "test_outbox": "ann",
    "test_questions": "ann",
    "test_receipt": "lea",
    "test_redoing": "ann",
    "test_returning": "ann",
    "test_snoozing": "ann",
    "test_suspending": "ann",
    "test_together": "lea",
    "test_undoing": "ann",
}
# Tests in which one address is several people, a specialist enters a license, or what no act writes is prepared
NOT_AS_TEAM = frozenset(
    {
        "test_a_title_that_anothers_request_shares_stays_unless_it_names_the_person",
        "test_a_lead_is_asked_first_without_anything_leaving",
        "test_a_pause_that_stands_in_the_register_alone_is_no_specialists_to_end",
        "test_a_specialist_cannot_take_what_is_anothers",
        "test_calling_back_leaves_what_was_changed_since",
        "test_the_license_is_judged_as_it_stood_at_the_return",
        "test_what_is_not_allowed_is_named_and_the_rest_is_done",
        "test_whoever_has_our_name_is_a_customer_and_the_register_says_who_is_ours",
        "test_an_account_that_was_retired_is_ours_no_more",
        "test_a_request_made_of_a_question_of_who_left_is_nobodys",
    }
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on a file or on a server (tests/seats.py); in some modules with the rights of a person of a team."""
    for fixture in {"prepared_url", "new_database"}.intersection(metafunc.fixturenames):
        metafunc.parametrize(fixture, marked(_seats(metafunc)), indirect=True)


def _seats(metafunc: pytest.Metafunc) -> list[str]:
    module, function = metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__
    login = "" if function in NOT_AS_TEAM else AS_TEAM.get(module, "")
    of_team = [f"postgres18-{login}"] if login else []
    servers = servers_of(module, function)
    servers = [*(servers if len(servers) > 1 or not of_team else []), *of_team]
    return kinds_of(metafunc.module.__name__, function, servers)


@pytest.fixture
def prepared_url(
    request: pytest.FixtureRequest, _bench: Any, tmp_path: Path
) -> Iterator[Callable[[str, Callable[[str], None]], str]]:
    """Gives a database that a function filled once a process; of a team's it is the address of a person."""
    backend, _, login = request.param.partition("-")
    made: list[Iterator[Any]] = []

    def give(name: str, prepare: Callable[[str], None]) -> str:
        made.append(_bench.team(backend, name, prepare) if login else _bench.prepared(backend, tmp_path, name, prepare))
        given = next(made[-1])
        return str(given.of(login) if login else given)

    yield give
    for one in made:
        next(one, None)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, _bench: Any, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Makes as many databases of one kind as a test wants, on the kinds that the services are tested on."""
    yield from _bench.many(request.param, tmp_path)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(prepared_url: Callable[[str, Callable[[str], None]], str], tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk with a zone, hours, an official mailbox, and one license in its free year."""
    made = _opened(prepared_url("desk", furnish), tmp_path / "letters", clock)
    yield made
    made.store.close()


def _opened(url: str, letters: Path, clock: Clock) -> Desk:
    return open_desk(url, login="dana", name="Dana Kim", out_folder=letters, clock=clock)


def furnish(url: str) -> None:
    """Fill a database with what the tests of services begin with."""
    made = set_up(_opened(url, Path("nowhere"), Clock()))
    add_license(made, "HRB-1", "ann@one.example", "one.example", bought=NOW - timedelta(days=90))
    made.store.close()


def set_up(desk: Desk) -> Desk:
    """Give a desk its zone, name, hours and official mailbox; return it as it stands then."""
    company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=NOW)
    company.set_setting(desk.store, desk.actor, "company_name", "Harbor", at=NOW)
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("10:00", "18:00"),))
    schedule = ScheduleRecord(
        id=0, version_label="1", time_zone="Europe/Moscow", hours=hours, source="", valid_from=NOW
    )
    company.add_schedule(desk.store, desk.actor, schedule, at=NOW)
    made = desk.refreshed()
    registry.add_channel(made, kind="email", address="support@desk.example", official=True)
    return made


def add_license(desk: Desk, key: str, address: str, domain: str, *, bought: datetime) -> int:
    license_id = registry.add_license(
        desk,
        registry.NewLicense(key=key, plan="PRO", customer=f"Customer {key}", purchased_at=bought, domains=(domain,)),
    )
    with desk.store.read() as connection:
        record = registry.read_license(connection, license_id)
    clean = dict.fromkeys(registry.INTEGRITY, False) | {"requirements_met": True}
    registry.set_installation(desk, record.domains[0].id, **clean)
    customers.add_contact(desk, record.customer_id, name=f"Ann {key}", address=address, role="owner", designated=True)
    return license_id
