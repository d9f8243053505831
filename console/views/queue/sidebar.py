"""The left edge: whose desk it is, the way to every command, the views with their counts, the tools, who works here.

Where there is little room it is a rail of icons. It knows nothing of tickets.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.views.kit.text import Text
from console.views.look.look import current
from console.views.queue.entries import Entry, Head, Person, SearchBox
from console.views.queue.further import Further
from console.views.queue.views import VIEWS, View
from console.views.words import say

TOOLS = (
    ("board", "layout-kanban", "G J"),
    ("licenses", "license", "G L"),
    ("agreement", "book", "G P"),
    ("calendar", "calendar", "G H"),
    ("reports", "chart-bar", "G I"),
    ("letters", "list-details", "G K"),
    ("import", "file-import", "Ctrl+I"),
    ("outbox", "send", "G S"),
    ("data", "database", "G B"),
    ("settings", "settings", "Ctrl+,"),
)


class Sidebar(QWidget):
    """The views and tools. `view_chosen` carries a view's key, `tool_chosen` a tool's name."""

    view_chosen = Signal(str)
    tool_chosen = Signal(str)
    search_asked = Signal()

    def __init__(self, company: str, person: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.entries: dict[str, Entry] = {}
        self._saved: list[str] = []
        self.head = Head(company)
        self.head.show_state(say("store.live"), "ok")
        self.search = SearchBox(say("palette.open"), "Ctrl+K")
        self.search.clicked.connect(self.search_asked)
        self.sections = [Text(say(f"side.{name}"), "micro", "3", weight=600) for name in ("views", "saved", "tools")]
        self.person = Person(person, say(f"role.{role}"))
        self._build()
        self._fit()

    def _build(self) -> None:
        area = self._area = QScrollArea()
        outer = QVBoxLayout(self)
        outer.setSpacing(current().px(8))
        outer.addWidget(self.head)
        outer.addWidget(self.search)
        outer.addWidget(area, 1)
        body = QWidget(area.viewport())
        self._inside = QVBoxLayout(body)
        self._inside.setSpacing(current().px(1))
        self._inside.addWidget(self.sections[0])
        for view in VIEWS:
            self._entry(view.key, view.icon, view.title, view.chord, strong=view.key == "critical")
        self._inside.addWidget(self.sections[1])
        self._inside.addWidget(self.sections[2])
        for key, icon_name, chord in TOOLS:
            self._entry(key, icon_name, say(f"tool.{key}"), chord, tool=True)
        self._inside.addStretch(1)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.further = (Further(area, down=False), Further(area, down=True))
        outer.addWidget(self.person)
        self.sections[1].hide()

    def _fit(self) -> None:
        look = current()
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(look.px(8), look.px(10), look.px(9), look.px(6))
        self._inside.setContentsMargins(0, look.px(2), 0, 0)
        for label in self.sections:
            label.setContentsMargins(look.px(10), look.px(8), 0, look.px(3))

    def _entry(
        self,
        key: str,
        icon_name: str,
        words: str,
        chord: str,
        *,
        tool: bool = False,
        strong: bool = False,
        at: int = -1,
    ) -> None:
        entry = Entry(icon_name, words, chord, strong=strong)
        entry.setCheckable(not tool)
        entry.setObjectName(key)
        entry.clicked.connect(self._tool_clicked if tool else self._view_clicked)
        self.entries[key] = entry
        self._inside.insertWidget(at, entry)

    def _view_clicked(self) -> None:
        self.view_chosen.emit(self.sender().objectName())

    def _tool_clicked(self) -> None:
        self.tool_chosen.emit(self.sender().objectName())

    def show_saved(self, views: Sequence[View]) -> None:
        """Show the views that were saved, in their order."""
        for key in self._saved:
            gone = self.entries.pop(key)
            self._inside.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._saved = [view.key for view in views]
        at = self._inside.indexOf(self.sections[1]) + 1
        for place, view in enumerate(views, at):
            self._entry(view.key, view.icon, view.title, "", at=place)
        self.sections[1].setVisible(bool(views) and not self.sections[0].isHidden())

    def show_chosen(self, key: str, *, changed: bool = False) -> None:
        """Mark the view that is shown; with `changed` a dot says that its query is not the saved one."""
        for name, entry in self.entries.items():
            if entry.changed != (changed and name == key):
                entry.changed = changed and name == key
                entry.update()
        if key in self.entries:
            self.entries[key].setChecked(True)

    def show_count(self, key: str, words: str) -> None:
        """Show a view's count."""
        if key in self.entries:
            self.entries[key].show_number(words)

    def show_state(self, words: str, tone: str) -> None:
        """Show whether the database answers."""
        self.head.show_state(words, tone)

    def narrow(self, *, narrow: bool) -> None:
        """Become a rail of icons where there is little room."""
        for place, label in enumerate(self.sections):
            label.setVisible(not narrow and (place != 1 or bool(self._saved)))
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if narrow else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self._area.setVerticalScrollBarPolicy(bar)  # it would take a third of the rail; arrows show that it goes on
        for one in self.further:
            one.want(wanted=narrow)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
