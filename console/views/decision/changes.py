"""What would change a decision, row by row: what would have to be so, what would follow, and who can bring it about.

A row can be used: it asks the customer, says a fact, or leads to where the fact is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.records.assessment import AssessmentView, ChangeView
from console.views import told
from console.views.decision.lines import ActLine, KeyedColumn
from console.views.words import say

ASK, SET, TOPIC, FACT, LICENSE, COMPANY = "ask", "set", "topic", "fact", "license", "company"
# The letter that asks for it; "" is the one that fits the decision.
_LETTERS = {
    "sent_to_official_channel": "request.official_channel",
    "sender_is_owner": "request.sender",
    "sender_is_nobody": "request.sender",
    "sender_designated": "request.sender",
    "owner_writes": "request.sender",
    "report_completed": "request.error_details",
    "facts_supplied": "",
    "media_sent_directly": "request.media_direct",
    "put_into_words": "request.text_description",
    "domain_named": "request.domain",
    "bad_access_not": "request.access_again",
    "outdated_no_now": "request.update_first",
}
# What a person at the desk can say at once.
_FACTS: dict[str, tuple[str, bool]] = {
    "channel_found_unofficial": ("channel_official", False),
    "is_an_error": ("is_error", True),
    "is_no_error": ("is_error", False),
    "one_section": ("same_section", True),
    "several_sections": ("same_section", False),
    "says_something_of_its_own": ("duplicate_of_open_request", False),
    "needs_complex_diagnostics": ("needs_complex_diagnostics", True),
    "needs_complex_diagnostics_not": ("needs_complex_diagnostics", False),
    "wants_it_done": ("wants_it_done", True),
    "wants_it_done_not": ("wants_it_done", False),
    "bad_access": ("bad_access", True),
}
_TOPICS = ("topic_is_panel", "topic_on_ground")
_ELSEWHERE = {"service_put_on_offer": COMPANY, "confirmation_withdrawn": FACT}
_NOWHERE = ("error_in_register", "conditions_hold")
_MOST_SUPPOSED = 4
_SIGNS = {ASK: "message", SET: "check", TOPIC: "tag", FACT: "eye", LICENSE: "license", COMPANY: "settings"}


def act_of(change: ChangeView, outcome: str) -> tuple[str, object]:
    """Return how a person can bring a change about from here, and with what; "" where that is not possible."""
    code = change.reason.code
    if code in _LETTERS:
        return ASK, "" if outcome == "ask_info" else _LETTERS[code]
    if code in _FACTS:
        return SET, _FACTS[code]
    if code in _TOPICS:
        return TOPIC, ""
    if code in _ELSEWHERE:
        return _ELSEWHERE[code], "conduct"
    return ("", "") if code in _NOWHERE else (LICENSE, "")


class ChangeLines(KeyedColumn):
    """The changes. `wished` carries the way (ask, set, topic, fact, license, company) and what it needs."""

    wished = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(self._line)
        self._acts: dict[str, tuple[str, object]] = {}

    def show_view(self, view: AssessmentView, *, supposed: bool) -> None:
        """Show what would change a decision, or what would if something were found otherwise."""
        found = view.supposed[:_MOST_SUPPOSED] if supposed else view.changes
        self._acts, rows = {}, {}
        for number, one in enumerate(found):
            key = f"{one.reason.code}:{number}"
            self._acts[key] = act_of(one, view.outcome)
            rows[key] = _with(one, self._acts[key][0])
        self.show_rows(rows)

    def _line(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._pressed)
        return line

    def _pressed(self, key: str) -> None:
        way, value = self._acts.get(key, ("", ""))
        if way:
            self.wished.emit(way, value)


def _with(change: ChangeView, way: str) -> Callable[[QWidget], None]:
    def fill(widget: QWidget) -> None:
        if isinstance(widget, ActLine):
            widget.show_line(*told.change(change), icon=("arrows-split", "text2"))
            widget.show_way(_SIGNS.get(way, ""), say(f"decision.change_{way}") if way else "")

    return fill
