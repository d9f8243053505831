"""The question whose an exported Telegram account is, once for each account of an import."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.records.intake import Account
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.parts import Button
from console.views.words import say, say_count

_HEIGHT = 172  # points: three questions and the beginning of a fourth, which says that there are more


class OursQuestion(QWidget):
    """Whether the messages of each account that was exported are ours; there only where one was."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[_AccountQuestion] = []
        self.head = Text("", "small", "2", wrap=True)
        self.lines = _Lines()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(6))
        layout.addWidget(self.head)
        layout.addWidget(self.lines)
        self.hide()

    @property
    def theirs(self) -> frozenset[str]:
        """Return the accounts whose messages are a customer's."""
        return frozenset(one.account.address for one in self.asked if one.no.isChecked())

    def show_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Ask about each of these accounts, or about nothing where there are none; what was answered stays."""
        answered = {one.account: one.no.isChecked() for one in self.asked}
        self.asked = [_AccountQuestion(account, is_theirs=answered.get(account, False)) for account in accounts]
        self.lines.show_lines(self.asked)
        before: QWidget | None = None
        for one in self.asked:
            for button in (one.yes, one.no):
                if before is not None:
                    QWidget.setTabOrder(before, button)
                before = button
        self.head.setText(say_count("import.accounts", len(accounts)) if len(accounts) > 1 else "")
        self.head.setVisible(len(accounts) > 1)
        self.setVisible(bool(accounts))


class _Lines(QScrollArea):
    """Lines below each other, as high as they are together up to an end; beyond it they are scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(current().px(6))
        self._shown: list[QWidget] = []
        self.setWidget(inside)

    def show_lines(self, lines: Sequence[QWidget]) -> None:
        """Show other lines, from the first."""
        for one in self._shown:
            self._lines.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._shown = list(lines)
        for one in lines:
            self._lines.addWidget(one)
        self.verticalScrollBar().setValue(0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that the lines need at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        most = current().px(_HEIGHT)
        whole = self._lines.totalHeightForWidth(self.viewport().width())
        needed = whole if whole > 0 else self._lines.sizeHint().height()
        self.setFixedHeight(min(needed, most))


class _AccountQuestion(QWidget):
    """Whether the messages of one account that was exported are ours."""

    def __init__(self, account: Account, *, is_theirs: bool) -> None:
        super().__init__()
        self.account = account
        self.question = Text(say("import.ours_ask", who=account.told), "strong", wrap=True)
        self.yes, self.no = option(say("import.ours_yes")), option(say("import.ours_no"))
        self.group = QButtonGroup(self)
        choices = QHBoxLayout()
        choices.setSpacing(current().px(8))
        for button in (self.yes, self.no):
            self.group.addButton(button)
            button.setAccessibleDescription(self.question.text())
            choices.addWidget(button)
        choices.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(6))
        layout.addWidget(self.question)
        layout.addLayout(choices)
        (self.no if is_theirs else self.yes).setChecked(True)


def option(text: str) -> Button:
    """Return one of the answers to a question, which can be chosen."""
    button = Button(text, "segment")
    button.setCheckable(True)
    return button
