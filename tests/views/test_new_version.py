"""A window that stays open over the first day of a new version goes on under it, without being opened anew."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pytestqt.qtbot import QtBot

from console.services import drafting, entering, showing
from console.services.entering import HandEntry
from console.services.standing import with_company
from console.views.main_window import MainWindow
from tests.views.conftest import Clock
from tests.views.test_window import settle

NAME = "2027"


def entered(window: MainWindow, subject: str) -> int:
    """Enter a request as the window's own dialog does, with the desk that the window has."""
    desk = window.desk
    entry = HandEntry(
        subject=subject, text="How is it rounded?", sender_address="greta@nordlys-exchange.example",
        sender_name="Greta", channel_kind="email", received_at=desk.clock(),
    )  # fmt: skip
    return showing.id_of(desk, entering.enter_by_hand(desk, entry))


def test_requests_received_from_the_first_moment_on_are_decided_under_the_new_version(
    window: MainWindow, qtbot: QtBot, clock: Clock
) -> None:
    colleague = window.desk
    seen = drafting.new(colleague, NAME)
    code = min(colleague.agreement.topic_codes)
    edits = ("parameter.free_months=6", f"topic.{code}.en=Another name")
    seen = drafting.edit(colleague, NAME, tuple(drafting.edit_of(one) for one in edits), seen=seen)
    drafting.put_in_force(colleague, NAME, date(2026, 11, 26), seen=seen)
    window.follower._settle_in(with_company(colleague))  # the change was heard of
    before = entered(window, "Before the day")
    old = window.desk.agreement.label

    clock.now = datetime(2026, 11, 25, 20, 59, tzinfo=UTC)  # 23:59 in Moscow
    window.watch.answered.emit()
    settle(window, qtbot)
    assert window.desk.agreement.label == old
    clock.now = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
    window.watch.answered.emit()
    settle(window, qtbot)
    assert window.desk.agreement.label == NAME
    assert "2027" in window.toast.words()
    after = entered(window, "After the day")
    window.watch.answered.emit()
    settle(window, qtbot)
    labels = [showing.panels(window.desk, key).assessment.agreement for key in (before, after)]
    assert labels == [old, NAME]
    window.go_to(after)
    settle(window, qtbot)
    box = next(iter(window.side.decision.topics.rows.values())).box
    assert box.itemText(box.findData(code)) == "Another name"
