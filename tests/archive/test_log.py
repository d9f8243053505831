"""The log of events: every way to change what was recorded is found and named, by checkpoints and by what was seen."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from console import places
from console.archive import layout, signers, sshsig
from console.faults import BadInput, Damaged, Known, NotAllowed, NotFound
from console.query import parse
from console.records.base import Role
from console.services import credentials, reply, showing
from console.services.archives import exporting, private_keys, proving, signing
from console.services.archives.statements import signed_by, statement
from console.services.desk import Desk
from console.store import chain, sealing, tree
from console.store.sealing import Head
from tests.archive.conftest import PRIVATE, PUBLIC
from tests.archive.desks import furnish, opened

KEY = sshsig.key_id(PUBLIC)
PHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(credentials, "_asked", lambda _question: None)  # the keyring of the machine is left alone
    yield
    private_keys.let_go()


@pytest.fixture
def desk(sqlite_desk: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk of one's own with a key and a signed checkpoint."""
    shutil.copy(sqlite_desk.partition("///")[2], tmp_path / "own.sqlite")
    made = opened(f"sqlite:///{tmp_path / 'own.sqlite'}")
    signing.enter_key(made, PUBLIC)
    signing.make_checkpoint(made, PRIVATE)
    yield made
    made.store.close()


def change(desk: Desk, *statements: str, **values: object) -> None:
    """Change rows as an owner of the file can: nothing guards them."""
    with desk.store._engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            asked = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(asked).scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for one in map(text, statements):
                connection.execute(one, {name: values[name] for name in one.compile().params})
        raw.execute("PRAGMA foreign_keys = ON")


def rehash(desk: Desk, ticket_id: int) -> None:
    """Hash a ticket's chain anew, as an owner can who knows how."""
    with desk.store._engine.begin() as connection:
        previous = chain.FIRST
        asked = text("SELECT id, hashed FROM events WHERE ticket_id = :id ORDER BY n")
        for key, hashed in connection.execute(asked, {"id": ticket_id}).all():
            told = chain.event_hash(previous, bytes(hashed))
            values = {"previous": previous, "told": told, "key": key}
            connection.execute(text("UPDATE events SET previous = :previous, hash = :told WHERE id = :key"), values)
            previous = told


def found(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.code, one.where, one.found) for one in signing.findings(desk.store)]


