"""Erasing a person: first what would go, by number, then exactly that, with a reason. It cannot be taken back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.records.base import Json
from console.records.erasing import ErasurePreview, Wanted
from console.services.desk import Desk
from console.services.erasing import record
from console.services.erasing.pieces import Erasing
from console.store import Unit, codec
from console.store.queries import erasing, intake


def find(desk: Desk, words: str) -> int:
    """Return the contact with this address, handle or name.

    Raises NotFound ("no_contact"), BadInput ("many_contacts") where several have it.
    """
    if words.strip().isdigit():
        return int(words)
    with desk.store.read() as connection:
        found = erasing.contacts_like(connection, words)
    if not found:
        raise NotFound("no_contact", who=words.strip())
    if len(found) > 1:
        raise BadInput("many_contacts", who=words.strip(), keys=", ".join(str(one["id"]) for one in found))
    return int(found[0]["id"])


def preview(desk: Desk, contact_id: int, wanted: Wanted | None = None) -> ErasurePreview:
    """Return what erasing a contact would take. Raises NotAllowed ("lead_only"), NotFound ("no_contact")."""
    record.require_lead(desk)
    with desk.store.read() as connection:
        return _preview(connection, contact_id, wanted or Wanted())


def erase(
    desk: Desk, seen: ErasurePreview, *, token: str, reason: str, command_id: str | None = None
) -> dict[str, Json]:
    """Erase what a preview showed, and nothing else; `token` is that of the preview, said again by a person.

    Raises NotAllowed ("lead_only", "erase_open" while a request of the person is open, "erase_letter_waits" while a
    letter has not left), BadInput ("erase_needs_reason", "erase_wrong_token"), Stale ("erase_changed") where it is no
    longer what was shown.
    """
    why = record.require_lead(desk, reason)
    if token.strip() != seen.token:
        raise BadInput("erase_wrong_token")

    def act(unit: Unit) -> Json:
        fresh = _preview(unit.connection, seen.contact_id, seen.wanted)
        if fresh.open_requests:
            raise NotAllowed("erase_open", n=fresh.open_requests)
        if fresh.letters_waiting:
            raise NotAllowed("erase_letter_waits", n=fresh.letters_waiting)
        if fresh.token != seen.token:
            raise Stale("erase_changed")
        contact = erasing.contact(unit.connection, seen.contact_id)
        assert contact is not None  # noqa: S101 - it was just looked at
        told: dict[str, Json] = {"contact": seen.contact_id, "wanted": asdict(seen.wanted), **fresh.counts}
        done = Erasing(unit, record.write(unit, customer_id=int(contact["customer_id"]), reason=why, counts=told))
        _erase(done, contact, seen.wanted)
        unit.touch("licenses")
        return dict(sorted(done.counts.items()))

    payload = {"contact": seen.contact_id}
    command = desk.command(record.PERSON, payload=payload, command_id=command_id)
    result: Any = desk.apply(command, act).result
    desk.store.tidy()  # so that the index of a local search keeps no word of it
    return dict(result)


def _addresses(contact: dict[str, Any]) -> tuple[str, str]:
    return str(contact["address"]), str(contact["handle"])


def _preview(connection: Any, contact_id: int, wanted: Wanted) -> ErasurePreview:
    contact = erasing.contact(connection, contact_id)
    if contact is None:
        raise NotFound("no_contact", who=contact_id)
    asked = erasing.requests_of(connection, contact_id)
    requests = [key for key, _, _ in asked]
    own = erasing.written_by(connection, contact_id, _addresses(contact))
    answers = erasing.messages_of(connection, requests, ours=True)
    touched = sorted({*own, *(answers if wanted.answers else ())})
    counts = erasing.sizes(connection, requests, [key for key, _ in touched])
    kept_back = _kept_back(connection, contact, wanted)
    others = erasing.others_of(connection, int(contact["customer_id"]), contact_id)
    seen = [contact_id, contact["version"], asked, own, answers, asdict(wanted), *kept_back]
    return ErasurePreview(
        contact_id=contact_id,
        name=str(contact["name"]),
        address=str(contact["address"] or contact["handle"]),
        customer=str(contact["customer"]),
        wanted=wanted,
        counts={**counts, "kept_back": len(kept_back), "answers": len(answers), "other_contacts": others},
        open_requests=sum(1 for _, _, is_open in asked if is_open),
        letters_waiting=len(erasing.on_their_way(connection, requests)),
        token=codec.digest(codec.dump(codec.plain(seen)).encode())[:8],
    )


def _erase(done: Erasing, contact: dict[str, Any], wanted: Wanted) -> None:
    connection, contact_id = done.unit.connection, int(contact["id"])
    requests = [key for key, _, _ in erasing.requests_of(connection, contact_id)]
    own = [key for key, _ in erasing.written_by(connection, contact_id, _addresses(contact))]
    answers = [key for key, _ in erasing.messages_of(connection, requests, ours=True)]
    for key in own:
        done.message_author(key)
        _message(done, key, wanted, words=wanted.texts)
    for key in answers:
        done.message_reader(key)
        _message(done, key, wanted, words=wanted.texts and wanted.answers)
    for key in _kept_back(connection, contact, wanted):
        done.kept_back(key)
    for key in erasing.letters_of(connection, requests):
        done.letter(key, words=wanted.texts)
    for ticket_id in requests:
        if wanted.texts:
            done.request_words(ticket_id, title=_title_goes(connection, ticket_id, requests, contact))
    done.person(contact, customer=wanted.customer)
    for ticket_id in sorted({*requests, *erasing.requests_with(connection, own)}):
        done.told(ticket_id)
    done.destroy()


def _kept_back(connection: Any, contact: dict[str, Any], wanted: Wanted) -> tuple[int, ...]:
    """Return what imports could not take in and names an address of the person: it goes with the texts."""
    return intake.kept_naming(connection, _addresses(contact)) if wanted.texts else ()


def _title_goes(connection: Any, ticket_id: int, requests: list[int], contact: dict[str, Any]) -> bool:
    """Return whether the title of a conversation is the person's alone, or names the person."""
    title = erasing.shared_title(connection, ticket_id, requests)
    named = (str(contact["name"]), *_addresses(contact))
    return title is None or any(one and one.casefold() in title.casefold() for one in named)


def _message(done: Erasing, key: int, wanted: Wanted, *, words: bool) -> None:
    if words:
        done.message_words(key)
    elif wanted.files:
        done.message_original(key)  # the file it came in holds the others
    if wanted.files:
        done.message_files(key)
