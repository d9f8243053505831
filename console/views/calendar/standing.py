"""What the calendar writes at once: holidays, notices, the team's targets; with a way back where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.services import holidays, notices
from console.services.desk import Desk
from console.services.holidays import Import
from console.views.calendar import forms
from console.views.words import say

if TYPE_CHECKING:
    from console.views.calendar.screen import CalendarScreen


class Standing(QObject):
    """Acts that need no version. `back` is the way back of the last one, where it has one."""

    def __init__(self, screen: CalendarScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self.back: Callable[[], object] | None = None
        self._words = ""

    def act(self, name: str, of: Any) -> None:
        """Bring holidays in, confirm or dismiss them, announce, end a notice, set a target."""
        page, drafting = self._screen.page, self._screen.drafting
        if page is None:
            return
        if name == "bring_in":
            drafting.open(forms.bring_in(page.desk, self._screen.grid.day.year), self._brought)
        elif name == "announce":
            drafting.open(forms.notice(page.desk), self._kept)
        elif name == "target":
            drafting.open(forms.target(page, str(of)), self._kept)
        elif name == "end":
            self._end(page.desk, int(of))
        elif name == "confirm":
            self._confirm(page.desk, of if isinstance(of, tuple) else (of,))
        elif name == "dismiss":
            keys = of if isinstance(of, tuple) else (of,)
            self._write(
                lambda: holidays.dismiss(page.desk, keys),
                say("calendar.dismissed_now"),
                back=lambda: holidays.propose_again(page.desk, keys),
            )

    def _confirm(self, desk: Desk, keys: tuple[int, ...]) -> None:
        if self._screen.drafting.stands:
            self._screen.tell(say("calendar.draft_first"))
            return
        call = self._screen.window_below.runner.write(lambda: holidays.confirm(desk, keys))
        call.landed.connect(self._confirmed)
        call.failed.connect(self._screen.tell_fault)

    def _confirmed(self, desk: Desk) -> None:
        self._screen.shown = None
        self._screen.drafting.follow(desk)
        self._done(say("calendar.confirmed_now"))

    def _end(self, desk: Desk, key: int) -> None:
        page = self._screen.page
        found = None if page is None else next((one for one in page.notices if one.id == key), None)
        if found is not None:
            self._write(
                lambda: notices.end(desk, found),
                say("calendar.ended_now"),
                back=lambda: notices.put_back(desk, found),
            )

    def _brought(self, found: Import, _values: object) -> None:
        words = [say("calendar.imported", new=len(found.new), known=found.known)]
        words += [say("calendar.gone", day=one.day.isoformat(), name=one.name) for one in found.gone]
        if found.new:
            self._screen.go(found.new[0].day)
        self._done(" ".join(words))

    def _kept(self, _result: object, _values: object) -> None:
        self._done(say("calendar.kept"))

    def _write(self, work: Callable[[], object], words: str, *, back: Callable[[], object] | None = None) -> None:
        self.back, self._words = back, words
        call = self._screen.window_below.runner.write(work)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, _result: object) -> None:
        self._done(self._words, back=self.back)

    def _failed(self, fault: Any) -> None:
        self.back = None
        self._screen.tell_fault(fault)

    def _done(self, words: str, *, back: Callable[[], object] | None = None) -> None:
        self.back = back
        self._screen.tell(words)
        self._screen.window_below.refresh()
        self._screen.read()

    def undo(self) -> None:
        """Take the last act back, where it has a way back."""
        back = self.back
        if back is not None:
            self._write(back, say("form.taken_back"))
