"""On what kind of file system a folder lies, as far as the system tells. Pure, but for one file that it reads."""

import re
from pathlib import Path

MOUNTS = Path("/proc/mounts")
SHARED = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "afs"})
_OCTAL = re.compile(r"\\([0-7]{3})")


def kind_of(folder: Path) -> str | None:
    """The file system of the folder, such as ext4 or nfs4; None where the system does not say."""
    try:
        return kind_in(MOUNTS.read_text(encoding="utf-8", errors="replace"), folder)
    except OSError:
        return None


def kind_in(mounts: str, folder: Path) -> str | None:
    """The same from the text of a mount table: the last one of the longest mount point that holds the folder."""
    best: tuple[int, str | None] = (-1, None)
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        place = Path(_OCTAL.sub(lambda found: chr(int(found[1], 8)), parts[1]))
        if (folder == place or place in folder.parents) and len(place.parts) >= best[0]:
            best = (len(place.parts), parts[2])
    return best[1]
