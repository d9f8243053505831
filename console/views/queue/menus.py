"""The menus of the queue: the order of the list, columns and density. They are words over query and look."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from console.query import Query, Sort, parse
from console.views.look.look import current
from console.views.look.tokens import ROWS
from console.views.queue.columns import COLUMNS, QueueColumns
from console.views.queue.header import QueueHeader
from console.views.words import say

SORTED = ("due", "created", "updated", "tier", "ends")


def with_sort(text: str, key: str, *, down: bool) -> str:
    """Return a query in another order; the order everybody begins with is not written."""
    query = parse(text).query
    sort = None if key == "due" and not down else Sort(key, down=down)
    return str(Query(terms=query.terms, sort=sort))


def sort_menu(parent: QWidget, query: Query, chosen: Callable[[str, bool], None]) -> QMenu:
    """Return the menu of orders. `chosen` gets the key and whether it goes down."""
    now = query.sort or Sort()
    menu = QMenu(say("act.sort"), parent)
    menu.setAccessibleName(say("act.sort"))
    for key in SORTED:
        action = menu.addAction(say(f"sort.{key}"))
        action.setCheckable(True)
        action.setChecked(key == now.key)
        action.triggered.connect(_Choosing(action, chosen, key, now.down).choose)
    menu.addSeparator()
    turned = menu.addAction(say("sort.down"))
    turned.setCheckable(True)
    turned.setChecked(now.down)
    turned.triggered.connect(_Choosing(turned, chosen, now.key, not now.down).choose)
    return menu


def adjust_menu(
    parent: QWidget, hidden: frozenset[str], toggled: Callable[[str, bool], None], dense: Callable[[str, bool], None]
) -> QMenu:
    """Return the menu of columns and densities. `toggled` gets a column and whether it is shown."""
    menu = QMenu(say("act.columns"), parent)
    menu.setAccessibleName(say("act.columns"))
    for name in COLUMNS:
        action = menu.addAction(say(f"queue.{name}"))
        action.setCheckable(True)
        action.setChecked(name not in hidden)
        action.triggered.connect(_Choosing(action, toggled, name, name in hidden).choose)
    menu.addSeparator()
    for density in ROWS:
        action = menu.addAction(say(f"choice.{density}"))
        action.setCheckable(True)
        action.setChecked(current().density == density)
        action.triggered.connect(_Choosing(action, dense, density, True).choose)
    return menu


def below(menu: QMenu, button: QWidget) -> None:
    """Show a menu below the button it belongs to."""
    place = QPoint(button.width() - menu.sizeHint().width(), button.height() + 2)
    menu.popup(button.mapToGlobal(place))


class QueueMenus(QObject):
    """Opens the menus below their buttons. `ordered` carries a query in another order, `wished` ("density", name)."""

    ordered = Signal(str)
    wished = Signal(str, str)

    def __init__(self, header: QueueHeader, columns: QueueColumns) -> None:
        super().__init__(header)
        self._header, self._columns = header, columns
        header.sort.clicked.connect(self.open_sort)
        header.adjust.clicked.connect(self.open_adjust)
        columns.sorted.connect(self._order)

    def open_sort(self) -> None:
        """Offer the orders."""
        query = parse(self._header.field.text()).query
        below(sort_menu(self._header, query, self._order), self._header.sort)

    def open_adjust(self) -> None:
        """Offer columns and densities."""
        menu = adjust_menu(self._header, self._columns.hidden, self._columns.show, self._dense)
        below(menu, self._header.adjust)

    def _order(self, key: str, down: bool) -> None:  # noqa: FBT001 - a menu's argument
        self.ordered.emit(with_sort(self._header.field.text(), key, down=down))

    def _dense(self, name: str, _on: bool) -> None:  # noqa: FBT001 - a menu's argument
        self.wished.emit("density", name)


class _Choosing:
    """What an action of a menu does; it lives with the action."""

    def __init__(self, action: QAction, act: Callable[[str, bool], None], key: str, flag: bool) -> None:  # noqa: FBT001 - handed on as it is
        self._act, self._key, self._flag = act, key, flag
        action.setProperty("choosing", self)

    def choose(self) -> None:
        """Do it."""
        self._act(self._key, self._flag)
