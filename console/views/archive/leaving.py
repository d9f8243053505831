"""One ticket leaves a window as a file: PDF, its mails in a ZIP, or Markdown; the desk and an archive have the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QFileDialog

from console.records.base import Direction
from console.services import showing
from console.services.archives import ways_out
from console.services.desk import Desk
from console.services.whole_files import beside
from console.views.archive.blocks import Topics, blocks, markdown, stood
from console.views.archive.paper import write_pdf
from console.views.archive.sheets import Letterhead, of_desk
from console.views.words import say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

Form = Literal["pdf", "mails", "markdown"]
_FILES = {"pdf": ("pdf", "PDF (*.pdf)"), "mails": ("zip", "ZIP (*.zip)"), "markdown": ("md", "Markdown (*.md)")}


def ask(window: MainWindow, form: Form, head: Callable[[], Letterhead] | None = None, past: str = "") -> None:
    """Ask for a file and write the ticket that is shown there, in place of what has the name.

    `head` makes the letterhead of another place than the desk; `past` says as of when the ticket is shown.
    """
    if window.panels is None:
        return
    number, desk, topics = window.panels.detail.row.number, window.desk, window.ticket.conversation.topics
    ending, kind = _FILES[form]
    chosen, _ = QFileDialog.getSaveFileName(window, say(f"command.save_{form}"), f"TK-{number}.{ending}", kind)
    if not chosen:
        return
    target, letterhead = Path(chosen), partial(of_desk, desk) if head is None else head
    call = window.runner.read(lambda: write(desk, number, form, target, topics=topics, head=letterhead(), past=past))
    call.landed.connect(partial(_told, window, target.name))
    call.failed.connect(window.tell)


def write(
    desk: Desk, number: int, form: Form, target: Path, *, topics: Topics, head: Letterhead, past: str = ""
) -> bool:
    """Write a ticket into a file; return whether internal notes are in it. Raises NotFound, Unreachable."""
    shown = showing.ticket(desk, number)
    pieces = stood(blocks(shown, topics), past)
    if form == "pdf":
        write_pdf(pieces, target, head)
    else:
        with beside(target) as place:
            if form == "mails":
                ways_out.write_mails(desk, shown, place, past)
            else:
                place.write_text(markdown(pieces), encoding="utf-8", newline="\n")
    return any(one.direction is Direction.NOTE for one in shown.messages)


def _told(window: MainWindow, name: str, has_notes: object) -> None:
    window.toast.show_words(say("archive.saved_notes" if has_notes else "archive.saved", file=name))
