"""A message as it was sent: cleaned in a process of its own, nothing fetched, no link followed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from console.channels.untrusted.clean import Cleaned
from console.channels.untrusted.links import safe_target
from console.channels.untrusted.process import BoundedWorker
from console.records.tickets import MessageRecord
from console.services import showing
from console.views.dialogs.frame import Frame
from console.views.look.look import current
from console.views.mail.content import MailContent
from console.views.mail.pane import MailPane
from console.views.parts import Button, PlainLabel, row
from console.views.words import say

if TYPE_CHECKING:
    from console.services.desk import Desk
    from console.views.main_window import MainWindow

_MOST_SOURCE = 200_000


def show_mail(window: MainWindow, message: MessageRecord) -> None:
    """Show a message in its formatted form."""
    dialog = _MailDialog(window, message)
    dialog.open()


class _MailDialog(Frame):
    """The three forms of a mail: text, simplified, source."""

    def __init__(self, window: MainWindow, message: MessageRecord) -> None:
        super().__init__(message.subject or say("mail.title"), "", "", window, width=760)
        look = current()
        self.resize(look.px(820), look.px(640))
        self.pane = MailPane()
        self.pane.link_asked.connect(self._link_asked)
        self.body.addWidget(self.pane, 1)
        self.link = PlainLabel("", "small", "2", wrap=True)
        self.follow = Button(say("mail.open_link"), "quiet", "external-link")
        self.follow.clicked.connect(self._follow)
        self.follow.hide()
        self.body.addLayout(row(self.link, self.follow))
        self._target = ""
        desk = window.desk
        call = window.runner.read(lambda: _content(desk, message))
        call.landed.connect(self.pane.show_mail)
        call.failed.connect(self._failed)

    def _failed(self, fault: Any) -> None:
        self.tell(str(fault))

    def _link_asked(self, target: str) -> None:
        self._target = safe_target(target) or ""
        self.link.setText(say("mail.link", target=target))
        self.follow.setVisible(bool(self._target))

    def _follow(self) -> None:
        if self._target:
            QDesktopServices.openUrl(QUrl(self._target))


def _content(desk: Desk, message: MessageRecord) -> MailContent:
    source = showing.content(desk, message.raw_sha256)[:_MOST_SOURCE] if message.raw_sha256 else None
    if message.html_sha256 is None:
        return MailContent(text=message.text, source=source)
    with BoundedWorker() as worker:
        cleaned: Cleaned = worker.clean(showing.content(desk, message.html_sha256))
    images = {}
    for file in message.attachments:
        if file.sha256 is not None and file.inline and file.media_type.startswith("image/"):
            images[file.name] = showing.content(desk, file.sha256)
    return MailContent(
        text=message.text,
        cleaned_html=cleaned.html,
        reason=cleaned.text_only_reason,
        cid_images=images,
        source=source,
        links=cleaned.links,
        remote_images=cleaned.remote_images,
    )
