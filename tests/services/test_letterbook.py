"""Letters of the team and of a person: which one counts, that no version is lost, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.faults import BadInput, Locked, NotAllowed, Stale
from console.records.base import Role
from console.services import letterbook, letters
from console.services.desk import Desk, open_desk
from console.services.letterbook import Wish

REFUSAL = "refuse.23.1.1"
BODY = "Dear {{customer_name}}, clause {{clause}} of the agreement of {{agreement_date}}. Please renew.\n"
PLAIN = Wish(
    code="own.thanks", language="en", scope="personal", title="Thanks for waiting", body="Please wait a little."
)


def _refusal(**changes: object) -> Wish:
    return replace(Wish(code=REFUSAL, language="en", scope="team", body=BODY), **changes)  # type: ignore[arg-type]  # a test gives any of the fields


def test_the_persons_letter_goes_before_the_teams_and_that_before_the_programs(desk: Desk) -> None:
    shipped = letters.load_letters("en")[REFUSAL]
    assert desk.letters.find(REFUSAL, "en") is shipped
    letterbook.save(desk, _refusal())
    team = desk.refreshed().letters.find(REFUSAL, "en")
    assert team is not None
    assert (team.scope, team.mark, team.body) == ("team", "team 1", BODY.strip())
    assert (team.ground, team.clauses) == (shipped.ground, shipped.clauses)
    letterbook.save(desk, _refusal(scope="personal", body=BODY.replace("Dear", "Hello")))
    own = desk.refreshed().letters.find(REFUSAL, "en")
    assert own is not None
    assert own.scope == "personal"
    assert desk.refreshed().letters.find(REFUSAL, "ru") == letters.load_letters("ru")[REFUSAL]
    letterbook.retire(desk, own)
    assert desk.refreshed().letters.find(REFUSAL, "en") == team
    letterbook.retire(desk, team)
    assert desk.refreshed().letters.find(REFUSAL, "en") is shipped


def test_every_version_stays_and_a_retired_letter_can_be_written_again(desk: Desk) -> None:
    assert letterbook.save(desk, _refusal()) == 1
    assert letterbook.save(desk, _refusal(seen=1, body=f"{BODY}More.")) == 2
    found = desk.refreshed().letters.find(REFUSAL, "en")
    assert found is not None
    assert letterbook.retire(desk, found) == 3
    book = desk.refreshed().letters
    assert book.last["team", REFUSAL, "en"] == 3
    assert letterbook.save(desk, _refusal(seen=3)) == 4
    kept = letterbook.versions(desk, REFUSAL, "en")
    assert [(one.n, one.active, one.by) for one in kept] == [
        (4, True, "Dana Kim"),
        (3, False, "Dana Kim"),
        (2, True, "Dana Kim"),
        (1, True, "Dana Kim"),
    ]
    assert kept[2].body == f"{BODY}More."


def test_the_own_letters_of_one_are_not_seen_by_another_and_the_teams_are(desk: Desk) -> None:
    letterbook.save(desk, PLAIN)
    letterbook.save(desk, _refusal())
    other = open_desk(
        desk.store.url, login="lee", name="Lee", out_folder=desk.out_folder, clock=desk.clock, role=Role.SPECIALIST
    )
    assert other.letters.find("own.thanks", "en") is None
    assert letterbook.versions(other, "own.thanks", "en") == ()
    team = other.letters.find(REFUSAL, "en")
    assert team is not None
    assert team.scope == "team"
    with pytest.raises(NotAllowed):
        letterbook.save(other, _refusal(seen=1))
    with pytest.raises(NotAllowed):
        letterbook.retire(other, team)
    assert letterbook.save(other, PLAIN) == 1
    other.store.close()


def test_two_people_at_once_lose_nothing(desk: Desk) -> None:
    other = open_desk(desk.store.url, login="lee", name="Lee", out_folder=desk.out_folder, clock=desk.clock)
    letterbook.save(other, _refusal(body=f"{BODY}Theirs."))
    with pytest.raises((Stale, Locked)) as refused:
        letterbook.save(desk, _refusal(body=f"{BODY}Mine."))
    assert refused.value.params["by"] == "Lee"
    assert letterbook.save(desk, _refusal(body=f"{BODY}Mine.", seen=1)) == 2
    assert [one.by for one in letterbook.versions(desk, REFUSAL, "en")] == ["Dana Kim", "Lee"]
    other.store.close()


def test_the_same_command_twice_is_one_version(desk: Desk) -> None:
    assert letterbook.save(desk, PLAIN, command_id="a" * 32) == 1
    assert letterbook.save(desk, PLAIN, command_id="a" * 32) == 1
    assert len(letterbook.versions(desk, "own.thanks", "en")) == 1


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (_refusal(body=" \n"), "letter_empty"),
        (_refusal(body="x" * 20_001), "letter_too_much"),
        (replace(PLAIN, title=" "), "letter_no_title"),
        (_refusal(body=BODY + "{{weather}}"), "letter_unknown_variable"),
        (_refusal(subject="{{weather}}"), "letter_unknown_variable"),
        (_refusal(body=BODY + "{{ customer_name }}"), "letter_not_a_variable"),
        (_refusal(body="Clause 23.1.12 of {{agreement_date}}"), "letter_without_clause"),
        (_refusal(body="Clause 23.1.1 of the agreement"), "letter_without_version"),
        (replace(PLAIN, channel="telegram", body="я" * 4_097), "letter_too_long"),
        (_refusal(code="refuse.99"), "letter_unknown"),
        (_refusal(language="de"), "letter_unknown"),
        (_refusal(scope="builtin"), "letter_of_the_program"),
    ],
)
def test_a_letter_that_could_not_be_sent_is_not_kept(desk: Desk, wish: Wish, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        letterbook.save(desk, wish)
    assert refused.value.code == code
    assert letterbook.versions(desk, wish.code, wish.language) == ()
    assert refused.value.words("ru")[0] != refused.value.words("en")[0]


def test_the_programs_own_letters_could_be_kept_as_they_are() -> None:
    for language in letters.LANGUAGES:
        for letter in letters.load_letters(language).values():
            found = letterbook.problems(letterbook.wish_of(letter, "team", seen=0))
            assert found == (), (letter.code, language, found)


@pytest.mark.parametrize(
    "text",
    ["We will answer within 2 hours.", "I'll fix it tomorrow.", "We guarantee it.", "Исправим завтра.", "Обещаем."],
)
def test_a_promise_is_noticed_and_does_not_block(text: str) -> None:
    found = letterbook.problems(replace(PLAIN, body=f"Please wait. Пожалуйста. {text}"))
    assert [(one.code, one.blocks) for one in found] == [("promise", False)]


def test_codes_of_titles_are_readable() -> None:
    assert letterbook.code_from("Thanks — for  Waiting!") == "own.thanks-for-waiting"
    assert letterbook.code_from("Спасибо") == "own.спасибо"
    assert len(letterbook.code_from("word " * 40)) <= 64
