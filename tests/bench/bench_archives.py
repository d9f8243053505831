"""Writing, proving and opening an archive, against a plain copy of the same bytes with SHA-256, and the live desk.

    python tests/bench/bench_archives.py [--tickets 20000] [--file-kb 64] [--rows] [--folder DIR]

Mails are really imported; every fifth has a file of its own. With --rows the desk is written as rows instead, in the
shape that the store writes, as a large one needs (three messages a ticket). The plain copy reads the archive,
hashes it, writes it and waits for the disk.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import corpus  # noqa: E402 - the path comes first
import corpus_files  # noqa: E402 - same
from measure import family_peak_mb, resident_mb  # noqa: E402 - same

from console.archive import layout  # noqa: E402 - same
from console.query import parse  # noqa: E402 - same
from console.services import showing  # noqa: E402 - same
from console.services.archives import exporting, proving  # noqa: E402 - same
from console.services.archives.opening import open_archive  # noqa: E402 - same
from console.services.desk import Desk, open_desk  # noqa: E402 - same
from console.services.intake.run import import_paths  # noqa: E402 - same

MB = 1e6


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=20_000)
    asked.add_argument("--file-kb", type=int, default=64)
    asked.add_argument("--rows", action="store_true")
    asked.add_argument("--folder", type=Path, default=None, help="where the desk and the archive are written")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        folder = Path(place)
        if given.rows:
            begun = time.perf_counter()
            corpus.make(folder / "desk.sqlite", given.tickets).close()
            corpus_files.attach(folder / "desk.sqlite", file_kb=given.file_kb)
            print(f"written as rows in {time.perf_counter() - begun:.1f} s", flush=True)
        desk = open_desk(f"sqlite:///{folder / 'desk.sqlite'}", login="bench", name="Bench", out_folder=folder)
        if not given.rows:
            mails(folder / "mails", given.tickets, given.file_kb * 1024)
            done = taken(lambda: list(import_paths(desk, [folder / "mails"])))
            print(f"imported in {done:.1f} s", flush=True)
        compare(desk, folder, given.tickets)
        desk.store.close()


def compare(desk: Desk, folder: Path, count: int) -> None:
    """Print each operation with its time and its throughput."""
    target, parts = folder / "desk.tkz", {}
    before = resident_mb()

    def heard(told: Any) -> bool:
        parts.setdefault(told.part, time.perf_counter())
        return True

    spent = taken(lambda: exporting.export(desk, parse("").query, target, heard=heard))
    ended, size = time.perf_counter(), target.stat().st_size / MB
    memory = f"memory {before:.0f} MB before, {family_peak_mb():.0f} MB at most"
    print(f"{count:,} tickets, an archive of {size:,.0f} MB; {memory}")
    line("export", spent, size)
    starts = [*parts.values(), ended]
    for name, first, last in zip(parts, starts, starts[1:], strict=False):
        print(f"  from {name:<12}{last - first:>8.1f} s")
    found: list[Any] = []
    line("verify", taken(lambda: found.append(proving.verify(target, (), lambda _d, _t: True))), size)
    if found[0].why.startswith("chain_"):
        print("  (rows have no chains: it ended at the first of them)")
    else:
        assert found[0].state == "whole", found
    line("copy with SHA-256", taken(lambda: copy(target, folder / "copy")), size)
    line("read with SHA-512", taken(lambda: digest(target)), size)
    opened: list[Any] = []
    with zipfile.ZipFile(target) as inside:
        database = inside.getinfo(layout.DATABASE).file_size / MB
    print(f"the database in it has {database:,.0f} MB")
    line("open as the window", taken(lambda: opened.append(open_archive(target, _going_on, pages_later=True))), size)
    reader = opened[0]
    line("its pages, beside", taken(reader.look_at_pages), size)
    for name, query in (("first page", "sort:-created"), ("search, a word", "invoice"), ("search, inv*", "inv*")):
        asked = parse(query).query
        live = least(lambda asked=asked: showing.queue_page(desk, asked))  # type: ignore[misc]  # bound at once
        read = least(lambda asked=asked: showing.queue_page(reader.desk, asked))  # type: ignore[misc]  # same
        print(f"{name:<24}{read * 1e3:>8.1f} ms in the archive, {live * 1e3:.1f} ms at the desk")
    reader.close()


def _going_on(_done: int, _total: int) -> bool:
    return True


def mails(folder: Path, count: int, size: int) -> None:
    """Write mails, every fifth with a file."""
    folder.mkdir()
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(20_000)]
    for number in range(count):
        mail = EmailMessage()
        mail["From"], mail["To"] = f"ann{number % 500}@shop.example", "support@desk.example"
        mail["Subject"], mail["Message-ID"] = f"Order {number} about invoices", f"<{number}@bench.example>"
        mail["Date"] = "Mon, 23 Nov 2026 09:00:00 +0000"
        mail.set_content(" ".join(dice.choices(words, k=60)))
        if number % 5 == 0:
            mail.add_attachment(dice.randbytes(size), maintype="application", subtype="x", filename="log.bin")
        (folder / f"{number}.eml").write_bytes(mail.as_bytes())


def taken(work: Callable[[], object]) -> float:
    """Return how long one turn takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def least(work: Callable[[], object]) -> float:
    """Return the least of some turns."""
    return min(taken(work) for _ in range(15))


def line(name: str, spent: float, size: float) -> None:
    """Print one operation."""
    print(f"{name:<24}{spent:>8.1f} s{size / spent:>10.0f} MB/s", flush=True)


def copy(source: Path, target: Path) -> None:
    """Copy a file, hash it, and wait until the disk has it."""
    hashed = hashlib.sha256()
    with source.open("rb") as out, target.open("wb") as into:
        while piece := out.read(1 << 20):
            hashed.update(piece)
            into.write(piece)
        into.flush()
        os.fsync(into.fileno())


def digest(source: Path) -> None:
    """Read a file and hash it."""
    hashed = hashlib.sha512()
    with source.open("rb") as out:
        while piece := out.read(1 << 20):
            hashed.update(piece)


if __name__ == "__main__":
    main()
