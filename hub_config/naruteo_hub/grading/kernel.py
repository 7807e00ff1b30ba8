"""One sandboxed kernel from start to SIGKILL, with a client whose memory a flood of messages cannot fill."""

import asyncio
from pathlib import Path
from queue import Empty
from uuid import uuid4

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from naruteo_hub.grading.results import GradingLimits
from naruteo_hub.provisioning.kernelspec import kernel_spec
from naruteo_hub.provisioning.provisioner import SandboxProvisioner

# Messages that wait unread on our side of each channel, beside the size of each.
WAITING_MESSAGES = 32
# All that a kernel may send, in cells that send as much as is kept.
FULL_CELLS = 64


class KernelStartFailed(Exception):
    """The kernel did not come up; the message is the end of what it wrote."""


class _OnlyKernelSpec(KernelSpecManager):
    def __init__(self, spec: KernelSpec) -> None:
        super().__init__()
        self._spec = spec

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return our one kernel, whatever name is asked for."""
        return self._spec


def _kernel_limits(limits: GradingLimits) -> dict[str, int]:
    return {
        "memory_bytes": limits.memory_bytes,
        "processes": limits.processes,
        "cpu_seconds": limits.cpu_seconds,
        "wall_seconds": int(limits.start_seconds + limits.notebook_seconds) + 1,
        "file_bytes": limits.file_bytes,
        "tmp_bytes": limits.tmp_bytes,
        "output_bytes": FULL_CELLS * limits.output_bytes,
    }


class SandboxedKernel:
    """A kernel for one notebook: it gets a copy of ``files``; ``folder`` on our side belongs to this kernel alone."""

    def __init__(self, files: Path, folder: Path, limits: GradingLimits) -> None:
        self._files = files
        self._limits = limits
        folder.mkdir(mode=0o700)
        self._context = zmq.asyncio.Context()
        self._context.maxmsgsize = 4 * limits.output_bytes
        self._context.rcvhwm = WAITING_MESSAGES
        self._context.linger = 0
        spec = kernel_spec(_kernel_limits(limits), {"NBGRADER_EXECUTION": "autograde"})
        self.manager = AsyncKernelManager(
            kernel_name="naruteo",
            kernel_spec_manager=_OnlyKernelSpec(spec),
            connection_file=str(folder / "connection.json"),
            context=self._context,
        )
        self.provisioner = SandboxProvisioner(
            kernel_id=uuid4().hex, kernel_spec=spec, parent=self.manager, **_kernel_limits(limits)
        )
        # Set here, not looked up by name: grading never depends on what is registered on this machine.
        self.manager.provisioner = self.provisioner
        self.client: AsyncKernelClient | None = None

    async def start(self) -> AsyncKernelClient:
        """Start the kernel and wait until it answers."""
        try:
            await self.manager.start_kernel(cwd=str(self._files))
            client = self.manager.client(context=self._context)
            self.client = client
            client.start_channels(stdin=False, hb=False)
            client.allow_stdin = False
            await self._wait_for_answer(client)
        except (RuntimeError, OSError, TimeoutError, ValueError) as fault:
            raise KernelStartFailed(self.provisioner.ending or str(fault)) from fault
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
        await self.provisioner.cleanup()
        self.manager.cleanup_connection_file()
        self._context.destroy(linger=0)
        return cpu_seconds
