"""What is wrong with a draft, each fault as a code with its values and the part where it stands.

The engine says its faults in English sentences; here each kind of sentence is known by its form, so that the views can
say it in the language of the person and lead to the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.faults import BadInput
from console.records.drafting import Unsound
from console.services import agreements, letterbook, letters
from console.services.letters import LintFinding

_NAME = r"(?P<part>unit|parameter|reading|topic|ground|closing|service|rule|section|defeat) (?P<id>\S+)"
_WHO = rf"(?:{_NAME}|(?P<who>.+?))"
_FORMS: tuple[tuple[str, str], ...] = (
    ("document_missing", r"the document (?P<what>\w+) is missing"),
    ("no_version", r"the agreement has no version"),
    ("no_day", r"the agreement has no day (?P<what>\w+)"),
    ("no_ladder", r"rules has no ladder"),
    ("unknown_ladder", r"there is no ladder (?P<what>.*)"),
    ("no_table", r"rules\.(?P<what>\w+) is no table"),
    ("alias_taken", rf"{_NAME} has the alias (?P<what>.+), which is taken"),
    ("twice", rf"{_NAME} stands twice"),
    ("no_rows", r"(?P<what>\w+) has no (?P<kind>unit|parameter|reading|topic|ground|closing|service|rule|section)"),
    ("row_no_table", r"(?P<kind>\w+) (?P<what>\d+) is no table"),
    ("wrong_kind", rf"{_NAME} has the (?P<slot>\w+) (?P<what>.+), which is of the wrong kind"),
    ("no_unit", rf"{_WHO} cites (?P<what>.+), which is no unit"),
    ("not_in_list", r"(?P<part>unit) (?P<id>\S+) is not among the (?P<what>grounds|closings)"),
    ("no_condition", rf"{_NAME} asks for (?P<what>\S+), which is no condition"),
    ("not_on_ladder", rf"{_NAME} stands in (?P<what>\S+), which is not on the ladder"),
    ("from_nowhere", rf"{_NAME} takes (?P<what>\S+) from nowhere: it does not ask for (?P<kind>\S+)"),
    ("bad_outcome", r"(?P<part>rule) (?P<id>\S+) has the outcome (?P<what>.*)"),
    ("no_basis", r"(?P<part>rule) (?P<id>\S+) has no basis"),
    ("exception_no_rule", r"the exception (?P<id>.+) names (?P<what>\S+), which is no rule"),
    ("exception_no_basis", r"the exception (?P<id>.+) rests on (?P<what>.+)"),
    ("bad_scope", r"(?P<part>topic) (?P<id>\S+) has the scope (?P<what>.*)"),
    ("no_ground", r"(?P<part>topic) (?P<id>\S+) has the ground (?P<what>.+), which is no ground"),
    ("in_scope_with_ground", r"(?P<part>topic) (?P<id>\S+) is not out of scope and has a ground or a service"),
    ("routed_without_end", r"(?P<part>topic) (?P<id>\S+) is routed and says nothing of the time after"),
    ("no_service", r"(?P<part>topic) (?P<id>\S+) offers (?P<what>\S+), which is no service"),
    ("no_unlisted", r"there is no topic unlisted"),
    ("no_treatment", r"(?P<part>unit) (?P<id>\S+) has no known treatment"),
    ("no_section", r"(?P<part>unit) (?P<id>\S+) stands in (?P<what>\S+), which is no section"),
    ("no_reading", r"(?P<part>unit|parameter) (?P<id>\S+) (?:names|follows) (?P<what>\S*), which is no reading"),
    ("no_topic", r"used_up names (?P<what>\S+), which is no topic"),
    ("nothing_required", r"nothing is said of what a request of the kind (?P<what>\S+) needs"),
    ("no_fact", r"required\.(?P<id>\S+) asks for (?P<what>\S+), which is no fact"),
    ("together", r"rules (?P<id>\S+) and (?P<what>\S+) of (?P<kind>\S+) can hold together"),
    ("no_last_rule", r"no rule holds where nothing else does"),
    ("stratum_twice", r"a stratum stands twice on the ladder"),
    ("stratum_empty", r"stratum (?P<what>\S+) has no rule"),
    ("never", r"(?P<part>rule) (?P<id>\S+) can never hold"),
    ("circle", r"exceptions in a circle: (?P<what>.+)"),
    ("parameter_missing", r"the (?P<part>parameter) (?P<id>\S+) is missing"),
    ("bad_basis", r"(?P<part>parameter) (?P<id>\S+) has the basis (?P<what>.*)"),
    ("company_sets", r"(?P<part>parameter) (?P<id>\S+) is the company's to set and has a value"),
    ("no_value", r"(?P<part>parameter) (?P<id>\S+) has no value"),
    ("no_source", r"(?P<part>parameter) (?P<id>\S+) has no source"),
    ("cannot_be", r"(?P<part>parameter) (?P<id>\S+) cannot be (?P<what>.+)"),
    ("sets_nothing", r"(?P<part>reading) (?P<id>\S+) sets (?P<what>\S+), which is no parameter"),
    ("disagrees", r"(?P<part>reading) (?P<id>\S+) says (?P<what>.+) of (?P<kind>\S+), which is (?P<slot>.+)"),
    ("slot_missing", rf"{_NAME} has no (?P<slot>\w+)"),
)
_KNOWN = tuple((code, re.compile(form)) for code, form in _FORMS)
CODES = tuple(code for code, _ in _FORMS)


def faults(documents: agreements.Documents) -> tuple[Unsound, ...]:
    """Return everything that is wrong with the documents of a version; nothing is wrong with one that can be loaded."""
    try:
        agreements.build(documents)
    except BadInput as fault:
        return (*(said(one) for one in str(fault.params["faults"]).splitlines()), *wrong_letters(documents))
    return wrong_letters(documents)


def wrong_letters(documents: agreements.Documents) -> tuple[Unsound, ...]:
    """Return what keeps the letters of a draft from ever being sent, by the faults that the letter book knows."""
    return tuple(
        Unsound(
            code=letterbook.PROBLEMS[found.code],
            params=tuple(found.params.items()),
            part="letter",
            id=name,
            text=f"letter {name}: {found.code}",
        )
        for name, found in _looked_at(documents)
        if found.blocks
    )


def _looked_at(documents: agreements.Documents) -> Iterator[tuple[str, LintFinding]]:
    for one in documents.get(agreements.LETTERS, {}).get("letter", ()):
        code, language = letters.place_of(str(one["id"]))
        wish = letterbook.Wish(
            code=code,
            language=language,
            scope=letters.VERSION,
            title=str(one.get("title", "")),
            subject=str(one.get("subject", "")),
            body=str(one.get("body", "")),
        )
        for found in letterbook.problems(wish):
            yield str(one["id"]), found


def said(text: str) -> Unsound:
    """Return a fault of the engine by the form of its sentence."""
    for code, form in _KNOWN:
        found = form.fullmatch(text)
        if found is not None:
            params = {name: value for name, value in found.groupdict().items() if value is not None}
            return Unsound(
                code=code,
                params=tuple(params.items()),
                part=params.get("part", ""),
                id=params.get("id", ""),
                text=text,
            )
    return Unsound(code="", params=(), part="", id="", text=text)
