from __future__ import annotations

import pytest
from hypothesis import given

from console.query import KEYS, Query, insert, offer, parse, spoken, spoken_query
from tests.query.test_parser import queries


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("is:open owner:me", "это:открыто кто:я"),
        ("is:open owner:none", "это:открыто кто:никто"),
        ("is:open tier:critical", "это:открыто ур:критический"),
        ("is:proposed,held", "это:предложено,задержано"),
        ("is:unmatched", "это:без_лицензии"),
        ("is:open ends:<30d", "это:открыто конец:<30д"),
        ("is:resolved sort:-updated", "это:закрыто порядок:-изменён"),
        ("created:2026-01-01..today", "создан:2026-01-01..сегодня"),
        ('-customer:"Old Town" (is:waiting OR report)', '-клиент:"Old Town" (это:ждёт OR report)'),
        ("ends:<=2mo", "конец:<=2мес"),
        ('owner:"Dana Kim"', 'кто:"Dana Kim"'),
    ],
)
def test_a_query_is_written_in_both_languages(english: str, russian: str) -> None:
    assert spoken(english, "ru") == russian
    assert spoken(russian, "en") == english
    assert spoken(russian, "ru") == russian


@given(queries)
def test_in_whatever_language_it_is_written_it_is_the_same_query(query: Query) -> None:
    assert str(parse(spoken_query(query, "ru")).query) == str(query)


@pytest.mark.parametrize("text", ["tire:critical", "is:", '"open', "tier:critical nothing:x"])
def test_what_cannot_be_read_stays_as_it_was_typed(text: str) -> None:
    assert spoken(text, "ru") == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ур:", "критический"),
        ("tier:", "критический"),
        ("tier:c", "critical"),
        ("", "это:"),
        ("кто:", "я"),
        ("i", "is:"),
    ],
)
def test_a_russian_desk_is_offered_russian_words(text: str, first: str) -> None:
    assert offer(text, len(text), "ru").options[0].text == first


@pytest.mark.parametrize("key", sorted(KEYS))
def test_whatever_is_offered_in_russian_can_be_read(key: str) -> None:
    text = f"{KEYS[key].russian}:"
    for option in offer(text, len(text), "ru").options:
        written = insert(text, offer(text, len(text), "ru"), option.text, is_key=False)[0]
        assert parse(written).problems == ()
