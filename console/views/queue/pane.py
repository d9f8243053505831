"""The middle-left pane: the view's head, what is to be done in it, the list or what is said instead, and its keys."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.models.queue import QueueSource
from console.query import Query, parse, spoken
from console.services import whose
from console.views.kit.field import problem_words
from console.views.kit.text import KeyFooter, Text
from console.views.look.look import current
from console.views.look.tokens import FOOTER
from console.views.queue.chosen_bar import Choosing, ChosenBar
from console.views.queue.completion import Completion
from console.views.queue.earlier import EarlierViews
from console.views.queue.findings import Findings
from console.views.queue.header import QueueHeader
from console.views.queue.hint import ViewHint
from console.views.queue.menus import QueueMenus
from console.views.queue.selection import Selection
from console.views.queue.states import QueueStates
from console.views.queue.table import QueueTable
from console.views.queue.views import VIEWS, View
from console.views.words import language, say
from console.work.runner import Runner
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.services.desk import Desk

_PAUSE_MS = 60


class QueuePane(QWidget):
    """The queue with its query. `queried` carries the query as it is shown now, `wished` what the window should do."""

    queried = Signal(str)
    wished = Signal(str, str)

    def __init__(
        self, desk: Desk | None, runner: Runner, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._runner = desk, runner
        self._query, self._view = Query(), VIEWS[0]
        self.setProperty("ground", "surface")
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = QueueHeader()
        self.field = self.header.field
        self.completion = Completion(self.field, self._this_desk, runner)
        self.problem = Text("", "small", "critical", wrap=True)
        self.hint = ViewHint()
        self.table = QueueTable(runner, now)
        self.states = QueueStates(self.table)
        self.footer = KeyFooter(
            (
                ("J", ""),
                ("K", say("keys.move")),
                ("R", say("keys.reply")),
                ("E", say("keys.close")),
                ("/", say("keys.filter")),
                ("?", say("keys.all")),
            )
        )
        self.selection = Selection(self)
        self.chosen_bar = ChosenBar()
        self.choosing = Choosing(self.table, self.selection, self.chosen_bar)
        self.menus = QueueMenus(self.header, self.table.columns)
        self.findings = Findings(self.table, self.states, self.header.count, self.footer, runner)
        self.earlier = EarlierViews(self.table, self.states, self.findings, runner, now)
        self._throttle = Throttle(_PAUSE_MS, self)
        self._throttle.fired.connect(self._typed)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.footer.setVisible(whose.chosen().footer)
        self.problem.hide()
        self.hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        for widget, stretch in (
            (self.header, 0),
            (self.problem, 0),
            (self.hint, 0),
            (self.states, 1),
            (self.chosen_bar, 0),
            (self.footer, 0),
        ):
            layout.addWidget(widget, stretch)
        self._fit()

    def _connect(self) -> None:
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._entered)
        self.header.revert.clicked.connect(self.revert)
        self.menus.ordered.connect(self.show_query)
        self.menus.wished.connect(self.wished)
        self.states.wished.connect(self._wished)
        self.states.retried.connect(self.refresh)
        self.states.canceled.connect(self.table.rows.stop)
        self.hint.acted.connect(self._hint_acted)

    def _fit(self) -> None:
        look = current()
        self.footer.setFixedHeight(look.px(FOOTER))
        self.problem.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))

    def _this_desk(self) -> Desk:
        assert self._desk is not None  # noqa: S101 - nothing is asked for before the desk is open
        return self._desk

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def query(self) -> Query:
        """Return the query that is shown."""
        return self._query

    def set_desk(self, desk: Desk) -> None:
        """Work at a desk that is open now, for another person, or with newer settings."""
        self._desk = desk

    def show_view(self, view: View, *, select: int | None = None) -> None:
        """Show a view: its name, what is to be done in it, and its tickets."""
        self._view = view
        self.hint.show_view(view)
        self.show_query(view.query, select=select)

    def show_query(self, text: str, *, select: int | None = None, title: str = "") -> None:
        """Show another query in the view that is shown, under a title of its own where one is given."""
        self.completion.close()
        self.header.title.set_text(title or self._view.title)
        said = spoken(text, language())
        self.field.setText(said)
        self._show(said, select=select)

    def refresh(self, changed: Collection[int] | None = None, *, others: bool = False, settled: bool = False) -> None:
        """Read the list anew, after an act of one's own or of `others`: then what is looked at stays in its place.

        Where it is told which tickets changed, they alone are put where they belong by now. Where nobody looks any
        more, all takes the place that it has by now (`settled`). While the server is away it stays as it is.
        """
        if self._runner.away is not None:
            return
        if changed is None or self._throttle.waiting or self.states.currentWidget() is not self.table:
            self._show(self.field.text(), again=True, others=others, settled=settled)
            return
        desk = self._this_desk()
        self.table.calm.amend(QueueSource(desk, self._query), changed, others=others, settled=settled)
        self.findings.count(desk)

    def revert(self) -> None:
        """Show the view's own query again."""
        self.show_query(self._view.query)

    def focus_filter(self) -> None:
        """Put the cursor into the query bar, behind what is written."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.end(False)

    def leave_filter(self) -> bool:
        """Go one level back from the query bar: close its list, leave it, then drop what was changed."""
        if self.completion.is_open:
            self.completion.close()
            return True
        if self.field.hasFocus():
            self._entered()
            self.states.take_focus()
            return True
        if self.selection.clear():
            return True
        if not self._view.is_query(self.field.text()):
            self.revert()
            return True
        return False

    # -- what happens ----------------------------------------------------------------------------------------------

    def _edited(self, _text: str) -> None:
        self._throttle.ask()

    def _entered(self) -> None:
        self.completion.close()
        self._throttle.now()
        self.table.setFocus()  # where another page stands in its place it has the focus once it comes back

    def _typed(self) -> None:
        self._show(self.field.text())

    def _show(
        self, text: str, *, select: int | None = None, again: bool = False, others: bool = False, settled: bool = False
    ) -> None:
        self._throttle.cancel()
        parsed = parse(text)
        is_other = str(parsed.query) != str(self._query)
        if is_other:
            self.selection.clear()  # what is not in sight must not be acted on
        self._query = parsed.query
        self.field.set_problems([(one.start, one.end) for one in parsed.problems])
        if parsed.problems:
            self.problem.setText(problem_words(parsed.problems))
        self.problem.setVisible(bool(parsed.problems))
        self.header.show_changed(changed=not self._view.is_query(text))
        source = QueueSource(self._this_desk(), parsed.query)
        kept = self.earlier.shows(parsed.query, self._view, text, select=select)
        if again and not is_other and not kept:
            self.states.wait(over_list=False)
            self.table.calm.renew(source, others=others, settled=settled)
        elif not kept:
            self.states.wait()
            self.table.show_query(source, select=select, again=again)
        self.findings.begin(self._this_desk(), self._query, text, self._view)
        self.queried.emit(text)

    def _wished(self, kind: str, what: str) -> None:
        if kind == "query":
            self.show_query(what)
        else:
            self.wished.emit(kind, what)

    def _hint_acted(self) -> None:
        self.wished.emit("ask", "license")

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
