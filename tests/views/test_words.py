from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from console.views.look.tokens import THEMES, audit
from console.views.words import say_count, set_language

ROOT = Path(__file__).resolve().parents[2]


def words(language: str) -> dict[str, str]:
    read = tomllib.loads((ROOT / f"resources/i18n/{language}.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": text for group, inner in read.items() for name, text in inner.items()}


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    english, russian = words("en"), words("ru")
    assert set(english) == set(russian)
    for key, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", russian[key])), key
        assert text.strip(), key
        assert russian[key].strip(), key


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, "1 обращение"),
        (3, "3 обращения"),
        (5, "5 обращений"),
        (11, "11 обращений"),
        (21, "21 обращение"),
        (1200, "1 200 обращений"),
    ],
)
def test_russian_numbers_have_three_forms(number: int, shown: str) -> None:
    set_language("ru")
    try:
        assert say_count("queue.tickets", number) == shown
    finally:
        set_language("en")


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_every_pair_of_colors_can_be_read(theme: str) -> None:
    assert audit(THEMES[theme]) == []
