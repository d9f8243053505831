"""The desk's archives over the window: plans by which they are made, and those that were made, to prove again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout

from console.archive.locking import Keys
from console.faults import Fault
from console.query import spoken
from console.records.archives import ArchiveEntry, ArchivePlan, Proof
from console.services import schedules
from console.services.archives import book, conditions, making, plans, signing, unlocking
from console.services.archives.signing import OwnKey
from console.services.desk import Desk
from console.views.archive.choosing import reader_of
from console.views.archive.key_card import KeyCard
from console.views.archive.planning import conditions_words, kept_words, pause_form, plan_form, when_words
from console.views.archive.unlocking import UnlockCard, wanted_by
from console.views.archive.why import problem_words, unsigned_words
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.matters.lists import Listing
from console.views.words import language, moment, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_TONES = {"begun": "accent", "written": "plain", "checked": "ok", "failed": "critical", "canceled": "plain"}
_ICONS = {"begun": "hourglass", "written": "archive", "checked": "shield-check", "failed": "alert-octagon"}
Books = tuple[tuple[ArchivePlan, ...], tuple[ArchiveEntry, ...], OwnKey]


class ArchiveBooks(Listing):
    """Plans first, then archives from the newest on, with what can be done with the one under the cursor."""

    proving = Signal(int, int)

    def __init__(self, window: MainWindow) -> None:
        self.plans: dict[str, ArchivePlan] = {}
        self.made: dict[str, ArchiveEntry] = {}
        self.own = OwnKey(state="none")
        self._going = False
        self._proved: ArchiveEntry | None = None
        self._of_proof: tuple[str, str] | None = None  # under which row what is told of a proof
        super().__init__(window, "archives", "archive")
        self.list.chosen.connect(self._chosen)
        self.proving.connect(self._show_proving)

    def add_tools(self, inner: QVBoxLayout) -> None:
        """Put the acts above the list."""
        self.new = Button(say("archives.new"), "plain", "plus")
        self.change = Button(say("archives.change"), "plain", "pencil")
        self.pause = Button(say("archives.pause"), "plain", "clock-pause")
        self.key = Button(say("archives.open_key"), "plain", "certificate")
        self.verify = Button(say("archives.verify"), "plain", "shield-check")
        self.place = Button(say("archives.place"), "plain", "external-link")
        self.read_it = Button(say("archives.open"), "plain", "archive")
        for button, act in (
            (self.new, self._new),
            (self.change, self._change),
            (self.pause, self._pause),
            (self.key, partial(_open_key, self)),
            (self.verify, self._verify),
            (self.place, self._show_place),
            (self.read_it, self._open_it),
        ):
            button.clicked.connect(act)
        self.new.setVisible(schedules.may_set(self.window_.desk))
        tools = row(self.new, self.change, self.pause, self.key, self.verify, self.place, self.read_it, spacing=8)
        tools.addStretch(1)
        inner.addLayout(tools)

    def add_empty(self, inner: QVBoxLayout) -> None:
        """Put below the list what is to be known of its row."""
        super().add_empty(inner)
        self.detail = Text("", "small", "2", wrap=True)
        self.detail.setMinimumHeight(current().px(34))
        inner.addWidget(self.detail)

    def reading(self) -> Callable[[], Books]:
        """Return what reads the books."""
        desk = self.window_.desk
        return lambda: (plans.plans(desk), book.entries(desk), signing.standing(desk))

    def show_rows(self, found: Books) -> None:
        """Show them."""
        here = self.list.current()
        self.plans = {f"plan {one.id}": one for one in found[0]}
        self.made = {str(one.id): one for one in found[1]}
        self.own = found[2]
        rows: list[Choice] = []
        if self.plans:
            rows.append(Choice(title=say("archives.by_plan")))
            rows += [_plan_row(key, one, waits=_waits(self, one)) for key, one in self.plans.items()]
        if self.made:
            rows.append(Choice(title=say("archives.made")))
            rows += [_entry_row(key, one) for key, one in self.made.items()]
        self.list.set_choices(rows, at="" if here is None else here.id)
        self.list.setVisible(bool(rows))
        if self.empty is not None:
            self.empty.setVisible(not rows)
        if not rows and self.new.isVisible():
            self.new.setFocus()
        self._chosen()

    def open_row(self, key: str) -> None:
        """Change a plan, or open an archive."""
        if key in self.plans:
            self._change()
        elif key in self.made:
            self._open_it()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _at(self) -> tuple[ArchivePlan | None, ArchiveEntry | None]:
        found = self.list.current()
        key = "" if found is None else found.id
        return self.plans.get(key), self.made.get(key)

    def _chosen(self, _id: str = "") -> None:
        plan, made = self._at()
        if self._of_proof is not None and self._of_proof[0] != _id_of(self.list.current()):
            self._of_proof = None
        leads = schedules.may_set(self.window_.desk)
        there = made is not None and Path(made.path).exists()
        self.change.setVisible(plan is not None and leads)
        self.pause.setVisible(plan is not None and leads)
        self.pause.setText(say("archives.resume" if plan is not None and not plan.active else "archives.pause"))
        self.key.setVisible(plan is not None and leads and self.own.state == "locked")
        for button in (self.verify, self.read_it):
            button.setVisible(there)
        self.place.setVisible(made is not None and Path(made.path).parent.is_dir())
        self.verify.setEnabled(not self._going)
        if self._of_proof is not None:  # what others change does not take it back
            self.detail.setText(self._of_proof[1])
        elif plan is not None:
            self.detail.setText(_told_of(self, plan))
        else:
            self.detail.setText("" if made is None else _entry_words(made, there=there))

    def _new(self) -> None:
        self._open(plan_form(self.window_.desk, None, query=str(self.window_.queue.query)))

    def _change(self) -> None:
        plan, _made = self._at()
        if plan is not None and schedules.may_set(self.window_.desk):
            try:
                form = plan_form(self.window_.desk, plan)
            except Fault as fault:  # it asks for what this program does not understand, and would lose it
                self.window_.tell(fault)
            else:
                self._open(form)

    def _pause(self) -> None:
        plan, _made = self._at()
        if plan is not None:
            self._open(pause_form(self.window_.desk, plan))

    def _verify(self) -> None:
        _plan, made = self._at()
        if made is not None and not self._going:
            self._prove(made, unlocking.NONE)

    def _prove(self, made: ArchiveEntry, unlocks: Keys) -> None:
        self._going, self._proved, self._of_proof = True, made, None
        self.verify.setEnabled(False)
        call = self.window_.runner.read(_again(self.window_.desk, made, self._heard, unlocks))
        call.landed.connect(self._proven)
        call.failed.connect(self._not_proven)

    def _heard(self, done: int, total: int) -> bool:
        if self._going:
            self.proving.emit(done * 100 // max(1, total), 100)
        return self._going

    def _show_proving(self, done: int, _total: int) -> None:
        if self._going:
            self._of_proof = (_id_of(self.list.current()), say("archives.proving", share=done))
            self.detail.setText(self._of_proof[1])

    def _proven(self, proof: Proof) -> None:
        self._going, self._of_proof = False, None
        self.read()
        self.window_.toast.show_words(say(f"proof.{proof.state}"), seconds=8)

    def _not_proven(self, fault: Fault) -> None:
        self._going, self._of_proof = False, None
        self._chosen()
        if self._proved is not None and self.isVisible() and wanted_by(fault):
            card = UnlockCard(self, Path(self._proved.path).name, fault)
            card.given.connect(partial(self._prove, self._proved))
            card.open()
            return
        self._of_proof = (_id_of(self.list.current()), fault.sentence(language()))
        self.detail.setText(self._of_proof[1])

    def _show_place(self) -> None:
        _plan, made = self._at()
        if made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(made.path).parent)))

    def _open_it(self) -> None:
        _plan, made = self._at()
        if made is not None and Path(made.path).exists():
            program, arguments = reader_of(Path(made.path))
            QProcess.startDetached(program, arguments)

    def done(self, result: int) -> None:
        """End a proof with the card."""
        self._going = False
        super().done(result)


def _id_of(row: Choice | None) -> str:
    return "" if row is None else row.id


def _again(desk: Desk, made: ArchiveEntry, heard: Callable[[int, int], bool], unlocks: Keys) -> Callable[[], Proof]:
    return lambda: making.check_again(desk, made, heard, unlocks)


def _waits(books: ArchiveBooks, plan: ArchivePlan) -> bool:
    """Return whether a plan is due, asks for a signature, and nobody signs here."""
    is_due = plan.active and plan.next_at is not None and plan.next_at <= books.window_.desk.clock()
    try:
        return is_due and books.own.key is None and conditions.of(plan).signed
    except Fault:  # it is told when the plan is made
        return False


def _told_of(books: ArchiveBooks, plan: ArchivePlan) -> str:
    """Return a plan in words, with why it waits or why its newest archive has no signature."""
    newest = next((one for one in books.made.values() if one.plan_id == plan.id), None)
    if _waits(books, plan):
        is_locked = books.own.state == "locked"
        why = unsigned_words(books.own.state, step=not is_locked)
        why = f"{why} {say('archives.open_key_todo')}" if is_locked else why
    else:
        why = unsigned_words(newest.unsigned) if newest is not None and newest.unsigned else ""
    return "  ·  ".join(part for part in (_plan_words(plan), why) if part)


def _open_key(books: ArchiveBooks, *_pressed: object) -> None:
    """Ask for the passphrase of one's own key, which a plan waits for."""
    card = KeyCard(books.window_, over=books)
    card.opened.connect(books.read)
    card.open()


