"""Reads an archive as a person does, in a process that is watched: the window, a file, the past, the proof."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent

from console import app as apps
from console.query import parse
from console.services import showing
from console.services.archives.looking_back import look_back
from console.services.archives.opening import open_archive
from console.views.archive.window import ArchiveWindow
from console.views.words import set_zone
from console.work.runner import Runner


def main() -> int:
    """Read it, and say what was seen."""
    app = apps.application([], language="en")
    set_zone("UTC")
    opened = open_archive(Path(sys.argv[1]), lambda _done, _total: True, ())
    runner = Runner()
    window = ArchiveWindow(opened, runner)
    window.show()
    window.begin()
    until = time.monotonic() + 60
    while (window.panels is None or runner.busy) and time.monotonic() < until:
        app.processEvents()
    window.grab()
    assert window.panels is not None
    past = look_back(opened.desk, window.panels.detail.row.id)
    past.at(past.moments[0].recorded_at)
    past.close()
    files = [
        one.sha256
        for row in showing.queue_page(opened.desk, parse("has:file").query).rows
        for message in showing.messages(opened.desk, row.id)
        for one in message.attachments
    ]
    read = sum(len(showing.content(opened.desk, str(one))) for one in files)
    state = opened.verify(lambda _done, _total: True).state
    sys.stdout.write(f"seen {window.queue.table.rows.rowCount()} {len(files)} {read} {state}\n")
    window.close()
    runner.close()
    opened.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return 0


if __name__ == "__main__":
    sys.exit(main())