def test_the_tree_is_that_of_rfc_6962() -> None:
    """Roots of the test vectors of Certificate Transparency."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    edge = tree.Frontier()
    for leaf, root in zip(leaves, roots, strict=True):
        edge.append(tree.leaf_hash(bytes.fromhex(leaf)))
        assert edge.root().hex() == root
    assert tree.root_of([]) == hashlib.sha256(b"").digest()


def test_a_checkpoint_covers_what_is_recorded_and_tells_what_is_not(
    prepared_url: Callable[[str, Callable[[str], None]], str],
) -> None:
    desk = opened(prepared_url("archived", furnish))
    before = signing.state(desk.store)
    assert before.checkpoint is None
    assert before.uncovered > 10
    signing.enter_key(desk, PUBLIC)
    made = signing.make_checkpoint(desk, PRIVATE)
    assert (made.size, made.key_id) == (before.uncovered, KEY)
    assert signed_by(made, (exporting.signer_of(signing.keys_of(desk.store)[0]),)) is not None
    assert signing.make_checkpoint(desk, PRIVATE) == made  # nothing came in since
    ticket = showing.queue_page(desk, parse("").query).rows[0]
    reply.add_note(desk, ticket.id, "Younger than the checkpoint")
    after = signing.state(desk.store)
    assert after.uncovered >= 1
    assert after.since is not None
    later = signing.make_checkpoint(desk, PRIVATE)
    assert later.size == made.size + after.uncovered
    with desk.store.read() as connection:
        assert sealing.head_at(connection, made.size) == Head(size=made.size, root=made.root)
    assert found(desk) == []
    desk.store.close()


def test_only_a_lead_enters_keys_and_makes_checkpoints(desk: Desk) -> None:
    other = dataclasses.replace(desk, actor=dataclasses.replace(desk.actor, role=Role.SPECIALIST))
    for act in (
        lambda: signing.enter_key(other, PUBLIC),
        lambda: signing.revoke_key(other, KEY, "x"),
        lambda: signing.make_checkpoint(other, PRIVATE),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(BadInput, match="knows this key"):
        signing.enter_key(desk, PUBLIC)
    with pytest.raises(NotFound, match="knows no key"):
        signing.revoke_key(desk, "SHA256:no", "x")


def test_a_revoked_key_counts_no_more_and_what_it_signed_before_does(desk: Desk) -> None:
    desk.clock.forward(hours=1)  # type: ignore[attr-defined]  # the clock of tests
    signing.revoke_key(desk, KEY, "The notebook was lost")
    assert found(desk) == []
    ticket = showing.queue_page(desk, parse("").query).rows[0]
    reply.add_note(desk, ticket.id, "Later")
    desk.clock.forward(hours=1)  # type: ignore[attr-defined]  # same
    later = signing.make_checkpoint(desk, PRIVATE)
    assert found(desk) == [("checkpoint", str(later.size), "signature")]


NO_LEAVES = "DELETE FROM event_leaves WHERE event_id IN (SELECT id FROM events WHERE ticket_id = :ticket)"
NO_TEXTS = "DELETE FROM event_texts WHERE event_id IN (SELECT id FROM events WHERE ticket_id = :ticket)"
NO_EVENTS = "DELETE FROM events WHERE ticket_id = :ticket"
NO_LEAF = "DELETE FROM event_leaves WHERE leaf = :leaf"
EDITED = "UPDATE events SET hashed = CAST(replace(hashed, :was, :now) AS BLOB) WHERE ticket_id = :ticket"


def ends(desk: Desk) -> tuple[int, int]:
    """Return the last event of the first ticket, and the size of the log."""
    with desk.store.read() as connection:
        last = connection.execute(text("SELECT max(n) FROM events WHERE ticket_id = 1")).scalar_one()
        newest = sealing.newest(connection)
    assert newest is not None
    return int(last), newest.size


def test_an_edited_event_is_named_with_and_without_its_chain_hashed_anew(desk: Desk) -> None:
    last, _ = ends(desk)
    change(desk, EDITED, was='"n":2', now='"n": 2', ticket=1)
    rehash(desk, 1)
    assert found(desk)[0] == ("log", "TK-1: 2", "event_changed")
    change(desk, "UPDATE events SET hash = :zero WHERE ticket_id = 1 AND n = 1", zero="0" * 64, last=last)
    assert found(desk)[0] == ("log", "TK-1: 1", "event_changed")


def test_a_ticket_dropped_with_its_chain_and_its_places_is_found(desk: Desk) -> None:
    change(desk, NO_LEAVES, NO_TEXTS, NO_EVENTS, ticket=1)
    assert found(desk)[0][2] == "leaf_missing"


def test_a_dropped_end_and_another_root_are_found(desk: Desk) -> None:
    _, size = ends(desk)
    change(desk, NO_LEAF, leaf=size - 1)
    assert found(desk)[0] == ("log", str(size - 1), "leaf_missing")
    change(desk, NO_LEAF, "UPDATE checkpoints SET root = :zero", leaf=size - 1, zero="0" * 64)
    assert found(desk)[0][2] == "leaf_missing"


def test_a_checkpoint_with_another_root_is_found(desk: Desk) -> None:
    _, size = ends(desk)
    change(desk, "UPDATE checkpoints SET root = :zero", zero="0" * 64)
    assert found(desk) == [("log", str(size), "checkpoint"), ("checkpoint", str(size), "signature")]


def test_a_log_made_anew_is_found_by_who_has_seen_the_old_one(desk: Desk) -> None:
    """An event less, and the checkpoint written anew without the key."""
    _, size = ends(desk)
    change(desk, NO_LEAF, leaf=size - 1)
    with desk.store.read() as connection:
        head = sealing.head_at(connection, size - 1)
    forged = "UPDATE checkpoints SET tree_size = :size, root = :root, signature = NULL"
    change(desk, forged, size=head.size, root=head.root)
    assert found(desk) == [("log", str(head.size), "leaf_missing")]
    shutil.rmtree(places.data_folder() / "seen")
    assert found(desk) == []  # who has not seen it cannot tell: an archive can, or another desk


def test_an_archive_carries_the_log_and_misses_no_event_of_it(desk: Desk, tmp_path: Path) -> None:
    known = [exporting.signer_of(one) for one in signing.keys_of(desk.store)]
    sealed: Any = {"heard": lambda _: True, "signing": signing.signing_with(PRIVATE)}
    whole = exporting.export(desk, parse("").query, tmp_path / "whole", folder=True, **sealed)
    proof = proving.verify(whole.path, known, lambda _d, _t: True)
    assert (proof.state, proof.signature, proof.log, proof.log_by) == ("whole", "good", "signed", "dana")
    assert proof.uncovered == 0
    part = exporting.export(desk, parse("id:1").query, tmp_path / "part.tkz", **sealed)
    proof = proving.verify(part.path, known, lambda _d, _t: True)
    assert (proof.state, proof.log) == ("whole", "signed")
    assert proof.facts is not None
    assert proof.facts.log_size == signing.state(desk.store).checkpoint.size  # type: ignore[union-attr]  # it is there
    assert signers.read((whole.path / layout.KEYS).read_text()) == tuple(known)

    # the whole desk without one ticket, packed and signed by a lead who is no friend: the log has its events
    change(desk, NO_TEXTS, NO_EVENTS, "DELETE FROM tickets WHERE id = :ticket", ticket=1)
    forged = exporting.export(desk, parse("").query, tmp_path / "forged.tkz", **sealed)
    proof = proving.verify(forged.path, known, lambda _d, _t: True)
    assert (proof.state, proof.why) == ("altered", "log_gap")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen on this system")
def test_openssh_believes_a_checkpoint(desk: Desk, tmp_path: Path) -> None:
    made = signing.state(desk.store).checkpoint
    assert made is not None
    known = [exporting.signer_of(one) for one in signing.keys_of(desk.store)]
    (tmp_path / "allowed").write_text(signers.written(known, f"{layout.NAMESPACE},{layout.CHECKPOINT}"))
    (tmp_path / "point.sig").write_text(made.signature)
    asked = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "dana", "-n", layout.CHECKPOINT, "-s", "point.sig"]
    told = statement(Head(size=made.size, root=made.root), made.at)
    at = f"-Overify-time={made.at:%Y%m%d%H%M%S}Z"
    done = subprocess.run([*asked, at], cwd=tmp_path, input=told, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_key_lies_in_a_file_that_only_its_passphrase_opens(tmp_path: Path) -> None:
    made = private_keys.make()
    with pytest.raises(BadInput, match="fewer than"):
        private_keys.keep_in_file(made, "short")
    file = private_keys.keep_in_file(made, "correct horse battery")
    assert file == private_keys.file_of(sshsig.key_id(private_keys.public_of(made)))
    assert file.stat().st_mode & 0o077 == 0
    assert made.private_bytes_raw() not in file.read_bytes()
    again = private_keys.from_file(file, "correct horse battery")
    assert again.private_bytes_raw() == made.private_bytes_raw()
    with pytest.raises(BadInput, match="does not open"):
        private_keys.from_file(file, "wrong horse battery")
    file.write_text(file.read_text().replace("clausedesk key 1", "clausedesk key 9"))
    with pytest.raises(BadInput, match="damaged"):
        private_keys.from_file(file, "correct horse battery")
    with pytest.raises(FileExistsError):
        private_keys.keep_in_file(made, "correct horse battery")


def test_a_key_can_lie_in_the_keyring(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ring: dict[tuple[str, str], str] = {}

    class Ring:
        def set_password(self, service: str, name: str, secret: str) -> None:
            ring[service, name] = secret

        def get_password(self, service: str, name: str) -> str | None:
            return ring.get((service, name))

    monkeypatch.setattr(credentials, "_asked", lambda question: question(Ring()))
    with pytest.raises(Known) as refused:
        signing.own_key(desk)
    assert refused.value.code == "unsigned_elsewhere"
    private_keys.keep_in_keyring(PRIVATE)
    assert signing.standing(desk).state == "ready"
    key: Any = signing.own_key(desk)
    assert key.private_bytes_raw() == PRIVATE.private_bytes_raw()


def test_where_a_key_does_not_sign_the_true_reason_is_known(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two keys of one person, one of another, and of dates: what stands in the way is named."""
    told = [signing.standing(desk).state]
    file = private_keys.keep_in_file(PRIVATE, PHRASE)
    told.append(signing.standing(desk).state)
    with pytest.raises(BadInput, match="does not open"):
        signing.own_key(desk, passphrase=f"{PHRASE} ")
    private_keys.hold(signing.own_key(desk, passphrase=PHRASE))
    told.append(signing.standing(desk).state)
    ticket = showing.queue_page(desk, parse("").query).rows[0]
    reply.add_note(desk, ticket.id, "Young")
    assert signing.keep_log(desk) is not None  # what was opened once signs checkpoints too
    private_keys.let_go()
    file.unlink()
    other = private_keys.make()
    private_keys.keep_in_file(other, PHRASE)
    clock: Any = desk.clock
    ends = clock.now + timedelta(days=1)
    other_id = signing.enter_key(desk, private_keys.public_of(other), valid_to=ends)
    told.append(signing.standing(desk).state)  # that the older one is elsewhere keeps the newer from nothing
    signing.revoke_key(desk, KEY, "lost")
    clock.forward(days=2)
    told.append(signing.standing(desk).state)
    signing.revoke_key(desk, other_id, "lost")
    told.append(signing.standing(desk).state)
    clock.now = ends - timedelta(days=30)
    told.append(signing.standing(desk).state)
    change(desk, "DELETE FROM signing_keys")
    told.append(signing.standing(desk).state)
    assert told == ["elsewhere", "locked", "ready", "locked", "expired", "revoked", "revoked", "none"]
    someone = dataclasses.replace(desk, actor=dataclasses.replace(desk.actor, role=Role.SPECIALIST))
    assert signing.standing(someone).state == "not_lead"


