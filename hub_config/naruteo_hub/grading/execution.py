"""Run one rebuilt notebook with nbgrader's Execute, going on in a fresh kernel when a cell ends the one before."""

import asyncio
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute

from naruteo_hub.grading.kernel import KernelStartFailed, SandboxedKernel
from naruteo_hub.grading.results import GradingLimits

# How often a running kernel is looked at: whether it lives or floods us.
WATCH_SECONDS = 0.1
# An honest cell may print more than is kept; one that prints this many times as much is stopped.
FLOOD = 32
KEPT_AT_LEAST = 500
# The error names that stand in the outputs of cells that did not come to an end.
ERROR_NAMES = {
    "timeout": "TimeoutError",
    "notebook_timeout": "TimeoutError",
    "kernel_died": "KernelDied",
    "output_too_large": "OutputTooLarge",
    "kernel_fault": "KernelDied",
    "not_run": "NotRun",
}


class _Execute(Execute):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's Execute for one kernel's life, watched: a cell's output is counted before it is kept."""

    def __init__(self, kernel: SandboxedKernel, limits: GradingLimits) -> None:
        super().__init__()
        self.kernel = kernel
        self.limits = limits
        self.interrupt_on_timeout = False
        self.iopub_timeout = 4
        self.store_widget_state = False
        self.output_bytes = 0
        self.timed_out = False

    @property
    def too_large(self) -> bool:
        """Whether the running cell wrote more than is kept."""
        return self.output_bytes > self.limits.output_bytes

    def attach(self, notebook: NotebookNode) -> None:
        """Make this the notebook that is run, in the kernel that is already up."""
        NotebookClient.__init__(self, notebook, self.kernel.manager)
        self.kc = self.kernel.client
        self.comm_open_handlers: dict[str, Any] = {}

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Count what a cell writes, and stop keeping it once it is too much."""
        if msg["msg_type"] in ("stream", "display_data", "update_display_data", "execute_result", "error"):
            self.output_bytes += _size(msg["content"])
            if self.too_large and not _shorten(msg):
                return None
        if msg["msg_type"].startswith("comm"):
            return None
        kept: NotebookNode | None = super().process_message(msg, cell, cell_index)
        return kept

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> None:
        self.timed_out = True
        await super()._async_handle_timeout(timeout, cell)

    async def _async_poll_kernel_alive(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            self.kernel.provisioner.sample_cpu()
            flooded = self.output_bytes > FLOOD * self.limits.output_bytes
            if flooded or not await self.kernel.manager.is_alive():
                if self.task_poll_for_reply is not None:
                    self.task_poll_for_reply.cancel()
                return


def _shorten(message: dict[str, Any]) -> bool:
    """Shorten what decides on points, however much a cell has printed before; False for everything else."""
    content = message["content"]
    if message["msg_type"] == "execute_result":
        content["data"] = {"text/plain": str(content["data"].get("text/plain"))[:KEPT_AT_LEAST]}
        content["metadata"] = {}
        return True
    if message["msg_type"] == "error":
        content["traceback"] = [str(line)[:KEPT_AT_LEAST] for line in content["traceback"][:20]]
        content["evalue"] = str(content["evalue"])[:KEPT_AT_LEAST]
        return True
    return False


def _size(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(key) + _size(part) for key, part in value.items())
    if isinstance(value, list):
        return sum(map(_size, value)) + len(value)
    return 8


class NotebookRun:
    """Runs every code cell of one notebook and notes what went wrong: ``trouble`` maps cell indices to flag codes."""

    def __init__(
        self, notebook: NotebookNode, files: Path, folder: Path, limits: GradingLimits, cell_seconds: float
    ) -> None:
        self.notebook = notebook
        self.trouble: dict[int, str] = {}
        self.shortened: list[int] = []
        self.cpu_seconds = 0.0
        self._files = files
        self._folder = folder
        self._limits = limits
        self._cell_seconds = cell_seconds
        self._deadline = 0.0
        self._starts = 0
        self._done: list[int] = []
        self._execute: _Execute | None = None

    async def run(self) -> None:
        """Run the notebook; raises KernelStartFailed only when not even the first kernel comes up."""
        cells = [
            index
            for index, cell in enumerate(self.notebook.cells)
            if cell.cell_type == "code"
            and cell.source.strip()
            and "skip-execution" not in cell.metadata.get("tags", [])
        ]
        if not cells:
            return
        try:
            await self._start_kernel()
            self._deadline = time.monotonic() + self._limits.notebook_seconds
            for position, index in enumerate(cells):
                reason = await self._run_cell(index)
                if reason is None:
                    self._done.append(index)
                    continue
                self._fail(index, reason)
                rest = cells[position + 1 :]
                if rest and not await self._go_on_afresh():
                    self._give_up(rest)
                    break
        finally:
            await self._stop_kernel()

    def _give_up(self, indices: list[int]) -> None:
        reason = "notebook_timeout" if self._remaining() <= 0 else "not_run"
        for index in indices:
            self._fail(index, reason)

    def _remaining(self) -> float:
        return self._deadline - time.monotonic()

    def _fail(self, index: int, reason: str) -> None:
        """Give a cell that did not come to an end an error of its own, so that it can never count as passed."""
        cell = self.notebook.cells[index]
        cell.setdefault("outputs", []).append(
            new_output("error", ename=ERROR_NAMES[reason], evalue="", traceback=[ERROR_NAMES[reason]])
        )
        self.trouble[index] = reason

    async def _start_kernel(self) -> None:
        kernel = SandboxedKernel(self._files, self._folder / f"k{self._starts}", self._limits)
        self._starts += 1
        self._execute = _Execute(kernel, self._limits)
        await kernel.start()
        self._execute.attach(self.notebook)

    async def _stop_kernel(self) -> None:
        if self._execute is not None:
            self.cpu_seconds += await self._execute.kernel.stop()
            self._execute = None

    async def _go_on_afresh(self) -> bool:
        """Start another kernel and run again what came to an end before; False if that is not possible or allowed."""
        while self._starts <= self._limits.restarts and self._remaining() > 0:
            await self._stop_kernel()
            try:
                await self._start_kernel()
            except KernelStartFailed:
                return False
            for index in self._done:
                original = self.notebook.cells[index]
                self.notebook.cells[index] = deepcopy(original)
                reason = await self._run_cell(index)
                self.notebook.cells[index] = original
                if reason is not None:
                    # It ended well the first time and not now; without it the next try may get further.
                    self._done.remove(index)
                    break
            else:
                return True
        return False

    async def _run_cell(self, index: int) -> str | None:
        """Run one cell; returns why it did not come to an end, or None. An error of its own is an ordinary end."""
        execute = self._execute
        if execute is None or self._remaining() <= 0:
            return "notebook_timeout"
        cell = self.notebook.cells[index]
        seconds = max(0.1, min(self._cell_seconds, self._remaining()))
        execute.output_bytes = 0
        execute.timed_out = False
        execute.timeout_func = lambda _: seconds
        # Learners' cells after a test cannot look the test's text up in the history.
        is_test = utils.is_grade(cell) and not utils.is_solution(cell)
        try:
            await execute.async_execute_cell(cell, index, store_history=not is_test)
        except CellTimeoutError:
            if self._remaining() <= 0:
                return "notebook_timeout"
            # A message too large for our side of the channel is lost, and with it the sign that the cell has ended.
            return "timeout" if execute.timed_out else "output_too_large"
        except DeadKernelError:
            return "output_too_large" if execute.too_large else "kernel_died"
        except Exception:  # a hostile kernel can send what nobody foresaw; the cell is lost, nothing else
            return "kernel_fault"
        if execute.too_large and index not in self.shortened:
            self.shortened.append(index)
        return None
