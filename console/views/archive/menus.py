"""The menus of an archive's window: what is done with the list, and what is taken of the ticket that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from console.views.keys.menu import command_menu
from console.views.words import say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

LIST_KEY, TICKET_KEY = "Alt+L", "Shift+M"
_LIST = (
    ("list_save", "list_pdf", "list_print"),
    ("review_all", "review_sample", "review_sign", "review_agree"),
    ("review_replay", "rehearsal"),
)
_TICKET = (
    ("print", "save_pdf", "save_mails", "save_markdown", "copy_ticket"),
    ("decision_pdf", "decision_print"),
    ("why", "ledger", "review_remark"),
)


def open_list(window: ArchiveWindow) -> QMenu:
    """Offer what is done with the list and its decisions."""
    return _open(window, _LIST, say("command.list_menu"), window.list_more)


def open_ticket(window: ArchiveWindow) -> QMenu:
    """Offer what is taken of the ticket that is shown."""
    return _open(window, _TICKET, say("command.ticket_menu"), window.ticket_more)


def _open(window: ArchiveWindow, groups: tuple[tuple[str, ...], ...], words: str, button: QWidget) -> QMenu:
    known = {one.id: one for one in window.commands.all()}
    menu = command_menu(window, [known[name] for group in groups for name in group], words)
    made = {one.objectName(): one for one in menu.actions()}
    for group in groups[1:]:
        menu.insertSeparator(made[group[0]])
    menu.popup(button.mapToGlobal(QPoint(button.width() - menu.sizeHint().width(), button.height() + 2)))
    first = next((one for one in made.values() if one.isEnabled()), None)
    if first is not None:
        menu.setActiveAction(first)
    return menu
