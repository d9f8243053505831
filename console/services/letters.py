"""Letters: loading them, filling in their variables, and the checks before one is sent. Pure text, no engine.

A variable is {{name}}. Values are put in once and are never read again, so that a value cannot smuggle a variable in.
Nothing here knows a ticket, the database or the window.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from console.records.letters import PERSONAL, TEAM, OwnLetter
from console.records.tickets import DraftFile
from console.services import letter_words

BUILTIN, VERSION = "builtin", "version"
LANGUAGES = ("en", "ru")
OWN = "own."  # how the code of a letter begins that stands in no other's place
TELEGRAM_LIMIT = 4_096  # UTF-16 units, as Telegram counts
VARIABLES = frozenset(
    {"customer_name", "ticket_number", "ticket_subject", "license_key", "product", "state_at_receipt", "received_on"}
    | {"period_ended_on", "free_last_day", "transition_last_day", "archived_on", "today", "clause", "clause_summary"}
    | {"clauses_list", "agreement_title", "agreement_date", "agreement_from", "topic", "service_name", "domain"}
    | {"needs_list"}
    | {"questions_list", "min_version", "review_on", "specialist_name", "company_name", "next_step"}
)

_LONGEST_MARK = 32
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_LEFT = re.compile(r"\{\{[^{}\n]*\}\}|\{\{|\}\}")  # also what was meant as a variable and is none, as {{ name }}
_OURS = re.compile(  # a variable of letters, also with blanks in it or not closed; nobody else's template
    rf"\{{\{{[ \t]*({'|'.join(sorted(VARIABLES))})[ \t]*(?:\}}\}}?|$)", re.MULTILINE
)
_MONTHS = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} (?:{_MONTHS}) \d{{4}}|\d{{4}}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{{4}})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it was written: its code, version, language, clauses and text.

    `scope` is builtin, version (one that came with a version of the agreement, whose name `edition` is), team or
    personal; `title` and `files` are those of a letter that the desk wrote for itself, `at` is when it was written.
    """

    code: str
    version: int
    language: str
    ground: str
    clauses: tuple[str, ...]
    channel: str
    subject: str
    body: str
    scope: str = BUILTIN
    title: str = ""
    files: tuple[DraftFile, ...] = ()
    edition: str = ""
    at: datetime | None = None

    @property
    def mark(self) -> str:
        """Return the version as a decision keeps it: "1" of the program's letter, "team 3", "version 2027-01-01"."""
        if self.scope == VERSION:
            return f"{VERSION} {self.edition}"[:_LONGEST_MARK]
        return str(self.version) if self.scope == BUILTIN else f"{self.scope} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a variable stands in a text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSpan:
    """Where a value stands in a filled text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled text, where its values stand, and the variables that had none."""

    text: str
    spans: tuple[FilledSpan, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """Something to mend before sending; `blocks` stops the sending, `params` are values for its words."""

    code: str
    start: int
    end: int
    blocks: bool
    params: Mapping[str, str] = field(default_factory=dict)


@cache
def load_letters(language: str) -> Mapping[str, Letter]:
    """Return the letters of a language ("en" for one that there are no letters in) by their code."""
    chosen = language if language in LANGUAGES else "en"
    letters: dict[str, Letter] = {}
    folder = files("resources").joinpath("replies", chosen)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            for one in tomllib.loads(file.read_text(encoding="utf-8")).get("letter", ()):
                letters[one["code"]] = Letter(
                    code=one["code"],
                    version=int(one["version"]),
                    language=chosen,
                    ground=one.get("ground", ""),
                    clauses=tuple(one.get("clauses", ())),
                    channel=one.get("channel", "any"),
                    subject=one.get("subject", ""),
                    body=one["body"].strip(),
                )
    return MappingProxyType(letters)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBook:
    """The letters of a desk as they count for one person: the own one, else the team's, the version's, the program's.

    `own` are those of team and person by scope, code and language; `last` is the newest version of each, also of one
    that was taken out of use. `edition` are those of the version of the agreement by code and language: an own one that
    was written before the version began to count does not stand in their place.
    """

    own: Mapping[tuple[str, str, str], Letter] = field(default_factory=lambda: MappingProxyType({}))
    last: Mapping[tuple[str, str, str], int] = field(default_factory=lambda: MappingProxyType({}))
    edition: Mapping[tuple[str, str], Letter] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, code: str, language: str) -> Letter | None:
        """Return the letter that counts, or None."""
        stands = self.edition.get((code, language)) or load_letters(language).get(code)
        since = None if stands is None else stands.at
        own = (self.own.get((scope, code, language)) for scope in (PERSONAL, TEAM))
        later = (one for one in own if one is not None and (since is None or one.at is None or one.at >= since))
        return next(later, None) or stands

    def under(self, edition: Mapping[tuple[str, str], Letter]) -> LetterBook:
        """Return the book under a version of the agreement that comes with these letters."""
        return replace(self, edition=edition)

    def of(self, scope: str, code: str, language: str) -> Letter | None:
        """Return the letter of one scope, or None."""
        if scope == BUILTIN:
            return load_letters(language).get(code)
        if scope == VERSION:
            return self.edition.get((code, language))
        return self.own.get((scope, code, language))

    def stands_for_all(self, code: str, language: str) -> Letter | None:
        """Return the letter that a draft begins with: the team's, else the version's, else the program's."""
        found = (self.of(scope, code, language) for scope in (TEAM, VERSION, BUILTIN))
        return next((one for one in found if one is not None), None)

    def own_codes(self) -> tuple[str, ...]:
        """Return the codes of the letters that stand in no other's place, by their title."""
        titles = {code: one.title for (code, _), one in self.edition.items() if code.startswith(OWN)}
        titles |= {code: one.title for (_, code, _), one in self.own.items() if code.startswith(OWN)}
        return tuple(sorted(titles, key=lambda code: titles[code].casefold()))


