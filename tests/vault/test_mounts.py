"""Which file systems tell of every change."""

import pytest

from notes_cli.vault.mounts import unheard

TABLE = """22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /home rw - nfs4 server:/home rw
31 30 0:26 / /home/me/local\\040disk rw shared:5 - btrfs /dev/sdb rw
32 22 0:27 / /data/vault/remote rw - fuse.sshfs you@there rw
33 22 0:28 / /twice rw - ext4 /dev/a rw
34 22 0:29 / /twice rw - cifs //server/a rw"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/srv/vault", None),
        ("/home/me/vault", "nfs4"),
        ("/home/me/local disk/vault", None),
        ("/homeless/vault", None),
        ("/data/vault", "fuse.sshfs"),
        ("/data/vault/remote/x", "fuse.sshfs"),
        ("/twice/vault", "cifs"),
    ],
)
def test_the_mount_that_a_folder_lies_on_or_holds(folder: str, expected: str | None) -> None:
    assert unheard(folder, TABLE) == expected


def test_nothing_is_known_without_a_table() -> None:
    assert unheard("/srv/vault", "") == "unknown"
