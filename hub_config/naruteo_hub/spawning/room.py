"""Describe one notebook server's sandbox: which home it has, what it runs and which two doors lead out."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from naruteo_hub.sandbox import Limits, Sandbox

# The sandbox has a network of its own, so these never meet the ports of the machine or of other sandboxes.
SERVER_PORT = 8888
SOCKETS_INSIDE = Path("/run/naruteo")
SETTINGS = Path(__file__).parent / "jupyter"


@dataclass(frozen=True)
class Door:
    """A way out: requests to ``port`` inside reach ``target_port`` of ``host`` if their path begins with ``path``."""

    name: str
    port: int
    host: str
    target_port: int
    path: str

    @property
    def socket_inside(self) -> Path:
        """Where the sandbox sees the Unix socket that the door listens on."""
        return SOCKETS_INSIDE / f"{self.name}.sock"


@dataclass(frozen=True)
class Room:
    """Everything the warden needs to run one notebook server; ``environment`` holds its Hub token."""

    name: str
    home: str
    unix_user: int | None
    argv: list[str]
    environment: Mapping[str, str]
    doors: list[Door]
    total_memory_bytes: int
    log: str
    limits: Limits = field(default_factory=Limits)
    home_bytes: int = 2 * 1024**3
    home_files: int = 100_000

    def to_json(self) -> str:
        """Write the description for the warden's standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Room":
        """Read what ``to_json`` wrote."""
        values = json.loads(text)
        values["doors"] = [Door(**door) for door in values["doors"]]
        values["limits"] = Limits(**values["limits"])
        return cls(**values)

    @property
    def home_inside(self) -> Path:
        """Where the sandbox sees the home folder."""
        return Path("/home") / self.name

    def sandbox(self, sockets: Path) -> Sandbox:
        """Describe the sandbox; ``sockets`` is the folder in which the doors listen."""
        return Sandbox(
            readable={
                SETTINGS: Path("/etc/jupyter"),
                **{sockets / f"{door.name}.sock": door.socket_inside for door in self.doors},
            },
            writable={Path(self.home): self.home_inside},
            # Only what is no secret: the rest follows through standard input.
            environment={"HOME": str(self.home_inside), "PATH": inside_path()},
            working_directory=self.home_inside,
            limits=self.limits,
            unix_user=self.unix_user,
        )


def inside_path() -> str:
    """Return the search path for programs inside: this Python's own commands first."""
    return os.pathsep.join([str(Path(sys.prefix) / "bin"), "/usr/local/bin", "/usr/bin", "/bin"])
