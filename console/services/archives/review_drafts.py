"""A reviewer's private draft over an archive: kept after every change, on this computer, never in the archive.

It is a journal: each change is one line behind the others, and what counts is the last line of a name. Once a file of
findings has what it holds, it is cut down to one line for each thing that stands. What was saved elsewhere meanwhile,
by another window or on another computer, wins over what was written before it; where both were written of the same
state, both stay, and the reviewer is asked.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from console import places
from console.records.findings import DecisionLine, Finding, Sample
from console.services.archives import findings_file
from console.services.archives.review_lines import LineFile
from console.services.desk import Desk
from console.store.engine import shown_url

_Lines = list[dict[str, Any]]


class Words(NamedTuple):
    """A text and a clause of a decision that are in no finding.

    `base` names the finding that stood when they were written, empty for none; None where it is not known.
    """

    body: str
    clause: str
    base: str | None = None


class Beside(NamedTuple):
    """What was said of a decision elsewhere; `filed` where a file of findings has it."""

    finding: Finding
    filed: bool


@dataclass(slots=True)
class Kept:
    """What the journal says: findings by name, the sample, and which findings stand in a file already.

    `words` and `beside` are by the name of their decision. `left` are findings of a file that were looked at and left
    to it. `others` are lines that a newer program wrote.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    sample: Sample | None = None
    published: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    reviewer: str = ""
    file: str = ""
    words: dict[str, Words] = field(default_factory=dict)
    beside: dict[str, Beside] = field(default_factory=dict)
    others: _Lines = field(default_factory=list)

    def verdict_of(self, about: str) -> Finding | None:
        """Return the verdict on a decision, or None."""
        found = [one for one in self.findings.values() if one.about == about and one.of_decision]
        return found[-1] if found else None

    def knows(self, gid: str) -> bool:
        """Return whether a finding was seen here already, whatever became of it."""
        asked = {one.finding.gid for one in self.beside.values()}
        return gid in self.published or gid in self.left or gid in self.findings or gid in asked


