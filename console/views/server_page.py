"""The page that asks where a team's database is: address, password, and a test that says what answers there."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from console.faults import BadInput, Fault
from console.records.reporting import ReadFrom
from console.records.team import Probed
from console.services.beginning import check_url, with_copy
from console.views.kit.buttons import Button
from console.views.kit.form import FormRow
from console.views.kit.layout import Line, column, row
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say


class ServerPage(QWidget):
    """The address of a PostgreSQL database and the password of the login in it. `test_asked` wants a test."""

    test_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.url = QLineEdit()
        self.url.setPlaceholderText("postgresql://dana@db.example.org/clausedesk")
        self.reports = QLineEdit()
        self.reports.setPlaceholderText("replica.example.org")
        self.reports_row = FormRow(say("first.reports_at"), self.reports, hint=say("first.reports_hint"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = QCheckBox(say("first.keep_password"))
        self.row = FormRow(say("first.url"), self.url, hint=say("first.url_hint"))
        self.password_row = FormRow(say("first.password"), self.password, hint=say("first.password_hint"))
        self.test = Button(say("first.test"), "plain", "refresh")
        self.test.setAutoDefault(False)
        self.test.clicked.connect(self.test_asked)
        self.found = Notice()
        self.found.hide()
        foot = row(self.test, spacing=10)
        foot.addStretch(1)
        layout = column(spacing=8)
        layout.addWidget(Text(say("first.server_title"), "display"))
        layout.addWidget(Text(say("first.server_text"), "body", "2", wrap=True))
        layout.addWidget(Line())
        layout.addSpacing(current().px(8))
        layout.addWidget(self.row)
        layout.addWidget(self.password_row)
        layout.addWidget(self.keep)
        layout.addWidget(self.reports_row)
        layout.addSpacing(current().px(8))
        layout.addLayout(foot)
        layout.addWidget(self.found)
        layout.addStretch(1)
        self.setLayout(layout)
        for field in (self.url, self.password, self.reports):
            field.textEdited.connect(self._forget)

    def address(self) -> str | None:
        """Return the address, or None after what is wrong was said."""
        try:
            found = check_url(self.url.text())
        except BadInput as fault:
            self.row.tell(fault.sentence(language()))
            self.url.setFocus()
            return None
        self.row.tell("")
        place = self.reports.text().strip()
        try:
            found = with_copy(found, place) if place else found
        except BadInput as fault:
            self.reports_row.tell(fault.sentence(language()))
            self.reports.setFocus()
            return None
        self.reports_row.tell("")
        return found

    def show_found(self, found: Probed) -> None:
        """Say what answered at the address."""
        if found.team:
            lines = [say("first.found_team", role=say(f"role.{found.role}"))]
        else:
            lines = [say("first.found_desk" if found.ready else "first.found_empty")]
        kind = "proved" if found.proved else "encrypted" if found.encrypted else "open"
        lines.append(say(f"first.found_{kind}"))
        if found.temporary_until is not None:
            lines.append(say("first.found_temporary"))
        if found.copy is not None:
            lines.append(_copy_words(found.copy))
        self.found.say(say("first.found", server=found.server, login=found.login), " ".join(lines), tone="ok")

    def show_fault(self, fault: Fault) -> None:
        """Say why nothing answers, or why this login is not let in."""
        what, kept, todo = fault.words(language())
        self.found.say(what, " ".join(part for part in (todo, kept) if part), tone="critical")
        if fault.code in ("password_needed", "wrong_password"):
            self.password.setFocus()

    def _forget(self) -> None:
        self.found.hide()


def _copy_words(copy: ReadFrom) -> str:
    if copy.behind is None:
        return say(f"first.copy_{copy.why}")
    seconds = ceil(copy.behind)
    return say("first.copy_near_behind", n=seconds) if seconds else say("first.copy_near")
