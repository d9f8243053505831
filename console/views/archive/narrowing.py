"""What the list can be narrowed by, on a card: for a window in which the bar at the left has no room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from console.views.archive.facets import Facets
from console.views.kit.cover import Cover
from console.views.look.look import current
from console.views.words import say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

NARROW_KEY = "Alt+F"


def narrow_list(window: ArchiveWindow) -> None:
    """Offer what the list can be narrowed by."""
    NarrowCard(window).open()


class NarrowCard(Cover):
    """The facets of the window once more. Each press changes the query of the list at once."""

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window, say("archive.facets"), width=420, height=640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_header(say("archive.facets"), say("act.done"), icon="filter", chord=NARROW_KEY)
        self.facets = Facets(window.ticket.conversation.topics)
        self.facets.toggled.connect(window.toggle)
        look, inside = current(), QVBoxLayout()
        inside.setContentsMargins(look.px(8), look.px(4), look.px(6), 0)
        inside.addWidget(self.facets)
        self.body.addLayout(inside, 1)
        self.add_footer(back=say("act.done")).setAutoDefault(False)
        known = window.facets
        known.shown.connect(self.facets.show_counted)
        self.facets.show_counted(known.counted, known.chosen)
        first = next((one for one in self.facets.rows.values() if one.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
