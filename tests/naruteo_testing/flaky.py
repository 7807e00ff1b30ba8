"""A network between client and server that breaks when told to."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["before", "after"]
"""Whether the connection breaks before the server has the request, or after it has answered and nobody heard."""


@dataclass
class Network:
    """Passes requests on; each entry of `faults` breaks one request whose first line has `method` in it."""

    address: str
    faults: list[Fault] = field(default_factory=list)
    method: str = "POST"
    passed: list[bytes] = field(default_factory=list)

    def carry(self, connection: socket.socket, upstream: tuple[str, int]) -> None:
        """Carry one request and its answer."""
        with connection:
            request = _read_request(connection)
            if not request:
                return
            fault = self.faults.pop(0) if self.faults and request.startswith(self.method.encode()) else None
            if fault == "before":
                return
            with socket.create_connection(upstream) as server:
                # One request a connection, so that the end of the answer is the end of the connection.
                server.sendall(re.sub(rb"(?i)connection: keep-alive", b"Connection: close", request, count=1))
                answer = b"".join(iter(lambda: server.recv(65536), b""))
            self.passed.append(request)
            if fault is None:
                connection.sendall(answer)


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return b""
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def network_before(address: str) -> Iterator[Network]:
    """A network in front of an address."""
    url = urlsplit(address)
    upstream = (url.hostname or "", url.port or 80)
    listener = socket.create_server(("127.0.0.1", 0))
    network = Network(f"http://127.0.0.1:{listener.getsockname()[1]}{url.path}")

    def serve() -> None:
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            network.carry(connection, upstream)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
