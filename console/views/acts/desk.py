"""Acts of the window itself: files, tools, panes, palette and theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog

from console import settings
from console.channels.untrusted.names import clean_name
from console.records.tickets import AttachmentRecord, MessageRecord
from console.services import showing, whose
from console.views import agreement, dialogs
from console.views.keys.chooser import CommandPalette
from console.views.keys.sheet import CommandSheet
from console.views.look import look as looks
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class DeskActs(QObject):
    """What a person does with the window."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window

    def save_file(self, file: AttachmentRecord) -> None:
        """Save an attachment under a safe name; nothing is ever opened or overwritten."""
        desk = self._window.desk
        start = Path.home() / clean_name(file.name or "file")
        chosen, _ = QFileDialog.getSaveFileName(self._window, say("act.save_as"), str(start))
        if chosen and file.sha256 is not None:
            sha256 = file.sha256
            self._window.write(lambda: Path(chosen).write_bytes(showing.content(desk, sha256)))

    def show_mail(self, message: MessageRecord) -> None:
        """Show a message as it was sent: cleaned, without anything fetched."""
        dialogs.show_mail(self._window, message)

    def open_tool(self, name: str) -> None:
        """Open a tool of the sidebar."""
        if name == "agreement":
            agreement.browse(self._window)
            return
        dialogs.open_tool(self._window, name)

    def new_request(self) -> None:
        """Enter a request by hand."""
        dialogs.open_tool(self._window, "new")

    def edit_license(self, license_id: int) -> None:
        """Edit the license of the ticket."""
        dialogs.edit_license(self._window, license_id)

    def match_license(self) -> None:
        """Choose the license of the ticket."""
        dialogs.match_license(self._window)

    def palette(self) -> None:
        """Open the palette."""
        CommandPalette(self._window.commands, self._window).open()

    def key_sheet(self) -> None:
        """Show the keys of this screen."""
        CommandSheet(self._window.commands, self._window).open()

    def back(self) -> None:
        """Go one level back: out of the text, then to the list."""
        self._window.ticket.composer.flush()
        self._window.queue.table.setFocus()

    def next_pane(self) -> None:
        """Move the focus to the next pane."""
        window = self._window
        panes = (window.queue.table, window.ticket.conversation, window.ticket.composer.edit, window.side.decision)
        here = QApplication.focusWidget()
        place = next((n for n, pane in enumerate(panes) if pane is here or pane.isAncestorOf(here)), -1) if here else -1
        panes[(place + 1) % len(panes)].setFocus()

    def toggle_theme(self) -> None:
        """Change between light and dark; it is remembered."""
        chosen = whose.chosen()
        theme = "light" if looks.current().tokens.dark else "dark"
        whose.keep(settings.Settings(**{**_fields(chosen), "theme": theme}))
        dialogs.apply_look(self._window, theme)


def _fields(chosen: settings.Settings) -> dict[str, Any]:
    return {name: getattr(chosen, name) for name in chosen.__dataclass_fields__}
