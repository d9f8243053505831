"""Which view is shown, how many tickets each has, and the views that somebody saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

from console.faults import Stale
from console.query import parse
from console.records.base import Count
from console.records.views import SavedView
from console.services import saved, showing, snoozing
from console.services.desk import Desk
from console.views.queue import menus
from console.views.queue.pane import QueuePane
from console.views.queue.sidebar import Sidebar
from console.views.queue.views import VIEWS, View, view_of
from console.views.words import say
from console.work.runner import Call, Runner

_CAP = 999


class ViewKeeper(QObject):
    """Shows views and keeps those that are saved. `told` carries words for the toast, `failed` a fault."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, sidebar: Sidebar, queue: QueuePane, runner: Runner, desk: Callable[[], Desk]) -> None:
        super().__init__(queue)
        self._sidebar, self._queue, self._runner, self._desk = sidebar, queue, runner, desk
        self._saved: tuple[View, ...] = ()
        self._wanted = ""
        self._next_back: datetime | None = None
        self.key = VIEWS[0].key
        sidebar.view_chosen.connect(self.show)
        queue.queried.connect(self._queried)
        queue.header.keep.clicked.connect(self.open_menu)

    @property
    def all(self) -> tuple[View, ...]:
        """Return every view in the order of the sidebar."""
        return (*VIEWS, *self._saved)

    @property
    def view(self) -> View:
        """Return the view that is shown."""
        return next((one for one in self.all if one.key == self.key), VIEWS[0])

    def show(self, key: str) -> None:
        """Show a view by its key."""
        view = next((one for one in self.all if one.key == key), None)
        if view is None:
            return
        self.key = key
        self._sidebar.show_chosen(key)
        self._queue.show_view(view)
        self.count()
        self._queue.table.setFocus()

    def show_at(self, key: str, query: str, ticket: int | None) -> None:
        """Show a view, perhaps with another query, and one of its tickets."""
        self.show(key)
        self._queue.show_query(query, select=ticket)

    def show_place(self, number: int) -> None:
        """Show the view at a place of the sidebar, counted from one."""
        if 0 < number <= len(self.all):
            self.show(self.all[number - 1].key)

    def count(self) -> None:
        """Count every view anew, and read the saved ones; while the server is away the numbers stay as they were."""
        if self._runner.away is not None:
            return
        desk, views = self._desk(), self.all

        def work() -> Any:
            counts = [(view.key, showing.queue_count(desk, parse(view.query).query, cap=_CAP)) for view in views]
            return saved.saved_views(desk), counts, snoozing.ahead(desk).next_at

        self._runner.read(work).landed.connect(self._counted)

    def is_stale(self, now: datetime) -> bool:
        """Return whether a ticket that was put off has come back since the views were counted."""
        return self._next_back is not None and self._next_back <= now

    def _counted(self, answer: tuple[tuple[SavedView, ...], list[tuple[str, Count]], datetime | None]) -> None:
        views, counts, self._next_back = answer
        self._show_saved(views)
        for key, count in counts:
            self._sidebar.show_count(key, "" if not count.number else f"{count.number}{'+' if count.capped else ''}")

    def _show_saved(self, views: tuple[SavedView, ...]) -> None:
        fresh = tuple(view_of(one) for one in views)
        if fresh == self._saved:
            return
        added = {view.key for view in fresh} - {view.key for view in self._saved}
        self._saved = fresh
        self._sidebar.show_saved(fresh)
        self._sidebar.show_chosen(self.key)
        wanted = next((view.key for view in fresh if view.title == self._wanted), "")
        self._wanted = ""
        if wanted:
            self.show(wanted)
        elif added:
            self.count()

    def _queried(self, text: str) -> None:
        self._sidebar.show_chosen(self.key, changed=not self.view.is_query(text))

    # -- saving ----------------------------------------------------------------------------------------------------

    def open_menu(self) -> None:
        """Offer what can be done with the view: save it under a name, save what was changed, remove it."""
        menu = QMenu(self._queue)
        menu.setAccessibleName(say("act.save_view"))
        menu.addAction(say("act.save_view")).triggered.connect(self.ask_name)
        here = self.view
        if here.saved is not None:
            change = menu.addAction(say("act.save_changes", name=here.title))
            change.setEnabled(not here.is_query(self._queue.field.text()))
            change.triggered.connect(self.save_changes)
            menu.addAction(say("act.remove_view", name=here.title)).triggered.connect(self.remove)
        menus.below(menu, self._queue.header.keep)

    def ask_name(self) -> None:
        """Ask for the name of the view."""
        asked = QInputDialog(self._queue.window())
        asked.setWindowTitle(say("act.save_view"))
        asked.setLabelText(say("queue.view_name", query=self._queue.field.text()))
        asked.setTextEchoMode(QLineEdit.EchoMode.Normal)
        asked.setOkButtonText(say("act.save"))
        asked.setCancelButtonText(say("act.cancel"))
        asked.textValueSelected.connect(self.save)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    def save(self, name: str) -> None:
        """Keep the query that is shown under a name."""
        desk, text = self._desk(), self._queue.field.text()
        self._wanted = " ".join(name.split())
        self._write(lambda: saved.save_view(desk, name, text), say("toast.view_saved", name=self._wanted))

    def save_changes(self) -> None:
        """Keep the query that is shown under the name of the view."""
        desk, view, text = self._desk(), self.view, self._queue.field.text()
        if view.saved is not None:
            record = view.saved
            self._wanted = view.title
            self._write(lambda: saved.change_view(desk, record, text), say("toast.view_saved", name=view.title))

    def remove(self) -> None:
        """Remove the view that is shown; the tickets stay."""
        desk, view = self._desk(), self.view
        if view.saved is not None:
            record = view.saved
            self.show(VIEWS[0].key)
            self._write(lambda: saved.remove_view(desk, record), say("toast.view_removed", name=view.title))

    def _write(self, work: Callable[[], Any], words: str) -> None:
        call = self._runner.write(work)
        self._remember(call, words)

    def _remember(self, call: Call, words: str) -> None:
        call.setProperty("words", words)
        call.landed.connect(self._written)
        call.failed.connect(self._refused)

    def _written(self, _result: Any) -> None:
        self.told.emit(str(self.sender().property("words")))
        self.count()

    def _refused(self, fault: Any) -> None:
        self._wanted = ""
        self.failed.emit(fault)
        if isinstance(fault, Stale):
            self.count()
