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
from console.models.amending import amended
from console.models.live_table import LiveTable, Watched
from console.models.paged_table import BLOCK
from console.models.staying import LEFT, MOVED, settled
from console.work.runner import Runner
from tests.models.test_paged_table import Line, Lines

_IDS = st.lists(st.integers(1, 60), unique=True, max_size=40)


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


@given(_IDS, _IDS, st.data())
def test_a_few_changed_rows_come_where_the_whole_list_would_put_them(
    old: list[int], rest: list[int], data: st.DataObject
) -> None:
    moved = data.draw(st.lists(st.sampled_from(sorted({*old, *rest}) or [61]), unique=True, max_size=8))
    stayed = [key for key in old if key not in moved]
    fresh = list(stayed)
    for key in moved:
        if data.draw(st.booleans()):
            fresh.insert(data.draw(st.integers(0, len(fresh))), key)
    source = Lines(0)
    source.all = [Line(id=key, name="") for key in fresh]
    places = {key: place for place, key in enumerate(old)}
    found = amended(source, array("q", old), places, frozenset(moved), is_whole=True)
    assert found is not None
    assert list(found) == fresh


def test_what_only_the_whole_list_tells_is_not_guessed() -> None:
    source = Lines(100)
    old = array("q", (line.id for line in source.all[:40]))
    places = {key: place for place, key in enumerate(old)}
    ask = {"source": source, "old": old, "places": places}
    far, last = source.all[70].id, source.all[-1].id
    assert amended(**ask, changed={far}, is_whole=False) is None  # what follows it is not known here
    assert amended(**ask, changed={last}, is_whole=False) is None  # the end of the list is not the end of these
    assert amended(**ask, changed=frozenset(range(25)), is_whole=True) is None
    assert amended(**ask, changed=frozenset(old[:9]), is_whole=True) is None
    assert amended(**ask, changed=frozenset(old[:8]), is_whole=True) == old


def amend(qtbot: QtBot, table: LiveTable, source: Lines, changed: set[int], watched: Watched) -> list[int]:
    with qtbot.waitSignal(table.renewed):
        table.amend(source, changed, watched)
    return list(table._held.ids)


def test_an_act_reads_what_it_changed_and_not_the_list(qtbot: QtBot, table: LiveTable) -> None:
    source = Lines(3_000)
    before = shown(qtbot, table, source)
    source.asked.clear()
    moved, gone = source.all.pop(5), source.all.pop(60)
    source.all.insert(2_000, replace(moved, name="moved"))
    after = amend(qtbot, table, source, {moved.id, gone.id}, Watched())
    assert after == [line.id for line in source.all]
    assert after != before
    assert set(source.asked) == {"following", "rows"}
    assert table.index(30, 0).data() == "line 31"  # what was here went with its row
    stays = amend(qtbot, table, source, {after[3]}, Watched(kept=(after[3],)))
    assert stays == after
    del source.all[3]
    assert amend(qtbot, table, source, {after[3]}, Watched(kept=(after[3],))) == after
    assert table.marks == {after[3]: LEFT}
    assert amend(qtbot, table, source, set(), Watched()) == [line.id for line in source.all]  # nobody looks any more
    assert table.marks == {}


def test_what_changes_while_the_list_is_read_is_told_behind_it_and_an_own_act_goes_first(
    qtbot: QtBot, table: LiveTable
) -> None:
    source = Lines(500)
    ids = shown(qtbot, table, source)
    table.renew(source, Watched())
    with qtbot.waitSignal(table.overtaken) as heard:
        table.amend(source, {ids[3]}, Watched())
    assert heard.args == [frozenset({ids[3]})]
    table.renew(source, Watched())
    del source.all[3]
    with qtbot.waitSignals([table.renewed, table.owing]):
        table.amend(source, {ids[3]}, Watched(), at_once=True)
    assert table.row_of(ids[3]) is None
    assert not table.is_read


def test_an_own_act_tells_what_it_made_give_way_and_no_whole_list_is_read_for_it(
    qtbot: QtBot, table: LiveTable
) -> None:
    source = Lines(500)
    ids = shown(qtbot, table, source)
    owing: list[None] = []
    table.owing.connect(lambda: owing.append(None))
    table.amend(source, {ids[3], ids[4]}, Watched())
    with qtbot.waitSignal(table.overtaken) as heard:
        table.amend(source, {ids[4], ids[5]}, Watched(), at_once=True)
    assert heard.args == [frozenset({ids[3]})]
    assert not owing
    table.amend(source, (), Watched())  # only what stood by: the own act settles that, too
    with qtbot.assertNotEmitted(table.overtaken), qtbot.waitSignal(table.renewed):
        table.amend(source, {ids[4]}, Watched(), at_once=True)
    assert not owing


def test_a_whole_list_in_the_order_that_stands_leaves_nothing_old_far_away(qtbot: QtBot, table: LiveTable) -> None:
    source = Lines(3_000)
    before = shown(qtbot, table, source)
    table.index(2_000, 0).data()
    qtbot.waitUntil(lambda: table.record(2_000) is not None)
    for place in (5, 2_000):
        source.all[place] = replace(source.all[place], name="another state")
    assert renewed(qtbot, table, source, Watched(around=before[0])) == before
    assert table.index(5, 0).data() == "another state"
    assert table.index(2_000, 0).data() is None
    qtbot.waitUntil(lambda: table.index(2_000, 0).data() == "another state")


def test_a_changed_row_is_held_although_nobody_has_painted_it(qtbot: QtBot, table: LiveTable) -> None:
    source = Lines(500)
    ids = shown(qtbot, table, source)
    assert table.record(300) is None
    amend(qtbot, table, source, {ids[300]}, Watched())
    assert table.record(300) == source.all[300]


def test_many_changes_are_read_with_the_whole_list(qtbot: QtBot, table: LiveTable) -> None:
    source = Lines(500)
    ids = shown(qtbot, table, source)
    source.asked.clear()
    changed = set(ids[:30])
    source.all = source.all[30:]
    assert amend(qtbot, table, source, changed, Watched()) == ids[30:]
    assert "ids" in source.asked


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
    table.fetchMore()
    assert not table.canFetchMore()  # on their way
    renewed(qtbot, table, source, Watched(kept=(*seen, moved.id), around=seen[0]))
    assert table.marks == {moved.id: MOVED}
    assert tuple(table._held.ids[200:210]) == seen

    def reached() -> bool:
        table.fetchMore()  # the tester asks for more, too
        return table.rowCount() == len(source.all)

    qtbot.waitUntil(reached)
    assert set(table._held.ids) == {line.id for line in source.all}
    assert len(table._held.places) == table.rowCount()
