"""Tickets, their messages and what hangs on them, as the window and the command line show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from console.records.base import (
    ContactId,
    ConversationId,
    CustomerId,
    Direction,
    Json,
    LicenseId,
    MessageId,
    StaffId,
    Status,
    TicketId,
    Tier,
)
from console.records.schedules import ClockView


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseView:
    """What may be expected of a request (clause 5). Nothing of it can be missed: the agreement's times are approximate.

    `cls` is critical, error, question, transition_question, out, none or undetermined. The days are the window of the
    transition period, None where the text has none or the hours are not set.
    """

    cls: str
    review_from: datetime | None
    earliest_day: date | None = None
    latest_day: date | None = None
    priority: bool = False
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One line of the queue.

    `license_state` is the license's state when the request came in; `license_now` the present one, and `license_turns`
    when that ends, or for an expired license when its Support ended.
    """

    id: TicketId
    number: int
    version: int
    subject: str
    preview: str
    customer: str
    language: str
    channel: str
    status: Status
    tier: Tier
    tier_confirmed: bool
    topic: str | None
    license_key: str | None
    license_state: str | None
    license_boundary: datetime | None
    owner_id: StaffId | None
    owner: str | None
    received_at: datetime
    updated_at: datetime
    review_from: datetime | None
    snoozed_until: datetime | None
    unread: bool
    has_draft: bool
    has_files: bool
    outcome: str | None
    close_reason: str | None
    response: ResponseView | None = None
    license_now: str | None = None
    license_turns: datetime | None = None
    schedule_id: int | None = None
    """The version of the working hours that counts for it: the one in force when it was received."""
    clock: ClockView | None = None
    """The team's own clock that runs on it (no window of the agreement), where the team has set itself a target."""
    look: str = ""
    """What a decision on it waits for: "second_eyes" before its letter leaves, or "appeal"; else nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRecord:
    """A file of a message; the content is fetched by its hash."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str | None
    inline: bool
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """A message as it stands in its newest version.

    `said_at` is when a mail says it was sent, where that does not count; `said_from` the address of ours that it says
    it is from without being so; `answers_to` where it asks for answers, where that is another address.
    """

    id: MessageId
    conversation_id: ConversationId
    direction: Direction
    author: str
    address: str
    staff_id: StaffId | None
    sent_at: datetime
    received_at: datetime
    subject: str
    text: str
    reply_text: str
    html_sha256: str | None
    raw_sha256: str | None
    versions: int
    edited_at: datetime | None
    is_automatic: bool
    is_bounce: bool
    service_action: str | None
    forwarded_from: str | None
    reply_to: MessageId | None
    problems: tuple[str, ...]
    attachments: tuple[AttachmentRecord, ...]
    spans: tuple[tuple[int, int], ...] = ()
    delivery: str | None = None
    erased_at: datetime | None = None
    said_at: datetime | None = None
    said_from: str = ""
    answers_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRecord:
    """A fact of a ticket with its evidence. `status` is proposed, confirmed or rejected.

    `message_version` is the version of the message that the fact rests on; a later edit does not change it, but then
    the words at `start` are no longer those of the `newest` version.
    """

    id: int
    name: str
    value: Json
    status: str
    source: str
    message_id: MessageId | None
    start: int | None
    end: int | None
    by: str | None
    at: datetime
    message_version: int | None = None
    newest: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRecord:
    """One question of a ticket: the customer's words and the topic."""

    id: int
    position: int
    text: str
    topic: str | None
    topic_confirmed: bool
    message_id: MessageId | None
    start: int | None
    end: int | None
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """One entry of a ticket's history."""

    n: int
    kind: str
    actor: str | None
    recorded_at: datetime
    effective_at: datetime
    old: Json
    new: Json
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A decision that was taken: by whom, under which version, with which letter."""

    id: int
    n: int
    kind: str
    made_at: datetime
    by: str | None
    agreement: str
    engine: str
    outcome: str
    primary: str | None
    inputs: str
    result: str
    override_reason: str | None
    letter_code: str | None
    message_id: MessageId | None
    agreement_id: int = 0
    schedule_id: int | None = None
    letters_version: str = ""
    inputs_sha256: str = ""
    result_sha256: str = ""
    overtaken: bool = False
    """Whether a message came in since that was received before all others: then it is to be looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    """A file that somebody is about to send; its content is kept by its hash."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """Unsent text of one person on one ticket. `kind` is reply or note.

    Of a letter that was taken into the answer `letter_code` is kept, its language, and why another ground was chosen.
    `joined`: it is put together of what several windows wrote.
    """

    ticket_id: TicketId
    staff_id: StaffId
    kind: str
    text: str
    subject: str
    base_event: int
    saved_at: datetime
    letter_code: str | None = None
    files: tuple[DraftFile, ...] = ()
    joined: bool = False
    letter_language: str = ""
    letter_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRecord:
    """A message on its way out. `state` is held, ready, written, failed or recalled."""

    id: int
    gid: str
    ticket_id: TicketId
    ticket_number: int
    message_id: MessageId
    channel: str
    to_address: str
    subject: str
    state: str
    release_at: datetime
    path: str | None
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """A link to another ticket: split_from, split_into, merged_into, related, duplicate."""

    kind: str
    ticket_id: TicketId
    number: int
    subject: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDetail:
    """A ticket with all that the conversation and the panels show, messages apart."""

    row: TicketRow
    conversation_id: ConversationId
    customer_id: CustomerId | None
    contact_id: ContactId | None
    contact_name: str
    contact_address: str
    contact_role: str | None
    license_id: LicenseId | None
    domain: str | None
    queue: str | None
    agreement: str
    event_n: int
    claimed_urgency: str | None
    facts: tuple[FactRecord, ...]
    questions: tuple[QuestionRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    links: tuple[LinkRecord, ...]
    tags: tuple[str, ...]
    message_count: int
    agreement_id: int = 0
    """The version that counts for it: the one in force when it was received (A64); 0 where none is pinned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """A file of a letter, with its content."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """A message ready to be written into a file: its identity is fixed before it is written."""

    gid: str
    channel: str
    to_address: str
    subject: str
    text: str
    message_id: str
    references: tuple[str, ...]
    author: str
    sent_at: datetime
    ticket_number: int
    chat_title: str
    files: tuple[LetterPart, ...] = ()
