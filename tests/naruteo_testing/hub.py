"""A real JupyterHub with the real spawner and proxy for tests, and people who use it as a browser would."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import websocket

CONFIG = Path(__file__).resolve().parents[2] / "hub_config" / "jupyterhub_config.py"
SERVICE_TOKEN = "service-token-of-the-tests-0123456789"
CLIENT_SECRET = "client-secret-of-the-tests-0123456789"
PASSWORD = "spinning-mules"
# People sign in with a password instead of through the portal; all else is as it is in earnest.
OVERRIDES = f"""
load_subconfig({str(CONFIG)!r})
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {PASSWORD!r}
c.SharedPasswordAuthenticator.allow_all = True
"""
# A server that cannot be started must not make the tests hang.
LONGEST_START = 180.0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass
class RunningHub:
    """A Hub process in a folder of its own."""

    folder: Path
    portal_port: int
    extra: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    people: list["HubPerson"] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "hub.log").read_text(errors="replace")

    def start(self) -> None:
        config = self.folder / "test_config.py"
        config.write_text(OVERRIDES + self.extra)
        portal = f"http://127.0.0.1:{self.portal_port}"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "NARUTEO_DATA": str(self.folder),
            "NARUTEO_PORTAL_URL": portal,
            "NARUTEO_PORTAL_INTERNAL_URL": portal,
            "NARUTEO_HUB_URL": self.url,
            "NARUTEO_HUB_HOST": "127.0.0.1",
            "NARUTEO_HUB_PORT": str(self.port),
            "NARUTEO_HUB_CLIENT_SECRET": CLIENT_SECRET,
            "NARUTEO_HUB_SERVICE_TOKEN": SERVICE_TOKEN,
            "JUPYTERHUB_CRYPT_KEY": "0" * 64,
            "CONFIGPROXY_AUTH_TOKEN": "proxy-token-of-the-tests",
            **self.environment,
        }
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(config)],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._healthy, "the Hub answers", 90)

    def _healthy(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise AssertionError(f"The Hub ended: {self.log[-3000:]}")
        try:
            return httpx.get(f"{self.url}/hub/health", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is None:
            return
        if how is signal.SIGKILL:
            # The proxy is the Hub's child and would stay; the notebook servers are meant to.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.send_signal(how)
        self.process.wait(timeout=90)
        self.process = None

    def as_service(self) -> httpx.Client:
        """The portal's own connection to the Hub's API."""
        return httpx.Client(
            base_url=f"{self.url}/hub/api/", headers={"Authorization": f"token {SERVICE_TOKEN}"}, timeout=30
        )

    def sign_in(self, name: str) -> "HubPerson":
        person = HubPerson(self, name)
        self.people.append(person)
        person.enter()
        return person


class HubPerson:
    """Somebody with a browser who has signed in at the Hub."""

    def __init__(self, hub: RunningHub, name: str) -> None:
        self.hub = hub
        self.name = name
        self.browser = httpx.Client(base_url=hub.url, follow_redirects=True, timeout=60)

    def enter(self) -> None:
        """Sign in at the Hub."""
        form = self.browser.get("/hub/login").text
        found = re.search(r'name="_xsrf"\s+value="([^"]+)"', form)
        assert found, form
        answer = self.browser.post(
            "/hub/login",
            data={"username": self.name, "password": PASSWORD, "_xsrf": found.group(1)},
            follow_redirects=False,
        )
        assert answer.status_code == 302, answer.text

    def go(self, address: str) -> httpx.Response:
        """Open an address and wait where the Hub lets one wait, as its page does by itself."""
        answer = self.browser.get(address)
        deadline = time.monotonic() + LONGEST_START
        while "/spawn-pending/" in str(answer.url) and answer.is_success:
            assert time.monotonic() < deadline, f"No server within {LONGEST_START} s: {self.hub.log[-3000:]}"
            time.sleep(0.1)
            answer = self.browser.get(answer.url)
        return answer

    def start_server(self) -> httpx.Response:
        answer = self.go("/hub/user-redirect/lab")
        assert answer.is_success, answer.text + self.server_log
        return answer

    @property
    def server_log(self) -> str:
        path = self.hub.folder / "hub" / "servers" / f"{self.name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def home(self) -> Path:
        return self.hub.folder / "homes" / self.name

    def api(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        xsrf = self.browser.cookies.get("_xsrf", domain="localhost.local", path=f"/user/{self.name}/")
        headers = {"X-XSRFToken": xsrf or ""}
        return self.browser.request(method, f"/user/{self.name}/api/{path}", headers=headers, **arguments)

    def run(self, code: str, *, seconds: float = 90) -> str:
        """Run code in a fresh kernel of the person's server; return all that it wrote, errors included."""
        started = self.api("POST", "kernels", json={"name": "python3"})
        assert started.status_code == 201, started.text
        kernel = started.json()["id"]
        try:
            return self._execute(kernel, code, seconds)
        finally:
            self.api("DELETE", f"kernels/{kernel}")

    def channel(self, kernel: str, *, seconds: float = 90, protocols: list[str] | None = None) -> websocket.WebSocket:
        """A websocket to a kernel, through the proxy as a browser opens it."""
        request = self.browser.build_request("GET", f"/user/{self.name}/api/kernels/{kernel}/channels")
        return websocket.create_connection(
            str(request.url).replace("http", "ws", 1),
            cookie=request.headers["cookie"],
            origin=self.hub.url,
            timeout=seconds,
            subprotocols=protocols,
        )

    def _execute(self, kernel: str, code: str, seconds: float) -> str:
        channel = self.channel(kernel, seconds=seconds)
        message = uuid.uuid4().hex
        header = {
            "msg_id": message,
            "msg_type": "execute_request",
            "username": "",
            "session": message,
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": True}
        channel.send(
            json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
        )
        written: list[str] = []
        try:
            while True:
                answer = json.loads(channel.recv())
                if answer["parent_header"].get("msg_id") != message:
                    continue
                kind, body = answer["msg_type"], answer["content"]
                if kind == "stream":
                    written.append(body["text"])
                elif kind == "error":
                    written.append(f"{body['ename']}: {body['evalue']}\n")
                elif kind == "status" and body["execution_state"] == "idle":
                    return "".join(written)
        finally:
            channel.close()


@contextlib.contextmanager
def running_hub(folder: Path, **how: Any) -> Iterator[RunningHub]:
    """A Hub for the length of a test; its notebook servers end with it."""
    hub = RunningHub(folder, **how)
    hub.start()
    try:
        yield hub
    finally:
        for person in hub.people:
            person.browser.close()
        hub.stop()


def wait_until(true: Any, what: str, seconds: float = 60) -> None:
    """Wait until ``true()`` is, and fail with words if it never becomes so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"Not within {seconds} s: {what}"
        time.sleep(0.05)
