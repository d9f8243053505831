"""Archives under lock: the same content with and without, opened by its keys alone, and every harm to it named."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import locking, passphrases
from console.archive.layout import NotWhole
from console.archive.locking import Keys, Lock
from console.faults import BadInput, Known
from console.query import parse
from console.records.archives import Proof
from console.services.archives import exporting, private_folder, proving, unlocking
from console.services.archives.opening import open_archive
from tests.archive.conftest import LEAD, SIGNING
from tests.archive.desks import export, opened

PHRASE = "four words of winter"
OWN, STRANGER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()


def silent(_done: int, _total: int) -> None:
    """Hear nothing."""


@pytest.fixture(autouse=True)
def _own_place(own_private_place: Path) -> None:
    """Look only at what this test leaves."""


def left() -> list[Path]:
    """Return the private folders that are there."""
    return list(Path(tempfile.gettempdir()).glob(f"{private_folder.PREFIX}*"))


def verify(path: Path, keys: Keys) -> Proof:
    return proving.verify(path, [LEAD], lambda _d, _t: True, keys)


def ssh_key() -> tuple[str, str]:
    """Return a public line and a private text of OpenSSH."""
    made = Ed25519PrivateKey.generate()
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    ).decode()
    public = made.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{public.decode()} ann@desk", private


@pytest.fixture(scope="module")
def for_keys(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """An archive for two readers, and the key of one."""
    target = tmp_path_factory.mktemp("locked") / "desk.tkz.age"
    lock = locking.lock_of([str(OWN.to_public()), ssh_key()[0]])
    export(sqlite_desk, target, signing=SIGNING, lock=lock)
    return target, Keys(identities=(str(OWN),))


@pytest.fixture(scope="module")
def for_phrase(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    target = tmp_path_factory.mktemp("phrase") / "desk.tkz.age"
    export(sqlite_desk, target, signing=SIGNING, lock=Lock(passphrase=PHRASE))
    return target, Keys(passphrase=PHRASE)


def test_content_and_lists_are_the_same_with_and_without_a_lock(
    sqlite_desk: str, signed_file: Path, for_keys: tuple[Path, Keys], for_phrase: tuple[Path, Keys], tmp_path: Path
) -> None:
    plain = export(sqlite_desk, tmp_path / "plain.tkz", signing=SIGNING)
    locked = export(sqlite_desk, tmp_path / "locked.age", signing=SIGNING, lock=Lock(passphrase=PHRASE))
    assert (plain.content_sha256, plain.manifest_sha256) == (locked.content_sha256, locked.manifest_sha256)
    for path, keys in (for_keys, for_phrase):
        found = verify(path, keys)
        assert (found.state, found.signature, found.signer) == ("whole", "good", LEAD.name)
        with closing(open_archive(path, lambda _d, _t: True, [LEAD], keys)) as reader:
            assert reader.facts.tickets == 3
            assert reader.verify(lambda _d, _t: True).state == "whole"
        assert b"PK\x03\x04" not in path.read_bytes()[:4096]
        assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert left() == []


@pytest.mark.patient
def test_other_programs_of_the_format_read_ours_and_we_read_theirs(tmp_path: Path) -> None:
    content = random.Random(1).randbytes(200_001)
    (tmp_path / "plain").write_bytes(content)
    made = tmp_path / "ours.age"
    locking.lock(tmp_path / "plain", made, Lock(passphrase=PHRASE), silent)
    assert pyrage.passphrase.decrypt(made.read_bytes(), PHRASE) == content
    theirs = tmp_path / "theirs.age"
    theirs.write_bytes(pyrage.passphrase.encrypt(content[:131_072], PHRASE))
    locking.unlock(theirs, tmp_path / "back", Keys(passphrase=PHRASE), silent)
    assert (tmp_path / "back").read_bytes() == content[:131_072]
    public, private = ssh_key()
    made = tmp_path / "ssh.age"
    lock = locking.lock_of([public])
    assert lock is not None
    locking.lock(tmp_path / "plain", made, lock, silent)
    locking.unlock(made, tmp_path / "ssh.back", Keys(identities=(private,)), silent)
    assert (tmp_path / "ssh.back").read_bytes() == content
    assert (tmp_path / "ssh.back").stat().st_mode & 0o777 == 0o600


def test_a_wrong_key_is_told_as_that_and_leaves_nothing(
    for_keys: tuple[Path, Keys], for_phrase: tuple[Path, Keys]
) -> None:
    other = Keys(identities=(str(STRANGER),))
    for path, keys, code in (
        (for_keys[0], unlocking.NONE, "locked_needs_key"),
        (for_keys[0], Keys(passphrase=PHRASE), "locked_needs_key"),
        (for_keys[0], other, "locked_wrong_key"),
        (for_phrase[0], other, "locked_needs_passphrase"),
        (for_phrase[0], Keys(passphrase=f"{PHRASE} "), "locked_wrong_passphrase"),
    ):
        for act in (verify, lambda path, keys: open_archive(path, lambda _d, _t: True, [], keys)):
            with pytest.raises(BadInput) as fault:
                act(path, keys)
            assert fault.value.code == code
    assert left() == []


@pytest.mark.parametrize("which", ["for_keys", "for_phrase"])
def test_a_cut_and_an_altered_byte_are_two_words(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path, keys = request.getfixturevalue(which)
    content = path.read_bytes()
    head = content.index(b"\n", content.index(b"\n--- ") + 1) + 1
    target = tmp_path / "harmed.tkz.age"
    piece = passphrases.CHUNK + passphrases.TAG
    ends = (
        30,
        head - 3,
        head,
        head + 5,
        head + 16 + piece,
        head + 16 + 2 * piece + 7,
        len(content) - 1,
        len(content) - 40,
    )
    for end in ends if which == "for_keys" else ends[3:6:2]:
        target.write_bytes(content[:end])
        found = verify(target, keys)
        assert (found.state, found.why) == ("truncated", "locked_cut"), end
    dice = random.Random(3)
    spots = [head + 16, head + 70_000, len(content) - 1, len(content) - 20_000]
    spots += [dice.randrange(head, len(content)) for _ in range(6)]
    for at in spots if which == "for_keys" else spots[:3:2]:
        target.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        found = verify(target, keys)
        assert (found.state, found.why) == ("altered", "locked_altered"), at
    target.write_bytes(content + b"x")
    assert verify(target, keys).state == "altered"
    target.write_bytes(content[:3])
    assert verify(target, keys).state != "whole"
    assert left() == []


def test_what_is_no_key_is_refused_before_anything_is_written(sqlite_desk: str, tmp_path: Path) -> None:
    for words, phrase, code in (
        (["age1nonsense"], "", "recipient_unknown"),
        (["ssh-rsa AAAAB3NzaC1yc2E"], "", "recipient_unknown"),
        ([str(OWN.to_public())], PHRASE, "lock_both"),
        ([], "short", "lock_passphrase_short"),
    ):
        with pytest.raises(BadInput) as fault:
            locking.lock_of(words, phrase)
        assert fault.value.code == code
    with pytest.raises(BadInput) as fault:
        export(sqlite_desk, tmp_path / "folder", folder=True, lock=Lock(passphrase=PHRASE))
    assert fault.value.code == "lock_folder"
    armored = tmp_path / "armored.age"
    armored.write_bytes(pyrage.encrypt(b"x", [OWN.to_public()], armored=True))
    with pytest.raises(BadInput) as fault:
        verify(armored, Keys(identities=(str(OWN),)))
    assert fault.value.code == "locked_armored"
    assert {one.name for one in tmp_path.iterdir()} == {"armored.age", "private"}


def test_an_export_under_lock_that_was_canceled_leaves_nothing(sqlite_desk: str, tmp_path: Path) -> None:
    def heard(progress: Any) -> bool:
        return progress.part != "lock"

    made = opened(sqlite_desk)
    with closing(made.store), pytest.raises(Known, match="canceled"):
        exporting.export(made, parse("").query, tmp_path / "a.age", heard=heard, lock=Lock(passphrase=PHRASE))
    assert [one.name for one in tmp_path.iterdir()] == ["private"]


HANGING = """
import sys, time
from pathlib import Path
from console.archive.locking import Keys
from console.services.archives import unlocking
found = unlocking.plain(Path(sys.argv[1]), Keys(passphrase=sys.argv[2]), lambda _d, _t: None)
print(found.path, flush=True)
time.sleep(600)
"""


def test_what_was_decrypted_goes_after_a_kill_and_not_before(for_phrase: tuple[Path, Keys]) -> None:
    asked = [sys.executable, "-c", HANGING, str(for_phrase[0]), PHRASE]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, env=os.environ) as other:
        assert other.stdout is not None
        found = Path(other.stdout.readline().strip())
        assert found.stat().st_mode & 0o777 == 0o600
        assert found.parent.stat().st_mode & 0o777 == 0o700
        assert for_phrase[0].parent not in found.parents
        mine = private_folder.PrivateFolder()
        assert found.exists(), "it is another's, and in use"
        mine.close()
        other.kill()
    assert found.exists()
    private_folder.sweep()
    assert not found.parent.exists()


def test_a_crafted_head_asks_for_no_more_memory_than_is_allowed() -> None:
    made = io.BytesIO()
    passphrases.encrypt(io.BytesIO(b"x"), made, PHRASE)
    told = made.getvalue().replace(b" 17\n", b" 30\n", 1)
    assert told != made.getvalue()
    with pytest.raises(NotWhole):
        passphrases.decrypt(io.BytesIO(told), io.BytesIO(), PHRASE)
