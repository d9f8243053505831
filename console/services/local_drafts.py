"""Texts kept on this computer while the database is away: one small file each, for their owner's eyes only."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path

from console import places
from console.faults import Known
from console.records.base import StaffId, TicketId
from console.records.tickets import DraftFile, DraftRecord
from console.store.engine import shown_url


def keep(url: str, draft: DraftRecord) -> None:
    """Keep a text; it is on the disk when this returns, or the one before is. Raises Known ("system_refused")."""
    try:
        _keep(url, draft)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Known("system_refused", reason=reason, file=error.filename or _name(draft)) from error


def _keep(url: str, draft: DraftRecord) -> None:
    folder = _folder(url)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / _name(draft)
    values = {**dataclasses.asdict(draft), "saved_at": draft.saved_at.isoformat()}
    partial = path.with_suffix(".partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(values, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def kept(url: str) -> tuple[DraftRecord, ...]:
    """Return every text that is kept for a database, the oldest first."""
    found = []
    folder = _folder(url)
    for path in folder.glob("*.json") if folder.is_dir() else ():
        values = json.loads(path.read_text(encoding="utf-8"))
        values |= {
            "saved_at": datetime.fromisoformat(values["saved_at"]),
            "ticket_id": TicketId(values["ticket_id"]),
            "staff_id": StaffId(values["staff_id"]),
            "files": tuple(DraftFile(**one) for one in values["files"]),
        }
        found.append(DraftRecord(**values))
    return tuple(sorted(found, key=lambda one: one.saved_at))


def drop(url: str, draft: DraftRecord) -> None:
    """Forget a text that the database has."""
    (_folder(url) / _name(draft)).unlink(missing_ok=True)


def _folder(url: str) -> Path:
    place = hashlib.sha256(shown_url(url).encode()).hexdigest()[:16]
    return places.data_folder() / "drafts" / place


def _name(draft: DraftRecord) -> str:
    return f"{draft.staff_id}-{draft.ticket_id}-{draft.kind}.json"