def test_the_desk_covers_what_is_young_by_itself_and_notices_what_was_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signing.keep_log(desk) is None
    ticket = showing.queue_page(desk, parse("").query).rows[0]
    reply.add_note(desk, ticket.id, "Young")
    assert signing.keep_log(desk) is None  # nobody is there to type a passphrase
    monkeypatch.setattr(private_keys, "from_keyring", lambda key_id: PRIVATE if key_id == KEY else None)
    made = signing.keep_log(desk)
    assert made is not None
    assert signing.state(desk.store).uncovered == 0
    assert signing.seen(desk.store) == Head(size=made.size, root=made.root)
    change(desk, NO_LEAF, leaf=made.size - 1)
    with pytest.raises(Damaged, match="this computer has seen"):
        signing.keep_log(desk)


def test_many_chains_are_held_to_what_one_is_held_to(desk: Desk) -> None:
    """Read together or one by one, the same is found."""
    with desk.store.read() as connection:
        keys = connection.execute(text("SELECT id FROM tickets ORDER BY id")).scalars().all()
        assert chain.first_broken(connection, keys) is None
    changes = (
        "UPDATE tickets SET event_n = event_n + 1 WHERE id = 3",
        "UPDATE events SET kind = 'other' WHERE ticket_id = 2 AND n = 2",
        "UPDATE event_texts SET digest = salt WHERE event_id = (SELECT min(id) FROM events WHERE ticket_id = 1)",
        "DELETE FROM events WHERE ticket_id = 1 AND n = 1",
    )
    for one in changes:
        change(desk, one)
        with desk.store.read() as connection:
            alone = [found for key in keys if (found := chain.verify(connection, key)) is not None]
            assert chain.first_broken(connection, keys) == alone[0]


