"""The settings that are the company's: kept when their field is left, each by itself. What is empty is not set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QVBoxLayout, QWidget

from console.faults import Fault
from console.records.base import Json
from console.services import beginning, company, standing, whose
from console.services.desk import Desk
from console.views.dialogs.channels import ChannelList
from console.views.dialogs.hours import HoursEditor
from console.views.dialogs.settings_rows import SettingRow
from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.look.look import current
from console.views.words import clock, language, say, set_zone

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_NUMBERS = (
    "ask_info_close_after_days",
    "no_response_close_after_days",
    "reopen_window_days",
    "suspension_review_days",
    "fair_use_window_days",
    "merge_window_minutes",
    "claim_return_minutes",
)
_WIDE, _NARROW = 300, 110
_MOST = 3_650


def company_rows(window: MainWindow) -> tuple[SettingRow, ...]:
    """Return the rows of the company's settings."""
    here = window.desk.company
    name = QLineEdit(str(here.get("company_name") or ""))
    name.setFixedWidth(current().px(_WIDE))
    zone = zone_box(str(here.get("policy_tz") or ""))
    zone.setFixedWidth(current().px(_WIDE))
    version = QLineEdit(str(here.get("min_version") or ""))
    rows = [SettingRow("company", name), SettingRow("zone", zone), SettingRow("hours", _Hours(window), below=True)]
    _Kept(window, rows[0], "company_name", name)
    _KeptZone(window, rows[1], zone)
    rows.append(SettingRow("channels", _Channels(window)))
    rows.append(SettingRow("min_version", version))
    _Kept(window, rows[-1], "min_version", version)
    for key in _NUMBERS:
        value = here.get(key)
        edit = QLineEdit("" if value is None else str(value))
        rows.append(SettingRow(key, edit))
        _Kept(window, rows[-1], key, edit, number=True)
    for one in rows:
        if isinstance(one.control, QLineEdit) and one.control is not name:
            one.control.setFixedWidth(current().px(_NARROW))
            one.control.setPlaceholderText(say("settings.not_set"))
    return tuple(rows)


def zone_box(at: str) -> QComboBox:
    """Return a field that finds zones by any part of their name."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setMaxVisibleItems(12)
    box.addItems(list(beginning.zones()))
    box.setCurrentIndex(-1)
    box.setEditText(at)
    line, completer = box.lineEdit(), box.completer()
    if line is not None:
        line.setPlaceholderText(say("first.zone_example"))
        line.setAccessibleName(say("settings.zone"))
    if completer is not None:
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(9)
        _dress(completer)
    return box


def _dress(completer: QCompleter) -> None:
    """Give the list of what fits the look of the other lists."""
    offered = completer.popup()
    if offered is not None:
        offered.setProperty("offers", "true")
        offered.setItemDelegate(QStyledItemDelegate(offered))  # the completer's own delegate knows no style
        offered.setFont(ink.font("body"))
        offered.setAccessibleName(say("settings.zone"))


class _Keeping(QObject):
    """Keeps one setting and says under it that it is kept, or what is wrong."""

    def __init__(self, window: MainWindow, row: SettingRow) -> None:
        super().__init__(row)
        self.window, self.row = window, row

    def keep(self, work: Any, refused: Callable[[Fault], object]) -> None:
        """Carry the change out on the writer lane; where that fails, `refused` makes another try possible."""
        call = self.window.runner.write(work)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)
        call.failed.connect(refused)

    def _landed(self, desk: Desk) -> None:
        window = self.window
        window.desk = replace(desk, undo_seconds=whose.chosen().undo_seconds, out_folder=window.desk.out_folder)
        window.queue.set_desk(window.desk)
        window.refresh()
        self.row.tell(say("settings.kept", time=clock(window.desk.clock())), "ok")

    def _failed(self, fault: Fault) -> None:
        self.row.tell(fault.sentence(language()))


class _Kept(_Keeping):
    """A text or a number of the company's."""

    def __init__(
        self, window: MainWindow, row: SettingRow, name: str, edit: QLineEdit, *, number: bool = False
    ) -> None:
        super().__init__(window, row)
        self._name, self._edit, self._number = name, edit, number
        self._before = edit.text().strip()
        edit.editingFinished.connect(self._left)

    def _left(self) -> None:
        text = self._edit.text().strip()
        if text == self._before:
            return
        value: Json = text or None
        if self._number and text:
            if not text.isdigit() or not 0 < int(text) <= _MOST:
                self.row.tell(say("settings.whole_number"))
                return
            value = int(text)
        before, self._before = self._before, text
        desk, name = self.window.desk, self._name

        def work() -> Desk:
            company.set_setting(desk.store, desk.actor, name, value, at=desk.clock())
            return desk.refreshed()

        self.keep(work, partial(self._back, before))

    def _back(self, before: str, _fault: Fault) -> None:
        self._before = before  # what is typed is not kept: leaving the field tries again


class _KeptZone(_Keeping):
    """The policy's zone: every period is computed anew when it changes."""

    def __init__(self, window: MainWindow, row: SettingRow, box: QComboBox) -> None:
        super().__init__(window, row)
        self._box = box
        self._before = box.currentText()
        box.activated.connect(self._left)
        line = box.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._left)

    def _left(self) -> None:
        zone = self._box.currentText().strip()
        if zone == self._before:
            return
        if zone not in beginning.zones():
            self.row.tell(say("first.bad_zone" if zone else "first.no_zone", zone=zone))
            return
        before, self._before = self._before, zone
        desk = self.window.desk

        def work() -> Desk:
            company.set_setting(desk.store, desk.actor, "policy_tz", zone, at=desk.clock())
            return standing.with_company(desk)

        self.keep(work, partial(self._back, before))

    def _back(self, before: str, _fault: Fault) -> None:
        self._before = before

    def _landed(self, desk: Desk) -> None:
        set_zone(self._before)
        super()._landed(desk)


class _Hours(QWidget):
    """The weekly hours; they are kept by a button, because they are one version of the working time together."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        schedule = window.desk.company.schedule_at(window.desk.clock())
        self.editor = HoursEditor(dict(schedule.hours) if schedule is not None else {})
        self.save = Button(say("settings.keep_hours"))
        self.save.setEnabled(False)
        self.editor.changed.connect(self._changed)
        self.save.clicked.connect(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(6))
        layout.addWidget(self.editor)
        layout.addWidget(self.save)

    def _changed(self) -> None:
        self.save.setEnabled(True)

    def _save(self) -> None:
        row = self.parentWidget()
        if not isinstance(row, SettingRow):
            return
        problem = self.editor.problem()
        if problem:
            row.tell(problem)
            return
        self.save.setEnabled(False)
        desk, hours = self._window.desk, self.editor.value()
        _Keeping(self._window, row).keep(lambda: beginning.change_hours(desk, hours), self._refused)

    def _refused(self, _fault: Fault) -> None:
        self.save.setEnabled(True)


class _Channels(Button):
    """Opens the list of the company's channels."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(say("settings.channels_open"), icon_name="mail", chord="Alt+W")
        self._window = window
        self.clicked.connect(self._show)

    def _show(self) -> None:
        ChannelList(self._window, over=self.window()).open()
