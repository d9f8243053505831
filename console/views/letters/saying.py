"""Letters in words: the title of one, its kind, and what is wrong with it. Window and command line say the same."""

from __future__ import annotations

from console.services import letterbook
from console.services.desk import Desk
from console.services.letters import OWN, Letter, LintFinding
from console.views.words import has, language, say

_WORDS = {
    "no_addressee": "check.addressee_stop",
    "clause_not_cited": "check.clause_warn",
    "version_not_named": "check.version_warn",
    "wrong_date": "check.version_warn",
    "no_next_step": "check.next_step_warn",
    "promise": "check.promise_warn",
}
KINDS = ("own", "facts", "refuse", "suspend", "close")


def title_of(desk: Desk, letter: Letter) -> str:
    """Return the title of a letter in the language of the window."""
    if letter.title:
        return letter.title
    prefix, _, rest = letter.code.partition(".")
    agreement = desk.agreement.agreement
    named = agreement.grounds.get(rest) or agreement.closings.get(rest) or agreement.units.get(rest)
    if prefix != "request" and named is not None:
        return str(named.ru if language() == "ru" else named.en)
    key = f"letter_title.{rest}"
    return say(key) if has(key) else letter.code


def kind_of(code: str) -> str:
    """Return the group in which a letter is listed."""
    if code.startswith(OWN):
        return "own"
    prefix = code.partition(".")[0]
    return prefix if prefix in KINDS else "facts"


def finding(found: LintFinding) -> str:
    """Return in words what is wrong with a letter."""
    if found.blocks and found.code in letterbook.PROBLEMS:
        return letterbook.fault_of(found).words(language())[0]
    if found.code == "variable_left":
        key = f"variable.{found.params['name']}"
        return say("check.variables_stop", left=say(key) if has(key) else found.params["name"])
    return say(_WORDS[found.code], **found.params)
