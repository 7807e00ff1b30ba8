"""Last step into a sandbox: forbid the system calls that would open another room inside, then become the program.

Run as ``python -I -S seal.py PROGRAM ARGUMENT ...``. A process that may make a user namespace is root in it: it can
mount file systems in memory that no limit counts, and reach parts of the kernel that ordinary programs never need.
Numbers are those of Linux 6.1 (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
"""

import ctypes
import os
import platform
import struct
import sys

# Machine: (its number in the kernel's audit interface, system calls that are refused, clone).
MACHINES = {
    "x86_64": (
        0xC000003E,
        # mount, umount2, pivot_root, unshare, setns, add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd
        (165, 166, 155, 272, 308, 248, 249, 250, 298, 321, 323),
        56,
    ),
    "aarch64": (0xC00000B7, (40, 39, 41, 97, 268, 217, 218, 219, 241, 280, 282), 220),
}
# open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, io_uring_setup: the same everywhere.
REFUSED_EVERYWHERE = (428, 429, 430, 431, 432, 433, 442, 425)
CLONE3 = 435
NEW_USER_NAMESPACE = 0x10000000
# The second table of system calls on x86_64 begins here; nothing that we run uses it.
X32 = 0x40000000

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, ERROR = 0x7FFF0000, 0x00050000
EPERM, ENOSYS = 1, 38
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def filter_program(machine: str) -> bytes:
    """Return the filter in the kernel's own form (classic BPF), or nothing for a machine that we have no table for."""
    if machine not in MACHINES:
        return b""
    architecture, refused, clone = MACHINES[machine]
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, ERROR | EPERM),
        (LOAD, 0, 0, NUMBER),
    ]

    def answer(test: int, value: int, error: int) -> None:
        steps.extend([(test, 0, 1, value), (RETURN, 0, 0, ERROR | error)])

    answer(AT_LEAST, X32, EPERM)
    for number in (*refused, *REFUSED_EVERYWHERE):
        answer(EQUAL, number, EPERM)
    # Its flags lie in memory, which a filter cannot read; without it the C library uses clone.
    answer(EQUAL, CLONE3, ENOSYS)
    steps.extend([(EQUAL, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT)])
    answer(ANY_BIT, NEW_USER_NAMESPACE, EPERM)
    steps.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def seal() -> None:
    """Put the filter on this process and on all that it will ever start."""
    program = filter_program(platform.machine())
    if not program:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of steps and where they lie.
    described = struct.pack("HL", len(program) // 8, ctypes.addressof(buffer))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, described, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "The sandbox could not be sealed")


if __name__ == "__main__":
    seal()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - becoming the program is what this is for
