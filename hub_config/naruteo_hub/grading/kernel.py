"""One sandboxed kernel from start to SIGKILL, with a client whose memory a flood of messages cannot fill."""

import asyncio
import contextlib
from pathlib import Path
from queue import Empty
from uuid import uuid4

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from naruteo_hub.grading.provisioner import SandboxProvisioner, kernel_sandbox, kernel_spec
from naruteo_hub.grading.results import GradingLimits

# Messages that wait unread on our side of each channel, beside the size of each.
WAITING_MESSAGES = 32
KILL_SECONDS = 10


class KernelStartFailed(Exception):
    """The kernel did not come up; the message is the end of what it wrote."""


class _OnlyKernelSpec(KernelSpecManager):
    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return our one kernel, whatever name is asked for."""
        return kernel_spec()


class SandboxedKernel:
    """A kernel for one notebook: ``files`` is the private copy it may read, ``folder`` belongs to this kernel alone."""

    def __init__(self, files: Path, folder: Path, limits: GradingLimits) -> None:
        self._folder = folder
        self._limits = limits
        wire = folder / "wire"
        folder.mkdir(mode=0o700)
        wire.mkdir(mode=0o700)
        self._context = zmq.asyncio.Context()
        self._context.maxmsgsize = 4 * limits.output_bytes
        self._context.rcvhwm = WAITING_MESSAGES
        self._context.linger = 0
        self.manager = AsyncKernelManager(
            kernel_name="naruteo",
            kernel_spec_manager=_OnlyKernelSpec(),
            transport="ipc",
            ip=str(wire / "k"),
            connection_file=str(folder / "connection.json"),
            context=self._context,
        )
        self.provisioner = SandboxProvisioner(
            kernel_id=uuid4().hex,
            kernel_spec=kernel_spec(),
            parent=self.manager,
            sandbox=kernel_sandbox(files, wire, limits),
            wire=wire,
        )
        # Set here, not looked up by name: grading never depends on what is registered on this machine.
        self.manager.provisioner = self.provisioner
        self.client: AsyncKernelClient | None = None

    async def start(self) -> AsyncKernelClient:
        """Start the kernel and wait until it answers."""
        try:
            await self.manager.start_kernel()
            client = self.manager.client(context=self._context)
            self.client = client
            client.start_channels(stdin=False, hb=False)
            client.allow_stdin = False
            await self._wait_for_answer(client)
        except (RuntimeError, OSError, TimeoutError) as fault:
            log = self._folder / "wire.log"
            written = log.read_bytes()[-2000:].decode("utf-8", "replace").strip() if log.exists() else ""
            raise KernelStartFailed(written or str(fault)) from fault
        return client

    async def _wait_for_answer(self, client: AsyncKernelClient) -> None:
        # jupyter_client's own wait also needs a heartbeat, which costs a thread for each kernel.
        deadline = asyncio.get_running_loop().time() + self._limits.start_seconds
        asked = client.kernel_info()
        while True:
            try:
                reply = await client.get_shell_msg(timeout=0.2)
            except Empty:
                if not await self.manager.is_alive():
                    raise RuntimeError("The kernel ended before it answered.") from None
                if asyncio.get_running_loop().time() > deadline:
                    raise TimeoutError("The kernel did not answer in time.") from None
            else:
                if reply["parent_header"].get("msg_id") == asked:
                    break
        # The iopub channel is a subscription: the kernel's answer shows that it is joined, or output would be lost.
        questions = {asked}
        while asyncio.get_running_loop().time() < deadline:
            try:
                message = await client.get_iopub_msg(timeout=0.5)
            except Empty:
                questions.add(client.kernel_info())
            else:
                if message["parent_header"].get("msg_id") in questions:
                    return
        raise TimeoutError("The kernel's output channel did not open.")

    async def stop(self) -> float:
        """Kill everything in the sandbox; returns the seconds of computing time it used."""
        cpu_seconds = self.provisioner.sample_cpu()
        if self.client is not None:
            self.client.stop_channels()
            self.client = None
        if self.provisioner.has_process:
            await self.provisioner.kill()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.provisioner.wait(), KILL_SECONDS)
        self.manager.cleanup_connection_file()
        self._context.destroy(linger=0)
        return cpu_seconds
