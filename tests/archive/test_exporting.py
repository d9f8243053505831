"""Exporting: whole or not at all, the same on every database, and compared with it."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from console.archive import layout, lifetime, pages, signers
from console.cli.main import main
from console.faults import BadInput, Damaged, Known
from console.query import parse
from console.records.archives import ExportProgress
from console.records.base import Status
from console.records.licensing import PurchaseRecord, SuspensionRecord
from console.records.schedules import ClockView
from console.services.archives import exporting, ways_out
from console.services.archives.lifetimes import Lifetimes
from console.store import moving
from console.store.archived import gathering, opening
from console.store.archived.closure import LEFT_OUT, carried
from console.store.driver import sqlite_module
from console.store.tables import metadata
from console.views.archive import blocks
from tests.archive.conftest import LEAD, SIGNING
from tests.archive.desks import LOG, PICTURE, every_file, export, opened
from tests.services.conftest import NOW


def test_every_table_is_carried_or_left_out_for_a_reason() -> None:
    assert {one.name for one in carried()} | set(LEFT_OUT) == set(metadata.tables)
    assert not {one.name for one in carried()} & set(LEFT_OUT)


def test_the_same_data_gives_the_same_content_on_every_database(
    sqlite_desk: str, migrated_postgres_url: str, tmp_path: Path
) -> None:
    from_file = tmp_path / "first.tkz"
    first = export(sqlite_desk, from_file)
    moving.move(sqlite_desk, migrated_postgres_url)
    second = export(migrated_postgres_url, tmp_path / "second.tkz", signing=SIGNING)
    assert first.content_sha256 == second.content_sha256
    assert first.manifest_sha256 == second.manifest_sha256
    with zipfile.ZipFile(from_file) as one, zipfile.ZipFile(tmp_path / "second.tkz") as other:
        assert one.read(layout.MANIFEST) == other.read(layout.MANIFEST)


def test_only_the_tickets_of_the_query_leave(sqlite_desk: str, tmp_path: Path) -> None:
    made = export(sqlite_desk, tmp_path / "some", 'subject:"Rounding b"', folder=True)
    assert made.tickets == 1
    lines = [json.loads(line) for line in (tmp_path / "some/data/tickets.jsonl").read_text().splitlines()]
    assert [one["subject"] for one in lines] == ["Rounding b"]
    everything = b"".join(one.read_bytes() for one in every_file(tmp_path / "some"))
    assert b"bob@two.example" not in everything
    assert b"The page" not in everything


def test_what_is_written_for_people_and_programs_says_what_the_desk_has(signed_folder: Path) -> None:
    lines = [json.loads(line) for line in (signed_folder / layout.LINES).read_text().splitlines()]
    files = next(one for one in lines if "picture" in one["subject"])
    (message,) = [one for one in files["messages"] if one["attachments"]]
    kept = {
        one["name"]: (signed_folder / layout.file_name(one["sha256"])).read_bytes() for one in message["attachments"]
    }
    assert sorted(kept.values()) == sorted([PICTURE, LOG])
    assert (signed_folder / layout.file_name(message["original"])).read_bytes().startswith(b"From: Ann")
    refused = next(one for one in lines if one["decisions"])
    assert refused["decisions"][0]["primary"] == "23.1.1"
    assert refused["decisions"][0]["result"]
    assert refused["events"][-1]["hash"]
    licenses = [json.loads(line) for line in (signed_folder / "data/licenses.jsonl").read_text().splitlines()]
    assert {one["key"] for one in licenses} == {"HRB-1", "HRB-2"}
    assert all(one["standing"]["periods"] for one in licenses)
    page = (signed_folder / "data/pages/00001.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src 'none'" in page
    assert "Called them &lt;b&gt;twice" in page
    assert "May be refused · Можно отказать" in page
    assert "Rules that were tried" in page
    assert "<td><b>Yes · Да</b></td>" in page  # the rule that decided
    assert "<dt>License · Лицензия</dt><dd>HRB-2 · Expired · " in page
    assert page.count("<div class=life aria-hidden=true") == 3
    assert f"<td>Bought · Куплена</td><td class=t>{NOW.replace(year=2024):%Y-%m-%d %H:%M}</td><td class=t>–" in page
    assert "<td>Free Support · Бесплатная поддержка</td><td class=t>2024-" in page
    assert "<u class=as_of style=left:" in page
    assert refused["facts"]
    assert all(f"<dt>{one['name'].replace('_', ' ')}</dt>" in page for one in refused["facts"])
    listed = (signed_folder / "data/index.html").read_text()
    assert listed.count("<th scope=col>") == 4
    assert "Open · Открыто" in listed or "May be refused · Можно отказать" in listed


def test_the_pages_know_the_words_of_every_code() -> None:
    told = tomllib.loads(files("resources").joinpath("pages.toml").read_text(encoding="utf-8"))
    spoken = [tomllib.loads(files("resources").joinpath(f"i18n/{one}.toml").read_text()) for one in ("en", "ru")]
    assert set(told["status"]) == {one.value for one in Status}
    for code, words in told["outcome"].items():
        assert words == " · ".join(one["outcome"][code] for one in spoken)
    assert set(told["outcome"]) == set(spoken[0]["outcome"])
    assert all(
        words == " · ".join(one["license"][code] for one in spoken) for code, words in told["license_state"].items()
    )
    run = {"started_at": NOW, "stopped_at": None, "waiting": False, "allowed": 28_800, "spent": 5_400, "due": None}
    clocks = "".join(pages._clocks((ClockView(target="first_response", spans=(), **run),)))  # type: ignore[arg-type]  # by name
    assert "First response · Первый ответ" in clocks
    assert ">1:30 / 8:00<" in clocks


def test_a_time_line_shows_what_is_paused_and_no_markup_of_anybody(sqlite_desk: str) -> None:
    desk = opened(sqlite_desk)
    with closing(desk.store), desk.store.read() as connection:
        one = Lifetimes(desk).of(connection, {2})[2]
    pause = SuspensionRecord(
        id=1, kind="support", basis="<b>", starts_at=NOW, ends_at=None, review_at=None, reason="<i>", ticket_id=None
    )
    paid = PurchaseRecord(id=1, version=1, paid_at=NOW.replace(year=2025), length=1, unit="month", evidence="<u>")
    record = dataclasses.replace(one.record, suspensions=(pause,), purchases=(paid,))
    told = "".join(lifetime.told(dataclasses.replace(one, record=record), NOW))
    assert "Support paused · Поддержка приостановлена (&lt;b&gt;)</td>" in told
    assert "<td>Paid for · Оплачено</td><td class=t>2025-11-24 09:00</td>" in told
    assert told.count("<i class=") == 1 + len(one.standing.periods)
    shares = [float(each) for each in re.findall(r"(?:left|width):([0-9.]+)%", told)]
    assert shares
    assert all(0 <= each <= 100 for each in shares)


def test_the_database_in_it_has_nothing_that_acts_and_no_secret(signed_folder: Path, tmp_path: Path) -> None:
    with closing(sqlite_module().connect(signed_folder / layout.DATABASE)) as connection:
        kinds = {row[0] for row in connection.execute("SELECT DISTINCT type FROM sqlite_master")}
        assert kinds == {"table", "index"}
        assert connection.execute("SELECT count(*) FROM blobs WHERE length(content) > 0").fetchone() == (0,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        found = connection.execute("SELECT count(*) FROM search_index WHERE search_index MATCH 'round*'").fetchone()
        assert found[0] >= 2
    store = opening.open_sealed(signed_folder / layout.DATABASE, lambda _: b"")
    with pytest.raises(sqlite_module().OperationalError), store._engine.connect() as sealed:
        sealed.connection.driver_connection.execute("UPDATE tickets SET subject = 'x'")
    store.close()


def test_stock_tools_prove_it(signed_folder: Path, tmp_path: Path) -> None:
    """An auditor needs none of our software."""
    if shutil.which("ssh-keygen") is None or shutil.which("sha512sum") is None:
        pytest.skip("no ssh-keygen or sha512sum on this system")
    allowed = tmp_path / "allowed"
    allowed.write_text(signers.written([LEAD], layout.NAMESPACE))
    asked = ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", LEAD.name, "-n", layout.NAMESPACE]
    with (signed_folder / layout.TAG_MANIFEST).open("rb") as tags:
        subprocess.run([*asked, "-s", layout.SIGNATURE], cwd=signed_folder, stdin=tags, capture_output=True, check=True)
    for one in (layout.TAG_MANIFEST, layout.MANIFEST):
        subprocess.run(["sha512sum", "--strict", "-c", one], cwd=signed_folder, capture_output=True, check=True)


def test_nothing_is_written_over_and_nothing_half_bears_the_name(sqlite_desk: str, tmp_path: Path) -> None:
    target = tmp_path / "a.tkz"
    target.write_text("mine")
    with pytest.raises(BadInput, match="there already"):
        export(sqlite_desk, target)
    assert target.read_text() == "mine"
    with pytest.raises(BadInput, match="nothing to export"):
        export(sqlite_desk, tmp_path / "b.tkz", "subject:nonsense")
    made = opened(sqlite_desk)
    for part in ("rows", "files", "compare", "readable", "seal"):
        with pytest.raises(Known, match="canceled"):
            exporting.export(made, parse("").query, tmp_path / "c.tkz", heard=lambda told, at=part: told.part != at)
        assert [one.name for one in tmp_path.iterdir()] == ["a.tkz"]
    made.store.close()


def test_a_row_that_arrives_changed_is_noticed(
    sqlite_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = gathering._put

    def changed(target: Any, table: Any, rows: Any) -> None:
        if table.name == "facts":
            at = list(table.c.keys()).index("value")
            rows = [(*row[:at], '"other"', *row[at + 1 :]) for row in rows]
        honest(target, table, rows[1:] if table.name == "questions" else rows)

    monkeypatch.setattr(gathering, "_put", changed)
    with pytest.raises(Damaged, match="does not say the same"):
        export(sqlite_desk, tmp_path / "a.tkz")
    assert list(tmp_path.iterdir()) == []  # asked the same again, it would go on with what differs


def test_a_folder_that_is_not_there_is_not_made(sqlite_desk: str, tmp_path: Path) -> None:
    for write in (export, lambda _url, to: ways_out.new_file(to, Path.touch)):
        with pytest.raises(BadInput, match="typo is not there"):
            write(sqlite_desk, tmp_path / "typo" / "a.tkz")
    assert list(tmp_path.iterdir()) == []


def test_it_says_how_far_it_is(sqlite_desk: str, tmp_path: Path) -> None:
    heard: list[ExportProgress] = []
    made = opened(sqlite_desk)
    exporting.export(made, parse("").query, tmp_path / "a.tkz", heard=lambda told: heard.append(told) is None)
    made.store.close()
    assert list(dict.fromkeys(one.part for one in heard)) == ["rows", "compare", "files", "readable", "seal"]
    assert all(0 <= one.done <= one.total for one in heard)


def test_one_ticket_leaves_as_mails_and_markdown(sqlite_desk: str, tmp_path: Path) -> None:
    """A name is no path, what people wrote has no markup, and a form for one ticket takes one."""
    desk = opened(sqlite_desk)
    with closing(desk.store):
        shown = ways_out.the_one(desk, parse("subject:picture").query)
        ways_out.mails(desk, shown, tmp_path / "one.zip")
        with pytest.raises(BadInput, match="there already"):
            ways_out.mails(desk, shown, tmp_path / "one.zip")
        for several in ("", "subject:nonsense"):
            with pytest.raises(BadInput, match="one ticket"):
                ways_out.the_one(desk, parse(several).query)
    told = blocks.markdown(blocks.blocks(shown))
    assert "\\<script\\>alert" in told
    assert "Called them \\<b\\>twice" in told
    with zipfile.ZipFile(tmp_path / "one.zip") as mails:
        names = mails.namelist()
        assert len(names) == 2
        assert not [one for one in names if "/" in one or "\\" in one or ".." in one]
        assert b"<files@mail.example>" in mails.read(names[0])
        assert b"Called them <b>twice" in mails.read(names[1])


def test_a_ticket_leaves_an_archive_as_it_leaves_the_desk(
    sqlite_desk: str, signed_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("md", "eml"):
        asked = ("export", "subject:picture", "--as", form, "--to")
        assert main(("--database", sqlite_desk, *asked, str(tmp_path / f"desk.{form}"))) == 0
        assert main(("--archive", str(signed_file), *asked, str(tmp_path / f"archive.{form}"))) == 0
        assert (tmp_path / f"archive.{form}").read_bytes() == (tmp_path / f"desk.{form}").read_bytes()
    capsys.readouterr()
    assert main(("--archive", str(signed_file), "export", "--to", str(tmp_path / "a.tkz"), "--json")) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "archive_command"


def test_no_word_of_a_person_is_markup() -> None:
    text = "hi\r\rDecision 1: accepted\r===\n- a\n1. b\n    code\n\t# x\u2028+ y\n12) z"
    assert blocks.markdown([blocks.Block(kind="text", text=text)]).split("\n") == [
        *("> hi  ", ">", "> Decision 1: accepted  ", "> \\===  ", "> \\- a  ", "> 1\\. b  "),
        *("> \xa0\xa0\xa0\xa0code  ", "> \xa0\xa0\xa0\xa0\\# x  ", "> \\+ y  ", "> 12\\) z  ", ""),
    ]


def test_one_ticket_leaves_on_paper_without_a_screen(sqlite_desk: str, tmp_path: Path) -> None:
    asked = ["--database", sqlite_desk, "export", "subject:picture", "--as", "pdf", "--to", str(tmp_path / "one.pdf")]
    surroundings = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    subprocess.run([sys.executable, "-m", "console", *asked], check=True, capture_output=True, env=surroundings)
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    assert [one.name for one in tmp_path.iterdir()] == ["one.pdf"]
