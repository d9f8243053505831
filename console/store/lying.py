"""Where a local database lies: on a disk of this machine, on a network, or in a folder that a service copies about.

SQLite's locks do not hold over a network, and a service that copies folders takes the file and its journal apart.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

NETWORK, SYNCED = "network", "synced"
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "9p", "davfs"}
)
_NETWORKS_BY_PROGRAM = ("sshfs", "rclone", "davfs", "gvfs", "smb", "google-drive", "onedrive", "s3fs", "curlftpfs")
_SYNCED = (
    *("dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud drive", "mobile documents", "icloud~"),
    *("yandex.disk", "yandexdisk", "яндекс.диск", "nextcloud", "owncloud", "seafile", "pcloud", "megasync"),
    *("box sync", "syncthing", "resilio sync", "mail.ru cloud", "облако mail.ru"),
)
_MARKS = (".dropbox", ".stfolder", ".sync", ".owncloudsync.log", ".nextcloudsync.log", ".seafile-data")
_OCTAL = re.compile(r"\\([0-7]{3})")  # a blank stands as \040
_REMOTE_DRIVE = 4  # of Windows


def lies_on(path: Path, mounts: str | None = None) -> str:
    """Return "network", "synced" or "" of a file that need not be there. `mounts` is in the form of mountinfo(5)."""
    place = Path(os.path.abspath(path))  # noqa: PTH100 - without a look at what may not answer
    if _on_network(place, mounts):
        return NETWORK
    return SYNCED if _in_synced(place.parent) else ""


def _on_network(place: Path, mounts: str | None) -> bool:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of this system only

        return bool(ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == _REMOTE_DRIVE)
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace")
        except OSError:  # this system tells in another way
            return False
    kind = _kind_of(place, mounts)
    name, _, program = kind.partition(".")
    return name in _NETWORKS or (name == "fuse" and any(one in program for one in _NETWORKS_BY_PROGRAM))


def _kind_of(place: Path, mounts: str) -> str:
    """Return the kind of the file system that a path lies on: that of the deepest mount above it, the last of them."""
    found, depth = "", 0
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields, kinds = left.split(" "), right.split(" ")
        if len(fields) > 4 and kinds[0]:  # noqa: PLR2004 - the fifth field is the place
            over = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[4]))
            if place.is_relative_to(over) and len(over.parts) >= depth:
                found, depth = kinds[0], len(over.parts)
    return found


def _in_synced(folder: Path) -> bool:
    for one in (folder, *folder.parents):
        name = one.name.casefold()
        if any(name == known or name.startswith((f"{known} ", f"{known}-", f"{known}(")) for known in _SYNCED):
            return True
        if one != Path(one.anchor) and any((one / mark).exists() for mark in _MARKS):
            return True
    return False
