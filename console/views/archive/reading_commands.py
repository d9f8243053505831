"""The commands of an archive's reader: walking through it, looking back, and taking a ticket or the list along."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from console.views.archive.commands import FORM_KEYS
from console.views.archive.listing import Listing
from console.views.archive.menus import LIST_KEY, TICKET_KEY, open_list, open_ticket
from console.views.archive.narrowing import NARROW_KEY, narrow_list
from console.views.archive.paper import Paper
from console.views.archive.seal_card import show_seal
from console.views.archive.strip import SEAL_KEY
from console.views.archive.window import ArchiveWindow
from console.views.keys.commands import Command
from console.views.review.commands import review_commands
from console.views.words import language

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def reading_commands(window: MainWindow) -> tuple[Command, ...]:
    """Return the commands that the window of an archive has besides the desk's."""
    assert isinstance(window, ArchiveWindow)  # noqa: S101 - no other window is sealed
    return (*_walking(window), *_taking(window), *review_commands(window))


def _walking(window: ArchiveWindow) -> tuple[Command, ...]:
    def other() -> None:
        window.language_asked.emit("en" if language() == "ru" else "ru")

    def step(by: int) -> None:
        window.match_bar.step(by)

    def back(by: int) -> None:
        window.back.step(by)

    def newest() -> None:
        window.back.newest()

    return (
        Command(id="match_next", icon="chevron-down", keys=("F3",), run=lambda: step(1), group="move", repeats=True),
        Command(
            id="match_before", icon="chevron-up", keys=("Shift+F3",), run=lambda: step(-1), group="move", repeats=True
        ),
        Command(
            id="look_earlier",
            icon="history",
            keys=("Alt+Left",),
            run=lambda: back(-1),
            enabled=lambda: window.back.can_look,
            repeats=True,
            group="ticket",
            why_not="why.no_past",
        ),
        Command(
            id="look_later",
            icon="history",
            keys=("Alt+Right",),
            run=lambda: back(1),
            enabled=lambda: window.back.can_look,
            repeats=True,
            group="ticket",
            why_not="why.no_past",
        ),
        Command(id="look_newest", icon="history", keys=("Alt+N",), run=newest, group="ticket"),
        Command(id="verify", icon="shield-check", keys=("Shift+V",), run=window.verify, group="window"),
        Command(id="seal", icon="certificate", keys=(SEAL_KEY,), run=partial(show_seal, window), group="window"),
        Command(id="narrow", icon="filter", keys=(NARROW_KEY,), run=partial(narrow_list, window), group="list"),
        Command(id="list_menu", icon="dots", keys=(LIST_KEY,), run=partial(open_list, window), group="list"),
        Command(id="ticket_menu", icon="dots", keys=(TICKET_KEY,), run=partial(open_ticket, window), group="ticket"),
        Command(id="other_language", icon="language", keys=("G N",), run=other, group="window"),
    )


def _taking(window: ArchiveWindow) -> tuple[Command, ...]:
    """Return what is done with the ticket that is shown; its parts are there once the window is dressed."""

    def has() -> bool:
        return window.panels is not None

    def put(id_: str, icon: str, key: str, act: Callable[[Paper], object]) -> Command:
        run = partial(_take, window, act)
        return Command(id=id_, icon=icon, keys=(key,), run=run, enabled=has, group="ticket", why_not="why.no_ticket")

    return (
        put("print", "printer", "Ctrl+P", Paper.print_out),
        put("save_pdf", "file", FORM_KEYS["pdf"], Paper.ask_pdf),
        put("save_mails", "mail", FORM_KEYS["mails"], Paper.ask_mails),
        put("save_markdown", "file", FORM_KEYS["markdown"], Paper.ask_markdown),
        put("copy_ticket", "copy", "Alt+C", Paper.copy),
        *_along(window, has),
    )


def _along(window: ArchiveWindow, has: Callable[[], bool]) -> tuple[Command, ...]:
    """Return what takes the list or one decision along; the palette and the menu reach them."""

    def always() -> bool:
        return True

    def put(id_: str, icon: str, act: Callable[[Listing], object], *, ticket: bool) -> Command:
        run = partial(_take_along, window, act)
        enabled, group = (has, "ticket") if ticket else (always, "list")
        return Command(id=id_, icon=icon, keys=(), run=run, enabled=enabled, group=group, why_not="why.no_ticket")

    return (
        put("list_save", "list-details", Listing.save_table, ticket=False),
        put("list_pdf", "file", Listing.save_list_pdf, ticket=False),
        put("list_print", "printer", Listing.print_list, ticket=False),
        put("decision_pdf", "file", Listing.save_decision_pdf, ticket=True),
        put("decision_print", "printer", Listing.print_decision, ticket=True),
    )


def _take_along(window: ArchiveWindow, act: Callable[[Listing], object]) -> None:
    act(window.listing)


def _take(window: ArchiveWindow, act: Callable[[Paper], object]) -> None:
    act(window.paper)
