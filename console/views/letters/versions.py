"""The versions of a letter as a menu: each with whose it is, when and by whom; choosing one puts its text back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from console.records.letters import OwnLetter
from console.views.letters.editor import LetterEditor
from console.views.letters.keeping import LetterKeeping
from console.views.words import moment, say


class LetterVersions(QObject):
    """Offers the versions of the letter that is being written; one that is chosen has to be kept anew."""

    def __init__(self, editor: LetterEditor, keeping: LetterKeeping) -> None:
        super().__init__(editor)
        self._editor = editor
        keeping.listed.connect(self.offer)

    def offer(self, found: tuple[OwnLetter, ...]) -> None:
        """Show them below their button."""
        menu = QMenu(self._editor)
        for one in found:
            state = "" if one.active else f", {say('book.retired')}"
            words = f"{say(f'book.scope_{one.scope}')} {one.n}, {moment(one.at)}, {one.by}{state}"
            menu.addAction(words).setData(one)
        if not found:
            menu.addAction(say("book.no_versions")).setEnabled(False)
        menu.triggered.connect(self._put_back)
        menu.aboutToHide.connect(menu.deleteLater)
        button = self._editor.versions
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _put_back(self, action: QAction) -> None:
        one: OwnLetter = action.data()
        self._editor.text.setPlainText(one.body)
        self._editor.subject.setText(one.subject)
