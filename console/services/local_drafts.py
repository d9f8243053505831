"""Texts kept on this computer while the database is away: one small file each, for their owner's eyes only.

Each window has files of its own, so that two of them with one draft never write over each other.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from datetime import datetime
from pathlib import Path

from console import places
from console.faults import Known
from console.records.base import StaffId, TicketId
from console.records.tickets import DraftFile, DraftRecord
from console.store import private_file
from console.store.engine import shown_url


def keep(url: str, draft: DraftRecord, window: str = "") -> None:
    """Keep a text of a window; it is on the disk when this returns, or the one before is.

    Raises Known ("system_refused").
    """
    try:
        _keep(url, draft, window)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Known("system_refused", reason=reason, file=error.filename or _name(draft, window)) from error


def _keep(url: str, draft: DraftRecord, window: str) -> None:
    values = {**dataclasses.asdict(draft), "saved_at": draft.saved_at.isoformat()}
    private_file.write(_folder(url) / _name(draft, window), json.dumps(values))


def kept(url: str) -> tuple[DraftRecord, ...]:
    """Return every text that is kept for a database, the oldest first."""
    return tuple(draft for _, draft in found(url))


def found(url: str) -> tuple[tuple[Path, DraftRecord], ...]:
    """Return the file and the text of each that is kept for a database, the oldest first."""
    kept = []
    folder = _folder(url)
    for path in folder.glob("*.json") if folder.is_dir() else ():
        draft = _read(path)
        if draft is not None:
            kept.append((path, draft))
    return tuple(sorted(kept, key=lambda one: one[1].saved_at))


def is_of(file: Path, draft: DraftRecord, window: str) -> bool:
    """Return whether a file is the one of a window."""
    return file.name == _name(draft, window)


def forget(file: Path, draft: DraftRecord) -> None:
    """Forget a text that was brought in; one that its window has written anew since stays.

    It is looked at under a name of its own, where its window does not write; a process that ends there leaves it found.
    """
    aside = file.with_name(f"{file.stem}.{secrets.token_hex(4)}.json")
    try:
        file.rename(aside)
    except FileNotFoundError:  # its window has it at the desk by now, or another one brought it in
        return
    if _read(aside) not in (draft, None):
        try:
            file.hardlink_to(aside)
        except FileExistsError:
            pass  # still newer words of the same window stand there, and go before
        except OSError:
            return  # it cannot be put back without risk: it is brought in from where it lies
    aside.unlink(missing_ok=True)


def drop(url: str, draft: DraftRecord, window: str = "") -> None:
    """Forget a text of a window that the database has."""
    (_folder(url) / _name(draft, window)).unlink(missing_ok=True)


def _read(path: Path) -> DraftRecord | None:
    """Return the text of a file, or None where another window has just brought it in."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    values |= {
        "saved_at": datetime.fromisoformat(values["saved_at"]),
        "ticket_id": TicketId(values["ticket_id"]),
        "staff_id": StaffId(values["staff_id"]),
        "files": tuple(DraftFile(**one) for one in values["files"]),
    }
    return DraftRecord(**values)


def _folder(url: str) -> Path:
    place = hashlib.sha256(shown_url(url).encode()).hexdigest()[:16]
    return places.data_folder() / "drafts" / place


def _name(draft: DraftRecord, window: str) -> str:
    return "-".join(filter(None, (f"{draft.staff_id}", f"{draft.ticket_id}", draft.kind, window))) + ".json"
