"""The bar above a conversation that is not work yet: is it a request, where does it begin and end, whose is it.

It says what is known and asks one thing at a time; each answer is a button with its key. It decides nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.records.base import Status
from console.records.bounds import Bounds
from console.records.origin import Origin
from console.services.showing import Panels
from console.views.kit import ink
from console.views.kit.buttons import Button, IconButton
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import clock, day, moment, say, say_count

_PENDING = (Status.PROPOSED, Status.HELD)
_CLOSED = (Status.CLOSED, Status.MERGED, Status.HISTORY)
_CANDIDATES = 3


class WaitingBar(QWidget):
    """Asks what must be said before the ticket is work. `acted` carries the name of the act."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.proposal = _Proposal()
        self.whose = _Whose()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for strip in (self.proposal, self.whose):
            strip.acted.connect(self.acted)
            strip.hide()
            layout.addWidget(strip)

    def show_panels(self, panels: Panels) -> None:
        """Show what a ticket waits for; nothing where it is work that has its license."""
        status = panels.detail.row.status
        self.proposal.setVisible(status in _PENDING)
        if status in _PENDING:
            self.proposal.show_proposal(status, panels.bounds)
        asks = panels.origin is not None and panels.detail.license_id is None and status not in _CLOSED
        self.whose.setVisible(asks)
        if asks and panels.origin is not None:
            self.whose.show_origin(panels.origin)


class _Strip(QWidget):
    """A soft ground with an icon, a title, a detail and rows of buttons."""

    acted = Signal(str)

    def __init__(self, icon: str, ground: str, front: str) -> None:
        super().__init__()
        self._icon, self._ground, self._front = icon, ground, front
        self.title = Text("", "strong")
        self.detail = Text("", "body", "2", wrap=True)
        self.lines = QVBoxLayout(self)
        self.lines.addWidget(self.title)
        self.lines.addWidget(self.detail)
        self._fit()

    def _fit(self) -> None:
        look = current()
        self.lines.setContentsMargins(look.px(44), look.px(8), look.px(12), look.px(8))
        self.lines.setSpacing(look.px(6))

    def add_row(self) -> QHBoxLayout:
        """Add a row for buttons."""
        row = QHBoxLayout()
        row.setSpacing(current().px(6))
        self.lines.addLayout(row)
        return row

    def button(self, name: str, words: str, *, kind: str = "plain", icon: str = "", chord: str = "") -> Button:
        """Return a button that acts by its name."""
        made = Button(words, kind, icon, chord=chord)
        made.setObjectName(name)
        made.clicked.connect(self._clicked)
        return made

    def arrow(self, name: str, icon: str, words: str, chord: str) -> IconButton:
        """Return a small button that acts by its name."""
        made = IconButton(icon, words, chord)
        made.setObjectName(name)
        made.clicked.connect(self._clicked)
        return made

    def say(self, title: str, detail: str) -> None:
        """Change the words."""
        self.title.setText(title)
        self.detail.setText(detail)
        self.setAccessibleName(f"{title}. {detail}")

    def _clicked(self) -> None:
        self.acted.emit(self.sender().objectName())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), ink.color(self._ground))
        size = look.px(18)
        middle = self.title.geometry().center().y()
        ink.icon(painter, self._icon, self._front, QRectF(look.px(16), middle - size / 2, size, size))
        ink.hairline(painter, 0, self.width(), self.height() - 1)
        painter.end()


