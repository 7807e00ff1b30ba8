"""First program inside a notebook sandbox: join its ports with the doors, run the notebook server, end with it."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from naruteo_hub.spawning.gate import join
from naruteo_hub.spawning.room import SERVER_PORT

STOPPING_TIME = 4.0


async def main() -> int:
    """Read the order from standard input and serve until the notebook server or the warden ends."""
    loop = asyncio.get_running_loop()
    commands = asyncio.StreamReader(limit=1024 * 1024)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    order = json.loads(await commands.readline())
    servers = [
        # The warden made this listening socket: it alone decides where it can be reached.
        await asyncio.start_unix_server(_into_server, sock=socket.socket(fileno=order["listening"])),
    ]
    for port, path in order["doors"]:
        servers.append(await asyncio.start_server(_door(Path(path)), "127.0.0.1", port))
    os.umask(0o077)
    server = await asyncio.create_subprocess_exec(
        *order["argv"], env={**os.environ, **order["environment"]}, stdin=asyncio.subprocess.DEVNULL
    )
    ended = asyncio.create_task(server.wait())
    told_to_stop = asyncio.create_task(commands.read())
    await asyncio.wait({ended, told_to_stop}, return_when=asyncio.FIRST_COMPLETED)
    if not ended.done():
        server.send_signal(signal.SIGTERM)
        await asyncio.wait({ended}, timeout=STOPPING_TIME)
    told_to_stop.cancel()
    for listening in servers:
        listening.close()
    return server.returncode or 0


async def _into_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", SERVER_PORT)
    except OSError:
        # Not up yet: whoever asks will ask again.
        writer.close()
        return
    await _meet(reader, writer, server_reader, server_writer)


def _door(path: Path) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def go_out(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            door_reader, door_writer = await asyncio.open_unix_connection(path)
        except OSError:
            writer.close()
            return
        await _meet(reader, writer, door_reader, door_writer)

    return go_out


async def _meet(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    other_reader: asyncio.StreamReader,
    other_writer: asyncio.StreamWriter,
) -> None:
    await join(reader, writer, other_reader, other_writer)
    for end in (writer, other_writer):
        end.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
