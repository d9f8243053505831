"""What the demo desk does on its requests beside answering them: decisions, pauses, access, orders, errors.

Each goes the real way, by the verb that a person would use. It imports no words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from console.records.base import LicenseId, TicketId
from console.services import (
    access,
    archiving,
    confirmed_errors,
    deciding,
    hiding,
    paid_services,
    registry,
    showing,
    suspending,
)
from console.services.confirmed_errors import CONFIRMED, Verdict
from console.services.desk import Desk
from console.store.queries import matters

_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


def asked_back(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content with a question of ours to each customer who waits, so that the desk is not late with all."""
    for one in content["ticket"]:
        if "close" not in one and "reply" not in one:
            days = int(str(one["ago"]).removesuffix("d"))
            text = content["ask_back"]["ru" if _RUSSIAN.search(one["subject"]) else "en"]
            one["reply"] = [{"by": "me", "ago": f"{days - 1}d", "text": text, "asks": True}]
    return {name: rows for name, rows in content.items() if name != "ask_back"}


def enter_errors(desk: Desk, errors: list[dict[str, Any]]) -> None:
    """Enter the errors of the register, each with what is judged of it, and confirm those that are to be."""
    for one in errors:
        confirmed_errors.enter(desk, one["code"], one["title"], software_version=one["version"])
        seen = confirmed_errors.one(desk, one["code"])[0].version
        if one.get("status") == CONFIRMED:
            verdict = Verdict(status=CONFIRMED, conditions=one["conditions"], excluded=())
            confirmed_errors.settle(desk, one["code"], verdict, seen=seen)
        else:
            confirmed_errors.judge(desk, one["code"], one["conditions"], seen=seen)


def act_on(desk: Desk, ticket_id: TicketId, one: Mapping[str, Any]) -> None:
    """Do what the demo says of a request, at the desk's hour. A pause begins with the desk's hour too."""
    if "error" in one:
        confirmed_errors.see(desk, one["error"], ticket_id)
    if "access" in one:
        _access(desk, ticket_id, one["access"])
    if "order" in one:
        paid_services.order(desk, ticket_id, one["order"]["code"])
        (ordered,) = paid_services.orders(desk, ticket_id)
        paid_services.move(desk, ordered.id, one["order"]["state"])
    if one.get("decide"):
        panels = showing.panels(desk, ticket_id)
        deciding.choose(desk, panels, panels.assessment.outcome)


def pause(desk: Desk, ticket_id: TicketId, wanted: Mapping[str, Any]) -> None:
    """Pause what the demo says, by its clause, until a day ahead."""
    suspending.pause(
        desk,
        ticket_id,
        kind=wanted["kind"],
        basis=wanted["basis"],
        reason=wanted["reason"],
        review_at=desk.clock() + timedelta(days=wanted["days"]),
    )


def bring_back(desk: Desk, license_id: LicenseId, *, at: Any, length: int) -> None:
    """Bring an archived license back, with its payment (13.5)."""
    archiving.decide_restoration(desk, license_id, approved=True, feasible=True, at=at, paid_at=at, length=length)


def set_installation(desk: Desk, license_id: LicenseId, state: Mapping[str, bool]) -> None:
    """Say how the installations of a license are; the first one as `state` says, the others clean."""
    with desk.store.read() as connection:
        record = registry.read_license(connection, license_id)
    clean = dict.fromkeys(registry.INTEGRITY, False) | {"requirements_met": True}
    for place, domain in enumerate(record.domains):
        registry.set_installation(desk, domain.id, **{**clean, **(state if place == 0 else {})})


def _access(desk: Desk, ticket_id: TicketId, wanted: Mapping[str, Any]) -> None:
    access.ask(desk, ticket_id, kind=wanted["kind"], purpose=wanted["purpose"])
    (message,) = showing.messages(desk, ticket_id)
    assert hiding.DOT not in message.text  # noqa: S101 - what is hidden already cannot be taken
    access.take(desk, ticket_id, int(message.id), wanted["secret"], kind=wanted["kind"])
    with desk.store.read() as connection:
        (given,) = matters.access_of(connection, ticket_id)
    access.say_bad(desk, given.id, wanted["bad"])
