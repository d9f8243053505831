"""How far an archive is, on a terminal."""

from __future__ import annotations

import sys

from console.records.archives import ExportProgress
from console.views.words import say


class Progress:
    """Shows on a terminal how far it is; silent elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, progress: ExportProgress) -> bool:
        """Show one state; the work goes on."""
        if self._shown:
            share = 100 * progress.done // max(1, progress.total)
            sys.stderr.write(f"\r{say(f'export_part.{progress.part}')}: {share} %{'':<30}")
            sys.stderr.flush()
        return True

    def close(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * 70 + "\r")
