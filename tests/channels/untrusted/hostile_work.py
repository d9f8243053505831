"""Work that misbehaves, loaded into the bounded process by the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nh3


def _endless(_payload: bytes, _params: Mapping[str, Any]) -> object:
    return len(nh3.clean("<div>" * 400_000))


def _sleep(_payload: bytes, params: Mapping[str, Any]) -> object:
    time.sleep(params["seconds"])
    return "awake"


def _memory(_payload: bytes, _params: Mapping[str, Any]) -> object:
    held = []
    while True:
        held.append(bytearray(64 * 1024 * 1024))


def _crash(_payload: bytes, _params: Mapping[str, Any]) -> object:
    os.abort()


def _leave(_payload: bytes, _params: Mapping[str, Any]) -> object:
    sys.exit(7)


def _recurse(payload: bytes, params: Mapping[str, Any]) -> object:
    return _recurse(payload, params)


def _echo(payload: bytes, params: Mapping[str, Any]) -> object:
    return {"payload": payload, "params": params, "pid": os.getpid()}


def _noise(_payload: bytes, _params: Mapping[str, Any]) -> object:
    os.write(1, b"noise in the pipe")
    print("more noise", flush=True)  # noqa: T201 - the point of this piece of work
    return "quiet"


def _reach(payload: bytes, params: Mapping[str, Any]) -> object:
    """Try to get at something; say what stopped it."""
    try:
        if params["what"] == "read":
            return Path(payload.decode()).read_text()
        if params["what"] == "write":
            return Path(payload.decode()).write_text("x")
        if params["what"] == "connect":
            with socket.create_connection(("127.0.0.1", int(payload)), timeout=1):
                return "connected"
        return subprocess.run([sys.executable, "-c", ""], check=False).returncode
    except OSError as error:
        return f"stopped: {type(error).__name__}"


def _surrounding(_payload: bytes, _params: Mapping[str, Any]) -> object:
    return dict(os.environ)


def _only_alone(_payload: bytes, params: Mapping[str, Any]) -> object:
    """End the process wherever one of several mails is the one that ends it."""
    if any(each["file"] == "bad.eml" for each in params["mails"]):
        os.abort()
    raise ValueError


WORK = {
    "mails": _only_alone,
    "endless": _endless,
    "sleep": _sleep,
    "memory": _memory,
    "crash": _crash,
    "leave": _leave,
    "recurse": _recurse,
    "echo": _echo,
    "noise": _noise,
    "reach": _reach,
    "surrounding": _surrounding,
}
