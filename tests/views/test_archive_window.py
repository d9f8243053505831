"""An archive in the real window: every screen of the desk over a file, nothing that writes, and the file unchanged."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPdfWriter
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from console import reading
from console.archive.layout import NotWhole
from console.faults import Damaged, Unreachable
from console.query import parse
from console.records.base import TicketId, Tier
from console.services import showing
from console.services.archives import exporting
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import open_desk
from console.views.archive import paper, sheets
from console.views.archive.blocks import Block, blocks, markdown, topics_of
from console.views.archive.facets import icon_of
from console.views.archive.paper import write_pdf
from console.views.archive.sheets import of_archive, paint
from console.views.archive.window import ArchiveWindow
from console.views.kit import ink
from console.views.kit.cover import Cover
from console.views.opening import Frame
from console.views.shortcuts import WRITING
from console.views.words import set_zone
from console.work.runner import Runner
from tests.archive.conftest import LEAD, SIGNING
from tests.views.conftest import NOW
from tests.views.windows import at_work


@pytest.fixture(scope="module")
def archive(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed archive of the demo desk; only read."""
    folder = tmp_path_factory.mktemp("archive")
    desk = open_desk(
        f"sqlite:///{built_demo}", login="dana", name="Dana", out_folder=folder / "letters", clock=lambda: NOW
    )
    target = folder / "demo.tkz"
    exporting.export(desk, parse("").query, target, heard=lambda _: True, signing=SIGNING)
    desk.store.close()
    return target


@pytest.fixture
def opened(archive: Path) -> Iterator[OpenArchive]:
    before = hashlib.sha256(archive.read_bytes()).hexdigest()
    made = open_archive(archive, lambda _done, _total: True, [LEAD])
    yield made
    made.close()
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == before
    assert sorted(one.name for one in archive.parent.iterdir() if one.is_file()) == [archive.name]


@pytest.fixture
def window(opened: OpenArchive, dressed: QApplication, qtbot: QtBot) -> Iterator[ArchiveWindow]:
    set_zone("UTC")
    with at_work(ArchiveWindow(opened, Runner()), qtbot) as made:
        yield made


def settle(window: ArchiveWindow, qtbot: QtBot) -> None:
    qtbot.wait(80)
    qtbot.waitUntil(lambda: window.runner.busy == 0)


def test_a_reader_sees_the_desk_searches_it_and_can_write_nothing(window: ArchiveWindow, qtbot: QtBot) -> None:
    assert not {one.id for one in window.commands.all()} & WRITING
    assert not {one.id for one in window.commands.all()} & {"data", "import", "outbox", "letters", "board", "new"}
    assert not window.ticket.composer.isVisible()
    assert window.strip.isVisible()
    assert not window.wrong.isVisible()
    told = window.strip.accessibleName()
    assert "demo.tkz" in told
    assert "UTC" in told
    assert window.strip.seal.accessibleName() == "Signature matches"
    whole = window.queue.table.rows.rowCount()
    assert whole > 30

    window.queue.show_query("order")
    settle(window, qtbot)
    assert 0 < window.queue.table.rows.rowCount() < whole
    window.queue.table.select_row(0)
    settle(window, qtbot)
    assert not window.side.decision.outcome.primary.isVisible()
    assert not window.ticket.header.close_button.isVisible()
    assert window.match_bar.isVisible()
    first = window.match_bar.told.text()
    window.commands.run("match_next")
    assert window.match_bar.told.text() != first or first.endswith("of 1")


ONLY_LOOKS = re.compile(
    r"(Back|Decision|License|List|Request|Today|View: .*|Go to TK-.*|It goes on .*|Earlier .*|Later .*)$"
)


def buttons(shown: QWidget) -> set[str]:
    """Return what the buttons in sight do, by what is heard of them."""
    found = shown.findChildren(QPushButton)
    return {one.accessibleName() or one.text() for one in found if one.isVisible() and one.isEnabled()}


def test_no_button_of_a_ticket_or_screen_begins_an_act(window: ArchiveWindow, qtbot: QtBot) -> None:
    seen: dict[str, str] = {}
    for query in ("is:resolved", "is:merged", "is:open", "is:checking", "outcome:refuse"):
        window.queue.show_query(query)
        settle(window, qtbot)
        for row in range(min(4, window.queue.table.rows.rowCount())):
            window.queue.table.select_row(row)
            settle(window, qtbot)
            for page in range(3):
                window.side.show_page(page)
                QApplication.processEvents()
                seen |= dict.fromkeys(buttons(window.side) | buttons(window.ticket), f"{query} {row} {page}")
    for tool in ("agreement", "calendar", "errors"):
        window.commands.run(tool)
        settle(window, qtbot)
        for cover in (one for one in window.findChildren(Cover) if one.isVisible()):
            seen |= dict.fromkeys(buttons(cover), tool)
            cover.reject()
    assert {"Decision", "Request", "Today"} <= seen.keys()
    assert not {words: where for words, where in seen.items() if not ONLY_LOOKS.match(words)}


