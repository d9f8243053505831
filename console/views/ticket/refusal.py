"""The refusal panel: all 23 grounds, those that hold first with why, the others with why not, and the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from console.records.assessment import GroundView
from console.records.licensing import StaffRecord
from console.services import refusing
from console.services.desk import Desk
from console.services.showing import Panels
from console.views import told
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice
from console.views.letters.frame import numbered
from console.views.letters.panel import LetterPanel
from console.views.reasoning import reasons
from console.views.words import of, say, say_count

_STATES = ("holds", "unknown", "cannot")
_FAMILIES = {
    "period": "period",
    "scope": "scope",
    "installation": "license",
    "license": "license",
    "form": "procedure",
    "sender": "procedure",
    "conduct": "procedure",
}
_TONES = {"holds": "ok", "unknown": "functional", "cannot": "plain"}
_ICONS = {"holds": "circle-check", "unknown": "help-circle", "cannot": "ban"}


class RefusalPanel(LetterPanel):
    """Choosing a ground and sending its letter. `refer_asked` carries (PreparedLetter, text, id of the lead)."""

    refer_asked = Signal(object, str, int)
    ask_asked = Signal()

    def __init__(self, desk: Desk, panels: Panels, parent: QWidget, *, clause: str = "") -> None:
        paused = told.is_paused(panels.assessment)
        heading = say("refusal.heading_paused" if paused else "refusal.heading", number=panels.detail.row.number)
        super().__init__(desk, panels, parent, heading)
        self._leads: tuple[StaffRecord, ...] = ()
        self.refer = Button(say("refusal.refer"), "plain", "user-plus")
        self.refer.setEnabled(False)
        self.refer.setToolTip(say("refusal.no_lead"))
        self.refer.clicked.connect(self._refer)
        self.sheet.wished.connect(self._ask)
        self.add_header(heading, say("act.back"), detail=self._counted(), icon="shield-off", chord="Shift+R")
        self.lay_out(self.refer, at=clause or panels.assessment.primary or "")

    # -- what the panel says for itself ------------------------------------------------------------------------------

    @property
    def grounds(self) -> tuple[GroundView, ...]:
        """Return the grounds as they stand in the list: what holds, what is not known, what cannot hold."""
        families = {one: place for place, one in enumerate(("period", "scope", "license", "procedure"))}
        return tuple(
            sorted(
                self.panels.assessment.grounds,
                key=lambda one: (_STATES.index(one.status), not one.named_first, families.get(_theme(one), 9)),
            )
        )

    def choices(self, asked: str) -> list[Choice]:
        """Return the grounds that fit what is looked for, under their headings."""
        words = asked.casefold().split()
        return list(self._rows(words))

    def _rows(self, words: Sequence[str]) -> Iterator[Choice]:
        numbers = {} if words else self._numbers()
        extra = self._primary_elsewhere()
        if extra is not None and _fits(extra.title, extra.code, words):
            yield Choice(title=say("refusal.group_holds"))
            yield extra
        heading = ""
        for one in self.grounds:
            title = of(one.title_en, one.title_ru)
            why = reasons(one)
            if not _fits(f"{title} {one.title_en} {one.title_ru} {why}", one.clause, words):
                continue
            group = say(f"refusal.group_{one.status}")
            if one.status == "cannot":
                group += "  ·  " + say(f"family.{_theme(one)}")
            if group != heading and not (extra is not None and one.status == "holds"):
                yield Choice(title=group)
            heading = group
            yield Choice(
                id=one.clause,
                code=one.clause,
                title=title,
                detail=why,
                why_not=why if one.status == "cannot" else "",
                enabled=one.status != "cannot",
                tag=say("refusal.named_first") if one.named_first else "",
                tone="accent",
                keys=numbered(numbers, one.clause),
            )

    def _numbers(self) -> dict[str, int]:
        first = self._primary_elsewhere()
        clauses = ([] if first is None else [first.id]) + [one.clause for one in self.grounds]
        return {clause: place for place, clause in enumerate(clauses, 1)}

    def _primary_elsewhere(self) -> Choice | None:
        """The clause of the decision, where it is none of the 23 grounds: the sender, the channel, a suspension."""
        view = self.panels.assessment
        clause = view.primary
        if not clause or any(one.clause == clause for one in view.grounds):
            return None
        unit = self.desk.agreement.agreement.units.get(clause)
        title = say("decision.clause", clause=clause) if unit is None else of(unit.en, unit.ru)
        return Choice(
            id=clause, code=clause, title=title, detail=self._because(), tag=say("refusal.named_first"),
            tone="accent", keys="1",
        )  # fmt: skip

    def _because(self) -> str:
        """Return why the clause of the decision holds, where it is none of the 23 grounds."""
        return told.why(self.panels.assessment) or say("refusal.by_decision")

    def code_of(self, choice: str) -> str:
        """Return the code of the letter of a ground."""
        return refusing.code_of(choice, self.kind or refusing.kinds(self.panels.assessment, choice)[0])

    def show_why(self, choice: str) -> None:
        """Say why the ground holds or not, and whose decision the refusal is."""
        view = self.panels.assessment
        kinds = refusing.kinds(view, choice)
        self.sheet.show_kinds([(one, say(f"act_kind.{one}")) for one in kinds], self.kind or kinds[0])
        ground = next((one for one in view.grounds if one.clause == choice), None)
        row = self.list.current()
        title = of(ground.title_en, ground.title_ru) if ground is not None else row.title if row is not None else ""
        self.sheet.show_head(choice, title)
        status = refusing.ground_status(view, choice)
        why = reasons(ground) if ground is not None else self._because()
        limit = refusing.limit(self.panels, choice)
        asks = limit.code in ("not_known", "ask_first")
        self.sheet.why.say(
            say(f"refusal.{status}", why=why),
            say(f"refusal.limit_{limit.code}", outcome=say(f"outcome.{view.outcome}")) if limit else self._decider(),
            tone=_TONES[status] if not limit or status != "holds" else "functional",
            icon=_ICONS[status],
            act=say("act.ask_facts") if asks else "",
        )
        self.sheet.reason.setVisible(choice != view.primary and not limit)
        paused = choice == view.primary and told.is_paused(view)
        self.send.set_words(say("refusal.send_paused" if paused else f"refusal.send_{self.kind or kinds[0]}"))

    def barred(self) -> bool:
        """Return whether the ground may not be used now."""
        return bool(refusing.limit(self.panels, self.at))

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return what keeps this refusal here besides its text."""
        limit = refusing.limit(self.panels, self.at)
        if limit:
            return (("stop", say(f"refusal.stop_{limit.code}")),)
        wanted = self.at != self.panels.assessment.primary
        return (("stop", say("refusal.needs_reason")),) if wanted and not self.sheet.reason.text().strip() else ()

    def _decider(self) -> str:
        actor = self.desk.actor
        key = "refusal.right" if self.panels.assessment.discretionary else "refusal.decider"
        return say(key, name=actor.name, role=say(f"role.{actor.role.value}"))

    def _counted(self) -> str:
        states = [one.status for one in self.panels.assessment.grounds]
        parts = [say_count("refusal.count", len(states))]
        if self._primary_elsewhere() is not None:
            states.append("holds")
        parts += [say_count(f"refusal.count_{one}", states.count(one)) for one in _STATES if states.count(one)]
        return "  ·  ".join(parts)

    # -- other ways ----------------------------------------------------------------------------------------------------

    def show_leads(self, leads: Sequence[StaffRecord]) -> None:
        """Offer to ask one of these leads first."""
        self._leads = tuple(leads)
        self.refer.setEnabled(bool(self._leads))
        self.refer.setToolTip(say("refusal.refer_tip" if self._leads else "refusal.no_lead"))

    def _refer(self) -> None:
        if len(self._leads) == 1:
            self._refer_to(self._leads[0].id)
            return
        menu = QMenu(self)
        menu.setAccessibleName(say("refusal.refer"))
        for one in self._leads:
            menu.addAction(one.name).setData(one.id)
        menu.triggered.connect(self._lead_chosen)
        menu.popup(self.refer.mapToGlobal(self.refer.rect().topLeft()))

    def _lead_chosen(self, action: object) -> None:
        self._refer_to(int(action.data()))  # type: ignore[attr-defined]  # an action of the menu

    def _refer_to(self, lead: int) -> None:
        if self.prepared is not None:
            self.refer_asked.emit(self.prepared, self.sheet.text(), lead)
            self.reject()

    def _ask(self) -> None:
        self.reject()
        self.ask_asked.emit()


def _theme(ground: GroundView) -> str:
    return _FAMILIES.get(ground.family, "procedure")


def _fits(text: str, clause: str, words: Sequence[str]) -> bool:
    held = text.casefold()
    return all(word in held or clause.startswith(word) for word in words)
