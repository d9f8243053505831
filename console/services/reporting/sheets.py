"""Tables as files that other programs open: CSV and XLSX. A text never becomes a formula there.

A file is written beside its place and takes it when it is whole; a row is written as it comes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from console.services.whole_files import beside

Value: TypeAlias = "str | int | float | datetime | None"
_FORMULA = re.compile("^[\\s\ufeff]*[=+\\-@|\t\r\uff1d\uff0b\uff0d\uff20]")
_BEHIND = re.compile('([;\t\r\n][\\s"\ufeff]*)(?=[=+\\-@|\uff1d\uff0b\uff0d\uff20])')
"""Where a text goes on as a cell of its own in a program that ends cells at a semicolon or a tab."""
_MOST_ROWS = 1_000_000  # of a sheet; more go on in the next one
_MOST_TEXT = 32_000  # letters of a cell
_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with a name: the heads of its columns, then its rows, read once."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def guarded(value: Value) -> Value:
    """Return a value of which no program makes a formula: a text that could be one begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def csv_to(stream: TextIO, sheets: Iterable[Sheet], zone: tzinfo) -> None:
    """Write tables one below the other, with a line between."""
    writer = csv.writer(stream, lineterminator="\r\n")
    for n, sheet in enumerate(sheets):
        if n:
            writer.writerow(())
        writer.writerow([guarded(one) for one in sheet.heads])
        for row in sheet.rows:
            writer.writerow([_in_csv(one, zone) for one in row])


def save_csv(path: Path, sheets: Iterable[Sheet], zone: tzinfo) -> None:
    """Write tables as CSV in UTF-8, marked as such for those programs that would not know. Raises Unreachable."""
    with beside(path) as place, place.open("w", encoding="utf-8-sig", newline="") as stream:
        csv_to(stream, sheets, zone)


def save_xlsx(path: Path, sheets: Iterable[Sheet], zone: tzinfo) -> None:
    """Write tables as sheets of a workbook, row by row. Raises Unreachable."""
    import xlsxwriter  # noqa: PLC0415 - only who exports waits for it

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with beside(path) as place, xlsxwriter.Workbook(str(place), options) as book:
        look = _Look(book, zone)
        used: set[str] = set()
        for sheet in sheets:
            _write_sheet(book, look, sheet, used)


class _Look:
    """How cells of a workbook look."""

    def __init__(self, book: Any, zone: tzinfo) -> None:
        self.zone = zone
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})


def _write_sheet(book: Any, look: _Look, sheet: Sheet, used: set[str]) -> None:
    page, at = None, 0
    for row in _with_one(sheet.rows):
        if page is None or at > _MOST_ROWS:
            page, at = book.add_worksheet(_sheet_name(sheet.name, used)), 0
            page.freeze_panes(1, 0)
            page.set_column(0, 0, 28)
            page.set_column(1, max(1, len(sheet.heads) - 1), 18)
            for n, head in enumerate(sheet.heads):
                page.write_string(0, n, str(guarded(head)), look.head)
            at = 1
        if row is not None:
            for n, value in enumerate(row):
                _write(page, at, n, value, look)
            at += 1


def _with_one(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value] | None]:
    """Yield rows; None first, so that a table without any has its heads."""
    yield None
    yield from rows


def _write(page: Any, row: int, column: int, value: Value, look: _Look) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        page.write_datetime(row, column, value.astimezone(look.zone).replace(tzinfo=None), look.instant)
    elif isinstance(value, str):
        page.write_string(row, column, str(guarded(value))[:_MOST_TEXT])
    else:
        page.write_number(row, column, value)


def _in_csv(value: Value, zone: tzinfo) -> object:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    found = "" if value is None else guarded(value)
    return _BEHIND.sub(r"\1'", found) if isinstance(found, str) else found


def _sheet_name(name: str, used: set[str]) -> str:
    base = _NAME.sub(" ", name).strip("' ")[:26] or "1"
    found, n = base, 2
    while found.casefold() in used:
        found, n = f"{base} {n}", n + 1
    used.add(found.casefold())
    return found


def save_text(path: Path, text: str) -> None:
    """Write a text in UTF-8. Raises Unreachable."""
    with beside(path) as place:
        place.write_text(text, encoding="utf-8")
