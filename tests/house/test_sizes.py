from __future__ import annotations

from pathlib import Path

import pytest

from tools import sizes


def _function(lines: int) -> str:
    return "def long() -> None:\n" + "    pass\n" * (lines - 1)


def _class(methods: int, filler: int = 0) -> str:
    return (
        "class Large:\n"
        + "".join(f"    def m{n}(self) -> None: ...\n" for n in range(methods))
        + "    a = 1\n" * filler
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("x = 1\n" * 401, "sample.py: 401 lines, more than 400"),
        (_function(51), "sample.py:1: function long has 51 lines, more than 50"),
        ("async " + _function(51), "sample.py:1: function long has 51 lines, more than 50"),
        (_class(21), "sample.py:1: class Large has 21 methods, more than 20"),
        (_class(1, 299), "sample.py:1: class Large has 301 lines, more than 300"),
    ],
)
def test_what_is_too_large_is_named(source: str, sentence: str) -> None:
    assert sizes.findings(source, name="sample.py") == [sentence]


@pytest.mark.parametrize("source", ["x = 1\n" * 400, _function(50), _class(20), _class(1, 298), ""])
def test_what_is_just_small_enough_passes(source: str) -> None:
    assert sizes.findings(source, name="sample.py") == []


def test_a_method_with_several_signatures_counts_once() -> None:
    overloads = "class C:\n" + "    @overload\n    def one(self) -> int: ...\n" * 30
    assert sizes.findings(overloads, name="sample.py") == []


def test_tests_are_held_to_the_length_of_the_file_only() -> None:
    assert sizes.findings(_function(600), name="t.py", is_test=True) == []
    assert sizes.findings("x = 1\n" * 601, name="t.py", is_test=True) == ["t.py: 601 lines, more than 600"]


def test_a_folder_with_a_large_function_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "console" / "deep").mkdir(parents=True)
    (tmp_path / "console" / "deep" / "sample.py").write_text(_function(51))
    assert sizes.main(tmp_path) == 1
    assert capsys.readouterr().out == "console/deep/sample.py:1: function long has 51 lines, more than 50\n"
    (tmp_path / "console" / "deep" / "sample.py").write_text(_function(50))
    assert sizes.main(tmp_path) == 0