def book_of(found: tuple[OwnLetter, ...]) -> LetterBook:
    """Return the book in which these newest versions stand."""
    own = {(one.scope, one.code, one.language): _as_letter(one) for one in found if one.active}
    return LetterBook(own=own, last={(one.scope, one.code, one.language): one.n for one in found})


def _as_letter(own: OwnLetter) -> Letter:
    shipped = load_letters(own.language).get(own.code)
    return Letter(
        code=own.code,
        version=own.n,
        language=own.language,
        ground="" if shipped is None else shipped.ground,
        clauses=own.clauses if shipped is None else shipped.clauses,
        channel=own.channel,
        subject=own.subject,
        body=own.body,
        scope=own.scope,
        title=own.title,
        files=own.files,
        at=own.at,
    )


def edition_of(
    rows: Iterable[Mapping[str, Any]], edition: str, at: datetime | None
) -> Mapping[tuple[str, str], Letter]:
    """Return the letters of a version of the agreement, by code and language; `at` is when that begins to count."""
    made: dict[tuple[str, str], Letter] = {}
    for one in rows:
        code, language = place_of(str(one["id"]))
        stood = load_letters(language).get(code) or (_of_the_team(one) if code.startswith(OWN) else None)
        if stood is not None and language in LANGUAGES:
            made[code, language] = replace(
                stood,
                subject=str(one.get("subject", "")),
                body=str(one.get("body", "")).strip(),
                scope=VERSION,
                edition=edition,
                at=at,
            )
    return MappingProxyType(made)


def carried(letter: Letter) -> dict[str, Any]:
    """Return a letter as the documents of a version carry it, whole: what `edition_of` reads."""
    row: dict[str, Any] = {"id": f"{letter.code}/{letter.language}", "subject": letter.subject, "body": letter.body}
    if letter.code.startswith(OWN):
        row |= {"title": letter.title, "channel": letter.channel, "clauses": [*letter.clauses]}
        row["files"] = [asdict(one) for one in letter.files]
    return row


def _of_the_team(row: Mapping[str, Any]) -> Letter:
    code, language = place_of(str(row["id"]))
    return Letter(
        code=code,
        version=0,
        language=language,
        ground="",
        clauses=tuple(str(one) for one in row.get("clauses", ())),
        channel=str(row.get("channel", "any")),
        subject="",
        body="",
        title=str(row.get("title", "")),
        files=tuple(DraftFile(**one) for one in row.get("files", ())),
    )


def place_of(letter: str) -> tuple[str, str]:
    """Return code and language of a letter of a version, which is named refuse.23.1.1/en."""
    code, _, language = letter.rpartition("/")
    return code, language


def variables_of(text: str) -> tuple[Span, ...]:
    """Return the variables of a text with their places."""
    return tuple(Span(name=one[1], start=one.start(), end=one.end()) for one in _VARIABLE.finditer(text))


def braces_of(text: str) -> tuple[Span, ...]:
    """Return every pair of braces and every one alone: what is a variable, and what was meant as one and is none."""
    return tuple(Span(name=one[0].strip("{} "), start=one.start(), end=one.end()) for one in _LEFT.finditer(text))


def left_in(text: str, filled: Filled | None = None) -> tuple[Span, ...]:
    """Return the letters' variables that a text still has. Other braces are somebody's words.

    So is what stands in a value that was put in: `filled` says where, also after the text was changed around it.
    """
    values = () if filled is None else tuple(_values_in(text, filled))
    return tuple(
        Span(name=one[1], start=one.start(), end=one.end())
        for one in _OURS.finditer(text)
        if not any(start <= one.start() and one.end() <= end for start, end in values)
    )


