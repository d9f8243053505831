"""Saved views: kept in English, seen by their owner, and a lost race is told."""

from __future__ import annotations

import pytest

from console.faults import BadInput, Stale
from console.query import parse
from console.services import listing, saved
from console.services.desk import Desk


def test_a_view_is_kept_under_its_name_in_the_english_form_of_its_query(desk: Desk) -> None:
    saved.save_view(desk, "  Русские   вопросы ", "это:открыт ур:в язык:ru")
    (view,) = saved.saved_views(desk)
    assert (view.name, view.query, view.shared) == ("Русские вопросы", "is:open tier:question lang:ru", False)


def test_the_same_name_again_changes_the_view(desk: Desk) -> None:
    first = saved.save_view(desk, "Mine", "owner:me")
    assert saved.save_view(desk, "Mine", "owner:me is:open") == first
    assert [view.query for view in saved.saved_views(desk)] == ["owner:me is:open"]


def test_views_keep_their_order_and_one_can_go(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        saved.save_view(desk, name, "is:open")
    saved.remove_view(desk, saved.saved_views(desk)[1])
    assert [view.name for view in saved.saved_views(desk)] == ["a", "c"]


@pytest.mark.parametrize(
    ("name", "query", "code"), [("  ", "is:open", "view_without_name"), ("x", "tire:c", "query_unknown_key")]
)
def test_what_has_no_name_or_cannot_be_read_is_not_kept(desk: Desk, name: str, query: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        saved.save_view(desk, name, query)
    assert refused.value.code == code
    assert saved.saved_views(desk) == ()


def test_who_changes_an_older_state_is_told(desk: Desk) -> None:
    saved.save_view(desk, "Mine", "owner:me")
    (older,) = saved.saved_views(desk)
    saved.change_view(desk, older, "owner:me is:open")
    with pytest.raises(Stale):
        saved.change_view(desk, older, "owner:me is:waiting")
    assert [view.query for view in saved.saved_views(desk)] == ["owner:me is:open"]


def test_an_empty_list_knows_what_to_drop(desk: Desk) -> None:
    why = listing.emptiness(desk, parse("is:open tier:critical").query)
    assert why.any_ticket is False
    assert why.without == ()
