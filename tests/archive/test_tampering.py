"""Whatever is changed in an archive is found, and named."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from console.archive import bag, layout, zipping
from console.records.archives import Proof
from console.services.archives import proving
from tests.archive.conftest import LEAD, SIGNING
from tests.archive.desks import every_file


def verify(path: Path) -> Proof:
    return proving.verify(path, [LEAD], lambda _done, _total: True)


def test_a_signed_archive_is_whole_as_file_and_as_folder(signed_file: Path, signed_folder: Path) -> None:
    for one in (signed_file, signed_folder):
        found = verify(one)
        assert (found.state, found.signature, found.signer, found.where) == ("whole", "good", LEAD.name, "")
        assert found.facts is not None
        assert (found.facts.tickets, found.facts.whole_desk) == (3, True)
    assert proving.verify(signed_file, [], lambda _d, _t: True).signature == "unknown_key"


@pytest.mark.soak
def test_a_flipped_byte_anywhere_is_found(signed_file: Path, tmp_path: Path, *, whole_run: bool) -> None:
    """Any byte at all, files, heads of the container, lists and signature alike."""
    content = bytearray(signed_file.read_bytes())
    target = tmp_path / "flipped.tkz"
    dice = random.Random(5)
    for _ in range(10_000 if whole_run else 60):
        at, by = dice.randrange(len(content)), dice.randrange(1, 256)
        content[at] ^= by
        target.write_bytes(content)
        content[at] ^= by
        found = verify(target)
        assert found.state != "whole", f"byte {at} by {by}"
        assert found.where or found.why


@pytest.mark.soak
def test_every_byte_of_the_container_outside_the_files_counts(signed_file: Path, *, whole_run: bool) -> None:
    """One flip in each field of every head, of the list and of the end; reading the container finds it."""
    content = signed_file.read_bytes()
    places = list(_structure(signed_file))
    chosen = places if whole_run else random.Random(6).sample(places, 150)
    for at in chosen:
        changed = bytearray(content)
        changed[at] ^= 0x41
        with pytest.raises(layout.NotWhole):
            _walk(bytes(changed))


def _structure(path: Path) -> list[int]:
    """Return the place of every byte that is in no file."""
    with path.open("rb") as file:
        where = zipping.directory_of(file, path.stat().st_size)
        inside = [(one.begins, one.begins + one.size) for one in zipping.members(file, where)]
    found, at = [], 0
    for begins, ends in inside:
        found += range(at, begins)
        at = ends
    return [*found, *range(at, path.stat().st_size)]


def _walk(content: bytes) -> None:
    file = io.BytesIO(content)
    where = zipping.directory_of(file, len(content))
    for one in list(zipping.members(file, where)):
        zipping.require_head(file, one)
        file.seek(one.begins)
        if zlib.crc32(file.read(one.size)) != one.crc:
            raise layout.NotWhole("altered", one.name, "sum")


@pytest.mark.soak
def test_a_cut_anywhere_is_found(signed_file: Path, tmp_path: Path, *, whole_run: bool) -> None:
    content = signed_file.read_bytes()
    target = tmp_path / "cut.tkz"
    ends = [0, 3, 4, 21, 22, len(content) - 1, len(content) - 22, len(content) - 23]
    ends += [random.Random(7).randrange(len(content)) for _ in range(500 if whole_run else 12)]
    for end in ends:
        target.write_bytes(content[:end])
        found = verify(target)
        assert found.state == ("truncated" if end >= 4 else "altered"), end
    target.write_bytes(content + b"\0")
    assert verify(target).state != "whole"


def test_swapped_attachments_are_found_and_named(own_folder: Path) -> None:
    first, second, *_ = every_file(own_folder / "data/files")
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    found = verify(own_folder)
    assert found.state in ("altered", "truncated")
    assert found.where == first.relative_to(own_folder).as_posix()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("data/tickets.sqlite", lambda text: text.replace(b"Rounding", b"Bounding")),
        ("data/tickets.jsonl", lambda text: text.split(b"\n", 1)[1]),
        ("data/letters.jsonl", lambda text: text + b"{}\n"),
        ("data/schedules.jsonl", lambda text: text.replace(b'"time_zone":"', b'"time_zone":"Z')),
        ("data/licenses.jsonl", lambda text: text.replace(b'"purchased_at":"2', b'"purchased_at":"1')),
        ("data/agreement_states.jsonl", lambda text: text + b"{}\n"),
        ("manifest-sha512.txt", lambda text: text.split(b"\n", 1)[1]),
        ("bag-info.txt", lambda text: text.replace(b"Archive-Version: 1.0", b"Archive-Version: 1.1")),
        ("bag-info.txt", lambda text: text + b"More: 1\n"),
        ("bagit.txt", lambda text: text.replace(b"UTF-8", b"UTF-7")),
        ("tagmanifest-sha512.txt", lambda text: text.replace(b"bagit", b"baggi")),
        ("data/content.json", lambda text: text.replace(b'"tickets":3', b'"tickets":2')),
    ],
)
def test_a_changed_file_is_named(own_folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = own_folder / name
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before
    found = verify(own_folder)
    assert found.state in ("altered", "truncated")
    assert found.where == (name if name != "tagmanifest-sha512.txt" else layout.SIGNATURE)


def test_a_replaced_agreement_is_named(own_folder: Path) -> None:
    (agreement,) = every_file(own_folder / "data/agreements")
    agreement.write_bytes(agreement.read_bytes().replace(b"23.1.1", b"23.1.2", 1))
    assert verify(own_folder).where == agreement.relative_to(own_folder).as_posix()


def test_missing_extra_and_odd_files_are_named(signed_folder: Path, tmp_path: Path) -> None:
    def changed(act: Callable[[Path], object]) -> Proof:
        folder = tmp_path / f"case-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(signed_folder, folder)
        act(folder)
        return verify(folder)

    lost = changed(lambda bag_: (bag_ / "data/index.html").unlink())
    assert (lost.where, lost.why) == ("data/index.html", "missing")
    more = changed(lambda bag_: (bag_ / "data/more.txt").write_text("x"))
    assert (more.where, more.why) == ("data/more.txt", "extra")
    beside = changed(lambda bag_: (bag_ / "fetch.txt").write_text("https://evil.example 1 data/x\n"))
    assert (beside.where, beside.why) == ("fetch.txt", "name")
    empty = changed(lambda bag_: (bag_ / "data/empty").mkdir())
    assert (empty.where, empty.why) == ("data/empty/", "empty_folder")
    link = changed(
        lambda bag_: ((bag_ / "data/index.html").unlink(), (bag_ / "data/index.html").symlink_to("/etc/passwd"))
    )
    assert (link.where, link.why) == ("data/index.html", "not_a_file")
    pipe = changed(lambda bag_: os.mkfifo(bag_ / "data/pipe"))
    assert (pipe.where, pipe.why) == ("data/pipe", "not_a_file")
    upper = changed(lambda bag_: (bag_ / "data/INDEX.html").write_text("x"))
    assert (upper.where, upper.why) == ("data/INDEX.html", "name")
    bare = changed(lambda bag_: (bag_ / layout.SIGNATURE).unlink())
    assert (bare.state, bare.where, bare.why) == ("altered", layout.SIGNATURE, "missing")


def _packed_anew(folder: Path, tmp_path: Path) -> Path:
    """Return the archive of a folder with all its lists written again, unsigned."""
    fields = dict(line.split(": ", 1) for line in (folder / layout.INFO).read_text().splitlines())
    (tmp_path / "work").mkdir()
    folder.rename(tmp_path / "work" / "bag")
    for name in (*layout.TAGS, layout.TAG_MANIFEST, layout.SIGNATURE):
        (tmp_path / "work" / "bag" / name).unlink()
    head = bag.Head(
        exported_at=datetime.fromisoformat(fields["Desk-Exported-At"]),
        content_sha256=fields["Desk-Content-SHA256"],
        producer=fields["Desk-Producer"],
    )
    target = tmp_path / "again"
    bag.seal(tmp_path / "work", target, head, lambda _d, _t: None, None, folder=True)
    return target


def test_who_packs_it_anew_cannot_sign_it(own_folder: Path, tmp_path: Path) -> None:
    """A ticket dropped with its chain and everything hashed again: it is not what was told, and falsely signed."""
    lines = own_folder / "data/tickets.jsonl"
    lines.write_bytes(lines.read_bytes().split(b"\n", 1)[1])
    signature = (own_folder / layout.SIGNATURE).read_text()
    target = _packed_anew(own_folder, tmp_path)
    unsigned = verify(target)
    assert unsigned.signature == "unsigned"
    assert (unsigned.state, unsigned.where, unsigned.why) == ("altered", "data/tickets.jsonl", "hash")
    (target / layout.SIGNATURE).write_text(signature)
    forged = verify(target)
    assert (forged.state, forged.where, forged.why) == ("altered", layout.SIGNATURE, "signature")


@pytest.mark.parametrize("case", ["none", "changed", "gone", "more"])
def test_what_the_content_tells_is_held_without_a_signature(own_folder: Path, tmp_path: Path, case: str) -> None:
    attached = next(iter(every_file(own_folder / "data/files")))
    name = attached.relative_to(own_folder).as_posix()
    if case == "changed":
        attached.write_bytes(attached.read_bytes() + b"x")
    elif case == "gone":
        attached.unlink()
        if not any(attached.parent.iterdir()):
            attached.parent.rmdir()
        if not any((own_folder / "data/files").iterdir()):
            (own_folder / "data/files").rmdir()
    elif case == "more":
        (own_folder / "data/more.txt").write_text("x")
    wanted = {
        "none": ("whole", "", ""),
        "changed": ("altered", name, "hash"),
        "gone": ("altered", layout.CONTENT, "content"),
        "more": ("altered", layout.CONTENT, "content"),
    }
    found = verify(_packed_anew(own_folder, tmp_path))
    assert (found.state, found.where, found.why) == wanted[case]


def test_a_newer_major_is_refused_and_a_newer_minor_is_read(own_folder: Path) -> None:
    def renumber(number: str, more: str = "") -> None:
        info = own_folder / layout.INFO
        text = info.read_text().splitlines(keepends=True)
        text[1], text[6] = f"Desk-Archive-Version: {number}\n", "Desk-Key-Id: -\n"
        info.write_text("".join(text[:8]) + more)
        lines = (own_folder / layout.TAG_MANIFEST).read_text().splitlines(keepends=True)
        lines[0] = f"{hashlib.sha512(info.read_bytes()).hexdigest()}  {layout.INFO}\n"
        (own_folder / layout.TAG_MANIFEST).write_text("".join(lines))

    (own_folder / layout.SIGNATURE).unlink()
    renumber("2.0")
    found = verify(own_folder)
    assert (found.state, found.why) == ("newer", "2.0")
    renumber("1.7", "Desk-Weather: fair\n")
    found = verify(own_folder)
    assert (found.state, found.newer_minor, found.number) == ("whole", True, "1.7")
    renumber("1.0", "Desk-Weather: fair\n")
    assert verify(own_folder).where == layout.INFO
    for number in ("0.9", "01.0", "1.00", "1.\u0660"):
        renumber(number)
        assert (verify(own_folder).state, verify(own_folder).why) == ("altered", "number"), number


@pytest.mark.parametrize("line", ["Desk-Log-Size: 7", "Desk-Log-Root: 00", "Desk-Key-Id: SHA256:another"])
def test_a_head_that_a_key_signed_says_what_the_rest_says(own_folder: Path, line: str) -> None:
    """Not even who signs can tell another log or another key than the archive has."""
    info, name = own_folder / layout.INFO, line.partition(":")[0]
    lines = [line if one.startswith(name) else one for one in info.read_text().splitlines()]
    info.write_text("".join(f"{one}\n" for one in lines))
    tags = (own_folder / layout.TAG_MANIFEST).read_text().splitlines(keepends=True)
    tags[0] = f"{hashlib.sha512(info.read_bytes()).hexdigest()}  {layout.INFO}\n"
    (own_folder / layout.TAG_MANIFEST).write_text("".join(tags))
    signed = SIGNING.sign(hashlib.sha512("".join(tags).encode()).digest())
    (own_folder / layout.SIGNATURE).write_text(signed)
    found = verify(own_folder)
    assert (found.state, found.where) == ("altered", layout.INFO)
    assert found.why == ("signature" if name == "Desk-Key-Id" else "log_root")


def _zip(path: Path, *members: tuple[str, bytes], **how: object) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in members:
            made.writestr(zipfile.ZipInfo(name), content, **how)  # type: ignore[arg-type]  # a test's own
    return path


def test_foreign_containers_do_no_harm(tmp_path: Path) -> None:
    """Ways out, bombs, links, lying sizes, doubled names: each is refused before a file of it is read."""
    names = [
        "../x",
        "/etc/x",
        "a\\b",
        "C:x",
        "data/..",
        "data/./x",
        "data//x",
        "data/x/",
        "Data/x",
        "data/é",
        "a" * 300,
    ]
    names += [
        "data/x.",
        "data/.x",
        "CON",
        "data/a b",
        "data/a:b",
        "data/\u202ex",
        "data/a\x00b",
        "data/" + "d/" * 9 + "x",
    ]
    cases = [_zip(tmp_path / f"name{n}.tkz", (name, b"x")) for n, name in enumerate(names)]
    for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        for n, name in enumerate(("data/x", *names)):
            cases.append(_zip(tmp_path / f"way{way}-{n}.tkz", (name, b"x" * 100), compress_type=way))
    cases.append(_zip(tmp_path / "bomb.tkz", ("data/x", b"\0" * 50_000_000), compress_type=zipfile.ZIP_DEFLATED))
    with pytest.warns(UserWarning, match="Duplicate"):
        cases.append(_zip(tmp_path / "twice.tkz", ("data/x", b"1"), ("data/x", b"2")))
    link = zipfile.ZipInfo("data/x")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.tkz", "w") as made:
        made.writestr(link, "/etc/passwd")
    cases.append(tmp_path / "link.tkz")
    (tmp_path / "empty.tkz").write_bytes(b"PK\x05\x06" + bytes(18))
    lying = bytearray((_zip(tmp_path / "lying.tkz", ("data/x", b"x" * 10))).read_bytes())
    at = lying.index(b"PK\x01\x02")
    lying[at + 20 : at + 28] = struct.pack("<2L", 0xFFFFFFF0, 0xFFFFFFF0)
    (tmp_path / "lying.tkz").write_bytes(lying)
    many = bytearray((tmp_path / "lying.tkz").read_bytes())
    many[-14:-10] = struct.pack("<2H", 0xFFFF, 0xFFFF)
    (tmp_path / "many.tkz").write_bytes(many)
    cases += [tmp_path / "empty.tkz", tmp_path / "lying.tkz", tmp_path / "many.tkz"]
    before = sorted(tmp_path.iterdir())
    for one in cases:
        found = verify(one)
        assert found.state in ("altered", "truncated"), one
        assert not found.signature
    assert sorted(tmp_path.iterdir()) == before
