"""On what kind of file system a folder lies, from a mount table."""

from pathlib import Path

import pytest

from tracker.storage import kind_in

MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
server:/export /srv nfs4 rw 0 0
/dev/vdb1 /srv/tracker xfs rw 0 0
//server/share /mnt/\\351\\246\\226\\040x cifs rw 0 0
broken line
/dev/vdc1 /data ext4 rw 0 0
overlay /data fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/tracker", "ext4"),
        ("/srv", "nfs4"),
        ("/srv/other", "nfs4"),
        ("/srv/tracker", "xfs"),
        ("/srv/tracker/files", "xfs"),
        ("/srvx", "ext4"),
        ("/data/x", "fuse.sshfs"),
    ],
)
def test_the_longest_mount_point_counts_and_of_two_the_last(folder: str, kind: str) -> None:
    assert kind_in(MOUNTS, Path(folder)) == kind


def test_nothing_is_said_of_nothing() -> None:
    assert kind_in("", Path("/srv")) is None
