"""What the reviewer saved on another computer: looked for in the file of findings when a review begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.records.findings import Finding
from console.services.archives import reviewing

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow
    from console.views.review.work import Review


class Elsewhere(QObject):
    """Takes up what a file has of this reviewer and this computer has not seen."""

    def __init__(self, review: Review, window: ArchiveWindow) -> None:
        super().__init__(review)
        self._review, self._window = review, window

    def look(self) -> None:
        """Read the file that the review was written into last, or the one beside the archive."""
        review = self._review
        opened = self._window.opened
        file = reviewing.file_of(opened, review.draft)

        def read() -> tuple[tuple[Finding, ...], bool]:
            return reviewing.saved_elsewhere(opened, file, review.reviewer) if file.exists() else ((), True)

        call = self._window.runner.read(read)
        call.landed.connect(self._landed)
        call.failed.connect(self._window.tell)

    def _landed(self, answer: tuple[tuple[Finding, ...], bool]) -> None:
        found, unasked = answer
        review = self._review
        review.bar.flush()  # what is typed was written before anything of the file was seen
        if found and review.is_kept(lambda: review.draft.take_up(found, unasked=unasked)):
            review.settled()
