"""Taking away what would begin an act, where nothing may be changed; what the parts say of the ticket stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.views.decision.facts import FactRow
from console.views.decision.lines import ActLine
from console.views.decision.topics import TopicRow
from console.views.kit.buttons import keep_still

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

DRY = ("take", "assign", "more", "close_button")


def still(window: MainWindow) -> None:
    """Hide the acts of the shown ticket and of every screen, and let its facts and topics only be read."""
    for name in DRY:
        getattr(window.ticket.header, name).hide()
    card = window.side.decision.outcome
    for one in (card.primary, card.confirm, card.choose, window.ticket.waiting):
        one.hide()
    for kind in (FactRow, TopicRow):
        for row in window.side.decision.findChildren(kind):
            row.setEnabled(False)
    for column in (window.side.decision.needs, window.side.decision.changes, window.side.decision.supposed):
        for line in column.findChildren(ActLine):
            line.button.hide()
            line.mark.hide()
            line.setEnabled(False)
    for page in (window.side.inspector, window.side.matters):
        keep_still(page, every=True)
    keep_still(window)