class _Proposal(_Strip):
    """Is it a request, and which messages of the chat does it take."""

    def __init__(self) -> None:
        super().__init__("message-report", "functional_soft", "functional")
        answers = self.add_row()
        self.confirm = self.button("confirm", say("act.open_request"), kind="primary", icon="check", chord="Shift+Y")
        self.dismiss = self.button("dismiss", say("proposal.dismiss"), icon="x", chord="Shift+N")
        answers.addWidget(self.confirm)
        answers.addWidget(self.dismiss)
        answers.addStretch(1)
        self.edges = QWidget()
        edges = QHBoxLayout(self.edges)
        edges.setContentsMargins(0, 0, 0, 0)
        edges.setSpacing(current().px(4))
        self.arrows = {
            name: self.arrow(
                name, f"chevron-{'up' if name.endswith('earlier') else 'down'}", say(f"proposal.{name}"), key
            )
            for name, key in (
                ("begin_earlier", "Alt+I"),
                ("begin_later", "Alt+U"),
                ("end_earlier", "Alt+K"),
                ("end_later", "Alt+J"),
            )
        }
        self.split = self.button("split", say("proposal.split"), kind="quiet", icon="arrows-split", chord="Alt+S")
        self.join = self.button("join", "", kind="quiet", icon="hierarchy", chord="Alt+M")
        for edge in ("begin", "end"):
            edges.addWidget(Text(say(f"proposal.{edge}"), "label", "2"))
            edges.addWidget(self.arrows[f"{edge}_earlier"])
            edges.addWidget(self.arrows[f"{edge}_later"])
            edges.addSpacing(current().px(8))
        edges.addStretch(1)
        self.lines.addWidget(self.edges)
        self.parts = QWidget()
        parts = QHBoxLayout(self.parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(current().px(4))
        for button in (self.split, self.join):
            parts.addWidget(button)
        parts.addStretch(1)
        self.lines.addWidget(self.parts)

    def show_proposal(self, status: Status, bounds: Bounds | None) -> None:
        """Show a proposal and what can be done with its edges."""
        self.edges.setVisible(bounds is not None)
        self.parts.setVisible(bounds is not None and (bounds.shorter or bounds.previous is not None))
        if bounds is None:
            self.say(say(f"proposal.ask_{status.value}"), say(f"proposal.why_{status.value}"))
            return
        same = day(bounds.begins_at) == day(bounds.ends_at)
        until = clock(bounds.ends_at) if same else moment(bounds.ends_at)
        span = moment(bounds.begins_at) if bounds.count == 1 else f"{moment(bounds.begins_at)} – {until}"
        self.say(say("proposal.ask"), f"{say_count('proposal.messages', bounds.count)}  ·  {span}")
        for name, can in (
            ("begin_earlier", bounds.earlier),
            ("begin_later", bounds.shorter),
            ("end_earlier", bounds.shorter),
            ("end_later", bounds.later),
        ):
            self.arrows[name].setEnabled(can)
        self.split.setVisible(bounds.shorter)
        self.join.setVisible(bounds.previous is not None)
        if bounds.previous is not None:
            self.join.set_words(say("proposal.join", number=bounds.previous))


class _Whose(_Strip):
    """Whose request it is: the one question, who could be meant, and the ways to say it."""

    def __init__(self) -> None:
        super().__init__("help-circle", "accent_soft", "accent_text")
        row = self.add_row()
        self.ask = self.button("ask", say("whose.ask"), kind="primary", icon="message", chord="Q")
        self.choose = self.button("license", say("whose.choose"), icon="license", chord="L")
        for button in (self.ask, self.choose):
            row.addWidget(button)
        row.addStretch(1)

    def show_origin(self, origin: Origin) -> None:
        """Show the question and what the register says."""
        names = [f"{one.key} ({one.customer})" for one in origin.candidates[:_CANDIDATES]]
        more = len(origin.candidates) - len(names)
        listed = ", ".join(names) + (f" +{more}" if more > 0 else "")
        asked = question_of(origin)
        if not origin.question and names:
            self.say(asked, say("whose.fits", licenses=listed))
        elif len(origin.candidates) > 1:
            self.say(asked, say("whose.several", address=origin.address, licenses=listed))
        elif names:
            self.say(asked, say("whose.named", licenses=listed))
        else:
            self.say(asked, say("whose.nobody", address=origin.address or "–"))


def question_of(origin: Origin) -> str:
    """Return the one question of a request without a license in words, or that its sender is known by now."""
    if not origin.question and origin.candidates:
        return say("whose.known_now")
    return say(f"whose.{origin.question or 'who_are_you'}")


def evidence_words(origin: Origin) -> str:
    """Return how the license of a request is known: "Matched by address ann@one.example (Ann)"."""
    if origin.evidence:
        parts = [say(f"whose.by_{code}", value=value) for code, value in origin.evidence]
        name = f" ({origin.name})" if origin.name and origin.evidence[0][0] in ("contact", "handle") else ""
        return say("whose.matched", how=parts[0] + name + "".join(f", {one}" for one in parts[1:]))
    return say("whose.chosen_by", name=origin.chosen_by) if origin.chosen_by else ""
