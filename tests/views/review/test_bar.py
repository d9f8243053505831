"""The reviewer's bar: verdicts fall on the ticket that is shown, words are kept, and a narrow window cuts nothing."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.services import annotating
from console.services.archives import findings_file, reviewing
from console.services.archives.review_drafts import ReviewDraft
from console.views.archive.window import ArchiveWindow
from console.views.review.bar import ReviewBar
from tests.views.review.conftest import RITA
from tests.views.review.test_reviewer import press
from tests.views.test_window import settle


def hidden(bar: ReviewBar) -> list[str]:
    return [code for code, one in bar.verdicts.items() if one.visibleRegion().boundingRect() != one.rect()]


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_no_verdict_is_out_of_sight_and_no_instant_is_cut(reader: ArchiveWindow, qtbot: QtBot) -> None:
    bar, at = reader.review.bar, reader.back.bar.at
    reader.resize(690, 700)
    qtbot.keyClick(reader.queue.table, Qt.Key.Key_Return)
    settle(reader, qtbot)
    assert bar.isVisible()
    for width in (690, 500, 420, 420, 800):
        reader.resize(width, 700)
        qtbot.waitUntil(lambda: at.mapTo(reader, at.rect().topRight()).x() < reader.width(), timeout=5_000)
        qtbot.waitUntil(lambda: not hidden(bar), timeout=5_000)
        assert at.cursorRect().right() <= at.width() - at.textMargins().right(), width


def two_decided(reader: ArchiveWindow, qtbot: QtBot) -> tuple[Any, Any]:
    """Show the first decision of the sample; return it and the first one of another ticket."""
    settle(reader, qtbot)
    here, other = (
        reader.review.drawn[0],
        next(one for one in reader.review.drawn if one.ticket_id != reader.review.drawn[0].ticket_id),
    )
    reader.review.show_line(here)
    qtbot.waitUntil(lambda: reader.review.line == here and reader.review.is_in_sight)
    return here, other


def test_a_verdict_falls_on_the_ticket_that_is_shown_though_its_decisions_are_still_read(
    reader: ArchiveWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, go_on, seen = reader.review, threading.Event(), annotating.seen
    here, other = two_decided(reader, qtbot)

    def late(*asked: Any) -> Any:
        go_on.wait(20)
        return seen(*asked)

    monkeypatch.setattr(annotating, "seen", late)
    reader.go_to(TicketId(other.ticket_id))
    qtbot.waitUntil(lambda: reader.panels is not None and int(reader.panels.detail.row.id) == other.ticket_id)
    press(reader, qtbot, Qt.Key.Key_3)
    assert review.draft.findings == ()
    go_on.set()
    qtbot.waitUntil(lambda: len(review.draft.findings) == 1 and reader.runner.busy == 0)
    assert [(one.ticket, one.verdict) for one in review.draft.findings] == [(other.ticket, "mild")]
    assert review.bar.verdict() == "mild"
    assert here.ticket != other.ticket


def test_words_without_a_verdict_are_there_again(reader: ArchiveWindow, qtbot: QtBot) -> None:
    review, archive = reader.review, reader.opened.seal.content_sha256
    here, other = two_decided(reader, qtbot)
    review.bar.note.setFocus()
    qtbot.keyClicks(review.bar.note, "Read it twice")
    reader.queue.table.setFocus()
    assert ReviewDraft(archive).words_of(here.gid) == ("Read it twice", "")
    review.show_line(other)
    qtbot.waitUntil(lambda: review.line == other and review.is_in_sight)
    assert review.bar.note.toPlainText() == ""
    review.show_line(here)
    qtbot.waitUntil(lambda: review.line == here and review.is_in_sight)
    assert review.bar.note.toPlainText() == "Read it twice"
    assert "choose a verdict" in review.bar.state.text()
    press(reader, qtbot, Qt.Key.Key_4)
    assert [one.body for one in ReviewDraft(archive).findings] == ["Read it twice"]
    assert ReviewDraft(archive).words_of(here.gid) is None
    press(reader, qtbot, Qt.Key.Key_4)  # taken back, the words stay
    assert ReviewDraft(archive).findings == ()
    assert ReviewDraft(archive).words_of(here.gid) == ("Read it twice", "")
    review.bar.note.clear()
    review.bar.flush()
    assert ReviewDraft(archive).words_of(here.gid) is None


def test_what_was_signed_on_another_computer_is_asked_about_and_taken_up(
    reader: ArchiveWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    review, archive = reader.review, reader.opened.seal.content_sha256
    here, _ = two_decided(reader, qtbot)
    press(reader, qtbot, Qt.Key.Key_2)
    target = tmp_path / "rita.findings.jsonl"
    review.draft.published((), file=target)
    elsewhere = ReviewDraft(archive, tmp_path / "elsewhere")
    (mine,) = review.draft.findings
    theirs = elsewhere.put(replace(mine, gid="e" * 32, verdict="mild", body="Read on the other computer"))
    reviewing.publish(reader.opened, elsewhere, target, reviewer=review.reviewer, key=RITA)
    review.elsewhere.look()
    qtbot.waitUntil(review.bar.other.isVisible)
    assert "Too mild" in review.bar.other.title.text()
    assert review.bar.verdict() == "severe"
    reviewing.publish(reader.opened, review.draft, target, reviewer=review.reviewer, key=RITA)
    assert {one.gid for one in findings_file.load(target).findings} == {mine.gid, theirs.gid}  # nothing is lost
    review.bar.other.button.click()
    assert (review.bar.verdict(), review.bar.words) == ("mild", ("Read on the other computer", ""))
    assert not review.bar.other.isVisible()
    reviewing.publish(reader.opened, review.draft, target, reviewer=review.reviewer, key=RITA)
    assert [one.gid for one in findings_file.load(target).findings] == [theirs.gid]
    newer = elsewhere.put(replace(theirs, verdict="wrong", at=theirs.at + timedelta(minutes=1)))
    reviewing.publish(reader.opened, elsewhere, target, reviewer=review.reviewer, key=RITA)
    reviewing.publish(reader.opened, review.draft, target, reviewer=review.reviewer, key=RITA)
    assert findings_file.load(target).findings == (newer,)  # nothing was written here since
    review.settled()
    assert review.bar.verdict() == "wrong"
    assert review.line == here
    added = ReviewDraft(archive).put(replace(newer, body="Added in another window"))
    reviewing.publish(reader.opened, review.draft, target, reviewer=review.reviewer, key=RITA)
    assert findings_file.load(target).findings == (added,)
