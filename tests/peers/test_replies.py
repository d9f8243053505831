"""What two libraries for replies leave of a mail: compared with what we leave, blanks folded."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from console.channels.mail.reply_text import reply_text
from tests.peers.mail_scores import Score, fold

pytestmark = pytest.mark.peers

# Read otherwise on purpose. The first library keeps quoted lines that stand above an answer, where we keep the answers
# alone, and takes a last line of a dash and a name for a signature, where we leave a person's own line.
OTHERWISE = {
    "github/email_1_1.txt": "a line of a dash and a name stays",
    "github/email_1_3.txt": "a line of a dash and a name stays",
    "github/email_1_2.txt": "a quote above an answer is folded",
    "github/email_1_8.txt": "quotes between answers are folded",
    "github/email_long_quote.txt": "a quote below is folded",
}


def test_what_is_left_of_a_mail(peers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = peers / "reply"
    score = Score()
    missed = set()
    for case in json.loads((root / "cases.json").read_text(encoding="utf-8")):
        text = (root / case["file"]).read_bytes().decode("utf-8", "replace")
        same = fold(reply_text(text)) == fold(case["visible_text"])
        score.add(case["suite"], same=same, miss=case["file"])
        if not same:
            missed.add(case["file"])
    with capsys.disabled():
        sys.stdout.write("\n" + score.report("replies") + "\n")
    assert score.all.total() > 40
    assert missed == set(OTHERWISE)
