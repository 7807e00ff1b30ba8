"""Start a kernel inside a sandbox: no network, private files, limits, and Unix sockets as its only way out."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.launcher import launch_kernel
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Instance

from naruteo_hub.grading.results import GradingLimits
from naruteo_hub.sandbox import Limits, Sandbox, hand_over

LAUNCHER = Path(__file__).resolve().with_name("kernel_launcher.py")
INSIDE = Path("/naruteo")
WIRE_INSIDE = INSIDE / "wire"
FILES_INSIDE = INSIDE / "files"
# Accounts that nobody has: each kernel gets its own, so that one's processes do not count against another's limit.
FIRST_UNIX_USER, UNIX_USERS = 30_000, 25_000
# What a kernel's folder for its five sockets may hold before it is being misused.
WIRE_ENTRIES = 8


def kernel_spec() -> KernelSpec:
    """Return the only kernel there is for graded notebooks; what a notebook asks for does not matter."""
    return KernelSpec(
        argv=[sys.executable, "-P", "-s", str(LAUNCHER), "{connection_file}"],
        display_name="Python (Naruteo)",
        language="python",
        interrupt_mode="message",
        metadata={"kernel_provisioner": {"provisioner_name": "naruteo-sandbox"}},
    )


def kernel_sandbox(files: Path, wire: Path, limits: GradingLimits) -> Sandbox:
    """Describe the closed room for one kernel: a read-only copy of its files, and a folder for its sockets."""
    environment = {
        "HOME": "/tmp/home",  # noqa: S108 - the sandbox's own /tmp, which nobody else can see
        "IPYTHONDIR": "/tmp/home/ipython",  # noqa: S108 - as above
        "MPLCONFIGDIR": "/tmp/home/matplotlib",  # noqa: S108 - as above
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        # The order of sets and the answers that depend on it are the same each time.
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        # One thread each: many kernels share the machine, and each thread would reserve memory.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "NARUTEO_KERNEL_FILES": str(FILES_INSIDE),
    }
    # Settings of this machine's processor that NumPy needs to compute correctly.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return Sandbox(
        readable={files: FILES_INSIDE},
        writable={wire: WIRE_INSIDE},
        environment=environment,
        limits=Limits(
            memory_bytes=limits.memory_bytes,
            processes=limits.processes,
            cpu_seconds=limits.cpu_seconds,
            file_bytes=limits.file_bytes,
            # The files are copied to the kernel's own /tmp, beside what it may write there.
            tmp_bytes=limits.tmp_bytes + sum(path.stat().st_size for path in files.rglob("*") if path.is_file()),
        ),
        unix_user=FIRST_UNIX_USER + secrets.randbelow(UNIX_USERS) if os.geteuid() == 0 else None,
    )


class SandboxProvisioner(LocalProvisioner):
    """Jupyter's local provisioner, with the kernel's command line run inside a sandbox."""

    sandbox = Instance(Sandbox, allow_none=True)
    wire = Instance(Path, allow_none=True)
    cpu_seconds = 0.0

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel in its sandbox; the environment and folder that the caller has are not passed on."""
        if self.sandbox is None or self.wire is None or self.parent is None:
            raise RuntimeError("The provisioner naruteo-sandbox needs a sandbox and a folder for the kernel's sockets.")
        outside = Path(self.parent.connection_file)
        inside = WIRE_INSIDE / "connection.json"
        connection = json.loads(outside.read_text(encoding="utf-8"))
        # The same sockets have another path inside.
        connection["ip"] = str(WIRE_INSIDE / Path(connection["ip"]).name)
        (self.wire / inside.name).write_text(json.dumps(connection), encoding="utf-8")
        hand_over(self.wire, self.sandbox.unix_user)
        arguments = [str(inside) if part == str(outside) else part for part in cmd]
        with (self.wire.parent / f"{self.wire.name}.log").open("ab") as log:
            command = self.sandbox.command(arguments)
            process = launch_kernel(
                command, stdin=subprocess.DEVNULL, stdout=log.fileno(), stderr=log.fileno(), cwd="/", env={}
            )
        self.process = process
        self.pid = process.pid
        self.pgid = os.getpgid(self.pid)
        self.cwd = "/"
        return self.connection_info

    def sample_cpu(self) -> float:
        """Measure the computing time of everything in the sandbox so far; it can no longer be had after its end."""
        if self.process is None:
            return self.cpu_seconds
        try:
            processes = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.Error:
            return self.cpu_seconds
        total = 0.0
        for process in processes:
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        self.cpu_seconds = max(self.cpu_seconds, total)
        return self.cpu_seconds

    def wire_misused(self) -> bool:
        """Tell whether the kernel's socket folder, the one place it may write outside, holds what it should not."""
        if self.wire is None:
            return False
        entries = 0
        with os.scandir(self.wire) as found:
            for entry in found:
                entries += 1
                if entries > WIRE_ENTRIES or entry.is_dir(follow_symlinks=False) or entry.is_symlink():
                    return True
                if entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_size > 65_536:
                    return True
        return False
