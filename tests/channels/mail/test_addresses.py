from __future__ import annotations

import pytest

from console.channels.mail.addresses import read_addresses


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@b.c", [("", "a@b.c")]),
        ("Anna <a@b.c>", [("Anna", "a@b.c")]),
        ('"Last, First" <a@b.c>, d@e.f', [("Last, First", "a@b.c"), ("", "d@e.f")]),
        ("a@b.c (Anna (A.) X)", [("Anna (A.) X", "a@b.c")]),
        ("Team: a@b.c, Bo <d@e.f>;, g@h.i", [("", "a@b.c"), ("Bo", "d@e.f"), ("", "g@h.i")]),
        ("undisclosed-recipients:;", []),
        ("a@b.c; d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
        ("=?utf-8?q?Iv=C3=A1n,_A?= <a@b.c>", [("Iván, A", "a@b.c")]),
        ('"=?utf-8?q?Iv=C3=A1n?=" <a@b.c>', [("Iván", "a@b.c")]),
        ("<@relay.org:a@b.c>", [("", "a@b.c")]),
        ("Anna <a@b.c", [("Anna", "a@b.c")]),
        ("<mailto:a@b.c>", [("", "a@b.c")]),
        ("'Anna' <a@b.c>", [("Anna", "a@b.c")]),
        ("anna at example.org (Anna)", [("Anna", "anna@example.org")]),
        ('"a\\"b" <a@b.c>', [('a"b', "a@b.c")]),
        ("a@b.c <a@b.c>", [("", "a@b.c")]),
        ("Anna a@b.c", [("Anna", "a@b.c")]),
        ("Пётр <a@b.c>", [("Пётр", "a@b.c")]),
        ("a @ (at) b.c", [("at", "a@b.c")]),
        ("Name only here", [("Name only here", "")]),
        ("a@b.c,, ,d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
        ("", []),
        ("<>", []),
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("Pete", "pete@silly.test")]),
    ],
)
def test_lists_of_addresses(value: str, expected: list[tuple[str, str]]) -> None:
    found = read_addresses(value, {}, most=500)
    assert [(each.name, each.address) for each in found] == expected


def test_only_the_wanted_number_is_read() -> None:
    problems: dict[str, None] = {}
    assert len(read_addresses("a@b.c, " * 50, problems, most=10)) == 10
    assert "too_many_addresses" in problems
