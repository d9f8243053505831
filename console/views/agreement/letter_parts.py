"""The letters of a draft as the list of the editor shows them, the fields of one, and what is wrong with its text."""

from __future__ import annotations

from typing import Any

from console.records.drafting import Difference
from console.services import agreements, letterbook, letters
from console.services.agreements import Documents
from console.services.desk import Desk
from console.services.letters import Letter
from console.views.agreement.parts import Part, Slot
from console.views.kit.choices import Choice
from console.views.letters.saying import finding, title_of
from console.views.words import say

PAGE = "letters"


def rows(desk: Desk, documents: Documents, found: tuple[Difference, ...], asked: str) -> list[Choice]:
    """Return every letter in both languages; what the draft changes is marked, and `asked` narrows it."""
    changed = {one.id for one in found if one.part == "letter"}
    words = asked.casefold().split()
    made = []
    for code in (*_own_codes(desk, documents), *letters.load_letters("en")):
        for language in letters.LANGUAGES:
            name = f"{code}/{language}"
            letter = _letter(desk, documents, name)
            if letter is None:
                continue
            row = Choice(
                id=f"letter {name}",
                code=letter.clauses[0] if letter.clauses else "",
                title=title_of(desk, letter),
                detail=f"{say(f'language.{language}')}  ·  {' '.join(letter.body.split())}",
                tag=say("draft.differs") if name in changed else "",
                tone="accent",
            )
            if all(word in row.sentence.casefold() for word in words):
                made.append(row)
    return made


def part_of(desk: Desk, documents: Documents, name: str) -> Part | None:
    """Return the fields of a letter, as the draft carries it or as it counts now."""
    letter = _letter(desk, documents, name)
    if letter is None:
        return None
    code, _ = letters.place_of(name)
    names = ", ".join(one.name for one in letters.variables_of(letter.body))
    return Part(
        part="letter",
        id=name,
        title=f"{title_of(desk, letter)} ({say(f'language.{letter.language}')})",
        about=say("draft.letter_about", names=names) if names else "",
        slots=(
            *((Slot(name="title", value=letter.title),) if code.startswith(letters.OWN) else ()),
            Slot(name="subject", value=letter.subject),
            Slot(name="body", value=letter.body, many=True, tall=True),
        ),
    )


def problems(name: str, body: str, title: str) -> tuple[str, bool]:
    """Return in words what is wrong with the text of a letter, and whether that keeps it from being sent."""
    code, language = letters.place_of(name)
    wish = letterbook.Wish(code=code, language=language, scope=letters.VERSION, title=title, body=body)
    found = letterbook.problems(wish)
    return " ".join(finding(one) for one in found), any(one.blocks for one in found)


def _letter(desk: Desk, documents: Documents, name: str) -> Letter | None:
    code, language = letters.place_of(name)
    own = letters.edition_of((one for one in _carried(documents) if one["id"] == name), "", None)
    return own.get((code, language)) or desk.letters.stands_for_all(code, language)


def _own_codes(desk: Desk, documents: Documents) -> list[str]:
    """Return the letters of the team that stand in no place of the program's, by their title."""
    book = desk.letters.under({**desk.letters.edition, **letters.edition_of(_carried(documents), "", None)})
    both = (book.stands_for_all(code, one) for code in book.own_codes() for one in letters.LANGUAGES)
    return list(dict.fromkeys(one.code for one in both if one is not None))


def _carried(documents: Documents) -> list[dict[str, Any]]:
    return list(documents.get(agreements.LETTERS, {}).get("letter", ()))
