"""Painted parts: shapes that differ without color, the geometry of the time line, and the cost of painting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.base import Tier
from console.views.kit import ink, paint
from console.views.kit.gallery import SHEETS, render_gallery, sample_timeline
from console.views.kit.timeline import (
    Caption,
    Segment,
    SwatchList,
    SwatchRow,
    TimelineModel,
    TimelineStrip,
    fit_captions,
    place,
    swatch,
)
from console.views.look import icons
from console.views.look import look as looks
from console.views.look.look import current
from console.views.look.paint import tier_tile

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _drawn(draw: Callable[[QPainter], object], width: int = 120, height: int = 40) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return image


def _dark(image: QImage) -> list[bool]:
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [gray.pixelColor(x, y).value() < 190 for y in range(gray.height()) for x in range(gray.width())]


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_tiers_differ_when_color_is_taken_away(theme: str, qapp: QApplication) -> None:
    looks.apply(qapp, looks.make(theme))
    box = QRectF(4, 4, 28, 28)
    tiles = {
        tier: _dark(_drawn(lambda painter, tier=tier: tier_tile(painter, current(), tier, box), 36, 36))
        for tier in Tier
    }
    for one, other in combinations(tiles, 2):
        differing = sum(a != b for a, b in zip(tiles[one], tiles[other], strict=True))
        assert differing >= 30, (one, other, differing)


def test_states_of_a_bar_differ_when_color_is_taken_away() -> None:
    box = QRectF(0, 0, 100, 12)
    seen = {
        state: _dark(_drawn(lambda painter, state=state, part=part: paint.progress(painter, box, part, state), 100, 12))
        for state, part in (("over", 1.0), ("soon", 0.8), ("idle", 0.0))
    }
    for one, other in combinations(seen, 2):
        assert sum(a != b for a, b in zip(seen[one], seen[other], strict=True)) >= 40, (one, other)


def test_expired_and_archived_are_hatched_and_the_others_are_not() -> None:
    for kind, hatched in (
        ("free", False),
        ("paid", False),
        ("transition", False),
        ("expired", True),
        ("archived", True),
    ):
        image = _drawn(lambda painter, kind=kind: swatch(painter, kind, QRectF(0, 0, 40, 40)), 40, 40)
        shades = {image.pixelColor(x, 20).name() for x in range(8, 32)}
        assert (len(shades) > 3) is hatched, kind


def test_a_load_meter_says_its_load_by_how_many_ticks_are_filled() -> None:
    bar = current().color("bar").name()
    image = _drawn(lambda painter: paint.ticks(painter, QRectF(0, 0, 240, 4), 7, 12), 240, 6)
    filled = [image.pixelColor(x, 2).name() == bar for x in range(240)]
    assert sum(1 for left, right in pairwise([False, *filled]) if right and not left) == 7


@pytest.mark.parametrize(
    ("chord", "caps"),
    [
        ("J", ("J",)),
        ("Shift+R", ("Shift", "R")),
        ("G Q", ("G", "Q")),
        ("Ctrl+,", ("Ctrl", ",")),
        ("Ctrl++", ("Ctrl++",)),
        ("+", ("+",)),
        ("Shift+Left", ("Shift", "←")),
        ("", ()),
    ],
)
def test_a_chord_has_its_caps(chord: str, caps: tuple[str, ...]) -> None:
    assert paint.caps_of(chord) == caps


def test_what_is_painted_is_as_wide_as_was_said() -> None:
    widths: dict[str, float] = {}

    def draw(painter: QPainter) -> None:
        widths["caps"] = paint.key_caps(painter, "Ctrl+K", QPointF(0, 20))
        widths["tag"] = paint.tag(painter, "Question", QPointF(0, 20), tone="question", icon="help-circle")
        widths["chip"] = paint.chip(painter, "is:", "open", QPointF(0, 20))

    _drawn(draw)
    assert widths["caps"] == pytest.approx(paint.caps_width("Ctrl+K"))
    assert widths["tag"] == pytest.approx(paint.tag_width("Question", icon="help-circle"))
    assert widths["chip"] == pytest.approx(paint.chip_width("is:", "open"))


def test_a_tag_stays_in_its_room() -> None:
    image = _drawn(
        lambda painter: paint.tag(painter, "a very long state of a license", QPointF(0, 20), tone="ok", room=70)
    )
    assert {image.pixelColor(x, y).name() for x in range(71, 120) for y in range(40)} == {"#ffffff"}


def test_fonts_colors_and_brushes_are_made_once() -> None:
    assert ink.font("body") is ink.font("body")
    assert ink.color("text") is ink.color("text")
    assert ink.pen("strong") is ink.pen("strong")
    assert ink.stripes("critical") is ink.stripes("critical")


def test_the_shared_ink_changes_with_the_look(qapp: QApplication) -> None:
    light = (ink.color("text").name(), ink.font("body").pixelSize())
    looks.apply(qapp, looks.make("dark", zoom=200))
    assert ink.color("text").name() != light[0]
    assert ink.font("body").pixelSize() == 2 * light[1]


# the time line


def test_the_line_is_proportional_to_time() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    halves = (
        Segment(kind="free", start=start, end=start + timedelta(days=50)),
        Segment(kind="transition", start=start + timedelta(days=50), end=start + timedelta(days=100)),
    )
    model = TimelineModel(
        segments=halves, today=start + timedelta(days=25), today_words="", name="", arrived=start + timedelta(days=75)
    )
    placed = place(model, 200)
    assert placed.spans == ((0, 100), (100, 200))
    assert (placed.today, placed.arrived) == (50, 150)


moments = st.integers(0, 4000).map(lambda days: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days))


@st.composite
def models(draw: st.DrawFn) -> TimelineModel:
    borders = sorted(draw(st.lists(moments, min_size=2, max_size=8)))
    kinds = draw(
        st.lists(st.sampled_from(("free", "paid", "transition", "expired", "archived")), min_size=7, max_size=7)
    )
    segments = tuple(Segment(kind=kind, start=a, end=b) for kind, (a, b) in zip(kinds, pairwise(borders), strict=False))
    captions = tuple(Caption(at=at, date="16 Oct 25", what="ends") for at in draw(st.lists(moments, max_size=4)))
    return TimelineModel(
        segments=segments,
        today=draw(moments),
        today_words="today",
        name="x",
        arrived=draw(st.none() | moments),
        arrived_words="arrived",
        captions=captions,
    )


@given(models(), st.integers(80, 900))
def test_nothing_lies_outside_and_nothing_runs_backwards(model: TimelineModel, width: int) -> None:
    placed = place(model, width)
    for start, end in placed.spans:
        assert 0 <= start <= end <= width
    assert all(a[0] <= b[0] for a, b in pairwise(placed.spans))
    assert 0 <= placed.today <= width
    assert placed.arrived is None or 0 <= placed.arrived <= width


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(10, 90)), max_size=6))
def test_captions_never_touch_and_never_leave(found: list[tuple[float, float]]) -> None:
    places = tuple(at for at, _ in found)
    widths = tuple(width for _, width in found)
    lefts = fit_captions(places, widths, 300, 8)
    shown = sorted((left, left + width) for left, width in zip(lefts, widths, strict=True) if left is not None)
    assert all(left >= 0 and right <= 300 + 1e-6 for left, right in shown)
    assert all(a[1] + 8 <= b[0] + 1e-6 for a, b in pairwise(shown))
    assert not found or lefts[0] is not None


@given(models(), st.integers(80, 700))
def test_every_model_can_be_painted(model: TimelineModel, width: int) -> None:
    strip = TimelineStrip(model)
    strip.resize(width, strip.sizeHint().height())
    assert not strip.grab().isNull()
    strip.deleteLater()


def test_the_strip_and_its_words_are_heard(qtbot: QtBot) -> None:
    strip = TimelineStrip(sample_timeline())
    words = SwatchList((SwatchRow(kind="free", label="Free", value="until 16 Oct"),))
    qtbot.addWidget(strip)
    qtbot.addWidget(words)
    assert strip.accessibleName().startswith("Free Support until")
    assert words.accessibleName() == "Free: until 16 Oct"


# the whole


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    return render_gallery(tmp_path)


def test_the_gallery_renders_every_sheet_and_puts_the_look_back(pictures: list[Path]) -> None:
    assert len(pictures) == len(SHEETS)
    seen = {QImage(str(path)).pixelColor(10, 300).name() for path in pictures}
    assert len(seen) == 2  # light and high contrast are white, dark is not
    assert current().tokens.name == "light"


def test_painting_rows_again_makes_nothing_anew() -> None:
    image = QImage(620, 46, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def row(number: int) -> None:
        box = QRectF(60, 0, 200, 20)
        ink.words(painter, f"Subject of ticket number {number % 20}", "body", "text", box, weight=600)
        paint.tag(painter, f"{number % 20} d", QPointF(300, 23), tone="functional", icon="hourglass")
        paint.progress(painter, QRectF(400, 20, 100, 12), 0.4)
        paint.key_caps(painter, "Shift+R", QPointF(520, 23))

    for number in range(20):
        row(number)
    made = _made()
    assert made > 20  # what is counted is what painting takes from
    for number in range(200):
        row(number)
    painter.end()
    assert _made() == made


def _made() -> int:
    """Return how many fonts, widths, words and pictures have been made for painting."""
    kept = [one for module in (ink, paint, icons) for one in vars(module).values() if hasattr(one, "cache_info")]
    return sum(one.cache_info().misses for one in kept)
