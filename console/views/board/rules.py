"""What comes where: the rules in their order at the left, where the newest requests would go by them at the right.

Rules are changed here and hold only once they are saved; at every change the right side is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.faults import Fault, Stale
from console.query import spoken
from console.records.board import Member, QueueRecord
from console.records.routing import RestingQueue, RoutingRule, WouldGo
from console.services import routing, staffing
from console.services.desk import Desk
from console.services.schedules import may_set
from console.views import reasoning
from console.views.board import saying
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.layout import row
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.licenses.entry_form import EntryForm, Field, Form
from console.views.look.look import current
from console.views.read_again import ReadAgain, tell_in
from console.views.renewing import OneByOne, Renewing
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_QUEUE = "queue:"
Queues = tuple[tuple[QueueRecord, tuple[int, ...]], ...]


class RulesScreen(Cover):
    """Queues with their people, and the rules that lead into them."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        super().__init__(over or window, say("rules.title"), width=1240, height=820)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window_ = window
        self.queues: Queues = ()
        self.resting: tuple[RestingQueue, ...] = ()
        self.members: tuple[Member, ...] = ()
        self.kept: tuple[RoutingRule, ...] = ()
        self.rules: list[RoutingRule] = []
        self._warned = False
        self.add_header(say("rules.title"), say("act.done"), detail=say("rules.about"), icon="inbox")
        self.list = ChoiceList(say("rules.list"), two_lines=True)
        self.tried = ChoiceList(say("rules.tried"), two_lines=True)
        self.told = Text("", "small", "2", wrap=True)
        self.notice = Notice()
        self.buttons: dict[str, Button] = {}
        self._lay_out()
        self.list.taken.connect(self.open_row)
        self._again = ReadAgain(self, window.runner, self.read, self.tell, lambda: self.notice.say(""))
        self._reads = OneByOne(self, window.runner, lambda: partial(_found, self.window_.desk))
        self._reads.landed.connect(self._landed)
        self._trying = OneByOne(
            self, window.runner, lambda: partial(routing.try_rules, self.window_.desk, tuple(self.rules))
        )
        self._trying.landed.connect(self._tried)
        for reads in (self._reads, self._trying):
            reads.failed.connect(self._again.missed)
        self._renewing = Renewing(self, window.watch, partial(self._reads.wish, own=False))
        self.list.setFocus()
        self.read()

    def _lay_out(self) -> None:
        look = current()
        acts: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("add_rule", "plus", self.add_rule),
            ("add_queue", "inbox", self.add_queue),
            ("up", "chevron-up", partial(self.shift, -1)),
            ("down", "chevron-down", partial(self.shift, 1)),
            ("remove", "trash", self.remove),
        )
        tools = row(spacing=6)
        for name, icon, act in acts:
            button = Button(say(f"rules.{name}"), "quiet", icon)
            button.setAutoDefault(False)
            button.setEnabled(may_set(self.window_.desk))
            button.clicked.connect(lambda _checked=False, run=act: run())
            self.buttons[name] = button
            tools.addWidget(button)
        tools.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side in (left, right):
            side.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(8))
            side.setSpacing(look.px(8))
        left.addLayout(tools)
        left.addWidget(self.notice)
        left.addWidget(self.list, 1)
        right.addWidget(Text(say("rules.tried"), "h2"))
        right.addWidget(self.told)
        right.addWidget(self.tried, 1)
        middle, other = QWidget(), QWidget()
        other.setProperty("edge", "left")
        other.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        other.setLayout(right)
        line = QHBoxLayout(middle)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addLayout(left, 1)
        line.addWidget(other, 1)
        self.body.addWidget(middle, 1)
        self.save_button = PrimaryButton(say("act.save"), "check", chord="Ctrl+Enter")
        self.save_button.clicked.connect(self.save)
        safe = self.add_footer(self.save_button, back=say("act.back"))
        for button in (safe, self.save_button):
            button.setDefault(False)
            button.setAutoDefault(False)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read queues, people and rules anew; rules that were changed here and not saved stay."""
        self._reads.wish()

    def _landed(self, found: Any, own: bool) -> None:  # noqa: FBT001 - what a signal carries
        place = self._current_rule()
        here = self.rules[place] if place is not None and place < len(self.rules) else None
        self.queues, self.members, held, self.resting = found
        if not self.changed:
            self.kept, self.rules = held, list(held)
        elif not _same(held, self.kept):  # saving compares with `kept`, which stays what this person saw
            self.tell(Stale("rules_changed"))
        warned = self._warned  # what others change takes back no question
        # A rule is shown under its place, where another one may stand by now
        at = None if here is None else str(_place_of(here, self.rules))
        with nullcontext() if own else self.list.renewing(at):
            self._show(at or "")
        self._warned = warned

    def _show(self, at: str = "") -> None:
        desk, self._warned = self.window_.desk, False
        names = {one.id: one.name for one, _ in self.queues}
        people = {one.id: one.name for one in self.members}
        topics = {one.code: (one.en, one.ru) for one in desk.agreement.agreement.topics.values()}
        rows = [Choice(title=say("rules.rules"))]
        for place, one in enumerate(self.rules):
            name = names.get(one.queue_id, one.queue)
            if one.person_id:
                name = f"{name}  ·  {people.get(one.person_id, say('rules.gone'))}"
            title = spoken(one.query, language())
            said = "  ·  ".join(part for part in (saying.topics_in(one.query, topics), one.reason) if part)
            rows.append(Choice(id=str(place), code=str(place + 1), title=title, detail=said, tag=name))
        if not self.rules:
            rows.append(Choice(id="none", title=say("rules.none"), enabled=False))
        rows.append(Choice(title=say("rules.queues")))
        for queue, ids in self.queues:
            told = ", ".join(people[one] for one in ids if one in people) or say("rules.nobody")
            rows.append(Choice(id=f"{_QUEUE}{queue.id}", title=queue.name, detail=told))
        for one_queue in self.resting:
            told = saying.resting_words(one_queue)
            rows.append(Choice(id=f"{_QUEUE}{one_queue.queue.id}", title=one_queue.queue.name, detail=told))
        kept = self.list.current()
        self.list.set_choices(rows, at=at or ("" if kept is None else kept.id))
        self.save_button.setEnabled(self.changed and may_set(self.window_.desk))
        self.buttons["add_rule"].setEnabled(bool(self.queues) and may_set(self.window_.desk))
        self._trying.wish()

    @property
    def changed(self) -> bool:
        """Return whether rules stand here that are not saved."""
        return list(self.kept) != self.rules

    def _tried(self, found: tuple[WouldGo, ...]) -> None:
        names = {one.id: one.name for one, _ in self.queues}
        going, at = [one for one in found if one.would_id], self.tried.current()
        self.told.setText(say("rules.would", n=len(going), of=say_count("queue.tickets", len(found))))
        self.tried.set_choices(
            [
                Choice(
                    id=str(one.ticket_id),
                    code=f"TK-{one.number}",
                    title=one.subject,
                    detail=_detail(one),
                    tag=f"{one.rule} → {names.get(one.would_id, '')}" if one.would_id else say("rules.stays"),
                    tone="accent" if one.would_id else "quiet",
                )
                for one in found
            ],
            at="" if at is None else at.id,
        )

    def tell(self, fault: Fault) -> None:
        """Tell a fault where it belongs."""
        tell_in(self.notice, fault)

    # -- acts ------------------------------------------------------------------------------------------------------

    def open_row(self, key: str) -> None:
        """Open the form of a rule or of a queue."""
        if not may_set(self.window_.desk):
            return
        if key.startswith(_QUEUE):
            if self.changed:  # out of use or in use again, a queue takes rules away or brings them
                self.notice.say(say("rules.unsaved"), say("rules.save_first"))
                return
            wanted = int(key.removeprefix(_QUEUE))
            every = (*self.queues, *((one.queue, ()) for one in self.resting))
            found = next(one for one in every if one[0].id == wanted)
            self._open(queue_form(self.window_.desk, self.members, found))
        elif key.isdigit():
            self._open(self._rule_form(int(key)))

    def add_rule(self) -> None:
        """Write a new rule, behind the others."""
        if self.queues:
            self._open(self._rule_form(len(self.rules)))

    def add_queue(self) -> None:
        """Make a queue."""
        self._open(queue_form(self.window_.desk, self.members, None))

    def shift(self, by: int) -> None:
        """Move the current rule up or down: the first that fits counts."""
        place = self._current_rule()
        if place is not None and 0 <= place + by < len(self.rules):
            self.rules.insert(place + by, self.rules.pop(place))
            self._show(str(place + by))

    def remove(self) -> None:
        """Take the current rule out."""
        place = self._current_rule()
        if place is not None:
            self.rules.pop(place)
            self._show()

    def save(self) -> None:
        """Have the rules hold as they stand here."""
        if not self.changed:
            return
        desk, wanted, seen = self.window_.desk, tuple(self.rules), self.kept
        call = self.window_.runner.write(lambda: routing.set_rules(desk, wanted, seen=seen))
        call.landed.connect(self._saved)
        call.failed.connect(self.tell)

    def _saved(self, _done: object) -> None:
        self.kept = tuple(self.rules)
        self.notice.say(say("rules.saved"), tone="ok")
        self.read()

    def _current_rule(self) -> int | None:
        at = self.list.current()
        return int(at.id) if at is not None and at.id.isdigit() else None

    def _open(self, form: Form) -> None:
        made = EntryForm(self.window_, form, over=self)
        made.saved.connect(lambda *_: self.read())
        made.open()

    def _rule_form(self, place: int) -> Form:
        new = place == len(self.rules)
        one = RoutingRule(queue_id=self.queues[0][0].id, query="") if new else self.rules[place]

        def keep(values: dict[str, Any], _seen: dict[str, Any]) -> object:
            query = str(routing.read_rule(str(values["query"])))
            queue, person = int(values["queue"]), int(values["person"])
            at = len(self.rules) if new else _place_of(one, self.rules)
            if at is None:  # somebody changed it or took it out while the form was open
                raise Stale("rules_changed")
            made = replace(one, query=query, queue_id=queue, person_id=person, reason=str(values["reason"]).strip())
            self.rules[at : at + 1] = [made]
            return None

        return rule_form(self.queues, self.members, one, keep)

    def reject(self) -> None:
        """Leave; rules that are not saved are told once."""
        if self.changed and not self._warned:
            self._warned = True
            self.notice.say(say("rules.unsaved"), say("form.typed"))
            return
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves; Enter alone never leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save()
            return
        super().keyPressEvent(event)


def _found(desk: Desk) -> tuple[object, ...]:
    return routing.queues(desk), staffing.members(desk), routing.rules(desk), routing.resting(desk)


def _place_of(one: RoutingRule, rules: Sequence[RoutingRule]) -> int | None:
    """Return where a rule stands; one that is not saved yet is known by itself alone."""
    return next((n for n, each in enumerate(rules) if each is one or (one.id and each.id == one.id)), None)


def _same(one: tuple[RoutingRule, ...], other: tuple[RoutingRule, ...]) -> bool:
    return [(each.id, each.version) for each in one] == [(each.id, each.version) for each in other]


def _detail(one: WouldGo) -> str:
    """Return whose a request is, and whom the rule would give it now."""
    customer = one.customer or say("queue.unknown_customer")
    return customer if one.seated is None else f"→ {reasoning.seated(one.seated)}  ·  {customer}"


def rule_form(
    queues: Queues,
    members: tuple[Member, ...],
    one: RoutingRule,
    keep: Callable[[dict[str, Any], dict[str, Any]], object],
) -> Form:
    """Return the form of a rule; what it keeps is not saved yet."""
    people = [(0, say("rules.no_person")), *((each.id, each.name) for each in members)]
    if one.person_id and one.person_id not in dict(people):
        people.append((one.person_id, say("rules.gone")))
    return Form(
        heading=say("rules.rule"),
        text=say("rules.rule_text"),
        fields=(
            Field(
                name="query",
                words=say("rules.query"),
                value=spoken(one.query, language()),
                needed=True,
                hint=" ".join(routing.FIELDS),
            ),
            Field(
                name="queue",
                words=say("rules.into"),
                kind="choice",
                value=one.queue_id,
                options=tuple((queue.id, queue.name) for queue, _ in queues),
            ),
            Field(
                name="person",
                words=say("rules.person"),
                kind="choice",
                value=one.person_id,
                options=tuple(people),
                hint=say("rules.person_hint"),
            ),
            Field(name="reason", words=say("rules.reason"), value=one.reason),
        ),
        act=say("rules.take"),
        save=keep,
        aliases={"bad_rule": "query", "rule_field": "query"},
    )


def queue_form(desk: Desk, members: tuple[Member, ...], found: tuple[QueueRecord, tuple[int, ...]] | None) -> Form:
    """Return the form of a queue, or of a new one."""
    one, ids = (None, ()) if found is None else found

    def keep(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        key, version = (None, None) if one is None else (one.id, one.version)
        active = one is None or bool(values["active"])
        return routing.set_queue(
            desk, name=values["name"], people=values["people"], queue_id=key, version=version, active=active
        )

    people = Field(
        name="people",
        words=say("staffing.people"),
        kind="several",
        value=ids,
        options=tuple((each.id, each.name) for each in members),
    )
    name = Field(name="name", words=say("rules.name"), value="" if one is None else one.name, needed=True)
    use = () if one is None else (_use(one),)
    return Form(
        heading=say("rules.queue"),
        fields=(name, people, *use),
        save=keep,
        aliases={"bad_queue": "name", "queue_exists": "name"},
    )


def _use(one: QueueRecord) -> Field:
    options = ((True, say("rules.in_use")),)
    return Field(name="active", words="", kind="flag", value=one.active, options=options, hint=say("rules.use_hint"))
