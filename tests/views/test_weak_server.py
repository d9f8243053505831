"""The window over a link that is slow, silent or broken: it says since when, never stands still, and loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.records.base import Json, TicketId, Tier
from console.services import company, drafting, local_drafts, registry, showing
from console.services.desk import Desk, open_desk
from console.services.drafts import load_drafts
from console.services.registry import NewLicense
from console.store import open_store
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
from console.views.dialogs.unsent import UnsentList
from console.views.kit.cover import Cover
from console.views.letters.book import LetterBookScreen
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.matters.known import ErrorList
from console.views.matters.lists import PauseList, ServiceList
from console.views.matters.telling import TellingList
from console.views.rehearsal import RehearsalScreen
from console.views.reports.screen import ReportScreen
from console.views.words import set_language
from console.work import watch as watching
from console.work.runner import Runner
from tests.store.helpers import open_ticket
from tests.views.conftest import NOW
from tests.weak_link import WeakLink

TEXT = "Half a sentence that nobody may lose"
SECONDS = 10_000  # of words from the moment that something happened
STALL_S = 1.0  # of a window that stood still; a busy machine takes a part of it

pytestmark = [
    pytest.mark.parametrize("migrated_postgres_url", ["postgres18"], indirect=True),
    pytest.mark.patient,
    pytest.mark.usefixtures("reads_ahead"),
]


class Beat(QTimer):
    """Beats in the window's loop; how long it ever missed."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.monotonic()
        self.setInterval(20)
        self.timeout.connect(self._beat)
        self.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


@pytest.fixture
def link(migrated_postgres_url: str) -> Iterator[WeakLink]:
    with WeakLink(int(migrated_postgres_url.rpartition(":")[2].partition("/")[0])) as made:
        yield made


@pytest.fixture
def desk(link: WeakLink, migrated_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    made = open_desk(link.url(migrated_postgres_url), login="ann", name="Ann", out_folder=tmp_path)
    company.set_setting(made.store, made.actor, "policy_tz", "UTC", at=NOW)
    open_ticket(made.store, made.actor, NOW)
    yield made.refreshed()
    link.silent = link.refuses = False
    made.store.close()


@pytest.fixture
def followed(desk: Desk, qtbot: QtBot, dressed: QApplication) -> Iterator[MainWindow]:
    runner = Runner()
    made = MainWindow(replace(desk, undo_seconds=10), runner)
    made.resize(1500, 900)
    made.show()
    made.begin()
    made.show_view("all_open")
    qtbot.waitUntil(lambda: made.panels is not None and made.watch._cursor is not None)
    yield made
    made.watch.stop()
    made.close()
    qtbot.waitUntil(lambda: runner.busy == 0)
    runner.close()
    made.deleteLater()
    dressed.processEvents()


def ticket_of(window: MainWindow) -> TicketId:
    assert window.panels is not None
    return window.panels.detail.row.id


def state(window: MainWindow) -> str:
    return window.sidebar.head.state


@pytest.mark.parametrize("how", ["silent", "refuses"])
def test_a_link_that_is_gone_is_told_within_ten_seconds_and_all_goes_on_when_it_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, how: str
) -> None:
    beat = Beat()
    assert state(followed) == "live"
    setattr(link, how, True)
    if how == "refuses":
        link.cut()
    followed.show_view("closed")  # before it is known
    qtbot.waitUntil(followed.whole.offline.isVisible, timeout=SECONDS)
    assert "Nothing is lost" in followed.queue.states.empty.text.text()
    followed.show_view("all_open")
    assert state(followed).startswith("reconnecting since ")
    assert followed.whole.offline.accessibleName().startswith("Reconnecting since ")
    assert followed.queue.table.rows.rowCount() == 1  # what it has is read on
    followed.ticket.composer.edit.setPlainText(TEXT)
    qtbot.waitUntil(lambda: bool(local_drafts.kept(followed.desk.store.url)))
    followed.acts.ticket.set_tier(Tier.CRITICAL)  # what is decided blindly is refused, and waits for nothing
    qtbot.waitUntil(lambda: "has not answered since" in followed.toast.accessibleName())
    beat.stop()
    assert beat.longest < STALL_S
    setattr(link, how, False)
    qtbot.waitUntil(lambda: not followed.whole.offline.isVisible())
    assert state(followed) == "live"
    qtbot.waitUntil(lambda: not local_drafts.kept(followed.desk.store.url))
    assert [one.text for one in load_drafts(followed.desk, ticket_of(followed))] == [TEXT]
    assert showing.detail(followed.desk, ticket_of(followed)).row.tier is not Tier.CRITICAL


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
    link.refuses = True
    link.cut()
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


