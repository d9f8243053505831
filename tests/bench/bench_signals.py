"""Signals measured on other people's texts: what is found of what is there (recall), what is right of what is found
(precision), and false alarms where nothing is. Run it as a script; CLAUSEDESK_PEERS names the folder of the sets.

It ends with 1 where more than 2 % of calm texts are called harsh, or of single questions several.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import policy  # noqa: E402 - the path comes first
from console.services.signals import hear  # noqa: E402 - same
from console.store import search  # noqa: E402 - same

CONDUCT = frozenset({"insults", "obscene_language", "threats", "pressure", "immediate_demand"})
MOST_FALSE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How a signal did on a set: texts that have it and those that have not, and how many of each it was raised in."""

    name: str
    there: int
    found: int
    absent: int
    false: int

    @property
    def recall(self) -> float:
        """Return the share that was found of what is there."""
        return self.found / self.there if self.there else 0.0

    @property
    def precision(self) -> float:
        """Return the share that is right of what was found."""
        raised = self.found + self.false
        return self.found / raised if raised else 1.0

    @property
    def alarms(self) -> float:
        """Return the share of texts without it that it was raised in."""
        return self.false / self.absent if self.absent else 0.0

    def line(self) -> str:
        """Return a line of the table."""
        recall = f"{self.recall:>9.1%}" if self.there else f"{'–':>9}"
        precision = f"{self.precision:>11.1%}" if self.there else f"{'–':>11}"
        false = f"{self.alarms:>14.2%}" if self.absent else f"{'–':>14}"
        return f"{self.name:<44}{self.there:>7}{self.absent:>7}{recall}{precision}{false}"


def counted(name: str, raised: Callable[[str], bool], there: Iterable[str], absent: Iterable[str]) -> Counted:
    """Return how a signal does on texts that have it and texts that have not."""
    has, has_not = [one for one in there if one.strip()], [one for one in absent if one.strip()]
    return Counted(
        name=name,
        there=len(has),
        found=sum(map(raised, has)),
        absent=len(has_not),
        false=sum(map(raised, has_not)),
    )


def harsh(text: str) -> bool:
    """Return whether a text is called harsh."""
    return any(one.kind in CONDUCT for one in hear(text).signals)


def several(text: str) -> bool:
    """Return whether a text is said to ask several questions."""
    return len(policy.asked_in(text, search.stem_word)) > 1


def poke(text: str) -> bool:
    """Return whether a text is said to call for attention only."""
    return policy.is_poke(text)


def linked(text: str) -> bool:
    """Return whether a text is said to hold a link that leads elsewhere."""
    return any(one.kind == "external_link" for one in hear(text).signals)


def tone(file: Path, column: str, step: int = 1) -> tuple[list[str], list[str]]:
    """Return the harsh texts of a set and the calm ways of saying the same."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))[::step]
    calm = [text for row in rows for name, text in row.items() if name and name.startswith("neutral") and text]
    return [row[column] for row in rows], calm


def banking(folder: Path, step: int = 1) -> list[str]:
    """Return questions to a bank: each asks one thing, politely."""
    with (folder / "requests-banking77/test.csv").open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)][::step]


def asked_twice(folder: Path) -> list[str]:
    """Return what people said with two question marks; the intents of this set are parts of one question."""
    said = [
        one["text"]
        for file in sorted((folder / "requests-nlupp").glob("*/fold*.json"))
        for one in json.loads(file.read_text(encoding="utf-8"))
    ]
    return [text for text in said if len(text.split("?")) > 2 and "??" not in text]


def lines(file: Path) -> list[str]:
    """Return the lines of a file that say something."""
    return [line for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]


def measured(folder: Path, step: int = 1) -> tuple[Counted, ...]:
    """Return every measurement; `step` takes each n-th text of the large sets."""
    english = tone(folder / "tone-en-paradetox/paradetox.tsv", "toxic", step)
    russian = tone(folder / "tone-ru-russe-detox/train.tsv", "toxic_comment", step)
    asked, ham = banking(folder, step), lines(folder / "spam-tg-spam/ham-samples.txt")
    spam = lines(folder / "spam-tg-spam/spam-samples.txt")
    with_link, without = [one for one in (*spam, *ham) if "http" in one], [one for one in ham if "http" not in one]
    return (
        counted("harsh tone, English (paradetox)", harsh, *english),
        counted("harsh tone, Russian (russe-detox)", harsh, *russian),
        counted("harsh tone, questions to a bank", harsh, (), asked),
        counted("harsh tone, a chat (ham)", harsh, (), ham),
        counted("a poke, questions to a bank", poke, (), asked),
        counted("a poke, a chat (ham)", poke, (), ham),
        counted("several questions, bank and chat", several, (), [*asked, *ham]),
        counted("several questions, two marks (NLU++)", several, asked_twice(folder), asked),
        counted("a link that leads elsewhere, spam and ham", linked, with_link, without),
    )


def main() -> int:
    """Print the table; 1 where a limit does not hold."""
    folder = os.environ.get("CLAUSEDESK_PEERS")
    if not folder or not Path(folder).is_dir():
        print("CLAUSEDESK_PEERS names no folder: nothing to measure on")
        return 0
    begun = time.perf_counter()
    found = measured(Path(folder))
    print(f"{'signal and set':<44}{'there':>7}{'absent':>7}{'recall':>9}{'precision':>11}{'false alarms':>14}")
    for one in found:
        print(one.line())
    texts = sum(one.there + one.absent for one in found)
    print(f"{texts:,} texts in {time.perf_counter() - begun:.0f} s; at most {MOST_FALSE:.0%} false alarms are allowed")
    return 1 if any(one.alarms > MOST_FALSE for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
