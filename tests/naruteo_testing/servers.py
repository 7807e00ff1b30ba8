"""The notebook servers of a running platform as the machine sees them: processes."""

import time
from pathlib import Path

import psutil

ENDS_WITHIN = 30.0


def processes_naming(text: str) -> list[psutil.Process]:
    """The processes whose command line names something, with everything that they started."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        try:
            if any(text in word for word in process.cmdline()):
                found |= {each.pid: each for each in (process, *process.children(recursive=True))}
        except psutil.NoSuchProcess:
            continue
    return list(found.values())


def server_of(data: Path, handle: str) -> list[psutil.Process]:
    """The processes of a person's notebook server: its sandbox is the one that was given their home."""
    return processes_naming(str(data / "homes" / handle))


def wait_until_ended(processes: list[psutil.Process], seconds: float = ENDS_WITHIN) -> float:
    """Wait until processes are gone and return how long it took; fail with their names if they stay."""
    began = time.monotonic()
    # One whose end nobody has taken note of yet is over as well; some machines' first process takes its time.
    while left := [line for each in processes if (line := _line_of_living(each))]:
        assert time.monotonic() - began < seconds, f"still running after {seconds} s: {left}"
        time.sleep(0.1)
    return time.monotonic() - began


def _line_of_living(process: psutil.Process) -> str:
    try:
        is_over = not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
        return "" if is_over else " ".join(process.cmdline())[:200] or process.name()
    except psutil.NoSuchProcess:
        return ""
