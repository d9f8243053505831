"""A list of licenses taken in from a CSV file: first what would become of each row, then, when a person says so, it.

Every cell is text: nothing in it is ever calculated. Each row is one command of its own; a row that somebody changed
after the preview is told and not overwritten.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from console.faults import BadInput, Fault, Known
from console.records.base import LicenseId
from console.records.licensing import LicenseRecord
from console.services import customers, registering, registry
from console.services.desk import Desk
from console.services.registering import Entry
from console.services.registry import NewLicense
from console.store import Unit
from console.store.queries import licensing, register

MOST_BYTES, MOST_ROWS, MOST_CELL = 20_000_000, 50_000, 4_000
_NAMES: Mapping[str, tuple[str, ...]] = {
    "key": ("key", "license", "license key", "ключ", "лицензия"),
    "customer": ("customer", "company", "клиент", "компания"),
    "plan": ("plan", "план", "тариф"),
    "purchased_at": ("purchased", "purchased at", "bought", "куплена", "дата покупки"),
    "product": ("product", "продукт"),
    "domains": ("domain", "domains", "домен", "домены"),
    "initial_installation": ("installation", "установка"),
    "contact": ("contact", "контакт"),
    "address": ("address", "e-mail", "email", "адрес", "почта"),
    "role": ("role", "роль"),
    "language": ("language", "язык"),
    "time_zone": ("time zone", "timezone", "часовой пояс"),
    "country": ("country", "страна"),
}
_NEEDED = ("key", "customer", "purchased_at")
_PLANS = {"pro": "PRO", "pro plus": "PRO_PLUS", "pro_plus": "PRO_PLUS", "proplus": "PRO_PLUS", "other": "other"}
_EDITED = ("plan", "product", "purchased_at", "initial_installation")
_FORMULA = ("'=", "'+", "'-", "'@")


class RowFate(StrEnum):
    """What would become of a row, or became of it: `FAILED` is only known when it is written."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """A row with its line in the file, its fate, why where it is wrong, and what would change."""

    line: int
    key: str
    customer: str
    fate: RowFate
    fault: Fault | None = None
    changes: tuple[tuple[str, object, object], ...] = ()
    license_id: LicenseId | None = None
    new: NewLicense | None = None
    contact: Mapping[str, str] = field(default_factory=dict)


def plan(desk: Desk, data: bytes) -> tuple[PlannedRow, ...]:
    """Return what would become of each row; nothing is written. Raises BadInput where the file is no such list."""
    rows = _rows(data)
    with desk.store.read() as connection:
        known = register.license_ids(connection, [str(row["key"]) for _line, row in rows])
        seen: set[str] = set()
        planned = []
        for line, row in rows:
            record = None
            if row["key"] in known and row["key"] not in seen:
                record = licensing.license_record(connection, known[row["key"]])
            planned.append(_planned(desk, line, row, record, twice=row["key"] in seen))
            seen.add(row["key"])
    return tuple(planned)


def carry_out(
    desk: Desk, planned: Iterable[PlannedRow], tell: Callable[[int], bool] = lambda _done: True
) -> tuple[PlannedRow, ...]:
    """Write the rows that are new or changed, one command each, and return what became of all of them.

    `tell` hears how many are done and stops the rest by False. A row that fails is told; the others go on.
    """
    done = []
    going = True
    for number, row in enumerate(planned):
        if going and row.fate in (RowFate.NEW, RowFate.CHANGED):
            done.append(_write(desk, row))
            going = tell(number + 1)
        else:
            done.append(row)
    return tuple(done)


def _write(desk: Desk, row: PlannedRow) -> PlannedRow:
    """Write a row in one act: it is there whole, or nothing of it is."""
    if row.license_id is None and row.new is None:
        return row
    try:
        if row.license_id is None and row.new is not None:
            registry.check_new(row.new)
        registering.carry_together(desk, lambda unit: _entries(unit, desk, row))
    except Known as fault:
        return PlannedRow(line=row.line, key=row.key, customer=row.customer, fate=RowFate.FAILED, fault=fault)
    return row


def _entries(unit: Unit, desk: Desk, row: PlannedRow) -> list[tuple[str, Entry]]:
    done: list[tuple[str, Entry]] = []
    license_id = row.license_id
    if license_id is None and row.new is not None:
        made = registry.put_license(unit, desk, row.new)
        license_id = LicenseId(made.id)
        done.append(("add_licenses", made))
    elif license_id is not None:
        done += _changed(unit, desk, license_id, row)
    if license_id is not None and row.contact.get("address"):
        done += _contact(unit, license_id, row)
    return done


def _changed(unit: Unit, desk: Desk, license_id: LicenseId, row: PlannedRow) -> Iterator[tuple[str, Entry]]:
    edited = [one for one in row.changes if one[0] in _EDITED]
    if edited:
        seen, values = {name: old for name, old, _new in edited}, {name: new for name, _old, new in edited}
        yield "edit_licenses", registry.put_license_edit(unit, desk, license_id, values, seen)
    for name, _old, new in row.changes:
        if name == "domains":
            yield "add_domains", registry.put_domain(unit, license_id, str(new))


def _contact(unit: Unit, license_id: LicenseId, row: PlannedRow) -> Iterator[tuple[str, Entry]]:
    record = licensing.license_record(unit.connection, license_id)
    if all(one.address != row.contact["address"].casefold() for one in record.contacts):
        given = {"handle": "", "designated": False, "language": "", **row.contact}
        yield "add_contacts", customers.put_contact(unit, record.customer_id, given | {"role": given["role"] or None})


def _planned(desk: Desk, line: int, row: Mapping[str, str], record: LicenseRecord | None, *, twice: bool) -> PlannedRow:
    try:
        if twice:
            raise BadInput("twice_in_file", license=row["key"])
        new = _new(desk, row, record)
        contact = _contact_of(row)
        registry.check_new(new)
        changes = () if record is None else _changes(new, row, record, contact)
        if record is not None and row["customer"].casefold() != record.customer.casefold():
            raise BadInput("license_of_other", license=row["key"], customer=record.customer)
    except Known as fault:
        return PlannedRow(line=line, key=row["key"], customer=row["customer"], fate=RowFate.WRONG, fault=fault)
    fate = RowFate.NEW if record is None else RowFate.CHANGED if changes else RowFate.SAME
    return PlannedRow(
        line=line,
        key=new.key,
        customer=new.customer,
        fate=fate,
        changes=changes,
        license_id=None if record is None else record.id,
        new=new,
        contact=contact,
    )


def _new(desk: Desk, row: Mapping[str, str], record: LicenseRecord | None) -> NewLicense:
    plan_word = row.get("plan", "").casefold().replace("-", " ")
    if plan_word and plan_word not in _PLANS:
        raise BadInput("unknown_plan", plan=row["plan"])
    installed = row.get("initial_installation", "").casefold()
    if installed and installed not in registry.INSTALLED:
        raise BadInput("unknown_installation", word=installed)
    return NewLicense(
        key=row["key"],
        plan=_PLANS[plan_word] if plan_word else record.plan if record is not None else "PRO",
        customer=row["customer"],
        purchased_at=_instant(desk, row["purchased_at"]),
        product=row.get("product", ""),
        domains=tuple(row.get("domains", "").replace(";", " ").replace(",", " ").split()),
        language=row.get("language", "").casefold(),
        time_zone=row.get("time_zone", ""),
        country=row.get("country", "").upper(),
        initial_installation=installed or "unknown",
    )


def _contact_of(row: Mapping[str, str]) -> dict[str, str]:
    address, role = row.get("address", ""), row.get("role", "").casefold()
    if role and role not in customers.SENDER_ROLES:
        raise BadInput("unknown_role", role=role)
    if address and "@" not in address[1:-1]:
        raise BadInput("bad_contact_address", address=address)
    return {"name": row.get("contact", ""), "address": address, "role": role} if address else {}


def _changes(
    new: NewLicense, row: Mapping[str, str], record: LicenseRecord, contact: Mapping[str, str]
) -> tuple[tuple[str, object, object], ...]:
    """Return what the row would change; an empty cell changes nothing, and no domain is taken off."""
    changes: list[tuple[str, object, object]] = []
    for name in _EDITED:
        old, value = getattr(record, name), getattr(new, name)
        given = row.get(name, "")
        same_day = name == "purchased_at" and len(given) <= len("31.12.2026") and _same_day(old, value)
        if given and old != value and not same_day:
            changes.append((name, old, value))
    held = {one.name for one in record.domains}
    changes += [("domains", None, one) for one in registry.domain_names(new.domains) if one not in held]
    if contact and all(one.address != contact["address"].casefold() for one in record.contacts):
        changes.append(("address", None, contact["address"]))
    return tuple(changes)


def _same_day(old: datetime, new: datetime) -> bool:
    """A row that names only a day says nothing of the hour that is known already; `new` is that day's beginning."""
    return timedelta(0) <= old - new < timedelta(days=1)


