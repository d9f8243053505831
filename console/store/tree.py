"""The tree over all events of a desk (RFC 6962): hashes of leaves and nodes, and the root of any first part of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """The right edge of a tree that grows: of n leaves at most as many hashes as n has bits."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def copy(self) -> Frontier:
        """Return another edge that grows by itself."""
        made = Frontier()
        made.size, made._edge = self.size, list(self._edge)
        return made

    def append(self, leaf: bytes) -> None:
        """Add a leaf, given by its hash."""
        here, size = leaf, self.size
        while size & 1:
            here = node_hash(self._edge.pop(), here)
            size >>= 1
        self._edge.append(here)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._edge:
            return hashlib.sha256(b"").digest()
        *rest, root = self._edge
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaves, given by their hashes."""
    edge = Frontier()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()
