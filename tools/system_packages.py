"""Sees to the system's libraries and programs that wheels do not bring: for Qt, for a display, for the tests.

Usage: `python3 tools/system_packages.py GROUP…`. Root on Debian gets what is missing installed; everyone else gets the
one command that installs it, and status 2. It never asks, needs nothing but the standard library, and does nothing
where nothing is missing or where the system is not Linux.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that a Debian package brings: a shared library, a program or a module of the standard library."""

    package: str
    library: str = ""
    program: str = ""
    module: str = ""

    def is_met(self) -> bool:
        """Tell whether the thing is there, by trying it rather than by asking a package list."""
        if self.library:
            try:
                ctypes.CDLL(self.library)
            except OSError:
                return False
            return True
        if self.program:
            return shutil.which(self.program) is not None
        return importlib.util.find_spec(self.module) is not None


GROUPS: dict[str, tuple[Need, ...]] = {
    "venv": (Need(package="python3-venv", module="ensurepip"),),
    "qt": (
        Need(package="libgl1", library="libGL.so.1"),
        Need(package="libegl1", library="libEGL.so.1"),
        Need(package="libglib2.0-0", library="libglib-2.0.so.0"),
        Need(package="libdbus-1-3", library="libdbus-1.so.3"),
        Need(package="libfontconfig1", library="libfontconfig.so.1"),
        Need(package="libxkbcommon0", library="libxkbcommon.so.0"),
    ),
    "display": (
        Need(package="libxcb-cursor0", library="libxcb-cursor.so.0"),
        Need(package="libxcb-icccm4", library="libxcb-icccm.so.4"),
        Need(package="libxcb-image0", library="libxcb-image.so.0"),
        Need(package="libxcb-keysyms1", library="libxcb-keysyms.so.1"),
        Need(package="libxcb-randr0", library="libxcb-randr.so.0"),
        Need(package="libxcb-render-util0", library="libxcb-render-util.so.0"),
        Need(package="libxcb-shape0", library="libxcb-shape.so.0"),
        Need(package="libxcb-sync1", library="libxcb-sync.so.1"),
        Need(package="libxcb-xfixes0", library="libxcb-xfixes.so.0"),
        Need(package="libxcb-xkb1", library="libxcb-xkb.so.1"),
        Need(package="libx11-xcb1", library="libX11-xcb.so.1"),
        Need(package="libwayland-cursor0", library="libwayland-cursor.so.0"),
        Need(package="libxkbcommon-x11-0", library="libxkbcommon-x11.so.0"),
    ),
    "tests": (
        Need(package="strace", program="strace"),
        Need(package="openssh-client", program="ssh-keygen"),
    ),
    "package": (Need(package="binutils", program="objdump"),),
}


def missing(groups: list[str]) -> list[str]:
    """Return the packages of the groups whose thing is not on this system, in the order of the lists."""
    return [need.package for group in groups for need in GROUPS[group] if not need.is_met()]


def advice(packages: list[str]) -> str:
    """Return the one command that a person runs to get the packages."""
    return f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"


def install(packages: list[str], program: str = "apt-get") -> bool:
    """Install the packages without a question; False when apt did not manage it, after all that it said."""
    print(f"Installing system packages: {' '.join(packages)}", file=sys.stderr, flush=True)
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    get = [program, "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    add = [*get, "install", "-y", "--no-install-recommends", *packages]
    for command in ([*get, "update"], add):
        done = subprocess.run(
            command,
            check=False,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode:
            sys.stderr.write(done.stdout.decode(errors="replace"))
            return False
    return True


def main(groups: list[str]) -> int:
    """Do it; 0 when everything is there, 2 when a person has to act or the use was wrong."""
    if not groups or any(group not in GROUPS for group in groups):
        print(f"usage: system_packages.py {'|'.join(GROUPS)} …", file=sys.stderr)
        return 2
    if not sys.platform.startswith("linux"):
        return 0
    packages = missing(groups)
    if not packages:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get") and install(packages):
        packages = missing(groups)
    if packages:
        print(f"Missing on this system: {' '.join(packages)}. On Debian, as root:", file=sys.stderr)
        print(f"  {advice(packages)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
