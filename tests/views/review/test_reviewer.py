"""The reviewer's way in the window, in both languages: from a double click to signed findings, and back at the desk."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from console import reading
from console.archive import sshsig
from console.query import parse
from console.records.findings import Sample
from console.services import showing
from console.services.archives import findings_file, keys, private_keys, reviewing
from console.services.archives.opening import OpenArchive
from console.services.archives.reassessing import Again
from console.services.archives.review_drafts import ReviewDraft
from console.services.desk import Desk
from console.services.replaying import Difference, Replayed
from console.views.archive.window import ArchiveWindow
from console.views.decision.found import FoundLines
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.opening import Frame
from console.views.rehearsal import RehearsalScreen
from console.views.review import opening, saying
from console.views.review.bar import ReviewBar
from console.views.review.merging import MergeScreen
from console.views.review.overview import ReviewList
from console.views.review.replaying import ReplayScreen
from console.views.shortcuts import WRITING
from console.views.speaking import speak
from console.views.words import set_zone
from console.work.runner import Runner
from tests.archive.conftest import LEAD
from tests.views.review.conftest import RITA, RITA_SIGNS
from tests.views.windows import at_work

pytestmark = pytest.mark.usefixtures("reads_ahead")

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(80)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(30)


def press(window: QWidget, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    focus = window.focusWidget() or window
    qtbot.keyClick(focus, key, held)


def gone(screen: QWidget) -> bool:
    return not isValid(screen) or not screen.isVisible()


def form_of(window: QWidget, qtbot: QtBot) -> EntryForm:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(EntryForm)), timeout=8_000)
    return next(one for one in window.findChildren(EntryForm) if one.isVisible())


def fill(form: EntryForm, qtbot: QtBot, **values: object) -> None:
    for name, value in values.items():
        form.inputs[name].set_value(value)
    form.go.click()
    qtbot.waitUntil(lambda: gone(form))


def believe_rita(screen: MergeScreen, qtbot: QtBot) -> None:
    """Her key is not known yet: its fingerprint is compared, and it is said whose it is."""
    assert not screen.go.isEnabled()
    assert screen.focusWidget() is screen.believe.open
    assert not screen.believe.asked.isVisible()
    screen.believe.open.click()
    assert screen.believe.print.text() == RITA_SIGNS.key_id
    screen.believe.act.click()
    assert screen.believe.name_row.field.property("bad") == "true"
    assert RITA_SIGNS.public not in {one.public for one in keys.trusted()}
    qtbot.keyClicks(screen.believe.name, "rita@desk.example")
    qtbot.keyClick(screen.believe.name, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.go.isEnabled)


def found_at_desk(lines: FoundLines) -> list[str]:
    return [row.accessibleName() for row in lines.rows.values()]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_from_a_double_click_to_findings_that_are_seen_at_the_desk(  # noqa: PLR0915 - one walk from end to end
    archive_file: Path,
    home: Path,
    own_desk: Desk,
    dressed: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    speak(dressed, language)
    before = hashlib.sha256(archive_file.read_bytes()).hexdigest()
    (home / "config").mkdir(parents=True)
    (tmp_path / "allowed").write_text(f"lea {sshsig.public_line(LEAD.public)}\n")
    keys.trust(tmp_path / "allowed")
    key_file = private_keys.keep_in_file(RITA, "correct horse battery")

    runner, frame = Runner(), Frame()
    opened = reading.Opening(frame, runner, archive_file).wait(dressed)
    assert opened is not None
    sitting = reading.ArchiveSitting(dressed, frame, opened, runner)
    sitting.open()
    window = sitting.window
    qtbot.waitUntil(lambda: window.panels is not None and bool(window.review.drawn))
    settle(window, qtbot)

    press(window, qtbot, Qt.Key.Key_V, SHIFT)  # proven whole, in the window
    seal = {"en": "Signature and SHA-512 match", "ru": "Подпись и SHA-512 совпадают"}[language]
    qtbot.waitUntil(lambda: window.strip.seal.accessibleName() == seal)
    settle(window, qtbot)

    press(window, qtbot, Qt.Key.Key_F, SHIFT)
    fill(form_of(window, qtbot), qtbot, how="random", n=4, seed="spring")
    qtbot.waitUntil(lambda: len(window.review.drawn) == 4)
    assert window.review.draft.sample == Sample(random=4, seed="spring")
    drawn = window.review.drawn
    settle(window, qtbot)

    def go_on(place: int) -> None:
        if window.review.line != drawn[place]:  # by chance the first that is drawn is in sight
            press(window, qtbot, Qt.Key.Key_N)
        qtbot.waitUntil(lambda: window.review.line == drawn[place])
        settle(window, qtbot)

    go_on(0)
    press(window, qtbot, Qt.Key.Key_2)
    press(window, qtbot, Qt.Key.Key_E)
    assert window.focusWidget() is window.review.bar.note
    qtbot.keyClicks(window.review.bar.note, "The day of purchase counts")
    press(window, qtbot, Qt.Key.Key_Escape)
    qtbot.wait(450)
    for place, code in enumerate((Qt.Key.Key_1, Qt.Key.Key_4, Qt.Key.Key_5), 1):
        go_on(place)
        press(window, qtbot, code)
    assert window.review.counted() == (4, 4, 3)

    press(window, qtbot, Qt.Key.Key_A)
    fill(form_of(window, qtbot), qtbot, body="A kind answer", clause="22.1")
    kept = {(one.verdict, one.body, one.clause) for one in ReviewDraft(opened.seal.content_sha256).findings}
    assert kept == {
        ("severe", "The day of purchase counts", ""),
        ("upheld", "", ""),
        ("wrong", "", ""),
        ("unclear", "", ""),
        ("", "A kind answer", "22.1"),
    }

    settle(window, qtbot)
    press(window, qtbot, Qt.Key.Key_A, SHIFT)
    form = form_of(window, qtbot)
    target = tmp_path / "rita.findings.jsonl"
    fill(form, qtbot, name="Rita Vogel", file=str(target), key=str(key_file), passphrase="correct horse battery")
    settle(window, qtbot)
    assert findings_file.signature_of(target).is_file()
    assert findings_file.load(target).sample == Sample(random=4, seed="spring")
    sitting.end()
    runner.close()
    opened.close()
    frame.close()
    frame.deleteLater()
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert hashlib.sha256(archive_file.read_bytes()).hexdigest() == before
    assert [one.name for one in archive_file.parent.iterdir() if one.is_file()] == [archive_file.name]

    with at_work(MainWindow(own_desk, Runner()), qtbot, watch=False) as desk:
        monkeypatch.setattr(opening.QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
        desk.commands.run("merge_findings")
        screen = next(one for one in desk.findChildren(MergeScreen))
        qtbot.waitUntil(lambda: screen.preview is not None)
        believe_rita(screen, qtbot)
        assert screen.go.isEnabled()
        assert not screen.believe.isVisible()
        assert "rita@desk.example" in screen.signature.title.text()
        other = {"en": "“Rita Vogel” was typed", "ru": "имя «Rita Vogel»"}[language]
        assert other in screen.name.title.text()
        row = screen.list.current()
        assert row is not None
        assert f"Rita Vogel  ·  {saying.signer(('rita@desk.example',), '')}" in row.detail
        press(screen, qtbot, Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: gone(screen))
        settle(desk, qtbot)
        first = showing.id_of(own_desk, drawn[0].ticket)
        desk.go_to(first)
        qtbot.waitUntil(lambda: desk.panels is not None and desk.panels.detail.row.id == first)
        qtbot.waitUntil(lambda: len(found_at_desk(desk.side.decision.found)) == 1)
        (told,) = found_at_desk(desk.side.decision.found)
        assert {"en": "Too severe", "ru": "Слишком строго"}[language] in told
        assert "The day of purchase counts" in told
        assert "Rita Vogel" in told
        assert saying.signer(("rita@desk.example",), "") in told
        assert other in told
        again = opening.merge(desk, target)
        qtbot.waitUntil(lambda: again.preview is not None)
        assert not again.go.isEnabled()  # everything is here already
        again.reject()
    speak(dressed, "en")


def test_what_is_written_is_kept_at_once_and_there_again(reader: ArchiveWindow, qtbot: QtBot) -> None:
    assert not {one.id for one in reader.commands.all()} & WRITING
    review = reader.review
    settle(reader, qtbot)
    press(reader, qtbot, Qt.Key.Key_N)
    settle(reader, qtbot)
    first = review.line
    assert first is not None
    press(reader, qtbot, Qt.Key.Key_3)
    archive = reader.opened.seal.content_sha256
    assert [one.verdict for one in ReviewDraft(archive).findings] == ["mild"]
    press(reader, qtbot, Qt.Key.Key_3)  # the same key takes it back
    assert ReviewDraft(archive).findings == ()
    press(reader, qtbot, Qt.Key.Key_4)
    review.bar.clause.setFocus()
    qtbot.keyClicks(review.bar.clause, "23.1.9")
    review.bar.note.setFocus()
    qtbot.keyClicks(review.bar.note, "Half a sent")
    press(reader, qtbot, Qt.Key.Key_Tab)  # no pause of typing was long enough, the field was left
    (kept,) = ReviewDraft(archive).findings
    assert (kept.verdict, kept.clause, kept.body) == ("wrong", "23.1.9", "Half a sent")
    qtbot.keyClicks(review.bar.note, "ence")
    reader.go_to(review.drawn[-1].ticket_id)  # type: ignore[arg-type]  # a key of a ticket
    settle(reader, qtbot)
    (kept,) = ReviewDraft(archive).findings
    assert (kept.about, kept.body) == (first.gid, "Half a sentence")
    assert review.bar.note.toPlainText() == ""
    review.show_line(first)
    settle(reader, qtbot)
    assert review.bar.verdict() == "wrong"
    assert review.bar.note.toPlainText() == "Half a sentence"
    assert "Half a sentence" in found_at_desk(reader.side.decision.found)[0]
    screen = ReviewList(reader)
    screen.open()
    assert screen.list.count() == len(review.drawn)
    screen.drop()
    assert ReviewDraft(archive).findings == ()
    assert not screen.signing.isEnabled()
    screen.reject()


def test_a_sample_by_query_drives_what_is_next(reader: ArchiveWindow, qtbot: QtBot) -> None:
    review = reader.review
    settle(reader, qtbot)
    review.choose(Sample(query="outcome:refuse", every=2))
    settle(reader, qtbot)
    assert {one.outcome for one in review.drawn} == {"refuse"}
    seen = []
    while review.counted()[0] < len(review.drawn):
        press(reader, qtbot, Qt.Key.Key_N)
        settle(reader, qtbot)
        assert review.line is not None
        seen.append(review.line.gid)
        press(reader, qtbot, Qt.Key.Key_1)
    assert sorted(seen) == sorted(one.gid for one in review.drawn)
    press(reader, qtbot, Qt.Key.Key_N)
    assert reader.toast.isVisible()


def test_everything_is_decided_again_and_under_another_version(
    reader: ArchiveWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    screen = ReplayScreen(reader)
    screen.open()
    qtbot.waitUntil(screen.notice.isVisible, timeout=20_000)
    assert screen.rows == []
    assert screen.last.taken > 20
    asked = Difference(place="needs", was="[]", now="domain", essential=True)
    older = Replayed(n=1, engine="3", same=False, holds=True, differences=(asked,), changes=("domain_asked",))
    screen.rows = [Again(ticket_id=1, number=7, subject="Rounding", outcome="accept", clause="", replayed=older)]
    screen._landed(21)
    assert screen.notice.title.text().startswith("1 was taken by an older engine")
    row = screen.list.current()
    assert row is not None
    assert row.detail.startswith("Which domain is meant is asked")
    screen.reject()
    draft = tmp_path / "draft"
    shutil.copytree(Path(__file__).parents[3] / "resources" / "agreements" / "2026-06-13", draft)
    told = (draft / "agreement.toml").read_text()
    (draft / "agreement.toml").write_text(told.replace('"free_months"\nvalue = 12', '"free_months"\nvalue = 60'))
    tried = RehearsalScreen(reader)
    tried.open()
    settle(reader, qtbot)
    tried.add_folder(str(draft))
    tried.always.setChecked(True)
    tried.start_or_stop()
    qtbot.waitUntil(lambda: not tried.run.is_running, timeout=20_000)
    assert tried.run.found.tally.differing > 0
    assert tried.list.count() == tried.run.found.tally.differing
    tried.reject()


def test_a_file_that_is_not_believed_cannot_be_merged(
    own_desk: Desk, opened_archive: object, reader: ArchiveWindow, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    settle(reader, qtbot)
    press(reader, qtbot, Qt.Key.Key_N)
    settle(reader, qtbot)
    press(reader, qtbot, Qt.Key.Key_2)
    target = tmp_path / "rita.findings.jsonl"
    reviewing.publish(reader.opened, reader.review.draft, target, reviewer="Rita", key=None)
    with at_work(MainWindow(own_desk, Runner()), qtbot, watch=False) as desk:
        for sign, words in ((False, "Not signed"), (True, "not known here")):
            if sign:
                findings_file.sign(target, RITA)
            screen = opening.merge(desk, target)
            qtbot.waitUntil(lambda: screen.preview is not None)  # noqa: B023 - called before the next one
            assert words in screen.signature.title.text()
            row = screen.list.current()
            assert row is not None
            told = f"signed by an unknown key {RITA_SIGNS.key_id}" if sign else "not signed"
            assert row.detail == f"Rita  ·  {told}"
            assert not screen.name.isVisible()  # nobody knows whose key it is, so nobody can say that it is another's
            assert not screen.go.isEnabled()
            screen.reject()
        assert showing.queue_page(own_desk, parse("").query).rows


def test_reviewers_are_compared_in_the_window(reader: ArchiveWindow, qtbot: QtBot, tmp_path: Path) -> None:
    settle(reader, qtbot)
    for code in (Qt.Key.Key_1, Qt.Key.Key_2):
        press(reader, qtbot, Qt.Key.Key_N)
        settle(reader, qtbot)
        press(reader, qtbot, code)
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    reviewing.publish(reader.opened, reader.review.draft, files[0], reviewer="Rita", key=RITA)
    reviewing.publish(reader.opened, reader.review.draft, files[1], reviewer="Ivan", key=None)
    screen = opening.agree(reader, [str(one) for one in files])
    qtbot.waitUntil(lambda: bool(screen.told.text()))
    assert screen.told.text() == "2 of 2 alike, 100 %  ·  Cohen's kappa 1.00"
    assert "Ivan: not signed" in screen.who.text()
    screen.reject()
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("{}\n")
    screen = opening.agree(reader, [str(wrong)])
    qtbot.waitUntil(screen.notice.isVisible)
    screen.reject()


def test_closing_the_window_keeps_the_last_words(
    opened_archive: OpenArchive, dressed: QApplication, qtbot: QtBot
) -> None:
    set_zone("UTC")
    with at_work(ArchiveWindow(opened_archive, Runner()), qtbot) as window:
        settle(window, qtbot)
        press(window, qtbot, Qt.Key.Key_N)
        settle(window, qtbot)
        press(window, qtbot, Qt.Key.Key_2)
        qtbot.keyClicks(window.review.bar.note, "The last words")
        window.close()
        assert [one.body for one in ReviewDraft(opened_archive.seal.content_sha256).findings] == ["The last words"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_how_far_the_review_is_stands_there_whole(dressed: QApplication, qtbot: QtBot, language: str) -> None:
    speak(dressed, language)
    try:
        bar = ReviewBar()
        qtbot.addWidget(bar)
        bar.show_progress(99, 100, 21)
        bar.setFixedWidth(380)
        bar.show()
        QApplication.processEvents()
        assert bar.told.text()
        assert not bar.told.toolTip(), "it is cut"
        assert bar.meter.width() > bar.width() * 0.3
    finally:
        speak(dressed, "en")
