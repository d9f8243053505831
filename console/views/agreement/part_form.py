"""The fields of one part of a draft. It emits what is written and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from console.records.drafting import Edit
from console.views.agreement.parts import Part, Slot, title_of, value_words
from console.views.kit.form import FormRow
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

_TALL, _LOW = 230, 86
Key = tuple[str, str, str]

_BY_COMMA = ("clauses", "further", "aliases", "keywords_en", "keywords_ru", "when", "offers", "flags", "alternatives")


class PartForm(QScrollArea):
    """A part with its fields. `changed` fires with every key; `edits` says what differs from the draft as kept."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self.viewport().setAutoFillBackground(False)
        self._part: Part | None = None
        self.fields: dict[str, QWidget] = {}
        self._rows: dict[str, FormRow] = {}
        self.show_part(None, "")

    def show_part(self, part: Part | None, instead: str, written: Mapping[Key, str] | None = None) -> None:
        """Show a part with what is written and not kept yet, or words where there is none."""
        look = current()
        self._part, self.fields, self._rows = part, {}, {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(look.px(22), look.px(16), look.px(22), look.px(16))
        column.setSpacing(look.px(8))
        if part is None:
            column.addWidget(Text(instead, "body", "2", wrap=True))
        else:
            column.addWidget(Text(part.title, "title", wrap=True))
            if part.about:
                column.addWidget(Text(part.about, "small", "2", wrap=True))
            for slot in part.slots:
                field = self._field(replace(slot, value=(written or {}).get(_key(part, slot), slot.value)))
                self.fields[slot.name] = field
                hint = say("draft.by_comma") if slot.name in _BY_COMMA else ""
                self._rows[slot.name] = FormRow(_title(slot), field, hint=hint)
                column.addWidget(self._rows[slot.name])
        column.addStretch(1)
        self.setWidget(page)

    def edits(self) -> tuple[Edit, ...]:
        """Return what was changed of the part and is not kept yet."""
        if self._part is None:
            return ()
        found = []
        for slot in self._part.slots:
            value = _value(self.fields[slot.name])
            if value != slot.value:
                part, key, name = _key(self._part, slot)
                found.append(Edit(part=part, id=key, slot=name, value=value))
        return tuple(found)

    def held(self) -> tuple[Key, ...]:
        """Return what the fields stand for."""
        return () if self._part is None else tuple(_key(self._part, slot) for slot in self._part.slots)

    @property
    def part(self) -> Part | None:
        """Return the part that is shown."""
        return self._part

    def text(self, slot: str) -> str:
        """Return what stands in a field; nothing stands in one that the part has not."""
        return _value(self.fields[slot]) if slot in self.fields else ""

    def tell(self, slot: str, words: str, *, stops: bool) -> None:
        """Say below a field what is wrong, or only what to look at."""
        row = self._rows[slot]
        if stops:
            row.tell(words)
        else:
            row.set_hint(words)

    def focus_first(self) -> None:
        """Give the focus to the first field."""
        if self.fields:
            next(iter(self.fields.values())).setFocus()

    def _field(self, slot: Slot) -> QWidget:
        if slot.choices:
            box = QComboBox()
            for one in slot.choices:
                box.addItem(value_words(one) if slot.name != "basis" else say(f"draft.basis_{one}"), one)
            box.setCurrentIndex(max(0, box.findData(slot.value)))
            box.currentIndexChanged.connect(self.changed)
            return box
        if slot.many:
            text = QPlainTextEdit(slot.value)
            text.setTabChangesFocus(True)
            text.setFixedHeight(current().px(_TALL if slot.tall else _LOW))
            text.textChanged.connect(self.changed)
            return text
        line = QLineEdit(slot.value)
        line.textChanged.connect(self.changed)
        return line


def _key(part: Part, slot: Slot) -> Key:
    if slot.name.startswith("parameter."):
        kind, name, field = slot.name.split(".")
        return kind, name, field
    return part.part, part.id, slot.name


def _title(slot: Slot) -> str:
    if slot.name.startswith("parameter."):
        return title_of(slot.name.split(".")[1])
    return say(f"slot.{slot.name}").capitalize()


def _value(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData())
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText().strip()
    assert isinstance(field, QLineEdit)  # noqa: S101 - there are three kinds of fields
    return field.text().strip()
