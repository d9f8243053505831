"""The register: customers, contacts, channels, licenses, domains, purchases. Facts are entered, never guessed.

What follows from a license (its state, its next boundary) is computed by `standing` and rebuilt after each change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, LicenseId
from console.records.licensing import LicenseRecord
from console.services.desk import Desk
from console.services.standing import rebuild_license
from console.store import Unit, tables
from console.store.queries import licensing

PLANS = ("PRO", "PRO_PLUS", "other")
CHANNEL_KINDS = (
    "email",
    "telegram_account",
    "telegram_group",
    "personal_employee_account",
    "third_party_group",
    "comment",
    "forum",
    "social_network",
)
SENDER_ROLES = (
    "owner",
    "user_employee",
    "third_party_programmer",
    "contractor",
    "technical_specialist",
    "other_third_party",
)
INTEGRITY = (
    "code_modified",
    "files_modified",
    "database_modified",
    "server_config_modified",
    "requirements_met",
    "outdated",
    "shares_with_other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLicense:
    """A license as it is entered: key, plan, customer's name and the instant of purchase."""

    key: str
    plan: str
    customer: str
    purchased_at: datetime
    product: str = ""
    domains: tuple[str, ...] = ()
    customer_kind: str = "legal"
    language: str = ""
    time_zone: str = ""
    country: str = ""
    initial_installation: str = "done"


def add_license(desk: Desk, new: NewLicense) -> LicenseId:
    """Enter a license with its customer and domains. Raises BadInput (unknown plan, key in use, bad domain)."""
    key = new.key.strip()
    if not key or new.plan not in PLANS or not new.customer.strip():
        raise BadInput("bad_license", license=new.key, plan=new.plan)
    names = tuple(_domain(name) for name in new.domains)

    def act(unit: Unit) -> Json:
        if unit.find(tables.licensing.licenses, license_key=key) is not None:
            raise BadInput("license_exists", license=key)
        customer = unit.find(tables.people.customers, name=new.customer.strip())
        customer_id = (
            int(customer["id"])
            if customer is not None
            else unit.insert(
                tables.people.customers,
                name=new.customer.strip(),
                kind=new.customer_kind,
                language=new.language,
                time_zone=new.time_zone,
                country=new.country,
            )
        )
        license_id = unit.insert(
            tables.licensing.licenses,
            license_key=key,
            plan=new.plan,
            product=new.product,
            customer_id=customer_id,
            purchased_at=new.purchased_at,
            purchase_agreement_id=desk.agreement.id,
            initial_installation=new.initial_installation,
        )
        for name in names:
            unit.insert(tables.licensing.domains, license_id=license_id, name=name)
        rebuild_license(desk, unit, license_id)
        return license_id

    return LicenseId(int(str(desk.apply(desk.command("add_license", payload={"key": key}), act).result)))


def edit_license(desk: Desk, license_id: LicenseId, *, version: int, **values: object) -> int:
    """Change plan, product, problem, purchase instant, installation or note. Raises Stale. Returns the version."""
    allowed = {"plan", "product", "problem", "purchased_at", "initial_installation", "note", "license_key"}
    return _edit(desk, tables.licensing.licenses, license_id, license_id, version, _only(values, allowed))


def add_domain(desk: Desk, license_id: LicenseId, name: str) -> int:
    """Add a domain to a license; a PRO license has one, a PRO PLUS license two (12.5). Raises BadInput, NotAllowed."""
    domain = _domain(name)

    def act(unit: Unit) -> Json:
        row = unit.row(tables.licensing.licenses, license_id)
        known = [one for one in unit.find_all(tables.licensing.domains, license_id=license_id) if one["active"]]
        most = {"PRO": 1, "PRO_PLUS": 2}.get(str(row["plan"]))
        if any(one["name"] == domain for one in known):
            raise BadInput("domain_exists", domain=domain)
        if most is not None and len(known) >= most:
            raise NotAllowed("too_many_domains", plan=str(row["plan"]), most=most)
        unit.touch("licenses")
        return unit.insert(tables.licensing.domains, license_id=license_id, name=domain)

    return _number(desk, "add_domain", act)


def set_installation(desk: Desk, domain_id: int, **flags: object) -> int:
    """Record what is known of the installation on a domain; None is not known. Earlier records stay (12.8, A32)."""
    known = _only(flags, {*INTEGRITY, "software_version", "note"})

    def act(unit: Unit) -> Json:
        unit.touch("licenses")
        return unit.insert(tables.licensing.installations, domain_id=domain_id, checked_at=unit.at, **known)

    return _number(desk, "set_installation", act)


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
    if role is not None and role not in SENDER_ROLES:
        raise BadInput("unknown_role", role=role)
    if not address.strip() and not handle.strip():
        raise BadInput("contact_unreachable", name=name)

    def act(unit: Unit) -> Json:
        unit.touch("licenses")
        return unit.insert(
            tables.people.contacts,
            customer_id=customer_id,
            name=name.strip(),
            address=address.strip().casefold(),
            handle=handle.strip().casefold(),
            role=role,
            designated=designated,
            language=language,
        )

    return _number(desk, "add_contact", act)


