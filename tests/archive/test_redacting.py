"""What is left out of an archive stands nowhere in it, its place is marked, and no marker can be forged."""

from __future__ import annotations

import base64
import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from console.archive import layout
from console.faults import BadInput, NotAllowed, NotFound
from console.query import parse
from console.records.archives import Exported, Proof
from console.records.base import Role
from console.records.redactions import LeaveOut
from console.services import assign, company, reply, showing
from console.services.archives import exporting, proving, redacting
from console.services.archives.bringing_back import bring_back
from console.services.archives.opening import open_archive
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import moving
from tests.archive.conftest import LEAD, SIGNING
from tests.archive.desks import every_file, furnish, opened
from tests.archive.resealing import reseal
from tests.services.conftest import NOW
from tests.services.conftest import furnish as furnish_desk

WHY = "a request under the law of privacy"


def letter(key: str, sender: str, subject: str, body: str, *, answers: str = "", file: bytes = b"") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "support@desk.example", subject
    mail["Message-ID"], mail["Date"] = f"<{key}@mail.example>", NOW
    if answers:
        mail["In-Reply-To"] = f"<{answers}@mail.example>"
    mail.set_content(body)
    mail.add_alternative(f"<p>{body}</p>", subtype="html")
    if file:
        mail.add_attachment(file, maintype="text", subtype="plain", filename=f"{key}-quorzlimon.txt")
    return mail.as_bytes()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A desk in which Zenobia Quorzlimon wrote, was quoted, and was spoken of."""
    folder = tmp_path_factory.mktemp("desk")
    made = f"sqlite:///{folder / 'desk.sqlite'}"
    furnish(made)
    desk = opened(made)
    mails = {
        "z1": letter(
            "z1",
            "Zenobia Quorzlimon <zeno@quorzli.example>",
            "My vault is gone",
            "The vault key glimmerfax opens no doors since yesterday evening, and nobody tells me why it is so.",
            file=b"glimmerfax log of Zenobia\n",
        ),
        "z2": letter(
            "z2",
            "Paul <paul@other.example>",
            "Fwd: her vault",
            "> The vault key glimmerfax opens no\n> doors since yesterday evening, and nobody tells me\n"
            "Can you help ZENOBIA quorzlimon?",
        ),
        "z3": letter("z3", "Rita <rita@other.example>", "Rounding again", "Nothing to do with anybody. 4.6.0?"),
    }
    for key, content in mails.items():
        (folder / f"{key}.eml").write_bytes(content)
        list(import_paths(desk, [folder / f"{key}.eml"]))
    for row in showing.queue_page(desk, parse("is:open").query, limit=100).rows:
        if "vault" in row.subject:
            assign.take(desk, row.id, version=showing.detail(desk, row.id).row.version)
            reply.add_note(desk, row.id, "Zenobia rang, said glimmerfax twice, zeno@quorzli.example is right")
    desk.store.close()
    return made


def export(url: str, target: Path, *words: str, query: str = "", **how: Any) -> Exported:
    desk = opened(url)
    with closing(desk.store):
        wanted = redacting.asked_for(words, WHY)
        return exporting.export(desk, parse(query).query, target, heard=lambda _: True, without=wanted, **how)


def verify(path: Path) -> Proof:
    return proving.verify(path, [LEAD], lambda _d, _t: True)


def bytes_of(folder: Path) -> bytes:
    """Return every byte of an archive and each file's name, and the words of its database's index once more."""
    found = b"".join(one.read_bytes() + one.as_posix().encode() for one in every_file(folder))
    with closing(sqlite3.connect(f"file:{folder / layout.DATABASE}?immutable=1", uri=True)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, row)")
        found += "\n".join(row[0] for row in connection.execute("SELECT term FROM temp.words")).encode()
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - names of its own
                found += b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
    return found


def stands(content: bytes, word: str) -> list[str]:
    """Return in which forms a word stands in bytes."""
    found = []
    forms = {"utf-8": word.encode(), "utf-16-le": word.encode("utf-16-le"), "utf-16-be": word.encode("utf-16-be")}
    folded = content.lower()
    for name, form in forms.items():
        if form.lower() in folded:
            found.append(name)
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + word.encode())
        core = coded[4 * (shift > 0) : -4]
        if len(core) > 5 and core in content:
            found.append(f"base64+{shift}")
    return found


PERSON = ("person:zeno@quorzli.example", "text:glimmerfax")
GONE = ("quorzli", "glimmerfax", "zeno@", "opens no doors", "nobody tells me", "z1-quorzlimon")


def test_a_person_and_a_text_stand_nowhere_and_everything_holds(url: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    made = export(url, target, *PERSON, folder=True, signing=SIGNING)
    content = bytes_of(target)
    assert [(word, found) for word in GONE if (found := stands(content, word))] == []
    found = verify(target)
    assert (found.state, found.where, found.why, found.signature) == ("whole", "", "", "good")
    assert found.facts is not None
    out = found.facts.left_out
    assert out is not None
    assert (out.by, out.reason) == ("Dana Kim", WHY)
    lines = [json.loads(one) for one in (target / layout.REDACTIONS).read_text().splitlines()]
    assert [one["n"] for one in lines] == list(range(1, out.places + 1))
    assert {"text", "original", "html", "file", "event_text"} <= set(out.kinds)
    assert {one["reason"] for one in lines} == {WHY}
    assert found.number == "1.2"
    assert made.tickets == found.facts.tickets == 6
    whole = tmp_path / "whole"
    export(url, whole, folder=True)
    assert all(stands(bytes_of(whole), word) for word in ("quorzli", "glimmerfax", "zeno@"))
    assert verify(whole).number == "1.0"


def test_what_is_read_shows_bars_and_the_rest_as_it_was(url: str, tmp_path: Path) -> None:
    target = tmp_path / "out.tkz"
    export(url, target, *PERSON)
    with closing(open_archive(target, lambda _d, _t: True, [])) as reader:
        rows = showing.queue_page(reader.desk, parse("sort:created").query, limit=100).rows
        texts = {row.subject: showing.ticket(reader.desk, row.number, replay=True) for row in rows}
        assert any("█" in subject for subject in texts)
        rita = texts["Rounding again"]
        assert "Nothing to do with anybody" in rita.messages[0].text
        assert rita.messages[0].raw_sha256 is not None
        assert all(one.holds for shown in texts.values() for one in shown.replays)
        assert len(showing.queue_page(reader.desk, parse("vault").query).rows) <= 1
        paul = next(one for one in texts.values() if "Can you help" in one.messages[0].text)
        assert "█" in paul.messages[0].text
    unpacked = tmp_path / "folder"
    export(url, unpacked, *PERSON, folder=True)
    page = (unpacked / "data/pages/00001.html").read_text()
    assert f'title="Left out · Изъято: {WHY}"' in page
    assert "█" not in page


def test_the_same_query_and_the_same_words_give_the_same_content(url: str, tmp_path: Path) -> None:
    first, second = (export(url, tmp_path / name, *PERSON) for name in ("a.tkz", "b.tkz"))
    assert (first.content_sha256, first.manifest_sha256) == (second.content_sha256, second.manifest_sha256)
    other = export(url, tmp_path / "c.tkz", "text:glimmerfax")
    assert other.content_sha256 != first.content_sha256


def test_a_message_and_attachments_go_alone(url: str, tmp_path: Path) -> None:
    desk = opened(url)
    with closing(desk.store):
        number = next(
            row.number
            for row in showing.queue_page(desk, parse("sort:created").query, limit=100).rows
            if row.subject == "Rounding again"
        )
    target = tmp_path / "out"
    export(url, target, f"message:TK-{number}/1", "attachments", folder=True)
    content = bytes_of(target)
    assert not stands(content, "Nothing to do with anybody")
    assert not stands(content, "glimmerfax log of")
    assert not stands(content, "screen.png")
    assert stands(content, "zeno@quorzli.example"), "nobody asked for that"
    assert verify(target).state == "whole"
    assert "rita@other.example" in (target / layout.LINES).read_text()


def test_the_query_is_covered_too(url: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    export(url, target, *PERSON, query="glimmerfax", folder=True)
    assert not stands(bytes_of(target), "glimmerfax")
    found = verify(target)
    assert found.state == "whole"
    assert found.facts is not None
    assert found.facts.query.startswith("█")


@pytest.mark.parametrize(
    ("words", "reason", "code"),
    [
        (("person:",), WHY, "redact_unknown"),
        (("somebody",), WHY, "redact_unknown"),
        (("message:1",), WHY, "redact_unknown"),
        (("text:ab",), WHY, "redact_short"),
        (("text:glimmerfax",), " ", "redact_reason"),
        (("text:glimmerfax",), "for Glimmerfax", "redact_reason"),
    ],
)
def test_what_cannot_be_meant_is_refused(words: tuple[str, ...], reason: str, code: str) -> None:
    with pytest.raises(BadInput) as fault:
        redacting.asked_for(words, reason)
    assert fault.value.code == code


def test_what_is_not_there_and_what_is_everybodys_is_refused(url: str, tmp_path: Path) -> None:
    for word, code in (
        ("person:nobody@nowhere.example", "redact_no_contact"),
        ("message:9999/1", "redact_no_message"),
        ("text:Support", "redact_public"),
        ("text:facts_confirmed", "redact_too_wide"),
    ):
        with pytest.raises((BadInput, NotFound)) as fault:
            export(url, tmp_path / "out.tkz", word)
        assert fault.value.code == code
    assert not (tmp_path / "out.tkz").exists()


def test_no_desk_is_made_of_it_and_the_first_one_is_a_leads(url: str, tmp_path: Path) -> None:
    target = tmp_path / "out.tkz"
    export(url, target, *PERSON)
    with pytest.raises(BadInput, match="leaves out"):
        bring_back(target, f"sqlite:///{tmp_path / 'again.sqlite'}", [], lambda _d, _t: True)
    fresh = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    furnish_desk(fresh)
    desk = opened(fresh)
    with closing(desk.store):
        with pytest.raises(NotAllowed):
            redacting.secret_of(replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST)))
        made = redacting.secret_of(desk)
        assert made == redacting.secret_of(replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST)))
        assert len(made) == 32


def test_a_preview_counts_what_an_export_leaves_out(url: str, tmp_path: Path) -> None:
    desk = opened(url)
    with closing(desk.store):
        wanted = redacting.asked_for(PERSON, WHY)
        assert wanted is not None
        seen = redacting.preview(desk, parse("").query, wanted)
    export(url, tmp_path / "out.tkz", *PERSON)
    facts = verify(tmp_path / "out.tkz").facts
    assert facts is not None
    assert seen == facts.left_out


def test_decisions_on_what_was_left_out_are_told_as_not_to_be_taken_again(url: str, tmp_path: Path) -> None:
    target = tmp_path / "out.tkz"
    export(url, target, "text:Это важно")
    found = verify(target)
    assert found.state == "whole"
    assert found.unreplayed
    with closing(open_archive(target, lambda _d, _t: True, [])) as reader:
        number = int(found.unreplayed[0].split(":")[0].removeprefix("TK-"))
        assert [
            one.kept for one in showing.ticket(reader.desk, number, replay=True).replays if one.kind == "decision"
        ] == ["erased"]


def test_no_digest_is_left_by_which_a_decision_could_be_tried_out(url: str, tmp_path: Path) -> None:
    """Neither in its row nor in what events and reviewers say of it; the event keeps its hash, and the chain holds."""
    target = tmp_path / "out"
    export(url, target, "text:Это важно", folder=True, signing=SIGNING)
    gone = {one["row"] for one in markers(target) if one["kind"] == "decision"}
    assert gone
    desk = opened(url)
    with closing(desk.store), desk.store.read() as connection:
        kept = connection.execute(sql("SELECT id, inputs_sha256, result_sha256 FROM decisions")).all()
        said = [json.loads(new) for new in connection.execute(sql("SELECT new FROM events")).scalars()]
    plain = {digest for key, *digests in kept if key in gone for digest in digests}
    plain |= {one["decision_sha256"] for one in said if one.get("decision") in gone and "decision_sha256" in one}
    assert len(plain) == 3 * len(gone)
    content = bytes_of(target)
    assert not [one for one in plain if stands(content, one)]
    found = verify(target)
    assert (found.state, found.where, found.why) == ("whole", "", "")
    change(target, "UPDATE decisions SET outcome = 'accept' WHERE id = ?", min(gone))
    reseal(target, None)
    assert verify(target).why == "row"


# -- forging ---------------------------------------------------------------------------------------------------------


def markers(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(one) for one in (folder / layout.REDACTIONS).read_text().splitlines()]


def put(folder: Path, found: list[dict[str, Any]]) -> None:
    lines = "".join(f"{json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}\n" for one in found)
    (folder / layout.REDACTIONS).write_text(lines)


def change(folder: Path, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(folder / layout.DATABASE)) as connection:
        assert connection.execute(statement, values).rowcount >= 1
        connection.commit()


def counted(told: dict[str, Any], by: int, kind: str = "text") -> None:
    told["redactions"]["places"] += by
    told["redactions"]["kinds"][kind] = told["redactions"]["kinds"].get(kind, 0) + by


def without_lines(folder: Path) -> Any:
    (folder / layout.REDACTIONS).unlink()


def with_a_marker_that_did_nothing(folder: Path) -> Any:
    found = markers(folder)
    more = {**found[-1], "n": len(found) + 1, "kind": "text", "table": "staff", "row": 1, "column": "name"}
    put(folder, [*found, more])
    return lambda told: counted(told, 1)


def with_a_text_put_back(folder: Path) -> Any:
    one = next(one for one in markers(folder) if one["table"] == "message_versions" and one["column"] == "body")
    change(folder, "UPDATE message_versions SET body = 'I never wrote that' WHERE id = ?", one["row"])


def with_another_digest(folder: Path) -> Any:
    found = markers(folder)
    place = next(place for place, one in enumerate(found) if one["kind"] == "event_text")
    found[place]["digest"] = "0" * 64
    put(folder, found)


def with_a_bar_that_nobody_told(folder: Path) -> Any:
    change(folder, "UPDATE tickets SET subject = subject || ' █1█' WHERE subject = 'Rounding again'")


def with_an_event_emptied(folder: Path) -> Any:
    change(folder, "UPDATE events SET hashed = x'' WHERE id = 1")


def with_nothing_told(folder: Path) -> Any:
    (folder / layout.REDACTIONS).unlink()
    return lambda told: told.pop("redactions")


@pytest.mark.parametrize(
    ("attack", "why"),
    [
        (without_lines, "missing"),
        (with_a_marker_that_did_nothing, "marker_unmade"),
        (with_a_text_put_back, "marker_unmade"),
        (with_another_digest, "marker_digest"),
        (with_a_bar_that_nobody_told, "marker_forged"),
        (with_an_event_emptied, "chain_content"),
    ],
)
def test_a_forged_archive_whose_lists_were_written_again_is_named(
    url: str, tmp_path: Path, attack: Any, why: str
) -> None:
    folder = tmp_path / "out"
    export(url, folder, *PERSON, folder=True)
    reseal(folder, attack(folder))
    found = verify(folder)
    assert (found.state, found.why) == ("altered", why)
    assert found.signature == "unsigned"


def test_a_resealed_archive_that_was_not_changed_is_whole(url: str, tmp_path: Path) -> None:
    """Else the attacks would be found for another reason."""
    folder = tmp_path / "out"
    export(url, folder, *PERSON, folder=True)
    reseal(folder, None)
    assert verify(folder).state == "whole"


# -- random desks ----------------------------------------------------------------------------------------------------


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_random_words_of_random_desks_stand_nowhere(seed: int, tmp_path: Path, *, whole_run: bool) -> None:
    if seed > 1 and not whole_run:
        pytest.skip("a sample is enough here")
    dice = random.Random(seed)
    secrets = [_word(dice) for _ in range(4)]
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    furnish_desk(url)
    desk = opened(url)
    (tmp_path / "mails").mkdir()
    for key in range(dice.randrange(3, 7)):
        pool = [*secrets, "panel", "rounding", "ёлка", "4.6.0", "доступ"]
        said = dice.choices(pool, k=dice.randrange(3, 30))
        said.insert(dice.randrange(len(said)), dice.choice(secrets))
        mail = letter(
            f"m{seed}-{key}",
            f"{dice.choice(secrets).title()} Person <{dice.choice(secrets)}@one.example>",
            " ".join(said[:4]),
            dice.choice((" ", "\n> ", "  ")).join(said),
            answers=f"m{seed}-{key - 1}" if key and dice.random() < 0.4 else "",
            file=" ".join(said).encode(dice.choice(("utf-8", "utf-16"))) if dice.random() < 0.5 else b"",
        )
        (tmp_path / "mails" / f"{key}.eml").write_bytes(mail)
    list(import_paths(desk, sorted((tmp_path / "mails").iterdir())))
    for row in showing.queue_page(desk, parse("is:open").query, limit=100).rows:
        reply.add_note(desk, row.id, f"About {dice.choice(secrets)}")
    company.set_setting(desk.store, desk.actor, "company_name", f"{secrets[0]} Ltd", at=desk.clock())
    _check(desk, [one for one in secrets if dice.random() < 0.7] or secrets, tmp_path)


def _check(desk: Desk, chosen: list[str], tmp_path: Path) -> None:
    with closing(desk.store):
        wanted = LeaveOut(texts=tuple(chosen), reason=WHY)
        exporting.export(
            desk, parse("").query, tmp_path / "out", heard=lambda _: True, folder=True, signing=SIGNING, without=wanted
        )
    content = bytes_of(tmp_path / "out")
    assert [word for word in chosen if stands(content, word)] == []
    found = verify(tmp_path / "out")
    assert (found.state, found.where, found.why) == ("whole", "", "")


def _word(dice: random.Random) -> str:
    return "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in range(dice.randrange(4, 7)))


def test_a_server_leaves_out_the_same_as_a_file(url: str, migrated_postgres_url: str, tmp_path: Path) -> None:
    first = export(url, tmp_path / "a.tkz", *PERSON)
    moving.move(url, migrated_postgres_url)
    second = export(migrated_postgres_url, tmp_path / "b.tkz", *PERSON)
    assert (first.content_sha256, first.manifest_sha256) == (second.content_sha256, second.manifest_sha256)
