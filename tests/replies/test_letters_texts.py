"""Every letter of both languages: whole, alike in both, citing its clause, short, in words of our own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from console.services import agreements
from console.services.letters import TELEGRAM_LIMIT, VARIABLES, Letter, fill, lint, load_letters, variables_of
from tests.replies.full_values import AGREEMENT_DATE, values_for
from tests.replies.own_words import copied_runs

LONGEST_BODY = 900
DOCUMENTS = agreements.shipped()
UNITS = {one["id"] for one in DOCUMENTS["units"]["unit"]}
LETTERS = [letter for language in ("en", "ru") for letter in load_letters(language).values()]
each_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda one: f"{one.language}-{one.code}")

# Where a decision can lead besides the 23 grounds: the sender, the transition, the channel, no valid license, what
# programmers are not advised on, and what a suspension rests on.
OTHER_GROUNDS = ("1.2", "10.3.4", "18.3", "19.3", "22.1", "23.1", "24.2", "25.2")
OTHER_GROUNDS += tuple(f"22.2.{number}" for number in range(1, 10)) + tuple(f"24.2.{number}" for number in range(1, 9))
REQUESTS = (
    "facts facts_short media_direct text_description access access_again domain sender split one_taken paid_service "
    "official_channel error_check_opened error_check_only error_conditions not_product_error error_details "
    "transition_notice archive_coming archive_notice restored error_confirmed resumed agreement_notice "
    "limited_mode restoration_case restoration_declined do_it_yourself update_first first_installation repeat_joined "
    "outside_hours new_request renewal"
)
# What no clause promises: a repair, a date, money, and words of blame.
PROMISES = re.compile(
    r"(?i)\b(?:we will (?:fix|solve|repair|refund|answer|reply)|guarantee\w*|compensat\w*|refund\w*|as soon as possible"
    r"|shortly|within \d+|tomorrow|apologi[sz]e|sorry|your fault|you failed|you broke|unfortunately"
    r"|мы исправим|мы решим|мы вернём|гарантиру\w*|компенс\w*|возместим|в ближайшее время|в течение \d+|завтра"
    r"|приносим извинения|извините|ваша вина|вы виноваты|вы нарушили|к сожалению)\b"
)
POLITE_CAPITAL = re.compile(r"(?<![.!?:\n])[ «(](?:Вы|Вас|Вам|Вами|Ваш\w*)\b")
MIXED_SCRIPT = re.compile(r"[а-яё][a-z]|[a-z][а-яё]", re.IGNORECASE)


def filled_body(letter: Letter) -> str:
    return fill(letter.body, values_for(letter)).text


def test_both_languages_hold_the_same_letters() -> None:
    english, russian = load_letters("en"), load_letters("ru")
    assert list(english) == list(russian)
    for code, letter in english.items():
        other = russian[code]
        assert (letter.version, letter.ground, letter.clauses, letter.channel) == (
            other.version,
            other.ground,
            other.clauses,
            other.channel,
        )
        for one, two in ((letter.subject, other.subject), (letter.body, other.body)):
            assert Counter(v.name for v in variables_of(one)) == Counter(v.name for v in variables_of(two)), code


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_code_stands_in_two_places(language: str) -> None:
    folder = Path(agreements.__file__).parents[2] / "resources" / "replies" / language
    codes = [
        code
        for file in sorted(folder.glob("*.toml"))
        for code in re.findall(r'(?m)^code = "(.+)"$', file.read_text(encoding="utf-8"))
    ]
    assert len(codes) == len(set(codes)) == len(load_letters(language))


def test_there_is_a_letter_for_each_ground_each_closing_and_each_request() -> None:
    expected = {f"refuse.{one['clause']}" for one in DOCUMENTS["grounds"]["ground"]}
    expected |= {f"refuse.{clause}" for clause in OTHER_GROUNDS}
    expected |= {f"suspend.{clause}" for clause in ("18.3", "19.3", "23.1.21", "23.1.22", "24.2")}
    expected |= {f"close.{one['clause']}" for one in DOCUMENTS["closings"]["closing"]}
    expected |= {f"request.{name}" for name in REQUESTS.split()}
    assert set(load_letters("en")) == expected


def test_what_the_rules_name_first_has_a_letter() -> None:
    """Every clause that a rule or a programmer's topic can put first must find its letter of refusal."""
    rules = DOCUMENTS["rules"]
    named = {one.get("primary", "") for one in rules["rule"]} | set(rules["programmer"].values())
    clauses = {clause for clause in named if clause[:1].isdigit()}
    assert clauses >= {"22.1", "23.1.1", "22.2.8"}
    assert {f"refuse.{clause}" for clause in clauses} <= set(load_letters("en"))


