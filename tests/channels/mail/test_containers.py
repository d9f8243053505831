from __future__ import annotations

import io
import os
from itertools import pairwise
from pathlib import Path

import pytest

from console.channels.incoming import IncomingMail, Unreadable
from console.channels.mail import mbox
from console.channels.mail.containers import iter_mail, mail_files
from console.channels.untrusted.caps import Caps
from tests.channels.mail.letters import letter

LINE = b"From anna@example.org Mon Nov  2 09:00:00 2026\n"


def _mail(number: int, body: str = "words\n") -> bytes:
    return f"From: a@example.org\nSubject: {number}\nMessage-ID: <{number}@x>\n\n{body}\n".encode()


def _box(tmp_path: Path, raw: bytes, name: str = "some.mbox") -> list[str]:
    path = tmp_path / name
    path.write_bytes(raw)
    found = list(iter_mail([path]))
    assert all(isinstance(each, IncomingMail) for each in found)
    assert [each.index for each in found] == list(range(len(found)))
    return [each.subject for each in found if isinstance(each, IncomingMail)]


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        b"From - Mon Nov  2 09:00:00 2026\n",
        b"From - \n",
        b"From 1503@xxx Mon Nov 02 09:00:00 +0000 2026\n",
        b"From anna at example.org  Mon Nov  2 09:00:00 2026\n",
        "From \u201canna\u201d at example.org  Mon Nov  2 09:00:00 2026\n".encode(),
        b"From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n",
        b"From anna@example.org\n",
    ],
)
def test_separators(tmp_path: Path, line: bytes) -> None:
    assert _box(tmp_path, line + _mail(1) + line + _mail(2) + line + _mail(3)) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + LINE + _mail(1) + LINE + _mail(2),
        b"\n\n" + LINE + _mail(1) + LINE + _mail(2),
        (LINE + _mail(1) + LINE + _mail(2)).replace(b"\n", b"\r\n"),
        LINE + _mail(1).rstrip() + b"\n" + LINE + _mail(2),
        LINE + _mail(1, "From here on it works.\n\nFrom Monday: it does not\n") + LINE + _mail(2),
        LINE + _mail(1, "\nFrom 9:00 to 10:00 it worked\nand then\n") + LINE + _mail(2),
    ],
)
def test_forms_of_mbox(tmp_path: Path, raw: bytes) -> None:
    assert _box(tmp_path, raw) == ["1", "2"]


def test_a_true_content_length_is_believed(tmp_path: Path) -> None:
    body = b"see this mail:\n\n" + LINE + b"Subject: inner\n\ninner words\n"
    head = b"Subject: 1\nContent-Length: %d\n\n" % len(body)
    assert _box(tmp_path, LINE + head + body + b"\n" + LINE + _mail(2)) == ["1", "2"]


@pytest.mark.parametrize("length", [0, 3, 10**6, 10**11])
def test_a_false_content_length_is_not(tmp_path: Path, length: int) -> None:
    head = b"Subject: 1\nContent-Length: %d\n\n" % length
    assert _box(tmp_path, LINE + head + b"words\n\n" + LINE + _mail(2)) == ["1", "2"]


def test_a_mail_with_nothing_in_it_is_kept(tmp_path: Path) -> None:
    assert _box(tmp_path, LINE + _mail(1) + LINE + b"\nonly words\n\n" + LINE + _mail(3)) == ["1", "", "3"]


@pytest.mark.parametrize("block", [3_000, 5_000, 1 << 20])
def test_mails_across_the_blocks_are_whole(tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "_BLOCK", block)
    mails = [_mail(number, f"{'word ' * (number * 37 % 900)}\n") for number in range(60)]
    path = tmp_path / "big.mbox"
    path.write_bytes(b"".join(LINE + each for each in mails))
    found = [each for each in iter_mail([path]) if isinstance(each, IncomingMail)]
    assert [each.raw for each in found] == [LINE + each for each in mails]


