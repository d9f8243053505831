"""The reviewer's way: an archive, decisions drawn and decided again, findings in a signed file, merged by a lead."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import select

from console.archive import sshsig
from console.archive.signers import Signer
from console.cli.main import main
from console.faults import BadInput, NotAllowed
from console.records.base import Role
from console.records.findings import DecisionLine, Finding, Said, Sample
from console.services import reply, showing
from console.services.annotating import findings as findings_of
from console.services.archives import findings_file, keys, private_keys, reassessing, reviewing, sampling, signing
from console.services.archives.opening import OpenArchive, open_archive
from console.services.desk import Desk
from console.store.tables.trust import findings
from console.views.review import saying
from tests.archive.conftest import LEAD, PRIVATE, PUBLIC
from tests.archive.desks import furnish, opened
from tests.services.conftest import NOW

KNOWN = (LEAD,)


@pytest.fixture
def archive(signed_file: Path) -> Iterator[OpenArchive]:
    before = hashlib.sha256(signed_file.read_bytes()).hexdigest()
    made = open_archive(signed_file, lambda _d, _t: True, KNOWN)
    with closing(made):
        yield made
    assert hashlib.sha256(signed_file.read_bytes()).hexdigest() == before


@pytest.fixture
def desk(sqlite_desk: str, tmp_path: Path) -> Iterator[Desk]:
    """The desk that the archive came from."""
    shutil.copy(sqlite_desk.partition("///")[2], tmp_path / "own.sqlite")
    made = opened(f"sqlite:///{tmp_path / 'own.sqlite'}")
    yield made
    made.store.close()


def refused(archive: OpenArchive) -> DecisionLine:
    (line,) = sampling.draw(archive.desk, Sample())
    return line


def finding(archive: OpenArchive, **told: Any) -> Finding:
    line = refused(archive)
    said = {"verdict": "upheld", "clause": "23.1.1", "body": "Right"}
    said |= {name: told.pop(name) for name in tuple(told) if name in said}
    given = {"ticket": line.ticket, "decision": line.n, "reviewer": "rev", "at": NOW, **told}
    return reviewing.about(archive.desk, said=Said(**said), **given)


def signed(archive: OpenArchive, file: Path, *told: Finding) -> Path:
    reviewing.add(archive, file, *told)
    findings_file.sign(file, PRIVATE)
    return file


def rows(desk: Desk) -> list[Any]:
    with desk.store.read() as connection:
        return list(connection.execute(select(findings).order_by(findings.c.id)))


def test_from_the_archive_to_the_desk_once(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    odd = "Two\u2028lines\x85and <b>markup</b>\nand an end"
    reviewing.add(archive, file, finding(archive))
    remark = finding(archive, decision=None, message=1, verdict="", body=odd)
    reviewing.add(archive, file, remark, sample=Sample(random=3, seed="42"))
    told = findings_file.load(file)
    assert (told.archive, told.sample) == (archive.seal.content_sha256, Sample(random=3, seed="42"))
    assert [one.verdict for one in told.findings] == ["upheld", ""]
    with pytest.raises(BadInput, match="not signed"):
        reviewing.merge(desk, file, KNOWN)
    findings_file.sign(file, PRIVATE)
    with pytest.raises(BadInput, match="not known"):
        reviewing.merge(desk, file, ())
    reviewer = dataclasses.replace(desk, actor=dataclasses.replace(desk.actor, role=Role.REVIEWER))
    with pytest.raises(NotAllowed):
        reviewing.merge(reviewer, file, KNOWN)
    seen = reviewing.preview(desk, file, KNOWN)
    assert (seen.signature, seen.signer, [one.state for one in seen.rows]) == ("good", LEAD.name, ["new", "new"])
    assert rows(desk) == []
    made = reviewing.merge(desk, file, KNOWN)
    assert (made.added, made.known, made.strangers, made.signer) == (2, 0, (), LEAD.name)
    assert [one.state for one in reviewing.preview(desk, file, KNOWN).rows] == ["known", "known"]
    again = reviewing.merge(desk, file, KNOWN)
    assert (again.added, again.known) == (0, 2)
    kept = rows(desk)
    assert [(one.verdict, one.body, one.key_id) for one in kept][1] == ("", odd, sshsig.key_id(PUBLIC))
    assert kept[0].decision_id is not None
    assert json.loads(bytes(kept[0].signed))["gid"] == kept[0].gid
    shown = findings_of(desk, kept[0].ticket_id)
    assert [(one.verdict, one.signed, bool(one.message)) for one in shown] == [
        ("upheld", True, False),
        ("", True, True),
    ]

    reviewing.add(archive, file, finding(archive, verdict="wrong"))  # a signature of less than all there is goes
    assert not findings_file.signature_of(file).exists()
    findings_file.sign(file, PRIVATE)
    file.write_bytes(file.read_bytes().replace(b"wrong", b"mild", 1))
    with pytest.raises(BadInput, match="changed after it was signed"):
        reviewing.merge(desk, file, KNOWN)


def test_a_finding_is_shown_as_of_who_signed_it_and_another_typed_name_is_marked(
    archive: OpenArchive, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    own, known = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = known.public_key().public_bytes_raw()
    ticket = refused(archive).ticket
    own_id = signing.enter_key(desk, own.public_key().public_bytes_raw())
    told = {"own": (own, "Dana  kim"), "other": (own, "Rita"), "believed": (known, "rita vogel"), "gone": (known, "")}
    keys.believe([Signer(name="Rita_Vogel", public=public)])
    merged = {}
    for name, (key, typed) in told.items():
        file = tmp_path / f"{name}.jsonl"
        reviewing.add(archive, file, finding(archive, body=name, reviewer=typed))
        findings_file.sign(file, key)
        seen = reviewing.preview(desk, file, reviewing.known_keys(desk))
        merged[name] = (seen.others, reviewing.merge(desk, file, reviewing.known_keys(desk)).others)
    assert merged == {"own": ((), ()), "other": (("Rita",), ("Rita",)), "believed": ((), ()), "gone": (("",), ("",))}

    def shown() -> dict[str, tuple[tuple[str, ...], bool, str]]:
        found = showing.ticket(desk, ticket).findings
        assert found == findings_of(desk, showing.id_of(desk, ticket))
        return {one.body: (one.signers, one.by_other, saying.detail(one).splitlines()[2]) for one in found}

    mine, hers = ("Dana Kim", "dana"), ("Rita_Vogel",)
    assert shown() == {
        "own": (mine, False, "signed by Dana Kim, merged by Dana Kim"),
        "other": (mine, True, "signed by Dana Kim, merged by Dana Kim"),
        "believed": (hers, False, "signed by Rita_Vogel, merged by Dana Kim"),
        "gone": (hers, True, "signed by Rita_Vogel, merged by Dana Kim"),
    }
    other = next(one for one in findings_of(desk, showing.id_of(desk, ticket)) if one.body == "other")
    assert other.key_id == own_id
    assert saying.detail(other).endswith("“Rita” was typed, and the key is that of Dana Kim")
    keys.trusted_file().unlink()  # whoever believed the key does so no more
    unknown = f"signed by an unknown key {sshsig.key_id(public)}, merged by Dana Kim"
    assert shown()["believed"] == ((), False, unknown)
    draft = dataclasses.replace(other, signed=False, key_id="", signers=())
    assert saying.detail(draft).splitlines()[2] == "not signed"
    noted = dataclasses.replace(draft, reviewer_id=7)  # at the team's desk, where the server knows who wrote it
    assert "signed" not in saying.detail(noted)


def test_what_was_changed_at_the_desk_since_is_found_by_its_own_name(
    archive: OpenArchive, desk: Desk, tmp_path: Path
) -> None:
    line = refused(archive)
    reply.add_note(desk, line.ticket_id, "Talked to them since")
    told = finding(archive)
    moved = dataclasses.replace(told, ticket=9_999)  # the number is for people; the name decides
    file = signed(archive, tmp_path / "findings.jsonl", moved)
    assert reviewing.merge(desk, file, KNOWN).added == 1
    (row,) = rows(desk)
    assert (row.ticket_id, row.decision_id) == (line.ticket_id, line.id)
    other = dataclasses.replace(moved, body="Other words under the same name")
    file = signed(archive, tmp_path / "again.jsonl", other)
    made = reviewing.merge(desk, file, KNOWN)
    assert (made.added, made.known, made.changed) == (0, 0, 1)
    assert [one.body for one in rows(desk)] == ["Right"]


def test_findings_of_another_desk_or_decision_are_refused(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    furnish(f"sqlite:///{tmp_path / 'other.sqlite'}")
    with closing(opened(f"sqlite:///{tmp_path / 'other.sqlite'}").store) as store:
        file = signed(archive, tmp_path / "findings.jsonl", finding(archive))
        with pytest.raises(BadInput, match="another desk"):
            reviewing.merge(dataclasses.replace(desk, store=store), file, KNOWN)
    for wrong in ({"sha256": "0" * 64}, {"about": "f" * 32}):
        file = signed(archive, tmp_path / f"{next(iter(wrong))}.jsonl", dataclasses.replace(finding(archive), **wrong))
        with pytest.raises(BadInput, match="another one here"):
            reviewing.merge(desk, file, KNOWN)
    assert rows(desk) == []
    strange = dataclasses.replace(finding(archive), ticket=77, ticket_gid="a" * 32)
    made = reviewing.merge(desk, signed(archive, tmp_path / "part.jsonl", finding(archive), strange), KNOWN)
    assert (made.added, made.strangers) == (1, (77,))


def test_what_is_of_nothing_is_refused(archive: OpenArchive, tmp_path: Path) -> None:
    for wrong in (
        {"ticket": 99},
        {"decision": 9},
        {"verdict": "nice"},
        {"message": 99},
        {"decision": None},
        {"verdict": "", "body": " ", "clause": ""},
    ):
        with pytest.raises(BadInput):
            finding(archive, **wrong)
    file = tmp_path / "findings.jsonl"
    line = findings_file.line_of(finding(archive))
    head = f'{{"archive":"{archive.seal.content_sha256}","kind":"clausedesk findings 1"}}\n'
    for content in (
        "",
        "[]\n",
        '{"kind":"other"}\n',
        f"{head}{{}}\n",
        f"{head}{line}\n{line}\n",
        f"{head}{line}",
        f"{head}{line.replace('upheld', 'nice')}\n",
        f"{head}{line.replace('ticket_gid', 'ticket_gad')}\n",
    ):
        file.write_text(content)
        with pytest.raises(BadInput, match="damaged"):
            findings_file.load(file)
    file.write_bytes(b"\xff\n")
    with pytest.raises(BadInput, match="damaged"):
        findings_file.load(file)
    file.write_text(head.replace(archive.seal.content_sha256, "0" * 64))
    with pytest.raises(BadInput, match="another archive"):
        reviewing.add(archive, file, finding(archive))


def test_a_key_that_counted_later_did_not_sign_this(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    file = signed(archive, tmp_path / "findings.jsonl", finding(archive))
    later = Signer(name="lea", public=PUBLIC, valid_from=NOW.replace(year=2027))
    assert reviewing.preview(desk, file, (later,)).signature == "outdated_key"
    with pytest.raises(BadInput, match="did not count"):
        reviewing.merge(desk, file, (later,))


def test_a_key_of_openssh_signs_and_openssh_believes_it(archive: OpenArchive, desk: Desk, tmp_path: Path) -> None:
    own = Ed25519PrivateKey.generate()
    plain = own.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    (tmp_path / "id_ed25519").write_bytes(plain)
    (tmp_path / "id_ed25519").chmod(0o600)
    file = tmp_path / "findings.jsonl"
    reviewing.add(archive, file, finding(archive))
    findings_file.sign(file, private_keys.from_file(tmp_path / "id_ed25519", ""))
    public = own.public_key().public_bytes_raw()
    (tmp_path / "allowed").write_text(f"rev {sshsig.public_line(public)}\n")
    assert reviewing.merge(desk, file, reviewing.known_keys(desk, tmp_path / "allowed")).added == 1
    if shutil.which("ssh-keygen") is None:
        return
    asked = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "rev", "-n", "desk-findings", "-s", f"{file}.sig"]
    subprocess.run(asked, input=file.read_bytes(), cwd=tmp_path, check=True, capture_output=True)
    findings_file.signature_of(file).unlink()
    asked = ["ssh-keygen", "-Y", "sign", "-n", "desk-findings", "-f", "id_ed25519", str(file)]
    subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)
    assert reviewing.preview(desk, file, reviewing.known_keys(desk, tmp_path / "allowed")).signature == "good"
    subprocess.run(
        ["ssh-keygen", "-p", "-N", "a passphrase", "-f", "id_ed25519"], cwd=tmp_path, check=True, capture_output=True
    )
    with pytest.raises(BadInput, match="OpenSSH"):
        private_keys.from_file(tmp_path / "id_ed25519", "")


def test_the_same_by_commands(
    signed_file: Path, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    assert main(["review", "sample", str(signed_file), "--random", "5", "--seed", "9", "--json"]) == 0
    drawn = json.loads(capsys.readouterr().out)
    assert drawn["holds"] is True
    assert main(["review", "sample", str(signed_file), "--query", "is:closed nothing-like-this", "--json"]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / "pass").write_text("correct horse battery\n")
    key = private_keys.keep_in_file(PRIVATE, "correct horse battery", tmp_path / "key.json")
    unsaid = ["--ticket", f"TK-{drawn['ticket']}", "--verdict", "severe", "--json"]
    assert main(["review", "add", str(signed_file), "--to", str(tmp_path / "none"), *unsaid]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "finding_no_decision"
    told = [*unsaid[:2], "--decision", str(drawn["n"]), "--verdict", "wrong", "--note", "See 5.9"]
    file = tmp_path / "findings.jsonl"
    assert main(["review", "add", str(signed_file), "--to", str(file), *told]) == 0
    assert main(["review", "sign", str(file), "--key", str(key), "--passphrase-file", str(tmp_path / "pass")]) == 0
    (tmp_path / "allowed").write_text(f"{sshsig.public_line(PUBLIC)} rev\n")
    believing = ["--keys", str(tmp_path / "allowed"), "--json"]
    merging = ["--database", desk.store.url, "review", "merge", str(file), *believing]
    capsys.readouterr()
    assert main([*merging, "--dry-run"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (lines[0]["state"], lines[1]["signature"]) == ("new", "good")
    assert lines[0]["other_name"] is True
    assert main([*merging[:-1], "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "signed by rev" in said
    assert f"“{lines[0]['reviewer']}” was typed as the reviewer, and the key is that of rev" in said
    for key_file, words in (
        (tmp_path / "none", "not signed"),
        (tmp_path / "strange", "signed by an unknown key SHA256:"),
    ):
        shutil.copy(file, key_file)
        if key_file.name == "strange":
            findings_file.sign(key_file, Ed25519PrivateKey.generate())
        assert main(["--database", desk.store.url, "review", "merge", str(key_file), "--dry-run"]) == 1
        assert words in capsys.readouterr().out
    assert main(merging) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["other_names"]) == (1, [lines[0]["reviewer"]])
    assert [one.body for one in rows(desk)] == ["See 5.9"]
    assert main(["--database", desk.store.url, "show", f"TK-{drawn['ticket']}"]) == 0
    said = capsys.readouterr().out
    assert f"finding: decision {drawn['n']}: Wrong clause" in said
    assert "\n    See 5.9\n" in said
    assert f"    signed by an unknown key {sshsig.key_id(PUBLIC)}" in said  # --keys held for the merge alone
    signing.revoke_key(desk, signing.enter_key(desk, PUBLIC), "lost")
    assert main(merging) == 2  # the desk's revocation counts, whatever a file of keys says
    capsys.readouterr()
    assert main(["review", "agree", str(file), str(file)]) == 0
    assert "wrong clause" in capsys.readouterr().out


def test_an_archive_is_taken_again_from_itself_alone(
    signed_file: Path, archive: OpenArchive, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["review", "replay", "--archive", str(signed_file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"taken": 1, "same": 1, "older": 0, "failing": 0}
    draft = tmp_path / "draft"
    shutil.copytree(Path(__file__).parents[2] / "resources" / "agreements" / "2026-06-13", draft)
    told = (draft / "agreement.toml").read_text()
    (draft / "agreement.toml").write_text(told.replace('"free_months"\nvalue = 12', '"free_months"\nvalue = 60'))
    asked = ["review", "rehearse", str(draft), "--archive", str(signed_file), "--always", "--json"]
    assert main(asked) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["differing"] == len(lines) - 1 > 0
    assert archive.desk.store.read_only
    assert main(["review", "replay", "--json"]) == 2
    assert main(["review", "rehearse", "no-such-version", "--archive", str(signed_file)]) == 2


def test_a_changed_decision_does_not_replay(sqlite_desk: str, tmp_path: Path) -> None:
    shutil.copy(sqlite_desk.partition("///")[2], tmp_path / "own.sqlite")
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    with closing(opened(url).store) as store, store._engine.begin() as connection:
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decisions'"
        for (name,) in connection.exec_driver_sql(asked).all():  # as one who has the file would
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE decisions SET result = replace(result, '23.1.1', '23.1.2')")
    desk = opened(url)
    with closing(desk.store):
        parts = list(reassessing.replay(desk))
    assert [row.replayed.kept for part in parts for row in part.rows] == ["changed"]
    assert not any(row.replayed.holds for part in parts for row in part.rows)
