"""A request entered by hand: paste what came, say by which channel, from whom and when, in the policy's zone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.faults import Fault, NotSet
from console.services import entering, showing
from console.services.desk import Desk
from console.services.registry import CHANNEL_KINDS
from console.views import words
from console.views.dialogs.paste import FileLines, PasteArea
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.instants import InstantEdit
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.parts import Button
from console.views.read_again import ReadAgain
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_BY_CODE = {
    "empty_text": "content",
    "empty_sender": "sender",
    "bad_sender_address": "sender",
    "bad_channel": "channel",
    "received_in_future": "received",
    "no_such_file": "files",
    "file_too_large": "files",
}
_ROLE = Qt.ItemDataRole.UserRole


class HandDialog(Cover):
    """A request entered by hand. What is wrong is said at its field; everything typed stays."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("hand.title"), width=820, height=760)
        self._window = window
        self._raw = b""
        self.setAcceptDrops(True)
        self.content, self.files = PasteArea(), FileLines()
        self.sender_address, self.sender_name, self.subject = QLineEdit(), QLineEdit(), QLineEdit()
        self.channel, self.address = QComboBox(), QLineEdit()
        self.received = InstantEdit(ZoneInfo(_zone_of(self._window.desk)))
        self.note = Text("", "small", "accent", wrap=True)
        self.note.hide()
        self.rows: dict[str, FormRow] = {}
        self.add_header(say("hand.title"), say("act.back"), icon="plus", chord="C")
        self._lay_out()
        self.choose = Button(say("hand.choose_files"), "quiet", "paperclip")
        self.go = Button(say("hand.enter"), "primary", "check", chord="Ctrl+Enter")
        self.add_footer(self.choose, self.go, back=say("act.back"))
        self._connect()
        self.content.setFocus()

    def _lay_out(self) -> None:
        look = current()
        zone = _zone_of(self._window.desk)
        self.content.setTabChangesFocus(True)
        self.content.setMinimumHeight(look.px(150))
        self.content.setPlaceholderText(say("hand.paste"))
        self.received.show_instant(self._window.desk.clock())
        for key, widget, hint in (
            ("content", self.content, ""),
            ("sender", self.sender_address, say("hand.sender_hint")),
            ("name", self.sender_name, ""),
            ("channel", self.channel, ""),
            ("address", self.address, ""),
            ("received", self.received, say("hand.zone", zone=zone)),
            ("subject", self.subject, ""),
            ("files", self.files, ""),
        ):
            self.rows[key] = FormRow(say(f"hand.{key}"), widget, hint=hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(14))
        for place, key in enumerate(("sender", "name", "channel", "received")):
            grid.addWidget(self.rows[key], place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.rows["address"], 2, 0, 1, 2)
        grid.addWidget(self.rows["subject"], 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(8))
        layout.setSpacing(look.px(6))
        layout.addWidget(self.note)
        layout.addWidget(self.rows["content"], 1)
        layout.addLayout(grid)
        layout.addWidget(self.rows["files"])
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields inside scroll it
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.body.addWidget(area, 1)

    def _connect(self) -> None:
        self._names = QStringListModel(self)
        self._found: dict[str, entering.Suggestion] = {}
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._suggested)
        self.sender_address.setCompleter(completer)
        self.sender_address.textEdited.connect(self._suggest)
        self.channel.currentIndexChanged.connect(self._channel_chosen)
        self.content.files_given.connect(self.files.add_paths)
        self.content.picture_given.connect(self._picture)
        self.content.mail_given.connect(self._mail)
        self.choose.clicked.connect(self._choose)
        self.go.clicked.connect(self.enter)
        self.content.textChanged.connect(self.rows["content"].forget)
        named = {"sender": self.sender_address, "subject": self.subject, "address": self.address}
        for name, line in (named | {"received": self.received}).items():
            line.textChanged.connect(self.rows[name].forget)
        self._again = ReadAgain(self, self._window.runner, self._read_channels, self._channels, lambda: None)
        self._read_channels()

    def _read_channels(self) -> None:
        desk = self._window.desk
        call = self._window.runner.read(lambda: entering.known_channels(desk))
        call.landed.connect(self._channels)
        self._again.watch(call)

    def _channels(self, known: Any) -> None:
        """Offer the company's own channels and the kinds of others; where the own cannot be read, say why.

        What was chosen or written before stays.
        """
        self.rows["channel"].tell("")
        place, chosen, address = self.channel.currentIndex(), self.channel.currentData(_ROLE), self.address.text()
        if isinstance(known, Fault):
            what, _, todo = known.words(language())
            self.rows["channel"].tell(f"{what} {todo}".strip())
        self.channel.blockSignals(True)
        self.channel.clear()
        for one in () if isinstance(known, Fault) else known:
            self.channel.addItem(f"{one.address}  ·  {say(f'channel.{one.kind}')}", (one.kind, one.address))
        for kind in CHANNEL_KINDS:
            self.channel.addItem(say("hand.other_channel", kind=say(f"channel.{kind}")), (kind, ""))
        offered = [tuple(self.channel.itemData(n, _ROLE)) for n in range(self.channel.count())]
        own = next((n for n, (_, known_as) in enumerate(offered) if address and known_as == address), None)
        if own is None and chosen and (place > 0 or address):
            own = offered.index(tuple(chosen)) if tuple(chosen) in offered else None
        self.channel.setCurrentIndex(own or 0)
        self.channel.blockSignals(False)
        self._channel_chosen()

    def _channel_chosen(self) -> None:
        chosen = self.channel.currentData(_ROLE)
        known = bool(chosen and chosen[1])
        self.rows["address"].setVisible(not known)
        if known:
            self.address.setText(str(chosen[1]))
        elif self.address.text() and any(
            self.channel.itemData(n, _ROLE)[1] == self.address.text() for n in range(self.channel.count())
        ):
            self.address.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter enters; Enter alone in a field does nothing, so that no half entry is sent or lost."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.enter()
            return
        super().keyPressEvent(event)

    # -- what is pasted and dropped ----------------------------------------------------------------------------------

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, say("hand.choose_files"), str(Path.home()))
        self.files.add_paths(tuple(Path(one) for one in chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files."""
        urls = event.mimeData().urls()
        self.files.add_paths(tuple(Path(one.toLocalFile()) for one in urls if one.isLocalFile()))

    def _picture(self, png: bytes) -> None:
        number = sum(one.name.startswith("picture-") for one in self.files.contents) + 1
        self.files.add_content(entering.HandFile(name=f"picture-{number}.png", content=png, media_type="image/png"))

    def _mail(self, text: str) -> None:
        call = self._window.runner.read(lambda: entering.recognize(text.encode()))
        call.landed.connect(self._recognized)
        call.failed.connect(self._failed)

    def _recognized(self, mail: entering.Recognized) -> None:
        self._raw = mail.raw
        self.content.setPlainText(mail.text)
        self.subject.setText(mail.subject)
        self.sender_address.setText(mail.sender_address)
        self.sender_name.setText(mail.sender_name)
        if mail.received_at is not None:
            self.received.show_instant(mail.received_at)
        ours = {address.casefold() for address in mail.to}
        for place in range(self.channel.count()):
            if str(self.channel.itemData(place, _ROLE)[1]).casefold() in ours:
                self.channel.setCurrentIndex(place)
        for file in mail.files:
            self.files.add_content(file)
        self.note.setText(say("hand.recognized"))
        self.note.show()

    # -- the sender ---------------------------------------------------------------------------------------------------

    def _suggest(self, text: str) -> None:
        desk = self._window.desk
        call = self._window.runner.read(lambda: (text, entering.suggestions(desk, text)))
        call.landed.connect(self._suggestions)

    def _suggestions(self, answer: Any) -> None:
        text, found = answer
        if text != self.sender_address.text():
            return
        self._found = {f"{one.address}  ·  {one.name}, {one.customer}": one for one in found}
        self._names.setStringList(list(self._found))
        completer = self.sender_address.completer()
        if found and self.sender_address.hasFocus():
            completer.complete()

    def _suggested(self, line: str) -> None:
        one = self._found.get(line)
        if one is not None:
            self.sender_address.setText(one.address)
            self.sender_name.setText(one.name)

    # -- entering ----------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Enter the request, once: the key may come again before it is written."""
        if not self.go.isEnabled():
            return
        for row in self.rows.values():
            row.tell("")
        desk, received = self._window.desk, self.received.instant()
        if received is None:
            self._wrong("received", say("form.bad_instant"))
            return
        kind, _ = self.channel.currentData(_ROLE) or (CHANNEL_KINDS[0], "")
        entry = entering.HandEntry(
            subject=self.subject.text(),
            text=self.content.toPlainText(),
            sender_address=self.sender_address.text(),
            sender_name=self.sender_name.text(),
            channel_kind=str(kind),
            channel_address=self.address.text(),
            received_at=received,
            files=tuple(self.files.paths),
            contents=tuple(self.files.contents),
            raw=self._raw,
        )
        self.go.setEnabled(False)
        call = self._window.runner.write(lambda: _enter(desk, entry))
        call.landed.connect(self._entered)
        call.failed.connect(self._failed)

    def _entered(self, answer: tuple[int, int]) -> None:
        number, ticket_id = answer
        self._window.toast.show_words(say("hand.entered", number=number), seconds=5)
        self._window.refresh()
        self.accept()
        self._window.go_to(ticket_id)

    def _failed(self, fault: Fault) -> None:
        self.go.setEnabled(True)
        what, _, todo = fault.words(language())
        self._wrong(_BY_CODE.get(fault.code, "content"), f"{what} {todo}".strip())

    def _wrong(self, row: str, words: str) -> None:
        self.rows[row].tell(words)
        self.rows[row].field.setFocus()


def _enter(desk: Desk, entry: entering.HandEntry) -> tuple[int, int]:
    number = entering.enter_by_hand(desk, entry)
    return number, showing.ticket_of(desk, number)


def _zone_of(desk: Desk) -> str:
    try:
        return str(desk.company.zone)
    except NotSet:
        return str(words.zone())