def test_facets_without_room_leave_nothing_to_scroll(window: ArchiveWindow, qtbot: QtBot) -> None:
    window.resize(1000, 700)
    settle(window, qtbot)
    assert not window.facets.verticalScrollBar().isVisible()


@pytest.mark.parametrize("width", [700, 760, 900, 1680])
def test_a_strip_of_any_width_leaves_the_file_its_name(window: ArchiveWindow, width: int) -> None:
    window.strip.setParent(None)  # the window does not keep it wide
    window.strip.resize(width, window.strip.sizeHint().height())
    window.strip.show()
    assert window.strip.detail.width() >= ink.advance(window.opened.path.name, "body")
    assert window.strip.leave.isVisible() != window.strip.closing.isVisible()
    window.strip.show_progress(1, 4)
    assert window.strip.button.isVisible()  # a proof can be stopped
    window.strip.close()


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_has_a_shape_of_its_own(tier: Tier) -> None:
    assert icon_of(tier.value) not in {icon_of(other.value) for other in Tier if other is not tier}


def test_facets_narrow_the_list_and_say_what_is_left(window: ArchiveWindow, qtbot: QtBot) -> None:
    row = window.facets.rows["tier", "critical"]
    number, whole = row.number, window.queue.table.rows.rowCount()
    assert 0 < number < whole
    row.click()
    settle(window, qtbot)
    assert "tier:critical" in window.queue.field.text()
    assert window.queue.table.rows.rowCount() == number
    assert window.facets.rows["tier", "critical"].isChecked()
    assert window.facets.rows["tier", "question"].number > 0  # as if nothing of the facet were chosen
    window.facets.rows["year", "2026"].click()
    settle(window, qtbot)
    assert "created:2026-01-01..2026-12-31" in window.queue.field.text()
    window.facets.rows["tier", "critical"].click()
    settle(window, qtbot)
    assert "tier:" not in window.queue.field.text()


def test_the_whole_file_is_proven_beside_the_reading(window: ArchiveWindow, qtbot: QtBot) -> None:
    window.commands.run("verify")
    settle(window, qtbot)
    assert window.strip.seal.accessibleName() == "Signature and SHA-512 match"
    assert not window.wrong.isVisible()


