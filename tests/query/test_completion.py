"""What the query bar offers at a place, and what is written when it is taken."""

from __future__ import annotations

import pytest

from console.query import KEYS, insert, offer, parse


@pytest.mark.parametrize(
    ("text", "first", "key"),
    [
        ("ti", "tier:", ""),
        ("ур", "ур:", ""),
        ("is:open -ti", "tier:", ""),
        ("tier:", "critical", "tier"),
        ("ур:", "critical", "tier"),
        ("ур:кри", "критический", "tier"),
        ("tier:critical,f", "functional", "tier"),
        ("owner:", "me", "owner"),
        ("created:<3", "<30d", "created"),
        ("sort:-u", "-updated", "sort"),
        ("license:tr", "transition", "license"),
    ],
)
def test_what_fits_is_offered(text: str, first: str, key: str) -> None:
    found = offer(text, len(text))
    assert found.key == key
    assert found.options[0].text == first


@pytest.mark.parametrize("text", ["zzz:", "tier:zzz", "zzzz"])
def test_nothing_is_offered_where_nothing_fits(text: str) -> None:
    assert offer(text, len(text)).options == ()


@pytest.mark.parametrize(
    ("text", "cursor", "option", "is_key", "written"),
    [
        ("is:open ti", 10, "tier:", True, "is:open tier:"),
        ("is:op tier:c", 5, "open", False, "is:open tier:c"),
        ("tier:critical,f", 15, "functional", False, "tier:critical,functional "),
        ("-is:w", 5, "waiting", False, "-is:waiting "),
    ],
)
def test_an_option_takes_the_place_of_what_was_begun(
    text: str,
    cursor: int,
    option: str,
    is_key: bool,
    written: str,
) -> None:
    assert insert(text, offer(text, cursor), option, is_key=is_key)[0] == written


@pytest.mark.parametrize("key", sorted(KEYS))
def test_whatever_is_offered_can_be_read(key: str) -> None:
    text = f"{key}:"
    for option in offer(text, len(text)).options:
        written = insert(text, offer(text, len(text)), option.text, is_key=False)[0]
        assert parse(written).problems == (), written
    assert key in {one.text.rstrip(":") for one in offer(key, len(key)).options}
