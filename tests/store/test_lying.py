"""Where a local database lies: disks of this machine, networks, folders that a service copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.store.lying import NETWORK, SYNCED, lies_on

MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home rw - ext4 /dev/sda2 rw
31 30 0:41 / /home/ann/team rw - nfs4 server:/team rw
32 30 0:42 / /home/ann/team/local rw - ext4 /dev/sdb1 rw
33 30 0:43 / /home/ann/our\040files rw - cifs //server/files rw
34 30 0:44 / /home/ann/far rw - fuse.sshfs ann@far: rw
35 30 0:45 / /home/ann/vault rw - fuse.gocryptfs vault rw
"""


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("/home/ann/desk.sqlite", ""),
        ("/home/ann/team/desk.sqlite", NETWORK),
        ("/home/ann/team/deep/desk.sqlite", NETWORK),
        ("/home/ann/team/local/desk.sqlite", ""),
        ("/home/ann/teams/desk.sqlite", ""),
        ("/home/ann/our files/desk.sqlite", NETWORK),
        ("/home/ann/far/desk.sqlite", NETWORK),
        ("/home/ann/vault/desk.sqlite", ""),
        ("/home/ann/Dropbox/desk.sqlite", SYNCED),
        ("/home/ann/Dropbox (Personal)/a/desk.sqlite", SYNCED),
        ("/home/ann/OneDrive - Harbor/desk.sqlite", SYNCED),
        ("/home/ann/Library/Mobile Documents/desk.sqlite", SYNCED),
        ("/home/ann/Яндекс.Диск/desk.sqlite", SYNCED),
        ("/home/ann/dropboxes/desk.sqlite", ""),
    ],
)
def test_a_place_is_known_by_its_mount_and_its_names(place: str, found: str) -> None:
    assert lies_on(Path(place), MOUNTS) == found


def test_a_folder_is_known_by_what_a_service_leaves_in_it(tmp_path: Path) -> None:
    desk = tmp_path / "shared" / "desk.sqlite"
    desk.parent.mkdir()
    assert lies_on(desk) == ""
    (tmp_path / "shared" / ".stfolder").mkdir()
    assert lies_on(desk) == SYNCED
