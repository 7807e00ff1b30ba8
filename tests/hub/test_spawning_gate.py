"""The doors of a notebook server let through what they are for, and the warden watches the rest."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from tornado.web import HTTPError

from naruteo_hub.spawning import warden
from naruteo_hub.spawning.admission import admit
from naruteo_hub.spawning.gate import Refused, checked_head
from naruteo_hub.spawning.ports import kept_ports
from naruteo_hub.spawning.room import Door, Room

DOOR = Door("portal", 8082, "127.0.0.1", 8000, "/api/exchange/v1/")


def head(target: str = "/api/exchange/v1/assignments?course=a", *fields: str) -> bytes:
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: 127.0.0.1:8082", *fields, "", ""]).encode("latin-1")


def test_a_request_goes_on_in_the_targets_name_and_alone() -> None:
    sent = checked_head(DOOR, head("/api/exchange/v1/a", "Connection: keep-alive", "X-Forwarded-For: 10.0.0.1", "A: b"))
    assert sent == b"GET /api/exchange/v1/a HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\nA: b\r\n\r\n"


@pytest.mark.parametrize(
    "refused",
    [
        head("/"),
        head("/api/exchange/v1"[:-1]),
        head("/api/exchange/v1/../../../admin"),
        head("/api/exchange/v1/%2e%2E/admin"),
        head("/api/exchange/v1/..%5cadmin"),
        head("//api/exchange/v1/"),
        head("http://127.0.0.1:8000/admin"),
        b"GET /api/exchange/v1/ HTTP/1.0\r\n\r\n",
        b"nonsense\r\n\r\n",
        head("/api/exchange/v1/a", "Content-Length: 3", "Transfer-Encoding: chunked"),
        head("/api/exchange/v1/a", "Content-Length: 3", "Content-Length: 4"),
        head("/api/exchange/v1/a", "A: b\nTransfer-Encoding: chunked"),
        head("/api/exchange/v1/a", " folded"),
        head("/api/exchange/v1/a", "Name : value"),
        head("/api/exchange/v1/healthz", "SCRIPT_NAME: /api/exchange/v1"),
        head("/api/exchange/v1/healthz", "path_info: /healthz"),
    ],
)
def test_other_requests_do_not_go_through(refused: bytes) -> None:
    with pytest.raises(Refused):
        checked_head(DOOR, refused)


def test_a_room_survives_its_journey_to_the_warden() -> None:
    room = Room("n7k3qx", "/homes/n7k3qx", 200_001, ["run"], {"TOKEN": "t"}, [DOOR], 1, "/log")
    assert Room.from_json(room.to_json()) == room
    # What is secret goes through a pipe and never into the command line.
    assert "t" not in room.sandbox(Path("/sockets")).environment.values()


def test_the_largest_program_ends_when_all_together_hold_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warden, "MEMORY_INTERVAL", 0.1)
    hold = "import time; held = bytearray(b'x') * {size}; time.sleep(60)"
    sizes = (40_000_000, 120_000_000)
    script = " & ".join(f'{sys.executable} -c "{hold.format(size=size)}"' for size in sizes)
    with subprocess.Popen(["sh", "-c", f"{script}; echo ended; wait"], stdout=subprocess.PIPE, text=True) as sandbox:

        async def watch() -> None:
            watching = asyncio.create_task(warden._limit_memory(sandbox.pid, 100_000_000))
            assert sandbox.stdout
            assert await asyncio.wait_for(asyncio.to_thread(sandbox.stdout.readline), 20) == "ended\n"
            watching.cancel()

        try:
            asyncio.run(watch())
            assert sandbox.poll() is None
        finally:
            subprocess.run(["pkill", "-P", str(sandbox.pid)], check=False)


def test_ports_are_kept_while_they_are_free(tmp_path: Path) -> None:
    record = tmp_path / "hub" / "ports.json"
    first = kept_ports(record, ["hub", "proxy"])
    assert first["hub"] != first["proxy"]
    assert kept_ports(record, ["hub", "proxy"]) == first
    with asyncio.Runner() as runner:

        async def while_taken() -> dict[str, int]:
            async with await asyncio.start_server(lambda *_: None, "127.0.0.1", first["hub"]):
                return kept_ports(record, ["hub", "proxy"])

        later = runner.run(while_taken())
    assert later["hub"] != first["hub"]
    assert later["proxy"] == first["proxy"]


def test_only_people_of_a_course_and_administrators_come_in() -> None:
    for groups in (["course:shop-floor:learner"], ["naruteo:administrator"]):
        model = {"name": "n7k3qx", "groups": groups}
        assert asyncio.run(admit(None, None, model)) == model
    for groups in ([], ["naruteo:auditor"], None):
        with pytest.raises(HTTPError) as refusal:
            asyncio.run(admit(None, None, {"name": "n7k3qx", "groups": groups}))
        assert refusal.value.status_code == 403
