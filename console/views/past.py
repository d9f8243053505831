"""What was done in this window and can be taken back, and what was taken back and can be done again; newest last."""

from __future__ import annotations

from dataclasses import dataclass

_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act: its kind ("undo", "together", "recall", "draft", "mark", "unread"), its ticket or letter, its event.

    `many` are the tickets with their events, where it was an act on several. "final" is an act that no key takes back:
    it stands in the way of what came before it. `words` say what was done, as it was told then.
    """

    kind: str
    key: int = 0
    event: int = 0
    many: tuple[tuple[int, int], ...] = ()
    words: str = ""


class Past:
    """The acts of a window. A new act forgets what could have been done again."""

    def __init__(self) -> None:
        self.done: list[Deed] = []
        self.undone: list[Deed] = []

    def did(self, deed: Deed, *, again: bool = False) -> None:
        """Keep an act; `again` where it is one that was taken back before."""
        if deed.kind == "final" and self.done and self.done[-1].kind == "final":
            self.done.pop()  # one word of it is enough
        self.done = [*self.done, deed][-_MOST:]
        if not again:
            self.undone = []

    def took_back(self, deed: Deed) -> None:
        """Keep what was taken back, so that it can be done again."""
        self.undone = [*self.undone, deed][-_MOST:]

    def last(self) -> Deed | None:
        """Take the last act out, to take it back."""
        return self.done.pop() if self.done else None

    def next(self) -> Deed | None:
        """Take what was taken back last out, to do it again."""
        return self.undone.pop() if self.undone else None
