from __future__ import annotations

import pytest

from console.channels.mail.parameters import file_name, read_parameters
from console.channels.untrusted.caps import DEFAULT_CAPS, Caps


def _read(value: str) -> tuple[str, dict[str, str]]:
    return read_parameters(value, DEFAULT_CAPS, {})


@pytest.mark.parametrize(
    ("value", "kind", "parameters"),
    [
        ("text/plain", "text/plain", {}),
        ("TEXT/Plain; CHARSET=utf-8", "text/plain", {"charset": "utf-8"}),
        ('a/b; name="x; y.txt"; c=d', "a/b", {"name": "x; y.txt", "c": "d"}),
        ('a/b; name="x\\"y"', "a/b", {"name": 'x"y'}),
        ("text/plain charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ("a/b; name=two words.txt; c=d", "a/b", {"name": "two words.txt", "c": "d"}),
        ('a/b; name="not closed.txt', "a/b", {"name": "not closed.txt"}),
        ("a/b (comment); c=d", "a/b", {"c": "d"}),
        ("a/b; nonsense; c=d;;", "a/b", {"c": "d"}),
        ("a/b; =; c=d", "a/b", {"c": "d"}),
        ("a/b; c=first; c=second", "a/b", {"c": "first"}),
        ("a/b; c*=utf-8''%D0%9F", "a/b", {"c": "П"}),
        ("a/b; c*0*=utf-8''%D0; c*1*=%9F; c*2=x", "a/b", {"c": "Пx"}),
        ("a/b; c*1=two; c*0=one", "a/b", {"c": "onetwo"}),
        ("a/b; c*=%D0%9F", "a/b", {"c": "П"}),
        ("a/b; c=plain; c*=utf-8'en'better", "a/b", {"c": "better"}),
        ("a/b; c*=koi8-r''%D0%D2", "a/b", {"c": "пр"}),
    ],
)
def test_values_and_parameters(value: str, kind: str, parameters: dict[str, str]) -> None:
    assert _read(value) == (kind, parameters)


@pytest.mark.parametrize(
    ("disposition", "content_type", "name"),
    [
        ('attachment; filename="a.txt"', "text/plain; name=b.txt", "a.txt"),
        ("attachment", "text/plain; name=b.txt", "b.txt"),
        ('attachment; filename="=?utf-8?b?0J/RgNC40LLQtdGC?=.txt"', "", "Привет.txt"),
        ("attachment; filename==?utf-8?q?=D0=9F?=", "", "П"),
        ("attachment; filename=%D0%9F.txt", "", "П.txt"),
        ("attachment; filename=100%25.txt", "", "100%25.txt"),
        ("attachment; filename*=UTF-8''%D0%9F.txt; filename=x.txt", "", "П.txt"),
        ('attachment; filename=""', "", None),
        ("inline", "image/png", None),
        ('attachment; filename="a\r\n\tb.txt"', "", "a b.txt"),
    ],
)
def test_names_of_files(disposition: str, content_type: str, name: str | None) -> None:
    assert file_name(_read(disposition)[1], _read(content_type)[1], {}) == name


def test_parameters_are_counted() -> None:
    problems: dict[str, None] = {}
    value = "a/b" + "".join(f"; p{number}=x" for number in range(20))
    assert len(read_parameters(value, Caps(parameters=5), problems)[1]) == 5
    assert "too_many_parameters" in problems
