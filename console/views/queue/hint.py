"""What is to be done in a view, above its list; of requests without a license the one question of that in sight."""

from __future__ import annotations

from console.views.kit.states import Banner
from console.views.queue.views import View
from console.views.words import say

_ASKED = "unmatched"


class ViewHint(Banner):
    """The words of a view. It is not there where a view has none."""

    def __init__(self) -> None:
        super().__init__("info", "help-circle", "", whole=True)
        self._view: View | None = None

    def show_view(self, view: View) -> None:
        """Show what is to be done in a view."""
        self._view = view
        title, text = view.hint
        self.say(title, text, say(f"hint.{_ASKED}_act") if view.key == _ASKED else "")
        self.setVisible(bool(title))

    def ask(self, question: str) -> None:
        """Say what the request in sight asks, in the words of its own bar; "" says what the view asks."""
        if self._view is not None and self._view.key == _ASKED:
            title, text = self._view.hint
            self.say(title, question or text, say(f"hint.{_ASKED}_act"))
