"""The help in Russian: every text of every command has its Russian, none stands there for nothing, and errors too."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.cli import catalog
from console.cli import main as cli
from console.views.words import set_language
from tests.cli.test_russian import SENTENCE

RUSSIAN = tomllib.loads((Path(__file__).parents[2] / "resources/i18n/help.ru.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


def texts(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield everything that the help of a parser and of those below it says."""
    yield from (text for text in (parser.description, parser.epilog) if text)
    yield from (group.title for group in parser._action_groups if group.title)
    for action in parser._actions:
        yield from () if action.help in (None, argparse.SUPPRESS) else (str(action.help),)
        if isinstance(action, argparse._SubParsersAction):
            yield from (str(one.help) for one in action._choices_actions if one.help)
            for below in action.choices.values():
                yield from texts(below)


def test_every_text_of_the_help_has_its_russian_and_none_is_left_over() -> None:
    said = {*texts(cli.parser(list(catalog.COMMANDS))), "usage: "}
    assert said - set(RUSSIAN["help"]) == set()
    assert set(RUSSIAN["help"]) - said == set()


@pytest.mark.parametrize("arguments", [["--help"], ["policy", "rehearse", "--help"], ["snooze", "--help"]])
def test_the_help_speaks_russian_before_and_after_the_command(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    for asked in (["--language", "ru", *arguments], [*arguments, "--language=ru"]):
        assert cli.ask(asked) == (None, 0)
        told = capsys.readouterr().out
        assert told.startswith("использование: clausedesk")
        assert SENTENCE.findall(told.partition("\n\n")[2]) == []  # the line of how it is used is names


def test_the_surroundings_name_the_language_where_no_argument_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    cli.ask(["list", "--help"])
    assert "использование" in capsys.readouterr().out
    cli.ask(["list", "--help", "--language", "en"])
    assert capsys.readouterr().out.startswith("usage: ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show"], "не хватает аргументов: NUMBER"),
        (["list", "--limit", "x"], "--limit: не подходит значение 'x'"),
        (["list", "--limit"], "--limit: нужно одно значение"),
        (["nonsense"], "COMMAND: такого выбора нет: 'nonsense'"),
        (["list", "--colour"], "неизвестные аргументы: --colour"),
    ],
)
def test_what_is_wrong_is_said_in_russian(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    assert cli.ask(["--language", "ru", *arguments]) == (None, 2)
    said = capsys.readouterr().err
    assert told in said
    assert SENTENCE.findall(said.rpartition("ошибка")[2]) == []
