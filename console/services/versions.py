"""Versions of the agreement by name: a folder, one that comes with the program, one that the database keeps."""

from __future__ import annotations

import json
from pathlib import Path

from console.services import agreements
from console.services.desk import Desk
from console.store.queries import versions as kept


def documents(desk: Desk, name: str) -> agreements.Documents:
    """Return the documents of a version. Raises BadInput ("no_agreement", "agreement_not_sound", "no_such_file")."""
    if Path(name).is_dir():
        return agreements.read_folder(Path(name))
    with desk.store.read() as connection:
        content = kept.content_by_label(connection, name)
    if content is not None:
        found: agreements.Documents = json.loads(content)
        return found
    return agreements.shipped(name)
