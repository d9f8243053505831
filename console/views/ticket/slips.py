"""What is written on one ticket: the text, files and letter of the reply and of the note, each by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.records.tickets import DraftFile
from console.services.letters import Filled


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMark:
    """That a text is a letter: its code, its language, why another ground was chosen; the title of an own letter.

    `filled` is what was put in, as long as the window stands.
    """

    code: str
    language: str = ""
    reason: str = ""
    title: str = field(default="", compare=False)
    filled: Filled | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A text that is being written, with its files, and which letter it is where it is one."""

    text: str = ""
    files: tuple[DraftFile, ...] = ()
    mark: LetterMark | None = None

    @property
    def written(self) -> bool:
        """Return whether anything is on it."""
        return bool(self.text.strip() or self.files)

    def joined(self, other: Slip) -> Slip:
        """Return this one with another below it; nothing of either is lost."""
        known = {one.sha256 for one in self.files}
        texts = [one for one in (self.text, other.text) if one.strip()]
        return Slip(
            text="\n\n".join(texts),
            files=(*self.files, *(one for one in other.files if one.sha256 not in known)),
            mark=self.mark or other.mark,
        )


class Slips:
    """The slips of one ticket by their kind."""

    def __init__(self, *, base_event: int = 0, are_read: bool = False) -> None:
        self._slips: dict[str, Slip] = {}
        self.base_event = base_event
        self.are_read = are_read  # else it is not known whether there are drafts

    def of(self, kind: str) -> Slip:
        """Return a slip; an empty one where nothing was written."""
        return self._slips.get(kind, Slip())

    def put(self, kind: str, slip: Slip) -> None:
        """Keep a slip."""
        self._slips[kind] = slip