class ReviewDraft:
    """The draft of one archive. A change is on the disk when its call returns.

    Raises Unreachable ("review_not_kept") and Locked ("review_busy"); nothing of the change is kept then.
    """

    def __init__(self, archive: str, folder: Path | None = None) -> None:
        self.archive = archive
        self._lines = LineFile((folder or places.review_folder()) / f"{archive}.jsonl")
        self._lock = threading.Lock()
        self.kept = _kept(self._lines.read())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the findings in the order in which they were begun."""
        return tuple(self.kept.findings.values())

    @property
    def sample(self) -> Sample | None:
        """Return the sample that is gone through, or None."""
        return self.kept.sample

    def verdict_of(self, about: str) -> Finding | None:
        """Return the verdict on a decision, or None."""
        return self.kept.verdict_of(about)

    def put(self, one: Finding) -> Finding:
        """Keep a finding; one that a file has already is kept under a new name, for that file says what it said.

        A verdict that another window gave meanwhile stays beside it.
        """
        seen, made = self.verdict_of(one.about) if one.of_decision else None, [one]

        def lines(kept: Kept) -> _Lines:
            told: _Lines = []
            now = kept.verdict_of(one.about) if one.of_decision else None
            if now is not None and said(now) not in (said(seen), said(one)):
                told = _aside(kept, replace(now, gid=uuid4().hex), filed=False)
            if now is not None and now.gid != one.gid:
                told.append({"gone": now.gid})
            if one.gid in kept.published:
                if said(kept.findings.get(one.gid)) == said(one):
                    return told
                told.append({"gone": one.gid})
                made[0] = replace(one, gid=uuid4().hex, line="")
            return [*told, {"finding": _plain(made[0])}]

        self._change(lines)
        return made[0]

    def jot(self, about: str, body: str, clause: str, base: str | None = "") -> None:
        """Keep words on a decision that are in no finding, and what they were written of; empty ones are forgotten."""
        known, words = self.kept.words.get(about), Words(body, clause, base)
        if known != words and (known or body.strip() or clause):
            self._change(lambda _: [{"words": about, "body": body, "clause": clause, "base": base}])

    def words_of(self, about: str) -> tuple[str, str] | None:
        """Return the text and the clause that were written of a decision and are in no finding, or None."""
        found = self.kept.words.get(about)
        return None if found is None else found[:2]

    def base_of(self, about: str) -> str | None:
        """Return the name of the finding that words were written of, empty for none; None where it is not known."""
        found = self.kept.words.get(about)
        return None if found is None else found.base

    def drop(self, gid: str) -> None:
        """Take a finding out."""
        self._change(lambda _: [{"gone": gid}])

    def choose(self, sample: Sample) -> None:
        """Go through another sample from now on; what was found stays."""
        self._change(lambda _: [{"sample": findings_file.plain_sample(sample)}])

    def published(self, gids: Iterable[str], *, file: Path | None = None, reviewer: str = "") -> None:
        """Note which findings a file has, and under which name; nothing but what stands is kept of the journal."""
        told: _Lines = [{"reviewer": reviewer}] if reviewer else []
        told += [{"file": str(file.absolute())}] if file is not None else []
        self._change(lambda _: [*told, {"published": sorted(gids)}], cut=True)

    def progress(self, drawn: Iterable[DecisionLine]) -> tuple[int, int]:
        """Return how many decisions of a sample have a verdict, of how many."""
        judged = {one.about for one in self.findings if one.of_decision}
        names = [one.gid for one in drawn]
        return sum(1 for one in names if one in judged), len(names)

    # -- what was said elsewhere ---------------------------------------------------------------------------------------

    def take_up(self, found: Sequence[Finding], *, unasked: bool) -> None:
        """Take up this reviewer's own verdicts of a file, where they are newer than what stands here.

        Newer is what was written after, or over, what the file had from here. `unasked` is for a file that is believed
        to be the reviewer's own: of another one, and where something was written here since, both are kept.
        """
        newest: dict[str, Finding] = {}
        for one in sorted(found, key=lambda one: one.at):
            if one.of_decision and not self.kept.knows(one.gid):
                newest[one.about] = replace(one, line="")
        if newest:
            self._change(lambda kept: [line for one in newest.values() for line in _met(kept, one, unasked=unasked)])

    def beside(self, about: str) -> Finding | None:
        """Return what was said of a decision elsewhere and is still to be settled, or None."""
        found = self.kept.beside.get(about)
        return None if found is None else found.finding

    def set_aside(self, one: Finding) -> None:
        """Keep words beside what was saved elsewhere since they were written; they are no words to go on with."""
        empty = {"words": one.about, "body": "", "clause": "", "base": ""}
        self._change(lambda kept: [empty, *_aside(kept, one, filed=False)])

    def settle(self, about: str, *, take: bool) -> None:
        """Let what was said elsewhere stand in place of what stands here, or the other way round."""

        def lines(kept: Kept) -> _Lines:
            found, mine = kept.beside.get(about), kept.verdict_of(about)
            if found is None:
                return []
            gid, told = found.finding.gid, list[dict[str, Any]]([{"settled": about}])
            if take:
                told += [{"gone": mine.gid}] if mine is not None else []
                told += [{"finding": _plain(found.finding)}]
            if found.filed:
                told.append({"published": [gid]} if take or mine is not None else {"left": [gid]})
            return told

        self._change(lines)

    def _change(self, make: Callable[[Kept], _Lines], *, cut: bool = False) -> None:
        with self._lock, self._lines.held():
            kept = _kept(self._lines.read())
            told = make(kept)
            if told:
                for one in told:
                    _take(kept, one)
                self._lines.append(told)
            self._lines.cut(lambda: _standing(kept), now=cut)
            self.kept = kept


def at_desk(desk: Desk) -> ReviewDraft:
    """Return the draft of a reviewer at a team's own desk: words alone, for the database has the verdicts."""
    place = f"{shown_url(desk.store.url)} {int(desk.actor.staff_id)}"
    return ReviewDraft(f"desk-{hashlib.sha256(place.encode()).hexdigest()[:32]}")


