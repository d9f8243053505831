"""The week's report as PDF, as a lead makes it: by keys alone, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.views.main_window import MainWindow
from console.views.reports.screen import ReportScreen
from console.views.words import set_language

TITLES = {"en": "Answers in time", "ru": "Ответы в срок"}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_weeks_report_is_made_by_keys(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    set_language(language)
    asked: list[str] = []

    def choose(_parent: object, _title: str, start: str, _filter: str) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(tmp_path / "week.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    qtbot.keyClick(window.queue.table, Qt.Key.Key_G)
    qtbot.keyClick(window.queue.table, Qt.Key.Key_I)
    screen = window.findChildren(ReportScreen)[-1]
    qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen.report is not None and screen.report.name == "answers" and window.runner.busy == 0)
    assert screen.span.spans.value() == "last_week"
    assert screen.heading.text().startswith(TITLES[language])
    qtbot.keyClick(screen.list, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.saving.notice.isVisible() and window.runner.busy == 0)
    assert asked == [f"answers-2026-11-16-2026-11-22-{language}.pdf"]
    content = (tmp_path / "week.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 1
    assert TITLES[language].encode("utf-16-be") in content or TITLES[language].encode() in content
    screen.reject()