def test_a_ticket_goes_to_the_clipboard_and_on_paper(window: ArchiveWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert window.panels is not None
    number = window.panels.detail.row.number
    window.paper.copy()
    settle(window, qtbot)
    assert QApplication.clipboard().text().startswith(f"TK-{number}")
    pieces = blocks(showing.ticket(window.desk, number), topics_of(window.desk))
    write_pdf(pieces, tmp_path / "ticket.pdf")
    assert (tmp_path / "ticket.pdf").read_bytes().startswith(b"%PDF")
    assert f"# TK-{number}" in markdown(pieces)
    assert "Times in UTC" in pieces[1].text
    assert "Topic: Possible error in the panel" in pieces[-1].text
    assert "Topic: panel_error_check" in blocks(showing.ticket(window.desk, number))[-1].text


def test_what_somebody_wrote_stands_on_paper_as_one_piece_on_its_ground() -> None:
    written = (
        Block(kind="title", text="TK-1"),
        Block(kind="text", text="one\n\ntwo"),
        Block(kind="note", text="three"),
    )
    made = paper.document((*written, Block(kind="head", text="History")))
    grounds = made.rootFrame().childFrames()
    assert [one.firstCursorPosition().block().text() for one in grounds] == ["one\u2028\u2028two", "three"]
    assert made.lastBlock().text() == "History"
    assert all(one.frameFormat().background().color().isValid() for one in grounds)


def test_every_page_bears_the_letterhead_of_the_archive(
    window: ArchiveWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = of_archive(window.opened)
    assert (head.origin, head.name) == ("demo.tkz", "Harbor Software")
    assert LEAD.name in head.trust
    assert window.opened.seal.content_sha256 in head.mark
    pieces = blocks(showing.ticket(window.desk, 31)) * 12
    write_pdf(pieces, tmp_path / "long.pdf", head)
    writer = QPdfWriter(str(tmp_path / "counted.pdf"))
    pages = paint(paper.document(pieces), writer, head)
    assert pages > 3
    written = (tmp_path / "counted.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", written)) == pages
    assert len(re.findall(rb"/Type /Page\b", (tmp_path / "long.pdf").read_bytes())) > 3
    told: list[str] = []
    monkeypatch.setattr(sheets, "_words", lambda _painter, _box, words, *_rest, **_how: told.append(words))
    assert paint(paper.document(pieces), QPdfWriter(str(tmp_path / "told.pdf")), head) == pages
    assert [one for one in told if one.startswith("page ")] == [f"page {n} of {pages}" for n in range(1, pages + 1)]
    assert told.count(head.mark) == told.count(head.origin) == told.count(head.trust) == pages


def test_a_paper_that_is_not_whole_is_told_and_what_stood_there_stays(
    window: ArchiveWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = blocks(showing.ticket(window.desk, window.panels.detail.row.number)) if window.panels else ()
    target = tmp_path / "ticket.pdf"
    target.write_bytes(b"older")
    monkeypatch.setattr(paper, "_write", lambda _, place, _head: place.write_bytes(b"%PDF-1.4 the disk is full"))
    with pytest.raises(Unreachable):
        paper.write_pdf(pieces, target)
    assert target.read_bytes() == b"older"
    assert [one.name for one in tmp_path.glob("*.pdf")] == ["ticket.pdf"]


def test_a_signature_that_does_not_hold_is_told_and_read_on(
    archive: Path, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    content = bytearray(archive.read_bytes())
    at = content.index(b"-----BEGIN SSH SIGNATURE-----\n") + 150
    content[at : at + 1] = b"B" if content[at : at + 1] == b"A" else b"A"
    false = tmp_path / "false.tkz"
    false.write_bytes(content)
    opened = open_archive(false, lambda _d, _t: True, [LEAD])
    runner = Runner()
    window = ArchiveWindow(opened, runner)
    window.show()
    window.begin()
    qtbot.waitUntil(lambda: window.panels is not None and runner.busy == 0)
    assert window.wrong.isVisible()
    assert window.strip.seal.accessibleName() == "Signature does not hold"
    window.close()
    runner.close()
    opened.close()
    window.deleteLater()
    dressed.processEvents()


def test_files_are_read_in_place_and_compared_with_their_name(opened: OpenArchive) -> None:
    desk = opened.desk
    row = next(one for one in showing.queue_page(desk, parse("has:file").query).rows)
    (file, *_) = [file for one in showing.messages(desk, row.id) for file in one.attachments if file.sha256]
    found = showing.content(desk, str(file.sha256))
    assert hashlib.sha256(found).hexdigest() == file.sha256
    honest = opened._container.pieces
    opened._container.pieces = lambda _name: iter([b"other"])  # type: ignore[method-assign]  # as if swapped meanwhile
    with pytest.raises(Damaged, match="not the one"):
        showing.content(desk, str(file.sha256))
    opened._container.pieces = honest  # type: ignore[method-assign]  # same


def test_it_opens_in_its_frame_speaks_the_other_language_and_closes(
    archive: Path, dressed: QApplication, qtbot: QtBot
) -> None:
    runner, frame = Runner(), Frame()
    opened = reading.Opening(frame, runner, archive).wait(dressed)
    assert opened is not None
    sitting = reading.ArchiveSitting(dressed, frame, opened, runner)
    sitting.open()
    qtbot.waitUntil(lambda: sitting.window.panels is not None and runner.busy == 0)
    first = sitting.window
    first.queue.show_query("tier:critical")
    settle(first, qtbot)
    sitting.speak("ru")
    qtbot.waitUntil(lambda: sitting.window.panels is not None and runner.busy == 0)
    assert sitting.window is not first
    assert sitting.window.queue.field.text() == "ур:критический"
    assert "только для чтения" in sitting.window.strip.accessibleName()
    sitting.speak("en")
    qtbot.waitUntil(lambda: sitting.window.panels is not None and runner.busy == 0)
    sitting.end()
    runner.close()
    opened.close()
    let_go(dressed, frame)


def test_opening_can_be_canceled_and_says_what_is_no_archive(
    archive: Path, dressed: QApplication, tmp_path: Path
) -> None:
    runner, frames = Runner(), [Frame(), Frame()]
    waiting = reading.Opening(frames[0], runner, archive)
    waiting._cancel()
    assert waiting.wait(dressed) is None
    (tmp_path / "no.tkz").write_bytes(b"no archive at all")
    with pytest.raises(NotWhole) as told:
        reading.Opening(frames[1], runner, tmp_path / "no.tkz").wait(dressed)
    assert told.value.why == "not_an_archive"
    runner.close()
    let_go(dressed, *frames)


def let_go(app: QApplication, *frames: Frame) -> None:
    """Delete frames with all that stands in them, now and not when the collector comes by."""
    for frame in frames:
        frame.close()
        frame.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()


def test_a_letter_that_was_held_does_not_leave_from_an_archive(
    window: ArchiveWindow, opened: OpenArchive, qtbot: QtBot
) -> None:
    with opened.desk.store.read() as connection:
        held = text("SELECT o.ticket_id FROM outbox o WHERE o.state = 'held' AND o.message_id IS NOT NULL")
        ticket = connection.execute(held).scalars().first()
    assert ticket is not None
    window.go_to(TicketId(ticket))
    settle(window, qtbot)
    rows = window.ticket.conversation.rows
    qtbot.waitUntil(lambda: any(rows.message(n) is not None for n in range(rows.rowCount())))
    states = {found.delivery for n in range(rows.rowCount()) if (found := rows.message(n)) is not None}
    assert "unsent" in states
    assert "held" not in states
