"""Two lists over the window: pauses to look at again, and the paid services of the company. Enter opens the form."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.faults import Bug, Fault
from console.records.matters import PauseRecord, ServiceRecord
from console.services import paid_services, suspending
from console.services.desk import Desk
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.states import EmptyState, ErrorState
from console.views.kit.text import Text
from console.views.licenses.entry_form import EntryForm, Form
from console.views.look.look import current
from console.views.matters.forms import review_form, service_form
from console.views.renewing import OneByOne, Renewing
from console.views.words import day, has, language, of, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


_CAN_BE_EMPTY = ("pause", "known", "telling", "channels", "kept_back", "archives")


class Listing(Cover):
    """A list whose rows open forms; what was saved, here or by others, is read anew."""

    def __init__(self, window: MainWindow, name: str, icon: str, *, over: QWidget | None = None) -> None:
        super().__init__(over or window, say(f"{name}.list"), width=720, height=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = current()
        self.window_ = window
        self._is_read = False
        self.add_header(say(f"{name}.list"), say("act.back"), icon=icon)
        self.list = ChoiceList(say(f"{name}.list"), two_lines=True)
        self.list.taken.connect(self.open_row)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(10))
        self.about = Text(say(f"{name}.list_text", version=""), "body", "2", wrap=True)
        inner.addWidget(self.about)
        self.add_tools(inner)
        inner.addWidget(self.list, 1)
        more = say(f"{name}.none_text") if has(f"{name}.none_text") else ""
        self.empty = EmptyState(icon, say(f"{name}.none"), more) if name in _CAN_BE_EMPTY else None
        self.add_empty(inner)
        self.unread = ErrorState(say("act.try_again"), say("act.copy_details"))
        self.unread.acted.connect(self.read)
        self.unread.hide()
        inner.addWidget(self.unread, 1)
        self._reads = OneByOne(self, window.runner, self.reading)
        self._reads.landed.connect(self._landed)
        self._reads.failed.connect(self._not_read)
        self.window_.runner.returned.connect(self.renew)
        self._renewing = Renewing(self, window.watch, self.renew)
        self.body.addLayout(inner, 1)
        safe = self.add_footer(back=say("act.back"))
        safe.setDefault(False)  # Enter opens a row, and the list stays open below
        safe.setAutoDefault(False)
        self.list.setFocus()
        self.read()

    def add_tools(self, inner: QVBoxLayout) -> None:
        """Put what stands above the list into the layout: nothing."""

    def add_empty(self, inner: QVBoxLayout) -> None:
        """Put what is shown in place of no rows below the list."""
        if self.empty is not None:
            inner.addWidget(self.empty, 1)
            self.empty.hide()

    def read(self) -> None:
        """Read the rows."""
        self._reads.wish()

    def renew(self) -> None:
        """Read the rows anew that others changed; the current one stays, and none is current where it is gone."""
        self._reads.wish(own=False)

    def _landed(self, found: Any, own: bool) -> None:  # noqa: FBT001 - what a signal carries
        with nullcontext() if own or not self._is_read else self.list.renewing():
            self._read(found)
        self._is_read = True

    def _read(self, found: Any) -> None:
        self.unread.hide()
        self.list.show()
        self.show_rows(found)

    def _not_read(self, fault: Fault) -> None:
        """Say why nothing stands here; rows that were read before stay."""
        if isinstance(fault, Bug) or self.list.rows.rowCount():
            self.window_.tell(fault)
            return
        what, kept, todo = fault.words(language())
        self.unread.tell(what, f"{kept} {todo}".strip(), code=fault.code)
        self.list.hide()
        if self.empty is not None:
            self.empty.hide()
        self.unread.show()

    def reading(self) -> Callable[[], Any]:
        """Return what reads the rows."""
        raise NotImplementedError

    def show_rows(self, found: Any) -> None:
        """Show the rows."""
        raise NotImplementedError

    def open_row(self, key: str) -> None:
        """Open the form of a row."""
        raise NotImplementedError

    def _open(self, form: Form) -> None:
        made = EntryForm(self.window_, form, over=self)
        made.saved.connect(self._saved)
        made.rejected.connect(self.renew)  # a colleague's change may have stopped it
        made.open()

    def _saved(self, _result: object, _values: object) -> None:
        self.read()
        self.window_.reload()

    def _read_settings(self) -> None:
        """Read the desk anew beside the window, for a setting of it was saved; then the rows."""
        call = self.window_.runner.read(self.window_.desk.refreshed)
        call.landed.connect(self._settled)
        call.failed.connect(self.window_.tell)

    def _settled(self, desk: Desk) -> None:
        self.window_.desk = desk
        self.read()
        self.window_.reload()


class PauseList(Listing):
    """The pauses in force, those first whose day of review has come."""

    def __init__(self, window: MainWindow) -> None:
        self.pauses: tuple[PauseRecord, ...] = ()
        super().__init__(window, "pause", "clock-pause")

    def reading(self) -> Callable[[], Any]:
        """Return what reads the pauses."""
        desk = self.window_.desk
        return lambda: suspending.running(desk)

    def show_rows(self, found: tuple[PauseRecord, ...]) -> None:
        """Show the pauses."""
        self.pauses = found
        now = self.window_.desk.clock()
        due = [one for one in found if one.review_at is None or one.review_at <= now]
        later = [one for one in found if one not in due]
        rows: list[Choice] = []
        for heading, group in (("due", due), ("later", later)):
            if group:
                rows.append(Choice(title=say(f"pause.{heading}")))
            rows += [_pause_row(one) for one in group]
        self.list.set_choices(rows)
        self.list.setVisible(bool(rows))
        if self.empty is not None:
            self.empty.setVisible(not rows)

    def open_row(self, key: str) -> None:
        """Review a pause."""
        one = next(one for one in self.pauses if str(one.id) == key)
        self._open(review_form(self.window_.desk, one))


class ServiceList(Listing):
    """The paid services that the agreement knows, with what the company says of each."""

    def __init__(self, window: MainWindow) -> None:
        self.services: tuple[ServiceRecord, ...] = ()
        super().__init__(window, "paid", "tag")

    def reading(self) -> Callable[[], Any]:
        """Return what reads the services."""
        desk = self.window_.desk
        return lambda: paid_services.catalog(desk)

    def show_rows(self, found: tuple[ServiceRecord, ...]) -> None:
        """Show the services."""
        self.services = found
        at = self.list.current()
        rows: list[Choice] = []
        for heading, offered in (("offered", True), ("not_offered", False)):
            group = [one for one in found if one.available is offered]
            if group:
                rows.append(Choice(title=say(f"paid.{heading}")))
            rows += [_service_row(one) for one in group]
        self.list.set_choices(rows, at="" if at is None else at.id)

    def open_row(self, key: str) -> None:
        """Change a service."""
        one = next(one for one in self.services if one.code == key)
        self._open(service_form(self.window_.desk, one))

    def _saved(self, _result: object, _values: object) -> None:
        self._read_settings()


def _pause_row(one: PauseRecord) -> Choice:
    number = "" if one.ticket_number is None else f"TK-{one.ticket_number}"
    when = say("pause.no_day") if one.review_at is None else say("pause.review_on", day=day(one.review_at))
    parts = (when, one.customer, one.license_key, number, one.reason)
    return Choice(
        id=str(one.id),
        code=one.basis,
        title=say(f"pause.{one.kind}"),
        detail="  ·  ".join(part for part in parts if part),
    )


def _service_row(one: ServiceRecord) -> Choice:
    parts = (one.terms.replace("\n", " "), one.link)
    return Choice(
        id=one.code, title=of(one.title_en, one.title_ru), detail="  ·  ".join(part for part in parts if part)
    )
