"""Outside a notebook sandbox: start it, keep its doors, watch its memory, and end when it, the Hub or the order ends.

One warden per notebook server, started by the spawner and independent of the Hub process, so that a restart of the
Hub does not take learners' notebooks away. It reads its Room as JSON from standard input and answers with one line of
JSON that holds the port at which the notebook server can be reached.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil

from naruteo_hub.spawning.gate import joined_with, pass_request
from naruteo_hub.spawning.room import Door, Room

LONGEST_LOG = 1024 * 1024
STOPPING_TIME = 6.0
MEMORY_INTERVAL = 2.0
HOME_INTERVAL = 5.0
# Whose home is full already comes in to tidy up, with this much room to do it in.
ROOM_TO_TIDY_BYTES = 32 * 1024**2
ROOM_TO_TIDY_FILES = 500
HUB_INTERVAL = 30.0
# A Hub that restarts is back within a minute; one that stays away leaves nobody who would ever stop this server.
HUB_PATIENCE = 300.0


async def main() -> int:
    """Run one notebook server to its end and return its exit status."""
    room = Room.from_json(sys.stdin.readline())
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    # A short path: names of Unix sockets may have no more than 107 bytes. Nobody else may enter it.
    sockets = Path(tempfile.mkdtemp(prefix="naruteo-"))
    try:
        for door in room.doors:
            await _open_door(door, sockets)
        with _listening_socket(sockets / "server.sock") as listening:
            sandbox = await asyncio.create_subprocess_exec(
                *room.sandbox(sockets).command([sys.executable, "-P", "-m", "naruteo_hub.spawning.inside"]),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                pass_fds=[listening],
            )
            order = {
                "argv": room.argv,
                "environment": dict(room.environment),
                "listening": listening,
                "doors": [(door.port, str(door.socket_inside)) for door in room.doors],
            }
            _pipe_to(sandbox).write(json.dumps(order).encode() + b"\n")
        to_server = joined_with(partial(asyncio.open_unix_connection, sockets / "server.sock"))
        front = await asyncio.start_server(to_server, "127.0.0.1", 0)
        _report({"port": front.sockets[0].getsockname()[1]})
        return await _watch(room, sandbox, stop)
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


async def _watch(room: Room, sandbox: asyncio.subprocess.Process, stop: asyncio.Event) -> int:
    ended = asyncio.create_task(sandbox.wait())
    background = [
        asyncio.create_task(_keep_log(sandbox, Path(room.log))),
        asyncio.create_task(_limit_memory(sandbox.pid, room.total_memory_bytes)),
        asyncio.create_task(_limit_home(room, stop)),
        asyncio.create_task(_miss_hub(room.doors[0], stop)),
    ]
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not ended.done():
        # The end of its input is the sandbox's signal to finish; what does not is ended with its whole sandbox.
        _pipe_to(sandbox).close()
        await asyncio.wait({ended}, timeout=STOPPING_TIME)
        if not ended.done():
            sandbox.kill()
            await ended
    else:
        # What it said last is often why it ended.
        await asyncio.wait({background[0]}, timeout=1)
    for task in (*background, stopped):
        task.cancel()
    return sandbox.returncode or 0


async def _open_door(door: Door, sockets: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await pass_request(door, reader, writer)

    path = sockets / f"{door.name}.sock"
    await asyncio.start_unix_server(answer, path)
    # The sandbox may be another Unix user. On this side the folder keeps everybody out.
    path.chmod(0o666)


@contextlib.contextmanager
def _listening_socket(path: Path) -> Iterator[int]:
    """Make the socket on which the sandbox answers, and yield a descriptor of it to hand over.

    It is made here so that the sandbox cannot put a link to somebody else's socket in its place, and it is a Unix
    socket because a TCP socket of this machine's network could be turned against other ports.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen(128)
        # Two low descriptors are taken while bwrap starts.
        descriptor = fcntl.fcntl(listening.fileno(), fcntl.F_DUPFD, 20)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


async def _keep_log(sandbox: asyncio.subprocess.Process, path: Path) -> None:
    """Write what the server says to its log, begun anew when it grows too long: learners' code can say a lot."""
    if sandbox.stdout is None:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as log:
        while chunk := await sandbox.stdout.read(64 * 1024):
            if log.tell() + len(chunk) > LONGEST_LOG:
                log.seek(0)
                log.truncate()
            log.write(chunk)
            log.flush()


async def _limit_memory(pid: int, allowed: int) -> None:
    """End the largest program of the sandbox whenever all of them together hold more than they may."""
    while True:
        await asyncio.sleep(MEMORY_INTERVAL)
        sizes: list[tuple[int, psutil.Process]] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            for program in psutil.Process(pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    memory = program.memory_info()
                    sizes.append((memory.rss - memory.shared, program))
        if sizes and sum(size for size, _ in sizes) > allowed:
            with contextlib.suppress(psutil.NoSuchProcess):
                max(sizes, key=lambda entry: entry[0])[1].kill()


async def _limit_home(room: Room, stop: asyncio.Event) -> None:
    """End a server whose home grows too full: the disk is everybody's, the database's too."""
    held, files = await asyncio.to_thread(home_use, Path(room.home))
    most_held = max(room.home_bytes, held + ROOM_TO_TIDY_BYTES)
    most_files = max(room.home_files, files + ROOM_TO_TIDY_FILES)
    while held <= most_held and files <= most_files:
        await asyncio.sleep(HOME_INTERVAL)
        held, files = await asyncio.to_thread(home_use, Path(room.home))
    stop.set()


def home_use(home: Path) -> tuple[int, int]:
    """Count the bytes on the disk and the files below a home folder; links are not followed."""
    held = files = 0
    folders = [str(home)]
    while folders:
        # What cannot be listed or has gone meanwhile holds nothing that we could count.
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                files += 1
                with contextlib.suppress(OSError):
                    held += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
    return held, files


async def _miss_hub(hub: Door, stop: asyncio.Event) -> None:
    """Give up when the Hub has not been there for a long while, so that no server is left behind."""
    loop = asyncio.get_running_loop()
    last_seen = loop.time()
    while loop.time() - last_seen < HUB_PATIENCE:
        await asyncio.sleep(HUB_INTERVAL)
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(hub.host, hub.target_port)
            writer.close()
            last_seen = loop.time()
    stop.set()


def _pipe_to(sandbox: asyncio.subprocess.Process) -> asyncio.StreamWriter:
    if sandbox.stdin is None:
        raise RuntimeError("The sandbox was started without an input to order it through.")
    return sandbox.stdin


def _report(answer: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    # The spawner reads one line; holding the pipe longer would only tie us to that process.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stdout.fileno())
    os.close(quiet)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
