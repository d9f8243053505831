"""What reviewers say of decisions: findings, the sample they went through, and how far several of them agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

VERDICTS = ("upheld", "severe", "mild", "wrong", "unclear")
"""Of a decision: it is right, too severe, too mild, by another clause than it should be, or it cannot be told."""
RowState = Literal["new", "known", "changed", "stranger", "differs"]


def differs(typed: str, signers: Sequence[str]) -> bool:
    """Return whether a name is none of those that a key is known by; of a key that is not known nothing can be said.

    Capitals and blanks make no other name; a file of keys has low lines for blanks.
    """
    return bool(signers) and _alike(typed) not in map(_alike, signers)


def _alike(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision as a reviewer chooses it. `overridden`: a person chose otherwise than the agreement said.

    `sha256` is over its name, its outcome and the digests of what it was decided from, so that it can be told from
    another decision of the same number.
    """

    ticket_id: int
    ticket: int
    ticket_gid: str
    id: int
    gid: str
    n: int
    outcome: str
    clause: str
    overridden: bool
    made_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reviewer says: a verdict of VERDICTS or none, the clause that it should be, and words."""

    verdict: str = ""
    clause: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a reviewer found of a decision, of a message or of a ticket; without a verdict it is a remark.

    `about`, `decided` and `sha256` name the decision that was seen: its gid, outcome and clause, and its hash.
    """

    gid: str
    ticket: int
    ticket_gid: str
    decision: int | None = None
    about: str = ""
    decided: str = ""
    sha256: str = ""
    message: str = ""
    verdict: str = ""
    clause: str = ""
    body: str = ""
    reviewer: str
    at: datetime
    line: str = field(default="", compare=False)

    @property
    def of_decision(self) -> bool:
        """Return whether it is a verdict on a decision."""
        return self.decision is not None and bool(self.verdict)

    @property
    def objects(self) -> bool:
        """Return whether it says more than that a decision is right."""
        return self.verdict != VERDICTS[0] or bool(self.body.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Which decisions are looked at: first what fits, then `random` of them by the seed, or every n-th."""

    query: str = ""
    overrides: bool = False
    clause: str = ""
    every: int = 1
    random: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRow:
    """What becomes of a finding at the desk.

    It is new, known already, known with other words (`changed`: the first ones stay), of no ticket here (`stranger`),
    or of a decision that is another one here (`differs`).
    """

    finding: Finding
    state: RowState
    ticket_id: int | None = None
    decision_id: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file of findings before it is merged. `signature` is good, unsigned, unknown_key or outdated_key.

    `signers` are the names that its key is known by, the best first; none of a key that is not known.
    """

    file: str
    archive: str
    signature: str
    signer: str
    key_id: str
    sample: Sample | None
    rows: tuple[MergeRow, ...]
    signers: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """Return the names that were typed and are none of the key's, each once."""
        typed = dict.fromkeys(one.finding.reviewer for one in self.rows)
        return tuple(name for name in typed if differs(name, self.signers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge brought; `strangers` are numbers of tickets that are not here, `others` as in a preview."""

    added: int
    known: int
    changed: int
    strangers: tuple[int, ...]
    signer: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding:
    """A finding as the desk shows it. `signed` is false for a note that a reviewer wrote at the team's desk.

    `reviewer` is the name that was typed into a file, or the one of the login at the team's desk (`reviewer_id`).
    `signers` are the names that the key `key_id` is known by, the best first; none of a key that is not known.
    """

    id: int
    gid: str
    decision_id: int | None
    message: str
    verdict: str
    clause: str
    body: str
    reviewer: str
    at: datetime
    signed: bool
    key_id: str = ""
    merged_by: str = ""
    version: int = 0
    reviewer_id: int | None = None
    signers: tuple[str, ...] = ()

    @property
    def by_other(self) -> bool:
        """Return whether the name that was typed is none of the key's that signed."""
        return self.signed and differs(self.reviewer, self.signers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A decision that several reviewers judged: one verdict for each of them, empty where one said nothing."""

    ticket: int
    decision: int
    decided: str
    verdicts: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Return whether all who judged it said the same."""
        return len({one for one in self.verdicts if one}) <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Decisions that at least two judged, how many of them alike, and Cohen's kappa; None where it is not defined.

    `clause` is that of the decisions, empty for all of them together.
    """

    clause: str
    judged: int
    agreed: int
    kappa: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far reviewers agree: who they are, with what is believed of their files, every decision, and the shares."""

    reviewers: tuple[str, ...]
    signatures: tuple[str, ...]
    rows: tuple[Judged, ...]
    whole: Share
    clauses: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a reviewer has of a ticket: its name, its decisions, its messages (names by keys), what others found."""

    ticket_id: int
    number: int
    gid: str
    decisions: tuple[DecisionLine, ...]
    messages: dict[int, str]
    findings: tuple[KeptFinding, ...]
