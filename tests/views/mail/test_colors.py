"""Every text of a message can be read on the ground it stands on, whatever colors it asks for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.channels.untrusted.clean import clean_html
from console.views.mail.colors import LEAST_CONTRAST, Ground, contrast, readable

_LIGHT = Ground(base="#ffffff", text="#1a1a1a", link="#0645ad")
_DARK = Ground(base="#1e1e1e", text="#e6e6e6", link="#7ab8ff")
_COLORS = st.one_of(
    st.sampled_from(["#000000", "#ffffff", "#808080", "#ff0000", "#1e1e1e", "#000080", "#ffff00"]),
    st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"),
)
_TOKEN = re.compile(r"<(/?)([a-z]+)([^>]*)>|([^<]+)")


def _styled(inside: str, text: str | None, back: str | None, tag: str) -> str:
    if tag == "a":
        return f'<a href="http://x.example/" style="color:{text or "red"}">{inside}</a>'
    style = ";".join([f"color:{text}"] * bool(text) + [f"background-color:{back}"] * bool(back))
    return f'<{tag} style="{style}">{inside}y</{tag}>'


_LETTERS = st.recursive(
    st.just("x"),
    lambda inner: st.builds(
        _styled, inner, st.none() | _COLORS, st.none() | _COLORS, st.sampled_from(["p", "span", "b", "div", "a"])
    ),
    max_leaves=8,
)


def _pairs(html: str, ground: Ground) -> list[tuple[str, str]]:
    """Return the color and the ground of every text, as a browser would see them."""
    stack = [(ground.text, ground.base)]
    found = []
    for closing, name, attributes, text in _TOKEN.findall(html):
        if text:
            found.append(stack[-1])
        elif closing:
            stack.pop()
        else:
            color = re.search(r'[";]color:(#[0-9a-f]{6})', attributes)
            back = re.search(r"background-color:(#[0-9a-f]{6})", attributes)
            around = (ground.link, stack[-1][1]) if name == "a" else stack[-1]
            stack.append((color.group(1) if color else around[0], back.group(1) if back else around[1]))
    return found


@pytest.mark.parametrize("ground", [_LIGHT, _DARK])
@given(letter=_LETTERS)
def test_every_text_can_be_read(ground: Ground, letter: str) -> None:
    html = clean_html(letter).html or ""
    shown = readable(html, ground)
    assert re.sub("<[^>]*>", "", shown) == re.sub("<[^>]*>", "", html)
    for text, back in _pairs(shown, ground):
        assert contrast(text, back) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("ground", "html", "shown"),
    [
        (_LIGHT, '<p style="color:#cc0000">x</p>', '<p style="color:#cc0000">x</p>'),
        (_LIGHT, '<p style="color:#eeeeee;font-weight:bold">x</p>', '<p style="font-weight:bold">x</p>'),
        (_DARK, '<p style="color:#000000">x</p>', "<p>x</p>"),
        (_DARK, '<p style="color:#ffcc00">x</p>', '<p style="color:#ffcc00">x</p>'),
        (_DARK, '<table bgcolor="#ffffff"><tbody></tbody></table>', "<table><tbody></tbody></table>"),
        (_LIGHT, '<table bgcolor="#f0f0f0"></table>', '<table style="background-color:#f0f0f0"></table>'),
        (_LIGHT, '<td bgcolor="#000080"><b style="color:#ffffff">x</b></td>', "<td><b>x</b></td>"),
        (_LIGHT, '<font color="#cc0000">x</font>', '<font style="color:#cc0000">x</font>'),
    ],
)
def test_colors(ground: Ground, html: str, shown: str) -> None:
    assert readable(html, ground) == shown


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1.0
