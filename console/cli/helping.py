"""The help of the command line in the language that is spoken: English stands in the commands, Russian in a resource.

Only what shows help reads that resource; a text that it does not have stays English.
"""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from console.views import words

_SURROUNDINGS = ("LC_ALL", "LC_MESSAGES", "LANG")
_OPTION = "--language"


def spoken(arguments: Sequence[str]) -> str:
    """Return the language that the arguments name, else that of the surroundings: "ru" or "en"."""
    for place, one in enumerate(arguments):
        if one == _OPTION and place + 1 < len(arguments):
            return _known(arguments[place + 1])
        if one.startswith(f"{_OPTION}="):
            return _known(one.partition("=")[2])
    return _known(next((value for name in _SURROUNDINGS if (value := os.environ.get(name))), "en")[:2])


def _known(name: str) -> str:
    return name if name in words.LANGUAGES else "en"


class Formatter(argparse.HelpFormatter):
    """Lays the help out in the language that is spoken."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return None if action.help is None else said(action.help)

    def start_section(self, heading: str | None) -> None:
        """Begin a part under its heading."""
        super().start_section(None if heading is None else said(heading))

    def add_text(self, text: str | None) -> None:
        """Add a paragraph."""
        super().add_text(None if text is None else said(text))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Add the line of how it is used."""
        super().add_usage(usage, actions, groups, said("usage: ") if prefix is None else prefix)


def said(text: str) -> str:
    """Return a text of the help in the language that is spoken."""
    return _table("help").get(text, text)


def problem(message: str) -> str:
    """Return what is wrong with the arguments in the language that is spoken."""
    for pattern, words_of in _patterns():
        found = pattern.fullmatch(message)
        if found is not None:
            return words_of.format(*found.groups())
    return message


def _table(part: str) -> dict[str, str]:
    return _russian()[part] if words.language() == "ru" else {}


@cache
def _russian() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("resources").joinpath("i18n", "help.ru.toml").read_text(encoding="utf-8"))


def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\\\{\d\\\}", "(.+)", re.escape(english)), re.DOTALL), russian)
        for english, russian in _table("errors").items()
    ]
