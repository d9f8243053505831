"""The strip over an archive: which file, when it was made, what is in it, and what is believed of its signature."""

from __future__ import annotations

from datetime import UTC

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy

from console.records.archives import Proof
from console.services.archives.opening import OpenArchive
from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.states import Banner
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.words import calendar_day, say, say_count

_LOOKS = {
    "good": ("ok", "shield-check"),
    "proven": ("ok", "shield-check"),
    "unsigned": ("functional", "help-circle"),
    "unknown_key": ("functional", "help-circle"),
    "outdated_key": ("functional", "clock"),
    "bad": ("critical", "alert-triangle"),
    "working": ("text2", "hourglass"),
}


SEAL_KEY = "Alt+V"


class SealMark(QAbstractButton):
    """What is believed of the signature: a shape and words. Pressed, it tells what the file proves."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._words, self._look = "", "working"

    def show_seal(self, look: str, words: str, tip: str = "") -> None:
        """Show other words."""
        self._words, self._look = words, look
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(tip or words, SEAL_KEY))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        look = current()
        return QSize(int(ink.advance(self._words, "body", 500)) + look.px(48), look.px(28))

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look, size = current(), current().px(18)
        tone, icon = _LOOKS[self._look]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse():
            ink.fill_round(painter, box, look.px(6), ink.color("pressed"))
        if self.hasFocus():
            ink.line_round(painter, box, look.px(6), ink.pen("focus", 2))
        ink.icon(painter, icon, tone, QRectF(look.px(6), (self.height() - size) / 2, size, size))
        left = size + look.px(14)
        front = "text" if tone == "text2" else f"{tone}_text" if tone != "ok" else "text"
        ink.words(painter, self._words, "body", front, QRectF(left, 0, self.width() - left, self.height()), weight=500)
        painter.end()


class ArchiveStrip(Banner):
    """The hatched strip. `acted` asks for a proof of the whole file, `closed` for the archive to be closed."""

    def __init__(self, opened: OpenArchive) -> None:
        super().__init__(
            "archive",
            "lock",
            say("archive.read_only"),
            told_of(opened),
            act=say("archive.verify"),
            close=say("archive.close"),
        )
        self.seal = SealMark()
        self.leave = Button(say("archive.close"), "plain", "x")
        self.leave.clicked.connect(self.closed)
        self._file, self._going = opened.path.name, False
        self.closing.hide()
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(2, self.seal)
            layout.addWidget(self.leave)
        self.show_seal_of(opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the file its name."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take away as much as the name of the file needs: the words of closing, the title, the button of the proof.

        The card of the seal begins a proof, too; one that goes on is stopped here, so that its button stays.
        """
        whole = self.layout()
        if whole is None:
            return
        edges = whole.contentsMargins()
        room = self.width() - edges.left() - edges.right() - int(ink.advance(self._file, "body"))
        words, proves, cross = (one.sizeHint().width() for one in (self.leave, self.button, self.closing))
        title, seal, gap = self.title.sizeHint().width(), self.seal.sizeHint().width(), whole.spacing()
        going = self._going
        steps = (
            (True, True, True, title + proves + words + 6 * gap),
            (False, True, True, title + proves + cross + 6 * gap),
            (False, False, True, proves + cross + 5 * gap),
            (False, False, going, (proves if going else 0) + cross + 5 * gap),
        )
        fits = next((one for one in steps if one[3] + seal <= room), steps[-1])
        self.leave.setVisible(fits[0])
        self.closing.setVisible(not fits[0])
        self.title.setVisible(fits[1])
        self.button.setVisible(fits[2])

    def show_seal_of(self, opened: OpenArchive) -> None:
        """Show what is believed of the signature before the whole is proven."""
        seal = opened.seal
        told = say("proof_why.signature")
        if seal.signature != "bad":
            told = say(f"proof.{seal.signature}", who=seal.signer or "–", key_id=seal.key_id or "–")
        newer = f"\n{say('proof.newer_minor', number=seal.number)}" if seal.newer_minor else ""
        self._show(seal.signature, say(f"archive.seal_{seal.signature}"), told + newer)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far a proof is."""
        self._show("working", say("archive.proving", n=100 * done // max(1, total)), going=True)

    def show_looking(self) -> None:
        """Show that the pages of the database are looked at beside the reading."""
        self._show("working", say("archive.looking"), say("archive.looking_tip"))

    def show_failed(self, words: str) -> None:
        """Show that there is no result."""
        self._show("bad", words)

    def show_proof(self, found: Proof) -> None:
        """Show what a proof found."""
        if found.state == "whole":
            look = "proven" if found.signature == "good" else found.signature
            self._show(look, say("archive.proven" if look == "proven" else f"archive.proven_{found.signature}"))
        else:
            self._show("bad", say(f"archive.state_{found.state}"), found.where)

    def _show(self, look: str, words: str, tip: str = "", *, going: bool = False) -> None:
        """Show what is believed; while a proof is `going` on, the button stops it."""
        self._going = going
        self.seal.show_seal(look, words, tip)
        self.button.set_words(say("act.cancel" if going else "archive.verify"))
        self._fit()


def told_of(opened: OpenArchive) -> str:
    """Return the file, when it was made, how many tickets it has and of which years."""
    facts, at = opened.facts, opened.seal.exported_at.astimezone(UTC)
    years = ""
    if facts.first_received is not None and facts.last_received is not None:
        first, last = facts.first_received.year, facts.last_received.year
        years = str(first) if first == last else f"{first}–{last}"
    exported = say("archive.exported", moment=f"{calendar_day(at.date())}, {at:%H:%M} UTC")
    out = facts.left_out
    left = say_count("archive.left_out", out.places, reason=out.reason) if out is not None else ""
    newer = say("archive.newer_minor", number=opened.seal.number) if opened.seal.newer_minor else ""
    parts = (opened.path.name, newer, exported, say_count("archive.tickets", facts.tickets), years, left)
    return "  ·  ".join(part for part in parts if part)