def edit_contact(desk: Desk, contact_id: int, *, version: int, **values: object) -> int:
    """Change a contact; `active` False takes the person off. Raises BadInput, Stale."""
    known = _only(values, {"name", "address", "handle", "role", "designated", "language", "active"})
    if known.get("role") is not None and known["role"] not in SENDER_ROLES:
        raise BadInput("unknown_role", role=str(known["role"]))
    for name in ("address", "handle"):
        if name in known:
            known[name] = str(known[name]).strip().casefold()
    return _edit(desk, tables.people.contacts, contact_id, None, version, known)


def add_channel(desk: Desk, *, kind: str, address: str, official: bool, license_id: LicenseId | None = None) -> int:
    """Enter a channel; with a license it is assigned to it (2.11). Raises BadInput."""
    if kind not in CHANNEL_KINDS or not address.strip():
        raise BadInput("bad_channel", kind=kind, address=address)

    def act(unit: Unit) -> Json:
        unit.touch("licenses")
        return unit.insert(
            tables.people.channels,
            kind=kind,
            address=address.strip().casefold(),
            official=official,
            license_id=license_id,
            checked_at=unit.at,
        )

    return _number(desk, "add_channel", act)


def record_purchase(
    desk: Desk, license_id: LicenseId, *, paid_at: datetime, length: int, evidence: str, unit_word: str = "month"
) -> int:
    """Record that a paid period was paid (11.3). Evidence of the money is mandatory (A10). Raises BadInput."""
    if length <= 0 or unit_word != "month" or not evidence.strip():
        raise BadInput("bad_purchase", length=length, unit=unit_word)

    def act(unit: Unit) -> Json:
        key = unit.insert(
            tables.licensing.purchases,
            license_id=license_id,
            paid_at=paid_at,
            length=length,
            unit=unit_word,
            evidence=evidence.strip(),
            agreement_id=desk.agreement.id,
            recorded_by=desk.actor.staff_id,
        )
        rebuild_license(desk, unit, license_id)
        return key

    return _number(desk, "record_purchase", act)


def void_purchase(desk: Desk, purchase_id: int, *, version: int) -> int:
    """Take back a purchase that was entered by mistake; the entry stays, marked void. Raises Stale."""

    def act(unit: Unit) -> Json:
        row = unit.row(tables.licensing.purchases, purchase_id)
        changed = unit.amend(tables.licensing.purchases, purchase_id, expected=version, void=True)
        rebuild_license(desk, unit, int(row["license_id"]))
        return changed

    return _number(desk, "void_purchase", act)


def transfer_to_archive(desk: Desk, license_id: LicenseId, *, at: datetime, allowed: bool, note: str = "") -> int:
    """Record a transfer to archive (13.1, DT-8): a person signs, and only when `allowed` by the agreement."""
    if not allowed:
        raise NotAllowed("archive_too_early")

    def act(unit: Unit) -> Json:
        key = unit.insert(
            tables.licensing.archive_transfers,
            license_id=license_id,
            at=at,
            decided_by=desk.actor.staff_id,
            note=note,
        )
        rebuild_license(desk, unit, license_id)
        return key

    return _number(desk, "transfer_to_archive", act)


def _edit(desk: Desk, table: Any, row_id: int, license_id: int | None, version: int, values: dict[str, object]) -> int:
    def act(unit: Unit) -> Json:
        changed = unit.amend(table, row_id, expected=version, **values)
        if license_id is not None:
            rebuild_license(desk, unit, license_id)
        unit.touch("licenses")
        return changed

    return _number(desk, f"edit_{table.name}", act)


def _number(desk: Desk, kind: str, act: Callable[[Unit], Json]) -> int:
    return int(str(desk.apply(desk.command(kind), act).result))


def _only(values: dict[str, Any], allowed: set[str]) -> dict[str, object]:
    unknown = set(values) - allowed
    if unknown:
        raise BadInput("unknown_field", field=", ".join(sorted(unknown)))
    return dict(values)


def _domain(name: str) -> str:
    folded = name.strip().casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/.")
    if not folded or "." not in folded or any(not (c.isalnum() or c in ".-") for c in folded):
        raise BadInput("bad_domain", domain=name)
    return folded


def read_license(connection: Any, license_id: int) -> LicenseRecord:
    """Return a license whole. Raises NotFound."""
    return licensing.license_record(connection, license_id)
