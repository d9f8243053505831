"""The page of one license: figures, periods, history, what a payment would give, who and where, its tickets.

It shows and emits wishes. A wish is a word and the number of an entry: ("contact", 7), ("contact", 0) for a new one.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from console.faults import Fault
from console.services.license_list import LicensePage
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.layout import column, row
from console.views.kit.states import EmptyState, ErrorState
from console.views.kit.text import ElidedText, Tag, Text
from console.views.licenses import saying
from console.views.licenses.cards import Card, EntryLine, HistoryCard, PreviewCard, figures
from console.views.licenses.lanes import Lanes
from console.views.licenses.pieces import KeyLine, Swatch, TicketLine, integrity
from console.views.look.look import current
from console.views.words import language, say, say_count

_TICKETS = 10
_ROOM = 820  # below this what stands beside each other stands below
_KINDS = ("free", "paid", "transition", "expired")


class LicenseDetail(QWidget):
    """Shows a license."""

    entry_asked = Signal(str, int)
    ticket_asked = Signal(int)
    tickets_asked = Signal(str)
    new_asked = Signal()
    list_asked = Signal()
    all_asked = Signal()
    read_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.shown: LicensePage | None = None
        self._narrow = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.head = QWidget()
        self.head.setProperty("edge", "bottom")
        self.head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = QVBoxLayout(self.head)
        look = current()
        self._head.setContentsMargins(look.px(20), look.px(10), look.px(20), look.px(10))
        self.pages = QScrollArea()
        self.pages.setWidgetResizable(True)
        self.pages.setAccessibleName(say("licenses.one"))
        layout.addWidget(self.head)
        layout.addWidget(self.pages, 1)
        self.head.hide()

    def show_nothing(self, asked: bool) -> None:  # noqa: FBT001 - what a signal carries
        """Show that there is no license: none that fits what was `asked`, or none at all, and what to do then."""
        self.shown = None
        self.head.hide()
        if asked:
            empty = EmptyState("filter", say("licenses.none"), say("licenses.none_text"), say("licenses.ask_all"))
            empty.acted.connect(self.all_asked)
        else:
            first, text = say("licenses.register_empty"), say("licenses.register_text")
            empty = EmptyState("license", first, text, say("licenses.add"), second=say("licenses.import"))
            empty.acted.connect(self.new_asked)
            empty.second_acted.connect(self.list_asked)
        self.pages.setWidget(empty)

    def show_failed(self, fault: Fault, wanted: int = 0) -> None:
        """Say why no license can be shown, where none is, or another than is wanted; `read_asked` tries it again."""
        if self.shown is None or wanted not in (0, self.shown.record.id):
            self.shown = None
            self.head.hide()
            failed = ErrorState(say("act.try_again"), say("act.copy_details"))
            what, kept, todo = fault.words(language())
            failed.tell(what, f"{kept} {todo}".strip(), code=fault.code)
            failed.acted.connect(self.read_asked)
            self.pages.setWidget(failed)

    def show_page(self, shown: LicensePage) -> None:
        """Show a license."""
        same = self.shown is not None and self.shown.record.id == shown.record.id
        place = self.pages.verticalScrollBar().value() if same else 0
        self.shown = shown
        self._show_head(shown)
        body = QWidget()
        layout = QVBoxLayout(body)
        look = current()
        layout.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(20))
        layout.setSpacing(look.px(12))
        self._narrow = self.width() < look.px(_ROOM)
        layout.addLayout(_grid(figures(shown), 2 if self._narrow else 4))
        if shown.now is not None and shown.now.periods:
            layout.addWidget(self._periods(shown))
        history, preview = HistoryCard(shown), PreviewCard(shown)
        preview.renewal_asked.connect(self._renewal)
        beside = column(spacing=12) if self._narrow else row(spacing=12)
        beside.addWidget(history, 3)
        beside.addWidget(preview, 2)
        layout.addLayout(beside)
        layout.addLayout(self._entries(shown))
        layout.addWidget(self._tickets(shown))
        layout.addStretch(1)
        self.pages.setWidget(body)
        self.pages.verticalScrollBar().setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put below each other what has no more room beside each other."""
        super().resizeEvent(event)
        if self.shown is not None and self._narrow != (self.width() < current().px(_ROOM)):
            self.show_page(self.shown)

    def _show_head(self, shown: LicensePage) -> None:
        record, now = shown.record, shown.now
        inside = QWidget()
        upper = row(KeyLine(record.key), spacing=8)
        upper.setStretch(0, 1)
        edit = Button(say("act.edit"), "quiet", "pencil")
        edit.clicked.connect(self._edit)
        renew = PrimaryButton(say("licenses.renew"), "plus", chord="N")
        renew.clicked.connect(self._new_purchase)
        upper.addWidget(edit)
        upper.addWidget(renew)
        name = Text(record.customer, "title")
        plan = ElidedText(saying.list_of((record.product, say(f"plan.{record.plan}"))), "body", "text2")
        middle = row(name, plan, spacing=10)
        middle.setStretch(1, 1)
        tag = saying.state_tag(now.state if now is not None else None)
        tags = row(Tag(tag.words, tag.tone, tag.icon), spacing=6)
        if record.purchases:
            tags.addWidget(Tag(say_count("licenses.renewed", len(record.purchases)), "plain", "refresh"))
        if record.contacts:
            tags.addWidget(Tag(say_count("licenses.people", len(record.contacts)), "plain", "user"))
        if any(one.ends_at is None for one in record.suspensions):
            tags.addWidget(Tag(say("licenses.suspended"), "critical", "clock-pause"))
        if record.problem:
            tags.addWidget(Tag(say(f"problem.{record.problem}"), "critical", "ban"))
        if now is not None:
            for flag in now.flags:
                tags.addWidget(Tag(say(f"flag.{flag}"), "functional", "info-circle"))
        tags.addStretch(1)
        layout = column(spacing=4)
        for part in (upper, middle, tags):
            layout.addLayout(part)
        inside.setLayout(layout)
        while (item := self._head.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self._head.addWidget(inside)
        self.head.show()

    def _periods(self, shown: LicensePage) -> Card:
        legend = QWidget()
        line = row(spacing=6)
        for kind in _KINDS:
            line.addWidget(Swatch(kind))
            line.addWidget(Text(say(f"licenses.legend_{kind}"), "small", "2"))
        line.addWidget(Text(f"•  {say('licenses.legend_tickets')}", "small", "2"))
        legend.setLayout(line)
        card = Card(say("licenses.periods"), legend)
        lanes = Lanes()
        if shown.now is not None:
            lanes.show_periods(shown.now, shown.tickets)
        card.inner.addWidget(lanes)
        under = "" if shown.now is None else saying.versions_of(shown.now)
        if under:
            card.inner.addWidget(Text(under, "small", "3", wrap=True))
        return card

    def _entries(self, shown: LicensePage) -> QGridLayout:
        record = shown.record
        people = self._list("contact", say("licenses.people_head"))
        people.inner.addWidget(
            self._entry("customer", record.customer_id, record.customer, say("forms.customer"), icon="home")
        )
        for one in record.contacts:
            role = say(f"sender.{one.role}") if one.role else say("sender.unknown")
            tags = ((role, "plain"), *(((say("licenses.designated"), "ok"),) if one.designated else ()))
            reach = saying.list_of((one.address, one.handle))
            people.inner.addWidget(self._entry("contact", one.id, one.name or reach, reach, tags, icon="user"))
        places = self._list("domain", say("licenses.domains"))
        for domain in record.domains:
            places.inner.addWidget(self._entry("domain", domain.id, domain.name, say("licenses.domain"), icon="world"))
            checked = self._entry(
                "installation", domain.id, say("licenses.installation"), "", integrity(domain), icon="shield-check"
            )
            places.inner.addWidget(checked)
        ways = self._list("channel", say("licenses.channels"))
        for way in record.channels:
            tag = (say("licenses.official"), "ok") if way.official else (say("licenses.not_official"), "critical")
            ways.inner.addWidget(
                self._entry("channel", way.id, way.address, say(f"channel.{way.kind}"), (tag,), icon="message")
            )
        cards = (people, places, ways, self._events(shown))
        for card in cards:
            if card.inner.count() == 1:
                card.inner.addWidget(Text(say("licenses.empty"), "small", "3"))
            card.inner.addStretch(1)
        return _grid(cards, 1 if self._narrow else 2)

    def _events(self, shown: LicensePage) -> Card:
        """Payments, suspensions, the archive and the way back: what decides the periods."""
        record = shown.record
        card = self._list("purchase", say("licenses.purchases"))
        for one in record.purchases:
            title = saying.list_of((say_count("license.month", one.length), one.evidence))
            paid = say("licenses.paid_on", day=saying.day_of(one.paid_at, shown.now))
            card.inner.addWidget(self._entry("purchase", one.id, title, paid, icon="certificate"))
        for stop in record.suspensions:
            ended = say("suspended.ended") if stop.ends_at is not None else say("suspended.runs")
            tag = (ended, "plain" if stop.ends_at is not None else "critical")
            title = saying.list_of((say(f"suspended.{stop.kind}"), say("license.clause", clause=stop.basis)))
            card.inner.addWidget(self._entry("suspension", stop.id, title, stop.reason, (tag,), icon="clock-pause"))
        more = row(spacing=4)
        wished = ["suspension"]
        if shown.now is not None:
            wished.append("restoration" if shown.now.state == "archived" else "transfer")
        for wish in wished:
            button = Button(say(f"licenses.act_{wish}"), "quiet")
            button.setProperty("wish", wish)
            button.setProperty("entry", 0)
            button.clicked.connect(self._asked)
            more.addWidget(button)
        more.addStretch(1)
        card.inner.addLayout(more)
        return card

    def _list(self, wish: str, heading: str) -> Card:
        add = Button(say("licenses.add_entry"), "quiet", "plus")
        add.setAccessibleName(say(f"licenses.add_{wish}"))
        add.setProperty("wish", wish)
        add.setProperty("entry", 0)
        add.clicked.connect(self._asked)
        card = Card(heading, add)
        card.inner.setSpacing(current().px(2))
        return card

    def _entry(
        self, wish: str, number: int, title: str, detail: str, tags: tuple[tuple[str, str], ...] = (), *, icon: str
    ) -> EntryLine:
        line = EntryLine(title, detail, tags, icon=icon)
        line.setProperty("wish", wish)
        line.setProperty("entry", number)
        line.clicked.connect(self._asked)
        return line

    def _tickets(self, shown: LicensePage) -> Card:
        every = Button(say("licenses.all_in_queue"), "quiet")
        every.clicked.connect(self._all)
        card = Card(say("licenses.of_this"), every if shown.tickets else None)
        card.inner.setSpacing(current().px(2))
        now = shown.now.at if shown.now is not None else max((one.updated_at for one in shown.tickets), default=None)
        for one in shown.tickets[:_TICKETS]:
            line = TicketLine(one, now or one.updated_at, wide=True)
            line.asked.connect(self.ticket_asked)
            card.inner.addWidget(line)
        if not shown.tickets:
            card.inner.addWidget(Text(say("licenses.no_tickets"), "small", "3"))
        return card

    def _asked(self) -> None:
        line = self.sender()
        self.entry_asked.emit(str(line.property("wish")), int(line.property("entry")))

    def _edit(self) -> None:
        self.entry_asked.emit("license", 0)

    def _new_purchase(self) -> None:
        self.entry_asked.emit("purchase", 0)

    def _renewal(self, months: int) -> None:
        self.entry_asked.emit("renewal", months)

    def _all(self) -> None:
        if self.shown is not None:
            self.tickets_asked.emit(self.shown.record.customer)


def _grid(cards: tuple[Card, ...], columns: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(current().px(12))
    for number, card in enumerate(cards):
        grid.addWidget(card, number // columns, number % columns)
    for place in range(columns):
        grid.setColumnStretch(place, 1)
    return grid
