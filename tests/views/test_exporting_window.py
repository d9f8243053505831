"""Writing the list that is shown into an archive, from the window, with a way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.services.archives import book, conditions, plans, private_keys, proving, signing
from console.views.archive.books import ArchiveBooks
from console.views.archive.choosing import Exporting, reader_of
from console.views.archive.key_card import KeyCard
from console.views.main_window import MainWindow
from tests.views.conftest import Clock
from tests.views.test_names import nameless
from tests.views.test_window import dialog, settle

PHRASE = "correct horse battery"
_LONG = 60_000


@pytest.fixture
def locked(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A key of the person at the window, in a file; its name."""
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    key = private_keys.make()
    private_keys.keep_in_file(key, PHRASE)
    yield signing.enter_key(window.desk, private_keys.public_of(key))
    private_keys.let_go()


def asked(window: MainWindow, qtbot: QtBot, target: Path) -> KeyCard:
    """Begin an export and return its question."""
    window.queue.show_query("tier:critical")
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    Exporting(window, target).ask()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(KeyCard)), timeout=_LONG)
    return next(one for one in window.findChildren(KeyCard) if one.isVisible())


def written(window: MainWindow, qtbot: QtBot, target: Path) -> str:
    """Return whose key signed an archive, when it is there."""
    qtbot.waitUntil(lambda: target.exists() and window.runner.busy == 0, timeout=_LONG)
    return proving.verify(target, (), lambda _d, _t: True).key_id


def test_the_passphrase_of_a_key_in_a_file_is_asked_once_and_signs_from_then_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, locked: str, caplog: pytest.LogCaptureFixture
) -> None:
    card = asked(window, qtbot, tmp_path / "a.tkz")
    assert nameless(card) == []
    assert card.phrase.hasFocus()
    qtbot.keyClick(card.phrase, Qt.Key.Key_Return)
    assert card.phrase.accessibleDescription() == "Nothing stands here yet."
    qtbot.keyClicks(card.phrase, f"{PHRASE} not")
    qtbot.keyClick(card.phrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not open this key" in card.phrase.accessibleDescription(), timeout=_LONG)
    assert not (tmp_path / "a.tkz").exists()
    card.phrase.setText(PHRASE)
    qtbot.keyClick(card.phrase, Qt.Key.Key_Return)
    assert written(window, qtbot, tmp_path / "a.tkz") == locked
    assert window.findChildren(KeyCard) == []
    Exporting(window, tmp_path / "b.tkz").ask()
    assert written(window, qtbot, tmp_path / "b.tkz") == locked  # and nobody was asked again
    assert PHRASE not in caplog.text


def test_without_a_signature_is_a_choice_of_its_own_and_leaving_writes_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, locked: str
) -> None:
    asked(window, qtbot, tmp_path / "none.tkz").safe.click()
    settle(window, qtbot)
    card = asked(window, qtbot, tmp_path / "plain.tkz")
    card.without.click()
    assert written(window, qtbot, tmp_path / "plain.tkz") == ""
    assert "as was chosen" in window.toast.accessibleName()
    assert [one.unsigned for one in book.entries(window.desk)] == ["asked"]
    assert not (tmp_path / "none.tkz").exists()
    assert signing.standing(window.desk).state == "locked"
    assert signing.standing(window.desk).key_id == locked


def test_a_plan_that_waits_for_a_key_says_so_and_asks_for_its_passphrase(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, locked: str, clock: Clock
) -> None:
    wanted = plans.Planned(
        name="Night",
        query="",
        folder=str(tmp_path),
        when=plans.when_of("day 02:00"),
        conditions=conditions.conditions((), (), "", signed=True),
    )
    plans.set_plan(window.desk, wanted, reason="x")
    clock.forward(days=1)
    window.acts.desk.open_tool("archives")
    books = dialog(window, ArchiveBooks)
    assert isinstance(books, ArchiveBooks)
    settle(window, qtbot)
    books.list.choose(next(iter(books.plans)))
    row = books.list.current()
    assert row is not None
    assert row.tag == "waits for a key"
    assert "none without a signature" in books.detail.text()
    assert "lies in a file" in books.detail.text()
    books.key.click()
    card = next(one for one in books.findChildren(KeyCard) if one.isVisible())
    assert card.without.isHidden()
    card.phrase.setText(PHRASE)
    card.sign.click()
    qtbot.waitUntil(lambda: books.own.state == "ready" and window.runner.busy == 0, timeout=_LONG)
    assert books.own.key_id == locked
    assert books.key.isHidden()
    assert "lies in a file" not in books.detail.text()


def test_the_list_that_is_shown_is_written_beside_the_work(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.queue.show_query("tier:critical")
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    target = tmp_path / "critical.tkz"
    Exporting(window, target).begin()
    qtbot.waitUntil(lambda: target.exists() and window.runner.busy == 0, timeout=20_000)
    found = proving.verify(target, (), lambda _d, _t: True)
    assert found.facts is not None
    assert (found.state, found.facts.query) == ("whole", "tier:critical")
    assert "critical.tkz" in window.toast.accessibleName()
    program, arguments = reader_of(target)
    assert program
    assert arguments[-2:] == ["--archive", str(target)]


def test_an_export_that_nobody_wants_any_more_leaves_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    exporting = Exporting(window, folder / "all.tkz")
    exporting._cancel()
    exporting.begin()
    qtbot.waitUntil(lambda: window.runner.busy == 0, timeout=20_000)
    assert list(folder.iterdir()) == []
