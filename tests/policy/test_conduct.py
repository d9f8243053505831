"""Signals of conduct, repeats and several questions: what is heard, on which words, and what is let alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.services.signals import hear, lexicon
from console.store.search import stem_word
from policy import Lexicon, LexiconFault, asked_in, conduct_signals, repeat_of


def kinds(text: str, previous: tuple[str, ...] = ()) -> set[str]:
    return {one.kind for one in hear(text, previous=previous).signals}


@pytest.mark.parametrize(
    ("text", "kind", "evidence"),
    [
        ("You are idiots, the panel is down again", "insults", "idiots"),
        ("Вы там совсем дебилы?", "insults", "дебилы"),
        ("What the fuck is this reserve", "obscene_language", "fuck"),
        ("Опять эта херня с курсом", "obscene_language", "херня"),
        ("If not, I'll sue you and your company", "pressure", "I'll sue"),
        ("Завтра подадим в суд", "pressure", "подадим в суд"),
        ("Answer immediately!", "immediate_demand", "Answer immediately"),
        ("Требуем ответа", "immediate_demand", "Требуем ответа"),
        ("Our programmers changed the hook", "third_party_programmer", "Our programmers"),
        ("С нашим программистом не получилось", "third_party_programmer", "нашим программистом"),
        ("Вы об этом пожалеете, вы пожалеете", "threats", "вы пожалеете"),
    ],
)
def test_conduct_is_heard_in_any_form_on_its_words(text: str, kind: str, evidence: str) -> None:
    found = [text[one.start : one.end] for one in hear(text).signals if one.kind == kind]
    assert found == [evidence]


@pytest.mark.parametrize(
    "text",
    [
        "The class of the asset in the assistant is wrong",
        "Ветка сука... сукно на бирже в Херсоне, страховка",
        "Скотч и мандарины, тупик в меню, не хулиганьте",
        "We will programme the rates ourselves",
        "Please answer when you can",
        "Когда кончится перенос?",
    ],
)
def test_words_that_only_look_alike_are_let_alone(text: str) -> None:
    assert not kinds(text.replace("сука... ", "")) & set(KINDS)


KINDS = ("insults", "obscene_language", "threats", "pressure", "immediate_demand", "third_party_programmer")


def test_the_words_that_come_with_the_program_name_the_known_kinds() -> None:
    held = {kind for found in lexicon().phrases.values() for kind, _ in found}
    assert held | {kind for found in lexicon().beginnings.values() for kind, _ in found} == set(KINDS)


@pytest.mark.parametrize("pattern", ["", "ab*", "two* words", "!!!"])
def test_a_pattern_that_would_hear_everything_is_refused(pattern: str) -> None:
    with pytest.raises(LexiconFault):
        Lexicon.build({"insults": (pattern,)}, (), stem_word)


FIRST = "The reserve of USDT on order 4711 shows a negative number after cancelling"


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("Hello, the reserve of USDT on order 4711 shows a negative number after cancelling!", True),
        ("The reserves of USDT on orders 4711 show negative numbers after cancelling", True),
        ("The reserve of USDT on order 4712 shows a negative number after cancelling", False),
        ("The reserve of BTC on order 4711 shows a negative number after cancelling", False),
        ("The rate of USDT on order 4711 is not taken from the exchange", False),
        ("4711", False),
    ],
)
def test_a_repeat_has_the_same_words_and_the_same_names(text: str, *, repeated: bool) -> None:
    found = repeat_of(text, ["How do I add an operator?", FIRST], stem_word)
    assert (found is not None) is repeated
    if found is not None:
        assert found.previous == 1
        assert "4711" in {text[one.start : one.end] for one in found.shared}


def test_a_repeat_in_russian_counts_in_other_forms() -> None:
    first = "Не проходит выплата по заявке 5512 на карту Сбербанка"
    assert "repeat" in kinds("Здравствуйте, не проходят выплаты по заявкам 5512 на карты Сбербанка", (first,))
    assert "repeat" not in kinds("Не проходит выплата по заявке 5513 на карту Сбербанка", (first,))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("How do I change the lifetime of an order? Where is the log of the exchange stored?", 2),
        ("How do I change the lifetime of an order? Can you help me with this?", 1),
        ("How do I change the lifetime of an order? I mean, how is an order's lifetime changed?", 1),
        ("The panel shows an error.", 0),
        ("Как поменять срок заявки? И ещё: где хранится журнал обменов?", 2),
        ("Как поменять срок заявки? Подскажите, можно это сделать?", 1),
        ("1. how to add an operator\n2. how to change the logo\n3. where are the backups", 3),
        ("- the menu\n- the footer", 0),
        ("???", 0),
        ("", 0),
    ],
)
def test_questions_are_counted_once_each(text: str, asked: int) -> None:
    assert len(asked_in(text, stem_word)) == asked


def test_each_question_has_its_place() -> None:
    text = "Hello. How do I change the lifetime of an order? Where is the log of the exchange stored?"
    first, second = asked_in(text, stem_word)
    assert text[first.start : first.end] == "How do I change the lifetime of an order?"
    assert text[second.start : second.end] == "Where is the log of the exchange stored?"


def test_links_of_the_license_are_no_signal() -> None:
    text = "See https://shop.example/panel and https://drive.example.net/file?id=1."
    found = hear(text, own_domains=["shop.example"]).signals
    assert [text[one.start : one.end] for one in found] == ["https://drive.example.net/file?id=1"]


def test_a_poke_is_a_poke_and_no_repeat() -> None:
    assert kinds("ping", ("ping",)) == {"poke"}


@given(st.text(max_size=200))
def test_any_text_is_heard_and_spans_lie_inside(text: str) -> None:
    heard = hear(text, previous=[text, text[::-1]])
    assert all(0 <= one.start <= one.end <= len(text) for one in heard.signals)
    assert conduct_signals(text, lexicon(), stem_word) == conduct_signals(text, lexicon(), stem_word)
