"""The panel for letters that ask or tell: the one that fits the decision first, the others below it by their matter."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from console.services import asking
from console.services.desk import Desk
from console.services.letters import Letter
from console.services.showing import Panels
from console.views.kit.choices import Choice
from console.views.letters.frame import numbered
from console.views.letters.panel import LetterPanel
from console.views.letters.saying import title_of
from console.views.words import say

_PREFIX = "request."
_GROUPS = (
    ("facts", ("facts", "facts_short", "domain", "sender", "access", "access_again", "media_direct") ),
    ("facts", ("text_description", "error_conditions", "error_details", "split", "one_taken")),
    ("tell", ("do_it_yourself", "paid_service", "limited_mode", "update_first", "first_installation")),
    ("tell", ("official_channel", "repeat_joined", "outside_hours", "new_request", "resumed")),
    ("check", ("error_check_opened", "error_check_only", "error_confirmed", "not_product_error")),
    ("license", ("renewal", "transition_notice", "archive_coming", "archive_notice")),
    ("license", ("restoration_case", "restoration_declined", "restored")),
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
        own = [code for code in self.desk.letters.own_codes() if self._for_channel(self._letter(code))]
        if own:
            yield Choice(title=say("book.group_own"))
            yield from (self._row(code, numbers) for code in own)
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

    def _letter(self, code: str) -> Letter:
        """Return the letter as it counts, in the language of the sheet or the one that it was written in."""
        spoken = self.sheet.languages.value()
        found = (self.desk.letters.find(code, one) for one in (spoken, "en", "ru"))
        return next(one for one in found if one is not None)

    def _for_channel(self, letter: Letter) -> bool:
        """Return whether a letter was written for the channel of this ticket: Telegram, or mail and all the others."""
        telegram = self.panels.detail.row.channel.startswith("telegram")
        return letter.channel == "any" or (letter.channel == "telegram") is telegram

    def _row(self, code: str, numbers: dict[str, int]) -> Choice:
        letter = self._letter(code)
        return Choice(
            id=code,
            code=letter.clauses[0] if letter.clauses else "",
            title=title_of(self.desk, letter),
            detail=say("asking.waits" if code in asking.ASKS else "asking.tells"),
            keys=numbered(numbers, code),
        )

    def code_of(self, choice: str) -> str:
        """Return the code of the letter."""
        return choice

    def show_why(self, choice: str) -> None:
        """Say what becomes of the ticket when this letter is sent."""
        letter = self._letter(choice)
        self.sheet.show_head(letter.clauses[0] if letter.clauses else "", title_of(self.desk, letter))
        fits = choice == self._fitting
        title = say("asking.fits", outcome=say(f"outcome.{self.panels.assessment.outcome}")) if fits else ""
        if choice in asking.OPENS_CHECK:
            detail = say("asking.opens_check", name=self.desk.actor.name)
        else:
            detail = say("asking.waits_long" if choice in asking.ASKS else "asking.tells_long")
        self.sheet.why.say(title, detail, tone="accent" if fits else "plain")
        self.send.set_words(say("asking.send"))