def test_a_slow_link_is_told_and_no_longer_when_it_is_quick(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_SILENT_LOOKS", 1_000)
    link.silent = True
    qtbot.waitUntil(lambda: state(followed) == "slow")
    link.silent = False
    qtbot.waitUntil(lambda: state(followed) == "live")


def test_an_act_whose_fate_is_unknown_is_told_and_carried_out_when_the_link_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = followed.desk.store
    store.pauses = (0.1,)
    noted = store.doubts.note

    def broken(command: object) -> None:  # just before the commit
        noted(command)  # type: ignore[arg-type] # passed on as it came
        link.refuses = True
        link.cut()

    monkeypatch.setattr(store.doubts, "note", broken)
    followed.acts.ticket.set_tier(Tier.CRITICAL)
    qtbot.waitUntil(lambda: store.unconfirmed == 1)
    monkeypatch.setattr(store.doubts, "note", noted)
    qtbot.waitUntil(lambda: state(followed).endswith("1 not confirmed"))
    qtbot.waitUntil(lambda: "1 act is not confirmed" in followed.whole.offline.accessibleName())
    set_language("ru")
    followed.follower.state.say()
    assert state(followed).startswith("нет связи с ")
    assert state(followed).endswith("не подтверждено: 1")
    set_language("en")
    link.refuses = False
    qtbot.waitUntil(lambda: state(followed) == "live")
    qtbot.waitUntil(lambda: store.unconfirmed == 0)
    qtbot.waitUntil(lambda: "has been carried out" in followed.toast.accessibleName())
    assert showing.detail(followed.desk, ticket_of(followed)).row.tier is Tier.CRITICAL


def test_what_a_crash_kept_from_the_database_is_told_and_sent_again_from_its_list(
    followed: MainWindow, qtbot: QtBot
) -> None:
    desk = followed.desk
    ticket = ticket_of(followed)
    asked: dict[str, Json] = {"verb": "note", "text": "The bank called"}
    lost = desk.command("note", ticket_id=int(ticket), again=asked)
    desk.store.doubts.note(lost)  # as a program leaves it that dies before its commit
    followed.follower._bring_home()
    qtbot.waitUntil(lambda: "1 not carried out" in followed.toast.accessibleName())
    found = UnsentList(followed)
    found.open()
    qtbot.waitUntil(lambda: bool(found.acts))
    assert found.list.rows.rows[0].title.startswith(f"Note: TK-{found.acts[0].number}")
    found.open_row(lost.id)
    qtbot.waitUntil(lambda: bool(found.findChildren(EntryForm)))
    form = found.findChildren(EntryForm)[-1]
    form.save()
    qtbot.waitUntil(lambda: not found.acts and not followed.runner.busy)
    assert [one.text for one in showing.messages(desk, ticket)][-1] == "The bank called"
    found.reject()
    qtbot.waitUntil(lambda: not followed.runner.busy)


def test_an_act_that_is_lost_is_told_beside_one_that_is_kept_and_what_is_gone_is_only_dropped(
    followed: MainWindow, qtbot: QtBot
) -> None:
    desk = followed.desk
    ticket = int(ticket_of(followed))
    asked: dict[str, Json] = {"verb": "note", "text": "The bank called"}
    gone = desk.command("note", ticket_id=999_999, again=asked)
    desk.store.doubts.note(gone)
    desk.store.settle(desk.actor)  # kept since an earlier start
    desk.store.doubts.note(desk.command("set_tags", ticket_id=ticket))  # an act that cannot be asked for again
    followed.follower._bring_home()
    qtbot.waitUntil(lambda: "1 act was not carried out: do it again" in followed.toast.accessibleName())
    assert "1 not carried out when the program ended" in followed.toast.accessibleName()
    found = UnsentList(followed)
    found.open()
    qtbot.waitUntil(lambda: bool(found.acts))
    assert found.list.rows.rows[0].title == "Note: the ticket is gone"
    found.open_row(gone.id)
    qtbot.waitUntil(lambda: bool(found.findChildren(EntryForm)))
    form = found.findChildren(EntryForm)[-1]
    assert "The bank called" in form._form.text
    assert [value for value, _ in form._form.fields[0].options] == ["drop"]
    assert form.go.text() == "Drop it"
    form.save()
    qtbot.waitUntil(lambda: not found.acts and not followed.runner.busy)
    assert desk.store.doubts.unsent() == ()
    found.reject()
    qtbot.waitUntil(lambda: not followed.runner.busy)


def lost(window: MainWindow, link: WeakLink, qtbot: QtBot) -> None:
    link.refuses = True
    link.cut()
    qtbot.waitUntil(window.whole.offline.isVisible, timeout=SECONDS)


def back(window: MainWindow, link: WeakLink, qtbot: QtBot) -> None:
    link.refuses = False
    qtbot.waitUntil(lambda: not window.whole.offline.isVisible(), timeout=SECONDS)


def shows(window: MainWindow, view: str, rows: int, qtbot: QtBot) -> None:
    window.show_view(view)
    qtbot.waitUntil(lambda: window.queue.table.rows.rowCount() == rows and not window.runner.busy)


def opened(window: MainWindow, count: int, tier: Tier) -> list[int]:
    store, actor = window.desk.store, window.desk.actor
    return [
        open_ticket(store, actor, NOW, f"{tier.value} {n}", tier=tier.value, tier_rank=tier.rank) for n in range(count)
    ]


def test_views_that_were_in_sight_are_shown_as_read_while_the_server_is_away(
    followed: MainWindow, link: WeakLink, qtbot: QtBot
) -> None:
    queue, rows, states = followed.queue, followed.queue.table.rows, followed.queue.states
    critical = opened(followed, 3, Tier.CRITICAL)
    for view, number in (("critical", 3), ("closed", 0), ("all_open", 4)):
        shows(followed, view, number, qtbot)
    shown = ticket_of(followed)
    lost(followed, link, qtbot)
    assert rows.rowCount() == 4
    assert queue.header.count.text().startswith("4 tickets  ·  as read at ")
    followed.show_view("critical")  # at once: nothing is asked for
    assert [rows.id_at(row) for row in range(rows.rowCount())] == critical
    assert queue.header.count.text().startswith("3 tickets  ·  as read at ")
    assert ticket_of(followed) == shown
    followed.show_view("waiting")
    assert (states.currentWidget(), rows.rowCount()) == (states.empty, 0)
    assert states.empty.title.text() == "“Waiting on customer” cannot be read now"
    assert "Nothing is lost: it is read by itself" in states.empty.text.text()
    assert queue.header.count.text() == ""
    states.empty.button.click()  # back to the one that was in sight
    assert (followed.view, states.currentWidget(), rows.rowCount()) == ("all_open", queue.table, 4)
    assert queue.table.current_id() == ticket_of(followed) == shown
    queue.show_query("is:open tier:functional")
    assert states.empty.title.text() == "“is:open tier:functional” cannot be read now"
    followed.show_view("closed")
    assert (states.currentWidget(), states.empty.title.text()) == (states.empty, "Nothing was here")
    followed.show_view("waiting")
    followed.refresh()
    assert not rows._asking.waits  # nothing was asked for
    back(followed, link, qtbot)
    qtbot.waitUntil(lambda: states.empty.title.text() == "Queue clear")  # it was read by itself
    shows(followed, "all_open", 4, qtbot)
    assert queue.header.count.text() == "4 tickets"


def test_a_list_stays_as_read_in_russian_and_what_came_meanwhile_comes_in_when_the_server_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, migrated_postgres_url: str
) -> None:
    lost(followed, link, qtbot)
    set_language("ru")
    followed.show_view("all_open")
    assert followed.queue.header.count.text().startswith("1 обращение  ·  прочитано: ")
    set_language("en")
    direct = open_store(migrated_postgres_url)
    open_ticket(direct, followed.desk.actor, NOW, "Came meanwhile")
    direct.close()
    back(followed, link, qtbot)
    qtbot.waitUntil(lambda: followed.queue.table.rows.rowCount() == 2)
    qtbot.waitUntil(lambda: followed.queue.header.count.text() == "2 tickets")


