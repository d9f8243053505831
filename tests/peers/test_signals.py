"""Signals on other people's texts: few false alarms where nobody was harsh, most of the harsh ones found."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from console.services.signals import hear

pytestmark = pytest.mark.peers

CONDUCT = {"insults", "obscene_language", "threats", "pressure", "immediate_demand"}
MOST_FALSE = 0.02


def _share(texts: Iterable[str], kinds: set[str]) -> float:
    all_ = list(texts)
    return sum(bool({one.kind for one in hear(text).signals} & kinds) for text in all_) / len(all_)


def _tone(file: Path, harsh: str, step: int) -> tuple[list[str], list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))[::step]
    calm = [text for row in rows for name, text in row.items() if name and name.startswith("neutral") and text]
    return [row[harsh] for row in rows], calm


@pytest.mark.parametrize(
    ("file", "harsh", "least"),
    [
        ("tone-en-paradetox/paradetox.tsv", "toxic", 0.75),
        ("tone-ru-russe-detox/train.tsv", "toxic_comment", 0.75),
    ],
)
def test_harsh_words_are_found_and_calm_ones_let_alone(
    peers: Path, capsys: pytest.CaptureFixture[str], *, whole_run: bool, file: str, harsh: str, least: float
) -> None:
    rough, calm = _tone(peers / file, harsh, 1 if whole_run else 7)
    found, false = _share(rough, CONDUCT), _share(calm, CONDUCT)
    with capsys.disabled():
        sys.stdout.write(f"\n{file}: {found:.1%} of the harsh found, {false:.2%} of the calm called harsh\n")
    assert found >= least
    assert false <= MOST_FALSE


def test_chats_and_questions_raise_few_false_alarms(
    peers: Path, capsys: pytest.CaptureFixture[str], *, whole_run: bool
) -> None:
    with (peers / "requests-banking77/test.csv").open(encoding="utf-8", newline="") as lines:
        asked = [row["text"] for row in csv.DictReader(lines)][:: 1 if whole_run else 3]
    chat = (peers / "spam-tg-spam/ham-samples.txt").read_text(encoding="utf-8").splitlines()
    shares = {
        "questions called harsh": _share(asked, CONDUCT),
        "questions called several": _share(asked, {"several_questions"}),
        "questions called a poke": _share(asked, {"poke"}),
        "chat called harsh": _share(filter(None, chat), CONDUCT),
    }
    with capsys.disabled():
        sys.stdout.write("\n" + "".join(f"{name}: {share:.2%}\n" for name, share in shares.items()))
    assert all(share <= MOST_FALSE for share in shares.values())
