"""How far reviewers agree: the share and Cohen's kappa of all and by clause, and every decision that several judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from console.faults import Fault
from console.records.findings import Agreement, Judged, Share
from console.services.archives import reviewing
from console.services.archives.agreeing import agreement
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class AgreementScreen(Cover):
    """Shows the agreement of several files of findings."""

    def __init__(self, window: MainWindow, files: Sequence[str]) -> None:
        super().__init__(window, _heading(), width=860, height=680)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_header(_heading(), say("act.back"), icon="users")
        look = current()
        self.told = Text("", "h2", wrap=True)
        self.who = Text("", "small", "2", wrap=True)
        self.notice = Notice()
        self.list = ChoiceList(_heading(), two_lines=True)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(8))
        for widget in (self.told, self.who, self.notice):
            inner.addWidget(widget)
        inner.addWidget(self.list, 1)
        inner.addWidget(Text(say("agreeing.how"), "small", "3", wrap=True))
        self.body.addLayout(inner, 1)
        self.add_footer(back=say("act.back"))
        desk, paths = window.desk, [Path(one) for one in files]
        call = window.runner.read(lambda: agreement(paths, reviewing.known_keys(desk)))
        call.landed.connect(self.show_agreement)
        call.failed.connect(self._failed)

    def show_agreement(self, found: Agreement) -> None:
        """Show what was reckoned."""
        self.told.setText(share(found.whole))
        signed = zip(found.reviewers, found.signatures, strict=True)
        self.who.setText("\n".join(f"{name}: {say(f'agreeing.{state}')}" for name, state in signed))
        both = [one for one in found.rows if sum(1 for verdict in one.verdicts if verdict) > 1]
        apart, alike = [one for one in both if not one.agreed], [one for one in both if one.agreed]
        rows = [Choice(title=say("agreeing.by_clause"))] if found.clauses else []
        rows += [_clause(one) for one in found.clauses]
        for words, group in (("agreeing.apart", apart), ("agreeing.alike", alike)):
            rows += [Choice(title=say_count(words, len(group)))] if group else []
            rows += [_decision(found, one) for one in group]
        self.list.set_choices(rows)
        self.list.setFocus()

    def _failed(self, fault: Fault) -> None:
        what, kept, todo = fault.words(language())
        self.notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")


def share(one: Share) -> str:
    """Return a share in words: on how many of how many all said the same, and the kappa."""
    percent = round(100 * one.agreed / one.judged) if one.judged else 0
    kappa = say("agreeing.no_kappa") if one.kappa is None else say("agreeing.kappa", value=f"{float(one.kappa):.2f}")
    return f"{say('agreeing.share', n=one.agreed, total=one.judged, percent=percent)}  ·  {kappa}"


def _clause(one: Share) -> Choice:
    return Choice(id=f"clause {one.clause}", icon="book", title=one.clause, detail=share(one))


def _decision(found: Agreement, one: Judged) -> Choice:
    said = zip(found.reviewers, one.verdicts, strict=True)
    return Choice(
        id=f"{one.ticket} {one.decision}",
        icon="circle-check" if one.agreed else "alert-triangle",
        title=f"TK-{one.ticket}  ·  {say('review.of_number', n=one.decision)}  ·  {one.decided}",
        detail="  ·  ".join(f"{name}: {say(f'verdict.{verdict}')}" for name, verdict in said if verdict),
    )


def _heading() -> str:
    """Return the name of what the screen is for; the dots of its command promise a screen, which is here."""
    return say("command.review_agree").rstrip("…")
