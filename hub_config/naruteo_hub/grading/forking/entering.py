"""What a forked process does to enter a room: its namespaces, its own user, its limits, no way back."""

import ctypes
import fcntl
import os
import resource
import signal
import struct

from naruteo_hub.sandbox.seal import seal

# include/uapi/linux/prctl.h and nsfs.h
PR_SET_DUMPABLE, PR_SET_PDEATHSIG = 4, 1
NS_GET_USERNS = 0xB701
CAPABILITY_VERSION_3 = 0x20080522


_libc = ctypes.CDLL(None, use_errno=True)


def join(descriptor: int) -> None:
    """Enter a namespace (os.setns exists from Python 3.12 on)."""
    if _libc.setns(descriptor, 0) != 0:
        raise OSError(ctypes.get_errno(), "The room could not be entered")


def owner_of(namespace: int) -> int:
    """Return a descriptor of the user namespace that a namespace belongs to."""
    return fcntl.ioctl(namespace, NS_GET_USERNS)


def enter(others: list[int], user_namespace: int | None, unix_user: int | None, limits: list[tuple[int, int]]) -> None:
    """Enter a room for good; ``others`` are its namespaces beside that of processes, ``limits`` those of `resource`."""
    for descriptor in others:
        join(descriptor)
    os.chdir("/")
    for kind, value in limits:
        resource.setrlimit(kind, (value, value))
    if unix_user is not None:
        os.setgroups([])
        os.setresgid(unix_user, unix_user, unix_user)
        os.setresuid(unix_user, unix_user, unix_user)
    elif user_namespace is not None:
        _give_up_capabilities()
    # Its own files in /proc are its own again.
    _libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    if user_namespace is None:
        # It ends with the server that made it. (Otherwise its maker is a process in between, which ends at once.)
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.umask(0o022)
    seal()


def _give_up_capabilities() -> None:
    header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITY_VERSION_3, 0))
    none = ctypes.create_string_buffer(24)
    if _libc.capset(header, none) != 0:
        raise OSError(ctypes.get_errno(), "The room's rights could not be given up")
