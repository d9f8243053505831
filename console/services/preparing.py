"""Any letter made ready for a ticket: filled, its subject, what is missing; and the checks before it is sent.

What a person writes for a variable goes before what the records say. The official wording stands in the letter only
where the operator has loaded it in the letter's language; otherwise the clause is cited with our summary, marked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from console.faults import BadInput
from console.records.tickets import DraftFile, TicketDetail
from console.services import agreements, letters, wording
from console.services.desk import Desk
from console.services.letter_values import clause_of, day, values_for, words
from console.services.letters import TELEGRAM_LIMIT, Filled, Letter, LintFinding
from console.services.showing import Panels

Quotes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedLetter:
    """A letter filled for a ticket: its text with the places of the values, its subject, what is missing.

    `official` says that the clause is quoted in its official wording; `given` are values that a person wrote, `files`
    what goes with it.
    """

    letter: Letter
    subject: str
    filled: Filled
    clause: str
    official: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    files: tuple[DraftFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of what is looked at before sending. `state` is ok, warn or stop; a stop keeps the letter here.

    Codes: variables, clause, version, length, addressee, next_step, promise (only where there is one).
    """

    code: str
    state: str
    params: Mapping[str, str] = field(default_factory=dict)


def quotes(desk: Desk, detail: TicketDetail) -> Quotes:
    """Return the official wording that counts for a ticket, by language and clause, as far as it is loaded."""
    desk = agreements.pinned(desk, detail.agreement_id)
    return {language: wording.official(desk, language) for language in ("en", "ru")}


def prepare(
    desk: Desk,
    panels: Panels,
    code: str,
    language: str,
    *,
    given: Mapping[str, str] | None = None,
    official: Quotes | None = None,
) -> PreparedLetter:
    """Return a letter by its code, filled for a ticket. Raises BadInput ("no_letter") where there is none."""
    desk = agreements.pinned(desk, panels.detail.agreement_id)
    letter = desk.letters.find(code, language if language in letters.LANGUAGES else "en")
    if letter is None:
        raise BadInput("no_letter", clause=code)
    clause = clause_of(letter, panels)
    wordings = (official or {}).get(letter.language, {})
    quoted = clause in wordings
    if quoted:
        marks = words(letter.language)["quote"]
        letter = replace(letter, body=letter.body.replace(marks["pattern"], marks["official"]))
    values = {**values_for(desk, panels, letter, official=wordings), **(given or {})}
    return PreparedLetter(
        letter=letter,
        subject=letters.fill(letter.subject, values).text,
        filled=letters.fill(letter.body, values),
        clause=clause,
        official=quoted,
        given=dict(given or {}),
        files=letter.files,
    )


def findings(desk: Desk, panels: Panels, prepared: PreparedLetter, text: str) -> tuple[LintFinding, ...]:
    """Return what is wrong with the text of a letter, what blocks the sending first."""
    desk = agreements.pinned(desk, panels.detail.agreement_id)
    return letters.lint(
        text,
        clauses=(prepared.clause,) if prepared.clause else (),
        agreement_date=day(desk.agreement.agreement.published_on, prepared.letter.language),
        channel=panels.detail.row.channel,
        addressee=panels.detail.contact_address,
        filled=prepared.filled,
    )


def checks(desk: Desk, panels: Panels, prepared: PreparedLetter, text: str) -> tuple[Check, ...]:
    """Return every line of the check, in the order in which a person would go through them."""
    desk = agreements.pinned(desk, panels.detail.agreement_id)
    found = {one.code: one for one in findings(desk, panels, prepared, text)}
    return tuple(_checks(desk, panels, prepared, text, found))


def blocking(checked: tuple[Check, ...]) -> tuple[str, ...]:
    """Return the codes of the checks that keep a letter here."""
    return tuple(one.code for one in checked if one.state == "stop")


def _checks(
    desk: Desk, panels: Panels, prepared: PreparedLetter, text: str, found: Mapping[str, LintFinding]
) -> Iterator[Check]:
    left = [one.name for one in letters.left_in(text, prepared.filled)]
    bad = "variable_left" in found or "empty" in found
    filled = len({one.name for one in prepared.filled.spans} - set(left))
    yield Check(code="variables", state="stop" if bad else "ok", params={"n": str(filled), "left": ",".join(left)})
    if prepared.clause:
        cited = "clause_not_cited" not in found
        yield Check(code="clause", state="ok" if cited else "warn", params={"clause": prepared.clause})
        yield _version(desk, panels, found)
    used = len(text.encode("utf-16-le", "surrogatepass")) // 2
    limit = TELEGRAM_LIMIT if panels.detail.row.channel.startswith("telegram") else 0
    state = "stop" if "too_long" in found else "ok"
    yield Check(code="length", state=state, params={"n": str(used), "limit": str(limit)})
    address = panels.detail.contact_address
    yield Check(code="addressee", state="ok" if address.strip() else "stop", params={"address": address})
    yield Check(code="next_step", state="warn" if "no_next_step" in found else "ok")
    if "promise" in found:
        yield Check(code="promise", state="warn", params=found["promise"].params)


def _version(desk: Desk, panels: Panels, found: Mapping[str, LintFinding]) -> Check:
    """The letter must name the version of the agreement that the ticket was taken in under."""
    pinned = panels.detail.agreement
    if pinned and pinned != desk.agreement.label:
        return Check(code="version", state="stop", params={"version": desk.agreement.label, "pinned": pinned})
    wrong = "wrong_date" in found or "version_not_named" in found
    return Check(code="version", state="warn" if wrong else "ok", params={"version": desk.agreement.label})
