"""The forms and screens of a review, each opened by its name. Loaded when the first is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from console.views.review import forms
from console.views.review.agreement import AgreementScreen
from console.views.review.merging import MergeScreen
from console.views.review.overview import ReviewList
from console.views.review.replaying import ReplayScreen
from console.views.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from console.views.main_window import MainWindow

FILTER = "*.jsonl"


def open_form(name: str, window: MainWindow) -> None:
    """Open a form or a screen by its name."""
    known: dict[str, Callable[[Any], object]] = {
        "remark": forms.remark,
        "sample": forms.sample,
        "sign": forms.sign,
        "every": lambda one: ReviewList(one).open(),
        "replay": lambda one: ReplayScreen(one).open(),
        "agree": _agree,
        "merge": _merge,
    }
    known[name](window)


def _agree(window: MainWindow) -> None:
    chosen, _ = QFileDialog.getOpenFileNames(window, say("command.review_agree"), "", _filter())
    if chosen:
        agree(window, chosen)


def agree(window: MainWindow, files: list[str]) -> AgreementScreen:
    """Show how far the reviewers of these files agree."""
    screen = AgreementScreen(window, files)
    screen.open()
    return screen


def _merge(window: MainWindow) -> None:
    chosen, _ = QFileDialog.getOpenFileName(window, say("command.merge_findings"), "", _filter())
    if chosen:
        merge(window, chosen)


def merge(window: MainWindow, file: str | Path) -> MergeScreen:
    """Show what a file of findings would bring."""
    screen = MergeScreen(window, file)
    screen.open()
    return screen


def _filter() -> str:
    return f"{say('review.files')} ({FILTER})"