def said(one: Finding | None) -> tuple[str, ...]:
    """Return what a finding says, whatever its name and hour."""
    return () if one is None else (one.verdict, one.clause, one.body)


def _met(kept: Kept, one: Finding, *, unasked: bool) -> _Lines:
    """Return the lines for a verdict of a file that was not seen here."""
    mine, words = kept.verdict_of(one.about), kept.words.get(one.about)
    of_file = mine is not None and mine.gid in kept.published
    if mine is not None and (said(mine) == said(one) or (of_file and one.at <= mine.at)):
        return []
    written = words is not None and words[:2] != (one.body, one.clause)
    if unasked and not written and (mine is None or of_file):
        gone: _Lines = [{"gone": mine.gid}] if mine is not None else []
        return [*gone, {"finding": _plain(one)}, {"published": [one.gid]}]
    return _aside(kept, one, filed=True)


def _aside(kept: Kept, one: Finding, *, filed: bool) -> _Lines:
    """Return the line that keeps a finding beside another; words that are kept there already stay before its own."""
    before = kept.beside.get(one.about)
    if before is not None and not before.filed and said(before.finding)[1:] != said(one)[1:]:
        one = replace(one, body="\n\n".join(part for part in (before.finding.body, one.body) if part))
    return [{"beside": _plain(one), "filed": filed}]


def _kept(lines: Iterable[Any]) -> Kept:
    found = Kept()
    for told in lines:
        try:
            _take(found, told)
        except (ValueError, LookupError, TypeError, AttributeError):
            continue  # it is none of ours
    return found


def _take(kept: Kept, told: Any) -> None:
    if not isinstance(told, dict):
        raise TypeError("no line of a draft")
    for name, read in _READS.items():
        if name in told:
            read(kept, told)
            return
    kept.others.append(told)


def _take_finding(kept: Kept, told: dict[str, Any]) -> None:
    one = _finding(told["finding"])
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
    kept.beside[one.about] = Beside(one, told["filed"] is True)


def _take_name(kept: Kept, told: dict[str, Any]) -> None:
    kept.reviewer = str(told["reviewer"])


def _take_file(kept: Kept, told: dict[str, Any]) -> None:
    kept.file = str(told["file"])


def _take_sample(kept: Kept, told: dict[str, Any]) -> None:
    kept.sample = findings_file.sample_of(told["sample"])


_READS: dict[str, Callable[[Kept, dict[str, Any]], object]] = {
    "finding": _take_finding,
    "words": _take_words,
    "gone": lambda kept, told: kept.findings.pop(str(told["gone"]), None),
    "sample": _take_sample,
    "published": lambda kept, told: kept.published.update(str(one) for one in told["published"]),
    "reviewer": _take_name,
    "file": _take_file,
    "beside": _take_beside,
    "settled": lambda kept, told: kept.beside.pop(str(told["settled"]), None),
    "left": lambda kept, told: kept.left.update(str(one) for one in told["left"]),
}


def _standing(kept: Kept) -> _Lines:
    """Return the lines that say what a journal says, each thing once."""
    lines: _Lines = [*kept.others]
    lines += [{"reviewer": kept.reviewer}] if kept.reviewer else []
    lines += [{"file": kept.file}] if kept.file else []
    lines += [{"sample": findings_file.plain_sample(kept.sample)}] if kept.sample is not None else []
    lines += [{"published": sorted(kept.published)}] if kept.published else []
    lines += [{"left": sorted(kept.left)}] if kept.left else []
    lines += [{"finding": _plain(one)} for one in kept.findings.values()]
    lines += [
        {"words": about, "body": one.body, "clause": one.clause, "base": one.base} for about, one in kept.words.items()
    ]
    return lines + [{"beside": _plain(one.finding), "filed": one.filed} for one in kept.beside.values()]


def _plain(one: Finding) -> Any:
    return json.loads(findings_file.line_of(one))


def _finding(told: Any) -> Finding:
    return replace(findings_file.finding_of(json.dumps(told)), line="")
