"""The composition root of the window: the only place that sees everything. It makes, connects and closes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QSize, Qt, QTimer, Signal, SignalInstance, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from console import journal, places
from console.faults import Fault
from console.services import backups, whose
from console.services.demo import ZONE, build_demo
from console.services.desk import Desk, open_desk
from console.services.whose import account, database_url, letters_folder
from console.views.first_run import FirstRun
from console.views.look import look as looks
from console.views.main_window import MainWindow
from console.views.speaking import speak
from console.views.tour import Tour
from console.views.words import say, set_zone
from console.work.backing import DailyBackup
from console.work.hooks import LastHooks, tell_log
from console.work.runner import Runner
from console.work.sweep import Sweep

_FRAME = 40  # what a window manager needs for the title
_QUIET_MS = 20


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
    """Open the window on a database; on the first day ask which."""
    qInstallMessageHandler(tell_log)
    app = application([])
    journal.begin(places.log_folder())
    known = url or whose.chosen().database
    default = places.data_folder() / "desk.sqlite"
    if not known and not default.exists():
        first = FirstRun(default, login=account(), letters=letters_folder())
        if not first.exec():
            return 0
        if first.wants_demo or first.desk is None:
            return _serve(app, _demo_desk(), keeps=False)
        return _serve(app, first.desk)
    desk = open_desk(known or database_url(None), login=account(), name=account(), out_folder=letters_folder())
    return _serve(app, desk)


def run_demo(*, pictures: Path | None, theme: str | None, language: str | None) -> int:
    """Open the demo desk; with `pictures` render every screen there, print the paths and end."""
    qInstallMessageHandler(tell_log)
    app = application([], theme=theme or "", language=language or "")
    journal.begin(places.log_folder())
    if pictures is not None:
        looked = ((theme or "light"), language or "en")
        return Tour(app, pictures).render(both=theme is None and language is None, chosen=looked)
    return _serve(app, _demo_desk(), keeps=False)


def _demo_desk() -> Desk:
    folder = places.data_folder() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "letters")


def _serve(app: QApplication, desk: Desk, *, keeps: bool = True) -> int:
    """Show the window until it is closed; where a backup was chosen, put it in place and show the window again.

    `keeps` makes the daily backup (of invented tickets there is none).
    """
    told: Fault | str = ""
    while True:
        wish: list[Path] = []
        ended = _session(app, desk, wish, told, keeps=keeps)
        if not wish:
            return ended
        try:
            told = say("data.restored", file=backups.restore(desk.store.url, wish[0]).name)
        except Fault as fault:
            told = fault  # nothing was replaced: the desk opens as it was
        actor = desk.actor
        desk = open_desk(desk.store.url, login=account(), name=actor.name, out_folder=desk.out_folder)


def _session(app: QApplication, desk: Desk, wish: list[Path], told: Fault | str, *, keeps: bool) -> int:
    sitting = Sitting(app, desk, wish)
    backing = DailyBackup(desk, sitting.runner)
    sitting.follow(backing.failed)
    sitting.open()
    if keeps:
        backing.start()
    if isinstance(told, Fault):
        sitting.window.tell(told)
    elif told:
        sitting.window.toast.show_words(told, seconds=12)
    try:
        return app.exec()
    finally:
        backing.stop()
        sitting.end()


class Sitting(QObject):
    """One desk from the first window to the last: another language makes the window anew at the same place.

    `wish` takes the backup that somebody wants to have put in the database's place.
    """

    opened = Signal()

    def __init__(self, app: QApplication, desk: Desk, wish: list[Path]) -> None:
        super().__init__()
        self._app, self._wish = app, wish
        self.runner = Runner()
        self._sweep = Sweep()
        self._told: list[SignalInstance] = []
        self._back: Callable[[], None] = lambda: None
        self._wait = QTimer(self)
        self._wait.setInterval(_QUIET_MS)
        self._wait.timeout.connect(self._begin_again)
        set_zone(str(desk.company.get("policy_tz") or ZONE))
        self.window = self._made(replace(desk, undo_seconds=whose.chosen().undo_seconds))
        self._hooks = LastHooks()
        self.follow(self._hooks.bug_found)
        # Queued, for a request that comes before the loop runs would close the window and leave the loop without an end
        self._hooks.end_asked.connect(app.closeAllWindows, Qt.ConnectionType.QueuedConnection)
        self.runner.bug_found.connect(self._hooks.note)
        self._hooks.install()

    def follow(self, told: SignalInstance) -> None:
        """Have the window tell what a signal carries, and every window that comes after it."""
        self._told.append(told)
        told.connect(self.window.tell)

    def open(self) -> None:
        """Show the window."""
        self._app.setQuitOnLastWindowClosed(True)
        _show(self.window)
        self.window.begin()

    def speak(self, language: str) -> None:
        """Speak another language: the window is made anew, with the same view, query and ticket, and the settings."""
        old = self.window
        view, query, ticket = old.view, old.queue.field.text(), old.queue.table.current_id()
        speak(self._app, language)
        self.window = self._made(old.desk)
        for told in self._told:
            told.connect(self.window.tell)
        self.window.setGeometry(old.geometry())
        self.window.setWindowState(old.windowState())
        self.window.show()
        old.close()  # what is written in it is kept before the new one reads it
        old.deleteLater()
        new = self.window
        self._back = lambda: new.begin(at=(view, query, ticket))
        self._wait.start()

    def end(self) -> None:
        """Close everything."""
        self._wait.stop()
        self._hooks.remove()
        desk = self.window.desk
        desk.store.stop_waiting()
        self.runner.close()
        self._sweep.close()
        desk.store.close()

    def _made(self, desk: Desk) -> MainWindow:
        window = MainWindow(desk, self.runner)
        window.restore_asked.connect(self._wish.append)
        window.restore_asked.connect(window.close)
        # Queued, for it is the window's own settings that ask, and they go with it
        window.language_asked.connect(self.speak, Qt.ConnectionType.QueuedConnection)
        return window

    def _begin_again(self) -> None:
        if not self.runner.busy:
            self._wait.stop()
            self._back()
            self.window.acts.desk.open_tool("settings")
            self.opened.emit()


def _show(window: MainWindow) -> None:
    """Show the window whole: where it and its frame have no room, it fills the screen."""
    room = window.screen().availableSize() - QSize(0, _FRAME)
    fits = window.width() <= room.width() and window.height() <= room.height()
    window.resize(window.size().boundedTo(room))
    if fits:
        window.show()
    else:
        window.showMaximized()


def _theme(app: QApplication, wanted: str) -> str:
    if wanted in ("light", "dark", "contrast"):
        return wanted
    scheme = app.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"
