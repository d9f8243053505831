"""The bounded process seen from outside: started when first needed, asked, ended when it takes too long, started again.

Nothing that a stranger sent is parsed on this side. The process gets bytes and JSON through a pipe and no part of the
surrounding that could hold a secret. Calls from several threads take turns.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import console
from console.channels.incoming import IncomingMail, RawMail, ReadMails
from console.channels.untrusted.clean import Cleaned
from console.channels.untrusted.frames import BrokenFrameError, read_frame, write_frame
from console.channels.untrusted.images import ImageFacts
from console.channels.untrusted.limits import HTML_BYTES, IMAGE_BYTES
from console.channels.untrusted.packing import UnfitError, part, unpack
from console.faults import BadInput, Known

FLAG: Final = "--bounded-process"
"""First argument of a packaged program that is to be the bounded process; the rest goes to `worker.main`."""

MEMORY_BYTES: Final = 1024 * 1024 * 1024
_START_SECONDS: Final = 120.0  # a guard against what never starts: a starved machine has been seen to take 30
_CLEAN_SECONDS, _IMAGE_SECONDS = 2.0, 2.0
_WORDS_SECONDS: Final = 10.0  # the last resort, linear in the length: only a starved machine comes near it
_MAIL_SECONDS: Final = 10.0
_MAIL_BYTES: Final = 100 * 1024 * 1024
_MAILS_TOGETHER, _BYTES_TOGETHER = 50, 2 * 1024 * 1024
_WORK_PER_PROCESS: Final = 5_000
_KEPT_SURROUNDING: Final = frozenset(("SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "PATH"))


class Refused(BadInput):
    """A piece of work was given up: `reason` is "time", "memory", "crash", "failed", "answer" or "closed"."""

    def __init__(self, kind: str, reason: str, detail: str = "") -> None:
        super().__init__("untrusted_refused", kind=kind, reason=reason, detail=detail)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer of the process: JSON, and the bytes it refers to. Read it with `packing.unpack`."""

    value: Any
    parts: tuple[bytes, ...]


class BoundedWorker:
    """One process with limits on time and memory, without files, connections and credentials.

    Thread-safe. `close()` or leaving the `with` ends the process and leaves nothing behind.
    """

    def __init__(self, *, memory_bytes: int = MEMORY_BYTES, modules: Sequence[str] = ()) -> None:
        """`modules` are further modules with a WORK table of handlers, loaded inside the process."""
        self._command = _command((str(memory_bytes), *modules))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._closed = False

    def __enter__(self) -> Self:
        """Return the worker itself; the process starts with the first call."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    @property
    def pid(self) -> int | None:
        """Number of the running process, or None."""
        process = self._process
        return None if process is None else process.pid

    def call(
        self, kind: str, payload: bytes, params: Mapping[str, Any] | None = None, *, timeout_s: float = 2.0
    ) -> Reply:
        """Return the answer to one piece of work ("clean", "words", "image", "mail", "mails").

        Raises Refused when it took longer than `timeout_s` seconds, more memory than there is, or ended the process;
        Known ("bounded_process_not_started") when no process can be started. The next call finds a fresh process.
        """
        with self._lock:
            if self._closed:
                raise Refused(kind, "closed")
            process = self._running()
            self._done += 1
            head = {"kind": kind, "params": dict(params or {}), "seconds": timeout_s}
            with _Deadline(process, timeout_s) as deadline:
                try:
                    answer, parts = _exchange(process, head, payload)
                except (BrokenFrameError, OSError) as error:
                    broken: Exception | None = error
                else:
                    broken = None
            if broken is not None or deadline.passed:
                ended = self._discard()
                if deadline.passed:
                    raise Refused(kind, "time")
                raise Refused(kind, _reason(ended), str(broken)) from broken
            if "error" in answer:
                if answer["error"] == "memory":
                    self._discard()
                raise Refused(kind, str(answer["error"]), str(answer.get("detail", "")))
            return Reply(value=answer.get("value"), parts=parts)

    def clean(self, html: bytes, *, charset: str | None = None, known_domains: frozenset[str] = frozenset()) -> Cleaned:
        """Return the cleaned HTML; what cannot be cleaned in two seconds comes back as text ("too_slow", "too_costly").

        Raises Known ("bounded_process_not_started") only.
        """
        params = {"charset": charset, "known_domains": sorted(known_domains)}
        length = len(html)
        try:
            reply = self.call("clean", html[: HTML_BYTES + 1], params, timeout_s=_CLEAN_SECONDS)
            cleaned = unpack(Cleaned, reply.value, reply.parts)
        except (Refused, UnfitError) as error:
            reason = "too_slow" if getattr(error, "reason", "") == "time" else "too_costly"
            return Cleaned(
                html=None,
                text_only_reason="too_long" if length > HTML_BYTES else reason,
                remote_images=0,
                links=(),
                cid=(),
                text=self._words(html),
            )
        return cleaned

    def image(self, data: bytes) -> ImageFacts:
        """Return format and size of a picture, or why it is refused.

        Raises Known ("bounded_process_not_started") only.
        """
        if len(data) > IMAGE_BYTES:
            return ImageFacts(format="", width=0, height=0, refused="too_large")
        try:
            reply = self.call("image", data, timeout_s=_IMAGE_SECONDS)
            return unpack(ImageFacts, reply.value)
        except (Refused, UnfitError):
            return ImageFacts(format="", width=0, height=0, refused="damaged")

    def mail(self, raw: bytes, *, file: str = "", index: int = 0) -> IncomingMail:
        """Return what the bytes of a mail say; `file` and `index` name where they come from.

        Raises Refused when it could not be parsed within the limits: keep the bytes and put them into quarantine.
        """
        if len(raw) > _MAIL_BYTES:
            raise Refused("mail", "memory", "too long")
        reply = self.call("mail", raw, {"file": file, "index": index}, timeout_s=_MAIL_SECONDS)
        try:
            return unpack(IncomingMail, reply.value, reply.parts)
        except UnfitError as error:
            raise Refused("mail", "answer", str(error)) from error

    def mails(
        self, found: Sequence[RawMail], params: Mapping[str, Any] | None = None
    ) -> Iterator[IncomingMail | Refused]:
        """Yield what each of many mails says, in order, or why one was given up.

        Some are asked for together; `params` are for the module that answers then. Where these are refused for any
        reason, each is asked for alone and has the whole time and memory for itself, so that one mail never spoils
        another; nothing but the mail is read then.
        """
        for some in _together(found):
            yield from self._mails(some, params or {})

    def _mails(self, some: Sequence[RawMail], params: Mapping[str, Any]) -> Iterator[IncomingMail | Refused]:
        if len(some) > 1 and all(len(each.raw) <= _MAIL_BYTES for each in some):
            names = [{"file": each.file, "index": each.index, "size": len(each.raw)} for each in some]
            try:
                reply = self.call(
                    "mails", b"".join(each.raw for each in some), {**params, "mails": names}, timeout_s=_MAIL_SECONDS
                )
                read = unpack(ReadMails, *_with_raw(reply, some)).mails
            except (Refused, UnfitError):
                read = ()
            if len(read) == len(some):
                self._done += len(some) - 1
                yield from read
                return
        for each in some:
            try:
                yield self.mail(each.raw, file=each.file, index=each.index)
            except Refused as refused:
                yield refused

    def close(self) -> None:
        """End the process; a call under way is waited for, and later calls are refused."""
        with self._lock:
            self._closed = True
            self._discard()

    def _words(self, html: bytes) -> str:
        try:
            value = self.call("words", html[:HTML_BYTES], timeout_s=_WORDS_SECONDS).value
        except Refused:
            return ""
        return value if isinstance(value, str) else ""

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._done >= _WORK_PER_PROCESS):
            self._discard()
        if self._process is None:
            self._process = _started(self._command)
            self._done = 0
        return self._process

    def _discard(self) -> int:
        """End the process and return its exit code; 0 when there is none."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with contextlib.suppress(OSError):
            process.kill()
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code


