"""`report`: what happened on some days, as a table, CSV, XLSX, JSON or PDF; with `--rows`, one row for each request."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.listing import query_of
from console.cli.output import json_line, json_text
from console.faults import BadInput
from console.query import Query
from console.records.reporting import NAMES, Days, Figure, ReadFrom, Report
from console.services import reporting
from console.services.desk import Desk
from console.services.reporting import sheets
from console.services.reporting.asking import zone_of
from console.views.reports import saying
from console.views.words import say, set_zone

_FORMATS = ("table", "csv", "xlsx", "json", "pdf")


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    made = commands.add_parser("report", help="reports over a span of days, or one row for each request")
    made.add_argument("name", nargs="?", metavar="NAME", help=", ".join(NAMES))
    made.add_argument("query", nargs="*", metavar="QUERY", help="keep it to these tickets")
    made.add_argument("--from", dest="first", metavar="DAY", help="the first day; the present week's Monday without it")
    made.add_argument("--to", dest="last", metavar="DAY", help="the last day, inside; today without it")
    made.add_argument("--format", choices=_FORMATS, default="table")
    made.add_argument("--file", type=Path, metavar="FILE", help="write to this file; xlsx and pdf need one")
    made.add_argument("--rows", action="store_true", help="one row for each request that was received on the days")
    made.set_defaults(run=report_command)


def report_command(asked: argparse.Namespace) -> int:
    """Print or write a report."""
    if asked.name is None and not asked.rows:
        raise BadInput("report_name_needed", known=", ".join(NAMES))
    if asked.name is not None and asked.name not in NAMES:
        if not asked.rows:
            raise BadInput("unknown_report", report=asked.name, known=", ".join(NAMES))
        asked.query.insert(0, asked.name)
    if asked.format in ("xlsx", "pdf") and asked.file is None:
        raise BadInput("report_needs_file", format=asked.format)
    if asked.rows and asked.format == "pdf":
        raise BadInput("rows_not_pdf")
    here = desk(asked)
    try:
        set_zone(str(zone_of(here)))
        query = query_of(" ".join(asked.query))
        if asked.rows:
            _rows(here, _days(here, asked), query, asked)
        else:
            _report(reporting.make(here, asked.name, _days(here, asked), query), asked, here)
    finally:
        here.store.close()
    return 0


def _days(here: Desk, asked: argparse.Namespace) -> Days:
    today = here.clock().astimezone(zone_of(here))
    first = _day(asked.first) if asked.first else reporting.week(today).first
    return reporting.own_days(first, _day(asked.last) if asked.last else max(first, today.date()))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("bad_day", day=text) from error


def _report(report: Report, asked: argparse.Namespace, here: Desk) -> None:
    made = [saying.sheet(report, one) for one in report.parts]
    if asked.format == "json":
        _json(report, asked.file)
    elif asked.format == "csv":
        _csv(made, asked.file, here)
    elif asked.format == "xlsx":
        sheets.save_xlsx(asked.file, made, zone_of(here))
    elif asked.format == "pdf":
        from console.views.reports.paper import save_pdf_alone  # noqa: PLC0415 - Qt is loaded for a page only

        save_pdf_alone(asked.file, report)
    else:
        _to(asked.file, _lines(report))


def _csv(made: list[sheets.Sheet], file: Path | None, here: Desk) -> None:
    if file is None:
        sheets.csv_to(sys.stdout, made, zone_of(here))
    else:
        sheets.save_csv(file, made, zone_of(here))


def _json(report: Report, file: Path | None) -> None:
    if file is None:
        json_line(report)
        return
    sheets.save_text(file, json_text(report))


def _to(file: Path | None, lines: Iterator[str]) -> None:
    if file is None:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    else:
        sheets.save_text(file, "".join(f"{line}\n" for line in lines))


def _lines(report: Report) -> Iterator[str]:
    """Yield a report as lines: each part with its heading, its columns and what is to be said of it."""
    yield f"{saying.title(report.name)}, {saying.days(report.days)}"
    yield saying.as_of(report)
    for part in report.parts:
        yield ""
        yield saying.part(report.name, part.key)
        rows = [[saying.label(one) for one in part.columns]]
        rows += [[saying.label(one.label), *(saying.cell(cell) for cell in one.cells)] for one in saying.lines(part)]
        numbers = [any(isinstance(one.cells[n], Figure) for one in part.lines) for n in range(len(part.columns) - 1)]
        widths = [max(len(row[n]) for row in rows) for n in range(len(part.columns))]
        for row in rows:
            cells = [row[0].ljust(widths[0])]
            cells += [
                one.rjust(width) if number else one.ljust(width)
                for one, width, number in zip(row[1:], widths[1:], numbers, strict=True)
            ]
            yield "  ".join(cells).rstrip()
        if not part.lines:
            yield say("reports.nothing")
        yield from (saying.note(one) for one in part.notes)


def _tell_where(found: ReadFrom) -> None:
    """Say beside the rows where they are read: they have no head."""
    words = saying.read_from(found)
    if words:
        sys.stderr.write(f"{words}\n")


def _rows(here: Desk, days: Days, query: Query, asked: argparse.Namespace) -> None:
    with closing(reporting.request_rows(here, days, query, told=_tell_where)) as rows:
        if asked.format == "json":
            for row in rows:
                json_line(dict(zip(reporting.COLUMNS, row, strict=True)))
            return
        heads = [say(f"report_row.{one}") for one in reporting.COLUMNS]
        sheet = sheets.Sheet(name=say("reports.rows"), heads=heads, rows=rows)
        if asked.format == "xlsx":
            sheets.save_xlsx(asked.file, [sheet], zone_of(here))
        else:
            _csv([sheet], asked.file, here)
