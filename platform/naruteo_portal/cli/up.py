"""`naruteo up`: start the whole platform, say where it is, stop it together."""

import contextlib
import fcntl
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

from naruteo_hub.sandbox import SandboxMissing, require_sandbox
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.cli.processes import (
    Part,
    PartFailed,
    Server,
    Watched,
    nothing_left_behind,
    wait_until_ready,
    watch,
)
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import DatabaseUnreachable
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.core.schema import migrate
from naruteo_portal.demo import demo_lines, load_demo
from naruteo_portal.settings import STORE_VARIABLES, Settings, inherited_environment

READY_SECONDS = 120
LOOPBACK = ("127.0.0.1", "localhost")
HUB_CONFIG = "jupyterhub_config.py"
PRIVATE_FOLDERS = ("blobs", "hub", "logs", "mail", "secrets")


class Secrets:
    """The platform's own secrets: made at the first start, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder

    def get(self, name: str) -> str:
        """The secret of that name."""
        place = self.folder / name
        if not place.exists():
            # Written aside and renamed: a start that is cut off must not leave an empty secret behind.
            aside = self.folder / f"{name}.new"
            aside.touch(mode=0o600)
            aside.write_text(secrets.token_hex(32))
            aside.replace(place)
        return place.read_text().strip()


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder for everything.  [.naruteo]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address that the portal and the Hub listen on.")
@click.option("--port", default=8000, show_default=True, help="Port of the portal.")
@click.option("--hub-port", default=8001, show_default=True, help="Port of JupyterHub.")
@click.option("--demo/--no-demo", default=None, help="Demo content.  [with the embedded database]")
def up(data: Path | None, host: str, port: int, hub_port: int, demo: bool | None) -> None:
    """Start database, portal, JupyterHub and workers; Ctrl-C stops them all, and everything is kept."""
    began = time.monotonic()
    settings = _settings(data, host, port, hub_port)
    keep_private(settings.data)
    with _only_one(settings.data), _stop_signals() as stopped, contextlib.ExitStack() as running:
        try:
            _free_ports(host, port, hub_port)
            watched: list[Watched] = []
            if not settings.database_url:
                settings = _start_postgres(settings, running, watched)
                demo = demo is not False
            _tell("Bringing the database up to date")
            with opened_engine(settings) as engine:
                migrate(engine)
            if demo:
                load_demo(settings, _build_release, _tell)
            parts, analyst = parts_of(settings, host, port, hub_port), analyst_of(settings)
            running.enter_context(nothing_left_behind())
            for part in parts:
                running.callback(part.stop)
                part.start()
            wait_until_ready(parts, READY_SECONDS, lambda name: _tell(f"{name} answers"), stopped)
            if not stopped():
                _say_where(settings, time.monotonic() - began)
                # Nobody waits for it, so the others start without it in their way.
                running.callback(analyst.stop)
                analyst.start()
            watch([*watched, *parts, analyst], stopped)
            _tell("Stopping …")
        except (PartFailed, DatabaseUnreachable) as failure:
            raise click.ClickException(str(failure)) from None
    _tell(f"Naruteo has stopped; everything is kept in {settings.data}")


def keep_private(data: Path) -> None:
    """Let nobody else read what this and all further processes keep; earlier versions were less careful."""
    os.umask(0o077)
    # Others may pass through: PostgreSQL runs as a user of its own when we are root.
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    data.chmod(0o711)
    for name in PRIVATE_FOLDERS:
        folder = data / name
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)


def _build_release(course: Path, assignment: str) -> Mapping[str, bytes]:
    """Build a release as the grader does; it is loaded only when there is something to publish."""
    built: Mapping[str, bytes] = import_module("naruteo_hub.grading").build_release(course, assignment)
    return built


def _tell(line: str) -> None:
    click.echo(f"  {line}")


def _settings(data: Path | None, host: str, port: int, hub_port: int) -> Settings:
    given = read_settings()
    if host not in LOOPBACK and not {"portal_url", "hub_url"} <= given.model_fields_set:
        raise click.ClickException(
            f"Listening on {host}: set NARUTEO_PORTAL_URL and NARUTEO_HUB_URL to the addresses that people will use. "
            "Their host names must differ, because cookies ignore ports."
        )
    vault = Secrets((data or given.data).resolve() / "secrets")
    inside = host if host in LOOPBACK else "127.0.0.1"
    # Two names of the same machine: what runs in a notebook must not share the portal's cookies.
    defaults = {
        "portal_url": f"http://127.0.0.1:{port}",
        "hub_url": f"http://localhost:{hub_port}",
        "secret_key": vault.get("portal_secret_key"),
        "hub_client_secret": vault.get("hub_client_secret"),
        "hub_service_token": vault.get("hub_service_token"),
        "portal_internal_url": f"http://{inside}:{port}",
        "hub_internal_url": f"http://{inside}:{hub_port}",
    }
    named = given.model_dump(include=given.model_fields_set)
    return Settings(**{**defaults, **named, "data": (data or given.data).resolve()})


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Two platforms in one folder would fight over its database."""
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Another `naruteo up` runs in {data}. Stop it first, or name another folder with --data."
            ) from None
        yield


