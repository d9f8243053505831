"""The register of licenses: domains, channels, purchases, suspensions. Facts are entered, never guessed.

What follows from a license (its state, its next boundary) is computed by `standing` and rebuilt after each change.
Each entry and change keeps its line in the history (`registering`). Customers and contacts are in `customers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import LicenseId
from console.records.licensing import LicenseRecord
from console.services import corrected
from console.services.agreements import under_version_of
from console.services.company import check_zone
from console.services.desk import Desk
from console.services.registering import Entry, carry, edit, only, put_edit
from console.services.standing import rebuild_license
from console.store import Unit, tables
from console.store.queries import licensing

PLANS = ("PRO", "PRO_PLUS", "other")
PROBLEMS = ("pirated", "unofficial", "not_valid")
INSTALLED = ("unknown", "done", "not_done")
"""Whether the first installation is made (8.1); a license whose record does not say it is asked about."""
SUSPENDED = ("review", "support", "communication")
SUSPENSION_CLAUSES = ("18.3", "19.3", "23.1", "24.2")
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
    initial_installation: str = "unknown"


_MOST_DOMAINS = {"PRO": 1, "PRO_PLUS": 2}  # 12.5
_LICENSE_FIELDS = {"plan", "product", "problem", "purchased_at", "initial_installation", "note", "license_key"}
_CHANNEL_FIELDS = {"kind", "address", "official", "active"}
_PURCHASE_FIELDS = {"paid_at", "length", "evidence", "void"}

Seen = Mapping[str, object] | None


def add_license(desk: Desk, new: NewLicense) -> LicenseId:
    """Enter a license with its customer and domains. Raises BadInput, NotAllowed (more domains than the plan has)."""
    check_new(new)
    return LicenseId(carry(desk, "add_licenses", lambda unit: put_license(unit, desk, new)))


def put_license(unit: Unit, desk: Desk, new: NewLicense) -> Entry:
    """Enter a license inside a transaction. Raises BadInput ("license_exists")."""
    key, names = new.key.strip(), domain_names(new.domains)
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
    values = {
        "license_key": key,
        "plan": new.plan,
        "product": new.product,
        "customer_id": customer_id,
        "purchased_at": new.purchased_at,
        "initial_installation": new.initial_installation,
    }
    under = under_version_of(unit, desk, new.purchased_at).agreement.id
    license_id = unit.insert(tables.licensing.licenses, purchase_agreement_id=under, **values)
    for name in names:
        unit.insert(tables.licensing.domains, license_id=license_id, name=name)
    rebuild_license(desk, unit, license_id)
    return Entry(id=license_id, license_id=license_id, customer_id=customer_id, new={**values, "domains": names})


def check_new(new: NewLicense) -> None:
    """Raise BadInput or NotAllowed where a license cannot be entered like this; nothing is written."""
    if not new.key.strip() or new.plan not in PLANS or not new.customer.strip():
        raise BadInput("bad_license", license=new.key, plan=new.plan)
    if new.time_zone:
        check_zone(new.time_zone)
    _check_domains(new.plan, len(domain_names(new.domains)))


def domain_names(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return domains as the register keeps them, each once. Raises BadInput."""
    return tuple(dict.fromkeys(_domain(name) for name in given if name.strip()))


def edit_license(desk: Desk, license_id: LicenseId, *, seen: Seen = None, **values: object) -> int:
    """Change what stands on a license itself. Raises BadInput, NotAllowed, Stale."""
    known = only(values, _LICENSE_FIELDS)
    check, after = _license_checks(desk, license_id)
    return edit(desk, tables.licensing.licenses, license_id, known, seen=seen, check=check, after=after)


def put_license_edit(unit: Unit, desk: Desk, license_id: LicenseId, values: Mapping[str, object], seen: Seen) -> Entry:
    """Change what stands on a license inside a transaction, as `edit_license`."""
    known = only(values, _LICENSE_FIELDS)
    check, after = _license_checks(desk, license_id)
    return put_edit(unit, tables.licensing.licenses, license_id, known, seen=seen, check=check, after=after)


def _license_checks(
    desk: Desk, license_id: LicenseId
) -> tuple[Callable[[Unit, dict[str, Any]], None], Callable[[Unit, dict[str, Any]], Entry]]:
    def check(unit: Unit, row: dict[str, Any]) -> None:
        if not str(row["license_key"]).strip() or row["plan"] not in PLANS or row["problem"] not in (None, *PROBLEMS):
            raise BadInput("bad_license", license=row["license_key"], plan=row["plan"])
        other = unit.find(tables.licensing.licenses, license_key=row["license_key"])
        if other is not None and other["id"] != license_id:
            raise BadInput("license_exists", license=row["license_key"])
        _check_domains(str(row["plan"]), len(_active_domains(unit, license_id)))

    def after(unit: Unit, _row: dict[str, Any]) -> Entry:
        rebuild_license(desk, unit, license_id)
        return Entry(id=license_id, license_id=license_id)

    return check, after


