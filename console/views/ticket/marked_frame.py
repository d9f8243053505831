"""The frame of the composer with the mark of a letter: taken in with a letter, taken off and put back by a person."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from console.views.kit.text import plain_tip
from console.views.ticket.slips import LetterMark, Slip
from console.views.ticket.writing_frame import WritingFrame
from console.views.words import has, say


class MarkedFrame(WritingFrame):
    """A frame whose text may be a letter. `mark_changed`: that is to be kept; `unmarked`: a person took it off."""

    mark_changed = Signal()
    unmarked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._taken_off: LetterMark | None = None
        self._warned = False  # of a variable that is not filled in
        self.chip.removed.connect(self.take_mark_off)

    @property
    def letter_code(self) -> str | None:
        """Return the code of the letter that the text is; None for words of one's own."""
        return None if self.chip.mark is None else self.chip.mark.code

    def allow_refusing(self, *, allowed: bool) -> None:
        """Offer the way to a refusal, or say why there is none."""
        self.refuse.setEnabled(allowed)
        self.refuse.setToolTip(plain_tip(say("act.refuse"), "Shift+R") if allowed else plain_tip(say("why.closed")))

    def put(self, slip: Slip) -> None:
        """Show another text; what was taken off the one before is past."""
        self._taken_off = None
        self._warned = False
        super().put(slip)

    def warn_of(self, name: str) -> None:
        """Say which variable is not filled in."""
        self._warned = True
        key = f"variable.{name}"
        self.tell(say("composer.variable_left", name=say(key) if has(key) else name), "critical")

    def take_letter(self, mark: LetterMark, text: str) -> None:
        """Take a letter into the answer, to be edited there."""
        self.kind_chosen.emit("reply")
        self.edit.insertPlainText(text)
        self.show_mark(mark)
        self.mark_changed.emit()

    def take_mark_off(self) -> None:
        """Let the text be words of one's own; the mark can be put back."""
        mark = self.chip.mark
        if mark is None:
            return
        self.show_mark(None)
        self._taken_off = mark
        self.mark_changed.emit()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.unmarked.emit()

    def put_mark_back(self) -> None:
        """Let the text be the letter again that it was, while it is that text still."""
        mark, self._taken_off = self._taken_off, None
        if mark is not None and self.kind == "reply" and self.edit.toPlainText().strip():
            self.show_mark(mark)
            self.mark_changed.emit()
