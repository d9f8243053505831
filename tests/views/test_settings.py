"""The page of settings: searched in both languages, personal ones at once, the company's when a field is left, keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from console import settings
from console.faults import Damaged, Unreachable
from console.records.base import Role
from console.services import company, proving, whose
from console.settings import Settings
from console.views.dialogs.settings import SettingsDialog
from console.views.dialogs.settings_company import _Hours
from console.views.dialogs.settings_keys import KeysEditor
from console.views.dialogs.settings_own import CheckField
from console.views.dialogs.settings_rows import SettingRow
from console.views.kit.segmented import SegmentedControl
from console.views.look.look import current
from console.views.main_window import MainWindow
from tests.views.test_window import dialog, press, settle


@pytest.fixture
def page(window: MainWindow) -> SettingsDialog:
    window.acts.desk.open_tool("settings")
    found = dialog(window, SettingsDialog)
    assert isinstance(found, SettingsDialog)
    return found


def row(page: SettingsDialog, section: str, number: int) -> SettingRow:
    return page.sections[section][1][number]


def shown(page: SettingsDialog) -> list[str]:
    return [one.id for one in page.list.rows.rows]


def test_settings_are_found_by_words_of_either_language(page: SettingsDialog) -> None:
    page.search.setText("пояс")
    assert shown(page) == ["company"]
    visible = [one._key for one in page.sections["company"][1] if not one.isHidden()]
    assert visible == ["zone"]
    page.search.setText("zoom")
    assert shown(page) == ["look"]
    page.search.setText("no such words")
    assert shown(page) == []
    assert not page.nothing.isHidden()
    page.search.setText("")
    assert len(shown(page)) == 6


def test_the_look_changes_at_once_and_is_remembered(page: SettingsDialog, dressed: QApplication) -> None:
    theme = row(page, "look", 0).control
    assert isinstance(theme, SegmentedControl)
    theme.chosen.emit("dark")
    assert current().tokens.name == "dark"
    assert whose.chosen().theme == "dark"
    theme.chosen.emit("system")
    assert whose.chosen().theme == "system"


def test_a_setting_of_the_company_is_kept_when_its_field_is_left(
    page: SettingsDialog, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = next(one for one in page.sections["company"][1] if one._key == "reopen_window_days")
    assert isinstance(one.control, QLineEdit)
    one.control.setText("ten")
    one.control.editingFinished.emit()
    assert "whole number" in one.note.text()
    one.control.setText("10")

    def fails(*_: object, **__: object) -> None:
        raise Unreachable("database_unreachable")

    with monkeypatch.context() as away:
        away.setattr(company, "set_setting", fails)
        one.control.editingFinished.emit()
        settle(window, qtbot)
        assert "Kept" not in one.note.text()
    one.control.editingFinished.emit()  # what was refused is tried again
    settle(window, qtbot)
    assert "Kept" in one.note.text()
    assert window.desk.refreshed().company.get("reopen_window_days") == 10
    one.control.setText("")
    one.control.editingFinished.emit()
    settle(window, qtbot)
    assert window.desk.refreshed().company.get("reopen_window_days") is None


def test_a_zone_that_is_none_is_told_and_not_kept(page: SettingsDialog, window: MainWindow, qtbot: QtBot) -> None:
    one = row(page, "company", 1)
    one.control.setEditText("Atlantis")  # type: ignore[attr-defined]  # a combo box
    one.control.lineEdit().editingFinished.emit()  # type: ignore[attr-defined]  # a combo box
    assert "Atlantis" in one.note.text()
    assert window.desk.company.get("policy_tz") == "Europe/Moscow"


def test_other_hours_are_a_new_version(page: SettingsDialog, window: MainWindow, qtbot: QtBot) -> None:
    (before,) = window.desk.company.schedules
    hours = row(page, "company", 2).control
    assert isinstance(hours, _Hours)
    hours.editor.put({"mon": (("08:00", "12:00"), ("13:00", "17:00"))})
    hours.editor.changed.emit()
    lead, window.desk = window.desk, replace(window.desk, actor=replace(window.desk.actor, role=Role.SPECIALIST))
    hours.save.click()
    settle(window, qtbot)
    window.desk = lead
    assert hours.save.isEnabled(), "what was refused can be tried again"
    hours.save.click()
    settle(window, qtbot)
    _, after = window.desk.refreshed().company.schedules
    assert after.hours == {"mon": (("08:00", "12:00"), ("13:00", "17:00"))}
    assert after.id != before.id


def test_a_command_gets_another_key_and_the_owner_is_told(
    page: SettingsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    editor = row(page, "keys", 0).control
    assert isinstance(editor, KeysEditor)
    editor.list.choose("close")
    catch(editor, 44, "о")  # the place of J, under a Russian layout
    assert "Next ticket" in editor.problem.text()
    catch(editor, 59, "и")  # the place of comma
    qtbot.mouseClick(editor.take, Qt.MouseButton.LeftButton)
    found = window.commands.by_key(",")
    assert found is not None
    assert found.id == "close"
    assert window.commands.by_key("E") is None
    assert whose.chosen().keys == {"close": [","]}
    editor.standard.click()
    back = window.commands.by_key("E")
    assert back is not None
    assert back.id == "close"
    assert whose.chosen().keys == {}


def test_taking_a_key_away_leaves_its_owner_the_others(page: SettingsDialog, window: MainWindow, qtbot: QtBot) -> None:
    editor = row(page, "keys", 0).control
    assert isinstance(editor, KeysEditor)
    editor.list.choose("close")
    catch(editor, 44, "j")
    editor.take.click()
    taken, left = window.commands.by_key("J"), window.commands.by_key("]")
    assert taken is not None
    assert left is not None
    assert (taken.id, left.id) == ("close", "next")
    editor.every.click()


def test_keys_that_change_the_layout_are_refused(page: SettingsDialog) -> None:
    editor = row(page, "keys", 0).control
    assert isinstance(editor, KeysEditor)
    editor._caught("Ctrl+Shift+N")
    assert not editor.take.isEnabled()
    assert "cannot be used" in editor.problem.text()


def test_a_damaged_file_of_settings_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"keys": {"close": 3, "next": ["N", 4]}, "zoom": 900}')
    read = settings.load(tmp_path)
    assert read.keys == {"next": ["N", "4"]}
    assert read.zoom == 200
    settings.save(Settings(keys={"close": ["X"]}), tmp_path)
    assert settings.load(tmp_path).keys == {"close": ["X"]}


@pytest.mark.parametrize(("spoken", "zoom"), [("en", 100), ("ru", 100), ("en", 150), ("ru", 200)])
def test_no_word_of_the_page_is_cut(opened: MainWindow, qapp: QApplication) -> None:
    opened.acts.desk.open_tool("settings")
    found = dialog(opened, SettingsDialog)
    qapp.processEvents()
    for one in (*found.findChildren(QPushButton), *found.findChildren(QLabel)):
        if one.isVisible() and one.text() and not (isinstance(one, QLabel) and one.wordWrap()):
            assert one.width() >= one.minimumSizeHint().width(), one.text()
    found.reject()


def catch(editor: KeysEditor, scan: int, text: str) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, scan, 0, 0, text)
    QApplication.sendEvent(editor.catcher, event)


def test_the_window_follows_the_new_keys(page: SettingsDialog, window: MainWindow, qtbot: QtBot) -> None:
    window.commands.rebind({"unread": ["T"], "take": ["U"]})
    page.reject()
    assert window.panels is not None
    assert window.panels.detail.row.owner is not None
    window.queue.table.setFocus()
    settle(window, qtbot)
    press(window, "T")
    settle(window, qtbot)
    row_ = window.queue.table.current_row()
    assert row_ is not None
    assert row_.unread


def test_whether_the_database_holds_is_said_and_looked_at_now(
    page: SettingsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    check = row(page, "data", 1).control
    assert isinstance(check, CheckField)
    assert check.told.text() == "Not looked at yet."
    check.now.click()
    qtbot.waitUntil(check.now.isEnabled)
    assert check.told.text().endswith("everything holds.")
    assert proving.last(window.desk) is not None
    page.reject()
    window.tell(Damaged("check_found", n=2, first="chain: ticket 7"))
    assert window.whole.broken.isVisible()
    assert "ticket 7" in window.whole.broken.accessibleName()


def test_the_list_of_keys_has_the_page_for_itself(page: SettingsDialog) -> None:
    """What scrolls does not lie in what scrolls; each other section comes into sight on the common page."""
    editor = row(page, "keys", 0).control
    assert isinstance(editor, KeysEditor)
    page.list.choose("keys")
    assert editor.isVisible()
    assert not any(isinstance(one, QScrollArea) and one.isAncestorOf(editor) for one in page.findChildren(QScrollArea))
    page.list.choose("data")
    assert not editor.isVisible()
    assert page.sections["data"][0].isVisible()
    page.search.setText("change keys")
    assert editor.isVisible()
    page.search.setText("no setting is called so")
    assert not editor.isVisible()
    assert page.nothing.isVisible()
