"""Starting notebooks fast: a preloaded interpreter forks itself into rooms that bubblewrap has opened."""

from naruteo_hub.grading.forking.client import ForkServer, ServerLost
from naruteo_hub.grading.forking.room import Room, RoomFailed

__all__ = ["ForkServer", "Room", "RoomFailed", "ServerLost"]
