"""The channels of the desk: kind, whether official, license or none; the general ones are changed by forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.records.licensing import ChannelRecord
from console.services import registry, ways_in
from console.services.desk import Desk
from console.services.ways_in import Listed
from console.views.kit.buttons import Button, acting
from console.views.kit.choices import Choice
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.licenses.entry_form import EntryForm, Field, Form, Values
from console.views.look.look import current
from console.views.matters.lists import Listing
from console.views.words import say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_ICONS = {"email": "mail", "telegram_account": "brand-telegram", "telegram_group": "brand-telegram"}
_NEW, _AGAIN = "new", "again"


class ChannelList(Listing):
    """The channels: general ones first, then those of licenses, retired ones last. Enter opens one."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        self.channels: tuple[Listed, ...] = ()
        self._back: Callable[[], object] | None = None
        self._before: Values = {}
        self._wish = ""
        super().__init__(window, "channels", "inbox", over=over)
        may = ways_in.may_set(window.desk)
        self.add.setVisible(may)
        self.about.setText(say("channels.list_text" if may else "channels.not_yours"))

    def add_tools(self, inner: QVBoxLayout) -> None:
        """Put the button that enters a channel above the list, with what was done and its way back."""
        self.add = Button(say("channels.add"), "primary", "plus", chord="Ctrl+N")
        acting(self.add)
        self.add.clicked.connect(self.enter_new)
        self.told = Text("", "small", "2")
        self.undo = Button(say("act.undo"), "quiet", "arrow-back-up", chord="Ctrl+Z")
        self.undo.clicked.connect(self.take_back)
        self.undo.hide()
        tools = row(self.add, spacing=8)
        tools.addStretch(1)
        tools.addWidget(self.told)
        tools.addWidget(self.undo)
        tools.setContentsMargins(0, 0, 0, current().px(2))
        inner.addLayout(tools)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+N enters a channel, Ctrl+Z takes the last entry back."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.take_back()
        elif event.matches(QKeySequence.StandardKey.New) and ways_in.may_set(self.window_.desk):
            self.enter_new()
        else:
            super().keyPressEvent(event)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the channels."""
        desk = self.window_.desk
        return lambda: ways_in.channels(desk)

    def show_rows(self, found: tuple[Listed, ...]) -> None:
        """Show the channels."""
        self.channels = found
        at = self.list.current()
        rows: list[Choice] = []
        for heading in ("general", "licenses", "retired"):
            group = [one for one in found if _heading(*one) == heading]
            if group:
                rows.append(Choice(title=say(f"channels.{heading}")))
            rows += [_row(*one) for one in group]
        self.list.set_choices(rows, at="" if at is None else at.id)
        self.list.setVisible(bool(rows))
        if self.empty is not None:
            self.empty.setVisible(not rows)

    def open_row(self, key: str) -> None:
        """Open the form of a channel; one of a license is changed in the license."""
        found = next((one for one in self.channels if str(one[0].id) == key), None)
        if found is None:
            return
        channel, license_key = found
        if license_key:
            self.told.setText(say("channels.of_license", license=license_key))
        elif not ways_in.may_set(self.window_.desk):
            self.told.setText(say("channels.not_yours_short"))
        elif channel.active:
            self._open_as(str(channel.id), change_form(self.window_.desk, channel))
        else:
            self._open_as(_AGAIN, again_form(self.window_.desk, channel))

    def enter_new(self) -> None:
        """Open the form of a new channel."""
        self._open_as(_NEW, new_form(self.window_.desk))

    def _open_as(self, wish: str, form: Form) -> None:
        self._wish, self._before = wish, {one.name: one.value for one in form.fields}
        made = EntryForm(self.window_, form, over=self)
        made.saved.connect(self._kept)
        made.open()

    def _kept(self, result: object, values: Values | None) -> None:
        """Say what was done and offer the way back."""
        desk, key = self.window_.desk, int(str(result))
        done = "changed"
        if self._wish == _NEW:
            done, self._back = "added", lambda: ways_in.retire(desk, key)
        elif self._wish == _AGAIN:
            done, self._back = "again", lambda: ways_in.retire(desk, key)
        elif values is None:
            done, self._back = "retired_now", lambda: ways_in.use_again(desk, key)
        else:
            old, new = dict(self._before), dict(values)
            self._back = None if old == new else lambda: ways_in.change(desk, key, old, seen=new)
        self.told.setText(say(f"channels.{done}"))
        self.undo.setVisible(self._back is not None)
        self._saved(result, values)

    def take_back(self) -> None:
        """Take the last entry back."""
        back, self._back = self._back, None
        if back is None:
            return
        self.undo.hide()
        call = self.window_.runner.write(back)
        call.landed.connect(self._taken_back)
        call.failed.connect(self.window_.tell)

    def _taken_back(self, _: object) -> None:
        self.told.setText(say("channels.taken_back"))
        self.list.setFocus()
        self._saved(None, None)


def new_form(desk: Desk) -> Form:
    """Return the form that enters a channel; nothing is preset but its kind."""
    return Form(
        heading=say("channels.new"),
        text=say("channels.form_text"),
        fields=_fields(None),
        act=say("channels.enter"),
        save=lambda values, _seen: ways_in.add(desk, **values),
    )


def change_form(desk: Desk, one: ChannelRecord) -> Form:
    """Return the form that changes a channel or retires it."""
    return Form(
        heading=say("channels.one"),
        text=say("channels.form_text"),
        fields=_fields(one),
        save=lambda values, seen: ways_in.change(desk, one.id, values, seen=seen),
        remove=lambda: ways_in.retire(desk, one.id),
        remove_words=say("channels.retire"),
    )


def again_form(desk: Desk, one: ChannelRecord) -> Form:
    """Return the form that takes a retired channel into use again."""
    return Form(
        heading=say("channels.one"),
        text=say("channels.again_text"),
        fields=_fields(one)[2:],
        act=say("channels.use_again"),
        save=lambda values, _seen: ways_in.add(desk, kind=one.kind, address=one.address, **values),
    )


def _fields(one: ChannelRecord | None) -> tuple[Field, ...]:
    truths = ((True, say("channels.is_official")), (False, say("channels.is_not_official")))
    kinds = tuple((kind, say(f"channel.{kind}")) for kind in registry.CHANNEL_KINDS)
    return (
        Field(
            name="kind", words=say("channels.kind"), kind="choice", options=kinds, value=one.kind if one else "email"
        ),
        Field(
            name="address",
            words=say("channels.address"),
            value=one.address if one else "",
            hint=say("channels.address_hint"),
            needed=True,
        ),
        Field(
            name="official",
            words=say("channels.official_field"),
            kind="choice",
            options=(*(((None, say("channels.not_said")),) if one is None else ()), *truths),
            value=one.official if one else None,
            needed=True,
        ),
    )


def _heading(one: ChannelRecord, license_key: str) -> str:
    return "retired" if not one.active else "licenses" if license_key else "general"


def _row(one: ChannelRecord, license_key: str) -> Choice:
    whose = say("channels.license", license=license_key) if license_key else say("channels.no_license")
    official = say("licenses.official" if one.official else "licenses.not_official")
    return Choice(
        id=str(one.id),
        title=one.address,
        detail=f"{say(f'channel.{one.kind}')}  ·  {whose}",
        icon=_ICONS.get(one.kind, "world"),
        tag=official if one.active else say("channels.retired_tag"),
        tone="plain" if not one.active else "ok" if one.official else "critical",
    )
