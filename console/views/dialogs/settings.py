"""Settings as one page with sections that can be searched; what is wrong is said at its place.

What is yours counts at once; what is the company's is kept when its field is left, and nothing is preset for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from console.views.dialogs.settings_company import company_rows
from console.views.dialogs.settings_keys import KeysEditor
from console.views.dialogs.settings_own import data_rows, look_rows, sending_rows, speech_rows
from console.views.dialogs.settings_rows import SettingRow
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.kit.layout import column, pane
from console.views.kit.steering import Steering
from console.views.kit.text import SectionHeader, Text
from console.views.look import look as looks
from console.views.look.look import current
from console.views.words import say, say_in

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_WIDTH, _HEIGHT, _LIST = 920, 690, 210


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: its name, icon, and what makes its rows. Other parts of the window may add theirs to SECTIONS.

    One that is `alone` has the page for itself: what scrolls in it does not lie in what scrolls.
    """

    key: str
    icon: str
    rows: Callable[[MainWindow], tuple[SettingRow, ...]]
    alone: bool = False


def _key_rows(window: MainWindow) -> tuple[SettingRow, ...]:
    return (SettingRow("keys_list", KeysEditor(window), below=True),)


SECTIONS: list[Section] = [
    Section(key="look", icon="sun", rows=look_rows),
    Section(key="keys", icon="keyboard", rows=_key_rows, alone=True),
    Section(key="sending", icon="send", rows=sending_rows),
    Section(key="speech", icon="language", rows=speech_rows),
    Section(key="company", icon="home", rows=company_rows),
    Section(key="data", icon="database", rows=data_rows),
]


def apply_look(window: MainWindow, theme: str) -> None:
    """Put a theme in force at once."""
    now = looks.current()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        looks.apply(app, looks.make(theme, zoom=round(now.zoom * 100), density=now.density))
        window.update()


class SettingsDialog(Cover):
    """The page of settings."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("settings.title"), width=_WIDTH, height=_HEIGHT)
        self.add_header(say("settings.title"), say("act.back"), icon="settings", chord="Ctrl+,")
        self.sections: dict[str, tuple[QWidget, tuple[SettingRow, ...]]] = {}
        self.search = SearchField(say("settings.search"), height=34)
        self.list = ChoiceList(say("settings.sections"))
        self.nothing = Text(say("settings.nothing"), "body", "2", wrap=True)
        self.nothing.hide()
        self._area, self.pages = QScrollArea(), QStackedWidget()
        self._found = {one.key for one in SECTIONS}
        self._build(window)
        self.search.textChanged.connect(self._find)
        Steering(self.search, self.list)
        self.list.chosen.connect(self.show_section)
        self.search.setFocus()

    def _build(self, window: MainWindow) -> None:
        look = current()
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(look.px(24), look.px(8), look.px(24), look.px(24))
        page.setSpacing(look.px(14))
        page.addWidget(self.nothing)
        self.pages.addWidget(self._area)
        for section in SECTIONS:
            box = self._section(section, window)
            if section.alone:
                self.pages.addWidget(box)
                box.setContentsMargins(look.px(24), look.px(8), look.px(24), look.px(14))
            else:
                page.addWidget(box)
        page.addStretch(1)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self._area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        side = column(self.search, self.list, spacing=10, margins=(12, 14, 12, 12))
        side.setStretchFactor(self.list, 1)
        left = pane(side)
        left.setFixedWidth(look.px(_LIST))
        whole = QHBoxLayout()
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addWidget(self.pages, 1)
        self.body.addLayout(whole, 1)
        self.add_footer(Text(say("settings.text"), "small", "3"), back=say("act.done"))
        self._fill_list()

    def _section(self, section: Section, window: MainWindow) -> QWidget:
        look = current()
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, look.px(6), 0, 0)
        layout.setSpacing(look.px(10))
        layout.addWidget(SectionHeader(say(f"settings.section_{section.key}")))
        rows = section.rows(window)
        for one in rows:
            layout.addWidget(one)
        self.sections[section.key] = (box, rows)
        return box

    def _fill_list(self) -> None:
        shown = [one for one in SECTIONS if one.key in self._found]
        here = self.list.current()
        rows = [Choice(id=one.key, title=say(f"settings.section_{one.key}"), icon=one.icon) for one in shown]
        self.list.blockSignals(True)
        self.list.set_choices(rows, at="" if here is None else here.id)
        self.list.blockSignals(False)

    def show_section(self, key: str) -> None:
        """Bring a section into sight."""
        box = self.sections[key][0]
        if self.pages.indexOf(box) >= 0:
            self.pages.setCurrentWidget(box)
            return
        self.pages.setCurrentWidget(self._area)
        self._area.verticalScrollBar().setValue(box.y())

    def _find(self, text: str) -> None:
        """Show only what fits: a row by its words in either language, a section by its name with all its rows."""
        wanted = text.strip().casefold()
        self._found = set()
        for key, (box, rows) in self.sections.items():
            names = " ".join(say_in(language, f"settings.section_{key}") for language in ("en", "ru")).casefold()
            whole = not wanted or wanted in names
            found = [whole or one.fits(wanted) for one in rows]
            for one, fits in zip(rows, found, strict=True):
                one.setVisible(fits)
            self._found |= {key} if any(found) else set()
            if self.pages.indexOf(box) < 0:
                box.setVisible(any(found))
        self.nothing.setVisible(not self._found)
        self._fill_list()
        here = self.list.current()
        if here is None or here.id not in self._found:
            self.pages.setCurrentWidget(self._area)
        else:
            self.show_section(here.id)
