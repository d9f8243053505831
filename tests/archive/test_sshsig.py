"""Signatures: OpenSSH believes ours, we believe its own, and there is one form of each."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from console.archive import layout, signers, sshsig
from console.archive.signers import Signer
from console.faults import BadInput
from console.services.archives import keys
from tests.archive.conftest import LEAD, PRIVATE, PUBLIC

WORDS = b"what was sealed\n"
DIGEST = hashlib.sha512(WORDS).digest()


def test_a_signature_holds_for_its_words_its_key_and_its_purpose() -> None:
    found = sshsig.read(sshsig.sign(PRIVATE, DIGEST, layout.NAMESPACE))
    assert found is not None
    assert found.public == PUBLIC
    assert sshsig.holds(found, DIGEST, layout.NAMESPACE)
    assert not sshsig.holds(found, DIGEST, "something-else")
    assert not sshsig.holds(found, hashlib.sha512(b"other").digest(), layout.NAMESPACE)


def test_any_other_text_of_a_signature_is_refused() -> None:
    text = sshsig.sign(PRIVATE, DIGEST, layout.NAMESPACE)
    for other in (f"{text} ", text[:-1], text.replace("\n", "\r\n"), text.replace("SSH", "ssh"), "", text + text):
        assert sshsig.read(other) is None
    changed = 0
    for at, letter in enumerate(text):
        other = f"{text[:at]}{'A' if letter != 'A' else 'B'}{text[at + 1 :]}"
        found = sshsig.read(other)
        assert found is None or not sshsig.holds(found, DIGEST, layout.NAMESPACE)
        changed += found is not None
    assert changed  # the bytes of key and signature can be read, and do not hold


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen on this system")
def test_openssh_believes_ours_and_we_believe_its_own(tmp_path: Path) -> None:
    (tmp_path / "allowed").write_text(signers.written([LEAD], layout.NAMESPACE))
    (tmp_path / "words.sig").write_text(sshsig.sign(PRIVATE, DIGEST, layout.NAMESPACE))
    asked = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", LEAD.name, "-n", layout.NAMESPACE, "-s", "words.sig"]
    told = subprocess.run(asked, cwd=tmp_path, input=WORDS, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    other = subprocess.run(asked, cwd=tmp_path, input=WORDS + b"x", capture_output=True, check=False)
    assert other.returncode != 0

    kept = PRIVATE.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    (tmp_path / "key").touch(mode=0o600)
    (tmp_path / "key").write_bytes(kept)
    (tmp_path / "theirs").write_bytes(WORDS)
    signing = ["ssh-keygen", "-Y", "sign", "-f", "key", "-n", layout.NAMESPACE, "theirs"]
    subprocess.run(signing, cwd=tmp_path, capture_output=True, check=True)
    found = sshsig.read((tmp_path / "theirs.sig").read_text())
    assert found is not None
    assert sshsig.holds(found, DIGEST, layout.NAMESPACE)


def test_signers_are_read_as_they_are_written_and_count_by_their_dates() -> None:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    dated = Signer(name="lea", public=PUBLIC, valid_from=first, valid_to=last)
    text = signers.written([dated, LEAD], layout.NAMESPACE)
    assert signers.read(f"# people\n\n{text}nobody ssh-rsa AAAA\nodd ssh-ed25519 AAAA\n") == (dated, LEAD)
    assert dated.counts_at(first)
    assert not dated.counts_at(last)
    assert not dated.counts_at(first.replace(year=2025))
    bad = text.splitlines()[0].replace("20261231", "20269931")
    assert signers.read(bad) == ()
    assert signers.read(f"* cert-authority {sshsig.public_line(PUBLIC)}") == ()


def test_dates_are_read_by_their_length_and_purposes_are_kept_to() -> None:
    def line(options: str) -> tuple[Signer, ...]:
        return signers.read(f"lea {options} {sshsig.public_line(PUBLIC)}")

    for told, last in (
        ("20261130Z", datetime(2026, 11, 30, tzinfo=UTC)),
        ("202611301405", datetime(2026, 11, 30, 14, 5, tzinfo=UTC)),
        ("202611301405Z", datetime(2026, 11, 30, 14, 5, tzinfo=UTC)),
        ("20261130140509Z", datetime(2026, 11, 30, 14, 5, 9, tzinfo=UTC)),
    ):
        assert [one.valid_to for one in line(f'valid-before="{told}"')] == [last]
    for odd in ("2026113014", "2026-11-30", "", "20261130Q"):
        assert line(f'valid-before="{odd}"') == ()
    for named, believed in (
        ("desk-archive", True),
        ("git, desk-*", True),
        ("git", False),
        ("", False),
        ("*,!desk-archive", False),
    ):
        (one,) = line(f'namespaces="{named}"')
        assert one.signs(PUBLIC, layout.NAMESPACE) is believed
        assert not one.signs(bytes(32), layout.NAMESPACE)
        assert signers.read(signers.written([one], "desk-archive"))[0].namespaces == named
    assert LEAD.signs(PUBLIC, layout.NAMESPACE)


def test_a_pub_of_openssh_is_believed_by_its_comment_or_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.places.config_folder", lambda: tmp_path)
    line, file = sshsig.public_line(PUBLIC), tmp_path / "lea.pub"
    for written, named, called in (
        (f"{line} rev@desk laptop\n", "", "rev@desk_laptop"),
        (f"{line}\n", "", "lea"),
        (f"{line} rev@desk\n", "Lea Lind", "Lea_Lind"),
    ):
        file.write_text(written)
        assert [one.name for one in keys.of_file(file, named)] == [called]
    keys.trust(file, "Lea Lind")
    (held,) = keys.trusted()
    assert (held.name, held.signs(PUBLIC, layout.NAMESPACE), held.signs(PUBLIC, "git")) == ("Lea_Lind", True, False)
    file.write_text("ssh-rsa AAAAB3 rev\n")
    with pytest.raises(BadInput) as refused:
        keys.of_file(file)
    assert refused.value.code == "no_keys"


def test_new_dates_of_a_key_take_the_place_of_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.places.config_folder", lambda: tmp_path)
    other = Signer(name="old", public=bytes(32))
    ends = Signer(name="lea", public=PUBLIC, valid_to=datetime(2026, 1, 1, tzinfo=UTC))
    text = f"# ours\n{signers.written([other, LEAD], layout.NAMESPACE)}"
    keys.trusted_file().write_text(text.rstrip("\n"))
    told = tmp_path / "told"
    told.write_text(signers.written([ends], layout.NAMESPACE))
    assert keys.trust(told) == (ends,)
    assert keys.trusted() == (other, ends)
    assert keys.trusted_file().read_text().startswith("# ours\n")
    assert keys.trust(told) == ()
