"""The list and one decision of an archive are taken along as files, and no text of them becomes a formula."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.query import parse
from console.services import showing
from console.views.archive import listing
from console.views.archive.blocks import blocks, decision_alone
from console.views.archive.window import ArchiveWindow
from tests.views.test_archive_window import archive, opened, settle, window

__all__ = ["archive", "opened", "window"]


def run(window: ArchiveWindow, qtbot: QtBot, command: str) -> None:
    assert window.commands.run(command)
    settle(window, qtbot)


def test_the_list_that_is_shown_is_saved_in_each_form(
    window: ArchiveWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.queue.show_query("tier:functional sort:number")
    settle(window, qtbot)
    wanted = [row.number for row in listing.rows_of(window.desk, window.queue.query)]
    assert 1 < len(wanted) < 40
    for name, command in (("a.csv", "list_save"), ("a.xlsx", "list_save"), ("a.pdf", "list_pdf")):
        target = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, target=target: (str(target), ""))
        run(window, qtbot, command)
        qtbot.waitUntil(target.exists, timeout=10_000)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as text:
        head, *rows = list(csv.reader(text))
    assert len(head) == len(listing.COLUMNS)
    assert [int(row[0]) for row in rows] == wanted
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(wanted) + 1
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_no_subject_becomes_a_formula(window: ArchiveWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = showing.queue_page(window.desk, parse("").query, limit=1)
    evil = replace(page.rows[0], subject="=HYPERLINK(1)", customer="@SUM(1)")
    monkeypatch.setattr(listing, "rows_of", lambda _desk, _query: iter([evil]))
    assert listing.save_list(window.desk, parse("").query, tmp_path / "a.csv") == "a.csv"
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "'@SUM(1)" in text


def test_a_decision_stands_alone_on_its_paper(
    window: ArchiveWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = next(iter(listing.rows_of(window.desk, parse("is:closed outcome:refuse").query)), None)
    row = decided or next(iter(listing.rows_of(window.desk, parse("is:closed").query)))
    shown = showing.ticket(window.desk, row.number)
    alone = decision_alone(shown)
    assert [one.kind for one in alone[:2]] == ["title", "facts"]
    assert len(alone) < len(blocks(shown))
    assert not any(
        message.text.strip() and message.text.strip() == one.text for message in shown.messages for one in alone
    )
    target = tmp_path / "d.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    run(window, qtbot, "decision_pdf")
    qtbot.waitUntil(target.exists, timeout=10_000)
    assert target.read_bytes().startswith(b"%PDF")


def test_the_list_on_paper_says_what_was_asked(window: ArchiveWindow) -> None:
    pieces = listing.list_pieces(window.desk, parse("tier:critical").query, "a.tkz")
    assert pieces[0].text == "a.tkz"
    assert "tier:critical" in pieces[1].text
    assert pieces[2].text.startswith("TK-")
