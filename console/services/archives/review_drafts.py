"""A reviewer's private draft over an archive: kept after every change, on this computer, never in the archive.

It is a journal that only grows: each change is one line behind the others, so that a kill takes at most the line that
was being written, and two windows over one archive lose nothing of each other. What counts is the last line of a name.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from console import places
from console.faults import Unreachable
from console.records.findings import DecisionLine, Finding, Sample
from console.services.archives import findings_file
from console.services.desk import Desk
from console.store.engine import shown_url

_MOST = 64 * 1024 * 1024


@dataclass(slots=True)
class Kept:
    """What the journal says: findings by name, the sample, and which findings stand in a file already.

    `words` are a text and a clause by the decision that they were written of, where no finding has them.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    sample: Sample | None = None
    published: set[str] = field(default_factory=set)
    reviewer: str = ""
    words: dict[str, tuple[str, str]] = field(default_factory=dict)


class ReviewDraft:
    """The draft of one archive. A change is on the disk when its call returns, or Unreachable ("review_not_kept")."""

    def __init__(self, archive: str, folder: Path | None = None) -> None:
        self.archive = archive
        self._folder = folder or places.review_folder()
        self._file = self._folder / f"{archive}.jsonl"
        self._lock = threading.Lock()
        self.kept = self._read()

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
        found = [one for one in self.findings if one.about == about and one.of_decision]
        return found[-1] if found else None

    def put(self, one: Finding) -> Finding:
        """Keep a finding; one that a file has already is kept under a new name, for that file says what it said."""
        with self._lock:
            self._again()
            if one.gid in self.kept.published:
                if _said(self.kept.findings.get(one.gid)) == _said(one):
                    return one
                self._append({"gone": one.gid})
                one = replace(one, gid=uuid4().hex, line="")
            line = findings_file.line_of(one)
            self._append({"finding": json.loads(line)})
            return one

    def jot(self, about: str, body: str, clause: str) -> None:
        """Keep words on a decision that are in no finding; empty ones are forgotten."""
        if (self.words_of(about) or ("", "")) != (body, clause):
            with self._lock:
                self._again()
                self._append({"words": about, "body": body, "clause": clause})

    def words_of(self, about: str) -> tuple[str, str] | None:
        """Return the text and the clause that were written of a decision and are in no finding, or None."""
        return self.kept.words.get(about)

    def drop(self, gid: str) -> None:
        """Take a finding out."""
        with self._lock:
            self._again()
            self._append({"gone": gid})

    def choose(self, sample: Sample) -> None:
        """Go through another sample from now on; what was found stays."""
        with self._lock:
            self._again()
            self._append({"sample": findings_file.plain_sample(sample)})

    def called(self, reviewer: str) -> None:
        """Keep the name under which findings are written."""
        with self._lock:
            self._again()
            self._append({"reviewer": reviewer})

    def published(self, gids: Iterable[str]) -> None:
        """Note which findings a file has."""
        with self._lock:
            self._again()
            self._append({"published": sorted(gids)})

    def progress(self, drawn: Iterable[DecisionLine]) -> tuple[int, int]:
        """Return how many decisions of a sample have a verdict, of how many."""
        judged = {one.about for one in self.findings if one.of_decision}
        names = [one.gid for one in drawn]
        return sum(1 for one in names if one in judged), len(names)

    def _again(self) -> None:
        self.kept = self._read()

    def _append(self, told: dict[str, Any]) -> None:
        _take(self.kept, told)
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(handle).st_size
                if size:
                    os.lseek(handle, size - 1, os.SEEK_SET)
                broken = bool(size) and os.read(handle, 1) != b"\n"  # a line that a kill cut off
                os.write(handle, b"\n" + line if broken else line)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise Unreachable("review_not_kept", path=str(self._file), why=error.strerror or str(error)) from error

    def _read(self) -> Kept:
        found = Kept()
        try:
            with self._file.open("rb") as content:
                lines = content.read(_MOST).split(b"\n")
        except FileNotFoundError:
            return found
        except OSError as error:
            raise Unreachable("review_not_kept", path=str(self._file), why=error.strerror or str(error)) from error
        for line in lines:
            try:
                _take(found, json.loads(line))
            except (ValueError, LookupError, TypeError, RecursionError):
                continue  # of a line that was cut off nothing is known
        return found


def at_desk(desk: Desk) -> ReviewDraft:
    """Return the draft of a reviewer at a team's own desk: words alone, for the database has the verdicts."""
    place = f"{shown_url(desk.store.url)} {int(desk.actor.staff_id)}"
    return ReviewDraft(f"desk-{hashlib.sha256(place.encode()).hexdigest()[:32]}")


def _take(kept: Kept, told: dict[str, Any]) -> None:
    if "finding" in told:
        one = findings_file.finding_of(json.dumps(told["finding"]))
        kept.findings[one.gid] = replace(one, line="")
        if one.of_decision:
            kept.words.pop(one.about, None)
    elif "words" in told:
        body, clause = str(told["body"]), str(told["clause"])
        if body.strip() or clause:
            kept.words[str(told["words"])] = body, clause
        else:
            kept.words.pop(str(told["words"]), None)
    elif "gone" in told:
        kept.findings.pop(str(told["gone"]), None)
    elif "sample" in told:
        kept.sample = findings_file.sample_of(told["sample"])
    elif "published" in told:
        kept.published |= {str(one) for one in told["published"]}
    elif "reviewer" in told:
        kept.reviewer = str(told["reviewer"])


def _said(one: Finding | None) -> tuple[str, ...]:
    return () if one is None else (one.verdict, one.clause, one.body)
