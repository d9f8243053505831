"""A file of an archive, read in place: pictures, plain text and mails; anything else can only be saved as a copy.

A picture is measured before it is decoded, as those of mails are; nothing is executed, fetched or handed to another
program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.channels.untrusted.images import look_at_image
from console.records.tickets import AttachmentRecord
from console.services import mail_content, showing
from console.services.desk import Desk
from console.services.mail_content import ReadyMail
from console.views.kit.cover import Cover
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.mail.content import MailContent
from console.views.mail.pane import MailPane
from console.views.mail.safe_view import SafeMailView
from console.views.parts import Button
from console.views.words import say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

_TEXT_BYTES = 2_000_000
_PICTURE = '<p><img src="cid:file"></p>'


def show_file(window: ArchiveWindow, file: AttachmentRecord) -> None:
    """Show a file of the archive."""
    FileCover(window, file).open()


class FileCover(Cover):
    """One file: what it holds, where that can be shown, and a copy of it for who wants one."""

    def __init__(self, window: ArchiveWindow, file: AttachmentRecord) -> None:
        name = file.name or say("archive.file")
        super().__init__(window, name, width=900, height=720)
        look = current()
        size = f"{file.size:,} B".replace(",", "\u202f")
        self.add_header(name[:90], say("act.done"), detail=f"{file.media_type}  ·  {size}", icon="paperclip")
        self.view = SafeMailView()
        self.view.setAccessibleName(name)
        self.mail = MailPane()
        self.mail.link_asked.connect(lambda target: self._say(say("mail.link", target=target)))
        self.mail.hide()
        self.told = Text("", "body", "2", wrap=True)
        self.told.hide()
        self.warning = Text(say("archive.file_warning"), "small", "2", wrap=True)
        self.save = Button(say("archive.file_save"), "plain", "file")
        self.save.clicked.connect(lambda: window.acts.desk.save_file(file))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(10), look.px(18), look.px(10))
        layout.addWidget(self.told)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.mail, 1)
        layout.addWidget(self.warning)
        layout.addWidget(self.save)
        self.body.addWidget(inside, 1)
        self.add_footer(back=say("act.done"))
        desk, sha256 = window.desk, file.sha256 or ""
        call = window.runner.read(lambda: _content(desk, sha256, as_mail=is_mail(file)))
        call.landed.connect(self._landed)
        call.failed.connect(window.tell)

    def _landed(self, found: tuple[bytes, ReadyMail | None]) -> None:
        data, mail = found
        if mail is None:
            self.show_content(data)
        else:
            self.show_mail(mail)
        if self.view.isVisibleTo(self):
            self.view.setFocus()  # so that the keys scroll it

    def show_mail(self, mail: ReadyMail) -> None:
        """Show a mail that is a file as the desk shows mails: cleaned, nothing fetched, no link followed."""
        self.view.hide()
        self.mail.show()
        cleaned = mail.cleaned
        self.mail.show_mail(
            MailContent(
                text=mail.text,
                cleaned_html=None if cleaned is None else cleaned.html,
                reason=None if cleaned is None else cleaned.text_only_reason,
                cid_images=mail.pictures,
                source=mail.source,
                links=() if cleaned is None else cleaned.links,
                remote_images=0 if cleaned is None else cleaned.remote_images,
            )
        )
        inside = say("archive.file_inside", names=", ".join(mail.files)) if mail.files else ""
        self._say("\n".join(one for one in (mail.head, inside) if one))

    def _say(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def show_content(self, data: bytes) -> None:
        """Show bytes as a picture or as text, or say that they are not shown."""
        facts = look_at_image(data)
        if facts.format and not facts.refused:
            self.view.show_html(_PICTURE, {"file": data})
            return
        text = text_of(data)
        if text is None or facts.format:
            self.view.hide()
            self.told.setText(say("archive.file_hidden"))
            self.told.show()
            return
        if self.view.show_text(text):
            self.told.setText(say("archive.file_long"))
            self.told.show()


def is_mail(file: AttachmentRecord) -> bool:
    """Tell whether a file says that it is a mail."""
    return file.media_type.casefold() == "message/rfc822" or file.name.casefold().endswith(".eml")


def _content(desk: Desk, sha256: str, *, as_mail: bool) -> tuple[bytes, ReadyMail | None]:
    data = showing.content(desk, sha256)
    return data, mail_content.of_file(desk, data) if as_mail else None


def text_of(data: bytes) -> str | None:
    """Return bytes as the text that they are, None where they are none or too many."""
    if len(data) > _TEXT_BYTES or b"\0" in data:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    odd = sum(ord(letter) < ord(" ") and letter not in "\t\r\n\f" for letter in text[:10_000])
    return None if odd else text
