"""The widgets of the kit: names, sizes, focus, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.views.kit.buttons import Button, IconButton, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover, SidePanel
from console.views.kit.field import QueryField, SearchField
from console.views.kit.form import FormRow
from console.views.kit.gallery import Sheet, sample_timeline
from console.views.kit.segmented import SegmentedControl
from console.views.kit.states import Banner, EmptyState, ErrorState, Skeleton
from console.views.kit.text import ElidedText, KeyCaps, SectionHeader, Tag, Text, plain_tip
from console.views.kit.timeline import TimelineStrip
from console.views.kit.toast import Toast
from console.views.look import look as looks
from console.views.look.look import current

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window

ROWS = (
    Choice(title="Period"),
    Choice(id="a", code="23.1.1", title="First", detail="why", keys="1"),
    Choice(id="b", title="Second", enabled=False, why_not="cannot hold"),
    Choice(title="Scope"),
    Choice(id="c", title="Third", tag="9 d", tone="functional"),
)
SAMPLES: dict[str, Callable[[], QWidget]] = {
    "primary": lambda: PrimaryButton("Send", "send", chord="Ctrl+Enter"),
    "plain": lambda: Button("Close"),
    "quiet": lambda: Button("Quote", "quiet"),
    "icon": lambda: IconButton("x", "Close", "Esc"),
    "segmented": lambda: SegmentedControl("Language", (("en", "English"), ("ru", "Русский"))),
    "search": lambda: SearchField("Search", chord="Ctrl+K"),
    "query": lambda: QueryField("Filter"),
    "choices": lambda: _choices(),  # noqa: PLW0108 - the helper stands below
    "form": lambda: FormRow("Number", QLineEdit(), hint="as printed"),
    "empty": lambda: EmptyState("inbox", "Empty", "Nothing waits.", "Take one", second="See others"),
    "error": lambda: ErrorState("Try again", "Copy details"),
    "skeleton": lambda: Skeleton("Opening…", "Cancel"),
    "banner": lambda: Banner("warn", "database", "Offline", "since 14:31", act="Retry", close="Close"),
    "timeline": lambda: TimelineStrip(sample_timeline()),
    "caps": lambda: KeyCaps("Shift+R"),
    "tag": lambda: Tag("Transition", "functional", "hourglass"),
}


def _choices() -> ChoiceList:
    made = ChoiceList("Grounds", two_lines=True)
    made.set_choices(ROWS)
    return made


_kept: list[QWidget] = []


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Hold what a test shows as long as the test runs."""
    yield
    _kept.clear()


