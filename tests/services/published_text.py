"""A published text of our own making that has the numbering of the agreement in force: no sentence of the real one."""

from __future__ import annotations

from collections.abc import Iterable

import policy


def published(units: Iterable[policy.Unit], *, summary: bool = False) -> str:
    """Return a text whose units are numbered as these are; each sentence names its own number."""
    lines: list[str] = []
    section = "0"
    for one in units:
        if (one.clause == "B") is not summary:
            continue
        parts = one.id.split(".")
        if summary or parts[0] == "0":
            lines += [""] * (int(parts[1]) - 1 - len(lines)) + [f"Sentence {one.id}."]
            continue
        if len(parts) == 1:
            lines += ["", f"Foot {one.id}"]
            continue
        if parts[0] != section:
            section = parts[0]
            lines += ["", f"{section}. Section {section}"]
        lines += _line(one.id, parts)
    return "\n".join(lines) + "\n"


def _line(number: str, parts: list[str]) -> list[str]:
    if len(parts) == 2:
        return ["", f"Sentence {number}:"]
    if parts[2] == "url":
        return ["", f"https://desk.example/{number}"]
    if number.startswith("5.2."):
        return [*([""] if parts[2] == "0" else []), f"Sentence {number}."]
    return [*([""] if parts[2] == "1" else []), f"  • Sentence {number}."]
