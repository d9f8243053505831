"""Widgets that choose and ask: segments, terms of a query, lists of choices, rows of a form."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from console.views.kit import ink
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.field import QueryField
from console.views.kit.form import FormRow
from console.views.kit.segmented import SegmentedControl
from console.views.look.look import current
from tests.views.kit.showing import ROWS, choices, picture, show

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window


def test_a_segment_is_chosen_by_click_and_by_arrow(qtbot: QtBot) -> None:
    control = SegmentedControl("Term", (("6", "6 months"), ("12", "12 months"), ("24", "24 months")), "12")
    show(qtbot, control)
    heard: list[str] = []
    control.chosen.connect(heard.append)
    control.choose("6")
    assert (control.value(), heard) == ("6", [])
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Left)
    qtbot.keyClick(control, Qt.Key.Key_Left)
    assert heard == ["12", "6", "24"]
    qtbot.mouseClick(control.findChild(QAbstractButton, "12"), Qt.MouseButton.LeftButton)
    assert control.value() == "12"


def test_a_term_of_the_query_is_a_chip_until_the_cursor_is_in_it(qtbot: QtBot) -> None:
    field = QueryField("Filter")
    show(qtbot, field)
    field.setText('is:open -tag:"two words" login это:мои')
    assert [term for _, _, term in field.terms()] == ["is:open", '-tag:"two words"', "это:мои"]
    soft = current().color("accent_soft").name()
    field.clearFocus()

    def chips() -> int:
        image = picture(field)
        y = image.height() // 2 - 9
        grounds = [image.pixelColor(x, y).name() == soft for x in range(image.width())]
        return sum(1 for left, right in pairwise(grounds) if right and not left)

    assert chips() == 3
    field.setFocus()
    field.setCursorPosition(2)
    assert chips() == 2
    field.selectAll()
    assert chips() == 0


def test_a_choice_steps_over_headings_and_is_taken_only_if_it_can_be(qtbot: QtBot) -> None:
    rows = choices()
    show(qtbot, rows)
    taken: list[str] = []
    rows.taken.connect(taken.append)
    seen = []
    for _ in range(4):
        current_row = rows.current()
        assert current_row is not None
        seen.append(current_row.id)
        rows.take()
        rows.step(1)
    assert seen == ["a", "b", "c", "c"]
    assert taken == ["a", "c", "c"]
    assert rows.choose("b")
    assert not rows.choose("none")
    assert rows.count() == 3
    assert rows.choose_number(3)
    assert rows.current() == ROWS[4]
    assert not rows.choose_number(4)
    assert not rows.choose_number(0)


def test_a_choice_is_heard_as_a_sentence(qtbot: QtBot) -> None:
    rows = choices()
    qtbot.addWidget(rows)
    name = int(Qt.ItemDataRole.AccessibleTextRole)
    assert rows.rows.index(1).data(name) == "23.1.1, First, why, 1"
    assert rows.rows.index(2).data(name) == "Second, cannot hold"
    assert not rows.rows.flags(rows.rows.index(0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_click_takes_a_row(qtbot: QtBot) -> None:
    rows = choices()
    show(qtbot, rows)
    with qtbot.waitSignal(rows.taken) as heard:
        place = rows.visualRect(rows.rows.index(4)).center()
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == ["c"]


def test_a_title_without_room_takes_a_second_line_and_gives_it_back(qtbot: QtBot) -> None:
    rows = ChoiceList("Reasons", two_lines=True, folds=True)
    long = "Причина найдена в самостоятельном обновлении"
    rows.set_choices([Choice(id="a", code="28.1.7", title=long, detail="why", keys="4"), Choice(id="b", title="Short")])
    rows.resize(380, 300)
    show(qtbot, rows)

    def heights() -> tuple[int, int]:
        first, second = (rows.visualRect(rows.rows.index(n)) for n in range(2))
        return second.top() - first.top(), second.height()

    line = round(ink.metrics("body", 500).lineSpacing())
    plain = current().px(48)
    qtbot.waitUntil(lambda: heights() == (plain + line, plain))
    rows.resize(900, 300)
    qtbot.waitUntil(lambda: heights() == (plain, plain))


def test_a_form_row_says_what_is_wrong_and_keeps_the_text(qtbot: QtBot) -> None:
    field = QLineEdit("HRB")
    row = FormRow("Number", field, hint="as printed")
    show(qtbot, row)
    assert (field.accessibleName(), field.accessibleDescription()) == ("Number", "as printed")
    row.tell("There is no such license.")
    assert (row.note.text(), field.accessibleDescription(), field.text()) == (*["There is no such license."] * 2, "HRB")
    row.tell("")
    assert row.note.text() == "as printed"


def test_chips_stay_apart_when_the_style_sheet_is_laid_on_again(qtbot: QtBot) -> None:
    field = QueryField("Filter")
    qtbot.addWidget(field)
    field.setText("is:open owner:me -is:snoozed")
    field.show()
    apart = field.font().wordSpacing()
    assert apart >= 10
    plain = ink.font("label", 600)
    field.setFont(plain)  # what a style sheet does that is laid on again
    assert field.font().wordSpacing() == apart
