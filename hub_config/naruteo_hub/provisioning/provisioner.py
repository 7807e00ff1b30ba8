"""Jupyter's way to start a kernel, with a sandbox around it: the provisioner that a kernelspec names."""

import asyncio
import json
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from naruteo_hub.provisioning.limits import KernelLimits, limit_names
from naruteo_hub.provisioning.room import CHANNELS, CONNECTION_INSIDE, KernelRoom
from naruteo_hub.sandbox import require_sandbox

LAUNCHER = Path(__file__).resolve().with_name("launcher.py")
KILL_SECONDS = 4.0
# What Jupyter itself gives a provisioner, beside the limits of the kernelspec.
FROM_JUPYTER = {"kernel_id", "kernel_spec", "parent", "config", "log"}


class SandboxProvisioner(LocalProvisioner):
    """Starts a Python kernel that is closed in and limited; a warden process beside it joins the two and watches."""

    def __init__(self, **options: Any) -> None:
        limits = {name: options.pop(name) for name in limit_names() if name in options}
        if unknown := options.keys() - FROM_JUPYTER:
            # A limit that is misspelt would not limit anything.
            raise ValueError(f"The provisioner naruteo-sandbox has no limits of these names: {', '.join(unknown)}.")
        super().__init__(**options)
        self.limits = KernelLimits(**limits)
        self.room: KernelRoom | None = None
        self.cpu_seconds = 0.0
        self.ending = ""
        """Why the kernel ended, once it did; empty when it was told to."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Make the kernel's room, or refuse: without a sandbox nothing is started."""
        require_sandbox()
        manager = self.parent
        if manager is None:
            raise RuntimeError("The provisioner naruteo-sandbox works for a kernel manager only.")
        if self.room is None:
            self.room = KernelRoom(self.limits)
        try:
            folder = kwargs.get("cwd")
            self.room.fill(Path(folder) if folder else None)
            # A kernel without a network is reached through files; no signal reaches into its namespaces.
            manager.transport = "ipc"
            manager.cache_ports = False
            manager.ip = self.room.wire
            self.kernel_spec.interrupt_mode = "message"
            arguments = kwargs.get("extra_arguments") or []
            prepared = await super().pre_launch(**kwargs)
        except BaseException:
            self.room.remove()
            self.room = None
            raise
        # Whatever the kernelspec would run: only our launcher knows how to take up the sockets.
        prepared["cmd"] = [sys.executable, "-P", "-s", str(LAUNCHER), str(CONNECTION_INSIDE), *arguments]
        return prepared

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel in its sandbox; of the caller's environment it gets what the kernelspec names."""
        if self.room is None:
            raise RuntimeError("The sandboxed kernel was launched without being prepared.")
        self.ending = ""
        connection: dict[str, Any] = {**self.connection_info}
        self.room.describe_connection(connection)
        environment = {name: kwargs["env"][name] for name in self.kernel_spec.env}
        order = {
            "command": self.room.sandbox(environment).command(cmd),
            "folder": str(self.room.folder),
            "sockets": [f"{self.room.wire}-{connection[channel]}" for channel in CHANNELS],
            "limits": asdict(self.limits),
        }
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "naruteo_hub.provisioning.warden"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            start_new_session=True,
        )
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = "/"
        if process.stdin is not None:
            # It stays open: its end tells the warden that we are gone.
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
        return self.connection_info

    async def poll(self) -> int | None:
        """Tell whether the kernel has ended, and say in the log why, if nobody wanted it to."""
        status = await super().poll()
        if status is not None:
            self._hear_ending()
        return status

    def _hear_ending(self) -> None:
        said_by = self.process.stdout if self.process is not None else None
        if said_by is None or said_by.closed:
            return
        said = said_by.read()
        said_by.close()
        self.ending = json.loads(said)["ending"] if said else "The warden of the kernel was killed."
        if self.ending:
            self.log.error("The sandboxed kernel ended. %s", self.ending)

    async def send_signal(self, signum: int) -> None:
        """End the kernel if that is the signal's meaning; interrupts go as messages, others do not reach inside."""
        if self.process and signum in (signal.SIGTERM, signal.SIGKILL):
            self.process.terminate()

    async def kill(self, restart: bool = False) -> None:
        """End everything in the sandbox, and be sure of it before going on."""
        if self.process is None:
            return
        self.process.terminate()
        for _ in range(int(KILL_SECONDS / 0.02)):
            if self.process.poll() is not None:
                return
            await asyncio.sleep(0.02)
        # The sandbox ends with its warden.
        self.process.kill()

    async def terminate(self, restart: bool = False) -> None:
        """End everything in the sandbox: code that can refuse to end is not asked."""
        await self.send_signal(signal.SIGTERM)

    async def wait(self) -> int | None:
        """Wait for the end of the kernel and everything in its sandbox."""
        while await self.poll() is None:
            await asyncio.sleep(0.05)
        return self._forget_process()

    def _forget_process(self) -> int | None:
        if self.process is None:
            return 0
        status: int | None = self.process.wait()
        self._hear_ending()
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None
        return status

    async def cleanup(self, restart: bool = False) -> None:
        """Leave nothing behind, unless the kernel is to start again."""
        if restart:
            return
        await self.kill()
        self._forget_process()
        if self.room is not None:
            self.room.remove()
            self.room = None

    def resolve_path(self, path_str: str) -> str | None:
        """Resolve nothing: the kernel's paths are not this machine's."""
        return None

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
