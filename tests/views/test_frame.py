"""The frame of the window: panes by width, the way in and out of them, states of the list, saved views, look."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.faults import Unreachable
from console.records.base import Count
from console.services.listing import Emptiness
from console.views.keys.commands import GROUPS
from console.views.kit.states import SKELETON_AFTER_MS
from console.views.kit.text import Text
from console.views.look import look as looks
from console.views.look.look import current
from console.views.main_window import MainWindow
from console.views.placing import places
from console.views.queue.menus import with_sort
from console.views.queue.states import QueueStates
from console.views.words import LANGUAGES, has, say, set_language
from tests.views.conftest import Clock

_SCAN = {"I": 31, "O": 32, "E": 26, "J": 44, "Esc": 9}


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    yield
    set_language("en")
    looks.apply(qapp, looks.make("light"))


def press(key: str, *, held: bool = False) -> None:
    code = Qt.Key.Key_Escape if key == "Esc" else Qt.Key(0)
    text = "" if key == "Esc" else key.lower()
    event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, _SCAN[key], 0, 0, text, autorep=held)
    QApplication.sendEvent(QApplication.focusWidget(), event)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(80)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(20)


def resized(window: MainWindow, qtbot: QtBot, width: int) -> None:
    window.resize(width, 900)
    qtbot.wait(20)


# -- panes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "rail", "queue", "few", "pinned"),
    [
        (1680, False, 622, False, True),
        (1679, True, 540, False, False),
        (1280, True, 540, False, False),
        (1279, True, 448, True, False),
        (960, True, 448, True, False),
        (959, True, 0, False, False),
        (599, True, 0, True, False),
    ],
)
def test_the_width_decides_what_stands_beside_what(width: int, rail: bool, queue: int, few: bool, pinned: bool) -> None:
    found = places(width)
    assert (found.rail, found.queue, found.few_columns, found.pinned) == (rail, queue, few, pinned)


@pytest.mark.parametrize("width", [1680, 1400, 1100, 700])
def test_no_pane_lies_over_another_and_all_heads_are_equally_high(window: MainWindow, qtbot: QtBot, width: int) -> None:
    resized(window, qtbot, width)
    assert window.width() == width
    shown = [one for one in (window.sidebar, window.queue, window.ticket, window.side) if one.isVisible()]
    right = 0
    for pane in shown:
        assert pane.x() == right
        right = pane.x() + pane.width()
    assert right == width
    assert window.queue.header.height() == current().header
    assert window.ticket.header.height() == current().header


def test_the_drawer_opens_with_i_and_esc_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    resized(window, qtbot, 1400)
    window.queue.table.setFocus()
    assert not window.side.isVisible()
    press("I")
    assert window.side.isVisible()
    assert window.side.x() + window.side.width() == window.panes.width()
    assert window.ticket.x() + window.ticket.width() == window.panes.width()
    press("Esc")
    assert not window.side.isVisible()
    assert window.queue.table.hasFocus()


def test_one_pane_at_a_time_goes_in_with_o_and_out_with_esc(window: MainWindow, qtbot: QtBot) -> None:
    resized(window, qtbot, 800)
    window.queue.table.setFocus()
    assert (window.queue.isVisible(), window.ticket.isVisible()) == (True, False)
    press("O")
    assert (window.queue.isVisible(), window.ticket.isVisible()) == (False, True)
    press("Esc")
    assert (window.queue.isVisible(), window.ticket.isVisible()) == (True, False)
    assert window.queue.table.hasFocus()


@pytest.mark.parametrize(("spoken", "zoom"), [("en", 100), ("ru", 100), ("en", 150), ("ru", 200)])
def test_no_word_of_the_frame_is_cut(opened: MainWindow, qtbot: QtBot) -> None:
    settle(opened, qtbot)
    assert opened.width() == 1680
    for pane in (opened.sidebar, opened.queue):
        for label in pane.findChildren(Text):
            if label.isVisible() and not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), label.text()
        for button in pane.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.width() >= min(button.sizeHint().width(), current().px(24)), button.accessibleName()


# -- look --------------------------------------------------------------------------------------------------------------


def test_zoom_density_and_theme_change_while_the_window_is_open(window: MainWindow, qtbot: QtBot) -> None:
    height, label = window.queue.table.rowHeight(0), window.queue.header.count
    size = label.font().pixelSize()
    window.acts.desk.look_otherwise(zoom=150)
    qtbot.wait(20)
    assert window.queue.table.rowHeight(0) == round(height * 1.5)
    assert label.font().pixelSize() == round(size * 1.5)
    assert window.queue.header.height() == current().header == 147
    window.acts.desk.look_otherwise(zoom=100, density="compact", theme="dark")
    qtbot.wait(20)
    assert window.queue.table.rowHeight(0) == 34
    assert window.grab().toImage().pixelColor(4, 500).name().upper() == current().tokens.sunken


# -- keys --------------------------------------------------------------------------------------------------------------


def test_every_command_has_words_an_icon_a_group_and_keys_that_no_platform_takes(window: MainWindow) -> None:
    icons = {one.name for one in files("resources").joinpath("icons").iterdir()}
    for command in window.commands.all():
        assert f"{command.icon}.svg" in icons, command.id
        assert command.group in (*GROUPS, ""), command.id
        for language in LANGUAGES:
            set_language(language)
            assert not command.group or has(f"command.{command.id}"), command.id
        free = [key for key in command.keys if key.rpartition("+")[0] not in ("Ctrl+Shift", "Ctrl+Alt", "Alt+Shift")]
        assert free or not command.keys, command.id  # where a platform changes the layout by them, another key is left


def test_a_held_letter_acts_once_but_j_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    window.queue.table.setFocus()
    window.queue.table.select_row(0)
    press("J")
    press("J", held=True)
    assert window.queue.table.currentIndex().row() == 2
    shown = window.panes.side_open
    press("I", held=True)
    assert window.panes.side_open is shown


def test_tab_leads_to_every_button_of_the_frame(window: MainWindow) -> None:
    reached: set[QWidget] = set()
    here = window.queue.table.nextInFocusChain()
    while here not in reached:
        reached.add(here)
        here = here.nextInFocusChain()
    for pane in (window.sidebar, window.queue):
        for button in pane.findChildren(QAbstractButton):
            if button.isVisible() and button.isEnabled() and type(button) is not QAbstractButton:
                assert button in reached, button.accessibleName()
                assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.accessibleName()


# -- states of the list ------------------------------------------------------------------------------------------------


def test_an_empty_filter_says_which_term_to_drop_and_drops_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    window.queue.show_query("is:open tier:critical lang:xx")
    qtbot.waitUntil(lambda: window.queue.states.currentWidget() is window.queue.states.empty)
    empty = window.queue.states.empty
    assert empty.text.text().endswith(say("queue.without", term="lang:xx", n="2"))
    assert window.queue.header.dot.isVisible()
    empty.button.click()
    settle(window, qtbot)
    assert window.queue.field.text() == "is:open tier:critical"
    assert window.queue.table.rows.rowCount() == 2
    window.queue.table.setFocus()
    press("Esc")
    settle(window, qtbot)
    assert window.queue.field.text() == "is:open"
    assert not window.queue.header.dot.isVisible()


@pytest.fixture
def states(dressed: QApplication, qtbot: QtBot) -> QueueStates:
    del dressed
    made = QueueStates(QWidget())
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    return made


def _nothing(*, any_ticket: bool, unassigned: int = 0) -> Emptiness:
    return Emptiness(without=(), unassigned=Count(number=unassigned, capped=False), any_ticket=any_ticket)


def test_a_new_desk_offers_the_import(states: QueueStates, qtbot: QtBot) -> None:
    states.show_empty("mine", "is:open owner:me", _nothing(any_ticket=False), own=True)
    with qtbot.waitSignal(states.wished) as wish:
        states.empty.button.click()
    assert wish.args == ["tool", "import"]


def test_a_clear_queue_points_to_what_is_unassigned(states: QueueStates, qtbot: QtBot) -> None:
    states.show_empty("mine", "is:open owner:me", _nothing(any_ticket=True, unassigned=7), own=True)
    assert "7" in states.empty.text.text()
    with qtbot.waitSignal(states.wished) as wish:
        states.empty.button.click()
    assert wish.args == ["view", "unassigned"]


def test_loading_shows_nothing_at_first_then_gray_rows_that_can_be_canceled(states: QueueStates, qtbot: QtBot) -> None:
    states.wait()
    assert states.currentWidget() is not states.loading
    qtbot.wait(SKELETON_AFTER_MS + 60)
    assert states.currentWidget() is states.loading
    with qtbot.waitSignal(states.canceled):
        states.loading.canceled.emit()
    assert states.currentWidget() is not states.loading
    states.wait()
    states.show_list()
    qtbot.wait(SKELETON_AFTER_MS + 60)
    assert states.currentWidget() is not states.loading


def test_a_failure_tells_what_is_kept_and_can_be_tried_again_and_copied(states: QueueStates, qtbot: QtBot) -> None:
    states.show_failed(Unreachable("unreachable"))
    assert states.currentWidget() is states.failed
    assert states.failed.foot.text() == "unreachable"
    with qtbot.waitSignal(states.retried):
        states.failed.button.click()
    states.failed.second.click()
    assert "unreachable" in QApplication.clipboard().text()


# -- views and order ---------------------------------------------------------------------------------------------------


def test_a_view_is_saved_changed_reverted_and_removed(window: MainWindow, qtbot: QtBot, clock: Clock) -> None:
    del clock
    window.queue.show_query("is:open lang:ru")
    settle(window, qtbot)
    window.keeper.save("  In   Russian ")
    qtbot.waitUntil(lambda: window.view.startswith("saved:"))
    settle(window, qtbot)
    key = window.view
    entry = window.sidebar.entries[key]
    assert (entry.words, entry.isChecked(), entry.changed) == ("In Russian", True, False)
    assert entry.number == str(window.queue.table.rows.rowCount())
    window.queue.show_query("is:open lang:ru tier:critical")
    assert entry.changed
    window.queue.header.revert.click()
    assert window.queue.field.text() == "is:open lang:ru"
    assert not entry.changed
    window.queue.show_query("is:open lang:ru tier:question")
    window.keeper.save_changes()
    settle(window, qtbot)
    assert window.keeper.view.query == "is:open lang:ru tier:question"
    window.keeper.remove()
    settle(window, qtbot)
    assert key not in window.sidebar.entries
    assert window.view == "mine"


def test_a_heading_orders_the_list_and_turns_it_round(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    header = window.queue.table.horizontalHeader()
    header.sectionClicked.emit(3)
    settle(window, qtbot)
    assert window.queue.field.text() == "is:open sort:created"
    rows = window.queue.table.rows
    oldest = [rows.record(n).received_at for n in range(5)]  # type: ignore[union-attr]  # they are here
    assert oldest == sorted(oldest)
    header.sectionClicked.emit(3)
    settle(window, qtbot)
    assert window.queue.field.text() == "is:open sort:-created"
    assert rows.record(0).received_at > oldest[-1]  # type: ignore[union-attr]  # same


def test_the_order_everybody_begins_with_is_not_written() -> None:
    assert with_sort("is:open sort:-ends", "due", down=False) == "is:open"
    assert with_sort("tier:c", "updated", down=True) == "tier:critical sort:-updated"


def test_a_column_can_be_left_out_and_stays_out(window: MainWindow, qtbot: QtBot) -> None:
    columns, table = window.queue.table.columns, window.queue.table
    columns.show("who", False)
    assert table.isColumnHidden(4)
    resized(window, qtbot, 1100)
    assert table.isColumnHidden(2)
    resized(window, qtbot, 1680)
    assert table.isColumnHidden(4)
    assert not table.isColumnHidden(2)


def test_what_is_unmatched_comes_with_the_one_question_to_ask(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("unmatched")
    settle(window, qtbot)
    assert window.queue.hint.isVisible()
    assert window.panels is not None
    set_language("ru" if window.panels.detail.row.language != "ru" else "en")
    window.queue.hint.acted.emit()
    text = window.ticket.composer.edit.toPlainText()
    set_language("ru" if window.panels.detail.row.language == "ru" else "en")
    assert text.strip() == say("question.license").strip()


# -- completion --------------------------------------------------------------------------------------------------------


def test_the_query_bar_offers_keys_then_values_with_counts(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    field, completion = window.queue.field, window.queue.completion
    window.queue.focus_filter()
    qtbot.keyClicks(field, " ti")
    assert [row.id for row in completion.list.rows.rows] == ["tier:"]
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "is:open tier:"
    qtbot.waitUntil(lambda: any(row.tag for row in completion.list.rows.rows))
    tags = {row.id: row.tag for row in completion.list.rows.rows}
    assert tags["critical"] == "2"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "is:open tier:critical "
    assert not completion.is_open
    settle(window, qtbot)
    assert window.queue.table.rows.rowCount() == 2
    assert field.hasFocus()


def test_esc_closes_the_list_of_the_query_bar_before_it_leaves_the_bar(window: MainWindow, qtbot: QtBot) -> None:
    window.queue.focus_filter()
    qtbot.keyClicks(window.queue.field, " is:")
    assert window.queue.completion.is_open
    press("Esc")
    assert not window.queue.completion.is_open
    assert window.queue.field.hasFocus()
    press("Esc")
    assert window.queue.table.hasFocus()


def test_what_cannot_be_read_is_underlined_where_it_stands(window: MainWindow, qtbot: QtBot) -> None:
    window.queue.show_query("is:open tire:critical")
    settle(window, qtbot)
    field = window.queue.field
    field.clearFocus()
    image = field.grab().toImage()
    ink = {image.pixelColor(x, y).name().upper() for x in range(field.width()) for y in range(26, field.height() - 3)}
    assert current().tokens.critical in ink


def test_the_chips_of_the_filter_stand_apart(window: MainWindow, qtbot: QtBot) -> None:
    field = window.queue.field
    qtbot.waitUntil(lambda: len(field.terms()) == 3)
    metrics, text = field.fontMetrics(), field.text()
    for (_, end, _), (start, _, _) in pairwise(field.terms()):
        gap = metrics.horizontalAdvance(text[:start]) - metrics.horizontalAdvance(text[:end])
        assert gap > 2 * current().px(5), text  # each chip is so much wider than its words