def _show(qtbot: QtBot, widget: QWidget) -> QWidget:
    window = QWidget()
    window.resize(420, 420)
    layout = QVBoxLayout(window)
    layout.addWidget(widget)
    qtbot.addWidget(window)
    _kept.append(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.mark.parametrize("name", list(SAMPLES))
def test_what_takes_the_focus_has_a_name_and_buttons_are_large_enough(name: str, qtbot: QtBot) -> None:
    window = _show(qtbot, SAMPLES[name]())
    for widget in window.findChildren(QWidget):
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and face.state().focusable and widget.isVisible():
            assert face.text(QAccessible.Text.Name), type(widget)
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            assert min(widget.width(), widget.height()) >= 24, (widget.text(), widget.size())


def _image(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("name", ["primary", "plain", "quiet", "icon", "search"])
def test_the_focus_is_seen(name: str, qtbot: QtBot) -> None:
    widget = SAMPLES[name]()
    window = _show(qtbot, widget)
    other = QLineEdit()
    window.layout().addWidget(other)
    QApplication.processEvents()
    other.setFocus()
    before = _image(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert widget.hasFocus()
    after = _image(widget)
    ring = QColor(current().tokens.text if name == "primary" else current().tokens.focus).name()
    middle = widget.width() // 2
    assert [after.pixelColor(middle, y).name() for y in (0, 1)] == [ring, ring]
    assert before.pixelColor(middle, 1).name() != ring


@pytest.mark.parametrize("zoom", [100, 150, 200])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_kit_follows_the_look_while_it_is_shown(theme: str, zoom: int, qapp: QApplication, qtbot: QtBot) -> None:
    text, button, icon = Text("Words", "title"), Button("Save", "plain", "check"), IconButton("x", "Close")
    tag, field = Tag("Question", "question", "help-circle"), QueryField("Filter")
    window = QWidget()
    window.resize(420, 420)
    layout = QVBoxLayout(window)
    for widget in (text, button, icon, tag, field):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    looks.apply(qapp, looks.make(theme, zoom=zoom))
    qapp.sendPostedEvents()
    assert text.font().pixelSize() == round(17 * zoom / 100)
    assert button.font().pixelSize() == round(12 * zoom / 100)
    assert icon.width() == round(30 * zoom / 100)
    assert field.height() == round(34 * zoom / 100)
    assert tag.height() == round(22 * zoom / 100)
    ground = _image(tag).pixelColor(tag.width() // 2, 2 + tag.height() // 10).name()
    assert ground.upper() == current().tokens.question_soft


def test_a_label_and_a_tip_show_markup_as_it_is(qtbot: QtBot) -> None:
    label = Text("<b>x</b> & y")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert plain_tip("<img src=x>") == "<p style='white-space:pre-wrap'>&lt;img src=x&gt;</p>"
    assert plain_tip("Close", "Ctrl+W") == "Close   Ctrl  W"


def test_a_long_text_is_cut_and_its_whole_is_in_the_tip_and_the_name(qtbot: QtBot) -> None:
    label = ElidedText("a very long subject of a ticket " * 4)
    qtbot.addWidget(label)
    label.show()
    label.resize(100, 20)
    assert label.accessibleName() == label.text()
    assert label.text().strip() in label.toolTip()
    label.resize(4000, 20)
    assert label.toolTip() == ""
    label.set_text("an even longer one " * 90)
    assert label.toolTip()


def test_a_segment_is_chosen_by_click_and_by_arrow(qtbot: QtBot) -> None:
    control = SegmentedControl("Term", (("6", "6 months"), ("12", "12 months"), ("24", "24 months")), "12")
    _show(qtbot, control)
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
    _show(qtbot, field)
    field.setText('is:open -tag:"two words" login это:мои')
    assert [term for _, _, term in field.terms()] == ["is:open", '-tag:"two words"', "это:мои"]
    soft = current().color("accent_soft").name()
    field.clearFocus()

    def chips() -> int:
        image = _image(field)
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
    rows = _choices()
    _show(qtbot, rows)
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
    rows = _choices()
    qtbot.addWidget(rows)
    name = int(Qt.ItemDataRole.AccessibleTextRole)
    assert rows.rows.index(1).data(name) == "23.1.1, First, why, 1"
    assert rows.rows.index(2).data(name) == "Second, cannot hold"
    assert not rows.rows.flags(rows.rows.index(0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_click_takes_a_row(qtbot: QtBot) -> None:
    rows = _choices()
    _show(qtbot, rows)
    with qtbot.waitSignal(rows.taken) as heard:
        place = rows.visualRect(rows.rows.index(4)).center()
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == ["c"]


def test_a_form_row_says_what_is_wrong_and_keeps_the_text(qtbot: QtBot) -> None:
    field = QLineEdit("HRB")
    row = FormRow("Number", field, hint="as printed")
    _show(qtbot, row)
    assert (field.accessibleName(), field.accessibleDescription()) == ("Number", "as printed")
    row.tell("There is no such license.")
    assert (row.note.text(), field.accessibleDescription(), field.text()) == (*["There is no such license."] * 2, "HRB")
    row.tell("")
    assert row.note.text() == "as printed"


def test_nothing_shows_at_once_while_loading(qtbot: QtBot) -> None:
    skeleton = Skeleton("Opening…", "Cancel")
    window = _show(qtbot, skeleton)
    blank = {_image(skeleton).pixelColor(x, 30).name() for x in range(0, 300, 5)}
    assert len(blank) == 1
    qtbot.waitUntil(lambda: len({_image(skeleton).pixelColor(x, 30).name() for x in range(0, 300, 5)}) > 1)
    assert skeleton.cancel.isHidden()
    skeleton.show_label()
    with qtbot.waitSignal(skeleton.canceled):
        qtbot.mouseClick(skeleton.cancel, Qt.MouseButton.LeftButton)
    window.hide()


def test_an_error_tells_what_is_kept_and_its_details_can_be_copied(qtbot: QtBot) -> None:
    state = ErrorState("Try again", "Copy details")
    _show(qtbot, state)
    state.tell("The database did not answer", "Your draft is safe.", code="08001")
    with qtbot.waitSignal(state.acted):
        qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(state.second, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "The database did not answer\nYour draft is safe.\n08001"
    assert state.foot.text() == "08001"


def test_a_banner_acts_and_closes(qtbot: QtBot) -> None:
    banner = Banner("warn", "database", "Offline", "since 14:31", act="Retry", close="Close")
    _show(qtbot, banner)
    with qtbot.waitSignal(banner.acted):
        qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(banner.closing, Qt.MouseButton.LeftButton)
    banner.say("Back", "", "")
    assert banner.accessibleName() == "Back"
    assert banner.button.isHidden()


def test_a_drawer_gives_the_focus_back(qtbot: QtBot) -> None:
    field = QLineEdit()
    window = _show(qtbot, field)
    window.activateWindow()
    panel = SidePanel(window, "License", "Close", width=200)
    field.setFocus()
    panel.open_panel()
    assert panel.leave.hasFocus()
    assert panel.geometry().right() == window.width() - 1
    window.resize(500, 300)
    QApplication.sendPostedEvents()
    assert panel.geometry().right() == 499
    QApplication.sendEvent(panel, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    assert panel.isHidden()
    assert field.hasFocus()


def test_the_safe_button_of_a_card_is_its_default(qtbot: QtBot) -> None:
    window = _show(qtbot, QLineEdit())
    cover = Cover(window, "Refuse", width=300, height=200)
    qtbot.addWidget(cover)
    cover.add_header("Refuse", "Close", icon="ban", chord="Shift+R")
    go = PrimaryButton("Send refusal")
    safe = cover.add_footer(go, back="Back")
    cover.open()
    assert safe.isDefault()
    assert not go.isDefault()
    qtbot.keyClick(cover, Qt.Key.Key_Escape)
    assert cover.isHidden()


def test_a_card_fits_into_a_small_window(qtbot: QtBot) -> None:
    window = _show(qtbot, QLineEdit())
    cover = Cover(window, "Refuse", width=3000, height=2000)
    qtbot.addWidget(cover)
    cover.open()
    assert cover.rect().contains(cover.card.geometry())
    cover.close()


def test_the_toast_is_undone_and_leaves(qtbot: QtBot) -> None:
    window = _show(qtbot, QLineEdit())
    toast = Toast(window, undo_words="Undo")
    toast.show_words("Reply leaves", seconds=10, undo=True)
    assert toast.accessibleName() == "Reply leaves"
    assert window.rect().contains(toast.geometry())
    with qtbot.waitSignals([toast.undone, toast.ended]):
        qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert toast.isHidden()


def test_the_toast_counts_down_and_waits_for_pointer_and_focus(qtbot: QtBot) -> None:
    window = _show(qtbot, QLineEdit())
    window.activateWindow()
    toast = Toast(window, undo_words="Undo")
    toast.show_words("Reply leaves", seconds=3, undo=True)
    toast.tick()
    assert toast.seconds_left() == 2
    toast.button.setFocus()
    toast.tick()
    assert toast.seconds_left() == 2
    window.setFocus()
    QApplication.sendEvent(toast, _enter())
    toast.tick()
    assert toast.seconds_left() == 2
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    toast.tick()
    toast.tick()
    assert toast.isHidden()


def _enter() -> QEvent:
    from PySide6.QtGui import QEnterEvent  # noqa: PLC0415 - only here

    place = QPoint(1, 1).toPointF()
    return QEnterEvent(place, place, place)


def test_a_toast_without_undo_has_no_button_and_long_words_wrap(qtbot: QtBot) -> None:
    window = _show(qtbot, QLineEdit())
    toast = Toast(window, undo_words="Undo")
    toast.show_words("short", seconds=6)
    low = toast.height()
    assert toast.button.isHidden()
    toast.show_words("What happened, what is kept and what to do now. " * 4, seconds=6)
    assert toast.height() > low
    assert toast.width() <= window.width() + 40
    toast.end()


def test_every_word_of_a_toast_is_announced(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(
        "console.views.kit.toast.QAccessibleAnnouncementEvent", lambda _toast, words: heard.append(words)
    )
    monkeypatch.setattr("console.views.kit.toast.QAccessible.updateAccessibility", lambda _event: None)
    toast = Toast(_show(qtbot, QLineEdit()), undo_words="Undo")
    toast.show_words("Reply leaves", seconds=6, undo=True)
    toast.show_words("Undone")
    toast.end()
    assert heard == ["Reply leaves", "Undone"]


@pytest.mark.parametrize("zoom", [100, 200])
def test_russian_words_fit_their_buttons(zoom: int, qapp: QApplication, qtbot: QtBot) -> None:
    from console.views.words import set_language  # noqa: PLC0415 - only here

    set_language("ru")
    looks.apply(qapp, looks.make("light", zoom=zoom))
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.resize(current().px(1280), current().px(1000))
    sheet.show()
    QApplication.sendPostedEvents()
    for button in sheet.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()
    header = sheet.findChild(SectionHeader)
    assert header is not None
    sheet.close()
