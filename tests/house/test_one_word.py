"""One thing has one Russian word: a request of a customer is an обращение, a запрос is what the list is asked with.

A desk is a стол, and who does not accept a refusal has it обжалован by a жалоба.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "resources"
NOUN = re.compile(r"\bзапрос(?:а|у|ом|е|ы|ов|ам|ами|ах)?\b", re.IGNORECASE)
ASKED = re.compile("quer", re.IGNORECASE)
PLACE = re.compile(r"\bрабоч\w+ мест|архив\w* друг\w+ баз", re.IGNORECASE)
DISPUTED = re.compile(r"\bоспор|\bоспар", re.IGNORECASE)
OTHERS = re.compile(r"\b(?:тикет|заявк|инцидент)", re.IGNORECASE)
JOINING_A_CHAT = "join_group_by_request"


def flat(tree: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{key}.")
        elif isinstance(value, str):
            yield f"{before}{key}", value


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every sentence of the program in both languages, with its place."""
    for name in ("i18n", "reasons"):
        english, russian = dict(flat(read(f"{name}/en.toml"))), dict(flat(read(f"{name}/ru.toml")))
        for key, words in russian.items():
            yield f"{name} {key}", english.get(key, ""), words
    for key, words in flat(read("i18n/help.ru.toml")):
        yield f"help {key}", key, words
    faults = dict(flat(read("faults.toml")))
    for key, words in faults.items():
        if key.endswith("_ru"):
            yield f"fault {key}", faults[f"{key[:-3]}_en"], words


def strays(said: Iterator[tuple[str, str, str]]) -> list[str]:
    return [
        place
        for place, english, russian in said
        if (NOUN.search(russian) and not ASKED.search(english))
        or PLACE.search(russian)
        or DISPUTED.search(russian)
        or (OTHERS.search(russian) and JOINING_A_CHAT not in place)
    ]


def test_a_request_of_a_customer_has_one_word_in_russian() -> None:
    assert strays(pairs()) == []


@pytest.mark.parametrize(
    ("english", "russian", "found"),
    [
        ("No request fits", "Не подходит ни один запрос", True),
        ("The query is too long", "Запрос слишком длинный", False),
        ("Ask for it again", "Запросите его ещё раз", False),
        ("The ticket is closed", "Тикет закрыт", True),
        ("The desk cannot be opened", "Это рабочее место не открыть", True),
        ("It is of another desk", "Файл из архива другой базы", True),
        ("disputed", "оспорен", True),
        ("disputed", "обжалован", False),
    ],
)
def test_a_stray_word_is_found(english: str, russian: str, found: bool) -> None:
    assert bool(strays(iter([("somewhere", english, russian)]))) is found


def test_a_count_of_twenty_one_is_said_in_russian() -> None:
    """The form of one serves 21 and 101 too: it says the number wherever the form of two says it."""
    words = {place: russian for place, _, russian in pairs()}
    silent = [
        place
        for place, russian in words.items()
        if place.endswith("_one") and "{n}" in words.get(f"{place[:-4]}_few", "") and "{n}" not in russian
    ]
    assert silent == []
