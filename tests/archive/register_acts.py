"""What people do in the register, drawn by dice: also for days that lie behind decisions, and taken back again."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from console.faults import Known
from console.query import parse
from console.records.base import TicketId
from console.records.licensing import LicenseRecord
from console.services import archiving, registry, showing, suspending
from console.services.desk import Desk
from console.store.queries import licensing

Act = Callable[[random.Random, Desk, LicenseRecord], object]


def _ago(dice: random.Random) -> timedelta:
    return timedelta(hours=dice.randrange(1, 4_000))


def _pay(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    paid = desk.clock() - _ago(dice)
    registry.record_purchase(desk, record.id, paid_at=paid, length=dice.randrange(1, 4), evidence="invoice")


def _void(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    registry.edit_purchase(desk, dice.choice(record.purchases).id, void=True)


def _correct(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    problem = dice.choice((None, *registry.PROBLEMS))
    registry.edit_license(desk, record.id, purchased_at=record.purchased_at - _ago(dice), problem=problem)


def _suspend(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    begins = desk.clock() - _ago(dice)
    clause = dice.choice(registry.SUSPENSION_CLAUSES)
    key = registry.suspend(desk, record.id, kind="support", basis=clause, reason=clause, starts_at=begins)
    if dice.random() < 0.8:
        registry.edit_suspension(desk, key, ends_at=begins + timedelta(hours=1))


def _pause(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    rows = showing.queue_page(desk, parse(f"license:{record.key}").query, limit=100).rows
    review_at = desk.clock() + timedelta(days=3)
    ticket = TicketId(dice.choice(rows).id)
    suspending.pause(desk, ticket, kind="review", basis="18.3", reason="Repeats", review_at=review_at)


def _end(_dice: random.Random, desk: Desk, _record: LicenseRecord) -> None:
    for one in suspending.running(desk):
        suspending.review(desk, one.id)


def _archive(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    archiving.archive(desk, record.id, at=desk.clock() - _ago(dice) / 300)


def _restore(dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    """Decide on bringing a license back, which is moved to the archive for that where it is not there."""
    if not record.archive_transfers:
        _archive(dice, desk, record)
    at = desk.clock() - timedelta(hours=dice.randrange(3))
    archiving.decide_restoration(desk, record.id, approved=False, feasible=False, grounds=("damaged",), at=at)


def _take_back(_dice: random.Random, desk: Desk, record: LicenseRecord) -> None:
    if record.restorations:
        archiving.take_back_restoration(desk, record.restorations[-1].id)
    else:
        archiving.take_back_transfer(desk, record.archive_transfers[-1].id)


EACH: dict[str, Act] = {
    "pay": _pay,
    "void": _void,
    "correct": _correct,
    "suspend": _suspend,
    "pause": _pause,
    "end": _end,
    "archive": _archive,
    "restore": _restore,
    "take back": _take_back,
}


def act(dice: random.Random, desk: Desk, turn: int) -> str:
    """Do the one whose turn it is on the first license where it may be done, and return which; "" where on none.

    It is done at a desk whose clock goes wrong by some hours.
    """
    off = timedelta(minutes=dice.randrange(-200, 200))
    name = list(EACH)[turn % len(EACH)]
    with desk.store.read() as connection:
        known = [one.id for one in licensing.license_list(connection, limit=100)]
        records = [licensing.license_record(connection, one) for one in dice.sample(known, len(known))]
    for record in records:
        with contextlib.suppress(Known, IndexError, ValueError):
            EACH[name](dice, replace(desk, clock=lambda: desk.clock() + off), record)
            return name
    return ""
