from __future__ import annotations

import json
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from console.channels.incoming import IncomingMail
from console.channels.mail.containers import iter_mail
from console.channels.mail.parse import parse_mail
from console.channels.mail.parts import Grower
from console.channels.mail.threads import ThreadIds, parent_of, thread_roots
from console.channels.mail.transfer import undo
from console.channels.untrusted.caps import DEFAULT_CAPS
from tests.peers.mail_scores import Score, fold, peers_folder, rows

pytestmark = pytest.mark.peers

SECONDS_FOR_ONE = 30.0  # a guard against what never ends, no measure


def test_no_file_stops_the_reading() -> None:
    root = peers_folder()
    count = 0
    for folder in sorted([*root.glob("mail-*"), root / "spam-assassin"]):
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            began = time.process_time()
            mail = parse_mail(path.read_bytes(), file=path.name)
            assert time.process_time() - began < SECONDS_FOR_ONE, path
            json.dumps(mail.to_json(), ensure_ascii=False).encode("utf-8")
            count += 1
    assert count > 0


def test_folders_are_read_whole() -> None:
    root = peers_folder()
    folders = [*sorted(root.glob("mail-*")), root / "spam-assassin"]
    found = list(iter_mail(folders))
    errors = {each.error for each in found if not isinstance(each, IncomingMail)}
    assert errors <= {"not_mail", "empty"}
    assert sum(isinstance(each, IncomingMail) for each in found) > 100


def test_bounces(capsys: pytest.CaptureFixture[str]) -> None:
    root = peers_folder("mail-bounces")
    score = Score()
    for row in rows(root / "expected.jsonl"):
        path = root / row["file"]
        if not path.is_file():
            continue
        mail = parse_mail(path.read_bytes())
        wanted = {each.lower() for each in (*row["temporary"], *row["permanent"])}
        got = {each.lower() for each in mail.failed_recipients}
        score.add("is_bounce", same=mail.is_bounce == row["is_bounce"], miss=row["file"])
        score.add("failed_recipients", same=got == wanted, miss=f"{row['file']}: {got} for {wanted}")
    with capsys.disabled():
        sys.stdout.write("\n" + score.report("bounces") + "\n")
    assert score.share("is_bounce") >= 0.99, score.misses
    assert score.share("failed_recipients") >= 0.97, score.misses


def test_ham_is_no_bounce() -> None:
    folder = peers_folder("spam-assassin")
    taken = [path.name for path in folder.rglob("*.eml") if parse_mail(path.read_bytes()).is_bounce]
    assert taken == []


def test_mbox_counts() -> None:
    root = peers_folder("mail-mbox")
    wrong = {}
    for row in rows(root / "expected.jsonl"):
        path = root / row["file"]
        if path.is_file() and (count := len(list(iter_mail([path])))) != row["messages"]:
            wrong[row["file"]] = (count, row["messages"])
    assert wrong == {}


def test_threads() -> None:
    root = peers_folder("mail-threads")
    for corpus in json.loads((root / "expected_threads.json").read_text())["corpora"]:
        folder = root / "notmuch" / corpus["corpus"]
        if folder.is_dir():
            _check_threads(folder, corpus)


def _check_threads(folder: Path, corpus: dict[str, list[dict[str, list[dict[str, str]]]]]) -> None:
    mails = [each for each in iter_mail([folder]) if isinstance(each, IncomingMail)]
    ids = [
        ThreadIds(
            message_id=each.message_id, in_reply_to=each.in_reply_to, references=each.references, subject=each.subject
        )
        for each in mails
    ]
    groups: dict[int, set[str | None]] = {}
    for each, root in zip(ids, thread_roots(ids), strict=True):
        groups.setdefault(root, set()).add(each.message_id)
    wanted = {frozenset(message["id"] for message in thread["messages"]) for thread in corpus["threads"]}
    assert {frozenset(group) for group in groups.values()} == wanted
    seen = {each.message_id: True for each in ids if each.message_id}
    parents = {message["id"]: message["parent"] for thread in corpus["threads"] for message in thread["messages"]}
    assert {each.message_id: parent_of(each, seen) for each in ids} == parents


