"""A message as it was sent: cleaned in a process of its own, nothing fetched, no link followed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.channels.untrusted.links import safe_target
from console.faults import Fault
from console.records.tickets import MessageRecord
from console.services import mail_content
from console.services.mail_content import ReadyMail
from console.views.kit.cover import Cover
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.mail.content import MailContent
from console.views.mail.pane import MailPane
from console.views.parts import Button
from console.views.words import language, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def show_mail(window: MainWindow, message: MessageRecord) -> None:
    """Show a message in its formatted form."""
    MailDialog(window, message).open()


class MailDialog(Cover):
    """The three forms of a mail: text, simplified, source. A link is told before it can be opened."""

    def __init__(self, window: MainWindow, message: MessageRecord) -> None:
        heading = message.subject or say("mail.title")
        super().__init__(window, heading, width=900, height=760)
        look = current()
        who = message.author or message.address
        self.add_header(heading[:90], say("act.done"), detail=f"{who}  \u00b7  {moment(message.sent_at)}", icon="mail")
        self.pane = MailPane()
        self.pane.link_asked.connect(self._link_asked)
        self.link = Text("", "small", "2", wrap=True)
        self.warning = Text("", "small", "critical", wrap=True)
        self.follow = Button(say("mail.open_link"), "quiet", "external-link")
        self.follow.clicked.connect(self._follow)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(10), look.px(18), look.px(10))
        layout.addWidget(self.pane, 1)
        layout.addWidget(self.warning)
        line = QHBoxLayout()
        line.addWidget(self.link, 1)
        line.addWidget(self.follow)
        layout.addLayout(line)
        for widget in (self.link, self.warning, self.follow):
            widget.hide()
        self.body.addWidget(inside, 1)
        self.add_footer(back=say("act.done"))
        self._target = ""
        desk = window.desk
        call = window.runner.read(lambda: mail_content.ready(desk, message))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, ready: ReadyMail) -> None:
        cleaned = ready.cleaned
        if cleaned is None:
            self.pane.show_mail(MailContent(text=ready.text, source=ready.source))
            return
        self.pane.show_mail(
            MailContent(
                text=ready.text,
                cleaned_html=cleaned.html,
                reason=cleaned.text_only_reason,
                cid_images=ready.pictures,
                source=ready.source,
                links=cleaned.links,
                remote_images=cleaned.remote_images,
            )
        )

    def _failed(self, fault: Fault) -> None:
        self.warning.setText(fault.sentence(language()))
        self.warning.show()

    def _link_asked(self, target: str) -> None:
        self._target = safe_target(target) or ""
        known = self.pane.link_of(target)
        self.link.setText(say("mail.link", target=target))
        warns = "" if known is None or known.warning is None else known.warning
        looks = "" if known is None else known.looks_like
        self.warning.setText(say(f"mail.warn_{warns}", host=looks) if warns else "")
        self.warning.setVisible(bool(warns))
        self.link.show()
        self.follow.setVisible(bool(self._target))

    def _follow(self) -> None:
        if self._target:
            QDesktopServices.openUrl(QUrl(self._target))
