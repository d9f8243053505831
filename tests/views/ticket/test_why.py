"""The card that explains a decision in words: what decides, what was tried before it, what would change it."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.query import parse
from console.services import showing
from console.services.desk import Desk
from console.views.ticket.why import WhyCard
from console.views.words import set_language


def texts(desk: Desk, qtbot: QtBot, subject: str) -> list[str]:
    rows = showing.queue_page(desk, parse("is:open").query, limit=100).rows
    row = next(one for one in rows if one.subject.startswith(subject))
    card = WhyCard(showing.panels(desk, row.id).assessment, row.number, None)
    qtbot.addWidget(card)
    card.show()
    return [one.text() for one in card.findChildren(QLabel) if one.text()]


def test_what_decides_stands_first_with_its_days_and_what_would_change_it(
    demo: Desk, qtbot: QtBot, dressed: object
) -> None:
    found = texts(demo, qtbot, "Reserve shows")
    assert found[0] == "Why TK-34 is decided so"
    decides = found.index("The period of Support has ended: holds, this decides")
    assert found[decides + 1] == "Support ended on 12 October 2026; the request came on 29 October 2026."
    renewal = (
        "If a renewal paid before 29 October 2026 is entered in the register, the outcome is: more has to be asked."
    )
    assert found[found.index(renewal) + 1] == "Who can say it: the register"
    assert found.index("Tried before it (16): none of these holds") > found.index(renewal)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_open_ticket_of_the_demo_desk_is_explained_without_codes(
    language: str, demo: Desk, qtbot: QtBot, dressed: object
) -> None:
    set_language(language)
    try:
        for row in showing.queue_page(demo, parse("is:open").query, limit=100).rows:
            card = WhyCard(showing.panels(demo, row.id).assessment, row.number, None)
            qtbot.addWidget(card)
            for label in card.findChildren(QLabel):
                assert not re.search(r"\b[a-z]+_[a-z_]+\b|\{", label.text()), label.text()
    finally:
        set_language("en")


def test_escape_leaves(demo: Desk, qtbot: QtBot, dressed: object) -> None:
    row = showing.queue_page(demo, parse("is:open").query).rows[0]
    card = WhyCard(showing.panels(demo, row.id).assessment, row.number, None)
    qtbot.addWidget(card)
    card.open()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
