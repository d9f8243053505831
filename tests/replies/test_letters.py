"""Filling and checking letters: nothing is lost, nothing is smuggled in, every place points at what it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.services.letters import Letter, fill, left_in, lint, load_letters, variables_of

NAMES = ("customer_name", "clause", "topic", "unheard_of")
PIECES = st.one_of(
    st.sampled_from([f"{{{{{name}}}}}" for name in NAMES]),
    st.sampled_from(["{{", "}}", "{", "}", "{{ clause }}", "{{}}", "{{cla", "\n", "%s", "{0}", "\\1", "$clause"]),
    st.text(max_size=12),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
VALUES = st.dictionaries(st.sampled_from(NAMES), TEXTS)

LETTER = Letter(
    code="refuse.23.1.1",
    version=1,
    language="en",
    ground="23.1.1",
    clauses=("23.1.1", "10.5"),
    channel="any",
    subject="Re: {{ticket_subject}}",
    body="{{customer_name}}",
)
GOOD = "Hello. This rests on clause 23.1.1 of the Agreement of 13 June 2026. Please renew."


def codes(text: str, **changed: str) -> list[tuple[str, bool]]:
    where = {"agreement_date": "13 June 2026", "channel": "email", "addressee": "a@b.example", **changed}
    return [(one.code, one.blocks) for one in lint(text, letter=LETTER, **where)]


@given(text=TEXTS, values=VALUES)
def test_filling_never_raises_and_each_span_points_at_its_value(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    wanted = variables_of(text)
    assert [one.name for one in filled.spans] == [one.name for one in wanted]
    for span in filled.spans:
        literal = f"{{{{{span.name}}}}}"
        expected = literal if span.name in filled.missing else values[span.name]
        assert filled.text[span.start : span.end] == expected
    assert set(filled.missing) == {one.name for one in wanted if not values.get(one.name, "").strip()}


@given(text=TEXTS, values=VALUES)
def test_what_stands_between_the_values_is_the_text_itself(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    at_text = at_filled = 0
    for variable, span in zip(variables_of(text), filled.spans, strict=True):
        assert filled.text[at_filled : span.start] == text[at_text : variable.start]
        at_text, at_filled = variable.end, span.end
    assert filled.text[at_filled:] == text[at_text:]


@given(inner=TEXTS)
def test_a_value_is_never_read_again(inner: str) -> None:
    values = {"topic": f"x{inner}", "clause": "SMUGGLED", "customer_name": "SMUGGLED", "unheard_of": "SMUGGLED"}
    assert fill("<{{topic}}>", values).text == f"<x{inner}>"


@given(left=TEXTS, right=TEXTS)
def test_values_that_meet_do_not_become_a_variable(left: str, right: str) -> None:
    filled = fill(
        "{{topic}}{{customer_name}}", {"topic": f"{left}{{{{cla", "customer_name": f"use}}}}{right}", "clause": "NO"}
    )
    assert filled.text == f"{left}{{{{clause}}}}{right}"


def test_a_variable_without_a_value_stays_and_is_named_once() -> None:
    filled = fill("{{clause}} {{topic}} {{clause}} {{who}}", {"topic": "SSL", "clause": "  "})
    assert filled.text == "{{clause}} SSL {{clause}} {{who}}"
    assert filled.missing == ("clause", "who")


def test_variables_are_found_with_their_places() -> None:
    found = variables_of("a {{b}} {{c}} {{ d }}")
    assert [(one.name, one.start, one.end) for one in found] == [("b", 2, 7), ("c", 8, 13)]


def test_a_good_text_has_no_finding() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    "braces", ["{{order_id}}", "{{}}", "{{ product.name }}", "{{ topic | upper }}", "{{a b}}", "}}"]
)
def test_braces_that_are_no_variable_of_letters_block_nothing(braces: str) -> None:
    assert codes(f"{GOOD} {braces}") == []


def test_what_stands_in_a_value_is_no_variable_also_when_the_text_around_it_was_changed() -> None:
    filled = fill("{{topic}}: {{questions_list}}", {"questions_list": "– Where is {{domain}} set?\n– And {{topic}}?"})
    assert [one.name for one in left_in(filled.text, filled)] == ["topic"]
    assert [one.name for one in left_in(f"Hello. {filled.text} {{{{domain}}}}", filled)] == ["topic", "domain"]
    assert [one.name for one in left_in(filled.text.replace("Where", "How"), filled)] == ["topic", "domain"]
    alone = fill("{{topic}} {{domain}}", {"domain": "{{topic}}"})
    assert len(left_in(alone.text, alone)) == 1
    assert len(left_in(f"{alone.text}.", alone)) == 2


@pytest.mark.parametrize("left", ["{{topic}}", "{{ topic }}", "{{topic", "{{topic}"])
def test_a_variable_of_letters_blocks_however_it_is_written(left: str) -> None:
    found = lint(
        f"{GOOD} {left}", letter=LETTER, agreement_date="13 June 2026", channel="email", addressee="a@b.example"
    )
    assert [one.code for one in found] == ["variable_left"]
    assert found[0].blocks
    place = f"{GOOD} {left}"[found[0].start : found[0].end]
    assert place in left
    assert place


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_text_blocks(text: str) -> None:
    assert ("empty", True) in codes(text)


@pytest.mark.parametrize("addressee", ["", "  "])
def test_nobody_to_send_to_blocks(addressee: str) -> None:
    assert codes(GOOD, addressee=addressee) == [("no_addressee", True)]


@pytest.mark.parametrize(("sign", "most"), [("a", 4_096), ("я", 4_096), ("😀", 2_048)])
def test_telegram_counts_units_not_letters(sign: str, most: int) -> None:
    room = most - len(GOOD) if sign != "😀" else (4_096 - len(GOOD)) // 2
    fits, too_long = f"{GOOD}{sign * room}", f"{GOOD}{sign * (room + 1)}"
    assert ("too_long", True) not in codes(fits, channel="telegram_group")
    assert ("too_long", True) in codes(too_long, channel="telegram_group")
    assert ("too_long", True) not in codes(too_long, channel="email")


@pytest.mark.parametrize(
    "citing", ["clause 23.1.12", "clause 23.1.1.4", "clause 123.1.1", "clause 3.23.1.1", "clause 23x1x1", "clause 23.1"]
)
def test_another_clause_is_no_citation(citing: str) -> None:
    assert codes(GOOD.replace("clause 23.1.1", citing)) == [("clause_not_cited", False)]


@pytest.mark.parametrize("citing", ["(23.1.1)", "23.1.1.", "«23.1.1»", "23.1.1, 10.5", "clause\n23.1.1"])
def test_a_clause_is_cited_beside_any_sign(citing: str) -> None:
    assert codes(f"Basis {citing} of the Agreement of 13 June 2026. Please renew.") == []


def test_only_the_first_clause_of_a_letter_must_stand() -> None:
    assert "10.5" not in GOOD
    found = lint(GOOD, clauses=("23.1.1", "10.5"), agreement_date="13 June 2026", channel="email", addressee="a")
    assert [(one.code, dict(one.params)) for one in found] == [("clause_not_cited", {"clause": "10.5"})]


@pytest.mark.parametrize(
    "date", ["13 May 2026", "3 June 2026", "2026-05-13", "13.05.2026", "13 мая 2026", "13 june 2025"]
)
def test_a_wrong_date_of_the_agreement_is_shown_where_it_stands(date: str) -> None:
    text = GOOD.replace("13 June 2026", date)
    found = lint(text, letter=LETTER, agreement_date="13 June 2026", channel="email", addressee="a")
    assert [(one.code, one.blocks, text[one.start : one.end]) for one in found] == [("wrong_date", False, date)]
    assert found[0].params == {"expected": "13 June 2026", "found": date}


def test_a_date_that_only_ends_like_the_right_one_is_wrong() -> None:
    found = lint(GOOD, letter=LETTER, agreement_date="3 June 2026", channel="email", addressee="a")
    assert [one.code for one in found] == ["wrong_date"]


def test_a_version_that_is_not_named_is_found() -> None:
    assert codes("This rests on clause 23.1.1.\nReceived on 3 May 2026. Please renew.") == [
        ("version_not_named", False)
    ]


@pytest.mark.parametrize(
    "refusal",
    [
        "Your request is refused under clause 23.1.1 of the Agreement of 13 June 2026.",
        "Отказано по пункту 23.1.1 Соглашения от 13 June 2026.",
    ],
)
def test_a_refusal_without_a_next_step_is_warned_of(refusal: str) -> None:
    assert codes(refusal) == [("no_next_step", False)]


@given(text=TEXTS, addressee=st.text(max_size=3), channel=st.sampled_from(["email", "telegram_account", ""]))
def test_checking_never_raises_and_points_into_the_text(text: str, addressee: str, channel: str) -> None:
    found = lint(text, letter=LETTER, agreement_date="13 June 2026", channel=channel, addressee=addressee)
    assert all(0 <= one.start <= one.end <= len(text) for one in found)
    assert [one.blocks for one in found] == sorted((one.blocks for one in found), reverse=True)


def test_a_broken_surrogate_is_counted_too() -> None:
    assert ("too_long", True) in codes("\ud83d" * 4_097, channel="telegram_account")


def test_letters_cannot_be_changed_by_a_reader() -> None:
    letters = load_letters("en")
    with pytest.raises(TypeError):
        letters["refuse.23.1.1"] = LETTER  # type: ignore[index]  # that is what must fail


def test_a_language_without_letters_gets_the_english_ones() -> None:
    assert load_letters("de")["close.28.1.1"] == load_letters("en")["close.28.1.1"]
