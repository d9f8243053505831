"""What wraps: in one line where there is room, in more where there is not, and never cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from console.views.kit.wrap import Wrap, together
from tests.views.kit.showing import kept


def pieces(*widths: int) -> list[QWidget]:
    made = []
    for width in widths:
        one = QWidget()
        one.setFixedSize(width, 30)
        one.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        made.append(one)
    return made


def laid(layout: Wrap, width: int) -> QWidget:
    whole = QWidget()
    whole.setLayout(layout)
    whole.resize(width, layout.heightForWidth(width))
    layout.setGeometry(whole.rect())
    kept.append(whole)
    return whole


@pytest.mark.parametrize(("width", "lines"), [(400, 1), (250, 2), (110, 3)])
def test_it_takes_as_many_lines_as_it_needs_and_cuts_nothing(width: int, lines: int, qapp: object) -> None:
    made = pieces(100, 100, 100)
    whole = laid(Wrap(*made, spacing=8), width)
    assert len({one.y() for one in made}) == lines
    assert whole.height() == lines * 30 + (lines - 1) * 8
    assert all(one.width() == 100 and one.x() + one.width() <= width for one in made)


def test_the_last_stands_apart_only_where_all_fit_in_one_line(qapp: object) -> None:
    made = pieces(100, 100)
    layout = Wrap(*made, apart=True)
    laid(layout, 400)
    assert made[1].x() + made[1].width() == 400
    layout.setGeometry(QRect(0, 0, 150, 80))
    assert (made[1].x(), made[1].y() > made[0].y()) == (0, True)


def test_what_is_hidden_takes_no_room_and_a_field_takes_what_its_line_leaves(qapp: object) -> None:
    first, gone = pieces(100, 100)
    gone.hide()
    field = QLineEdit()
    laid(Wrap(first, gone, field, spacing=10), 500)
    assert (field.x(), field.width()) == (110, 390)
    assert abs(field.geometry().center().y() - first.geometry().center().y()) <= 1


def test_what_stays_together_wraps_together(qapp: object) -> None:
    first, second, third = pieces(100, 60, 60)
    pair = together(second, third)
    laid(Wrap(first, pair), 180)
    assert pair.y() > first.y()