def _instant(desk: Desk, text: str) -> datetime:
    """Return an instant; a day alone begins in the policy's zone. Raises BadInput, NotSet."""
    local: datetime | None = None
    for shape in ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            local = datetime.strptime(text, shape)  # noqa: DTZ007 - put into the policy's zone below
        except ValueError:
            continue
    try:
        local = local or datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("bad_instant", instant=text) from None
    return (local if local.tzinfo else local.replace(tzinfo=desk.company.zone)).astimezone(UTC)


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return each row with the line it begins in. Raises BadInput: too large, or a needed column is not there."""
    if len(data) > MOST_BYTES:
        raise BadInput("list_too_large", most=MOST_BYTES)
    text = _text(data)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=False)
    try:
        columns = _columns(next(reader, []))
        rows: list[tuple[int, dict[str, str]]] = []
        begin = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                read = {name: _cell(cells[place]) for name, place in columns.items() if place < len(cells)}
                rows.append((begin, {**dict.fromkeys(_NEEDED, ""), **read}))
            begin = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                raise BadInput("list_too_large", most=MOST_ROWS)
    except csv.Error as error:
        raise BadInput("bad_list", detail=str(error)) from error
    return rows


def _columns(heads: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        word = " ".join(head.strip().casefold().replace("_", " ").split())
        name = next((one for one, words in _NAMES.items() if word in words), None)
        if name is not None and name not in found:
            found[name] = place
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise BadInput("list_lacks_columns", columns=", ".join(_NAMES[name][0] for name in missing))
    return found


def _cell(text: str) -> str:
    """Return a cell as text; the mark that a spreadsheet puts before what looks like a formula is taken off."""
    cut = "".join(one for one in text.strip()[:MOST_CELL] if one >= " " and one != "\x7f")
    return cut[1:] if cut.startswith(_FORMULA) else cut


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("bad_list", detail="encoding")
