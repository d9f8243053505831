"""Facts that a person set or confirmed: the row that the act wrote is there, as its event says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.store import codec
from console.store.witness.reading import Said, is_covered

_SET, _CONFIRMED = "fact_set", "facts_confirmed"
_TOPIC = "topic"


def wrong(rows: Sequence[Mapping[str, Any]], history: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Yield each fact of a request that is another than the act that set it says."""
    made: dict[tuple[str, object], list[Mapping[str, Any]]] = {}
    for row in rows:
        made.setdefault((str(row["name"]), row["at"]), []).append(row)
    for one in history:
        if one.kind == _SET:
            name, there = str(one.new.get("name")), made.get((str(one.new.get("name")), one.at), [])
            if not is_covered(name) and not any(_fits(row, one) for row in there):
                yield f"fact {name}", f"event {one.n}: {_shown(one)}"
        elif one.kind == _CONFIRMED:
            for name in one.new.get("facts") or ():
                there = made.get((str(name), one.at), [])
                if name != _TOPIC and not is_covered(name) and not any(row["status"] == "confirmed" for row in there):
                    yield f"fact {name}", f"event {one.n}: confirmed"


def _fits(row: Mapping[str, Any], one: Said) -> bool:
    if row["status"] != one.new.get("status") or row["staff_id"] != one.staff_id:
        return False
    if "value" not in one.new or is_covered(str(row["value"]), codec.dump(one.new["value"])):
        return True
    return bool(codec.load(row["value"]) == one.new["value"])


def _shown(one: Said) -> str:
    return f"{one.new.get('status')} {codec.dump(one.new['value'])[:80] if 'value' in one.new else ''}".rstrip()
