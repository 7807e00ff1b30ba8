"""Start each user's notebook server in a sandbox of its own that only two doors lead out of."""

from naruteo_hub.spawning.spawner import SandboxSpawner

__all__ = ["SandboxSpawner"]
