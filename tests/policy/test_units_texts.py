"""The units and readings of the version of 13 June 2026: whole, in both languages, in our own words.

Nothing here decides anything: what the units do is tested with the rules.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import policy
from console.services.agreements import built
from tests.replies.own_words import copied_runs

Record = dict[str, Any]

TREATMENTS = frozenset({"rule", "checklist", "text", "field", "screen", "none"})
# Units under each clause, counted in the published text: clause, its units.
UNITS_OF_CLAUSES = {
    "0": 3, "1": 4, "2": 11, "3": 27, "4": 13, "5": 11, "6": 13, "7": 21, "8": 14, "9": 13, "10": 10, "11": 5,
    "12": 8, "13": 16, "14": 12, "15": 13, "16": 3, "17": 7, "18": 15, "19": 17, "20": 13, "21": 4, "22": 13, "23": 25,
    "24": 11, "25": 4, "26": 19, "27": 17, "28": 14, "29": 4, "30": 5, "31": 1, "B": 16,
}  # fmt: skip
SPLIT = {
    "3.4": "ab", "7.2": "ab", "8.2": "ab", "9.3": "ab", "12.7": "ab", "12.8": "ab", "16.3": "ab", "19.3": "abc",
    "22.4": "ab", "B.2": "ab", "B.3": "ab", "B.4": "ab", "B.16": "ab",
}  # fmt: skip
# Parameters that a reading sets, with the value the reading chose; "" is for the Company to set.
PARAMETERS = {
    "A02": ("period_end", "through_corresponding_day"),
    "A03": ("month_rounding, transition_anchor", "down, purchase"),
    "A04": ("policy_tz", ""),
    "A05": ("expiration_base", "last_period_of_any_kind"),
    "A06": ("auto_archive", "false"),
    "A07": ("early_renewal", "stack"),
    "A15": ("grandfather_open_requests", "true"),
    "A17": ("ground_order", "ladder"),
    "A18": ("profile", "strict"),
    "A37": ("multi_default", "split"),
    "A38": ("merge_window_minutes", ""),
    "A41": ("repeat_similarity", ""),
    "A43": ("required_fields", "by_kind"),
    "A44": ("ask_info_close_after, no_response_close_after, reopen_window", ""),
    "A45": ("reopen_window", ""),
    "A58": ("min_version", ""),
    "A62": ("suspension_review_days", ""),
}
# Numbers the text gives, by unit: none may be lost in our wording.
NUMBERS = {
    "5.2.2": {"2", "10"}, "10.1": {"12"}, "10.2": {"12", "2"}, "10.4": {"12", "2"}, "13.1": {"6"},
}  # fmt: skip
# A paragraph that opens a list names how many items follow.
COUNTED = {
    "3.3": (23, "23", "23"), "4.4": (6, "six", "шести"), "6.2": (10, "ten", "десяти"), "7.1": (19, "19", "19"),
    "8.3": (10, "ten", "десять"), "9.4": (8, "eight", "восьми"), "13.3": (10, "Ten", "десять"),
    "14.2": (8, "eight", "восьми"), "15.2": (10, "ten", "десять"), "17.1": (4, "four", "четыре"),
    "18.2": (12, "Twelve", "двенадцать"), "19.2": (13, "Thirteen", "Тринадцать"), "20.2": (10, "ten", "десяти"),
    "22.2": (9, "nine", "девяти"), "23.1": (23, "23", "23"), "24.2": (8, "eight", "восьми"),
    "26.2": (16, "sixteen", "шестнадцать"), "27.1": (15, "fifteen", "пятнадцать"), "28.1": (12, "twelve", "двенадцати"),
}  # fmt: skip

CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def _load(name: str, key: str) -> list[Record]:
    text = files("resources").joinpath("agreements", "2026-06-13", name).read_text(encoding="utf-8")
    records: list[Record] = tomllib.loads(text)[key]
    return records


UNITS = _load("units.toml", "unit")
READINGS = _load("readings.toml", "reading")
BY_ID = {unit["id"]: unit for unit in UNITS}
READING_BY_ID = {reading["id"]: reading for reading in READINGS}


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold().replace("\u2019", "'"))


def _place(unit: str) -> tuple[int, list[int]]:
    """The place of an id: numbers compare as numbers, an address is the first item, the summary comes last."""
    head, *rest = unit.split(".")
    return (1000 if head == "B" else int(head), [0 if part == "url" else int(part) for part in rest])


def _texts() -> list[tuple[str, str, int]]:
    """Every text with its place and the most characters it may have."""
    units = [(f"{unit['id']} {key}", unit[key], 160) for unit in UNITS for key in ("en", "ru")]
    matters = [(f"{one['id']} {key}", one[key], 160) for one in READINGS for key in ("matter_en", "matter_ru")]
    readings = [(f"{one['id']} {key}", one[key], 200) for one in READINGS for key in ("reading_en", "reading_ru")]
    return units + matters + readings


def test_there_are_382_units_and_67_readings() -> None:
    assert Counter(unit["clause"] for unit in UNITS) == UNITS_OF_CLAUSES
    assert len(UNITS) == sum(UNITS_OF_CLAUSES.values()) == 382
    assert [reading["id"] for reading in READINGS] == [f"A{number:02}" for number in range(1, 68)]


def test_ids_are_unique_and_stand_in_the_order_of_the_text() -> None:
    ids = [unit["id"] for unit in UNITS]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids, key=_place)
    assert [unit["clause"] for unit in UNITS] == [unit["id"].split(".")[0] for unit in UNITS]


def test_treatments_and_parts_are_known() -> None:
    for unit in UNITS:
        assert unit["treatment"], unit["id"]
        assert TREATMENTS.issuperset(unit["treatment"]), unit["id"]
        assert len(set(unit["treatment"])) == len(unit["treatment"]), unit["id"]
    assert {unit["id"]: "".join(unit["parts"]) for unit in UNITS if "parts" in unit} == SPLIT


def test_kinds_are_known_and_counted() -> None:
    counted = Counter(kind for unit in UNITS for kind in unit["kind"].split("+"))
    assert counted == {
        "LIM": 116, "PERM-C": 68, "LIAB": 37, "DEF": 28, "PROH-U": 27, "INFO": 25, "RESP": 20, "DUTY-U": 18, "COND": 15,
        "DISC": 11, "PER": 11, "DUTY-C": 7, "PERM-U": 5, "PRES": 3, "EXC": 2,
    }  # fmt: skip


def test_every_text_is_there_and_short() -> None:
    texts = _texts()
    assert len(texts) == 2 * 382 + 4 * 67
    for place, text, most in texts:
        assert 0 < len(text) <= most, place
        assert " ".join(text.split()) == text, place


def test_every_text_is_in_its_language() -> None:
    for place, text, _ in _texts():
        russian = place.endswith("ru")
        assert bool(CYRILLIC.search(text)) is russian, place
        letters = [letter for letter in text if letter.isalpha()]
        latin = [letter for letter in letters if not CYRILLIC.match(letter)]
        assert not russian or len(latin) < len(letters) * 2 / 3, f"{place}: only names may stand in Latin letters"


def test_wordings_are_a_specialists_summary() -> None:
    for unit in UNITS:
        assert 2 <= len(_words(unit["en"])) <= 18, unit["id"]
        assert not unit["en"].endswith("."), unit["id"]
        assert not unit["ru"].endswith("."), unit["id"]
    for reading in READINGS:
        for key in ("reading_en", "reading_ru"):
            assert reading[key].endswith("."), reading["id"]
            assert len(re.findall(r"[.?!](?= |$)", reading[key])) <= 2, (reading["id"], key)
        for key in ("matter_en", "matter_ru"):
            assert len(re.findall(r"[.?!](?= |$)", reading[key])) == 1, (reading["id"], key)


def test_no_placeholder_and_no_wording_twice_in_a_list() -> None:
    for key in ("en", "ru"):
        heads = Counter((unit["id"].rpartition(".")[0], unit[key]) for unit in UNITS)
        assert [head for head, times in heads.items() if times > 1] == []
        assert [unit["id"] for unit in UNITS if re.search(r"(?i)^(unit|пункт) [\dB]", unit[key])] == []


def test_a_list_says_how_many_items_follow() -> None:
    for head, (number, en, ru) in COUNTED.items():
        items = [unit for unit in UNITS if re.fullmatch(rf"{re.escape(head)}\.\d+", unit["id"])]
        assert len(items) == number, head
        assert re.search(rf"\b{en}\b", BY_ID[head]["en"]), head
        assert re.search(rf"\b{ru}\b", BY_ID[head]["ru"]), head


@pytest.mark.parametrize(("unit", "numbers"), NUMBERS.items())
def test_numbers_of_the_text_are_kept(unit: str, numbers: set[str]) -> None:
    for key in ("en", "ru"):
        assert set(re.findall(r"\d+", BY_ID[unit][key])) == numbers


def test_units_and_readings_name_each_other() -> None:
    by_unit = {(unit["id"], reading) for unit in UNITS for reading in unit["readings"]}
    by_reading = {(clause, reading["id"]) for reading in READINGS for clause in reading["clauses"]}
    assert by_unit == by_reading
    assert {clause for clause, _ in by_reading} <= set(BY_ID)
    assert {reading for _, reading in by_unit} == set(READING_BY_ID)
    for one in (*(unit["readings"] for unit in UNITS), *(reading["clauses"] for reading in READINGS)):
        assert len(set(one)) == len(one)


def test_readings_set_the_parameters_they_name() -> None:
    assert {one["id"]: (one["parameter"], one["value"]) for one in READINGS if one["parameter"]} == PARAMETERS
    for one in READINGS:
        assert isinstance(one["needs_company"], bool)
        assert one["value"] not in one["alternatives"], one["id"]
        if one["parameter"]:
            assert one["needs_company"], one["id"]
        else:
            assert (one["value"], one["alternatives"]) == ("", []), one["id"]
        if one["value"]:
            assert one["alternatives"], f"{one['id']} chose a value where nothing else could be meant"
        if "," in one["parameter"] and one["alternatives"]:
            names = one["parameter"].split(", ")
            assert {alternative.split("=")[0] for alternative in one["alternatives"]} <= set(names)


def test_the_built_version_follows_its_readings() -> None:
    agreement = built()
    assert len(agreement.units) == 382
    followed = 0
    for parameter in agreement.parameters.values():
        if parameter.basis != "reading" or not isinstance(parameter.value, str):
            continue
        reading = agreement.readings[parameter.reading]
        values = dict(zip(reading.parameter.split(", "), reading.value.split(", "), strict=True))
        assert values[parameter.name] == parameter.value
        followed += 1
    assert followed >= 5


def _alternatives() -> list[tuple[str, str]]:
    """The alternatives that change periods, as the name of a parameter and its code."""
    found = []
    for reading in (READING_BY_ID[name] for name in ("A02", "A03", "A05", "A07")):
        for code in reading["alternatives"]:
            name, _, value = code.rpartition("=")
            found.append((name or reading["parameter"], value))
    return found


@pytest.mark.parametrize(("name", "code"), _alternatives())
def test_an_alternative_of_periods_changes_what_is_computed(name: str, code: str) -> None:
    """A code that the arithmetic does not know would be an alternative in name only."""
    facts = policy.LicenseFacts(
        purchased_at=datetime(2024, 2, 29, 12, tzinfo=UTC),
        purchases=(policy.Purchase(paid_at=datetime(2024, 12, 30, 12, tzinfo=UTC), length=1),),
    )
    unrenewed = replace(facts, purchases=())
    at = datetime(2026, 1, 1, tzinfo=UTC)
    chosen = policy.Terms()
    other = replace(chosen, **{name: code})
    assert getattr(chosen, name) != code
    assert any(
        policy.standing(one, at, UTC, other) != policy.standing(one, at, UTC, chosen) for one in (facts, unrenewed)
    )


@pytest.mark.peers
def test_ids_are_those_of_the_published_list(peers: Path) -> None:
    published = json.loads((peers / ".." / "policy" / "units.json").read_text(encoding="utf-8"))
    assert [unit["id"] for unit in UNITS] == [one["id"] for one in published if one["kind"] != "heading"]


@pytest.mark.peers
def test_no_six_words_in_a_row_are_those_of_the_published_text(peers: Path) -> None:
    source = next((peers / ".." / "policy" / "source").glob("*.txt"))
    assert copied_runs(source.read_text(encoding="utf-8")[:2000], peers), "the comparison finds nothing at all"
    assert [(place, run) for place, text, _ in _texts() for run in copied_runs(text, peers)] == []
