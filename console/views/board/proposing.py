"""What the board proposes: work shared out, and what may become of an absent colleague's tickets. A lead applies it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from console.records.board import Board, Member, Move
from console.services import sharing
from console.views.board.acts import AWAY
from console.views.board.checks import CheckList
from console.views.board.handing import HandingOver
from console.views.board.people import PeopleList
from console.views.board.rules import RulesScreen
from console.views.words import say, say_count, soon, zone

if TYPE_CHECKING:
    from console.views.board.screen import BoardScreen


class BoardProposals(QObject):
    """Turns proposals of the services into staged moves."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._screen, self._state = screen, screen.state
        self._told: set[int] = set()

    def balance(self) -> None:
        """Propose how work could be shared out: staged moves, each with why; nothing is written."""
        board = self._state.planned()
        if board is None or not self._screen.balance.isEnabled():
            return
        free = [int(one.id) for one in board.cards if int(one.id) not in self._state.staged]
        self._propose(board, sharing.balance(board, only=free), only=free)

    def settle_absent(self) -> None:
        """Offer what may become of the tickets of who left or is absent: the column's person, else the first."""
        board, view = self._state.board, self._screen.strip.view()
        if board is None or not self._screen.may_move:
            return
        gone = {one.id: one for one, _ in sharing.absent_with_work(board)}
        here = gone.get(int(view.key)) if view is not None and view.key.isdigit() else None
        member = here or next(iter(gone.values()), None)
        if member is None:
            self._screen.notice.say(say("board.nobody_away"))
            return
        menu = QMenu(self._screen)
        menu.setAccessibleName(member.name)
        menu.aboutToHide.connect(menu.deleteLater)
        duty = board.duties.get(member.id)
        away = None if duty is None else duty.absence
        names = {one.id: one.name for one in board.members}
        second = "" if away is None else names.get(away.substitute_id or 0, "")
        ways = [(sharing.SUBSTITUTE, say("board.away_to", name=second))] if second else []
        ways += [(sharing.SHARE, say("board.away_share")), (sharing.BACK, say("board.away_back"))]
        for how, words in ways:
            menu.addAction(words.replace("&", "&&")).triggered.connect(partial(self._away, member, how))
        button = self._screen.notice.button
        at = button if button.isVisible() else self._screen.people
        menu.popup(at.mapToGlobal(QPoint(0, at.height())))
        menu.setActiveAction(menu.actions()[0])

    def _away(self, member: Member, how: str, *_: object) -> None:
        board = self._state.planned()
        if board is not None:
            own = [int(one.id) for one in board.cards if one.owner_id == member.id]
            self._propose(board, sharing.away(board, member, how), only=own)

    def _propose(self, board: Board, found: tuple[Move, ...], *, only: list[int]) -> None:
        if not found:
            self._screen.notice.say(_why_not(board, only))
            return
        self._state.take(found)
        self._screen.acts.forget_notice()
        self._screen.strip.show_card(found[0].ticket_id)
        self._screen.notice.say(say_count("board.proposed", len(found)), say("board.proposed_text"))

    def tell_absent(self) -> None:
        """Tell of people who left or are absent and have open tickets, with the way to settle them.

        Of each it is told once, as soon as nothing is staged or asked.
        """
        board = self._state.board
        gone = () if board is None or not self._screen.may_move else sharing.absent_with_work(board)
        new = {int(one.id) for one, _ in gone} - self._told
        is_busy = not self._screen.notice.isHidden() and self._screen.acts.asks != AWAY
        if board is None or not new or self._state.staged or is_busy:
            return
        self._told |= new
        told = [say(_has(one, board), name=one.name, n=say_count("queue.tickets", number)) for one, number in gone]
        self._screen.notice.say(" ".join(told), say("board.away_text"), tone="functional", act=say("board.away_act"))
        self._screen.acts.asks = AWAY

    def put_off(self) -> None:
        """Tell of those who are absent again once the notice is free, where it tells of them now."""
        if self._screen.acts.asks == AWAY:
            self._screen.acts.forget_notice()
            self._told.clear()

    def open_people(self) -> None:
        """Open shifts, absences, capacities, languages and expertise."""
        found = PeopleList(self._screen.window_, self._screen)
        found.finished.connect(self._screen.read)
        found.open()

    def open_rules(self) -> None:
        """Open the queues and the rules that lead into them."""
        found = RulesScreen(self._screen.window_, self._screen)
        found.finished.connect(self._screen.read)
        found.open()

    def open_checks(self) -> None:
        """Open what waits for a second look."""
        found = CheckList(self._screen.window_, self._screen)
        found.finished.connect(self._screen.read)
        found.open()

    def hand_over(self) -> None:
        """Hand one's own open tickets over; those that are chosen stand ticked."""
        HandingOver(self._screen.window_, tuple(sorted(self._state.chosen)), self._screen).open()


def _has(member: Member, board: Board) -> str:
    return "board.away_has" if member.id in board.duties else "board.left_has" if member.active else "board.gone_has"


def _why_not(board: Board, only: list[int]) -> str:
    """Return why nothing can be shared out; where nobody is at work, with when the next one comes."""
    reason = sharing.hindrance(board, only=only)
    begins = sharing.next_shift(board, zone()) if reason == "nobody_here" else None
    if begins is not None:
        return say("board.share_nobody_until", moment=soon(begins, board.at))
    return say(f"board.share_{reason}")
