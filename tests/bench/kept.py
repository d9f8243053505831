"""Desks that are made once and kept between measurements: a million tickets take half an hour to make.

    python tests/bench/bench_team.py --tickets 1000000 --keep FOLDER

In the folder: a SQLite file of that many tickets (`lived`), and a data folder of PostgreSQL with the same rows. What a
measurement changes stays changed, as on a desk at work. The server has the settings that the operator's guide advises.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus
import lived
import psycopg
from moving import move

from console.store.driver import sqlite_module
from tests.postgres_server import Server

_DATABASE = "kept"
_SETTINGS = (
    "max_connections=600",
    "shared_buffers=2GB",
    "effective_cache_size=6GB",
    "random_page_cost=1.1",
    "max_wal_size=4GB",
    "checkpoint_timeout=15min",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a desk of PostgreSQL is, and a bare connection to it: all of them its owner's."""

    server: Server
    name: str
    raw: Any

    @property
    def url(self) -> str:
        """Return the address for the console."""
        return self.server.url(self.name)

    @property
    def dsn(self) -> str:
        """Return the address for psycopg."""
        return self.server.dsn(self.name)


def ask(asked: argparse.ArgumentParser) -> None:
    """Add the option of a folder in which desks are kept."""
    asked.add_argument("--keep", type=Path, help="a folder for desks that were lived in, made once and used again")


@contextlib.contextmanager
def local(keep: Path | None, count: int) -> Iterator[tuple[Path, Any]]:
    """Give the file of a desk and a bare connection to it: a plain one, or with a folder one that was lived in."""
    with tempfile.TemporaryDirectory() as folder:
        if keep is None:
            path = Path(folder) / "bench.sqlite"
            raw = corpus.make(path, count)
        else:
            path, raw = _found(keep, count)
        with contextlib.closing(raw):
            yield path, raw


def _found(keep: Path, count: int) -> tuple[Path, Any]:
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"desk-{count}.sqlite"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        for one in keep.glob(f"{unfinished.name}*"):
            one.unlink()
        lived.make(unfinished, count).close()
        unfinished.rename(path)
    raw = sqlite_module().connect(str(path), isolation_level=None, cached_statements=256)
    raw.execute("PRAGMA cache_size=-200000")
    raw.execute("PRAGMA synchronous=FULL")
    return path, raw


@contextlib.contextmanager
def server(keep: Path | None, count: int, major: int) -> Iterator[Place]:
    """Give the same desk on a PostgreSQL that keeps what it says it has kept."""
    home = None if keep is None else keep.absolute() / f"postgres{major}-{count}"
    with Server(major, durable=True, home=home, settings=_SETTINGS if home else _SETTINGS[:1]) as running:
        if home is None:
            name = running.create_database()
            with local(None, count) as (_, made):
                raw = move(made, running.url(name), running.dsn(name))
        elif (home / "filled").exists():
            name, raw = _DATABASE, psycopg.connect(running.dsn(_DATABASE), autocommit=True)
        else:
            name = _emptied(running)
            raw = lived.make_there(running.url(name), running.dsn(name), count)
            (home / "filled").touch()
        with contextlib.closing(raw):
            yield Place(server=running, name=name, raw=raw)


def _emptied(running: Server) -> str:
    with psycopg.connect(running.dsn(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {_DATABASE} TEMPLATE template0")
    return _DATABASE
