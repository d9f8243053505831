"""Operations of a file answered one by one, for other programs to compare with; which there are, the caller says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from console.faults import BadInput

Operations: TypeAlias = Mapping[str, Callable[[Mapping[str, Any]], Any]]


def lines(cases: Any, operations: Operations, *, file: str = "") -> Iterator[dict[str, Any]]:
    """Yield {"id", "got"} for every case, {"id", "error"} for one that cannot be answered.

    Raises BadInput ("bad_cases") when there is no list of cases.
    """
    found = cases.get("cases") if isinstance(cases, Mapping) else cases
    if not isinstance(found, list):
        raise BadInput("bad_cases", file=file)
    for case in found:
        yield _line(case, operations)


def _line(case: Any, operations: Operations) -> dict[str, Any]:
    if not isinstance(case, Mapping):
        return {"id": None, "error": "a case is an object"}
    name, asked = case.get("id"), case.get("op")
    operation = operations.get(asked) if isinstance(asked, str) else None
    if operation is None:
        return {"id": name, "error": f"unknown operation {asked!r}; there are {', '.join(sorted(operations))}"}
    try:
        return {"id": name, "got": operation(case)}
    except KeyError as error:
        return {"id": name, "error": f"{error.args[0]} is missing"}
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        return {"id": name, "error": f"cannot be read: {error}"}
