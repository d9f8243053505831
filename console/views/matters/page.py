"""The page of a request beside its ticket: cards of what it brings besides its question. Read late, kept in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.services.matters import Matters
from console.services.showing import Panels
from console.views.decision.lines import KeyedColumn
from console.views.decision.topics import TopicWords
from console.views.kit.buttons import Button
from console.views.kit.text import SectionHeader
from console.views.look.look import current
from console.views.matters import cards, noticed, questions
from console.views.matters.line import MatterLine, Told, bar
from console.views.words import of, say
from console.work.throttle import Throttle

_REST_MS = 220
NOTICED, QUESTIONS, FACTS, ACCESS = "noticed", "questions", "facts15", "access"
PAUSES, ORDERS, FAIR, AGREEMENT = "pauses", "orders", "fair", "agreement"
CARDS = (NOTICED, QUESTIONS, FACTS, ACCESS, PAUSES, ORDERS, FAIR, AGREEMENT)
BEGINS = (ACCESS, PAUSES, ORDERS, FAIR)
"""Cards that a person may begin something in, and that are there for it while they are empty."""
_BEGUN_AT_WORK = (ACCESS, PAUSES, ORDERS)


def is_barred(card: str, act: str) -> bool:
    """Return whether an act of a card changes what a decision rests on: it is barred once the request is over."""
    if card == NOTICED:
        return act != noticed.HIDE
    if card in (ACCESS, FAIR):
        return act in (cards.LOOK, cards.NAME, cards.UNNAME)
    return card in (QUESTIONS, FACTS)


class MattersPage(QScrollArea):
    """Shows the cards. `wanted` asks for a ticket's matters, `acted` carries card, key and act, `evidence_asked` words.

    `begun` carries the card that something new is wished in; `counted` says how much waits for a person.
    """

    wanted = Signal(int)
    acted = Signal(str, str, str)
    begun = Signal(str)
    evidence_asked = Signal(int, int, int)
    counted = Signal(int)

    def __init__(self, topics: TopicWords, services: TopicWords, parent: QWidget) -> None:
        super().__init__(parent)
        self.matters: Matters | None = None
        self._topics, self._services = topics, services
        self._ticket = 0
        self._is_over = False
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("matters.page"))
        self._heads: dict[str, SectionHeader] = {}
        self.begin: dict[str, Button] = {}
        self.cards: dict[str, KeyedColumn] = {}
        self._stops: list[QWidget] = []
        self._wants_focus = False
        self._rest = Throttle(_REST_MS, self)
        self._rest.fired.connect(self._ask)
        self._build()

    def learn(self, topics: TopicWords, services: TopicWords) -> None:
        """Name topics and services as another version of the agreement does."""
        self._topics, self._services = topics, services

    def _build(self) -> None:
        look = current()
        body = QWidget(self.viewport())
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(look.px(12), look.px(8), look.px(10), look.px(16))
        layout.setSpacing(look.px(2))
        for name in CARDS:
            self._heads[name] = SectionHeader(say(f"matters.head_{name}"), self._beginning(name))
            self.cards[name] = KeyedColumn(self._maker(name), spacing=2)
            layout.addWidget(self._heads[name])
            layout.addWidget(self.cards[name])
        layout.addStretch(1)
        self.setWidget(body)

    def _beginning(self, card: str) -> Button | None:
        if card not in BEGINS:
            return None
        button = Button(say(f"matters.begin_{card}"), "quiet")
        button.setAccessibleName(f"{say(f'matters.head_{card}')}: {say(f'matters.begin_{card}')}")
        button.setProperty("card_name", card)
        button.clicked.connect(self._begin)
        self.begin[card] = button
        return button

    def _begin(self) -> None:
        self.begun.emit(str(self.sender().property("card_name")))

    @property
    def ticket_id(self) -> int:
        """Return the ticket that is shown, 0 for none."""
        return self._ticket

    def show_panels(self, panels: Panels) -> None:
        """Ask for what belongs to a ticket, once it stays shown."""
        key = int(panels.detail.row.id)
        if key != self._ticket:
            self._ticket = key
            self._show_nothing()
        self._bar(over=panels.ending is not None)
        self._rest.ask()

    def _bar(self, *, over: bool) -> None:
        """Bar what a request that is over does not let change, at once: its matters are read later."""
        if over == self._is_over:
            return
        self._is_over = over
        for name in _BEGUN_AT_WORK:
            bar(self.begin[name], barred=over)
        if self.matters is not None:
            self.show_matters(self.matters)

    def show_matters(self, found: Matters) -> None:
        """Show what was read of the ticket that is still shown."""
        if int(found.ticket_id) != self._ticket:
            return
        self.matters = found
        names = {code: of(en, ru) for code, en, ru in self._services}
        rows: dict[str, Mapping[str, Told]] = {
            NOTICED: {one.key: noticed.told(one) for one in noticed.ordered(found.signs)},
            QUESTIONS: questions.rows(found.questions, found.asked, self._topics),
            FACTS: questions.facts(found.facts),
            ACCESS: cards.access(found.access, over=self._is_over),
            PAUSES: cards.pauses(found.pauses),
            ORDERS: cards.orders(found.orders, names),
            FAIR: cards.fair_use(found),
            AGREEMENT: cards.agreement(found.acknowledged),
        }
        for name in CARDS:
            self._show(name, rows[name])
        self.begin[FAIR].setEnabled(bool(found.counts))
        self._order_stops()
        self.counted.emit(found.waiting)
        if self._wants_focus:
            self.focus_first()

    def focus_first(self) -> None:
        """Put the focus on the first line, as soon as there are lines."""
        self._wants_focus = self.matters is None
        first = next((row for card in self.cards.values() for row in card.rows.values()), None)
        if not self._wants_focus:
            (first or next(one for one in (*self.begin.values(), self) if one.isEnabled())).setFocus()

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
        self.counted.emit(0)
        self.verticalScrollBar().setValue(0)

    def _show(self, name: str, rows: Mapping[str, Told]) -> None:
        self.cards[name].show_rows({key: _with(self._as_it_stands(name, told)) for key, told in rows.items()})
        self._heads[name].setVisible(bool(rows) or name in BEGINS)

    def _as_it_stands(self, card: str, told: Told) -> Told:
        barred = frozenset(act for act, _words in told.acts if self._is_over and is_barred(card, act))
        return replace(told, barred=barred)

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
        """Walk from top to bottom by Tab, wherever rows were added."""
        stops: list[QWidget] = []
        for name, card in self.cards.items():
            stops += [self.begin[name]] if name in self.begin else []
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
