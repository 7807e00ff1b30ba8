"""An attacker at the running platform: from the network, from another account of the machine, from a process list."""

import json
import re
import socket
import stat
import time
from email import message_from_string, policy
from pathlib import Path

import httpx
import psutil
import pytest

from naruteo_testing.platform import Platform

pytestmark = pytest.mark.journey
SLOW = (
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: %d\r\n\r\na="
)


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def asked(platform: Platform, request: bytes) -> bytes:
    """The portal's answer to bytes that no browser would send."""
    with socket.create_connection(("127.0.0.1", port_of(platform.portal)), timeout=20) as client:
        client.sendall(request)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
    return answer


def test_nobody_else_on_the_machine_reads_what_is_kept(platform: Platform) -> None:
    kept = {entry.name: stat.S_IMODE(entry.lstat().st_mode) for entry in platform.data.iterdir()}
    assert {name: oct(mode) for name, mode in kept.items() if mode & 0o077} == {}
    (database,) = platform.data.glob("postgres/.s.PGSQL.*[0-9]")
    assert stat.S_IMODE(database.stat().st_mode) == 0o700


def test_the_list_of_processes_holds_no_secret(platform: Platform) -> None:
    secrets = {path.read_text().strip() for path in (platform.data / "secrets").iterdir()}
    assert len(secrets) >= 5
    ours = psutil.Process(platform.process.pid)
    for process in (ours, *ours.children(recursive=True)):
        try:
            command = " ".join(process.cmdline())
        except psutil.NoSuchProcess:
            continue
        assert not [secret for secret in secrets if secret in command], command
    for log in platform.data.glob("logs/*.log"):
        written = log.read_text(errors="replace")
        assert not [secret for secret in secrets if secret in written], log


@pytest.mark.parametrize("header", ["SCRIPT_NAME: /api/exchange/v1", "PATH_INFO: /healthz"])
def test_no_header_changes_the_path_that_was_asked_for(platform: Platform, header: str) -> None:
    request = f"GET /api/exchange/v1/healthz HTTP/1.1\r\nHost: x\r\n{header}\r\nConnection: close\r\n\r\n"
    assert asked(platform, request.encode()).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("length", [1000, 400_000])
def test_slow_senders_keep_nobody_waiting(platform: Platform, length: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port_of(platform.portal))) for _ in range(60)]
    try:
        for client in slow:
            client.sendall(SLOW % length)
        time.sleep(0.5)
        # The portal bears with such a sender for a minute.
        assert httpx.get(f"{platform.portal}/courses", timeout=20).is_success
    finally:
        for client in slow:
            client.close()


def test_addresses_in_mails_come_from_the_settings(platform: Platform) -> None:
    with httpx.Client(base_url=platform.portal) as visitor:
        form = visitor.get("/password").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token
        answer = visitor.post(
            "/password",
            data={"csrf_token": token[1], "email": "seojun@example.kr"},
            headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "8.8.8.8"},
        )
        assert answer.headers["location"] == "/password/sent"
    mail = await_mail(platform.data / "mail", "seojun@example.kr", "/password/new?token=")
    assert f"{platform.portal}/password/new?token=" in mail
    assert "evil" not in mail


def await_mail(folder: Path, address: str, about: str) -> str:
    """The latest mail to an address that holds some words; other journeys make the same people write and receive."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for path in sorted(folder.glob("*.eml"), reverse=True):
            text = path.read_text()
            if f"To: {address}" in text and "Content-Transfer-Encoding" in text and about in decoded(text):
                return decoded(text)
        time.sleep(0.2)
    raise AssertionError(f"No mail to {address}")


def decoded(text: str) -> str:
    """A mail's body as its reader sees it."""
    body = message_from_string(text, policy=policy.default).get_body()
    return str(body.get_content()) if body is not None else ""


def test_the_session_stays_on_the_portal(platform: Platform) -> None:
    answer = httpx.get(f"{platform.portal}/sign-in")
    assert re.search(r"naruteo=[^;]+; HttpOnly; Path=/; SameSite=Lax", answer.headers["set-cookie"])
    assert answer.headers["cache-control"] == "no-store"
    for method, path in (("OPTIONS", "/"), ("TRACE", "/"), ("DELETE", "/sign-in"), ("PUT", "/courses")):
        assert httpx.request(method, f"{platform.portal}{path}").status_code < 500


def test_a_token_of_nobody_opens_nothing(platform: Platform) -> None:
    tokens = ["x", "x" * 5000, json.dumps({"admin": True}), "naïve"]
    for token in tokens:
        answer = httpx.get(
            f"{platform.portal}/api/exchange/v1/assignments", headers={b"Authorization": f"token {token}".encode()}
        )
        assert answer.status_code in (400, 401)
