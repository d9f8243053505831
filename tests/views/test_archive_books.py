"""The desk's archives in the window: plans set with a reason, what was made, proving again, replacing a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.archive import locking
from console.faults import NotFound
from console.query import parse
from console.services.archives import book, conditions, making, plans
from console.views.archive import choosing
from console.views.archive.books import ArchiveBooks
from console.views.archive.unlocking import UnlockCard
from console.views.archive.writing import WritingScreen
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import set_language
from console.work.backing import DueArchives
from tests.views.conftest import Clock
from tests.views.test_window import dialog, settle

_LONG = 60_000


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def made(window: MainWindow, target: Path, **how: Any) -> None:
    making.make(window.desk, parse("tier:critical").query, target, heard=lambda _: True, **how)


def opened(window: MainWindow, qtbot: QtBot) -> ArchiveBooks:
    window.acts.desk.open_tool("archives")
    found = dialog(window, ArchiveBooks)
    assert isinstance(found, ArchiveBooks)
    settle(window, qtbot)
    return found


def form_of(window: MainWindow, books: ArchiveBooks) -> EntryForm:
    found = books.findChildren(EntryForm) or window.findChildren(EntryForm)
    return found[-1]


def test_what_was_made_is_listed_proven_again_and_shown_in_its_folder(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = opened(window, qtbot)
    assert books.empty is not None
    assert books.empty.isVisible()
    assert books.new.hasFocus()
    made(window, tmp_path / "critical.tkz")
    set_language("ru")
    books.read()
    settle(window, qtbot)
    assert not books.empty.isVisible()
    assert "ур:критический" in books.list.rows.rows[-1].detail
    set_language("en")
    books.read()
    settle(window, qtbot)
    (key,) = books.made
    books.list.choose(key)
    assert "critical.tkz" in books.detail.text()
    assert "not signed" in books.detail.text()
    books.verify.click()
    qtbot.waitUntil(lambda: book.entries(window.desk)[0].state == "checked", timeout=_LONG)
    settle(window, qtbot)
    row = books.list.current()
    assert row is not None
    assert row.tag == "proven whole"
    assert "whole" in window.toast.accessibleName()
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url) is None)
    books.place.click()
    assert [one.toLocalFile() for one in shown] == [str(tmp_path)]
    (tmp_path / "critical.tkz").unlink()
    books.read()
    settle(window, qtbot)
    assert books.verify.isHidden()
    assert "not there" in books.detail.text()


def asked_by(books: ArchiveBooks, qtbot: QtBot) -> UnlockCard:
    """Return the question that is shown once the work behind it has ended."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in books.findChildren(UnlockCard)), timeout=_LONG)
    return next(one for one in books.findChildren(UnlockCard) if one.isVisible())


def test_one_under_lock_is_proven_by_the_key_that_it_asks_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, own_private_place: Path
) -> None:
    own = pyrage.x25519.Identity.generate()
    made(window, tmp_path / "critical.tkz.age", lock=locking.lock_of([str(own.to_public())]))
    for name, key in (("other", pyrage.x25519.Identity.generate()), ("own", own)):
        (tmp_path / name).write_text(str(key))
    books = opened(window, qtbot)
    books.list.choose(next(iter(books.made)))
    books.verify.click()
    asked_by(books, qtbot).reject()
    assert books.verify.isEnabled()
    assert [one.state for one in book.entries(window.desk)] == ["written"]
    books.verify.click()
    for name, said in (("other", ""), ("own", "None of these keys opens")):
        card = asked_by(books, qtbot)
        assert card.page.field.accessibleDescription().startswith(said or "It is not kept")
        card.page.field.setText(str(tmp_path / name))
        qtbot.keyClick(card.page.field, Qt.Key.Key_Return)
        assert not card.isVisible()
    qtbot.waitUntil(lambda: book.entries(window.desk)[0].state == "checked", timeout=_LONG)
    settle(window, qtbot)
    assert "whole" in window.toast.accessibleName()
    assert list(own_private_place.iterdir()) == []


