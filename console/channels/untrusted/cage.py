"""What the bounded process takes from itself before it reads a stranger's first byte: memory, files, connections.

Called in that process only and once; nothing of it can be taken back. A system that lacks a measure goes without
it, and the time limit of the parent still stands.
"""

from __future__ import annotations

import contextlib
import email
import encodings
import importlib
import math
import pkgutil
import sys
import time
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final

_REFUSED: Final = (
    "open",
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.putenv",
    "os.listdir",
    "os.scandir",
    "ctypes.dlopen",
    "ctypes.dlsym",
    "webbrowser.",
    "pty.",
)
_MOST_SECONDS: Final = 3_600


def lock_down(memory_bytes: int) -> None:
    """Take away what the work does not need: from here on no file, no connection and no program can be opened."""
    _load_what_is_loaded_late()
    if sys.platform == "win32":
        _put_into_a_job(memory_bytes)
    else:
        _limit(memory_bytes)
    sys.addaudithook(_refuse)


def allow_seconds(seconds: float) -> None:
    """Let the process compute for so long from now on; the system ends it after that, parent or no parent."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - it does not exist on Windows

        used = math.ceil(time.process_time())
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (min(used + math.ceil(seconds) + 1, _MOST_SECONDS), _MOST_SECONDS))


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"refused in the bounded process: {event}")


def _load_what_is_loaded_late() -> None:
    """Load the codecs and the parts of the mail library, which are else read from the disk when first used."""
    for package in (encodings, email):
        for name in _modules_of(package):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    for name in ("stringprep", "unicodedata", "html.entities", "quopri", "binascii", "calendar"):
        importlib.import_module(name)
    "bücher".encode("idna").decode("idna")


def _modules_of(package: ModuleType) -> Iterable[str]:
    return [f"{package.__name__}.{each.name}" for each in pkgutil.iter_modules(package.__path__)]


if sys.platform != "win32":

    def _limit(memory_bytes: int) -> None:
        import resource  # noqa: PLC0415 - it does not exist on Windows

        wanted = (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_NOFILE, 3),  # the two ends of the pipe and the place of errors are open already
        )
        for kind, amount in wanted:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (amount, amount))
        allow_seconds(_MOST_SECONDS)


if sys.platform == "win32":
    import ctypes

    _ACTIVE_PROCESSES, _PROCESS_MEMORY, _DIE_ON_UNHANDLED = 0x8, 0x100, 0x400
    _EXTENDED_LIMITS: Final = 9

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("per_process_user_time", ctypes.c_int64),
            ("per_job_user_time", ctypes.c_int64),
            ("flags", ctypes.c_uint32),
            ("smallest_working_set", ctypes.c_size_t),
            ("largest_working_set", ctypes.c_size_t),
            ("active_processes", ctypes.c_uint32),
            ("affinity", ctypes.c_size_t),
            ("priority", ctypes.c_uint32),
            ("scheduling", ctypes.c_uint32),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("basic", _Basic),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def _put_into_a_job(memory_bytes: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        limits = _Extended(process_memory=memory_bytes)
        limits.basic.flags = _ACTIVE_PROCESSES | _PROCESS_MEMORY | _DIE_ON_UNHANDLED
        limits.basic.active_processes = 1
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        size = ctypes.c_uint32(ctypes.sizeof(limits))
        if kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size):
            kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
