"""The reviewer's way: an archive, decisions drawn and decided again, findings in a signed file, merged by a lead."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.archive import sshsig
from console.archive.signers import Signer
from console.cli.main import main
from console.faults import BadInput, NotAllowed
from console.records.base import Role
from console.services.archives import private_keys, reviewing, signing
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import Desk
from console.store.tables.trust import findings
from tests.archive.conftest import LEAD, PRIVATE, PUBLIC
from tests.archive.desks import opened
from tests.services.conftest import NOW

KNOWN = (LEAD,)


@pytest.fixture
def archive(signed_file: Path) -> Iterator[OpenArchive]:
    made = open_archive(signed_file, lambda _d, _t: True, KNOWN)
    with closing(made):
        yield made


@pytest.fixture
def desk(sqlite_desk: str, tmp_path: Path) -> Iterator[Desk]:
    """The desk that the archive came from."""
    shutil.copy(sqlite_desk.partition("///")[2], tmp_path / "own.sqlite")
    made = opened(f"sqlite:///{tmp_path / 'own.sqlite'}")
    yield made
    made.store.close()


def finding(archive: OpenArchive, **told: Any) -> reviewing.Finding:
    (refused,) = reviewing.sample(archive)
    given = {"ticket": refused.ticket, "decision": refused.n, "verdict": "upheld", "clause": "23.1.1", "body": "Right"}
    return reviewing.new(**{**given, "reviewer": "rev", "at": NOW, **told})


def rows(desk: Desk) -> list[Any]:
    with desk.store.read() as connection:
        return list(connection.execute(select(findings).order_by(findings.c.id)))


def test_from_the_archive_to_the_desk_once(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    odd = "Two\u2028lines\x85and <b>markup</b>\nand an end"
    reviewing.add(archive, file, finding(archive))
    reviewing.add(archive, file, finding(archive, decision=None, verdict="unclear", body=odd))
    told, found = reviewing.read(file)
    assert told == archive.seal.content_sha256
    assert [one.verdict for one in found] == ["upheld", "unclear"]
    with pytest.raises(BadInput, match="not signed"):
        reviewing.merge(desk, file, KNOWN)
    reviewing.sign(file, PRIVATE)
    with pytest.raises(BadInput, match="not known"):
        reviewing.merge(desk, file, ())
    with pytest.raises(NotAllowed):
        reviewing.merge(
            dataclasses.replace(desk, actor=dataclasses.replace(desk.actor, role=Role.REVIEWER)), file, KNOWN
        )
    made = reviewing.merge(desk, file, KNOWN)
    assert (made.added, made.known, made.strangers, made.signer) == (2, 0, (), LEAD.name)
    again = reviewing.merge(desk, file, KNOWN)
    assert (again.added, again.known) == (0, 2)
    kept = rows(desk)
    assert [(one.verdict, one.body, one.key_id) for one in kept][1] == ("unclear", odd, sshsig.key_id(PUBLIC))
    assert kept[0].decision_id is not None
    assert json.loads(bytes(kept[0].signed))["gid"] == kept[0].gid

    reviewing.add(archive, file, finding(archive, verdict="wrong"))  # a signature of less than all there is goes
    assert not reviewing.signature_of(file).exists()
    reviewing.sign(file, PRIVATE)
    file.write_bytes(file.read_bytes().replace(b"wrong", b"upheld", 1))
    with pytest.raises(BadInput, match="changed after it was signed"):
        reviewing.merge(desk, file, KNOWN)


def test_what_is_of_nothing_is_refused_or_told(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    for wrong in ({"ticket": 99}, {"decision": 9}, {"verdict": "nice"}):
        with pytest.raises(BadInput):
            reviewing.add(archive, file, finding(archive, **wrong))
    assert not file.exists()
    for content in (
        b"",
        b"[]\n",
        b'{"kind":"other"}\n',
        b'{"kind":"clausedesk findings 1","archive":"x"}\n{}\n',
        b"\xff\n",
    ):
        file.write_bytes(content)
        with pytest.raises(BadInput, match="damaged"):
            reviewing.read(file)
    head = f'{{"archive":"{archive.seal.content_sha256}","kind":"clausedesk findings 1"}}\n'
    line = reviewing._line(finding(archive, ticket=99, decision=None))
    file.write_text(f"{head}{line}\n")
    reviewing.sign(file, PRIVATE)
    assert reviewing.merge(desk, file, KNOWN).strangers == (99,)
    assert rows(desk) == []
    file.write_text(head.replace(archive.seal.content_sha256, "0" * 64))
    with pytest.raises(BadInput, match="another archive"):
        reviewing.add(archive, file, finding(archive))


def test_a_key_that_counted_later_did_not_sign_this(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    reviewing.add(archive, file, finding(archive))
    reviewing.sign(file, PRIVATE)
    later = Signer(name="lea", public=PUBLIC, valid_from=NOW.replace(year=2027))
    with pytest.raises(BadInput, match="not known"):
        reviewing.merge(desk, file, (later,))


def test_decisions_are_drawn_and_reviewers_compared(archive: OpenArchive, tmp_path: Path) -> None:
    assert len(reviewing.sample(archive)) == 1
    assert reviewing.sample(archive, overrides=True) == ()
    assert len(reviewing.sample(archive, ground="23.1.1")) == 1
    assert reviewing.sample(archive, ground="23.1.2") == ()
    one, other = tmp_path / "one", tmp_path / "other"
    for file, verdict in ((one, "upheld"), (other, "upheld"), (other, "wrong")):
        reviewing.add(archive, file, finding(archive, verdict=verdict, reviewer=file.name))
    found = reviewing.agreement([one, other])
    (refused,) = reviewing.sample(archive)
    assert (found.judged, found.agreed, found.apart) == (1, 0, ((refused.ticket, refused.n),))
    reviewing.add(archive, one, finding(archive, verdict="wrong", reviewer="one"))
    assert reviewing.agreement([one, other]).agreed == 1


def test_the_same_by_commands(
    signed_file: Path, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    assert main(["review", "sample", str(signed_file), "--json"]) == 0
    drawn = json.loads(capsys.readouterr().out)
    assert drawn["holds"] is True
    (tmp_path / "pass").write_text("correct horse battery\n")
    key = private_keys.keep_in_file(PRIVATE, "correct horse battery", tmp_path / "key.json")
    told = ["--ticket", str(drawn["ticket"]), "--decision", str(drawn["n"]), "--verdict", "wrong", "--note", "See 5.9"]
    file = tmp_path / "findings.jsonl"
    assert main(["review", "add", str(signed_file), "--to", str(file), *told]) == 0
    assert main(["review", "sign", str(file), "--key", str(key), "--passphrase-file", str(tmp_path / "pass")]) == 0
    (tmp_path / "allowed").write_text(f"rev {sshsig.public_line(PUBLIC)}\n")
    merging = [
        "--database",
        desk.store.url,
        "review",
        "merge",
        str(file),
        "--keys",
        str(tmp_path / "allowed"),
        "--json",
    ]
    capsys.readouterr()
    assert main(merging) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1
    assert [one.body for one in rows(desk)] == ["See 5.9"]
    signing.revoke_key(desk, signing.enter_key(desk, PUBLIC), "lost")
    assert main(merging) == 2  # the desk's revocation counts, whatever a file of keys says
    assert main(["review", "agree", str(file), str(file)]) == 0
