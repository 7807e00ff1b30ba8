"""What every run of strangers' Python in a sandbox shares: an account of its own for a while, and its environment."""

import os
import secrets

# Accounts that nobody has. Kernels and graded notebooks draw from one range, so that one's processes do not count
# against another's limit.
FIRST_UNIX_USER, UNIX_USERS = 30_000, 25_000
# Settings of this machine's processor that NumPy needs to compute correctly, and its clock's zone.
OF_THE_MACHINE = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ")
PYTHON_ENVIRONMENT = {
    "HOME": "/tmp/home",  # noqa: S108 - the sandbox's own /tmp, which nobody else can see
    "IPYTHONDIR": "/tmp/home/ipython",  # noqa: S108 - as above
    "MPLCONFIGDIR": "/tmp/home/matplotlib",  # noqa: S108 - as above
    "PYTHONDONTWRITEBYTECODE": "1",
    # The order of sets and the answers that depend on it are the same each time.
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    # One thread each: many share the machine, each thread would reserve memory, and threads do not survive a fork.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def guest_user() -> int | None:
    """Choose the Unix user for one run; None where we are an ordinary user ourselves and cannot become another."""
    return FIRST_UNIX_USER + secrets.randbelow(UNIX_USERS) if os.geteuid() == 0 else None


def inherited(*names: str) -> dict[str, str]:
    """Return what of our own environment is passed on: this machine's settings, and ``names``."""
    return {name: os.environ[name] for name in (*OF_THE_MACHINE, *names) if name in os.environ}
