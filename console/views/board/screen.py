"""The lead's board over the window: filter, columns, moves that are staged and applied together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.faults import Fault
from console.models.board import BY, LANGUAGE, PERSON, BoardState
from console.query import parse
from console.records.base import Role, TicketId
from console.records.board import Board
from console.services import board as boards
from console.views.board.acts import AWAY, BoardActs
from console.views.board.keys import BoardKeys
from console.views.board.proposing import BoardProposals
from console.views.board.strip import BoardStrip
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.field import QueryField, problem_words
from console.views.kit.layout import row
from console.views.kit.notice import Notice
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import ElidedText, KeyFooter
from console.views.kit.toast import Toast
from console.views.look.look import current
from console.views.queue.completion import Completion
from console.views.words import language, say, say_count, soon
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_REST_MS, _SIGHT_MS = 250, 60
_KEYS = (
    ("← →", "board.key_column"),
    ("J K", "board.key_card"),
    ("X", "board.key_choose"),
    ("A", "board.key_assign"),
    ("Shift ← →", "board.key_move"),
    ("Ctrl Z", "board.key_undo"),
    ("Ctrl Enter", "board.key_apply"),
    ("R", "board.key_away"),
    ("H", "board.key_hand"),
)


class BoardScreen(Cover):
    """Shows who has how much, and shares it out. Only leads move; everybody else looks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("board.title"), width=1640, height=970)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window_ = window
        self.may_move = window.desk.actor.role is Role.LEAD and not window.desk.store.read_only
        self.state = BoardState(self)
        self.add_header(say("board.title"), say("act.done"), icon="layout-kanban", chord="G J")
        self.filter = QueryField(say("queue.filter"))
        self.filter.setPlaceholderText(say("board.filter_hint"))
        self.completion = Completion(self.filter, lambda: window.desk, window.runner)
        self.by = SegmentedControl(say("board.by"), tuple((one, say(f"board.by_{one}")) for one in BY))
        self.balance = Button(say("board.balance"), "plain", "scale", chord="B")
        self.people = Button(say("board.people"), "quiet", "users", chord="P")
        self.rules = Button(say("board.rules"), "quiet", "inbox", chord="U")
        self.checks = Button(say("board.checks"), "quiet", "eye", chord="C")
        self.apply = PrimaryButton("", "check", chord="Ctrl+Enter")
        self.summary = ElidedText("", "small", "text2")
        self.notice = Notice()
        self.strip = BoardStrip(self.state, window.desk.clock)
        self.acts = BoardActs(self)
        self.proposals = BoardProposals(self)
        self.keys = BoardKeys(self)
        self.toast = Toast(self.card, undo_words=say("act.undo"))
        self._key, self._is_kept, self._is_wrong = "", False, False
        self._rest = Throttle(_REST_MS, self)
        self._sight = Throttle(_SIGHT_MS, self)
        self._lay_out()
        self._connect()
        self.read()

    def _lay_out(self) -> None:
        look = current()
        top = QWidget()
        top.setProperty("edge", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(top)
        column.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(10))
        column.setSpacing(look.px(8))
        line = row(self.filter, self.by, self.balance, self.apply, spacing=8)
        line.setStretch(0, 1)
        column.addLayout(line)
        below = row(self.summary, self.checks, self.rules, self.people, spacing=4)
        below.setStretch(0, 1)
        column.addLayout(below)
        column.addWidget(self.notice)
        self.body.addWidget(top)
        self.body.addWidget(self.strip, 1)
        right = say("board.staged_until" if self.may_move else "board.only_look")
        self.body.addWidget(KeyFooter(tuple((key, say(words) if words else "") for key, words in _KEYS), right))
        for button in (self.balance, self.apply, self.people, self.rules, self.checks):
            button.setAutoDefault(False)
        self._fit()

    def _connect(self) -> None:
        self._rest.fired.connect(self.read)
        self._sight.fired.connect(self._read_clocks)
        self.strip.scrolled.connect(self._sight.ask)
        self.filter.textChanged.connect(self._rest.ask)
        self.filter.returnPressed.connect(self._leave_filter)
        self.by.chosen.connect(self._divide)
        self.balance.clicked.connect(self.proposals.balance)
        self.checks.clicked.connect(self.proposals.open_checks)
        self.rules.clicked.connect(self.proposals.open_rules)
        self.people.clicked.connect(self.proposals.open_people)
        self.apply.clicked.connect(self.acts.apply)
        self.notice.acted.connect(self.acts.agreed)
        self.toast.undone.connect(self.acts.undo)
        self.state.changed.connect(self._fit)
        self.strip.moved.connect(self.acts.stage)
        self.strip.opened.connect(self.open_ticket)
        self.strip.pressed_key.connect(self.keys.press)
        self.window_.watch.changed.connect(self._rest.ask)
        self.window_.watch.found.connect(self._rest.ask)
        self.window_.watch.lost.connect(self._lost)
        self.finished.connect(self._rest.cancel)
        self.finished.connect(self._sight.cancel)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the board anew."""
        self._rest.cancel()
        found = parse(self.filter.text())
        self.filter.set_problems([(one.start, one.end) for one in found.problems])
        self._tell_mistake(problem_words(found.problems))
        desk, key = self.window_.desk, str(found.query)
        if self.window_.runner.away is not None:
            self._show_kept(key)
            return
        call = self.window_.runner.read(lambda: (key, boards.board(desk, found.query)))
        call.landed.connect(self._landed)
        call.failed.connect(self.tell)

    def _tell_mistake(self, words: str) -> None:
        """Say what is wrong with the filter for as long as it is: its other terms alone count.

        What is asked of moves stays until it is answered; who is away is told again when the filter is right.
        """
        if self.acts.asks not in ("", AWAY):
            self._is_wrong = False  # the notice is no longer about the filter
            return
        if words:
            self.proposals.put_off()
            self.notice.say(words, tone="critical")
        elif self._is_wrong:
            self.acts.forget_notice()
        self._is_wrong = bool(words)

    def _landed(self, answer: tuple[str, Board]) -> None:
        self._key, found = answer
        self.window_.earlier.boards.keep(self._key, found)
        if self._is_kept:
            self._is_kept = False
            self.acts.forget_notice()
        self._show(found)

    def _lost(self) -> None:
        """Show from now on what was read; what is in sight was followed until the server answered last."""
        shown, window = self.state.board, self.window_
        if window.runner.away is not None and not self._is_kept:
            if shown is not None:
                window.earlier.boards.keep(self._key, replace(shown, at=window.follower.as_of))
            self.read()

    def _show_kept(self, key: str) -> None:
        """Show the board as it was read, or say that it was not; moves are staged as ever, and wait to be applied."""
        self._is_kept = True
        kept = self.window_.earlier.boards.of(key)
        if kept is not None:
            self._key = key
            self._show(kept)
        self.acts.forget_notice()
        shown, away = self.state.board, self.window_.runner.away
        since = say("board.away_server", time="" if away is None else away.params.get("time", ""))
        if shown is None:
            self.notice.say(say("board.unread"), since)
        else:
            words = say(
                "board.as_read" if kept is not None else "board.unread_filter",
                time=soon(shown.at, self.window_.desk.clock()),
            )
            self.notice.say(words, since)

    def _show(self, found: Board) -> None:
        first = self.state.board is None
        self.state.show(found)
        self._sight.ask()
        if first and self.strip.shown and not self.filter.hasFocus():
            self.strip.shown[0].list.go(0)
            self.strip.focus_in(self.strip.shown[0])
        self.proposals.tell_absent()

    def _read_clocks(self) -> None:
        """Read the team's clocks of the cards that came into sight."""
        if self.window_.runner.away is not None:
            return
        desk, rows = self.window_.desk, self.state.unclocked(self.strip.in_sight())
        if rows:
            self.window_.runner.read(lambda: boards.clocks(desk, rows)).landed.connect(self.state.show_clocks)

    def _divide(self, by: str) -> None:
        self.state.divide(by)
        if self.strip.shown:
            self.strip.shown[0].list.go(0)
        self._sight.ask()

    def _leave_filter(self) -> None:
        self.completion.close()
        self.strip.step(0)

    def _fit(self) -> None:
        number, found = len(self.state.staged), self.state.board
        self.apply.set_words(say_count("board.apply", number) if number else say("board.apply_none"))
        self.apply.setEnabled(bool(number) and self.may_move)
        self.balance.setEnabled(self.may_move and self.state.by == PERSON)
        if not self.may_move:
            for button in (self.apply, self.balance):
                button.setToolTip(say("board.only_look"))
        if found is not None:
            on = sum(1 for one in found.duties.values() if one.on and one.here)
            parts = [say("board.shown", n=len(found.cards)), say("board.on_shift", n=on)]
            here = [one.until for one in found.duties.values() if one.on and one.here and one.until]
            ends = min(here, default=None)
            parts += [] if ends is None else [self.acts.handover_words(ends)]
            parts += [say("board.capped", n=boards.MOST)] if found.capped else []
            parts += [say("board.languages_stay")] if self.state.by == LANGUAGE else []
            self.summary.set_text(" · ".join(parts))

    def tell(self, fault: Fault) -> None:
        """Tell a fault where the board is."""
        what, kept, todo = fault.words(language())
        self.notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")

    def open_ticket(self, ticket_id: int) -> None:
        """Show a ticket in the window, unless moves are staged that would be lost."""
        if ticket_id and self.acts.may_leave():
            self.accept()
            self.window_.go_to(TicketId(ticket_id))
            self.window_.acts.desk.open_ticket()

    def reject(self) -> None:
        """Go one level back: end a drag, leave the filter, clear it; what is staged is told before it is lost."""
        if self.strip.drags:
            self.strip.let_go()
        elif self.completion.is_open:
            self.completion.close()
        elif self.filter.hasFocus():
            self._leave_filter()
        elif self.filter.text():
            self.filter.clear()
        elif self.acts.may_leave():
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give every key to the board first, but for those of what is being written."""
        if self.filter.hasFocus() and event.key() != Qt.Key.Key_Escape:
            return
        self.keys.press(event)
        if not event.isAccepted():
            super().keyPressEvent(event)
