"""The official wording of the agreement, which the operator loads from the published text; we ship our own words only.

The text is divided into its units by number: sections, their paragraphs, the items of a list. A section that does not
fit the version is left out and named, so that no clause is quoted with the words of another; a text that hardly fits
is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role
from console.services.desk import Desk
from console.services.signals import language_of
from console.store import Unit, codec, tables
from console.store.queries import setup

_SECTION = re.compile(r"(\d{1,3})\.\s+\S")
_ITEM = re.compile(r"\s*[•‣▪◦–*-]\s+(?P<body>.+)")
_URL = re.compile(r"https?://\S+$")
_ENDS = ".:;!?…"
SUMMARY = "B"
_LARGEST = 4 * 1024 * 1024
_FITS = 0.9  # of the units: below this the file is another document, or another version
_WRITERS = frozenset({Role.LEAD, Role.OPERATOR})

Block = tuple[tuple[int, str], ...]  # lines with their place in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A published text beside a version.

    `wording` by unit; `missing` are units that the text lacks, `unknown` numbers that are no unit. A section in which
    one is missing or unknown may be numbered otherwise, so the whole of it is in `left_out` and has no wording.
    """

    wording: Mapping[str, str]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]
    sha256: str


def divide(text: str) -> dict[str, str]:
    """Return the wording by number.

    "10.2" is a paragraph, "10.3.1" an item or a row of a table ("5.2.0" its head), "10.3.url" an address, "0.4" a line
    of the head by its place in the file. A text without numbered sections is the summary page: "B.1", "B.2" and so on.
    """
    blocks = tuple(_blocks(text))
    if not any(_SECTION.match(line) for block in blocks for _, line in block):
        lines = [line for block in blocks for _, line in block]
        return {f"{SUMMARY}.{n}": line.strip() for n, line in enumerate(lines, start=1)}
    found: dict[str, str] = {}
    place = _Place()
    for block in blocks:
        place.read(block, found)
    return _foot(found, place)


def _foot(found: dict[str, str], place: _Place) -> dict[str, str]:
    """A last line that is no sentence is the foot of the page, after the last section."""
    last = f"{place.section}.{place.paragraph}"
    if found.get(last, ".")[-1] not in _ENDS:
        found[str(place.section + 1)] = found.pop(last)
    return found


@dataclass(slots=True)
class _Place:
    """Where in the text the reader stands."""

    section: int = 0
    paragraph: int = 0
    item: int = 0
    opens_list: bool = False

    def read(self, block: Block, found: dict[str, str]) -> None:
        """Number the lines of a block between blank lines."""
        plain = [line for _, line in block if not _ITEM.match(line)]
        if self.section and self.opens_list and len(plain) == len(block) > 1:
            for n, (_, line) in enumerate(block):
                found[f"{self.section}.{self.paragraph}.{n}"] = line.strip()
            self.opens_list = False
            return
        for number, line in block:
            self._line(number, line.strip(), found)

    def _line(self, number: int, line: str, found: dict[str, str]) -> None:
        heading, listed = _SECTION.match(line), _ITEM.match(line)
        if heading is not None and int(heading[1]) == self.section + 1:
            self.section, self.paragraph = self.section + 1, 0
        elif not self.section:
            found[f"0.{number}"] = line
        elif listed is not None and self.paragraph:
            self.item += 1
            found[f"{self.section}.{self.paragraph}.{self.item}"] = listed["body"].strip()
            return
        elif _URL.match(line) and self.paragraph:
            found[f"{self.section}.{self.paragraph}.url"] = line
            return
        else:
            self.paragraph += 1
            found[f"{self.section}.{self.paragraph}"] = line
        self.item, self.opens_list = 0, line.endswith(":")


def align(desk: Desk, path: Path) -> Alignment:
    """Return the text of a file beside the agreement in force; nothing is stored.

    Raises BadInput: "no_such_file", "wording_too_large", "wording_not_text", or "wording_does_not_fit" for a text in
    which nine units of ten are not found.
    """
    content = _read(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("wording_not_text", file=str(path)) from error
    divided = divide(text)
    units = _part(desk, divided)
    missing = tuple(unit for unit in units if unit not in divided)
    unknown = tuple(number for number in divided if number not in units)
    doubtful = {_section(one) for one in (*missing, *unknown)}
    wording = {unit: divided[unit] for unit in units if _section(unit) not in doubtful}
    if len(wording) < _FITS * len(units):
        raise BadInput(
            "wording_does_not_fit",
            file=str(path),
            found=len(wording),
            units=len(units),
            version=desk.agreement.label,
            first=(*missing, *unknown)[0],
        )
    left_out = tuple(sorted(doubtful))
    return Alignment(wording=wording, missing=missing, unknown=unknown, left_out=left_out, sha256=codec.digest(content))


def _part(desk: Desk, divided: Mapping[str, str]) -> tuple[str, ...]:
    """Return the units that such a text holds: those of the agreement, or those of the summary page."""
    summary = all(number.startswith(f"{SUMMARY}.") for number in divided)
    return tuple(one.id for one in desk.agreement.agreement.units.values() if (one.clause == SUMMARY) is summary)


def load(desk: Desk, alignment: Alignment, language: str) -> int:
    """Keep the official wording of the agreement in force; earlier wording of these units is replaced.

    Returns how many units have wording now. Raises NotAllowed ("lead_only"), and what `check_language` raises.
    """
    if desk.actor.role not in _WRITERS:
        raise NotAllowed("lead_only")
    check_language(alignment, language)
    table = tables.desk.wordings
    agreement_id, at = desk.agreement.id, desk.clock()

    def act(unit: Unit) -> int:
        for row in unit.find_all(table, agreement_id=agreement_id, language=language):
            if row["unit"] in alignment.wording:
                unit.delete(table, int(row["id"]))
        unit.insert_many(
            table,
            [
                {
                    "agreement_id": agreement_id,
                    "unit": name,
                    "language": language,
                    "body": body,
                    "source_sha256": alignment.sha256,
                    "loaded_at": at,
                }
                for name, body in alignment.wording.items()
            ],
        )
        unit.touch("settings")
        return len(alignment.wording)

    payload: dict[str, Json] = {"language": language, "sha256": alignment.sha256, "units": len(alignment.wording)}
    return int(str(desk.apply(desk.command("load_wording", payload=payload), act).result))


def language_in(alignment: Alignment) -> str:
    """Return the language that a published text is written in, by its letters: "ru" or "en"."""
    return language_of(" ".join(alignment.wording.values())) or "en"


def check_language(alignment: Alignment, language: str) -> None:
    """Raise BadInput ("wording_other_language"): letters would quote the text to customers of another language."""
    if alignment.wording and language_in(alignment) != language:
        raise BadInput("wording_other_language", language=language)


def official(desk: Desk, language: str) -> dict[str, str]:
    """Return the official wording by unit, as far as the operator has loaded it in this language."""
    with desk.store.read() as connection:
        return setup.wording(connection, desk.agreement.id, language)


def shown(desk: Desk, language: str) -> dict[str, str]:
    """Return the official wording to read by unit: in this language where it was loaded, else as it was published."""
    return {**official(desk, "en" if language == "ru" else "ru"), **official(desk, language)}


def _section(number: str) -> str:
    return number.split(".", 1)[0]


def _blocks(text: str) -> Iterator[Block]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate((*text.splitlines(), ""), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield tuple(block)
            block = []


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise BadInput("no_such_file", file=str(path)) from error
    if len(content) > _LARGEST:
        raise BadInput("wording_too_large", file=str(path))
    return content
