"""The list of what was not taken in, from the page of imports: shown as text, saved, tried once more by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.channels.untrusted import process
from console.services import registry
from console.services.intake.run import import_paths
from console.views.dialogs.importing import ImportDialog
from console.views.dialogs.kept_back import KeptBackList, KeptBackPage
from console.views.main_window import MainWindow
from console.views.words import say

MAIL = b"From: a@one.example\nSubject: <b>Large</b>\nMessage-ID: <l@one.example>\n\nHow do I add <i>a</i> currency?\n"
OURS = b"From: us@harbor.example\nTo: bea@two.example\nSubject: A notice\nMessage-ID: <n@one.example>\n\nWe move.\n"


def test_what_was_not_taken_in_is_read_saved_and_tried_again(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    mail = tmp_path / "large.eml"
    mail.write_bytes(MAIL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_MAIL_BYTES", len(MAIL) - 1)
        assert [line.reason for line in import_paths(window.desk, [mail])] == ["memory"]
    window.acts.desk.open_tool("import")
    (dialog,) = window.findChildren(ImportDialog)
    dialog.kept.click()
    (listed,) = dialog.findChildren(KeptBackList)
    qtbot.waitUntil(lambda: listed.list.count() == 1)
    assert "too large to be read safely" in listed.list.current().sentence  # type: ignore[union-attr]  # there is one
    qtbot.keyClick(listed.list, Qt.Key.Key_Return)
    (page,) = listed.findChildren(KeptBackPage)
    qtbot.waitUntil(lambda: "<i>a</i>" in page.text.toPlainText())
    page.save_to(tmp_path / "saved.eml")
    qtbot.waitUntil(lambda: "saved.eml" in page.told.text())
    assert (tmp_path / "saved.eml").read_bytes() == MAIL
    qtbot.keyClick(page.again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.told.text().startswith(say("fate.new_request")))
    qtbot.waitUntil(lambda: listed.list.count() == 0 and window.runner.busy == 0)
    assert listed.empty is not None
    assert listed.empty.isVisibleTo(listed)
    page.reject()
    listed.reject()
    dialog.reject()


def test_mails_of_ours_stand_below_and_are_only_read(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.acts.desk.open_tool("kept_back")
    (listed,) = window.findChildren(KeptBackList)
    qtbot.waitUntil(lambda: listed.empty is not None and listed.empty.isVisibleTo(listed))
    assert listed.empty is not None
    assert listed.empty.text.text() == say("kept_back.none_text")
    registry.add_channel(window.desk, kind="email", address="us@harbor.example", official=True)
    (tmp_path / "sent.eml").write_bytes(OURS)
    assert [line.reason for line in import_paths(window.desk, [tmp_path / "sent.eml"])] == ["ours"]
    listed.read()
    qtbot.waitUntil(lambda: listed.list.count() == 1)
    assert listed.empty.isHidden()
    qtbot.keyClick(listed.list, Qt.Key.Key_Home)
    current = listed.list.current()
    assert current is not None
    assert say("kept_back.unanswered_to", who="bea@two.example") in current.sentence
    qtbot.keyClick(listed.list, Qt.Key.Key_Return)
    (page,) = listed.findChildren(KeptBackPage)
    qtbot.waitUntil(lambda: "We move." in page.text.toPlainText())
    assert page.again.isHidden()
    page.reject()
    listed.reject()