@contextlib.contextmanager
def _stop_signals() -> Iterator["StopRequest"]:
    request = StopRequest()
    before = {number: signal.signal(number, request.note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class StopRequest:
    """Remembers that somebody asked the platform to stop."""

    def __init__(self) -> None:
        self.asked = False

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """The signal handler."""
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def _free_ports(host: str, *ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise PartFailed(
                    f"Cannot listen on {host}:{port} ({error.strerror}). Choose others with --port and --hub-port."
                ) from None


def _start_postgres(settings: Settings, running: contextlib.ExitStack, watched: list[Watched]) -> Settings:
    _tell("Starting PostgreSQL")
    server = EmbeddedPostgres(settings.data / "postgres")
    running.callback(server.stop)
    watched.append(Server("PostgreSQL", server.pid))
    return settings.model_copy(update={"database_url": server.url})


def parts_of(settings: Settings, host: str, port: int, hub_port: int) -> list[Part]:
    """The processes of the platform, in the order in which they start."""
    try:
        require_sandbox()
    except SandboxMissing as missing:
        click.secho(f"  Notebooks and grading will not work: {missing}", fg="yellow", err=True)
    base = inherited_environment()
    portal = {**base, **_variables(settings)}
    # The Hub runs beside untrusted code: it is told neither the database nor the portal's key nor the store's.
    vault = Secrets(settings.data / "secrets")
    shared = (
        "NARUTEO_DATA", "NARUTEO_PORTAL_URL", "NARUTEO_PORTAL_INTERNAL_URL", "NARUTEO_HUB_URL",
        "NARUTEO_HUB_CLIENT_SECRET", "NARUTEO_HUB_SERVICE_TOKEN",
    )  # fmt: skip
    hub = {
        **{name: value for name, value in base.items() if not name.startswith(STORE_VARIABLES)},
        **{name: portal[name] for name in shared},
        "NARUTEO_HUB_HOST": host,
        "NARUTEO_HUB_PORT": str(hub_port),
        "JUPYTERHUB_CRYPT_KEY": vault.get("hub_crypt_key"),
        "CONFIGPROXY_AUTH_TOKEN": vault.get("proxy_token"),
    }
    logs = settings.data / "logs"
    python = sys.executable
    gunicorn = [
        # Loaded once for both workers, before they part: that is seconds of a start.
        python, "-m", "gunicorn", "--preload", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "8",
        "--worker-class", "naruteo_portal.cli.patience.PatientWorker", "--keep-alive", "10",
        # By default it obeys SCRIPT_NAME and the like from this machine, where notebooks and browsers are too.
        "--forwarded-allow-ips", "", "--forwarder-headers", "", "naruteo_portal.wsgi:app",
    ]  # fmt: skip
    naruteo = [python, "-m", "naruteo_portal.cli"]
    return [
        Part("The portal", gunicorn, portal, logs / "portal.log", f"{settings.portal_internal_url}/healthz"),
        Part(
            "The worker", [*naruteo, "worker", "--queue", "default", "--concurrency", "4"], portal, logs / "worker.log"
        ),
        # A submission may find a way to take its grader along; that is no reason to stop the others.
        Part("The grader", [*naruteo, "worker", "--queue", "grading"], portal, logs / "grader.log", again=True),
        Part(
            "JupyterHub",
            [python, "-m", "jupyterhub", "--config", str(_hub_config())],
            hub,
            logs / "hub.log",
            # Ready means that the portal sees the database, a worker and the Hub.
            f"{settings.portal_internal_url}/readyz",
        ),
    ]


def analyst_of(settings: Settings) -> Part:
    """The worker of cohort analytics, whose work takes minutes and much memory and lets all others go first."""
    command = ["nice", "-n", "10", sys.executable, "-m", "naruteo_portal.cli", "worker", "--queue", "analytics"]
    environment = {**inherited_environment(), **_variables(settings)}
    return Part("The analyst", command, environment, settings.data / "logs" / "analyst.log", again=True)


def _variables(settings: Settings) -> Mapping[str, str]:
    """The environment that makes another process read these settings."""
    plain = {
        name: value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
        for name, value in settings.model_dump().items()
    }
    return {f"NARUTEO_{name.upper()}": value for name, value in plain.items()}


def _hub_config() -> Path:
    """The Hub's configuration: beside its package in a checkout, inside it when installed from a wheel."""
    package = Path(sys.modules["naruteo_hub"].__file__ or "").parent
    return next(place for place in (package.parent / HUB_CONFIG, package / HUB_CONFIG) if place.exists())


def _say_where(settings: Settings, seconds: float) -> None:
    click.secho(f"\nNaruteo is ready ({seconds:.0f} s): {settings.portal_url}\n", fg="green", bold=True)
    click.echo(f"JupyterHub:  {settings.hub_url}")
    click.echo(f"Mail:        {'by SMTP' if settings.smtp_url else settings.mail_folder}")
    click.echo(f"Logs:        {settings.data / 'logs'}")
    for line in demo_lines(settings):
        click.echo(line)
    click.echo("\nCtrl-C stops everything.")
