"""What the window looks up beside the queue: messages, files, senders, pages of the file; on each database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from console.faults import NotFound
from console.records.base import Actor
from console.records.commands import Command
from console.store import Store, Unit, check, tables
from console.store.queries import intake, senders, setup, tickets
from tests.store.helpers import conversation, measured, open_ticket, put

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SHA = "ab" * 32
T = TypeVar("T")


def read(store: Store, question: Callable[[Connection], T]) -> T:
    with store.read() as connection:
        return question(connection)


@pytest.fixture
def mail(store: Store, actor: Actor) -> tuple[int, int]:
    """A message with two files, of which one is named by its HTML; its conversation."""

    def act(unit: Unit) -> tuple[int, int]:
        chat = conversation(unit, NOW)
        key = unit.insert(
            tables.messages.messages,
            conversation_id=chat,
            direction="in",
            author_name="Ann",
            author_address="Ann@Shop.example",
            sent_at=NOW,
            received_at=NOW,
        )
        unit.insert(tables.messages.message_versions, message_id=key, n=1, at=NOW, body="The reserve is wrong")
        unit.insert(tables.messages.blobs, sha256=SHA, size=3, content=b"abc")
        for position, (name, content_id) in enumerate((("a.png", "logo@x"), ("b.txt", ""))):
            unit.insert(
                tables.messages.attachments,
                message_id=key,
                position=position,
                name=name,
                media_type="image/png",
                size=3,
                sha256=SHA,
                content_id=content_id,
            )
        return chat, key

    return put(store, actor, act, NOW)


def test_a_message_comes_with_its_files_wherever_it_is_asked_for(
    store: Store, actor: Actor, mail: tuple[int, int]
) -> None:
    chat, key = mail
    loose = read(store, lambda connection: intake.loose_messages(connection, chat, limit=9))
    assert [one.id for one in loose] == [key]
    whole = read(store, lambda connection: tickets.conversation(connection, chat))
    (again,) = read(store, lambda connection: tickets.messages_by_id(connection, 1, [key]))
    assert [one.name for one in again.attachments] == ["a.png", "b.txt"]
    assert whole[0].attachments == again.attachments
    assert read(store, lambda connection: tickets.conversation(connection, chat, after=key)) == ()
    ticket = open_ticket(store, actor, NOW)
    put(
        store,
        actor,
        lambda unit: unit.insert(tables.tickets.ticket_spans, ticket_id=ticket, message_id=key, position=0),
        NOW,
    )
    assert read(store, lambda connection: intake.loose_messages(connection, chat, limit=9)) == ()
    newest = read(store, lambda connection: tickets.messages_of(connection, ticket))
    assert [one.id for one in newest] == [key]
    assert read(store, lambda connection: tickets.messages_of(connection, ticket, before=newest[0])) == ()


def test_the_files_that_html_names_are_found_by_their_content_id(store: Store, mail: tuple[int, int]) -> None:
    assert read(store, lambda connection: intake.named_parts(connection, mail[1])) == {"logo@x": SHA}
    assert read(store, lambda connection: tickets.blob(connection, SHA)) == b"abc"


def test_what_is_not_there_is_said(store: Store) -> None:
    for question in (
        lambda connection: tickets.detail(connection, 4711, 1),
        lambda connection: tickets.number_to_id(connection, 4711),
        lambda connection: tickets.blob(connection, "cd" * 32),
    ):
        with pytest.raises(NotFound):
            read(store, question)


def test_open_tickets_of_a_sender_without_a_license_are_found_by_any_spelling(
    store: Store, actor: Actor, mail: tuple[int, int]
) -> None:
    waiting, matched, closed = (open_ticket(store, actor, NOW) for _ in range(3))

    def act(unit: Unit) -> None:
        for ticket in (waiting, matched, closed):
            unit.insert(tables.tickets.ticket_spans, ticket_id=ticket, message_id=mail[1], position=0)
        unit.change_ticket(waiting, "matched", {"is_matched": False})
        unit.change_ticket(matched, "matched", {"is_matched": True})
        unit.change_ticket(closed, "closed", {"is_matched": False, "status": "closed", "is_open": False})

    store.apply(Command(kind="match", actor=actor, at=NOW), act)
    assert read(store, lambda connection: senders.unmatched_of(connection, "ANN@shop.example")) == (waiting,)
    (said,) = read(store, lambda connection: senders.said_in(connection, waiting))
    assert (said.author, said.address, said.text) == ("Ann", "ann@shop.example", "The reserve is wrong")


def test_contacts_are_suggested_and_a_license_says_its_state(store: Store, actor: Actor) -> None:
    def act(unit: Unit) -> int:
        customer = unit.insert(tables.people.customers, name="Shop")
        for name, address, active in (("Ann Lee", "ann@shop.example", True), ("Old Ann", "old@shop.example", False)):
            unit.insert(
                tables.people.contacts, customer_id=customer, name=name, address=address, role="owner", active=active
            )
        return unit.insert(
            tables.licensing.licenses,
            license_key="K-1",
            plan="PRO",
            product="Panel",
            customer_id=customer,
            purchased_at=NOW,
            state_now="free",
        )

    license_id = put(store, actor, act, NOW)
    found = read(store, lambda connection: senders.contacts_like(connection, "ann", limit=9))
    assert found == (("ann@shop.example", "Ann Lee", "Shop"),)
    assert read(store, lambda connection: senders.contacts_like(connection, "100%_", limit=9)) == ()
    assert read(store, lambda connection: senders.license_state(connection, license_id)) == "free"
    assert read(store, lambda connection: senders.license_state(connection, license_id + 1)) is None


def test_a_sound_database_has_no_broken_pages_and_nobody_waits(store: Store) -> None:
    assert read(store, check.pages_broken) is False
    assert store.waited() == 0.0
    assert store.tidy() == (0 if store.is_postgres else 1)


def test_an_index_in_many_parts_is_brought_together_in_steps(store: Store, actor: Actor) -> None:
    for n in range(24):
        ticket = open_ticket(store, actor, NOW)
        words = " ".join(f"word{(n * 7919 + k * 104_729) % 999_983}" for k in range(3_000))
        command = Command(kind="note", actor=actor, at=NOW)
        store.apply(command, lambda unit, key=ticket, body=words: unit.index_text(key, body))
    assert store.is_postgres or not measured(store)  # a server may measure by itself
    steps = store.tidy()
    assert steps == 0 if store.is_postgres else steps > 1
    assert measured(store)
    assert store.tidy() <= 1


def test_what_the_company_set_is_read_and_an_unknown_version_is_said(store: Store, actor: Actor) -> None:
    sha = hashlib.sha256(b"{}").hexdigest()

    def act(unit: Unit) -> int:
        unit.insert(tables.licensing.paid_services, code="server", available=True)
        unit.insert(tables.licensing.paid_services, code="audit", available=False)
        return unit.insert(
            tables.desk.agreement_versions,
            label="1",
            effective_from=NOW,
            content=b"{}",
            sha256=sha,
            loaded_at=NOW,
        )

    version = put(store, actor, act, NOW)
    assert read(store, setup.services_on_offer) == {"server": ("", "")}
    assert [one.name for one in read(store, setup.staff_list)] == ["Ann"]
    assert read(store, lambda connection: setup.agreement_version(connection, version)) == ("1", sha, b"{}")
    assert read(store, lambda connection: setup.agreement_content(connection, version)) == b"{}"
    assert read(store, lambda connection: setup.decided_by_clause(connection, version)) == {}
    assert read(store, lambda connection: setup.reading_choices(connection, version)) == ()
    for question in (setup.agreement_version, setup.agreement_content):
        with pytest.raises(NotFound):
            read(store, lambda connection, asked=question: asked(connection, version + 1))
