"""The runner: calls on worker threads, their results delivered in the GUI thread.

One lane writes, a few read. A worker returns frozen values and never touches a widget; an exception is a result too.
A view connects bound methods of its own, so that a result that comes too late for a dead view is dropped.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from console.faults import Bug, Fault, Unreachable
from console.stopping import Stop, heard

Work = Callable[[], Any]
_SILENT = frozenset({"database_unreachable", "server_silent", "server_refused", "host_unknown"})
"""What a reading says that met no answer."""


class Call(QObject):
    """One call on its way: `landed` carries the value, `failed` a Fault. Both fire in the GUI thread, once."""

    landed = Signal(object)
    failed = Signal(object)
    settled = Signal(object)  # the call itself, after either

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.dropped = False
        self.reads = self.looks = False
        self.stop = Stop()

    def drop(self) -> None:
        """Throw the result away when it comes."""
        self.dropped = True

    def run(self, work: Work) -> tuple[object, Fault | None]:
        """Do the work, and return what came of it: a value, or a fault; called on a worker thread."""
        try:
            with heard(self.stop):
                return work(), None
        except Fault as known:
            return None, known
        except Exception as error:  # noqa: BLE001 - the runner is the place where a bug becomes a report
            return None, _bug(error)

    def deliver(self, value: object, fault: Fault | None) -> None:
        """Tell what came of it; called in the GUI thread."""
        if not self.dropped:
            if fault is None:
                self.landed.emit(value)
            else:
                self.failed.emit(fault)
        self.settled.emit(self)


class Runner(QObject):
    """Owns the threads and keeps each call alive until it is delivered.

    A call holds nothing of its runner: objects of Qt in a cycle that is collected with an end of theirs still posted
    take the process with them.

    `returned` fires when the database is back that was away: what could not be read meanwhile is read then.
    """

    bug_found = Signal(object)
    written = Signal()
    returned = Signal()
    _come = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, *, readers: int = 3) -> None:
        super().__init__(parent)
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._stopper = ThreadPoolExecutor(1, thread_name_prefix="stopper")
        self._calls: set[Call] = set()
        self._closed = False
        self._away: Fault | None = None
        self._come.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def read(self, work: Work) -> Call:
        """Run `work` on a reader thread."""
        return self._submit(self._readers, work)

    def write(self, work: Work) -> Call:
        """Run `work` on the one writer lane, after the writes before it; `written` fires now and when it is done.

        While the database is away the call fails at once: nothing that was decided blindly waits for its return.
        """
        if self._away is not None:
            return self._refuse(self._away)
        return self.keep(work)

    def keep(self, work: Work) -> Call:
        """Run on the writer lane what must not wait for a database: it is kept on this computer, or asks for a fate."""
        self.written.emit()
        return self._submit(self._writer, work)

    def look(self, work: Work) -> Call:
        """Run on the writer lane what mostly finds nothing to do, as `write`.

        `written` fires only when it is done, and only where it answers with something or fails.
        """
        if self._away is None:
            call = self._submit(self._writer, work)
            call.landed.connect(self._looked)
            call.failed.connect(self.written)
        else:
            call = self._refuse(self._away)
        call.looks = True
        return call

    def hold(self, away: Fault | None) -> None:
        """Refuse to write from now on, with the fault that says why; None ends it."""
        before, self._away = self._away, away
        if before is not None and away is None:
            self.returned.emit()

    @property
    def away(self) -> Fault | None:
        """Return why nothing is written, or None: while it stands, a list or a ticket need not be asked for."""
        return self._away

    def abandon(self, call: Call) -> None:
        """Drop a reading call and interrupt what it reads, so that its thread is free for the next.

        A server is told so over a connection of its own, which the window does not wait for.
        """
        call.drop()
        if call in self._calls and not self._closed:
            self._stopper.submit(call.stop.now)

    @property
    def writes(self) -> bool:
        """Return whether something is to be written, or is being: `written` fires when it is done."""
        return not all(call.reads or call.looks for call in self._calls)

    @property
    def busy(self) -> int:
        """Return how many calls are on their way."""
        return len(self._calls)

    def close(self) -> None:
        """Wait for what was begun, then end the threads; no result is delivered afterwards."""
        self._closed = True
        for call in self._calls:
            call.drop()
            if call.reads:
                self._stopper.submit(call.stop.now)
        self._stopper.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)  # a write that was asked for is carried out
        self._calls.clear()

    def _submit(self, pool: ThreadPoolExecutor, work: Work) -> Call:
        call = Call(self)
        call.reads = pool is self._readers
        if call.reads and self._closed:
            return call  # a window that closes may ask once more: nobody is left to whom the answer would be given
        self._calls.add(call)
        call.settled.connect(self._forget)
        call.failed.connect(self._watch_for_bugs)
        future: Future[None] = pool.submit(self._run, call, work)
        del future
        return call

    def _refuse(self, fault: Fault) -> Call:
        call = Call(self)
        self._calls.add(call)
        call.settled.connect(self._forget)
        self._come.emit(call, None, fault)  # it fails when the one who asked has had time to listen
        return call

    def _run(self, call: Call, work: Work) -> None:
        # A worker may still be in `emit` when the result is delivered, so what it emits from must outlive the call
        self._come.emit(call, *call.run(work))

    @Slot(object, object, object)
    def _deliver(self, call: Call, value: object, fault: Fault | None) -> None:
        call.deliver(value, self._since(fault) if fault is not None and call.reads else fault)

    def _since(self, fault: Fault) -> Fault:
        """Return what says since when, where a reading met no answer of a database that is known to be away."""
        if self._away is None or fault.code not in _SILENT:
            return fault
        return Unreachable("not_read_since", time=self._away.params.get("time", ""))

    @Slot(object)
    def _forget(self, call: Call) -> None:
        self._calls.discard(call)
        if not (call.reads or call.looks):
            self.written.emit()
        call.deleteLater()

    @Slot(object)
    def _looked(self, done: object) -> None:
        if done:
            self.written.emit()

    @Slot(object)
    def _watch_for_bugs(self, fault: Fault) -> None:
        if isinstance(fault, Bug):
            self.bug_found.emit(fault)


def _bug(error: Exception) -> Bug:
    return Bug("bug", error=type(error).__name__, report="".join(traceback.format_exception(error)))
