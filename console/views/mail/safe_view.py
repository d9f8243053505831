"""The one widget that shows HTML of strangers. It opens nothing: no file, no address, no other document.

`setHtml` and `setSource` are called here and nowhere else in the program. Qt opens by itself what `loadResource` does
not give it; therefore it gives something for every request. Following a link is the caller's business.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QImageReader, QPalette, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from console.channels.untrusted.images import look_at_image
from console.channels.untrusted.links import safe_target
from console.channels.untrusted.text import SOFT_BREAK, fit_text
from console.views.mail.colors import Ground, readable

_WIDEST_IMAGE: Final = 1_600
_PIXELS_OF_A_MESSAGE: Final = 40_000_000
_UNKNOWN: Final = QTextDocument.ResourceType.UnknownResource
_INDENT: Final = 24
_NOTHING: Final = b" "  # an empty answer would make Qt open the name itself


class SafeMailView(QTextBrowser):
    """Shows cleaned HTML or plain text. Emits `link_asked` with a target and `link_hovered` with one or ""."""

    link_asked = Signal(str)
    link_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """`parent` as usual in Qt."""
        super().__init__(parent)
        self._html: str | None = None
        self._images: Mapping[str, bytes] = {}
        self._made: dict[str, QImage] = {}
        self._pixels = 0
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)
        self.anchorClicked.connect(self._ask_for_link)
        self.highlighted.connect(self._tell_link)

    def show_html(self, html: str, images: Mapping[str, bytes] | None = None) -> None:
        """Show the cleaner's HTML; `images` are raw picture bytes by bare content id."""
        self._html = html
        self._images = dict(images or {})
        self._made, self._pixels = {}, 0
        self._show_again()

    def show_text(self, text: str) -> int:
        """Show plain text; return how many characters of it are too many to be shown."""
        self._html = None
        self._images, self._made = {}, {}
        fitted = fit_text(text)
        self.setPlainText(fitted.text)
        return fitted.left_away

    def content_height(self, width: int) -> int:
        """Return the height in pixels at which everything is visible in the given width."""
        document = self.document()
        frame = 2 * self.frameWidth()
        before = document.textWidth()
        # The editor would answer a new size by laying the document out in its own width again.
        was_blocked = document.documentLayout().blockSignals(True)
        document.setTextWidth(max(width - frame, 1))
        size = document.size()
        if before > 0:  # otherwise it was never laid out, and without a width long lines would cost seconds
            document.setTextWidth(before)
        document.documentLayout().blockSignals(was_blocked)
        bar = self.horizontalScrollBar().sizeHint().height() if size.width() > width - frame else 0
        return math.ceil(size.height()) + frame + bar

    def loadResource(self, kind: int, name: QUrl | str, /) -> Any:
        """Return a picture of the message, one transparent pixel for any other, one blank for anything else."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return QByteArray(_NOTHING)
        address = name.toString() if isinstance(name, QUrl) else str(name)
        if not address.startswith("cid:"):
            return _one_pixel()
        content_id = QUrl.fromPercentEncoding(QByteArray(address.removeprefix("cid:").encode())).strip("<> ")
        if content_id not in self._made:
            self._made[content_id] = self._picture(self._images.get(content_id, b""))
        return self._made[content_id]

    def doSetSource(self, _name: QUrl | str, /, type: QTextDocument.ResourceType = _UNKNOWN) -> None:  # noqa: A002 - the name of the overridden one
        """Do nothing: a message is no document with a place."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return what is copied: text, without the marks that only help the lines to break."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace(SOFT_BREAK, ""))
        return data

    def canInsertFromMimeData(self, _source: QMimeData, /) -> bool:
        """Return False: nothing is dropped or pasted here."""
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the conversation when everything is visible."""
        if self.verticalScrollBar().maximum() == 0:
            event.ignore()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Choose the readable colors again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._html is not None:
            self._show_again()

    def _show_again(self) -> None:
        palette = self.palette()
        ground = Ground(
            base=palette.color(QPalette.ColorRole.Base).name(),
            text=palette.color(QPalette.ColorRole.Text).name(),
            link=palette.color(QPalette.ColorRole.Link).name(),
        )
        self.document().setIndentWidth(_INDENT)
        self.document().setDocumentMargin(0)
        self.document().setDefaultStyleSheet(
            f"a {{ color: {ground.link}; text-decoration: underline; }}"
            f" blockquote {{ margin-left: {_INDENT}px; margin-right: 0px; }}"
            " img { max-width: 100%; }"
        )
        self.setHtml(readable(self._html or "", ground))

    def _picture(self, data: bytes) -> QImage:
        facts = look_at_image(data)
        self._pixels += facts.width * facts.height
        if facts.refused or self._pixels > _PIXELS_OF_A_MESSAGE:
            return _one_pixel()
        buffer = QBuffer()
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, QByteArray(facts.format.encode()))
        reader.setAutoDetectImageFormat(False)
        if facts.width > _WIDEST_IMAGE:
            reader.setScaledSize(
                QSize(facts.width, facts.height).scaled(_WIDEST_IMAGE, facts.height, Qt.AspectRatioMode.KeepAspectRatio)
            )
        image = reader.read()
        buffer.close()
        return _one_pixel() if image.isNull() else image

    def _ask_for_link(self, address: QUrl) -> None:
        target = safe_target(address.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        if target is not None:
            self.link_asked.emit(target)

    def _tell_link(self, address: QUrl) -> None:
        self.link_hovered.emit(safe_target(address.toString(QUrl.ComponentFormattingOption.FullyEncoded)) or "")


def _one_pixel() -> QImage:
    pixel = QImage(1, 1, QImage.Format.Format_ARGB32)
    pixel.fill(Qt.GlobalColor.transparent)
    return pixel
