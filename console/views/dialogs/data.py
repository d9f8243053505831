"""The data page: where the desk's data lies, its backups, a backup now, and putting one back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.faults import Fault
from console.services import backups
from console.services.backups import BackupInfo
from console.views.dialogs.frame import Frame
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.layout import beside, column, pane
from console.views.kit.states import EmptyState
from console.views.kit.text import SectionHeader, Text
from console.views.look.look import current
from console.views.read_again import ReadAgain
from console.views.words import language, moment, say, say_count

if TYPE_CHECKING:
    from console.services.archives.signing import LogState
    from console.services.desk import Desk
    from console.views.main_window import MainWindow

_TONES = {
    "daily": "ok",
    "manual": "accent",
    "before-upgrade": "question",
    "replaced": "functional",
    "rescued": "functional",
}


class DataPage(Cover):
    """Backups of the desk, newest first. Restoring is confirmed, for no undo can take it back."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("data.title"), width=940, height=640)
        self._window = window
        self._known: tuple[BackupInfo, ...] = ()
        self._at = ""
        self.add_header(say("data.title"), say("act.done"), icon="database", chord="G B")
        self.list = ChoiceList(say("data.backups"), two_lines=True)
        self.facts = [Text("", "body", wrap=True) for _ in range(3)]
        self.log = Text("", "body", wrap=True)
        self.told = Text("", "small", "2", wrap=True)
        self.make = Button(say("data.make"), "primary", "database")
        self.check = Button(say("data.check"), icon_name="shield-check")
        self.restore = Button(say("data.restore"), icon_name="history")
        self._local = backups.is_local(window.desk)
        self._lay_out()
        self.list.chosen.connect(self._show)
        self.list.taken.connect(self._show)
        self.make.clicked.connect(self._make)
        self.check.clicked.connect(self._check)
        self.restore.clicked.connect(self._ask)
        self._again = ReadAgain(
            self, window.runner, self._read, lambda fault: self.log.setText(fault.sentence(language())), lambda: None
        )
        if self._local:
            self.make.setFocus()
        self._read()

    def _lay_out(self) -> None:
        look = current()
        if not self._local:
            self.shared = EmptyState("database", say("data.shared"), say("data.shared_detail"))
            self.shared.foot.setWordWrap(True)
            self.body.addWidget(self.shared, 1)
            self.log.setContentsMargins(look.px(22), 0, look.px(22), look.px(16))
            self.log.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.body.addWidget(self.log)
            return
        right = QWidget()
        inside = column(SectionHeader(say("data.backups")), self.list, margins=(10, 12, 8, 10))
        inside.setStretchFactor(self.list, 1)
        left = pane(inside)
        left.setFixedWidth(look.px(430))
        page = QVBoxLayout(right)
        page.setContentsMargins(look.px(22), look.px(16), look.px(22), look.px(16))
        page.setSpacing(look.px(10))
        for heading, fact in zip(("data.place", "data.habit", "data.chosen"), self.facts, strict=True):
            page.addWidget(SectionHeader(say(heading)))
            page.addWidget(fact)
            page.addSpacing(look.px(6))
        page.addWidget(SectionHeader(say("data.log")))
        page.addWidget(self.log)
        page.addSpacing(look.px(6))
        page.addWidget(self.told)
        page.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        for button in (self.make, self.check, self.restore):
            buttons.addWidget(button)
        buttons.addStretch(1)
        page.addLayout(buttons)
        self.body.addWidget(beside(left, right), 1)
        self.facts[1].setText(say("data.habit_detail"))
        self.facts[0].setText(backups.place(self._window.desk))

    # -- the list --------------------------------------------------------------------------------------------------

    def _read(self, *_: object) -> None:
        desk = self._window.desk
        log = self._window.runner.read(lambda: _log_of(desk))
        log.landed.connect(self._show_log)
        self._again.watch(log)
        if not self._local:
            seen = self._window.runner.read(lambda: backups.standby_here(desk))
            seen.landed.connect(self._show_standby)
            return
        call = self._window.runner.read(lambda: backups.list_backups(desk))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _show_log(self, log: LogState) -> None:
        """Say how far the log of events is covered, and how long what is not covered has waited."""
        point = log.checkpoint
        words = [say("data.log_none") if point is None else say("data.log_at", n=point.size, moment=moment(point.at))]
        if log.uncovered and log.since is not None:
            words.append(say("data.log_open", n=log.uncovered, moment=moment(log.since)))
        self.log.setText(" ".join(words))

    def _show_standby(self, kept: str) -> None:
        """Say whether what is done here is kept a second time."""
        self.shared.foot.setText(say(f"standby.{kept}"))
        self.shared.foot.set_tone("3" if kept == backups.SYNCHRONOUS else "critical")

    def _landed(self, known: tuple[BackupInfo, ...]) -> None:
        self._known = known
        self._at = self._at or (str(known[0].path) if known else "")
        rows = [
            Choice(
                id=str(one.path),
                title=moment(one.taken_at),
                detail=f"{_size(one.bytes)} · {say_count('data.tickets', one.tickets)} · {_proof(one)}",
                icon="database",
                tag=say(f"data_kind.{one.kind}"),
                tone=_TONES.get(one.kind, "accent"),
            )
            for one in known
        ]
        self.list.set_choices(rows, at=self._at)
        if self.focusWidget() in (None, self.list, self.make):
            (self.list if known else self.make).setFocus()
        if not known:
            self._show("")

    def _show(self, path: str) -> None:
        self._at = path
        found = self._chosen()
        for button in (self.check, self.restore):
            button.setEnabled(found is not None)
        self.restore.setEnabled(found is not None and not self._window.desk.store.read_only)
        words = say("data.none") if found is None else f"{moment(found.taken_at)}\n{found.path}"
        self.facts[2].setText(words)

    def _chosen(self) -> BackupInfo | None:
        return next((one for one in self._known if str(one.path) == self._at), None)

    # -- acts ------------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        desk = self._window.desk
        self._begin(say("data.making"))
        call = self._window.runner.read(lambda: backups.make_backup(desk))
        call.landed.connect(self._made)
        call.failed.connect(self._failed)

    def _made(self, made: BackupInfo) -> None:
        self._at = str(made.path)
        self._end(say("data.made", size=_size(made.bytes)), "ok")
        self._read()

    def _check(self) -> None:
        found = self._chosen()
        if found is None:
            return
        self._begin(say("data.checking"))
        call = self._window.runner.read(lambda: backups.prove(found.path))
        call.landed.connect(self._proven)
        call.failed.connect(self._failed)

    def _proven(self, _: Any) -> None:
        self._end(say("data.proven"), "ok")

    def _ask(self) -> None:
        found = self._chosen()
        if found is None:
            return
        told = say("data.restore_detail", time=moment(found.taken_at))
        ask = Frame(say("data.restore_ask"), told, say("data.restore_go"), self, width=560)
        ask.back.setDefault(True)
        ask.confirmed.connect(ask.accept)
        ask.accepted.connect(self._restore)
        ask.open()
        ask.back.setFocus()

    def _restore(self) -> None:
        self._window.ticket.composer.flush()
        self.accept()
        self._window.restore_asked.emit(Path(self._at))

    def _begin(self, words: str) -> None:
        for button in (self.make, self.check, self.restore):
            button.setEnabled(False)
        self._tell(words, "2")

    def _end(self, words: str, tone: str) -> None:
        self.make.setEnabled(True)
        self._show(self._at)
        self._tell(words, tone)

    def _failed(self, fault: Fault) -> None:
        self._end(fault.sentence(language()), "critical")

    def _tell(self, words: str, tone: str) -> None:
        self.told.set_tone(tone)
        self.told.setText(words)


def _proof(one: BackupInfo) -> str:
    return say("data.unproven" if one.kind == "replaced" else "data.verified")


def _size(count: int) -> str:
    return say("data.megabytes", n=f"{count / 1_048_576:.1f}")


def _log_of(desk: Desk) -> LogState:
    from console.services.archives import signing  # noqa: PLC0415 - a start of the window needs it not

    return signing.state(desk.store)
