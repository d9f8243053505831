"""The commands that a desk has for archives. What a reader does in one is loaded with the first archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.views.archive.choosing import export_archive, open_archive
from console.views.keys.commands import Command
from console.views.review.commands import merge_command

if TYPE_CHECKING:
    from console.views.archive.leaving import Form
    from console.views.main_window import MainWindow

_READING = frozenset(
    (
        *("why", "ledger", "filter", "choose", "extend_down", "extend_up", "sort", "columns", "refresh"),
        *("next", "previous", "open", "back", "next_message", "previous_message", "next_pane", "previous_pane"),
        *("density_compact", "density_regular", "density_roomy", "palette", "keys", "side", "panel", "theme"),
        *("zoom_in", "zoom_out", "zoom_none", "full_screen", "quit", "calendar", "agreement", "errors"),
        "rehearsal",
    )
)
_FORMS: dict[Form, str] = {"pdf": "file", "mails": "mail", "markdown": "file"}
FORM_KEYS = {"pdf": "Ctrl+S", "mails": "Alt+P", "markdown": "Alt+D"}
"""The chords that save a ticket as a file; the desk and an archive have the same."""


def readable(command_id: str) -> bool:
    """Return whether a command of the desk is one of an archive's reader too."""
    return command_id in _READING


def archive_commands(window: MainWindow) -> tuple[Command, ...]:
    """Return the commands that a desk has for archives, or those that an archive has besides the desk's."""
    if window.sealed:
        from console.views.archive.reading_commands import reading_commands  # noqa: PLC0415 - a desk does without

        return reading_commands(window)
    return (
        Command(id="open_archive", icon="archive", keys=("Ctrl+O",), run=lambda: open_archive(window), group="go"),
        Command(
            id="export_archive", icon="archive", keys=("Shift+E",), run=lambda: export_archive(window), group="list"
        ),
        Command(id="archives", icon="archive", keys=(), run=lambda: window.acts.desk.open_tool("archives"), group="go"),
        merge_command(window),
        *(_leaving(window, form, icon) for form, icon in _FORMS.items()),
    )


def _leaving(window: MainWindow, form: Form, icon: str) -> Command:
    """Return the command that saves the ticket that is shown as a file."""

    def run() -> None:
        from console.views.archive import leaving  # noqa: PLC0415 - paper is slow to load, and seldom asked for

        leaving.ask(window, form)

    def has() -> bool:
        return window.panels is not None

    return Command(
        id=f"save_{form}",
        icon=icon,
        keys=(FORM_KEYS[form],),
        run=run,
        enabled=has,
        group="ticket",
        why_not="why.no_ticket",
    )
