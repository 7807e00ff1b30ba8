"""The private folder that one kernel has on this machine, and the sandbox that is made from it."""

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from naruteo_hub.provisioning.limits import KernelLimits
from naruteo_hub.sandbox import Limits, Sandbox
from naruteo_hub.sandbox.guests import PYTHON_ENVIRONMENT, guest_user, inherited

INSIDE = Path("/naruteo")
FILES_INSIDE = INSIDE / "files"
CONNECTION_INSIDE = INSIDE / "connection.json"
CHANNELS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
# The kernel is given its listening sockets as descriptors with these numbers; lower ones are taken while bwrap starts.
FIRST_DESCRIPTOR = 20
# A socket's path may have 107 bytes, of which our folders and names take about 30.
LONGEST_PLACE = 70
PAGE = 4096


class KernelRoom:
    """A folder that only the caller may enter: sockets, a copy of the notebook's files, what the kernel is told.

    The sandbox sees the files and the connection file, both read-only; it can write nothing that lies here.
    """

    def __init__(self, limits: KernelLimits) -> None:
        self.limits = limits
        usual = tempfile.gettempdir()
        place = usual if len(usual) <= LONGEST_PLACE else "/tmp"  # noqa: S108 - the folder made in it is private
        self.folder = Path(tempfile.mkdtemp(prefix="naruteo-kernel-", dir=place))
        # Also when nobody asks: at the latest when this Python ends.
        self.remove = weakref.finalize(self, _remove, self.folder, os.getpid())
        self.files = self.folder / "files"
        self.held_bytes = 0
        self.largest_file = 0

    @property
    def wire(self) -> str:
        """What the paths of the sockets begin with, for Jupyter's ``ip``."""
        return str(self.folder / "k")

    def fill(self, source: Path | None) -> None:
        """Copy what lies beside the notebook, without notebooks: those of nbgrader hold tests that are yet to run."""
        shutil.rmtree(self.files, ignore_errors=True)
        self.files.mkdir()
        self.files.chmod(0o755)
        self.held_bytes = self.largest_file = 0
        if source is None:
            return
        copied = 0
        for folder, folders, names in os.walk(source):
            here = self.files / Path(folder).relative_to(source)
            for name in folders:
                if not (Path(folder) / name).is_symlink():
                    (here / name).mkdir()
                    (here / name).chmod(0o755)
            for name in names:
                path = Path(folder) / name
                # Links could lead to what the notebook must not see.
                if path.suffix.lower() == ".ipynb" or path.is_symlink() or not path.is_file():
                    continue
                size = path.stat().st_size
                copied += 1
                self.held_bytes += -(-size // PAGE) * PAGE
                self.largest_file = max(self.largest_file, size)
                if copied > self.limits.files or self.held_bytes > self.limits.files_bytes:
                    raise ValueError(
                        f"More lies beside the notebook in {source} than a sandboxed kernel may be given "
                        f"({self.limits.files} files, {self.limits.files_bytes} bytes). Run the notebook in a folder "
                        "that holds only what it needs, or raise files and files_bytes in the kernelspec."
                    )
                shutil.copyfile(path, here / name, follow_symlinks=False)
                (here / name).chmod(0o644)

    def describe_connection(self, connection: Mapping[str, Any]) -> None:
        """Tell the kernel the key, and which of its descriptors is which socket."""
        inside = {
            **connection,
            "key": connection["key"].decode(),
            "ip": str(INSIDE / "k"),
            "descriptors": {
                f"ipc://{INSIDE / 'k'}-{connection[channel]}": FIRST_DESCRIPTOR + place
                for place, channel in enumerate(CHANNELS)
            },
        }
        told = self.folder / "connection.json"
        told.write_text(json.dumps(inside), encoding="utf-8")
        # The sandbox may be another Unix user. On this side the folder keeps everybody out.
        told.chmod(0o644)

    def sandbox(self, environment: Mapping[str, str]) -> Sandbox:
        """Describe the closed room for the kernel; nothing of the caller's environment is passed on but this."""
        # nbgrader tells notebooks by these what they are run for.
        passed_on = inherited("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
        fixed = {**PYTHON_ENVIRONMENT, "NARUTEO_KERNEL_FILES": str(FILES_INSIDE)}
        limits = self.limits
        return Sandbox(
            readable={self.files: FILES_INSIDE, self.folder / "connection.json": CONNECTION_INSIDE},
            environment={**passed_on, **environment, **fixed},
            limits=Limits(
                memory_bytes=limits.memory_bytes,
                processes=limits.processes,
                cpu_seconds=limits.cpu_seconds,
                # The files are copied to the kernel's own /tmp, beside what it may write there.
                file_bytes=max(limits.file_bytes, self.largest_file),
                tmp_bytes=limits.tmp_bytes + self.held_bytes,
            ),
            unix_user=guest_user(),
        )


def _remove(folder: Path, owner: int) -> None:
    # A fork of the caller runs this too when it ends, and the room is not its own.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
