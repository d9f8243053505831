"""Labels that follow the look: plain text, a line that ends in …, the heading of a section, a tag, a row of key caps.

None of them reads markup, and none takes the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from console.views.kit import bars, ink, paint
from console.views.look.look import current


class Text(QLabel):
    """A label that never reads markup and follows the zoom. `kind` is a kind of type, `tone` a tone of color."""

    def __init__(
        self, text: str = "", kind: str = "body", tone: str = "", *, wrap: bool = False, weight: int = 0
    ) -> None:
        super().__init__()
        self._kind, self._weight, self._marked = kind, weight, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setFont(ink.font(kind, weight))
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text; where it has marks it is heard with why something was left out."""
        super().setText(text)
        if bars.spans(text):
            self.setAccessibleName(bars.heard(text))
            self.setToolTip(plain_tip(bars.tips(text)))
            self._marked = True
        elif self._marked:
            self.setAccessibleName("")
            self.setToolTip("")
            self._marked = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it; marks are bars."""
        if not bars.spans(self.text()):
            super().paintEvent(event)
            return
        document, painter = QTextDocument(), QPainter(self)
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        document.setPlainText(self.text())
        bars.dress(document)
        box = self.contentsRect()
        if self.wordWrap():
            document.setTextWidth(box.width())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = self.palette()
        context.palette.setColor(QPalette.ColorRole.Text, self.palette().color(self.foregroundRole()))
        painter.translate(box.left(), box.top() + max(0.0, (box.height() - document.size().height()) / 2))
        document.documentLayout().draw(painter, context)
        painter.end()

    def set_tone(self, tone: str) -> None:
        """Change the tone of color."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_kind(self, kind: str, weight: int = 0) -> None:
        """Change the kind of type."""
        self._kind, self._weight = kind, weight
        self.setFont(ink.font(kind, weight))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            wanted = ink.font(self._kind, self._weight)
            if self.font().pixelSize() != wanted.pixelSize():
                self.setFont(wanted)


class Painted(QWidget):
    """A widget that paints itself from the look: it measures anew when the look changes. It takes no focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return self.sizeHint()


class ElidedText(Painted):
    """One line that ends in … where it does not fit; the whole of it is its accessible name and its tooltip."""

    def __init__(self, text: str = "", kind: str = "body", shade: str = "text", *, weight: int = 0) -> None:
        super().__init__()
        self._kind, self._shade, self._weight = kind, shade, weight
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self._text = text
        self.setAccessibleName(bars.heard(text))
        self._offer_whole()
        self.updateGeometry()
        self.update()

    def set_shade(self, shade: str) -> None:
        """Change the token of its color."""
        self._shade = shade
        self.update()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it is cut."""
        super().resizeEvent(event)
        self._offer_whole()

    def _offer_whole(self) -> None:
        cut = ink.advance(self._text, self._kind, self._weight) > self.width() + 1
        marked = bool(bars.spans(self._text))
        self.setToolTip(plain_tip(bars.heard(self._text)) if cut or marked else "")

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        height = ink.metrics(self._kind, self._weight).height()
        return QSize(int(ink.advance(self._text, self._kind, self._weight)) + 2, int(height) + current().px(4))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(24), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        ink.words(painter, self._text, self._kind, self._shade, QRectF(self.rect()), weight=self._weight)
        painter.end()


class Tag(Painted):
    """A tag with an icon: tier, license, outcome. Tones: critical, functional, question, ok, note, accent, plain."""

    def __init__(self, text: str, tone: str = "plain", icon: str = "") -> None:
        super().__init__()
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)

    def show_tag(self, text: str, tone: str, icon: str = "") -> None:
        """Show another text, tone and icon."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(int(paint.tag_width(self._text, icon=self._icon)) + 1, current().px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QPointF(0, self.height() / 2)
        paint.tag(painter, self._text, place, tone=self._tone, icon=self._icon, room=self.width())
        painter.end()


class KeyCaps(Painted):
    """The caps of a chord such as "Shift+R" or "G Q"."""

    def __init__(self, chord: str) -> None:
        super().__init__()
        self._chord = chord
        self.setAccessibleName(chord)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(int(paint.caps_width(self._chord)) + 1, current().px(21))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.key_caps(painter, self._chord, QPointF(0, self.height() / 2))
        painter.end()


class SectionHeader(QWidget):
    """The quiet heading of a section, with room for something at its right."""

    def __init__(self, text: str, trailing: QWidget | None = None) -> None:
        super().__init__()
        look = current()
        self.label = Text(text, "label", "2", weight=600)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, look.px(8), 0, look.px(4))
        layout.addWidget(self.label)
        layout.addStretch(1)
        if trailing is not None:
            layout.addWidget(trailing)


class KeyFooter(QWidget):
    """The line at the bottom that teaches keys: caps and what they do, and a quiet word at the right.

    Where there is little room the last keys are left out whole; no word is cut.
    """

    def __init__(self, pairs: tuple[tuple[str, str], ...], right: str = "") -> None:
        super().__init__()
        look = current()
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.right = ElidedText(right, "small", "text3")
        self._pairs: dict[str, tuple[QWidget, ...]] = {}
        self._out: tuple[str, ...] = ()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))
        layout.setSpacing(look.px(5))
        for chord, what in pairs:
            words = Text(what, "small", "2")
            words.setContentsMargins(0, 0, look.px(7) if what else 0, 0)
            self._pairs[chord] = (KeyCaps(chord), words) if what else (KeyCaps(chord),)
            for widget in self._pairs[chord]:
                layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.right)

    def leave_out(self, keys: tuple[str, ...]) -> None:
        """Teach every key but these."""
        if keys != self._out:
            self._out = keys
            self._leave_out()

    def minimumSizeHint(self) -> QSize:
        """Return the least size: nothing in it must be there."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._leave_out()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pairs"):
            self._leave_out()

    def _leave_out(self) -> None:
        look = current()
        room = self.width() - look.px(32) - max(self.right.sizeHint().width(), look.px(64)) - look.px(10)
        for key, widgets in self._pairs.items():
            if key not in self._out:
                room -= sum(one.sizeHint().width() + look.px(5) for one in widgets)
            for one in widgets:
                one.setVisible(room >= 0 and key not in self._out)


def plain_tip(text: str, chord: str = "") -> str:
    """Return a tooltip that shows its text as it is: markup in it is never read. A chord stands behind it."""
    whole = f"{text}   {'  '.join(paint.caps_of(chord))}" if chord else text
    plain = whole.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space:pre-wrap'>{plain}</p>" if plain != whole or len(whole) > _LONG_TIP else whole


_LONG_TIP = 60