def add_domain(desk: Desk, license_id: LicenseId, name: str) -> int:
    """Add a domain to a license; a PRO license has one, a PRO PLUS license two (12.5). Raises BadInput, NotAllowed."""
    return carry(desk, "add_domains", lambda unit: put_domain(unit, license_id, name))


def put_domain(unit: Unit, license_id: LicenseId, name: str) -> Entry:
    """Add a domain to a license inside a transaction. Raises BadInput, NotAllowed."""
    domain = _domain(name)
    row = unit.row(tables.licensing.licenses, license_id)
    known = _active_domains(unit, license_id)
    if any(one["name"] == domain for one in known):
        raise BadInput("domain_exists", domain=domain)
    _check_domains(str(row["plan"]), len(known) + 1)
    gone = unit.find(tables.licensing.domains, license_id=license_id, name=domain)
    if gone is not None:
        unit.amend(tables.licensing.domains, int(gone["id"]), expected=None, active=True)
        key = int(gone["id"])
    else:
        key = unit.insert(tables.licensing.domains, license_id=license_id, name=domain)
    return Entry(id=key, license_id=license_id, new={"name": domain})


def edit_domain(desk: Desk, domain_id: int, *, seen: Seen = None, **values: object) -> int:
    """Correct the name of a domain, or take it off the license (`active` False). Raises BadInput, Stale."""
    known = only(values, {"name", "active"})
    if "name" in known:
        known["name"] = _domain(str(known["name"]))

    def check(unit: Unit, row: dict[str, Any]) -> None:
        others = [one for one in _active_domains(unit, int(row["license_id"])) if one["id"] != domain_id]
        if any(one["name"] == row["name"] for one in others):
            raise BadInput("domain_exists", domain=row["name"])
        if row["active"]:
            plan = unit.row(tables.licensing.licenses, int(row["license_id"]))["plan"]
            _check_domains(str(plan), len(others) + 1)

    def after(_unit: Unit, row: dict[str, Any]) -> Entry:
        return Entry(id=domain_id, license_id=int(row["license_id"]))

    return edit(desk, tables.licensing.domains, domain_id, known, seen=seen, check=check, after=after)


def set_installation(desk: Desk, domain_id: int, **flags: object) -> int:
    """Record what is known of the installation on a domain; None is not known. Earlier records stay (12.8, A32)."""
    known = only(flags, {*INTEGRITY, "software_version", "note"})

    def act(unit: Unit) -> Entry:
        domain = unit.row(tables.licensing.domains, domain_id)
        key = unit.insert(tables.licensing.installations, domain_id=domain_id, checked_at=unit.at, **known)
        new = {"name": domain["name"], **known}
        return Entry(id=key, license_id=int(domain["license_id"]), new=new)

    return carry(desk, "add_installations", act)


def add_channel(desk: Desk, *, kind: str, address: str, official: bool, license_id: LicenseId | None = None) -> int:
    """Enter a channel; with a license it is assigned to it (2.11). Raises BadInput."""

    def act(unit: Unit) -> Entry:
        return put_channel(unit, kind=kind, address=address, official=official, license_id=license_id)

    return carry(desk, "add_channels", act)


def put_channel(unit: Unit, *, kind: str, address: str, official: bool, license_id: LicenseId | None = None) -> Entry:
    """Enter a channel inside a transaction. Raises BadInput."""
    _check_channel(kind, address)
    folded = address.strip().casefold()
    _channel_is_new(unit, kind, folded, license_id, None)
    new = {"kind": kind, "address": folded, "official": official}
    key = unit.insert(tables.people.channels, license_id=license_id, checked_at=unit.at, **new)
    return Entry(id=key, license_id=license_id, new=new)


def edit_channel(desk: Desk, channel_id: int, *, seen: Seen = None, **values: object) -> int:
    """Change a channel; `active` False takes it off. Raises BadInput, Stale."""
    known = only(values, _CHANNEL_FIELDS)
    if "address" in known:
        known["address"] = str(known["address"]).strip().casefold()

    def check(unit: Unit, row: dict[str, Any]) -> None:
        _check_channel(str(row["kind"]), str(row["address"]))
        if row["active"]:
            _channel_is_new(unit, str(row["kind"]), str(row["address"]), row["license_id"], channel_id)

    def after(_unit: Unit, row: dict[str, Any]) -> Entry:
        return Entry(id=channel_id, license_id=row["license_id"])

    return edit(desk, tables.people.channels, channel_id, known, seen=seen, check=check, after=after)


