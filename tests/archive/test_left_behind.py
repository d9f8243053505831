"""What is left out leaves nothing behind: not across lines, in an index, a file's name, a number or a hidden folder."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from console.archive import layout
from console.faults import BadInput, NotAllowed, NotFound
from console.query import parse
from console.records.base import TicketId
from console.services import questions, showing
from console.services.archives import redacting
from console.services.intake.run import import_paths
from console.store.archived import redacted
from console.store.archived.blackout import Words
from console.store.archived.marking import Marks
from console.store.tables import messages as said
from console.store.tables.tickets import ticket_spans
from tests.archive.desks import every_file, furnish, opened
from tests.archive.test_redacting import bytes_of, export, stands, verify
from tests.services.conftest import NOW

LONG = "And where " + "on one of the very many pages of it " * 14 + "is brumbleworth set in the panel in version 4.6.0?"


def letter(
    key: str, sender: str, subject: str, body: str, *, name: str = "", file: bytes = b"", answers: str = ""
) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "support@desk.example", subject
    mail["Message-ID"], mail["Date"] = f"<{key}@mail.example>", NOW
    if answers:
        mail["In-Reply-To"] = f"<{answers}@mail.example>"
    mail.set_content(body)
    if name:
        mail.add_attachment(file, maintype="text", subtype="plain", filename=name)
    return mail.as_bytes()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("desk")
    made = f"sqlite:///{folder / 'desk.sqlite'}"
    furnish(made)
    desk = opened(made)
    paul = "Paul <paul@other.example>"
    mails = (
        letter("w1", "Zenobia Quorzlimon <zeno@quorzli.example>", "Mine", "The panel is slow in version 4.6.0."),
        letter("wa", paul, "Re: Mine", "Her papers.", name="papers.txt", file=b"inside: Quorzlimon's\n", answers="w1"),
        letter("wb", paul, "Elsewhere", "A list, panel 4.6.0", name="list.txt", file=b"elsewhere: Quorzlimon's\n"),
        letter("w2", paul, "Fwd: hers", "She wrote:\n> Zenobia\n> Quorzlimon\n> has a glimmer\n> fax in 4.6.0"),
        letter("w3", paul, "Turned", "Ask Quorzlimon, Zenobia or *Zenobia* Quorzlimon; Zeno\u00adbia-Quorzlimon too."),
        letter("w4", paul, "Named", "See the file, please.", name="Zenobia_Quorzlimon.txt", file=b"nothing\n"),
        letter("w5", paul, "Number", '{"phone": 79161234567, "panel": "4.6.0"}'),
        letter("w6", paul, "Third", f"I have two questions. How is the commission rounded in the panel?\n\n{LONG}"),
        letter("w7", "Hans <hans@other.example>", "Bars", "here is \u25887glimmerfax and it is broken in 4.6.0"),
        letter("w8", paul, "Escaped", 'it says {"who": "\\u005aenobia Quorzlimon"} in the panel 4.6.0'),
    )
    for key, content in enumerate(mails):
        (folder / f"{key}.eml").write_bytes(content)
        list(import_paths(desk, [folder / f"{key}.eml"]))
    row = next(
        one for one in showing.queue_page(desk, parse("is:open").query, limit=100).rows if one.subject == "Third"
    )
    _split(desk, row.id)
    desk.store.close()
    return made


def _split(desk: Any, ticket: TicketId) -> None:
    asked = next(one for one in showing.detail(desk, ticket).questions if "brumbleworth" in one.text)
    questions.split_off(desk, ticket, asked.id)


def found_by_search(folder: Path, words: str) -> list[str]:
    """Return the bodies of the index that the words find."""
    with closing(sqlite3.connect(f"file:{folder / layout.DATABASE}?immutable=1", uri=True)) as connection:
        asked = "SELECT body FROM search_texts WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)"
        return [row[0] for row in connection.execute(asked, (f'"{words}"',))]


def test_a_name_goes_across_lines_turned_and_in_names_of_files(url: str, tmp_path: Path) -> None:
    export(url, tmp_path / "out", "person:zeno@quorzli.example", "text:glimmer fax", folder=True)
    content = bytes_of(tmp_path / "out")
    assert [one for one in ("zeno@quorzli", "glimmer", "zenobia", "enobia") if stands(content, one)] == []
    assert not stands(content, "inside: Quorzlimon"), "a part of the name in a file of the person's own request"
    assert stands(content, "elsewhere: Quorzlimon"), "a part of the name goes in own requests only"
    assert found_by_search(tmp_path / "out", "zenobia quorzlimon") == []
    assert verify(tmp_path / "out").state == "whole"
    export(url, tmp_path / "whole", folder=True)
    assert len(found_by_search(tmp_path / "whole", "zenobia quorzlimon")) >= 2
    assert stands(bytes_of(tmp_path / "whole"), "glimmer")


def test_a_number_in_json_goes(url: str, tmp_path: Path) -> None:
    export(url, tmp_path / "out", "text:+7 916 123-45-67", folder=True)
    assert not stands(bytes_of(tmp_path / "out"), "79161234567")
    assert verify(tmp_path / "out").state == "whole"


def test_a_word_goes_from_the_index_of_a_question_that_was_split_off(url: str, tmp_path: Path) -> None:
    export(url, tmp_path / "whole", folder=True)
    assert len(found_by_search(tmp_path / "whole", "brumbleworth")) == 2
    export(url, tmp_path / "out", "text:brumbleworth", folder=True)
    assert found_by_search(tmp_path / "out", "brumbleworth") == []
    assert not stands(bytes_of(tmp_path / "out"), "brumbleworth")
    assert verify(tmp_path / "out").state == "whole"


def test_a_message_of_two_requests_touches_both(url: str) -> None:
    desk = opened(url)
    with closing(desk.store), desk.store.read() as connection:
        asked = select(ticket_spans.c.message_id, func.count(ticket_spans.c.ticket_id.distinct()))
        counts = connection.execute(asked.group_by(ticket_spans.c.message_id)).all()
        (shared,) = [message for message, count in counts if count > 1]
        marks = Marks(connection, b"", lambda _one: None)
        tickets = marks.tickets_of("message_versions", {"id": 1, "message_id": shared})
        assert len(tickets) == 2
        assert marks.ticket_of_message(shared) == min(tickets)
        assert marks.tickets_of("questions", {"message_id": None, "ticket_id": 7}) == {7}


def test_a_bar_that_a_customer_wrote_does_not_make_an_archive_altered(url: str, tmp_path: Path) -> None:
    export(url, tmp_path / "out", "text:glimmerfax", folder=True)
    found = verify(tmp_path / "out")
    assert (found.state, found.where, found.why) == ("whole", "", "")


def test_a_number_that_the_program_counts_by_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as fault:
        export(url, tmp_path / "out.tkz", "text:1819314")
    assert (fault.value.code, fault.value.params) == ("redact_too_wide", {"column": "events.new"})


@pytest.mark.parametrize("word", ["person:nobody@nowhere.example", "text:Support", "text:facts_confirmed"])
def test_a_refusal_leaves_no_hidden_folder(url: str, tmp_path: Path, word: str) -> None:
    with pytest.raises((BadInput, NotFound)):
        export(url, tmp_path / "court.tkz", word)
    assert list(tmp_path.iterdir()) == []


def test_a_first_one_that_is_not_a_leads_leaves_no_hidden_folder(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_desk: Any) -> bytes:
        raise NotAllowed("redact_lead_first")

    monkeypatch.setattr(redacting, "secret_of", refused)
    with pytest.raises(NotAllowed):
        export(url, tmp_path / "court.tkz", "text:glimmerfax")
    assert list(tmp_path.iterdir()) == []


def test_what_a_pass_misses_keeps_the_archive_from_its_name(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look is one of its own: a first one that overlooks a column is found out."""
    before = redacted.Pass._columns

    def blind(self: Any, table: Any, columns: Any, row: Any) -> Any:
        return {} if table.name == "message_versions" else before(self, table, columns, row)

    monkeypatch.setattr(redacted.Pass, "_columns", blind)
    with pytest.raises(BadInput) as fault:
        export(url, tmp_path / "court.tkz", "text:brumbleworth")
    assert (fault.value.code, fault.value.params) == ("redact_left", {"column": "message_versions.body"})
    assert list(every_file(tmp_path)) == []


def test_what_looks_like_a_mark_keeps_the_archive_from_its_name(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = redacted.Pass._forget_places

    def with_a_bar(self: Any) -> None:
        before(self)
        table = said.message_versions
        self.connection.execute(update(table).where(table.c.id == 1).values(body="█9999█"))

    monkeypatch.setattr(redacted.Pass, "_forget_places", with_a_bar)
    with pytest.raises(BadInput) as fault:
        export(url, tmp_path / "court.tkz", "text:brumbleworth")
    assert fault.value.code == "redact_marks"
    assert list(every_file(tmp_path)) == []


def test_words_of_others_stay(url: str, tmp_path: Path) -> None:
    export(url, tmp_path / "out", "person:zeno@quorzli.example", folder=True)
    content = bytes_of(tmp_path / "out")
    assert all(stands(content, one) for one in ("brumbleworth", "79161234567", "paul@other.example", "glimmerfax"))
    assert not Words(names=("Zenobia Quorzlimon",)).holds((tmp_path / "out" / layout.LINES).read_text())
