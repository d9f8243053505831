"""The letters of the desk: read them, keep a version of the team's or of one's own, take one out of use.

What a person wrote stays while the screen is open, whichever letter is looked at; leaving asks once where something is
not kept. A letter that somebody else kept first is told, and the own text stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.records.base import Role
from console.records.letters import PERSONAL, TEAM
from console.services import letterbook
from console.services.letterbook import Wish
from console.services.letters import BUILTIN, OWN, VERSION, Letter
from console.views.keys.router import chord
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.segmented import SegmentedControl
from console.views.letters.editor import LetterEditor
from console.views.letters.keeping import LetterKeeping, Place
from console.views.letters.saying import title_of
from console.views.letters.shelf import LetterShelf, clause_of, letter_in
from console.views.letters.versions import LetterVersions
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_LEADS = (Role.LEAD, Role.OPERATOR)
_NEW = OWN  # the code of a letter that has none yet


class LetterBookScreen(Cover):
    """The screen of letters."""

    def __init__(self, window: MainWindow, *, code: str = "") -> None:
        super().__init__(window, say("book.title"), width=1240, height=840)
        self._window = window
        self._unkept: dict[Place, Wish] = {}
        self._warned = False
        self._at = code
        self._lead = window.desk.actor.role in _LEADS
        self.add_header(say("book.title"), say("act.back"), detail=say("book.detail"), icon="list-details", chord="G K")
        self.shelf = LetterShelf()
        self.editor = LetterEditor(window, language())
        self.keeping = LetterKeeping(window, self)
        self.versions = LetterVersions(self.editor, self.keeping)
        scopes = ((TEAM, say("book.for_team")), (PERSONAL, say("book.for_me")))
        self.scope = SegmentedControl(say("book.scope"), scopes if self._lead else scopes[1:])
        self.new = Button(say("book.new"), "plain", "plus")
        self.retire = Button(say("book.retire"), "plain", "archive")
        self.keep = PrimaryButton(say("book.keep"), "check", chord="Ctrl+Enter")
        self._lay_out()
        self._connect()
        self._fill()
        self.shelf.search.setFocus()

    def _lay_out(self) -> None:
        middle = QWidget()
        layout = QHBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.shelf)
        layout.addWidget(self.editor, 1)
        self.body.addWidget(middle, 1)
        safe = self.add_footer(self.new, self.retire, self.scope, self.keep, back=say("act.back"))
        for button in (safe, self.new, self.retire, self.keep):
            button.setAutoDefault(False)
            button.setDefault(False)

    def _connect(self) -> None:
        self.shelf.search.textChanged.connect(self._fill)
        self.shelf.chosen.connect(self.show_letter)
        self.editor.changed.connect(self._edited)
        self.editor.language_chosen.connect(self._show_again)
        self.editor.versions_asked.connect(lambda: self.keeping.list_versions(*self._here[1:]))
        self.editor.telling.connect(self._tell)
        self.scope.chosen.connect(self._show_again)
        self.new.clicked.connect(self.begin_new)
        self.retire.clicked.connect(self.retire_now)
        self.keep.clicked.connect(self.keep_now)
        self.keeping.done.connect(self._kept)
        self.keeping.failed.connect(self._allow)  # what was written stays, and can be kept again
        self.keeping.failed.connect(self._tell)
        self.keeping.changed.connect(self._rebase)
        for watched in (self.shelf.search, self.shelf.list, self.editor.text, self.editor.title, self.editor.subject):
            watched.installEventFilter(self)

    # -- one letter ------------------------------------------------------------------------------------------------

    @property
    def _here(self) -> Place:
        return self.scope.value(), self._at, self.editor.languages.value()

    def _fill(self, *_asked: object) -> None:
        unkept = {code for _, code, _ in self._unkept}
        spoken = self.editor.languages.value()
        here = self.shelf.fill(self._window.desk, spoken, at=self._at, unkept=unkept)
        if here and (here != self._at or self.editor.wish() is None):
            self.show_letter(here)

    def show_letter(self, code: str) -> None:
        """Show a letter in the scope in which it counts."""
        self._at = code
        letter = self._window.desk.letters.find(code, self.editor.languages.value())
        if self._lead and letter is not None:
            self.scope.choose(TEAM if letter.scope in (BUILTIN, VERSION) else letter.scope)
        self._show_again()

    def _show_again(self, *_chosen: object) -> None:
        desk, place = self._window.desk, self._here
        known = letter_in(desk, self._at, place[2])
        wish = self._unkept.get(place) or self._stored(place)
        writable = not desk.store.read_only
        heading = title_of(desk, known) if known is not None else say("book.new")
        self.editor.show_wish(wish, heading, clause_of(known), writable=writable)
        self.retire.setEnabled(writable and desk.letters.of(*place) is not None)
        self._ready()

    def _stored(self, place: Place) -> Wish:
        """Return the letter of a place as it is kept, or what it would begin with there."""
        desk, seen = self._window.desk, self._window.desk.letters.last.get(place, 0)
        found = desk.letters.of(*place) or desk.letters.find(*place[1:])
        if found is not None:
            return letterbook.wish_of(found, place[0], seen=seen)
        known = letter_in(desk, *place[1:])
        title = "" if known is None else known.title
        return Wish(code=place[1], language=place[2], scope=place[0], title=title, body="", seen=seen)

    def _say_state(self) -> None:
        letter, say_state = self._window.desk.letters.find(*self._here[1:]), self.editor.state.say
        if self._here in self._unkept:
            say_state(say("book.state_unkept"), tone="functional")
        elif letter is None:
            say_state(say("book.state_none"), tone="plain")
        elif letter.scope == BUILTIN:
            say_state(say("book.state_builtin", n=letter.version), say("book.state_builtin_long"))
        else:
            stands = "" if letter.code.startswith(OWN) else say("book.stands_in_place")
            say_state(say(f"book.state_{letter.scope}", n=letter.version), stands, tone="accent")

    def begin_new(self) -> None:
        """Begin a letter that stands in no other's place."""
        self._at = _NEW
        self.shelf.list.clearSelection()
        self._show_again()
        self.editor.title.setFocus()

    # -- writing ---------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        wish = self.editor.wish()
        if wish is None:
            return
        self._warned = False
        if letterbook.same(wish, self._stored(self._here)):
            self._unkept.pop(self._here, None)
        else:
            self._unkept[self._here] = wish
        self._ready()

    def _ready(self) -> None:
        self._allow()
        self._say_state()

    def _allow(self) -> None:
        wish = self.editor.wish()
        good = wish is not None and not any(one.blocks for one in letterbook.problems(letterbook.named(wish)))
        self.keep.setEnabled(good and self._here in self._unkept and not self._window.desk.store.read_only)

    def keep_now(self) -> None:
        """Keep the letter as its next version."""
        wish = self.editor.wish()
        if wish is None or not self.keep.isEnabled():
            return
        book, place = self._window.desk.letters, self._here
        named = replace(letterbook.named(wish), scope=place[0])
        if self._at == _NEW:
            if book.find(named.code, named.language) is not None:
                self._tell(say("book.title_taken", title=wish.title))
                return
            named = replace(named, seen=book.last.get((place[0], named.code, named.language), 0))
        self.keep.setEnabled(False)
        self.keeping.keep(named, place)

    def retire_now(self) -> None:
        """Take the letter out of use; its versions stay."""
        letter: Letter | None = self._window.desk.letters.of(*self._here)
        if letter is not None:
            self.keeping.retire(letter)

    def _kept(self, place: Place, code: str, version: int) -> None:
        self._unkept.pop(place, None)
        gone = place[1] != _NEW and self._window.desk.letters.of(*place) is None
        known = letter_in(self._window.desk, code, place[2])
        self._at = code if known is not None else ""
        self._fill()
        if self._at:
            self.show_letter(self._at)
        self._tell(say("book.retired_now" if gone else "book.kept", n=version), tone="ok")

    def _rebase(self, place: Place) -> None:
        """Go on from the version of one letter that somebody else kept, which was told; what was written here stays."""
        seen = self._window.desk.letters.last.get(place, 0)
        if place in self._unkept:
            self._unkept[place] = replace(self._unkept[place], seen=seen)
        if place == self._here:
            self.editor.rebase(seen)
        self._allow()

    def _tell(self, words: str, *, tone: str = "critical") -> None:
        self.editor.state.say(words, tone=tone)

    # -- keys and leaving ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps, Ctrl+L changes the language, wherever one is."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            held = chord(event)
            if held == "Ctrl+Enter":
                self.keep_now()
                return True
            if held == "Ctrl+L":
                self.editor.languages.choose("en" if self.editor.languages.value() == "ru" else "ru")
                self._show_again()
                return True
        return super().eventFilter(watched, event)

    def reject(self) -> None:
        """Leave; where something is not kept, say so once."""
        if self._unkept and not self._warned:
            self._warned = True
            self._tell(say("book.leave"), tone="functional")
            return
        super().reject()
