"""The desk before it is open: the sidebar and the first rows, in the places and the widgets that the window takes over.

What this module loads is waited for at every start: no service that stands on the store, and no policy.
"""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.models.paged_table import FIRST_PAGE as FIRST_ROWS
from console.query import spoken
from console.records.glance import Glance
from console.views.panes import Panes
from console.views.queue.pane import QueuePane
from console.views.queue.sidebar import Sidebar
from console.views.queue.views import VIEWS
from console.views.words import language
from console.work.runner import Runner

__all__ = ["FIRST_QUERY", "FIRST_ROWS", "Lobby"]

FIRST_QUERY = VIEWS[0].query


class Lobby(Panes):
    """The panes with the first rows. The cursor moves in them; nothing can be asked for until the window is there."""

    def __init__(self, runner: Runner, glance: Glance) -> None:
        self.runner = runner
        self._whose = (glance.company, glance.person, glance.role)
        super().__init__()
        self.hold(
            Sidebar(glance.company or "Clausedesk", glance.person, glance.role, self),
            QueuePane(None, runner, _now, self),
            _blank(self),
            _blank(self),
        )
        self.sidebar.show_chosen(VIEWS[0].key)
        self.queue.header.title.set_text(VIEWS[0].title)
        self.queue.field.setText(spoken(VIEWS[0].query, language()))
        self.queue.table.painter_of_rows.expecting = True  # it follows from the agreement, which comes later
        self.queue.table.rows.show(glance.rows)
        self.queue.table.select_row(0)
        self._hold(held=True)

    def _hold(self, *, held: bool) -> None:
        """Let the pointer and the keys reach nothing but the list, or everything."""
        self.queue.field.setReadOnly(held)
        for widget in (self.sidebar, self.queue.header):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, held)

    def give(self, company: str, person: str, role: str) -> tuple[Sidebar, QueuePane]:
        """Give the sidebar and the queue to the window; another sidebar where it would say something else by now."""
        self._hold(held=False)
        if self._whose == (company, person, role):
            return self.sidebar, self.queue
        return Sidebar(company or "Clausedesk", person, role), self.queue


def _blank(parent: QWidget) -> QWidget:
    """Return the ground on which a pane will stand."""
    made = QWidget(parent)
    made.setProperty("ground", "surface")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def _now() -> datetime:
    return datetime.now(UTC)
