"""A reviewer's private draft over an archive: kept after every change, on this computer, never in the archive.

It is a journal: each change is one line behind the others, so that it counts whole or not at all: one thing, or a list
of them. What counts is what was said of a name last. Once a file of findings has what it holds, it is cut down to one
line for each thing that stands. What was saved elsewhere meanwhile, by another window or on another computer, wins over
what was written before it; where both were written of the same state, both stay, and the reviewer is asked.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from console import places
from console.records.findings import DecisionLine, Finding, Sample
from console.services.archives import findings_file
from console.services.archives.review_kept import Kept, Lines, Words, kept_of, plain, standing, take_in
from console.services.archives.review_lines import LineFile
from console.services.desk import Desk
from console.store.engine import shown_url


class ReviewDraft:
    """The draft of one archive. A change is on the disk when its call returns.

    Raises Unreachable ("review_not_kept") and Locked ("review_busy"); nothing of the change is kept then.
    """

    def __init__(self, archive: str, folder: Path | None = None) -> None:
        self.archive = archive
        self._lines = LineFile((folder or places.review_folder()) / f"{archive}.jsonl")
        self._lock = threading.Lock()
        self.kept = kept_of(self._lines.read())

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
        known = self.kept.words.get(one.about)

        def lines(kept: Kept) -> Lines:
            told = _unseen(kept, one.about, known, (one.body, one.clause)) if one.of_decision else []
            for line in told:
                take_in(kept, line)
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
            return [*told, {"finding": plain(made[0])}]

        self._change(lines)
        return made[0]

    def jot(self, about: str, body: str, clause: str, base: str | None = "") -> None:
        """Keep words on a decision that are in no finding, and what they were written of; empty ones are forgotten.

        Words that another window wrote meanwhile stay beside them, or stay where these are empty.
        """
        known, words = self.kept.words.get(about), Words(body, clause, base)

        def lines(kept: Kept) -> Lines:
            told = _unseen(kept, about, known, (body, clause))
            if told and not body.strip() and not clause:
                return []
            return [*told, {"words": about, "body": body, "clause": clause, "base": base}]

        if known != words and (known or body.strip() or clause):
            self._change(lines)

    def words_of(self, about: str) -> tuple[str, str] | None:
        """Return the text and the clause that were written of a decision and are in no finding, or None."""
        found = self.kept.words.get(about)
        return None if found is None else found[:2]

    def base_of(self, about: str) -> str | None:
        """Return the name of the finding that words were written of, empty for none; None where it is not known."""
        found = self.kept.words.get(about)
        return None if found is None else found.base

    def drop(self, gid: str) -> None:
        """Take a finding out; what another window made of a verdict meanwhile stays beside, to be settled."""
        seen = self.kept.findings.get(gid)

        def lines(kept: Kept) -> Lines:
            now, told = kept.findings.get(gid), list[dict[str, Any]]([{"gone": gid}])
            if now is not None and now.of_decision and said(now) != said(seen):
                told += _aside(kept, replace(now, gid=uuid4().hex), filed=False)
            return told

        self._change(lines)

    def choose(self, sample: Sample) -> None:
        """Go through another sample from now on; what was found stays."""
        self._change(lambda _: [{"sample": findings_file.plain_sample(sample)}])

    def published(self, found: Iterable[Finding], *, file: Path | None = None, reviewer: str = "") -> None:
        """Note which findings a file has, and under which name; nothing but what stands is kept of the journal.

        One that another window changed since it was written is not noted: the file has not what it says.
        """
        wrote = tuple(found)
        told: Lines = [{"reviewer": reviewer}] if reviewer else []
        told += [{"file": str(file.absolute())}] if file is not None else []

        def lines(kept: Kept) -> Lines:
            whole = (one.gid for one in wrote if said(kept.findings.get(one.gid, one)) == said(one))
            return [*told, {"published": sorted(whole)}]

        self._change(lines, cut=True)

    def refresh(self) -> None:
        """Take in what other windows kept meanwhile."""
        with self._lock, self._lines.held():
            self.kept = kept_of(self._lines.read())

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

        def lines(kept: Kept) -> Lines:
            newest: dict[str, Finding] = {}
            for one in sorted(found, key=lambda one: one.at):
                if one.of_decision and not kept.knows(one.gid):
                    newest[one.about] = replace(one, line="")
            return [line for one in newest.values() for line in _met(kept, one, unasked=unasked)]

        if found:
            self._change(lines)

    def beside(self, about: str) -> Finding | None:
        """Return what was said of a decision elsewhere and is still to be settled, or None."""
        found = self.kept.beside.get(about)
        return None if found is None else found.finding

    def set_aside(self, one: Finding) -> None:
        """Keep words beside what was saved elsewhere since they were written; they are no words to go on with."""
        empty, known = {"words": one.about, "body": "", "clause": "", "base": ""}, self.kept.words.get(one.about)

        def lines(kept: Kept) -> Lines:
            newer = _unseen(kept, one.about, known, (one.body, one.clause))  # they stay, and are looked at next
            return [*([] if newer else [empty]), *_aside(kept, one, filed=False)]

        self._change(lines)

    def settle(self, about: str, *, take: bool) -> None:
        """Let what was said elsewhere stand in place of what stands here, or the other way round.

        Where another window put more beside it meanwhile nothing is settled, and that is to be seen first.
        """
        seen = said(self.beside(about))

        def lines(kept: Kept) -> Lines:
            found, mine = kept.beside.get(about), kept.verdict_of(about)
            if found is None or said(found.finding) != seen:
                return []
            told: Lines = [{"settled": about}]
            if take:
                told += [{"gone": mine.gid}] if mine is not None else []
                told += [{"finding": plain(found.finding)}]
            if found.of:
                told.append({"published" if take or mine is not None else "left": [*found.of]})
            return told

        self._change(lines)

    def _change(self, make: Callable[[Kept], Lines], *, cut: bool = False) -> None:
        with self._lock, self._lines.held():
            kept = kept_of(self._lines.read())
            told = make(kept)
            if told:
                for one in told:
                    take_in(kept, one)
                self._lines.append(told if len(told) > 1 else told[0])
            self._lines.cut(lambda: standing(kept), now=cut)
            self.kept = kept


def at_desk(desk: Desk) -> ReviewDraft:
    """Return the draft of a reviewer at a team's own desk: words alone, for the database has the verdicts."""
    place = f"{shown_url(desk.store.url)} {int(desk.actor.staff_id)}"
    return ReviewDraft(f"desk-{hashlib.sha256(place.encode()).hexdigest()[:32]}")


