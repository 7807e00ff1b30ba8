"""Messages between the grader, a judge and a learner's process: JSON with binary parts, of bounded size.

Nothing of what arrives is ever executed or unpickled: JSON holds no objects, and the binary parts are bytes.
"""

import array
import contextlib
import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

HEAD = struct.Struct("<IIQ")
MEBIBYTE = 1024 * 1024
LARGEST_MESSAGE = 256 * MEBIBYTE
MOST_BUFFERS = 10_000
MOST_DESCRIPTORS = 8

# What a process ends with when a cell wrote far more than is kept.
FLOODED = 77

Message = dict[str, Any]


class Lost(Exception):
    """The other side is gone, or what it sends cannot be read."""


class TooLate(Exception):
    """No message came in time."""


class Channel:
    """One end of a stream of messages, over a Unix socket that can also carry descriptors."""

    def __init__(self, end: socket.socket, largest: int = LARGEST_MESSAGE) -> None:
        self.socket = end
        self.largest = largest
        self.received_bytes = 0
        self.sender_pid: int | None = None
        """Who sent the last descriptors or credentials, as this process's kernel sees it."""
        self._descriptors: list[int] = []

    def fileno(self) -> int:
        """Return the socket's descriptor, so that a channel can be waited for."""
        return self.socket.fileno()

    def close(self) -> None:
        """Close the socket and whatever descriptors came and were not taken."""
        for descriptor in self._descriptors:
            with contextlib.suppress(OSError):
                socket.close(descriptor)
        self._descriptors = []
        self.socket.close()

    def send(self, message: Message, buffers: Sequence[bytes] = (), descriptors: Sequence[int] = ()) -> None:
        """Send one message; raises Lost when nobody is there to read it."""
        text = json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii")
        lengths = struct.pack(f"<{len(buffers)}Q", *map(len, buffers))
        head = HEAD.pack(len(text), len(buffers), sum(map(len, buffers)))
        try:
            if descriptors:
                rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))
                sent = self.socket.sendmsg([head], [rights])
                self.socket.sendall(head[sent:] + lengths + text)
            else:
                self.socket.sendall(head + lengths + text)
            for buffer in buffers:
                self.socket.sendall(buffer)
        except TimeoutError as late:
            raise TooLate from late
        except OSError as fault:
            raise Lost(str(fault)) from fault

    def receive(self, deadline: float | None = None) -> tuple[Message, list[bytes]]:
        """Wait for one message and its binary parts, until ``deadline`` on the monotonic clock."""
        head = self._exactly(HEAD.size, deadline, with_descriptors=True)
        text_size, count, buffers_size = HEAD.unpack(head)
        if count > MOST_BUFFERS or text_size + buffers_size > self.largest:
            raise Lost("The message is larger than allowed.")
        lengths = struct.unpack(f"<{count}Q", self._exactly(8 * count, deadline))
        if sum(lengths) != buffers_size:
            raise Lost("The message contradicts itself.")
        try:
            message = json.loads(self._exactly(text_size, deadline))
        except (ValueError, RecursionError) as fault:
            raise Lost("The message cannot be read.") from fault
        if not isinstance(message, dict):
            raise Lost("The message cannot be read.")
        return message, [bytes(self._exactly(length, deadline)) for length in lengths]

    def take_descriptors(self) -> list[int]:
        """Hand over the descriptors that came with messages so far."""
        taken, self._descriptors = self._descriptors, []
        return taken

    def _exactly(self, size: int, deadline: float | None, *, with_descriptors: bool = False) -> bytearray:
        content = bytearray(size)
        view = memoryview(content)
        while view:
            try:
                if deadline is not None:
                    self.socket.settimeout(max(0.001, deadline - time.monotonic()))
                count = self._with_descriptors(view) if with_descriptors else self.socket.recv_into(view)
            except TimeoutError as late:
                raise TooLate from late
            except OSError as fault:
                raise Lost(str(fault)) from fault
            finally:
                if deadline is not None:
                    self.socket.settimeout(None)
            if count == 0:
                raise Lost("The other side is gone.")
            self.received_bytes += count
            view = view[count:]
        return content

    def _with_descriptors(self, view: memoryview) -> int:
        room = socket.CMSG_SPACE(MOST_DESCRIPTORS * 4) + socket.CMSG_SPACE(12)
        data, ancillary, _, _ = self.socket.recvmsg(len(view), room, socket.MSG_CMSG_CLOEXEC)
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                found = array.array("i")
                found.frombytes(content[: len(content) // 4 * 4])
                self._descriptors += found
            elif level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                self.sender_pid = struct.unpack("3i", content)[0]
        view[: len(data)] = data
        return len(data)


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two connected sockets for channels."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
