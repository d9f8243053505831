"""Cutting a connection off: whoever waits in it for a server that does not answer is free at once.

It is the one way that works on every system: what TCP itself is told of time limits holds on Linux alone.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

from sqlalchemy import Engine

_SILENT_S = 3.0


def cut(connection: Any) -> None:
    """Shut the socket of a driver's connection; safe from any thread. The one who reads from it sees the end of it."""
    from psycopg import Error  # noqa: PLC0415 - a local desk does without that driver

    with contextlib.suppress(OSError, ValueError, Error):  # it may be closed already
        descriptor = connection.pgconn.socket
        if os.name == "nt":
            held = socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM)
        else:
            held = socket.socket(fileno=os.dup(descriptor))
        with held:
            held.shutdown(socket.SHUT_RDWR)


def cut_silent(engine: Engine) -> None:
    """Cut off every connection of a server's engine that has been waiting for an answer for some seconds."""
    from console.store.waits import Patient  # noqa: PLC0415 - a local desk does without that driver

    for one in tuple(Patient.of(engine)):
        if one.waited() > _SILENT_S:
            cut(one)
