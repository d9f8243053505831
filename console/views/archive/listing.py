"""The list of an archive and one decision, taken along: as CSV, XLSX or PDF, or on paper. No text becomes a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from console.query import Query
from console.records.tickets import TicketRow
from console.services import showing
from console.services.desk import Desk
from console.views.archive.blocks import Block, decision_alone, stood
from console.views.archive.paper import put_on_paper, write_pdf
from console.views.archive.sheets import of_archive
from console.views.words import moment, say, say_count

if TYPE_CHECKING:
    from console.services.reporting.sheets import Value
    from console.views.archive.window import ArchiveWindow

COLUMNS = (
    *("number", "received", "status", "tier", "topic", "language", "customer", "license", "owner", "outcome"),
    *("close_reason", "subject"),
)
_PAGE, _MOST_ON_PAPER = 500, 5_000
Pieces = tuple[Block, ...]


def rows_of(desk: Desk, query: Query) -> Iterator[TicketRow]:
    """Yield every ticket of a list in its order, read page by page."""
    after = None
    while True:
        page = showing.queue_page(desk, query, after=after, limit=_PAGE)
        yield from page.rows
        after = page.after
        if after is None:
            return


def cells(row: TicketRow) -> tuple[Value, ...]:
    """Return a ticket as the cells of a table, in the order of COLUMNS."""
    return (
        row.number,
        row.received_at,
        say(f"status.{row.status.value}"),
        say(f"tier.{row.tier.value}"),
        row.topic or None,
        row.language or None,
        row.customer or None,
        row.license_key or None,
        row.owner or None,
        say(f"outcome.{row.outcome}") if row.outcome else None,
        row.close_reason or None,
        row.subject,
    )


def save_list(desk: Desk, query: Query, target: Path) -> str:
    """Write the list as the ending of the name says; return the name. Raises Unreachable."""
    from console.services.reporting import sheets  # noqa: PLC0415 - loaded only where a table is written

    heads = [say(f"report_row.{one}") for one in COLUMNS]
    sheet = sheets.Sheet(name=say("reports.rows"), heads=heads, rows=(cells(row) for row in rows_of(desk, query)))
    save = sheets.save_csv if target.suffix.casefold() == ".csv" else sheets.save_xlsx
    save(target, [sheet], UTC)
    return target.name


def list_pieces(desk: Desk, query: Query, name: str) -> Pieces:
    """Return the list in pieces for paper: at most five thousand tickets, and a line that says that there are more."""
    made: list[Block] = []
    cut = False
    for row in rows_of(desk, query):
        if len(made) >= 2 * _MOST_ON_PAPER:
            cut = True
            break
        parts = (
            moment(row.received_at),
            say(f"status.{row.status.value}"),
            say(f"tier.{row.tier.value}"),
            say(f"outcome.{row.outcome}") if row.outcome else "",
            row.customer,
            row.owner or "",
        )
        made.append(Block(kind="head", text=f"TK-{row.number}  {row.subject}"))
        made.append(Block(kind="line", text="  ·  ".join(part for part in parts if part)))
    told = [str(query), say_count("archive.tickets", len(made) // 2), say("archive.list_cut") if cut else ""]
    title = Block(kind="title", text=name)
    return (title, Block(kind="facts", text="\n".join(one for one in told if one)), *made)


class Listing(QObject):
    """What a reader takes of the list, and of the decision that stands on the ticket."""

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window)
        self._window = window

    def save_table(self) -> None:
        """Ask for a file and write the list there as CSV or XLSX."""
        target = self._ask("command.list_save", "tickets.xlsx", "XLSX (*.xlsx);;CSV (*.csv)")
        if target is not None:
            desk, query = self._window.opened.desk, self._window.queue.query
            self._told(lambda: save_list(desk, query, target))

    def save_list_pdf(self) -> None:
        """Ask for a file and write the list there as PDF."""
        target = self._ask("command.list_pdf", "tickets.pdf", "PDF (*.pdf)")
        if target is not None:
            self._save(self._list(), target)

    def save_decision_pdf(self) -> None:
        """Ask for a file and write the decision of the ticket there as PDF."""
        found = self._decision()
        if found is not None:
            target = self._ask("command.decision_pdf", f"TK-{self._number()}-decision.pdf", "PDF (*.pdf)")
            if target is not None:
                self._save(found, target, self._window.back.said())

    def print_list(self) -> None:
        """Ask for a printer and print the list."""
        self._print(self._list())

    def print_decision(self) -> None:
        """Ask for a printer and print the decision of the ticket."""
        found = self._decision()
        if found is not None:
            self._print(found, self._window.back.said())

    # -- inside ------------------------------------------------------------------------------------------------------

    def _number(self) -> int:
        return 0 if self._window.panels is None else self._window.panels.detail.row.number

    def _list(self) -> Callable[[], Pieces]:
        desk, query, name = self._window.opened.desk, self._window.queue.query, self._window.opened.path.name
        return lambda: list_pieces(desk, query, name)

    def _decision(self) -> Callable[[], Pieces] | None:
        desk, number, past = self._window.desk, self._number(), self._window.back.said()
        return (lambda: stood(decision_alone(showing.ticket(desk, number)), past)) if number else None

    def _ask(self, words: str, name: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, say(words), name, kinds)
        return Path(chosen) if chosen else None

    def _save(self, pieces: Callable[[], Pieces], target: Path, past: str = "") -> None:
        head = of_archive(self._window.opened, past)

        def work() -> str:
            write_pdf(pieces(), target, head)
            return target.name

        self._told(work)

    def _told(self, work: Callable[[], str]) -> None:
        call = self._window.runner.read(work)
        call.landed.connect(lambda name: self._window.toast.show_words(say("archive.saved", file=name)))
        call.failed.connect(self._window.tell)

    def _print(self, pieces: Callable[[], Pieces], past: str = "") -> None:
        call = self._window.runner.read(pieces)
        call.landed.connect(partial(put_on_paper, self._window, past=past))
        call.failed.connect(self._window.tell)