def test_a_plan_says_for_whom_it_locks_and_what_it_leaves_out(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    books, key = opened(window, qtbot), str(pyrage.x25519.Identity.generate().to_public())
    books.new.click()
    form = form_of(window, books)
    for name, value in (("name", "Court"), ("folder", str(tmp_path)), ("reason", "the court asked")):
        form.inputs[name].set_value(value)
    for name, wrong, right in (
        ("recipients", "nobody.pub", f"{key}\n\n"),
        ("leave_out", "ann@one.example", "person:ann@one.example\n attachments "),
        ("why", "", "a request under the law"),
    ):
        form.inputs[name].set_value(wrong)
        form.save()
        settle(window, qtbot)
        assert plans.plans(window.desk) == ()
        assert form.rows[name].note.text()
        form.inputs[name].set_value(right)
    form.save()
    settle(window, qtbot)
    one = plans.plan(window.desk, "Court")
    assert conditions.of(one).recipients == (key,)
    assert conditions.of(one).leave_out == ("person:ann@one.example", "attachments")
    settle(window, qtbot)
    books.list.choose(next(iter(books.plans)))
    assert "locked for 1 key; something is left out" in books.detail.text()
    books.change.click()
    again = form_of(window, books)
    assert again.inputs["recipients"].value() == key
    again.inputs["recipients"].set_value("")
    again.inputs["reason"].set_value("open now")
    again.save()
    settle(window, qtbot)
    assert conditions.of(plans.plan(window.desk, "Court")).recipients == ()


def test_a_lead_sets_a_plan_pauses_it_and_takes_it_up_again(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    books = opened(window, qtbot)
    assert not books.new.isHidden()
    books.new.click()
    form = form_of(window, books)
    form.inputs["name"].set_value("Nightly")
    form.inputs["folder"].set_value("not absolute")
    form.inputs["reason"].set_value("for the auditor")
    form.save()
    settle(window, qtbot)
    assert plans.plans(window.desk) == ()
    assert form.rows["folder"].note.text()
    form.inputs["folder"].set_value(str(tmp_path))
    form.inputs["at"].set_value("25:00")
    form.save()
    settle(window, qtbot)
    assert form.rows["at"].note.text()
    form.inputs["at"].set_value("03:30")
    form.save()
    settle(window, qtbot)
    (one,) = plans.plans(window.desk)
    assert (one.name, one.at, one.every, one.folder, one.reason) == (
        "Nightly",
        "03:30",
        "week",
        str(tmp_path),
        "for the auditor",
    )
    settle(window, qtbot)
    books.list.choose(next(iter(books.plans)))
    for active in (False, True):
        books.pause.click()
        asked = form_of(window, books)
        asked.inputs["reason"].set_value("because")
        asked.save()
        settle(window, qtbot)
        assert plans.plans(window.desk)[0].active is active
        settle(window, qtbot)


def test_a_plan_is_renamed_in_its_form_and_a_colleagues_change_of_it_is_asked_about(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = window.desk
    for name in ("Day", "Night"):
        wanted = plans.Planned(name=name, query="", folder=str(tmp_path), when=plans.when_of("month 1 02:00"))
        plans.set_plan(desk, wanted, reason="x")
    plans.pause(desk, plans.plan(desk, "Day"), reason="x")
    known = plans.plan(desk, "Day")
    books = opened(window, qtbot)

    def filled(**values: Any) -> EntryForm:
        form = form_of(window, books)
        for field, value in ({"reason": "because"} | values).items():
            form.inputs[field].set_value(value)
        form.save()
        settle(window, qtbot)
        return form

    books.new.click()
    form = filled(name="Night")
    assert "a plan named Night already" in form.rows["name"].note.text()
    form.reject()
    form.reject()
    settle(window, qtbot)
    books.list.choose(next(iter(books.plans)))
    books.change.click()
    often, keep = plans.when_of("month 7 02:00"), 3
    theirs = plans.Planned(name="Day", query="", folder=str(tmp_path), when=often, keep=keep)
    plans.set_plan(desk, theirs, reason="a colleague's", known=plans.seen(known))
    form = filled(name="Weekly", keep=12)
    assert "to “month 7”. Yours is “Monthly: the 1st”" in form.conflict_words.text()
    assert (plans.by_key(desk, known.id).name, form.inputs["name"].value()) == ("Day", "Weekly")
    form.theirs.click()
    settle(window, qtbot)
    assert "to “3”. Yours is “the newest 12 files stay”" in form.conflict_words.text()
    form.mine.click()
    settle(window, qtbot)
    stands = plans.by_key(desk, known.id)
    assert (stands.name, plans.when(stands), stands.keep) == ("Weekly", often, 12)
    assert (stands.active, stands.next_at, len(plans.plans(desk))) == (False, None, 2)


def looked(chore: DueArchives, window: MainWindow, qtbot: QtBot) -> None:
    """Let it look, which it does only where nobody is at work, and wait until it has done what is due."""

    def begun() -> bool:
        chore.look()
        return chore._at_work

    qtbot.waitUntil(begun)
    qtbot.waitUntil(lambda: not chore._at_work and window.runner.busy == 0, timeout=_LONG)


def test_what_is_due_is_made_beside_the_work_and_a_failure_is_told_once(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    wanted = plans.Planned(name="Day", query="tier:critical", folder=str(tmp_path), when=plans.when_of("day 02:00"))
    plans.set_plan(window.desk, wanted, reason="x")
    clock.forward(days=1)
    chore = DueArchives(window.desk, window.runner)
    told: list[Any] = []
    chore.made.connect(told.append)
    looked(chore, window, qtbot)
    assert told
    assert [one.state for one in book.entries(window.desk)] == ["checked"]
    assert len(list(tmp_path.glob("Day-*.tkz"))) == 1
    wanted = plans.Planned(name="Day", query="subject:nonsense", folder=str(tmp_path), when=plans.when_of("day 02:00"))
    plans.set_plan(window.desk, wanted, reason="x", known=plans.seen(plans.plan(window.desk, "Day")))
    clock.forward(days=1)
    chore.failed.connect(told.append)
    for _ in range(2):
        looked(chore, window, qtbot)
        clock.forward(days=1)
    assert [one.code for one in told[1:]] == ["plan_failed"]
    chore.stop()


def test_a_file_that_the_dialog_asked_about_is_replaced_by_the_whole_new_one(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "old.tkz"
    target.write_text("an old one")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    choosing.export_archive(window)
    window.findChildren(WritingScreen)[-1].go.click()
    qtbot.waitUntil(lambda: window.runner.busy == 0, timeout=_LONG)
    assert target.read_bytes().startswith(b"PK")
    assert [one.state for one in book.entries(window.desk)] == ["written"]
    assert "no signing key at this desk. Make one: clausedesk key make." in window.toast.accessibleName()


def test_why_a_proof_failed_stays_when_others_change_something(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("critical.tkz", "other.tkz"):
        made(window, tmp_path / name)
    books = opened(window, qtbot)
    first, second = books.made
    books.list.choose(first)
    Path(books.made[first].path).unlink()
    books.verify.click()
    settle(window, qtbot)
    told = books.detail.text()
    assert told == NotFound("archive_not_there", file=books.made[first].path).sentence("en")
    books.renew()
    settle(window, qtbot)
    assert books.detail.text() == told
    books.list.choose(second)
    assert Path(books.made[second].path).name in books.detail.text()
    books.list.choose(first)
    assert books.detail.text() != told
