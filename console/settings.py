"""Typed settings of this desktop, in a file of the person's. What the company decides stands in the database."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

_FILE = "settings.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person chose on this desktop. `zoom` is in percent, `undo_seconds` from 0 to 60.

    `keys` are the keys of commands that differ from the standard ones.
    """

    database: str = ""
    language: str = ""
    theme: str = "system"
    density: str = "regular"
    zoom: int = 100
    undo_seconds: int = 10
    out_folder: str = ""
    footer: bool = True
    keys: dict[str, list[str]] = field(default_factory=dict)


def load(folder: Path) -> Settings:
    """Return the settings; what is missing, of the wrong kind or unreadable has its default."""
    file = folder / _FILE
    try:
        read: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(read, dict):
        return Settings()
    kinds = {one.name: type(getattr(Settings(), one.name)) for one in fields(Settings)}
    good = {name: value for name, value in read.items() if type(value) is kinds.get(name)}
    return _bounded(Settings(**good))


def save(settings: Settings, folder: Path) -> None:
    """Write the settings, whole or not at all. Raises OSError."""
    file = folder / _FILE
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".partial")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(settings), out, indent=2, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(file)


def _bounded(settings: Settings) -> Settings:
    read: dict[str, Any] = dict(settings.keys)
    keys = {name: [str(one) for one in found] for name, found in read.items() if isinstance(found, list)}
    settings = replace(settings, keys=keys)
    return replace(settings, zoom=min(200, max(80, settings.zoom)), undo_seconds=min(60, max(0, settings.undo_seconds)))