@each_letter
def test_a_letter_names_only_known_clauses_and_variables(letter: Letter) -> None:
    assert letter.version >= 1
    assert letter.channel in {"any", "mail", "telegram"}
    assert letter.clauses
    assert set(letter.clauses) <= UNITS
    if letter.code.startswith(("refuse.", "suspend.", "close.")):
        assert letter.code.split(".", 1)[1] == letter.ground == letter.clauses[0]
    assert {one.name for text in (letter.subject, letter.body) for one in variables_of(text)} <= VARIABLES


@each_letter
def test_a_letter_fills_completely(letter: Letter) -> None:
    values = values_for(letter)
    assert set(values) == VARIABLES
    for text in (letter.subject, letter.body):
        filled = fill(text, values)
        assert filled.missing == ()
        assert "{{" not in filled.text
        assert "}}" not in filled.text
    assert fill(letter.subject, values).text.strip()


@each_letter
def test_a_filled_letter_is_short(letter: Letter) -> None:
    text = filled_body(letter)
    assert len(text) <= LONGEST_BODY
    assert len(text.encode("utf-16-le")) // 2 <= TELEGRAM_LIMIT


@each_letter
def test_a_filled_letter_cites_its_clauses_and_the_version(letter: Letter) -> None:
    text, date = filled_body(letter), AGREEMENT_DATE[letter.language]
    for clause in letter.clauses:
        assert re.search(rf"(?<![\d.]){re.escape(clause)}(?!\d|\.\d)", text), clause
    first = letter.clauses[0] if "{{clause}}" not in letter.body else values_for(letter)["clause"]
    if letter.language == "en":
        assert f" clause {first} of the Technical Support Service Agreement of {date} (summary: " in text
    else:
        assert f" пункт {first} документа «Соглашение о технической поддержке» от {date} (кратко: " in text


@each_letter
def test_nothing_is_found_in_a_filled_letter(letter: Letter) -> None:
    channel = "telegram_account" if letter.channel == "telegram" else "email"
    found = lint(
        filled_body(letter),
        letter=letter,
        agreement_date=AGREEMENT_DATE[letter.language],
        channel=channel,
        addressee="greta@nordlys-exchange.example",
    )
    assert found == ()


@each_letter
def test_a_letter_promises_nothing_and_blames_nobody(letter: Letter) -> None:
    assert PROMISES.findall(letter.body) == []


@each_letter
def test_a_letter_keeps_the_manners_of_its_language(letter: Letter) -> None:
    plain = fill(letter.body, dict.fromkeys(VARIABLES, "0")).text
    if letter.language == "en":
        assert plain.startswith("Hello ")
        assert re.search("[а-яё]", plain, re.IGNORECASE) is None
    else:
        assert plain.startswith("Здравствуйте, ")
        assert POLITE_CAPITAL.findall(plain) == []
        assert MIXED_SCRIPT.findall(plain) == []
        assert set(re.findall("[A-Za-z]+", plain)) <= {"API"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_two_letters_say_the_same(language: str) -> None:
    bodies = Counter(letter.body for letter in load_letters(language).values())
    assert [body for body, count in bodies.items() if count > 1] == []


@pytest.mark.peers
@each_letter
def test_no_run_of_six_words_is_that_of_the_published_text(letter: Letter, peers: Path) -> None:
    values = {**values_for(letter), "agreement_title": "0"}
    assert copied_runs(fill(letter.body, values).text, peers) == []


# What a ticket and its license give by themselves; a refusal must not wait for anything else.
OF_A_TICKET = {"customer_name", "ticket_number", "ticket_subject", "license_key", "received_on", "period_ended_on"}
OF_A_TICKET |= {"clause_summary", "agreement_title", "agreement_date", "topic", "specialist_name", "company_name"}


@pytest.mark.parametrize("letter", [one for one in LETTERS if one.code.startswith("refuse.")], ids=lambda one: one.code)
def test_a_refusal_needs_only_what_a_ticket_gives(letter: Letter) -> None:
    assert {one.name for one in variables_of(letter.body)} <= OF_A_TICKET