def test_stalwart(capsys: pytest.CaptureFixture[str]) -> None:
    root = peers_folder("mail-stalwart")
    score = Score()
    for row in rows(root / "expected.jsonl"):
        path = root / row["file"]
        if path.is_file():
            mail = parse_mail(path.read_bytes())
            for name, wanted, got in _stalwart(row, mail):
                score.add(name, same=wanted == got, miss=f"{row['file']} {name}: {wanted!r:.120} {got!r:.120}")
    with capsys.disabled():
        sys.stdout.write("\n" + score.report("stalwart") + "\n")
    for name in ("cc", "reply_to", "date", "message_id", "in_reply_to", "references"):
        assert score.share(name) == 1.0, score.misses
    for name in ("subject", "from", "from_name", "to"):
        assert score.share(name) >= 0.97, score.misses
    # Text is compared where it came as text, attachments where they are no text that the other decodes.
    assert score.share("text") >= 0.80, score.misses
    assert score.share("attachments") >= 0.90, score.misses


def _stalwart(row: dict[str, object], mail: IncomingMail) -> list[tuple[str, object, object]]:
    def of(name: str) -> list[dict[str, str]]:
        value = row.get(name)
        return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

    def addresses(name: str) -> list[str]:
        return [each["address"].lower() for each in of(name) if each["address"]]

    def one(name: str) -> object:
        value = row.get(name)
        return value[0] if isinstance(value, list) else value

    references = row.get("references")
    texts = row.get("text_parts")
    compared: list[tuple[str, object, object]] = [
        ("subject", fold(str(row["subject"] or "")), fold(mail.subject)),
        ("from", addresses("from")[:1], [mail.from_address.lower()] if mail.from_address else []),
        ("from_name", [fold(each["name"] or "") for each in of("from")][:1], [mail.from_name][: len(of("from")[:1])]),
        ("to", addresses("to"), [each.lower() for each in mail.to]),
        ("cc", addresses("cc"), [each.lower() for each in mail.cc]),
        ("reply_to", addresses("reply_to"), [each.lower() for each in mail.reply_to]),
        ("date", row.get("date_utc"), mail.date.strftime("%Y-%m-%dT%H:%M:%SZ") if mail.date else None),
        ("message_id", row["message_id"], mail.message_id),
        ("in_reply_to", one("in_reply_to"), mail.in_reply_to),
        (
            "references",
            references if isinstance(references, list) else [references] if references else [],
            list(mail.references),
        ),
    ]
    if not row.get("encoding_problem"):
        joined = " ".join(each or "" for each in texts) if isinstance(texts, list) else ""
        compared.append(("text", fold(joined), fold(mail.text)))
        wanted = {each["sha256"] for each in of("attachments") if each["kind"] == "Binary" and each["sha256"]}
        compared.append(("attachments", wanted - {each.sha256 for each in mail.attachments}, set()))
    return compared


def test_mime4j_leaf_parts(capsys: pytest.CaptureFixture[str]) -> None:
    root = peers_folder("mail-mime4j") / "testmsgs"
    score = Score()
    for path in sorted(root.glob("*.msg")):
        tree = ET.parse(path.with_name(f"{path.stem}_decoded.xml"))  # noqa: S314 - a table of the tests, not of a stranger
        leaves = [each for each in tree.iter() if each.tag in ("text-body", "binary-body")]
        raw = path.read_bytes()
        grown = Grower(raw, DEFAULT_CAPS, {}).grow(0, len(raw))
        ours = [part for part in grown.walk() if not part.children]
        score.add("leaves", same=len(ours) == len(leaves), miss=path.name)
        if len(ours) != len(leaves):
            continue
        for leaf, part in zip(leaves, ours, strict=True):
            wanted = (root / leaf.get("name", "")).read_bytes()
            got = undo(raw[part.start : part.end], part.encoding, {})
            score.add("bytes", same=_lines(wanted) == _lines(got), miss=leaf.get("name", ""))
    with capsys.disabled():
        sys.stdout.write("\n" + score.report("mime4j") + "\n")
    assert score.share("leaves") >= 0.87, score.misses
    assert score.share("bytes") >= 0.80, score.misses


def _lines(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip()
