"""A list that is read anew while somebody looks at it: what is kept stays, all else takes its new order."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from console.models import paged_table
from console.models.live_table import LiveTable, Watched
from console.models.paged_table import BLOCK
from console.models.staying import LEFT, MOVED, settled
from console.work.runner import Runner
from tests.models.test_paged_table import Line, Lines

_IDS = st.lists(st.integers(1, 60), unique=True, max_size=40)


@pytest.fixture
def runner(qapp: object) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def table(runner: Runner) -> Iterator[LiveTable]:
    made = LiveTable(runner, lambda: ("name",), lambda line: (line.name,))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()
    made.deleteLater()


def shown(qtbot: QtBot, table: LiveTable, source: Lines) -> list[int]:
    with qtbot.waitSignal(table.ids_landed):
        table.show(source)
    return list(table._held.ids)


def renewed(qtbot: QtBot, table: LiveTable, source: Lines, watched: Watched) -> list[int]:
    with qtbot.waitSignal(table.renewed):
        table.renew(source, watched)
    return list(table._held.ids)


def order(old: list[int], fresh: list[int], kept: list[int], *, hold_back: bool = False) -> tuple[list[int], object]:
    found = settled(array("q", old), array("q", fresh), kept, hold_back=hold_back)
    return list(found.ids), found.marks


@given(_IDS, _IDS, _IDS)
def test_what_is_kept_is_there_and_all_else_is_as_it_is_by_now(
    old: list[int], fresh: list[int], kept: list[int]
) -> None:
    found = settled(array("q", old), array("q", fresh), kept)
    known = set(old) & set(kept)
    assert set(found.ids) == set(fresh) | known
    assert len(found.ids) == len(found.places)
    assert [key for key in found.ids if key not in found.marks] == [key for key in fresh if key not in found.marks]
    assert set(found.marks) <= known
    assert {key for key, mark in found.marks.items() if mark == LEFT} == known - set(fresh)
    stood = sorted(known, key=old.index)
    assert stood == [key for key in found.ids if key in known]  # none of them passed another


def test_what_left_stays_behind_its_neighbor_and_what_moved_stays_too() -> None:
    old = list(range(1, 31))
    assert order(old, [key for key in old if key != 9], [8, 9, 10]) == (old, {9: LEFT})
    assert order(old, [9, *(key for key in old if key != 9)], [8, 9, 10]) == (old, {9: MOVED})
    assert order(old, [key for key in old if key != 1], [1, 2]) == (old, {1: LEFT})
    last = [*(key for key in old if key != 10), 10]
    assert order(old, last, [8, 9, 10]) == (old, {10: MOVED})  # the last in sight, away to the end
    assert order(old, [key for key in old if key not in (4, 9)], [8, 9, 10]) == ([*old[:3], *old[4:]], {9: LEFT})


def test_what_is_new_can_wait_outside() -> None:
    found = settled(array("q", [1, 2, 3]), array("q", [7, 1, 3, 8]), [2], hold_back=True)
    assert (list(found.ids), found.marks, found.late) == ([1, 2, 3], {2: LEFT}, {7, 8})


def test_a_list_read_anew_far_down_shows_the_rows_there_at_once(qtbot: QtBot, table: LiveTable) -> None:
    source = Lines(3_000)
    before = shown(qtbot, table, source)
    seen = tuple(before[2_000:2_020])
    del source.all[2_005]  # in sight
    source.all[2_007] = replace(source.all[2_007], name="another state")
    source.all.insert(5, Line(id=2, name="came in far above"))
    after = renewed(qtbot, table, source, Watched(kept=seen, around=seen[0]))
    assert after == [*before[:5], 2, *before[5:]]
    assert table.marks == {before[2_005]: LEFT}
    names = [table.index(row, 0).data() for row in range(2_001, 2_021)]
    assert names == [*(f"line {n}" for n in range(2_000, 2_005)), None, *names[6:]]
    assert names[8] == "another state"
    assert source.asked.count("page") == 1  # no first page: nobody looks there


def test_what_left_and_is_still_somewhere_keeps_its_record(qtbot: QtBot, table: LiveTable) -> None:
    source = Lines(20)
    before = shown(qtbot, table, source)
    gone = replace(source.all[4], name="closed")
    table.show_state((gone, source.all[5]), {source.all[5].id})
    assert (table.index(4, 0).data(), table.marks) == ("closed", {gone.id: LEFT})
    table.show_state((source.all[4],), {gone.id})  # it was opened again
    assert (table.index(4, 0).data(), table.marks) == ("line 4", {})
    assert list(table._held.ids) == before


def test_a_list_longer_than_its_ids_goes_on_behind_them(
    qtbot: QtBot, table: LiveTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged_table, "MOST_IDS", 150)
    source = Lines(150 + 2 * BLOCK + 9)
    shown(qtbot, table, source)
    table.fetchMore()
    qtbot.waitUntil(lambda: table.rowCount() >= 150 + BLOCK)
    seen = tuple(table._held.ids[200:210])
    moved = source.all.pop(140)
    source.all.append(moved)  # behind all that the ids reach, and still in the list
    renewed(qtbot, table, source, Watched(kept=(*seen, moved.id), around=seen[0]))
    assert table.marks == {moved.id: MOVED}
    assert tuple(table._held.ids[200:210]) == seen

    def reached() -> bool:
        table.fetchMore()  # the tester asks for more, too
        return table.rowCount() == len(source.all)

    qtbot.waitUntil(reached)
    assert set(table._held.ids) == {line.id for line in source.all}
    assert len(table._held.places) == table.rowCount()
