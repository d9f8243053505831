"""The letters that a release is remembered by, each filled in both languages with the same values; not a test itself.

A release is one packed file: its version, the values, and for every letter its own version and the text that came out.
What a customer was once told stays readable, and a letter that says something else by now has another version.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.services import letters
from console.services.letters import Letter
from tests.replies.full_values import values_for

FOLDER = Path(__file__).parent / "releases"
Written = Mapping[str, Any]
"""A letter as a release wrote it: version, clauses, channel, values, subject and body as they were filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release as it was written: its version, and its letters by code and language (refuse.23.1.1/en)."""

    version: str
    letters: Mapping[str, Written]


def file_of(version: str) -> Path:
    return FOLDER / f"{version}.letters.json.xz"


def text_of(version: str) -> str:
    """What a release of the present letters would write."""
    found = {
        name: _filled(one, values_for(one)) | {"values": _used(one, values_for(one))} for name, one in present().items()
    }
    return json.dumps({"version": version, "letters": found}, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read(path: Path) -> Release:
    known = json.loads(lzma.decompress(path.read_bytes()))
    return Release(version=known["version"], letters=known["letters"])


def present() -> dict[str, Letter]:
    return {f"{code}/{language}": one for language in letters.LANGUAGES for code, one in _shipped(language)}


def changed(release: Release, now: Mapping[str, Letter]) -> dict[str, str]:
    """Every letter of a release that comes out otherwise by now: "gone", "version" where that was raised, or "text"."""
    found = {}
    for name, was in release.letters.items():
        letter = now.get(name)
        if letter is None:
            found[name] = "gone"
        elif _filled(letter, was["values"]) != {key: value for key, value in was.items() if key != "values"}:
            found[name] = "version" if letter.version > was["version"] else "text"
    return found


def _shipped(language: str) -> list[tuple[str, Letter]]:
    return sorted(letters.load_letters(language).items())


def _filled(letter: Letter, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "version": letter.version,
        "clauses": list(letter.clauses),
        "channel": letter.channel,
        "subject": letters.fill(letter.subject, values).text,
        "body": letters.fill(letter.body, values).text,
    }


def _used(letter: Letter, values: Mapping[str, str]) -> dict[str, str]:
    names = {one.name for one in letters.variables_of(f"{letter.subject}\n{letter.body}")}
    return {name: values[name] for name in sorted(names) if name in values}
