"""The license beside a ticket: what runs, until when, what is covered, whose it is; and the state when this arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from console.records.assessment import StandingView
from console.records.licensing import ContactRecord, LicenseRecord
from console.records.tickets import TicketRow
from console.services.showing import Panels
from console.views.kit.buttons import IconButton
from console.views.kit.flow import TagFlow
from console.views.kit.layout import Line, column, row
from console.views.kit.states import EmptyState
from console.views.kit.text import ElidedText, Tag, Text, plain_tip
from console.views.kit.timeline import SwatchList, TimelineStrip
from console.views.licenses import saying
from console.views.licenses.pieces import FactLine, KeyLine, TicketLine, integrity
from console.views.look.icons import icon
from console.views.look.look import current
from console.views.matters.line import bar
from console.views.ticket.waiting import evidence_words
from console.views.words import say, zone

_COVERED = {
    "free": ("10.1", "10.1", "14.1"),
    "paid": ("11.3", "11.3", "14.1"),
    "transition": ("10.3.3", "", "14.1"),
    "expired": ("", "", "14.1"),
    "archived": ("", "", "13.4"),
}
_WHY_NOT = {"transition": "10.3.4", "expired": "10.4", "archived": "13.2", "not_started": "10.1", "invalid": "1.2"}
_SHOWN_CONTACTS = 6


class Inspector(QScrollArea):
    """Shows a license, read only; wishes to edit it or to open another ticket are emitted."""

    edit_asked = Signal(int)
    match_asked = Signal()
    ticket_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("license.inspector"))
        self.fair: Text | None = None

    def show_panels(self, panels: Panels) -> None:
        """Show the license of a ticket."""
        look = current()
        self.fair = None
        body = QWidget(self.viewport())
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(16))
        layout.setSpacing(look.px(10))
        if panels.license is None:
            self._unmatched(panels, layout)
        else:
            self._license(panels, panels.license, layout)
            self.fair = Text("", "small", "3", wrap=True)
            self.fair.hide()
            layout.addWidget(self.fair)
        layout.addStretch(1)
        self.setWidget(body)

    def show_fair_use(self, words: str) -> None:
        """Say what is counted of the license by clause 24; it stands below everything else."""
        if self.fair is not None:
            self.fair.setText(words)
            self.fair.setVisible(bool(words))

    def _unmatched(self, panels: Panels, layout: QVBoxLayout) -> None:
        detail = panels.detail
        known = detail.customer_id is not None
        text = say(
            "license.unmatched_known" if known else "license.unmatched_text", address=detail.contact_address or "–"
        )
        empty = EmptyState("license", say("license.unmatched"), text, say("license.choose"))
        empty.acted.connect(self.match_asked)
        bar(empty.button, barred=panels.ending is not None)
        layout.addWidget(empty)

    def _license(self, panels: Panels, record: LicenseRecord, layout: QVBoxLayout) -> None:
        layout.addWidget(self._card(panels, record))
        if panels.now is not None:
            periods = SwatchList(saying.swatches(panels.now))
            periods.setToolTip(plain_tip(saying.tips(panels.now)))
            layout.addWidget(periods)
            under = saying.versions_of(panels.now)
            if under:
                layout.addWidget(Text(under, "small", "3", wrap=True))
            self._covered(panels.now, layout)
        layout.addWidget(Line())
        self._customer(panels, record, layout)
        if record.domains:
            layout.addWidget(Line())
            self._domains(record, layout)
        if panels.earlier:
            layout.addWidget(Line())
            self._earlier(panels.earlier, panels, layout)

    def _card(self, panels: Panels, record: LicenseRecord) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        inner = column(spacing=6, margins=(14, 10, 10, 12))
        name = ElidedText(f"{record.product or say('license.license')} · {say(f'plan.{record.plan}')}", "h2")
        edit = IconButton("external-link", say("license.open"), "")
        edit.setProperty("license", record.id)
        edit.clicked.connect(self._edit)
        title = row(name, edit, spacing=6)
        title.setStretch(0, 1)
        inner.addLayout(title)
        key = row(KeyLine(record.key), spacing=6)
        key.setStretch(0, 1)
        if panels.now is not None:
            tag = saying.state_tag(panels.now.state)
            key.addWidget(Tag(tag.words, tag.tone, tag.icon))
        inner.addLayout(key)
        if panels.now is not None:
            self._countdown(panels, panels.now, inner)
        else:
            inner.addWidget(Text(say("license.zone_not_set"), "body", "critical", wrap=True))
        how = "" if panels.origin is None else evidence_words(panels.origin)
        if how:
            inner.addWidget(Text(how, "small", "3", wrap=True))
        card.setLayout(inner)
        return card

    def _countdown(self, panels: Panels, now: StandingView, inner: QVBoxLayout) -> None:
        large, beside, tone = saying.headline(now)
        number = Text(large, "display", tone)
        line = row(number, spacing=8)
        if beside:
            of = Text(beside, "body", "2")
            line.addWidget(of)
            line.setAlignment(of, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        inner.addLayout(line)
        until = Text(saying.until_words(now), "small", "critical" if now.archive_eligible else "3", wrap=True)
        if now.boundary_at is not None:
            number.setToolTip(plain_tip(saying.exact(now.boundary_at, now)))
            until.setToolTip(plain_tip(saying.exact(now.boundary_at, now)))
        inner.addWidget(until)
        if now.periods:
            strip = TimelineStrip(saying.timeline(now, panels.detail.row.received_at))
            strip.setToolTip(plain_tip(saying.tips(now)))
            inner.addWidget(strip)
        if panels.then is not None:
            self._then(panels.then, now, inner)

    def _then(self, then: StandingView, now: StandingView, inner: QVBoxLayout) -> None:
        """Say under which state the message came in; where it is another one, both stand beside each other."""
        if then.state == now.state:
            inner.addWidget(Text(say("license.then_same", then=say(f"license.{then.state}")), "small", "3", wrap=True))
            return
        inner.addWidget(Line())
        for words, one in (("license.when_arrived", then), ("license.state_now", now)):
            tag = saying.state_tag(one.state)
            shown = Tag(tag.words, tag.tone, tag.icon)
            shown.setToolTip(plain_tip(saying.exact(one.at, one)))
            line = row(Text(say(words), "small", "2"), spacing=8)
            line.addStretch(1)
            line.addWidget(shown)
            inner.addLayout(line)
        inner.addWidget(Text(say("license.then_counts"), "small", "functional", wrap=True))

    def _covered(self, now: StandingView, layout: QVBoxLayout) -> None:
        layout.addWidget(Line())
        layout.addWidget(Text(say("license.covered"), "label", "2", weight=600))
        held = _COVERED.get(now.state, ("", "", ""))
        for key, clause in zip(("questions", "diagnostics", "errors"), held, strict=True):
            mark = Text()
            size = current().px(16)
            name = "circle-check" if clause else "ban"
            mark.setPixmap(icon(name, "ok" if clause else "text3", 16).pixmap(size, size))
            words = Text(say(f"covered.{key}_{'yes' if clause else 'no'}"), "body", "" if clause else "3", wrap=True)
            number = clause or _WHY_NOT.get(now.state, "")
            below = column(words, Text(say("license.clause", clause=number), "small", "3"), spacing=0)
            line = row(mark, spacing=8)
            line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
            line.addLayout(below, 1)
            layout.addLayout(line)

    def _customer(self, panels: Panels, record: LicenseRecord, layout: QVBoxLayout) -> None:
        layout.addWidget(Text(say("license.customer"), "label", "2", weight=600))
        layout.addWidget(Text(record.customer, "h2", wrap=True))
        at = panels.now.at if panels.now is not None else panels.detail.row.updated_at
        local = local_time(record.time_zone, at)
        if local:
            layout.addWidget(FactLine(say("license.local_time"), local))
        if record.language:
            layout.addWidget(FactLine(say("license.language"), say(f"language.{record.language}")))
        for one in record.contacts[:_SHOWN_CONTACTS]:
            layout.addWidget(_contact(one, writes=one.address == panels.detail.contact_address))
        left = len(record.contacts) - _SHOWN_CONTACTS
        if left > 0:
            layout.addWidget(Text(say("license.more", n=left), "small", "3"))
        if panels.detail.contact_role is None and panels.detail.contact_address:
            words = say("license.writes", address=panels.detail.contact_address)
            layout.addWidget(Text(words, "small", "functional", wrap=True))

    def _domains(self, record: LicenseRecord, layout: QVBoxLayout) -> None:
        layout.addWidget(Text(say("licenses.domains"), "label", "2", weight=600))
        for domain in record.domains:
            layout.addWidget(ElidedText(domain.name, "body", weight=500))
            layout.addWidget(TagFlow(tuple((words, tone, "") for words, tone in integrity(domain))))

    def _earlier(self, earlier: tuple[TicketRow, ...], panels: Panels, layout: QVBoxLayout) -> None:
        layout.addWidget(Text(say("license.earlier"), "label", "2", weight=600))
        at = panels.now.at if panels.now is not None else panels.detail.row.updated_at
        lines = column(spacing=2)
        for one in earlier:
            line = TicketLine(one, at)
            line.asked.connect(self.ticket_asked)
            lines.addWidget(line)
        layout.addLayout(lines)

    def _edit(self) -> None:
        self.edit_asked.emit(int(self.sender().property("license")))


def local_time(name: str, at: datetime) -> str:
    """Return the time of day at the customer's, or "" where it is the same as ours or not known."""
    try:
        local = at.astimezone(ZoneInfo(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    if local is None or f"{local:%d %H:%M}" == f"{at.astimezone(zone()):%d %H:%M}":
        return ""
    away = local.utcoffset() or timedelta()
    hours = away.total_seconds() / 3600
    return f"{local:%H:%M} (UTC{hours:+g})  ·  {name.rsplit('/', maxsplit=1)[-1].replace('_', ' ')}"


def _contact(one: ContactRecord, *, writes: bool) -> QWidget:
    shown = QWidget()
    name = ElidedText(one.name or one.address or one.handle, "body", weight=600 if writes else 0)
    role = say(f"sender.{one.role}") if one.role else say("sender.unknown")
    line = row(name, spacing=8)
    line.setStretch(0, 1)
    line.addWidget(Tag(role, "ok" if one.designated or one.role == "owner" else "plain"))
    shown.setLayout(line)
    reach = saying.list_of((one.address, one.handle, say("licenses.designated") if one.designated else ""))
    shown.setToolTip(plain_tip(reach))
    return shown