@pytest.mark.parametrize("size", range(0, 3_000, 97))
def test_small_files_are_divided_at_every_size(size: int) -> None:
    mails = [LINE + _mail(number, "x" * size + "\n") for number in range(3)]
    ends = [sum(map(len, mails[:number])) for number in range(4)]
    assert list(mbox.spans(io.BytesIO(b"".join(mails)))) == list(pairwise(ends))


def test_spans_cover_the_file() -> None:
    raw = b"".join(LINE + _mail(number) for number in range(2_000)) + LINE + _mail(9, "x" * 3_000_000)
    spans = list(mbox.spans(io.BytesIO(raw)))
    assert len(spans) == 2_001
    assert spans[0][0] == 0
    assert spans[-1][1] == len(raw)
    assert all(one[1] == other[0] for one, other in pairwise(spans))


def test_a_maildir_and_folders_in_it(tmp_path: Path) -> None:
    for folder in ("new", "cur", "tmp", ".Sent/cur", ".Sent/new", ".hidden"):
        (tmp_path / "box" / folder).mkdir(parents=True)
    (tmp_path / "box/new/1").write_bytes(_mail(1))
    (tmp_path / "box/cur/2:2,S").write_bytes(_mail(2))
    (tmp_path / "box/tmp/3").write_bytes(_mail(3))
    (tmp_path / "box/.Sent/cur/4").write_bytes(_mail(4))
    (tmp_path / "box/.hidden/5").write_bytes(_mail(5))
    (tmp_path / "box/dovecot-uidlist").write_bytes(b"3 V1 N2")
    (tmp_path / "box/.hiddenfile").write_bytes(b"x")
    found = [each.subject for each in iter_mail([tmp_path / "box"]) if isinstance(each, IncomingMail)]
    assert sorted(found) == ["1", "2", "4"]


def test_what_is_no_mail_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"From": "x"}')
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\0")
    (tmp_path / "d.eml").write_bytes(letter("words"))
    (tmp_path / "e").write_bytes(b"\0\1\2")
    found = list(iter_mail([tmp_path, tmp_path / "none"]))
    assert [each.error if isinstance(each, Unreadable) else "mail" for each in found] == [
        "not_mail",
        "empty",
        "not_mail",
        "mail",
        "not_mail",
        "no_such_file",
    ]
    first = found[0]
    assert isinstance(first, Unreadable)
    assert first.to_json() == {"file": str(tmp_path / "a.json"), "error": "not_mail"}


def test_a_mail_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_bytes(letter("words"))
    assert isinstance(next(iter(iter_mail([path]))), IncomingMail)


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.eml").write_bytes(_mail(1))
    (tmp_path / "in" / "link.eml").symlink_to(tmp_path / "out.eml")
    (tmp_path / "in" / "circle").symlink_to(tmp_path / "in")
    assert list(mail_files(tmp_path / "in")) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = list(iter_mail([tmp_path / "pipe"]))
    assert [each.error for each in found if isinstance(each, Unreadable)] == ["not_a_file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(_mail(1))
    (tmp_path / "a.eml").chmod(0)
    found = list(iter_mail([tmp_path]))
    assert [each.error for each in found if isinstance(each, Unreadable)] == ["no_permission"]


def test_a_mail_over_the_room_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(LINE + _mail(1, "x" * 5_000) + LINE + _mail(2))
    found = list(iter_mail([path], Caps(raw_bytes=4_000)))
    assert [each.error if isinstance(each, Unreadable) else each.subject for each in found] == [
        "message_too_large",
        "2",
    ]


@pytest.mark.skipif(os.name == "nt", reason="folders are not that deep there")
def test_folders_may_be_deeper_than_calls_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1_100):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.eml").write_bytes(_mail(1))
    found = [one.name for one in mail_files(tmp_path)]
    Path("a.eml").unlink()
    for _ in range(1_100):  # what clears the folder of a test goes no deeper than calls do
        os.chdir("..")
        Path("d").rmdir()
    assert found == ["a.eml"]
