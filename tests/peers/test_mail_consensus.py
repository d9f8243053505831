from __future__ import annotations

import sys

import pytest

from tests.peers.mail_scores import peers_folder, score_consensus

pytestmark = pytest.mark.peers

# Reached, rounded down. What is left is read otherwise on purpose: bodies that the others give up are shown, UTF-7 and
# undeclared bytes are decoded, files written into the text are taken out, one header is read to 16 KiB.
FLOORS = {
    "mail-bounces": 0.99,
    "mail-cpython": 0.97,
    "mail-djangohelpdesk": 1.0,
    "mail-enmime": 0.99,
    "mail-flanker": 0.98,
    "mail-hyperkitty": 1.0,
    "mail-mime4j": 0.96,
    "mail-mimekit": 0.98,
    "mail-nodemailer": 1.0,
    "mail-ruby": 0.99,
    "mail-stalwart": 0.97,
    "mail-threads": 1.0,
    "spam-assassin": 0.99,
}
WHOLE = 0.99


def test_the_agreed_values_of_four_parsers(capsys: pytest.CaptureFixture[str]) -> None:
    score = score_consensus(peers_folder(), lambda file, _name: file.split("/")[0])
    with capsys.disabled():
        sys.stdout.write("\n" + score.report("agreed values by set") + "\n")
    assert score.all.total() > 0
    assert score.share() >= WHOLE, "\n".join(score.misses)
    low = {name: score.share(name) for name in score.all if score.share(name) < FLOORS.get(name, WHOLE)}
    assert low == {}, "\n".join(score.misses)


def test_the_agreed_values_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    score = score_consensus(peers_folder(), lambda _file, name: name)
    with capsys.disabled():
        sys.stdout.write("\n" + score.report("agreed values by field") + "\n")
    for name in ("from_address", "from_name", "to_addresses"):
        assert score.share(name) == 1.0, "\n".join(score.misses)
    for name in ("subject", "text"):
        assert score.share(name) >= 0.94, "\n".join(score.misses)
    for name in ("date_utc", "attachment_names", "attachment_sha256"):
        assert score.share(name) >= 0.99, "\n".join(score.misses)
