"""The start of the window: its frame is shown at once, then everything else is loaded beside it.

What stands here at the top is waited for at every start. `console.sitting` sees the rest; it is loaded on a thread.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Qt, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from console import journal, places
from console.faults import Fault
from console.services import whose
from console.views.look import look as looks
from console.views.opening import Frame
from console.views.speaking import speak
from console.work.hooks import tell_log
from console.work.runner import Runner

if TYPE_CHECKING:
    from console.services.desk import Desk


def application(arguments: Sequence[str], *, theme: str = "", language: str = "", zoom: int = 0) -> QApplication:
    """Return the application, dressed as the settings (or the arguments) say."""
    app = QApplication.instance() or QApplication([sys.argv[0], *arguments])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody makes another kind here
    app.setApplicationName("clausedesk")
    app.setApplicationDisplayName("Clausedesk")
    chosen = whose.chosen()
    spoken = language or chosen.language or ("ru" if QLocale.system().name().startswith("ru") else "en")
    speak(app, spoken)
    looks.apply(app, looks.make(_theme(app, theme or chosen.theme), zoom=zoom or chosen.zoom, density=chosen.density))
    return app


def run_window(*, url: str | None = None) -> int:
    """Open the window on a database; on the first day ask which. Raises the fault of opening for who leaves then."""
    qInstallMessageHandler(tell_log)
    app = application([])
    known = url or whose.chosen().database
    if known or whose.own_file().exists():
        here = known or whose.database_url(None)
        return _opened(app, here, lambda: _sitting().own_desk(here))
    journal.begin(places.log_folder())
    desk = _sitting().choose_desk()
    if desk is None:
        return 0
    status: int = _sitting().serve(app, Frame(), desk)
    return status


def run_demo(*, pictures: Path | None, theme: str | None, language: str | None) -> int:
    """Open the demo desk; with `pictures` render every screen there, print the paths and end."""
    qInstallMessageHandler(tell_log)
    app = application([], theme=theme or "", language=language or "")
    if pictures is not None:
        journal.begin(places.log_folder())
        from console.views.tour import Tour  # noqa: PLC0415 - it sees every screen, the window does without

        looked = ((theme or "light"), language or "en")
        return Tour(app, pictures).render(both=theme is None and language is None, chosen=looked)
    return _opened(app, whose.demo_url(), lambda: _sitting().demo_desk())


def _opened(app: QApplication, url: str, opening: Callable[[], Desk]) -> int:
    """Show the frame, open the desk beside it, and sit down."""
    frame = Frame()
    frame.show_whole()
    journal.begin(places.log_folder())
    try:
        desk = _Waiting().wait(app, opening)
    except Fault as fault:
        try:
            desk = _sitting().opened_after(fault, url, opening)
        except Fault:
            frame.close()
            raise
    if desk is None:  # the window was closed meanwhile
        return 0
    if not gc.isenabled():
        gc.freeze()  # what is loaded stays: no later collection looks at it
    status: int = _sitting().serve(app, frame, desk)
    return status


def _sitting() -> ModuleType:
    from console import sitting  # noqa: PLC0415 - see the head of this module

    return sitting


class _Waiting(QObject):
    """Waits in the loop for what is done on a thread, so that the frame lives meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._fault: Fault | None = None
        self._runner = Runner(self)

    def wait(self, app: QApplication, work: Callable[[], Desk]) -> Desk | None:
        """Return the desk, or None where the window was closed before. Raises the fault of the work."""
        call = self._runner.read(work)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)
        app.exec()
        self._runner.close()
        fault, self._fault = self._fault, None
        try:
            if fault is not None:
                raise fault.with_traceback(None)  # that of the thread leads back to the fault
        finally:
            del fault  # else what is raised would hold itself and all that stands on the stack
        return self._desk

    @Slot(object)
    def _landed(self, desk: Desk) -> None:
        self._desk = desk
        QCoreApplication.exit()

    @Slot(object)
    def _failed(self, fault: Fault) -> None:
        self._fault = fault
        QCoreApplication.exit()


def _theme(app: QApplication, wanted: str) -> str:
    if wanted in ("light", "dark", "contrast"):
        return wanted
    scheme = app.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"
