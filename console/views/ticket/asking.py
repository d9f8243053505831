"""The panel for letters that ask or tell: the one that fits the decision first, the others below it by their matter."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from console.services import asking
from console.services.desk import Desk
from console.services.letters import load_letters
from console.services.showing import Panels
from console.views.kit.choices import Choice
from console.views.letters.frame import numbered
from console.views.letters.panel import LetterPanel
from console.views.words import say

_PREFIX = "request."
_GROUPS = (
    ("facts", ("facts", "facts_short", "domain", "sender", "access", "access_again", "media_direct") ),
    ("facts", ("text_description", "error_conditions", "error_details", "split", "one_taken")),
    ("tell", ("do_it_yourself", "paid_service", "limited_mode", "update_first", "first_installation")),
    ("tell", ("official_channel", "repeat_joined", "outside_hours", "new_request")),
    ("check", ("error_check_opened", "error_check_only", "not_product_error")),
    ("license", ("renewal", "restoration_case", "restoration_declined")),
)  # fmt: skip


class AskingPanel(LetterPanel):
    """Choosing a letter that asks or tells, and sending it."""

    def __init__(self, desk: Desk, panels: Panels, parent: QWidget, *, code: str = "") -> None:
        super().__init__(desk, panels, parent, say("asking.heading", number=panels.detail.row.number))
        self._fitting = asking.letter_for(panels)
        self.search.setPlaceholderText(say("asking.find"))
        self.search.setAccessibleName(say("asking.find"))
        self.list.setAccessibleName(say("asking.letters"))
        self.add_header(
            say("asking.heading", number=panels.detail.row.number),
            say("act.back"),
            detail=say(f"outcome.{panels.assessment.outcome}"),
            icon="help-circle",
            chord="Shift+Q",
        )
        self.lay_out(at=code or self._fitting)

    def choices(self, asked: str) -> list[Choice]:
        """Return the letters that fit what is looked for."""
        words = asked.casefold().split()
        rows = list(self._rows())
        if words:
            rows = [one for one in rows if one.id and all(word in one.sentence.casefold() for word in words)]
        return rows

    def _rows(self) -> Iterator[Choice]:
        yield Choice(title=say("asking.group_fits"))
        numbers = {code: place for place, code in enumerate(self._order(), 1)}
        yield self._row(self._fitting, numbers)
        heading = ""
        for group, names in _GROUPS:
            if group != heading:
                yield Choice(title=say(f"asking.group_{group}"))
            heading = group
            for name in names:
                if _PREFIX + name != self._fitting:
                    yield self._row(_PREFIX + name, numbers)

    def _order(self) -> list[str]:
        names = [_PREFIX + name for _, group in _GROUPS for name in group]
        return [self._fitting, *(one for one in names if one != self._fitting)]

    def _row(self, code: str, numbers: dict[str, int]) -> Choice:
        letter = load_letters("en")[code]
        name = code.removeprefix(_PREFIX)
        return Choice(
            id=code,
            code=letter.clauses[0],
            title=say(f"letter_title.{name}"),
            detail=say("asking.waits" if code in asking.ASKS else "asking.tells"),
            keys=numbered(numbers, code),
        )

    def code_of(self, choice: str) -> str:
        """Return the code of the letter."""
        return choice

    def show_why(self, choice: str) -> None:
        """Say what becomes of the ticket when this letter is sent."""
        name = choice.removeprefix(_PREFIX)
        clause = load_letters("en")[choice].clauses[0]
        self.sheet.show_head(clause, say(f"letter_title.{name}"))
        fits = choice == self._fitting
        title = say("asking.fits", outcome=say(f"outcome.{self.panels.assessment.outcome}")) if fits else ""
        if choice in asking.OPENS_CHECK:
            detail = say("asking.opens_check", name=self.desk.actor.name)
        else:
            detail = say("asking.waits_long" if choice in asking.ASKS else "asking.tells_long")
        self.sheet.why.say(title, detail, tone="accent" if fits else "plain")
        self.send.set_words(say("asking.send"))
