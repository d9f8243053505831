"""Making a version of the hours in the calendar: each change with its way back, until it is entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.faults import BadInput
from console.records.schedules import ScheduleRecord
from console.services.desk import Desk
from console.views.calendar import draft, forms
from console.views.calendar.week import WeekForm
from console.views.licenses.entry_form import EntryForm, Form
from console.views.words import moment, say

if TYPE_CHECKING:
    from console.views.calendar.screen import CalendarScreen

_FORMS = {"special": forms.special, "closed": forms.closed, "closure": forms.closure}
ACTS = (*_FORMS, "plain", "week")


class Drafting(QObject):
    """The draft of the calendar. Nothing of it is kept before `enter`."""

    def __init__(self, screen: CalendarScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self.made: draft.Draft | None = None

    @property
    def stands(self) -> bool:
        """Return whether something is drafted."""
        return self.made is not None and bool(self.made.changes)

    def record(self) -> ScheduleRecord | None:
        """Return the hours as they are drafted, or the version that is shown."""
        return self._screen.shown if self.made is None else self.made.record

    def act(self, name: str) -> None:
        """Carry out one of ACTS on the chosen day."""
        record, day = self.record(), self._screen.grid.day
        if record is None:
            return
        if name in _FORMS:
            self.open(_FORMS[name](record, day), self._drafted)
        elif name == "plain":
            self.take(draft.plain, day)
        else:
            week = WeekForm(self._screen, record)
            week.taken.connect(self._week)
            week.open()

    def open(self, form: Form, landed: Callable[[Any, Any], None]) -> None:
        """Open a form over the calendar."""
        opened = EntryForm(self._screen.window_below, form, over=self._screen)
        opened.saved.connect(landed)
        opened.open()

    def take(self, change: Callable[..., ScheduleRecord], *of: object) -> None:
        """Take a change into the draft: a function of the record and of what it is given."""
        self._change(lambda made: made.put(change(made.record, *of)))

    def start_from(self, record: ScheduleRecord) -> None:
        """Take everything of another version."""
        self._change(lambda made: made.start_from(record))

    def _drafted(self, record: ScheduleRecord, _values: object) -> None:
        self._change(lambda made: made.put(record))

    def _week(self, hours: dict[str, tuple[tuple[str, str], ...]], zone: str) -> None:
        self.take(draft.with_week, hours, zone)

    def _change(self, change: Callable[[draft.Draft], None]) -> None:
        shown = self._screen.shown
        if shown is None:
            return
        made = self.made or draft.Draft(shown)
        try:
            change(made)
        except BadInput as fault:
            self._screen.tell_fault(fault)
            return
        self.made = made
        self._screen.tell("")
        self._screen.show_all()

    def undo(self) -> bool:
        """Take the last change back; return whether there was one."""
        made = self.made
        if made is None or not made.undo():
            return False
        self.made = made if made.can_undo else None
        self._screen.show_all()
        return True

    def drop(self) -> None:
        """Forget the draft."""
        self.made = None

    def enter(self) -> None:
        """Ask from when the draft holds and why, and enter it."""
        page = self._screen.page
        if page is not None and self.made is not None and self.stands:
            self.open(forms.version(page.desk, self.made), self._entered)

    def _entered(self, desk: Desk, _values: object) -> None:
        newest = max(desk.company.schedules, key=lambda one: one.id)
        self.made = None
        self._screen.shown = newest
        self.follow(desk)
        words = say("calendar.version_holds", label=newest.version_label, at=moment(newest.valid_from))
        self._screen.tell(words)
        self._screen.read()

    def follow(self, desk: Desk) -> None:
        """Let the window below work by what was entered."""
        window = self._screen.window_below
        window.desk = replace(window.desk, company=desk.company)
        window.queue.set_desk(window.desk)
        window.refresh()
