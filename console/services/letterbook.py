"""The letters of a desk: those of the program, the team's in their place, and a person's own before both.

Writing one adds a version and changes none, so that what was sent under a version can always be read. A letter is
looked at when it is written: one that could never be sent as it is, is refused with the place and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import NoReturn

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Json, Role
from console.records.letters import PERSONAL, TEAM, OwnLetter
from console.records.tickets import DraftFile
from console.services import letters
from console.services.desk import Desk
from console.services.letters import OWN, TELEGRAM_LIMIT, VARIABLES, Letter, LintFinding
from console.store import Unit, codec, tables
from console.store.queries import letters as letter_queries

CHANNELS = ("any", "mail", "telegram")
MOST_CHARACTERS = 20_000
_TABLE = tables.desk.letters
_LEADS = frozenset({Role.LEAD, Role.OPERATOR})
_CITING = ("refuse.", "suspend.", "close.")
PROBLEMS = {
    "empty": "letter_empty",
    "too_much": "letter_too_much",
    "no_title": "letter_no_title",
    "unknown_variable": "letter_unknown_variable",
    "not_a_variable": "letter_not_a_variable",
    "clause_not_cited": "letter_without_clause",
    "version_not_named": "letter_without_version",
    "too_long": "letter_too_long",
}
_NAME = re.compile(r"[^\W_]+", re.UNICODE)
_LONGEST_CODE, _LONGEST_TITLE = 64, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A letter that somebody wants to keep. `seen` is the version that it was written on; 0 for a new letter."""

    code: str
    language: str
    scope: str
    title: str = ""
    subject: str = ""
    body: str
    channel: str = "any"
    clauses: tuple[str, ...] = ()
    files: tuple[DraftFile, ...] = ()
    seen: int = 0


def versions(desk: Desk, code: str, language: str) -> tuple[OwnLetter, ...]:
    """Return every version of a letter that this person may see, the newest first."""
    with desk.store.read() as connection:
        return letter_queries.versions(connection, desk.actor.staff_id, code, language)


def code_from(title: str) -> str:
    """Return the code of a new letter with this title: "Thanks for waiting" is own.thanks-for-waiting."""
    words = "-".join(_NAME.findall(title.casefold()))
    return f"{OWN}{words}"[:_LONGEST_CODE].rstrip("-.")


def problems(wish: Wish) -> tuple[LintFinding, ...]:
    """Return what is wrong with a letter before it is kept, what blocks it first.

    Codes: empty, too_much, no_title, unknown_variable, not_a_variable, clause_not_cited, version_not_named, too_long
    (these block); no_next_step, promise.
    """
    found = (*_wrong(wish), *_unread(wish.subject), *_unread(wish.body), *_unfit(wish))
    return tuple(sorted(found, key=lambda one: not one.blocks))


def fault_of(found: LintFinding) -> BadInput:
    """Return the fault that tells a problem that blocks."""
    return BadInput(PROBLEMS[found.code], **found.params)


def _wrong(wish: Wish) -> Iterator[LintFinding]:
    if not wish.body.strip():
        yield _stop("empty")
    if len(wish.body) > MOST_CHARACTERS:
        yield _stop("too_much", most=str(MOST_CHARACTERS))
    if wish.code.startswith(OWN) and not wish.title.strip():
        yield _stop("no_title")
    units = len(wish.body.encode("utf-16-le", "surrogatepass")) // 2
    if wish.channel == "telegram" and units > TELEGRAM_LIMIT:
        yield _stop("too_long", units=str(units), limit=str(TELEGRAM_LIMIT))


def _unread(text: str) -> Iterator[LintFinding]:
    """Variables that nothing ever fills, and braces that were meant as one."""
    known = {(one.start, one.end): one for one in letters.variables_of(text)}
    for one in known.values():
        if one.name not in VARIABLES:
            yield LintFinding(
                code="unknown_variable", start=one.start, end=one.end, blocks=True, params={"name": one.name}
            )
    for mark in letters.braces_of(text):
        if (mark.start, mark.end) not in known:
            yield LintFinding(
                code="not_a_variable", start=mark.start, end=mark.end, blocks=True, params={"name": mark.name}
            )


def _unfit(wish: Wish) -> Iterator[LintFinding]:
    """What a letter that rests on a clause must hold: the clause and the version of the agreement."""
    names = {one.name for one in letters.variables_of(wish.body)}
    shipped = letters.load_letters(wish.language).get(wish.code)
    if wish.code.startswith(_CITING) and shipped is not None:
        clause = shipped.clauses[0]
        if "clause" not in names and not letters.cites(wish.body, clause):
            yield _stop("clause_not_cited", clause=clause)
        if "agreement_date" not in names:
            yield _stop("version_not_named")
    for one in letters.lint(wish.body, agreement_date="", channel="", addressee="–"):
        if not one.blocks:
            yield one


