"""What a list says of a thing is what becomes of it: in the words, quotes and query of the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from console.records.findings import Sample
from console.store.instants import NEVER
from console.views.dialogs import outbox, whose
from console.views.review import saying
from console.views.words import say, set_language, set_zone

MIDNIGHT = datetime(2026, 12, 22, 21, 0, tzinfo=UTC)  # 23 December in the policy's zone
_outbox_row, _license_row = outbox._row, whose._choice


@pytest.fixture(autouse=True)
def _moscow() -> Iterator[None]:
    set_zone("Europe/Moscow")
    yield
    set_zone("UTC")
    set_language("en")


@pytest.mark.parametrize(
    ("state", "said"),
    [("paid", "until 22 Dec 2026"), ("not_started", "from 23 Dec 2026"), ("expired", "archive from 23 Dec 2026")],
)
def test_the_day_of_a_license_says_what_happens_on_it(state: str, said: str) -> None:
    one: Any = SimpleNamespace(id=1, customer="A", key="K-1", plan="pro", state=state, boundary_at=MIDNIGHT)
    assert _license_row(one).detail.endswith(said)


def test_a_letter_that_waits_to_be_checked_is_not_said_to_leave() -> None:
    held: Any = SimpleNamespace(
        id=1, ticket_number=9, to_address="a@b.example", subject="Re: it", state="held", release_at=NEVER
    )
    assert _outbox_row(held).tag == say("board.check_short")
    held.release_at = MIDNIGHT + timedelta(seconds=10)
    assert _outbox_row(held).tag == say("delivery.held")


@pytest.mark.parametrize(("language", "quoted"), [("en", "“error”"), ("ru", "«error»")])
def test_evidence_stands_in_the_quotes_of_the_language(language: str, quoted: str) -> None:
    set_language(language)
    assert say("marked.quote", words="error") == quoted


@pytest.mark.parametrize(("language", "asked"), [("en", "license:expired"), ("ru", "лиц:истёк")])
def test_a_sample_says_its_query_in_the_language(language: str, asked: str) -> None:
    set_language(language)
    assert asked in saying.sample(Sample(query="license:expired"))
