"""The commands of a review: verdicts by number keys, remarks, the sample, signing; and merging at the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from console.records.base import Role
from console.records.findings import VERDICTS
from console.services import annotating
from console.views.keys.commands import Command
from console.views.review.team import TeamReview

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow
    from console.views.main_window import MainWindow
    from console.views.review.work import Review


def review_commands(window: ArchiveWindow) -> tuple[Command, ...]:
    """Return what a reviewer does over an archive; the review is there once the window is dressed."""

    def has() -> bool:
        return window.panels is not None

    def put(id_: str, icon: str, key: str, act: Callable[[Review], object], *, always: bool = False) -> Command:
        run = partial(_act, window, act)
        if always:
            return Command(id=id_, icon=icon, keys=(key,) if key else (), run=run, group="list")
        return Command(id=id_, icon=icon, keys=(key,), run=run, enabled=has, group="ticket", why_not="why.no_ticket")

    return (
        *(
            put(f"verdict_{code}", "shield-check", str(number), partial(_press, code))
            for number, code in enumerate(VERDICTS, 1)
        ),
        put("review_note", "pencil", "E", lambda review: review.bar.note.setFocus()),
        put("review_remark", "note", "A", lambda review: review.once_in_sight(partial(_open, "remark", window))),
        put("review_turn", "arrows-sort", "D", lambda review: review.turn()),
        put("review_next", "chevron-right", "N", lambda review: review.go(1), always=True),
        put("review_before", "chevron-left", "Shift+N", lambda review: review.go(-1), always=True),
        put("review_all", "list-details", "F", partial(_form, "every", window), always=True),
        put("review_sample", "filter", "Shift+F", partial(_form, "sample", window), always=True),
        put("review_sign", "certificate", "Shift+A", partial(_form, "sign", window), always=True),
        put("review_agree", "users", "", partial(_form, "agree", window), always=True),
        put("review_replay", "history", "Shift+Y", partial(_form, "replay", window), always=True),
    )


def team_commands(window: MainWindow) -> tuple[Command, ...]:
    """Return what a reviewer does at a team's desk, nothing for anybody else; the bar comes behind the commands."""
    if window.sealed or not annotating.may_note(window.desk):
        return ()

    def put(id_: str, icon: str, key: str, act: Callable[[TeamReview], object]) -> Command:
        def run() -> object:
            return act(window.found) if isinstance(window.found, TeamReview) else None

        def has() -> bool:
            return window.panels is not None

        return Command(id=id_, icon=icon, keys=(key,), run=run, enabled=has, group="ticket", why_not="why.no_ticket")

    return (
        *(
            put(f"verdict_{code}", "shield-check", str(number), partial(_noted, code))
            for number, code in enumerate(VERDICTS, 1)
        ),
        put("review_note", "pencil", "E", lambda review: review.bar.note.setFocus()),
        put("review_turn", "arrows-sort", "D", lambda review: review.turn()),
    )


def _noted(code: str, review: TeamReview) -> None:
    review.press(code)


def merge_command(window: MainWindow) -> Command:
    """Return the command that takes findings into the desk."""
    return Command(
        id="merge_findings",
        icon="file-import",
        keys=(),
        run=partial(_open, "merge", window),
        enabled=lambda: window.desk.actor.role is Role.LEAD and not window.desk.store.read_only,
        group="list",
        why_not="why.leads_merge",
    )


def _act(window: ArchiveWindow, act: Callable[[Review], object]) -> None:
    act(window.review)


def _press(code: str, review: Review) -> None:
    review.press(code)


def _form(name: str, window: MainWindow, _review: Review) -> None:
    _open(name, window)


def _open(name: str, window: MainWindow) -> None:
    from console.views.review import opening  # noqa: PLC0415 - a window that is opened for reading needs none of it

    opening.open_form(name, window)
