"""What a list can be narrowed by: counts on every database, and queries that change by a value."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from console.query import parse
from console.services import showing
from console.services.archives import facets
from tests.archive.desks import furnish, opened


def test_counts_are_of_the_query_but_for_the_facet_itself(
    prepared_url: Callable[[str, Callable[[str], None]], str],
) -> None:
    desk = opened(prepared_url("archived", furnish))
    with closing(desk.store):
        whole = facets.counted(desk, parse("").query)
        assert sum(number for _, number in whole["tier"]) == 3
        assert whole["year"] == (("2026", 3),)
        assert whole["month"] == (("2026-11", 3),)
        assert sum(number for _, number in whole["owner"]) == 3
        for name, values in whole.items():
            for value, number in values:
                found = facets.toggled(parse("").query, name, value)
                assert showing.queue_count(desk, found).number == number, f"{name} {value}"
        (clause,) = [value for value, _ in whole["clause"] if value == "23.1.1"]
        narrowed = facets.counted(desk, parse(f"clause:{clause}").query)
        assert sum(number for _, number in narrowed["tier"]) == 1
        assert narrowed["clause"] == whole["clause"]


@pytest.mark.parametrize(
    ("query", "name", "value", "then"),
    [
        ("order", "tier", "critical", "order tier:critical"),
        ("tier:critical", "tier", "question", "tier:critical,question"),
        ("tier:critical,question", "tier", "critical", "tier:question"),
        ("tier:critical order", "tier", "critical", "order"),
        ("", "year", "2026", "created:2026-01-01..2026-12-31"),
        ("created:>7d", "year", "2025", "created:>7d created:2025-01-01..2025-12-31"),
        ("tier:critical", "month", "2026-02", "tier:critical created:2026-02-01..2026-02-28"),
        (
            "created:2026-01-01..2026-12-31",
            "month",
            "2026-12",
            "created:2026-01-01..2026-12-31 created:2026-12-01..2026-12-31",
        ),
        ("created:2024-02-01..2024-02-29", "month", "2024-02", ""),
        ("clause:23.1.1", "closed", "28.1.1", "clause:23.1.1 clause:28.1.1"),
        ("clause:28.1.1 clause:23.1.1", "clause", "23.1.1", "clause:28.1.1"),
        ("", "owner", "Dana Kim", 'owner:"Dana Kim"'),
        ("owner:none", "owner", "none", ""),
        ("license:free", "license", "expired", "license:expired,free"),
        ("", "topic", "websocket", "topic:websocket"),
        ("lang:ru", "lang", "en", "lang:en,ru"),
        ("sort:-created", "clause", "23.1.1", "clause:23.1.1 sort:-created"),
    ],
)
def test_a_value_is_chosen_and_let_go(query: str, name: str, value: str, then: str) -> None:
    made = facets.toggled(parse(query).query, name, value)
    assert str(made) == str(parse(then).query)
    assert (value in facets.chosen(made, name)) is (value not in facets.chosen(parse(query).query, name))
