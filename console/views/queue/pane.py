"""The middle-left pane: the view's title with its count, the query bar, the list, and the keys of this screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from console.faults import Fault
from console.models.queue import QueueSource
from console.query import Query, parse
from console.services import showing
from console.services.desk import Desk
from console.views.kit.buttons import IconButton
from console.views.kit.field import QueryField
from console.views.kit.layout import column, row
from console.views.kit.states import EmptyState
from console.views.kit.text import KeyFooter, Text
from console.views.look.look import current
from console.views.queue.table import QueueTable
from console.views.words import language, say, say_count
from console.work.runner import Runner
from console.work.throttle import Throttle

_PAUSE_MS = 150


class QueuePane(QWidget):
    """The queue with its query. `queried` carries the text of the query as it is shown now."""

    queried = Signal(str)
    add_asked = Signal()

    def __init__(self, desk: Desk, runner: Runner, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._desk = desk
        self._runner = runner
        self._query = Query()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Text("", "title")
        self.count = Text("", "small", "2")
        self.field = QueryField(say("queue.filter"))
        self.problem = Text("", "small", "critical", wrap=True)
        self.table = QueueTable(runner, now)
        self.empty = EmptyState("inbox", "", "")
        self.failed = EmptyState("database", "", "")
        self.stack = QStackedWidget()
        self._throttle = Throttle(_PAUSE_MS, self)
        self._throttle.fired.connect(self._typed)
        self._build()
        self.table.landed.connect(self._landed)
        self.table.failed.connect(self._table_failed)

    def _build(self) -> None:
        look = current()
        refresh = IconButton("refresh", say("act.refresh"), "F5")
        refresh.clicked.connect(self.refresh)
        add = IconButton("plus", say("act.new"), "C")
        add.clicked.connect(self.add_asked)
        head = row(self.title, self.count, spacing=8)
        head.setAlignment(self.count, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        head.addWidget(add)
        head.addWidget(refresh)
        self.field.setPlaceholderText(say("queue.filter_hint"))
        self.field.setAccessibleName(say("queue.filter"))
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self._entered)
        self.problem.hide()
        top = QWidget()
        top.setFixedHeight(look.px(98))
        top.setProperty("edge", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = column(spacing=8, margins=(14, 12, 14, 10))
        inner.addLayout(head)
        inner.addWidget(self.field)
        top.setLayout(inner)
        self.empty.acted.connect(self._drop_filter)
        self.failed.acted.connect(self.refresh)
        for widget in (self.table, self.empty, self.failed):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.problem)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self._footer())

    def _footer(self) -> QWidget:
        foot = KeyFooter(
            (
                ("J", ""),
                ("K", say("keys.move")),
                ("R", say("keys.reply")),
                ("Shift+R", say("keys.refuse")),
                ("E", say("keys.close")),
                ("?", say("keys.all")),
            )
        )
        foot.setFixedHeight(current().px(36))
        return foot

    @property
    def query(self) -> Query:
        """Return the query that is shown."""
        return self._query

    def set_desk(self, desk: Desk) -> None:
        """Work for another person, or with newer settings."""
        self._desk = desk

    def show_view(self, title: str, text: str, *, select: int | None = None) -> None:
        """Show a view: its title and its query."""
        self.title.setText(title)
        self.field.setText(text)
        self._show(text, select=select)

    def refresh(self) -> None:
        """Read the list anew."""
        self._show(self.field.text())

    def focus_filter(self) -> None:
        """Put the cursor into the query bar."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _edited(self, _text: str) -> None:
        self._throttle.ask()

    def _entered(self) -> None:
        self._throttle.now()
        self.table.setFocus()

    def _typed(self) -> None:
        self._show(self.field.text())

    def _show(self, text: str, *, select: int | None = None) -> None:
        parsed = parse(text)
        self._query = parsed.query
        self.field.setProperty("bad", "true" if parsed.problems else "")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        if parsed.problems:
            problem = parsed.problems[0]
            params = dict(problem.params)
            if params.get("suggestion"):
                params["suggestion"] = say("queue.did_you_mean", word=params["suggestion"])
            self.problem.setText(" ".join(part for part in Fault(problem.code, **params).words(language()) if part))
        self.problem.setVisible(bool(parsed.problems))
        self.table.show_query(QueueSource(self._desk, parsed.query), select=select)
        self._count()
        self.queried.emit(text)

    def _count(self) -> None:
        desk, query = self._desk, self._query
        call = self._runner.read(lambda: showing.queue_count(desk, query))
        call.landed.connect(self._counted)

    def _counted(self, count: object) -> None:
        number, capped = count.number, count.capped  # type: ignore[attr-defined]  # a Count from the runner
        self.count.setText(say_count("queue.tickets", number, capped=capped))

    def _landed(self, number: int) -> None:
        if number:
            self.stack.setCurrentWidget(self.table)
            return
        filtered = bool(self.field.text().strip())
        if filtered:
            self.empty.say(
                say("queue.no_match"), say("queue.no_match_text", query=self.field.text()), say("queue.show_all")
            )
        else:
            self.empty.say(say("queue.clear"), say("queue.clear_text"))
        self.stack.setCurrentWidget(self.empty)

    def _table_failed(self, fault: Fault) -> None:
        what, kept, todo = fault.words(language())
        self.failed.say(what, f"{kept} {todo}".strip(), say("act.try_again"))
        self.stack.setCurrentWidget(self.failed)

    def _drop_filter(self) -> None:
        self.show_view(say("view.all_open"), "is:open")
