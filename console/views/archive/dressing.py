"""What an archive's window has where the desk has acts: the strip, the facets, what a reader does with a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from console.views.kit.buttons import IconButton
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.review.still import DRY
from console.views.words import say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow


def dress(window: ArchiveWindow) -> None:
    """Put the parts of a reader in their places, and take away those of somebody who works."""
    window.whole.locked.hide()
    layout = window.whole.layout()
    if isinstance(layout, QVBoxLayout):
        layout.insertWidget(0, window.strip)
        layout.insertWidget(1, window.wrong)
    window.wrong.setVisible(window.opened.seal.signature == "bad")
    window.sidebar.show_state(say("archive.state"), "functional")
    _dress_sidebar(window)
    for name in DRY:
        getattr(window.ticket.header, name).hide()
    window.queue.header.add.hide()
    window.queue.header.keep.hide()
    window.queue.header.put(window.narrow, window.list_more)
    window.narrow.setVisible(False)
    _dress_header(window)
    whole = window.ticket.header.parentWidget()
    if whole is not None and isinstance(inner := whole.layout(), QVBoxLayout):
        inner.insertWidget(1, window.back.bar)
    note = Text(say("archive.note"), "small", "2", wrap=True)
    note.setContentsMargins(current().px(8), current().px(6), current().px(8), current().px(2))
    window.ticket.below.addWidget(note)
    window.queue.footer.hide()


def _dress_sidebar(window: ArchiveWindow) -> None:
    layout = window.sidebar.layout()
    area = window.sidebar.findChild(QScrollArea)
    if isinstance(layout, QVBoxLayout) and area is not None:
        layout.insertWidget(layout.indexOf(area), window.facets, 1)
        area.hide()
        window.sidebar.person.hide()  # nobody sits here


def _dress_header(window: ArchiveWindow) -> None:
    """Put what a reader does with a ticket where the acts of the desk stand."""
    top = window.ticket.header.acts
    top.addWidget(window.match_bar)
    for icon, words, key, act in (
        ("printer", "command.print", "Ctrl+P", window.paper.print_out),
        ("file", "command.save_pdf", "Ctrl+S", window.paper.ask_pdf),
        ("copy", "command.copy_ticket", "Alt+C", window.paper.copy),
    ):
        button = IconButton(icon, say(words), key)
        button.clicked.connect(act)
        top.addWidget(button)
    top.addWidget(window.ticket_more)
