"""The tier of a request (DT-3; B.12 to B.14). What the customer calls it is kept and not used (A20)."""

from __future__ import annotations

from dataclasses import dataclass

from policy.facts import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """The tier: critical, functional, question, undetermined, or None (out of scope); `needs` are unknown facts."""

    tier: str | None
    needs: tuple[str, ...]
    flags: tuple[str, ...]


def severity(*, in_scope: Truth, is_error: Truth, blocks: Truth, claimed: str | None = None) -> Severity:
    """Return the tier by scope, whether it is an error, and whether that blocks the standard product."""
    tier, needs = _tier(in_scope, is_error, blocks)
    ignored = claimed is not None and claimed != tier
    return Severity(tier=tier, needs=needs, flags=("claimed_urgency_ignored",) if ignored else ())


def _tier(in_scope: Truth, is_error: Truth, blocks: Truth) -> tuple[str | None, tuple[str, ...]]:
    if in_scope is False:
        return None, ()
    if in_scope is None:
        return "undetermined", ("scope",)
    if is_error is None:
        return "undetermined", ("is_error",)
    if is_error is False:
        return "question", ()
    if blocks is None:
        return "undetermined", ("blocks_normal_operation",)
    return ("critical" if blocks else "functional"), ()
