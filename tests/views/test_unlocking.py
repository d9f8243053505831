"""The window asks for what opens an archive under lock, says what does not, and leaves nothing when nobody knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from console import reading
from console.archive import locking
from console.archive.locking import Keys, Lock
from console.services.archives.opening import open_archive
from console.views.archive.unlocking import UnlockPage
from console.views.opening import Frame
from console.work.runner import Runner
from tests.archive.desks import export, furnish
from tests.archive.test_locking import left
from tests.views.test_archive_window import let_go

PHRASE = "four words of winter"
OWN = pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("locked")
    furnish(f"sqlite:///{folder / 'desk.sqlite'}")
    for name, lock in (("phrase", Lock(passphrase=PHRASE)), ("key", locking.lock_of([str(OWN.to_public())]))):
        export(f"sqlite:///{folder / 'desk.sqlite'}", folder / f"{name}.tkz.age", lock=lock)
    return {name: folder / f"{name}.tkz.age" for name in ("phrase", "key")}


@pytest.fixture(autouse=True)
def _own_place(own_private_place: Path) -> None:
    """Look only at what this test leaves."""


@pytest.fixture(autouse=True)
def no_quit_is_left(qapp: QApplication) -> Iterator[None]:
    """Let a loop of the application take the quit that the last window left behind; no later loop would run else."""
    yield
    QTimer.singleShot(0, qapp.quit)
    qapp.exec()


def asked(waiting: reading.Opening, answers: list[Callable[[UnlockPage], object]]) -> list[str]:
    """Answer each question of the window in turn; return what it said before each answer."""
    said: list[str] = []
    seen: list[UnlockPage] = []

    def look() -> None:
        page = waiting.asking
        if page is not None and page not in seen and answers:
            seen.append(page)
            said.append(page.field.accessibleDescription())
            answers.pop(0)(page)
        if answers:
            QTimer.singleShot(20, waiting, look)

    look()
    return said


def type_in(words: str) -> Callable[[UnlockPage], object]:
    def act(page: UnlockPage) -> None:
        page.field.setText(words)
        page.open.click()

    return act


def test_a_passphrase_is_asked_for_until_it_fits(locked: dict[str, Path], dressed: QApplication) -> None:
    runner, frame = Runner(), Frame()
    waiting = reading.Opening(frame, runner, locked["phrase"])
    said = asked(waiting, [type_in("not these words"), type_in(PHRASE)])
    opened = waiting.wait(dressed)
    assert opened is not None
    assert said[0].startswith("It is not kept.")
    assert said[1].startswith("This passphrase does not open")
    assert opened.facts.tickets == 3
    opened.close()
    assert left() == []
    runner.close()
    let_go(dressed, frame)


def test_a_file_of_a_key_opens_it_and_leaving_leaves_nothing(
    locked: dict[str, Path], dressed: QApplication, tmp_path: Path
) -> None:
    runner, frames = Runner(), [Frame(), Frame(), Frame()]
    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    (tmp_path / "own.txt").write_text(str(OWN))
    waiting = reading.Opening(frames[0], runner, locked["key"])
    said = asked(waiting, [type_in(str(tmp_path / "other.txt")), type_in(str(tmp_path / "own.txt"))])
    opened = waiting.wait(dressed)
    assert opened is not None
    opened.close()
    frames[0].close()
    assert said[1].startswith("None of these keys opens")
    for frame, leave in ((frames[1], lambda page: page.cancel.click()), (frames[2], lambda _page: frames[2].close())):
        waiting = reading.Opening(frame, runner, locked["key"])
        asked(waiting, [leave])
        assert waiting.wait(dressed) is None
    assert left() == []
    runner.close()
    let_go(dressed, *frames)


def test_a_window_closed_while_a_passphrase_is_tried_ends_the_waiting(
    locked: dict[str, Path], dressed: QApplication
) -> None:
    runner, frame = Runner(), Frame()
    waiting = reading.Opening(frame, runner, locked["phrase"])

    def try_and_close(page: UnlockPage) -> None:
        type_in("not these words")(page)
        assert waiting.asking is None
        frame.close()

    late: list[bool] = []

    def give_up() -> None:
        late.append(True)
        waiting._leave()

    guard = QTimer(waiting)
    guard.timeout.connect(give_up)
    guard.start(20_000)
    asked(waiting, [try_and_close])
    assert waiting.wait(dressed) is None
    guard.stop()
    assert late == []
    assert left() == []
    runner.close()
    let_go(dressed, frame)


def test_a_window_closed_when_all_was_read_does_not_come_back(locked: dict[str, Path], dressed: QApplication) -> None:
    runner, frame = Runner(), Frame()
    waiting = reading.Opening(frame, runner, locked["phrase"])
    opened = open_archive(locked["phrase"], lambda _done, _total: True, unlocks=Keys(passphrase=PHRASE))
    frame.show()
    frame.close()
    waiting._landed(opened)
    assert left() == []
    assert waiting._opened is None
    runner.close()
    let_go(dressed, frame)


def test_what_cannot_be_a_key_is_told_at_the_field(
    locked: dict[str, Path], dressed: QApplication, tmp_path: Path
) -> None:
    page = UnlockPage("a.tkz.age", "key")
    page.open.click()
    assert page.field.accessibleDescription() == "Nothing stands here yet."
    (tmp_path / "notes.txt").write_text("hello")
    page.field.setText(str(tmp_path / "notes.txt"))
    page.open.click()
    assert "no private key" in page.field.accessibleDescription()
    assert page.field.accessibleName() == "File of your private key"
    page.deleteLater()
    dressed.processEvents()
