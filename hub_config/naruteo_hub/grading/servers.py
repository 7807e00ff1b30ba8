"""The preloaded interpreters of this process: one is kept until an assignment needs more than it has loaded."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from naruteo_hub.grading.forking import ForkServer, ServerLost
from naruteo_hub.grading.processes import environment

# What is imported before the fork when a course uses a library.
PRELOADED: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy", "numpy.testing"),
    "pandas": ("pandas", "pandas.testing"),
    "scipy": ("scipy.stats", "scipy.optimize"),
    "matplotlib": ("matplotlib.pyplot",),
    "sklearn": (
        "sklearn.cluster", "sklearn.compose", "sklearn.ensemble", "sklearn.linear_model", "sklearn.metrics",
        "sklearn.model_selection", "sklearn.pipeline", "sklearn.preprocessing", "sklearn.tree",
    ),
}  # fmt: skip


class _Servers:
    """Lends the present server; one that is no longer the present one ends when nobody uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._present: ForkServer | None = None
        self._users: dict[ForkServer, int] = {}

    @contextmanager
    def lend(self, libraries: Iterable[str]) -> Iterator[ForkServer]:
        modules = {module for library in libraries for module in PRELOADED.get(library, ())}
        with self._lock:
            server = self._fitting(modules)
            self._users[server] = self._users.get(server, 0) + 1
        try:
            yield server
        finally:
            with self._lock:
                self._users[server] -= 1
                if not self._users[server] and server is not self._present:
                    del self._users[server]
                    server.close()

    def _fitting(self, modules: set[str]) -> ForkServer:
        before = self._present
        if before is not None and before.alive and modules <= before.modules:
            return before
        self._present = None
        kept = before.modules if before is not None else frozenset()
        if before is not None and not self._users.get(before):
            self._users.pop(before, None)
            before.close()
        self._present = ForkServer(modules | kept, environment())
        return self._present


_servers = _Servers()


def lend_server(libraries: Iterable[str]) -> AbstractContextManager[ForkServer]:
    """Lend a server that has preloaded what is known of these libraries; starting one takes seconds."""
    return _servers.lend(libraries)


def preload_all() -> None:
    """Start the server with everything that courses commonly use, so that the first submission need not wait."""
    # This process may end meanwhile; if it does not, the first submission starts another, and tells if that fails too.
    with suppress(ServerLost), _servers.lend(PRELOADED):
        pass
