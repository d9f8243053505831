"""No way out of the desk holds access data of a customer that were hidden: exports, copies, reports, logs, backups.

The database itself keeps them in one column while the request is open; what leaves it must not.
"""

from __future__ import annotations

import logging
import traceback
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import journal
from console.cli.main import main
from console.records.base import TicketId
from console.records.reporting import NAMES
from console.services import access, matters, reply, showing, thread
from console.services.desk import Desk
from console.store import Unit, backup, tables
from tests.services.requests_for_matters import request_of

SECRET = "s3cr3t-Tower"
ASKED = "Orders are not saved in the panel section Orders, an error comes. Version 4.8.2."
GAVE = f"Here is the access: login ann, password: {SECRET}"
PDF_STREAM = b"stream\n"


@pytest.fixture
def given(desk: Desk, tmp_path: Path) -> TicketId:
    """A request whose customer sent access data, which were hidden; it is open, so that they are still kept."""
    if not desk.store.url.startswith("sqlite"):
        pytest.skip("the ways out are the same on every database")
    ticket = request_of(desk, tmp_path, ASKED, GAVE)
    reply.add_note(desk, ticket, f"They sent {SECRET} by mail")
    (sign,) = [one for one in matters.of_ticket(desk, ticket).signs if one.kind == "access_data"]
    access.ask(desk, ticket, kind="panel", purpose="To repeat the error")
    access.take(desk, ticket, int(sign.message_id), sign.words)
    (one,) = [one for one in matters.of_ticket(desk, ticket).access if one.kept]
    assert access.look(desk, one.id) == SECRET
    return ticket


def contents(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a place, and what is packed into it."""
    for path in [place] if place.is_file() else sorted(one for one in place.rglob("*") if one.is_file()):
        data = path.read_bytes()
        yield path.name, data
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{path.name}/{name}", packed.read(name)) for name in packed.namelist())
        if data.startswith(b"%PDF"):
            for part in data.split(PDF_STREAM)[1:]:
                try:
                    yield f"{path.name} (a stream)", zlib.decompressobj().decompress(part)
                except zlib.error:
                    continue


def leaking(place: Path) -> list[str]:
    """Return the files that hold the secret, in any of the forms that texts have."""
    forms = [SECRET.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return [name for name, data in contents(place) if any(form in data for form in forms)]


def command(capsys: pytest.CaptureFixture[str], desk: Desk, *words: str) -> str:
    """Run a command at the desk's database and return everything that it said."""
    main(["--database", desk.store.url, *words])
    told = capsys.readouterr()
    return told.out + told.err


def test_the_search_of_this_test_finds_the_secret_where_it_is(desk: Desk, given: TicketId, tmp_path: Path) -> None:
    place = tmp_path / "planted"
    place.mkdir()
    (place / "plain.txt").write_text(GAVE, encoding="utf-8")
    with zipfile.ZipFile(place / "packed.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("inside.txt", GAVE * 20)
    (place / "made.pdf").write_bytes(b"%PDF-1.7\n" + PDF_STREAM + zlib.compress(GAVE.encode()))
    assert leaking(place) == ["made.pdf (a stream)", "packed.zip/inside.txt", "plain.txt"]
    path = Path(desk.store.url.removeprefix("sqlite:///"))
    assert any(
        name.startswith(path.name) for name in leaking(path.parent)
    )  # it is kept there while the request is open


def test_no_export_of_tickets_holds_it(
    desk: Desk, given: TicketId, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    number = showing.detail(desk, given).row.number
    told = command(capsys, desk, "export", "--to", str(out / "all.zip"), "--unsigned")
    told += command(capsys, desk, "export", "--to", f"{out / 'folder'}/", "--folder", "--unsigned")
    for form in ("md", "eml", "pdf"):
        told += command(capsys, desk, "export", f"id:{number}", "--to", str(out / f"one.{form}"), "--as", form)
    made = [name for name, _ in contents(out)]
    assert {"one.md", "one.pdf", "one.eml", "all.zip"} <= set(made)
    assert any(name.startswith("all.zip/") for name in made)
    assert any(name == "one.pdf (a stream)" for name in made)
    assert leaking(out) == []
    assert SECRET not in told


def test_no_command_prints_it(desk: Desk, given: TicketId, capsys: pytest.CaptureFixture[str]) -> None:
    number = str(showing.detail(desk, given).row.number)
    for words in (("show", number), ("show", number, "--replay"), ("matters", number), ("list",)):
        for more in ((), ("--json",)):
            told = command(capsys, desk, *words, *more)
            assert told
            assert SECRET not in told, words


def test_no_report_holds_it(desk: Desk, given: TicketId, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "reports"
    out.mkdir()
    said = ""
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    for form in ("csv", "xlsx", "pdf", "json"):
        said += command(capsys, desk, "report", "flow", *days, "--format", form, "--file", str(out / f"flow.{form}"))
        rows = str(out / f"rows.{form}")
        said += command(capsys, desk, "report", "--rows", *days, "--format", form, "--file", rows)
    for name in NAMES:
        said += command(capsys, desk, "report", name, *days)
    assert len(list(out.iterdir())) > 3
    assert leaking(out) == []
    assert SECRET not in said


def test_no_copy_of_the_conversation_holds_it(desk: Desk, given: TicketId) -> None:
    found = thread.open_thread(desk, given)
    words = [one.text for one in thread.words_of(desk, given, tuple(key for key in found.keys if key > 0))]
    assert any("•" * len(SECRET) in one for one in words)
    assert not any(SECRET in one for one in words)
    assert SECRET not in str(found)
    assert SECRET not in str(showing.panels(desk, given))


def test_no_log_and_no_report_of_a_bug_holds_it(
    desk: Desk, given: TicketId, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = next(one for one in matters.of_ticket(desk, given).access if one.kept)
    words = access.look(desk, one.id)

    def fails(unit: Unit) -> None:
        unit.insert(tables.tickets.tags, name=words)
        unit.insert(tables.tickets.tags, name=words)  # the database refuses the second and is told both

    with pytest.raises(Exception) as error:  # noqa: PT011 - whatever the store makes of it
        desk.apply(desk.command("test"), fails)  # type: ignore[arg-type]  # it gives nothing back
    report = "".join(traceback.format_exception(error.value))
    assert "UNIQUE" in report.upper()
    assert SECRET not in report
    assert SECRET not in caplog.text
    assert SECRET not in journal.redact(f"login failed, password={SECRET} at postgresql://ann:{SECRET}@host/desk")


def test_no_backup_holds_it(desk: Desk, given: TicketId, tmp_path: Path) -> None:
    path = Path(desk.store.url.removeprefix("sqlite:///"))
    backup.make_backup(path, tmp_path / "backups")
    assert list((tmp_path / "backups").rglob("*"))
    assert leaking(tmp_path / "backups") == []
