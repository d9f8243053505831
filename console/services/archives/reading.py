"""A desk over the database of an archive: the same questions give the same answers, and nothing can be written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from console.records.base import Actor, Role
from console.services.agreements import ensure_agreement, succession
from console.services.company import read_company
from console.services.desk import NOBODY, Desk
from console.store import Store


def desk_over(store: Store, at: datetime) -> Desk:
    """Return a desk that reads an archive as everything stood at `at`; nobody sits at it."""
    actor = Actor(staff_id=NOBODY, name="", role=Role.REVIEWER)
    agreement = ensure_agreement(store, actor, at)
    with store.read() as connection:
        company = read_company(connection)
    return Desk(
        store=store,
        actor=actor,
        clock=lambda: at,
        agreement=agreement,
        company=company,
        out_folder=Path("nowhere"),
        succession=succession(store),
    )
