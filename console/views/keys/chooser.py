"""Ctrl+K as a card over the window: every command with its icon and its keys, found by English or Russian words.

Words typed in the other layout find the same commands. What cannot be done now stays in sight, dimmed, at the end.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.views.keys.commands import Command, Commands
from console.views.keys.router import CYRILLIC
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.kit.steering import Steering
from console.views.kit.text import KeyFooter
from console.views.look.look import current
from console.views.words import LANGUAGES, say

_LATIN = {latin: cyrillic for cyrillic, latin in CYRILLIC.items()}
_LONGEST_RECENT = 5
_PAGE = 8


@cache
def _titles(language: str) -> dict[str, str]:
    text = files("resources").joinpath("i18n", f"{language}.toml").read_text(encoding="utf-8")
    group = tomllib.loads(text).get("command", {})
    return {str(name): str(words).casefold() for name, words in group.items()}


def other_layout(text: str) -> str:
    """Return what the same keys write in the other layout: "куагыу" is "refuse"."""
    return "".join(CYRILLIC.get(letter) or _LATIN.get(letter, letter) for letter in text.casefold())


def rank(command_id: str, wanted: str) -> int | None:
    """Return how well a command fits: 0 begins so, 1 a word begins so, 2 holds it, +3 in the other layout; or None."""
    if not wanted:
        return 0
    known = [_titles(language).get(command_id, "") for language in LANGUAGES] + [command_id.replace("_", " ")]
    found = [place for place in (_fit(known, wanted), _fit(known, other_layout(wanted))) if place is not None]
    if not found:
        return None
    direct = _fit(known, wanted)
    return direct if direct is not None else 3 + found[0]


def _fit(known: list[str], wanted: str) -> int | None:
    if any(words.startswith(wanted) for words in known):
        return 0
    if any(f" {wanted}" in words for words in known):
        return 1
    return 2 if any(wanted in words for words in known) else None


class CommandPalette(Cover):
    """The palette over a window. The commands used last come first."""

    recent: tuple[str, ...] = ()

    def __init__(self, commands: Commands, parent: QWidget | None) -> None:
        super().__init__(parent, say("palette.title"), width=680, height=520, top=110)
        look = current()
        self._commands = commands
        self.search = SearchField(say("palette.hint"), height=38)
        self.search.textChanged.connect(self._fill)
        self.list = ChoiceList(say("palette.title"))
        self.list.taken.connect(self._run)
        Steering(self.search, self.list)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(14), look.px(14), look.px(14), look.px(8))
        inner.setSpacing(look.px(10))
        inner.addWidget(self.search)
        inner.addWidget(self.list, 1)
        self.body.addLayout(inner, 1)
        keys = (("↑", ""), ("↓", say("keys.move")), ("Enter", say("keys.run")), ("Esc", say("keys.back")))
        self.body.addWidget(KeyFooter(keys))
        self._fill("")
        self.search.setFocus()

    def _fill(self, text: str) -> None:
        wanted = text.strip().casefold()
        ranked: list[tuple[tuple[int, int, int], Command]] = []
        for number, command in enumerate(one for one in self._commands.all() if one.group):
            fits = rank(command.id, wanted)
            if fits is not None:
                late = self.recent.index(command.id) if command.id in self.recent else _LONGEST_RECENT
                ranked.append(((0 if command.enabled() else 1, fits, late * 1_000 + number), command))
        ranked.sort(key=lambda one: one[0])
        self.list.set_choices(self._grouped([command for _, command in ranked], recent=not wanted))

    def _grouped(self, commands: list[Command], *, recent: bool) -> list[Choice]:
        """Return the rows under their headings: the group of the best command first, what cannot be done now last."""
        sections: dict[str, list[Choice]] = {}
        for command in commands:
            name = "recent" if recent and command.id in self.recent else command.group
            sections.setdefault(name if command.enabled() else "not_now", []).append(_row(command))
        last = sections.pop("not_now", [])
        rows: list[Choice] = []
        for name, found in (*sections.items(), *((("not_now", last),) if last else ())):
            rows += [Choice(title=say(f"group.{name}")), *found]
        return rows

    def _run(self, command_id: str) -> None:
        kept = (command_id, *(one for one in self.recent if one != command_id))
        CommandPalette.recent = kept[:_LONGEST_RECENT]
        self.accept()
        self._commands.run(command_id)


def _row(command: Command) -> Choice:
    return Choice(
        id=command.id,
        title=command.title,
        icon=command.icon,
        keys=command.keys[0] if command.keys else "",
        enabled=command.enabled(),
        why_not="" if command.enabled() or not command.why_not else say(command.why_not),
    )