def test_what_others_record_and_cover_while_one_reads_ahead_is_covered_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the log ahead of the command leaves room for writers and for another checkpoint."""
    ticket = showing.queue_page(desk, parse("").query).rows[0].id
    reply.add_note(desk, ticket, "before")
    honest, turns = sealing.ahead, []

    def meanwhile(connection: Any) -> sealing.Ahead:
        known = honest(connection)
        if not turns:
            turns.append(1)
            reply.add_note(desk, ticket, "between")
            signing.make_checkpoint(desk, PRIVATE)
            reply.add_note(desk, ticket, "after")
        return known

    monkeypatch.setattr(sealing, "ahead", meanwhile)
    made = signing.make_checkpoint(desk, PRIVATE)
    with desk.store.read() as connection:
        recorded = connection.execute(text("SELECT count(*) FROM events")).scalar_one()
    assert made.size == recorded
    assert signing.state(desk.store).uncovered == 0
    assert signing.findings(desk.store) == ()


def test_a_command_that_takes_events_in_reads_no_leaf_that_was_read_ahead(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply.add_note(desk, showing.queue_page(desk, parse("").query).rows[0].id, "young")
    honest, read = sealing.leaves, []

    def counted(connection: Any, *, first: int = 0, most: int | None = None) -> Iterator[bytes]:
        for leaf in honest(connection, first=first, most=most):
            read.append(first)
            yield leaf

    monkeypatch.setattr(sealing, "leaves", counted)
    before = signing.state(desk.store).checkpoint
    signing.make_checkpoint(desk, PRIVATE)
    assert before is not None
    assert read == [0] * before.size  # all of them ahead, none in the command
