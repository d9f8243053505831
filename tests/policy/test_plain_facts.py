"""Facts as JSON holds them, and back: what is stored with a decision is enough to take it again."""

from __future__ import annotations

from datetime import UTC, date, datetime

from policy.facts import to_plain


def test_days_instants_mappings_and_sets_become_what_json_holds() -> None:
    plain = {
        "day": date(2026, 11, 24),
        "at": datetime(2026, 11, 24, 9, tzinfo=UTC),
        "set": frozenset({"a"}),
        "list": [date(2026, 1, 1)],
        "pair": (1, None),
    }
    assert to_plain(plain) == {
        "day": "2026-11-24",
        "at": "2026-11-24T09:00:00+00:00",
        "set": ["a"],
        "list": ["2026-01-01"],
        "pair": [1, None],
    }
