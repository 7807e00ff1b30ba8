"""Build the command line that runs a program in a sandbox; starting it is left to the caller."""

import os
import resource
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from naruteo_hub.sandbox.system import python_folders, system_mounts

MEBIBYTE = 1024 * 1024
SEAL = Path(__file__).resolve().parent / "seal.py"

# The shell opens two descriptors with generated account files just before it becomes bwrap. "env -i": what bwrap was
# started with can be read inside in /proc/1/environ, whatever bwrap itself removes later.
_START = """exec env -i "$@" 8<<'PASSWD' 9<<'GROUP'
{passwd}
PASSWD
{group}
GROUP"""


@dataclass(frozen=True)
class Limits:
    """How much of the machine one sandbox may use; memory, CPU time and files count per process."""

    memory_bytes: int = 2048 * MEBIBYTE
    processes: int = 256
    cpu_seconds: int | None = None
    file_bytes: int = 512 * MEBIBYTE
    open_files: int = 1024
    tmp_bytes: int = 256 * MEBIBYTE

    def resources(self) -> list[tuple[str, int, int]]:
        """Return each limit of a process: prlimit's name for it, its number in `resource`, and its value."""
        # Memory is limited by RLIMIT_DATA: RLIMIT_AS counts address space that NumPy's threads reserve and never use.
        wanted = [
            ("data", resource.RLIMIT_DATA, self.memory_bytes),
            ("nproc", resource.RLIMIT_NPROC, self.processes),
            ("fsize", resource.RLIMIT_FSIZE, self.file_bytes),
            ("nofile", resource.RLIMIT_NOFILE, self.open_files),
            ("core", resource.RLIMIT_CORE, 0),
        ]
        if self.cpu_seconds is not None:
            wanted.append(("cpu", resource.RLIMIT_CPU, self.cpu_seconds))
        # A limit can only be lowered, so one that is stricter already stays as it is.
        hardest = {kind: resource.getrlimit(kind)[1] for _, kind, _ in wanted}
        return [
            (name, kind, value if hardest[kind] == resource.RLIM_INFINITY else min(value, hardest[kind]))
            for name, kind, value in wanted
        ]

    def prlimit(self) -> list[str]:
        """Return the prlimit command that lowers the limits before the program starts."""
        return ["prlimit", *(f"--{name}={value}:{value}" for name, _, value in self.resources()), "--"]


@dataclass(frozen=True)
class Sandbox:
    """One closed room: what it shows, what it may change, its whole environment and its limits.

    ``readable`` and ``writable`` map paths of this machine to paths inside. Paths inside must not lie in folders
    whose content a learner controls. ``environment`` ends up in the command line, which everybody on the machine can
    read: secrets go in through standard input or a file. ``unix_user`` is the uid and gid to become when the
    platform runs as root (folders in ``writable`` must belong to it, see ``hand_over``); an ordinary user stays
    who it is, with no rights beyond the sandbox.
    """

    readable: Mapping[Path, Path] = field(default_factory=dict)
    writable: Mapping[Path, Path] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    working_directory: Path = Path("/tmp")  # noqa: S108 - the sandbox's own /tmp, which nobody else can see
    limits: Limits = field(default_factory=Limits)
    unix_user: int | None = None

    def command(self, argv: Sequence[str]) -> list[str]:
        """Return the full command line that runs ``argv`` inside; it ends when its parent thread does."""
        confined = [*self._become(os.geteuid() == 0), *self.limits.prlimit(), sys.executable, "-I", "-S", str(SEAL)]
        return [*self.room(), *confined, *argv]

    def room(self, *options: str) -> list[str]:
        """Return the command line that opens the room and runs in it, with the room's own rights, what is put behind.

        ``options`` are further options of bwrap. What learners write must not be run so: it needs ``command``.
        """
        privileged = os.geteuid() == 0
        if privileged and not self.unix_user:
            raise ValueError("A sandbox started by root needs a unix_user to become: root is exempt from limits.")
        user = self.unix_user if privileged and self.unix_user else os.getuid()
        group = self.unix_user if privileged and self.unix_user else os.getgid()
        home = self.environment.get("HOME", "/tmp")  # noqa: S108 - inside, as above
        accounts = _START.format(
            passwd=f"root:x:0:0::/nonexistent:/usr/sbin/nologin\nlearner:x:{user}:{group}::{home}:/bin/bash",
            group=f"root:x:0:\nlearner:x:{group}:",
        )
        return [
            *("/bin/sh", "-c", accounts, "sandbox"),
            *(shutil.which("bwrap") or "bwrap", "--die-with-parent", "--new-session"),
            *("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try"),
            *("--hostname", "naruteo", *options),
            *self._privileges(privileged),
            *self._mounts(),
            *("--clearenv", *self._variables(), "--chdir", str(self.working_directory), "--"),
        ]

    def _privileges(self, privileged: bool) -> list[str]:
        if privileged:
            # No user namespace: the process limit does not count for what is root outside. The two capabilities
            # serve setpriv, which gives them up at once.
            return ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        return ["--unshare-user", "--disable-userns"]

    def _become(self, privileged: bool) -> list[str]:
        if not privileged:
            return []
        identity = [f"--reuid={self.unix_user}", f"--regid={self.unix_user}", "--clear-groups"]
        return ["setpriv", *identity, "--inh-caps=-all", "--no-new-privs", "--"]

    def _mounts(self) -> list[str]:
        temporary = ["--perms", "1777", "--size", str(self.limits.tmp_bytes), "--tmpfs"]
        arguments = [
            *("--perms", "0755", "--dir", "/etc", "--perms", "0755", "--dir", "/etc/ssl"),
            *system_mounts(),
            *("--proc", "/proc", "--dev", "/dev", *temporary, "/dev/shm", "--remount-ro", "/dev"),  # noqa: S108
            *(*temporary, "/tmp"),  # noqa: S108 - inside, as above
            *(
                "--perms",
                "0644",
                "--ro-bind-data",
                "8",
                "/etc/passwd",
                "--perms",
                "0644",
                "--ro-bind-data",
                "9",
                "/etc/group",
            ),
        ]
        mounts = [(folder, folder, "--ro-bind") for folder in python_folders()]
        mounts += [(inside, outside, "--ro-bind") for outside, inside in self.readable.items()]
        mounts += [(inside, outside, "--bind") for outside, inside in self.writable.items()]
        # Folders on the way are made here, because bwrap would make them for root alone.
        on_the_way = {Path("/usr")}.union(*(inside.parents for inside, _, _ in mounts)) - {Path("/"), Path("/usr")}
        for folder in sorted(on_the_way):
            if not any(folder.is_relative_to(inside) for inside, _, _ in mounts):
                arguments += ["--perms", "0755", "--dir", str(folder)]
        # Outer folders first, or they would hide the inner ones.
        for inside, outside, how in sorted(mounts, key=lambda mount: len(mount[0].parts)):
            arguments += [how, str(outside), str(inside)]
        # The root folder is bwrap's own tmpfs without a size: nothing may be written there.
        return [*arguments, "--remount-ro", "/"]

    def _variables(self) -> list[str]:
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **self.environment}
        return [part for name, value in environment.items() for part in ("--setenv", name, value)]


def hand_over(path: Path, unix_user: int | None) -> None:
    """Make a folder and all in it belong to the sandbox's user, without following links; nothing to do unless root."""
    if os.geteuid() != 0 or unix_user is None:
        return
    os.chown(path, unix_user, unix_user, follow_symlinks=False)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(folder) / name, unix_user, unix_user, follow_symlinks=False)
