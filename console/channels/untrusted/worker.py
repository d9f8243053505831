"""The inside of the bounded process: reads a frame, does one piece of work, writes a frame, until the pipe ends.

It is started by `process.BoundedWorker` and by nobody else. It gets no setting, no credential and no path; what it
loads, it loads before it locks itself down. An error it does not name ends it, and the parent starts another.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

from console.channels.untrusted.cage import allow_seconds, lock_down
from console.channels.untrusted.clean import clean_html
from console.channels.untrusted.frames import BrokenFrameError, read_frame, write_frame
from console.channels.untrusted.images import look_at_image
from console.channels.untrusted.limits import HTML_BYTES
from console.channels.untrusted.packing import UnfitError, pack
from console.channels.untrusted.prescan import text_of

Handler = Callable[[bytes, Mapping[str, Any]], object]
"""Takes the bytes and the parameters, returns a value that `packing.pack` takes."""

_MAIL_MODULE = "console.channels.mail.together"  # by its name: it stands above
_TIRED = 3  # the exit code after the memory ran out


def clean(payload: bytes, params: Mapping[str, Any]) -> object:
    """Clean the HTML of a message; parameters: charset, known_domains."""
    known = frozenset(str(each) for each in params.get("known_domains", ()))
    return clean_html(payload, declared_charset=params.get("charset"), known_domains=known)


def words(payload: bytes, _params: Mapping[str, Any]) -> object:
    """Take the words out of HTML that could not be cleaned in time."""
    return text_of(payload[:HTML_BYTES].decode(errors="replace"))


def image(payload: bytes, _params: Mapping[str, Any]) -> object:
    """Look at the header of a picture."""
    return look_at_image(payload)


def _handlers(modules: Sequence[str]) -> dict[str, Handler]:
    found: dict[str, Handler] = {"clean": clean, "words": words, "image": image}
    for name in (_MAIL_MODULE, *modules):
        found.update(importlib.import_module(name).WORK)
    return found


def serve(source: BinaryIO, sink: BinaryIO, handlers: Mapping[str, Handler]) -> int:
    """Answer frames until the source ends; return the exit code."""
    write_frame(sink, {"ready": sorted(handlers)})
    while True:
        try:
            head, parts = read_frame(source)
        except BrokenFrameError:
            return 0
        allow_seconds(float(head.get("seconds", 1)))
        out: list[bytes] = []
        try:
            handler = handlers[head["kind"]]
            answer = {"value": pack(handler(b"".join(parts), head["params"]), out)}
        except MemoryError:
            write_frame(sink, {"error": "memory"})
            return _TIRED
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError, OSError) as error:
            # Strangers' data makes parsers raise nearly anything; the kind of the error is all that leaves.
            answer, out = {"error": "failed", "detail": type(error).__name__}, []
        try:
            write_frame(sink, answer, out)
        except (MemoryError, UnfitError):
            return _TIRED


def main(arguments: Sequence[str]) -> int:
    """Run the process; the arguments are the memory limit in bytes and further modules with a WORK table."""
    handlers = _handlers(arguments[1:])
    # Whatever prints must not write into the pipe.
    with os.fdopen(os.dup(0), "rb") as source, os.fdopen(os.dup(1), "wb") as sink:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        os.close(nowhere)
        lock_down(int(arguments[0]))
        try:
            return serve(source, sink, handlers)
        except BrokenPipeError:
            return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
