"""What every test stands on: a fixed surrounding, real databases, and guards against what a test leaves behind.

The surrounding is set before anything imports Qt or the program. This file must not hold knowledge of a subject.

Databases: `database_url`, `sqlite_url`, `postgres_url` are fresh and empty; `migrated_url`, `migrated_sqlite_url`,
`migrated_postgres_url` carry the schema, made once a process and copied; `prepared_url` gives what a function filled.
What is not of one kind by its name runs on SQLite, on PostgreSQL, or on both (tests/seats.py).
"""

from __future__ import annotations

import atexit
import gc
import importlib
import itertools
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


from tests.postgres_server import Server, binaries, memory  # noqa: E402 - the program stands on the same path


def _fix_surroundings() -> None:
    """No screen, one time zone, one language, folders of a person who was never here; in memory where there is room."""
    home = tempfile.mkdtemp(prefix="clausedesk-home-", dir=memory())
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory() or tempfile.gettempdir())
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name, folder in (("CONFIG", "config"), ("DATA", "data"), ("STATE", "state"), ("CACHE", "cache")):
        os.environ[f"XDG_{name}_HOME"] = f"{home}/{folder}"
    os.environ["XDG_RUNTIME_DIR"] = home
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["TZ"] = "UTC"
    os.environ["LANG"] = os.environ["LC_ALL"] = "C.UTF-8"
    for name in ("LANGUAGE", "QT_STYLE_OVERRIDE", "QT_SCALE_FACTOR", "DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    if hasattr(time, "tzset"):
        time.tzset()


_fix_surroundings()

import sqlite3  # noqa: E402 - the surrounding comes first
from collections.abc import Callable, Iterator  # noqa: E402 - same
from functools import partialmethod  # noqa: E402 - same

import pytest  # noqa: E402 - same
from hypothesis import HealthCheck, settings  # noqa: E402 - same
from pytestqt.qtbot import QtBot  # noqa: E402 - same

from tests import guards, statements  # noqa: E402 - same
from tests.seats import kinds_of, marked, sampled, servers_of  # noqa: E402 - same

WHOLE = os.environ.get("CLAUSEDESK_SOAK") == "1"
_BACKENDS = {"sqlite": 0, "postgres16": 16, "postgres18": 18}

# How long a test waits for the window is a guard against a hang and no measure: a busy machine must not fail it.
QtBot.waitUntil = partialmethod(QtBot.waitUntil, timeout=60_000)  # type: ignore[assignment]  # only the default changes
QtBot.waitSignal = partialmethod(QtBot.waitSignal, timeout=60_000)  # type: ignore[assignment]  # only the default changes

_SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("fast", max_examples=25, derandomize=True, deadline=None, database=None)
settings.register_profile("ci", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "soak", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile(os.environ.get("CLAUSEDESK_HYPOTHESIS") or ("soak" if WHOLE else "fast"))


@pytest.fixture(scope="session")
def whole_run() -> bool:
    """Whether a test marked `soak` runs whole; otherwise it takes a sample of a few seconds."""
    return WHOLE


@pytest.hookimpl(trylast=True)  # a sample is taken of what was chosen by -k and -m
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not of the sample; what takes long comes first: at the end no process waits for it."""
    left = sampled(items)
    if left:
        config.hook.pytest_deselected(items=[item for item in items if item in left])
        items[:] = [item for item in items if item not in left]
    items.sort(key=lambda item: not any(item.get_closest_marker(one) for one in ("soak", "patient")))


# Databases


class _Bench:
    """The servers and template databases of this process; each is made when the first test asks for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._servers: dict[int, Server] = {}
        self._templates: dict[tuple[str, str], str] = {}
        self._teams: dict[tuple[str, str], Any] = {}

    def server(self, major: int) -> Server:
        if major not in self._servers:
            if major not in binaries():
                reason = f"PostgreSQL {major} is not installed here (it comes with requirements/dev.txt)"
                (pytest.fail if os.environ.get("CLAUSEDESK_NEED_POSTGRES") == "1" else pytest.skip)(reason)
            self._servers[major] = Server(major)
        return self._servers[major]

    def empty(self, backend: str, folder: Path) -> Iterator[str]:
        yield from self._fresh(backend, folder, "")

    def migrated(self, backend: str, folder: Path) -> Iterator[str]:
        yield from self._fresh(backend, folder, self._template(backend, "migrated", _migrate))

    def prepared(self, backend: str, folder: Path, name: str, prepare: Callable[[str], None]) -> Iterator[str]:
        """A copy of a database with the present schema that `prepare` filled once a process."""
        yield from self._fresh(backend, folder, self._template(backend, name, prepare))

    def copied(self, backend: str, folder: Path, url: str) -> Iterator[str]:
        """A copy of a database that nobody writes; of an SQLite file with the log beside it."""
        if _BACKENDS[backend]:
            yield from self._fresh(backend, folder, url.rpartition("/")[2])
            return
        source = Path(url.removeprefix("sqlite:///"))
        log = source.with_name(f"{source.name}-wal")
        if log.exists():
            shutil.copyfile(log, folder / "desk.sqlite-wal")
        yield from self._fresh(backend, folder, str(source))

    def team(self, backend: str, name: str = "migrated", prepare: Callable[[str], None] | None = None) -> Iterator[Any]:
        """A database of a team; each is a copy of one that was set up once, where given of what a function filled."""
        server = self.server(_BACKENDS[backend])
        if (backend, name) not in self._teams:
            made = importlib.import_module("tests.team_desks").TeamTemplate  # tests of the policy do without it
            suffix = "" if prepare is None else f"_{name}"
            self._teams[backend, name] = made(server, self._template(backend, name, prepare or _migrate), suffix)
        copy = self._teams[backend, name].copy()
        yield copy
        server.drop_database(copy.name)

    def many(self, backend: str, folder: Path) -> Iterator[Callable[..., str]]:
        """Give what makes databases: with the present schema, `empty`, or `like` one of them."""
        made: list[Iterator[str]] = []

        def make(*, empty: bool = False, like: str = "") -> str:
            place = folder / f"database-{len(made)}"
            place.mkdir()
            if like:
                made.append(self.copied(backend, place, like))
            else:
                made.append((self.empty if empty else self.migrated)(backend, place))
            return next(made[-1])

        yield make
        for one in made:
            next(one, None)

    def close(self) -> None:
        for server in self._servers.values():
            server.close()

    def _fresh(self, backend: str, folder: Path, template: str) -> Iterator[str]:
        major = _BACKENDS[backend]
        if not major:
            path = folder / "desk.sqlite"
            if template:
                shutil.copyfile(template, path)
            yield f"sqlite:///{path}"
            return
        server = self.server(major)
        name = server.create_database(template or "template0")
        yield server.url(name)
        server.drop_database(name)

    def _template(self, backend: str, name: str, prepare: Callable[[str], None]) -> str:
        if (backend, name) not in self._templates:
            base = "" if prepare is _migrate else self._template(backend, "migrated", _migrate)
            major = _BACKENDS[backend]
            if major:
                made = self.server(major).create_database(base or "template0")
                prepare(self.server(major).url(made))
            else:
                made = str(self.folder / f"{name}.sqlite")
                if base:
                    shutil.copyfile(base, made)
                prepare(f"sqlite:///{made}")
                with sqlite3.connect(made) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.close()
            self._templates[backend, name] = made
        return self._templates[backend, name]


def _migrate(url: str) -> None:
    importlib.import_module("console.store").migrate(url)  # tests of the policy do without it


@pytest.fixture(scope="session")
def _bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Bench]:
    bench = _Bench(tmp_path_factory.mktemp("databases"))
    yield bench
    bench.close()


_EVERYWHERE = frozenset({"database_url", "migrated_url", "prepared_url", "new_database", "booked_url"})
_ON_SERVERS = frozenset(
    {"postgres_url", "migrated_postgres_url", "postgres_server", "team_database", "own_postgres_server"}
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test the databases that it runs on (tests/seats.py); what the test or the services chose stays."""
    module, function = metafunc.module.__name__, metafunc.function.__name__
    chosen = {"prepared_url", "new_database"} if module.startswith("tests.services.") else set()
    chosen |= {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    servers = servers_of(module, function)
    for fixture in sorted((_EVERYWHERE | _ON_SERVERS).intersection(metafunc.fixturenames) - chosen):
        seats = kinds_of(module, function, servers) if fixture in _EVERYWHERE else servers
        metafunc.parametrize(fixture, marked(seats), indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, _bench: _Bench, tmp_path: Path) -> Iterator[str]:
    """An empty database, on SQLite and on PostgreSQL."""
    yield from _bench.empty(request.param, tmp_path)


@pytest.fixture
def sqlite_url(_bench: _Bench, tmp_path: Path) -> Iterator[str]:
    """The address of an SQLite file that does not exist yet."""
    yield from _bench.empty("sqlite", tmp_path)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, _bench: _Bench, tmp_path: Path) -> Iterator[str]:
    """An empty database on PostgreSQL."""
    yield from _bench.empty(request.param, tmp_path)


@pytest.fixture
def migrated_url(request: pytest.FixtureRequest, _bench: _Bench, tmp_path: Path) -> Iterator[str]:
    """A database with the present schema and no tickets, on SQLite and on PostgreSQL."""
    yield from _bench.migrated(request.param, tmp_path)


@pytest.fixture
def prepared_url(
    request: pytest.FixtureRequest, _bench: _Bench, tmp_path: Path
) -> Iterator[Callable[[str, Callable[[str], None]], str]]:
    """Gives a database that a function filled once a process, by a name for it; on the kinds of `migrated_url`."""
    made: list[Iterator[str]] = []

    def give(name: str, prepare: Callable[[str], None]) -> str:
        made.append(_bench.prepared(request.param, tmp_path, name, prepare))
        return next(made[-1])

    yield give
    for one in made:
        next(one, None)


@pytest.fixture
def migrated_sqlite_url(_bench: _Bench, tmp_path: Path) -> Iterator[str]:
    """An SQLite file with the present schema and no tickets."""
    yield from _bench.migrated("sqlite", tmp_path)


@pytest.fixture
def migrated_postgres_url(request: pytest.FixtureRequest, _bench: _Bench, tmp_path: Path) -> Iterator[str]:
    """A database with the present schema and no tickets, on PostgreSQL."""
    yield from _bench.migrated(request.param, tmp_path)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, _bench: _Bench, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Makes as many databases of one kind as a test wants: with the present schema, `empty`, or `like` one of them."""
    yield from _bench.many(request.param, tmp_path)


@pytest.fixture
def postgres_server(request: pytest.FixtureRequest, _bench: _Bench) -> Server:
    """The running server itself, shared by the tests of this process: leave it as it was found."""
    return _bench.server(_BACKENDS[request.param])


@pytest.fixture
def team_database(request: pytest.FixtureRequest, _bench: _Bench) -> Iterator[Any]:
    """A team's database with people of every role and their logins (tests/team_desks.py)."""
    yield from _bench.team(request.param)


@pytest.fixture
def own_postgres_server(request: pytest.FixtureRequest, _bench: _Bench) -> Iterator[Server]:
    """A durable server for this test alone, which may stop and crash it."""
    _bench.server(_BACKENDS[request.param])  # says so when it is not installed
    with Server(_BACKENDS[request.param], durable=True) as server:
        yield server


# Other people's cases


@pytest.fixture(scope="session")
def peers() -> Path:
    """The folder that CLAUSEDESK_PEERS names; the test is skipped where it names none."""
    named = os.environ.get("CLAUSEDESK_PEERS", "")
    if not named or not Path(named).is_dir():
        pytest.skip("CLAUSEDESK_PEERS names no folder with other people's cases")
    return Path(named)


# Guards

guards.watch_timers()
statements.share()
_ended = itertools.count(1)


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """Collect garbage between tests and on this thread alone, as the program does: a widget must not end on another."""
    gc.disable()
    yield
    if next(_ended) % 10 == 0:
        gc.collect()
        gc.freeze()  # what is left stays; the next look need not go through it


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread, a running timer or a shown window; autouse makes it the last to look."""
    before = guards.look()
    yield
    left = guards.left_behind(before)
    if left:
        pytest.fail(f"the test left behind: {', '.join(left)}")


@pytest.fixture
def own_private_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give private folders, here and in programs that are begun, a place that no other test has; return it."""
    place = tmp_path / "private"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return place