def _plan_row(key: str, one: ArchivePlan, *, waits: bool) -> Choice:
    state = "paused" if not one.active else "plan_failed" if one.failures else "waits" if waits else "on"
    following = say("archives.following", moment=moment(one.next_at)) if one.next_at and one.active else ""
    return Choice(
        id=key,
        title=one.name,
        detail="  ·  ".join(part for part in (when_words(one), following, _whose(one.query)) if part),
        icon="calendar-due",
        tag=say(f"archives.{state}"),
        tone={"paused": "plain", "plan_failed": "critical", "waits": "functional", "on": "ok"}[state],
    )


def _entry_row(key: str, one: ArchiveEntry) -> Choice:
    state = "canceled" if one.problem == "export_canceled" else one.state
    told = (moment(one.begun_at), one.by, _whose(one.query))
    return Choice(
        id=key,
        title=Path(one.path).name,
        detail="  ·  ".join(part for part in told if part),
        icon=_ICONS.get(one.state, "archive"),
        tag=say("archives.removed") if one.removed else say(f"archives.state_{state}"),
        tone="plain" if one.removed else _TONES.get(state, "plain"),
    )


def _whose(query: str) -> str:
    """Return which tickets a query asks for, in the person's language; all of them without one."""
    return spoken(query, language()) if query else say("archives.all")


def _plan_words(one: ArchivePlan) -> str:
    kept = "; ".join(part for part in (kept_words(one.keep), conditions_words(one)) if part)
    told = say("archives.plan_told", folder=one.folder, kept=kept, reason=one.reason)
    return f"{told}  ·  {problem_words(one.problem, one.folder)}" if one.failures else told


def _entry_words(one: ArchiveEntry, *, there: bool) -> str:
    parts = [one.path]
    if one.state in ("written", "checked"):
        parts.append(say_count("archive.tickets", one.tickets))
        parts.append(
            say("archives.signed", who=one.signer or one.key_id)
            if one.key_id
            else unsigned_words(one.unsigned, step=False)
            if one.unsigned
            else say("archives.unsigned")
        )
    if one.state == "begun":
        parts.append(say("archives.stopped_at", part=say(f"export_part.{one.part or 'rows'}")))
    if one.problem:
        parts.append(problem_words(one.problem, str(Path(one.path).parent)))
    if not there and one.state in ("written", "checked") and not one.removed:
        parts.append(say("archives.gone"))
    return "  ·  ".join(parts)
