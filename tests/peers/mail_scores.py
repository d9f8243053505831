"""Compares what is read with other parsers' tables, field by field. Holds no floor: the tests do."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from console.channels.incoming import IncomingMail
from console.channels.mail.body import Reader
from console.channels.mail.parse import parse_mail
from console.channels.mail.parts import Grower
from console.channels.untrusted.caps import DEFAULT_CAPS

FIELDS = (
    "subject",
    "from_address",
    "from_name",
    "to_addresses",
    "date_utc",
    "text",
    "attachment_names",
    "attachment_sha256",
)


def peers_folder(name: str = "") -> Path:
    """Return the folder of other people's cases, or one in it; skip where there is none."""
    root = os.environ.get("CLAUSEDESK_PEERS")
    if not root:
        pytest.skip("CLAUSEDESK_PEERS does not name a folder of other people's cases")
    folder = Path(root) / name
    if not folder.exists():
        pytest.skip(f"the folder of other people's cases has no {name}")
    return folder


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file with one object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


@dataclass
class Score:
    """Values that are the same and values compared, by group; the misses for a person to look at."""

    good: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, group: str, *, same: bool, miss: str = "") -> None:
        self.all[group] += 1
        self.good[group] += same
        if not same:
            self.misses.append(miss)

    def share(self, group: str | None = None) -> float:
        """Return the share of the same values, of a group or of all."""
        if group is not None:
            return self.good[group] / self.all[group] if self.all[group] else 1.0
        return self.good.total() / max(self.all.total(), 1)

    def report(self, title: str) -> str:
        lines = [f"{title}: {self.good.total()} of {self.all.total()} = {self.share():.2%}"]
        lines += [f"  {name}: {self.good[name]} of {self.all[name]} = {self.share(name):.2%}" for name in self.all]
        return "\n".join(lines)


def fold(text: str) -> str:
    """Return the text with every run of blanks as one."""
    return " ".join(text.split())


def plain_text(raw: bytes) -> str:
    """Return the text of the parts that came as text: other parsers leave HTML to the caller."""
    problems: dict[str, None] = {}
    root = Grower(raw, DEFAULT_CAPS, problems).grow(0, len(raw))
    return Reader(raw, DEFAULT_CAPS, problems).read(root).plain


def values_of(mail: IncomingMail) -> dict[str, Any]:
    """Return the fields in the form of the table."""
    named = [each for each in mail.attachments if each.name]
    return {
        "subject": fold(mail.subject),
        "from_address": [mail.from_address.lower()] if mail.from_address else [],
        "from_name": [fold(mail.from_name)] if mail.from_address or mail.from_name else [],
        "to_addresses": sorted(each.lower() for each in mail.to),
        "date_utc": mail.date.strftime("%Y-%m-%dT%H:%M:%SZ") if mail.date else None,
        "text": fold(mail.text),
        "attachment_names": sorted(each.name or "" for each in named),
        "attachment_sha256": sorted({each.sha256 for each in named}),
    }


def same_value(name: str, expected: Any, mail: IncomingMail) -> bool:
    """Tell whether the mail says what the others agreed on.

    Lists are compared without order, of several senders the first; the text of a mail with HTML counts when its
    plain parts are the agreed ones.
    """
    got = values_of(mail)[name]
    if name == "text":
        return _same_text(expected, got) or (mail.html is not None and _same_text(expected, fold(plain_text(mail.raw))))
    if name in ("from_address", "from_name"):
        return bool(expected[:1] == got[:1])
    if name in ("to_addresses", "attachment_names", "attachment_sha256"):
        return bool(sorted(expected) == got)
    return bool(expected == got)


def _same_text(expected: Any, got: str) -> bool:
    if isinstance(expected, dict):
        digest = hashlib.sha256(got.encode("utf-8", errors="replace")).hexdigest()
        return bool(digest == expected["sha256_of_whitespace_normalised"])
    return bool(expected == got)


def score_consensus(root: Path, group: Callable[[str, str], str]) -> Score:
    """Return the score against every agreed value of the mails that are here."""
    score = Score()
    for row in rows(root / "mail-consensus" / "consensus.jsonl"):
        path = root / row["file"]
        if not path.is_file():
            continue
        mail = parse_mail(path.read_bytes(), file=row["file"])
        for name in FIELDS:
            expected = row["agreed"].get(name)
            if name not in row["agreed"] or (expected is None and name != "date_utc"):
                continue
            same = same_value(name, expected, mail)
            score.add(group(row["file"], name), same=same, miss=f"{row['file']} {name}: {expected!r:.150}")
    return score
