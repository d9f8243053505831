"""What the file proves, told on a card: who sealed it, what was looked at; and a key that is believed from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from console.archive import layout
from console.archive.layout import NotWhole
from console.services.archives import keys
from console.services.archives.opening import OpenArchive, open_archive
from console.views.archive.menus import open_list, open_ticket
from console.views.archive.narrowing import NarrowCard
from console.views.archive.opening import RefusedPage
from console.views.archive.seal_card import SealCard
from console.views.archive.strip import told_of
from console.views.archive.window import ArchiveWindow
from console.views.review.forms import sign_form
from console.views.speaking import speak
from console.views.words import set_zone
from console.work.runner import Runner
from tests.archive.conftest import LEAD
from tests.views.review.conftest import archive_file, decided_demo, home
from tests.views.windows import at_work

__all__ = ["archive_file", "decided_demo", "home"]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", "grabbing the keyboard")


@pytest.fixture
def strange(archive_file: Path, home: Path) -> Iterator[OpenArchive]:
    """An archive whose key nobody here knows."""
    made = open_archive(archive_file, lambda _done, _total: True)
    yield made
    made.close()


@pytest.fixture
def window(strange: OpenArchive, dressed: QApplication, qtbot: QtBot) -> Iterator[ArchiveWindow]:
    set_zone("UTC")
    with at_work(ArchiveWindow(strange, Runner()), qtbot) as made:
        yield made


def settle(window: ArchiveWindow, qtbot: QtBot) -> None:
    qtbot.wait(50)
    qtbot.waitUntil(lambda: window.runner.busy == 0, timeout=20_000)


def press(window: QWidget, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(window.focusWidget() or window, key, held)


def card_of(window: ArchiveWindow, qtbot: QtBot, kind: type[QWidget]) -> QWidget:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)), timeout=8_000)
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_a_key_is_compared_and_believed_from_the_window(window: ArchiveWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    assert window.strip.seal.accessibleName() == "Signed by an unknown key"
    press(window, qtbot, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    card = card_of(window, qtbot, SealCard)
    assert isinstance(card, SealCard)
    assert LEAD.key_id in card.told()
    assert window.opened.seal.content_sha256 in card.told()
    assert card.focusWidget() is card.believe.open
    assert "before the key is believed" in card.shows.text()
    card.believe.open.click()
    card.believe.name.clear()
    card.believe.act.click()
    assert card.believe.name_row.field.property("bad") == "true"
    assert keys.trusted() == ()
    qtbot.keyClicks(card.believe.name, "lea@desk.example")
    qtbot.keyClick(card.believe.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.opened.seal.signature == "good")
    assert [one.public for one in keys.trusted()] == [LEAD.public]
    assert not card.believe.isVisible()
    assert card.shows.text().startswith("It shows who sealed the file")
    assert window.strip.seal.accessibleName() == "Signature matches"
    assert "lea@desk.example" in card.signature.detail.text()
    card.verify.click()
    qtbot.waitUntil(lambda: card.proof.title.text() == "The archive is whole.", timeout=30_000)
    assert window.strip.seal.accessibleName() == "Signature and SHA-512 match"
    assert "The archive is whole." in card.told()
    card.reject()


def test_the_list_and_the_ticket_have_their_menus(window: ArchiveWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    for opened, wanted in (
        (open_list(window), {"list_save", "list_pdf", "list_print", "review_replay", "rehearsal", "review_agree"}),
        (open_ticket(window), {"decision_pdf", "save_pdf", "save_mails", "save_markdown", "print", "copy_ticket"}),
    ):
        offered = {one.objectName(): one for one in opened.actions()}
        assert wanted <= set(offered)
        assert all(one.isEnabled() for name, one in offered.items() if name)
        assert opened.activeAction() is not None
        opened.close()
    assert window.list_more.isVisible()
    assert window.ticket_more.isVisible()


def test_a_narrow_window_narrows_its_list_on_a_card(window: ArchiveWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    assert not window.narrow.isVisible()
    window.resize(1000, 720)
    qtbot.waitUntil(window.narrow.isVisible)
    press(window, qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    card = card_of(window, qtbot, NarrowCard)
    assert isinstance(card, NarrowCard)
    first = card.focusWidget()
    assert first is card.facets.rows["tier", "question"]
    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "tier:question" in window.queue.field.text())
    settle(window, qtbot)
    qtbot.waitUntil(card.facets.rows["tier", "question"].isChecked)
    assert window.facets.rows["tier", "question"].isChecked()
    card.reject()


def test_the_key_that_signs_is_chosen_beside_its_path(
    window: ArchiveWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The form is as high as the fields that are shown."""
    settle(window, qtbot)
    form = sign_form(window, (("", "none"), ("other", "another file")))
    form.open()
    low = form.card.height()
    assert not form.rows["path"].isVisible()
    form.inputs["key"].set_value("other")
    assert form.rows["path"].isVisible()
    assert form.card.height() > low
    wanted = str(tmp_path / "lead.key")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (wanted, ""))
    helper = form.inputs["path"].helper
    assert helper is not None
    qtbot.keyClick(helper, Qt.Key.Key_Space)
    assert form.inputs["path"].value() == wanted
    form.reject()
    form.reject()  # what was typed is not lost by one


@pytest.mark.parametrize(("language", "words"), [("en", "newer than this program"), ("ru", "новее этой программы")])
def test_a_newer_minor_is_told_where_it_is_seen(
    strange: OpenArchive, dressed: QApplication, language: str, words: str
) -> None:
    object.__setattr__(strange.seal, "newer_minor", True)
    object.__setattr__(strange.seal, "number", "1.7")
    speak(dressed, language)
    assert "1.7" in told_of(strange)
    assert words in told_of(strange)
    speak(dressed, "en")


def test_a_place_without_a_name_is_not_told_as_one(dressed: QApplication, qtbot: QtBot) -> None:
    cut, changed = NotWhole("truncated", "", "cut"), NotWhole("altered", layout.DATABASE, "hash")
    for fault, wanted in ((cut, "The file ends before it should."), (changed, f"Where: {layout.DATABASE}.")):
        page = RefusedPage("a.tkz", fault)
        qtbot.addWidget(page)
        assert wanted in page.told.text.text()
        assert "–" not in page.told.text.text()
