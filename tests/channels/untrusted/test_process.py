"""The bounded process: it answers, it is ended at its limits, it reaches nothing, it leaves nothing behind."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.channels.untrusted.frames import BrokenFrameError, read_frame, write_frame
from console.channels.untrusted.packing import UnfitError, pack, unpack
from console.channels.untrusted.process import BoundedWorker, Refused
from console.faults import Known
from tests.channels.untrusted.hostile import BOMBS

_MODULE = "tests.channels.untrusted.hostile_work"
_MIB = 1024 * 1024


@pytest.fixture(scope="module")
def worker() -> Iterator[BoundedWorker]:
    with BoundedWorker(modules=[_MODULE], memory_bytes=512 * _MIB) as made:
        yield made


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_answers_with_json_and_bytes(worker: BoundedWorker) -> None:
    reply = worker.call("echo", b"\x00\xff" * 100_000, {"a": ["б", 1, None]})
    assert reply.value["params"] == {"a": ["б", 1, None]}
    assert reply.parts == (b"\x00\xff" * 100_000,)


def test_one_process_serves_many_calls(worker: BoundedWorker) -> None:
    pids = {worker.call("echo", b"").value["pid"] for _ in range(5)}
    assert pids == {worker.pid}


def test_a_parser_that_does_not_end_is_ended_at_the_limit_and_the_next_call_is_answered(worker: BoundedWorker) -> None:
    worker.call("echo", b"")
    before = worker.pid
    with pytest.raises(Refused) as caught:
        worker.call("endless", b"", timeout_s=0.5)
    assert caught.value.reason == "time"
    assert before is not None
    assert not _is_alive(before)
    assert worker.call("echo", b"again").parts == (b"again",)


@pytest.mark.parametrize(("kind", "reasons"), [("memory", {"memory"}), ("crash", {"crash"}), ("leave", {"crash"})])
def test_what_ends_the_process_is_told_and_the_next_call_is_answered(
    worker: BoundedWorker, kind: str, reasons: set[str]
) -> None:
    with pytest.raises(Refused) as caught:
        worker.call(kind, b"", timeout_s=20)
    assert caught.value.reason in reasons
    assert worker.call("echo", b"again").parts == (b"again",)


def test_an_error_in_the_work_is_told_by_its_kind_alone(worker: BoundedWorker) -> None:
    with pytest.raises(Refused) as caught:
        worker.call("recurse", b"", timeout_s=20)
    assert (caught.value.reason, caught.value.params["detail"]) == ("failed", "RecursionError")
    with pytest.raises(Refused) as caught:
        worker.call("unheard of", b"")
    assert caught.value.reason == "failed"


def test_calls_from_many_threads_get_their_own_answers(worker: BoundedWorker) -> None:
    def ask(number: int) -> bool:
        payload = f"{number} ".encode() * 1_000
        return worker.call("echo", payload).parts == (payload,)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(100)))


def test_a_call_that_fails_does_not_disturb_the_calls_that_wait(worker: BoundedWorker) -> None:
    def ask(number: int) -> str:
        try:
            worker.call("sleep" if number % 4 == 0 else "echo", b"", {"seconds": 30}, timeout_s=0.3)
        except Refused as refused:
            return refused.reason
        return "answered"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(12)))
    assert answers == ["time" if number % 4 == 0 else "answered" for number in range(12)]


def test_what_the_work_prints_does_not_get_into_the_pipe(worker: BoundedWorker) -> None:
    assert worker.call("noise", b"").value == "quiet"


def test_the_process_reads_no_file(worker: BoundedWorker, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("secret")
    assert worker.call("reach", str(canary).encode(), {"what": "read"}).value.startswith("stopped")


def test_the_process_writes_no_file(worker: BoundedWorker, tmp_path: Path) -> None:
    assert worker.call("reach", str(tmp_path / "new").encode(), {"what": "write"}).value.startswith("stopped")
    assert not list(tmp_path.iterdir())


def test_the_process_connects_to_nothing(worker: BoundedWorker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        assert worker.call("reach", str(port).encode(), {"what": "connect"}).value.startswith("stopped")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_process_starts_no_program(worker: BoundedWorker) -> None:
    assert worker.call("reach", b"", {"what": "run"}).value.startswith("stopped")


def test_the_process_sees_no_secret_of_the_surrounding(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPASSWORD", "CLAUSEDESK_DATABASE", "HOME", "USER", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, "canary-7351")
    with BoundedWorker(modules=[_MODULE]) as worker:
        seen = worker.call("surrounding", b"").value
    assert "canary-7351" not in str(seen)


def test_closing_leaves_nothing_behind() -> None:
    before = threading.active_count()
    descriptors = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
    worker = BoundedWorker()
    worker.clean(b"<p>x")
    pid = worker.pid
    worker.close()
    worker.close()
    assert pid is not None
    assert not _is_alive(pid)
    assert worker.pid is None
    assert threading.active_count() == before
    if sys.platform == "linux":
        assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    with pytest.raises(Refused) as caught:
        worker.call("clean", b"")
    assert caught.value.reason == "closed"


def test_a_process_killed_from_outside_is_replaced(worker: BoundedWorker) -> None:
    worker.call("echo", b"")
    assert worker.pid is not None
    os.kill(worker.pid, 9)
    time.sleep(0.2)
    assert worker.call("echo", b"again").parts == (b"again",)


def test_a_program_that_cannot_start_is_a_known_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(Path(sys.executable).with_name("no-such-program")))
    with BoundedWorker() as worker, pytest.raises(Known) as caught:
        worker.call("clean", b"")
    assert caught.value.code == "bounded_process_not_started"


def test_a_module_that_cannot_be_loaded_is_a_known_fault() -> None:
    with BoundedWorker(modules=["tests.no_such_module"]) as worker, pytest.raises(Known) as caught:
        worker.call("clean", b"")
    assert caught.value.code == "bounded_process_not_started"


# The two pieces of work with their own door


def test_html_comes_back_cleaned(worker: BoundedWorker) -> None:
    html = 'Привет <a href="https://пример.example/">там</a><img src=//evil.example/x>'
    cleaned = worker.clean(html.encode("cp1251"), charset="windows-1251", known_domains=frozenset(("example.com",)))
    assert cleaned.html is not None
    assert cleaned.html.startswith("Привет ")
    assert cleaned.remote_images == 1
    assert cleaned.links[0].host_punycode == "xn--e1afmkfd.example"


@pytest.mark.parametrize("name", ["divs deep", "too long", "unfinished references", "cells in a row"])
def test_bombs_come_back(worker: BoundedWorker, name: str) -> None:
    cleaned = worker.clean(BOMBS[name]().encode())
    assert (cleaned.html is None) == (cleaned.text_only_reason is not None)


def test_html_that_cannot_be_cleaned_in_time_comes_back_as_text(
    worker: BoundedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.channels.untrusted.process._CLEAN_SECONDS", 0.000_01)
    cleaned = worker.clean(b"<p>Good <b>morning</b>" + b"<p>and more</p>" * 20_000)
    assert (cleaned.html, cleaned.text_only_reason) == (None, "too_slow")
    assert cleaned.text.startswith("Good morning")


def test_a_picture_comes_back_measured(worker: BoundedWorker) -> None:
    facts = worker.image(b"GIF89a\x10\x00\x20\x00")
    assert (facts.format, facts.width, facts.height, facts.refused) == ("gif", 16, 32, None)
    assert worker.image(bytes(21 * _MIB)).refused == "too_large"


# The pipe


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inner:
    at: datetime | None
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outer:
    name: str
    inner: tuple[_Inner, ...]
    pair: tuple[int, str]
    share: float
    flags: frozenset[str]


def test_values_survive_the_pipe() -> None:
    value = _Outer(
        name="ж",
        inner=(_Inner(at=datetime(2026, 2, 3, tzinfo=UTC), raw=b"\x00"), _Inner(at=None, raw=b"")),
        pair=(1, "x"),
        share=2,
        flags=frozenset("ab"),
    )
    parts: list[bytes] = []
    assert unpack(_Outer, pack(value, parts), parts) == value


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"at": 5, "raw": {"$part": 0}},
        {"at": None, "raw": "text"},
        {"at": None, "raw": {"$part": 9}},
        {"at": None},
        {"at": None, "raw": {"$part": 0}, "more": 1},
    ],
)
def test_values_that_do_not_fit_are_refused(data: object) -> None:
    with pytest.raises(UnfitError):
        unpack(_Inner, data, [b""])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x00",
        b"\xff" * 8,
        b"\x00\x00\x00\x02\x00\x00\x00\x00[]",
        b"\x00\x00\x00\x02\x00\x00\x00\x00{}",
        b"\x00\x00\x00\x0e\x00\x00\x00\x01" + b'{"parts": [3]}' + b"x",
        b"\x00\x00\x00\x0f\x00\x00\x00\x01" + b'{"parts": [-3]}' + b"x",
    ],
)
def test_what_is_no_frame_is_refused(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    path.write_bytes(raw)
    with path.open("rb") as stream, pytest.raises(BrokenFrameError):
        read_frame(stream)


def test_a_frame_comes_back_as_it_was_written(tmp_path: Path) -> None:
    with (tmp_path / "pipe").open("w+b") as stream:
        write_frame(stream, {"kind": "ж"}, [b"a", b"", b"bc"])
        stream.seek(0)
        assert read_frame(stream) == ({"kind": "ж"}, (b"a", b"", b"bc"))
