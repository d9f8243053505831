"""Plots: where each bar lies, how it is told, walked and opened; in every look; as strokes on paper."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPdfWriter, QPicture, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsTextItem, QMenu, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.views.look import look as looks
from console.views.look.look import Look, current
from console.views.plots.axes import CountAxis, NameAxis
from console.views.plots.measure import count, plan, step_of
from console.views.plots.paintbox import Paintbox
from console.views.plots.paper import drawn
from console.views.plots.sketch import Cell, Row, Series, Shape, Sketch
from console.views.plots.view import PlotView
from tests.views.loading import printed

SERIES = (
    Series(words="Critical", tone="critical"),
    Series(words="Functional", tone="functional", striped=True),
    Series(words="Question", tone="question"),
)


def sketch(shape: Shape, *values: tuple[float | None, ...], words: str = "{n} Nov") -> Sketch:
    rows = tuple(
        Row(
            words=words.format(n=n + 1),
            cells=tuple(
                Cell(value=one, heard=f"row {n}, {k}: {one}", told=str(one), behind=f"q:{n}.{k}")
                for k, one in enumerate(row)
            ),
            told=str(sum(one or 0 for one in row)),
        )
        for n, row in enumerate(values)
    )
    return Sketch(shape=shape, series=SERIES[: len(values[0])], rows=rows, unknown="not known")


def shown(qtbot: QtBot, of: Sketch, width: int = 800) -> PlotView:
    view = PlotView(of, "Plot: By tier", "all of it")
    qtbot.addWidget(view)
    view.resize(width, view.height())
    view.show()
    view.grab()
    return view


def names(view: PlotView) -> list[tuple[QRectF, str]]:
    """Return the words below or beside the plot and where they are drawn."""
    axis = next(one for one in view.scene().items() if isinstance(one, NameAxis))
    picture = QPicture()
    painter = QPainter(picture)
    painter.setFont(axis.style["tickFont"])
    found = axis.generateDrawSpecs(painter)[2]
    painter.end()
    return [(axis.mapRectToScene(area), words) for area, _, words in found]


def test_columns_stand_on_one_foot_as_high_as_their_numbers(qtbot: QtBot) -> None:
    view = shown(qtbot, sketch("columns", (2, 4, 0), (None, None, None), (8, 0, 2)))
    first, second, third, fourth = view.boxes()
    assert [(one.row, one.cell) for one in view.chart.bars.bars] == [(0, 0), (0, 1), (2, 0), (2, 2)]  # type: ignore[union-attr]
    assert first.bottom() == third.bottom()
    assert second.bottom() == first.top()
    assert second.height() == pytest.approx(2 * first.height(), abs=1)
    assert third.height() == pytest.approx(4 * first.height(), abs=2)
    assert fourth.height() == pytest.approx(first.height(), abs=1)
    assert first.left() == second.left() < third.left()


@pytest.mark.parametrize("shape", ["stacked", "beside"])
def test_lying_bars_begin_at_their_names_as_long_as_their_numbers(qtbot: QtBot, shape: Shape) -> None:
    view = shown(qtbot, sketch(shape, (10, 5), (0, 20), (30, 0)))
    boxes = view.boxes()
    assert [(one.row, one.cell) for one in view.chart.bars.bars] == [(0, 0), (0, 1), (1, 1), (2, 0)]  # type: ignore[union-attr]
    ten, five, twenty, thirty = (one.width() for one in boxes)
    assert (five, twenty, thirty) == pytest.approx((ten / 2, 2 * ten, 3 * ten), abs=2)
    assert boxes[1].left() == (boxes[0].right() if shape == "stacked" else boxes[0].left())
    assert boxes[3].right() < 800
    told = names(view)
    assert [words for _, words in told] == ["1 Nov", "2 Nov", "3 Nov"]
    assert all(0 <= area.left() < area.right() < boxes[0].left() for area, _ in told)
    for (area, _), bar in zip(told, (0, 2, 3), strict=True):
        assert abs(area.center().y() - boxes[bar].center().y()) <= boxes[bar].height()


def test_a_person_who_has_nothing_of_most_series_leaves_no_hole(qtbot: QtBot) -> None:
    view = shown(qtbot, sketch("beside", (5, 0, 3), (1, 0, 0), (2, 2, 2)))
    boxes = view.boxes()
    apart = [later.top() - one.bottom() for one, later in pairwise(boxes)]
    assert max(apart) < boxes[0].height() * 1.2


def test_names_below_neither_touch_nor_are_cut_at_any_width(qtbot: QtBot) -> None:
    values = tuple((n % 5, n % 3, 1) for n in range(31))
    holder = QWidget()
    qtbot.addWidget(holder)
    view = PlotView(sketch("columns", *values, words="{n} ноября"), "Plot", "")
    column = QVBoxLayout(holder)
    column.addWidget(view)
    column.addStretch(1)
    holder.show()
    for width in (900, 360, 1300, 500):
        holder.resize(width, 500)
        QApplication.processEvents()
        assert view.chart is not None
        assert view.chart.geometry() == QRectF(view.rect())
        found = names(view)
        assert len(found) > 3
        for (one, _), (later, _) in pairwise(found):
            assert one.right() + 3 < later.left()
        assert all(view.rect().contains(one.toRect()) for one, _ in found)


def test_an_axis_has_few_whole_numbers() -> None:
    for most, step in ((0, 1), (1, 1), (4, 1), (7, 2), (9, 5), (33, 10), (900, 500), (12_345, 5_000)):
        assert step_of(most) == step
    assert count(12_345) == "12\N{NARROW NO-BREAK SPACE}345"
    laid = plan(sketch("columns", (7, 2, 0)), 600, Paintbox(Look()))
    assert (laid.step, laid.top) == (5, 10)


def test_it_is_walked_by_keys_and_opened(qtbot: QtBot) -> None:
    view = shown(qtbot, sketch("columns", (2, 4, 0), (8, 0, 2)))
    opened: list[str] = []
    view.opened.connect(opened.append)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert view.accessibleDescription() == "all of it"
    assert view.accessibleName() == "Plot: By tier. row 0, 0: 2"
    for key, at in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 3), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(view, key)
        assert view.at == at
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["q:0.1"]
    assert view.accessibleName().endswith("row 0, 1: 4")


def test_the_focus_is_seen_around_its_bar(qtbot: QtBot) -> None:
    view = shown(qtbot, sketch("columns", (4, 0, 0), (8, 0, 0)))
    edge = view.boxes()[0].topLeft() + QPointF(8, -3)
    before = view.grab().toImage().pixelColor(edge.toPoint())
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert view.grab().toImage().pixelColor(edge.toPoint()) != before


def test_the_pointer_lights_a_bar_tells_it_and_opens_it(qtbot: QtBot) -> None:
    view = shown(qtbot, sketch("beside", (10, 5), (0, 20)))
    opened: list[str] = []
    view.opened.connect(opened.append)
    middle = view.boxes()[2].center()
    before = view.grab().toImage().pixelColor(view.boxes()[0].center().toPoint())
    qtbot.mouseMove(view.viewport(), view.boxes()[0].center().toPoint())
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert view.grab().toImage().pixelColor(view.boxes()[0].center().toPoint()) != before
    assert view.tip_at(middle) == "row 1, 1: 20"
    assert view.tip_at(QPointF(5, middle.y())) == "2 Nov"
    assert view.tip_at(QPointF(5, 1)) == ""
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle.toPoint())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert opened == ["q:1.1"]


def test_nothing_zooms_drags_or_opens_a_menu(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    view = PlotView(sketch("columns", (2, 4, 0), (8, 0, 2)), "Plot", "")
    view.setFixedWidth(500)
    area.setWidget(view)
    area.resize(520, 120)
    area.show()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    before = view.boxes()
    wheel = QWheelEvent(
        QPointF(200, 100),
        QPointF(view.mapToGlobal(QPoint(200, 100))),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.viewportEvent(wheel)
    assert not wheel.isAccepted()  # the page below takes it
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    qtbot.mouseMove(view.viewport(), QPoint(200, 90))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 90))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(300, 60))
    assert view.boxes() == before
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()] == []


def test_it_follows_the_look_while_it_is_shown(qtbot: QtBot) -> None:
    app = QGuiApplication.instance()
    assert isinstance(app, QApplication)
    kept = current()
    view = shown(qtbot, sketch("columns", (8, 0, 0), (0, 8, 0)))
    try:
        for theme, zoom in (("light", 100), ("dark", 100), ("dark", 150)):
            looks.apply(app, looks.make(theme, zoom=zoom))
            box = Paintbox(current())
            view.grab()
            plain, striped = view.boxes()
            picture = view.grab().toImage()
            assert picture.pixelColor(plain.center().toPoint()) == box.mixed("critical", 0.9)
            seen = {picture.pixelColor(int(striped.center().x()), y).name() for y in range(*_inside(striped))}
            assert len(seen) > 4  # stripes, with what lies between
            assert view.height() == round(plan(view.sketch, view.width(), box).height)
    finally:
        looks.apply(app, kept)


def _inside(box: QRectF) -> tuple[int, int]:
    return int(box.top()) + 4, int(box.bottom()) - 4


def test_paper_gets_strokes_and_letters_in_place(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "plot.pdf"
    writer = QPdfWriter(str(path))
    writer.setResolution(1_200)
    painter = QPainter(writer)
    painter.scale(1_200 / 96, 1_200 / 96)
    whole = drawn(sketch("columns", (2, 4, 0), (None, None, None), (8, 0, 2)), 640, Look())
    whole.play(painter)
    painter.end()
    content = path.read_bytes()
    assert b"/Subtype /Image" not in content
    assert b"/Subtype/Image" not in content
    assert b"/FontFile" in content
    area = whole.picture.boundingRect()
    assert QRectF(-2, -2, 644, whole.height + 4).contains(QRectF(area))
    assert area.width() > 600


def test_words_of_the_data_are_no_markup(qtbot: QtBot) -> None:
    made = sketch("beside", (10, 5))
    series = (Series(words="<b>one & two</b>", tone="free"), made.series[1])
    view = shown(qtbot, Sketch(shape="beside", series=series, rows=made.rows))
    told = {one.toPlainText() for one in view.scene().items() if isinstance(one, QGraphicsTextItem)}
    assert "<b>one & two</b>" in told


def test_numbers_stand_below_the_bars_that_they_measure(qtbot: QtBot) -> None:
    view = shown(qtbot, sketch("columns", (2, 4, 0), (8, 0, 2)))
    assert view.chart is not None
    axis = next(one for one in view.scene().items() if isinstance(one, CountAxis))
    assert axis.zValue() < view.chart.view.zValue()
    assert axis.tickStrings([0, 5, 10], 1, 5) == ["0", "5", "10"]


def test_the_screens_load_no_library_before_there_is_a_plot() -> None:
    script = (
        "import sys\n"
        "from console.views.reports import screen\n"
        "from console.views.rehearsal import RehearsalScreen\n"
        "from console.views import plots\n"
        "heavy = ('numpy', 'pyqtgraph')\n"
        "print(*(name for name in heavy if name in sys.modules), 'then')\n"
        "hook = sys.excepthook\n"
        "plots.load()\n"
        "print(*(name for name in heavy if name in sys.modules), hook is sys.excepthook)\n"
    )
    assert printed(script).split("\n")[:2] == ["then", "numpy pyqtgraph True"]
