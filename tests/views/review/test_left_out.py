"""A decision whose facts an archive leaves out is shown: what was chosen stays, what was proposed nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.redactions import LeaveOut
from console.services import deciding, showing
from console.services.archives import exporting
from console.services.archives.opening import open_archive
from console.services.desk import Desk
from console.views import told
from console.views.archive.window import ArchiveWindow
from console.views.speaking import speak
from console.work.runner import Runner
from tests.views.windows import at_work


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("language", "words"), [("en", "erased or left out"), ("ru", "стёрто или изъято")])
def test_a_decision_whose_facts_are_left_out_is_shown(
    own_desk: Desk, dressed: QApplication, qtbot: QtBot, tmp_path: Path, language: str, words: str
) -> None:
    speak(dressed, language)
    target = tmp_path / "court.tkz"
    without = LeaveOut(persons=("greta@nordlys-exchange.example",), reason="a third party")
    exporting.export(own_desk, parse("id:31").query, target, heard=lambda _: True, without=without)
    opened = open_archive(target, lambda _done, _total: True, [])
    with at_work(ArchiveWindow(opened, Runner()), qtbot) as window:
        panels = showing.panels(opened.desk, showing.id_of(opened.desk, 31))
        last = panels.detail.decisions[-1]
        assert (last.kind, last.inputs, last.result) == (deciding.KIND, "", "")
        choice = deciding.chosen(panels)
        assert choice is not None
        assert choice.stands
        assert words in told.clauses(panels.assessment, choice)
        assert told.decided(last).strip()
        assert words in window.side.decision.outcome.ground.text()
    opened.close()
    speak(dressed, "en")
