"""The register of people: customers and those who may write for them. What is empty is not known, never guessed."""

from __future__ import annotations

from typing import Any

from console.faults import BadInput
from console.records.licensing import CustomerRecord, RegisterChange
from console.services import registering
from console.services.company import check_zone
from console.services.desk import Desk
from console.services.registering import Entry, carry, edit, only
from console.services.registry import Seen
from console.store import Unit, tables
from console.store.queries import licensing

KINDS = ("legal", "individual")
SENDER_ROLES = (
    "owner",
    "user_employee",
    "third_party_programmer",
    "contractor",
    "technical_specialist",
    "other_third_party",
)
_CUSTOMER_FIELDS = {"name", "kind", "country", "time_zone", "language", "note"}
_CONTACT_FIELDS = {"name", "address", "handle", "role", "designated", "language", "active"}
_COUNTRY = 2


def customers(desk: Desk, text: str = "") -> tuple[CustomerRecord, ...]:
    """Return customers by name; `text` is looked for in the name."""
    with desk.store.read() as connection:
        return licensing.customer_list(connection, text=text)


def customer(desk: Desk, customer_id: int) -> CustomerRecord:
    """Return a customer. Raises NotFound."""
    with desk.store.read() as connection:
        return licensing.customer_record(connection, customer_id)


def history(desk: Desk, license_id: int, customer_id: int) -> tuple[RegisterChange, ...]:
    """Return the history of a license and its customer, newest first."""
    return registering.history(desk, license_id=license_id, customer_id=customer_id)


def edit_customer(desk: Desk, customer_id: int, *, seen: Seen = None, **values: object) -> int:
    """Change a customer. Raises BadInput (no name, unknown kind, country or zone), Stale."""
    known = only(values, _CUSTOMER_FIELDS)
    for name in known:
        known[name] = str(known[name]).strip()
    if "country" in known:
        known["country"] = str(known["country"]).upper()

    def check(unit: Unit, row: dict[str, Any]) -> None:
        if not row["name"] or row["kind"] not in KINDS:
            raise BadInput("bad_customer", name=row["name"])
        other = unit.find(tables.people.customers, name=row["name"])
        if other is not None and other["id"] != customer_id:
            raise BadInput("customer_exists", name=row["name"])
        if row["country"] and not (len(row["country"]) == _COUNTRY and row["country"].isalpha()):
            raise BadInput("bad_country", country=row["country"])
        if row["time_zone"]:
            check_zone(str(row["time_zone"]))

    def after(_unit: Unit, _row: dict[str, Any]) -> Entry:
        return Entry(id=customer_id, customer_id=customer_id)

    return edit(desk, tables.people.customers, customer_id, known, seen=seen, check=check, after=after)


def add_contact(
    desk: Desk,
    customer_id: int,
    *,
    name: str,
    address: str = "",
    handle: str = "",
    role: str | None = None,
    designated: bool = False,
    language: str = "",
) -> int:
    """Enter a person who may write. Raises BadInput for an unknown role or when there is no way to reach the person."""
    values = {"name": name, "address": address, "handle": handle, "role": role, "designated": designated}
    return carry(desk, "add_contacts", lambda unit: put_contact(unit, customer_id, {**values, "language": language}))


def put_contact(unit: Unit, customer_id: int, given: dict[str, Any]) -> Entry:
    """Enter a person who may write inside a transaction. Raises BadInput."""
    values = _folded(given)
    _check_contact(values)
    unit.row(tables.people.customers, customer_id)
    _contact_is_new(unit, customer_id, values, None)
    key = unit.insert(tables.people.contacts, customer_id=customer_id, **values)
    return Entry(id=key, customer_id=customer_id, new=values)


def edit_contact(desk: Desk, contact_id: int, *, seen: Seen = None, **values: object) -> int:
    """Change a contact; `active` False takes the person off. Raises BadInput, Stale."""
    known = _folded(only(values, _CONTACT_FIELDS))

    def check(unit: Unit, row: dict[str, Any]) -> None:
        _check_contact(row)
        if row["active"]:
            _contact_is_new(unit, int(row["customer_id"]), row, contact_id)

    def after(_unit: Unit, row: dict[str, Any]) -> Entry:
        return Entry(id=contact_id, customer_id=int(row["customer_id"]))

    return edit(desk, tables.people.contacts, contact_id, known, seen=seen, check=check, after=after)


def _folded(values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    for name in ("address", "handle"):
        if name in kept:
            kept[name] = str(kept[name]).casefold()
    return kept


def _check_contact(row: dict[str, Any]) -> None:
    if row["role"] is not None and row["role"] not in SENDER_ROLES:
        raise BadInput("unknown_role", role=str(row["role"]))
    if not row["address"] and not row["handle"]:
        raise BadInput("contact_unreachable", name=row["name"])
    if row["address"] and ("@" not in row["address"][1:-1] or any(one.isspace() for one in row["address"])):
        raise BadInput("bad_contact_address", address=row["address"])


def _contact_is_new(unit: Unit, customer_id: int, row: dict[str, Any], own: int | None) -> None:
    """One person is entered once: two entries of an address would both be asked for each message."""
    for name in ("address", "handle"):
        if not row[name]:
            continue
        same = unit.find_all(tables.people.contacts, customer_id=customer_id, active=True, **{name: row[name]})
        if any(one["id"] != own for one in same):
            raise BadInput("contact_exists", address=row[name])
