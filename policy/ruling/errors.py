"""Product errors (clause 14, DT-5): the eight conditions and the excluded causes. False wins over unknown.

The engine proposes; that an error is confirmed is recorded by a named person (14.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policy.facts import Truth
from policy.logic import conjunction

# Causes that 20.3 names as well as, or instead of, 14.3.
_OF_20_3 = frozenset({"user_actions", "server", "hosting", "infrastructure", "third_party_service"})
CONDITIONS_OF_14_2 = {f"c{number}": f"14.2.{number}" for number in range(1, 9)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorFinding:
    """`result`: conditions_met, not_product_error or undetermined; `because` are clauses, `needs` what is missing."""

    result: str
    because: tuple[str, ...]
    needs: tuple[str, ...]


def product_error(conditions: Mapping[str, Truth], excluded_causes: tuple[str, ...] = ()) -> ErrorFinding:
    """Return whether the conditions c1 to c8 make a product error; one that is not named is unknown.

    `excluded_causes` are causes of 14.3 and 20.3 that were found. Raises ValueError for a condition that is none.
    """
    unknown = sorted(set(conditions) - set(CONDITIONS_OF_14_2))
    if unknown:
        raise ValueError(f"14.2 has no {unknown}")
    judged = {name: conditions.get(name) for name in CONDITIONS_OF_14_2}
    because = [clause for name, clause in CONDITIONS_OF_14_2.items() if judged[name] is False]
    if excluded_causes:
        because.append("14.3")
    if _OF_20_3 & set(excluded_causes):
        because.append("20.3")
    whole = conjunction([*judged.values(), not excluded_causes])
    if whole is False:
        return ErrorFinding(result="not_product_error", because=tuple(because), needs=())
    if whole is None:
        needs = tuple(name for name, value in judged.items() if value is None)
        return ErrorFinding(result="undetermined", because=(), needs=needs)
    return ErrorFinding(result="conditions_met", because=(), needs=("company_determination",))
