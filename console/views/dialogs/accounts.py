"""The question whose an exported Telegram account is, once for each account of an import."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from console.records.intake import Account
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.parts import Button
from console.views.words import say


class OursQuestion(QWidget):
    """Whether the messages of each account that was exported are ours; there only where one was."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[_AccountQuestion] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(current().px(6))
        self.hide()

    @property
    def theirs(self) -> frozenset[str]:
        """Return the accounts whose messages are a customer's."""
        return frozenset(one.account.address for one in self.asked if one.no.isChecked())

    def show_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Ask about each of these accounts, or about nothing where there are none; what was answered stays."""
        answered = {one.account: one.no.isChecked() for one in self.asked}
        for one in self.asked:
            self._lines.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.asked = [_AccountQuestion(account, is_theirs=answered.get(account, False)) for account in accounts]
        before: QWidget | None = None
        for one in self.asked:
            self._lines.addWidget(one)
            for button in (one.yes, one.no):
                if before is not None:
                    QWidget.setTabOrder(before, button)
                before = button
        self.setVisible(bool(accounts))


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
