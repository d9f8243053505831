"""An account that the modes of files bind: root passes them by, so a test as root lays its power down for a while."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_VERSION = 0x2008_0522  # of the kernel's structures, the third
_PASSES_MODES = (1 << 1) | (1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """Let the modes of files bind this thread and those it starts; the test is skipped where that cannot be had."""
    if os.name != "posix":
        pytest.skip("modes of files are a matter of POSIX")
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root of this system cannot lay its power down")
    _change(lambda one: one.effective & ~_PASSES_MODES)
    try:
        yield
    finally:
        _change(lambda one: one.effective | (one.permitted & _PASSES_MODES))


def _change(wanted: object) -> None:
    libc, head, sets = ctypes.CDLL(None, use_errno=True), _Head(_VERSION, 0), (_Sets * 2)()
    assert callable(wanted)
    if libc.capget(ctypes.byref(head), sets):
        pytest.skip("the kernel does not tell what this process may do")
    sets[0].effective = wanted(sets[0])
    if libc.capset(ctypes.byref(head), sets):
        pytest.skip("the kernel does not let this process lay its power down")
