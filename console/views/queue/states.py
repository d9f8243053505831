"""What stands in the place of the list: nothing to do, nothing fits, not answered, still loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.faults import Bug, Fault
from console.query import spoken
from console.views.kit.states import SKELETON_AFTER_MS, EmptyState, ErrorState, Skeleton
from console.views.words import language, say, say_count, soon

if TYPE_CHECKING:
    from console.models.kept import KeptView
    from console.services.listing import Emptiness
    from console.services.snoozing import Ahead

_ROWS = 9


class QueueStates(QStackedWidget):
    """The list, or what is said instead of it. `wished` carries ("query", text), ("view", key) or ("tool", name)."""

    wished = Signal(str, str)
    retried = Signal()
    canceled = Signal()

    def __init__(self, table: QWidget) -> None:
        super().__init__()
        self._table = table
        self._acts: tuple[tuple[str, str], tuple[str, str]] = (("", ""), ("", ""))
        self.empty = EmptyState("inbox", "", "")
        self.failed = ErrorState(say("act.try_again"), say("act.copy_details"))
        self.loading = Skeleton(say("queue.loading"), say("act.cancel"), rows=_ROWS)
        for widget in (table, self.empty, self.failed, self.loading):
            self.addWidget(widget)
        self.empty.acted.connect(self._first)
        self.empty.second_acted.connect(self._second)
        self.failed.acted.connect(self.retried)
        self.loading.canceled.connect(self._cancel)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SKELETON_AFTER_MS)
        self._wait.timeout.connect(self._still_loading)

    def wait(self, *, over_list: bool = True) -> None:
        """A list was asked for: what stands stays for a moment, then gray rows show that it is coming.

        A list that is only read anew stays until it is there.
        """
        if over_list or self.currentWidget() is not self._table:
            self._wait.start()

    def _turn_to(self, page: QWidget) -> None:
        """Show a page; the focus that stood in the one before stays here, and goes to no other pane."""
        focused = self.window().focusWidget()  # also while another window is the active one
        mine = focused is self or self.isAncestorOf(focused)  # of none there is no ancestor
        self.setCurrentWidget(page)
        if mine:
            self.take_focus()

    def take_focus(self) -> None:
        """Give the focus to the list, or to the first act of what stands in its place; keys stay in no field."""
        shown = self.currentWidget() or self
        acts = (one for one in (shown, *shown.findChildren(QWidget)) if one.isVisible())
        next((one for one in acts if one.focusPolicy() != Qt.FocusPolicy.NoFocus), self).setFocus()

    def show_list(self) -> None:
        """Show the list."""
        self._wait.stop()
        self._turn_to(self._table)

    def show_failed(self, fault: Fault) -> None:
        """Show that the database did not answer."""
        self._wait.stop()
        what, kept, todo = fault.words(language())
        details = str(fault.params.get("report", "")) if isinstance(fault, Bug) else ""
        self.failed.tell(what, f"{kept} {todo}".strip(), code=fault.code, details=details)
        self._turn_to(self.failed)

    def show_unread(self, name: str, since: str, other: KeptView | None) -> None:
        """Show that a view was never read, since when the server is away, and the way to one that was."""
        self._wait.stop()
        back = other is not None and bool(other.key)
        self._acts = (("view", other.key) if other is not None and back else ("", ""), ("", ""))
        act = say("queue.show_kept", view=other.title) if other is not None and back else ""
        self.empty.show_icon("database", "question")
        self.empty.say(say("queue.unread_title", view=name), say("queue.unread_text", time=since), act)
        self._turn_to(self.empty)

    def show_was_empty(self, when: str) -> None:
        """Show that nothing was in a view when it was read."""
        self._wait.stop()
        self._acts = (("", ""), ("", ""))
        self.empty.show_icon("inbox", "accent")
        self.empty.say(say("queue.was_empty"), say("queue.was_empty_text", time=when))
        self._turn_to(self.empty)

    def show_empty(self, view: str, query: str, why: Emptiness, *, own: bool) -> None:
        """Show why the list is empty, with the next useful act. `own` is a query that is the view's own."""
        self._wait.stop()
        if not why.any_ticket:
            self._say_first()
        elif own:
            self._say_good(view, why)
        else:
            self._say_filtered(query, why)
        self._turn_to(self.empty)

    def _say_first(self) -> None:
        self._acts = (("tool", "import"), ("tool", "new"))
        self.empty.show_icon("inbox", "accent")
        text = say("queue.first_text")
        self.empty.say(
            say("queue.first"), text, say("tool.import"), second=say("act.new"), foot=say("queue.first_foot")
        )

    def _say_good(self, view: str, why: Emptiness) -> None:
        free = why.unassigned.number if view == "mine" else 0
        text = say("queue.clear_text")
        if view == "mine" and why.ahead.first_at is not None:
            text = f"{text} {self._back(why.ahead)}"
        if free:
            text = f"{text} {say_count('queue.free', free, capped=why.unassigned.capped)}"
        self._acts = (("view", "unassigned" if free else "all_open"), ("", ""))
        act = say("queue.take_free") if free else "" if view == "all_open" else say("queue.show_all")
        self.empty.show_icon("circle-check", "ok")
        self.empty.say(say("queue.clear"), text, act)

    @staticmethod
    def _back(ahead: Ahead) -> str:
        """Return what of mine comes back, and when: all that does at its hour, or the first of it."""
        assert ahead.first_at is not None  # noqa: S101 - asked by the caller
        when = soon(ahead.first_at, ahead.as_of or ahead.first_at)
        if ahead.first == ahead.mine:
            return say_count("queue.back", ahead.mine, when=when)
        return say_count("queue.back_first", ahead.mine, first=ahead.first, when=when)

    def _say_filtered(self, query: str, why: Emptiness) -> None:
        self.empty.show_icon("filter", "question")
        lines, act = [query], ""
        self._acts = (("", ""), ("query", ""))
        if why.without:
            best = why.without[0]
            number = f"{best.count.number}{'+' if best.count.capped else ''}"
            term = spoken(best.term, language())
            lines.append(say("queue.without", term=term, n=number))
            act = say("queue.drop", term=term)
            self._acts = (("query", best.text), ("query", ""))
        self.empty.say(say("queue.no_match"), "\n".join(lines), act, second=say("queue.clear_filter"))

    def _first(self) -> None:
        self.wished.emit(*self._acts[0])

    def _second(self) -> None:
        self.wished.emit(*self._acts[1])

    def _still_loading(self) -> None:
        self._turn_to(self.loading)
        self.loading.show_rows()

    def _cancel(self) -> None:
        self.show_list()
        self.canceled.emit()
