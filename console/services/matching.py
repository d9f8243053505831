"""Whose message is it: channel, address, handle and domain lead to a license, or to the one question that would.

A name shown in a mail proves nothing; only addresses, handles and channels that the records hold count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from console.records.base import ContactId, CustomerId, DomainId, LicenseId
from console.records.licensing import ContactRecord
from console.services.intake.words import hosts
from console.store.queries import licensing

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who wrote, where to, and what was written, as the channel gave it; `hosts` where those in the text are known."""

    address: str
    channel_kind: str
    channel_addresses: tuple[str, ...]
    text: str
    hosts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What the records say of a sender. Without a license, `question` is the one thing to ask.

    `question`: who_are_you, which_license, which_domain, or "" where the license is known. `evidence` names what
    led there: contact, channel, domain. `witness` holds the same with what the records hold: an address or a handle
    of a contact, the address of a channel, the name of a domain.
    """

    contact_id: ContactId | None = None
    customer_id: CustomerId | None = None
    license_id: LicenseId | None = None
    domain_id: DomainId | None = None
    channel_id: int | None = None
    official: bool | None = None
    evidence: tuple[str, ...] = ()
    witness: tuple[tuple[str, str], ...] = ()
    question: str = ""
    candidates: tuple[LicenseId, ...] = field(default=())


class _Register:
    """The questions to the records; what was asked once in a transaction is remembered."""

    def __init__(self, connection: Any, memory: dict[object, Any] | None) -> None:
        self.connection = connection
        self.memory = {} if memory is None else memory

    def ask(self, question: Callable[[Any, Any], T], key: object) -> T:
        place = (question, key)
        if place not in self.memory:
            self.memory[place] = question(self.connection, key)
        found: T = self.memory[place]
        return found


def match(connection: Any, sender: Sender, *, memory: dict[object, Any] | None = None) -> Match:
    """Match a sender to a license by channel, address, handle and domain; several candidates are never guessed at.

    `memory` keeps answers of the records while they cannot change.
    """
    register = _Register(connection, memory)
    contacts = register.ask(licensing.contacts_by_address, sender.address) if sender.address else ()
    by_contact = _licenses_of(register, contacts)
    by_channel = frozenset(register.ask(licensing.licenses_of_channel, sender.channel_addresses))
    domains = _domains_in(register, hosts(sender.text) if sender.hosts is None else sender.hosts)
    by_domain = frozenset(license_id for _, licenses in domains for license_id in licenses)
    found, evidence = _narrow(by_contact, by_channel, by_domain)
    channels = register.ask(licensing.channels_by_address, sender.channel_addresses)
    common: dict[str, Any] = {
        "channel_id": channels[0].id if channels else None,
        "official": any(channel.official for channel in channels) if channels else None,
        "evidence": evidence,
    }
    if len(found) == 1 and evidence:
        (license_id,) = found
        record = register.ask(licensing.license_record, license_id)
        contact = next((one for one in contacts if one.customer_id == record.customer_id), None)
        names = [name for name, licenses in domains if license_id in licenses]
        seen = {
            "contact": sender.address,
            "channel": next((one.address for one in channels if one.license_id == license_id), ""),
            "domain": names[0] if names else "",
        }
        handle = contact is not None and contact.address != sender.address
        domain = next((one.id for one in record.domains if names and one.name == names[0]), None)
        if domain is None and len(record.domains) == 1:
            domain = record.domains[0].id
        return Match(
            contact_id=contact.id if contact else None,
            customer_id=record.customer_id,
            license_id=license_id,
            domain_id=domain,
            witness=tuple(("handle" if code == "contact" and handle else code, seen[code]) for code in evidence),
            **common,
        )
    contact = contacts[0] if len({one.customer_id for one in contacts}) == 1 else None
    return Match(
        contact_id=contact.id if contact else None,
        customer_id=contact.customer_id if contact else None,
        question=_question(contacts, found),
        candidates=tuple(sorted(found)),
        **common,
    )


def look_ahead(connection: Any, addresses: Sequence[str], memory: dict[object, Any]) -> None:
    """Ask once which of many senders no contact is known for, and remember it for `match`."""
    wanted = list(dict.fromkeys(addresses))
    known = licensing.addresses_of_contacts(connection, wanted)
    memory.update({(licensing.contacts_by_address, address): () for address in wanted if address not in known})


def _licenses_of(register: _Register, contacts: tuple[ContactRecord, ...]) -> frozenset[LicenseId]:
    return frozenset(
        license_id
        for customer in {one.customer_id for one in contacts}
        for license_id in register.ask(licensing.licenses_of_customer, customer)
    )


def _domains_in(register: _Register, named: Sequence[str]) -> list[tuple[str, tuple[LicenseId, ...]]]:
    found = [(host, register.ask(licensing.licenses_of_domain, host)) for host in named]
    return [(host, licenses) for host, licenses in found if licenses]


def _narrow(
    by_contact: frozenset[LicenseId], by_channel: frozenset[LicenseId], by_domain: frozenset[LicenseId]
) -> tuple[frozenset[LicenseId], tuple[str, ...]]:
    """Each kind of evidence narrows what the ones before left; one that contradicts is left out (A36)."""
    found: frozenset[LicenseId] = frozenset()
    used: list[str] = []
    for name, licenses in (("contact", by_contact), ("channel", by_channel), ("domain", by_domain)):
        if not licenses:
            continue
        narrowed = licenses if not found else found & licenses
        if narrowed:
            found = narrowed
            used.append(name)
    if used == ["domain"]:
        return by_domain, ()  # a domain that anybody may name identifies nobody: it is a candidate, not a match
    return found, tuple(used)


def _question(contacts: tuple[ContactRecord, ...], found: frozenset[LicenseId]) -> str:
    if not contacts:
        return "who_are_you"
    return "which_domain" if len(found) > 1 else "which_license"
