"""The start of the window: its frame is shown at once, then everything else is loaded beside it.

What stands here at the top is waited for at every start. `console.sitting` sees the rest; it is loaded on a thread.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QProcess, Qt, Slot, qInstallMessageHandler
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from console import journal, places
from console.faults import BadInput, Fault
from console.services import whose
from console.views.look import look as looks
from console.views.opening import Frame
from console.views.speaking import speak
from console.views.words import set_zone
from console.work.hooks import tell_log
from console.work.runner import Runner

if TYPE_CHECKING:
    from console.archive.locking import Keys
    from console.records.glance import Glance
    from console.services.desk import Desk
    from console.views.lobby import Lobby


class Application(QApplication):
    """The application. macOS hands over the file of a double click as an event; it is read in a process of its own."""

    def event(self, event: QEvent) -> bool:
        """Open the archive that the system hands over."""
        if isinstance(event, QFileOpenEvent) and event.file():
            from console.views.archive.choosing import reader_of  # noqa: PLC0415 - seldom asked for

            program, given = reader_of(Path(event.file()))
            return QProcess.startDetached(program, given)[0]
        return super().event(event)


def application(arguments: Sequence[str], *, theme: str = "", language: str = "", zoom: int = 0) -> QApplication:
    """Return the application, dressed as the settings (or the arguments) say."""
    app = QApplication.instance() or Application([sys.argv[0], *arguments])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody makes another kind here
    app.setApplicationName("clausedesk")
    app.setApplicationDisplayName("Clausedesk")
    chosen = whose.chosen()
    spoken = language or chosen.language or ("ru" if QLocale.system().name().startswith("ru") else "en")
    speak(app, spoken)
    looks.apply(app, looks.make(_theme(app, theme or chosen.theme), zoom=zoom or chosen.zoom, density=chosen.density))
    return app


def run_window(*, url: str | None = None) -> int:
    """Open the window on a database; where it names a file that is not there, ask as on the first day.

    Raises the fault of opening for who leaves then.
    """
    qInstallMessageHandler(tell_log)
    app = application([])
    known = url or whose.chosen().database
    here = known or whose.database_url(None)
    missing = whose.missing_file(here)
    if missing is None:
        return _opened(app, here, whose.account(), lambda: _sitting().own_desk(here), asking=True)
    journal.begin(places.log_folder())
    desk = _sitting().choose_desk(missing if known else None)
    if desk is None:
        return 0
    status: int = _sitting().serve(app, Frame(), desk)
    return status


def run_archive(path: Path, *, language: str | None, unlocks: Keys, seen: bool = True) -> int:
    """Read an archive: no database, no account, no network; without a window that is `seen`, ask nothing.

    Raises the fault of opening it.
    """
    qInstallMessageHandler(tell_log)
    app = application([], language=language or "")
    journal.begin(places.log_folder())
    if not (path.is_file() or path.is_dir()):  # a pipe would be waited for
        raise BadInput("no_such_file", file=str(path))
    from console import reading  # noqa: PLC0415 - the window of a desk does without

    return reading.read(app, path, unlocks, seen=seen)


def run_demo(*, pictures: Path | None, theme: str | None, language: str | None) -> int:
    """Open the demo desk; with `pictures` render every screen there, print the paths and end."""
    qInstallMessageHandler(tell_log)
    app = application([], theme=theme or "", language=language or "")
    if pictures is not None:
        journal.begin(places.log_folder())
        from console.views.tour import Tour  # noqa: PLC0415 - it sees every screen, the window does without

        looked = ((theme or "light"), language or "en")
        return Tour(app, pictures).render(both=theme is None and language is None, chosen=looked)
    return _opened(app, whose.demo_url(), whose.DEMO_LOGIN, lambda: _sitting().demo_desk())


def _opened(app: QApplication, url: str, login: str, opening: Callable[[], Desk], *, asking: bool = False) -> int:
    """Show the frame, then the first rows, open the desk beside them, and sit down.

    `asking` puts the questions of the first day where the desk was never set up.
    """
    frame, runner = Frame(), Runner()
    frame.show_whole()
    journal.begin(places.log_folder())
    lobby = _lobby(app, frame, runner, lambda: _glance(url, login))
    desk: Desk | None = None
    try:
        if frame.isVisible():  # else it was closed meanwhile
            desk = _Waiting(runner).wait(app, opening)
    except Fault as fault:
        frame.give_up()
        lobby = None
        try:
            desk = _sitting().opened_after(fault, url, opening)
        except Fault:
            frame.close()
            raise
    finally:
        if lobby is None or desk is None:
            runner.close()
    if desk is None:
        return 0
    if asking:
        desk = _sitting().set_up(desk)
    if not gc.isenabled():
        gc.freeze()  # what is loaded stays: no later collection looks at it
    status: int = _sitting().serve(app, frame, desk, lobby)
    return status


def _lobby(app: QApplication, frame: Frame, runner: Runner, looking: Callable[[], Glance | None]) -> Lobby | None:
    """Show the first rows before the desk is open, where they are to be had at once; what fails is told later."""
    try:
        glance = _Waiting(runner).wait(app, looking)
    except Fault:
        return None
    if glance is None or not glance.rows:
        return None
    from console.views.lobby import Lobby  # noqa: PLC0415 - loaded by `_glance`

    set_zone(glance.zone or whose.DEMO_ZONE)
    lobby = Lobby(runner, glance)
    frame.lend(lobby, lobby.queue.table)
    return lobby


def _glance(url: str, login: str) -> Glance | None:
    """Read the first rows, and load what shows them; on a thread."""
    from console.services import glancing  # noqa: PLC0415 - the frame is shown before
    from console.views import lobby  # noqa: PLC0415 - same

    return glancing.first_rows(url, login, lobby.FIRST_QUERY, limit=lobby.FIRST_ROWS)


def _sitting() -> ModuleType:
    from console import sitting  # noqa: PLC0415 - see the head of this module

    return sitting


class _Waiting(QObject):
    """Waits in the loop for what is done on a thread, so that the frame lives meanwhile."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._value: Any = None
        self._fault: Fault | None = None
        self._runner = runner

    def wait(self, app: QApplication, work: Callable[[], Any]) -> Any:
        """Return what the work gives, or None where the window was closed before. Raises the fault of the work."""
        call = self._runner.read(work)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)
        app.exec()
        fault, self._fault = self._fault, None
        try:
            if fault is not None:
                raise fault.with_traceback(None)  # that of the thread leads back to the fault
        finally:
            del fault  # else what is raised would hold itself and all that stands on the stack
        return self._value

    @Slot(object)
    def _landed(self, value: Any) -> None:
        self._value = value
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
