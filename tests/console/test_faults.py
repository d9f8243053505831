from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from console.faults import BadInput, Fault, Stale

ROOT = Path(__file__).resolve().parents[2]
WORDS = tomllib.loads((ROOT / "resources/faults.toml").read_text(encoding="utf-8"))
_RAISED = re.compile(
    r"\b(?:BadInput|NotFound|NotAllowed|NotSet|Stale|Locked|Unreachable|NewerSchema|Damaged|Known|Bug)\(\s*\"([a-z_0-9]+)\""
)
_MADE = re.compile(
    r"super\(\)\.__init__\(\s*\"([a-z_0-9]+)\""
)  # faults that are classes of their own; widgets start alike
_PROBLEM = re.compile(r"\bproblem\(\"([a-z_]+)\"")


_BUILT = re.compile(r"\b(?:BadInput|NotFound|NotAllowed|Known)\(\s*f\"([a-z_]+_)\{")
_SAID = re.compile(r"\"([a-z_0-9]+)\"")


def mentioned() -> set[str]:
    """Return the codes of words that stand below the views as a text, or begin as one that is put together."""
    text = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "console").rglob("*.py") if "views" not in file.parts
    )
    beginnings = tuple(_BUILT.findall(text))
    return {code for code in WORDS if code.startswith(beginnings)} | (set(_SAID.findall(text)) & set(WORDS))


def raised() -> set[str]:
    codes: set[str] = set()
    for file in (ROOT / "console").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        codes |= set(_RAISED.findall(text)) | set(_PROBLEM.findall(text))
        codes |= set() if "views" in file.parts else set(_MADE.findall(text))
    return codes


def test_every_fault_that_is_raised_has_its_words_and_no_words_are_left_over() -> None:
    assert raised() <= set(WORDS)
    assert raised() | mentioned() == set(WORDS)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_both_languages_say_what_happened_with_the_same_values(code: str) -> None:
    entry = WORDS[code]
    assert entry["what_en"]
    assert re.search("[а-яё]", entry["what_ru"])
    for part in ("what", "kept", "todo"):
        names = [set(re.findall(r"\{\{(\w+)\}\}", entry[f"{part}_{language}"])) for language in ("en", "ru")]
        assert names[0] == names[1]


def test_a_fault_fills_its_words_and_keeps_its_code() -> None:
    fault = BadInput("bad_day", day="Tuesday")
    assert fault.words("en")[0] == "Tuesday is no day."
    assert "Tuesday" in fault.words("ru")[0]
    assert str(fault).startswith("Tuesday is no day.")
    assert fault.words("xx") == fault.words("en")


def test_a_fault_without_words_still_says_its_code() -> None:
    assert Fault("no_words_here", a=1).words("en") == ("no_words_here a=1", "", "")


def test_values_are_never_filled_twice() -> None:
    fault = Stale("undo_stale", field="{{theirs}}", theirs="x", yours="y")
    assert "{{theirs}}" in fault.words("en")[0]
