"""The words of the pages for people, and how instants and other people's texts stand on them."""

from __future__ import annotations

import html
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files


def safe(text: str) -> str:
    """Return a text that no browser takes for markup."""
    return html.escape(text, quote=True)


def spoken(name: str) -> str:
    """Return words of the pages, in both languages."""
    return safe(words()[name])


def coded(group: str, code: str) -> str:
    """Return a code in words; one that is not known here stands as it is."""
    return safe(words(group).get(code, code))


def moment(at: datetime) -> str:
    """Return an instant to the minute, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def day(at: datetime) -> str:
    """Return the day of an instant in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d}"


@cache
def words(group: str = "page") -> dict[str, str]:
    """Return the words of a group by their names."""
    told = tomllib.loads(files("resources").joinpath("pages.toml").read_text(encoding="utf-8"))
    return {name: str(text) for name, text in told[group].items()}
