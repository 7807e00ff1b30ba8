"""The preloaded interpreter: imports what notebooks use, once, and forks a process for each notebook that asks.

Run as a script in a clean environment, with the number of one open socket to the grader as its only argument. It runs
nothing of a learner's or a course's itself, and holds no secret: whatever is forked from it knows only libraries.
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import tempfile
from typing import Any, NoReturn

from naruteo_hub.grading.forking import entering
from naruteo_hub.grading.judging import judge, learner
from naruteo_hub.grading.judging.shell import RECORDER, Shell, make_shell, streams_of_cell
from naruteo_hub.grading.judging.wire import MEBIBYTE, Channel, Lost, Message


def preload(modules: list[str]) -> Shell:
    """Make the shell and import libraries; those that are not installed are left out."""
    wanted = {name: os.environ[name] for name in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR")}
    with tempfile.TemporaryDirectory(prefix="naruteo-preload-", ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys(wanted, folder))
        shell = make_shell()
        for name in modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        # The first cell, the first error and the first figure load much that the later ones share.
        with streams_of_cell():
            RECORDER.begin(MEBIBYTE, lambda: None)
            shell.run("1", keep_history=False)
            shell.run("1 / 0", keep_history=False)
            if "matplotlib.pyplot" in modules:
                importlib.import_module("matplotlib_inline.backend_inline")
            RECORDER.take()
        for name in [name for name in shell.user_ns if name.strip("_").isdigit() or name in ("_", "__", "___")]:
            del shell.user_ns[name]
        shell.execution_count = 1
    os.environ.update(wanted)
    return shell


def serve(channel: Channel, shell: Shell) -> None:
    """Fork and reap as the grader asks, until it is gone."""
    home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    # What is loaded now is never collected, so that collecting does not touch (and copy) its pages in every child.
    gc.collect()
    gc.freeze()
    gc.enable()
    while True:
        try:
            order, _ = channel.receive()
            if order["op"] == "fork":
                _fork(channel, shell, order, home)
            else:
                channel.send(_reap(order["pid"]))
        except Lost:
            return


def _fork(channel: Channel, shell: Shell, order: Message, home: int) -> None:
    descriptors = channel.take_descriptors()
    ends, namespaces = descriptors[: order["ends"]], descriptors[order["ends"] :]
    mount, processes, *others = namespaces
    try:
        if os.geteuid() == 0:
            # A process's children are born in the namespace that it has joined; it itself stays outside.
            entering.join(processes)
            try:
                child = os.fork()
                if child == 0:
                    _live(channel, shell, order, ends, [*others, mount], None)
            finally:
                entering.join(home)
            channel.send({"pid": child})
        else:
            channel.send({"pid": _fork_unprivileged(channel, shell, order, ends, [*others, mount], processes)})
    except OSError as fault:
        channel.send({"fault": f"{fault.strerror}"})
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _fork_unprivileged(
    channel: Channel, shell: Shell, order: Message, ends: list[int], others: list[int], processes: int
) -> int:
    """Fork by way of a second process: only in the room's own user namespace may one enter the others."""
    told, tell = os.pipe()
    middle = os.fork()
    if middle == 0:
        os.close(told)
        try:
            user = entering.owner_of(others[-1])
            entering.join(user)
            entering.join(processes)
            child = os.fork()
            if child == 0:
                os.close(tell)
                _live(channel, shell, order, ends, others, user)
            os.write(tell, str(child).encode())
        finally:
            os._exit(0)
    os.close(tell)
    os.waitpid(middle, 0)
    with os.fdopen(told) as answer:
        text = answer.read()
    if not text:
        raise OSError(0, "The room could not be entered")
    return int(text)


def _live(
    channel: Channel, shell: Shell, order: Message, ends: list[int], others: list[int], user: int | None
) -> NoReturn:
    """Become the process that was asked for; nothing of the server's is left open."""
    try:
        channel.socket.close()
        entering.enter(others, user, order["unix_user"], order["limits"])
        kept = [socket.socket(fileno=os.dup(end)) for end in ends]
        _close_all_but([end.fileno() for end in kept])
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        channels = [Channel(end) for end in kept]
        if order["role"] == "judge":
            judge.main(shell, *channels)
        learner.main(shell, *channels)
    finally:
        os._exit(1)


def _close_all_but(kept: list[int]) -> None:
    nowhere = os.open("/dev/null", os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    last = 2
    for descriptor in sorted(kept):
        os.closerange(last + 1, descriptor)
        last = descriptor
    os.closerange(last + 1, max(4096, last + 2))


def _reap(pid: int) -> Message:
    """Wait for a process that is to end: how it ended, and the computing time of it and of what it waited for."""
    try:
        _, status, usage = os.wait4(pid, 0)
    except ChildProcessError:
        return {"cpu_seconds": 0.0, "status": 0}
    return {"cpu_seconds": usage.ru_utime + usage.ru_stime, "status": status}


def _script() -> None:
    channel = Channel(socket.socket(fileno=int(sys.argv[1])))
    channel.socket.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Also in the middle of loading, and what is temporary is still cleared away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    # What is being loaded stays; looking for garbage among it took a quarter of the time. `serve` looks once.
    gc.disable()
    order: Any = channel.receive()[0]
    shell = preload(order["modules"])
    for name in ("PYTHONMALLOC", "GLIBC_TUNABLES"):
        os.environ.pop(name, None)
    channel.send({"ready": True})
    serve(channel, shell)


if __name__ == "__main__":
    try:
        _script()
    finally:
        # Taking the libraries apart one by one would take a second, and nobody needs them any more.
        os._exit(0)
