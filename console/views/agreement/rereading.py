"""Choosing another reading of an unclear place from now on: what each sets, what was chosen, by whom, when and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.records.agreement import ReadingView, SwitchView
from console.services import readings
from console.services.desk import Desk
from console.views.agreement.parts import title_of, value_words
from console.views.kit.choices import Choice
from console.views.licenses.entry_form import Field, Form
from console.views.matters.lists import Listing
from console.views.words import day, language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_UNCHANGED = "shipped"


class ReadingList(Listing):
    """Every reading that names a parameter with alternatives, in the order of its number."""

    def __init__(self, window: MainWindow) -> None:
        self.found: dict[str, tuple[ReadingView, SwitchView]] = {}
        super().__init__(window, "rereading", "book")

    def reading(self) -> Callable[[], Any]:
        """Return what reads the readings."""
        desk = self.window_.desk
        return lambda: readings.readings(desk)

    def show_rows(self, found: tuple[ReadingView, ...]) -> None:
        """Show a row for each parameter that can be chosen."""
        at = self.list.current()
        self.found = {f"{one.id} {switch.name}": (one, switch) for one in found for switch in one.switches}
        rows = [_row(key, *pair) for key, pair in self.found.items()]
        self.list.set_choices(rows, at="" if at is None else at.id)

    def open_row(self, key: str) -> None:
        """Choose how it is read."""
        self._open(choice_form(self.window_.desk, *self.found[key]))

    def _saved(self, _result: object, _values: object) -> None:
        self._read_settings()


def choice_form(desk: Desk, one: ReadingView, switch: SwitchView) -> Form:
    """Return the form that chooses a value and says why."""
    told = [_of(one, "matter"), *_chosen(one, switch), say("rereading.form_text")]
    return Form(
        heading=f"{one.id}  ·  {title_of(switch.name)}",
        text="\n".join(part for part in told if part),
        fields=(
            Field(
                name="value",
                words=say("rereading.value"),
                kind="choice",
                options=tuple((value, value_words(value)) for value in switch.alternatives),
                value=switch.value,
            ),
            Field(name="reason", words=say("rereading.reason"), kind="note", needed=True),
        ),
        save=lambda values, _seen: readings.choose(desk, one.id, switch.name, values["value"], reason=values["reason"]),
        aliases={"reading_needs_reason": "reason"},
    )


def _chosen(one: ReadingView, switch: SwitchView) -> list[str]:
    """Return who chose what of a parameter, when and why, the newest first."""
    return [
        say("rereading.by", value=value_words(each.value), who=each.by, day=day(each.at), reason=each.reason)
        for each in reversed(one.choices)
        if each.parameter == switch.name
    ]


def _row(key: str, one: ReadingView, switch: SwitchView) -> Choice:
    told = _chosen(one, switch)
    return Choice(
        id=key,
        code=one.id,
        title=title_of(switch.name),
        detail=told[0] if told else say(f"rereading.{_UNCHANGED}"),
        tag=value_words(switch.value),
        tone="accent" if switch.value != switch.shipped else "plain",
    )


def _of(one: ReadingView, name: str) -> str:
    return str(getattr(one, f"{name}_{language()}"))
