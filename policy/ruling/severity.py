"""The tier of a request (DT-3; B.12 to B.14). What the customer calls it is kept and not used (A20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policy.facts import Truth
from policy.ruling.case import word
from policy.tables import Row, UniqueTable

_TRUTHS = ("yes", "no", "unknown")
_RANK = {"critical": 1, "functional": 2, "undetermined": 3, "question": 4, None: 5}
SEVERITY = UniqueTable(
    name="severity",
    columns={"in_scope": _TRUTHS, "is_error": _TRUTHS, "blocks": _TRUTHS},
    rows=(
        Row(id="out_of_scope", when={"in_scope": ("no",)}, answer={}, clauses=("5.2.5",)),
        Row(
            id="scope_unknown",
            when={"in_scope": ("unknown",)},
            answer={"tier": "undetermined", "needs": "scope"},
            clauses=("30.4",),
        ),
        Row(
            id="error_unknown",
            when={"in_scope": ("yes",), "is_error": ("unknown",)},
            answer={"tier": "undetermined", "needs": "is_error"},
            clauses=("30.4",),
        ),
        Row(
            id="question",
            when={"in_scope": ("yes",), "is_error": ("no",)},
            answer={"tier": "question"},
            clauses=("B.14", "5.2.1"),
        ),
        Row(
            id="critical",
            when={"in_scope": ("yes",), "is_error": ("yes",), "blocks": ("yes",)},
            answer={"tier": "critical"},
            clauses=("B.12", "5.2.4"),
        ),
        Row(
            id="functional",
            when={"in_scope": ("yes",), "is_error": ("yes",), "blocks": ("no",)},
            answer={"tier": "functional"},
            clauses=("B.13", "5.2.3"),
        ),
        Row(
            id="blocking_unknown",
            when={"in_scope": ("yes",), "is_error": ("yes",), "blocks": ("unknown",)},
            answer={"tier": "undetermined", "needs": "blocks_normal_operation"},
            clauses=("B.12",),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """The tier: critical, functional, question, undetermined, or None (out of scope); `needs` are unknown facts.

    `row` is that of the table. Among several questions, `place` is that of the one that gives the tier.
    """

    tier: str | None
    needs: tuple[str, ...]
    flags: tuple[str, ...]
    clauses: tuple[str, ...] = ()
    row: str = ""
    place: int = 0


def severest(scopes: Sequence[Truth], *, is_error: Truth, blocks: Truth, claimed: str | None = None) -> Severity:
    """Return the tier of a request of several questions by their scopes: that of the severest.

    What is not determined yet stands above a question, since it may turn out to be an error, and below an error that is
    known. Of equals the first counts. Without a question the scope is not known.
    """
    found = (
        replace(severity(in_scope=scope, is_error=is_error, blocks=blocks, claimed=claimed), place=place)
        for place, scope in enumerate(scopes or (None,))
    )
    return min(found, key=lambda one: _RANK[one.tier])


def severity(
    *, in_scope: Truth, is_error: Truth, blocks: Truth, claimed: str | None = None, outside_cause: Truth = False
) -> Severity:
    """Return the tier by scope, whether it is an error, and whether that blocks the standard product.

    `outside_cause`: a check has found a cause outside the product, which takes the tier away.
    """
    scope = False if outside_cause is True else in_scope
    row = SEVERITY.look_up(in_scope=word(scope), is_error=word(is_error), blocks=word(blocks))
    tier = row.answer.get("tier")
    needs = (row.answer["needs"],) if "needs" in row.answer else ()
    ignored = claimed is not None and claimed != tier
    flags = ("claimed_urgency_ignored",) if ignored else ()
    return Severity(tier=tier, needs=needs, flags=flags, clauses=row.clauses, row=row.id)
