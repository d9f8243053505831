"""An import in the window: looked at, asked about, watched, left to itself, stopped, and read afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from console.records.intake import Account, Fate, IntakeLine, IntakeProgress
from console.services.desk import Desk
from console.services.intake.preview import preview_paths
from console.services.intake.run import import_paths
from console.store import check, tables
from console.views.acts.importing import Import
from console.views.dialogs import importing
from console.views.main_window import MainWindow
from console.views.words import say, say_count
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import NOW

MANY = 1_800
OWN = "marek@kestrel-change.example"


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(60)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(20)


def mails(number: int) -> list[bytes]:
    return [
        raw_mail(str(one), sender=OWN, subject=f"Letter {one}", body="How do I set the rate?", at=NOW)
        for one in range(number)
    ]


def mailbox(path: Path, number: int) -> Path:
    path.write_bytes(b"".join(b"From a Mon Nov 23 10:00:00 2026\n" + one + b"\n\n" for one in mails(number)))
    return path


def dialog_of(window: MainWindow) -> importing.ImportDialog:
    window.acts.desk.open_tool("import")
    return next(one for one in window.findChildren(importing.ImportDialog) if one.isVisible())


def count(desk: Desk) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.messages.messages)).scalar_one())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write(tmp_path / "in", *mails(3), b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n!!!\n")
    (folder / "notes.pdf").write_bytes(b"%PDF-1.4")
    chat = [
        {"id": 1, "type": "message", "date_unixtime": "1700000000", "from": "Ann", "from_id": "user9", "text": "Help?"}
    ]
    export = {"name": "Ann", "type": "personal_chat", "id": 5, "messages": chat}
    (folder / "result.json").write_text(json.dumps(export))
    mailbox(folder / "a.mbox", 2)
    return folder


def test_what_was_chosen_is_told_before_anything_is_written(folder: Path) -> None:
    found = preview_paths([folder])
    kinds = {Path(one.path).name: (one.kind, one.messages) for one in found.files}
    assert kinds == {
        "0000.eml": ("mail", 1),
        "0001.eml": ("mail", 1),
        "0002.eml": ("mail", 1),
        "0003.eml": ("mail", 1),
        "a.mbox": ("mbox", 2),
        "notes.pdf": ("other", 0),
        "result.json": ("telegram", 1),
    }
    assert (found.number, found.messages, found.other) == (7, 7, 1)
    assert found.first == found.last is not None
    assert preview_paths([folder], go_on=lambda: False).number == 0


def test_history_is_asked_for_and_never_assumed(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    dialog = dialog_of(window)
    dialog.choose((folder,))
    settle(window, qtbot)
    assert not dialog.go.isEnabled()
    dialog.preview.older.click()
    assert not dialog.go.isEnabled()
    dialog.preview.day.setText("yesterday")
    dialog.go.click()
    assert dialog.preview.row.note.text() == say("form.bad_day")
    dialog.preview.day.setText(f"{NOW + timedelta(days=1):%Y-%m-%d}")
    dialog.go.click()
    settle(window, qtbot)
    run = window.acts.importing.run
    assert run is not None
    assert {one.fate for one in run.lines if one.fate is not Fate.FAILED} == {Fate.HISTORY, Fate.DUPLICATE}
    dialog.accept()


def test_whose_account_was_exported_is_told_and_asked_about(window: MainWindow, tmp_path: Path) -> None:
    path, person = tmp_path / "result.json", {"user_id": 70, "first_name": "Dana"}
    path.write_text(json.dumps({"personal_information": person, "chats": {"list": []}}))
    page = (dialog := dialog_of(window)).preview
    page.show_preview(replace(preview_paths([path]), accounts=()), "UTC")
    assert page.ours.isHidden()
    page.show_preview(preview_paths([path]), "UTC")
    assert not page.ours.isHidden()
    (asked,) = page.ours.asked
    assert asked.question.text() == say("import.ours_ask", who="user70 (Dana)")
    page.all_new.click()
    for button, theirs in ((asked.no, {"user70"}), (asked.yes, set())):
        button.click()
        assert (wish := dialog._wish()) is not None
        assert wish.theirs == theirs
    dialog.reject()


def test_each_account_of_an_import_is_asked_about(window: MainWindow, tmp_path: Path) -> None:
    found = preview_paths([tmp_path])
    page = (dialog := dialog_of(window)).preview
    dana, bea = Account(address="user70", name="Dana"), Account(address="user71", name="Bea", handle="@bea")
    page.show_preview(replace(found, accounts=(dana, bea)), "UTC")
    page.all_new.click()
    page.ours.asked[1].no.click()
    page.show_preview(replace(found, accounts=(dana, bea)), "UTC")
    assert (wish := dialog._wish()) is not None
    assert [wish.is_ours(one) for one in (dana, bea)] == [True, False]
    assert not replace(wish, theirs=frozenset({"@bea"})).is_ours(bea)
    assert replace(wish, ours=frozenset({"@bea"})).is_ours(bea)
    dialog.reject()


def test_many_accounts_are_scrolled_and_the_keyboard_reaches_each(window: MainWindow, tmp_path: Path) -> None:
    page = (dialog := dialog_of(window)).preview
    many = tuple(Account(address=f"user{n}", name=f"Person {n}") for n in range(12))
    heights = []
    for number in (1, 2, 12):
        page.show_preview(replace(preview_paths([tmp_path]), accounts=many[:number]), "UTC")
        dialog.pages.setCurrentWidget(page)
        QApplication.processEvents()
        heights.append(page.ours.lines.height())
    assert heights[0] < heights[1] < heights[2] < 5 * heights[0]
    assert page.ours.head.text() == say_count("import.accounts", 12)
    assert page.list.height() > heights[0]
    view = page.ours.lines.viewport()
    page.ours.asked[0].yes.setFocus()
    for one in page.ours.asked:
        assert dialog.focusWidget() is one.yes
        assert view.rect().contains(one.yes.mapTo(view, one.yes.rect().center()))
        QTest.keyClick(one.yes, Qt.Key.Key_Tab)
    dialog.reject()


def test_a_file_without_messages_is_no_failure_while_an_import_runs(window: MainWindow) -> None:
    """Nor is it one in the report."""
    dialog = dialog_of(window)
    counts = {"failed": 3, "added to": 1}
    made = IntakeProgress(messages=4, bytes_done=1, bytes_total=2, counts=counts, file="a")
    dialog.running.show_run(Import(lines=[], progress=made, began=1.0, passed=2))
    told = dialog.running.fates.text()
    assert dialog.running.said.text().startswith("2 messages")
    assert f"{say('fate.failed')}: 1" in told
    assert f"{say('import.passed_over')}: 2" in told
    dialog.running.show_run(Import(lines=[], progress=made, began=1.0, passed=3))
    assert say("fate.failed") not in dialog.running.fates.text()
    failed = IntakeLine(
        file="a", index=0, message_id="", subject="", sender="", fate=Fate.FAILED, reason="empty", ticket=None
    )
    assert failed.is_passed
    assert not replace(failed, reason="no_permission").is_passed
    dialog.reject()


def test_the_report_is_filtered_opened_and_saved(
    window: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    dialog = dialog_of(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    where, none = QPointF(9, 9), Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none))
    settle(window, qtbot)
    dialog.preview.all_new.click()
    dialog.go.click()
    settle(window, qtbot)
    assert dialog.pages.currentWidget() is dialog.report
    run = window.acts.importing.run
    assert run is not None
    lines = run.lines
    assert run.passed == 1
    assert sum(one.fate is Fate.DUPLICATE for one in lines) == 2
    other = next(row for row in dialog.report.list.rows.rows if row.title == "notes.pdf")
    assert (other.tag, other.tone) == ("passed over", "plain")  # as it was told before: it holds no message
    dialog.report._fill("PASSED_OVER")
    assert dialog.report.list.count() == 1
    dialog.report._fill("problems")
    assert dialog.report.list.count() == sum(bool(one.problems) for one in lines) > 0
    damaged = next(one for one in lines if one.file.endswith("0003.eml") and one.problems)
    dialog.lines.save_to(damaged, tmp_path / "kept.eml")
    settle(window, qtbot)
    assert (tmp_path / "kept.eml").read_bytes() == (folder / "0003.eml").read_bytes()
    wanted = next(one for one in lines if one.subject == "Letter 1" and one.ticket)
    dialog.lines.open_ticket(wanted)
    settle(window, qtbot)
    assert not dialog.isVisible()
    assert window.panels is not None
    assert window.panels.detail.row.number == wanted.ticket


def test_the_window_lives_while_an_import_runs_and_other_acts_come_between(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    acts, order = window.acts.importing, []
    dialog = dialog_of(window)
    dialog.choose((mailbox(tmp_path / "many.mbox", MANY),))
    settle(window, qtbot)
    dialog.preview.all_new.click()
    dialog.go.click()
    dialog.reject()
    acts.finished.connect(lambda _: order.append("import"))
    window.write(lambda: "an act", order.append)
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["an act", "import"]
    settle(window, qtbot)
    assert acts.run is not None
    assert acts.run.progress is not None
    assert acts.run.progress.messages == MANY
    again = dialog_of(window)
    assert again.pages.currentWidget() is again.choosing
    again.accept()


def test_an_import_that_is_stopped_keeps_what_is_in_and_goes_on_later(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    desk, path = window.desk, mailbox(tmp_path / "many.mbox", MANY)
    before = count(desk)
    dialog = dialog_of(window)
    dialog.choose((path,))
    settle(window, qtbot)
    dialog.preview.all_new.click()
    dialog.go.click()
    window.acts.importing.progressed.connect(lambda _: dialog.halt.click())
    settle(window, qtbot)
    run = window.acts.importing.run
    assert run is not None
    assert run.stopped
    part = count(desk) - before
    assert 0 < part < MANY
    assert dialog.report.head.text().startswith(say("import.stopped"))
    assert sum(1 for one in import_paths(desk, [path]) if one.fate is Fate.NEW_REQUEST) == MANY - part
    with desk.store.read() as connection:
        assert check.check(connection) == ()
    dialog.accept()


def test_a_window_closed_in_the_middle_loses_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    desk, path = window.desk, mailbox(tmp_path / "many.mbox", MANY)
    before = count(desk)
    dialog = dialog_of(window)
    dialog.choose((path,))
    settle(window, qtbot)
    dialog.preview.all_new.click()
    with qtbot.waitSignal(window.acts.importing.progressed, timeout=60_000):
        dialog.go.click()
    dialog.reject()
    window.close()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    part = count(desk) - before
    assert 0 < part < MANY
    list(import_paths(desk, [path]))
    assert count(desk) - before == MANY
