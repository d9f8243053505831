"""The page of the request: signs with their words, judged by keys, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.services import access, closing, confirmed_errors, returning, showing, telling
from console.views.kit.states import EmptyState
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.matters.known import ErrorList
from console.views.matters.line import MatterLine
from console.views.matters.lists import PauseList, ServiceList
from console.views.matters.page import CARDS, FAIR, is_barred
from console.views.matters.telling import TellingList
from console.views.renewing import OneByOne
from console.views.words import say, set_language
from console.work.runner import Runner

SLOW = "Order list is slow"


def open_ticket(window: MainWindow, qtbot: QtBot, subject: str) -> None:
    window.show_view("all_open")
    rows = window.queue.table.rows
    qtbot.waitUntil(lambda: rows.rowCount() > 10 and window.runner.busy == 0)
    for place in range(rows.rowCount()):
        record = rows.record(place)
        if record is not None and record.subject == subject:
            window.queue.table.select_row(place)
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.subject == subject)
    qtbot.waitUntil(lambda: window.side.matters.matters is not None and window.runner.busy == 0)


def lines(window: MainWindow, card: str = "noticed") -> list[MatterLine]:
    return [one for one in window.side.matters.cards[card].rows.values() if isinstance(one, MatterLine)]


def test_signs_stand_with_their_words_and_are_counted(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, SLOW)
    assert window.side.third.accessibleName().endswith("6")
    qtbot.keyClick(window, Qt.Key.Key_M)
    first = lines(window)[0]
    assert first.hasFocus()
    assert first.quote.text() == "“Hello??? Anybody there?”"
    assert window.ticket.conversation.lit


def test_a_sign_is_confirmed_and_judged_again_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, SLOW)
    window.acts.matters.show_page()
    key = lines(window)[3].key
    row = window.side.matters.cards["noticed"].rows[key]
    assert isinstance(row, MatterLine)
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Tab)
    assert row.buttons["confirmed"].hasFocus()
    qtbot.keyClick(row.buttons["confirmed"], Qt.Key.Key_Space)

    def verdict() -> str:
        found = window.side.matters.matters
        sign = None if found is None else found.sign(key)
        return "" if sign is None else sign.verdict

    qtbot.waitUntil(lambda: verdict() == "confirmed")
    assert window.side.third.accessibleName().endswith("5")
    assert lines(window)[-1].key == key
    panels = window.panels
    assert panels is not None
    assert [one.value for one in panels.detail.facts if one.name == "conduct"] == [["pressure"]]
    qtbot.mouseClick(row.buttons["open"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: verdict() == "open")


@pytest.mark.parametrize(("language", "title"), [("en", "Pressure"), ("ru", "Давление")])
def test_the_page_speaks_both_languages(window: MainWindow, qtbot: QtBot, language: str, title: str) -> None:
    set_language(language)
    open_ticket(window, qtbot, SLOW)
    assert title in {one.title.text() for one in lines(window)}


def test_a_question_becomes_a_request_and_comes_back_by_undo(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, "Three things at once")
    first, second, third = lines(window, "questions")
    assert [one.title.text()[:2] for one in (first, second, third)] == ["Q1", "Q2", "Q3"]
    qtbot.mouseClick(third.buttons["split"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(lines(window, "questions")) == 2)
    assert window.panels is not None
    assert [one.kind for one in window.panels.detail.links] == ["split_into"]
    window.acts.undoing.undo()
    qtbot.waitUntil(lambda: len(lines(window, "questions")) == 3)


def test_an_answered_question_says_so_and_stays(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, "Three things at once")
    first = lines(window, "questions")[0]
    first.buttons["answered"].setFocus()
    qtbot.keyClick(first.buttons["answered"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: first.clause.text() == "answered")
    assert first.hasFocus()
    assert set(first.buttons) == {"open", "split"}


def test_what_a_closed_request_keeps_is_barred_with_the_reason_and_free_again_when_it_is_reopened(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_ticket(window, qtbot, SLOW)
    page, desk = window.side.matters, window.desk
    assert window.panels is not None
    key = window.panels.detail.row.id
    access.ask(desk, key, kind="panel", purpose="to look")

    def shown() -> dict[str, set[bool]]:
        """Return by card which acts can be done, and hold that the others say why not."""
        found: dict[str, set[bool]] = {}
        for card in CARDS:
            begins = [page.begin[card]] if card in page.begin else []
            for button in (*begins, *(one for line in lines(window, card) for one in line.buttons.values())):
                found.setdefault(card, set()).add(button.isEnabled())
                assert button.isEnabled() or "reopen it first" in button.toolTip() or card == FAIR
        return found

    def again(status: Status) -> dict[str, set[bool]]:
        window.reload()
        qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.status is status)
        page.wanted.emit(int(key))
        qtbot.waitUntil(lambda: window.runner.busy == 0)
        return shown()

    at_work = again(window.panels.detail.row.status)
    assert at_work["questions"] == at_work["access"] == at_work["pauses"] == {True}
    judged = closing.judge(desk, key)
    closing.close(desk, key, judged.allowed[0], version=judged.version)
    over = again(Status.CLOSED)
    assert (over["questions"], over["noticed"]) == ({False}, {False})
    assert over["access"] == over["pauses"] == over["orders"] == {False}
    runs = (("noticed", "hide"), ("access", "withdraw"), ("pauses", "end"), ("orders", "done"), ("agreement", "told"))
    assert [one for one in runs if is_barred(*one)] == []  # what runs can be ended, and a secret hidden
    (unmatched,) = window.side.inspector.findChildren(EmptyState)
    assert not unmatched.button.isEnabled()
    assert "reopen it first" in unmatched.button.toolTip()
    returning.reopen(desk, key, version=showing.detail(desk, key).row.version)
    assert again(Status.OPEN) == at_work


def test_what_is_given_to_a_closed_request_is_not_looked_at_and_the_line_says_why(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_ticket(window, qtbot, SLOW)
    desk, page, panels = window.desk, window.side.matters, window.panels
    assert panels is not None
    key = panels.detail.row.id
    message = showing.messages(desk, key)[0]
    judged = closing.judge(desk, key)
    closing.close(desk, key, judged.allowed[0], version=judged.version)
    access.take(desk, key, int(message.id), message.text.split()[-1])
    window.reload()
    page.wanted.emit(int(key))
    qtbot.waitUntil(lambda: len(lines(window, "access")) == 1 and window.runner.busy == 0)
    (line,) = lines(window, "access")
    assert "destroyed at closing" not in line.detail.text()
    assert "“Not needed” destroys what was given" in line.detail.text()
    assert {act: one.isEnabled() for act, one in line.buttons.items()}.items() >= {("look", False), ("withdraw", True)}
    assert "(21.1)" in line.buttons["look"].toolTip()
    window.acts.matters.show_page()
    qtbot.wait(50)
    right = line.mapToGlobal(line.rect().topRight()).x()
    assert all(one.mapToGlobal(one.rect().topRight()).x() <= right for one in line.buttons.values())
    qtbot.mouseClick(line.buttons["withdraw"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: set(line.buttons) == set() or not lines(window, "access")[0].buttons)


def form(window: MainWindow, qtbot: QtBot) -> EntryForm:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(EntryForm)))
    return next(one for one in window.findChildren(EntryForm) if one.isVisible())


def test_access_is_asked_for_by_the_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, "Three things at once")
    window.acts.matters.show_page()
    begin = window.side.matters.begin["access"]
    begin.setFocus()
    qtbot.keyClick(begin, Qt.Key.Key_Space)
    shown = form(window, qtbot)
    shown.save()
    assert shown.rows["purpose"].note.text()
    shown.inputs["purpose"].set_value("To repeat the error")
    shown.save()
    qtbot.waitUntil(lambda: len(lines(window, "access")) == 1)
    assert "To repeat the error" in lines(window, "access")[0].detail.text()


def test_a_pause_is_entered_reviewed_in_its_list_and_ended(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, "Three things at once")
    window.acts.matters.begin("pauses")
    shown = form(window, qtbot)
    shown.inputs["reason"].set_value("Twenty letters an hour")
    shown.save()
    qtbot.waitUntil(lambda: len(lines(window, "pauses")) == 1)
    assert window.panels is not None
    assert window.panels.assessment.outcome == "suspend"
    window.acts.desk.open_tool("pauses")
    listed = next(one for one in window.findChildren(PauseList) if one.isVisible())
    qtbot.waitUntil(lambda: listed.list.count() == 1)
    listed.list.take()
    review = form(window, qtbot)
    review.save()
    qtbot.waitUntil(lambda: not any(isinstance(one, EntryForm) for one in window.findChildren(EntryForm)))
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    listed.reject()
    line = lines(window, "pauses")[0]
    qtbot.mouseClick(line.buttons["end"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not lines(window, "pauses"))


def test_a_service_gets_its_terms_and_is_ordered(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, "Three things at once")
    window.acts.desk.open_tool("services")
    listed = next(one for one in window.findChildren(ServiceList) if one.isVisible())
    qtbot.waitUntil(lambda: listed.list.count() == 8)
    assert listed.list.choose("server_admin")
    qtbot.keyClick(listed.list, Qt.Key.Key_Return)
    shown = form(window, qtbot)
    assert shown.go.isEnabled()  # the key that opened the form has not saved it
    shown.inputs["link"].set_value("https://harbor.example/admin")
    shown.save()
    qtbot.waitUntil(lambda: "https://harbor.example/admin" in str(window.desk.company.offered))
    listed.reject()
    window.acts.matters.begin("orders")
    order = form(window, qtbot)
    order.inputs["code"].set_value("server_admin")
    order.save()
    qtbot.waitUntil(lambda: len(lines(window, "orders")) == 1)
    line = lines(window, "orders")[0]
    qtbot.mouseClick(line.buttons["agreed"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "done" in lines(window, "orders")[0].buttons)


def test_fair_use_is_marked_named_and_told_in_the_license(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, "Three things at once")
    window.acts.matters.begin("fair")
    shown = form(window, qtbot)
    shown.inputs["reason"].set_value("Asks to be taught page by page")
    shown.save()
    qtbot.waitUntil(lambda: any(one.key == "u:training" for one in lines(window, "fair")))
    line = next(one for one in lines(window, "fair") if one.key == "u:training")
    qtbot.mouseClick(line.buttons["name"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.assessment.outcome == "suspend")
    inspector = window.side.inspector
    qtbot.waitUntil(lambda: inspector.fair is not None and "training: 1" in inspector.fair.text())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_register_of_errors_is_searched_entered_and_confirmed_by_keys(
    window: MainWindow, qtbot: QtBot, language: str
) -> None:
    set_language(language)
    open_ticket(window, qtbot, SLOW)
    window.acts.desk.open_tool("errors")
    listed = next(one for one in window.findChildren(ErrorList) if one.isVisible())
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert listed.empty is not None
    assert listed.empty.isVisible()
    assert listed.empty.title.text() == say("known.nothing")
    assert "14.2" in listed.empty.text.text()
    assert listed.empty.button.text() == say("known.new")
    qtbot.keyClick(listed.new, Qt.Key.Key_Space)
    shown = form(window, qtbot)
    shown.inputs["code"].set_value("ERR-12")
    shown.inputs["title"].set_value("Orders are lost")
    shown.save()
    qtbot.waitUntil(lambda: "ERR-12" in [one.code for one in listed.errors])
    qtbot.waitUntil(lambda: not any(isinstance(one, EntryForm) for one in window.findChildren(EntryForm)))
    listed.search.setText("nothing like it")
    qtbot.waitUntil(lambda: listed.errors == () and window.runner.busy == 0)
    assert listed.empty.title.text() == say("known.none")
    qtbot.mouseClick(listed.empty.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(listed.errors) == 1 and window.runner.busy == 0)
    listed.search.setText("lost")
    qtbot.waitUntil(lambda: len(listed.errors) == 1 and window.runner.busy == 0)
    listed.list.take()
    shown = form(window, qtbot)
    shown.inputs["c1"].set_value(True)
    shown.inputs["c8"].set_value(False)
    shown.inputs["excluded"].set_value(("server",))
    shown.save()
    qtbot.waitUntil(lambda: dict(listed.errors[0].conditions)["c8"] is False and window.runner.busy == 0)
    assert listed.errors[0].excluded == ("server",)
    qtbot.waitUntil(lambda: not any(isinstance(one, EntryForm) for one in window.findChildren(EntryForm)))
    listed.list.take()
    shown = form(window, qtbot)
    assert window.desk.actor.name in shown.rows["c1"].note.text()
    shown.inputs["status"].set_value("confirmed")
    shown.save()  # refused: eight conditions do not hold
    qtbot.waitUntil(lambda: "14.2.8" in shown.rows["status"].note.text() or "14.2.8" in shown.problem.text())
    for name in confirmed_errors.CONDITIONS:
        shown.inputs[name].set_value(True)
    for name, value in (("excluded", ()), ("here", True)):
        shown.inputs[name].set_value(value)
    shown.save()
    qtbot.waitUntil(lambda: [(one.status, one.tickets) for one in listed.errors] == [("confirmed", 1)])
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    listed.close()


def test_customers_are_told_of_the_version_from_their_list_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    window.acts.desk.open_tool("tell")
    listed = next(one for one in window.findChildren(TellingList) if one.isVisible())
    qtbot.waitUntil(lambda: len(listed.waiting) > 3 and window.runner.busy == 0)
    before = len(listed.waiting)
    with_request = next(one for one in listed.waiting if one.first_use_at is not None)
    listed.open_row(str(with_request.customer_id))
    qtbot.waitUntil(lambda: len(listed.waiting) == before - 1 and window.runner.busy == 0)
    qtbot.keyClick(listed.all, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: all(one.first_use_at is None for one in listed.waiting) and window.runner.busy == 0)
    listed.close()


def test_a_customer_whom_somebody_else_told_leaves_no_other_one_under_enter(window: MainWindow, qtbot: QtBot) -> None:
    window.acts.desk.open_tool("tell")
    listed = next(one for one in window.findChildren(TellingList) if one.isVisible())
    qtbot.waitUntil(lambda: len(listed.waiting) > 3 and window.runner.busy == 0)
    desk, (first, second, *_) = window.desk, listed.waiting
    listed.list.choose(str(second.customer_id))
    telling.tell(desk, second.customer_id, listed.version)
    left = len(listed.waiting) - 1
    for _ in range(2):  # what was left stays so
        listed.renew()
        qtbot.waitUntil(lambda: window.runner.busy == 0)
        assert second not in listed.waiting
        assert listed.list.current() is None
    listed.all.setFocus()
    listed.list.setFocus()  # as a window does that comes back to the front
    qtbot.keyClick(listed.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert len(telling.concerned(desk, listed.version)) == left
    qtbot.keyClick(listed.list, Qt.Key.Key_Down)
    here = listed.list.current()
    assert here is not None
    assert here.id == str(first.customer_id)
    listed.close()


def test_a_list_reads_once_at_a_time_and_once_more_for_all_that_is_wished_meanwhile(qtbot: QtBot) -> None:
    runner, gate, begun, found = Runner(), Event(), list[int](), list[tuple[int, bool]]()

    def reading() -> Callable[[], int]:
        begun.append(len(begun))
        mine = begun[-1]
        return lambda: mine if mine or gate.wait(5) else -1

    reads = OneByOne(runner, runner, reading)
    reads.landed.connect(lambda value, own: found.append((value, own)))
    reads.wish(own=False)
    for own in (False, True, False):
        reads.wish(own=own)
    assert begun == [0]
    gate.set()
    qtbot.waitUntil(lambda: len(found) == 2 and runner.busy == 0)
    assert found == [(0, False), (1, True)]
    runner.close()
