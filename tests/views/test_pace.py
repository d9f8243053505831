"""What others do while the list rests is seen on its rows at once; the list itself is read once for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from console.models.queue import QueueSource
from console.records.base import Change, TicketId
from console.services import assign
from console.views.main_window import MainWindow
from console.work import pace as pacing
from tests.services.test_together import enter
from tests.views.test_window import settle

pytestmark = pytest.mark.usefixtures("reads_ahead")


def test_a_burst_of_changes_reads_the_list_twice_and_shows_each_row_at_once(window: MainWindow, qtbot: QtBot) -> None:
    rows = window.queue.table.rows
    key = rows.id_at(3)
    assert key is not None
    settle(window, qtbot)
    read: list[int] = []
    rows.ids_landed.connect(read.append)
    told = (
        Change(
            seq=1,
            kinds=frozenset({"tickets"}),
            ticket_ids=(key,),
            actor_id=None,
            origin="other",
            at=window.desk.clock(),
        ),
    )
    window.watch.changed.emit(told)
    qtbot.waitUntil(lambda: len(read) == 1)
    follower = window.follower._list
    follower._pace._timer.start(60_000)  # as behind a list of a hundred thousand
    row = rows.row_of(key)
    assert row is not None
    before = rows.record(row)
    owner = window.desk.actor.staff_id if before.owner_id is None else None
    assign.assign(window.desk, key, owner, version=before.version)
    for _ in range(5):
        window.watch.changed.emit(told)
    qtbot.waitUntil(lambda: rows.record(row).version > before.version)
    settle(window, qtbot)
    assert len(read) == 1
    count = window.queue.header.count
    before_it = count.text()
    (came,) = enter(window.desk, 1)
    assign.take(window.desk, TicketId(came), version=1)
    assert rows.row_of(came) is None
    for _ in range(2):
        window.watch.changed.emit((replace(told[0], ticket_ids=(came, 999_999)),))
    qtbot.waitUntil(lambda: count.text() == f"{before_it}  ·  1 new")
    assert len(read) == 1
    follower._pace._timer.start(1)
    qtbot.waitUntil(lambda: len(read) == 2)
    settle(window, qtbot)
    qtbot.wait(pacing._LEAST_MS * 2)
    assert len(read) == 2
    assert rows.row_of(came) is not None
    assert "new" not in count.text()


def test_only_what_others_may_be_meant_by_reads_the_whole_list_and_only_where_it_is_seen(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(window, qtbot)
    queue = window.queue
    whole: list[int] = []
    fetch = QueueSource.ids

    def counted(source: QueueSource, cap: int) -> Sequence[int]:
        whole.append(cap)
        return fetch(source, cap)

    monkeypatch.setattr(QueueSource, "ids", counted)
    key = queue.table.rows.id_at(3)
    assert key is not None
    small = Change(
        seq=1, kinds=frozenset({"tickets"}), ticket_ids=(key,), actor_id=None, origin="other", at=window.desk.clock()
    )
    for change, expected in ((small, 0), (replace(small, kinds=frozenset({"licenses"})), 1)):
        with qtbot.waitSignal(queue.table.rows.renewed):
            window.watch.changed.emit((change,))
        settle(window, qtbot)
        assert len(whole) == expected
    with qtbot.waitSignal(queue.table.rows.renewed):
        window.refresh(key)  # an act of one's own
    assert len(whole) == 1
    queue.hide()
    pace = window.follower._list._whole_pace
    qtbot.waitUntil(lambda: not pace.rests)
    window.watch.changed.emit((replace(small, ticket_ids=()),))
    settle(window, qtbot)
    assert len(whole) == 1
    queue.show()
    with qtbot.waitSignal(queue.table.rows.renewed):
        window.watch.answered.emit()
    assert len(whole) == 2


def test_what_changed_is_seen_soon_although_an_own_act_makes_the_whole_list_give_way(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(window, qtbot)
    rows, follower = window.queue.table.rows, window.follower._list
    keys = [rows.id_at(place) for place in (3, 5)]
    before = rows.record(3)
    owner = window.desk.actor.staff_id if before.owner_id is None else None
    assign.assign(window.desk, before.id, owner, version=before.version)
    qtbot.waitUntil(lambda: not (follower._pace.rests or follower._whole_pace.rests))
    monkeypatch.setattr(pacing, "_LEAST_MS", 60_000)  # as where the whole list takes long
    kinds = frozenset({"tickets", "licenses"})
    window.watch.changed.emit(
        (Change(seq=1, kinds=kinds, ticket_ids=(before.id,), actor_id=None, origin="other", at=window.desk.clock()),)
    )
    assert rows.is_read
    window.refresh(keys[1])
    qtbot.waitUntil(lambda: rows.record(rows.row_of(before.id)).version > before.version)
    settle(window, qtbot)
    assert rows.row_of(before.id) is not None
    assert follower._whole_pace.rests


def test_a_slow_reading_of_before_takes_nothing_newer_away(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    rows, follower = window.queue.table.rows, window.follower._list
    before = rows.record(3)
    newer = replace(before, version=before.version + 1)
    query = replace(window.queue.query)  # the list was read again by the same query
    for fresh, shown in ((newer, newer), (before, newer)):
        follower._renewed((query, (fresh,), frozenset({before.id})))
        assert rows.record(3) == shown