def said(one: Finding | None) -> tuple[str, ...]:
    """Return what a finding says, whatever its name and hour."""
    return () if one is None else (one.verdict, one.clause, one.body)


def _met(kept: Kept, one: Finding, *, unasked: bool) -> Lines:
    """Return the lines for a verdict of a file that was not seen here."""
    mine, words = kept.verdict_of(one.about), kept.words.get(one.about)
    of_file = mine is not None and mine.gid in kept.published
    if mine is not None and (said(mine) == said(one) or (of_file and one.at <= mine.at)):
        return []
    written = words is not None and words[:2] != (one.body, one.clause)
    if unasked and not written and (mine is None or of_file):
        gone: Lines = [{"gone": mine.gid}] if mine is not None else []
        return [*gone, {"finding": plain(one)}, {"published": [one.gid]}]
    return _aside(kept, one, filed=True)


def _unseen(kept: Kept, about: str, known: Words | None, own: tuple[str, str]) -> Lines:
    """Return the line that keeps words beside which another window wrote, where they are neither known nor the same."""
    words = kept.words.get(about)
    if words is None or words[:2] in (own, known and known[:2]):
        return []
    at = datetime.now(UTC)
    made = findings_file.new(
        ticket=0, ticket_gid="", about=about, body=words.body, clause=words.clause[:16], reviewer="", at=at
    )
    return _aside(kept, made, filed=False)


def _aside(kept: Kept, one: Finding, *, filed: bool) -> Lines:
    """Return the line that keeps a finding beside another; words that are kept there already stay before its own.

    Words of two findings are under neither's name. Of two findings of files the newer stands.
    """
    before, of = kept.beside.get(one.about), [one.gid] if filed else []
    if before is not None:
        of = [*dict.fromkeys((*before.of, *of))]
        if said(before.finding)[1:] != said(one)[1:] and not (before.filed and filed):
            one, filed = _both(before.finding, one), False
    return [{"beside": plain(one), "filed": filed, "of": of}]


def _both(first: Finding, last: Finding) -> Finding:
    """Return what two findings of a decision say, under a name of its own: the last verdict and clause, all words."""
    judged = last if last.verdict or not first.verdict else first
    clause = last.clause or first.clause
    parts = (first.body, first.clause if first.clause != clause else "", last.body)
    body = "\n\n".join(part for part in parts if part)
    return replace(judged, gid=uuid4().hex, clause=clause, body=body, line="")
