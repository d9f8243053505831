"""What the command line prints: lines for people, one JSON object a line for programs, progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import IO, TYPE_CHECKING, Any

from console.faults import BadInput, Fault
from console.query.language import KEYS, SORTS, canonical_key
from console.views.words import say, say_count, zone

if TYPE_CHECKING:
    from console.records.intake import IntakeProgress

# What steers a terminal: controls but tab, line feed and carriage return, and marks that turn the direction of a line.
_STEERING = {*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_SHOWN = dict.fromkeys(_STEERING, "\ufffd")
_ESCAPED = {one: f"\\u{one:04x}" for one in _STEERING}


class _Shown:
    """A stream of text on which no letter of a stranger steers the terminal: it is shown as one that cannot be."""

    def __init__(self, under: IO[str]) -> None:
        self._under = under

    def write(self, text: str) -> int:
        return self._under.write(text.translate(_SHOWN))

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._under, name)


@contextmanager
def for_terminal() -> Iterator[None]:
    """Let nothing that is printed meanwhile steer the terminal, whatever archive or message it comes from."""
    with redirect_stdout(_Shown(sys.stdout)), redirect_stderr(_Shown(sys.stderr)):
        yield


def plain(value: Any) -> Any:
    """Return a record as what JSON can hold: instants in ISO 8601 with offset."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value


def json_text(value: Any) -> str:
    """Return one object as one line."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=False).translate(_ESCAPED) + "\n"


def json_line(value: Any) -> None:
    """Print one object as one line."""
    sys.stdout.write(json_text(value))


def standard_input() -> str:
    """Return what stands on standard input. Raises BadInput when it is not UTF-8."""
    text = sys.stdin.read()
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInput("not_utf8")
    return text


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in columns as wide as their widest cell, below the words of their heads.

    The first column of instants names the zone in which all of them are told.
    """
    cells, heads = list(rows), [say(f"column.{one}") for one in headers]
    texts = [[_cell(cell) for cell in row] for row in cells]
    timed = next((n for n in range(len(heads)) if any(isinstance(row[n], datetime) for row in cells)), None)
    if timed is not None:
        heads[timed] = f"{heads[timed]} ({zone()})"
    widths = [max([len(head), *(len(row[n]) for row in texts)]) for n, head in enumerate(heads)]
    for row in [heads, *texts]:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


def tell_fault(fault: Fault, *, as_json: bool, language: str = "en") -> None:
    """Print a fault: for people what happened, what is kept and what to do; for programs its code."""
    if as_json:
        json_line({"error": fault.code, "params": {key: str(value) for key, value in fault.params.items()}})
        return
    for part in _for_terminal(fault, language).words(language):
        if part:
            sys.stderr.write(part + "\n")


def _for_terminal(fault: Fault, language: str) -> Fault:
    """Return a fault of a query in the words of a terminal: with what is known there, for it has no field."""
    if fault.code not in ("query_unknown_key", "query_unknown_value"):
        return fault
    typed, russian = str(fault.params["key"]), language == "ru"
    name = canonical_key(typed)
    if name is None:
        known = ", ".join(f"{one.russian if russian else one.name}:" for one in KEYS.values())
        return Fault("query_typed_key", key=typed, known=known)
    key = KEYS[name]
    if name == "sort":
        known = ", ".join(SORTS)
    elif key.choices and russian:
        told = {english: word for word, english in reversed(key.aliases)}
        known = ", ".join(told.get(one, one) for one in key.choices)
    else:
        known = ", ".join(key.choices) or say(f"query_kind.{key.kind}")
    return Fault("query_typed_value", key=typed, value=fault.params["value"], known=known)


def answered(answer: Mapping[str, object], *, as_json: bool, apart: str = "  ") -> None:
    """Print what an act answered: one object for programs, for people its parts by name; what is None is left out."""
    if as_json:
        json_line(answer)
        return
    parts = [
        f"{say(f'answer.{name}')}: {stamp(value) if isinstance(value, datetime) else _cell(value)}"
        for name, value in answer.items()
        if value is not None
    ]
    sys.stdout.write(apart.join(parts) + "\n")


def stamp(instant: datetime) -> str:
    """Return an instant that stands alone, with the zone in which it is told: 2026-11-24 12:00 Europe/Moscow."""
    return f"{_cell(instant)} {zone()}"


class Progress:
    """Shows on a terminal how far an import is; silent elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, progress: IntakeProgress) -> bool:
        """Show one state; the import goes on."""
        if self._shown:
            share = 100 * progress.bytes_done // max(1, progress.bytes_total)
            messages = say_count("import.messages", progress.messages)
            sys.stderr.write(f"\r{messages}, {share} %  {progress.file[-50:]:<50}")
            sys.stderr.flush()
        return True

    def close(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * 90 + "\r")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone()):%Y-%m-%d %H:%M}"
    return " ".join(str(value).split())
