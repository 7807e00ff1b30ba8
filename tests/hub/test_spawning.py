"""Each user's notebook server stands in a sandbox of its own, and hostile code in it gets nowhere."""

import json
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from naruteo_hub.spawning.homes import UnfitName, prepare_home
from naruteo_testing.hub import HubPerson, RunningHub, running_hub, wait_until

SECRET = "nobody-in-a-notebook-may-read-this"
CLIMBING = [
    "/",
    "/admin",
    "/api/exchange/v1/../../../admin",
    "/api/exchange/v1/%2e%2e/admin",
    "//api/exchange/v1/",
    "/api/exchange/v10",
]
# A second request hidden behind the first one on the same connection.
TWO_IN_ONE = b"GET /api/exchange/v1/a HTTP/1.1\r\nHost: x\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n"


class Portal(BaseHTTPRequestHandler):
    """A portal that tells what it was asked; its own pages are as secret as anything here."""

    def do_GET(self) -> None:
        body = f"{self.path} for {self.headers['Host']} {SECRET if 'exchange' not in self.path else ''}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests have no use for an access log."""


@pytest.fixture(scope="module")
def portal() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, portal: int) -> Iterator[RunningHub]:
    folder = tmp_path_factory.mktemp("platform")
    for name in ("secrets/hub_client_secret", "postgres/PG_VERSION", "hub/kept"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(SECRET)
    with running_hub(folder, portal_port=portal) as hub:
        yield hub


@pytest.fixture(scope="module")
def learner(hub: RunningHub) -> HubPerson:
    person = hub.sign_in("n7k3qx")
    person.start_server()
    return person


@pytest.fixture(scope="module")
def neighbour(hub: RunningHub) -> HubPerson:
    person = hub.sign_in("p2w9zt")
    person.start_server()
    (person.home / "diary.txt").write_text(SECRET)
    return person


def test_a_notebook_runs_with_what_the_courses_need(learner: HubPerson) -> None:
    code = (
        "import os, sys, numpy, pandas; print(pandas.DataFrame({'a': [1, 2]}).a.sum(), os.getcwd()); print(os.getuid())"
    )
    written = learner.run(code)
    assert written.startswith(f"3 /home/{learner.name}\n"), written
    assert written.strip().endswith(str(learner.home.stat().st_uid))
    assert learner.home.stat().st_mode & 0o777 == 0o700


def test_files_of_others_and_of_the_platform_are_not_there(
    hub: RunningHub, learner: HubPerson, neighbour: HubPerson
) -> None:
    checkout = Path(__file__).resolve().parents[2]
    wanted = [
        hub.folder, hub.folder / "secrets" / "hub_client_secret", hub.folder / "postgres", hub.folder / "hub",
        neighbour.home, checkout / "courses", checkout / "platform", checkout / ".git",
        checkout / "hub_config/jupyterhub_config.py", Path("/etc/shadow"), Path("/var"), Path("/root/.ssh"),
    ]  # fmt: skip
    code = f"""
import os, sys
for path in {[str(path) for path in wanted]!r}:
    print(path, os.path.lexists(path))
for folder, folders, files in os.walk("/"):
    if folder.startswith(("/proc", "/usr", "/dev", sys.prefix, sys.base_prefix)):
        folders.clear()
        continue
    for name in files:
        try:
            if {SECRET!r} in open(os.path.join(folder, name), errors="ignore").read(100_000):
                print("FOUND", folder, name)
        except OSError:
            pass
print(sorted(os.listdir("/home")))
"""
    written = learner.run(code, seconds=60)
    assert "True" not in written, written
    assert "FOUND" not in written
    assert written.strip().endswith(f"['{learner.name}']")


def test_other_processes_and_the_secrets_of_the_hub_are_out_of_sight(learner: HubPerson, neighbour: HubPerson) -> None:
    code = """
import os, glob
for path in glob.glob("/proc/[0-9]*/cmdline"):
    print(open(path).read().replace(chr(0), " "))
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        print(open(path).read().replace(chr(0), " "))
    except OSError as error:
        print(error)
"""
    written = learner.run(code)
    assert "naruteo_hub.spawning.inside" in written
    assert neighbour.name not in written
    for secret in ("NARUTEO_HUB", "CRYPT_KEY", "CONFIGPROXY", "client-secret", "service-token", "proxy-token"):
        assert secret not in written
    # The token goes to the server through a pipe, never through a command line that others can read.
    token = re.search(r"JUPYTERHUB_API_TOKEN=(\w+)", written)
    assert token
    commands = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    assert not any(token.group(1) in command for command in commands)


def test_the_network_has_only_two_doors(hub: RunningHub, learner: HubPerson, neighbour: HubPerson, portal: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as database:
        ports = [database.getsockname()[1], hub.port, portal, _port_of(neighbour)]
        code = f"""
import os, socket, urllib.request, urllib.error
for target in [("1.1.1.1", 53), ("192.168.0.1", 80), *(("127.0.0.1", port) for port in {ports!r})]:
    try:
        socket.create_connection(target, 2)
        print("REACHED", target)
    except OSError as error:
        print(error)
def ask(port, path, **headers):
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{{port}}{{path}}", headers=headers)
        return urllib.request.urlopen(request).read().decode()
    except urllib.error.HTTPError as error:
        return f"{{error.code}} {{error.read().decode()}}"
print(ask(8082, "/api/exchange/v1/assignments?course=a"))
for path in {CLIMBING!r}:
    print(ask(8082, path))
mine = {{"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]}}
print("ME", ask(8081, "/hub/api/user", **mine))
print("OTHERS", ask(8081, "/hub/api/users", **mine), ask(8081, "/hub/api/users/{neighbour.name}", **mine))
print("LOGIN", ask(8081, "/hub/login"))
raw = socket.create_connection(("127.0.0.1", 8082))
raw.sendall({TWO_IN_ONE!r})
answers = b""
while chunk := raw.recv(65536):
    answers += chunk
print("RAW", answers)
"""
        written = learner.run(code)
    assert "REACHED" not in written, written
    assert f"/api/exchange/v1/assignments?course=a for 127.0.0.1:{portal}" in written
    assert SECRET not in written, written
    assert written.count("403 From a notebook only /api/exchange/v1/ can be asked for here.") == 6, written
    assert re.search(rf'ME .*"name": ?"{learner.name}"', written)
    assert re.search(r"OTHERS 403 .* 404 |OTHERS 403 .* 403 ", written, re.DOTALL)
    assert "LOGIN 403 From a notebook only" in written


def test_kernels_speak_the_protocol_that_jupyterlab_asks_for(learner: HubPerson) -> None:
    protocol = "v1.kernel.websocket.jupyter.org"
    kernel = learner.api("POST", "kernels", json={"name": "python3"}).json()["id"]
    channel = learner.channel(kernel, protocols=[protocol])
    assert channel.getsubprotocol() == protocol
    header = {"msg_id": "m1", "msg_type": "kernel_info_request", "session": "s1", "username": "", "version": "5.3"}
    parts = [b"shell", json.dumps(header).encode(), b"{}", b"{}", b"{}"]
    # The message as JupyterLab writes it: how many places, the places, then the parts.
    start = 8 * (len(parts) + 2)
    places = [start + sum(map(len, parts[:number])) for number in range(len(parts) + 1)]
    channel.send_binary(b"".join(place.to_bytes(8, "little") for place in (len(places), *places)) + b"".join(parts))
    while b"kernel_info_reply" not in (answer := channel.recv()):
        assert isinstance(answer, bytes)
    channel.close()
    learner.api("DELETE", f"kernels/{kernel}")


def test_a_fork_bomb_and_a_memory_hog_stay_inside(learner: HubPerson, neighbour: HubPerson) -> None:
    bomb = """
import os, time
children = []
try:
    while len(children) < 2000:
        child = os.fork()
        if child == 0:
            time.sleep(20)
            os._exit(0)
        children.append(child)
except OSError as error:
    print("stopped", error)
for child in children:
    os.kill(child, 9)
"""
    run = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {bomb!r}])"
    assert "stopped" in learner.run(run)
    assert "MemoryError" in learner.run("x = bytearray(3 * 1024**3)")
    assert neighbour.run("print(6 * 7)") == "42\n"


