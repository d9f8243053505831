"""What an archive leaves out is a bar that says why, wherever its words stand; elsewhere a mark is only letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.query import parse
from console.reading import ArchiveSitting
from console.records.redactions import LeaveOut, LeftOut
from console.services.archives import exporting
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import open_desk
from console.views.archive.window import ArchiveWindow
from console.views.kit import bars, ink
from console.views.kit.text import ElidedText, Text
from console.views.opening import Frame
from console.views.queue import states
from console.views.speaking import speak
from console.work.runner import Runner
from tests.views.conftest import NOW
from tests.views.windows import at_work

WHY = "a request under the law"
TOLD = LeftOut(places=12, by="Dana", reason=WHY, kinds={"text": 12})


@pytest.fixture
def shown(dressed: QApplication) -> Iterator[None]:
    bars.show(TOLD, TOLD)
    yield
    bars.end(TOLD)


@pytest.mark.usefixtures("shown")
def test_a_mark_is_heard_with_its_number_and_why() -> None:
    text = "Dear █3█, your █12█ is ready"
    assert bars.spans(text) == [(5, 8), (15, 19)]
    assert bars.heard(text) == f"Dear [left out, place 3: {WHY}], your [left out, place 12: {WHY}] is ready"
    assert bars.tip_at(text, 6) == f"left out, place 3: {WHY}"
    assert bars.tip_at(text, 10) == ""
    assert bars.tips(text).count("\n") == 1


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("text", ["█13█", "█0█", "██", "█x█", "█1", "one █ two"])
def test_what_is_no_place_of_the_archive_stays_letters(text: str) -> None:
    assert bars.spans(text) == []
    assert bars.heard(text) == text


def test_where_nothing_is_left_out_a_mark_is_what_somebody_wrote(dressed: QApplication) -> None:
    assert bars.heard("█1█") == "█1█"
    assert bars.parts("a █1█") == [("a █1█", False)]


@pytest.mark.usefixtures("shown")
def test_widgets_show_and_say_it(qtbot: QtBot) -> None:
    line, label = ElidedText("about █1█"), Text("by █2█ and █3█", wrap=True)
    for widget in (line, label):
        qtbot.addWidget(widget)
        assert "left out, place" in widget.accessibleName()
        assert WHY in widget.toolTip()
        widget.resize(240, 24)
        assert dark_share(widget.grab().toImage()) > 0.04
    label.setText("by Ann")
    assert (label.accessibleName(), label.toolTip()) == ("", "")


def dark_share(image: QImage) -> float:
    """Return how much of a picture is nearly the color of text."""
    wanted = ink.color("text")
    points = [(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)]
    near = sum(1 for x, y in points if _near(image.pixelColor(x, y), wanted))
    return near / len(points)


def _near(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))


@pytest.mark.usefixtures("shown")
def test_a_painted_line_has_a_filled_bar_in_it() -> None:
    image = QImage(200, 30, QImage.Format.Format_RGB32)
    shares = []
    for text in ("█1█", "one"):
        image.fill(ink.color("surface"))
        painter = QPainter(image)
        ink.words(painter, text, "body", "text", image.rect().toRectF())
        painter.end()
        shares.append(dark_share(image))
    assert shares[0] > 3 * shares[1]


@pytest.mark.usefixtures("shown")
def test_a_document_has_the_ground_of_a_bar_under_each_mark() -> None:
    document = QTextDocument()
    document.setPlainText("one █1█\ntwo")
    bars.dress(document)
    filled = []
    fragment = document.firstBlock().begin()
    while not fragment.atEnd():
        form = fragment.fragment().charFormat()
        filled.append((fragment.fragment().text(), form.background().style() is Qt.BrushStyle.SolidPattern))
        fragment += 1
    assert filled == [("one ", False), ("█", True), ("1", True), ("█", True)]


@pytest.fixture
def opened(built_demo: Path, tmp_path: Path) -> Iterator[OpenArchive]:
    desk = open_desk(
        f"sqlite:///{built_demo}", login="dana", name="Dana", out_folder=tmp_path / "letters", clock=lambda: NOW
    )
    without = LeaveOut(texts=("Nordlys Exchange", "menu in English"), reason=WHY)
    with closing(desk.store):
        target = tmp_path / "out.tkz"
        exporting.export(desk, parse("id:31").query, target, heard=lambda _: True, without=without)
    made = open_archive(target, lambda _done, _total: True, [])
    yield made
    made.close()


@pytest.mark.parametrize(("language", "words"), [("en", "left out, place"), ("ru", "изъято, место")])
def test_the_reader_says_why_in_the_conversation_and_the_head(
    dressed: QApplication, qtbot: QtBot, opened: OpenArchive, language: str, words: str
) -> None:
    speak(dressed, language)
    try:
        with at_work(ArchiveWindow(opened, Runner()), qtbot) as window:
            qtbot.waitUntil(lambda: window.panels is not None and window.runner.busy == 0, timeout=10_000)
            window.queue.table.select_row(0)
            qtbot.waitUntil(lambda: window.runner.busy == 0)
            talk = window.ticket.conversation
            heard = [talk.sentence(row) for row in range(talk.rows.rowCount())]
            assert any(words in one and WHY in one for one in heard)
            assert not any("█" in one for one in heard)
            assert words in window.ticket.header.writer.accessibleName()
            assert WHY in window.ticket.header.writer.toolTip()
        assert bars.spans("█1█") == []  # the window is closed
    finally:
        speak(dressed, "en")


def test_bars_stay_bars_where_the_window_is_made_anew_in_another_language(
    dressed: QApplication, qtbot: QtBot, opened: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "SKELETON_AFTER_MS", 0)  # the list comes late, and has the focus all the same
    runner, frame = Runner(), Frame()
    sitting = ArchiveSitting(dressed, frame, opened, runner)
    sitting.open()
    qtbot.waitUntil(lambda: sitting.window.panels is not None and runner.busy == 0)
    try:
        sitting.speak("ru")
        qtbot.waitUntil(lambda: sitting.window.panels is not None and runner.busy == 0)
        assert bars.spans("█1█") == [(0, 3)]
        qtbot.waitUntil(lambda: frame.focusWidget() is sitting.window.queue.table)
    finally:
        sitting.speak("en")
        qtbot.waitUntil(lambda: sitting.window.panels is not None and runner.busy == 0)
        frame.close()
        sitting.end()
        runner.close()
        frame.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert bars.spans("█1█") == []
