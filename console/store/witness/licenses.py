"""Facts of a license that a decision rests on: when it was bought, its plan, what is wrong with it, what was paid.

The event of a decision says them as they were, and a correction of the register leaves an event on each request that
was decided on them. Whatever else stands in these rows now was changed behind the program. A payment that was entered
later contradicts nothing. Events of older programs say none of it, nor do their corrections leave one: at a desk the
history of the register tells of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from console.store import codec
from console.store.queries import register
from console.store.tables.licensing import licenses, purchases
from console.store.witness.reading import Said, grouped

TOLD = "license"
_OWN = ("purchased_at", "plan", "problem")
_PAID = ("paid_at", "length", "unit")
_PAYMENTS = "payments"
_CORRECTED = {licenses.name: frozenset(_OWN), purchases.name: frozenset((*_PAID, "void"))}


def facts(connection: Connection, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what an event says of licenses, by their keys: plain values, and payments that are not void."""
    found = {}
    columns = (licenses.c[name] for name in ("id", *_OWN))
    for row in connection.execute(select(*columns).where(licenses.c.id.in_(keys))).mappings():
        found[int(row["id"])] = {**{name: codec.plain(row[name]) for name in _OWN}, "id": int(row["id"]), _PAYMENTS: {}}
    asked = select(purchases).where(purchases.c.license_id.in_(keys), purchases.c.void.is_(False))
    for key, some in grouped(list(connection.execute(asked.order_by(purchases.c.id)).mappings()), "license_id").items():
        if key in found:
            found[key][_PAYMENTS] = {str(row["id"]): [codec.plain(row[name]) for name in _PAID] for row in some}
    return found


def told(connection: Connection, key: int | None) -> dict[str, Any]:
    """Return what an event says of a license that something was decided on; nothing without one."""
    found = {} if key is None else facts(connection, (key,))
    return {TOLD: found[key]} if key is not None and key in found else {}


def counts(table: str, names: Iterable[str]) -> bool:
    """Return whether a change of such columns of a row corrects what a decision rests on."""
    return not _CORRECTED.get(table, frozenset()).isdisjoint(names)


class Edits:
    """What the history of the register says that licenses and payments were changed to; read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: Mapping[tuple[str, int, str], Any] | None = None

    def say(self, table: str, key: int, name: str, value: object) -> bool:
        """Return whether a column was last changed to this plain value."""
        if self._last is None:
            self._last = register.last_edits(self._connection)
        return (table, key, name) in self._last and self._last[table, key, name] == value


def wrong(
    row: Mapping[str, Any], history: Sequence[Said], now: Mapping[int, Mapping[str, Any]], edits: Edits | None = None
) -> Iterator[tuple[str, str]]:
    """Yield what stands otherwise in the license of a request than the newest event that tells of it says.

    What `edits` tell of is left out.
    """
    said, n = _newest(history)
    key = row["license_id"]
    if said is None or said.get("id") != key:
        return
    where, stands = f"license {key}", now.get(key)
    if stands is None:
        yield where, f"event {n}: it is not there"
        return
    for name in _OWN:
        if name in said and said[name] != stands[name]:
            if edits is not None and edits.say(licenses.name, key, name, stands[name]):
                continue
            yield where, f"{name} {stands[name]}; event {n}: {said[name]}"
    for payment, paid in (said.get(_PAYMENTS) or {}).items():
        is_now = stands[_PAYMENTS].get(payment)
        if is_now != paid and not (edits is not None and _is_edited(edits, int(payment), paid, is_now)):
            yield where, f"payment {payment} {is_now}; event {n}: {paid}"


def of_rows(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return the facts of the licenses of some requests."""
    return facts(connection, sorted({int(row["license_id"]) for row in rows if row["license_id"] is not None}))


def _is_edited(edits: Edits, key: int, paid: Sequence[Any], is_now: Sequence[Any] | None) -> bool:
    if is_now is None:
        return edits.say(purchases.name, key, "void", value=True)
    columns = zip(_PAID, paid, is_now, strict=True)
    return all(was == stands or edits.say(purchases.name, key, name, stands) for name, was, stands in columns)


def _newest(history: Sequence[Said]) -> tuple[Mapping[str, Any] | None, int]:
    """Return what was said last of the license that a request has now, and in which event."""
    said: Mapping[str, Any] | None = None
    n = 0
    for one in history:
        if one.n > 1 and "license_id" in one.new:
            said = None
        if isinstance(one.new.get(TOLD), dict):
            said, n = one.new[TOLD], one.n
    return said, n
