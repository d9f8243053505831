"""What was kept with a decision: who, when, why, and the exact words of its letter where one went. Read only."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from console.records.tickets import DecisionRecord, MessageRecord
from console.views import told
from console.views.kit.buttons import Button
from console.views.kit.cover import Cover
from console.views.kit.layout import row
from console.views.kit.text import Tag, Text
from console.views.look.look import current
from console.views.words import day, has, moment, say

_REFUSING = ("refuse", "suspend", "not_registered")


class KeptLetter(Cover):
    """A card with a decision as it was taken, and with its letter as it was sent."""

    def __init__(self, decision: DecisionRecord, message: MessageRecord | None, number: int, parent: QWidget) -> None:
        lettered = decision.letter_code is not None or message is not None
        heading = say("kept.title" if lettered else "kept.title_choice", number=number)
        super().__init__(parent, heading, width=680, height=620 if lettered else 320)
        look = current()
        self.add_header(heading, say("act.back"), icon="mail" if lettered else "shield-check")
        self._text = say("kept.gone") if message is None else message.text
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(12), look.px(18), look.px(12))
        inner.setSpacing(look.px(8))
        tags = row(*(Tag(*one) for one in tags_of(decision)), spacing=6)
        tags.addStretch(1)
        inner.addLayout(tags)
        for words in lines_of(decision, message):
            inner.addWidget(Text(words, "small", "2", wrap=True))
        if not lettered:
            inner.addWidget(Text(told.decided(decision), "body", wrap=True))
            inner.addStretch(1)
            self.body.addLayout(inner, 1)
            self.add_footer(back=say("act.back"))
            return
        self.letter = QPlainTextEdit(self._text)
        self.letter.setReadOnly(True)
        self.letter.setFont(look.font("body"))
        self.letter.setAccessibleName(say("kept.text"))
        self.letter.setProperty("card", "true")
        inner.addWidget(self.letter, 1)
        self.body.addLayout(inner, 1)
        copy = Button(say("kept.copy"), "plain", "copy")
        copy.clicked.connect(self._copy)
        self.add_footer(copy, back=say("act.back"))
        self.letter.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


def tags_of(decision: DecisionRecord) -> tuple[tuple[str, str, str], ...]:
    """Return outcome, ground and agreement of a decision as tags."""
    key = f"outcome.{decision.outcome}"
    refused = decision.outcome in _REFUSING
    words = say(key) if has(key) else decision.outcome.replace("_", " ")
    if refused:
        words = say("kept.refused")
    found = [(words, "critical" if refused else "ok", "shield-off" if refused else "shield-check")]
    if decision.primary:
        found.append((say("kept.clause", clause=decision.primary), "plain", "book"))
    found.append((say("kept.agreement", day=_day_of(decision.agreement)), "plain", "certificate"))
    return tuple(found)


def lines_of(decision: DecisionRecord, message: MessageRecord | None) -> tuple[str, ...]:
    """Return who decided and when, what else was cited, why somebody chose otherwise, and what became of the letter."""
    lines = [say("kept.by", name=decision.by or say("queue.nobody"), moment=moment(decision.made_at))]
    others = [one for one in clauses_of(decision) if one != decision.primary]
    if others:
        lines.append(say("kept.others", clauses=", ".join(others)))
    if decision.override_reason:
        lines.append(say("kept.reason", reason=decision.override_reason))
    if message is not None and message.delivery and has(f"delivery.{message.delivery}"):
        lines.append(say("kept.state", state=say(f"delivery.{message.delivery}")))
    return tuple(lines)


def clauses_of(decision: DecisionRecord) -> tuple[str, ...]:
    """Return the clauses of the grounds that held when the decision was taken."""
    try:
        result = json.loads(decision.result or "{}")
    except ValueError:
        return ()
    found = result.get("findings", ()) if isinstance(result, dict) else ()
    return tuple(str(one["clause"]) for one in found if isinstance(one, dict) and one.get("status") == "holds")


def _day_of(label: str) -> str:
    """Return the day that names a version of the agreement as people write it; another label stays as it is."""
    try:
        return day(datetime.fromisoformat(label).replace(hour=12, tzinfo=UTC))
    except ValueError:
        return label
