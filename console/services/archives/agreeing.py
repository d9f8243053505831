"""How far reviewers of one archive agree: the share of decisions that they judged alike, and Cohen's kappa.

Of two reviewers kappa is (p - e) / (1 - e), where p is the share on which both said the same and e the share that
chance alone would give, from how often each said each word (J. Cohen, A coefficient of agreement for nominal scales,
Educational and Psychological Measurement 20, 1960, 37-46). Of more than two it is the mean over all pairs (R. J. Light,
Psychological Bulletin 76, 1971, 365-377). Where chance alone gives full agreement it is not defined. All is reckoned in
whole numbers, so that nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from console.archive.signers import Signer
from console.faults import BadInput
from console.records.findings import Agreement, Judged, Share
from console.services.archives import findings_file

_Key = tuple[int, int]


def agreement(files: Sequence[Path], known: Sequence[Signer] = ()) -> Agreement:
    """Return how far the reviewers of several files agree; of each, the last word on a decision counts.

    Raises BadInput ("findings_of_several") for files of different archives, and as `findings_file.load`.
    """
    said: dict[str, dict[_Key, str]] = {}
    signatures: dict[str, str] = {}
    decided: dict[_Key, str] = {}
    archives: set[str] = set()
    for place, file in enumerate(files):
        loaded = findings_file.load(file)
        archives.add(loaded.archive)
        if len(archives) > 1:
            raise BadInput("findings_of_several", file=file.name)
        state = findings_file.believed(loaded, known)[0]
        for one in sorted(loaded.findings, key=lambda one: one.at):
            if not one.of_decision or one.decision is None:
                continue
            name = f"{place}\n{one.reviewer or file.stem}"
            said.setdefault(name, {})[one.ticket, one.decision] = one.verdict
            signatures[name] = state
            decided[one.ticket, one.decision] = one.decided.partition(" ")[2]
    names = tuple(said)
    rows = tuple(
        Judged(
            ticket=key[0],
            decision=key[1],
            decided=decided[key],
            verdicts=tuple(said[name].get(key, "") for name in names),
        )
        for key in sorted(decided)
    )
    clauses = sorted({one.decided for one in rows if one.decided})
    return Agreement(
        reviewers=_shown(names),
        signatures=tuple(signatures[name] for name in names),
        rows=rows,
        whole=share("", rows),
        clauses=tuple(share(one, [row for row in rows if row.decided == one]) for one in clauses),
    )


def share(clause: str, rows: Sequence[Judged]) -> Share:
    """Return the share and the kappa of decisions that at least two judged."""
    both = [one for one in rows if sum(1 for verdict in one.verdicts if verdict) > 1]
    columns = list(zip(*(one.verdicts for one in both), strict=True))
    found = [kappa(first, second) for first, second in combinations(columns, 2)]
    defined = [one for one in found if one is not None]
    mean = sum(defined, Fraction()) / len(defined) if defined else None
    return Share(clause=clause, judged=len(both), agreed=sum(1 for one in both if one.agreed), kappa=mean)


def kappa(first: Sequence[str], second: Sequence[str]) -> Fraction | None:
    """Return Cohen's kappa of two reviewers over what both judged, or None where it is not defined."""
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a and b]
    if not pairs:
        return None
    number = len(pairs)
    alike = Fraction(sum(1 for a, b in pairs if a == b), number)
    ones, others = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = Fraction(sum(count * others[word] for word, count in ones.items()), number * number)
    return None if chance == 1 else (alike - chance) / (1 - chance)


def _shown(names: Sequence[str]) -> tuple[str, ...]:
    """Return the reviewers as they are shown: two of one name are told apart by the number of their file."""
    plain = [name.partition("\n")[2] for name in names]
    return tuple(
        f"{one} ({int(name.partition(chr(10))[0]) + 1})" if plain.count(one) > 1 else one
        for name, one in zip(names, plain, strict=True)
    )
