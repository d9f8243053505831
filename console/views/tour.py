"""The tour: every screen of the demo desk rendered into PNG files, for those who have no display."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from console.faults import NewerSchema
from console.services import confirmed_errors, drafting
from console.services.beginning import Answers, begin
from console.services.demo import ZONE, build_demo
from console.services.desk import Desk
from console.store.queries import licensing
from console.store.version import NUMBER
from console.views import agreement, dialogs, tour_archive, tour_live, tour_review
from console.views.agreement.drafts import DraftsScreen
from console.views.calendar import draft
from console.views.calendar.screen import CalendarScreen
from console.views.first_run import FirstRun
from console.views.kit.toast import Toast
from console.views.licenses.csv_import import CsvImport
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.screen import LicenseScreen
from console.views.look import look as looks
from console.views.main_window import MainWindow
from console.views.matters.known import ErrorList
from console.views.not_opened import NotOpened
from console.views.rehearsal import RehearsalScreen
from console.views.reports.screen import ReportScreen
from console.views.speaking import speak
from console.views.ticket.ledger import show_ledger
from console.views.ticket.why import show_why
from console.views.tour_board import show_board
from console.views.words import say, set_zone
from console.work.runner import Runner

_SETTLE_MS = 350
_TOOLS = (("07", "new"), ("08", "import"), ("09", "licenses"), ("10", "settings"), ("34", "letters"), ("35", "outbox"))
_WIDTH, _HEIGHT = 1680, 1010
NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


_LIST = """key,customer,plan,purchased,product,domain
HRB-2026-7001,Aurora Exchange,PRO,2026-11-02,Harbor Panel,aurora-exchange.example
HRB-2026-7002,Delta Kassa,PRO PLUS,2026-10-31,Harbor Panel,delta-kassa.example delta-pay.example
HRB-2025-3301,Brunswick Money Desk,PRO PLUS,2025-08-12,Harbor Panel,brunswick-desk.example
HRB-2025-3301,Brunswick Money Desk,PRO,2025-08-12,Harbor Panel,brunswick-desk.example
HRB-2026-7003,Old Town Money,PRO,31.02.2026,Harbor Panel,old-town.example
"""


class Tour:
    """Renders the screens."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self.paths: list[Path] = []

    def render(self, *, both: bool, chosen: tuple[str, str]) -> int:
        """Render light, dark, Russian and 150 % (`both`), or one theme and language; print the paths."""
        self._folder.mkdir(parents=True, exist_ok=True)
        looked = (
            [("light", "en", 100), ("dark", "en", 100), ("light", "ru", 100), ("light", "en", 150)]
            if both
            else [(*chosen, 100)]
        )
        with tempfile.TemporaryDirectory() as scratch:
            desk = build_demo(
                f"sqlite:///{scratch}/demo.sqlite", out_folder=Path(scratch) / "letters", clock=lambda: NOW
            )
            set_zone(ZONE)
            for theme, language, zoom in looked:
                self._screens(desk, theme, language, zoom)
            desk.store.close()
        return 0

    def _screens(self, desk: Desk, theme: str, language: str, zoom: int) -> None:
        speak(self._app, language)
        looks.apply(self._app, looks.make(theme, zoom=zoom))
        name = f"{theme}-{language}-{zoom}"
        runner = Runner()
        window = MainWindow(replace(desk, undo_seconds=10), runner)
        window.resize(_WIDTH, _HEIGHT)
        window.show()
        window.begin(watch=False)
        while window.panels is None:  # the first ticket follows its list
            self._spin(20)
        self._settle(runner)
        self._grab(window, f"01-queue-{name}")
        for number, view in (("16", "to_confirm"), ("17", "unmatched")):
            window.show_view(view)
            self._settle(runner)
            window.queue.table.select_row(0)
            self._settle(runner)
            self._grab(window, f"{number}-{view.replace('_', '-')}-{name}")
        window.acts.intake.choose_license()
        self._top(window, runner, f"18-whose-{name}")
        window.show_view("all_open")
        self._settle(runner)
        reported = "Ошибка при создании" if language == "ru" else "Operators see"
        self._ticket(window, runner, reported, f"02-error-{name}")
        window.side.show_page(1)
        self._ticket(window, runner, "Commission rounding", f"03-license-{name}")
        window.side.show_page(0)
        self._ticket(window, runner, "Reserve shows", f"04-decision-{name}")
        if window.panels is not None:
            show_why(window)
            self._top(window, runner, f"25-why-{name}")
            window.acts.letters.refuse()
            self._top(window, runner, f"05-refusal-{name}")
            window.acts.closing.close_or_reopen()
            self._top(window, runner, f"06-closing-{name}")
            window.acts.letters.ask()
            self._top(window, runner, f"26-asking-{name}")
            self._deciding(window, runner, name)
        self._writing(window, runner, name)
        self._tools(window, runner, name)
        window.queue.show_query("is:open tier:critical nothing-like-this")
        self._settle(runner)
        self._grab(window, f"13-empty-{name}")
        window.close()
        runner.close()
        window.deleteLater()
        self._first_day(name)
        for part in (tour_archive, tour_review):
            part.render(desk, ZONE, lambda seen, what: self._grab(seen, f"{what}-{name}"), self._settle)

    def _tools(self, window: MainWindow, runner: Runner, name: str) -> None:
        for number, tool in _TOOLS:
            dialogs.open_tool(window, tool)
            self._top(window, runner, f"{number}-{tool}-{name}")
        self._licenses(window, runner, name)
        self._calendar(window, runner, name)
        self._reports(window, runner, name)
        self._finders(window, runner, name)
        show_board(window, lambda: self._settle(runner), lambda one, what: self._grab(one, f"{what}-{name}"))

    def _reports(self, window: MainWindow, runner: Runner, name: str) -> None:
        """Two reports of the month."""
        for number, report in (("70", "flow"), ("71", "answers")):
            screen = ReportScreen(window, report)
            screen.open()
            self._settle(runner)
            screen.span.choose("month")
            self._settle(runner)
            self._grab(screen, f"{number}-report-{report}-{name}")
            screen.reject()
        dialogs.open_tool(window, "erasing")
        self._top(window, runner, f"72-erasing-{name}")

    def _first_day(self, name: str) -> None:
        """Render the ways to begin, and the questions of an own desk."""
        first = FirstRun(Path("desk.sqlite"))
        first.show()
        self._settle(None)
        self._grab(first, f"14-first-run-{name}")
        first.choose("own")
        self._dialog(first, None, f"19-own-desk-{name}")
        refused = NewerSchema("newer_schema", found="2.0", known=NUMBER)
        self._dialog(NotOpened(refused, "sqlite:///desk.sqlite"), None, f"24-not-opened-{name}")
        with tempfile.TemporaryDirectory() as scratch:
            self._empty(Path(scratch), name)

    def _empty(self, scratch: Path, name: str) -> None:
        """Render a desk on its first morning, before anything came in."""
        answers = Answers(zone=ZONE, company="Harbor Software", hours={}, addresses=(), languages=("en", "ru"))
        desk = begin(f"sqlite:///{scratch}/desk.sqlite", answers, login="dana", out_folder=scratch / "letters")
        runner = Runner()
        window = MainWindow(replace(desk, clock=lambda: NOW), runner)
        window.resize(_WIDTH, _HEIGHT)
        window.show()
        window.begin(watch=False)
        self._settle(runner)
        self._grab(window, f"38-first-morning-{name}")
        dialogs.open_tool(window, "licenses")
        self._top(window, runner, f"39-empty-register-{name}")
        window.close()
        runner.close()
        window.deleteLater()
        desk.store.close()

    def _writing(self, window: MainWindow, runner: Runner, name: str) -> None:
        """Render a reply on its way to be written, and tickets that are chosen."""
        composer = window.ticket.composer
        composer.write("reply")
        composer.edit.setPlainText(say("tour.reply"))
        composer.attaching.add_content("report.txt", b"invented\n" * 300)
        self._settle(runner)
        self._grab(window, f"20-writing-{name}")
        composer.discard()
        self._settle(runner)
        window.queue.table.select_row(2)
        window.queue.choosing.choose(1)
        window.queue.choosing.choose(1)
        self._settle(runner)
        self._grab(window, f"27-chosen-{name}")
        window.queue.selection.clear()
        tour_live.bring_company(window)
        self._settle(runner)
        self._grab(window, f"50-company-{name}")
        tour_live.send_company_away(window)

    def _deciding(self, window: MainWindow, runner: Runner, name: str) -> None:
        """Decide otherwise than proposed, take a refusal into the answer, open a closed ticket again."""
        window.acts.deciding.choose()
        self._top(window, runner, f"28-deciding-{name}")
        window.acts.letters.refuse()
        self._settle(runner)
        if window.acts.letters.panel is not None:
            window.acts.letters.panel.insert_now()
        self._settle(runner)
        self._grab(window, f"29-refusal-written-{name}")
        window.ticket.composer.discard()
        window.show_view("closed")
        self._settle(runner)
        window.queue.table.select_row(0)
        self._settle(runner)
        window.acts.closing.close_or_reopen()
        self._top(window, runner, f"30-reopening-{name}")
        window.show_view("all_open")
        self._settle(runner)

    def _finders(self, window: MainWindow, runner: Runner, name: str) -> None:
        """The agreement, the palette, the sheet of keys, and the versions."""
        agreement.browse(window, "10.2")
        self._top(window, runner, f"15-agreement-{name}")
        window.acts.desk.palette()
        self._top(window, runner, f"11-palette-{name}")
        window.acts.desk.key_sheet()
        self._top(window, runner, f"12-keys-{name}")
        self._versions(window, runner, name)
        window.acts.snoozing.ask()
        self._top(window, runner, f"40-snooze-{name}")
        self._known_error(window, runner, name)

    def _known_error(self, window: MainWindow, runner: Runner, name: str) -> None:
        listed = _suspected(window)
        self._settle(runner)
        form = listed.findChildren(EntryForm)[-1]
        self._grab(form, f"41-error-{name}")
        form.reject()
        listed.reject()

    def _calendar(self, window: MainWindow, runner: Runner, name: str) -> None:
        """The ledger of a ticket; the calendar with a draft, by month and by year."""
        show_ledger(window)
        self._top(window, runner, f"33-ledger-{name}")
        screen = CalendarScreen(window)
        screen.open()
        self._settle(runner)
        screen.go(date(2026, 12, 24))
        screen.drafting.take(draft.with_closed, date(2026, 12, 24), date(2026, 12, 25), say("tour.closed"))
        screen.drafting.take(draft.with_special, date(2026, 12, 31), (("10:00", "14:00"),), "")
        self._settle(runner)
        self._grab(screen, f"31-calendar-{name}")
        screen.turn("year")
        screen.go(date(2027, 1, 4))
        self._settle(runner)
        self._grab(screen, f"32-year-{name}")
        screen.drafting.drop()
        screen.reject()

    def _versions(self, window: MainWindow, runner: Runner, name: str) -> None:
        """A draft in its editor, and what it would change."""
        desk, label = window.desk, "2027-01-01"
        if label not in {one.label for one in drafting.version_rows(desk)}:
            seen = drafting.new(desk, label)
            edits = tuple(drafting.edit_of(one) for one in ("parameter.free_months=18", "parameter.window_latest=12"))
            drafting.edit(desk, label, edits, seen=seen)
        versions = DraftsScreen(window, label=label)
        versions.open()
        self._settle(runner)
        versions.page.turn_to("numbers")
        self._settle(runner)
        self._grab(versions, f"36-draft-{name}")
        versions.reject()
        screen = RehearsalScreen(window, label=label)
        screen.open()
        self._settle(runner)
        screen.start_or_stop()
        self._settle(runner)
        self._grab(screen, f"37-rehearsal-{name}")
        screen.reject()

    def _licenses(self, window: MainWindow, runner: Runner, name: str) -> None:
        """A license with a renewal, the form of a renewal, and what would become of the rows of a list."""
        with window.desk.store.read() as connection:
            license_id = licensing.license_by_key(connection, "HRB-2024-2755")
        screen = LicenseScreen(window, license_id=license_id)
        screen.open()
        self._settle(runner)
        self._grab(screen, f"21-renewed-{name}")
        screen.open_form("renewal", 6)
        self._settle(runner)
        form = screen.findChildren(EntryForm)[-1]
        self._grab(form, f"22-renewal-{name}")
        form.reject()
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "licenses.csv"
            path.write_text(_LIST, encoding="utf-8")
            brought = CsvImport(window, screen.renew, over=screen)
            brought.open()
            brought.show_file(path)
            self._settle(runner)
        self._grab(brought, f"23-list-{name}")
        brought.reject()
        screen.reject()

    def _ticket(self, window: MainWindow, runner: Runner, subject: str, name: str) -> None:
        rows = window.queue.table.rows
        for place in range(rows.rowCount()):
            record = rows.record(place)
            if record is not None and record.subject.startswith(subject):
                window.queue.table.select_row(place)
        self._settle(runner)
        self._grab(window, name)

    def _dialog(self, dialog: QDialog, runner: Runner | None, name: str) -> None:
        dialog.show()
        self._settle(runner)
        self._grab(dialog, name)
        dialog.close()

    def _top(self, window: QWidget, runner: Runner, name: str) -> None:
        self._settle(runner)
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                self._grab(dialog, name)
                dialog.reject()

    def _grab(self, widget: QWidget, name: str) -> None:
        for toast in widget.findChildren(Toast):
            toast.end()  # what was done a picture ago is not what this one shows
        path = self._folder / f"{name}.png"
        widget.grab().save(str(path))
        self.paths.append(path)
        sys.stdout.write(f"{path}\n")
        sys.stdout.flush()

    def _settle(self, runner: Runner | None) -> None:
        """Let timers and results arrive."""
        self._spin(_SETTLE_MS)
        while runner is not None and runner.busy:
            self._spin(20)
        self._spin(60)

    def _spin(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()


def _suspected(window: MainWindow) -> ErrorList:
    """Open the form of a suspected error with some of its conditions judged; it is entered once. Return the list."""
    desk, code = window.desk, "ERR-12"
    if not confirmed_errors.register(desk, text=code):
        confirmed_errors.enter(desk, code, "Orders are lost after a change of the rate", software_version="4.8.2")
        seen = confirmed_errors.one(desk, code)[0].version
        confirmed_errors.judge(desk, code, {"c1": True, "c2": True, "c8": False}, ("server",), seen=seen)
    listed = ErrorList(window)
    listed.open()
    listed.open_row(code)
    return listed
