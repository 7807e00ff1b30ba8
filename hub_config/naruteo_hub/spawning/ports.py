"""Find ports for the Hub's inner parts and keep them, so that servers started earlier find a restarted Hub again."""

import json
import socket
from pathlib import Path


def kept_ports(record: Path, names: list[str]) -> dict[str, int]:
    """Return a free port of this machine for each name: the one recorded earlier wherever it is still free."""
    earlier: dict[str, int] = json.loads(record.read_text()) if record.exists() else {}
    held: list[socket.socket] = []
    ports: dict[str, int] = {}
    for name in names:
        for wanted in (earlier.get(name, 0), 0):
            trial = socket.socket()
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", wanted))
            except OSError:
                trial.close()
                continue
            # Held until all are chosen, or two names could be given the same one.
            held.append(trial)
            ports[name] = trial.getsockname()[1]
            break
    for trial in held:
        trial.close()
    record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    record.write_text(json.dumps(ports))
    return ports
