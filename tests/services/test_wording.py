"""The official wording: divided by number, held against the agreement, loaded, and never put beside a wrong clause."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed
from console.records.base import Role
from console.services import wording
from console.services.desk import Desk
from tests.services.published_text import published


def file_of(folder: Path, text: str) -> Path:
    path = folder / "published.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_sections_paragraphs_items_tables_and_addresses_get_their_numbers() -> None:
    text = (
        "A title\n\n1. First\n\nOne sentence.\n\nThese hold:\n\n  • a thing;\n  • another.\n\nhttps://desk.example/x\n\n"
        "2. Second\n\nA table:\n\nHead\nRow\n\nAfter it.\n\nMore to read\n"
    )
    assert wording.divide(text) == {
        "0.1": "A title",
        "1.1": "One sentence.",
        "1.2": "These hold:",
        "1.2.1": "a thing;",
        "1.2.2": "another.",
        "1.2.url": "https://desk.example/x",
        "2.1": "A table:",
        "2.1.0": "Head",
        "2.1.1": "Row",
        "2.2": "After it.",
        "3": "More to read",
    }


def test_a_text_without_sections_is_the_summary_page() -> None:
    assert wording.divide("One.\n\nTwo.\nThree.") == {"B.1": "One.", "B.2": "Two.", "B.3": "Three."}


def test_every_unit_gets_the_wording_of_its_own_number(desk: Desk, tmp_path: Path) -> None:
    units = desk.agreement.agreement.units
    for summary in (False, True):
        found = wording.align(desk, file_of(tmp_path, published(units.values(), summary=summary)))
        assert (found.missing, found.unknown, found.left_out) == ((), (), ())
        assert wording.load(desk, found, "en") == len(found.wording)
    official = wording.official(desk, "en")
    assert set(official) == set(units)
    assert all(number in text for number, text in official.items())
    assert wording.official(desk, "ru") == {}


def test_a_section_with_one_paragraph_more_is_left_out_whole(desk: Desk, tmp_path: Path) -> None:
    units = desk.agreement.agreement.units
    text = published(units.values()).replace("Sentence 23.1:", "An inserted sentence.\n\nSentence 23.1:")
    found = wording.align(desk, file_of(tmp_path, text))
    assert found.left_out == ("23",)
    assert not [number for number in found.wording if number.split(".")[0] == "23"]
    assert found.wording["24.1"] == "Sentence 24.1:"


def test_loading_again_replaces_and_keeps_nothing_twice(desk: Desk, tmp_path: Path) -> None:
    units = desk.agreement.agreement.units
    text = published(units.values())
    wording.load(desk, wording.align(desk, file_of(tmp_path, text)), "en")
    wording.load(desk, wording.align(desk, file_of(tmp_path, text.replace("Sentence 10.1:", "Mended 10.1:"))), "en")
    official = wording.official(desk, "en")
    assert official["10.1"] == "Mended 10.1:"
    assert len(official) == len([one for one in units.values() if one.clause != "B"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"1. Other\n\nA sentence.\n", "wording_does_not_fit"),
        (b"", "wording_does_not_fit"),
        (b"\xff\xfe\x00", "wording_not_text"),
        (b"x" * (4 * 1024 * 1024 + 1), "wording_too_large"),
    ],
)
def test_what_is_no_text_of_this_version_is_refused_and_loads_nothing(
    desk: Desk, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        wording.align(desk, path)
    assert caught.value.code == code
    assert wording.official(desk, "en") == {}


def test_only_a_lead_loads_wording(desk: Desk, tmp_path: Path) -> None:
    found = wording.align(desk, file_of(tmp_path, published(desk.agreement.agreement.units.values())))
    beginner = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed):
        wording.load(beginner, found, "en")
    assert wording.official(desk, "en") == {}


def test_the_published_text_of_the_agreement_divides_into_its_units() -> None:
    peers = os.environ.get("CLAUSEDESK_PEERS")
    source = Path(peers or ".").parent / "policy"
    if not peers or not (source / "units.json").exists():
        pytest.skip("CLAUSEDESK_PEERS names no folder with the published agreement beside it")
    listed = json.loads((source / "units.json").read_text(encoding="utf-8"))
    expected = {one["id"]: one["text"] for one in listed if one["kind"] not in ("heading", "table-head", "row")}
    divided: dict[str, str] = {}
    for file in sorted((source / "source").glob("*.txt")):
        divided |= wording.divide(file.read_text(encoding="utf-8"))
    assert {number: divided.get(number) for number in expected} == expected


def test_a_text_is_not_loaded_as_another_language(desk: Desk, tmp_path: Path) -> None:
    units = desk.agreement.agreement.units.values()
    found = wording.align(desk, file_of(tmp_path, published(units)))
    assert wording.language_in(found) == "en"
    with pytest.raises(BadInput) as told:
        wording.load(desk, found, "ru")
    assert told.value.code == "wording_other_language"
    assert wording.official(desk, "ru") == {}
    russian = replace(found, wording=dict.fromkeys(found.wording, "Положение соглашения"))
    assert wording.load(desk, russian, "ru") == len(russian.wording)
    assert wording.load(desk, found, "en") == len(found.wording)
    assert wording.shown(desk, "ru")["10.2"] == "Положение соглашения"
    assert wording.shown(desk, "en")["10.2"] == found.wording["10.2"]
