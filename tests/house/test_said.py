"""Words and code agree: no key without words is asked for, and no words stand that nothing asks for."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASKING = ("say", "say_in", "say_count", "has")
FORMS = ("_one", "_few", "_many")
_KEY = re.compile(r"[a-z_]+\.[A-Za-z0-9_-]+")
_HOLE = "\0"
_FILLED = "[A-Za-z0-9_-]+"


def keys(text: str) -> set[str]:
    """Return the keys of a file of words."""
    return {f"{group}.{name}" for group, inner in tomllib.loads(text).items() for name in inner}


def skeleton(node: ast.expr) -> str:
    """Return the text of a literal with a hole for each value that is filled in, or nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(skeleton(one) if isinstance(one, ast.Constant) else _HOLE for one in node.values)
    return ""


def literals(tree: ast.AST) -> set[str]:
    """Return every text of a module that may be a key or a part of one.

    Where a module puts a group before a name, each word that it hands over or lists may be such a group.
    """
    nodes = [node for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr))]
    found = {text for node in nodes if (text := skeleton(node))}
    if f"{_HOLE}.{_HOLE}" in found:
        lists = [
            node.args if isinstance(node, ast.Call) else node.elts
            for node in ast.walk(tree)
            if isinstance(node, (ast.Call, ast.Tuple))
        ]
        found |= {f"{word}.{_HOLE}" for one in lists for node in one if (word := skeleton(node)).isidentifier()}
    return found


def asked(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield the keys that a module asks for by name, with holes, and whether the key is of a count."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ASKING[:3]:
            continue
        place = 1 if node.func.id == "say_in" else 0
        chosen = [node.args[place]] if len(node.args) > place else []
        while chosen:
            one = chosen.pop()
            if isinstance(one, ast.IfExp):
                chosen += [one.body, one.orelse]
            elif (found := skeleton(one)) and not found.startswith(_HOLE):
                yield found, node.func.id == "say_count"


def shape(found: str) -> re.Pattern[str]:
    """Return what a text with holes may become."""
    return re.compile(_FILLED.join(re.escape(part) for part in found.split(_HOLE)))


def without_form(key: str) -> str:
    """Return a key of a count without its form."""
    return next((key.removesuffix(one) for one in FORMS if key.endswith(one)), key)


def unused(known: set[str], texts: set[str]) -> list[str]:
    """Return the known keys that none of the texts can become, alone or with an ending that is put behind it."""
    whole = {one for one in texts if _KEY.fullmatch(one)}
    groups = {key.partition(".")[0] for key in known}
    shapes = [shape(one) for one in texts if _HOLE in one and one.partition(".")[0] in groups and "." in one]
    endings = {one.removeprefix(_HOLE) for one in texts if re.fullmatch(rf"{_HOLE}_[a-z_]+", one)}
    left = []
    for key in sorted(known):
        bare = {key, without_form(key)}
        bare |= {one.removesuffix(end) for one in bare for end in endings if one.endswith(end)}
        if not bare & whole and not any(one.fullmatch(name) for one in shapes for name in bare):
            left.append(key)
    return left


def missing(known: set[str], found: set[tuple[str, bool]]) -> list[str]:
    """Return the keys that are asked for and have no words; one with holes needs some key that it can become."""
    left = []
    for text, counts in sorted(found):
        forms = [f"{text}{one}" for one in (FORMS if counts else ("",))]
        for name in forms:
            here = name in known if _HOLE not in name else any(shape(name).fullmatch(one) for one in known)
            if not here:
                left.append(name.replace(_HOLE, "…"))
    return left


@pytest.fixture(scope="module")
def trees() -> list[ast.Module]:
    return [ast.parse(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "console").rglob("*.py"))]


@pytest.fixture(scope="module")
def known() -> set[str]:
    return keys((ROOT / "resources/i18n/en.toml").read_text(encoding="utf-8"))


def test_every_word_that_is_asked_for_is_there(trees: list[ast.Module], known: set[str]) -> None:
    found = {one for tree in trees for one in asked(tree)}
    assert len(found) > 500
    assert missing(known, found) == []


def test_no_word_stands_that_nothing_asks_for(trees: list[ast.Module], known: set[str]) -> None:
    texts = {one for tree in trees for one in literals(tree)}
    assert unused(known, texts) == []


def test_what_is_missing_and_what_is_left_over_is_found() -> None:
    tree = ast.parse(
        'say("a.one"); say_count("a.number", n); say(f"b.{kind}"); say("a.x" if y else "a.y"); say(f"{k}_text")'
    )
    here = {"a.one", "a.number_one", "a.number_few", "a.number_many", "b.red", "a.x", "a.y", "a.one_text"}
    texts = literals(tree)
    assert unused(here, texts) == []
    assert missing(here, set(asked(tree))) == []
    assert unused(here | {"a.gone", "c.red"}, texts) == ["a.gone", "c.red"]
    grouped = literals(ast.parse('choice("c"); say(f"{group}.{kind}")'))
    assert unused({"c.red", "d.red"}, grouped) == ["d.red"]
    assert missing(here - {"a.number_few", "b.red", "a.y"}, set(asked(tree))) == ["a.number_few", "a.y", "b.…"]
