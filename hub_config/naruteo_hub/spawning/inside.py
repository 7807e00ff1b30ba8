"""First program inside a notebook sandbox: join its ports with the doors, run the notebook server, end with it."""

import asyncio
import json
import os
import signal
import socket
import sys
from functools import partial

from naruteo_hub.spawning.gate import joined_with
from naruteo_hub.spawning.room import SERVER_PORT

STOPPING_TIME = 4.0


async def main() -> int:
    """Read the order from standard input and serve until the notebook server or the warden ends."""
    loop = asyncio.get_running_loop()
    commands = asyncio.StreamReader(limit=1024 * 1024)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    order = json.loads(await commands.readline())
    server_address = partial(asyncio.open_connection, "127.0.0.1", SERVER_PORT)
    servers = [
        # The warden made this listening socket: it alone decides where it can be reached.
        await asyncio.start_unix_server(joined_with(server_address), sock=socket.socket(fileno=order["listening"])),
    ]
    for port, path in order["doors"]:
        to_door = joined_with(partial(asyncio.open_unix_connection, path))
        servers.append(await asyncio.start_server(to_door, "127.0.0.1", port))
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


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
