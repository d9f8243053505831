"""A form for one entry of the register: fields with words, what is wrong said in its place, two people at once.

Enter saves, Esc leaves (once more where something was typed), Tab walks. It writes through the function it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.faults import BadInput, Fault, Stale
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.licenses.history import value_words
from console.views.licenses.inputs import Input, Unreadable, make_input
from console.views.look.look import current
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

Values = dict[str, Any]
_WIDTH, _MOST = 560, 760
_SPARE = 20  # for a second line of what the values would give
_PLACES = {
    "bad_domain": "name",
    "domain_exists": "name",
    "too_many_domains": "name",
    "bad_contact_address": "address",
    "contact_unreachable": "address",
    "contact_exists": "address",
    "bad_channel": "address",
    "channel_exists": "address",
    "bad_country": "country",
    "unknown_zone": "time_zone",
    "customer_exists": "name",
    "bad_customer": "name",
    "license_exists": "license_key",
    "instant_in_future": "at",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field: its name in the register, its words, its kind (see `inputs`), what stands there, what to know of it.

    With `now`, the clock of the desk, a button fills an instant in; nothing is filled in before.
    """

    name: str
    words: str
    kind: str = "line"
    value: Any = None
    options: tuple[tuple[Any, str], ...] = ()
    hint: str = ""
    needed: bool = False
    now: Callable[[], datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: `save` gets the values and what stood there when it was opened. `remove` takes the entry off."""

    heading: str
    fields: tuple[Field, ...]
    save: Callable[[Values, Values], object]
    act: str = ""
    text: str = ""
    remove: Callable[[], object] | None = None
    remove_words: str = ""
    preview: Callable[[Values], str] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)


class EntryForm(Cover):
    """Shows a form. `saved` carries what the writing returned and the values; the window stays where it was."""

    saved = Signal(object, object)

    def __init__(self, window: MainWindow, form: Form, *, over: QWidget | None = None) -> None:
        super().__init__(over or window, form.heading, width=_WIDTH, height=_MOST)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._form = window, form
        self._warned = False
        self._seen: Values = {one.name: one.value for one in form.fields}
        self.inputs: dict[str, Input] = {}
        self.rows: dict[str, FormRow] = {}
        self.add_header(form.heading, say("act.back"), icon="pencil")
        self._inside = self._fields()
        self._conflict = QWidget()
        self.conflict_words = Text("", "small", "functional", wrap=True)
        self.mine = Button(say("form.keep_mine"), "plain")
        self.theirs = Button(say("form.take_theirs"), "plain")
        self._add_conflict()
        self.problem = Text("", "small", "critical", wrap=True)
        self.problem.setContentsMargins(current().px(18), 0, current().px(18), current().px(8))
        self.problem.hide()
        self.body.addWidget(self.problem)
        self._add_foot()
        next(iter(self.inputs.values())).widget.setFocus()
        self._start = self._raw()

    def _fields(self) -> QWidget:
        look = current()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(6))
        layout.setSpacing(look.px(4))
        if self._form.text:
            layout.addWidget(Text(self._form.text, "body", "2", wrap=True))
            layout.addSpacing(look.px(8))
        zone = str(self._window.desk.company.zone)
        for one in self._form.fields:
            made = make_input(one.kind, one.value, one.options, zone, one.now)
            hint = one.hint or (zone if one.kind in ("instant", "day") else "")
            shown = FormRow(one.words, made.widget, hint=hint, beside=one.kind == "truth", helper=made.helper)
            made.changed.connect(self._changed)
            made.changed.connect(shown.forget)
            self.inputs[one.name], self.rows[one.name] = made, shown
            layout.addWidget(shown)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(self._form.heading)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.body.addWidget(scroll, 1)
        self.preview = Text(
            "", "small", "accent", wrap=True
        )  # below the fields, where it is in sight with each of them
        self.preview.setContentsMargins(look.px(18), look.px(8), look.px(18), look.px(8))
        self.preview.setVisible(self._form.preview is not None)
        self.body.addWidget(self.preview)
        self._show_preview()
        return inside

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the fields need."""
        super().showEvent(event)
        self.fit_fields()

    def fit_fields(self) -> None:
        """Be as high as the fields need that are shown; more of them than have room are scrolled."""
        self.fit_to(self._inside, spare=current().px(_SPARE if self._form.preview is not None else 0))

    def _add_conflict(self) -> None:
        buttons = row(self.mine, self.theirs, spacing=8)
        buttons.addStretch(1)
        look = current()
        layout = QVBoxLayout(self._conflict)
        layout.setContentsMargins(look.px(18), 0, look.px(18), look.px(8))
        layout.addWidget(self.conflict_words)
        layout.addLayout(buttons)
        self._conflict.hide()
        self.body.addWidget(self._conflict)
        self.mine.clicked.connect(self._keep_mine)
        self.theirs.clicked.connect(self._take_theirs)
        self._stale: Stale | None = None

    def _add_foot(self) -> None:
        self.go = PrimaryButton(self._form.act or say("act.save"), chord="Enter")
        self.go.clicked.connect(self.save)
        widgets: list[QWidget] = []
        if self._form.remove is not None:
            self.off = Button(self._form.remove_words, "plain", "trash")
            self.off.clicked.connect(self._remove)
            widgets.append(self.off)
        safe = self.add_footer(*widgets, self.go, back=say("act.back"))
        safe.setDefault(False)
        self.go.setDefault(True)

    def _raw(self) -> tuple[object, ...]:
        return tuple(one.raw() for one in self.inputs.values())

    def _changed(self) -> None:
        self._warned = False
        self._show_preview()

    def _show_preview(self) -> None:
        if self._form.preview is None:
            return
        values = self._values(quiet=True)
        self.preview.setText("" if values is None else self._form.preview(values))

    def _values(self, *, quiet: bool = False) -> Values | None:
        """Return the values, or None where one cannot be read or is missing; that is said below its field."""
        values: Values = {}
        wrong = ""
        for one in self._form.fields:
            problem = ""
            try:
                values[one.name] = self.inputs[one.name].value()
            except Unreadable as told:
                problem = say(told.key)
            if not problem and not quiet and one.needed and values[one.name] in (None, ""):
                problem = say("form.needed")
            if not quiet:
                self.rows[one.name].tell(problem)
            if problem and not wrong:
                wrong = one.name
        if wrong and not quiet:
            self.inputs[wrong].widget.setFocus()
        return None if wrong else values

    def save(self) -> None:
        """Write what stands in the fields."""
        values = self._values()
        if values is None:
            return
        self.problem.hide()
        self._conflict.hide()
        self.go.setEnabled(False)
        form, seen = self._form, dict(self._seen)
        call = self._window.runner.write(lambda: (form.save(values, seen), values))
        call.landed.connect(self._saved)
        call.failed.connect(self._failed)

    def _remove(self) -> None:
        remove = self._form.remove
        if remove is None:
            return
        self.go.setEnabled(False)
        call = self._window.runner.write(lambda: (remove(), None))
        call.landed.connect(self._saved)
        call.failed.connect(self._failed)

    def _saved(self, answer: Any) -> None:
        result, values = answer
        self.saved.emit(result, values)
        self.accept()

    def _failed(self, fault: Fault) -> None:
        self.go.setEnabled(True)
        if isinstance(fault, Stale) and fault.params.get("field") in self.inputs:
            self._ask(fault)
            return
        words = fault.sentence(language())
        place = self._form.aliases.get(fault.code, _PLACES.get(fault.code, ""))
        if (isinstance(fault, BadInput) and place in self.rows) or (
            fault.code == "too_many_domains" and place in self.rows
        ):
            self.rows[place].tell(words)
            self.inputs[place].widget.setFocus()
            return
        self.problem.setText(words)
        self.problem.show()

    def _ask(self, stale: Stale) -> None:
        """Somebody else wrote into a field that this person wrote into too: both values stand here."""
        self._stale = stale
        name = str(stale.params["field"])
        asked = next(one for one in self._form.fields if one.name == name)
        self.conflict_words.setText(
            say(
                "form.conflict",
                who=stale.params.get("who") or say("form.somebody"),
                field=asked.words,
                theirs=_words_of(asked, stale.params["theirs"]),
                yours=_words_of(asked, stale.params["yours"]),
            )
        )
        self._conflict.show()
        self.mine.setFocus()

    def _keep_mine(self) -> None:
        if self._stale is not None:
            self._seen[str(self._stale.params["field"])] = self._stale.params["theirs"]
            self.save()

    def _take_theirs(self) -> None:
        if self._stale is not None:
            name = str(self._stale.params["field"])
            self.inputs[name].set_value(self._stale.params["theirs"])
            self._seen[name] = self._stale.params["theirs"]
            self.save()

    def reject(self) -> None:
        """Leave; where something was typed, say so first and leave the second time."""
        if not self._warned and self._raw() != self._start:
            self._warned = True
            self.problem.setText(say("form.typed"))
            self.problem.show()
            return
        super().reject()


def _words_of(asked: Field, value: object) -> str:
    """Return a value of a field in words; one of a choice in those of the choice."""
    chosen = (words for key, words in asked.options if asked.kind == "choice" and key == value)
    return next(chosen, "") or value_words(asked.name, value)
