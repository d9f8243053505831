"""What is asked before an archive is written from the window: the lock, what is left out, and how much that is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.archive.locking import Keys
from console.query import parse
from console.services import showing
from console.services.archives import book, proving
from console.views.archive import choosing
from console.views.archive.writing import WritingScreen
from console.views.main_window import MainWindow
from tests.views.test_names import nameless

PHRASE = "four words of winter"


@pytest.fixture
def screen(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WritingScreen:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.tkz"), ""))
    choosing.export_archive(window)
    return window.findChildren(WritingScreen)[-1]


def test_a_locked_archive_without_a_person_is_written(
    window: MainWindow, screen: WritingScreen, qtbot: QtBot, tmp_path: Path
) -> None:
    row = showing.queue_page(window.desk, parse("").query).rows[0]
    address = showing.detail(window.desk, row.id).contact_address
    assert nameless(screen) == []
    screen.leaving.what.setText(address)
    qtbot.keyClick(screen.leaving.what, Qt.Key.Key_Return)
    assert screen.leaving.words == [f"person:{address}"]
    screen.look_first()
    assert "no reason" in screen.notice.accessibleName()
    screen.leaving.reason.setText("asked for it")
    screen.count.click()
    qtbot.waitUntil(lambda: "place" in screen.counted.text(), timeout=30_000)
    places = int(screen.counted.text().split()[0])
    assert places > 3
    screen.locking.turn("passphrase")
    screen.locking.phrase.setText(PHRASE)
    screen.locking.again.setText("other words altogether")
    screen.go.click()
    assert "differ" in screen.notice.accessibleName()
    screen.locking.again.setText(PHRASE)
    screen.go.click()
    target = tmp_path / "a.tkz.age"
    qtbot.waitUntil(lambda: target.exists() and window.runner.busy == 0, timeout=60_000)
    found = proving.verify(target, (), lambda _d, _t: True, Keys(passphrase=PHRASE))
    assert found.state == "whole"
    assert found.facts is not None
    assert found.facts.left_out is not None
    (entry,) = book.entries(window.desk)
    assert (entry.recipients, f'"places":{places}' in entry.redacted) == ('["passphrase"]', True)
    assert (found.facts.left_out.places, found.facts.left_out.reason) == (places, "asked for it")


def test_what_was_named_can_be_taken_back_and_bad_keys_are_told(screen: WritingScreen) -> None:
    screen.leaving.kind.setCurrentIndex(1)
    screen.leaving.what.setText("glimmerfax")
    screen.leaving.take()
    assert screen.leaving.words == ["text:glimmerfax"]
    place = screen.leaving.list.itemAt(0).widget()
    assert place is not None
    from console.views.kit.buttons import IconButton  # noqa: PLC0415 - here alone

    (away,) = place.findChildren(IconButton)
    assert away.accessibleName() == "Do not leave out: Text: glimmerfax"
    away.click()
    assert screen.leaving.words == []
    screen.look_first()
    assert screen.counted.text() == "Nothing is left out."
    screen.locking.turn("keys")
    screen.go.click()
    assert "no public key" in screen.notice.accessibleName()
    screen.reject()
