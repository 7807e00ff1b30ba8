"""Slow senders do not keep the portal from everybody else."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from naruteo_portal.cli.patience import PEEKED_BYTES, missing_bytes
from naruteo_testing.platform import free_port

APPLICATION = """
def app(environ, start_response):
    wanted = 0 if environ["PATH_INFO"] == "/refused" else int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(wanted)
    answer = f"{environ['PATH_INFO']} {len(body)}".encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""
POST = b"POST /a HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("arrived", "missing"),
    [
        (b"GET / HT", 1),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0),
        (POST + b"Content-Length: 5\r\n\r\nab", 3),
        (POST + b"content-length: 5\r\nA: b\r\n\r\nabcdeX", 0),
        (POST + b"Content-Length: 900000\r\n\r\nab", None),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n", None),
        (b"G" * PEEKED_BYTES, None),
    ],
)
def test_what_is_still_to_come_is_known_from_what_is_here(arrived: bytes, missing: int | None) -> None:
    assert missing_bytes(arrived) == missing


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("slow")
    (folder / "answering.py").write_text(APPLICATION)
    port = free_port()
    worker = "naruteo_portal.cli.patience.PatientWorker"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "8", "--keep-alive", "10"]
    with subprocess.Popen([*command, "--worker-class", worker, "answering:app"], cwd=folder) as process:
        deadline = time.monotonic() + 60
        while not _answers(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield port
        process.terminate()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=5).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET / HTTP/1.1\r\nX: ", POST + b"Content-Length: 100\r\n\r\na", POST + b"Content-Length: 900000\r\n\r\na"],
)
def test_forty_slow_senders_keep_nobody_waiting(port: int, begun: bytes) -> None:
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    try:
        for client in slow:
            client.sendall(begun)
        time.sleep(0.3)
        # The portal bears with such a sender for a minute.
        for _ in range(5):
            assert httpx.get(f"http://127.0.0.1:{port}/page", timeout=20).text == "/page 0"
    finally:
        for client in slow:
            client.close()


def test_a_request_in_pieces_is_answered_and_the_connection_kept(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        for _ in range(2):
            for piece in (b"POST /pieces HT", b"TP/1.1\r\nHost: x\r\nContent-Length: 6\r\n", b"\r\nabc", b"def"):
                client.sendall(piece)
                time.sleep(0.1)
            assert client.recv(1000).endswith(b"/pieces 6")
        # Two at once: the second is read ahead with the first.
        client.sendall((POST + b"Content-Length: 1\r\n\r\nx") * 2)
        answers = b""
        while answers.count(b"/a 1") < 2:
            answers += client.recv(1000)


def test_a_large_body_is_taken(port: int) -> None:
    assert httpx.post(f"http://127.0.0.1:{port}/large", content=b"x" * 5_000_000, timeout=30).text == "/large 5000000"


def test_who_sends_too_much_hears_why(port: int) -> None:
    for _ in range(3):
        assert (
            httpx.post(f"http://127.0.0.1:{port}/refused", content=b"x" * 30_000_000, timeout=30).text == "/refused 0"
        )
