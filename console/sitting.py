"""The composition root of the desk: it opens the desk, makes the window in its frame, connects and closes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QApplication

from console.faults import BadInput, Fault, Known
from console.services import backups, beginning, credentials, team, whose
from console.services.archives import private_folder
from console.services.desk import Desk, open_desk
from console.services.whose import account, letters_folder
from console.store.engine import shown_url
from console.views import dialogs
from console.views.lobby import Lobby
from console.views.main_window import MainWindow
from console.views.opening import Frame
from console.views.speaking import speak
from console.views.words import language as spoken
from console.views.words import say, set_zone
from console.work.backing import DailyBackup, DueArchives, WeeklyCheck
from console.work.claims import ClaimsBack
from console.work.hooks import LastHooks
from console.work.runner import Runner
from console.work.sweep import Sweep

_QUIET_MS, _IDLE_MS = 20, 2_000


def own_desk(url: str, name: str = "", letters: Path | None = None) -> Desk:
    """Sit down at a database. Raises what opening it raises."""
    whole = credentials.opened(url)
    return open_desk(whole, login=account(), name=name or account(), out_folder=letters or letters_folder())


def demo_desk() -> Desk:
    """Sit down at the demo desk, which is made where there is none: whole, or not at all."""
    whole = whose.demo_file()
    whole.parent.mkdir(parents=True, exist_ok=True)
    letters = whole.parent / "letters"
    if not whole.exists():
        from console.services.demo import build_demo  # noqa: PLC0415 - it is made once

        with TemporaryDirectory(dir=whole.parent) as scratch:
            begun = Path(scratch) / whole.name
            build_demo(f"sqlite:///{begun}", out_folder=letters, every_kind=True).store.close()
            begun.replace(whole)
    return open_desk(whose.demo_url(), login=whose.DEMO_LOGIN, name=whose.DEMO_NAME, out_folder=letters)


def set_up(desk: Desk) -> Desk:
    """Ask what nobody has said yet where the desk has no zone; who does not answer, or may not, sits down without."""
    if desk.store.read_only or desk.company.get("policy_tz"):
        return desk
    if desk.store.team and desk.actor.role not in beginning.SETTERS:
        return desk
    from console.views.first_run import FirstRun  # noqa: PLC0415 - asked on the first day

    first = FirstRun(whose.own_file(), login=account(), letters=letters_folder(), unset=desk)
    first.exec()
    return first.desk or desk


def choose_desk(missing: Path | None = None) -> Desk | None:
    """Ask which desk is to be opened, or made; None where nobody wants one. Raises the fault of the demo desk.

    `missing` is the file that was named and is not there: it is said, and made where an own desk is wanted.
    """
    from console.views.first_run import FirstRun  # noqa: PLC0415 - asked on the first day

    first = FirstRun(missing or whose.own_file(), login=account(), letters=letters_folder(), named=missing is not None)
    if not first.exec():
        return None
    if first.desk is not None and not first.wants_demo:
        return first.desk
    return _once_opened(whose.demo_url(), demo_desk)


def opened_after(fault: Fault, url: str, opening: Callable[[], Desk]) -> Desk:
    """Tell why a desk cannot be opened, and try again or open another; raise the fault for who leaves."""
    from console.views.not_opened import NotOpened  # noqa: PLC0415 - seldom shown

    while True:
        told = NotOpened(fault, place(url))
        told.exec()
        chosen = choose_desk() if told.wish == "other" else None
        if chosen is not None:
            return chosen
        if not told.wish:
            try:
                raise fault
            finally:
                del fault  # else what is raised would hold itself and all that stands on the stack
        if told.wish == "again" and told.password:
            credentials.typed(url, told.password)
        try:
            desk = opening()
        except Fault as found:
            fault = found
            continue
        if told.wish == "again" and told.password and told.kept:
            with contextlib.suppress(Known):  # a keyring that does not answer keeps nothing; it is asked for again
                credentials.keep(url, told.password)
        return desk


def with_own_password(desk: Desk) -> Desk | None:
    """Have a temporary password replaced before the desk is used; None, and a closed desk, for who leaves instead."""
    until = team.temporary_until(desk.store)
    if until is None:
        return desk
    from console.views.new_password import NewPassword  # noqa: PLC0415 - asked once

    asked = NewPassword(desk, until)
    done, password, kept = asked.exec(), asked.password, asked.kept
    desk.store.close()
    if not done:
        return None
    url = desk.store.url
    whole = credentials.typed(url, password)
    if kept:
        with contextlib.suppress(Known):  # a keyring that does not answer keeps nothing; it is asked for again
            credentials.keep(url, password)
    return _once_opened(url, partial(own_desk, whole, desk.actor.name, desk.out_folder))


def place(url: str) -> str:
    """Return a URL as it may be shown."""
    try:
        return shown_url(url)
    except BadInput:
        return ""  # what is no URL may hold a password anywhere


def _once_opened(url: str, opening: Callable[[], Desk]) -> Desk:
    try:
        return opening()
    except Fault as fault:
        return opened_after(fault, url, opening)


def serve(app: QApplication, frame: Frame, desk: Desk, lobby: Lobby | None = None) -> int:
    """Show the window until it is closed; where a backup was chosen, put it in place and show the window again.

    A lobby is what is shown in the frame already: the first window takes it over.
    """
    told: Fault | str = ""
    own = with_own_password(desk)
    if own is None:
        return 0
    desk = own
    while True:
        wish: list[Path] = []
        ended = _session(app, frame, desk, wish, told, lobby)
        lobby = None
        if not wish:
            return ended
        url, name, letters = desk.store.url, desk.actor.name, desk.out_folder
        try:
            told = say("data.restored", file=backups.restore(url, wish[0]).name)
        except Fault as fault:
            told = fault  # nothing was replaced: the desk opens as it was
        desk = _once_opened(url, partial(own_desk, url, name, letters))


def _session(
    app: QApplication, frame: Frame, desk: Desk, wish: list[Path], told: Fault | str, lobby: Lobby | None
) -> int:
    sitting = Sitting(app, frame, desk, wish, lobby)
    chores = (
        DailyBackup(desk, sitting.runner),
        WeeklyCheck(desk, sitting.runner),
        DueArchives(desk, sitting.runner),
        ClaimsBack(desk, sitting.runner),
    )
    for chore in chores:
        sitting.follow(chore.failed)
    sitting.open()
    sitting.runner.read(private_folder.sweep)  # what a killed reader of an archive left
    if not desk.store.read_only and desk.store.url != whose.demo_url():  # of invented tickets there is none
        for chore in chores:
            chore.start()
    if isinstance(told, Fault):
        sitting.window.tell(told)
    elif told:
        sitting.window.toast.show_words(told, seconds=12)
    try:
        return app.exec()
    finally:
        for chore in chores:
            chore.stop()
        sitting.end()


class Sitting(QObject):
    """One desk in the frame: another language makes the window in it anew.

    `wish` takes the backup that somebody wants to have put in the database's place.
    """

    opened = Signal()

    def __init__(
        self, app: QApplication, frame: Frame, desk: Desk, wish: list[Path], lobby: Lobby | None = None
    ) -> None:
        super().__init__()
        self._app, self._frame, self._wish = app, frame, wish
        self.runner = Runner() if lobby is None else lobby.runner
        self._sweep = Sweep()
        self._told: list[SignalInstance] = []
        self._back: Callable[[], None] = lambda: None
        self._renewed = False
        self._wait = QTimer(self)
        self._wait.setInterval(_QUIET_MS)
        self._wait.timeout.connect(self._begin_again)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._load)
        set_zone(str(desk.company.get("policy_tz") or whose.DEMO_ZONE))
        self.window = self._made(replace(desk, undo_seconds=whose.chosen().undo_seconds), lobby)
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
        self._frame.take(self.window)
        if not self._frame.isVisible():
            self._frame.show_whole()
        self.window.begin()
        self._idle.start()

    def speak(self, language: str) -> None:
        """Speak another language: the window is made anew, with the same view, query and ticket, and the settings.

        The same language is spoken anew where the person has another role now.
        """
        old, self._renewed = self.window, language == spoken()
        view, query, ticket = old.view, old.queue.field.text(), old.queue.table.current_id()
        speak(self._app, language)
        self.window = self._made(old.desk)
        for told in self._told:
            told.connect(self.window.tell)
        old.close()  # what is written in it is kept before the new one reads it
        self._frame.take(self.window)
        old.deleteLater()
        new = self.window
        self._back = lambda: new.begin(at=(view, query, ticket))
        self._wait.start()

    def end(self) -> None:
        """Close everything."""
        self._wait.stop()
        self._idle.stop()
        self._hooks.remove()
        desk = self.window.desk
        desk.store.stop_waiting()
        self.runner.close()
        self._sweep.close()
        desk.store.close()
        self._frame.give_up()
        self.window.deleteLater()  # before another is made: what is half gone must not be asked for its size
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _made(self, desk: Desk, lobby: Lobby | None = None) -> MainWindow:
        window = MainWindow(desk, self.runner, lobby, self._frame)
        window.restore_asked.connect(self._wish.append)
        window.restore_asked.connect(window.leave)
        # Queued, for it is the window's own settings that ask, and they go with it
        window.language_asked.connect(self.speak, Qt.ConnectionType.QueuedConnection)
        return window

    def _load(self) -> None:
        """Load the dialogs while nothing else is done, so that the first opens at once."""
        self.runner.read(dialogs.load)

    def _begin_again(self) -> None:
        if not self.runner.busy:
            self._wait.stop()
            self._back()
            if self._renewed:
                actor = self.window.desk.actor
                self.window.toast.show_words(say("toast.new_role", role=say(f"role.{actor.role.value}")), seconds=12)
            else:
                self.window.acts.desk.open_tool("settings")
            self.opened.emit()
