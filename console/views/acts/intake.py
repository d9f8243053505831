"""Acts on what is not a request yet: where it begins and ends, whose it is, whether it is one at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.records.base import LicenseId
from console.services import origin, receiving
from console.services.intake import bounds
from console.views.licenses.entry_form import EntryForm, Field, Form, Values
from console.views.past import Deed
from console.views.words import moment, say, say_count

if TYPE_CHECKING:
    from console.views.acts import Acts


class IntakeActs(QObject):
    """What a person does before something is work."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window

    def act(self, name: str) -> None:
        """Do what a button of the bar says."""
        {
            "confirm": self._acts.ticket.confirm_request,
            "dismiss": self.dismiss,
            "begin_earlier": lambda: self.move_start(-1),
            "begin_later": lambda: self.move_start(1),
            "end_earlier": lambda: self.move_end(-1),
            "end_later": lambda: self.move_end(1),
            "split": self.split,
            "join": self.join,
            "ask": self._acts.desk.ask_license,
            "license": self.choose_license,
        }[name]()

    def move_start(self, by: int) -> None:
        """Let the request begin a message earlier or later."""
        self._on_bounds(bounds.move_start, say("proposal.moved"), by)

    def move_end(self, by: int) -> None:
        """Let the request end a message earlier or later."""
        self._on_bounds(bounds.move_end, say("proposal.moved"), by)

    def join(self) -> None:
        """Join the request with the one before it."""
        self._on_bounds(bounds.join_previous, say("proposal.joined"))

    def dismiss(self) -> None:
        """Say that it is no request."""
        self._on_bounds(bounds.dismiss, say("proposal.dismissed"))

    def split(self) -> None:
        """Let the messages from the current one on be a request of their own."""
        talk = self._window.ticket.conversation
        row = talk.currentIndex().row()
        if row < 0:
            self._window.toast.show_words(say("proposal.choose_message"), seconds=4)
            return
        self._on_bounds(bounds.split_at, say("proposal.was_split"), talk.rows.key(row))

    def _on_bounds(self, work: Any, words: str, *more: int) -> None:
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line = detail.row
            self._acts.ticket.act(detail, lambda: work(desk, line.id, *more, version=line.version), words)

    def open_from(self, keys: tuple[int, ...]) -> None:
        """Open a request from the chosen messages of the chat."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            self._window.write(lambda: bounds.open_from(desk, detail.row.id, tuple(keys)), self._opened)

    def _opened(self, applied: Any) -> None:
        made = applied.result
        words = say("proposal.opened")
        self._acts.past.did(Deed(kind="undo", key=int(made["ticket"]), event=int(made["event"]), words=words))
        self._window.toast.show_words(words, seconds=6, undo=True)
        self._window.refresh()

    def correct_received(self) -> None:
        """Ask when the request was received, where its mail says it wrong or not at all."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        line = detail.row

        def save(values: Values, _seen: Values) -> object:
            return receiving.set_received(desk, line.id, values["at"], version=line.version)

        field = Field(name="at", words=say("received.at"), kind="instant", value=line.received_at, needed=True)
        made = EntryForm(
            self._window,
            Form(
                heading=say("received.form"),
                text=say("received.form_text"),
                fields=(field,),
                act=say("received.act"),
                save=save,
                aliases={"received_in_future": "at"},
            ),
        )
        made.saved.connect(partial(self._corrected, int(line.id)))
        made.open()

    def _corrected(self, ticket_id: int, applied: Any, values: Any) -> None:
        window = self._window
        words = say("event.received_set", received=moment(values["at"]))
        self._acts.past.did(Deed(kind="undo", key=ticket_id, event=int(applied.result), words=words))
        window.toast.show_words(words, seconds=6, undo=True)
        window.refresh(ticket_id)

    def choose_license(self) -> None:
        """Choose the license that pays, and perhaps remember the sender."""
        panels = self._window.panels
        if panels is not None and panels.origin is not None:
            from console.views.dialogs.whose import WhoseDialog  # noqa: PLC0415 - loaded only when it is opened

            dialog = WhoseDialog(self._window, panels.origin)
            dialog.license_chosen.connect(self._use_license)
            dialog.open()

    def _use_license(self, license_id: int, remember: bool) -> None:  # noqa: FBT001 - a signal's argument
        panels, desk = self._window.panels, self._window.desk
        if panels is not None and panels.origin is not None:
            detail, known = panels.detail, panels.origin
            self._window.write(
                lambda: origin.use_license(desk, detail, LicenseId(license_id), remember=remember, origin=known),
                partial(self._matched, int(detail.row.id)),
            )

    def _matched(self, ticket_id: int, answer: Any) -> None:
        applied, others = answer
        deed = Deed(kind="undo", key=ticket_id, event=int(applied.result), words=say("toast.license"))
        self._acts.past.did(deed)
        words = say("toast.license") + (f" {say_count('proposal.others', others)}" if others else "")
        self._window.toast.show_words(words, seconds=6, undo=True)
        self._window.refresh()