def test_a_link_in_the_home_leads_nowhere(hub: RunningHub, learner: HubPerson) -> None:
    code = f"import os; os.symlink({str(hub.folder)!r}, 'way-out'); print(os.path.exists('way-out/secrets'))"
    assert learner.run(code) == "False\n"
    assert learner.browser.get(f"/user/{learner.name}/api/contents/way-out").status_code in (400, 404)


def test_another_learners_server_does_not_open(learner: HubPerson, neighbour: HubPerson) -> None:
    answer = learner.browser.get(f"/user/{neighbour.name}/api/contents")
    assert answer.status_code in (403, 404)
    assert "diary" not in answer.text


def test_a_learners_own_modules_do_not_stand_in_for_the_librarys(hub: RunningHub) -> None:
    person = hub.sign_in("shadow")
    home, _ = prepare_home(hub.folder / "homes", person.name)
    for name in ("random.py", "asyncio.py", "naruteo_hub.py", "nbgrader.py"):
        (home / name).write_text("raise SystemExit('not the library')")
    person.start_server()


def test_a_home_that_grows_too_full_ends_its_server(tmp_path: Path, portal: int) -> None:
    extra = "c.SandboxSpawner.home_bytes = 20_000_000\n"
    with running_hub(tmp_path, portal_port=portal, extra=extra) as hub:
        person = hub.sign_in("hoarder")
        person.start_server()
        person.run("open('large', 'wb').write(bytes(80_000_000))")
        wait_until(lambda: not _wardens_of(person), "the server has ended")
        with hub.as_service() as portal_itself:
            address = f"users/{person.name}"
            wait_until(lambda: not portal_itself.get(address).json()["server"], "the Hub has noticed")
        # What is there may be tidied up.
        person.start_server()
        assert "large" in person.run("import os; print(os.listdir('.')); os.remove('large')")


