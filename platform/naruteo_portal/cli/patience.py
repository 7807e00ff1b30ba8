"""Gunicorn's threads, kept for requests that have arrived: slow senders wait outside, and nobody holds one long."""

import contextlib
import re
import select
import socket
import threading
import time
from typing import Any

from gunicorn.workers import gthread

# A usual request is here as a whole before a thread looks at it; what is larger is read in a thread, a few at a time.
PEEKED_BYTES = 32 * 1024
LARGE_AT_ONCE = 4
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
ARRIVING_SECONDS = 60
# However slowly a list or an archive is sent, and however slowly a page is taken.
ANSWERING_SECONDS = 120
CHECK_SECONDS = 2.0
HEARD_BYTES = 128 * 1024 * 1024
HEARING_SECONDS = 10
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
DEFER = vars(gthread)["_DEFER"]


def missing_bytes(arrived: bytes) -> int | None:
    """How many bytes at least must still come; 0 for a whole request, None for one that is too large to wait for."""
    head, end, body = arrived.partition(b"\r\n\r\n")
    if not end:
        return 1 if len(arrived) < PEEKED_BYTES else None
    length = LENGTH.search(head + b"\r\n")
    if length is None:
        return None if b"\r\ntransfer-encoding:" in head.lower() else 0
    missing = int(length[1]) - len(body)
    return max(0, missing) if len(arrived) + missing <= PEEKED_BYTES else None


def await_more(client: socket.socket, arrived: int, missing: int) -> bool:
    """Let the socket be readable only when so much more has come; whether it has by now."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, arrived + missing)
    return bool(select.select([client], [], [], 0)[0])


def hang_up(client: socket.socket) -> bool:
    """Say no more and listen no more, or closing would wait for what is still being sent; there is no next request."""
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_RDWR)
    return False


def hear_out(client: socket.socket) -> None:
    """Let a large body that was refused come to its end: closing at once would take the answer away with it."""
    with contextlib.suppress(OSError):
        client.shutdown(socket.SHUT_WR)
        deadline = time.monotonic() + HEARING_SECONDS
        heard = 0
        while heard < HEARD_BYTES and (left := deadline - time.monotonic()) > 0:
            client.settimeout(left)
            chunk = client.recv(256 * 1024)
            if not chunk:
                return
            heard += len(chunk)


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn comes without types
    """A threaded worker that a handful of slow connections cannot occupy."""

    def init_process(self) -> None:
        """Begin to watch the clock, then serve."""
        self.answering: dict[Any, float] = {}
        self.arriving: dict[Any, float] = {}
        self.large = threading.BoundedSemaphore(LARGE_AT_ONCE)
        threading.Thread(target=self._hang_up, daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Answer a request that is here; send others back to wait without a thread."""
        try:
            missing = self._missing(conn)
        except OSError:
            missing = 0
        if missing:
            began = self.arriving.setdefault(conn, time.monotonic())
            if time.monotonic() - began < ARRIVING_SECONDS:
                return DEFER
        self.arriving.pop(conn, None)
        if missing:
            return hang_up(conn.sock)
        if missing is None and not self.large.acquire(blocking=False):
            with contextlib.suppress(OSError):
                conn.sock.sendall(BUSY)
            return hang_up(conn.sock)
        self.answering[conn] = time.monotonic()
        try:
            kept = super().handle(conn)
            if missing is None and not kept:
                hear_out(conn.sock)
            return kept
        finally:
            self.answering.pop(conn, None)
            if missing is None:
                self.large.release()

    def murder_pending(self) -> None:
        """Close what has waited too long, and forget when it came."""
        super().murder_pending()
        if not self.pending_conns:
            self.arriving = {conn: began for conn, began in self.arriving.items() if conn.sock.fileno() >= 0}

    def _missing(self, conn: Any) -> int | None:
        if conn.parser is not None and conn.parser.unreader.buf.getvalue():
            # A further request came with the last one, so part of it is no longer at the socket.
            return 0
        conn.data_ready = True
        try:
            arrived = conn.sock.recv(PEEKED_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 1
        missing = missing_bytes(arrived) if arrived else 0
        if missing and not await_more(conn.sock, len(arrived), missing):
            return missing
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        return None if missing is None else 0

    def _hang_up(self) -> None:
        while True:
            time.sleep(CHECK_SECONDS)
            for conn, began in list(self.answering.items()):
                if time.monotonic() - began > ANSWERING_SECONDS:
                    hang_up(conn.sock)
