"""Signals between messages: many in a row, one question in pieces, the same in two channels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import policy
from console.store import search

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def said(*texts: str, step: float = 2, ours: tuple[int, ...] = ()) -> list[policy.Said]:
    return [
        policy.Said(text=text, at=NOW + timedelta(minutes=step * n), ours=n in ours, channel="email")
        for n, text in enumerate(texts)
    ]


REPEATED = ("The order list is slow", "list is slow", "order list", "so slow is the order list", "slow list")


def test_messages_in_a_row_without_anything_new_are_told_from_three_on() -> None:
    assert policy.many_in_a_row(said(*REPEATED[:3]), search.stem_word) == ()
    assert policy.many_in_a_row(said(*REPEATED), search.stem_word) == (1, 2, 4)


def test_what_says_something_new_is_no_row_and_neither_is_what_comes_an_hour_later() -> None:
    telling = said("The order list is slow", "Version 4.8.2", "It began on Monday", "Only in Chrome")
    assert policy.many_in_a_row(telling, search.stem_word) == ()
    assert policy.many_in_a_row(said(*REPEATED, step=61), search.stem_word) == ()


def test_an_answer_of_ours_ends_a_row() -> None:
    broken = said(*REPEATED[:3], "We look at it", *REPEATED[3:], ours=(3,))
    assert policy.many_in_a_row(broken, search.stem_word) == ()


def test_forms_of_a_word_are_the_same_word_in_russian() -> None:
    row = said("Заявка в панели не сохраняется", "заявку", "заявки", "панель", "заявкой не сохраняется")
    assert policy.many_in_a_row(row, search.stem_word) == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Hi", "where is", "the commission?"), (0, 1, 2)),
        (("Привет", "а где", "тут комиссия?"), (0, 1, 2)),
        (("Hi", "the commission?"), ()),
        (("Hi", "thank you", "all works now"), ()),
        (("Hi", "where is", "the commission of the direction that we opened yesterday?"), ()),
    ],
)
def test_one_question_in_pieces(texts: tuple[str, ...], found: tuple[int, ...]) -> None:
    assert policy.in_pieces(said(*texts)) == found


def test_pieces_come_close_together() -> None:
    assert policy.in_pieces(said("Hi", "where is", "the commission?", step=11)) == ()


def test_a_copy_is_the_later_message_in_another_channel_within_a_day() -> None:
    first = policy.Said(text="Order 4711 hangs since noon", at=NOW, channel="email")
    later = policy.Said(text="Order 4711 hangs since noon!", at=NOW + timedelta(hours=2), channel="telegram_group")
    assert policy.copied(later, [first], search.stem_word) == 0
    assert policy.copied(first, [later], search.stem_word) is None
    for other in (
        policy.Said(text=first.text, at=first.at, channel="telegram_group"),
        policy.Said(text="Order 4712 hangs since noon", at=first.at, channel="email"),
        policy.Said(text=first.text, at=later.at - timedelta(hours=25), channel="email"),
        policy.Said(text=first.text, at=first.at, channel="email", ours=True),
    ):
        assert policy.copied(later, [other], search.stem_word) is None
