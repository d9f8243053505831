"""The first day: a demo desk, an own database, or one that is there. It asks what the agreement leaves open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from console.faults import Fault, Known, NotSet
from console.records.team import Probed
from console.services import beginning, credentials, team, whose
from console.services.desk import Desk
from console.views.first_pages import FormPage, WelcomePage
from console.views.kit.buttons import Button
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.server_page import ServerPage
from console.views.speaking import speak
from console.views.words import language, say
from console.work.runner import Runner

_WIDTH, _HEIGHT = 760, 620


class FirstRun(QDialog):
    """Asks on the first day. After it was accepted there is a `desk`, or `wants_demo` is true.

    `named` says that the path was asked for and is not there; `unset` is a desk that is open and was never set up.
    """

    def __init__(
        self,
        path: Path,
        *,
        login: str = "",
        letters: Path | None = None,
        named: bool = False,
        unset: Desk | None = None,
    ) -> None:
        super().__init__()
        look = current()
        self.wants_demo = False
        self.desk, self._unset, self._named = unset, unset is not None, named
        self._path, self._login, self._letters = path, login, letters or path.parent / "letters"
        self._url = f"sqlite:///{path}"
        self._runner = Runner()
        self.setWindowTitle("Clausedesk")
        self.setWindowIcon(window_icon())
        self.resize(look.px(_WIDTH), look.px(_HEIGHT))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(look.px(32), look.px(28), look.px(32), look.px(20))
        self._layout.setSpacing(look.px(14))
        self._build()
        if self._unset:
            self._show(self.form)

    def _build(self) -> None:
        self.welcome, self.form, self.server = WelcomePage(), FormPage(), ServerPage()
        self.pages = QStackedWidget()
        for page in (self.welcome, self.form, self.server):
            self.pages.addWidget(page)
        self.problem = Text("", "small", "critical", wrap=True)
        self.back = Button(say("act.back"), chord="Esc")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.reject)
        self.go = Button(say("first.make"), "primary")
        self.go.clicked.connect(self._go)
        self.foot = QWidget()
        line = row(self.back, spacing=10)
        line.addWidget(self.problem, 1)
        line.addWidget(self.go)
        self.foot.setLayout(line)
        self._layout.addWidget(self.pages, 1)
        self._layout.addWidget(self.foot)
        self.welcome.chosen.connect(self.choose)
        self.welcome.spoken.connect(self._speak)
        self.server.test_asked.connect(self._test)
        self._show(self.welcome)
        if self._named and not self._path.exists():
            self._failed(Known("no_desk", file=self._path))

    def choose(self, way: str) -> None:
        """Go one of the ways to begin."""
        if way == "demo":
            self.wants_demo = True
            self.accept()
        elif way == "own":
            self._url = f"sqlite:///{self._path}"
            self._show(self.form)
        elif way == "server":
            self._show(self.server)
        else:
            self._choose_file()

    def reject(self) -> None:
        """Go back to the first page; from there, leave."""
        if not self._unset and self.pages.currentWidget() is not self.welcome and not self._runner.busy:
            self._show(self.welcome)
        elif not self._runner.busy:
            super().reject()

    def done(self, result: int) -> None:
        """End the threads with the dialog."""
        self._runner.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave whole, whatever page is shown."""
        if not self._unset:
            self._show(self.welcome)
        super().closeEvent(event)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _show(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self.problem.setText("")
        self.foot.setVisible(page is not self.welcome)
        self.go.set_words(say("first.connect" if page is self.server else "first.make"))
        self.go.setDefault(page is not self.welcome)
        first = {self.form: self.form.company, self.server: self.server.url}.get(page, self.welcome.demo.button)
        first.setFocus()

    def _speak(self, spoken: str) -> None:
        """Speak another language from now on: every page is made anew."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            speak(app, spoken)
        whose.keep(replace(whose.chosen(), language=spoken))
        for widget in (self.pages, self.foot):
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._build()

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, say("first.file"), str(self._path.parent), say("first.file_kinds")
        )
        if chosen:
            self._join(f"sqlite:///{chosen}")

    def _go(self) -> None:
        if self.pages.currentWidget() is self.server:
            url = self.server.address()
            if url is not None:
                self._join(url, self.server.password.text(), keep=self.server.keep.isChecked())
            return
        answers = self.form.answers()
        if answers is None:
            return
        url, login, letters, desk = self._url, self._login, self._letters, self.desk
        if desk is not None:
            self._work(lambda: beginning.tell(desk, answers))
        else:
            self._work(lambda: beginning.begin(url, answers, login=login, out_folder=letters))

    def _join(self, url: str, password: str = "", *, keep: bool = False) -> None:
        self._url = url
        login, letters = self._login, self._letters

        def join() -> Desk:
            whole = credentials.typed(url, password) if password else credentials.opened(url)
            desk = beginning.join(whole, login=login, out_folder=letters)
            if password and keep:
                credentials.keep(url, password)
            return desk

        self._work(join)

    def _test(self) -> None:
        """Say what answers at the address; nothing is opened."""
        url, password = self.server.address(), self.server.password.text()
        if url is None:
            return
        self.setEnabled(False)
        call = self._runner.read(
            lambda: team.probe(credentials.typed(url, password) if password else credentials.opened(url))
        )
        call.landed.connect(self._answered)
        call.failed.connect(self._not_answered)

    def _answered(self, found: Probed) -> None:
        self.setEnabled(True)
        self.server.show_found(found)

    def _not_answered(self, fault: Fault) -> None:
        self.setEnabled(True)
        self.server.show_fault(fault)

    def _work(self, work: Any) -> None:
        self.problem.setText("")
        self.setEnabled(False)
        call = self._runner.write(work)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, desk: Desk) -> None:
        self.setEnabled(True)
        self.desk = desk
        try:
            desk.company.zone  # noqa: B018 - asked whether it is set
        except NotSet as unset:
            if desk.store.team and desk.actor.role not in beginning.SETTERS:  # it is for others to answer them
                self._close(desk)
                self._failed(unset)
                return
            self._show(self.form)  # a database that is new: its questions come now
            return
        wanted = "" if self._url == f"sqlite:///{self._path}" else self._url
        kept = self._unset or (self._named and not wanted)
        if not kept and wanted != whose.chosen().database:
            whose.keep(replace(whose.chosen(), database=wanted))
        self.accept()

    def _close(self, desk: Desk) -> None:
        self.desk = None
        desk.store.close()

    def _failed(self, fault: Fault) -> None:
        self.setEnabled(True)
        words = fault.sentence(language())
        (self.welcome.problem if self.pages.currentWidget() is self.welcome else self.problem).setText(words)
