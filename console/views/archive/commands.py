"""The commands of the archive: opening one from the desk, and what a reader does in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.views.archive.choosing import export_archive, open_archive
from console.views.keys.commands import Command
from console.views.words import language

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_READING = frozenset(
    (
        *("why", "ledger", "filter", "choose", "extend_down", "extend_up", "sort", "columns", "refresh"),
        *("next", "previous", "open", "back", "next_message", "previous_message", "next_pane", "previous_pane"),
        *("density_compact", "density_regular", "density_roomy", "palette", "keys", "side", "panel", "theme"),
        *("zoom_in", "zoom_out", "zoom_none", "full_screen", "quit", "calendar", "agreement", "errors"),
    )
)


def readable(command_id: str) -> bool:
    """Return whether a command of the desk is one of an archive's reader too."""
    return command_id in _READING


def archive_commands(window: MainWindow) -> tuple[Command, ...]:
    """Return the commands that a desk has for archives, or those that an archive has besides the desk's."""
    from console.views.archive.window import ArchiveWindow  # noqa: PLC0415 - it stands on the window

    if not isinstance(window, ArchiveWindow):
        return (
            Command(id="open_archive", icon="archive", keys=("G I",), run=lambda: open_archive(window), group="go"),
            Command(
                id="export_archive", icon="archive", keys=("Shift+E",), run=lambda: export_archive(window), group="list"
            ),
        )

    def other() -> None:
        window.language_asked.emit("en" if language() == "ru" else "ru")

    def step(by: int) -> None:
        window.match_bar.step(by)

    def has() -> bool:
        return window.panels is not None

    return (
        Command(id="match_next", icon="chevron-down", keys=("F3",), run=lambda: step(1), group="move", repeats=True),
        Command(
            id="match_before", icon="chevron-up", keys=("Shift+F3",), run=lambda: step(-1), group="move", repeats=True
        ),
        Command(id="verify", icon="shield-check", keys=("Shift+V",), run=window.verify, group="window"),
        Command(id="other_language", icon="language", keys=("G N",), run=other, group="window"),
        Command(
            id="print",
            icon="printer",
            keys=("Ctrl+P",),
            run=window.print_ticket,
            enabled=has,
            group="ticket",
            why_not="why.no_ticket",
        ),
        Command(
            id="save_pdf",
            icon="file",
            keys=("Ctrl+S",),
            run=window.save_pdf,
            enabled=has,
            group="ticket",
            why_not="why.no_ticket",
        ),
        Command(
            id="copy_ticket",
            icon="copy",
            keys=("Ctrl+Shift+C",),
            run=window.copy_ticket,
            enabled=has,
            group="ticket",
            why_not="why.no_ticket",
        ),
    )
