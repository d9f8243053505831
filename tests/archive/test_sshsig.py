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