def _stop(code: str, **params: str) -> LintFinding:
    return LintFinding(code=code, start=0, end=0, blocks=True, params=params)


def save(desk: Desk, wish: Wish, *, command_id: str | None = None) -> int:
    """Keep a letter as its next version and return that version.

    Raises BadInput (what is wrong with it; "letter_unknown" for a code that is neither the program's nor an own one),
    NotAllowed ("lead_only" for the team's letters), Stale ("letter_changed") when somebody kept another version first.
    """
    _may_write(desk, wish.scope)
    if wish.language not in letters.LANGUAGES or wish.channel not in CHANNELS:
        raise BadInput("letter_unknown", letter=wish.code)
    if not wish.code.startswith(OWN) and wish.code not in letters.load_letters("en"):
        raise BadInput("letter_unknown", letter=wish.code)
    stopping = next((one for one in problems(wish) if one.blocks), None)
    if stopping is not None:
        raise fault_of(stopping)
    return _write(desk, wish, active=True, command_id=command_id)


def wish_of(letter: Letter, scope: str, *, seen: int) -> Wish:
    """Return a letter as what is to be kept in a scope, unchanged."""
    return Wish(
        code=letter.code,
        language=letter.language,
        scope=scope,
        title=letter.title,
        subject=letter.subject,
        body=letter.body,
        channel=letter.channel,
        clauses=letter.clauses,
        files=letter.files,
        seen=seen,
    )


def letter_of(wish: Wish) -> Letter:
    """Return what is being written as a letter, so that it can be looked at before it is kept."""
    shipped = letters.load_letters(wish.language).get(wish.code)
    return Letter(
        code=wish.code,
        version=wish.seen,
        language=wish.language,
        ground="" if shipped is None else shipped.ground,
        clauses=wish.clauses if shipped is None else shipped.clauses,
        channel=wish.channel,
        subject=wish.subject,
        body=wish.body,
        scope=wish.scope,
        title=wish.title,
        files=wish.files,
    )


def named(wish: Wish) -> Wish:
    """Return a wish for a new letter with the code that its title makes; any other as it is."""
    return replace(wish, code=code_from(wish.title)) if wish.code == OWN and wish.title.strip() else wish


def same(one: Wish, other: Wish) -> bool:
    """Return whether two letters say the same."""
    return (one.title, one.subject, one.body.strip(), one.channel, one.files) == (
        other.title,
        other.subject,
        other.body.strip(),
        other.channel,
        other.files,
    )


def retire(desk: Desk, letter: Letter, *, command_id: str | None = None) -> int:
    """Take an own or a team's letter out of use; what it stood in place of counts again. Raises as `save` does."""
    _may_write(desk, letter.scope)
    wish = wish_of(letter, letter.scope, seen=letter.version)
    return _write(desk, wish, active=False, command_id=command_id)


def _may_write(desk: Desk, scope: str) -> None:
    if scope not in (TEAM, PERSONAL):
        raise BadInput("letter_of_the_program")
    if scope == TEAM and desk.actor.role not in _LEADS:
        raise NotAllowed("lead_only")


def _write(desk: Desk, wish: Wish, *, active: bool, command_id: str | None) -> int:
    owner = desk.actor.staff_id if wish.scope == PERSONAL else None
    files = codec.dump([asdict(one) for one in wish.files])
    sha256 = codec.digest(codec.dump([wish.title, wish.subject, wish.body, files]).encode())

    def act(unit: Unit) -> int:
        unit.touch("letters")
        known = letter_queries.versions(unit.connection, desk.actor.staff_id, wish.code, wish.language)
        last = max((one.n for one in known if one.scope == wish.scope), default=0)
        if last != wish.seen:
            _stale(next(one for one in known if one.scope == wish.scope and one.n == last))
        unit.insert(
            _TABLE,
            code=wish.code,
            language=wish.language,
            scope=wish.scope,
            owner_id=owner,
            owner_key=owner or 0,
            n=last + 1,
            channel=wish.channel,
            title=" ".join(wish.title.split())[:_LONGEST_TITLE],
            clauses=" ".join(wish.clauses),
            subject=" ".join(wish.subject.split()),
            body=wish.body.strip(),
            files=files,
            sha256=sha256,
            at=unit.at,
            active=active,
            by_id=desk.actor.staff_id,
        )
        return last + 1

    payload: dict[str, Json] = {
        "code": wish.code,
        "language": wish.language,
        "scope": wish.scope,
        "sha256": sha256,
        "active": active,
    }
    return int(str(desk.apply(desk.command("letter.write", payload=payload, command_id=command_id), act).result))


def _stale(last: OwnLetter) -> NoReturn:
    raise Stale("letter_changed", n=last.n, by=last.by)
