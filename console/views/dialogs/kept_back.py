"""What imports could not take in: a list, and one message as plain text, to be saved as it came or tried once more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from console.faults import Fault
from console.records.intake import Fate, IntakeLine, KeptBack
from console.services.intake import kept_back
from console.views import kept_words
from console.views.kit.buttons import Button, PrimaryButton, acting
from console.views.kit.choices import Choice
from console.views.kit.cover import Cover
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.matters.lists import Listing
from console.views.ticket.cards import size_words
from console.views.words import language, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class KeptBackList(Listing):
    """The messages that were not taken in, and mails of ours that nobody has answered. Enter opens one."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        self.kept: tuple[KeptBack, ...] = ()
        super().__init__(window, "kept_back", "inbox", over=over)

    def reading(self) -> Callable[[], Any]:
        """Return what reads what is kept."""
        desk = self.window_.desk
        return lambda: (kept_back.waiting(desk), kept_back.unanswered(desk))

    def show_rows(self, found: tuple[tuple[KeptBack, ...], tuple[KeptBack, ...]]) -> None:
        """Show what is kept, and below it the mails of ours."""
        failed, ours = found
        self.kept = (*failed, *ours)
        rows = [_row(one) for one in failed]
        if ours:
            rows += [Choice(title=say("kept_back.unanswered")), *(_row(one) for one in ours)]
        at = self.list.current()
        self.list.set_choices(rows, at="" if at is None else at.id)
        self.list.setVisible(bool(rows))
        if self.empty is not None:
            self.empty.setVisible(not rows)

    def open_row(self, key: str) -> None:
        """Show a message."""
        one = next((one for one in self.kept if str(one.id) == key), None)
        if one is not None:
            page = KeptBackPage(self.window_, one, over=self)
            page.tried.connect(self._tried)
            page.open()

    def _tried(self) -> None:
        self.read()
        self.window_.refresh()


class KeptBackPage(Cover):
    """One message that was not taken in. `tried` fires when it was read again."""

    tried = Signal()

    def __init__(self, window: MainWindow, one: KeptBack, *, over: QWidget) -> None:
        name = kept_words.place(one, whole=False)
        super().__init__(over, name, width=820, height=640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self.one = window, one
        look = current()
        self.add_header(name[:80], say("act.back"), icon="mail")
        self.facts = Text(_facts(one), "body", "2", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(look.mono())
        self.text.setAccessibleName(say("kept_back.text"))
        self.text.setTabChangesFocus(True)
        self.told = Text("", "small", "2", wrap=True)
        self.told.hide()
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(12), look.px(18), look.px(10))
        inner.setSpacing(look.px(8))
        for widget, stretch in ((self.facts, 0), (self.text, 1), (self.told, 0)):
            inner.addWidget(widget, stretch)
        self.body.addLayout(inner, 1)
        self.save = Button(say("kept_back.save"), icon_name="file")
        self.again = PrimaryButton(say("kept_back.again"), "refresh")
        self.again.setVisible(not window.desk.store.read_only and not one.is_ours)
        if not one.is_ours:
            acting(self.again)
        self.save.clicked.connect(self._save)
        self.again.clicked.connect(self.try_again)
        safe = self.add_footer(self.save, self.again, back=say("act.back"))
        safe.setDefault(False)
        safe.setAutoDefault(False)
        self.text.setFocus()
        call = window.runner.read(lambda: kept_back.as_text(kept_back.content(window.desk, one)))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, found: tuple[str, bool]) -> None:
        text, goes_on = found
        self.text.setPlainText(text)
        if goes_on:
            self._tell("goes_on")

    def try_again(self) -> None:
        """Read the message with the program as it is now."""
        desk, one = self._window.desk, self.one
        self.again.setEnabled(False)
        self._tell("reading")
        call = self._window.runner.write(lambda: kept_back.try_again(desk, one))
        call.landed.connect(self._tried)
        call.failed.connect(self._failed)

    def _tried(self, line: IntakeLine) -> None:
        self.tried.emit()
        if line.fate is Fate.FAILED:
            self.again.setEnabled(True)
            self._tell("failed_again", "critical")
            return
        self.save.setEnabled(False)
        number = "" if line.ticket is None else f"TK-{line.ticket}"
        self._say("  ·  ".join(part for part in (say(f"fate.{line.fate.name.lower()}"), number) if part), "ok")

    def _save(self) -> None:
        place = str(Path.home() / kept_back.name_of(self.one))
        options = QFileDialog.Option.DontConfirmOverwrite
        chosen, _ = QFileDialog.getSaveFileName(self, say("kept_back.save"), place, options=options)
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the bytes as they came into a new file."""
        desk, one = self._window.desk, self.one
        call = self._window.runner.write(lambda: (kept_back.save(desk, one, path), path))
        call.landed.connect(self._saved)
        call.failed.connect(self._failed)

    def _saved(self, done: tuple[int, Path]) -> None:
        self._say(say("kept_back.saved", file=done[1]), "ok")

    def _failed(self, fault: Fault) -> None:
        self.again.setEnabled(self.one.sha256 is not None)
        self._say(fault.sentence(language()), "critical")

    def _tell(self, name: str, tone: str = "2") -> None:
        self._say(say(f"kept_back.{name}"), tone)

    def _say(self, words: str, tone: str) -> None:
        self.told.set_tone(tone)
        self.told.setText(words)
        self.told.show()


def _facts(one: KeptBack) -> str:
    parts = (moment(one.at), kept_words.why(one), size_words(one.size))
    return f"{'  ·  '.join(parts)}\n{kept_words.place(one)}"


def _row(one: KeptBack) -> Choice:
    return Choice(
        id=str(one.id),
        title=kept_words.place(one, whole=False),
        detail=f"{moment(one.at)}  ·  {kept_words.why(one)}",
        icon="trash" if not one.sha256 else "mail" if one.is_ours else "alert-triangle",
        tag=size_words(one.size) if one.sha256 else say("kept_back.erased"),
        tone="plain",
    )
