"""The last hooks: what nobody caught becomes a report and a line of the log; what Qt says goes into the log.

A request to end from outside (ctrl-c, SIGTERM) closes the program as a person would. The hooks are put back at the end.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import traceback
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from console.faults import Bug

# Said with every window that is shown where there is no display; it asks for nothing.
_NOT_WORTH_A_LINE = "This plugin does not support propagateSizeHints"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_log = logging.getLogger("clausedesk")
_qt = logging.getLogger("qt")


class LastHooks(QObject):
    """Hears what nobody else does. `bug_found` carries a Bug; `end_asked` fires for ctrl-c and SIGTERM."""

    bug_found = Signal(object)
    end_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before: tuple[Any, Any, Any] | None = None
        self._signals: dict[signal.Signals, Any] = {}
        import socket  # noqa: PLC0415 - the frame is shown before, and needs none

        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def install(self) -> None:
        """Begin to hear; to be called in the main thread."""
        self._before = (sys.excepthook, threading.excepthook, qInstallMessageHandler(tell_log))
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        for one in (signal.SIGINT, signal.SIGTERM):
            self._signals[one] = signal.signal(one, lambda *_: self.end_asked.emit())
        # Python runs a handler only when it gets to run; the byte that the system writes wakes Qt for that.
        signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)

    def remove(self) -> None:
        """Put back what was there before."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, handler = self._before
            qInstallMessageHandler(handler)
            self._before = None
            signal.set_wakeup_fd(-1)
            for one, former in self._signals.items():
                signal.signal(one, former)
        self._notifier.setEnabled(False)
        self._near.close()
        self._far.close()

    def note(self, bug: Bug) -> None:
        """Write a bug into the log."""
        _log.error("bug %s\n%s", bug.params.get("error"), bug.params.get("report"))

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.end_asked.emit()
            return
        bug = Bug("bug", error=kind.__name__, report="".join(traceback.format_exception(kind, error, trace)))
        self.note(bug)
        self.bug_found.emit(bug)

    def _uncaught_in_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None and not issubclass(found.exc_type, SystemExit):
            self._uncaught(found.exc_type, found.exc_value, found.exc_traceback)

    def _woken(self) -> None:
        try:
            self._near.recv(64)
        except BlockingIOError:
            return


def tell_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write what Qt says into the log."""
    if not message.startswith(_NOT_WORTH_A_LINE):
        _qt.log(_LEVELS[kind], "%s: %s", context.category or "", message)
