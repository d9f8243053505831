"""The agreement of the resources as documents that a test may change, and built; not a test itself."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import policy

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "agreements" / "2026-06-13"
NAMES = ("agreement", "units", "readings", "topics", "grounds", "closings", "services", "rules")


@cache
def _read() -> dict[str, dict[str, Any]]:
    return {name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in NAMES}


def documents() -> dict[str, dict[str, Any]]:
    return copy.deepcopy(_read())


def plain_documents() -> dict[str, dict[str, Any]]:
    """The documents as JSON can hold them: days are text."""
    found: dict[str, dict[str, Any]] = json.loads(json.dumps(_read(), default=str))
    return found


@cache
def agreement() -> policy.Agreement:
    return policy.build_agreement(_read())


def parameter(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["agreement"]["parameter"] if one["name"] == name)


def rule(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["rules"]["rule"] if one["id"] == name)


def with_parameter(name: str, value: Any) -> policy.Agreement:
    """The agreement under another reading: the parameter and the reading that sets it are changed together."""
    found = documents()
    parameter(found, name)["value"] = value
    for reading in found["readings"]["reading"]:
        names = [one.strip() for one in reading["parameter"].split(",")]
        if name in names:
            values = [one.strip() for one in reading["value"].split(",")]
            values[names.index(name)] = str(value).lower()
            reading["value"] = ", ".join(values)
    return policy.build_agreement(found)


def failing(
    cases: Iterable[tuple[str, str, dict[str, Any], dict[str, Any]]], found: policy.Agreement
) -> dict[str, Any]:
    """The cases (name, kind, given, expect) that do not hold under an agreement, with what is wrong."""
    wrong = {}
    for name, kind, given, expect in cases:
        answer = policy.assess_case({"kind": kind, "given": given}, found, CALENDARS)
        differences = policy.compare(expect, answer)
        if differences:
            wrong[name] = differences
    return wrong


CALENDARS = {
    "weekdays": {
        "tz": "Europe/Madrid",
        "hours": {day: [["09:30", "13:00"], ["15:00", "18:30"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "closed_dates": ["2026-10-12"],
    }
}
