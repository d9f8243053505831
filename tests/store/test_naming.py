"""What names a person in bytes that were kept as they came, and what names another."""

from __future__ import annotations

import pytest

from console.store.queries.naming import names


@pytest.mark.parametrize(
    "data",
    [
        b"user7",
        b'{"from_id": "user7", "text": "user70"}',
        b"user70 and then user7.",
        b"=?utf-8?q?ann_=3cuser7=3e?=",
        b'"\\u003cuser7\\u003e"',
        b'"write to\\nuser7"',
        b"mailto:%20user7?subject=x",
        b"wait ...user7",
        "отuser7".encode(),
    ],
)
def test_an_address_is_found_as_it_stands(data: bytes) -> None:
    assert names(data, b"user7")


@pytest.mark.parametrize("data", [b"", b"user70", b"user7-a", b"user7_", b"superuser7", b"x.user7", b"user7.com"])
def test_what_is_a_part_of_anothers_is_not_theirs(data: bytes) -> None:
    assert not names(data, b"user7")


def test_a_mail_address_is_told_from_one_that_it_ends_or_begins() -> None:
    assert names(b"to: <ann@b.example>, joann@b.example", b"ann@b.example")
    assert not names(b"joann@b.example, j.ann@b.example, ann@b.example.org", b"ann@b.example")
