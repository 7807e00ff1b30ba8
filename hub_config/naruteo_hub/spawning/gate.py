"""Let requests out of a sandbox through a Unix socket, if their path is one that notebook servers may ask for."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from naruteo_hub.spawning.room import Door

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PATIENCE = 30.0
CHUNK = 64 * 1024
# Headers about the connection and about who asks from where: the gate's to write, not the notebook's.
REWRITTEN = {"host", "connection", "keep-alive", "upgrade", "forwarded"}


class Refused(Exception):
    """A request that does not go through; the message is shown to the one who asked."""


async def pass_request(door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read one request's head, check it, and join the rest of the connection with the target."""
    try:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
            onward = checked_head(door, head)
        except (asyncio.LimitOverrunError, Refused) as refusal:
            writer.write(_answer(403, str(refusal)))
            return
        try:
            target_reader, target_writer = await asyncio.open_connection(door.host, door.target_port)
        except OSError:
            writer.write(_answer(502, f"The {door.name} does not answer at the moment."))
            return
        target_writer.write(onward)
        await join(reader, writer, target_reader, target_writer)
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()


def checked_head(door: Door, head: bytes) -> bytes:
    """Return the request head to send on: the allowed path, the target's own name, and one request per connection."""
    lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    try:
        method, target, version = lines[0].split(" ")
    except ValueError:
        raise Refused("This is not an HTTP request.") from None
    path = unquote(target.partition("?")[0])
    # Checked after decoding, as the target will read it; a path that climbs is not looked into further.
    within = path == door.path.rstrip("/") or path.startswith(door.path)
    if not within or ".." in path or "\\" in path or "//" in path or version != "HTTP/1.1":
        raise Refused(f"From a notebook only {door.path} can be asked for here.")
    fields: list[str] = []
    names: list[str] = []
    for line in lines[1:]:
        name, colon, _ = line.partition(":")
        if not colon or not name or name != name.strip() or any(sign in line for sign in "\r\n\0"):
            raise Refused("The request has a header that is not one.")
        if "_" in name:
            # Gunicorn takes some of these from its own machine as orders: SCRIPT_NAME cuts the path that was checked.
            raise Refused("A header's name has no underscore here.")
        names.append(name.lower())
        if name.lower() not in REWRITTEN and not name.lower().startswith("x-forwarded"):
            fields.append(line)
    # With two ways to tell where a body ends, a second request could hide in the first one's body.
    if names.count("content-length") + names.count("transfer-encoding") > 1:
        raise Refused("The request tells the length of its body twice.")
    fields = [f"Host: {door.host}:{door.target_port}", "Connection: close", *fields]
    return "\r\n".join([f"{method} {target} {version}", *fields, "", ""]).encode("latin-1")


async def join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    other_reader: asyncio.StreamReader,
    other_writer: asyncio.StreamWriter,
) -> None:
    """Carry bytes both ways until both sides have finished."""
    await asyncio.gather(_carry(reader, other_writer), _carry(other_reader, writer))


def joined_with(open_other: Callable[[], Awaitable[Ends]]) -> Answering:
    """Return what answers a connection by opening another one and joining the two; no other one, no answer."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other_writer = await open_other()
        except OSError:
            writer.close()
            return
        await join(reader, writer, other_reader, other_writer)
        for end in (writer, other_writer):
            end.close()

    return answer


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(CHUNK):
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
    except (ConnectionError, OSError):
        sink.close()


def _answer(status: int, message: str) -> bytes:
    body = f"{message}\n".encode()
    head = f"HTTP/1.1 {status} Refused\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body
