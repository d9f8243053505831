"""The weekly look at a local database: its pages, its references, and the chains of some of its tickets.

What came out is kept beside the backups, for a database that is damaged is the last place to keep it. A PostgreSQL is
its operator's to check.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from console.faults import Damaged, Known
from console.services.desk import Desk
from console.store import backup, check
from console.store.engine import sqlite_path

_WEEK = timedelta(days=7)
_KEPT = "last-check.json"
BROKEN = frozenset({"check_found", "database_damaged"})
"""Codes of a database that does not hold: what lasts until somebody restores a backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a look at the database gave: when, how much does not hold, and the first of it."""

    at: datetime
    findings: int
    first: str = ""


def last(desk: Desk) -> Proof | None:
    """Return what the last look gave; None where none was taken, or the database is no local file."""
    kept = _kept(desk)
    try:
        read = {} if kept is None else json.loads(kept.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(read["at"])
        return Proof(at=at, findings=int(read["findings"]), first=str(read["first"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def due(desk: Desk) -> bool:
    """Return whether a look is due: the last is a week old, or dated ahead. Never for PostgreSQL."""
    if _kept(desk) is None:
        return False
    known = last(desk)
    return known is None or not timedelta(0) <= desk.clock() - known.at < _WEEK


def prove(desk: Desk) -> Proof:
    """Look at the database, keep what came out, and return it.

    Raises Damaged ("check_found") with `n` and `first` where something does not hold, what reading raises, Known
    ("system_refused").
    """
    at = desk.clock()
    try:
        with desk.store.read() as connection:
            found = [str(one) for one in check.sample(connection)]
    except Damaged as damaged:  # too much of it for the look itself
        found = [damaged.code]
    proof = Proof(at=at, findings=len(found), first=found[0] if found else "")
    _keep(desk, proof)
    if found:
        raise Damaged("check_found", n=len(found), first=found[0])
    return proof


def _keep(desk: Desk, proof: Proof) -> None:
    kept = _kept(desk)
    if kept is None:
        return
    content = {"at": proof.at.isoformat(), "findings": proof.findings, "first": proof.first}
    partial = kept.with_suffix(".partial")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.write_text(json.dumps(content), encoding="utf-8")
        partial.replace(kept)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Known("system_refused", reason=reason, file=error.filename or kept.name) from error


def _kept(desk: Desk) -> Path | None:
    path = sqlite_path(desk.store.url)
    return None if path is None else backup.folder_of(path) / _KEPT
