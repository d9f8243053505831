"""Two desks at one list, short or of 50,000: what others do moves nothing from below the eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.models.live_table import LiveTable
from console.models.staying import LEFT, MOVED
from console.records.base import TicketId, Tier
from console.records.tickets import TicketRow
from console.services import assign, showing, triage
from console.services.desk import Desk, open_desk
from console.store.driver import sqlite_module
from console.views.main_window import MainWindow
from console.views.queue import calm
from console.views.queue.table import QueueTable
from tests.services.test_together import enter
from tests.views.test_window import settle

_MANY, _FAR = 50_000, 2_000
_COPIES = """
INSERT INTO tickets ({names}) SELECT {values} FROM tickets t, (
  WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count}) SELECT n FROM counted
) WHERE t.id = {key}
"""
_AMONG = "UPDATE tickets SET received_at = (SELECT received_at FROM tickets WHERE id = ?) + ? WHERE id = ?"


@pytest.fixture
def other(window: MainWindow) -> Iterator[Desk]:
    """Somebody else at the same database."""
    here = window.desk
    made = open_desk(
        here.store.url, login="ben", name="Ben Ode", out_folder=here.out_folder, clock=here.clock, create=False
    )
    yield made
    made.store.close()


@pytest.fixture
def table(window: MainWindow, qtbot: QtBot) -> QueueTable:
    window.show_view("unassigned")
    settle(window, qtbot)
    return window.queue.table


@pytest.fixture
def many() -> int:
    return 4_000


@pytest.fixture
def long_table(window: MainWindow, qtbot: QtBot, many: int) -> QueueTable:
    key, *among = enter(window.desk, 31)
    copied(window.desk, key, many, among)
    window.show_view("unassigned")
    rows = window.queue.table.rows
    qtbot.waitUntil(lambda: rows.rowCount() > many and not window.runner.busy)
    return window.queue.table


def copied(desk: Desk, key: int, count: int, among: list[int]) -> None:
    """Copy a ticket many times, each copy a second younger, and put whole ones among the copies, far down."""
    made = {"id": "1000000 + n", "number": "1000000 + n", "gid": "printf('copy-%d', n)"}
    made["received_at"] = "t.received_at + n * 1000000"
    with closing(sqlite_module().connect(desk.store.url.removeprefix("sqlite:///"))) as raw:
        names = [row[1] for row in raw.execute("PRAGMA table_info(tickets)")]
        values = ", ".join(made.get(name, f"t.{name}") for name in names)
        raw.execute(_COPIES.format(names=", ".join(names), values=values, count=count, key=key))
        for number, one in enumerate(among):
            raw.execute(_AMONG, (key, (_FAR + number) * 1_000_000 + 500_000, one))
        raw.commit()


def follow(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.queue.table.rows.renewed):
        window.queue.refresh(others=True)
    settle(window, qtbot)


def heights(table: QueueTable) -> dict[int, int]:
    """Return where each row on the screen stands."""
    found = table.calm.in_sight()
    return {key: table.visualRect(table.rows.index(row, 0)).top() for key, row in found.items()}


def standing(table: QueueTable, row: int) -> TicketRow:
    found = table.rows.record(row)
    assert isinstance(found, TicketRow)
    return found


def go_down(table: QueueTable, qtbot: QtBot) -> None:
    """Go to a place where every second row can be worked on."""
    row = next(n for n in range(_FAR, _FAR + 200) if (table.rows.id_at(n) or 0) < 1_000_000) + 20
    table.select_row(row)
    qtbot.waitUntil(lambda: all(table.rows.record(one) for one in table.calm.in_sight().values()))


def point(table: QueueTable, row: int) -> None:
    at = QPointF(table.visualRect(table.rows.index(row, 1)).center())
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(table.viewport(), move)


@pytest.mark.parametrize("many", [_MANY])
def test_far_down_a_list_of_fifty_thousand_nothing_jumps(
    window: MainWindow, long_table: QueueTable, other: Desk, qtbot: QtBot
) -> None:
    table, rows = long_table, long_table.rows
    go_down(table, qtbot)
    before, current = heights(table), table.current_id()
    taken, raised = [key for key in before if key < 1_000_000 and key != current][3:5]
    above = rows.id_at(1) or 0
    chosen: list[int] = []
    table.chosen.connect(chosen.append)
    (new,) = enter(other, 1)
    assign.take(other, TicketId(taken), version=1)
    assign.take(other, TicketId(above), version=standing_version(other, above))
    triage.set_tier(other, TicketId(raised), Tier.CRITICAL, version=1)
    follow(window, qtbot)
    assert rows.marks == {taken: LEFT, raised: MOVED}
    assert standing(table, rows.row_of(taken) or 0).owner == "Ben Ode"
    assert standing(table, rows.row_of(raised) or 0).tier is Tier.CRITICAL
    assert rows.row_of(new) is not None
    assert rows.row_of(above) is None
    assert (heights(table), table.current_id()) == (before, current)
    assert all(rows.record(row) for row in table.calm.in_sight().values())  # no gray row
    with qtbot.waitSignal(rows.renewed):
        table.calm.settling.emit()
    assert rows.marks == {}
    assert rows.row_of(taken) is None
    assert 0 <= (rows.row_of(raised) or 0) < 100
    assert (heights(table)[current or 0], table.current_id()) == (before[current or 0], current)
    assert chosen == []


def standing_version(desk: Desk, ticket: int) -> int:
    return showing.detail(desk, TicketId(ticket)).row.version


def test_an_act_of_ones_own_far_down_leads_to_the_next_there(
    window: MainWindow, long_table: QueueTable, qtbot: QtBot
) -> None:
    table, rows = long_table, long_table.rows
    go_down(table, qtbot)
    place = table.currentIndex().row()
    key, following = table.current_id(), rows.id_at(place + 1)
    assert key is not None
    value = table.verticalScrollBar().value()
    assign.take(window.desk, TicketId(key), version=1)
    with qtbot.waitSignal(rows.renewed):
        window.refresh()
    assert rows.row_of(key) is None
    assert (table.current_id(), table.currentIndex().row()) == (following, place)
    assert table.verticalScrollBar().value() == value
    settle(window, qtbot)
    assert window.panels is not None
    assert window.panels.detail.row.id == following


def test_what_a_colleague_took_stays_below_the_cursor_until_it_moves_on(
    window: MainWindow, table: QueueTable, other: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table.rows
    table.select_row(2)
    settle(window, qtbot)
    key, count = table.current_id(), rows.rowCount()
    assert key is not None
    assign.take(other, TicketId(key), version=standing(table, 2).version)
    follow(window, qtbot)
    assert (table.current_id(), rows.marks, rows.rowCount()) == (key, {key: LEFT}, count)
    heard = rows.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "no longer in this list" in heard
    assert window.panels is not None
    assert window.panels.detail.row.id == key
    assert not table.calm._settles.isActive()  # for as long as it is read
    table.calm._settles.setInterval(1)
    table.step(1)
    after = table.current_id()
    qtbot.waitUntil(lambda: rows.row_of(key) is None)
    assert table.current_id() == after
    assert rows.rowCount() == count - 1


def test_below_a_pointer_no_row_comes_in_and_its_head_counts_it(
    window: MainWindow, table: QueueTable, other: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, count = table.rows, window.queue.header.count
    window.resize(1680, 1500)
    settle(window, qtbot)
    assert not table.verticalScrollBar().maximum()
    point(table, 1)
    before = heights(table)
    (new,) = enter(other, 1)
    follow(window, qtbot)
    assert heights(table) == before
    assert rows.late == {new}
    assert count.text().endswith("1 new")
    table.calm._settles.setInterval(1)
    table.calm._settles.start()
    qtbot.wait(20)
    assert rows.row_of(new) is None  # the pointer was moved a moment ago
    monkeypatch.setattr(calm, "_POINTED_MS", 0)
    qtbot.waitUntil(lambda: rows.row_of(new) is not None)
    assert rows.late == frozenset()
    settle(window, qtbot)
    assert "new" not in count.text()


def test_a_row_below_the_pointer_stays_there_in_a_list_that_can_be_scrolled(
    window: MainWindow, long_table: QueueTable, other: Desk, qtbot: QtBot
) -> None:
    table = long_table
    point(table, 4)
    pointed = table.rows.id_at(4)
    above = standing(table, 1)
    key = TicketId(above.id)
    assert pointed is not None
    before = heights(table)[pointed]
    (new,) = enter(other, 1)
    triage.set_tier(other, TicketId(new), Tier.CRITICAL, version=1)
    assign.take(other, key, version=above.version)
    follow(window, qtbot)
    assert (table.rows.row_of(new) or 0) < (table.rows.row_of(pointed) or 0)
    assert heights(table)[pointed] == before
    assert table.rows.marks == {key: LEFT}


def test_rows_that_rest_say_at_once_that_they_left(
    window: MainWindow, table: QueueTable, other: Desk, qtbot: QtBot
) -> None:
    rows: LiveTable = table.rows
    row = standing(table, 1)
    assign.take(other, row.id, version=row.version)
    desk, query = window.desk, window.queue.query
    rows.show_state(showing.queue_rows(desk, (row.id,)), showing.fitting(desk, (row.id,), query))
    assert rows.marks == {row.id: LEFT}
    assert table.painter_of_rows.marks == rows.marks
    assert table.visualRect(rows.index(1, 0)).contains(QPoint(2, table.visualRect(rows.index(1, 0)).center().y()))
