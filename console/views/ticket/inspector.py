"""The license beside a ticket: what runs, until when, what is covered, whose it is; and the state when this arrived."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from console.records.assessment import StandingView
from console.records.licensing import LicenseRecord
from console.records.tickets import TicketRow
from console.services.showing import Panels
from console.views.look.icons import icon
from console.views.look.look import current
from console.views.parts import Button, EmptyState, Line, PlainLabel, column, row
from console.views.ticket.timeline import Timeline
from console.views.ticket.waiting import evidence_words
from console.views.words import age, day, days_left, say, say_count

_TONES = {"free": "ok", "paid": "ok", "transition": "functional", "expired": "critical", "invalid": "critical"}
_COVERED = {
    "free": (True, True, True),
    "paid": (True, True, True),
    "transition": (True, False, True),
    "expired": (False, False, True),
    "archived": (False, False, True),
}


class Inspector(QScrollArea):
    """Shows a license, read only; wishes to edit it or to open another ticket are emitted."""

    edit_asked = Signal(int)
    match_asked = Signal()
    ticket_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("license.inspector"))

    def show_panels(self, panels: Panels) -> None:
        """Show the license of a ticket."""
        look = current()
        body = QWidget()
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(16))
        layout.setSpacing(look.px(10))
        if panels.license is None:
            self._unmatched(panels, layout)
        else:
            self._license(panels, panels.license, layout)
        layout.addStretch(1)
        self.setWidget(body)

    def _unmatched(self, panels: Panels, layout: QVBoxLayout) -> None:
        detail = panels.detail
        known = detail.customer_id is not None
        text = say(
            "license.unmatched_known" if known else "license.unmatched_text", address=detail.contact_address or "–"
        )
        empty = EmptyState("license", say("license.unmatched"), text, say("license.choose"))
        empty.acted.connect(self.match_asked)
        layout.addWidget(empty)

    def _license(self, panels: Panels, record: LicenseRecord, layout: QVBoxLayout) -> None:
        layout.addWidget(self._card(panels, record))
        if panels.now is not None:
            self._periods(panels.now, layout)
            self._covered(panels.now, layout)
        layout.addWidget(Line())
        self._customer(panels, record, layout)
        if panels.earlier:
            layout.addWidget(Line())
            self._earlier(panels.earlier, panels, layout)

    def _card(self, panels: Panels, record: LicenseRecord) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        inner = column(spacing=6, margins=(14, 12, 14, 12))
        title = row(PlainLabel(f"{record.product or say('license.license')} · {record.plan}", "h2"), spacing=6)
        title.addStretch(1)
        edit = Button(say("act.edit"), "quiet", "pencil")
        edit.setProperty("license", record.id)
        edit.clicked.connect(self._edit)
        title.addWidget(edit)
        inner.addLayout(title)
        key = PlainLabel(record.key, "small", "2")
        key.setFont(current().mono())
        key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner.addWidget(key)
        if panels.now is not None:
            self._countdown(panels, panels.now, inner)
        else:
            inner.addWidget(PlainLabel(say("license.zone_not_set"), "body", "critical", wrap=True))
        how = "" if panels.origin is None else evidence_words(panels.origin)
        if how:
            inner.addWidget(PlainLabel(how, "small", "3", wrap=True))
        card.setLayout(inner)
        return card

    def _countdown(self, panels: Panels, now: StandingView, inner: QVBoxLayout) -> None:
        tone = _TONES.get(now.state, "2")
        if now.boundary_at is not None and now.state not in ("expired", "archived", "invalid"):
            left = days_left(now.boundary_at, now.at)
            number = PlainLabel(say_count("license.days", left), "display")
            of = PlainLabel(say(f"license.left_{now.state}"), "body", "2")
            line = row(number, of, spacing=8)
            line.setAlignment(of, Qt.AlignmentFlag.AlignBottom)
            line.addStretch(1)
            inner.addLayout(line)
            inner.addWidget(PlainLabel(say("license.until", day=day(now.boundary_at)), "small", "3"))
        else:
            inner.addWidget(PlainLabel(say(f"license.{now.state}"), "display", tone))
            if now.archive_eligible:
                inner.addWidget(PlainLabel(say("license.archive_possible"), "small", "critical", wrap=True))
            elif now.boundary_at is not None:
                inner.addWidget(
                    PlainLabel(say("license.archive_from", day=day(now.boundary_at)), "small", "3", wrap=True)
                )
        strip = Timeline()
        strip.show_standing(now, panels.detail.row.received_at)
        inner.addWidget(strip)
        if panels.then is not None:
            changed = panels.then.state != now.state
            words = say(
                "license.then_and_now" if changed else "license.then_same",
                then=say(f"license.{panels.then.state}"),
                now=say(f"license.{now.state}"),
            )
            inner.addWidget(PlainLabel(words, "small", "functional" if changed else "3", wrap=True))

    def _periods(self, now: StandingView, layout: QVBoxLayout) -> None:
        for one in now.periods:
            swatch = QFrame()
            size = current().px(10)
            swatch.setFixedSize(size, size)
            swatch.setStyleSheet(f"background: {getattr(current().tokens, one.kind)}; border-radius: 2px;")
            running = one.start <= now.at < one.end
            name = PlainLabel(say(f"license.{one.kind}"), "strong" if running else "body", "" if running else "2")
            dates = PlainLabel(f"{day(one.start)} – {_last(one.last_day)}", "small", "2")
            line = row(swatch, name, spacing=8)
            line.addStretch(1)
            line.addWidget(dates)
            layout.addLayout(line)

    def _covered(self, now: StandingView, layout: QVBoxLayout) -> None:
        layout.addWidget(Line())
        layout.addWidget(PlainLabel(say("license.covered"), "label", "3"))
        for key, held in zip(
            ("questions", "diagnostics", "errors"), _COVERED.get(now.state, (False, False, False)), strict=True
        ):
            mark = PlainLabel()
            size = current().px(16)
            mark.setPixmap(icon("circle-check" if held else "ban", "ok" if held else "text3", 16).pixmap(size, size))
            words = PlainLabel(say(f"covered.{key}_{'yes' if held else 'no'}"), "body", "" if held else "3", wrap=True)
            line = row(mark, words, spacing=8)
            line.setStretch(1, 1)
            layout.addLayout(line)

    def _customer(self, panels: Panels, record: LicenseRecord, layout: QVBoxLayout) -> None:
        layout.addWidget(PlainLabel(say("license.customer"), "label", "3"))
        layout.addWidget(PlainLabel(record.customer, "h2", wrap=True))
        for one in record.contacts:
            role = say(f"sender.{one.role}") if one.role else say("sender.unknown")
            layout.addWidget(PlainLabel(f"{one.name}  ·  {role}", "small", "2", wrap=True))
        for domain in record.domains:
            changed = any((domain.code_modified, domain.files_modified, domain.database_modified))
            unknown = domain.code_modified is None
            words = say("license.changed" if changed else "license.not_checked" if unknown else "license.unchanged")
            layout.addWidget(
                PlainLabel(f"{domain.name}  ·  {words}", "small", "critical" if changed else "2", wrap=True)
            )
        if panels.detail.contact_role is None and panels.detail.contact_address:
            layout.addWidget(
                PlainLabel(say("license.writes", address=panels.detail.contact_address), "small", "3", wrap=True)
            )

    def _earlier(self, earlier: tuple[TicketRow, ...], panels: Panels, layout: QVBoxLayout) -> None:
        layout.addWidget(PlainLabel(say("license.earlier"), "label", "3"))
        at = panels.now.at if panels.now is not None else panels.detail.row.updated_at
        for one in earlier:
            button = Button(f"TK-{one.number}  {one.subject[:34]}  ·  {age(one.received_at, at)}", "quiet")
            button.setStyleSheet("text-align: left;")
            button.setProperty("ticket", one.id)
            button.clicked.connect(self._open)
            layout.addWidget(button)

    def _edit(self) -> None:
        self.edit_asked.emit(int(self.sender().property("license")))

    def _open(self) -> None:
        self.ticket_asked.emit(int(self.sender().property("ticket")))


def _last(last_day: date) -> str:
    return day(datetime.combine(last_day, time(12), UTC))