def _values_in(text: str, filled: Filled) -> Iterator[tuple[int, int]]:
    """Yield the places of a text where values with braces stand; a value that is itself a missing variable is none."""
    put_in = [one for one in filled.spans if one.name not in filled.missing]
    if text == filled.text:
        yield from ((one.start, one.end) for one in put_in)
        return
    for one in put_in:
        for line in filled.text[one.start : one.end].splitlines():
            if "{{" in line and line.strip("{} ") not in filled.missing:
                yield from (found.span() for found in re.finditer(re.escape(line), text))


def cites(text: str, clause: str) -> bool:
    """Return whether a text cites a clause by its number."""
    return _citation(text, clause) is not None


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Fill in the variables, once; one without a value (or with a blank one) stays and is named in `missing`."""
    parts: list[str] = []
    spans: list[FilledSpan] = []
    missing: dict[str, None] = {}
    at = length = 0
    for one in _VARIABLE.finditer(text):
        before = text[at : one.start()]
        value = values.get(one[1], "")
        if not value.strip():
            missing[one[1]] = None
            value = one[0]
        parts += [before, value]
        start = length + len(before)
        length = start + len(value)
        spans.append(FilledSpan(name=one[1], start=start, end=length))
        at = one.end()
    parts.append(text[at:])
    return Filled(text="".join(parts), spans=tuple(spans), missing=tuple(missing))


def lint(
    text: str,
    *,
    agreement_date: str,
    channel: str,
    addressee: str,
    letter: Letter | None = None,
    clauses: tuple[str, ...] = (),
    filled: Filled | None = None,
) -> tuple[LintFinding, ...]:
    """Return what is wrong with a text that is about to be sent, what blocks the sending first.

    The clauses that it must cite are `clauses`, or else the first one of `letter`; what `filled` put in is no variable.
    Codes: variable_left, empty,
    no_addressee, too_long (these block), clause_not_cited, version_not_named, wrong_date, no_next_step, promise.
    """
    wanted = clauses or (letter.clauses[:1] if letter is not None else ())
    return (
        *_blocking(text, channel, addressee, filled),
        *_citing(text, wanted, agreement_date),
        *_helping(text),
        *_promising(text),
    )


def _blocking(text: str, channel: str, addressee: str, filled: Filled | None) -> Iterator[LintFinding]:
    for one in left_in(text, filled):
        yield LintFinding(code="variable_left", start=one.start, end=one.end, blocks=True, params={"name": one.name})
    if not text.strip():
        yield LintFinding(code="empty", start=0, end=0, blocks=True)
    if not addressee.strip():
        yield LintFinding(code="no_addressee", start=0, end=0, blocks=True)
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if channel.startswith("telegram") and units > TELEGRAM_LIMIT:
        params = {"units": str(units), "limit": str(TELEGRAM_LIMIT)}
        yield LintFinding(code="too_long", start=0, end=len(text), blocks=True, params=params)


def _citing(text: str, clauses: tuple[str, ...], agreement_date: str) -> Iterator[LintFinding]:
    cited: list[re.Match[str]] = []
    for clause in clauses:
        found = _citation(text, clause)
        if found is None:
            yield LintFinding(code="clause_not_cited", start=0, end=len(text), blocks=False, params={"clause": clause})
        else:
            cited.append(found)
    if not clauses or not agreement_date or re.search(rf"(?<!\w){re.escape(agreement_date)}(?!\w)", text):
        return
    expected = {"expected": agreement_date}
    named = next((date for one in cited if (date := _date_after(text, one.end())) is not None), None)
    if named is None:
        yield LintFinding(code="version_not_named", start=0, end=len(text), blocks=False, params=expected)
    else:
        params = {**expected, "found": named[0]}
        yield LintFinding(code="wrong_date", start=named.start(), end=named.end(), blocks=False, params=params)


def _helping(text: str) -> Iterator[LintFinding]:
    if text.strip() and letter_words.next_step(text) is None:
        yield LintFinding(code="no_next_step", start=0, end=len(text), blocks=False)


def _promising(text: str) -> Iterator[LintFinding]:
    """What a letter promises beyond the agreement: a result, or an hour or a day by which something is done."""
    found = letter_words.promise(text)
    if found is not None:
        yield LintFinding(
            code="promise", start=found.start(), end=found.end(), blocks=False, params={"words": found[0].strip()}
        )


def _citation(text: str, clause: str) -> re.Match[str] | None:
    """Return where a clause is cited; 23.1.1 is cited neither by 23.1.12 nor by 3.23.1.1 nor by 23.1.1.4."""
    return re.search(rf"(?<![\w.]){re.escape(clause)}(?!\w|\.\d)", text)


def _date_after(text: str, start: int) -> re.Match[str] | None:
    """Return the first date after a citation on its line."""
    end = text.find("\n", start)
    return _DATE.search(text, start, len(text) if end < 0 else end)
