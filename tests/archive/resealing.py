"""Writing an archive's hashes and lists again after a change, as a forger would who cannot sign."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.archive import bag, layout
from console.store import codec
from console.store.archived import opening
from tests.archive.desks import every_file


def reseal(folder: Path, change: Callable[[dict[str, Any]], object] | None) -> None:
    """Make everything fit what stands in a folder now; `change` may change what the content says."""
    told = json.loads((folder / layout.CONTENT).read_text())
    if change is not None:
        change(told)
    store = opening.open_sealed(folder / layout.DATABASE, lambda _: b"")
    with store.read() as connection:
        told["tables"] = opening.digests(connection)
    store.close()
    told["parts"] = {
        name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in every_file(folder / "data")
        if (name := one.relative_to(folder).as_posix()) not in (layout.CONTENT, layout.DATABASE)
        and not name.startswith(layout.FILES)
    }
    text = f"{codec.dump(told)}\n".encode()
    (folder / layout.CONTENT).write_bytes(text)
    work = folder.with_name(f"{folder.name}.work")
    (work / "bag").mkdir(parents=True)
    (folder / "data").rename(work / "bag/data")
    shutil.rmtree(folder)
    head = bag.Head(
        exported_at=datetime(2026, 11, 30, tzinfo=UTC),
        content_sha256=codec.digest(text),
        producer="forger",
        tree_size=told["log"]["size"],
        tree_root=told["log"]["root"],
        number=told["format"],
    )
    bag.seal(work, folder, head, lambda _d, _t: None, None, folder=True)
