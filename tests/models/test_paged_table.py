from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from console import stopping
from console.faults import Unreachable
from console.models import paged_table
from console.models.paged_table import BLOCK, FIRST_PAGE, RECORD_ROLE, PagedTable
from console.records.base import Cursor, Page
from console.work.runner import Runner


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    id: int
    name: str


class Lines:
    """A source over numbers; `gate` holds answers back, `asked` counts questions."""

    def __init__(self, count: int, name: str = "line") -> None:
        self.all = [Line(id=number * 3 + 1, name=f"{name} {number}") for number in range(count)]
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[str] = []
        self.fail = False

    def page(self, after: Cursor | None, limit: int) -> Page[Line]:
        self.gate.wait(5)
        self.asked.append("page")
        if self.fail:
            raise Unreachable("unreachable")
        first = 0 if after is None else next(n for n, line in enumerate(self.all) if line.id == after.id) + 1
        rows = tuple(self.all[first : first + limit])
        more = first + limit < len(self.all)
        return Page(rows=rows, after=Cursor(key=(), id=rows[-1].id) if more else None)

    def ids(self, cap: int) -> Sequence[int]:
        self.asked.append("ids")
        return [line.id for line in self.all[:cap]]

    def behind(self, key: int) -> Cursor | None:
        return Cursor(key=(), id=key) if any(line.id == key for line in self.all) else None

    def fitting(self, wanted: tuple[int, ...]) -> frozenset[int]:
        return frozenset(wanted) & {line.id for line in self.all}

    def following(self, wanted: tuple[int, ...], limit: int) -> dict[int, tuple[tuple[int, ...], bool]]:
        self.asked.append("following")
        ids = [line.id for line in self.all]
        behind = {key: ids[ids.index(key) + 1 :] for key in wanted if key in ids}
        return {key: (tuple(found[:limit]), len(found) <= limit) for key, found in behind.items()}

    def rows(self, wanted: tuple[int, ...]) -> tuple[Line, ...]:
        self.asked.append("rows")
        chosen = set(wanted)
        return tuple(line for line in self.all if line.id in chosen)


@pytest.fixture
def table(runner: Runner) -> Iterator[PagedTable]:
    made = PagedTable(
        runner, lambda: ("name", "again"), lambda line: (line.name, line.name.upper(), f"says {line.name}")
    )
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()
    made.deleteLater()


def text(table: PagedTable, row: int, column: int = 0) -> object:
    return table.index(row, column).data()


def test_the_first_page_stands_then_the_scroll_bar_is_true_then_rows_come_as_they_are_seen(
    qtbot: QtBot, table: PagedTable
) -> None:
    source = Lines(1_050)
    with qtbot.waitSignal(table.page_landed):
        table.show(source)
    assert text(table, 0) == "line 0"
    with qtbot.waitSignal(table.ids_landed):
        pass
    assert table.rowCount() == 1_050
    assert text(table, 1_040) is None
    qtbot.waitUntil(lambda: text(table, 1_040) == "line 1040")
    assert text(table, 1_049, 1) == "LINE 1049"
    assert table.index(1_040, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "says line 1040"
    assert table.index(1_040, 0).data(RECORD_ROLE) == source.all[1_040]
    assert table.row_of(source.all[700].id) == 700
    assert table.id_at(700) == source.all[700].id


def test_every_row_of_the_model_is_the_row_of_the_source(qtbot: QtBot, table: PagedTable) -> None:
    source = Lines(FIRST_PAGE + 3 * BLOCK + 7)
    table.show(source)
    qtbot.waitUntil(lambda: table.rowCount() == len(source.all))
    for row, line in enumerate(source.all):
        qtbot.waitUntil(lambda row=row, line=line: text(table, row) == line.name)


def test_a_late_page_of_an_older_list_is_thrown_away(qtbot: QtBot, table: PagedTable) -> None:
    slow, fast = Lines(500, "slow"), Lines(3, "fast")
    slow.gate.clear()
    table.show(slow)
    with qtbot.waitSignal(table.page_landed):
        table.show(fast)
    slow.gate.set()
    qtbot.wait(50)
    assert [text(table, row) for row in range(table.rowCount())] == ["fast 0", "fast 1", "fast 2"]
    assert slow.asked.count("ids") == 0


def test_beyond_the_ids_pages_follow_by_keyset(
    qtbot: QtBot, table: PagedTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 2 * FIRST_PAGE + 7
    monkeypatch.setattr(paged_table, "MOST_IDS", most)
    source = Lines(most + BLOCK + 5)
    with qtbot.waitSignal(table.ids_landed):
        table.show(source)
    assert table.rowCount() >= most
    table.fetchMore(QModelIndex())
    assert not table.canFetchMore(QModelIndex())

    def reached() -> bool:
        table.fetchMore(QModelIndex())  # the tester asks for more, too
        return table.rowCount() == len(source.all)

    qtbot.waitUntil(reached)
    assert not table.canFetchMore(QModelIndex())
    assert text(table, table.rowCount() - 1) == source.all[-1].name


def test_a_fault_is_told_and_the_old_rows_stand(qtbot: QtBot, table: PagedTable) -> None:
    source = Lines(5)
    with qtbot.waitSignal(table.page_landed):
        table.show(source)
    source.fail = True
    with qtbot.waitSignal(table.failed) as told:
        table.show(source)
    assert isinstance(told.args[0], Unreachable)
    assert table.rowCount() == 5


def test_a_newer_record_takes_its_row(qtbot: QtBot, table: PagedTable) -> None:
    source = Lines(5)
    with qtbot.waitSignal(table.page_landed):
        table.show(source)
    table.replace(Line(id=source.all[2].id, name="new"))
    table.replace(Line(id=9_999, name="nowhere"))
    assert [text(table, row) for row in range(5)] == ["line 0", "line 1", "new", "line 3", "line 4"]


def test_an_empty_list_is_empty(qtbot: QtBot, table: PagedTable) -> None:
    with qtbot.waitSignal(table.page_landed):
        table.show(Lines(0))
    assert table.rowCount() == 0
    assert table.record(0) is None
    assert table.id_at(0) is None


def test_an_older_list_is_read_no_further(qtbot: QtBot, table: PagedTable) -> None:
    class Stopping(Lines):
        """Reads until it is stopped, as a store would."""

        def ids(self, cap: int) -> Sequence[int]:  # noqa: ARG002 - it is never answered
            stop = stopping.present()
            assert stop is not None
            stopped = threading.Event()
            with stop.over(stopped.set):
                assert stop.asked or stopped.wait(10)
            self.asked.append("stopped")
            raise Unreachable("unreachable")

    old = Stopping(FIRST_PAGE + 1)
    with qtbot.waitSignal(table.page_landed):
        table.show(old)
    failed: list[object] = []
    table.failed.connect(failed.append)
    with qtbot.waitSignal(table.ids_landed):
        table.show(Lines(4))
    qtbot.waitUntil(lambda: "stopped" in old.asked)
    assert table.rowCount() == 4
    assert failed == []