def test_tickets_that_were_opened_are_read_on_with_their_drafts_and_another_says_that_it_cannot_be_read(
    followed: MainWindow, link: WeakLink, qtbot: QtBot
) -> None:
    opened(followed, 5, Tier.QUESTION)
    shows(followed, "all_open", 6, qtbot)
    table, ticket = followed.queue.table, followed.ticket
    first, second, near, third = (int(table.rows.id_at(row) or 0) for row in range(4))
    for key in (first, second):
        table.select_id(key)
        qtbot.waitUntil(lambda key=key: ticket_of(followed) == key and not followed.runner.busy)
        if key == first:
            ticket.composer.edit.setPlainText(TEXT)
    qtbot.waitUntil(lambda: followed.ahead.held == {first, near})
    lost(followed, link, qtbot)
    assert ticket_of(followed) == second
    assert not ticket.as_read.isVisible()  # the strip says of what time it is
    table.select_id(third)
    assert (followed.panels, ticket.stack.currentWidget()) == (None, ticket.empty)
    assert ticket.empty.title.text() == "This ticket cannot be read now"
    table.select_id(near)  # it was read ahead
    assert (ticket_of(followed), ticket.composer.edit.toPlainText()) == (near, "")
    table.select_id(first)
    assert ticket_of(followed) == first
    assert ticket.conversation.talk.ticket_id == first
    assert ticket.as_read.accessibleName().startswith("As read at ")
    assert ticket.as_read.isVisible()
    assert ticket.composer.edit.toPlainText() == TEXT
    ticket.composer.edit.setPlainText(f"{TEXT}, and more")
    table.select_id(third)
    qtbot.waitUntil(lambda: bool(local_drafts.kept(followed.desk.store.url)))
    back(followed, link, qtbot)
    qtbot.waitUntil(lambda: followed.panels is not None and ticket_of(followed) == third)
    qtbot.waitUntil(lambda: not local_drafts.kept(followed.desk.store.url))
    assert [one.text for one in load_drafts(followed.desk, TicketId(first))] == [f"{TEXT}, and more"]


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


def words(screen: QWidget) -> str:
    """Return all that a screen says."""
    labels = (one for one in screen.findChildren(QLabel) if one.isVisible() and one.window() is screen.window())
    return "  ".join(one.text() for one in labels)


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