def _with_raw(reply: Reply, some: Sequence[RawMail]) -> tuple[Any, tuple[bytes, ...]]:
    """Return an answer with the bytes of its mails, which only this side has, among its parts. Raises UnfitError."""
    first = len(reply.parts)
    try:
        for place, mail in enumerate(reply.value["mails"]):
            mail["raw"] = part(first + place)
    except (TypeError, KeyError) as error:
        raise UnfitError("no mails") from error
    return reply.value, (*reply.parts, *(each.raw for each in some))


def _together(found: Sequence[RawMail]) -> Iterator[list[RawMail]]:
    some: list[RawMail] = []
    held = 0
    for each in found:
        if some and (len(some) >= _MAILS_TOGETHER or held + len(each.raw) > _BYTES_TOGETHER):
            yield some
            some, held = [], 0
        some.append(each)
        held += len(each.raw)
    if some:
        yield some


class _Deadline:
    """Kills a process when its time is over; that also wakes whoever waits for its answer."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.passed = False
        self._process = process
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    def _end(self) -> None:
        self.passed = True
        with contextlib.suppress(OSError):
            self._process.kill()


def _exchange(
    process: subprocess.Popen[bytes], head: Mapping[str, Any], payload: bytes
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    source, sink = _ends(process)
    write_frame(sink, head, [payload])
    return read_frame(source)


def _ends(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise BrokenFrameError("no pipe")
    return process.stdout, process.stdin  # type: ignore[return-value]  # both are buffered binary streams


def _reason(code: int) -> str:
    killed_by_cpu_limit = -24
    return {3: "memory", killed_by_cpu_limit: "time"}.get(code, "crash")


def _command(arguments: Sequence[str]) -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return (sys.executable, FLAG, *arguments)
    return (sys.executable, "-X", "utf8", "-P", "-m", "console.channels.untrusted.worker", *arguments)


def _surrounding() -> dict[str, str]:
    """Return the variables the process may see: nothing that names a server, a user or a secret."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _KEPT_SURROUNDING or name.startswith("_PYI_")
    }
    if not getattr(sys, "frozen", False):
        kept["PYTHONPATH"] = str(Path(console.__path__[0]).parent)
    kept["PYTHONDONTWRITEBYTECODE"] = "1"
    return kept


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program with fixed arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_surrounding(),
            cwd=Path(sys.executable).anchor,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise Known("bounded_process_not_started", reason=error.strerror or type(error).__name__) from error
    with _Deadline(process, _START_SECONDS):
        try:
            head, _ = read_frame(_ends(process)[0])
        except (BrokenFrameError, OSError):
            head = {}
    if "ready" not in head:
        process.kill()
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        raise Known("bounded_process_not_started", reason=f"exit code {code}")
    return process
