"""Every letter of both languages is prepared from records for some ticket of the demo desk, and holds its checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.query import parse
from console.services import asking, company, letter_values, letters, preparing, refusing, showing
from console.services.demo import build_demo
from console.services.desk import Desk
from console.services.letters import TELEGRAM_LIMIT, load_letters
from console.services.showing import Panels

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
CODES = [(language, code) for language in ("en", "ru") for code in load_letters(language)]
# What only a person can write: the steps that a customer is told to take.
WRITTEN = {"next_step": "1. Open the section.\n2. Save."}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("letters")
    desk = build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "out", clock=lambda: NOW)
    company.set_setting(desk.store, desk.actor, "min_version", "4.6.0", at=NOW)
    company.set_setting(desk.store, desk.actor, "suspension_review_days", 14, at=NOW)
    yield desk.refreshed()
    desk.store.close()


@pytest.fixture(scope="module")
def tickets(demo: Desk) -> tuple[Panels, ...]:
    rows = showing.queue_page(demo, parse("sort:created").query, limit=200).rows
    found = [showing.panels(demo, row.id) for row in rows]
    one = next(one for one in found if one.detail.questions and one.detail.contact_name)
    question = one.detail.questions[0]
    second = replace(question, id=question.id + 10_000, position=1, text="And where is the second setting?")
    several = replace(one, detail=replace(one.detail, questions=(question, second)))
    return (*found, several)


def test_braces_in_a_customers_words_stop_no_letter(demo: Desk, tickets: tuple[Panels, ...]) -> None:
    ticket = tickets[-1]
    first, second = ticket.detail.questions
    asked = tuple(
        replace(one, text=text)
        for one, text in ((first, "Where do I put {{order_id}}?"), (second, "Is {{customer_name}} my name?"))
    )
    ticket = replace(ticket, detail=replace(ticket.detail, questions=asked))
    prepared = preparing.prepare(demo, ticket, "request.split", "en", given=WRITTEN)
    text = f"{prepared.filled.text}\nYours"
    assert "{{order_id}}" in text
    assert "{{customer_name}}" in text
    assert preparing.blocking(preparing.checks(demo, ticket, prepared, text)) == ()
    left = preparing.checks(demo, ticket, prepared, f"{text} {{{{topic}}}}")
    assert [one.params["left"] for one in left if one.code == "variables"] == ["topic"]


@pytest.mark.parametrize(("language", "code"), CODES)
def test_every_letter_is_whole_for_some_ticket(
    demo: Desk, tickets: tuple[Panels, ...], language: str, code: str
) -> None:
    prepared = [(one, preparing.prepare(demo, one, code, language, given=WRITTEN)) for one in tickets]
    whole = [(panels, one) for panels, one in prepared if not one.filled.missing and "{{" not in one.subject]
    assert whole, {one.filled.missing for _, one in prepared}
    panels, ready = whole[0]
    checked = preparing.checks(demo, panels, ready, ready.filled.text)
    assert {one.code: one.state for one in checked} == dict.fromkeys(
        ("variables", "clause", "version", "length", "addressee", "next_step"), "ok"
    )
    assert ready.clause in ready.filled.text
    assert len(ready.filled.text) < TELEGRAM_LIMIT


def test_the_values_come_from_the_records_in_the_letters_language(demo: Desk, tickets: tuple[Panels, ...]) -> None:
    archived = next(one for one in tickets if one.detail.row.license_state == "archived")
    letter = load_letters("ru")["request.restoration_case"]
    values = letter_values.values_for(demo, archived, letter, official={})
    assert archived.license is not None
    then = archived.license.archive_transfers[-1].at.astimezone(demo.company.zone)
    assert values["archived_on"].startswith(f"{then.day} ")
    assert values["archived_on"].endswith(str(then.year))
    assert values["state_at_receipt"] == "в архиве"
    assert set(values) <= letters.VARIABLES


def test_what_a_person_writes_fills_the_variable_and_goes_before_the_records(
    demo: Desk, tickets: tuple[Panels, ...]
) -> None:
    bare = preparing.prepare(demo, tickets[0], "request.do_it_yourself", "en")
    assert bare.filled.missing == ("next_step",)
    assert preparing.blocking(preparing.checks(demo, tickets[0], bare, bare.filled.text)) == ("variables",)
    given = preparing.prepare(
        demo, tickets[0], "request.do_it_yourself", "en", given={**WRITTEN, "customer_name": "Zoë"}
    )
    assert given.filled.missing == ()
    assert given.filled.text.startswith("Hello Zoë,\n")


def test_the_clause_is_quoted_only_where_the_official_wording_is_loaded_in_that_language(
    demo: Desk, tickets: tuple[Panels, ...]
) -> None:
    official = {"en": {"23.1.1": "Words of the publisher."}}
    panels = tickets[0]
    quoted = refusing.prepare(demo, panels, "23.1.1", "en", official=official)
    assert quoted.official
    assert "“Words of the publisher.”" in quoted.filled.text
    assert "(summary:" not in quoted.filled.text
    other = refusing.prepare(demo, panels, "23.1.1", "ru", official=official)
    assert not other.official
    assert "(кратко: " in other.filled.text


def test_a_letter_for_another_version_of_the_agreement_stays_here(demo: Desk, tickets: tuple[Panels, ...]) -> None:
    panels = replace(tickets[0], detail=replace(tickets[0].detail, agreement="2025-01-01"))
    prepared = refusing.prepare(demo, panels, "23.1.1", "en")
    stopping = preparing.blocking(preparing.checks(demo, panels, prepared, prepared.filled.text))
    assert "version" in stopping


def test_a_telegram_ticket_has_the_limit_of_telegram(demo: Desk, tickets: tuple[Panels, ...]) -> None:
    row = replace(tickets[0].detail.row, channel="telegram")
    panels = replace(tickets[0], detail=replace(tickets[0].detail, row=row))
    assert asking.letter_for(panels).startswith("request.")
    prepared = refusing.prepare(demo, panels, "23.1.1", "en")
    long = prepared.filled.text + "😀" * 2_048
    checked = {one.code: one for one in preparing.checks(demo, panels, prepared, long)}
    assert checked["length"].state == "stop"
    assert checked["length"].params["limit"] == str(TELEGRAM_LIMIT)
