"""What an earlier program sealed is proven, opened, read and brought back by the present one."""

from __future__ import annotations

import json
import lzma
from contextlib import closing
from pathlib import Path

import pytest

from console.archive import layout
from console.archive.layout import NotWhole
from console.services import showing
from console.services.archives import proving
from console.services.archives.bringing_back import bring_back
from console.services.archives.opening import open_archive
from console.services.desk import Desk, open_desk
from console.store import codec
from tests.archive.conftest import LEAD
from tests.archive.test_round_trip import contents, story
from tests.services.conftest import Clock

FOLDER = Path(__file__).with_name("archives")
KEPT = sorted(FOLDER.glob("*.tkz.xz"))


@pytest.fixture(params=KEPT, ids=[one.name for one in KEPT])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[object]]:
    """An archive that was kept, unpacked, and what the desk said when it was made."""
    packed: Path = request.param
    file = tmp_path / packed.stem
    file.write_bytes(lzma.decompress(packed.read_bytes()))
    return file, json.loads((FOLDER / f"{file.stem}.json").read_text(encoding="utf-8"))


def _as_then(desk: Desk, told: list[object]) -> list[object]:
    """Return what a desk says of its tickets, of each as much as was asked when the archive was kept."""
    asked = len(told[0]) if isinstance(told[0], list) else 0
    found: list[object] = [one[:asked] for one in codec.plain(story(desk))]
    return found


def test_there_is_one_of_the_first_format() -> None:
    assert [one.name for one in KEPT][:1] == ["1.0.tkz.xz"]


def test_an_archive_of_then_is_whole_and_says_what_the_desk_said(kept: tuple[Path, list[object]]) -> None:
    file, told = kept
    proof = proving.verify(file, [LEAD], lambda _d, _t: True)
    assert (proof.state, proof.signature, proof.signer) == ("whole", "good", LEAD.name)
    assert (proof.log, proof.uncovered, proof.newer_minor) == ("signed", 0, False)
    assert proof.facts is not None
    assert proof.facts.tickets == len(told)
    read = open_archive(file, lambda _d, _t: True, [LEAD])
    try:
        assert _as_then(read.desk, told) == told
        assert contents(read.desk)
        first = showing.ticket(read.desk, 1)
        assert showing.panels(read.desk, first.detail.row.id).detail.row.number == 1
    finally:
        read.close()


def test_an_archive_of_then_comes_back_as_a_desk(kept: tuple[Path, list[object]], tmp_path: Path) -> None:
    file, told = kept
    url = f"sqlite:///{tmp_path / 'back.sqlite'}"
    bring_back(file, url, [LEAD], lambda _d, _t: True)
    desk = open_desk(url, login="dana", name="Dana Kim", out_folder=tmp_path, clock=Clock())
    with closing(desk.store):
        assert _as_then(desk, told) == told
        assert contents(desk)


def test_one_of_then_that_was_changed_is_found(kept: tuple[Path, list[object]], tmp_path: Path) -> None:
    file, _told = kept
    content = bytearray(file.read_bytes())
    at = content.index(b"Rounding b", content.index(layout.LINES.encode()))
    content[at] ^= 1
    file.write_bytes(content)
    assert proving.verify(file, [LEAD], lambda _d, _t: True).state == "altered"
    with pytest.raises(NotWhole):
        bring_back(file, f"sqlite:///{tmp_path / 'back.sqlite'}", [LEAD], lambda _d, _t: True)
