"""Acts of the window itself: files, tools, panes, palette and theme."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from console.channels.untrusted.names import clean_name
from console.records.tickets import AttachmentRecord, MessageRecord
from console.services import showing, whose
from console.views import agreement, dialogs
from console.views.keys.chooser import CommandPalette
from console.views.keys.menu import command_menu
from console.views.keys.sheet import CommandSheet
from console.views.look import look as looks
from console.views.words import say, say_in

if TYPE_CHECKING:
    from console.views.acts import Acts


ZOOMS = (80, 200)


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
        if name == "calendar":
            from console.views.calendar.opening import open_calendar  # noqa: PLC0415 - loaded only when it is opened

            open_calendar(self._window)
            return
        if name == "reports":
            from console.views.reports.screen import ReportScreen  # noqa: PLC0415 - loaded only when they are opened

            ReportScreen(self._window).open()
            return
        dialogs.open_tool(self._window, name)

    def new_request(self) -> None:
        """Enter a request by hand."""
        dialogs.open_tool(self._window, "new")

    def edit_license(self, license_id: int) -> None:
        """Edit the license of the ticket."""
        dialogs.edit_license(self._window, license_id)

    def palette(self) -> None:
        """Open the palette."""
        CommandPalette(self._window.commands, self._window).open()

    def ticket_menu(self) -> None:
        """Offer everything that can be done with the ticket, each with its key; what cannot be done now is dim."""
        button = self._window.ticket.header.more
        offered = [one for one in self._window.commands.of_group("ticket") if one.id != "menu"]
        menu = command_menu(self._window, offered, say("act.more"))
        menu.popup(button.mapToGlobal(button.rect().bottomRight() - QPoint(menu.sizeHint().width(), -2)))
        menu.begin()

    def key_sheet(self) -> None:
        """Show the keys of this screen."""
        CommandSheet(self._window.commands, self._window).open()

    def open_ticket(self, _ticket_id: int = 0) -> None:
        """Go into the conversation; where one pane stands at a time, the ticket takes the place of the list."""
        window = self._window
        if window.panels is not None or window.queue.table.current_id() is not None:
            window.panes.show_ticket(shown=True)
            window.ticket.conversation.setFocus()

    def write(self, kind: str) -> None:
        """Begin a reply or a note; where one pane stands at a time, the ticket takes the place of the list."""
        self._window.panes.show_ticket(shown=True)
        self._window.ticket.composer.write(kind)

    def next_panel(self) -> None:
        """Show the next panel at the right; where none is to be seen, open them at the one that stood there."""
        if self._window.panes.side_open:
            self._window.side.toggle()
        else:
            self._window.toggle_side()

    def back(self) -> None:
        """Go one level back: out of the query bar, out of the drawer, to the list; what was filtered goes last."""
        window = self._window
        if window.queue.field.hasFocus() or window.queue.completion.is_open:
            window.queue.leave_filter()
            return
        if window.panes.close_drawer():
            return
        in_list = window.queue.table.hasFocus()
        window.ticket.composer.flush()
        if window.panes.show_ticket(shown=False) or not in_list:
            window.queue.states.take_focus()
            return
        window.queue.leave_filter()

    def next_pane(self, by: int = 1) -> None:
        """Move the focus to the next pane, or with -1 to the one before."""
        window = self._window
        listed = window.queue.states.currentWidget() or window.queue.table  # the list, or what is said instead of it
        panes: list[QWidget] = [listed, window.ticket.conversation, window.ticket.composer.edit]
        if window.panes.side_open:
            panes.append(window.side.page)
        panes = [one for one in panes if one.isVisible()]
        here = QApplication.focusWidget()
        place = next((n for n, pane in enumerate(panes) if pane is here or pane.isAncestorOf(here)), -1) if here else -1
        _focus_in(panes[(place + by) % len(panes)])

    def wish(self, kind: str, what: str) -> None:
        """Do what the list proposes: show a view, open a tool, ask for the license, change the density."""
        if kind == "view":
            self._window.show_view(what)
        elif kind == "tool":
            self.open_tool(what)
        elif kind == "density":
            self.look_otherwise(density=what)
        elif kind == "ask":
            self.ask_license()

    def ask_license(self) -> None:
        """Put the one question that an unmatched request needs into the reply, in the customer's language."""
        panels, composer = self._window.panels, self._window.ticket.composer
        if panels is None:
            return
        self.write("reply")
        if not composer.edit.toPlainText().strip():
            question = panels.origin.question if panels.origin is not None else ""
            composer.edit.insertPlainText(say_in(panels.detail.row.language, f"question.{question or 'license'}"))

    def toggle_theme(self) -> None:
        """Change between light and dark; it is remembered."""
        self.look_otherwise(theme="light" if looks.current().tokens.dark else "dark")

    def zoom(self, by: int) -> None:
        """Make everything larger or smaller by some percent; 0 is 100 % again."""
        now = round(looks.current().zoom * 100)
        self.look_otherwise(zoom=100 if not by else max(ZOOMS[0], min(ZOOMS[1], now + by)))

    def look_otherwise(self, *, theme: str = "", zoom: int = 0, density: str = "") -> None:
        """Change how the console looks, at once; it is remembered."""
        now, app = looks.current(), QApplication.instance()
        wanted = {"theme": theme, "zoom": zoom, "density": density}
        whose.keep(replace(whose.chosen(), **{name: value for name, value in wanted.items() if value}))  # type: ignore[arg-type]  # each of its own kind
        if isinstance(app, QApplication):
            fresh = looks.make(
                theme or now.tokens.name, zoom=zoom or round(now.zoom * 100), density=density or now.density
            )
            looks.apply(app, fresh)

    def full_screen(self) -> None:
        """Fill the screen, or not."""
        window = self._window.window()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)


def _focus_in(pane: QWidget) -> None:
    """Give the focus to a pane, or to the first thing in it that takes it."""
    takes = [pane, *pane.findChildren(QWidget)]
    found = next((one for one in takes if one.isVisible() and one.focusPolicy() != Qt.FocusPolicy.NoFocus), pane)
    found.setFocus(Qt.FocusReason.TabFocusReason)
