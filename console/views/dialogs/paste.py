"""A field into which anything can be pasted or dropped: text, a whole mail, files, a picture; and the list of files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from console.services.entering import HandFile, looks_like_mail
from console.views.kit.buttons import IconButton
from console.views.kit.text import ElidedText, Text
from console.views.look.look import current
from console.views.ticket.cards import size_words
from console.views.words import say


class PasteArea(QPlainTextEdit):
    """A plain text field. `files_given`, `picture_given` and `mail_given` carry what is more than text."""

    files_given = Signal(object)
    picture_given = Signal(object)
    mail_given = Signal(str)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take files and pictures as well as text."""
        return source.hasUrls() or source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take text as text; files, pictures and whole mails are told."""
        files = tuple(Path(one.toLocalFile()) for one in source.urls() if one.isLocalFile())
        if files:
            self.files_given.emit(files)
        elif source.hasImage() and not source.hasText():
            image = source.imageData()
            if isinstance(image, QImage):
                self.picture_given.emit(png_of(image))
        elif not self.toPlainText().strip() and looks_like_mail(source.text()):
            self.mail_given.emit(source.text())
        else:
            self.insertPlainText(source.text())


def png_of(image: QImage) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want the format as bytes, Qt as text
    buffer.close()
    return bytes(held.data())


class FileLines(QWidget):
    """The files of an entry, each with its size and a way to leave it out."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []
        self.contents: list[HandFile] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(current().px(2))
        self._show()

    def add_paths(self, paths: tuple[Path, ...]) -> None:
        """Add files of this machine; folders and what is there already are passed over."""
        self.paths += [one for one in paths if one not in self.paths and not one.is_dir()]
        self._show()

    def add_content(self, file: HandFile) -> None:
        """Add a file that stands nowhere."""
        self.contents.append(file)
        self._show()

    def forget(self) -> None:
        """Leave out all files."""
        self.paths, self.contents = [], []
        self._show()

    def _show(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for number, (name, size) in enumerate(self._all()):
            self._rows.addWidget(self._row(number, name, size))
        if not self._rows.count():
            self._rows.addWidget(Text(say("hand.no_files"), "small", "3"))

    def _all(self) -> list[tuple[str, int]]:
        sizes = [(one.name, one.stat().st_size if one.exists() else 0) for one in self.paths]
        return [*sizes, *((one.name or say("ticket.unnamed_file"), len(one.content)) for one in self.contents)]

    def _row(self, number: int, name: str, size: int) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ElidedText(name, "body"), 1)
        line.addWidget(Text(size_words(size), "small", "3"))
        away = IconButton("x", say("hand.leave_out", name=name))
        away.setObjectName(str(number))
        away.clicked.connect(self._remove)
        line.addWidget(away)
        return row

    def _remove(self) -> None:
        self.leave_out(int(self.sender().objectName()))

    def leave_out(self, number: int) -> None:
        """Leave out one of the files, counted from 0."""
        if number < len(self.paths):
            del self.paths[number]
        else:
            del self.contents[number - len(self.paths)]
        self._show()
