"""Tokens, type, icons and the change of the look while the program runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.views.look import look as looks
from console.views.look.icons import pixmap
from console.views.look.look import MONO, SANS, current
from console.views.look.tokens import CONTRAST, DARK, LIGHT, ROWS, THEMES, TYPE, Tokens, audit, contrast


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    before = current()
    looks.apply(qapp, looks.make("light"))
    yield
    looks.apply(qapp, before)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=lambda one: one.name)
def test_every_pair_has_its_contrast(tokens: Tokens) -> None:
    assert audit(tokens) == []


@pytest.mark.parametrize("name", ["text", "text3", "focus", "control", "critical_text", "note_text", "free"])
def test_the_audit_sees_a_color_that_is_too_weak(name: str) -> None:
    weak = replace(LIGHT, **{name: LIGHT.surface})
    assert any(name in found for found in audit(weak))


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_main_text_reaches_seven_on_every_ground() -> None:
    for tokens in THEMES.values():
        for ground in (tokens.app, tokens.surface, tokens.sunken, tokens.raised, tokens.hover, tokens.selected):
            assert contrast(tokens.text, ground) >= 7


def test_the_families_are_our_own_and_loaded() -> None:
    assert {SANS, MONO} <= set(QFontDatabase.families())
    weights = {QFontDatabase.weight(SANS, style) for style in QFontDatabase.styles(SANS)}
    assert {400, 500, 600, 700} <= weights


@pytest.mark.parametrize("kind", list(TYPE))
def test_figures_are_of_one_width(kind: str) -> None:
    font = current().font(kind)
    widths = [QFontMetricsF(font).horizontalAdvance(figure * 8) / 8 for figure in "0123456789"]
    assert max(widths) - min(widths) <= 2 / 64  # the font engine rounds to 64ths of a pixel
    font.unsetFeature(QFont.Tag("tnum"))
    ones_and_eights = [QFontMetricsF(font).horizontalAdvance(figure * 8) / 8 for figure in "18"]
    assert ones_and_eights[1] - ones_and_eights[0] > 1  # so without the feature the test would fail


def test_the_fonts_carry_both_alphabets_and_the_signs() -> None:
    metrics = QFontMetricsF(current().font("body"))
    for letter in "AzЖяёΩß«»—…→↑≤№•":
        assert metrics.inFontUcs4(ord(letter)), letter


def test_the_license_of_each_kind_of_resource_is_beside_it() -> None:
    assert "OPEN FONT LICENSE" in files("resources").joinpath("fonts", "OFL.txt").read_text(encoding="utf-8").upper()
    assert "MIT" in files("resources").joinpath("icons", "LICENSE").read_text(encoding="utf-8")


def test_every_icon_takes_a_color() -> None:
    icons = sorted(one.name for one in files("resources").joinpath("icons").iterdir() if one.name.endswith(".svg"))
    assert len(icons) >= 60
    for name in icons:
        text = files("resources").joinpath("icons", name).read_text(encoding="utf-8")
        assert "currentColor" in text, name
        assert "<script" not in text
        assert "href" not in text


def _shades(image: QImage) -> set[str]:
    dots = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {dot.name() for dot in dots if dot.alpha() == 255}


def test_an_icon_has_the_color_that_was_asked_for() -> None:
    red = _shades(pixmap("x", "#ff0000", 24, 2.0).toImage())
    blue = _shades(pixmap("x", "#0000ff", 24, 2.0).toImage())
    assert red == {"#ff0000"}
    assert blue == {"#0000ff"}


def test_an_icon_is_sharp_for_its_screen_and_made_once() -> None:
    one = pixmap("check", "#101010", 18, 2.0)
    assert (one.width(), one.devicePixelRatio()) == (36, 2.0)
    assert pixmap("check", "#101010", 18, 2.0).cacheKey() == one.cacheKey()


def test_the_theme_changes_while_the_program_runs(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    window.setProperty("ground", "surface")
    label = QLabel("text", window)
    window.resize(80, 60)
    qtbot.addWidget(window)
    seen = {}
    for theme in ("light", "dark", "contrast"):
        looks.apply(qapp, looks.make(theme))
        qapp.sendPostedEvents()
        seen[theme] = window.grab().toImage().pixelColor(70, 50).name().upper()
        assert label.palette().color(label.foregroundRole()).name().upper() == THEMES[theme].text
    assert seen == {"light": LIGHT.surface, "dark": DARK.surface, "contrast": CONTRAST.surface}


def test_a_look_that_is_in_force_already_makes_no_work(qapp: QApplication, qtbot: QtBot) -> None:
    class Counting(QLabel):
        dressed = 0

        def changeEvent(self, event: QEvent) -> None:
            self.dressed += event.type() == QEvent.Type.StyleChange
            super().changeEvent(event)

    label = Counting("text")
    qtbot.addWidget(label)
    label.show()
    looks.apply(qapp, looks.make("dark"))
    once = label.dressed
    looks.apply(qapp, looks.make("dark"))
    assert (once > 0, label.dressed) == (True, once)
    looks.apply(qapp, looks.make("dark", zoom=150))
    assert label.dressed > once


@pytest.mark.parametrize("zoom", [80, 100, 125, 150, 200])
def test_the_zoom_scales_type_and_rows(zoom: int) -> None:
    look = looks.make("light", zoom=zoom, density="roomy")
    assert look.font("body").pixelSize() == round(13 * zoom / 100)
    assert look.row_height == round(ROWS["roomy"] * zoom / 100)


def test_an_unknown_theme_is_light() -> None:
    assert looks.make("plaid").tokens is LIGHT