def record_purchase(
    desk: Desk, license_id: LicenseId, *, paid_at: datetime, length: int, evidence: str, unit_word: str = "month"
) -> int:
    """Record that a paid period was paid (11.3): money that came, with its evidence (A10). Raises BadInput."""
    if length <= 0 or unit_word != "month" or not evidence.strip():
        raise BadInput("bad_purchase", length=length, unit=unit_word)
    _check_paid(desk, paid_at)
    values = {"paid_at": paid_at, "length": length, "unit": unit_word, "evidence": evidence.strip()}

    def act(unit: Unit) -> Entry:
        key = unit.insert(
            tables.licensing.purchases,
            license_id=license_id,
            agreement_id=under_version_of(unit, desk, paid_at).agreement.id,
            recorded_by=desk.actor.staff_id,
            **values,
        )
        rebuild_license(desk, unit, license_id)
        corrected.tell(unit, license_id, paid_at)
        return Entry(id=key, license_id=license_id, new=values)

    return carry(desk, "add_purchases", act)


def edit_purchase(desk: Desk, purchase_id: int, *, seen: Seen = None, **values: object) -> int:
    """Correct a paid period; `void` True takes it back (a mistake, money returned): the entry stays, marked.

    Raises BadInput, Stale.
    """
    known = only(values, _PURCHASE_FIELDS)
    paid_at = known.get("paid_at")
    if isinstance(paid_at, datetime):
        _check_paid(desk, paid_at)

    def after(unit: Unit, row: dict[str, Any]) -> Entry:
        if int(row["length"]) <= 0 or not str(row["evidence"]).strip():
            raise BadInput("bad_purchase", length=row["length"], unit=row["unit"])
        rebuild_license(desk, unit, int(row["license_id"]))
        return Entry(id=purchase_id, license_id=int(row["license_id"]))

    return edit(desk, tables.licensing.purchases, purchase_id, known, seen=seen, after=after)


def _check_paid(desk: Desk, paid_at: datetime) -> None:
    """A payment is what came, never what is awaited: a period that nobody paid would count as paid (11.3, A10)."""
    if paid_at > desk.clock():
        raise BadInput("instant_in_future", instant=paid_at.isoformat())


def suspend(
    desk: Desk,
    license_id: LicenseId,
    *,
    kind: str,
    basis: str,
    reason: str,
    starts_at: datetime,
    review_at: datetime | None = None,
) -> int:
    """Record a suspension that the acting person decided (18.3, 19.3, 23.1, 24.2); no period gets longer (23.2).

    Raises BadInput without a known kind, clause or reason.
    """
    if kind not in SUSPENDED or basis not in SUSPENSION_CLAUSES or not reason.strip():
        raise BadInput("bad_suspension", kind=kind, basis=basis)
    values = {"kind": kind, "basis": basis, "reason": reason.strip(), "starts_at": starts_at, "review_at": review_at}

    def act(unit: Unit) -> Entry:
        unit.row(tables.licensing.licenses, license_id)
        key = unit.insert(tables.licensing.suspensions, license_id=license_id, decided_by=desk.actor.staff_id, **values)
        corrected.tell(unit, license_id, starts_at)
        return Entry(id=key, license_id=license_id, new=values)

    return carry(desk, "add_suspensions", act)


def edit_suspension(desk: Desk, suspension_id: int, *, seen: Seen = None, **values: object) -> int:
    """Change the reason, the day of review or the end of a suspension. Raises BadInput, Stale."""
    known = only(values, {"reason", "review_at", "ends_at"})

    def after(_unit: Unit, row: dict[str, Any]) -> Entry:
        ends_early = row["ends_at"] is not None and row["ends_at"] < row["starts_at"]
        if ends_early or not str(row["reason"]).strip():
            raise BadInput("bad_suspension", kind=row["kind"], basis=row["basis"])
        return Entry(id=suspension_id, license_id=row["license_id"])

    return edit(desk, tables.licensing.suspensions, suspension_id, known, seen=seen, after=after)


def read_license(connection: Any, license_id: int) -> LicenseRecord:
    """Return a license whole. Raises NotFound."""
    return licensing.license_record(connection, license_id)


def _active_domains(unit: Unit, license_id: int) -> list[dict[str, Any]]:
    return [one for one in unit.find_all(tables.licensing.domains, license_id=license_id) if one["active"]]


def _check_domains(plan: str, number: int) -> None:
    most = _MOST_DOMAINS.get(plan)
    if most is not None and number > most:
        raise NotAllowed("too_many_domains", plan=plan, most=most)


def _check_channel(kind: str, address: str) -> None:
    if kind not in CHANNEL_KINDS or not address.strip():
        raise BadInput("bad_channel", kind=kind, address=address)


def _channel_is_new(unit: Unit, kind: str, address: str, license_id: int | None, own: int | None) -> None:
    found = unit.find_all(tables.people.channels, kind=kind, address=address, license_id=license_id)
    if any(one["id"] != own for one in found):
        raise BadInput("channel_exists", address=address)


def _domain(name: str) -> str:
    folded = name.strip().casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/.")
    if not folded or "." not in folded or any(not (c.isalnum() or c in ".-") for c in folded):
        raise BadInput("bad_domain", domain=name)
    return folded
