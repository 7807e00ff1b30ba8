"""Give each Hub user a home folder of their own and, when the platform runs as root, a Unix user of their own."""

import fcntl
import os
import re
from pathlib import Path

# Above every account that systems hand out by themselves, below what user namespaces are usually given.
FIRST_UNIX_USER = 200_001
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class UnfitName(ValueError):
    """A Hub user name that must not become the name of a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} cannot be the name of a home folder: use lower-case letters, digits, - and _.")


def prepare_home(homes: Path, name: str) -> tuple[Path, int | None]:
    """Make sure the user has a private home folder; return it and the Unix user that owns it (None unless root).

    The folder's owner is the only record of who has which Unix user, so it stays the same when the Hub forgets
    the user (which happens at every sign-out) and is never given to anybody else while the folder exists.
    """
    if not NAME.fullmatch(name):
        raise UnfitName(name)
    homes.mkdir(mode=0o711, parents=True, exist_ok=True)
    home = homes / name
    with (homes / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if home.is_symlink() or (home.exists() and not home.is_dir()):
            raise UnfitName(name)
        if not home.exists():
            unix_user = _next_unix_user(homes)
            home.mkdir(mode=0o700)
            if unix_user is not None:
                os.chown(home, unix_user, unix_user)
    owner = home.stat().st_uid
    return home, owner if os.geteuid() == 0 else None


def _next_unix_user(homes: Path) -> int | None:
    if os.geteuid() != 0:
        return None
    taken = [entry.stat(follow_symlinks=False).st_uid for entry in os.scandir(homes)]
    return max([FIRST_UNIX_USER - 1, *taken]) + 1
