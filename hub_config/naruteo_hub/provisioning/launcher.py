"""Start ipykernel inside the sandbox so that nothing beside the notebook can stand in for the kernel's own modules.

It is run as a script with ``python -P`` from a folder without any of the notebook's files, never imported.
"""

import json
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

import zmq
from ipykernel.kernelapp import IPKernelApp

WORK = Path("/tmp/work")  # noqa: S108 - the sandbox's own /tmp, which nobody else can see


def take_up_sockets(descriptors: dict[str, int]) -> None:
    """Let ZeroMQ listen on the sockets that were made outside: here there is no folder to make any in."""
    bind = zmq.Socket.bind

    def bind_given(self: zmq.Socket[Any], address: str) -> Any:
        if address in descriptors:
            self.setsockopt(zmq.USE_FD, descriptors[address])
        return bind(self, address)

    zmq.Socket.bind = bind_given  # type: ignore[method-assign,assignment]


def main(connection_file: str, *arguments: str) -> None:
    """Copy the notebook's files to a private folder of limited size and run a kernel there."""
    take_up_sockets(json.loads(Path(connection_file).read_text(encoding="utf-8"))["descriptors"])
    shutil.copytree(os.environ.pop("NARUTEO_KERNEL_FILES"), WORK, copy_function=shutil.copyfile)
    for name in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR"):
        Path(os.environ[name]).mkdir(parents=True, exist_ok=True)
    application = IPKernelApp.instance()
    application.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:", *arguments])
    # The debugger's way back leads to a path that does not exist in here, and would be tried for ever.
    application.debug_shell_socket.disconnect(application.shell_socket.getsockopt(zmq.LAST_ENDPOINT))
    # exit() in a learner's cell would end the kernel a moment later, in the middle of somebody else's test.
    if application.shell is not None:
        application.shell.ask_exit = lambda: None
    # Last on the path: a learner's own modules can be imported, but none replaces an installed one.
    os.chdir(WORK)
    sys.path.append(str(WORK))
    application.start()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception:
        traceback.print_exc()
        # An ordinary exit waits for threads that a half-started kernel has left.
        os._exit(1)
