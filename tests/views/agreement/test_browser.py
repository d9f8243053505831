"""The agreement browser: it finds, shows, counts and loads, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.query import parse
from console.services import refusing, showing, wording
from console.views.agreement.browser import AgreementBrowser, browse
from console.views.kit.buttons import Button
from console.views.kit.text import Text
from console.views.main_window import MainWindow
from console.views.words import set_language
from tests.services.published_text import published


def opened(window: MainWindow, qtbot: QtBot, clause: str = "") -> AgreementBrowser:
    browse(window, clause)
    shown = next(one for one in window.findChildren(AgreementBrowser) if one.isVisible())
    qtbot.waitUntil(lambda: shown.list.count() > 0)
    return shown


def words_of(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(Text))


def test_every_clause_is_listed_and_the_first_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    shown = opened(window, qtbot)
    units = window.desk.agreement.agreement.units
    assert shown.list.count() == len(units)
    first = next(iter(units.values()))
    assert first.en in words_of(shown.page)
    shown.reject()


def test_a_number_or_words_find_a_clause_and_the_arrows_walk(window: MainWindow, qtbot: QtBot) -> None:
    shown = opened(window, qtbot)
    qtbot.keyClicks(shown.search, "23.1.")
    ids = [row.id for row in shown.list.rows.rows if row.id]
    assert ids == [one for one in window.desk.agreement.agreement.units if one.startswith("23.1.")]
    qtbot.keyClick(shown.search, Qt.Key.Key_Down)
    row = shown.list.current()
    assert row is not None
    assert row.id == ids[1]
    assert window.desk.agreement.agreement.units[ids[1]].en in words_of(shown.page)
    shown.search.setText("no such words anywhere")
    assert shown.list.count() == 0
    assert "no such words anywhere" in words_of(shown.page)
    shown.reject()


def test_it_opens_at_a_clause_and_tells_its_readings_and_rules(window: MainWindow, qtbot: QtBot) -> None:
    shown = opened(window, qtbot, "10.2")
    said = words_of(shown.page)
    agreement = window.desk.agreement.agreement
    for reading in agreement.units["10.2"].readings:
        assert agreement.readings[reading].reading_en in said
    assert "transition_months" in said
    shown.reject()


def test_russian_words_in_a_russian_window(window: MainWindow, qtbot: QtBot) -> None:
    set_language("ru")
    shown = opened(window, qtbot, "10.2")
    assert window.desk.agreement.agreement.units["10.2"].ru in words_of(shown.page)
    shown.reject()


def test_the_official_text_is_loaded_and_shown_beside_ours(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    shown = opened(window, qtbot, "10.2")
    assert "Sentence 10.2" not in words_of(shown.page)
    file = tmp_path / "published.txt"
    file.write_text(published(window.desk.agreement.agreement.units.values()), encoding="utf-8")
    shown.load(file)
    qtbot.waitUntil(lambda: "Sentence 10.2" in words_of(shown.page))
    assert wording.official(window.desk, "en")["10.2"].startswith("Sentence 10.2")
    shown.reject()


def test_a_text_is_loaded_in_its_own_language_whatever_the_window_speaks(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    set_language("ru")
    shown = opened(window, qtbot, "10.2")
    file = tmp_path / "published.txt"
    file.write_text(published(window.desk.agreement.agreement.units.values()), encoding="utf-8")
    shown.load(file)
    qtbot.waitUntil(lambda: "Sentence 10.2" in words_of(shown.page))
    assert wording.official(window.desk, "ru") == {}  # a Russian letter never quotes it
    assert wording.official(window.desk, "en")["10.2"].startswith("Sentence 10.2")
    shown.reject()


def test_a_wrong_text_is_told_and_nothing_is_loaded(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    shown = opened(window, qtbot, "10.2")
    file = tmp_path / "other.txt"
    file.write_text("1. Another\n\nA sentence.\n", encoding="utf-8")
    shown.load(file)
    qtbot.waitUntil(lambda: "other.txt" in words_of(shown.page))
    assert wording.official(window.desk, "en") == {}
    shown.reject()


def refused(window: MainWindow, qtbot: QtBot) -> str:
    """Refuse a ticket of the demo desk and return the clause."""
    rows = showing.queue_page(window.desk, parse("is:open").query).rows
    ticket = next(row.id for row in rows if row.subject.startswith("Commission rounding"))
    panels = showing.panels(window.desk, ticket)
    prepared = refusing.prepare(window.desk, panels, panels.assessment.primary or "", "en")
    refusing.refuse(window.desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    window.refresh()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    return prepared.clause


def test_the_decisions_of_a_clause_lead_to_its_tickets(window: MainWindow, qtbot: QtBot) -> None:
    clause = refused(window, qtbot)
    shown = opened(window, qtbot, clause)
    asked = next(one for one in shown.page.findChildren(Button) if "1" in one.text())
    asked.click()
    assert not shown.isVisible()
    assert window.queue.field.text() == f"clause:{clause}"
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert window.queue.table.rows.rowCount() == 1
