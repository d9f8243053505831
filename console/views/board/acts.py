"""What a lead does on the board: stage moves, take them back, apply them together, undo what was applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from console.faults import Fault
from console.models.board import LANGUAGE, is_over
from console.records.board import Move
from console.records.commands import Applied
from console.services import moves, together
from console.views.board import saying
from console.views.words import clock, say, say_count

if TYPE_CHECKING:
    from console.views.board.screen import BoardScreen

AWAY = "away"
_ASKED_FROM = 20
_SECONDS = 10


class BoardActs(QObject):
    """Carries the wishes of the board out; everything that is written goes through the services."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._screen, self._state = screen, screen.state
        self._done: tuple[tuple[int, int], ...] = ()
        self.asks = ""
        self._warned = False

    # -- staging ---------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose the current card, or let it go."""
        found = self._screen.strip.current_id()
        if found:
            self._state.choose(found)

    def meant(self) -> tuple[int, ...]:
        """Return the tickets that an act is about: those that are chosen, else the current one."""
        found = self._screen.strip.current_id()
        return tuple(self._state.chosen) or ((found,) if found else ())

    def stage(self, ids: Sequence[int], key: str) -> None:
        """Stage moves into a column."""
        if not self._screen.may_move or self._state.by == LANGUAGE:
            self._screen.notice.say(say("board.only_look" if self._state.by != LANGUAGE else "board.languages_stay"))
            return
        if is_over(self._state.columns, key):
            self._screen.notice.say(say(f"board.over_{self._state.by}"))
            return
        if self._state.stage(ids, key) and ids:
            self.forget_notice()
            self._screen.strip.show_card(int(ids[0]))

    def shift(self, by: int) -> None:
        """Stage the meant cards into the column beside theirs."""
        key, ids = self._screen.strip.beside(by), self.meant()
        if key and ids:
            self.stage(ids, key)

    def assign(self) -> None:
        """Offer every column as a goal for the meant cards."""
        ids, strip = self.meant(), self._screen.strip
        view = strip.view()
        if not ids or view is None:
            return
        menu = QMenu(self._screen)
        menu.setAccessibleName(say("board.assign_to"))
        menu.aboutToHide.connect(menu.deleteLater)
        for column in (one for one in self._state.columns if not one.over):
            words = f"{saying.title(column)}\t{saying.load(column)}".replace("&", "&&")
            menu.addAction(words).triggered.connect(partial(self._assigned, ids, column.key))
        at = view.list.visualRect(view.list.currentIndex()).bottomLeft()
        menu.popup(view.list.viewport().mapToGlobal(at + QPoint(8, 0)))
        menu.setActiveAction(menu.actions()[0])

    def _assigned(self, ids: tuple[int, ...], key: str, *_: object) -> None:
        self.stage(ids, key)

    def take_back(self) -> None:
        """Take the last staging back; where nothing is staged, what was applied last."""
        if self._state.step_back():
            self.forget_notice()
        elif self._done:
            self.undo()

    # -- applying --------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Write every staged move in one transaction; many are asked about first."""
        number = len(self._state.staged)
        if not number or not self._screen.may_move:
            return
        if number > _ASKED_FROM and self.asks != "many":
            self.asks = "many"
            words = say_count("board.apply", number)
            self._screen.notice.say(say("board.many", n=number), say("board.many_text"), act=words)
            self._screen.notice.button.setFocus()
            return
        self._write(rest=False)

    def agreed(self) -> None:
        """Do what the notice offers."""
        asks = self.asks
        if asks == AWAY:
            self._screen.proposals.settle_absent()
            return
        self.forget_notice()
        self.asks = asks
        self._write(rest=asks == "rest")

    def _write(self, *, rest: bool) -> None:
        desk, staged = self._screen.window_.desk, tuple(self._state.staged.values())
        self._screen.apply.setEnabled(False)
        call = self._screen.window_.runner.write(lambda: moves.apply_moves(desk, staged, rest=rest))
        call.landed.connect(partial(self._landed, staged, rest))
        call.failed.connect(self._screen.tell)
        call.failed.connect(self._screen.read)

    def _landed(self, staged: tuple[Move, ...], rest: bool, applied: Applied) -> None:  # noqa: FBT001 - bound before
        done, left = moves.told(applied)
        self.asks = ""
        if left and not rest:
            fitting = len(staged) - len(left)
            self.asks = "rest"
            act = say_count("board.make_rest", fitting) if fitting else ""
            title = say("board.not_all", n=len(left), of=len(staged))
            self._screen.notice.say(title, saying.not_moved(left), tone="functional", act=act)
            if act:
                self._screen.notice.button.setFocus()
            self._screen.read()
            return
        self._done = done
        self._state.drop(one.ticket_id for one in staged if self._state.staged.get(one.ticket_id) == one)
        self.forget_notice()
        words = say_count("board.made", len(done))
        if left:
            words += " " + say_count("board.left", len(left))
        self._screen.toast.show_words(words, seconds=_SECONDS, undo=bool(done))
        self._after()

    def undo(self) -> None:
        """Take the last moves that were applied back, as one command."""
        desk, done = self._screen.window_.desk, self._done
        self._done = ()
        call = self._screen.window_.runner.write(lambda: together.undo(desk, done, lambda *_: None))
        call.landed.connect(self._undone)
        call.failed.connect(partial(self._not_undone, done))
        call.failed.connect(self._screen.tell)

    def _not_undone(self, done: tuple[tuple[int, int], ...], _fault: Fault) -> None:
        self._done = self._done or done  # the same key tries again

    def _undone(self, applied: Applied) -> None:
        found = together.told(applied)
        words = say("together.undone", n=say_count("queue.tickets", len(found.done)))
        if found.left:
            words = f"{words} {saying.left(found.left)}"
        self._screen.toast.show_words(words, seconds=6)
        self._after()

    def _after(self) -> None:
        self._screen.read()
        self._screen.window_.refresh()

    # -- the rest --------------------------------------------------------------------------------------------------

    def handover_words(self, ends: datetime) -> str:
        """Return when the next shift ends."""
        return say("board.next_end", time=clock(ends))

    def may_leave(self) -> bool:
        """Return whether the board may be left: what is staged and not applied is told once."""
        if not self._state.staged or self._warned:
            return True
        self._warned = True
        self._screen.notice.say(say_count("board.unapplied", len(self._state.staged)), say("board.leave_again"))
        return False

    def forget_notice(self) -> None:
        """Let what the notice says and asks go."""
        self._warned, self.asks = False, ""
        self._screen.notice.say("")
