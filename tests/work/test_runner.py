from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from console.faults import Bug, Locked
from console.work.runner import Runner
from console.work.sweep import Sweep
from console.work.throttle import Throttle


class Screen(QObject):
    """A stand-in for a view: remembers what was delivered and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []
        self.faults: list[object] = []
        self.threads: set[object] = set()

    @Slot(object)
    def take(self, value: object) -> None:
        self.values.append(value)
        self.threads.add(QThread.currentThread())

    @Slot(object)
    def fault(self, fault: object) -> None:
        self.faults.append(fault)


@pytest.fixture
def runner(qapp: object) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def test_results_come_in_the_gui_thread_even_when_the_work_is_done_at_once(qtbot: QtBot, runner: Runner) -> None:
    screen = Screen()
    for number in range(50):
        runner.read(lambda number=number: number).landed.connect(screen.take)
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert sorted(screen.values) == list(range(50))
    assert screen.threads == {QThread.currentThread()}


def test_writes_keep_their_order_on_one_lane(qtbot: QtBot, runner: Runner) -> None:
    order: list[int] = []
    names: set[str] = set()

    def write(number: int) -> None:
        order.append(number)
        names.add(threading.current_thread().name)

    for number in range(30):
        runner.write(lambda number=number: write(number))
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert order == list(range(30))
    assert len(names) == 1


@pytest.mark.parametrize(
    ("way", "answer", "told"),
    [("write", None, 2), ("keep", (), 2), ("read", ("found",), 0), ("look", (), 0), ("look", ("done",), 1)],
)
def test_who_holds_what_was_read_hears_of_what_may_have_changed_it(
    qtbot: QtBot, runner: Runner, way: str, answer: object, told: int
) -> None:
    heard: list[None] = []
    runner.written.connect(lambda: heard.append(None))
    getattr(runner, way)(lambda: answer)
    qtbot.waitUntil(lambda: not runner.busy)
    assert len(heard) == told


def test_a_look_that_fails_may_have_written_and_one_that_is_refused_has_not(qtbot: QtBot, runner: Runner) -> None:
    def fail() -> None:
        raise Locked("database_locked")

    heard: list[None] = []
    runner.written.connect(lambda: heard.append(None))
    runner.look(fail)
    qtbot.waitUntil(lambda: not runner.busy)
    runner.hold(Locked("database_locked"))
    refused = runner.look(lambda: None)
    with qtbot.waitSignal(refused.failed):
        pass
    assert len(heard) == 1


def test_a_known_fault_is_a_result_and_anything_else_a_bug_with_its_report(qtbot: QtBot, runner: Runner) -> None:
    screen, bugs = Screen(), Screen()
    runner.bug_found.connect(bugs.take)

    def locked() -> None:
        raise Locked("database_locked")

    def broken() -> None:
        raise ZeroDivisionError("seven")

    runner.read(locked).failed.connect(screen.fault)
    runner.read(broken).failed.connect(screen.fault)
    qtbot.waitUntil(lambda: len(screen.faults) == 2)
    assert {type(fault) for fault in screen.faults} == {Locked, Bug}
    (bug,) = bugs.values
    assert isinstance(bug, Bug)
    assert "ZeroDivisionError: seven" in str(bug.params["report"])


def test_a_result_for_a_dead_view_is_dropped(qtbot: QtBot, runner: Runner) -> None:
    gate = threading.Event()
    screen = Screen()
    values = screen.values
    runner.read(lambda: gate.wait(5)).landed.connect(screen.take)
    screen.deleteLater()
    del screen
    gc.collect()
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert values == []


def test_closing_carries_out_writes_and_delivers_nothing(qapp: object) -> None:
    runner = Runner()
    done: list[int] = []
    screen = Screen()
    for number in range(5):
        runner.write(lambda number=number: done.append(number)).landed.connect(screen.take)
    runner.close()
    assert done == [0, 1, 2, 3, 4]
    assert screen.values == []


def test_what_is_to_be_read_after_closing_is_neither_read_nor_an_error(qapp: object) -> None:
    runner, done = Runner(), list[int]()
    runner.close()
    runner.read(lambda: done.append(1))
    assert not runner.busy
    assert not done


def test_many_wishes_become_one_call(qtbot: QtBot) -> None:
    throttle = Throttle(30)
    fired: list[int] = []
    throttle.fired.connect(lambda: fired.append(1))
    for _ in range(10):
        throttle.ask()
    assert throttle.waiting
    qtbot.waitUntil(lambda: fired == [1])
    throttle.now()
    assert fired == [1]
    throttle.ask()
    throttle.now()
    assert fired == [1, 1]
    assert not throttle.waiting


def test_the_sweep_takes_the_collector_and_gives_it_back(qapp: object) -> None:
    sweep = Sweep()
    assert not gc.isenabled()
    sweep.close()
    assert gc.isenabled()


def test_a_runner_that_nobody_holds_is_gone_at_once_and_not_when_garbage_is_collected(qtbot: QtBot) -> None:
    one = Runner()
    call = one.read(lambda: 1)
    with qtbot.waitSignal(call.settled):
        pass
    one.close()
    gone = weakref.ref(one)
    del one, call
    assert gone() is None
