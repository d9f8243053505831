"""Letters with a clause: refusing, asking, telling. A panel is opened, and what comes out of it is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.records.base import Role, StaffId
from console.records.tickets import DraftRecord, TicketDetail
from console.services import asking, letters, people, preparing, refusing
from console.services.drafts import load_drafts, save_draft
from console.services.preparing import PreparedLetter
from console.services.showing import Panels
from console.views import agreement
from console.views.letters.panel import Kept, LetterPanel, More
from console.views.past import Deed
from console.views.ticket.asking import AskingPanel
from console.views.ticket.refusal import RefusalPanel
from console.views.ticket.slips import LetterMark, Slip
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.acts import Acts

REFUSAL, ASKING = "refusal", "asking"
_REFUSING = ("refuse.", "suspend.")
_TELLING = ("request.", letters.OWN)


class LetterActs(QObject):
    """What a person does with letters that rest on a clause."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._inserted: PreparedLetter | None = None
        self.panel: LetterPanel | None = None
        self._opened: Panels | None = None  # the ticket as it was when the panel was opened

    def refuse(self, clause: str = "") -> None:
        """Open the refusal panel."""
        panels = self._window.panels
        if panels is None:
            return
        self._window.ticket.composer.flush()
        panel = RefusalPanel(self._window.desk, panels, self._window, clause=clause)
        panel.send_asked.connect(self._refuse)
        panel.refer_asked.connect(self._refer)
        panel.ask_asked.connect(self.ask)
        self._open(panel, panels, REFUSAL)

    def ask(self, code: str = "") -> None:
        """Open the panel of letters that ask or tell, at the one that fits or at the one asked for."""
        panels = self._window.panels
        if panels is None:
            return
        self._window.ticket.composer.flush()
        panel = AskingPanel(self._window.desk, panels, self._window, code=code)
        panel.send_asked.connect(self._ask)
        self._open(panel, panels, ASKING)

    def answer(self) -> None:
        """Begin to write the answer."""
        self._window.panes.show_ticket(shown=True)
        self._window.ticket.composer.write("reply")

    def show_basis(self, kind: str, reference: str) -> None:
        """Show what a decision rests on: a clause, that of a reading, the company's settings, or its channels."""
        if kind in ("company", "channels"):
            self._acts.desk.open_tool("settings" if kind == "company" else kind)
            return
        units = self._window.desk.agreement.agreement.units.values()
        read = (one.id for one in units if reference in one.readings)
        agreement.browse(self._window, reference if kind == "text" else next(read, ""))

    def _open(self, panel: LetterPanel, panels: Panels, kind: str) -> None:
        self.panel = panel
        self._opened = panels
        panel.insert_asked.connect(self._insert)
        panel.clause_asked.connect(self._show_clause)
        panel.left_with.connect(self._keep_refusal if kind == REFUSAL else self._keep_asking)
        panel.open()
        desk, detail, primary = self._window.desk, panels.detail, panels.assessment.primary or ""

        def read() -> More:
            leads = tuple(
                one for one in people.staff(desk) if one.role == Role.LEAD.value and one.id != desk.actor.staff_id
            )
            left = next((one for one in load_drafts(desk, detail.row.id) if one.kind == kind), None)
            return More(official=preparing.quotes(desk, detail), leads=leads, kept=kept_of(left, primary))

        call = self._window.runner.read(read)
        call.landed.connect(panel.show_more)
        call.failed.connect(self._window.tell)

    # -- what comes out of a panel -------------------------------------------------------------------------------------

    def send_written(self, slip: Slip) -> bool:
        """Send what was taken from a panel into the answer; return whether it is a letter that rests on a clause."""
        panels, mark = self._window.panels, slip.mark
        code = "" if mark is None else mark.code
        refusal = code.startswith(_REFUSING)
        if panels is None or mark is None or not (refusal or code.startswith(_TELLING)):
            return False
        prepared = self._inserted
        if prepared is None or prepared.letter.code != code:
            spoken = mark.language or panels.detail.row.language
            prepared = preparing.prepare(self._window.desk, panels, code, spoken)
        self._opened = None  # beside the answer the ticket is in sight as it is now
        (self._refuse if refusal else self._ask)(replace(prepared, files=slip.files), slip.text, mark.reason)
        return True

    def _refuse(self, prepared: PreparedLetter, text: str, reason: str) -> None:
        panels, desk = self._as_seen(), self._window.desk
        if panels is None:
            return
        self._keep_until_sent(text, REFUSAL)
        base = panels.detail.event_n
        words = say("toast.refused", clause=prepared.clause, name=_name(panels.detail))
        self._acts.writing.carry(
            lambda anyway: refusing.refuse(
                desk, panels, prepared, text, base_event=base, reason=reason or None, anyway=anyway
            ),
            words,
        )

    def _ask(self, prepared: PreparedLetter, text: str, _reason: str) -> None:
        panels, desk = self._as_seen(), self._window.desk
        if panels is None:
            return
        if prepared.letter.code == refusing.REDIRECTING:
            self._refuse(prepared, text, "")
            return
        self._keep_until_sent(text, ASKING)
        base = panels.detail.event_n
        self._acts.writing.carry(
            lambda anyway: asking.ask(desk, panels, prepared, text, base_event=base, anyway=anyway),
            say("toast.asked", name=_name(panels.detail)),
        )

    def _refer(self, prepared: PreparedLetter, text: str, lead: int) -> None:
        panels, desk = self._window.panels, self._window.desk
        if panels is not None:
            self._acts.ticket.act(
                panels.detail,
                lambda: refusing.refer(desk, panels, prepared, text, StaffId(lead)),
                say("toast.referred"),
            )

    def _insert(self, prepared: PreparedLetter, text: str, reason: str) -> None:
        composer = self._window.ticket.composer
        mark = composer.chip.mark
        # An own letter is put beside what stands there; what rests on a clause goes on to say what the reply is.
        if mark is None or not prepared.letter.code.startswith(letters.OWN):
            self._inserted = prepared
            code, language, title = prepared.letter.code, prepared.letter.language, prepared.letter.title
            mark = LetterMark(code=code, language=language, reason=reason, title=title, filled=prepared.filled)
        composer.take_letter(mark, text)
        for file in prepared.letter.files:
            composer.files.add(file)

    def unmarked(self) -> None:
        """Say that a text is no letter any more, and offer to take that back."""
        self._acts.past.did(Deed(kind="mark", key=self._window.ticket.composer.ticket_id))
        self._window.toast.show_words(say("toast.unmarked"), seconds=8, undo=True)

    def _as_seen(self) -> Panels | None:
        """Return the ticket as the writer saw it: behind an open panel it is read anew, and nobody has looked."""
        shown, opened = self._window.panels, self._opened
        same = shown is not None and opened is not None and shown.detail.row.id == opened.detail.row.id
        return opened if same else shown

    def _keep_until_sent(self, text: str, kind: str) -> None:
        """Keep the text of a panel until its letter is on its way: sending drops it, a stop does not."""
        panel, composer = self.panel, self._window.ticket.composer
        if panel is not None and panel.prepared is not None and composer.letter_code is None:
            kept = Kept(choice=panel.at, kind=panel.kind, language=panel.prepared.letter.language, text=text)
            self._save(kept, kind, None)

    def _keep_refusal(self, kept: Kept) -> None:
        self._keep(kept, REFUSAL)

    def _keep_asking(self, kept: Kept) -> None:
        self._keep(kept, ASKING)

    def _keep(self, kept: Kept, kind: str) -> None:
        self._save(kept, kind, self._kept)

    def _save(self, kept: Kept, kind: str, landed: Callable[[Any], None] | None) -> None:
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        draft = DraftRecord(
            ticket_id=detail.row.id,
            staff_id=desk.actor.staff_id,
            kind=kind,
            text=kept.text,
            subject=f"{kept.kind} {kept.language}",
            base_event=detail.event_n,
            saved_at=desk.clock(),
            letter_code=kept.choice,
        )
        self._window.write(lambda: save_draft(desk, draft), landed)

    def _kept(self, _nothing: Any) -> None:
        self._window.toast.show_words(say("toast.refusal_kept"), seconds=3)

    def _show_clause(self, clause: str) -> None:
        agreement.browse(self._window, clause)


def kept_of(draft: DraftRecord | None, primary: str) -> Kept | None:
    """Return what a person left in a panel; a text that is empty is none."""
    if draft is None or not draft.text.strip():
        return None
    kind, _, spoken = draft.subject.partition(" ")
    return Kept(choice=draft.letter_code or primary, kind=kind, language=spoken or language(), text=draft.text)


def _name(detail: TicketDetail) -> str:
    return detail.contact_name or detail.contact_address
