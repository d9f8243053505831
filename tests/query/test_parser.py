from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.query import KEYS, All, Either, Not, Qualifier, Query, Range, Sort, Word, Words, parse
from console.query.language import SORTS
from console.query.terms import Amount, Day, Named

words = st.text(alphabet="abcxyzабвёIEOR12", min_size=1, max_size=6).filter(
    lambda word: word != "OR" and not word.isdigit()
)
texts = st.text(alphabet='ab "\\(),:-OR.яё', min_size=1, max_size=8).filter(lambda text: text.strip() != "")
points = st.one_of(
    st.builds(Amount, st.integers(0, 999), st.sampled_from(["m", "h", "d", "w", "mo"])),
    st.builds(Day, st.dates()),
    st.builds(Named, st.sampled_from(["today", "yesterday", "mon", "sun"])),
)
ranges = st.one_of(
    st.builds(Range, st.just(".."), points, points),
    st.builds(Range, st.sampled_from(["<", "<=", ">", ">=", ":"]), points),
)


def values(key: str) -> st.SearchStrategy[object]:
    kind = KEYS[key]
    if kind.kind == "time":
        return ranges
    if kind.kind == "choice":
        return st.builds(Word, st.sampled_from(kind.choices))
    if kind.kind == "id":
        return st.builds(lambda number: Word(str(number)), st.integers(1, 10**9))
    return st.builds(Word, texts)


qualifiers = st.sampled_from([key for key in KEYS if key != "sort"]).flatmap(
    lambda key: st.lists(values(key), min_size=1, max_size=3).map(lambda found: Qualifier(key, tuple(found)))
)
leaves = st.one_of(qualifiers, st.builds(Words, words), st.builds(lambda text: Words(text, phrase=True), texts))
terms = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(
            lambda found: Either(tuple(found)),
            st.lists(inner.filter(lambda t: not isinstance(t, Either)), min_size=2, max_size=3),
        ),
        st.builds(lambda found: All(tuple(found)), st.lists(inner, min_size=2, max_size=3)),
        inner.filter(lambda term: not isinstance(term, Not)).map(Not),
    ),
    max_leaves=6,
)
queries = st.builds(
    Query,
    st.lists(terms, max_size=4).map(tuple),
    st.one_of(st.none(), st.builds(Sort, st.sampled_from(SORTS), st.booleans())),
)


@given(queries)
def test_a_query_reads_back_what_it_wrote(query: Query) -> None:
    parsed = parse(str(query))
    assert parsed.problems == ()
    assert parsed.query == query


@given(st.text(max_size=60))
def test_nothing_that_is_typed_raises_and_reading_is_stable(text: str) -> None:
    first = parse(text).query
    assert parse(str(first)).query == first


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("это:открыт ур:к", "is:open tier:critical"),
        ("кто:me лиц:архив", "owner:me license:archived"),
        ("TK-48229", "id:48229"),
        ("#7", "id:7"),
        ("a OR b OR tier:c,f", "(a OR b OR tier:critical,functional)"),
        ("создан:сегодня", "created:today"),
        ("sort:-создан", "sort:-created"),
        ('subject:"two words"', 'subject:"two words"'),
        ("-is:open", "-is:open"),
    ],
)
def test_both_languages_become_one_form(typed: str, meant: str) -> None:
    parsed = parse(typed)
    assert parsed.problems == ()
    assert str(parsed.query) == meant


@pytest.mark.parametrize(
    ("typed", "code", "suggestion"),
    [
        ("tire:c", "query_unknown_key", "tier"),
        ("xyzzy:c", "query_unknown_key", ""),
        ("tier:purple", "query_unknown_value", None),
        ("created:soon", "query_unknown_value", None),
        ("owner:", "query_no_value", None),
        ('"open', "query_quote", None),
        ("(a b", "query_bracket", None),
        ("a)", "query_bracket", None),
        ("sort:weight", "query_unknown_value", None),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(typed: str, code: str, suggestion: str | None) -> None:
    problem = parse(typed).problems[0]
    assert problem.code == code
    assert 0 <= problem.start <= problem.end <= len(typed)
    if suggestion is not None:
        assert problem.params["suggestion"] == suggestion


def test_a_group_of_many_levels_is_refused_not_a_crash() -> None:
    assert "query_too_deep" in {problem.code for problem in parse("(" * 500 + "a").problems}
