"""Lists, reports, the board and all over the window while the server is away: what was read, and since when."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from console.services import drafting, registry
from console.services.registry import NewLicense
from console.store.waits import Patient
from console.views.agreement.browser import AgreementBrowser
from console.views.agreement.drafts import DraftsScreen
from console.views.agreement.rereading import ReadingList
from console.views.archive.books import ArchiveBooks
from console.views.board.checks import CheckList
from console.views.board.handing import HandoverList
from console.views.board.people import PeopleList
from console.views.board.rules import RulesScreen
from console.views.board.screen import BoardScreen
from console.views.calendar.screen import CalendarScreen
from console.views.dialogs.by_hand import HandDialog
from console.views.dialogs.channels import ChannelList
from console.views.dialogs.data import DataPage
from console.views.dialogs.kept_back import KeptBackList
from console.views.dialogs.outbox import OutboxDialog
from console.views.dialogs.settings import SettingsDialog
from console.views.dialogs.settings_rows import SettingRow
from console.views.kit.cover import Cover
from console.views.letters.book import LetterBookScreen
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.matters.known import ErrorList
from console.views.matters.lists import PauseList, ServiceList
from console.views.matters.telling import TellingList
from console.views.rehearsal import RehearsalScreen
from console.views.reports.screen import ReportScreen
from tests.views.conftest import NOW
from tests.views.weak.following import SECONDS, STALL_S, TEXT, Beat, back, lost, words
from tests.weak_link import WeakLink

pytestmark = [
    pytest.mark.parametrize("migrated_postgres_url", ["postgres18"], indirect=True),
    pytest.mark.patient,
    pytest.mark.usefixtures("reads_ahead"),
]


def test_every_list_and_report_says_since_when_keeps_what_was_read_and_is_read_when_the_link_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot
) -> None:
    desk, runner = followed.desk, followed.runner
    first, _other = (
        registry.add_license(
            desk, NewLicense(key=key, plan="PRO", customer=key, purchased_at=NOW, initial_installation="done")
        )
        for key in ("A1", "B2")
    )
    register = LicenseScreen(followed, license_id=first)
    register.open()
    qtbot.waitUntil(lambda: register.detail.shown is not None and runner.busy == 0)
    register.reject()
    link.break_off()
    qtbot.waitUntil(lambda: runner.away is not None, timeout=SECONDS)
    register = LicenseScreen(followed, license_id=first)
    register.open()
    qtbot.waitUntil(lambda: bool(register.told.text()), timeout=SECONDS)
    report, box = ReportScreen(followed), OutboxDialog(followed)
    for one in (report, box):
        one.open()
    lists = []
    for kind in (PauseList, ServiceList, ErrorList, PeopleList, ReadingList, ChannelList, KeptBackList):
        lists.append(kind(followed))
        lists[-1].open()
        qtbot.waitUntil(lists[-1].unread.isVisible, timeout=SECONDS)
    since = f"has not answered since {followed.follower.state.since}"
    qtbot.waitUntil(lambda: runner.busy == 0, timeout=SECONDS)
    for one in lists:
        assert since in one.unread.title.text()
    assert since in box.empty.title.text()
    assert since in report.notice.accessibleName() + report.notice.title.text()
    assert since in register.told.text()
    assert "As read at" in register.told.text()
    assert register.detail.shown is not None
    assert register.detail.shown.record.id == first  # as it was read
    assert register.pane.list.rows.rowCount() == 2
    assert "as read at" in register.pane.count.text()
    link.refuses = False
    qtbot.waitUntil(lambda: runner.away is None)
    for one in lists:
        qtbot.waitUntil(one.unread.isHidden)
    qtbot.waitUntil(lambda: report.report is not None and "as read" not in register.pane.count.text())
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert not register.told.text()
    for one in (register, report, box, *lists):
        one.reject()
    qtbot.waitUntil(lambda: runner.busy == 0)


def test_the_board_is_shown_as_read_and_another_filter_says_that_it_cannot_be_read(
    followed: MainWindow, link: WeakLink, qtbot: QtBot
) -> None:
    board = BoardScreen(followed)
    board.open()
    qtbot.waitUntil(lambda: board.state.board is not None)
    lost(followed, link, qtbot)
    qtbot.waitUntil(lambda: board.notice.title.text().startswith("The board as read at "))
    board.filter.setText("tier:critical")
    qtbot.waitUntil(lambda: board.notice.title.text().startswith("This filter cannot be read now"))
    assert board.state.board is not None
    assert len(board.state.board.cards) == 1
    board.done(0)
    again = BoardScreen(followed)
    again.open()
    assert again.state.board is not None  # at once
    assert again.notice.title.text().startswith("The board as read at ")
    back(followed, link, qtbot)
    qtbot.waitUntil(lambda: not again.notice.isVisible())
    again.done(0)
    qtbot.waitUntil(lambda: not followed.runner.busy)


READ = (
    *(CalendarScreen, AgreementBrowser, RehearsalScreen, DataPage, DraftsScreen),
    *(RulesScreen, ArchiveBooks, TellingList, HandoverList),
)


def waits_of_the_window(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of what the window's own thread asks a server from now on."""
    found: list[str] = []
    plain = Patient.wait

    def wait(self: Patient, *given: Any, **named: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            found.append(str(given))
        return plain(self, *given, **named)

    monkeypatch.setattr(Patient, "wait", wait)
    return found


def opened_over(window: MainWindow, *kinds: Any) -> list[Any]:
    found = [kind(window) for kind in kinds]
    for one in found:
        one.open()
    return found


def say_since(screens: list[Any], said: str) -> bool:
    """Return whether each says below its header since when, and says it of what it could not read."""
    strips = (one.lasting for one in screens)
    return all(one is not None and one.isVisible() for one in strips) and all(said in words(one) for one in screens)


@dataclass(slots=True)
class Written:
    """Screens in which something is written and not kept, with the field of the settings."""

    letters: LetterBookScreen
    settings: SettingsDialog
    hand: HandDialog
    drafts: DraftsScreen
    name: SettingRow

    @property
    def every(self) -> tuple[Cover, ...]:
        """Return the screens."""
        return self.letters, self.settings, self.hand, self.drafts

    def keep(self) -> None:
        """Try to keep everything."""
        self.letters.keep_now()
        self.drafts.page.keep()
        self.name.control.editingFinished.emit()  # type: ignore[attr-defined]  # a field
        self.hand.enter()


def written_in(window: MainWindow, qtbot: QtBot) -> Written:
    drafting.new(window.desk, "2")
    letters, settings, hand = opened_over(window, LetterBookScreen, SettingsDialog, HandDialog)
    drafts = DraftsScreen(window, label="2")
    drafts.open()
    qtbot.waitUntil(lambda: drafts.page.hindrance("2") == "" and not window.runner.busy)
    drafts.page.turn_to("numbers")
    number, name = drafts.page.form.fields["value"], settings.sections["company"][1][0]
    assert isinstance(number, QLineEdit)
    number.setText("18")
    letters.editor.text.appendPlainText(TEXT)
    name.control.setText("Example Ltd")
    hand.content.setPlainText(TEXT)
    hand.sender_address.setText("ann@example.org")
    hand.channel.setCurrentIndex(1)
    return Written(letters=letters, settings=settings, hand=hand, drafts=drafts, name=name)


def test_every_screen_tells_of_a_half_open_link_keeps_what_is_typed_and_is_read_when_it_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = written_in(followed, qtbot)
    asked = waits_of_the_window(monkeypatch)
    link.silent = True
    screens = opened_over(followed, *READ)  # before it is known: each of its readings waits for an answer
    QApplication.processEvents()
    beat = Beat()  # so many at once are made by no person
    qtbot.waitUntil(lambda: say_since(screens, "has not answered since"), timeout=2 * SECONDS)  # and to be painted
    since = f"has not answered since {followed.follower.state.since}"
    assert say_since(screens, since)
    assert all(one.lasting is not None and one.lasting.isVisible() for one in typed.every)
    assert screens[1].list.rows.rowCount() > 100  # the agreement itself is in memory
    assert "The official wording cannot be read now" in words(screens[1])
    assert not screens[4].force.isVisible()  # nothing can be put in force that is not read
    screens += opened_over(followed, CheckList)
    screens[-1]._ask_what()  # what cannot be read is said on the card, which hides the foot of the window
    qtbot.waitUntil(lambda: screens[-1].passing is not None and since in screens[-1].passing.words())
    typed.keep()
    refused = (typed.letters.editor, typed.drafts, typed.name)
    qtbot.waitUntil(lambda: all("Nothing was done" in words(one) for one in refused))
    qtbot.waitUntil(lambda: since in words(typed.hand.rows["content"]))
    typed.drafts.reject()
    assert typed.drafts.isVisible()  # what is written would be lost
    made: list[object] = []
    with monkeypatch.context() as counting:
        counting.setattr(followed.runner, "read", counted(followed.runner.read, made))
        qtbot.wait(200)
    assert len(made) < len(READ)  # nothing is asked for again and again
    beat.stop()
    assert beat.longest < STALL_S
    link.silent = False
    qtbot.waitUntil(lambda: not followed.whole.offline.isVisible(), timeout=SECONDS)
    qtbot.waitUntil(lambda: not any("has not answered" in words(one) for one in screens) and not followed.runner.busy)
    assert screens[0].page is not None
    assert "cannot be read now" not in words(screens[1])
    assert screens[2].version.count() > 1
    assert all(one.lasting is not None and one.lasting.isHidden() for one in (*typed.every, *screens))
    typed.keep()
    qtbot.waitUntil(lambda: not typed.hand.isVisible() and not followed.runner.busy)
    assert not asked
    fresh = followed.desk.refreshed()
    assert fresh.company.get("company_name") == "Example Ltd"
    assert any(TEXT in one.body for one in fresh.letters.own.values())
    assert drafting.documents_of(fresh, "2")[1]["agreement"]["parameter"][0]["value"] == 18
    for one in (*typed.every, *screens):
        one.done(0)


def counted(read: Any, made: list[object]) -> Any:
    def counting(work: Any) -> Any:
        made.append(work)
        return read(work)

    return counting
