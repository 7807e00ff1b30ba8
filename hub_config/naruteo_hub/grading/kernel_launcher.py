"""Start ipykernel inside the sandbox so that nothing in a submission can stand in for the kernel's own modules.

It is run as a script with ``python -P`` from a folder without any submitted file, never imported.
"""

import os
import shutil
import sys
from pathlib import Path

from ipykernel.kernelapp import IPKernelApp

WORK = Path("/tmp/work")  # noqa: S108 - the sandbox's own /tmp, which nobody else can see


def main(connection_file: str) -> None:
    """Copy the submission's files to a private folder of limited size and run a kernel there."""
    shutil.copytree(os.environ.pop("NARUTEO_KERNEL_FILES"), WORK, copy_function=shutil.copyfile)
    for name in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR"):
        Path(os.environ[name]).mkdir(parents=True, exist_ok=True)
    application = IPKernelApp.instance()
    application.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:"])
    # exit() in a learner's cell would end the kernel a moment later, in the middle of somebody else's test.
    if application.shell is not None:
        application.shell.ask_exit = lambda: None
    # Last on the path: a learner's own modules can be imported, but none replaces an installed one.
    os.chdir(WORK)
    sys.path.append(str(WORK))
    application.start()


if __name__ == "__main__":
    main(sys.argv[1])
