"""`signals`: what messages hint at, read from standard input as JSON lines, a line for each."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from console.cli.output import json_line, standard_input
from console.services.signals import hear


def add_commands(commands: Any) -> None:
    """Add the command of this module to the parser."""
    heard = commands.add_parser(
        "signals", help="what messages hint at (docs/cases.md), from JSON lines on standard input"
    )
    heard.add_argument("--json", action="store_true", help="the lines are JSON in any case")
    heard.set_defaults(run=signals_command)


def signals_command(_asked: argparse.Namespace) -> int:
    """Answer every line; exit 1 when one could not be read."""
    right = True
    for line in standard_input().splitlines():
        if line.strip():
            answer = _answer(line)
            right = right and "error" not in answer
            json_line(answer)
    return 0 if right else 1


def _answer(line: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except ValueError as error:
        return {"id": None, "error": f"no JSON: {error}"}
    if not isinstance(case, Mapping):
        return {"id": None, "error": "a line is an object"}
    text, previous, domains = case.get("text"), case.get("previous") or [], case.get("own_domains") or []
    if not isinstance(text, str):
        return {"id": case.get("id"), "error": f"text is {text!r}, not a text"}
    if not _texts(previous) or not _texts(domains):
        return {"id": case.get("id"), "error": "previous and own_domains are lists of texts"}
    heard = hear(text, previous=previous, own_domains=domains)
    return {
        "id": case.get("id"),
        "signals": [
            {"kind": one.kind, "start": one.start, "end": one.end, "evidence": text[one.start : one.end]}
            for one in heard.signals
        ],
        "questions": len(heard.questions),
        "language": heard.language,
    }


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
