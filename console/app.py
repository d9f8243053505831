"""The composition root of the window: the only place that sees everything. It makes, connects and closes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, QTimer, Signal, SignalInstance, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from console import journal, places
from console.faults import BadInput, Fault
from console.services import backups, whose
from console.services.demo import ZONE, build_demo
from console.services.desk import Desk, open_desk
from console.services.whose import account, database_url, letters_folder
from console.store.engine import shown_url
from console.views.first_run import FirstRun
from console.views.look import look as looks
from console.views.main_window import MainWindow
from console.views.not_opened import NotOpened
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
    if not known and not _own_file().exists():
        chosen = _choose_desk()
        return 0 if chosen is None else _serve(app, chosen)
    return _serve(app, _opened(known or database_url(None), account()))


def run_demo(*, pictures: Path | None, theme: str | None, language: str | None) -> int:
    """Open the demo desk; with `pictures` render every screen there, print the paths and end."""
    qInstallMessageHandler(tell_log)
    app = application([], theme=theme or "", language=language or "")
    journal.begin(places.log_folder())
    if pictures is not None:
        looked = ((theme or "light"), language or "en")
        return Tour(app, pictures).render(both=theme is None and language is None, chosen=looked)
    return _serve(app, _demo_desk())


def _own_file() -> Path:
    return places.data_folder() / "desk.sqlite"


def _demo_file() -> Path:
    return places.data_folder() / "demo" / "demo.sqlite"


def _demo_desk() -> Desk:
    file = _demo_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{file}"
    return _once_opened(url, lambda: build_demo(url, out_folder=file.parent / "letters"))


def _choose_desk() -> Desk | None:
    """Ask which desk is to be opened, or made; None where nobody wants one."""
    first = FirstRun(_own_file(), login=account(), letters=letters_folder())
    if not first.exec():
        return None
    return first.desk if first.desk is not None and not first.wants_demo else _demo_desk()


def _opened(url: str, name: str, letters: Path | None = None) -> Desk:
    folder = letters or letters_folder()
    return _once_opened(url, lambda: open_desk(url, login=account(), name=name, out_folder=folder))


def _once_opened(url: str, opening: Callable[[], Desk]) -> Desk:
    """Open a desk. Where it cannot be, tell why, and try again or open another; raise the fault for who leaves."""
    while True:
        try:
            return opening()
        except Fault as fault:
            told = NotOpened(fault, _place(url))
            told.exec()
            chosen = _choose_desk() if told.wish == "other" else None
            if chosen is not None:
                return chosen
            if not told.wish:
                raise


def _place(url: str) -> str:
    try:
        return shown_url(url)
    except BadInput:
        return ""  # what is no URL may hold a password anywhere


def _serve(app: QApplication, desk: Desk) -> int:
    """Show the window until it is closed; where a backup was chosen, put it in place and show the window again."""
    told: Fault | str = ""
    while True:
        wish: list[Path] = []
        ended = _session(app, desk, wish, told)
        if not wish:
            return ended
        try:
            told = say("data.restored", file=backups.restore(desk.store.url, wish[0]).name)
        except Fault as fault:
            told = fault  # nothing was replaced: the desk opens as it was
        desk = _opened(desk.store.url, desk.actor.name, desk.out_folder)


def _session(app: QApplication, desk: Desk, wish: list[Path], told: Fault | str) -> int:
    sitting = Sitting(app, desk, wish)
    backing = DailyBackup(desk, sitting.runner)
    sitting.follow(backing.failed)
    sitting.open()
    if not desk.store.read_only and desk.store.url != f"sqlite:///{_demo_file()}":  # of invented tickets there is none
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
        self.window.deleteLater()  # before another is made: what is half gone must not be asked for its size
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

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