def test_the_server_ends_with_all_that_it_started(hub: RunningHub) -> None:
    person = hub.sign_in("leaving")
    person.start_server()
    person.run("import subprocess; subprocess.Popen(['sleep', '4242'], start_new_session=True)")
    assert _running("4242")
    with hub.as_service() as portal:
        assert portal.delete(f"users/{person.name}/server").status_code in (202, 204)
        wait_until(lambda: not _running("4242") and not _wardens_of(person), "everything has ended")
        assert portal.delete(f"users/{person.name}").status_code == 204
    # Signed out at the Hub as well: the next page asks who it is.
    assert "/hub/login" in str(person.browser.get("/hub/home").url)


def test_a_restarted_hub_finds_its_servers_again(tmp_path: Path, portal: int) -> None:
    with running_hub(tmp_path, portal_port=portal) as hub:
        person = hub.sign_in("staying")
        person.start_server()
        person.run("open('kept.txt', 'w').write('kept')")
        (warden,) = _wardens_of(person)
        hub.stop(signal.SIGKILL)
        hub.start()
        assert person.run("print(open('kept.txt').read())") == "kept\n"
        assert _wardens_of(person) == [warden]
    wait_until(lambda: not _wardens_of(person), "the server has ended with the Hub")


def test_without_a_sandbox_the_page_says_what_to_install(tmp_path: Path, portal: int) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "env", "true", "setpriv", "prlimit"):
        found = next(place for place in (Path("/usr/bin") / tool, Path("/bin") / tool) if place.exists())
        (tools / tool).symlink_to(found)
    with running_hub(tmp_path, portal_port=portal, environment={"PATH": str(tools)}) as hub:
        answer = hub.sign_in("unlucky").go("/hub/spawn")
        assert answer.status_code == 500
        assert "sudo apt-get install bubblewrap" in answer.text
        assert not list((tmp_path / "homes").glob("*/*"))


def _wardens_of(person: HubPerson) -> list[int]:
    """The warden is known by the sandbox that it started for this home."""
    found = []
    for process in psutil.process_iter(["cmdline", "ppid"]):
        command = process.info["cmdline"] or []
        if "--bind" in command and str(person.home) in command and command[0].endswith("bwrap"):
            parent = process.info["ppid"]
            if _is_warden(parent):
                found.append(parent)
    return found


def _is_warden(pid: int) -> bool:
    try:
        return "naruteo_hub.spawning.warden" in psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:
        return False


def _port_of(person: HubPerson) -> int:
    (warden,) = _wardens_of(person)
    listening = [each for each in psutil.Process(warden).net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    return int(listening[0].laddr.port)


def _running(argument: str) -> bool:
    return any(process.info["cmdline"] == ["sleep", argument] for process in psutil.process_iter(["cmdline"]))


def test_homes_keep_their_unix_user(tmp_path: Path) -> None:
    first, one = prepare_home(tmp_path / "homes", "first")
    _, two = prepare_home(tmp_path / "homes", "second")
    assert prepare_home(tmp_path / "homes", "first") == (first, one)
    if os.geteuid() == 0:
        assert one is not None and one > 200_000
        assert two == one + 1
    else:
        assert one is two is None
    for name in ("../first", "", ".lock", "Ö", "a/b", "-x"):
        with pytest.raises(UnfitName):
            prepare_home(tmp_path / "homes", name)
