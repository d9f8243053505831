"""What the tour shows of a review: a verdict being given over an archive, the list of it, and its merging."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QWidget

from console.query import parse
from console.records.findings import Sample
from console.services.archives import exporting, reviewing
from console.services.archives.opening import open_archive
from console.services.archives.review_drafts import ReviewDraft
from console.services.demo import build_demo
from console.services.demo_reviewed import decide_all
from console.services.desk import Desk
from console.views.archive.window import ArchiveWindow
from console.views.main_window import MainWindow
from console.views.review import opening
from console.views.review.overview import ReviewList
from console.views.words import say, set_zone
from console.work.runner import Runner

_Grab = Callable[[QWidget, str], None]
_Settle = Callable[[Runner], None]
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def render(desk: Desk, zone: str, grab: _Grab, settle: _Settle) -> None:
    """Decide everything on a demo desk of its own, export it, and go through some of its decisions."""
    set_zone("UTC")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        own = build_demo(f"sqlite:///{place / 'demo.sqlite'}", out_folder=place / "letters", clock=desk.clock)
        decide_all(own)
        target, file = place / "harbor-2026-11-24.tkz", place / "rita.findings.jsonl"
        exporting.export(own, parse("").query, target, heard=lambda _: True)
        _review(target, file, place, grab, settle)
        set_zone(zone)
        _merge(own, file, grab, settle)
        own.store.close()


def _review(target: Path, file: Path, place: Path, grab: _Grab, settle: _Settle) -> None:
    opened = open_archive(target, lambda _done, _total: True, ())
    runner = Runner()
    window = ArchiveWindow(opened, runner)
    review = window.review
    review.draft = ReviewDraft(opened.seal.content_sha256, place / "reviews")  # never that of whoever makes pictures
    review.walk.keep_in(review.draft)
    window.resize(1680, 1010)
    window.show()
    window.begin()
    settle(runner)
    review.choose(Sample(random=12, seed="2026", query="outcome:refuse"))
    settle(runner)
    for code in ("upheld", "severe", "wrong"):
        review.go(1)
        settle(runner)
        if code != "upheld":
            review.bar.note.setPlainText(say("tour.verdict"))
        review.press(code)
        settle(runner)
    grab(window, "82-review")
    listed = ReviewList(window)
    listed.open()
    settle(runner)
    grab(listed, "83-review-list")
    listed.reject()
    reviewing.publish(opened, review.draft, file, reviewer="Rita Vogel", key=_KEY)
    window.close()
    runner.close()
    opened.close()
    window.deleteLater()


def _merge(own: Desk, file: Path, grab: _Grab, settle: _Settle) -> None:
    runner = Runner()
    window = MainWindow(own, runner)
    window.resize(1680, 1010)
    window.show()
    window.begin(watch=False)
    settle(runner)
    screen = opening.merge(window, file)
    settle(runner)
    grab(screen, "84-merge")
    screen.reject()
    window.close()
    runner.close()
    window.deleteLater()
