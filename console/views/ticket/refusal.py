"""The refusal panel: all 23 grounds, those that hold first with why, the others with why not, and the letter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.faults import Fault
from console.records.assessment import GroundView
from console.services import preparing, refusing
from console.services.desk import Desk
from console.services.showing import Panels
from console.views.look.look import current
from console.views.parts import Button, PlainLabel, column, row
from console.views.reasoning import reasons
from console.views.words import language, say

_ORDER = {"holds": 0, "unknown": 1, "cannot": 2}


class RefusalDialog(QDialog):
    """Choosing a ground and sending its letter. `send_asked` carries (PreparedLetter, text, reason)."""

    send_asked = Signal(object, str, str)
    insert_asked = Signal(str, str)

    def __init__(self, desk: Desk, panels: Panels, parent: QWidget, *, clause: str = "") -> None:
        super().__init__(parent)
        look = current()
        self._desk = desk
        self._panels = panels
        self._prepared: preparing.PreparedLetter | None = None
        self._language = panels.detail.row.language or language()
        self.setWindowTitle(say("refusal.title"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(look.px(980), look.px(640))
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("refusal.find"))
        self.search.setAccessibleName(say("refusal.find"))
        self.search.textChanged.connect(self._fill_list)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(say("refusal.grounds"))
        self.list.setWordWrap(True)
        self.list.setSpacing(look.px(1))
        self.list.setFont(look.font("body"))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.currentItemChanged.connect(self._chosen)
        self.why = PlainLabel("", "small", "2", wrap=True)
        self.title = PlainLabel("", "h2", wrap=True)
        self.letter = QPlainTextEdit()
        self.letter.setAccessibleName(say("refusal.letter"))
        self.letter.setTabChangesFocus(True)
        self.letter.textChanged.connect(self._check)
        self.letter.installEventFilter(self)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(say("refusal.reason"))
        self.reason.setAccessibleName(say("refusal.reason"))
        self.reason.textChanged.connect(self._check)
        self.checks = PlainLabel("", "small", "2", wrap=True)
        self._build()
        self._fill_list()
        self._select(clause or panels.assessment.primary or "")
        self.search.setFocus()

    def _build(self) -> None:
        look = current()
        head = row(PlainLabel(say("refusal.heading", number=self._panels.detail.row.number), "title"), spacing=8)
        head.addWidget(PlainLabel(say("refusal.count", n=len(self._panels.assessment.grounds)), "small", "3"))
        head.addStretch(1)
        self.english, self.russian = Button("English", "segment"), Button("Русский", "segment")
        for button, code in ((self.english, "en"), (self.russian, "ru")):
            button.setCheckable(True)
            button.setObjectName(code)
            button.setChecked(code == self._language)
            button.clicked.connect(self._language_chosen)
            head.addWidget(button)
        left = column(self.search, self.list, spacing=8)
        card = QFrame()
        card.setProperty("card", "true")
        inner = column(self.title, self.why, self.letter, self.reason, self.checks, spacing=8, margins=(14, 12, 14, 12))
        inner.setStretch(2, 1)
        card.setLayout(inner)
        middle = row(spacing=12)
        middle.addLayout(left, 5)
        middle.addWidget(card, 7)
        back = Button(say("act.back"))
        back.clicked.connect(self.reject)
        self.insert = Button(say("refusal.insert"), "plain", "pencil")
        self.insert.clicked.connect(self._insert)
        self.send = Button(say("refusal.send"), "primary", "send")
        self.send.setToolTip("Ctrl+Enter")
        self.send.clicked.connect(self._send)
        foot = row(back, spacing=8)
        foot.addWidget(PlainLabel(say("refusal.keys"), "small", "3"))
        foot.addStretch(1)
        foot.addWidget(self.insert)
        foot.addWidget(self.send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(18), look.px(16), look.px(18), look.px(16))
        layout.setSpacing(look.px(12))
        layout.addLayout(head)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)

    @property
    def grounds(self) -> list[GroundView]:
        """Return the grounds that fit the search: those that hold first, then unknown ones, then the others."""
        wanted = self.search.text().strip().casefold()
        view = self._panels.assessment
        found = [
            one
            for one in view.grounds
            if not wanted or wanted in f"{one.clause} {one.title_en} {one.title_ru} {one.code}".casefold()
        ]
        return sorted(found, key=lambda one: (not one.named_first, _ORDER[one.status]))

    def _fill_list(self) -> None:
        kept = self._clause()
        look = current()
        self.list.blockSignals(True)
        self.list.clear()
        primary = self._panels.assessment.primary
        if primary and not any(one.clause == primary for one in self._panels.assessment.grounds):
            self._add(primary, say("decision.clause", clause=primary), say("refusal.by_decision"), "holds")
        for number, one in enumerate(self.grounds, 1):
            title = one.title_ru if language() == "ru" else one.title_en
            digit = f"   {number}" if number <= 9 and not self.search.text() else ""
            self._add(one.clause, f"{one.clause}  {title}{digit}", reasons(one), one.status)
        for place in range(self.list.count()):
            item = self.list.item(place)
            if item.data(Qt.ItemDataRole.UserRole + 1) == "cannot":
                item.setForeground(look.color("text3"))
        self.list.blockSignals(False)
        if not self._select(kept) and self.list.count():
            self.list.setCurrentRow(0)

    def _add(self, clause: str, title: str, why: str, status: str) -> None:
        item = QListWidgetItem(f"{title}\n{say(f'refusal.{status}')} {why}".strip())
        item.setData(Qt.ItemDataRole.UserRole, clause)
        item.setData(Qt.ItemDataRole.UserRole + 1, status)
        self.list.addItem(item)

    def _clause(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if self.list.count() else ""

    def _select(self, clause: str) -> bool:
        for place in range(self.list.count()):
            if self.list.item(place).data(Qt.ItemDataRole.UserRole) == clause:
                self.list.setCurrentRow(place)
                self._chosen()
                return True
        return False

    def _chosen(self, *_items: object) -> None:
        if not self.list.count():
            return
        item = self.list.currentItem()
        title, _, why = item.text().partition("\n")
        self.title.setText(title)
        self.why.setText(why)
        self._write()

    def _write(self) -> None:
        clause = self._clause()
        try:
            self._prepared = refusing.prepare(self._desk, self._panels, clause, self._language)
        except Fault as fault:
            self._prepared = None
            self.letter.setPlainText("")
            self.checks.setText(" ".join(fault.words(language())))
            self.send.setEnabled(False)
            return
        self.letter.setPlainText(self._prepared.filled.text)
        self._mark_values()
        self.reason.setVisible(clause != self._panels.assessment.primary)
        self._check()

    def _mark_values(self) -> None:
        if self._prepared is None:
            return
        look = current()
        marks = []
        missing = set(self._prepared.filled.missing)
        for span in self._prepared.filled.spans:
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            bad = span.name in missing
            form.setBackground(QColor(getattr(look.tokens, "critical_soft" if bad else "accent_soft")))
            cursor = QTextCursor(self.letter.document())
            cursor.setPosition(span.start)
            cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format = form
            marks.append(mark)
        self.letter.setExtraSelections(marks)

    def _check(self) -> None:
        if self._prepared is None:
            return
        findings = preparing.findings(self._desk, self._panels, self._prepared, self.letter.toPlainText())
        item = self.list.currentItem()
        status = item.data(Qt.ItemDataRole.UserRole + 1)
        words = [say(f"lint.{one.code}") for one in findings]
        needs_reason = self.reason.isVisibleTo(self) and not self.reason.text().strip()
        if status == "cannot":
            words.insert(0, say("refusal.cannot_send"))
        elif needs_reason:
            words.insert(0, say("refusal.needs_reason"))
        blocked = any(one.blocks for one in findings) or status == "cannot" or needs_reason
        self.checks.setText("\n".join(words) if words else say("refusal.ready"))
        self.checks.set_tone("critical" if blocked else "ok" if not words else "functional")
        self.send.setEnabled(not blocked)

    def _language_chosen(self) -> None:
        self._language = self.sender().objectName()
        self.english.setChecked(self._language == "en")
        self.russian.setChecked(self._language == "ru")
        self._write()

    def _insert(self) -> None:
        if self._prepared is not None:
            self.insert_asked.emit(self.letter.toPlainText(), self._prepared.letter.code)
            self.reject()

    def _send(self) -> None:
        self._check()
        if self._prepared is not None and self.send.isEnabled():
            self.send_asked.emit(self._prepared, self.letter.toPlainText(), self.reason.text().strip())
            self.accept()
        elif self._prepared is not None and self._prepared.filled.missing:
            self.letter.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose while the search is empty, arrows move, Ctrl+Enter sends, Ctrl+L changes the language."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._send()
                return True
            if watched is self.search and self._find_key(event):
                return True
        return super().eventFilter(watched, event)

    def _find_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.letter.setFocus()
            return True
        if event.text().isdigit() and event.text() != "0" and not self.search.text():
            self.list.setCurrentRow(min(int(event.text()), self.list.count()) - 1)
            return True
        return False
