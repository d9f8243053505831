"""What the journal of a reviewer's draft says: its things by name, read from its lines and said again, each once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from console.records.findings import Finding, Sample
from console.services.archives import findings_file

Lines = list[dict[str, Any]]


class Words(NamedTuple):
    """A text and a clause of a decision that are in no finding.

    `base` names the finding that stood when they were written, empty for none; None where it is not known.
    """

    body: str
    clause: str
    base: str | None = None


class Beside(NamedTuple):
    """What was said of a decision elsewhere; `filed` where a file of findings has it as it stands here.

    `of` are the findings of files whose words are in it.
    """

    finding: Finding
    filed: bool
    of: tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """What the journal says: findings by name, the sample, and which findings stand in a file already.

    `words` and `beside` are by the name of their decision. `left` are findings of a file that were looked at and left
    to it. A newer program wrote `others`, which nothing here knows, and `unread`: known here, but not what they say.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    sample: Sample | None = None
    published: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    reviewer: str = ""
    file: str = ""
    words: dict[str, Words] = field(default_factory=dict)
    beside: dict[str, Beside] = field(default_factory=dict)
    others: list[Any] = field(default_factory=list)
    unread: Lines = field(default_factory=list)

    def verdict_of(self, about: str) -> Finding | None:
        """Return the verdict on a decision, or None."""
        found = [one for one in self.findings.values() if one.about == about and one.of_decision]
        return found[-1] if found else None

    def knows(self, gid: str) -> bool:
        """Return whether a finding was seen here already, whatever became of it."""
        asked = {name for one in self.beside.values() for name in one.of}
        return gid in self.published or gid in self.left or gid in self.findings or gid in asked


def kept_of(lines: Iterable[Any]) -> Kept:
    """Return what lines say; what cannot be read of them is kept as it is."""
    found = Kept()
    for line in lines:
        for told in line if isinstance(line, list) else [line]:
            try:
                take_in(found, told)
            except (ValueError, LookupError, TypeError, AttributeError):
                found.unread.append(told)
    return found


def take_in(kept: Kept, told: Any) -> None:
    """Take in one thing of a line. Raises ValueError, LookupError, TypeError or AttributeError where it is none."""
    read = next((read for name, read in _READS.items() if isinstance(told, dict) and name in told), None)
    if read is None:
        kept.others.append(told)
    else:
        read(kept, told)


def _gone(kept: Kept, gid: str) -> None:
    kept.findings.pop(gid, None)
    kept.unread = [one for one in kept.unread if _name_of(one) != gid]


def _name_of(told: Any) -> Any:
    one = told.get("finding")
    return one.get("gid") if isinstance(one, dict) else None


def _take_finding(kept: Kept, told: dict[str, Any]) -> None:
    one = _finding(told["finding"])
    kept.unread = [other for other in kept.unread if _name_of(other) != one.gid]
    kept.findings[one.gid] = one
    if one.of_decision:
        kept.words.pop(one.about, None)


def _take_words(kept: Kept, told: dict[str, Any]) -> None:
    body, clause, base = str(told["body"]), str(told["clause"]), told.get("base")
    if body.strip() or clause:
        kept.words[str(told["words"])] = Words(body, clause, None if base is None else str(base))
    else:
        kept.words.pop(str(told["words"]), None)


def _take_beside(kept: Kept, told: dict[str, Any]) -> None:
    one = _finding(told["beside"])
    filed = told["filed"] is True
    of = told.get("of", [one.gid] if filed else [])
    kept.beside[one.about] = Beside(one, filed, tuple(str(name) for name in of))


def _take_name(kept: Kept, told: dict[str, Any]) -> None:
    kept.reviewer = str(told["reviewer"])


def _take_file(kept: Kept, told: dict[str, Any]) -> None:
    kept.file = str(told["file"])


def _take_sample(kept: Kept, told: dict[str, Any]) -> None:
    kept.sample = findings_file.sample_of(told["sample"])


_READS: dict[str, Callable[[Kept, dict[str, Any]], object]] = {
    "finding": _take_finding,
    "words": _take_words,
    "gone": lambda kept, told: _gone(kept, str(told["gone"])),
    "sample": _take_sample,
    "published": lambda kept, told: kept.published.update(str(one) for one in told["published"]),
    "reviewer": _take_name,
    "file": _take_file,
    "beside": _take_beside,
    "settled": lambda kept, told: kept.beside.pop(str(told["settled"]), None),
    "left": lambda kept, told: kept.left.update(str(one) for one in told["left"]),
}


def standing(kept: Kept) -> Lines:
    """Return the lines that say what a journal says, each thing once."""
    lines: Lines = [*kept.others]
    lines += [{"reviewer": kept.reviewer}] if kept.reviewer else []
    lines += [{"file": kept.file}] if kept.file else []
    lines += [{"sample": findings_file.plain_sample(kept.sample)}] if kept.sample is not None else []
    lines += [{"published": sorted(kept.published)}] if kept.published else []
    lines += [{"left": sorted(kept.left)}] if kept.left else []
    lines += [{"finding": plain(one)} for one in kept.findings.values()]
    lines += [
        {"words": about, "body": one.body, "clause": one.clause, "base": one.base} for about, one in kept.words.items()
    ]
    lines += [{"beside": plain(one.finding), "filed": one.filed, "of": [*one.of]} for one in kept.beside.values()]
    return lines + kept.unread  # what a newer program said of a name was said after what is known of it here


def plain(one: Finding) -> Any:
    """Return a finding as JSON has it."""
    return json.loads(findings_file.line_of(one))


def _finding(told: Any) -> Finding:
    return replace(findings_file.finding_of(json.dumps(told)), line="")
