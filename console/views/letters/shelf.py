"""The list of letters at the left of their screen: by kind, found by words or clause, with whose each one is."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.services import letters
from console.services.desk import Desk
from console.services.letters import BUILTIN, OWN, Letter
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.field import SearchField
from console.views.kit.steering import Steering
from console.views.letters.saying import KINDS, kind_of, title_of
from console.views.look.look import current
from console.views.words import say

_WIDTH = 400


def letter_in(desk: Desk, code: str, spoken: str) -> Letter | None:
    """Return the letter in a language, or in the other one where it was only written in that."""
    other = "en" if spoken == "ru" else "ru"
    return desk.letters.find(code, spoken) or desk.letters.find(code, other)


class LetterShelf(QWidget):
    """The letters to choose from. `chosen` carries a code."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.setFixedWidth(look.px(_WIDTH))
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchField(say("book.find"))
        self.list = ChoiceList(say("book.title"))
        self.list.chosen.connect(self.chosen)
        self.steering = Steering(self.search, self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(12), look.px(8), look.px(8))
        column.setSpacing(look.px(8))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)

    def fill(self, desk: Desk, spoken: str, *, at: str, unkept: Collection[str]) -> str:
        """Show the letters that fit what is looked for; return the code of the one that is current."""
        words = self.search.text().casefold().split()
        groups: dict[str, list[Choice]] = {kind: [] for kind in KINDS}
        for code in (*desk.letters.own_codes(), *letters.load_letters("en")):
            row = _row(desk, code, spoken, unkept=code in unkept)
            if row is not None and all(word in row.sentence.casefold() for word in words):
                groups[kind_of(code)].append(row)
        rows: list[Choice] = []
        for kind, found in groups.items():
            if found:
                rows += [Choice(title=say(f"book.group_{kind}")), *found]
        self.list.set_choices(rows, at=at)
        self.list.scrollTo(self.list.currentIndex())
        here = self.list.current()
        return "" if here is None else here.id


def clause_of(letter: Letter | None) -> str:
    """Return the clause by which a letter is found; one of one's own has none."""
    return "" if letter is None or letter.code.startswith(OWN) or not letter.clauses else letter.clauses[0]


def _row(desk: Desk, code: str, spoken: str, *, unkept: bool) -> Choice | None:
    letter = letter_in(desk, code, spoken)
    if letter is None:
        return None
    tag = say("book.not_kept") if unkept else "" if letter.scope == BUILTIN else say(f"book.scope_{letter.scope}")
    return Choice(
        id=code,
        code=clause_of(letter),
        title=title_of(desk, letter),
        tag=tag,
        tone="functional" if unkept else "accent",
    )
