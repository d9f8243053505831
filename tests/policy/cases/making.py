"""How our own cases are written: a name, a kind, what is given and expected, in the words of docs/cases.md."""

from __future__ import annotations

from typing import Any

Case = tuple[str, str, dict[str, Any], dict[str, Any]]

ERROR = {"is_error": True, "what_happened": True, "panel_section": True, "repro_steps": True}
CODE = {"code_modified": True}
PLUS = {"plan": "PRO_PLUS"}


def ask(*topics: str | None) -> list[dict[str, Any]]:
    return [{"text": f"A question on {topic}", "topic": topic} for topic in topics]


def made(name: str, expect: dict[str, Any], state: str | None, *topics: str | None, **given: Any) -> Case:
    facts = {"license_state": state, "questions": ask(*topics), **given}
    return name, "admissibility", facts, expect


def outcome(word: str, primary: str | None = None, **more: Any) -> dict[str, Any]:
    return {"outcome": word, "primary": primary, **more}
