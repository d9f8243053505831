"""The page of a request beside its ticket: cards of what it brings besides its question. Read late, kept in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.services.matters import Matters
from console.services.showing import Panels
from console.views.decision.lines import KeyedColumn
from console.views.kit.text import SectionHeader, Text
from console.views.look.look import current
from console.views.matters import noticed
from console.views.matters.line import MatterLine, Told
from console.views.words import say
from console.work.throttle import Throttle

_REST_MS = 220
NOTICED = "noticed"
CARDS = (NOTICED,)


class MattersPage(QScrollArea):
    """Shows the cards. `wanted` asks for a ticket's matters, `acted` carries card, key and act, `evidence_asked` words.

    `counted` says how much waits for a person.
    """

    wanted = Signal(int)
    acted = Signal(str, str, str)
    evidence_asked = Signal(int, int, int)
    counted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.matters: Matters | None = None
        self._ticket = 0
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("matters.page"))
        self._heads: dict[str, SectionHeader] = {}
        self.cards: dict[str, KeyedColumn] = {}
        self.nothing = Text(say("matters.nothing"), "body", "3", wrap=True)
        self._stops: list[QWidget] = []
        self._rest = Throttle(_REST_MS, self)
        self._rest.fired.connect(self._ask)
        self._build()

    def _build(self) -> None:
        look = current()
        body = QWidget()
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(look.px(12), look.px(12), look.px(10), look.px(16))
        layout.setSpacing(look.px(2))
        layout.addWidget(self.nothing)
        for name in CARDS:
            self._heads[name] = SectionHeader(say(f"matters.head_{name}"))
            self.cards[name] = KeyedColumn(self._maker(name), spacing=2)
            layout.addWidget(self._heads[name])
            layout.addWidget(self.cards[name])
        layout.addStretch(1)
        self.setWidget(body)

    def show_panels(self, panels: Panels) -> None:
        """Ask for what belongs to a ticket, once it stays shown."""
        key = int(panels.detail.row.id)
        if key != self._ticket:
            self._ticket = key
            self._show_nothing()
        self._rest.ask()

    def show_matters(self, found: Matters) -> None:
        """Show what was read of the ticket that is still shown."""
        if int(found.ticket_id) != self._ticket:
            return
        self.matters = found
        rows = {NOTICED: {one.key: noticed.told(one) for one in noticed.ordered(found.signs)}}
        for name in CARDS:
            self._show(name, rows[name])
        self.nothing.setVisible(not any(rows.values()))
        self._order_stops()
        self.counted.emit(found.waiting)

    def rest(self) -> None:
        """Ask for nothing more: the window closes."""
        self._rest.cancel()

    def _ask(self) -> None:
        if self._ticket:
            self.wanted.emit(self._ticket)

    def _show_nothing(self) -> None:
        self.matters = None
        for name in CARDS:
            self._show(name, {})
        self.nothing.hide()
        self.counted.emit(0)
        self.verticalScrollBar().setValue(0)

    def _show(self, name: str, rows: Mapping[str, Told]) -> None:
        self.cards[name].show_rows({key: _with(told) for key, told in rows.items()})
        self._heads[name].setVisible(bool(rows))

    def _maker(self, card: str) -> Callable[[str], QWidget]:
        def make(key: str) -> QWidget:
            line = MatterLine(key)
            line.setProperty("card_name", card)
            line.acted.connect(self._acted)
            line.pointed.connect(self._pointed)
            return line

        return make

    def _acted(self, key: str, act: str) -> None:
        self.acted.emit(str(self.sender().property("card_name")), key, act)

    def _pointed(self, key: str) -> None:
        place = None if self.matters is None else self.matters.place(key)
        self.evidence_asked.emit(*(place or (0, 0, 0)))

    def _order_stops(self) -> None:
        stops: list[QWidget] = []
        for card in self.cards.values():
            for row in card.rows.values():
                stops += [row, *(row.buttons.values() if isinstance(row, MatterLine) else ())]
        if stops != self._stops:
            self._stops = stops
            for before, after in pairwise(stops):
                QWidget.setTabOrder(before, after)


def _with(told: Told) -> Callable[[QWidget], None]:
    def fill(widget: QWidget) -> None:
        if isinstance(widget, MatterLine):
            widget.show_told(told)

    return fill
