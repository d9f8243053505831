"""Keeping letters and taking them out of use, beside the window's own lane; what came of it is told by signals."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from console.faults import Fault
from console.services import letterbook
from console.services.desk import Desk
from console.services.letterbook import Wish
from console.services.letters import Letter
from console.views.words import language

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

Place = tuple[str, str, str]  # scope, code and language of a letter


class LetterKeeping(QObject):
    """Writes letters. `done` carries place, code and version; `failed` words.

    `changed` carries the place of a letter that was not kept, once what others kept is read.
    """

    done = Signal(object, str, int)
    failed = Signal(str)
    changed = Signal(object)
    listed = Signal(object)

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window

    def keep(self, wish: Wish, place: Place) -> None:
        """Keep a letter as its next version."""
        desk = self._window.desk
        self._write(lambda: letterbook.save(desk, wish), wish.code, place)

    def retire(self, letter: Letter) -> None:
        """Take a letter out of use."""
        desk, place = self._window.desk, (letter.scope, letter.code, letter.language)
        self._write(lambda: letterbook.retire(desk, letter), letter.code, place)

    def list_versions(self, code: str, spoken: str) -> None:
        """Read every version of a letter; `listed` carries them."""
        desk = self._window.desk
        call = self._window.runner.read(lambda: letterbook.versions(desk, code, spoken))
        call.landed.connect(self.listed)
        call.failed.connect(self._say)

    def _write(self, act: Any, code: str, place: Place) -> None:
        desk = self._window.desk
        call = self._window.runner.write(lambda: (act(), desk.refreshed()))

        def landed(answer: tuple[int, Desk]) -> None:
            version, fresh = answer
            self._take(fresh)
            self.done.emit(place, code, version)

        call.landed.connect(landed)
        call.failed.connect(partial(self._failed, place))

    def _say(self, fault: Fault) -> None:
        self.failed.emit(fault.sentence(language()))

    def _failed(self, place: Place, fault: Fault) -> None:
        self._say(fault)
        self._window.runner.read(self._window.desk.refreshed).landed.connect(partial(self._refreshed, place))

    def _refreshed(self, place: Place, fresh: Desk) -> None:
        """Go on from what somebody else kept of this letter; of any other one it is told where it is kept."""
        self._take(fresh)
        self.changed.emit(place)

    def _take(self, fresh: Desk) -> None:
        self._window.desk = replace(self._window.desk, letters=fresh.letters)
