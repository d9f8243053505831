"""The window over a link that is slow, silent or broken: it says since when, never stands still, and loses nothing."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.records.base import Json, TicketId, Tier
from console.services import local_drafts, showing
from console.services.drafts import load_drafts
from console.store import open_store
from console.views.dialogs.unsent import UnsentList
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import set_language
from console.work import watch as watching
from tests.store.helpers import open_ticket
from tests.views.conftest import NOW
from tests.views.weak.following import SECONDS, STALL_S, TEXT, Beat, back, lost, state, ticket_of
from tests.weak_link import WeakLink

pytestmark = [
    pytest.mark.parametrize("migrated_postgres_url", ["postgres18"], indirect=True),
    pytest.mark.patient,
    pytest.mark.usefixtures("reads_ahead"),
]


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
