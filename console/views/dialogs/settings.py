"""Settings: how the console looks on this desktop, and what the company decides where the agreement gives no number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSpinBox

from console.faults import Fault
from console.services import company, standing, whose
from console.views.dialogs.frame import Frame
from console.views.look import look as looks
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_DAYS = ("ask_info_close_after_days", "no_response_close_after_days", "reopen_window_days")


def apply_look(window: MainWindow, theme: str) -> None:
    """Put a theme in force at once."""
    now = looks.current()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        looks.apply(app, looks.make(theme, zoom=round(now.zoom * 100), density=now.density))
        window.update()


class SettingsDialog(Frame):
    """One page of settings."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(say("settings.title"), say("settings.text"), say("act.save"), window)
        self._window = window
        chosen = whose.chosen()
        self.theme = self._choice("settings.theme", ("system", "light", "dark", "contrast"), chosen.theme)
        self.speech = self._choice("settings.language", ("en", "ru"), chosen.language or language())
        self.density = self._choice("settings.density", ("compact", "regular", "roomy"), chosen.density)
        self.zoom = QSpinBox()
        self.zoom.setRange(80, 200)
        self.zoom.setSingleStep(10)
        self.zoom.setSuffix(" %")
        self.zoom.setValue(chosen.zoom)
        self.field(say("settings.zoom"), self.zoom)
        self.undo = QSpinBox()
        self.undo.setRange(0, 60)
        self.undo.setSuffix(" s")
        self.undo.setValue(chosen.undo_seconds)
        self.field(say("settings.undo"), self.undo)
        here = window.desk.company
        self.zone = QLineEdit(str(here.get("policy_tz") or ""))
        self.zone.setPlaceholderText(say("settings.not_set"))
        self.field(say("settings.zone"), self.zone)
        self.name = QLineEdit(str(here.get("company_name") or ""))
        self.field(say("settings.company"), self.name)
        self.days: dict[str, QLineEdit] = {}
        for name in _DAYS:
            value = here.get(name)
            edit = QLineEdit("" if value is None else str(value))
            edit.setPlaceholderText(say("settings.not_set"))
            self.days[name] = edit
            self.field(say(f"settings.{name}"), edit)
        self.confirmed.connect(self._save)

    def _choice(self, key: str, names: tuple[str, ...], chosen: str) -> QComboBox:
        box = QComboBox()
        for name in names:
            box.addItem(say(f"choice.{name}"), name)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        self.field(say(key), box)
        return box

    def _save(self) -> None:
        days: dict[str, int | None] = {}
        for name, edit in self.days.items():
            text = edit.text().strip()
            if text and not text.isdigit():
                self.tell(say("settings.whole_number"))
                edit.setFocus()
                return
            days[name] = int(text) if text else None
        chosen = replace(
            whose.chosen(),
            theme=str(self.theme.currentData()),
            language=str(self.speech.currentData()),
            density=str(self.density.currentData()),
            zoom=self.zoom.value(),
            undo_seconds=self.undo.value(),
        )
        whose.keep(chosen)
        desk, zone, name = self._window.desk, self.zone.text().strip(), self.name.text().strip()

        def work() -> Any:
            now = desk.clock()
            if zone:
                company.set_setting(desk.store, desk.actor, "policy_tz", zone, at=now)
            company.set_setting(desk.store, desk.actor, "company_name", name, at=now)
            for setting, value in days.items():
                company.set_setting(desk.store, desk.actor, setting, value, at=now)
            return standing.with_company(desk)

        call = self._window.runner.write(work)
        call.landed.connect(self._saved)
        call.failed.connect(self._failed)

    def _saved(self, desk: Any) -> None:
        fresh = replace(desk, undo_seconds=whose.chosen().undo_seconds)
        self._window.desk = fresh
        self._window.queue.set_desk(fresh)
        self._window.refresh()
        self._window.toast.show_words(say("settings.saved"), seconds=6)
        self.accept()

    def _failed(self, fault: Fault) -> None:
        self.tell(" ".join(fault.words(language())))
