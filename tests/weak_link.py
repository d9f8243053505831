"""A weak link before a test server: a proxy that passes on, delays, falls silent both ways, or cuts at a word.

While it is silent both ends stand and nothing comes through: to a program that is a link which is half open. The kernel
of the proxy still takes what is sent, so how TCP gives up a dead link is tried in a network of its own instead.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from typing import Self


class WeakLink:
    """Listens on the loopback address and passes everything on to a port. A context manager."""

    def __init__(self, port: int) -> None:
        self.behind = port
        self.delay = 0.0
        self.silent = False
        self.refuses = False
        self.cut_at: bytes = b""
        """Cut as soon as this has been passed on to the server, before its answer comes back."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="weak link", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._ending = True
        self._thread.join()

    def url(self, url: str) -> str:
        """An address through this link."""
        return url.replace(f":{self.behind}/", f":{self.port}/")

    def cut(self) -> None:
        """Break every connection that stands."""
        for one in tuple(self._pairs):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def break_off(self) -> None:
        """Break every connection, and refuse new ones."""
        self.refuses = True
        self.cut()

    def _run(self) -> None:
        with selectors.DefaultSelector() as watch, self._listener:
            watch.register(self._listener, selectors.EVENT_READ)
            while not self._ending:
                if self.silent:
                    time.sleep(0.02)
                    continue
                for key, _ in watch.select(0.05):
                    if key.fileobj is self._listener:
                        self._accept(watch)
                    elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._pairs:
                        self._pass(watch, key.fileobj)
            for one in tuple(self._pairs):
                self._drop(watch, one)

    def _accept(self, watch: selectors.BaseSelector) -> None:
        client, _ = self._listener.accept()
        try:
            if self.refuses:
                raise ConnectionRefusedError
            server = socket.create_connection(("127.0.0.1", self.behind), timeout=5)
        except OSError:
            client.close()
            return
        self._pairs[client], self._pairs[server] = server, client
        for one in (client, server):
            watch.register(one, selectors.EVENT_READ)

    def _pass(self, watch: selectors.BaseSelector, one: socket.socket) -> None:
        other = self._pairs[one]
        try:
            got = one.recv(65_536)
            if not got:
                raise ConnectionResetError
            time.sleep(self.delay)
            other.sendall(got)
        except OSError:
            self._drop(watch, one)
            return
        if self.cut_at and self.cut_at in got:
            self.cut_at = b""
            time.sleep(0.2)  # the server has it, and its answer is on the way
            self._drop(watch, one)

    def _drop(self, watch: selectors.BaseSelector, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        for end in (one, other):
            if end is not None:
                self._pairs.pop(end, None)
                with contextlib.suppress(KeyError, ValueError):
                    watch.unregister(end)
                end.close()
